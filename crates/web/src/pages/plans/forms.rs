//! `/plans/new` and `/plans/P-3/edit`: what a project says of itself.

use axum::extract::{Form, Path, Query};
use axum::response::Response;
use organization::{AnyId, Calendar, Kind, ProjectId};
use serde::Deserialize;

use crate::address;
use crate::component::{Crumb, Link, Place};
use crate::filling::Filling;
use crate::forms::{Fields, named};
use crate::pages::goals::OneForm;
use crate::pages::parts;
use crate::visit::{Answer, Tried, Visit};

/// The query of `/plans/new`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The goal that it is to serve.
    goal: String,
}

fn new(visit: &Visit, asked: &Asked, tried: &Tried) -> OneForm {
    let seen = &visit.seen;
    let goal = named(&asked.goal, Some(Kind::Goal), seen).ok();
    let unit = goal.and_then(|goal| goal.to()).and_then(|goal: organization::GoalId| seen.find(goal)).and_then(|goal| goal.unit);
    let unit = unit.or_else(|| seen.units_of(visit.me).first().copied());
    let form = Filling::new(visit, tried, "add-project")
        .line("name", "Name", "")
        .required()
        .lines("purpose", "What it is to bring about", "")
        .suggested(
            "serves",
            "Serves the goal",
            parts::goals(seen),
            goal.map(|goal| parts::written(seen, goal)).unwrap_or_default(),
        )
        .suggested("unit", "Unit", parts::units(seen), unit.map(|unit| parts::written(seen, unit)).unwrap_or_default())
        .suggested("accountable", "Accountable", parts::parties(seen), parts::written(seen, visit.me))
        .hint("Who answers for it: a person, position or unit.")
        .day("start", "Start", seen.day().to_string())
        .hint("Its tasks start here unless something holds them.")
        .day("target", "Target", "")
        .hint("The day by which it is to be finished; it moves nothing.")
        .submit("Start plan")
        .look("primary")
        .or(Link::new("Cancel", "/plans"));
    OneForm::new(
        visit.shell("New plan", Some(Place::Plans), vec![Crumb::new("Plans", "/plans")]),
        tried,
        "Start a plan",
        "What it brings about, which goal it serves, and who answers for it. Work comes next.",
        form,
    )
}

pub(super) async fn show_new(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(new(&visit, &asked, &Tried::default()))
}

pub(super) async fn send_new(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Ok::<_, Response>(new(visit, &asked, tried))).await
}

fn edit(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let project = visit.lookup::<ProjectId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, project.id.into());
    let calendars: Vec<(String, String)> = std::iter::once((String::new(), "That of its unit".to_owned()))
        .chain(shared_calendars(visit, project.id).iter().map(|calendar| (calendar.id_text(), calendar.name.to_string())))
        .collect();
    let options: Vec<(&str, &str)> = calendars.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let text = |id: Option<AnyId>| id.map(|id| parts::written(seen, id)).unwrap_or_default();
    let calendar = project.calendar.map(|calendar| AnyId::from(calendar).to_string()).unwrap_or_default();
    let form = Filling::new(visit, tried, "change-project")
        .with("project", AnyId::from(project.id))
        .with("then", &page)
        .line("name", "Name", project.name.to_string())
        .required()
        .lines("purpose", "What it is to bring about", project.purpose.to_string())
        .suggested("unit", "Unit", parts::units(seen), text(project.unit.map(AnyId::from)))
        .suggested("sponsor", "Sponsor", parts::people(seen), text(project.sponsor.map(AnyId::from)))
        .hint("Who wants it and stands behind it.")
        .instant("start", "Start", project.start)
        .hint("Its tasks start here unless something holds them.")
        .day("target", "Target", project.target.map(|target| target.to_string()).unwrap_or_default())
        .hint("The day by which it is to be finished; it moves nothing.")
        .one_of("calendar", "Calendar of its tasks", &options, &calendar)
        .number("minutes_per_day", "Minutes that a day stands for", project.day_minutes().to_string())
        .hint("480 are eight hours.")
        .required()
        .number("priority", "Priority beside other plans", if project.priority == 0 { 500 } else { project.priority }.to_string())
        .hint("1 to 1000; more is more urgent.")
        .required()
        .line("reason", "Reason of the change", "")
        .submit("Save plan")
        .look("primary")
        .or(Link::new("Cancel", &page));
    let before = vec![Crumb::new("Plans", "/plans"), Crumb::new(project.name.to_string(), &page)];
    Ok(OneForm::new(visit.shell("Edit", Some(Place::Plans), before), tried, &format!("Edit “{}”", project.name), "", form))
}

/// The calendars that a project may take: those of all, and its own.
fn shared_calendars(visit: &Visit, project: ProjectId) -> Vec<Named> {
    let calendars = visit.seen.all::<Calendar>();
    let may = calendars.iter().filter(|calendar| calendar.project.is_none_or(|owner| owner == project));
    may.map(|calendar| Named { id: calendar.id.into(), name: calendar.name.to_string() }).collect()
}

/// A calendar in a list.
#[derive(serde::Serialize)]
struct Named {
    id: AnyId,
    name: String,
}

impl Named {
    fn id_text(&self) -> String {
        self.id.to_string()
    }
}

pub(super) async fn show_edit(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(edit(&visit, &reference, &Tried::default())?)
}

pub(super) async fn send_edit(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| edit(visit, &reference, tried)).await
}
