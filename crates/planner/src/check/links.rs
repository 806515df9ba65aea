//! Does every task wait as long as its links ask?

use std::collections::BTreeSet;

use super::{Breach, Checker};
use crate::level::Dates;
use crate::minute::Minute;
use crate::network::{Constraint, Lag, Length, Link, LinkKind, Mode, TaskIndex};
use crate::outcome::Finding;

impl Checker<'_> {
    pub(super) fn links(&mut self) {
        let circles = self.circles();
        for (index, link) in (0u32..).zip(&self.network.links) {
            let count = self.network.tasks.len();
            let known = (link.from.0 as usize) < count && (link.to.0 as usize) < count && link.from != link.to;
            if !known || !self.takes_part(link.from) || !self.takes_part(link.to) {
                continue;
            }
            if circles.iter().any(|circle| circle.contains(&link.from) && circle.contains(&link.to)) {
                continue;
            }
            let Some(from) = self.source(link.from) else { continue };
            let Some(bound) = self.bound(link, from) else { continue };
            for task in self.leaves(link.to) {
                if self.breaks(link.kind, bound, task) {
                    self.breaches.insert(Breach::Link { link: index, task });
                }
            }
        }
    }

    /// The circles; links between two members of one were left out.
    fn circles(&self) -> Vec<BTreeSet<TaskIndex>> {
        let mut circles = Vec::new();
        for finding in &self.levelled.findings {
            if let Finding::Cycle { members } = finding {
                circles.push(members.iter().copied().collect());
            }
        }
        circles
    }

    /// The dates that links from a task go by. A summary that is typed in part still goes by what is below it.
    fn source(&self, task: TaskIndex) -> Option<Dates> {
        let partly = |task: TaskIndex| match self.task(task).mode {
            Mode::Manual { start, finish } => start.is_some() != finish.is_some(),
            Mode::Automatic => false,
        };
        let mut waiting = vec![task.0];
        while let Some(at) = waiting.pop() {
            if let Some(children) = self.children.get(&at) {
                if partly(TaskIndex(at)) {
                    return None;
                }
                waiting.extend(children);
            }
        }
        self.placed(task)
    }

    /// The tasks below a summary, or the task itself.
    fn leaves(&self, task: TaskIndex) -> Vec<TaskIndex> {
        let mut leaves = Vec::new();
        let mut waiting = vec![task.0];
        while let Some(at) = waiting.pop() {
            match self.children.get(&at) {
                Some(children) => waiting.extend(children),
                None => leaves.push(TaskIndex(at)),
            }
        }
        leaves
    }

    /// The first minute that a link allows the end that it binds.
    fn bound(&self, link: &Link, from: Dates) -> Option<Minute> {
        let end = match link.kind {
            LinkKind::FinishToStart | LinkKind::FinishToFinish => from.finish,
            LinkKind::StartToStart | LinkKind::StartToFinish => from.start,
        };
        let planned = self.task(link.from).span.planned();
        let summary = self.is_summary(link.from);
        let length = if summary { self.between_as_summary(link.from, from) } else { planned.minutes() };
        let part = |percent: i64| {
            let hundredfold = i128::from(length) * i128::from(percent);
            let half = if hundredfold < 0 { -50 } else { 50 };
            i64::try_from((hundredfold + half) / 100).ok()
        };
        let clock = !summary && matches!(planned, Length::Elapsed(_));
        let (minutes, elapsed) = match link.lag {
            Lag::Working(minutes) => (minutes, false),
            Lag::Elapsed(minutes) => (minutes, true),
            Lag::Percent(percent) => (part(percent)?, clock),
            Lag::ElapsedPercent(percent) => (part(percent)?, true),
        };
        if elapsed {
            return Some(Minute::new(i64::from(end.get()).saturating_add(minutes)));
        }
        self.calendars.add_working(self.calendar(link.to), end, minutes)
    }

    fn between_as_summary(&self, task: TaskIndex, dates: Dates) -> i64 {
        self.calendars.working_between(self.calendar(task), dates.start, dates.finish)
    }

    /// Whether a task ends too early for what a link asks, although nothing else holds it there.
    fn breaks(&self, kind: LinkKind, bound: Minute, task: TaskIndex) -> bool {
        let Some(dates) = self.placed(task) else { return false };
        if self.stands(task) || self.excused.contains(&task) || !self.takes_part(task) {
            return false;
        }
        let end = match kind {
            LinkKind::FinishToStart | LinkKind::StartToStart => dates.start,
            LinkKind::FinishToFinish | LinkKind::StartToFinish => dates.finish,
        };
        let held = match self.task(task).constraint {
            Constraint::StartNoLaterThan(date) => dates.start >= date || !self.work_lies(task, dates.start, date),
            Constraint::FinishNoLaterThan(date) => dates.finish >= date || !self.work_lies(task, dates.finish, date),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoEarlierThan(_)
            | Constraint::FinishNoEarlierThan(_)
            | Constraint::MustStartOn(_)
            | Constraint::MustFinishOn(_) => false,
        };
        !held && end < bound && self.work_lies(task, end, bound)
    }
}
