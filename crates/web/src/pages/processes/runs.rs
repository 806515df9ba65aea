//! Runs: what is ticked, finished or left out; and those that are over.

use std::sync::Arc;

use jiff::civil::Date;
use organization::{AnyId, Party, Process, ProcessRun, RecordId as _, RunState};

use super::is_open;
use crate::component::{ActFold, ActForm, Cell, Column, Row, Table};
use crate::filling::Filling;
use crate::format;
use crate::pages::cards::{Block, Card, Item};
use crate::pages::parts;
use crate::pages::scope::*;
use crate::visit::{Tried, Visit};

/// Runs that are over and that the page shows.
const OVER: usize = 30;
/// Open runs that it shows.
const OPEN: usize = 20;

/// The open runs, the one that is due first before the rest; `start` is the day that the form of a new one offers, where the viewer may start one.
pub(super) fn open(visit: &Visit, tried: &Tried, process: &Process, runs: &[Arc<ProcessRun>], start: Option<Date>) -> Card {
    let items: Vec<Item> = runs
        .iter()
        .rev()
        .filter(|run| is_open(run))
        .take(OPEN)
        .map(|run| item(visit, tried, process, run, start.is_some()))
        .collect();
    let card = Card::new("open", "Open runs").pressing(start.is_some() && !items.is_empty());
    let card =
        if items.is_empty() { card.with(Block::Sentence("No run is open.".to_owned())) } else { card.with(Block::Items(items)) };
    let fold = start.map(|due| {
        let form = Filling::new(visit, tried, "add-process-run").with("process", AnyId::from(process.id)).back();
        let form = form.day("due", "Due on", due.to_string()).required().line("note", "What to know about it", "");
        ActFold::new("Start a run", form.submit("Start it").look("primary"), tried.is("add-process-run"))
    });
    card.acts(Vec::new(), fold.into_iter().collect())
}

fn item(visit: &Visit, tried: &Tried, process: &Process, run: &ProcessRun, may: bool) -> Item {
    let today = visit.seen.day();
    let id = AnyId::from(run.id);
    let day = format::day(run.due, today);
    let name = |verb: &str| format!("{verb}-{}", run.id.uuid().simple());
    let form = |command: &str, verb: &str| Filling::new(visit, tried, command).named(name(verb)).with("process_run", id).back();
    let status = (run.due < today).then(|| Status::new(Tone::Bad, "Overdue"));
    let ticked: Vec<String> = run.ticked.iter().map(ToString::to_string).collect();
    // What was ticked stays a line of the run, even where the checklist has changed since.
    let mut steps: Vec<String> = process.checklist.iter().map(ToString::to_string).collect();
    steps.extend(ticked.iter().filter(|step| !process.checklist.iter().any(|known| **known == ***step)).cloned());
    let done = format!("{} of {}", ticked.len(), format::count(steps.len(), "step is done", "steps are done"));
    let note = [if steps.is_empty() { String::new() } else { done }, run.note.to_string()];
    let mut item = Item {
        status,
        text: format!("Due on {day}"),
        note: note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        ..Item::default()
    };
    if !may {
        return item;
    }
    if !steps.is_empty() || !run.note.is_empty() {
        let options: Vec<(String, String)> = steps.iter().map(|step| (step.clone(), step.clone())).collect();
        let tick = form("change-process-run", "tick");
        let tick = if options.is_empty() { tick } else { tick.several("ticked", "What is done", options, ticked.clone()) };
        let tick = tick
            .line("note", "What to know about it", run.note.to_string())
            .submit("Save")
            .look("primary")
            .about(format!("the run of {day}"));
        item.folds.push(ActFold::new("Tick", tick, tried.is(&name("tick")) || ticked.len() < steps.len()));
    }
    item.acts.push(finish(form("finish-process-run", "finish"), &day));
    let skip = form("skip-process-run", "skip")
        .line("because", "Why", "")
        .required()
        .submit("Leave it out")
        .about(format!("the run of {day}"));
    item.folds.push(ActFold::new("Leave it out", skip, tried.is(&name("skip"))));
    item
}

fn finish(form: Filling<'_>, day: &str) -> ActForm {
    form.submit("Done").about(format!("with the run of {day}"))
}

/// The runs that are over, the newest first.
pub(super) fn over(visit: &Visit, runs: &[Arc<ProcessRun>]) -> Card {
    let seen = &visit.seen;
    let today = seen.day();
    let over: Vec<&Arc<ProcessRun>> = runs.iter().filter(|run| !is_open(run)).collect();
    let card = Card::new("over", "Runs that are over");
    if over.is_empty() {
        return card.with(Block::Sentence("None yet.".to_owned()));
    }
    let row = |run: &&Arc<ProcessRun>| {
        let (status, by, on, because) = match &run.state {
            RunState::Open => (Status::new(Tone::Mute, "Open"), None, None, String::new()),
            RunState::Done { by, on } => (Status::new(Tone::Ok, "Done"), *by, Some(*on), String::new()),
            RunState::Skipped { by, on, because } => (Status::new(Tone::Mute, "Left out"), *by, Some(*on), because.to_string()),
        };
        let by = by.filter(|by| seen.shows((*by).into()));
        let words = [run.note.to_string(), because].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        Row::new(
            format!("run-{}", run.id.uuid().simple()),
            vec![
                Cell::number(format::day(run.due, today)),
                Cell::Status(status),
                by.map_or(Cell::Blank, |by| Cell::Who(parts::who(seen, Party::Person(by)))),
                on.map_or(Cell::Blank, |on| Cell::number(format::day(on, today))),
                if words.is_empty() { Cell::Blank } else { Cell::text(words) },
            ],
        )
    };
    let columns = vec![
        Column::words("Due"),
        Column::words("State"),
        Column::words("Who"),
        Column::numbers("On"),
        Column::words("What to know"),
    ];
    let rows = over.iter().take(OVER).map(row).collect();
    let more = over.len().saturating_sub(OVER);
    let more =
        (more > 0).then(|| Block::Sentence(format!("{} in the history.", format::count(more, "older run is", "older runs are"))));
    card.table(Table::new("Runs that are over, the newest first", columns, rows)).with_some(more)
}
