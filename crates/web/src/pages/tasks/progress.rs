//! Progress: whoever works on a task says how far it is in one line; what was said stands on the page of the task and of its plan.

use std::sync::Arc;

use jiff::civil::Date;
use organization::{AnyId, Function, Party, ProgressReport, ProjectId, RecordId as _, Relation, Status as Reported, Task};

use super::dates;
use crate::component::{ActFold, ActForm, Cell, Column, Row, Status, Table, Tone};
use crate::filling::Filling;
use crate::pages::cards::{Block, Card, Item};
use crate::pages::parts;
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// Reports that a page of a task shows.
const SHOWN: usize = 20;
/// Reports that a page of a plan shows.
const NEWS: usize = 10;

const WORDS: [(&str, &str); 4] =
    [("", "No word about it"), ("on-track", "As it should"), ("at-risk", "May be late"), ("off-track", "Will be late")];

/// How it goes, in shape and word.
pub(in crate::pages) fn status(status: Reported) -> Status {
    match status {
        Reported::OnTrack => Status::new(Tone::Ok, "As it should"),
        Reported::AtRisk => Status::new(Tone::Warn, "May be late"),
        Reported::OffTrack => Status::new(Tone::Bad, "Will be late"),
    }
}

/// The form that reports progress; it comes back to the page on which it stands.
pub(in crate::pages) fn report(visit: &Visit, tried: &Tried, task: &Task, name: &str) -> ActForm {
    let form = Filling::new(visit, tried, "add-progress-report").named(name).with("task", AnyId::from(task.id)).back();
    let left = task.remaining.map(|left| dates::typed(left, false)).unwrap_or_default();
    form.number("percent", "Done so far, in per cent", task.percent.to_string())
        .required()
        .one_of("status", "How it goes", &WORDS, "")
        .line("remaining", "Time that is left", left)
        .hint("Such as 4h or 2d. Leave it empty where you cannot say.")
        .line("text", "A line about it", "")
        .submit("Report")
        .look("primary")
        .about(task.name.to_string())
        .across()
}

/// What was reported of a task, the newest first, with the form for more.
pub(super) fn card(visit: &Visit, tried: &Tried, task: &Task, summary: bool) -> Card {
    let seen = &visit.seen;
    let reports = seen.linked::<ProgressReport>(Relation::ProgressReportTask, task.id);
    let works = visit.may(Function::OperateDaily, task.id) && !summary && !task.state.is_closed();
    let folds = if works {
        vec![ActFold::new("Report progress", report(visit, tried, task, "report"), tried.is("report")).key("r")]
    } else {
        Vec::new()
    };
    let card = Card::new("progress", "Progress");
    if reports.is_empty() {
        return card.with(Block::Sentence("Nobody has reported anything yet.".to_owned())).acts(Vec::new(), folds);
    }
    let items = reports.iter().rev().take(SHOWN).map(|report| item(visit, tried, report)).collect();
    let older = reports.len().saturating_sub(SHOWN);
    let older = (older > 0)
        .then(|| Block::Sentence(format!("{} in the history.", format::count(older, "older report is", "older reports are"))));
    card.acts(Vec::new(), folds).with(Block::Items(items)).with_some(older)
}

fn item(visit: &Visit, tried: &Tried, report: &ProgressReport) -> Item {
    let seen = &visit.seen;
    let who = report.by.map(|by| seen.title(by.into())).filter(|name| !name.is_empty());
    let note: Vec<String> = who.into_iter().chain(report.on.map(|on| format::day(on, seen.day()))).collect();
    let own = report.by == Some(visit.me);
    let remove = own.then(|| {
        let name = format!("unreport-{}", report.id.uuid().simple());
        let form =
            Filling::new(visit, tried, "remove-progress-report").named(name).with("progress_report", AnyId::from(report.id));
        form.back().submit("Remove").look("quiet").about(format!("your report of {}", note.join(", ")))
    });
    Item {
        status: report.status.map(status),
        text: words(report),
        note: note.join(", "),
        acts: remove.into_iter().collect(),
        ..Item::default()
    }
}

/// "60% done, 2 days left. The pump is in."
fn words(report: &ProgressReport) -> String {
    let done = report.percent.map(|percent| format!("{percent}% done"));
    let left = report.remaining.map(|left| format!("{} left", dates::days(left, 480)));
    let facts: Vec<String> = done.into_iter().chain(left).collect();
    let facts = if facts.is_empty() { String::new() } else { format!("{}.", facts.join(", ")) };
    [facts, report.text.to_string()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What was reported of the tasks of a plan since a day, the newest first.
pub(in crate::pages) fn since(visit: &Visit, project: ProjectId, since: Option<Date>) -> Vec<Arc<ProgressReport>> {
    let seen = &visit.seen;
    let tasks: Vec<_> = seen.outline(project).iter().map(|row| row.task.id).collect();
    let mut reports: Vec<Arc<ProgressReport>> =
        tasks.into_iter().flat_map(|task| seen.linked::<ProgressReport>(Relation::ProgressReportTask, task)).collect();
    reports.retain(|report| since.is_none_or(|since| report.on.is_some_and(|on| on >= since)));
    reports.sort_by_key(|report| std::cmp::Reverse((report.on, report.id)));
    reports
}

/// Reports as rows.
pub(in crate::pages) fn table(visit: &Visit, reports: &[Arc<ProgressReport>]) -> Table {
    let seen = &visit.seen;
    let row = |report: &Arc<ProgressReport>| {
        Row::new(
            format!("report-{}", report.id.uuid().simple()),
            vec![
                Cell::title(seen.title(report.task.into()), address::of(seen, report.task.into()), Some(words(report))),
                report.status.map_or(Cell::Blank, |word| Cell::Status(status(word))),
                report
                    .by
                    .filter(|by| seen.shows((*by).into()))
                    .map_or(Cell::Blank, |by| Cell::Who(parts::who(seen, Party::Person(by)))),
                report.on.map_or(Cell::Blank, |on| Cell::number(format::day(on, seen.day()))),
            ],
        )
    };
    let columns = vec![Column::words("Task"), Column::words("Goes"), Column::words("Who"), Column::numbers("On")];
    Table::new("What was reported, the newest first", columns, reports.iter().map(row).collect())
}

/// The card of a plan with the newest reports of its tasks.
pub(in crate::pages) fn news(visit: &Visit, project: ProjectId) -> Card {
    let reports = since(visit, project, None);
    let reference = visit.seen.reference(project.into()).map(|reference| reference.to_string()).unwrap_or_default();
    let card = Card::new("news", "What people report").more("Status report", format!("/plans/{reference}/report"));
    if reports.is_empty() {
        return card.with(Block::Sentence("Nobody has reported anything on a task of this plan.".to_owned()));
    }
    card.table(table(visit, &reports[..reports.len().min(NEWS)]))
}
