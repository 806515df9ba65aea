//! Reading records: lists in pages, one record, and its history. Every kind is a resource; what the caller may not see is not there.

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use office::{Seen, Told};
use organization::{AnyId, AnyRecord, Kind, PersonId, Relation};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::caller::Caller;
use super::catalogue::{Resource, catalogue};
use super::checking::{id_of, reference_of};
use super::problem::Problem;
use super::reading::{Parameters, shortened, tags};

/// The most items of a page.
pub(super) const MOST: usize = 500;
/// The items of a page where nobody says how many.
pub(super) const USUAL: usize = 100;

/// A place in a list that only the server reads: the bytes of what stood last, in hexadecimal digits.
fn cursor(last: &[u8]) -> String {
    last.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn no_cursor() -> Problem {
    Problem::parameter("cursor", "This cursor is none of ours. Take it from `next` of the page before.")
}

/// The bytes of what stood last on the page before.
pub(super) fn after(parameters: &Parameters) -> Result<Option<Vec<u8>>, Problem> {
    let Some(text) = parameters.get("cursor") else { return Ok(None) };
    let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.is_empty() || text.len() % 2 == 1 || text.len() > 400 || !text.bytes().all(digits) {
        return Err(no_cursor());
    }
    let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16));
    bytes.collect::<Result<_, _>>().map(Some).map_err(|_| no_cursor())
}

/// The answer of a list: a page, with the cursor of the next one in the body and in the header `Link`.
pub(super) fn page(caller: &Caller, path: &str, query: Option<&str>, items: Vec<Value>, next: Option<Vec<u8>>) -> Response {
    let next = next.map(|last| cursor(&last));
    let mut body = json!({ "items": items, "position": caller.seen.position() });
    let mut headers = HeaderMap::new();
    if let Some(next) = next {
        body["next"] = json!(next);
        let kept = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let query: Vec<String> = kept.map(str::to_owned).chain([format!("cursor={next}")]).collect();
        if let Ok(link) = HeaderValue::from_str(&format!("<{path}?{}>; rel=\"next\"", query.join("&"))) {
            headers.insert(header::LINK, link);
        }
    }
    (headers, Json(body)).into_response()
}

/// Answers 304 where the asker has this version already, else with the version beside the answer.
fn tagged(headers: &HeaderMap, tag: &str, answer: impl FnOnce() -> Response) -> Result<Response, Problem> {
    let bare = |tag: &str| tag.trim_start_matches("W/").to_owned();
    let known = tags(headers, header::IF_NONE_MATCH)?.unwrap_or_default();
    let is_known = known.iter().any(|known| known == "*" || bare(known) == bare(tag));
    let mut answer = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { answer() };
    if let Ok(tag) = HeaderValue::from_str(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    Ok(answer)
}

/// A record as the API writes it: its fields, with its id always, its reference, and what people call it.
pub(super) fn written(seen: &Seen, record: &AnyRecord) -> Value {
    of_record(record, seen.title(record.id()))
}

/// The same of a record whose title is known.
pub(super) fn of_record(record: &AnyRecord, title: String) -> Value {
    let mut body: Map<String, Value> = serde_json::from_str(&record.to_json()).unwrap_or_default();
    body.insert("id".to_owned(), json!(record.id().id));
    if let Some(reference) = record.reference() {
        body.insert("reference".to_owned(), json!(reference.to_string()));
    }
    body.insert("called".to_owned(), json!(title));
    Value::Object(body)
}

fn resource(plural: &str) -> Result<&'static Resource, Problem> {
    catalogue().resource(plural).ok_or_else(Problem::not_found)
}

/// The record that an address names, by id or reference.
pub(super) fn named(seen: &Seen, kind: Kind, text: &str) -> Result<AnyRecord, Problem> {
    let by_reference =
        || reference_of(text).filter(|reference| reference.kind == kind).and_then(|reference| seen.at_reference(reference));
    let id = id_of(text).map(|id| AnyId { kind, id }).or_else(by_reference);
    id.and_then(|id| seen.record(id)).ok_or_else(Problem::not_found)
}

/// The record that a parameter names: by reference, by kind and id, or by id alone. Nothing where it is not there.
fn pointed_at(seen: &Seen, name: &str, text: &str) -> Result<Option<AnyId>, Problem> {
    if let Some(reference) = reference_of(text) {
        return Ok(seen.at_reference(reference));
    }
    let (kinds, id) = match text.split_once('/') {
        Some((kind, id)) => (Kind::from_name(kind).map(|kind| vec![kind]), id_of(id)),
        None => (Some(Kind::ALL.to_vec()), id_of(text)),
    };
    let (Some(kinds), Some(id)) = (kinds, id) else {
        let sentence = format!("“{}” names no record. Write a reference such as G-12, an id, or kind and id.", shortened(text));
        return Err(Problem::parameter(name, &sentence));
    };
    Ok(kinds.into_iter().map(|kind| AnyId { kind, id }).find(|id| seen.shows(*id)))
}

/// `GET /api/v1/{plural}`.
pub(super) async fn list(
    caller: Caller,
    Path(plural): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let resource = resource(&plural)?;
    let known: Vec<&str> =
        ["limit", "cursor", "source", "key"].into_iter().chain(resource.ways.iter().map(|(way, _)| way.as_str())).collect();
    let parameters = Parameters::of(query.as_deref(), &known)?;
    let limit = parameters.number("limit", (1, MOST), USUAL)?;
    let after = after(&parameters)?.map(|last| Uuid::from_slice(&last).map_err(|_| no_cursor()));
    let after = after.transpose()?.unwrap_or_default();
    let mut ways: Vec<(Relation, AnyId)> = Vec::new();
    let mut nothing = false;
    for (way, relation) in &resource.ways {
        let Some(text) = parameters.get(way) else { continue };
        match pointed_at(&caller.seen, way, text)? {
            Some(id) => ways.push((*relation, id)),
            None => nothing = true,
        }
    }
    let by_key = match (parameters.get("source"), parameters.get("key")) {
        (None, None) => None,
        (Some(source), Some(key)) => {
            let found = caller.seen.compute(|value| value.at_key(resource.kind, source, key));
            Some(found.and_then(|id| caller.seen.record(id)))
        }
        _ => return Err(Problem::parameter("key", "A key is looked up within its source: give both `source` and `key`.")),
    };
    let tag = format!("W/\"{}-{}\"", caller.seen.position(), caller.seen.day());
    tagged(&headers, &tag, || {
        let (records, next) = match by_key {
            Some(found) => (found.into_iter().collect(), None),
            None if nothing => (Vec::new(), None),
            None => {
                let page = caller.seen.page(resource.kind, &ways, after, limit);
                (page.records, page.next)
            }
        };
        let items = records.iter().map(|record| written(&caller.seen, record)).collect();
        page(&caller, &format!("/api/v1/{plural}"), query.as_deref(), items, next.map(|id| id.as_bytes().to_vec()))
    })
}

/// `GET /api/v1/{plural}/{id}`.
pub(super) async fn one(
    caller: Caller,
    Path((plural, id)): Path<(String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let record = named(&caller.seen, resource(&plural)?.kind, &id)?;
    Parameters::of(query.as_deref(), &[])?;
    let tag = format!("\"{}\"", record.revision());
    tagged(&headers, &tag, || Json(written(&caller.seen, &record)).into_response())
}

/// An entry of the journal.
pub(super) fn told(seen: &Seen, told: &Told) -> Value {
    let by = told.person.map(|person: PersonId| json!({ "id": person, "name": seen.title(person.into()) }));
    let mut entry = json!({ "position": told.position, "at": told.at, "kind": told.kind, "capacity": told.capacity, "functions": told.functions });
    for (name, value) in
        [("by", by), ("reason", told.reason.clone().map(Value::from)), ("import", told.import.map(|import| json!(import)))]
    {
        if let Some(value) = value {
            entry[name] = value;
        }
    }
    entry
}

/// `GET /api/v1/{plural}/{id}/history`.
pub(super) async fn history(
    caller: Caller,
    Path((plural, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let record = named(&caller.seen, resource(&plural)?.kind, &id)?;
    let parameters = Parameters::of(query.as_deref(), &["limit", "cursor"])?;
    let limit = parameters.number("limit", (1, MOST), USUAL)?;
    let before = before(&parameters)?;
    let most = u32::try_from(limit).unwrap_or(u32::MAX);
    let told = caller.desk.office.history(&caller.seen, record.id(), before, most).await;
    let list = told.map_err(|error| Problem::broken(&caller.desk, &error))?.ok_or_else(Problem::not_found)?;
    let next = (list.len() == limit).then(|| list.last().map(|last| position_bytes(last.position))).flatten();
    let items = list.iter().map(|one| {
        let mut entry = self::told(&caller.seen, one);
        entry["fields"] = json!(one.fields);
        entry
    });
    let items = items.collect();
    Ok(page(&caller, &format!("/api/v1/{plural}/{id}/history"), query.as_deref(), items, next))
}

/// The position before which a page of the journal begins.
pub(super) fn before(parameters: &Parameters) -> Result<Option<u64>, Problem> {
    let last = after(parameters)?.map(|last| <[u8; 8]>::try_from(last).map_err(|_| no_cursor()));
    Ok(last.transpose()?.map(u64::from_be_bytes))
}

/// A position as the cursor behind it.
pub(super) fn position_bytes(position: u64) -> Vec<u8> {
    position.to_be_bytes().to_vec()
}
