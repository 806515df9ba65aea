//! From what is wanted of a record to the commands that bring it about, by comparing it with the record as it is. The list of commands says which fields
//! each of them sets, so that a new field needs nothing here.

use organization::command::CommandEntry;
use organization::{AnyId, AnyRecord, Command, Dated, Kind, Organization};
use serde_json::{Map, Value, json};

use super::wanted::{Doing, Fields, Wanted};
use crate::bundle::table::Table;

type Object = Map<String, Value>;

/// The record that a new one would be; the words say why it cannot be.
pub(super) fn record_of(wanted: &Wanted) -> Result<AnyRecord, String> {
    let mut object = Object::new();
    for (field, value) in wanted.derived.iter().chain(&wanted.fields) {
        object.insert((*field).to_owned(), value.clone());
    }
    object.insert("id".to_owned(), json!(wanted.id.id));
    if wanted.number > 0 {
        object.insert("number".to_owned(), json!(wanted.number));
    }
    if let Some(keys) = &wanted.keys {
        object.insert("keys".to_owned(), json!(keys));
    }
    from_object(wanted.id.kind, object)
}

fn from_object(kind: Kind, mut object: Object) -> Result<AnyRecord, String> {
    let optional = |value: &Value| value.is_null();
    object.retain(|_, value| !optional(value));
    let fault = |words: String| {
        let plain = words.split(" at line ").next().unwrap_or_default().replace('`', "");
        format!("It does not make a {}: {plain}.", kind.words())
    };
    AnyRecord::from_json(kind, &Value::Object(object).to_string()).map_err(fault)
}

fn to_object(record: &AnyRecord) -> Object {
    serde_json::from_str(&record.to_json()).unwrap_or_default()
}

/// The commands that bring about what is wanted; none where the value is so already.
pub(super) fn commands(value: &Organization, wanted: &Wanted) -> Result<Vec<Command>, String> {
    match (wanted.doing, value.record(wanted.id)) {
        (Doing::Put, None) if wanted.id.kind == Kind::Settings => {
            settings(wanted, &wanted.fields.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect())
        }
        (Doing::Put, None) => addition(wanted),
        (Doing::Put, Some(before)) => changes(wanted, &before),
        (Doing::Remove, Some(_)) => Ok(vec![command(&format!("remove-{}", wanted.id.kind.name()), wanted.id, Object::new())?]),
        (Doing::End(day), Some(_)) => {
            let data = Object::from_iter([("until".to_owned(), json!(day))]);
            Ok(vec![command(&format!("end-{}", wanted.id.kind.name()), wanted.id, data)?])
        }
        (Doing::Remove | Doing::End(_), None) => Ok(Vec::new()),
    }
}

fn entry(kind: &str) -> Option<&'static CommandEntry> {
    Command::ALL.iter().find(|entry| entry.kind == kind)
}

/// A command about an existing record: its first field names it.
fn command(kind: &str, id: AnyId, mut data: Object) -> Result<Command, String> {
    let entry = entry(kind).ok_or_else(|| format!("A {} of the value stays as it is; add another instead.", id.kind.words()))?;
    if let Some(first) = entry.fields.first().filter(|_| id.kind != Kind::Settings) {
        data.insert(first.name.to_owned(), json!(id.id));
    }
    Command::from_parts(kind, Value::Object(data))
}

/// Commands that add without being called so.
const ADDING: [(Kind, &str); 2] = [(Kind::Directive, "issue-directive"), (Kind::Decision, "record-decision")];

fn addition(wanted: &Wanted) -> Result<Vec<Command>, String> {
    let kind = wanted.id.kind;
    let adding = ADDING.iter().find(|(known, _)| *known == kind);
    let adding = adding.map_or_else(|| format!("add-{}", kind.name()), |(_, adding)| (*adding).to_owned());
    let (Some(entry), Some(table)) = (entry(&adding), Table::of(kind)) else {
        return Err(format!("A {} is not added by an import.", kind.words()));
    };
    let mut full: Fields = wanted.derived.clone();
    full.extend(wanted.fields.iter().map(|(field, value)| (*field, value.clone())));
    let mut data = Object::new();
    for field in entry.fields {
        match (field.name, full.remove(field.name)) {
            ("id", _) => {
                data.insert("id".to_owned(), json!(wanted.id.id));
            }
            ("number", _) if wanted.number > 0 => {
                data.insert("number".to_owned(), json!(wanted.number));
            }
            ("keys", _) => {
                if let Some(keys) = &wanted.keys {
                    data.insert("keys".to_owned(), json!(keys));
                }
            }
            (name, Some(value)) if !value.is_null() => {
                data.insert(name.to_owned(), value);
            }
            (name, _) if field.required => {
                let value = table.empty(name).ok_or_else(|| format!("Column {} must not be empty.", table.column_of(name)))?;
                data.insert(name.to_owned(), value);
            }
            _ => {}
        }
    }
    let added = Command::from_parts(&adding, Value::Object(data));
    // The words of a record that cannot be say more than those of its command.
    let mut all = vec![added.map_err(|words| record_of(wanted).err().unwrap_or(words))?];
    full.retain(|field, value| !value.is_null() && table.empty(field).as_ref() != Some(value));
    if !full.is_empty() {
        let rest = full.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        all.push(command(&format!("change-{}", kind.name()), wanted.id, rest)?);
    }
    Ok(all)
}

fn changes(wanted: &Wanted, before: &AnyRecord) -> Result<Vec<Command>, String> {
    let before = to_object(before);
    let changed = changed_fields(wanted, &before)?;
    if wanted.id.kind == Kind::Settings {
        return settings(wanted, &changed);
    }
    let changing = format!("change-{}", wanted.id.kind.name());
    let settable =
        |field: &str| entry(&changing).is_some_and(|entry| entry.fields.iter().skip(1).any(|known| known.name == field));
    let (plain, other): (Object, Object) = changed.into_iter().partition(|(field, _)| settable(field));
    let mut all = Vec::new();
    if !plain.is_empty() {
        all.push(command(&changing, wanted.id, plain)?);
    }
    if !other.is_empty() {
        all.push(otherwise(wanted, &before, &other)?);
    }
    Ok(all)
}

/// The fields that would be different, with their new values.
fn changed_fields(wanted: &Wanted, before: &Object) -> Result<Object, String> {
    let kind = wanted.id.kind;
    let mut after = before.clone();
    for (field, value) in &wanted.fields {
        let merged = match (value, before.get(*field)) {
            (Value::Object(new), Some(Value::Object(old))) if new.contains_key("from") || new.contains_key("until") => {
                let mut merged: Object = old.clone().into_iter().chain(new.clone()).collect();
                merged.retain(|_, part| !part.is_null());
                merged.into()
            }
            _ => value.clone(),
        };
        after.insert((*field).to_owned(), merged);
    }
    if let Some(keys) = &wanted.keys {
        after.insert("keys".to_owned(), json!(keys));
    }
    let after = to_object(&from_object(kind, after)?);
    let names = wanted.fields.keys().copied().chain(wanted.keys.iter().map(|_| "keys"));
    let mut changed = Object::new();
    for field in names.filter(|field| before.get(*field) != after.get(*field)) {
        let empty = || Table::of(kind).and_then(|table| table.empty(field)).unwrap_or(Value::Null);
        changed.insert(field.to_owned(), after.get(field).cloned().unwrap_or_else(empty));
    }
    Ok(changed)
}

fn settings(wanted: &Wanted, changed: &Object) -> Result<Vec<Command>, String> {
    if changed.is_empty() { Ok(Vec::new()) } else { Ok(vec![command("change-settings", wanted.id, changed.clone())?]) }
}

/// Fields that commands of their own set.
fn otherwise(wanted: &Wanted, before: &Object, changed: &Object) -> Result<Command, String> {
    let kind = wanted.id.kind;
    let only = |allowed: &[&str]| changed.keys().all(|field| allowed.contains(&field.as_str()));
    let now = |field: &str| changed.get(field).or_else(|| before.get(field)).cloned();
    let until = changed.get("dated").map(|dated| serde_json::from_value::<Dated>(dated.clone()).unwrap_or_default().until);
    match (kind, until) {
        (Kind::Goal, _) if only(&["parent"]) => command("move-goal", wanted.id, changed.clone()),
        (Kind::Task, _) if only(&["parent", "rank"]) => {
            let mut data = Object::new();
            data.insert("parent".to_owned(), now("parent").unwrap_or(Value::Null));
            data.insert("rank".to_owned(), now("rank").unwrap_or(json!(0)));
            command("move-task", wanted.id, data)
        }
        (Kind::Administrator, Some(Some(until))) if only(&["dated"]) => {
            command("end-administrator", wanted.id, Object::from_iter([("until".to_owned(), json!(until))]))
        }
        (Kind::Waiver, _) if only(&["until"]) => command("end-waiver", wanted.id, changed.clone()),
        _ => {
            let table = Table::of(kind);
            let columns: Vec<&str> = changed.keys().map(|field| table.map_or("id", |table| table.column_of(field))).collect();
            let (columns, words) = (columns.join(", "), kind.words());
            Err(format!("An existing {words} does not change in {columns}. End or remove it and add another."))
        }
    }
}
