//! Units, people, memberships, head positions and responsibility matrices, as bundles from elsewhere write them.

use organization::{AnyId, Kind, Letter, Party};
use serde_json::json;

use super::builder::{Builder, Told};
use super::wanted::Wanted;
use crate::bundle::codec::{Lookup, id_value};

/// The word of a unit from which the others hang.
const ROOT: &str = "organization";

/// The state of a unit, and the root for those that name no parent.
pub(super) fn unit(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    if let Some((column, text)) = builder.cell(row, "status") {
        let closed = match text.to_lowercase().as_str() {
            "" | "active" => Some(false),
            "archived" | "closed" => Some(true),
            _ => None,
        };
        match closed {
            Some(closed) => set_closed(builder, wanted, closed),
            None => builder.list(row, column, Told::warning(format!("“{text}” is no status of a unit (active, archived)."))),
        }
    }
    let orphan = !builder.rows[row].own && builder.column(row, "parent").is_some() && builder.text(row, "parent").is_empty();
    if orphan && let Some(root) = builder.root.filter(|root| *root != wanted.id) {
        wanted.fields.insert("parent", id_value(root));
    }
}

/// Closed since an unknown day, or open, unless the record is so already: a day that is known stays.
pub(super) fn set_closed(builder: &Builder<'_>, wanted: &mut Wanted, closed: bool) {
    let now = wanted.is_there.then(|| builder.value.record(wanted.id)).flatten();
    let now: Option<serde_json::Value> = now.and_then(|record| serde_json::from_str(&record.to_json()).ok());
    let is_closed = now.as_ref().is_some_and(|record| record.get("state").is_some_and(|state| state.get("closed").is_some()));
    if now.is_none() || is_closed != closed {
        wanted.fields.insert("state", if closed { json!({ "closed": {} }) } else { json!("active") });
    }
}

/// The one unit of kind organization that has no parent.
pub(super) fn root(builder: &Builder<'_>) -> Option<AnyId> {
    let is_root = |row: &usize| {
        let is_unit = builder.row(*row).sheet.name == "units.csv";
        is_unit && builder.text(*row, "kind") == ROOT && builder.text(*row, "parent").is_empty()
    };
    let mut roots = (0..builder.rows.len()).filter(is_root).filter_map(|row| builder.rows[row].main);
    roots.next().filter(|_| roots.next().is_none())
}

/// A person who is not active any more left on a day that the word does not say.
pub(super) fn person(builder: &mut Builder<'_>, row: usize, _: &mut Wanted) {
    if let Some((column, text)) = builder.cell(row, "status")
        && !matches!(text.to_lowercase().as_str(), "" | "active")
    {
        builder.keep(row, column);
    }
}

/// Whether a membership is the lead of a unit.
pub(super) fn is_lead(builder: &Builder<'_>, row: usize) -> bool {
    builder.text(row, "role").eq_ignore_ascii_case("lead")
}

/// The standing and roles of a membership.
pub(super) fn membership(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    refuse_empty_span(builder, row);
    let Some((_, role)) = builder.cell(row, "role").filter(|_| builder.rows[row].left_out.is_none()) else { return };
    let (standing, name) = match role.to_lowercase().as_str() {
        "" | "member" => ("member", None),
        "alumni" => ("alumni", None),
        _ => ("member", Some(role.strip_prefix("role:").unwrap_or(role).trim())),
    };
    wanted.fields.insert("standing", json!(standing));
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        wanted.fields.insert("roles", json!([]));
        return;
    };
    let unit_key = builder.text(row, "unit");
    let key = format!("{unit_key}/{name}");
    let role = match builder.names.exactly(Kind::Role, &key) {
        Some(role) => role,
        None => {
            let (role, is_there) = builder.claim(Kind::Role, &key);
            let mut made = Wanted::new(role, is_there, row);
            made.derived.insert("name", json!(name));
            if let Some(unit) = wanted.fields.get("unit") {
                made.derived.insert("unit", unit.clone());
            }
            made.keys = (!is_there).then(|| builder.keyed(&key));
            made.column = builder.column(row, "role");
            builder.wanted.push(made);
            let sentence = format!("The role “{key}” has no row in roles.csv; it is created.");
            let column = builder.column(row, "role");
            builder.tell(row, column, Told::hint(sentence));
            role
        }
    };
    builder.spoken_of.insert(role);
    wanted.fields.insert("roles", json!([role.id]));
}

fn refuse_empty_span(builder: &mut Builder<'_>, row: usize) {
    let (from, to) = (builder.text(row, "from"), builder.text(row, "to"));
    if !from.is_empty() && from == to {
        let sentence = format!("It begins and ends on {from}: it held on no day. The row is left out.");
        let column = builder.column(row, "to");
        builder.leave_out(row, column, Told::error(sentence));
    }
}

/// A lead is appointed to the one head position of the unit.
pub(super) fn lead(builder: &mut Builder<'_>, row: usize) {
    let mut found = [None, None];
    for (place, (name, kind)) in found.iter_mut().zip([("person", Kind::Person), ("unit", Kind::Unit)]) {
        let text = builder.text(row, name);
        let column = builder.column(row, name);
        match builder.names.find(&[kind], text) {
            Ok(id) => *place = Some(id),
            Err(sentence) => {
                let sentence = format!("Column {name}: {sentence} The row is left out.");
                return builder.leave_out(row, column, Told::error(sentence));
            }
        }
        if let Some(hint) = builder.names.hint.take() {
            builder.tell(row, column, Told::hint(hint));
        }
    }
    refuse_empty_span(builder, row);
    let ([Some(person), Some(unit)], Some(id), None) = (found, builder.rows[row].main, &builder.rows[row].left_out) else {
        return;
    };
    let mut wanted = Wanted::new(id, builder.value.has(id), row);
    let mut dated = serde_json::Map::new();
    for (name, part) in [("from", "from"), ("to", "until")] {
        if let Some((column, text)) = builder.cell(row, name) {
            if text.is_empty() {
                dated.insert(part.to_owned(), serde_json::Value::Null);
                continue;
            }
            match crate::bundle::codec::read_date(text) {
                Ok(date) => {
                    dated.insert(part.to_owned(), json!(date));
                }
                Err(sentence) => builder.list(row, column, Told::warning(sentence)),
            }
        }
    }
    let position = head(builder, row, unit);
    wanted.fields.insert("person", id_value(person));
    wanted.fields.insert("position", id_value(position));
    wanted.fields.insert("dated", serde_json::Value::Object(dated));
    if !wanted.is_there {
        wanted.keys = Some(builder.keyed(&builder.rows[row].key.clone()));
    }
    builder.wanted.push(wanted);
}

/// The head position of a unit, made where it has none.
fn head(builder: &mut Builder<'_>, row: usize, unit: AnyId) -> AnyId {
    if let Some(position) = unit.to().and_then(|unit| builder.value.head_position(unit)) {
        return position.id.into();
    }
    let key = format!("{}#head", builder.text(row, "unit"));
    let known = builder.names.given(Kind::Position, &key).is_some();
    let (position, is_there) = builder.claim(Kind::Position, &key);
    if known || is_there {
        return position;
    }
    let name = unit_name(builder, row);
    let mut made = Wanted::new(position, false, row);
    made.derived.insert("title", json!(format!("Head of {name}").chars().take(500).collect::<String>()));
    made.derived.insert("unit", id_value(unit));
    made.derived.insert("head", json!(true));
    made.keys = Some(builder.keyed(&key));
    builder.wanted.push(made);
    position
}

fn unit_name(builder: &Builder<'_>, row: usize) -> String {
    let key = builder.text(row, "unit");
    let in_file = builder.names.given(Kind::Unit, key).and_then(|unit| {
        let other = builder.row_of(unit)?;
        Some(builder.text(other, "name").to_owned())
    });
    let in_value = || {
        builder.names.in_value(Kind::Unit, key).and_then(|unit| builder.value.record(unit)).map(|unit| unit.title(builder.value))
    };
    in_file.filter(|name| !name.is_empty()).or_else(in_value).unwrap_or_else(|| key.to_owned())
}

/// A cell of a responsibility matrix.
pub(super) fn letter(builder: &mut Builder<'_>, row: usize) {
    const ITEMS: [Kind; 8] =
        [Kind::Goal, Kind::Project, Kind::Task, Kind::Policy, Kind::Proposal, Kind::Directive, Kind::Unit, Kind::Measure];
    const PARTIES: [Kind; 4] = [Kind::Person, Kind::Position, Kind::Role, Kind::Unit];
    let mut found = Vec::new();
    for (name, kinds) in [("item", ITEMS.as_slice()), ("person", PARTIES.as_slice())] {
        let column = builder.column(row, name);
        match builder.names.find(kinds, builder.text(row, name)) {
            Ok(id) => found.push(id),
            Err(sentence) => {
                let sentence = format!("Column {name}: {sentence} The row is left out.");
                return builder.leave_out(row, column, Told::error(sentence));
            }
        }
        if let Some(hint) = builder.names.hint.take() {
            builder.tell(row, column, Told::hint(hint));
        }
    }
    let text = builder.text(row, "letter");
    let letter = Letter::ALL.into_iter().find(|letter| text.eq_ignore_ascii_case(&letter.letter().to_string()));
    let (Some(letter), [item, party]) = (letter, found.as_slice()) else {
        let column = builder.column(row, "letter");
        let sentence = format!("“{text}” is no letter (R, A, S, C or I). The row is left out.");
        return builder.leave_out(row, column, Told::error(sentence));
    };
    let key = builder.rows[row].key.clone();
    let demand = letter == Letter::Responsible && item.kind == Kind::Task && party.kind == Kind::Person;
    let kind = if demand { Kind::Demand } else { Kind::Responsibility };
    let taken = builder.names.given(kind, &key).is_some();
    let (id, is_there) = builder.claim(kind, &key);
    builder.rows[row].main = Some(id);
    if taken {
        return builder.rivals.push((id, row));
    }
    let mut wanted = Wanted::new(id, is_there, row);
    wanted.keys = (!is_there).then(|| builder.keyed(&key));
    if demand {
        wanted.fields.insert("task", id_value(*item));
        wanted.fields.insert("need", json!({ "person": party.id }));
    } else {
        wanted.fields.insert("subject", json!(item));
        wanted.fields.insert("party", Party::of(*party).map_or(serde_json::Value::Null, |party| json!(party)));
        wanted.fields.insert("letter", json!(letter));
    }
    builder.wanted.push(wanted);
}
