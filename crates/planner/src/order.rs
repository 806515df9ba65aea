//! Topological order (Kahn 1962) and the circles that prevent it (Tarjan 1972).

use crate::graph::Tie;

/// How many ways through the network take turns in its order.
const WAYS: usize = 4;

/// How many nodes without a predecessor are followed to their ends before the next ones, so that what hangs together lies
/// together, and small enough for the memory beside the processor.
const WINDOW: usize = 8;

/// For each node the ends of its outgoing ties.
struct Outgoing {
    first: Vec<u32>,
    to: Vec<u32>,
}

impl Outgoing {
    fn new(nodes: usize, ties: &[Tie]) -> Self {
        let mut first = vec![0u32; nodes + 1];
        for tie in ties {
            first[tie.from as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut to = vec![0; ties.len()];
        for tie in ties {
            let slot = &mut next[tie.from as usize];
            to[*slot as usize] = tie.to;
            *slot += 1;
        }
        Self { first, to }
    }

    fn of(&self, node: u32) -> &[u32] {
        &self.to[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

/// The nodes so that every tie leads forwards; when ties form a circle, those nodes that lie before all circles.
pub(crate) fn order(nodes: usize, ties: &[Tie]) -> Result<Vec<u32>, Vec<u32>> {
    let outgoing = Outgoing::new(nodes, ties);
    let mut waiting = vec![0u32; nodes];
    for tie in ties {
        waiting[tie.to as usize] += 1;
    }
    let mut sorted: Vec<u32> = Vec::with_capacity(nodes);
    // The node that was freed last comes next, so that a task stands near its predecessors in memory; but several such
    // ways take turns, so that a processor that works on some nodes at a time need not wait for the one before.
    let roots: Vec<u32> = (0u32..).zip(&waiting).filter(|(_, count)| **count == 0).map(|(node, _)| node).collect();
    for window in roots.chunks(WINDOW) {
        let share = window.len().div_ceil(WAYS).max(1);
        let mut ways: Vec<Vec<u32>> = window.chunks(share).map(|roots| roots.iter().rev().copied().collect()).collect();
        while !ways.is_empty() {
            for ready in &mut ways {
                let Some(node) = ready.pop() else { continue };
                sorted.push(node);
                for to in outgoing.of(node).iter().rev() {
                    let count = &mut waiting[*to as usize];
                    *count -= 1;
                    if *count == 0 {
                        ready.push(*to);
                    }
                }
            }
            ways.retain(|ready| !ready.is_empty());
        }
    }
    if sorted.len() == nodes { Ok(sorted) } else { Err(sorted) }
}

/// A number for each node, the same for two nodes exactly when each can be reached from the other.
pub(crate) fn circles(nodes: usize, ties: &[Tie]) -> Vec<u32> {
    const NEW: u32 = u32::MAX;
    let outgoing = Outgoing::new(nodes, ties);
    let mut search = vec![NEW; nodes];
    let mut low = vec![0u32; nodes];
    let mut circle = vec![NEW; nodes];
    let (mut clock, mut found) = (0, 0);
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, usize)> = Vec::new();
    for root in (0u32..).take(nodes) {
        if search[root as usize] != NEW {
            continue;
        }
        path.push((root, 0));
        while let Some((node, done)) = path.pop() {
            let here = node as usize;
            if done == 0 {
                search[here] = clock;
                low[here] = clock;
                clock += 1;
                open.push(node);
            } else {
                let below = outgoing.of(node)[done - 1] as usize;
                low[here] = low[here].min(low[below]);
            }
            let rest = outgoing.of(node).iter().enumerate().skip(done);
            let mut deeper = None;
            for (index, to) in rest {
                if search[*to as usize] == NEW {
                    deeper = Some((index, *to));
                    break;
                }
                if circle[*to as usize] == NEW {
                    low[here] = low[here].min(search[*to as usize]);
                }
            }
            if let Some((index, to)) = deeper {
                path.push((node, index + 1));
                path.push((to, 0));
                continue;
            }
            if low[here] == search[here] {
                while let Some(member) = open.pop() {
                    circle[member as usize] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    circle
}
