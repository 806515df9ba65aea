//! Who is whose parent: which tasks are scheduled, which only sum up their descendants.

use crate::network::{Network, TaskIndex};
use crate::outcome::Finding;

/// No task, node or link.
pub(crate) const NONE: u32 = u32::MAX;

/// The outline of a network.
pub(crate) struct Hierarchy {
    /// The parent of each task, or [`NONE`].
    pub(crate) parent: Vec<u32>,
    /// Whether somebody names the task as parent.
    pub(crate) summary: Vec<bool>,
    /// All tasks, parents before their children.
    pub(crate) downwards: Vec<u32>,
    /// What was wrong with it.
    pub(crate) findings: Vec<Finding>,
}

impl Hierarchy {
    /// Reads the parents; a parent that does not exist or lies below the task is left out.
    pub(crate) fn new(network: &Network) -> Self {
        let count = network.tasks.len();
        let mut findings = Vec::new();
        let mut parent: Vec<u32> = Vec::with_capacity(count);
        for (index, task) in (0u32..).zip(&network.tasks) {
            let above = task.parent.map_or(NONE, |above| above.0);
            if above != NONE && above as usize >= count {
                findings.push(Finding::UnknownReference { task: TaskIndex(index) });
                parent.push(NONE);
            } else {
                parent.push(above);
            }
        }
        for task in circular(&parent) {
            findings.push(Finding::OwnAncestor { task: TaskIndex(task) });
            parent[task as usize] = NONE;
        }
        let mut summary = vec![false; count];
        for above in parent.iter().filter(|above| **above != NONE) {
            summary[*above as usize] = true;
        }
        let downwards = downwards(&parent);
        Self { parent, summary, downwards, findings }
    }
}

/// The tasks that are their own ancestors.
fn circular(parent: &[u32]) -> Vec<u32> {
    const OPEN: u32 = NONE - 1;
    let mut seen = vec![NONE; parent.len()];
    let mut found = Vec::new();
    for start in 0..u32::try_from(parent.len()).unwrap_or(NONE) {
        let mut path = Vec::new();
        let mut at = start;
        while at != NONE && seen[at as usize] == NONE {
            seen[at as usize] = OPEN;
            path.push(at);
            at = parent[at as usize];
        }
        if at != NONE && seen[at as usize] == OPEN {
            let from = path.iter().position(|task| *task == at).unwrap_or(0);
            found.extend_from_slice(&path[from..]);
        }
        for task in path {
            seen[task as usize] = 0;
        }
    }
    found.sort_unstable();
    found
}

/// All tasks sorted by their depth, those of one depth in input order.
fn downwards(parent: &[u32]) -> Vec<u32> {
    let mut depth = vec![NONE; parent.len()];
    let mut path = Vec::new();
    for start in 0..u32::try_from(parent.len()).unwrap_or(NONE) {
        let mut at = start;
        while at != NONE && depth[at as usize] == NONE {
            path.push(at);
            at = parent[at as usize];
        }
        let mut level = if at == NONE { 0 } else { depth[at as usize] + 1 };
        while let Some(task) = path.pop() {
            depth[task as usize] = level;
            level += 1;
        }
    }
    let mut tasks: Vec<u32> = (0..u32::try_from(parent.len()).unwrap_or(NONE)).collect();
    tasks.sort_by_key(|task| depth[*task as usize]);
    tasks
}
