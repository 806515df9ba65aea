//! A new person: who they are, and the unit that they join.

use askama::Template;
use axum::http::StatusCode;
use organization::Command;
use serde_json::json;

use super::list::Asked;
use super::standing;
use crate::component::{ActForm, ErrorSummary, Link, Place, Stale};
use crate::filling::{self, Filling};
use crate::forms::{self, Fields};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};

/// `/people/new`.
#[derive(Template, serde::Serialize)]
#[template(path = "person_new.html")]
pub(super) struct Newcomer {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    /// The form, for whoever may add people.
    form: Option<ActForm>,
    /// Who can, for whoever may not.
    who: String,
}

impl Newcomer {
    pub(super) fn of(visit: &Visit, asked: &Asked, tried: &Tried) -> Newcomer {
        let seen = &visit.seen;
        let staff = visit.desk.derived.staff(seen);
        let unit = asked.unit.parse().ok().and_then(|reference| seen.at_reference(reference));
        let unit = unit.map(|unit| format!("{} {}", asked.unit, seen.title(unit))).unwrap_or_default();
        let form = seen.is_administrator().then(|| {
            let form = Filling::new(visit, tried, "add-person").line("name", "Name", "").required();
            let form = form
                .line("email", "E-mail", "")
                .hint("They sign in with it. Only they, the heads above them and administrators see it.");
            let form = form.suggested("unit", "Unit", standing::units(seen, &staff), unit);
            let form = form.hint("Where they take part. It can be added later, and there can be several.");
            let form = form.day("employed.from", "With the organization from", "").hint("Empty is since ever.");
            let form = form.line("affiliation", "Also belongs to", "").hint("An employer or company beside this organization.");
            form.submit("Add the person").look("primary").or(Link::new("Leave it", "/people"))
        });
        let administrators: Vec<String> = seen.compute(|value| {
            let held = value.administrators().iter().filter(|held| held.dated.holds(seen.day()));
            held.filter_map(|held| value.find(held.person)).map(|person| person.name.to_string()).take(3).collect()
        });
        Newcomer {
            shell: visit.shell("New person", Some(Place::People), vec![Link::new("People", "/people")]),
            summary: filling::summary(tried),
            stale: tried.stale(),
            form,
            who: administrators.join(", "),
        }
    }
}

/// Adds the person and their membership together.
pub(super) async fn send(visit: &Visit, asked: &Asked, mut fields: Fields) -> Answer {
    let id = fields.get("id").and_then(|id| uuid::Uuid::parse_str(id).ok()).unwrap_or_else(|| visit.mint());
    fields.0.push(("id".to_owned(), id.to_string()));
    let new = uuid::Uuid::from_u128(id.as_u128() ^ 1);
    let unit = fields.get("unit").map(str::trim).filter(|unit| !unit.is_empty());
    let mut problems = Vec::new();
    let mut commands = Vec::new();
    match forms::command("add-person", &fields, &visit.seen, new) {
        Ok(command) => commands.push(command),
        Err(found) => problems.extend(found),
    }
    if let Some(unit) = unit {
        match forms::named(unit, Some(organization::Kind::Unit), &visit.seen) {
            Ok(unit) => {
                let member = uuid::Uuid::from_u128(id.as_u128() ^ 2);
                let from = fields.get("employed.from").and_then(|day| forms::day(day).ok());
                let dated = from.map(|from| json!({ "from": from })).unwrap_or_else(|| json!({}));
                let data = json!({ "id": member, "person": new, "unit": unit.id, "dated": dated });
                match Command::from_parts("add-membership", data) {
                    Ok(command) => commands.push(command),
                    Err(fault) => problems.push(crate::component::Problem::at("unit", fault)),
                }
            }
            Err(sentence) => problems.push(crate::component::Problem::at("unit", sentence)),
        }
    }
    if !problems.is_empty() {
        let page = Newcomer::of(visit, asked, &Tried::with("add-person", fields, problems));
        return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page);
    }
    visit.send_commands(fields, commands, |visit, tried| Ok(Newcomer::of(visit, asked, tried))).await
}

impl Page for Newcomer {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}
