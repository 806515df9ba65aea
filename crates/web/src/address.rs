//! Addresses: which page shows which record. `/goals/G-12`; `/G-12` leads there too. A kind without references is addressed by its id.

use office::Seen;
use organization::{AnswerId, AnyId, Kind};

/// Whether records of a kind have a page of their own.
pub fn has_page(kind: Kind) -> bool {
    folder(kind).is_some()
}

/// The kinds that have pages or stand in lists of their own, in the order in which search shows them: the first part of their addresses, and what
/// several of them are called.
const FOLDERS: [(Kind, &str, &str); 20] = [
    (Kind::Goal, "goals", "Goals"),
    (Kind::Project, "plans", "Plans"),
    (Kind::Person, "people", "People"),
    (Kind::Unit, "people?unit=", "Units"),
    (Kind::Task, "tasks", "Tasks"),
    (Kind::Position, "positions", "Positions"),
    (Kind::Role, "roles", "Roles"),
    (Kind::Skill, "skills", "Skills"),
    (Kind::Resource, "resources", "Resources"),
    (Kind::Absence, "absences", "Absences"),
    (Kind::DevelopmentPlan, "growth", "Development plans"),
    (Kind::Risk, "risks", "Risks"),
    (Kind::Process, "processes", "Processes"),
    (Kind::Improvement, "improvements", "Improvements"),
    (Kind::Policy, "policies", "Policies"),
    (Kind::Notice, "notices", "Notices"),
    (Kind::Directive, "decisions", "Calls for action"),
    (Kind::Proposal, "decisions", "Proposals"),
    (Kind::Decision, "decisions", "Decisions"),
    (Kind::Scenario, "scenarios", "Scenarios"),
];

fn folder(kind: Kind) -> Option<&'static str> {
    FOLDERS.iter().find(|(known, ..)| *known == kind).map(|(_, folder, _)| *folder)
}

/// What several records of a kind are called above their list, and where that stands among others.
pub fn plural(kind: Kind) -> (usize, &'static str) {
    let found = FOLDERS.iter().position(|(known, ..)| *known == kind);
    found.map_or((FOLDERS.len(), "Others"), |at| (at, FOLDERS[at].2))
}

/// The page of a record; of one without a page, the page of what it belongs to.
pub fn of(seen: &Seen, id: AnyId) -> String {
    let mut at = id;
    for _ in 0..100 {
        if let Some(folder) = folder(at.kind).filter(|_| seen.shows(at)) {
            let name = seen.reference(at).map_or_else(|| at.id.to_string(), |reference| reference.to_string());
            return if folder.ends_with('=') { format!("/{folder}{name}") } else { format!("/{folder}/{name}") };
        }
        if let Some(answer) = at.to::<AnswerId>().and_then(|id| seen.find(id)) {
            at = answer.directive.into();
            continue;
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

/// The bytes that a piece of an address stands for: what is escaped by a per cent sign and two digits, and all others as they are.
#[must_use]
pub fn unescaped(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits =
            text.get(at + 1..at + 3).filter(|digits| *byte == b'%' && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    plain
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
