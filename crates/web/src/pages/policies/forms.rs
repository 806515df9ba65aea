//! The forms of policies: a new one with its first text, a new version, and what a policy says of itself.

use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use organization::{AnyId, Command, Party, PolicyId};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::policy::{crumbs, number, versions_of};
use crate::address;
use crate::component::{Crumb, Link, Place, Problem};
use crate::filling::Filling;
use crate::forms::{self, Fields};
use crate::pages::goals::OneForm;
use crate::pages::parts;
use crate::visit::{Answer, Tried, Visit};

/// The query of the page of a new policy.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The unit that gives it.
    unit: String,
}

/// What the fields of a version hold.
#[derive(Default, serde::Serialize)]
struct Held {
    text: String,
    audience: String,
    effective: String,
}

fn version_fields(form: Filling<'_>, held: Held) -> Filling<'_> {
    form.lines("text", "The text", held.text)
        .required()
        .hint("Markdown: # begins a heading, - a point of a list.")
        .line("audience", "Whom it concerns", held.audience)
        .hint("People, positions and units, divided by a semicolon. Empty is everybody.")
        .day("effective", "Holds from", held.effective)
        .day("acknowledge_by", "To be read by", "")
        .day("review", "Looked at again by", "")
}

fn new_page(visit: &Visit, asked: &Asked, tried: &Tried) -> OneForm {
    let seen = &visit.seen;
    let unit = forms::named(&asked.unit, Some(organization::Kind::Unit), seen).map(|unit| parts::written(seen, unit));
    let form = Filling::new(visit, tried, "add-policy")
        .line("title", "Title", "")
        .required()
        .line("sort", "Sort", "")
        .hint("In your own words: safety, data, service.")
        .suggested("unit", "Unit that gives it", parts::units(seen), unit.unwrap_or_default())
        .suggested("accountable", "Owner", parts::parties(seen), parts::written(seen, visit.me))
        .hint("Who answers for it: a person, position or unit.");
    let form = version_fields(form, Held { effective: seen.day().to_string(), ..Held::default() });
    OneForm::new(
        visit.shell("New policy", Some(Place::Policies), crumbs()),
        tried,
        "Write a policy",
        "What you write becomes version 1.0.",
        form.submit("Publish the policy").look("primary").or(Link::new("Cancel", "/policies")),
    )
}

pub(super) async fn new(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(new_page(&visit, &asked, &Tried::default()))
}

/// A version as a command: its text and days from a form, its number from whoever asks.
fn version_of(
    visit: &Visit,
    fields: &Fields,
    id: Uuid,
    policy: Uuid,
    (major, minor): (u32, u32),
) -> Result<Command, Vec<Problem>> {
    let mut problems = Vec::new();
    let text = fields.get("text").unwrap_or_default();
    if text.trim().is_empty() {
        problems.push(Problem::at("text", "Write what holds."));
    }
    let mut audience: Vec<serde_json::Value> = Vec::new();
    let typed = fields.get("audience").unwrap_or_default();
    for party in typed.split(';').map(str::trim).filter(|party| !party.is_empty()) {
        match forms::party_of(&Fields(vec![("party".to_owned(), party.to_owned())]), &visit.seen) {
            Ok(mut party) => audience.extend(party.remove("party")),
            Err(sentence) => problems.push(Problem::at("audience", sentence)),
        }
    }
    let mut data = json!({
        "id": id, "policy": policy, "major": major, "minor": minor, "text": text, "audience": audience,
    });
    for name in ["effective", "acknowledge_by", "review"] {
        let typed = fields.get(name).unwrap_or_default().trim();
        match forms::day(typed) {
            Ok(day) => data[name] = json!(day),
            Err(_) if typed.is_empty() => {}
            Err(sentence) => problems.push(Problem::at(name, sentence)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Command::from_parts("add-policy-version", data).map_err(|fault| vec![Problem::at("text", fault)])
}

pub(super) async fn send_new(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let mut fields = Fields(fields);
    let (_, policy) = visit.minted(&mut fields);
    let mut problems = Vec::new();
    let mut commands = Vec::new();
    match visit.commands("add-policy", &fields, policy) {
        Ok(made) => commands.extend(made),
        Err(found) => problems.extend(found),
    }
    match version_of(&visit, &fields, visit.mint(), policy, (1, 0)) {
        Ok(version) => commands.push(version),
        Err(found) => problems.extend(found),
    }
    if !problems.is_empty() {
        let page = new_page(&visit, &asked, &Tried::with("add-policy", fields, problems));
        return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page);
    }
    visit.send_commands(fields, commands, |visit, tried| Ok::<_, Response>(new_page(visit, &asked, tried))).await
}

fn version_page(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let policy = visit.lookup::<PolicyId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, policy.id.into());
    let newest = versions_of(seen, policy.id).pop();
    let written = |party: &Party| parts::written(seen, party.id());
    let held = newest.as_ref().map(|newest| Held {
        text: newest.text.to_string(),
        audience: newest.audience.iter().map(written).collect::<Vec<_>>().join("; "),
        effective: String::new(),
    });
    let mut form = Filling::new(visit, tried, "add-policy-version").with("then", &page);
    if let Some(newest) = &newest {
        let major = format!("{}.0: it asks everybody to read again", newest.major + 1);
        let minor = format!("{}.{}: a correction", newest.major, newest.minor + 1);
        form = form.one_of("step", "Which version it is", &[("major", &major), ("minor", &minor)], "major").required();
    }
    let form = version_fields(form, held.unwrap_or_default()).line("reason", "Reason of the change", "");
    let mut before = crumbs();
    before.push(Crumb::new(policy.title.to_string(), &page));
    let lead = match &newest {
        Some(newest) => format!("Version {} stays as it is; what you write here follows it.", number(newest)),
        None => "What you write becomes version 1.0.".to_owned(),
    };
    Ok(OneForm::new(
        visit.shell("New version", Some(Place::Policies), before),
        tried,
        &format!("New version of “{}”", policy.title),
        &lead,
        form.submit("Publish the version").look("primary").or(Link::new("Cancel", &page)),
    ))
}

pub(super) async fn version(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(version_page(&visit, &reference, &Tried::default())?)
}

pub(super) async fn send_version(
    visit: Visit,
    Path(reference): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let mut fields = Fields(fields);
    let policy = visit.lookup::<PolicyId>(&reference)?;
    let (_, new) = visit.minted(&mut fields);
    let newest = versions_of(&visit.seen, policy.id).pop();
    let number = match newest {
        None => (1, 0),
        Some(newest) if fields.get("step") == Some("minor") => (newest.major, newest.minor + 1),
        Some(newest) => (newest.major + 1, 0),
    };
    match version_of(&visit, &fields, new, AnyId::from(policy.id).id, number) {
        Ok(version) => visit.send_commands(fields, vec![version], |visit, tried| version_page(visit, &reference, tried)).await,
        Err(problems) => {
            let page = version_page(&visit, &reference, &Tried::with("add-policy-version", fields, problems))?;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

fn edit_page(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let policy = visit.lookup::<PolicyId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, policy.id.into());
    let unit = policy.unit.map(|unit| parts::written(seen, unit)).unwrap_or_default();
    let form = Filling::new(visit, tried, "change-policy")
        .with("policy", AnyId::from(policy.id))
        .with("then", &page)
        .line("title", "Title", policy.title.to_string())
        .required()
        .line("sort", "Sort", policy.sort.as_ref().map(ToString::to_string).unwrap_or_default())
        .suggested("unit", "Unit that gives it", parts::units(seen), unit)
        .line("reason", "Reason of the change", "");
    let mut before = crumbs();
    before.push(Crumb::new(policy.title.to_string(), &page));
    Ok(OneForm::new(
        visit.shell("Edit", Some(Place::Policies), before),
        tried,
        &format!("Edit “{}”", policy.title),
        "The text is changed by a new version.",
        form.submit("Save the policy").look("primary").or(Link::new("Cancel", &page)),
    ))
}

pub(super) async fn edit(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(edit_page(&visit, &reference, &Tried::default())?)
}

pub(super) async fn send_edit(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| edit_page(visit, &reference, tried)).await
}
