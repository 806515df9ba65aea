//! Why tasks wait: for whom, for what, until when, and who else was thought of. As facts, not as prose.
//!
//! "T-31 waits for T-12; T-12 waits for H-9; H-9 is away to 12 May; nobody else has welding at 3" is a chain of three
//! [`Step`]s and a [`Demand`](super::Demand) for which nobody else qualifies.
//!
//! The reasons are a graph of direct causes, each told once. A chain is a walk through it; whoever tells the chains of many
//! tasks takes only the first steps of each ([`Explained::first_steps`]), because together they are as long as the square of
//! the longest.

use super::lowering::{Kind, Lowered};
use super::objective::Objective;
use super::outcome::{Levelled, Work};
use super::problem::Problem;
use super::resources::{DemandIndex, ResourceIndex, Resources};
use crate::calendar::Calendars;
use crate::graph::{Bond, Tie};
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Link, LinkKind, Network, TaskIndex};
use crate::pass::Pass;
use crate::prepared::SPECIAL;

/// Most alternatives that are named for a demand.
const NAMED: usize = 8;

/// How many stretches of somebody's work are looked at to find what stands in the way.
const LOOKED_AT: usize = 64;

/// Why tasks of a levelled plan start when they do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Explained {
    /// One for each task that starts later than it would if everybody were always free, sorted by task.
    pub reasons: Vec<Reason>,
    /// For each reason how many steps its chain has.
    lengths: Vec<u32>,
}

/// Why a task starts later than it would if everybody were always free.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// The task.
    pub task: TaskIndex,
    /// Where it would start if everybody were always free.
    pub early: Minute,
    /// Where links and constraints let it start, with the dates that its predecessors have.
    pub allowed: Minute,
    /// Where it starts.
    pub start: Minute,
    /// What it waits for, the last one to end first.
    pub waits: Vec<Wait>,
    /// For each demand that it waits for, who else was thought of.
    pub considered: Vec<Considered>,
}

/// Something that a task waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Wait {
    /// A predecessor, which waits itself.
    Link {
        /// The link that binds.
        link: Link,
        /// From when on it lets the task begin.
        until: Minute,
    },
    /// Somebody who works on another task.
    Busy {
        /// The demand.
        demand: DemandIndex,
        /// Who.
        resource: ResourceIndex,
        /// On what.
        with: TaskIndex,
        /// Until when.
        until: Minute,
    },
    /// Somebody whose calendar has no working time.
    Away {
        /// The demand.
        demand: DemandIndex,
        /// Who.
        resource: ResourceIndex,
        /// When they are back.
        until: Minute,
    },
    /// The start that was agreed; it could be earlier.
    Agreed {
        /// That start.
        until: Minute,
    },
    /// The day from which on work can be moved.
    NotBefore {
        /// That day.
        until: Minute,
    },
}

impl Wait {
    /// When it ends.
    #[must_use]
    pub const fn until(&self) -> Minute {
        match self {
            Self::Link { until, .. }
            | Self::Busy { until, .. }
            | Self::Away { until, .. }
            | Self::Agreed { until }
            | Self::NotBefore { until } => *until,
        }
    }

    /// The task that is waited for.
    #[must_use]
    pub const fn task(&self) -> Option<TaskIndex> {
        match self {
            Self::Link { link, .. } => Some(link.from),
            Self::Busy { with, .. } => Some(*with),
            Self::Away { .. } | Self::Agreed { .. } | Self::NotBefore { .. } => None,
        }
    }
}

/// Who else could have met a demand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Considered {
    /// The demand.
    pub demand: DemandIndex,
    /// How many resources qualify, those who do it included.
    pub qualified: u32,
    /// Some of the others, in the order in which they would be taken.
    pub alternatives: Vec<Alternative>,
}

/// Somebody who qualifies and does not do it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alternative {
    /// Who.
    pub resource: ResourceIndex,
    /// Why not.
    pub obstacle: Obstacle,
}

/// Why somebody who qualifies does not do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// They work on another task.
    Busy {
        /// On what.
        with: TaskIndex,
        /// Until when.
        until: Minute,
    },
    /// Their calendar has no working time.
    Away {
        /// When they are back.
        until: Minute,
    },
    /// They are free, but were not preferred: they end later, were not agreed, or others come first between equals.
    NotPreferred,
}

/// A link of a chain: a task and what it waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The task that waits.
    pub task: TaskIndex,
    /// For what.
    pub wait: Wait,
}

/// The first steps of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chain {
    /// What is told of it.
    pub steps: Vec<Step>,
    /// How many more steps there are.
    pub more: u32,
}

impl Explained {
    fn new(reasons: Vec<Reason>) -> Self {
        let mut explained = Self { lengths: vec![0; reasons.len()], reasons };
        for from in 0..explained.reasons.len() {
            explained.measure(from);
        }
        explained
    }

    /// Counts the steps of the chain of a reason and of all that follow in it, each once.
    fn measure(&mut self, from: usize) {
        /// Marks reasons of the walk; no chain is so long.
        const WALKED: u32 = u32::MAX;
        let (mut walk, mut at) = (Vec::new(), Some(from));
        while let Some(index) = at.filter(|index| self.lengths[*index] == 0) {
            self.lengths[index] = WALKED;
            walk.push(index);
            at = self.next(index);
        }
        // Where the walk met itself, the chain of each in the circle goes once around it.
        let circle = at.filter(|index| self.lengths[*index] == WALKED).and_then(|met| walk.iter().position(|own| *own == met));
        let around = circle.map_or(0, |first| walk.len() - first);
        let mut length = at.map_or(0, |index| self.lengths[index]);
        for (position, index) in walk.into_iter().enumerate().rev() {
            length = match circle {
                Some(first) if position >= first => u32::try_from(around).unwrap_or(WALKED - 1),
                Some(_) | None => length + 1,
            };
            self.lengths[index] = length;
        }
    }

    /// The reason of the task that a reason waits for.
    fn next(&self, index: usize) -> Option<usize> {
        let task = self.reasons[index].waits.first()?.task()?;
        self.reasons.binary_search_by_key(&task, |reason| reason.task).ok()
    }

    /// Why a task starts when it does; `None` when nobody and nothing made it wait.
    #[must_use]
    pub fn reason(&self, task: TaskIndex) -> Option<&Reason> {
        let index = self.reasons.binary_search_by_key(&task, |reason| reason.task).ok()?;
        self.reasons.get(index)
    }

    /// The first steps of the chain of a task, so many at most, and how many more there are. Costs no more than the steps.
    #[must_use]
    pub fn first_steps(&self, task: TaskIndex, most: usize) -> Chain {
        let mut steps = Vec::new();
        let mut at = self.reasons.binary_search_by_key(&task, |reason| reason.task).ok();
        let length = at.map_or(0, |index| self.lengths[index]);
        while let Some(index) = at.filter(|_| steps.len() < most.min(length as usize)) {
            let reason = &self.reasons[index];
            steps.extend(reason.waits.first().map(|wait| Step { task: reason.task, wait: *wait }));
            at = self.next(index);
        }
        let more = length.saturating_sub(u32::try_from(steps.len()).unwrap_or(u32::MAX));
        Chain { steps, more }
    }

    /// What a task waits for in the end: each step names what the task of the step before waits for, until something
    /// that is no task, or a task that does not wait itself.
    #[must_use]
    pub fn chain(&self, task: TaskIndex) -> Vec<Step> {
        self.first_steps(task, usize::MAX).steps
    }
}

/// Why the tasks of a levelled plan start when they do. The arguments are those that made the plan.
#[must_use]
pub fn explain(
    network: &Network,
    calendars: &Calendars,
    resources: &Resources,
    objective: &Objective,
    levelled: &Levelled,
) -> Explained {
    let mut prepared = network.prepare(calendars);
    let lowered = Lowered::new(&mut prepared, resources, objective);
    explained(&Problem::new(&prepared, &lowered, resources, objective), levelled)
}

/// The same for a problem that was made ready before.
pub(super) fn explained(problem: &Problem<'_>, levelled: &Levelled) -> Explained {
    let lowered = problem.lowered;
    let mut pass = problem.pass.clone();
    pass.frozen.fill(None);
    for node in 0..pass.times.len() {
        if lowered.kinds[node] == Kind::Outline {
            pass.forward_special(node);
        } else if let Some(Some(dates)) = levelled.tasks.get(problem.task_of(node).0 as usize) {
            (pass.times[node].early_start, pass.times[node].early_finish) = (dates.start, dates.finish);
        }
    }
    let mut busy: Vec<Vec<Work>> = vec![Vec::new(); problem.resources.resources.len()];
    for work in &levelled.work {
        if let Some(own) = busy.get_mut(work.resource.0 as usize) {
            own.push(*work);
        }
    }
    for own in &mut busy {
        own.sort_by_key(|work| (work.start, work.finish, work.task));
    }
    let teller = Teller { problem, pass, levelled, busy };
    let mut reasons: Vec<Reason> = (0..lowered.kinds.len()).filter_map(|node| teller.reason(node)).collect();
    reasons.sort_by_key(|reason| reason.task);
    Explained::new(reasons)
}

/// A levelled plan, ready to be asked.
struct Teller<'p> {
    problem: &'p Problem<'p>,
    /// Early dates are those of the plan.
    pass: Pass<'p>,
    levelled: &'p Levelled,
    /// For each resource its work by start.
    busy: Vec<Vec<Work>>,
}

impl Teller<'_> {
    fn reason(&self, node: usize) -> Option<Reason> {
        let (problem, prepared) = (self.problem, self.problem.prepared);
        if problem.lowered.kinds[node] == Kind::Outline || problem.lowered.stands[node] {
            return None;
        }
        let (task, start) = (problem.task_of(node), self.pass.times[node].early_start);
        let early = problem.pass.times[node].early_start;
        let special = prepared.nodes[node].kind & SPECIAL != 0;
        let bound = if special { self.pass.allowed_from(node, Minute::EARLIEST).from } else { self.pass.plain_bound(node) };
        let allowed = prepared.run(node, bound).start.min(start);
        if start <= early && start <= allowed {
            return None;
        }
        let mut waits = Vec::new();
        if allowed > early {
            waits.extend(self.binding_link(node, bound));
        }
        let mut considered = Vec::new();
        if start > allowed {
            self.floor(node, start, &mut waits);
            self.people(node, (allowed, start), &mut waits);
            considered = self.considered(node, allowed);
        }
        waits.sort_by_key(|wait| (std::cmp::Reverse(wait.until()), *wait));
        waits.dedup();
        (!waits.is_empty()).then_some(Reason { task, early, allowed, start, waits, considered })
    }

    /// The link that lets a node begin last, over the summaries above it.
    fn binding_link(&self, node: usize, bound: Minute) -> Option<Wait> {
        let graph = &self.problem.prepared.graph;
        let mut best: Option<(Minute, Link)> = None;
        let mut at = Some(node);
        while let Some(here) = at.take() {
            for tie in &graph.ties[graph.first[here] as usize..graph.first[here + 1] as usize] {
                if tie.bond == Bond::Inherit {
                    at = Some(tie.from as usize);
                    continue;
                }
                if let (Some(until), Some(link)) =
                    (self.start_for(node, tie), self.problem.prepared.network.links.get(tie.link as usize))
                    && until <= bound
                    && best.is_none_or(|(known, other)| (until, std::cmp::Reverse(*link)) > (known, std::cmp::Reverse(other)))
                {
                    best = Some((until, *link));
                }
            }
        }
        best.map(|(until, link)| Wait::Link { link, until })
    }

    /// From when on a link lets a node start.
    fn start_for(&self, node: usize, tie: &Tie) -> Option<Minute> {
        let bound = self.pass.bound(tie);
        match tie.bond {
            Bond::Link(LinkKind::FinishToStart | LinkKind::StartToStart) => Some(bound),
            Bond::Link(LinkKind::FinishToFinish | LinkKind::StartToFinish) => {
                Some(self.problem.prepared.latest_start(node, bound, |stretch| stretch.minutes))
            }
            Bond::Inherit | Bond::Collect => None,
        }
    }

    /// Whether the day from which on work can be moved, or what was agreed, keeps a node where it is.
    fn floor(&self, node: usize, start: Minute, waits: &mut Vec<Wait>) {
        let objective = self.problem.objective;
        let agreed = self.problem.agreed_of(node).filter(|_| objective.keeps()).map(|agreed| agreed.start);
        let at = |floor: Minute| self.problem.prepared.run(node, floor).start >= start;
        if let Some(until) = agreed.filter(|floor| at(*floor)) {
            waits.push(Wait::Agreed { until });
        } else if let Some(until) = objective.from.filter(|floor| at(*floor)) {
            waits.push(Wait::NotBefore { until });
        }
    }

    /// Who of those who do it was not free when it could have begun.
    fn people(&self, node: usize, (allowed, start): (Minute, Minute), waits: &mut Vec<Wait>) {
        let task = self.problem.task_of(node);
        let mut seen: Vec<ResourceIndex> = Vec::new();
        for own in self.levelled.work_on(task) {
            if seen.contains(&own.resource) {
                continue;
            }
            seen.push(own.resource);
            let clock = self.problem.clock(own.resource.0);
            let (wanted, got) = (clock.position(allowed), clock.position(own.start.max(start)));
            let before = &self.busy[own.resource.0 as usize];
            let end = before.partition_point(|work| work.start < own.start.max(start));
            let ends = before[..end].iter().rev().take(LOOKED_AT).filter(|work| work.task != task);
            let last = ends.map(|work| (clock.position(work.finish), *work)).filter(|(to, _)| *to > wanted && *to <= got);
            if let Some((_, work)) = last.max_by_key(|(to, work)| (*to, std::cmp::Reverse(work.task))) {
                waits.push(Wait::Busy { demand: own.demand, resource: own.resource, with: work.task, until: work.finish });
            } else {
                let until = clock.next(allowed);
                if until > allowed {
                    waits.push(Wait::Away { demand: own.demand, resource: own.resource, until });
                }
            }
        }
    }

    /// Who else qualifies for the demands of a node, and why they do not do it.
    fn considered(&self, node: usize, allowed: Minute) -> Vec<Considered> {
        let lowered = self.problem.lowered;
        let task = self.problem.task_of(node);
        let doing: Vec<u32> = self.levelled.work_on(task).iter().map(|work| work.resource.0).collect();
        let places = lowered.places(node);
        let mut considered = Vec::new();
        for same in places.chunk_by(|one, other| one.demand == other.demand) {
            let place = &same[0];
            let members = lowered.members(place);
            let others = members.iter().filter(|member| !doing.contains(member)).take(NAMED);
            let length = if place.rest > 0 { place.rest } else { 1 };
            let alternatives = others.map(|member| Alternative {
                resource: ResourceIndex(*member),
                obstacle: self.obstacle(*member, allowed, length),
            });
            considered.push(Considered {
                demand: DemandIndex(place.demand),
                qualified: u32::try_from(members.len()).unwrap_or(NONE),
                alternatives: alternatives.collect(),
            });
        }
        considered
    }

    fn obstacle(&self, resource: u32, allowed: Minute, minutes: i32) -> Obstacle {
        let clock = self.problem.clock(resource);
        let from = clock.position(allowed);
        let until = clock.next(allowed);
        let own = &self.busy[resource as usize];
        let end = own.partition_point(|work| clock.position(work.start) < from.saturating_add(minutes));
        let overlap = own[..end].iter().rev().take(LOOKED_AT).filter(|work| clock.position(work.finish) > from);
        match overlap.max_by_key(|work| (work.finish, std::cmp::Reverse(work.task))) {
            Some(work) => Obstacle::Busy { with: work.task, until: work.finish },
            None if until > allowed => Obstacle::Away { until },
            None => Obstacle::NotPreferred,
        }
    }
}
