//! The network as a graph, in an order in which every predecessor comes before its successors.
//!
//! A leaf task is one node. A summary with links gets up to two more: its *gate*, which hands the bounds of
//! the links into it to all its descendants, and its *sum*, which collects the dates of its descendants for
//! the links out of it. So a link into or out of a summary costs one edge, however many tasks are below.

use crate::calendar::{CalendarId, Calendars};
use crate::hierarchy::{Hierarchy, NONE};
use crate::network::{Constraint, Lag, Length, Link, LinkKind, Network, TaskIndex};
use crate::order::{circles, order};
use crate::outcome::Finding;

/// What a node stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// A task without children.
    Leaf,
    /// Bounds of the links into a summary.
    Gate,
    /// Dates of the descendants of a summary.
    Sum,
}

/// How one node binds another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bond {
    /// A link of the network.
    Link(LinkKind),
    /// From the gate of a summary to its children and their gates.
    Inherit,
    /// From the children of a summary and their sums to its sum.
    Collect,
}

/// An edge between two nodes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tie {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) bond: Bond,
    /// Per cent are already minutes, unless the predecessor is a summary.
    pub(crate) lag: Lag,
    /// Position of the link in the network, or [`NONE`].
    pub(crate) link: u32,
}

/// A node before and after sorting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) task: u32,
}

/// Nodes in topological order and their incoming ties, grouped by the node that they lead to.
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// For each node its first tie in `ties`; one more at the end.
    pub(crate) first: Vec<u32>,
    pub(crate) ties: Vec<Tie>,
    /// The leaf or sum node of each task, or [`NONE`].
    pub(crate) leaf_or_sum: Vec<u32>,
}

/// The calendar that a task runs on: its own, else its project's.
pub(crate) fn calendar_of(network: &Network, calendars: &Calendars, task: u32) -> CalendarId {
    let task = &network.tasks[task as usize];
    let project = network.projects.get(task.project.0 as usize).map(|project| project.calendar);
    task.calendar
        .filter(|calendar| calendars.contains(*calendar))
        .or(project)
        .filter(|calendar| calendars.contains(*calendar))
        .unwrap_or(CalendarId::AROUND_THE_CLOCK)
}

/// Minutes of a percentage of a duration, rounded to the nearest minute.
pub(crate) fn percentage(minutes: i64, percent: i64) -> i64 {
    let hundredfold = i128::from(minutes) * i128::from(percent);
    let half = if hundredfold < 0 { -50 } else { 50 };
    i64::try_from((hundredfold + half) / 100).unwrap_or(if hundredfold < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
}

/// A lag in minutes after a task that takes so long.
pub(crate) fn resolved(lag: Lag, duration: Length) -> Lag {
    match (lag, duration) {
        (Lag::Working(_) | Lag::Elapsed(_), _) => lag,
        (Lag::Percent(percent), Length::Working(minutes)) => Lag::Working(percentage(minutes, percent)),
        (Lag::Percent(percent), Length::Elapsed(minutes))
        | (Lag::ElapsedPercent(percent), Length::Working(minutes) | Length::Elapsed(minutes)) => {
            Lag::Elapsed(percentage(minutes, percent))
        }
    }
}

/// The nodes of a network before they are sorted.
struct Sketch<'a> {
    network: &'a Network,
    hierarchy: &'a Hierarchy,
    nodes: Vec<Node>,
    ties: Vec<Tie>,
    leaf: Vec<u32>,
    gate: Vec<u32>,
    sum: Vec<u32>,
}

impl Graph {
    /// Builds the graph; links that close a circle are left out and found.
    pub(crate) fn new(network: &Network, hierarchy: &Hierarchy, findings: &mut Vec<Finding>) -> Self {
        let mut sketch = Sketch {
            network,
            hierarchy,
            nodes: Vec::with_capacity(network.tasks.len()),
            ties: Vec::with_capacity(network.links.len()),
            leaf: vec![NONE; network.tasks.len()],
            gate: vec![NONE; network.tasks.len()],
            sum: vec![NONE; network.tasks.len()],
        };
        let links = sketch.usable_links(findings);
        sketch.add_nodes(&links);
        sketch.add_links(&links);
        sketch.add_outline();
        sketch.sorted(findings)
    }
}

impl Sketch<'_> {
    /// Whether a task takes part: active and of a project that exists.
    fn takes_part(&self, task: u32) -> bool {
        let task = &self.network.tasks[task as usize];
        task.active && (task.project.0 as usize) < self.network.projects.len()
    }

    /// The links between two different tasks that take part.
    fn usable_links(&self, findings: &mut Vec<Finding>) -> Vec<(u32, Link)> {
        let count = self.network.tasks.len();
        let mut links = Vec::with_capacity(self.network.links.len());
        for (index, link) in (0u32..).zip(&self.network.links) {
            if link.from.0 as usize >= count || link.to.0 as usize >= count {
                findings.push(Finding::UnknownLink { link: index });
            } else if link.from == link.to {
                findings.push(Finding::Cycle { members: vec![link.from] });
            } else if self.takes_part(link.from.0) && self.takes_part(link.to.0) {
                links.push((index, *link));
            }
        }
        links
    }

    /// Adds leaves, and gates and sums where a link or a constraint of a summary or of one above needs them.
    fn add_nodes(&mut self, links: &[(u32, Link)]) {
        let count = self.network.tasks.len();
        let (mut gated, mut summed) = (vec![false; count], vec![false; count]);
        for (_, link) in links {
            summed[link.from.0 as usize] = true;
            gated[link.to.0 as usize] = true;
        }
        for task in &self.hierarchy.downwards {
            let index = *task as usize;
            if !self.takes_part(*task) {
                continue;
            }
            if !self.hierarchy.summary[index] {
                self.leaf[index] = self.add(Role::Leaf, *task);
                continue;
            }
            let above = self.hierarchy.parent[index];
            let constraint = self.network.tasks[index].constraint;
            let starts = matches!(constraint, Constraint::StartNoEarlierThan(_));
            let finishes = matches!(constraint, Constraint::FinishNoLaterThan(_));
            if gated[index] || starts || (above != NONE && self.gate[above as usize] != NONE) {
                self.gate[index] = self.add(Role::Gate, *task);
            }
            if summed[index] || finishes || (above != NONE && self.sum[above as usize] != NONE) {
                self.sum[index] = self.add(Role::Sum, *task);
            }
        }
    }

    fn add(&mut self, role: Role, task: u32) -> u32 {
        self.nodes.push(Node { role, task });
        u32::try_from(self.nodes.len() - 1).unwrap_or(NONE)
    }

    fn add_links(&mut self, links: &[(u32, Link)]) {
        for (index, link) in links {
            let (from, to) = (link.from.0 as usize, link.to.0 as usize);
            let from = if self.hierarchy.summary[from] { self.sum[from] } else { self.leaf[from] };
            let to = if self.hierarchy.summary[to] { self.gate[to] } else { self.leaf[to] };
            let lag = self.resolved(link);
            self.ties.push(Tie { from, to, bond: Bond::Link(link.kind), lag, link: *index });
        }
    }

    /// The lag in minutes; a percentage of a summary stays one, because its duration follows from its descendants.
    fn resolved(&self, link: &Link) -> Lag {
        let from = link.from.0 as usize;
        if self.hierarchy.summary[from] {
            return link.lag;
        }
        resolved(link.lag, self.network.tasks[from].span.planned())
    }

    /// Ties gates to what is below them and what is below to the sums.
    fn add_outline(&mut self) {
        for task in 0..self.network.tasks.len() {
            let above = self.hierarchy.parent[task];
            if above == NONE {
                continue;
            }
            let (gate, sum) = (self.gate[above as usize], self.sum[above as usize]);
            let structural = |from, to, bond| Tie { from, to, bond, lag: Lag::NONE, link: NONE };
            for below in [self.leaf[task], self.gate[task]] {
                if gate != NONE && below != NONE {
                    self.ties.push(structural(gate, below, Bond::Inherit));
                }
            }
            for below in [self.leaf[task], self.sum[task]] {
                if sum != NONE && below != NONE {
                    self.ties.push(structural(below, sum, Bond::Collect));
                }
            }
        }
    }

    /// Sorts the nodes; when they cannot be sorted, without the links inside each circle.
    fn sorted(mut self, findings: &mut Vec<Finding>) -> Graph {
        let sorted = match order(self.nodes.len(), &self.ties) {
            Ok(sorted) => sorted,
            Err(_) => {
                let circle = circles(self.nodes.len(), &self.ties);
                self.report(&circle, findings);
                self.ties.retain(|tie| tie.link == NONE || circle[tie.from as usize] != circle[tie.to as usize]);
                order(self.nodes.len(), &self.ties).unwrap_or_else(|partial| partial)
            }
        };
        let mut position = vec![NONE; self.nodes.len()];
        for (at, node) in (0u32..).zip(&sorted) {
            position[*node as usize] = at;
        }
        let mut first = vec![0u32; self.nodes.len() + 1];
        for tie in &mut self.ties {
            (tie.from, tie.to) = (position[tie.from as usize], position[tie.to as usize]);
            first[tie.to as usize + 1] += 1;
        }
        for node in 0..self.nodes.len() {
            first[node + 1] += first[node];
        }
        self.ties.sort_by_key(|tie| (tie.to, tie.from, tie.link));
        let nodes = sorted.iter().map(|node| self.nodes[*node as usize]).collect();
        let leaf_or_sum = (self.leaf.iter().zip(&self.sum))
            .map(|(leaf, sum)| position.get(*leaf.min(sum) as usize).copied().unwrap_or(NONE))
            .collect();
        Graph { nodes, first, ties: self.ties, leaf_or_sum }
    }

    /// Finds the circles that hold a link.
    fn report(&self, circle: &[u32], findings: &mut Vec<Finding>) {
        let mut members: Vec<(u32, TaskIndex)> = Vec::new();
        for tie in &self.ties {
            let within = circle[tie.from as usize];
            if within == circle[tie.to as usize] && tie.from != tie.to {
                members.push((within, TaskIndex(self.nodes[tie.from as usize].task)));
                members.push((within, TaskIndex(self.nodes[tie.to as usize].task)));
            }
        }
        members.sort_unstable();
        members.dedup();
        for group in members.chunk_by(|one, other| one.0 == other.0) {
            findings.push(Finding::Cycle { members: group.iter().map(|(_, task)| *task).collect() });
        }
    }
}
