//! Free float: how far each task can slip before the early dates of a successor move.

use crate::graph::{Bond, Role};
use crate::minute::Minute;
use crate::network::{LinkKind, Mode, Progress};
use crate::pass::Pass;
use crate::prepared::SPECIAL;

impl Pass<'_> {
    /// For each node the latest finish that moves no successor; the end of the horizon where there is none.
    pub(crate) fn free_finishes(&self) -> Vec<Minute> {
        let prepared = self.prepared;
        let mut free = vec![Minute::LATEST; self.times.len()];
        let first = &prepared.graph.first;
        for (node, plain) in prepared.nodes.iter().enumerate().rev() {
            let own = &self.times[node];
            let special = plain.kind & SPECIAL != 0;
            let (start, finish) = match prepared.graph.nodes[node].role {
                Role::Leaf if special && matches!(prepared.task(node).progress, Progress::Finished { .. }) => continue,
                Role::Leaf => (own.early_start, own.early_finish),
                Role::Gate => (free[node], Minute::LATEST),
                Role::Sum => (Minute::LATEST, free[node]),
            };
            for index in first[node] as usize..first[node + 1] as usize {
                let from = prepared.from[index];
                if from & SPECIAL == 0 {
                    free[from as usize] = free[from as usize].min(start);
                    continue;
                }
                let tie = &prepared.graph.ties[index];
                let before = tie.from as usize;
                let asked = match tie.bond {
                    Bond::Link(LinkKind::FinishToStart) => self.unbound(tie, start),
                    Bond::Link(LinkKind::FinishToFinish) => self.unbound(tie, finish),
                    Bond::Link(LinkKind::StartToStart) => self.finish_for_start(before, self.unbound(tie, start)),
                    Bond::Link(LinkKind::StartToFinish) => self.finish_for_start(before, self.unbound(tie, finish)),
                    Bond::Inherit => start,
                    Bond::Collect => finish,
                };
                free[before] = free[before].min(asked);
            }
        }
        free
    }

    /// The finish of a task that starts at a minute; no limit for what does not move with its start.
    fn finish_for_start(&self, node: usize, start: Minute) -> Minute {
        let moves = self.prepared.is_leaf(node) && {
            let task = self.prepared.task(node);
            task.mode == Mode::Automatic && task.progress == Progress::NotStarted
        };
        if moves { self.prepared.finish_if_started(node, start) } else { Minute::LATEST }
    }
}
