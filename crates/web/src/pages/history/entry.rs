//! One entry of the journal, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use office::{FieldChange, Told};
use organization::{AnyId, Capacity};

use crate::address;
use crate::component::Link;
use crate::format;
use crate::visit::Visit;
use crate::words;

/// An entry as a page shows it.
#[derive(serde::Serialize)]
pub(super) struct EntryView {
    /// A stable id.
    pub(super) id: String,
    /// "Changed goal".
    pub(super) what: String,
    /// Whoever did it, with their page.
    pub(super) who: Link,
    /// "as an administrator", or empty.
    pub(super) capacity: &'static str,
    /// The functions: "plan, organize".
    pub(super) functions: String,
    /// "2 minutes ago".
    pub(super) ago: String,
    /// "23 Nov 2026, 08:00".
    pub(super) at: String,
    pub(super) reason: Option<String>,
    /// The records that it changed.
    pub(super) changes: Vec<ChangeView>,
    /// "and 47 more", with the page that shows them.
    pub(super) more: Option<Link>,
    /// The hidden fields of the form that takes it back, and the words of its button.
    pub(super) undo: Option<(Vec<(String, String)>, &'static str)>,
}

/// What happened to one record.
#[derive(serde::Serialize)]
pub(super) struct ChangeView {
    /// The record with its page; without one where it is there no more.
    pub(super) label: String,
    pub(super) href: Option<String>,
    /// "new", "removed", or empty.
    pub(super) mark: &'static str,
    /// What it did, field by field.
    pub(super) fields: Vec<FieldView>,
}

/// One field before and after.
#[derive(serde::Serialize)]
pub(super) struct FieldView {
    pub(super) label: String,
    /// What stood there; nothing where the record came into being.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// The fields of a change in words. Of a new record only what it says is shown, of a removed one what it said.
pub(super) fn fields(visit: &Visit, changes: &[FieldChange], made: bool, removed: bool) -> Vec<FieldView> {
    let view = |change: &FieldChange| FieldView {
        label: words::field(&change.name),
        before: (!made).then(|| words::value(&visit.seen, &change.before)),
        after: (!removed).then(|| words::value(&visit.seen, &change.after)),
    };
    let said = |field: &FieldView| field.before.as_deref().or(field.after.as_deref()) != Some("nothing") || !(made || removed);
    changes.iter().map(view).filter(said).collect()
}

/// The records that an entry changed, as far as they are given.
pub(super) fn changes(visit: &Visit, did: &[office::ToldChange], in_full: bool) -> Vec<ChangeView> {
    let view = |change: &office::ToldChange| ChangeView {
        label: change.label.clone(),
        href: change.revision.map(|_| address::of(&visit.seen, change.id)),
        mark: match (change.made, change.removed) {
            (true, _) => "new",
            (_, true) => "removed",
            (false, false) => "",
        },
        fields: if in_full { fields(visit, &change.fields, change.made, change.removed) } else { Vec::new() },
    };
    did.iter().map(view).collect()
}

impl EntryView {
    /// The entry without what it changed.
    pub(super) fn of(visit: &Visit, told: &Told) -> EntryView {
        let seen = &visit.seen;
        let who = match told.person {
            Some(person) => {
                let name = seen.title(person.into());
                let name = if name.is_empty() { "Somebody who is here no more".to_owned() } else { name };
                Link::new(name, address::of(seen, person.into()))
            }
            None => Link::new("The program", ""),
        };
        let functions: Vec<&str> = told.functions.iter().map(|function| function.words()).collect();
        EntryView {
            id: format!("entry-{}", told.position),
            what: words::done(&told.kind),
            who,
            capacity: match told.capacity {
                Capacity::Own | Capacity::System => "",
                Capacity::Acting => "in an acting position",
                Capacity::Delegation => "by delegation",
                Capacity::Administration => "as an administrator",
            },
            functions: functions.join(", "),
            ago: words::ago(told.at, visit.desk.surroundings.now()),
            at: at(visit, told.at),
            reason: told.reason.clone(),
            changes: Vec::new(),
            more: None,
            undo: None,
        }
    }
}

/// The hidden fields of the form that takes an entry back.
pub(super) fn undo_entry(visit: &Visit, told: &Told) -> (Vec<(String, String)>, &'static str) {
    (undo(visit, "entry", told.position.to_string()), "Undo")
}

/// The hidden fields of the form that takes a whole import back.
pub(super) fn undo_import(visit: &Visit, import: uuid::Uuid) -> (Vec<(String, String)>, &'static str) {
    (undo(visit, "import", import.to_string()), "Undo this import")
}

fn undo(visit: &Visit, name: &str, value: String) -> Vec<(String, String)> {
    [(name, value), ("id", visit.mint().to_string()), ("back", visit.path.clone())]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
}

/// Whether an entry can be taken back by the viewer, as far as these records show: nobody changed them since, and they may do what it did.
pub(super) fn may_undo(visit: &Visit, told: &Told, records: &[(AnyId, Option<u64>)]) -> bool {
    told.kind != "undo"
        && told.import.is_none()
        && !records.is_empty()
        && records.iter().all(|(id, revision)| {
            *revision == Some(told.position)
                && !visit.seen.record(*id).is_some_and(|record| record.stands_for_good())
                && told.functions.iter().all(|function| visit.may(*function, *id))
        })
}

/// An instant in the time of the organization.
fn at(visit: &Visit, at: Timestamp) -> String {
    let zone = visit.seen.settings().time_zone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
    let local = zone.to_datetime(at);
    format!("{}, {}", format::day(local.date(), visit.seen.day()), local.strftime("%H:%M"))
}
