//! Stale forms: somebody else changed the record while a form was open.
//!
//! A form carries the position from which it was filled. Fields that it sends back as they were then are left as they are now; fields that both changed make
//! the request stale, and the answer shows both.

use organization::{AnyId, AnyRecord, Changes, Command, Kind, Organization};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::Failure;
use crate::failure::{Stale, StaleField};
use crate::perform::RecordedAct;
use crate::storage::Db;
use crate::storage::journal::RecordAt;

/// A change command without the fields that its sender left as they were.
pub(crate) async fn without_untouched(
    db: &Db,
    value: &Organization,
    command: &Command,
    based_on: u64,
) -> Result<Command, Failure> {
    let kind = command.kind();
    let Some(record_kind) = kind.strip_prefix("change-").and_then(Kind::from_name) else { return Ok(command.clone()) };
    let Value::Object(mut fields) = command.data() else { return Ok(command.clone()) };
    let id_field = record_kind.name().replace('-', "_");
    let id = fields.get(&id_field).and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let Some(id) = id.map(|id| AnyId { kind: record_kind, id }) else { return Ok(command.clone()) };
    let moved = value.record(id).is_some_and(|record| record.revision() > based_on);
    let Some(base) = (if moved { body_at(db, id, based_on).await? } else { None }) else { return Ok(command.clone()) };
    fields.retain(|name, set| *name == id_field || !same(base.get(name), Some(set)));
    Ok(Command::from_parts(kind, Value::Object(fields)).unwrap_or_else(|_| command.clone()))
}

/// Refuses changes of fields that moved since.
pub(crate) async fn refuse(db: &Db, value: &Organization, changes: &Changes, based_on: u64) -> Result<(), Failure> {
    for change in changes.iter() {
        let (Some(before), Some(after)) = (&change.before, &change.after) else { continue };
        let Some(current) = value.record(before.id()).filter(|current| current.revision() > based_on) else { continue };
        let Some(base) = body_at(db, before.id(), based_on).await? else { continue };
        let (now, then) = (body(&current), body(after));
        let both: Vec<StaleField> = then
            .keys()
            .chain(now.keys())
            .filter(|name| *name != "revision")
            .filter(|name| !same(base.get(*name), now.get(*name)) && !same(now.get(*name), then.get(*name)))
            .map(|name| StaleField { name: name.clone(), theirs: field(&now, name), yours: field(&then, name) })
            .fold(Vec::new(), |mut list, field| {
                if !list.contains(&field) {
                    list.push(field);
                }
                list
            });
        if !both.is_empty() {
            return Err(Failure::Stale(Box::new(describe(db, &current, both).await?)));
        }
    }
    Ok(())
}

/// Somebody changed a record since, whichever of its fields; or it is gone.
pub(crate) async fn moved(db: &Db, value: &Organization, id: AnyId) -> Result<Failure, Failure> {
    match value.record(id) {
        Some(current) => Ok(Failure::Stale(Box::new(describe(db, &current, Vec::new()).await?))),
        None => Ok(Failure::NotFound),
    }
}

async fn describe(db: &Db, current: &AnyRecord, fields: Vec<StaleField>) -> Result<Stale, Failure> {
    let revision = current.revision();
    let entry = db.entry(i64::try_from(revision).unwrap_or(i64::MAX)).await?;
    let by = entry.as_ref().and_then(|entry| RecordedAct::of(&entry.entry).person);
    let at = entry.map(|entry| entry.entry.at).unwrap_or_default();
    Ok(Stale { id: current.id(), by, at, fields, revision })
}

async fn body_at(db: &Db, id: AnyId, position: u64) -> Result<Option<Map<String, Value>>, Failure> {
    let position = i64::try_from(position).unwrap_or(i64::MAX);
    Ok(match db.record_at(id.kind.name(), id.id, position).await? {
        RecordAt::Present { body, .. } => serde_json::from_str(&body).ok(),
        RecordAt::Absent | RecordAt::Erased => None,
    })
}

fn body(record: &AnyRecord) -> Map<String, Value> {
    serde_json::from_str(&record.to_json()).unwrap_or_default()
}

fn field(body: &Map<String, Value>, name: &str) -> Value {
    body.get(name).cloned().unwrap_or(Value::Null)
}

/// Whether two field values say the same; an absent one says what its default says.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let empty = |value: Option<&Value>| match value {
        None | Some(Value::Null) => true,
        Some(Value::Bool(value)) => !value,
        Some(Value::Number(value)) => value.as_i64() == Some(0),
        Some(Value::String(value)) => value.is_empty(),
        Some(Value::Array(value)) => value.is_empty(),
        Some(Value::Object(value)) => value.is_empty(),
    };
    one == other || (empty(one) && empty(other))
}
