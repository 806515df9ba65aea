//! `/plans/P-3/report`: how a plan stands, on one page to be printed or sent: against its target and its baseline, what is done, what people report, what is
//! late or silent, what comes next and what may hit it. Nothing on it is written by hand.

use std::sync::Arc;

use axum::response::Response;
use jiff::ToSpan as _;
use jiff::civil::Date;
use organization::{AnyId, Openness, Project, ProjectId, RecordId as _, Task, TaskId};

use super::baselines;
use super::plan::{heading, planned};
use crate::component::{Cell, Column, Crumb, Place, Row, Status, Table, Tone};
use crate::pages::cards::{Block, Card, CardPage};
use crate::pages::parts::{Fact, Facts};
use crate::pages::risks;
use crate::pages::tasks::progress;
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// Days back and days ahead that a report tells.
const TOLD: i32 = 14;
/// Rows of each of its tables.
const ROWS: usize = 20;

pub(super) fn page(visit: &Visit, reference: &str, tried: &Tried) -> Result<CardPage, Response> {
    let project = visit.lookup::<ProjectId>(reference)?;
    let seen = &visit.seen;
    let today = seen.day();
    let id = AnyId::from(project.id);
    let computed = planned(visit, &project);
    let summary = computed.project(project.id);
    let before = vec![Crumb::new("Plans", "/plans"), Crumb::new(project.name.to_string(), address::of(seen, id))];
    let shell = visit.shell("Status report", Some(Place::Plans), before);
    let mut page = CardPage::new(shell, heading(visit, &project, summary), tried);
    page.eyebrow = format!("Status report of P-{}, {}", project.number, format::long_day(today));
    let since = today.saturating_sub(TOLD.days());
    let rows = seen.outline(project.id);
    let tasks: Vec<Arc<Task>> = rows.iter().filter(|row| !row.summary).map(|row| row.task.clone()).collect();
    let finished = tasks.iter().filter_map(|task| Some((finished(task)?, task.id)));
    let done: Vec<(Date, TaskId)> = finished.filter(|(day, _)| *day >= since).collect();
    let coming = coming(&tasks, &computed, today);
    page.lead = format!(
        "{} in the last two weeks, {} in the next two.",
        format::count(done.len(), "task was finished", "tasks were finished"),
        format::count(coming.len(), "is to be finished", "are to be finished")
    );
    if let Some(last) = baselines::of(visit, project.id).last() {
        let told = baselines::told(visit, project.id, last, &computed);
        page.main.push(Card::new("baseline", "Against the baseline").with(Block::Sentence(told)));
    }
    page.main.push(slipping(visit, &project));
    page.main.push(days(visit, Card::new("done", "Done in the last two weeks"), done, "Finished"));
    page.main.push(days(visit, Card::new("next", "To be finished in the next two weeks"), coming, "Finishes"));
    let reports = progress::since(visit, project.id, Some(since));
    let news = Card::new("news", "What people report");
    page.main.push(if reports.is_empty() {
        news.with(Block::Sentence("Nobody reported anything in the last two weeks.".to_owned()))
    } else {
        news.table(progress::table(visit, &reports[..reports.len().min(ROWS)]))
    });
    page.main.push(risks::card(visit, id));
    let numbers = Facts { rows: numbers(&project, summary, today) };
    page.side = vec![Card::new("facts", "In numbers").with(Block::Facts(numbers)), Card::carried(visit, tried, id)];
    Ok(page)
}

fn numbers(project: &Project, summary: Option<&insight::ProjectSummary>, today: Date) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(summary) = summary {
        facts.push(Fact::text("Done", format!("{}%, by duration", summary.done)));
        facts.push(Fact::text("Tasks", format!("{} of {} closed", summary.closed, summary.open + summary.closed)));
        facts.extend(Fact::day("Starts", summary.start.map(|start| start.date()), today));
        facts.extend(Fact::day("Finishes", summary.finish.map(|finish| finish.date()), today));
    }
    facts.extend(Fact::day("Target", project.target, today));
    facts.extend(project.budget.as_ref().map(|budget| Fact::text("Budget", format::money(budget.minor, budget.currency))));
    facts
}

/// The day on which a task was finished, where that is known.
fn finished(task: &Task) -> Option<Date> {
    let closed = match task.state {
        Openness::Closed { on } => on,
        Openness::Active => None,
    };
    task.actual_finish.map(|at| at.date()).or(closed)
}

/// Open tasks that the plan finishes in the days ahead.
fn coming(tasks: &[Arc<Task>], computed: &insight::Plan, today: Date) -> Vec<(Date, TaskId)> {
    let until = today.saturating_add(TOLD.days());
    let open = tasks.iter().filter(|task| !task.state.is_closed() && task.actual_finish.is_none() && !task.inactive);
    let finishing = open.filter_map(|task| Some((computed.of(task.id)?.finish.date(), task.id)));
    finishing.filter(|(finish, _)| *finish >= today && *finish <= until).collect()
}

/// What is late, and of what nobody has heard.
fn slipping(visit: &Visit, project: &Project) -> Card {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let card = Card::new("slips", "Late or silent");
    let slip = visit.results.slips.of(project.id).cloned().unwrap_or_default();
    let late =
        slip.overdue.iter().map(|(day, task)| (*task, Tone::Bad, format!("to be finished on {}", format::day(*day, today))));
    let silent = slip.silent.iter().map(|(day, task)| (*task, Tone::Warn, format!("no news since {}", format::day(*day, today))));
    let shown = late.chain(silent).filter(|(task, _, _)| seen.shows((*task).into())).take(ROWS).enumerate();
    let row = |(at, (task, tone, words)): (usize, (TaskId, Tone, String))| {
        let title = Cell::title(seen.title(task.into()), address::of(seen, task.into()), None);
        Row::new(format!("slip-{at}"), vec![title, Cell::Status(Status::new(tone, words))])
    };
    let rows: Vec<Row> = shown.map(row).collect();
    if rows.is_empty() {
        let fine = "Nothing is late, and of all that is under way somebody has said how it goes";
        return card.with(Block::State(Status::new(Tone::Ok, fine)));
    }
    let columns = vec![Column::words("Task"), Column::words("What is wrong")];
    card.table(Table::new("Tasks that are late or silent", columns, rows))
}

fn days(visit: &Visit, card: Card, mut tasks: Vec<(Date, TaskId)>, head: &str) -> Card {
    if tasks.is_empty() {
        return card.with(Block::Sentence("Nothing.".to_owned()));
    }
    tasks.sort_unstable();
    let more = tasks.len().saturating_sub(ROWS);
    let row = |(day, task): &(Date, TaskId)| {
        let title = Cell::title(visit.seen.title((*task).into()), address::of(&visit.seen, (*task).into()), None);
        let id = format!("{}-{}", head.to_lowercase(), task.uuid().simple());
        Row::new(id, vec![title, Cell::number(format::day(*day, visit.seen.day()))])
    };
    let rows = tasks.iter().take(ROWS).map(row).collect();
    let more = (more > 0).then(|| Block::Sentence(format!("And {more} more.")));
    card.table(Table::new(head, vec![Column::words("Task"), Column::numbers(head)], rows)).with_some(more)
}
