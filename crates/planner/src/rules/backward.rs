//! Late dates of special nodes, and what they ask of their predecessors.

use super::Frozen;
use crate::graph::{Bond, Role, Tie};
use crate::minute::Minute;
use crate::network::{Constraint, Direction, LinkKind, Mode, Progress};
use crate::pass::Pass;
use crate::prepared::{SPECIAL, within_signed};

impl Pass<'_> {
    /// Late dates of a special node, and what it asks of its predecessors.
    pub(crate) fn backward_special(&mut self, node: usize) {
        match self.prepared.graph.nodes[node].role {
            Role::Gate => {
                let gate = self.times[node];
                self.push_all(node, (gate.late_start, gate.late_finish));
            }
            Role::Sum => self.backward_sum(node),
            Role::Leaf => self.backward_leaf(node),
        }
    }

    fn push_all(&mut self, node: usize, late: (Minute, Minute)) {
        let prepared = self.prepared;
        let first = &prepared.graph.first;
        for tie in &prepared.graph.ties[first[node] as usize..first[node + 1] as usize] {
            self.push(tie, late);
        }
    }

    /// Hands the late start and finish of a node to one predecessor.
    pub(crate) fn push(&mut self, tie: &Tie, (start, finish): (Minute, Minute)) {
        match tie.bond {
            Bond::Link(LinkKind::FinishToStart) => self.limit_finish(tie, start),
            Bond::Link(LinkKind::FinishToFinish) => self.limit_finish(tie, finish),
            Bond::Link(LinkKind::StartToStart) => self.limit_start(tie, start),
            Bond::Link(LinkKind::StartToFinish) => self.limit_start(tie, finish),
            Bond::Inherit => {
                let gate = &mut self.times[tie.from as usize];
                gate.late_start = gate.late_start.min(start);
                gate.late_finish = gate.late_finish.min(finish);
            }
            Bond::Collect => {}
        }
    }

    fn limit_finish(&mut self, tie: &Tie, end: Minute) {
        let finish = self.unbound(tie, end);
        let before = &mut self.times[tie.from as usize];
        before.late_finish = before.late_finish.min(finish);
    }

    /// A link from the start of a task that started, or of a manual one, does not limit its finish.
    fn limit_start(&mut self, tie: &Tie, end: Minute) {
        let prepared = self.prepared;
        let from = tie.from as usize;
        let start = self.unbound(tie, end);
        if !prepared.is_leaf(from) {
            self.times[from].late_start = self.times[from].late_start.min(start);
            return;
        }
        let task = prepared.task(from);
        if task.mode != Mode::Automatic || task.progress != Progress::NotStarted {
            return;
        }
        let finish = prepared.finish_if_started(from, start);
        let before = &mut self.times[from];
        before.late_finish = before.late_finish.min(finish);
    }

    /// A sum hands its limits to what it sums up: on the finish to all, on the start to those that start first.
    fn backward_sum(&mut self, node: usize) {
        let prepared = self.prepared;
        let mut own = self.times[node];
        if let Constraint::FinishNoLaterThan(date) = prepared.task(node).constraint {
            own.late_finish = own.late_finish.min(date);
        }
        let first = &prepared.graph.first;
        for tie in &prepared.graph.ties[first[node] as usize..first[node + 1] as usize] {
            let below = tie.from as usize;
            let starts_first = self.times[below].early_start <= own.early_start && own.late_start != Minute::LATEST;
            if starts_first && prepared.is_leaf(below) {
                let finish = prepared.finish_if_started(below, own.late_start);
                self.times[below].late_finish = self.times[below].late_finish.min(finish);
            } else if starts_first {
                self.times[below].late_start = self.times[below].late_start.min(own.late_start);
            }
            let times = &mut self.times[below];
            times.late_finish = times.late_finish.min(own.late_finish);
        }
    }

    fn backward_leaf(&mut self, node: usize) {
        let prepared = self.prepared;
        let task = prepared.task(node);
        let own = self.times[node];
        if let Progress::Finished { .. } = task.progress {
            let times = &mut self.times[node];
            (times.late_start, times.late_finish, times.float) = (own.early_start, own.early_finish, 0);
            return;
        }
        if let Some(Frozen { stands: (start, finish), .. }) = self.frozen_at(node) {
            let times = &mut self.times[node];
            (times.late_start, times.late_finish, times.float) = (start, finish, 0);
            self.push_all(node, (start, finish));
            return;
        }
        let mut finish = self.late_finish(node, own.late_finish);
        let mut start = prepared.latest_start(node, finish, |stretch| match task.progress {
            Progress::NotStarted => stretch.minutes,
            Progress::Started { .. } | Progress::Finished { .. } => stretch.remaining,
        });
        let at_finish = prepared.between(node, own.early_finish, finish);
        let at_start = prepared.between(node, own.early_start, start);
        let started = task.progress != Progress::NotStarted;
        let mut float = at_start.min(at_finish);
        float -= self.pulled.get((prepared.nodes[node].kind & !SPECIAL) as usize).copied().map_or(0, i64::from);
        if at_finish == 0 {
            finish = own.early_finish;
        }
        if at_start == 0 && !started {
            start = own.early_start;
        }
        let times = &mut self.times[node];
        times.float = within_signed(float);
        (times.late_start, times.late_finish) = (if started { own.early_start } else { start }, finish);
        self.push_all(node, (start, finish));
    }

    /// The latest finish of a task: what successors and the end of its project allow, and what is promised.
    fn late_finish(&self, node: usize, limit: Minute) -> Minute {
        let prepared = self.prepared;
        let task = prepared.task(node);
        let limit = limit.min(self.ends[prepared.nodes[node].project as usize]);
        let mut finish = match task.constraint {
            Constraint::MustStartOn(date) => prepared.run(node, date).finish,
            Constraint::MustFinishOn(date) => date,
            Constraint::StartNoLaterThan(date) => limit.min(prepared.run(node, date).finish),
            Constraint::FinishNoLaterThan(date) => limit.min(date),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoEarlierThan(_)
            | Constraint::FinishNoEarlierThan(_) => limit,
        };
        if let Some(deadline) = task.deadline {
            finish = finish.min(deadline);
        }
        prepared.end_of_work(node, finish)
    }

    /// Lets tasks use up their float that ask for it: as late as possible in a project that is scheduled from its start,
    /// as soon as possible in one that is scheduled from its finish. Whether there was one.
    pub(crate) fn freeze(&mut self) -> bool {
        let prepared = self.prepared;
        let mut any = false;
        for node in prepared.special_nodes.iter().map(|node| *node as usize) {
            let times = &self.times[node];
            if !prepared.moves(node) {
                continue;
            }
            let early = (times.early_start, times.early_finish);
            let late = (times.late_start, times.late_finish);
            let (stands, otherwise) = match (prepared.project_of(node).direction, prepared.task(node).constraint) {
                (Direction::FromStart(_), Constraint::AsLateAsPossible) if times.float > 0 => (late, early),
                (Direction::FromFinish(_), Constraint::AsSoonAsPossible) if times.float > 0 => (early, late),
                (Direction::FromStart(_) | Direction::FromFinish(_), _) => continue,
            };
            if let Some(frozen) = self.frozen.get_mut((prepared.nodes[node].kind & !SPECIAL) as usize) {
                *frozen = Some(Frozen { stands, otherwise });
                any = true;
            }
        }
        any
    }
}
