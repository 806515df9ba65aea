//! Hand-offs: work that goes from one unit to another. Each side says that it will give, or that it will take, and on which terms.
//!
//! `/handoffs` lists those that are not over, the next one first. The page of a plan and of a task shows those that it takes part in.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use insight::Handing;
use jiff::civil::Date;
use organization::{AnyId, Dependency, DependencyId, Function, HandOff, ProjectId, RecordId as _, Relation, TaskId, UnitId};
use serde::Deserialize;

use super::cards::{self, Block, Card, CardPage, Item, asking, piece};
use super::plans;
use super::scope::*;
use crate::component::{ActFold, ActForm, Empty, Place, Segmented, Tab};
use crate::filling::Filling;
use crate::visit::{Tried, Visit};
use crate::{Desk, address, format};

/// How many hand-offs one page shows.
const ROWS: usize = 50;
/// How many the card of a plan or a task shows.
const SHOWN: usize = 10;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/handoffs", cards::all(list))
}

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `confirmed` or `all`; else those that wait for somebody's word.
    state: String,
    /// `ours` for those of the viewer's units alone.
    show: String,
    page: String,
}

fn list(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<CardPage, Response> {
    let seen = &visit.seen;
    let units = seen.units_of(visit.me);
    let shows = |handing: &&Handing| seen.shows(handing.gives.into()) && seen.shows(handing.takes.into());
    let ours = |handing: &Handing| units.contains(&handing.from) || units.contains(&handing.to);
    let all: Vec<&Handing> = visit.results.hand_offs.iter().filter(shows).collect();
    let mine: Vec<&Handing> = all.iter().copied().filter(|handing| ours(handing)).collect();
    let base = if asked.show == "ours" { &mine } else { &all };
    let takes = |handing: &Handing, state: &str| match state {
        "all" => true,
        "confirmed" => handing.silent().is_empty(),
        _ => !handing.silent().is_empty(),
    };
    let href = |state: &str, show: &str, page: usize| {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        asking("/handoffs", &[("state", state), ("show", show), ("page", &page)])
    };
    let tab = |(state, words): (&str, &str)| {
        let count = base.iter().filter(|handing| takes(handing, state)).count();
        Tab::new(words, href(state, &asked.show, 1), asked.state == state).counting(count)
    };
    let states = [("", "Waiting"), ("confirmed", "Confirmed"), ("all", "All")].map(tab).to_vec();
    let whose = vec![
        Tab::new("Of all units", href(&asked.state, "", 1), asked.show != "ours").counting(all.len()),
        Tab::new("Of yours", href(&asked.state, "ours", 1), asked.show == "ours").counting(mine.len()),
    ];
    let taken: Vec<&Handing> = base.iter().copied().filter(|handing| takes(handing, &asked.state)).collect();
    let (window, pages) = piece(visit, &taken, &asked.page, ROWS, "hand-offs", |page| href(&asked.state, &asked.show, page));
    let waiting = all.iter().filter(|handing| !handing.silent().is_empty()).count();
    let sentence = match (all.len(), waiting) {
        (0, _) => "No work goes from one unit to another.".to_owned(),
        (1, 0) => "The one hand-off is confirmed by both sides.".to_owned(),
        (all, 0) => format!("All {all} hand-offs are confirmed by both sides."),
        (all, waiting) => {
            format!("{waiting} of {} for the word of a side.", format::count(all, "hand-off waits", "hand-offs wait"))
        }
    };
    let mut page = CardPage::new(visit.shell("Hand-offs", Some(Place::Plans), Vec::new()), sentence, tried);
    page.choices = vec![
        plans::places("/handoffs"),
        Segmented { label: "State".to_owned(), choices: states },
        Segmented { label: "Whose".to_owned(), choices: whose },
    ];
    let card = Card::new("hand-offs", "Hand-offs").silent();
    page.main.push(if window.is_empty() {
        card.with(Block::Empty(empty(all.is_empty())))
    } else {
        let items = window.iter().filter_map(|handing| item(visit, tried, handing.dependency, handing.on)).collect();
        card.with(Block::Items(items)).with_some(pages.map(Block::Pages))
    });
    Ok(page)
}

fn empty(none: bool) -> Empty {
    let (title, text) = if none {
        (
            "No hand-offs",
            "A link between tasks of two units’ plans is a hand-off: both sides confirm it, so that nobody waits for what nobody promised.",
        )
    } else {
        ("None of this sort", "Look at the others above.")
    };
    Empty { icon: Icon::Link, title: title.to_owned(), text: text.to_owned(), links: Vec::new() }
}

/// One side of a hand-off.
struct Side {
    task: TaskId,
    unit: UnitId,
    said: Option<Arc<HandOff>>,
}

fn sides(visit: &Visit, dependency: &Dependency) -> Option<[Side; 2]> {
    let seen = &visit.seen;
    let confirmed = seen.linked::<HandOff>(Relation::HandOffDependency, dependency.id);
    let side = |task: TaskId| {
        let unit = seen.find(seen.find(task)?.project)?.unit?;
        Some(Side { task, unit, said: confirmed.iter().find(|said| said.task == task).cloned() })
    };
    let (gives, takes) = (side(dependency.from)?, side(dependency.to)?);
    (gives.unit != takes.unit).then_some([gives, takes])
}

/// A hand-off as a line: what goes where and when, what each side said, and the forms of those who may speak for a side.
fn item(visit: &Visit, tried: &Tried, dependency: DependencyId, on: Option<Date>) -> Option<Item> {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let dependency = seen.find(dependency)?;
    let [gives, takes] = sides(visit, &dependency)?;
    let name = |task: TaskId| seen.title(task.into());
    let unit = |unit: UnitId| seen.title(unit.into());
    let status = match (&gives.said, &takes.said) {
        (Some(_), Some(_)) => Status::new(Tone::Ok, "Confirmed by both"),
        (None, None) => Status::new(Tone::Bad, "Confirmed by nobody"),
        (None, Some(_)) => Status::new(Tone::Warn, format!("Waits for {}", unit(gives.unit))),
        (Some(_), None) => Status::new(Tone::Warn, format!("Waits for {}", unit(takes.unit))),
    };
    let when = on.map(|on| format!("on {}", format::day(on, today)));
    let said = |side: &Side| {
        let said = side.said.as_ref()?;
        let who = said.by.map(|by| seen.title(by.into())).filter(|who| !who.is_empty()).unwrap_or_else(|| unit(side.unit));
        let terms = if said.terms.is_empty() { String::new() } else { format!(": “{}”", said.terms.trim()) };
        Some(format!("{who} confirmed it for {}{terms}", unit(side.unit)))
    };
    let note: Vec<String> = when.into_iter().chain(said(&gives)).chain(said(&takes)).collect();
    let mut acts = Vec::new();
    let mut folds = Vec::new();
    for (side, gives) in [(&gives, true), (&takes, false)] {
        if !visit.may(Function::Coordinate, side.task) {
            continue;
        }
        match &side.said {
            None => folds.push(confirm(visit, tried, &dependency, side, gives)),
            Some(said) => acts.push(take_back(visit, tried, said, &unit(side.unit))),
        }
    }
    Some(Item {
        status: Some(status),
        text: format!("“{}” of {} goes to “{}” of {}", name(gives.task), unit(gives.unit), name(takes.task), unit(takes.unit)),
        href: Some(address::of(seen, gives.task.into())),
        note: note.join("; "),
        acts,
        folds,
    })
}

fn confirm(visit: &Visit, tried: &Tried, dependency: &Dependency, side: &Side, gives: bool) -> ActFold {
    let name = format!("confirm-{}-{}", if gives { "giving" } else { "taking" }, dependency.id.uuid().simple());
    let form = Filling::new(visit, tried, "add-hand-off").named(&name).back();
    let form = form.with("dependency", AnyId::from(dependency.id)).with("task", AnyId::from(side.task));
    let form = form.lines("terms", "What is handed over, how and where", "").submit("Confirm it").look("primary");
    let words = format!("{} {} it", visit.seen.title(side.unit.into()), if gives { "gives" } else { "takes" });
    ActFold::new(words, form.about(visit.seen.title(side.task.into())), tried.is(&name))
}

fn take_back(visit: &Visit, tried: &Tried, said: &HandOff, unit: &str) -> ActForm {
    let name = format!("unsay-{}", said.id.uuid().simple());
    let form = Filling::new(visit, tried, "remove-hand-off").named(name).with("hand_off", AnyId::from(said.id)).back();
    form.submit("Take the word back").look("quiet").about(format!("of {unit}"))
}

/// The card with the hand-offs of a task; nothing where it has none.
pub(super) fn of_task(visit: &Visit, tried: &Tried, task: TaskId) -> Option<Card> {
    let both = [Relation::DependencyFrom, Relation::DependencyTo];
    let links = both.into_iter().flat_map(|relation| visit.seen.linked::<Dependency>(relation, task));
    let on = |dependency: &Dependency| visit.results.plan.of(dependency.from).map(|planned| planned.finish.date());
    let items = links.filter_map(|dependency| item(visit, tried, dependency.id, on(&dependency))).take(SHOWN).collect();
    card(items)
}

/// The card with the hand-offs of a plan; nothing where it has none.
pub(super) fn of_plan(visit: &Visit, tried: &Tried, project: ProjectId) -> Option<Card> {
    let within = |task: TaskId| visit.seen.find(task).is_some_and(|task| task.project == project);
    let ours = visit.results.hand_offs.iter().filter(|handing| within(handing.gives) || within(handing.takes));
    card(ours.filter_map(|handing| item(visit, tried, handing.dependency, handing.on)).take(SHOWN).collect())
}

fn card(items: Vec<Item>) -> Option<Card> {
    (!items.is_empty())
        .then(|| Card::new("hand-offs", "Hand-offs between units").more("All", "/handoffs?state=all").with(Block::Items(items)))
}
