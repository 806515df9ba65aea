//! Addresses: which page shows which record. `/goals/G-12`; `/G-12` leads there too. A kind without references is addressed by its id.

use office::Seen;
use organization::{AnswerId, AnyId, Kind};

/// Whether records of a kind have a page of their own.
pub fn has_page(kind: Kind) -> bool {
    folder(kind).is_some()
}

/// The kinds that have pages, with the first part of their addresses.
const FOLDERS: [(Kind, &str); 13] = [
    (Kind::Goal, "goals"),
    (Kind::Project, "plans"),
    (Kind::Task, "tasks"),
    (Kind::Person, "people"),
    (Kind::Directive, "decisions"),
    (Kind::Proposal, "decisions"),
    (Kind::Decision, "decisions"),
    (Kind::Policy, "policies"),
    (Kind::Notice, "notices"),
    (Kind::Risk, "risks"),
    (Kind::Process, "processes"),
    (Kind::Improvement, "improvements"),
    (Kind::Scenario, "scenarios"),
];

fn folder(kind: Kind) -> Option<&'static str> {
    FOLDERS.iter().find(|(known, _)| *known == kind).map(|(_, folder)| *folder)
}

/// The page of a record; of one without a page, the page of what it belongs to.
pub fn of(seen: &Seen, id: AnyId) -> String {
    let mut at = id;
    for _ in 0..100 {
        if let Some(folder) = folder(at.kind).filter(|_| seen.shows(at)) {
            return match seen.reference(at) {
                Some(reference) => format!("/{folder}/{reference}"),
                None => format!("/{folder}/{}", at.id),
            };
        }
        if let Some(answer) = at.to::<AnswerId>().and_then(|id| seen.find(id)) {
            at = answer.directive.into();
            continue;
        }
        if at.kind == Kind::Unit {
            return seen.reference(at).map_or("/people".to_owned(), |reference| format!("/people?unit={reference}"));
        }
        let Some(home) = seen.record(at).and_then(|record| record.home()).filter(|home| *home != at) else { break };
        at = home;
    }
    history(id)
}

/// The history of a record.
pub fn history(id: AnyId) -> String {
    format!("/history/{id}")
}

/// Text inside a query.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}
