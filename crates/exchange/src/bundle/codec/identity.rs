//! How cells name records: by reference (`G-12`), by the key of the source, or by id; parties, needs, goals with shares, functions and external keys.

use std::fmt::Write as _;

use organization::{AnyId, Function, GoalId, Key, Keys, Kind, Need, Party, RecordId, Service, SkillId};
use serde_json::{Value, json};

use super::{Lookup, Naming, json_of, parts, typed};

/// The kinds that a party can be.
const PARTIES: [Kind; 4] = [Kind::Person, Kind::Position, Kind::Role, Kind::Unit];

pub(super) fn read_many(kind: Kind, text: &str, lookup: &mut dyn Lookup) -> Result<Value, String> {
    let mut found = Vec::new();
    for part in parts(text) {
        found.push(lookup.find(&[kind], part)?.id);
    }
    Ok(json_of(found))
}

pub(super) fn read_party(text: &str, lookup: &mut dyn Lookup) -> Result<Party, String> {
    let id = lookup.find(&PARTIES, text)?;
    Party::of(id).ok_or_else(|| format!("“{text}” is no person, position, role or unit."))
}

pub(super) fn read_need(text: &str, lookup: &mut dyn Lookup) -> Result<Need, String> {
    if let Some((count, rest)) = text.split_once(" x ")
        && let Some((skill, level)) = rest.rsplit_once(" at ")
        && let (Ok(count), Ok(level)) = (count.trim().parse(), level.trim().parse())
    {
        let skill = SkillId::from(lookup.find(&[Kind::Skill], skill.trim())?.id);
        return Ok(Need::Skill { skill, level, count });
    }
    let id = lookup.find(&[Kind::Person, Kind::Resource], text)?;
    let person = id.to().map(Need::Person);
    person.or_else(|| id.to().map(Need::Resource)).ok_or_else(|| format!("“{text}” is no person or resource."))
}

pub(super) fn write_need(need: Need, naming: &dyn Naming) -> String {
    match need {
        Need::Person(_) | Need::Resource(_) => write_any(need.id(), naming),
        Need::Skill { skill, level, count } => format!("{count} x {} at {level}", naming.name(skill.into())),
    }
}

/// A record under the name of its kind.
pub(super) fn write_one_of(kinds: &[Kind], value: &Value, naming: &dyn Naming) -> Option<String> {
    let (name, id) = value.as_object()?.iter().next()?;
    let kind = kinds.iter().find(|kind| kind.name() == name)?;
    Some(write_any(AnyId { kind: *kind, id: typed(id)? }, naming))
}

pub(super) fn read_services(text: &str, lookup: &mut dyn Lookup) -> Result<Vec<Service>, String> {
    let mut services = Vec::new();
    for part in parts(text) {
        let share = part.strip_suffix('%').and_then(|rest| rest.rsplit_once(' '));
        let share = share.and_then(|(goal, share)| share.parse().ok().map(|share: u32| (goal.trim(), share)));
        let (goal, contribution) = share.map_or((part, None), |(goal, share)| (goal, Some(share)));
        services.push(Service { goal: GoalId::from(lookup.find(&[Kind::Goal], goal)?.id), contribution });
    }
    Ok(services)
}

pub(super) fn write_services(services: &[Service], naming: &dyn Naming) -> String {
    let one = |service: &Service| {
        let goal = naming.name(AnyId { kind: Kind::Goal, id: service.goal.uuid() });
        service.contribution.map_or_else(|| goal.clone(), |share| format!("{goal} {share}%"))
    };
    services.iter().map(one).collect::<Vec<_>>().join(";")
}

/// A record of a kind that the column does not say: its reference, or its kind and id.
pub(super) fn write_any(id: AnyId, naming: &dyn Naming) -> String {
    let name = naming.name(id);
    if id.kind.letter().is_some() { name } else { format!("{}/{name}", id.kind.name()) }
}

pub(super) fn write_party(party: Party, naming: &dyn Naming) -> String {
    write_any(party.id(), naming)
}

pub(super) fn read_functions(text: &str) -> Result<Value, String> {
    let mut found = Vec::new();
    for part in parts(text) {
        let function = Function::ALL.iter().find(|function| function.name().eq_ignore_ascii_case(part));
        found.push(*function.ok_or_else(|| {
            let all = Function::ALL.map(Function::name).join(", ");
            format!("“{part}” is none of the functions: {all}.")
        })?);
    }
    Ok(json_of(found))
}

pub(super) fn write_functions(value: &Value) -> String {
    let functions: Vec<Function> = typed(value).unwrap_or_default();
    functions.into_iter().map(Function::name).collect::<Vec<_>>().join(";")
}

/// Keys as `source:key` between semicolons; `%`, `;`, `:`, blanks at the ends and control characters are written as `%3A`.
pub(crate) fn write_keys(keys: &Keys) -> String {
    let escape = |text: &str| {
        let mut safe = String::with_capacity(text.len());
        let inner = text.trim();
        for (at, letter) in text.char_indices() {
            let edge = letter.is_whitespace()
                && (inner.is_empty() || at < text.len() - text.trim_start().len() || at >= text.trim_end().len());
            if matches!(letter, '%' | ';' | ':') || letter.is_control() || edge {
                let mut bytes = [0; 4];
                for byte in letter.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(safe, "%{byte:02X}");
                }
            } else {
                safe.push(letter);
            }
        }
        safe
    };
    keys.iter().map(|key| format!("{}:{}", escape(&key.source), escape(&key.key))).collect::<Vec<_>>().join(";")
}

/// Back from there.
pub(in crate::bundle) fn read_keys(text: &str) -> Result<Keys, String> {
    let fault = |part: &str| format!("“{part}” is no key (use source:key, with %3A for a colon that belongs to it).");
    let unescape = |text: &str| -> Option<String> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let pair = [rest.next()?, rest.next()?];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).ok()
    };
    let mut keys = Vec::new();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let (source, key) = part.trim().split_once(':').ok_or_else(|| fault(part))?;
        let (source, key) = unescape(source).zip(unescape(key)).ok_or_else(|| fault(part))?;
        keys.push(Key { source: source.into(), key: key.into() });
    }
    Ok(keys.into_iter().collect())
}

/// The kind of `json!` value that an id is.
pub(in crate::bundle) fn id_value(id: AnyId) -> Value {
    json!(id.id)
}
