//! Processes: what is done again and again, by a schedule and a checklist, and its runs.
//!
//! `/processes` says which there are and what is due; `/processes/…` is one with its open runs, whose lines are ticked there, and those that are over.

mod forms;
mod list;
mod process;
mod runs;

use axum::Router;
use jiff::ToSpan as _;
use jiff::civil::Date;
use organization::{Process, ProcessRun, Relation, RunState, Schedule};

use super::cards;
use crate::visit::Visit;
use crate::{Desk, format};

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/processes", cards::all(list::page))
        .route("/processes/new", cards::all(forms::new))
        .route("/processes/{reference}", cards::one(process::page))
        .route("/processes/{reference}/edit", cards::one(forms::edit))
}

/// "Every 2 weeks from 5 Jan".
fn rhythm(schedule: Schedule, today: Date) -> String {
    let (every, one, many, from) = match schedule {
        Schedule::AsNeeded => return "As needed".to_owned(),
        Schedule::Days { from, every } => (every, "day", "days", from),
        Schedule::Weeks { from, every } => (every, "week", "weeks", from),
        Schedule::Months { from, every } => (every, "month", "months", from),
    };
    let every = if every == 1 { format!("Every {one}") } else { format!("Every {every} {many}") };
    format!("{every} from {}", format::day(from, today))
}

/// The runs of a process, the one that is due last first.
fn runs_of(visit: &Visit, process: &Process) -> Vec<std::sync::Arc<ProcessRun>> {
    let mut runs = visit.seen.linked::<ProcessRun>(Relation::ProcessRunProcess, process.id);
    runs.sort_by_key(|run| std::cmp::Reverse((run.due, run.id)));
    runs
}

/// Whether a run is still to be done.
fn is_open(run: &ProcessRun) -> bool {
    matches!(run.state, RunState::Open)
}

/// The next day on which a process is due for which nobody has set a run, within a year.
fn next_due(process: &Process, runs: &[std::sync::Arc<ProcessRun>], today: Date) -> Option<Date> {
    let until = today.saturating_add(1.year());
    let last = runs.first().and_then(|run| run.due.tomorrow().ok());
    let from = last.map_or(today, |last| last.max(today.saturating_sub(1.month())));
    process.schedule.due(from, until).into_iter().find(|day| runs.iter().all(|run| run.due != *day))
}
