//! From passes to a schedule: free float, summaries, and the order of the input.

use crate::calendar::Calendars;
use crate::conflicts::Conflicts;
use crate::graph::calendar_of;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Direction, Mode, Network, Progress};
use crate::outcome::{Finding, Placement, ProjectSpan, Schedule};
use crate::pass::Pass;

/// The dates of every task by the critical path method.
///
/// It never fails: what stands in the way is a finding, and the rest is scheduled. The answer depends on
/// neither the order of tasks and links nor anything but its arguments.
#[must_use]
pub fn schedule(network: &Network, calendars: &Calendars) -> Schedule {
    network.prepare(calendars).pass().finish()
}

impl Pass<'_> {
    /// The schedule, in the order of the network.
    #[must_use]
    pub fn finish(&self) -> Schedule {
        let network = self.prepared.network;
        let free = self.free_finishes();
        let mut tasks: Vec<Option<Placement>> = vec![None; network.tasks.len()];
        for node in 0..self.times.len() {
            if self.prepared.is_leaf(node) {
                tasks[self.prepared.graph.nodes[node].task as usize] = Some(self.placement(node, free[node]));
            }
        }
        let mut projects: Vec<Option<ProjectSpan>> = vec![None; network.projects.len()];
        for (task, placement) in network.tasks.iter().zip(&tasks) {
            let (Some(placement), Some(span)) = (placement, projects.get_mut(task.project.0 as usize)) else { continue };
            let so_far = span.unwrap_or(ProjectSpan { start: placement.start, finish: placement.finish });
            *span = Some(ProjectSpan { start: so_far.start.min(placement.start), finish: so_far.finish.max(placement.finish) });
        }
        self.sum_up(&mut tasks, &free);
        let mut findings = self.prepared.findings.clone();
        Conflicts { pass: self, placements: &tasks, projects: &projects }.find(&mut findings);
        findings.sort_by_cached_key(|finding| (finding.subject(), finding.clone()));
        findings.dedup();
        Schedule { tasks, projects, findings }
    }

    fn placement(&self, node: usize, free: Minute) -> Placement {
        let prepared = self.prepared;
        let times = &self.times[node];
        let (task, project) = (prepared.task(node), &prepared.network.projects[prepared.nodes[node].project as usize]);
        let total = i64::from(times.float);
        let backwards = matches!(project.direction, Direction::FromFinish(_));
        let (start, finish) = if backwards && prepared.moves(node) && total > 0 {
            (times.late_start, times.late_finish)
        } else {
            (times.early_start, times.early_finish)
        };
        let (mut early, mut late) = ((times.early_start, times.early_finish), (times.late_start, times.late_finish));
        if let Some(frozen) = self.frozen_at(node) {
            *(if backwards { &mut late } else { &mut early }) = frozen.otherwise;
        }
        let finished = matches!(task.progress, Progress::Finished { .. });
        Placement {
            start,
            finish,
            early_start: early.0,
            early_finish: early.1,
            late_start: late.0,
            late_finish: late.1,
            total_float: total,
            free_float: if finished { 0 } else { self.free_float(node, total, free) },
            critical: !finished && total <= project.critical_limit,
        }
    }

    fn free_float(&self, node: usize, total: i64, free: Minute) -> i64 {
        let times = &self.times[node];
        if free == Minute::LATEST || total <= 0 {
            return total.max(0);
        }
        self.prepared.between(node, times.early_finish, free).clamp(0, total)
    }

    /// Summaries span their descendants; manual ones keep their typed dates.
    fn sum_up(&self, tasks: &mut [Option<Placement>], free: &[Minute]) {
        let prepared = self.prepared;
        let hierarchy = &prepared.hierarchy;
        for index in hierarchy.downwards.iter().rev() {
            let task = *index as usize;
            if hierarchy.summary[task] && prepared.network.tasks[task].active {
                self.close(*index, tasks, free);
            }
            let above = hierarchy.parent[task];
            let Some(own) = tasks[task] else { continue };
            if above == NONE || !prepared.network.tasks[above as usize].active {
                continue;
            }
            let sum = tasks[above as usize].get_or_insert(own);
            sum.start = sum.start.min(own.start);
            sum.finish = sum.finish.max(own.finish);
            sum.early_start = sum.early_start.min(own.early_start);
            sum.early_finish = sum.early_finish.max(own.early_finish);
            sum.late_start = sum.late_start.min(own.late_start);
            sum.late_finish = sum.late_finish.max(own.late_finish);
            sum.critical |= own.critical;
        }
    }

    /// The floats of a summary whose descendants are all known.
    fn close(&self, index: u32, tasks: &mut [Option<Placement>], free: &[Minute]) {
        let prepared = self.prepared;
        let Some(sum) = &mut tasks[index as usize] else { return };
        let calendar = calendar_of(prepared.network, &prepared.calendars, index);
        let between = |from, to| prepared.calendars.working_between(calendar, from, to);
        let total = between(sum.early_start, sum.late_start).min(between(sum.early_finish, sum.late_finish));
        sum.total_float = total;
        let node = prepared.graph.leaf_or_sum[index as usize];
        let next = free.get(node as usize).copied().unwrap_or(Minute::LATEST);
        let free = if next == Minute::LATEST { total } else { between(sum.early_finish, next).min(total) };
        sum.free_float = free.max(0);
        if let Mode::Manual { start, finish } = prepared.network.tasks[index as usize].mode {
            sum.start = start.unwrap_or(sum.start);
            sum.finish = finish.unwrap_or(sum.finish).max(sum.start);
            (sum.early_start, sum.early_finish) = (sum.start, sum.finish);
        }
    }
}

impl Finding {
    /// The first task that a finding names; findings about links and projects come last.
    pub(crate) fn subject(&self) -> u32 {
        match self {
            Self::Cycle { members } => members.first().map_or(NONE, |task| task.0),
            Self::OwnAncestor { task }
            | Self::UnknownReference { task }
            | Self::ImpossibleConstraint { task, .. }
            | Self::DeadlineMissed { task, .. }
            | Self::ManualConflict { task, .. }
            | Self::PinnedConflict { task, .. }
            | Self::StartedBeforePredecessor { task, .. }
            | Self::EmptyCalendar { task }
            | Self::OutOfHorizon { task } => task.0,
            Self::UnknownLink { .. } | Self::FinishMissed { .. } => NONE,
        }
    }
}
