//! Changing: one command, several together, and taking back.
//!
//! A request has an id that its sender mints: sent again it is answered again and done once, and the same id on another request is refused. What a command
//! may name is what its sender sees; the rest is not there.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Json, Response};
use office::{BATCH_LIMIT, Conditions, Done, Kept, Request, Undo, Undone};
use organization::{AnyId, Capacity, Command, Kind, Prose};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::caller::Caller;
use super::catalogue::catalogue;
use super::checking::{Checking, id_of};
use super::problem::{Problem, Wrong};
use super::reading::{json as read_json, nearest, tags};

/// How many of the records that a request changed an answer names.
pub(super) const NAMED: u32 = 100;

/// What was done.
#[derive(Serialize)]
struct Answered {
    id: Uuid,
    position: u64,
    changed: usize,
    repeated: bool,
    records: Vec<Changed>,
}

/// A record that was changed.
#[derive(Serialize)]
struct Changed {
    kind: Kind,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    label: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// What every request says beside its commands.
struct Envelope {
    id: Uuid,
    based_on: Option<u64>,
    reason: Option<Prose>,
    capacity: Option<Capacity>,
}

impl Envelope {
    fn of(body: &Value) -> Envelope {
        let id = body.get("id").and_then(Value::as_str).and_then(id_of).unwrap_or_default();
        let reason = body.get("reason").and_then(Value::as_str).and_then(|reason| Prose::new(reason).ok());
        let capacity = body.get("capacity").and_then(|capacity| serde_json::from_value(capacity.clone()).ok());
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        Envelope { id, based_on: body.get("based_on").and_then(Value::as_u64), reason, capacity }
    }
}

/// The members that every request may have.
fn envelope() -> serde_json::Map<String, Value> {
    let nullable = |schema: Value| json!({ "anyOf": [schema, { "type": "null" }] });
    let mut members = serde_json::Map::new();
    members.insert(
        "id".to_owned(),
        json!({ "type": "string", "format": "uuid", "description": "The id of the request, minted by its sender: sent again, it is done once." }),
    );
    members.insert(
        "based_on".to_owned(),
        json!({ "anyOf": [{ "type": "integer", "minimum": 0, "maximum": i64::MAX }, { "type": "null" }],
            "description": "The position of what the sender looked at. Fields that are as they were then are left as they are now; where others changed the same fields since, the answer is 409." }),
    );
    let mut reason = nullable(json!({ "$ref": "#/components/schemas/Prose" }));
    reason["description"] = json!("Why, for the history.");
    members.insert("reason".to_owned(), reason);
    let mut capacity = nullable(json!({ "type": "string", "enum": ["own", "acting", "delegation", "administration"] }));
    capacity["description"] = json!(
        "The capacity that may be used at the most: with `own` nothing is done by a delegation or as an administrator. Any, where it is left out."
    );
    members.insert("capacity".to_owned(), capacity);
    members
}

/// The schema of a request with one command.
pub(super) fn one_schema(data: &Value) -> Value {
    let mut members = envelope();
    members.insert("data".to_owned(), data.clone());
    json!({ "type": "object", "properties": members, "required": ["id", "data"], "additionalProperties": false })
}

/// The schema of a batch. The fields of each command are checked against the schema of that command.
pub(super) fn batch_schema() -> Value {
    let mut members = envelope();
    let kinds: Vec<&str> = Command::ALL.iter().map(|entry| entry.kind).collect();
    let command = json!({
        "type": "object",
        "properties": {
            "kind": { "type": "string", "enum": kinds },
            "data": { "type": "object", "description": "The fields of the command, as its own address takes them." }
        },
        "required": ["kind", "data"],
        "additionalProperties": false
    });
    members.insert("commands".to_owned(), json!({ "type": "array", "items": command, "minItems": 1, "maxItems": BATCH_LIMIT }));
    json!({ "type": "object", "properties": members, "required": ["id", "commands"], "additionalProperties": false })
}

/// The schema of a request that takes something back.
pub(super) fn undo_schema() -> Value {
    let mut members = envelope();
    members.retain(|name, _| matches!(name.as_str(), "id" | "reason"));
    json!({ "type": "object", "properties": members, "required": ["id"], "additionalProperties": false })
}

/// The JSON that was sent.
fn body(headers: &HeaderMap, sent: Result<Bytes, BytesRejection>) -> Result<Value, Problem> {
    let sent = sent.map_err(|rejection| {
        let large = rejection.into_response().status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
        if large {
            Problem::new("too-large", "The body is larger than what is taken here.")
        } else {
            Problem::new("malformed-json", "The body did not arrive whole.")
        }
    })?;
    let said = headers.get(header::CONTENT_TYPE).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let mut parts = said.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().is_some_and(|name| name == "application/json");
    let in_utf8 = parts.all(|part| part.strip_prefix("charset=").is_none_or(|charset| charset.trim_matches('"') == "utf-8"));
    if !is_json || !in_utf8 || headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(
            "not-json",
            "The body must be JSON in UTF-8: send Content-Type: application/json, and do not compress it.",
        ));
    }
    read_json(&sent)
}

/// Reads the fields of one command at a place; what is wrong is put to the rest.
pub(super) fn command(checking: &mut Checking<'_>, kind: &str, data: &mut Value, at: &str) -> Option<Command> {
    let (_, schema) = catalogue().command(kind)?;
    let before = checking.wrong.len();
    checking.check(schema, data, at);
    if checking.wrong.len() > before {
        return None;
    }
    match Command::from_parts(kind, data.clone()) {
        Ok(command) => Some(command),
        Err(fault) => {
            checking.wrong.push(Wrong { field: at.to_owned(), code: "value", message: format!("This does not fit: {fault}.") });
            None
        }
    }
}

/// A command from its fields as JSON, for whoever brings it by another way than HTTP: everything is checked as it is there. What it makes gets the id that is
/// handed in, unless it brings one.
pub fn from_json(kind: &str, bytes: &[u8], new: Uuid, seen: &office::Seen) -> Result<Command, Problem> {
    let mut data = read_json(bytes)?;
    let Some((entry, _)) = catalogue().command(kind) else { return Err(unknown(kind)) };
    if let (Some("id"), Some(fields)) = (entry.fields.first().map(|field| field.name), data.as_object_mut()) {
        fields.entry("id").or_insert_with(|| json!(new));
    }
    let mut checking = Checking::new(seen);
    let command = command(&mut checking, kind, &mut data, "");
    let made = made_by(kind, &data).into_iter().collect();
    match command {
        Some(command) => all_seen(seen, &checking.named, &made).map(|()| command),
        None => Err(Problem::fields(checking.wrong)),
    }
}

fn unknown(kind: &str) -> Problem {
    let meant = nearest(kind, Command::ALL.iter().map(|entry| entry.kind));
    let meant = meant.map(|meant| format!(" Did you mean “{meant}”?")).unwrap_or_default();
    Problem::new("not-found", format!("There is no such command.{meant}"))
}

/// 404 where a record is named that the sender does not see, unless the same request makes it.
pub(super) fn all_seen(caller: &office::Seen, named: &[(AnyId, String)], made: &BTreeSet<AnyId>) -> Result<(), Problem> {
    let hidden: Vec<Wrong> = named
        .iter()
        .filter(|(id, _)| !made.contains(id) && !caller.shows(*id))
        .map(|(id, at)| Wrong {
            field: at.clone(),
            code: "not-found",
            message: format!("That {} is not there, or you may not see it.", id.kind.words()),
        })
        .take(100)
        .collect();
    if hidden.is_empty() { Ok(()) } else { Err(Problem { errors: hidden, ..Problem::not_found() }) }
}

/// What a command makes, where it makes something.
fn made_by(kind: &str, data: &Value) -> Option<AnyId> {
    let (entry, _) = catalogue().command(kind)?;
    let first = entry.fields.first().filter(|field| field.name == "id")?;
    let kind = Kind::ALL.iter().copied().find(|kind| format!("{kind:?}Id") == first.kind)?;
    Some(AnyId { kind, id: data.get("id").and_then(Value::as_str).and_then(id_of)? })
}

/// `POST /api/v1/commands/{kind}`.
pub(super) async fn perform(
    caller: Caller,
    Path(kind): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let (entry, schema) = catalogue().command(&kind).ok_or_else(|| unknown(&kind))?;
    let mut body = body(&headers, sent)?;
    let mut checking = Checking::new(&caller.seen);
    checking.check(&one_schema(schema), &mut body, "");
    if !checking.wrong.is_empty() {
        return Err(Problem::fields(checking.wrong));
    }
    let made: BTreeSet<AnyId> = body.get("data").and_then(|data| made_by(&kind, data)).into_iter().collect();
    all_seen(&caller.seen, &checking.named, &made)?;
    let data = body.get("data").cloned().unwrap_or_default();
    let command = Command::from_parts(&kind, data.clone()).map_err(|fault| {
        Problem::fields(vec![Wrong { field: "/data".to_owned(), code: "value", message: format!("This does not fit: {fault}.") }])
    })?;
    let subject = entry.fields.first().filter(|field| field.name != "id").map(|field| format!("/data/{}", field.name));
    let subject = subject.and_then(|place| checking.named.iter().find(|(_, at)| *at == place)).map(|(id, _)| *id);
    let unchanged = condition(&headers, subject, &caller)?;
    send(&caller, Envelope::of(&body), vec![command], unchanged, |_| "/data".to_owned()).await
}

/// The record that must be as `If-Match` says.
fn condition(headers: &HeaderMap, subject: Option<AnyId>, caller: &Caller) -> Result<Vec<(AnyId, u64)>, Problem> {
    let Some(tags) = tags(headers, header::IF_MATCH)? else { return Ok(Vec::new()) };
    let Some(id) = subject else {
        return Err(Problem::new(
            "no-condition",
            "This command changes no record of its own, so If-Match has nothing to compare. Leave it out.",
        ));
    };
    let revision = caller.seen.record(id).map(|record| record.revision()).unwrap_or_default();
    let fits = tags.iter().any(|tag| tag == "*" || *tag == format!("\"{revision}\""));
    if fits {
        return Ok(vec![(id, revision)]);
    }
    Err(Problem::new("changed-since-read", "The record is not as If-Match says. Read it again and decide anew.")
        .with("record", id)
        .with("revision", revision))
}

/// `POST /api/v1/batches`: several commands, all or none.
pub(super) async fn batch(caller: Caller, headers: HeaderMap, sent: Result<Bytes, BytesRejection>) -> Result<Response, Problem> {
    let mut body = body(&headers, sent)?;
    if headers.contains_key(header::IF_MATCH) {
        return Err(Problem::new(
            "no-condition",
            "A batch is about several records, so If-Match has nothing to compare. Use based_on.",
        ));
    }
    let mut checking = Checking::new(&caller.seen);
    checking.check(&batch_schema(), &mut body, "");
    if !checking.wrong.is_empty() {
        return Err(Problem::fields(checking.wrong));
    }
    let mut commands = Vec::new();
    let mut made = BTreeSet::new();
    for (number, one) in body.get_mut("commands").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        let kind = one.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(data) = one.get_mut("data") else { continue };
        commands.extend(command(&mut checking, &kind, data, &format!("/commands/{number}/data")));
        made.extend(made_by(&kind, data));
    }
    if !checking.wrong.is_empty() {
        return Err(Problem::fields(checking.wrong));
    }
    all_seen(&caller.seen, &checking.named, &made)?;
    send(&caller, Envelope::of(&body), commands, Vec::new(), |at| format!("/commands/{at}")).await
}

async fn send(
    caller: &Caller,
    envelope: Envelope,
    commands: Vec<Command>,
    unchanged: Vec<(AnyId, u64)>,
    place: impl Fn(usize) -> String,
) -> Result<Response, Problem> {
    let Envelope { id, based_on, reason, capacity } = envelope;
    let request = Request { id, act: caller.act(reason), commands: commands.clone(), based_on, import: None };
    let done = caller.desk.office.perform_where(request, Conditions { unchanged, capacity }).await;
    let done = done.map_err(|failure| Problem::of(&caller.desk, without_hidden(caller, failure), place))?;
    let same = |kept: &Kept| is_same(kept, &commands, based_on.is_some());
    answer(caller, id, done, same).await
}

/// What somebody else wrote into a field is told only where the sender may see that field.
fn without_hidden(caller: &Caller, failure: office::Failure) -> office::Failure {
    let office::Failure::Stale(mut stale) = failure else { return failure };
    let whole = caller.seen.compute(|value| value.record(stale.id)).map(|record| record.to_json());
    if caller.seen.record(stale.id).map(|record| record.to_json()) != whole {
        let seen: Value =
            caller.seen.record(stale.id).and_then(|record| serde_json::from_str(&record.to_json()).ok()).unwrap_or_default();
        for field in &mut stale.fields {
            if seen.get(&field.name).is_none() {
                field.theirs = Value::Null;
            }
        }
    }
    office::Failure::Stale(stale)
}

/// Whether the journal keeps the same commands under an id. Of a large batch it keeps only their number.
fn is_same(kept: &Kept, commands: &[Command], some_left_out: bool) -> bool {
    let Some(stored) = &kept.command else { return true };
    let fits = |stored: &Value, command: &Command| {
        let sent = command.data();
        match (stored, &sent) {
            (Value::Object(stored), Value::Object(sent)) if some_left_out => {
                stored.iter().all(|(name, value)| sent.get(name) == Some(value))
            }
            (stored, sent) => stored == sent,
        }
    };
    match (commands, stored.get("commands")) {
        ([only], _) => kept.kind == only.kind() && fits(stored, only),
        (several, Some(Value::Number(count))) => kept.kind == "batch" && count.as_u64() == u64::try_from(several.len()).ok(),
        (several, Some(Value::Array(stored))) => {
            let same = |(stored, sent): (&Value, &Command)| {
                stored.get("kind").and_then(Value::as_str) == Some(sent.kind())
                    && stored.get("data").is_some_and(|data| fits(data, sent))
            };
            kept.kind == "batch" && stored.len() == several.len() && stored.iter().zip(several).all(same)
        }
        _ => false,
    }
}

/// The answer to what was done now, or before under the same id.
async fn answer(caller: &Caller, id: Uuid, done: Done, same: impl Fn(&Kept) -> bool) -> Result<Response, Problem> {
    let broken = |error| Problem::broken(&caller.desk, &error);
    let kept = if done.changed == 0 { caller.desk.office.kept(id).await.map_err(broken)? } else { None };
    if let Some(kept) = &kept
        && (kept.person != Some(caller.me) || !same(kept))
    {
        return Err(Problem::new(
            "id-used",
            "Another request with this id was carried out before. Mint a new id for a new request.",
        ));
    }
    let changed = kept.as_ref().map_or(done.changed, |kept| kept.changed);
    let seen = caller.desk.office.seen(office::Viewer::Person(caller.me), caller.seen.day());
    let told = if changed > 0 {
        caller.desk.office.did(&seen, done.position, 0, NAMED).await.map_err(broken)?.changes
    } else {
        Vec::new()
    };
    let records = told.into_iter().map(|change| Changed {
        kind: change.id.kind,
        id: change.id.id,
        reference: seen.reference(change.id).map(|reference| reference.to_string()),
        label: change.label,
        outcome: if change.made {
            "made"
        } else if change.removed {
            "removed"
        } else {
            "changed"
        },
        address: change
            .revision
            .and_then(|_| catalogue().of(change.id.kind))
            .map(|resource| format!("/api/v1/{}/{}", resource.plural, change.id.id)),
        revision: change.revision,
    });
    let answered = Answered { id, position: done.position, changed, repeated: kept.is_some(), records: records.collect() };
    Ok(Json(answered).into_response())
}

/// `POST /api/v1/journal/{position}/undo`.
pub(super) async fn undo_entry(
    caller: Caller,
    Path(position): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let position: u64 = position.parse().map_err(|_| Problem::not_found())?;
    let did =
        caller.desk.office.did(&caller.seen, position, 0, 1).await.map_err(|error| Problem::broken(&caller.desk, &error))?;
    if did.count == 0 {
        return Err(Problem::not_found());
    }
    undo(&caller, Undone::Entry(position), &headers, sent).await
}

/// `POST /api/v1/imports/{import}/undo`.
pub(super) async fn undo_import(
    caller: Caller,
    Path(import): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let import = id_of(&import).filter(|_| caller.seen.is_administrator()).ok_or_else(Problem::not_found)?;
    undo(&caller, Undone::Import(import), &headers, sent).await
}

async fn undo(
    caller: &Caller,
    what: Undone,
    headers: &HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let mut body = body(headers, sent)?;
    let mut checking = Checking::new(&caller.seen);
    checking.check(&undo_schema(), &mut body, "");
    if !checking.wrong.is_empty() {
        return Err(Problem::fields(checking.wrong));
    }
    let Envelope { id, reason, .. } = Envelope::of(&body);
    let done = caller.desk.office.undo(Undo { id, act: caller.act(reason), what }).await;
    let done = done.map_err(|failure| Problem::of(&caller.desk, failure, |_| String::new()))?;
    let wanted = match what {
        Undone::Entry(position) => json!({ "entry": position }),
        Undone::Import(import) => json!({ "import": import }),
    };
    answer(caller, id, done, |kept| kept.kind == "undo" && kept.command.as_ref().is_none_or(|command| *command == wanted)).await
}

/// `GET /api/v1/commands`: what can be done.
pub(super) async fn list(_: Caller, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    super::reading::Parameters::of(query.as_deref(), &[])?;
    let items: Vec<Value> = Command::ALL
        .iter()
        .map(|entry| json!({ "kind": entry.kind, "about": entry.about, "function": entry.function, "address": format!("/api/v1/commands/{}", entry.kind) }))
        .collect();
    Ok(Json(json!({ "items": items })).into_response())
}
