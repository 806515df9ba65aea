//! The forms of processes: a new one, and what one says of itself.

use axum::response::Response;
use organization::{AnyId, ProcessId, Schedule};
use serde::Deserialize;

use crate::address;
use crate::component::{Crumb, Link, Place};
use crate::filling::Filling;
use crate::pages::goals::OneForm;
use crate::pages::parts;
use crate::visit::{Tried, Visit};

/// The query of the page of a new process: nothing is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {}

/// What the fields hold now.
#[derive(Default)]
struct Held {
    title: String,
    unit: String,
    description: String,
    schedule: Schedule,
    checklist: String,
}

const RHYTHMS: [(&str, &str); 4] = [
    ("as-needed", "When somebody sets a run"),
    ("days", "Every so many days"),
    ("weeks", "Every so many weeks"),
    ("months", "Every so many months"),
];

fn fields<'a>(form: Filling<'a>, visit: &Visit, held: Held) -> Filling<'a> {
    let (kind, every, from) = match held.schedule {
        Schedule::AsNeeded => ("as-needed", String::new(), String::new()),
        Schedule::Days { from, every } => ("days", every.to_string(), from.to_string()),
        Schedule::Weeks { from, every } => ("weeks", every.to_string(), from.to_string()),
        Schedule::Months { from, every } => ("months", every.to_string(), from.to_string()),
    };
    form.line("title", "What is done", held.title)
        .required()
        .suggested("unit", "Unit that does it", parts::units(&visit.seen), held.unit)
        .required()
        .lines("description", "What it is for and how it goes", held.description)
        .hint("Markdown: # begins a heading, - a point of a list.")
        .lines("checklist", "Checklist", held.checklist)
        .hint("One line for each step of a run.")
        .one_of("schedule.kind", "How often", &RHYTHMS, kind)
        .required()
        .number("schedule.every", "Every how many", every)
        .hint("1 where it is left out.")
        .day("schedule.from", "First due on", from)
}

/// `/processes/new`.
pub(super) fn new(visit: &Visit, _: &Asked, tried: &Tried) -> Result<OneForm, Response> {
    let seen = &visit.seen;
    let unit = seen.units_of(visit.me).first().map(|unit| parts::written(seen, *unit)).unwrap_or_default();
    let form = fields(Filling::new(visit, tried, "add-process"), visit, Held { unit, ..Held::default() });
    Ok(OneForm::new(
        visit.shell("New process", Some(Place::Plans), vec![Crumb::new("Processes", "/processes")]),
        tried,
        "Write a process",
        "What is done again and again, when, and step by step.",
        form.submit("Add the process").look("primary").or(Link::new("Cancel", "/processes")),
    ))
}

/// `/processes/…/edit`.
pub(super) fn edit(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let process = visit.lookup::<ProcessId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, process.id.into());
    let held = Held {
        title: process.title.to_string(),
        unit: process.unit.map(|unit| parts::written(seen, unit)).unwrap_or_default(),
        description: process.description.to_string(),
        schedule: process.schedule,
        checklist: process.checklist.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    let form = Filling::new(visit, tried, "change-process").with("process", AnyId::from(process.id)).with("then", &page);
    let form = fields(form, visit, held).line("reason", "Reason of the change", "");
    let before = vec![Crumb::new("Processes", "/processes"), Crumb::new(process.title.to_string(), &page)];
    Ok(OneForm::new(
        visit.shell("Edit", Some(Place::Plans), before),
        tried,
        &format!("Edit “{}”", process.title),
        "Runs that are ticked stay as they are.",
        form.submit("Save the process").look("primary").or(Link::new("Cancel", &page)),
    ))
}
