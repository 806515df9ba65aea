//! `/tasks/T-311/edit`: what a task says of itself.

use axum::extract::{Form, Path};
use axum::response::Response;
use organization::{AnyId, Calendar, Fixed, TaskId};

use super::dates;
use crate::address;
use crate::component::{Crumb, Link, Place};
use crate::filling::Filling;
use crate::forms::Fields;
use crate::pages::goals::OneForm;
use crate::visit::{Answer, Tried, Visit};

const CONSTRAINTS: [(&str, &str); 8] = [
    ("", "As soon as possible"),
    ("as-late-as-possible", "As late as possible"),
    ("start-no-earlier", "Start no earlier than"),
    ("start-no-later", "Start no later than"),
    ("finish-no-earlier", "Finish no earlier than"),
    ("finish-no-later", "Finish no later than"),
    ("must-start", "Must start on"),
    ("must-finish", "Must finish on"),
];

const FIXED: [(&str, &str); 3] =
    [("units", "The share of each person's time"), ("duration", "How long it takes"), ("work", "How much work it is")];

fn fixed(fixed: Fixed) -> &'static str {
    match fixed {
        Fixed::Units => "units",
        Fixed::Duration => "duration",
        Fixed::Work => "work",
    }
}

fn page(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let task = visit.lookup::<TaskId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, task.id.into());
    let calendars: Vec<(String, String)> = seen
        .all::<Calendar>()
        .iter()
        .filter(|calendar| calendar.project.is_none_or(|owner| owner == task.project))
        .map(|calendar| (AnyId::from(calendar.id).to_string(), calendar.name.to_string()))
        .collect();
    let mut options = vec![("", "That of its plan")];
    options.extend(calendars.iter().map(|(value, words)| (value.as_str(), words.as_str())));
    let calendar = task.calendar.map(|calendar| AnyId::from(calendar).to_string()).unwrap_or_default();
    let estimate = task
        .estimate
        .as_ref()
        .map(|points| [points.optimistic, points.likely, points.pessimistic].map(|point| dates::typed(point, false)).join("/"));
    let (kind, on) = dates::constraint_fields(task.constraint.as_deref().copied());
    let manual = task.manual.as_deref().copied().unwrap_or_default();
    let mut form = Filling::new(visit, tried, "change-task")
        .with("task", AnyId::from(task.id))
        .with("then", &page)
        .line("name", "Name", task.name.to_string())
        .required()
        .lines("notes", "Notes: what is done when it is done", task.notes.to_string());
    if !seen.compute(|value| value.is_summary(task.id)) {
        form = form
            .line(
                "duration",
                "How long it takes",
                task.duration.map(|took| dates::typed(took.minutes, took.elapsed)).unwrap_or_default(),
            )
            .hint("3d, 2w, 4h; 2ed counts nights and days off.")
            .line("work", "Work in it", task.work.map(dates::typed_work).unwrap_or_default())
            .hint("60h")
            .line("estimate", "Estimate as three points", estimate.unwrap_or_default())
            .hint("If all goes well, most likely, if all goes badly: 2d/3d/6d")
            .one_of("fixed", "What stays when people or hours change", &FIXED, fixed(task.fixed))
            .required()
            .check("milestone", "A milestone: a point in time and no work", task.milestone);
    }
    let form = form
        .one_of("constraint.kind", "When it may happen", &CONSTRAINTS, kind)
        .instant("constraint.on", "On", on)
        .hint("The day of the constraint, where it has one.")
        .instant("deadline", "Deadline", task.deadline)
        .hint("It moves nothing; the plan says when it is missed.")
        .instant("manual.start", "Start as typed", manual.start)
        .hint("A task with typed dates is not moved by the plan.")
        .instant("manual.finish", "Finish as typed", manual.finish)
        .one_of("calendar", "Calendar", &options, &calendar)
        .number("priority", "Priority beside other tasks", if task.priority == 0 { 500 } else { task.priority }.to_string())
        .hint("1 to 1000; more is more urgent.")
        .required()
        .check("inactive", "Takes no part in the plan", task.inactive)
        .line("reason", "Reason of the change", "")
        .submit("Save task")
        .look("primary")
        .or(Link::new("Cancel", &page));
    let before = vec![
        Crumb::new("Plans", "/plans"),
        Crumb::new(seen.title(task.project.into()), address::of(seen, task.project.into())),
        Crumb::new(task.name.to_string(), &page),
    ];
    Ok(OneForm::new(visit.shell("Edit", Some(Place::Plans), before), tried, &format!("Edit “{}”", task.name), "", form))
}

pub(super) async fn show(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(page(&visit, &reference, &Tried::default())?)
}

pub(super) async fn send(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| page(visit, &reference, tried)).await
}
