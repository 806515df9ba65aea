//! What is worked out from the records: the plan of a project, what the checker found, threads, search, the journal, who is asking, and who is where.
//!
//! These are the same results that the pages show, as data. Those that are worked out in the background say of which position they are.

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Json, Response};
use exchange::diagnostics::Context;
use insight::{Finding, Rule, Severity};
use office::Found;
use organization::{AnyId, Kind, PersonId, ProjectId, Reference};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::caller::Caller;
use super::checking::reference_of;
use super::commands;
use super::problem::{Problem, explained};
use super::reading::{Parameters, shortened};
use super::records::{MOST, USUAL, after, before, named, page, position_bytes, told, written};
use crate::derived::Results;

/// The most hits of a search.
const HITS: usize = 100;
/// How many open tasks of each project the thread of a record names.
const BELOW: usize = 20;

fn person(caller: &Caller, person: PersonId) -> Value {
    json!({ "id": person, "name": caller.seen.title(person.into()) })
}

/// Of which value results are that were worked out in the background.
fn dated(caller: &Caller, results: &Results) -> Value {
    json!({ "position": results.position, "day": results.day, "at": results.at, "current": !results.are_older_than(&caller.seen) })
}

/// `GET /api/v1/me`.
pub(super) async fn me(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Parameters::of(query.as_deref(), &[])?;
    let seen = &caller.seen;
    let me = seen.record(caller.me.into()).ok_or_else(Problem::not_found)?;
    let mut waiting = seen.compute(|value| insight::waiting(value, caller.me, seen.day()));
    waiting.retain(|one| seen.shows(one.thing));
    let waiting: Vec<Value> = waiting.iter().map(|one| json!({ "record": one.thing, "label": seen.label(one.thing) })).collect();
    let carries: Vec<Value> = seen
        .carried_by(caller.me)
        .into_iter()
        .map(|(letter, thing)| json!({ "letter": letter, "record": thing, "label": seen.label(thing) }))
        .collect();
    let body = json!({
        "person": written(seen, &me),
        "administrator": seen.is_administrator(),
        "scope": caller.scope.name(),
        "day": seen.day(),
        "position": seen.position(),
        "units": seen.units_of(caller.me),
        "carries": carries,
        "waiting": waiting,
    });
    Ok(Json(body).into_response())
}

/// `GET /api/v1/search`.
pub(super) async fn search(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let parameters = Parameters::of(query.as_deref(), &["q", "limit"])?;
    let limit = parameters.number("limit", (1, HITS), 20)?;
    let words = parameters.get("q").unwrap_or_default();
    let blank = |letter: char| letter.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&letter);
    if words.chars().all(blank) || words.chars().count() > 200 {
        return Err(Problem::parameter("q", "Say what to look for in 1 to 200 characters."));
    }
    let Found::Hits(hits) = caller.desk.office.search(&caller.seen, words.trim(), limit) else {
        return Err(Problem::new("not-ready", "The index is still being built. Try again in a moment.")
            .with_header(axum::http::header::RETRY_AFTER, "1"));
    };
    let item = |hit: office::Hit| {
        let mut item = json!({ "kind": hit.id.kind, "id": hit.id.id, "label": hit.title });
        if let Some(reference) = hit.reference {
            item["reference"] = json!(reference.to_string());
        }
        item
    };
    let items: Vec<Value> = hits.into_iter().map(item).collect();
    Ok(Json(json!({ "items": items, "position": caller.seen.position() })).into_response())
}

/// `GET /api/v1/journal`.
pub(super) async fn journal(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let parameters = Parameters::of(query.as_deref(), &["limit", "cursor"])?;
    let limit = parameters.number("limit", (1, USUAL), 20)?;
    let before = before(&parameters)?;
    let broken = |error| Problem::broken(&caller.desk, &error);
    let list = caller.desk.office.log(before, u32::try_from(limit).unwrap_or(u32::MAX)).await.map_err(broken)?;
    let next = (list.len() == limit).then(|| list.last().map(|last| position_bytes(last.position))).flatten();
    let mut items = Vec::new();
    for one in &list {
        // What changed only records that the caller may not see is left out, so a page may hold fewer entries than were asked for.
        let did = caller.desk.office.did(&caller.seen, one.position, 0, 5).await.map_err(broken)?;
        if did.count > 0 {
            let mut entry = told(&caller.seen, one);
            entry["changed"] = json!(did.count);
            entry["records"] =
                json!(did.changes.iter().map(|change| json!({ "id": change.id, "label": change.label })).collect::<Vec<_>>());
            items.push(entry);
        }
    }
    Ok(page(&caller, "/api/v1/journal", query.as_deref(), items, next))
}

/// `GET /api/v1/journal/{position}`.
pub(super) async fn entry(caller: Caller, Path(position): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Parameters::of(query.as_deref(), &[])?;
    let position: u64 = position.parse().map_err(|_| Problem::not_found())?;
    let broken = |error| Problem::broken(&caller.desk, &error);
    let one = caller.desk.office.told(position).await.map_err(broken)?.ok_or_else(Problem::not_found)?;
    let did = caller.desk.office.did(&caller.seen, position, 0, commands::NAMED).await.map_err(broken)?;
    if did.count == 0 {
        return Err(Problem::not_found());
    }
    let mut entry = told(&caller.seen, &one);
    entry["changed"] = json!(did.count);
    entry["records"] = json!(did.changes);
    Ok(Json(entry).into_response())
}

/// `GET /api/v1/{plural}/{id}/thread`.
pub(super) async fn thread(
    caller: Caller,
    Path((plural, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Parameters::of(query.as_deref(), &[])?;
    let kind = super::catalogue::catalogue().resource(&plural).ok_or_else(Problem::not_found)?.kind;
    let id = named(&caller.seen, kind, &id)?.id();
    let seen = &caller.seen;
    let mut trace = seen.compute(|value| insight::trace(value, id, seen.day(), BELOW));
    trace.thread.nodes.retain(|node| node.id.is_none_or(|id| seen.shows(id)));
    trace.below.retain(|row| row.id.is_none_or(|id| seen.shows(id)));
    Ok(Json(json!({ "record": id, "thread": trace.thread.nodes, "cut": trace.thread.is_cut(), "below": trace.below }))
        .into_response())
}

/// `GET /api/v1/projects/{id}/plan`.
pub(super) async fn plan(caller: Caller, Path(id): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Parameters::of(query.as_deref(), &[])?;
    let record = named(&caller.seen, Kind::Project, &id)?;
    let project: ProjectId = record.id().to().ok_or_else(Problem::not_found)?;
    let results = caller.results().await;
    let seen = &caller.seen;
    let closed = seen.find(project).is_some_and(|project| project.state.is_closed());
    let plan = if closed { caller.desk.derived.closed_plan(seen, project) } else { results.plan.clone() };
    let tasks: Vec<Value> = seen
        .outline(project)
        .into_iter()
        .filter(|row| seen.shows(row.task.id.into()))
        .map(|row| {
            let mut task = json!({
                "id": row.task.id,
                "reference": seen.reference(row.task.id.into()).map(|reference| reference.to_string()),
                "name": row.task.name,
                "parent": row.task.parent,
                "summary": row.summary,
            });
            if let Some(planned) = plan.of(row.task.id) {
                task["planned"] = json!({
                    "start": planned.start,
                    "finish": planned.finish,
                    "early_start": planned.early_start,
                    "late_finish": planned.late_finish,
                    "total_float_minutes": planned.total_float,
                    "critical": planned.critical,
                });
            }
            task
        })
        .collect();
    let mut body = json!({ "project": project, "results": dated(&caller, &results), "tasks": tasks });
    if let Some(summary) = plan.project(project) {
        body["start"] = json!(summary.start);
        body["finish"] = json!(summary.finish);
        body["done_percent"] = json!(summary.done);
        body["open_tasks"] = json!(summary.open);
        body["closed_tasks"] = json!(summary.closed);
        body["critical_tasks"] = json!(summary.critical);
    }
    Ok(Json(body).into_response())
}

/// `GET /api/v1/findings`.
pub(super) async fn findings(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let parameters = Parameters::of(query.as_deref(), &["limit", "cursor", "severity", "rule", "subject"])?;
    let limit = parameters.number("limit", (1, MOST), USUAL)?;
    let severity = match parameters.get("severity") {
        None => None,
        Some(name) => {
            let known = [Severity::Error, Severity::Warning, Severity::Hint];
            let severity = known.into_iter().find(|severity| severity.name() == name);
            Some(severity.ok_or_else(|| Problem::parameter("severity", "The severity is error, warning or hint."))?)
        }
    };
    let rule = match parameters.get("rule") {
        None => None,
        Some(code) => {
            let sentence = || format!("There is no rule “{}”. /api/v1/rules lists them.", shortened(code));
            Some(Rule::find(code).ok_or_else(|| Problem::parameter("rule", &sentence()))?)
        }
    };
    let subject = match parameters.get("subject") {
        None => None,
        Some(text) => {
            let by_reference = |reference: Reference| caller.seen.at_reference(reference);
            let id = reference_of(text).map(by_reference).or_else(|| text.parse::<AnyId>().ok().map(Some));
            let sentence = || format!("“{}” names no record. Write a reference such as G-12, or kind and id.", shortened(text));
            Some(id.ok_or_else(|| Problem::parameter("subject", &sentence()))?)
        }
    };
    let last = after(&parameters)?;
    let results = caller.results().await;
    let seen = &caller.seen;
    // By rule, then by age of what it is about: an order that stays while others come and go.
    let mut times: BTreeMap<(&str, AnyId), usize> = BTreeMap::new();
    let mut shown: Vec<(String, &Finding)> = results
        .findings
        .open
        .iter()
        .filter(|finding| {
            rule.is_none_or(|rule| finding.rule == rule)
                && severity.is_none_or(|severity| finding.rule.severity == severity)
                && subject.is_none_or(|subject| subject == Some(finding.subject))
                && seen.shows(finding.subject)
        })
        .map(|finding| {
            let time = times.entry((finding.rule.code, finding.subject)).and_modify(|time| *time += 1).or_insert(0);
            (format!("{} {} {time:04}", finding.rule.code, finding.subject.id), finding)
        })
        .filter(|(place, _)| last.as_ref().is_none_or(|last| place.as_bytes() > last.as_slice()))
        .collect();
    shown.sort_by(|one, other| one.0.cmp(&other.0));
    let next = (shown.len() > limit).then(|| shown[limit - 1].0.clone().into_bytes());
    shown.truncate(limit);
    let items: Vec<Value> = seen.compute(|value| {
        let nothing = BTreeMap::new();
        let context = Context { organization: value, day: results.day, source: None, places: &nothing };
        let item = |(_, finding): &(String, &Finding)| {
            let mut item = json!(context.diagnostic(finding, &mut || caller.desk.surroundings.mint()));
            item["subject"] = json!({ "id": finding.subject, "label": seen.label(finding.subject) });
            item["people"] = json!(finding.people.iter().map(|one| person(&caller, *one)).collect::<Vec<_>>());
            item
        };
        shown.iter().map(item).collect()
    });
    Ok(page(&caller, "/api/v1/findings", query.as_deref(), items, next))
}

fn rule_written(rule: &Rule) -> Value {
    json!({ "code": rule.code, "name": rule.name, "title": rule.title, "severity": rule.severity.name(), "about": rule.about })
}

/// `GET /api/v1/rules`.
pub(super) async fn rules(_: Caller, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Parameters::of(query.as_deref(), &[])?;
    let items: Vec<Value> = insight::RULES.iter().map(|rule| rule_written(rule)).collect();
    Ok(Json(json!({ "items": items })).into_response())
}

/// `GET /api/v1/rules/{code}`.
pub(super) async fn rule(_: Caller, Path(code): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Parameters::of(query.as_deref(), &[])?;
    let rule = Rule::find(&code).ok_or_else(Problem::not_found)?;
    Ok(Json(rule_written(rule)).into_response())
}

/// `GET /api/v1/chart`: the units as a tree, with who heads them and how many are in them.
pub(super) async fn chart(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Parameters::of(query.as_deref(), &[])?;
    let seen = &caller.seen;
    let staff = caller.desk.derived.staff(seen);
    let unit = |row: &crate::staff::StaffedUnit| {
        let accountable = seen.accountable(row.unit.id.into()).map(|held| held.party.id());
        json!({
            "id": row.unit.id,
            "reference": seen.reference(row.unit.id.into()).map(|reference| reference.to_string()),
            "name": row.unit.name,
            "parent": row.unit.parent,
            "level": row.level,
            "closed": row.unit.state.is_closed(),
            "heads": row.heads.iter().map(|head| person(&caller, *head)).collect::<Vec<_>>(),
            "accountable": accountable,
            "people": row.own,
            "people_with_units_below": row.people,
            "open_positions": row.open,
        })
    };
    let units: Vec<Value> = staff.units.iter().filter(|row| seen.shows(row.unit.id.into())).map(unit).collect();
    Ok(Json(json!({ "position": seen.position(), "people": staff.people.len(), "units": units })).into_response())
}

/// `GET /api/v1/problems/{code}`: what a problem means. Everybody may read it.
pub(super) async fn problem(Path(code): Path<String>) -> Result<Response, Problem> {
    let (title, about) = explained(&code).ok_or_else(Problem::not_found)?;
    Ok(Json(json!({ "code": code, "title": title, "about": about })).into_response())
}

/// Nothing is at this address.
pub(super) async fn nothing() -> Problem {
    Problem::not_found()
}
