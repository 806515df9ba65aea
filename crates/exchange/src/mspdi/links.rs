//! Links that can hold: to tasks that are in the file, and without circles.
//!
//! A link into a summary binds everything below it, and a link out of one waits for everything below it. So each task has a begin and an end, a
//! summary's begin comes before those of its children and its end after theirs, and a link goes from an end to a begin. Circles are the strongly
//! connected parts of that graph (Tarjan, "Depth-first search and linear graph algorithms", 1972), found in linear time. Within one, the links
//! that go against the order of the rows are set aside, or those that go with it if they are fewer; what remains has no circle.

use super::fault::{Item, ItemKind, Problem, ProblemCode};
use super::plan::Plan;
use super::task::Link;
use std::collections::{BTreeMap, HashMap};

/// How many tasks of a circle a sentence names.
const NAMED: usize = 10;

/// Sets aside every link that cannot hold.
pub(super) fn settle(plan: &mut Plan) {
    let places: HashMap<i64, usize> = plan.tasks.iter().enumerate().map(|(index, task)| (task.uid, index)).collect();
    dangling(plan, &places);
    circles(plan, &places);
}

/// Moves the links that `refused` gives a reason for, and records it. The reason is asked for with the place of the task.
fn refuse(plan: &mut Plan, mut refused: impl FnMut(usize, i64, &Link) -> Option<(ProblemCode, String)>) {
    for (index, task) in plan.tasks.iter_mut().enumerate() {
        let item = Item { kind: ItemKind::Task, uid: Some(task.uid) };
        for link in std::mem::take(&mut task.predecessors) {
            match refused(index, task.uid, &link) {
                None => task.predecessors.push(link),
                Some((code, sentence)) => {
                    plan.problems.push(Problem { code, sentence, at: link.at, item });
                    task.refused_links.push(link);
                }
            }
        }
    }
}

fn dangling(plan: &mut Plan, places: &HashMap<i64, usize>) {
    refuse(plan, |_, uid, link| {
        let predecessor = link.predecessor;
        if predecessor == uid {
            return Some((ProblemCode::LinkLoop, format!("Task {uid} waits for itself. The link was left out.")));
        }
        if places.contains_key(&predecessor) {
            return None;
        }
        let sentence = if link.cross_project {
            format!("Task {uid} waits for task {predecessor} of another project, which is not in the file.")
        } else {
            format!("Task {uid} waits for task {predecessor}, which is not in the file.")
        };
        Some((ProblemCode::DanglingLink, sentence))
    });
}

fn begin(index: usize) -> usize {
    index * 2
}

fn end(index: usize) -> usize {
    index * 2 + 1
}

/// How the links inside one circle lie to the order of the rows.
#[derive(Default)]
struct Circle {
    forward: usize,
    backward: usize,
    tasks: Vec<usize>,
}

fn circles(plan: &mut Plan, places: &HashMap<i64, usize>) {
    let parts = parts(&edges(plan, places));
    let part = |node: usize| parts.get(node).copied().unwrap_or_default();
    let last = last_descendants(plan, places);
    let last_of = |index: usize| last.get(index).copied().unwrap_or(index);
    let family = |a: usize, b: usize| (a <= b && b <= last_of(a)) || (b <= a && a <= last_of(b));
    let mut circles: BTreeMap<usize, Circle> = BTreeMap::new();
    for (index, task) in plan.tasks.iter().enumerate() {
        for from in task.predecessors.iter().filter_map(|link| places.get(&link.predecessor).copied()) {
            if part(end(from)) != part(begin(index)) {
                continue;
            }
            let circle = circles.entry(part(begin(index))).or_default();
            if !family(from, index) {
                *(if from < index { &mut circle.forward } else { &mut circle.backward }) += 1;
            }
            circle.tasks.extend([from, index]);
        }
    }
    if circles.is_empty() {
        return;
    }
    for circle in circles.values_mut() {
        circle.tasks.sort_unstable();
        circle.tasks.dedup();
    }
    let uids: Vec<i64> = plan.tasks.iter().map(|task| task.uid).collect();
    refuse(plan, |index, uid, link| {
        let from = places.get(&link.predecessor).copied()?;
        let circle = circles.get(&part(begin(index))).filter(|_| part(end(from)) == part(begin(index)))?;
        let related = family(from, index);
        let against = if circle.forward < circle.backward { from < index } else { from > index };
        if !related && !against {
            return None;
        }
        let mut names: Vec<String> =
            circle.tasks.iter().take(NAMED).filter_map(|task| uids.get(*task)).map(i64::to_string).collect();
        if circle.tasks.len() > NAMED {
            names.push(format!("{} more", circle.tasks.len() - NAMED));
        }
        let end = names.pop().unwrap_or_default();
        let sentence = if related {
            format!(
                "Task {uid} waits for task {}, and one of them is the summary of the other. The link was left out.",
                link.predecessor
            )
        } else {
            format!(
                "Task {uid} waits for task {}, but tasks {} and {end} wait for each other in a circle. The link was left out.",
                link.predecessor,
                names.join(", ")
            )
        };
        Some((ProblemCode::LinkLoop, sentence))
    });
}

/// For each task the place of the last one below it, or its own. Rows below a task follow it without a gap.
fn last_descendants(plan: &Plan, places: &HashMap<i64, usize>) -> Vec<usize> {
    let mut last: Vec<usize> = (0..plan.tasks.len()).collect();
    for (index, task) in plan.tasks.iter().enumerate().rev() {
        let own = last.get(index).copied().unwrap_or(index);
        if let Some(above) = task.parent.and_then(|parent| places.get(&parent)).and_then(|parent| last.get_mut(*parent)) {
            *above = own.max(*above);
        }
    }
    last
}

/// From each begin and end to what comes after it.
fn edges(plan: &Plan, places: &HashMap<i64, usize>) -> Vec<Vec<usize>> {
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); plan.tasks.len() * 2];
    let mut add = |from: usize, to: usize| edges.get_mut(from).into_iter().for_each(|list| list.push(to));
    for (index, task) in plan.tasks.iter().enumerate() {
        add(begin(index), end(index));
        if let Some(parent) = task.parent.and_then(|parent| places.get(&parent).copied()) {
            add(begin(parent), begin(index));
            add(end(index), end(parent));
        }
        for from in task.predecessors.iter().filter_map(|link| places.get(&link.predecessor).copied()) {
            add(end(from), begin(index));
        }
    }
    edges
}

/// The number of the strongly connected part that each node is in.
fn parts(edges: &[Vec<usize>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let mut search = Search {
        number: vec![NONE; edges.len()],
        low: vec![NONE; edges.len()],
        part: vec![NONE; edges.len()],
        stack: Vec::new(),
        parts: 0,
    };
    let mut count = 0;
    for root in 0..edges.len() {
        if search.number[root] != NONE {
            continue;
        }
        let mut walk = vec![(root, 0)];
        while let Some((node, next)) = walk.pop() {
            if next == 0 {
                search.number[node] = count;
                search.low[node] = count;
                search.stack.push(node);
                count += 1;
            } else {
                let child = edges[node][next - 1];
                if search.part[child] == NONE {
                    search.low[node] = search.low[node].min(search.low[child]);
                }
            }
            let Some(child) = edges[node].get(next).copied() else {
                search.close(node);
                continue;
            };
            walk.push((node, next + 1));
            if search.number[child] == NONE {
                walk.push((child, 0));
            }
        }
    }
    search.part
}

struct Search {
    number: Vec<usize>,
    low: Vec<usize>,
    part: Vec<usize>,
    stack: Vec<usize>,
    parts: usize,
}

impl Search {
    /// Ends a node; if nothing before it can be reached from it, the nodes found since are a part.
    fn close(&mut self, node: usize) {
        if self.low[node] != self.number[node] {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.part[member] = self.parts;
            if member == node {
                break;
            }
        }
        self.parts += 1;
    }
}
