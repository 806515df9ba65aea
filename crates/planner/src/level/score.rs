//! How good a plan is: the terms of the objective, computed from the dates and holds of a decoder.

use super::decoder::Decoder;
use super::lowering::Kind;
use super::objective::{Score, Term};
use super::problem::{Due, What};
use crate::hierarchy::NONE;
use crate::minute::{DAY, Minute};
use crate::network::{Constraint, Direction, ProjectIndex};

/// What replacing somebody costs, in minutes of a moved start.
pub(super) const REPLACED: i64 = DAY as i64;

/// What a place that nobody fills costs, in minutes.
const EMPTY: i64 = 365 * DAY as i64;

impl Decoder<'_> {
    /// How good the plan is.
    pub(super) fn score(&self) -> Score {
        let spans = self.spans();
        let mut score = Score { broken: self.broken(), terms: [0; 4] };
        let mut seen = [false; 4];
        for (value, term) in score.terms.iter_mut().zip(each_once(&self.problem.objective.terms, &mut seen)) {
            *value = match term {
                Term::Tardiness => self.tardiness(&spans, true),
                Term::Disturbance => self.disturbance(),
                Term::Makespan => self.makespan(&spans),
                Term::Finishes => self.finishes(&spans),
            };
        }
        score
    }

    /// First start and last finish of each project.
    fn spans(&self) -> Vec<(Minute, Minute)> {
        let prepared = self.problem.prepared;
        let mut spans = vec![(Minute::LATEST, Minute::EARLIEST); prepared.network.projects.len()];
        for (node, times) in self.pass.times.iter().enumerate() {
            if self.problem.lowered.kinds[node] != Kind::Outline {
                let span = &mut spans[prepared.nodes[node].project as usize];
                *span = (span.0.min(times.early_start), span.1.max(times.early_finish));
            }
        }
        spans
    }

    fn broken(&self) -> i64 {
        let dated = self.problem.dated.iter().map(|node| self.broken_by(*node as usize).map_or(0, |(late, _, _)| late));
        let empty = i64::try_from(self.empty.len()).unwrap_or(0);
        dated.sum::<i64>() + EMPTY * empty
    }

    /// How many minutes a node stands behind a date that it must keep, the date, and where it stands.
    pub(super) fn broken_by(&self, node: usize) -> Option<(i64, Minute, Minute)> {
        let times = &self.pass.times[node];
        let (date, stands) = match self.problem.prepared.task(node).constraint {
            Constraint::StartNoLaterThan(date) | Constraint::MustStartOn(date) => (date, times.early_start),
            Constraint::FinishNoLaterThan(date) | Constraint::MustFinishOn(date) => (date, times.early_finish),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoEarlierThan(_)
            | Constraint::FinishNoEarlierThan(_) => return None,
        };
        (stands > date && self.problem.prepared.between(node, date, stands) > 0).then(|| (after(stands, date), date, stands))
    }

    fn tardiness(&self, spans: &[(Minute, Minute)], stressed: bool) -> i64 {
        let late = self.finishes_due(spans).map(|(due, finish)| {
            let weight = if stressed { due.weight.saturating_mul(due.stress) } else { due.weight };
            after(finish, due.due).max(0).saturating_mul(weight)
        });
        late.fold(0, i64::saturating_add)
    }

    /// Everything that is due, with its finish.
    fn finishes_due<'d>(&'d self, spans: &'d [(Minute, Minute)]) -> impl Iterator<Item = (&'d Due, Minute)> {
        let dues = &self.problem.dues;
        let any_summary = dues.iter().any(|due| matches!(due.what, What::Summary(_)));
        let sums = if any_summary { self.summary_finishes() } else { Vec::new() };
        dues.iter().map(move |due| {
            let finish = match due.what {
                What::Leaf(node) => self.pass.times[node as usize].early_finish,
                What::Summary(task) => sums[task as usize],
                What::Project(project) => spans.get(project as usize).map_or(Minute::EARLIEST, |span| span.1),
            };
            (due, finish)
        })
    }

    /// What is late, with when it was due and when it is finished.
    pub(super) fn late(&self) -> Vec<(What, Minute, Minute)> {
        let spans = self.spans();
        let late = self.finishes_due(&spans).filter(|(due, finish)| *finish > due.due);
        late.map(|(due, finish)| (due.what, due.due, finish)).collect()
    }

    /// For each project that is scheduled from its finish by how many of its working minutes it overruns it.
    pub(super) fn overruns(&self) -> Vec<i64> {
        let projects = self.problem.prepared.network.projects.iter().zip(self.spans());
        let over = projects.map(|(project, span)| match project.direction {
            Direction::FromFinish(finish) => {
                let calendar = self.problem.prepared.calendars.get(project.calendar);
                i64::from(calendar.position(span.1.max(finish)) - calendar.position(finish))
            }
            Direction::FromStart(_) => 0,
        });
        over.collect()
    }

    /// Tardiness, disturbance and makespan, whatever the objective.
    pub(super) fn values(&self) -> [i64; 3] {
        let spans = self.spans();
        [self.tardiness(&spans, false), self.disturbance(), self.makespan(&spans)]
    }

    fn makespan(&self, spans: &[(Minute, Minute)]) -> i64 {
        let last = spans.iter().map(|span| span.1).max().unwrap_or(self.problem.origin);
        after(last, self.problem.origin).max(0)
    }

    fn summary_finishes(&self) -> Vec<Minute> {
        let prepared = self.problem.prepared;
        let mut finishes = vec![Minute::EARLIEST; prepared.hierarchy.parent.len()];
        for (node, times) in prepared.graph.nodes.iter().zip(&self.pass.times) {
            if !prepared.hierarchy.summary[node.task as usize] {
                finishes[node.task as usize] = times.early_finish;
            }
        }
        for task in prepared.hierarchy.downwards.iter().rev() {
            let above = prepared.hierarchy.parent[*task as usize];
            if above != NONE {
                finishes[above as usize] = finishes[above as usize].max(finishes[*task as usize]);
            }
        }
        finishes
    }

    fn disturbance(&self) -> i64 {
        let moved = self.problem.agreed.iter().map(|node| {
            let node = *node as usize;
            let Some(agreed) = self.problem.agreed_of(node) else { return 0 };
            let moved = after(self.pass.times[node].early_start, agreed.start).abs();
            let holds = self.holds_of(node);
            let gone = agreed.people.iter().filter(|person| !holds.iter().any(|hold| hold.resource == person.0)).count();
            moved + REPLACED * i64::try_from(gone).unwrap_or(0)
        });
        moved.fold(0, i64::saturating_add)
    }

    fn finishes(&self, spans: &[(Minute, Minute)]) -> i64 {
        let projects = (0u32..).zip(spans);
        let weighted = projects.filter(|(_, span)| span.0 <= span.1).map(|(index, span)| {
            let begin = self.problem.pass.starts[index as usize];
            let priority = self.problem.objective.priority(ProjectIndex(index));
            after(span.1, begin).max(0).saturating_mul(i64::from(priority))
        });
        weighted.fold(0, i64::saturating_add)
    }
}

/// Minutes by the clock from one minute to another.
pub(super) fn after(late: Minute, early: Minute) -> i64 {
    i64::from(late.get()) - i64::from(early.get())
}

/// Terms without those that were listed before.
pub(super) fn each_once<'a>(terms: &'a [Term], seen: &'a mut [bool; 4]) -> impl Iterator<Item = Term> + 'a {
    terms.iter().copied().filter(move |term| !std::mem::replace(&mut seen[*term as usize], true))
}
