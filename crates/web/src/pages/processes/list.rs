//! `/processes`: what is done again and again, and what of it is due.

use std::sync::Arc;

use axum::response::Response;
use organization::{AnyId, Party, Process, ProcessRun, RecordId as _};
use serde::Deserialize;

use super::{is_open, next_due, rhythm, runs_of};
use crate::component::{Cell, Column, Empty, Link, Place, Row, Segmented, Tab, Table};
use crate::pages::cards::{Block, Card, CardPage, PageAct, asking, piece};
use crate::pages::scope::*;
use crate::pages::{parts, plans};
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// How many processes one page shows.
const ROWS: usize = 100;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `closed` or `all`; else those that are in use.
    state: String,
    page: String,
}

/// A process with its runs.
struct Running {
    process: Arc<Process>,
    runs: Vec<Arc<ProcessRun>>,
}

pub(super) fn page(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<CardPage, Response> {
    let every = visit.seen.all::<Process>();
    let takes = |process: &Process, state: &str| match state {
        "all" => true,
        "closed" => process.state.is_closed(),
        _ => !process.state.is_closed(),
    };
    let href = |state: &str, page: usize| {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        asking("/processes", &[("state", state), ("page", &page)])
    };
    let tab = |(state, words): (&str, &str)| {
        let count = every.iter().filter(|process| takes(process, state)).count();
        Tab::new(words, href(state, 1), asked.state == state).counting(count)
    };
    let states = [("", "In use"), ("closed", "Closed"), ("all", "All")].map(tab).to_vec();
    let taken: Vec<Arc<Process>> = every.iter().filter(|process| takes(process, &asked.state)).cloned().collect();
    let (window, pages) = piece(visit, &taken, &asked.page, ROWS, "processes", |page| href(&asked.state, page));
    let running: Vec<Running> =
        window.iter().map(|process| Running { process: process.clone(), runs: runs_of(visit, process) }).collect();
    let shell = visit.shell("Processes", Some(Place::Plans), Vec::new());
    let mut page = CardPage::new(shell, sentence(visit, &running, taken.len()), tried);
    page.acts = vec![PageAct::new("New process", "/processes/new")];
    page.choices = vec![plans::places("/processes"), Segmented { label: "State".to_owned(), choices: states }];
    let card = Card::new("processes", "Processes").silent();
    page.main.push(if running.is_empty() {
        card.with(Block::Empty(empty()))
    } else {
        card.table(table(visit, &running)).with_some(pages.map(Block::Pages))
    });
    Ok(page)
}

fn empty() -> Empty {
    Empty {
        icon: Icon::ListChecks,
        title: "No processes here".to_owned(),
        text: "A process is what is done again and again: when it is due, and by which checklist.".to_owned(),
        links: vec![Link::new("Write a process", "/processes/new")],
    }
}

/// "12 processes; 3 runs are overdue."
fn sentence(visit: &Visit, running: &[Running], all: usize) -> String {
    let today = visit.seen.day();
    let open = running.iter().flat_map(|one| one.runs.iter()).filter(|run| is_open(run));
    let overdue = open.filter(|run| run.due < today).count();
    let processes = format::count(all, "process", "processes");
    match (all, overdue) {
        (0, _) => "No process is written down yet.".to_owned(),
        // What is on other pages of the list is not counted.
        (all, _) if all > running.len() => format!("{processes}."),
        (_, 0) => format!("{processes}; no run is overdue."),
        (_, overdue) => format!("{processes}; {} overdue.", format::count(overdue, "run is", "runs are")),
    }
}

fn table(visit: &Visit, running: &[Running]) -> Table {
    let seen = &visit.seen;
    let today = seen.day();
    let row = |one: &Running| {
        let process = &one.process;
        let open = one.runs.iter().rev().find(|run| is_open(run));
        let state = match (process.state.is_closed(), open) {
            (true, _) => Cell::Status(Status::new(Tone::Mute, "Closed")),
            (false, Some(run)) if run.due < today => {
                Cell::Status(Status::new(Tone::Bad, format!("Overdue since {}", format::day(run.due, today))))
            }
            (false, Some(run)) => Cell::text(format!("Due on {}", format::day(run.due, today))),
            (false, None) => next_due(process, &one.runs, today)
                .map_or(Cell::Blank, |due| Cell::text(format!("Next on {}", format::day(due, today)))),
        };
        let last = one.runs.iter().find(|run| matches!(run.state, organization::RunState::Done { .. }));
        let unit = process.unit.filter(|unit| seen.shows((*unit).into()));
        Row::new(
            format!("process-{}", process.id.uuid().simple()),
            vec![
                Cell::title(process.title.to_string(), address::of(seen, AnyId::from(process.id)), None),
                unit.map_or(Cell::Blank, |unit| Cell::Who(parts::who(seen, Party::Unit(unit)))),
                Cell::text(rhythm(process.schedule, today)),
                state,
                last.map_or(Cell::Blank, |run| Cell::number(format::day(run.due, today))),
            ],
        )
    };
    let columns = vec![
        Column::words("Process"),
        Column::words("Unit"),
        Column::words("How often"),
        Column::words("Next run"),
        Column::numbers("Last done"),
    ];
    Table::new("Processes", columns, running.iter().map(row).collect())
}
