//! Improvements: a process, a policy or a project is done otherwise, tried, and kept or undone by what was seen.
//!
//! `/improvements` lists them; `/improvements/I-1` is one with how it was before, what is done otherwise, and how it was afterwards.

mod improvement;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use organization::{AnyId, Improvement, ImprovementState, Kind, Party, Process, Relation};
use serde::Deserialize;

use super::cards::{self, Block, Card, CardPage, PageAct, asking, piece};
use super::scope::*;
use super::{parts, plans};
use crate::component::{Cell, Column, Empty, Link, Place, Row, Segmented, Tab, Table};
use crate::visit::{Tried, Visit};
use crate::{Desk, address, format};

/// How many improvements one page shows.
const ROWS: usize = 100;
/// How many the card of a process, a policy or a plan shows.
const SHOWN: usize = 10;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/improvements", cards::all(list))
        .route("/improvements/new", cards::all(improvement::new))
        .route("/improvements/{reference}", cards::one(improvement::page))
        .route("/improvements/{reference}/edit", cards::one(improvement::edit))
}

/// The query of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `kept`, `undone` or `all`; else those that are being tried.
    state: String,
    page: String,
}

fn takes(improvement: &Improvement, state: &str) -> bool {
    match (&improvement.state, state) {
        (_, "all")
        | (ImprovementState::Kept { .. }, "kept")
        | (ImprovementState::Undone { .. }, "undone")
        | (ImprovementState::Tried, "") => true,
        (ImprovementState::Tried | ImprovementState::Kept { .. } | ImprovementState::Undone { .. }, _) => false,
    }
}

fn list(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<CardPage, Response> {
    let every = visit.seen.all::<Improvement>();
    let href = |state: &str, page: usize| {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        asking("/improvements", &[("state", state), ("page", &page)])
    };
    let count = |state: &str| every.iter().filter(|one| takes(one, state)).count();
    let tab = |(state, words): (&str, &str)| Tab::new(words, href(state, 1), asked.state == state).counting(count(state));
    let states = [("", "Being tried"), ("kept", "Kept"), ("undone", "Undone"), ("all", "All")].map(tab).to_vec();
    let mut taken: Vec<Arc<Improvement>> = every.iter().filter(|one| takes(one, &asked.state)).cloned().collect();
    taken.sort_by_key(|one| std::cmp::Reverse(one.number));
    let (window, pages) = piece(visit, &taken, &asked.page, ROWS, "improvements", |page| href(&asked.state, page));
    let sentence = match (count(""), count("kept")) {
        (0, 0) => "Nothing is being improved.".to_owned(),
        (0, kept) => format!("{} kept; none is being tried.", format::count(kept, "improvement was", "improvements were")),
        (tried, kept) => format!("{} being tried; {kept} were kept.", format::count(tried, "improvement is", "improvements are")),
    };
    let mut page = CardPage::new(visit.shell("Improvements", Some(Place::Plans), Vec::new()), sentence, tried);
    page.acts = vec![PageAct::new("Improve something", "/improvements/new")];
    page.choices = vec![plans::places("/improvements"), Segmented { label: "State".to_owned(), choices: states }];
    let card = Card::new("improvements", "Improvements").silent();
    page.main.push(if window.is_empty() {
        card.with(Block::Empty(empty()))
    } else {
        card.table(table(visit, window, "Improvements, the newest first")).with_some(pages.map(Block::Pages))
    });
    Ok(page)
}

fn empty() -> Empty {
    Empty {
        icon: Icon::Lightbulb,
        title: "No improvements here".to_owned(),
        text: "An improvement says how something was before, what is done otherwise and how it was afterwards; then it is kept or undone."
            .to_owned(),
        links: vec![Link::new("Improve something", "/improvements/new")],
    }
}

/// How far an improvement is, in shape and word.
fn state(state: &ImprovementState) -> Status {
    match state {
        ImprovementState::Tried => Status::new(Tone::Accent, "Being tried"),
        ImprovementState::Kept { .. } => Status::new(Tone::Ok, "Kept"),
        ImprovementState::Undone { .. } => Status::new(Tone::Mute, "Undone"),
    }
}

fn table(visit: &Visit, window: &[Arc<Improvement>], caption: &str) -> Table {
    let seen = &visit.seen;
    let row = |one: &Arc<Improvement>| {
        let subject = one.subject.filter(|subject| seen.shows(*subject));
        let by = one.by.filter(|by| seen.shows((*by).into()));
        let reference = format!("I-{}", one.number);
        Row::new(
            format!("improvement-{}", one.number),
            vec![
                Cell::title(one.title.to_string(), address::of(seen, one.id.into()), Some(reference)),
                subject.map_or(Cell::Blank, |subject| Cell::Link { text: seen.title(subject), href: address::of(seen, subject) }),
                Cell::Status(state(&one.state)),
                by.map_or(Cell::Blank, |by| Cell::Who(parts::who(seen, Party::Person(by)))),
                one.measure.as_ref().map_or(Cell::Blank, |measure| Cell::text(measure.to_string())),
            ],
        )
    };
    let columns = vec![
        Column::words("Improvement"),
        Column::words("Of"),
        Column::words("State"),
        Column::words("From"),
        Column::words("Seen by"),
    ];
    Table::new(caption, columns, window.iter().map(row).collect())
}

/// The card with what was made better in a process, a policy or a plan.
pub(super) fn card(visit: &Visit, id: AnyId) -> Card {
    let mut found = visit.seen.linked::<Improvement>(Relation::ImprovementSubject, id);
    found.sort_by_key(|one| std::cmp::Reverse(one.number));
    found.truncate(SHOWN);
    let card = Card::new("improvements", "Improvements");
    let on = visit.seen.reference(id).map_or_else(|| id.to_string(), |reference| reference.to_string());
    let card = card.more("Improve it", asking("/improvements/new", &[("on", &on)]));
    if found.is_empty() {
        return card.with(Block::Sentence("Nothing has been made better in it yet.".to_owned()));
    }
    card.table(table(visit, &found, "Improvements of this, the newest first"))
}

/// What can be improved, as one writes it into a field.
fn subjects(visit: &Visit) -> Vec<String> {
    let seen = &visit.seen;
    let processes = seen.all::<Process>().into_iter().filter(|process| !process.state.is_closed()).take(120);
    let mut offered: Vec<String> = processes.map(|process| parts::written(seen, process.id)).collect();
    offered.extend(parts::projects(seen));
    offered
}

/// The words of a subject in a form: its reference and title, or its id where its kind has no references.
fn subject(visit: &Visit, subject: AnyId) -> String {
    let several = subject.kind == Kind::Process && visit.seen.reference(subject).is_none();
    let same = |process: &Arc<Process>| process.title.to_string() == visit.seen.title(subject);
    if several && visit.seen.all::<Process>().iter().filter(|process| same(process)).count() > 1 {
        return subject.to_string();
    }
    parts::written(&visit.seen, subject)
}
