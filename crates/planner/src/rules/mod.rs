//! Rules for everything that is more than links and a length: all kinds of links with lag, constraints,
//! progress, manual and pinned tasks, assignments, and the gates and sums of summaries.
//!
//! The rules are Microsoft Project's, as its own files state them. A positive lag ends at the end of a shift, a
//! lead begins at the start of one; lags are counted on the successor's calendar.

mod backward;
mod forward;
mod links;

pub(crate) use forward::Asked;

use crate::calendar::{CalendarId, Run};
use crate::graph::Role;
use crate::minute::Minute;
use crate::network::{Mode, Progress, Project};
use crate::prepared::{Prepared, SPECIAL, Stretch};

/// A task that uses up its float.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frozen {
    /// Where it stands.
    pub(crate) stands: (Minute, Minute),
    /// The other end of its float: early dates of a task that is as late as possible, late dates of one that is as
    /// soon as possible.
    pub(crate) otherwise: (Minute, Minute),
}

impl Prepared<'_> {
    pub(crate) fn is_leaf(&self, node: usize) -> bool {
        self.graph.nodes[node].role == Role::Leaf
    }

    /// Whether a node is a task whose dates the planner decides: not started and not manual.
    pub(crate) fn moves(&self, node: usize) -> bool {
        let task = self.task(node);
        self.is_leaf(node) && task.progress == Progress::NotStarted && task.mode == Mode::Automatic && task.pinned.is_none()
    }

    pub(crate) fn project_of(&self, node: usize) -> &Project {
        &self.network.projects[self.nodes[node].project as usize]
    }

    pub(crate) fn stretches(&self, node: usize) -> &[Stretch] {
        self.special(node).map_or(&[], |special| special.stretches.as_slice())
    }

    /// Where a task stands that may begin at a minute.
    pub(crate) fn run(&self, node: usize, from: Minute) -> Run {
        let kind = self.nodes[node].kind;
        if kind & SPECIAL == 0 {
            return self.calendars.get(CalendarId(kind)).run(from, self.nodes[node].minutes);
        }
        let mut whole: Option<Run> = None;
        for stretch in self.stretches(node) {
            let calendar = self.calendars.get(stretch.calendar);
            let begin = calendar.finish_after(from, stretch.delay);
            let run = calendar.run(begin, stretch.minutes);
            let so_far = whole.unwrap_or(run);
            whole = Some(Run { start: so_far.start.min(run.start), finish: so_far.finish.max(run.finish), position: 0 });
        }
        whole.unwrap_or(Run { start: from, finish: from, position: 0 })
    }

    /// The latest start of a task that ends at or before a minute; of what remains of it, if so asked.
    pub(crate) fn latest_start(&self, node: usize, to: Minute, minutes: impl Fn(&Stretch) -> i32) -> Minute {
        let back = |stretch: &Stretch| {
            let calendar = self.calendars.get(stretch.calendar);
            calendar.start_before(calendar.start_before(to, minutes(stretch)), stretch.delay)
        };
        self.stretches(node).iter().map(back).min().unwrap_or(to)
    }

    /// The latest finish of a task that starts at or before a minute.
    pub(crate) fn finish_if_started(&self, node: usize, start: Minute) -> Minute {
        if start == Minute::LATEST { start } else { self.run(node, start).finish }
    }

    /// Working minutes from one minute to another on a node's calendar.
    pub(crate) fn between(&self, node: usize, from: Minute, to: Minute) -> i64 {
        self.calendars.working_between(self.calendar(node), from, to)
    }

    /// The end of work that is equal to a minute: at the start of a shift the end of the shift before.
    pub(super) fn end_of_work(&self, node: usize, minute: Minute) -> Minute {
        let back = |stretch: &Stretch| self.calendars.get(stretch.calendar).run_back(minute, 0).finish;
        self.stretches(node).iter().map(back).max().unwrap_or(minute)
    }
}
