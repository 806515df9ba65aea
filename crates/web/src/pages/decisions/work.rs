//! The work that a call became, with the dates that the plan computes for it.

use std::sync::Arc;

use jiff::civil::Date;
use organization::{Answer, AnyId, ProjectId, TaskId};

use super::answers::work_of;
use crate::address;
use crate::chart::{Span, Strip};
use crate::component::{Cell, Column, Row, Status, Table, Tone};
use crate::format;
use crate::pages::goals;
use crate::visit::Visit;

/// How many pieces of work one page shows.
const SHOWN: usize = 100;

/// A project or task with its planned days.
#[derive(serde::Serialize)]
struct Piece {
    id: AnyId,
    under: String,
    span: Option<Span>,
    done: u8,
    over: bool,
}

/// The work of the answers to a call, on one axis, with the day by which the call is to be done as the flag.
pub(super) fn table(visit: &Visit, answers: &[Arc<Answer>], due: Option<Date>) -> Option<Table> {
    let mut pieces: Vec<Piece> = Vec::new();
    for answer in answers {
        let who = visit.seen.title(answer.addressee.id());
        for id in work_of(&answer.state).into_iter().filter(|id| visit.seen.shows(*id)) {
            match pieces.iter_mut().find(|piece| piece.id == id) {
                Some(piece) => piece.under = format!("{}, {who}", piece.under),
                None => pieces.push(piece(visit, id, format!("for {who}"))),
            }
        }
    }
    pieces.truncate(SHOWN);
    (!pieces.is_empty()).then(|| drawn(visit, &pieces, due, "The work that it became"))
}

/// One project in the same way: the trial of a proposal.
pub(super) fn trial(visit: &Visit, project: ProjectId) -> Table {
    drawn(visit, &[piece(visit, project.into(), "tries it".to_owned())], None, "The plan that tries it")
}

fn piece(visit: &Visit, id: AnyId, under: String) -> Piece {
    let seen = &visit.seen;
    let plan = visit.results.plan.clone();
    if let Some(project) = id.to::<ProjectId>() {
        let over = seen.find(project).is_some_and(|project| project.state.is_closed());
        let done = plan.project(project).map_or(0, |summary| summary.done);
        return Piece { id, under, span: goals::span_of(&plan, project), done, over };
    }
    let task = id.to::<TaskId>().and_then(|id| seen.find(id));
    let planned = id.to::<TaskId>().and_then(|id| plan.of(id).cloned());
    let span = planned.map(|planned| Span { from: planned.start.date(), to: planned.finish.date() });
    let over = task.as_ref().is_some_and(|task| insight::is_over(task));
    Piece { id, under, span, done: task.map_or(0, |task| task.percent), over }
}

fn drawn(visit: &Visit, pieces: &[Piece], due: Option<Date>, caption: &str) -> Table {
    let seen = &visit.seen;
    let today = seen.day();
    let spans: Vec<Option<Span>> = pieces.iter().map(|piece| piece.span).collect();
    let axis = goals::axis(&spans, &[due], today, 210);
    let row = |piece: &Piece| {
        let name = seen.title(piece.id);
        let strip = Strip { name: name.clone(), span: piece.span, done: piece.done, target: due };
        let late = piece.span.zip(due).is_some_and(|(span, due)| span.to > due) && !piece.over;
        let reference = seen.reference(piece.id).map(|reference| reference.to_string()).unwrap_or_default();
        Row::new(
            format!("work-{reference}"),
            vec![
                Cell::title(name, address::of(seen, piece.id), Some(piece.under.clone())),
                if piece.over { Cell::Status(Status::new(Tone::Ok, "Done")) } else { Cell::Drawing(strip.draw(&axis)) },
                piece.span.map_or(Cell::Blank, |span| Cell::number(format::day(span.from, today))),
                piece.span.map_or(Cell::Blank, |span| Cell::number(format::day(span.to, today))),
                if late { Cell::Status(Status::new(Tone::Warn, "After its day")) } else { Cell::Blank },
            ],
        )
    };
    let columns = vec![
        Column::words("Work"),
        Column::charts("From start to finish", axis.head()),
        Column::numbers("Start"),
        Column::numbers("Finish"),
        Column::silent("Whether it finishes after its day"),
    ];
    Table::new(caption, columns, pieces.iter().map(row).collect())
}
