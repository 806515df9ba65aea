//! What stands in the way: dates that contradict links, constraints, deadlines or the horizon.

use crate::graph::{Bond, Role, Tie};
use crate::minute::Minute;
use crate::network::{Constraint, Direction, Link, LinkKind, Mode, Progress, ProjectIndex, TaskIndex};
use crate::outcome::{Finding, Placement, ProjectSpan};
use crate::pass::Pass;
use crate::prepared::SPECIAL;

/// A finished pass and what follows from it.
pub(crate) struct Conflicts<'a> {
    pub(crate) pass: &'a Pass<'a>,
    pub(crate) placements: &'a [Option<Placement>],
    pub(crate) projects: &'a [Option<ProjectSpan>],
}

impl Conflicts<'_> {
    /// Adds all findings about dates.
    pub(crate) fn find(&self, findings: &mut Vec<Finding>) {
        let prepared = self.pass.prepared;
        for node in 0..self.pass.times.len() {
            if prepared.graph.nodes[node].role != Role::Leaf {
                continue;
            }
            self.horizon(node, findings);
            if prepared.nodes[node].kind & SPECIAL != 0 {
                self.promises(node, findings);
                self.against_links(node, findings);
            }
        }
        self.deadlines(findings);
        self.wanted_finishes(findings);
    }

    fn horizon(&self, node: usize, findings: &mut Vec<Finding>) {
        let times = &self.pass.times[node];
        let ends = [times.early_start, times.early_finish, times.late_start, times.late_finish];
        if ends.iter().any(|end| *end == Minute::LATEST || *end == Minute::EARLIEST) {
            findings.push(Finding::OutOfHorizon { task: self.task(node) });
        }
    }

    fn task(&self, node: usize) -> TaskIndex {
        TaskIndex(self.pass.prepared.graph.nodes[node].task)
    }

    /// Constraints that links overrun: the task was pulled back, or stands later because links win.
    fn promises(&self, node: usize, findings: &mut Vec<Finding>) {
        let prepared = self.pass.prepared;
        let task = prepared.task(node);
        if task.mode != Mode::Automatic || task.progress != Progress::NotStarted || task.pinned.is_some() {
            return;
        }
        let (date, at_start) = match task.constraint {
            Constraint::StartNoLaterThan(date) | Constraint::MustStartOn(date) => (date, true),
            Constraint::FinishNoLaterThan(date) | Constraint::MustFinishOn(date) => (date, false),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoEarlierThan(_)
            | Constraint::FinishNoEarlierThan(_) => return,
        };
        let (start, finish) = self.pass.bounds(node);
        if start.max(finish) == Minute::EARLIEST {
            return;
        }
        let earliest = prepared.run(node, start);
        let links = if at_start { earliest.start } else { earliest.finish.max(finish) };
        if prepared.between(node, date, links) > 0 {
            findings.push(Finding::ImpossibleConstraint { task: self.task(node), date, links });
        }
    }

    /// Links to a task whose dates stand whatever they say.
    fn against_links(&self, node: usize, findings: &mut Vec<Finding>) {
        let prepared = self.pass.prepared;
        let (task, index) = (prepared.task(node), self.task(node));
        let typed = task.mode != Mode::Automatic && task.mode != (Mode::Manual { start: None, finish: None });
        let started = task.progress != Progress::NotStarted;
        if !typed && !started && task.pinned.is_none() {
            return;
        }
        for link in self.broken(node) {
            findings.push(if typed {
                Finding::ManualConflict { task: index, link }
            } else if started {
                Finding::StartedBeforePredecessor { task: index, link }
            } else {
                Finding::PinnedConflict { task: index, link }
            });
        }
    }

    /// The links to a node, and to the summaries above it, that its dates contradict.
    fn broken(&self, node: usize) -> Vec<Link> {
        let prepared = self.pass.prepared;
        let times = &self.pass.times[node];
        let mut broken = Vec::new();
        let mut at = node;
        loop {
            let mut gate = None;
            let first = &prepared.graph.first;
            for tie in &prepared.graph.ties[first[at] as usize..first[at + 1] as usize] {
                let end = match tie.bond {
                    Bond::Link(LinkKind::FinishToStart | LinkKind::StartToStart) => times.early_start,
                    Bond::Link(LinkKind::FinishToFinish | LinkKind::StartToFinish) => times.early_finish,
                    Bond::Inherit => {
                        gate = Some(tie.from as usize);
                        continue;
                    }
                    Bond::Collect => continue,
                };
                broken.extend(self.contradicted(node, tie, end));
            }
            match gate {
                Some(above) => at = above,
                None => return broken,
            }
        }
    }

    fn contradicted(&self, node: usize, tie: &Tie, end: Minute) -> Option<Link> {
        let prepared = self.pass.prepared;
        let bound = self.pass.bound(tie);
        let link = prepared.network.links.get(tie.link as usize)?;
        (bound > end && prepared.between(node, end, bound) > 0).then_some(*link)
    }

    fn deadlines(&self, findings: &mut Vec<Finding>) {
        for (index, task) in (0u32..).zip(&self.pass.prepared.network.tasks) {
            let placement = self.placements[index as usize];
            let (Some(deadline), Some(placement)) = (task.deadline, placement) else { continue };
            if placement.finish > deadline {
                let finish = placement.finish;
                findings.push(Finding::DeadlineMissed { task: TaskIndex(index), deadline, finish });
            }
        }
    }

    fn wanted_finishes(&self, findings: &mut Vec<Finding>) {
        for (index, project) in (0u32..).zip(&self.pass.prepared.network.projects) {
            let (Direction::FromFinish(wanted), Some(span)) = (project.direction, self.projects[index as usize]) else {
                continue;
            };
            if span.finish > wanted {
                findings.push(Finding::FinishMissed { project: ProjectIndex(index), wanted, finish: span.finish });
            }
        }
    }
}
