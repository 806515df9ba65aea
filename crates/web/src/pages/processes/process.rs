//! `/processes/…`: what is done, when it is due, its runs, and what was made better in it.

use axum::response::Response;
use organization::{AnyId, Function, Party, Process, ProcessId};

use super::{is_open, next_due, rhythm, runs, runs_of};
use crate::component::{Crumb, Place};
use crate::filling::Filling;
use crate::pages::cards::{Block, Card, CardPage, PageAct};
use crate::pages::improvements;
use crate::pages::parts::{self, Fact, Facts};
use crate::pages::scope::*;
use crate::visit::{Tried, Visit};
use crate::{address, format, markdown};

pub(super) fn page(visit: &Visit, reference: &str, tried: &Tried) -> Result<CardPage, Response> {
    let process = visit.lookup::<ProcessId>(reference)?;
    let seen = &visit.seen;
    let today = seen.day();
    let id = AnyId::from(process.id);
    let every = runs_of(visit, &process);
    let open = !process.state.is_closed();
    let organizes = visit.may(Function::Organize, id);
    let next = next_due(&process, &every, today).filter(|_| open);
    let crumbs = vec![Crumb::new("Processes", "/processes")];
    let heading = format!("{}: {}", process.title, verdict(&process, &every, next, today));
    let mut page = CardPage::new(visit.shell(&process.title, Some(Place::Plans), crumbs), heading, tried);
    let unit = process.unit.filter(|unit| seen.shows((*unit).into()));
    page.eyebrow = unit.map_or("Process".to_owned(), |unit| format!("Process of {}", seen.title(unit.into())));
    page.state = (!open).then(|| Status::new(Tone::Mute, "Closed"));
    if organizes {
        let reopen = || Filling::new(visit, tried, "reopen-process").with("process", id).back().submit("Take it up again");
        page.acts.push(if open { PageAct::edit(format!("{}/edit", address::of(seen, id))) } else { PageAct::Do(reopen()) });
    }
    let works = visit.may(Function::OperateDaily, id) && open;
    page.main.push(runs::open(visit, tried, &process, &every, works.then_some(next.unwrap_or(today))));
    page.main.push(runs::over(visit, &every));
    page.main.extend(what(&process));
    page.main.push(improvements::card(visit, id));
    page.main.push(Card::talk(visit, tried, id));
    let mut facts = vec![Fact::text("How often", rhythm(process.schedule, today))];
    facts.extend(Fact::day("Next run", next, today));
    facts.extend(unit.map(|unit| Fact::who("Unit", parts::who(seen, Party::Unit(unit)))));
    let close = (organizes && open).then(|| {
        let form = Filling::new(visit, tried, "close-process").with("process", id).back();
        form.submit("Close this process").look("quiet")
    });
    page.side = vec![
        Card::new("facts", "The process").with(Block::Facts(Facts { rows: facts })),
        Card::carried(visit, tried, id),
        Card::found(visit, id),
        Card::this("This process", id, close.into_iter().collect(), Vec::new()),
    ];
    Ok(page)
}

fn verdict(
    process: &Process,
    runs: &[std::sync::Arc<organization::ProcessRun>],
    next: Option<jiff::civil::Date>,
    today: jiff::civil::Date,
) -> String {
    if process.state.is_closed() {
        return "not done any more".to_owned();
    }
    match (runs.iter().rev().find(|run| is_open(run)), next) {
        (Some(run), _) if run.due < today => format!("overdue since {}", format::day(run.due, today)),
        (Some(run), _) if run.due == today => "due today".to_owned(),
        (Some(run), _) => format!("due on {}", format::day(run.due, today)),
        (None, Some(next)) => format!("next due on {}", format::day(next, today)),
        (None, None) => "no run is open".to_owned(),
    }
}

/// What it is for, and its steps.
fn what(process: &Process) -> Option<Card> {
    let mut card = Card::new("what", "How it goes");
    if !process.description.is_empty() {
        card = card.with(Block::Marked(markdown::html(&process.description, &process.title)));
    }
    if !process.checklist.is_empty() {
        let steps = process.checklist.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1)).collect();
        card = card.with(Block::Heading("Checklist".to_owned())).with(Block::Prose(steps));
    }
    (!process.description.is_empty() || !process.checklist.is_empty()).then_some(card)
}
