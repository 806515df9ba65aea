//! Written examples: one small organization that comes into being command by command, each as a program would send it.
//!
//! The story is `examples.txt`: a line for each command, its name and its fields, with `$names` in place of the ids that their sender mints. It is carried out
//! here as it is described, and over HTTP in a test, so no example can be wrong. What a record looks like at the end is the example of its resource.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use organization::{Act, AnyRecord, Command, Kind, Organization};
use serde_json::{Value, json};
use uuid::Uuid;

/// The story as it is written.
const STORY: &str = include_str!("examples.txt");

/// The day on which it happens.
pub const DAY: Date = date(2026, 11, 23);

/// One command of the story.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who sends it: the name of a person in the story. The first two found the organization and are sent by nobody.
    pub by: Option<Uuid>,
    /// Whether only an import may say it, so that it is not sent.
    pub imported: bool,
    /// The command.
    pub kind: String,
    /// The id of the request.
    pub id: Uuid,
    /// Its fields.
    pub data: Value,
}

static STEPS: LazyLock<Vec<Step>> = LazyLock::new(|| {
    let mut names = BTreeMap::new();
    let mut sender = None;
    let mut steps = Vec::new();
    for line in STORY.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("as ") {
            sender = names.get(name).copied();
            continue;
        }
        let (imported, line) = line.strip_prefix("import ").map_or((false, line), |line| (true, line));
        let (kind, fields) = line.split_once(' ').unwrap_or((line, "{}"));
        let id = numbered(0x1_0000 + steps.len());
        let data = serde_json::from_str(&with_ids(fields, &mut names)).unwrap_or_default();
        steps.push(Step { by: sender, imported, kind: kind.to_owned(), id, data });
    }
    steps
});

/// The ids of the story, in order: of version 7, as those that programs mint.
fn numbered(number: usize) -> Uuid {
    let number = u128::try_from(number).unwrap_or_default();
    Uuid::from_u128(0x019a_a000_0000_7000_8000_0000_0000_0000 + number)
}

/// A line with each `$name` as the id that it stands for.
fn with_ids(line: &str, names: &mut BTreeMap<String, Uuid>) -> String {
    let mut parts = line.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        let next = numbered(names.len() + 1);
        let id = names.entry(name.to_owned()).or_insert(next);
        text.push_str(&id.to_string());
        text.push_str(rest);
    }
    text
}

/// All steps of the story, in order.
pub fn steps() -> &'static [Step] {
    &STEPS
}

/// The organization after every step; a step that is refused is left out.
fn told() -> impl Iterator<Item = Organization> {
    let mut value = Organization::default();
    steps().iter().map(move |step| {
        let act = Act { person: step.by.map(Into::into), imported: step.imported, ..Act::of_system(DAY) };
        if let Ok(command) = Command::from_parts(&step.kind, step.data.clone())
            && let Ok(mut changes) = value.decide(&command, &act)
        {
            value.apply(&mut changes, value.position() + 1);
        }
        value.clone()
    })
}

/// A record of each kind as it stood in the story last.
static RECORDS: LazyLock<BTreeMap<Kind, Value>> = LazyLock::new(|| {
    let mut records = BTreeMap::new();
    for value in told() {
        for kind in Kind::ALL {
            let newest = value.records_after(*kind, Uuid::nil()).max_by_key(AnyRecord::revision);
            if let Some(record) = newest.or_else(|| value.record(organization::AnyId { kind: *kind, id: Uuid::nil() })) {
                records.insert(*kind, super::records::of_record(&record, record.title(&value)));
            }
        }
    }
    records
});

/// A request with a command, as it is sent.
pub(super) fn of_command(kind: &str) -> Option<Value> {
    let step = steps().iter().find(|step| step.kind == kind && !step.imported)?;
    Some(json!({ "id": step.id, "data": step.data }))
}

/// A batch as it is sent: a unit, and the position that heads it.
pub(super) fn batch() -> Option<Value> {
    let wanted = ["add-unit", "add-position"];
    let steps = wanted.iter().filter_map(|kind| steps().iter().find(|step| step.kind == *kind));
    let commands: Vec<Value> = steps.map(|step| json!({ "kind": step.kind, "data": step.data })).collect();
    Some(json!({ "id": numbered(0x2_0000), "reason": "The works get a head of their own.", "commands": commands }))
}

/// A record of a kind, as it is read.
pub(super) fn of_kind(kind: Kind) -> Option<Value> {
    RECORDS.get(&kind).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_the_story_is_carried_out() {
        let mut value = Organization::default();
        for step in steps() {
            assert!(step.data.is_object(), "{} cannot be read", step.kind);
            let command =
                Command::from_parts(&step.kind, step.data.clone()).unwrap_or_else(|fault| panic!("{}: {fault}", step.kind));
            let act = Act { person: step.by.map(Into::into), imported: step.imported, ..Act::of_system(DAY) };
            let mut changes =
                value.decide(&command, &act).unwrap_or_else(|refusal| panic!("{} {}: {refusal}", step.kind, step.data));
            value.apply(&mut changes, value.position() + 1);
        }
    }

    #[test]
    fn every_kind_of_record_has_an_example() {
        let without: Vec<&str> = Kind::ALL.iter().filter(|kind| of_kind(**kind).is_none()).map(|kind| kind.name()).collect();
        assert!(without.is_empty(), "write in examples.txt how one comes into being: {}", without.join(", "));
    }

    #[test]
    fn every_command_has_an_example() {
        let without: Vec<&str> =
            Command::ALL.iter().map(|entry| entry.kind).filter(|kind| !steps().iter().any(|step| step.kind == *kind)).collect();
        assert!(without.is_empty(), "write in examples.txt how it is sent: {}", without.join(", "));
    }
}
