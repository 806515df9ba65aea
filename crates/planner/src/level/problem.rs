//! A network with its demands, ready to be decoded: what does not change from one schedule to the next.

use super::decoder::Decoder;
use super::lowering::{Lowered, begun};
use super::objective::{Agreed, Aim, Objective};
use super::resources::{ResourceIndex, Resources};
use crate::calendar::{CalendarId, Compiled};
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Constraint, Direction, Mode, Progress, Project, ProjectIndex, TaskIndex};
use crate::pass::{Pass, PassMemory};
use crate::prepared::{Prepared, within};

/// What something is due of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// A node that is a task.
    Leaf(u32),
    /// A task that is a summary.
    Summary(u32),
    /// A project.
    Project(u32),
}

/// What a plan is late for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub(super) what: What,
    pub(super) due: Minute,
    pub(super) weight: i64,
    /// How many times its weight it counts in the search.
    pub(super) stress: i64,
}

/// By how many minutes the urgency of what a protected goal waits for is raised: more than the horizon has.
const PROTECTED_FIRST: i32 = 1 << 29;

/// How often the start of projects that are scheduled from their finish is moved.
const FITTED: u32 = 4;

/// How much more a protected goal counts than all others.
const STRESS: i64 = 1 << 20;

/// A network with its demands, ready to be decoded.
///
/// Nodes of the graph stand in an order that depends on the order of the input. *Activities* are the same nodes in an
/// order that does not: by latest finish, then by the keys of their tasks, predecessors first.
pub(super) struct Problem<'p> {
    pub(super) prepared: &'p Prepared<'p>,
    pub(super) lowered: &'p Lowered,
    pub(super) resources: &'p Resources,
    pub(super) objective: &'p Objective,
    /// Early and late dates without resources.
    pub(super) pass: Pass<'p>,
    /// The node of each activity.
    pub(super) nodes: Vec<u32>,
    /// For each activity its first predecessor; one more at the end.
    before_first: Vec<u32>,
    before: Vec<u32>,
    /// For each node the minute before which it is not put.
    pub(super) floors: Vec<Minute>,
    pub(super) dues: Vec<Due>,
    /// Nodes that have to start or finish by a date.
    pub(super) dated: Vec<u32>,
    /// Nodes of tasks about which something was agreed and that have not started.
    pub(super) agreed: Vec<u32>,
    /// For each node whether a goal that is protected waits for it; empty when none is.
    protected: Vec<bool>,
    /// For each project that is scheduled from its finish how many working minutes earlier it begins to keep it.
    pulls: Vec<i64>,
    /// The first start of a project.
    pub(super) origin: Minute,
}

/// What a problem knows, while the durations of its network are changed.
#[derive(Default)]
pub(super) struct ProblemMemory {
    pass: PassMemory,
    nodes: Vec<u32>,
    before_first: Vec<u32>,
    before: Vec<u32>,
    floors: Vec<Minute>,
    dues: Vec<Due>,
    dated: Vec<u32>,
    agreed: Vec<u32>,
    protected: Vec<bool>,
    pulls: Vec<i64>,
    origin: Minute,
}

impl ProblemMemory {
    /// The problem over a prepared network of the same shape.
    pub(super) fn over<'p>(
        self,
        (prepared, lowered): (&'p Prepared<'p>, &'p Lowered),
        resources: &'p Resources,
        objective: &'p Objective,
    ) -> Problem<'p> {
        let Self { pass, nodes, before_first, before, floors, dues, dated, agreed, protected, pulls, origin } = self;
        let pass = pass.over(prepared);
        Problem {
            prepared,
            lowered,
            resources,
            objective,
            pass,
            nodes,
            before_first,
            before,
            floors,
            dues,
            dated,
            agreed,
            protected,
            pulls,
            origin,
        }
    }
}

impl<'p> Problem<'p> {
    /// What the problem knows, without the network.
    pub(super) fn into_memory(self) -> ProblemMemory {
        let Self { pass, nodes, before_first, before, floors, dues, dated, agreed, protected, pulls, origin, .. } = self;
        let pass = pass.into_memory();
        ProblemMemory { pass, nodes, before_first, before, floors, dues, dated, agreed, protected, pulls, origin }
    }

    pub(super) fn new(
        prepared: &'p Prepared<'p>,
        lowered: &'p Lowered,
        resources: &'p Resources,
        objective: &'p Objective,
    ) -> Self {
        let pass = prepared.pass();
        let mut problem = Self {
            floors: vec![Minute::EARLIEST; pass.times.len()],
            prepared,
            lowered,
            resources,
            objective,
            origin: pass.starts.iter().copied().min().unwrap_or(Minute::EARLIEST),
            pass,
            nodes: Vec::new(),
            before_first: Vec::new(),
            before: Vec::new(),
            dues: Vec::new(),
            dated: Vec::new(),
            agreed: Vec::new(),
            protected: Vec::new(),
            pulls: Vec::new(),
        };
        problem.pulls = vec![0; prepared.network.projects.len()];
        problem.add_floors();
        problem.nodes = problem.sorted_by(Self::urgency);
        problem.add_predecessors();
        problem.add_dues();
        problem.fit_finishes();
        problem
    }

    /// Begins projects that are scheduled from their finish so much earlier as the first plan overruns it. Their tasks
    /// stand as late as the finish allows when everybody is free, and by that much earlier when they are not.
    fn fit_finishes(&mut self) {
        let backwards = |project: &Project| matches!(project.direction, Direction::FromFinish(_));
        if !self.prepared.network.projects.iter().any(backwards) {
            return;
        }
        for _ in 0..FITTED {
            let mut decoder = Decoder::new(self);
            decoder.place_all(decoder.problem.nodes.iter().copied());
            let overruns = decoder.overruns();
            if overruns.iter().all(|overrun| *overrun == 0) {
                return;
            }
            for (project, overrun) in overruns.into_iter().enumerate() {
                self.pulls[project] = self.pulls[project].saturating_add(overrun);
                self.pass.starts[project] = self.pulled(project, self.pass.starts[project], overrun);
            }
            self.add_floors();
        }
    }

    /// Where a node that stands does so when it lasts as long as it does now.
    pub(super) fn stand_again(&mut self, node: usize) {
        self.pass.forward_special(node);
    }

    /// The nodes by a key, each behind its predecessors; what is equal in that by depth and by the keys of the tasks.
    pub(super) fn sorted_by(&self, key: impl Fn(&Self, usize) -> i32) -> Vec<u32> {
        let graph = &self.prepared.graph;
        let mut keys: Vec<(i32, u32, u64, u32)> = Vec::with_capacity(graph.nodes.len());
        for (index, node) in graph.nodes.iter().enumerate() {
            let (mut own, mut depth) = (key(self, index), 0);
            for tie in &graph.ties[graph.first[index] as usize..graph.first[index + 1] as usize] {
                let before = keys[tie.from as usize];
                own = own.max(before.0);
                depth = depth.max(before.1 + 1);
            }
            keys.push((own, depth, self.key(node.task), u32::try_from(index).unwrap_or(NONE)));
        }
        keys.sort_unstable();
        keys.into_iter().map(|(_, _, _, node)| node).collect()
    }

    /// How urgent a node is: its latest finish; what a protected goal waits for comes before everything else.
    pub(super) fn urgency(&self, node: usize) -> i32 {
        let first = self.protected.get(node).copied().unwrap_or(false);
        let finish = self.pass.times[node].late_finish.get();
        if first { finish - PROTECTED_FIRST } else { finish }
    }

    /// The agreed start of a node, else its early start; what a protected goal waits for comes before everything else.
    pub(super) fn agreed_start(&self, node: usize) -> i32 {
        let first = self.protected.get(node).copied().unwrap_or(false);
        let agreed = self.agreed_of(node).map(|agreed| agreed.start).filter(|_| self.prepared.is_leaf(node));
        let start = agreed.unwrap_or(self.pass.times[node].early_start).get();
        if first { start - PROTECTED_FIRST } else { start }
    }

    /// Minutes by the clock that a node takes without resources.
    pub(super) fn length(&self, node: usize) -> i32 {
        let times = &self.pass.times[node];
        times.early_finish.get() - times.early_start.get()
    }

    /// Lets a goal and all that leads to it come first: in the order, in the score, and without keeping agreed starts.
    pub(super) fn protect(&mut self, goal: usize) {
        let Some(goal) = self.objective.goals.get(goal).copied() else { return };
        let count = self.prepared.graph.nodes.len();
        let mut protected = vec![false; count];
        for (node, own) in protected.iter_mut().enumerate() {
            *own = self.prepared.is_leaf(node) && self.belongs(node, goal.aim);
        }
        let graph = &self.prepared.graph;
        for node in (0..count).rev() {
            if protected[node] {
                for tie in &graph.ties[graph.first[node] as usize..graph.first[node + 1] as usize] {
                    protected[tie.from as usize] = true;
                }
            }
        }
        for (node, first) in protected.iter().enumerate() {
            if *first && self.prepared.is_leaf(node) && !self.lowered.stands[node] {
                let frozen = self.pass.frozen_at(node).map_or(Minute::EARLIEST, |frozen| frozen.stands.0);
                self.floors[node] = self.objective.from.unwrap_or(Minute::EARLIEST).max(frozen);
            }
        }
        for due in &mut self.dues {
            let same = match (due.what, goal.aim) {
                (What::Project(one), Aim::Project(other)) => one == other.0,
                (What::Summary(one), Aim::Task(other)) => one == other.0,
                (What::Leaf(node), Aim::Task(other)) => graph.nodes[node as usize].task == other.0,
                (What::Project(_), Aim::Task(_)) | (What::Summary(_) | What::Leaf(_), Aim::Project(_)) => false,
            };
            if same && due.due == goal.due {
                due.stress = STRESS;
            }
        }
        self.protected = protected;
        self.nodes = self.sorted_by(Self::urgency);
        self.add_predecessors();
    }

    /// Whether the finish of a node is part of a goal.
    fn belongs(&self, node: usize, aim: Aim) -> bool {
        let own = self.task_of(node);
        match aim {
            Aim::Project(project) => self.prepared.nodes[node].project == project.0,
            Aim::Task(task) => {
                let mut at = own.0;
                while at != NONE && at != task.0 {
                    at = self.prepared.hierarchy.parent[at as usize];
                }
                at == task.0
            }
        }
    }

    /// What something due is called outside.
    pub(super) fn aim(&self, what: What) -> Aim {
        match what {
            What::Leaf(node) => Aim::Task(self.task_of(node as usize)),
            What::Summary(task) => Aim::Task(TaskIndex(task)),
            What::Project(project) => Aim::Project(ProjectIndex(project)),
        }
    }

    /// The number by which a task is known.
    pub(super) fn key(&self, task: u32) -> u64 {
        self.resources.keys.get(task as usize).copied().unwrap_or(u64::from(task))
    }

    /// What was agreed about the task of a node.
    pub(super) fn agreed_of(&self, node: usize) -> Option<&'p Agreed> {
        if self.objective.agreed.is_empty() {
            return None;
        }
        self.objective.agreed(self.task_of(node))
    }

    /// The task of a node.
    pub(super) fn task_of(&self, node: usize) -> TaskIndex {
        TaskIndex(self.prepared.graph.nodes[node].task)
    }

    /// The predecessors of an activity.
    pub(super) fn predecessors(&self, activity: u32) -> &[u32] {
        let at = activity as usize;
        &self.before[self.before_first[at] as usize..self.before_first[at + 1] as usize]
    }

    /// The calendar of a resource.
    #[inline]
    pub(super) fn clock(&self, resource: u32) -> Compiled<'_> {
        self.prepared.calendars.get(self.lowered.calendars[resource as usize])
    }

    /// The calendar on which a resource works for a node, when it is not its own: the task has one of its own, too.
    #[inline]
    pub(super) fn shared(&self, node: usize, resource: u32) -> Option<CalendarId> {
        let own = self.lowered.own[node]?;
        let other = self.lowered.calendars[resource as usize];
        let shared = self.prepared.calendars.known_intersection(own, other);
        (shared != other).then_some(shared)
    }

    fn add_floors(&mut self) {
        let keeps = self.objective.keeps();
        for node in 0..self.floors.len() {
            if !self.prepared.is_leaf(node) || self.lowered.stands[node] {
                continue;
            }
            let mut floor = self.objective.from.unwrap_or(Minute::EARLIEST);
            if let Some(frozen) = self.pass.frozen_at(node) {
                floor = floor.max(frozen.stands.0);
            }
            let (times, project) = (&self.pass.times[node], self.prepared.nodes[node].project as usize);
            let backwards = matches!(self.prepared.project_of(node).direction, Direction::FromFinish(_));
            if backwards && self.prepared.moves(node) && times.float > 0 && self.pass.frozen_at(node).is_none() {
                floor = floor.max(self.pulled(project, times.late_start, self.pulls[project]));
            }
            if let Some(agreed) = self.agreed_of(node).filter(|_| keeps) {
                floor = floor.max(agreed.start);
            }
            self.floors[node] = floor;
        }
    }

    /// So many working minutes of a project before a minute.
    fn pulled(&self, project: usize, minute: Minute, minutes: i64) -> Minute {
        let calendar = self.prepared.network.projects[project].calendar;
        self.prepared.calendars.get(calendar).start_before(minute, within(minutes))
    }

    fn add_predecessors(&mut self) {
        let graph = &self.prepared.graph;
        let mut activity = vec![0u32; self.nodes.len()];
        for (at, node) in (0u32..).zip(&self.nodes) {
            activity[*node as usize] = at;
        }
        self.before.clear();
        self.before_first = Vec::with_capacity(self.nodes.len() + 1);
        self.before.reserve(graph.ties.len());
        for node in self.nodes.iter().map(|node| *node as usize) {
            self.before_first.push(u32::try_from(self.before.len()).unwrap_or(NONE));
            let from = self.before.len();
            let ties = &graph.ties[graph.first[node] as usize..graph.first[node + 1] as usize];
            self.before.extend(ties.iter().map(|tie| activity[tie.from as usize]));
            self.before[from..].sort_unstable();
        }
        self.before_first.push(u32::try_from(self.before.len()).unwrap_or(NONE));
    }

    fn add_dues(&mut self) {
        let prepared = self.prepared;
        let network = prepared.network;
        for node in 0..prepared.graph.nodes.len() {
            if !prepared.is_leaf(node) {
                continue;
            }
            let task = prepared.task(node);
            let promised = matches!(
                task.constraint,
                Constraint::StartNoLaterThan(_)
                    | Constraint::FinishNoLaterThan(_)
                    | Constraint::MustStartOn(_)
                    | Constraint::MustFinishOn(_)
            );
            let open = task.progress == Progress::NotStarted && task.pinned.is_none() && task.mode == Mode::Automatic;
            if promised && open && begun(prepared, self.objective, node).is_none() {
                self.dated.push(u32::try_from(node).unwrap_or(NONE));
            }
            if task.progress == Progress::NotStarted && self.agreed_of(node).is_some() {
                self.agreed.push(u32::try_from(node).unwrap_or(NONE));
            }
        }
        for (index, task) in (0u32..).zip(&network.tasks) {
            if let (Some(due), true) = (task.deadline, task.active) {
                self.add_due(Aim::Task(TaskIndex(index)), due, self.objective.priority(task.project));
            }
        }
        for (index, project) in (0u32..).zip(&network.projects) {
            if let Direction::FromFinish(due) = project.direction {
                let project = ProjectIndex(index);
                self.add_due(Aim::Project(project), due, self.objective.priority(project));
            }
        }
        for goal in &self.objective.goals {
            self.add_due(goal.aim, goal.due, goal.weight);
        }
    }

    fn add_due(&mut self, aim: Aim, due: Minute, weight: u32) {
        let prepared = self.prepared;
        let what = match aim {
            Aim::Project(project) => What::Project(project.0),
            Aim::Task(task) if prepared.hierarchy.summary.get(task.0 as usize).copied().unwrap_or(false) => What::Summary(task.0),
            Aim::Task(task) => match prepared.graph.leaf_or_sum.get(task.0 as usize) {
                Some(node) if *node != NONE => What::Leaf(*node),
                Some(_) | None => return,
            },
        };
        self.dues.push(Due { what, due, weight: i64::from(weight), stress: 1 });
    }

    /// The resources that were agreed for a task, of those who qualify.
    pub(super) fn told(&self, node: usize, resource: u32) -> bool {
        self.agreed_of(node).is_some_and(|agreed| agreed.people.contains(&ResourceIndex(resource)))
    }
}
