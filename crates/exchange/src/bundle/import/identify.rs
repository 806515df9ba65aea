//! The identity of every row, before anything is understood: which record it is, or that it is new, or that another row is it already.

use std::borrow::Cow;

use organization::{AnyId, Kind};
use uuid::Uuid;

use super::builder::{Builder, Part, Told};
use super::structure;
use crate::bundle::codec::Codec;
use crate::bundle::table::{Column, Guest, Table};

/// Gives all rows their identity.
pub(super) fn identify(builder: &mut Builder<'_>) {
    for row in 0..builder.rows.len() {
        match Part::of(builder.row(row).sheet) {
            Part::Records(table) => identify_record(builder, row, table),
            Part::Guest(guest) => identify_guest(builder, row, guest),
            Part::Foreign => {
                builder.rows[row].left_out = Some("This file is not imported.".to_owned());
            }
        }
    }
    for (row, state) in builder.rows.iter().enumerate() {
        if let Some(record) = state.main {
            builder.by_record.entry(record).or_insert(row);
        }
    }
    builder.root = structure::root(builder);
    let mut seen = std::collections::BTreeSet::new();
    for state in &builder.rows {
        let key = (state.sheet, state.key.clone());
        if !seen.insert(key.clone()) {
            builder.shared.insert(key);
        }
    }
}

fn identify_record(builder: &mut Builder<'_>, row: usize, table: &'static Table) {
    let id_text = builder.text(row, "id").to_owned();
    let uuid_text = builder.text(row, "uuid").to_owned();
    let kind = if table.kind == Kind::Membership && structure::is_lead(builder, row) { Kind::Appointment } else { table.kind };
    if kind == Kind::Settings {
        let id = AnyId { kind, id: organization::settings::SETTINGS };
        builder.rows[row].own = true;
        return take(builder, row, id, "settings".to_owned());
    }
    let said = if uuid_text.is_empty() && kind.letter().is_none() { &id_text } else { &uuid_text };
    if let Ok(uuid) = Uuid::parse_str(said) {
        builder.rows[row].own = true;
        return take(builder, row, AnyId { kind, id: uuid }, id_text);
    }
    if !uuid_text.is_empty() {
        let column = builder.column(row, "uuid");
        let sentence = format!("“{uuid_text}” is no id. Leave the cell empty for a new row.");
        builder.rows[row].key = id_text;
        return builder.leave_out(row, column, Told::error(sentence));
    }
    let key = if id_text.is_empty() { natural_key(builder, row, table) } else { id_text };
    if key.chars().any(char::is_control) || key.chars().count() > 500 {
        let column = builder.column(row, "id");
        return builder.leave_out(row, column, Told::error("An id must be one line of at most 500 characters."));
    }
    let id = match builder.names.given(kind, &key).or_else(|| builder.names.in_value(kind, &key)) {
        Some(id) => id,
        None => AnyId { kind, id: builder.mint() },
    };
    take(builder, row, id, key);
}

/// Makes a row a record, unless another row is it already.
fn take(builder: &mut Builder<'_>, row: usize, id: AnyId, key: String) {
    let again = builder.names.given(id.kind, &key).is_some_and(|other| other == id);
    let other = !again && !builder.names.give(id, &key);
    builder.rows[row].key = key;
    if other {
        let column = builder.column(row, "id");
        let sentence = format!("“{}” names two different records. Give one of them another id.", builder.rows[row].key);
        return builder.leave_out(row, column, Told::error(sentence));
    }
    builder.rows[row].main = Some(id);
    if again {
        builder.rivals.push((id, row));
    }
}

/// The columns that tell rows without an id apart beside those that must be there.
const APART: &[(Kind, &[&str])] = &[
    (Kind::Membership, &["role", "from"]),
    (Kind::Appointment, &["from"]),
    (Kind::Administrator, &["from"]),
    (Kind::Responsibility, &["letter", "from"]),
    (Kind::PolicyVersion, &["major", "minor"]),
    (Kind::Decision, &["on"]),
    (Kind::Comment, &["by", "day", "text"]),
    (Kind::SkillHolding, &["on"]),
    (Kind::Qualification, &["obtained"]),
    (Kind::Acknowledgement, &["version", "notice"]),
    (Kind::Notice, &["on"]),
    (Kind::Requirement, &["from"]),
    (Kind::Rate, &["per", "from"]),
    (Kind::ProgressReport, &["by", "on", "text"]),
    (Kind::Baseline, &["on"]),
    (Kind::Recognition, &["from", "on", "text"]),
    (Kind::Delegation, &["scope", "from"]),
    (Kind::Mentorship, &["from"]),
    (Kind::DevelopmentAction, &["due"]),
    (Kind::DevelopmentReview, &["text"]),
];

/// What tells rows without an id apart: the cells that must be there, and from when they hold.
fn natural_key(builder: &Builder<'_>, row: usize, table: &'static Table) -> String {
    let needed = |column: &&Column| {
        column.codec.empty().is_none() && column.codec != Codec::Quantity && (table.kind, column.name) != (Kind::Waiver, "until")
    };
    let mut names: Vec<&str> = table.columns.iter().filter(needed).map(|column| column.name).collect();
    names.extend(APART.iter().filter(|(kind, _)| *kind == table.kind).flat_map(|(_, more)| more.iter()));
    names.iter().map(|name| short(builder.text(row, name))).collect::<Vec<_>>().join(",")
}

/// A text as a part of a key: as it stands, or a short number for it where it is long or has several lines.
fn short(text: &str) -> Cow<'_, str> {
    if text.len() <= 100 && !text.chars().any(char::is_control) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("{:016x}", fingerprint(text)))
    }
}

/// A short number for a text (FNV-1a, 64 bits; Fowler, Noll and Vo).
pub(super) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn identify_guest(builder: &mut Builder<'_>, row: usize, guest: &'static Guest) {
    let key = guest.key.iter().map(|name| short(builder.text(row, name))).collect::<Vec<_>>().join(",");
    if guest.file != "asks.csv" {
        builder.rows[row].key = key;
        return;
    }
    if key.is_empty() {
        return builder.leave_out(row, None, Told::error("An ask needs an id."));
    }
    let kind = Kind::Directive;
    let id = match builder.names.given(kind, &key).or_else(|| builder.names.in_value(kind, &key)) {
        Some(id) => id,
        None => AnyId { kind, id: builder.mint() },
    };
    take(builder, row, id, key);
}
