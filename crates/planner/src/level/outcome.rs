//! What levelling answers: who does what and when, how good that is, what stands in the way, and why tasks wait.

use super::objective::Score;
use super::resources::{DemandIndex, ResourceIndex, SkillId};
use crate::minute::Minute;
use crate::network::TaskIndex;
use crate::outcome::{Finding, ProjectSpan};

/// A levelled plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Levelled {
    /// The dates of each task and summary of the network, in its order; `None` for inactive tasks and for summaries
    /// without any active descendant.
    pub tasks: Vec<Option<Dates>>,
    /// First start and last finish of each project; `None` when it has no active task.
    pub projects: Vec<Option<ProjectSpan>>,
    /// Who does what and when, sorted by task, demand, start and resource.
    pub work: Vec<Work>,
    /// What differs from what was agreed, sorted by task.
    pub moved: Vec<Moved>,
    /// How good the plan is.
    pub score: Score,
    /// No plan can be better than this, in no term.
    pub bound: Score,
    /// How many schedules were generated, without those (four at most) that place projects which are scheduled from
    /// their finish.
    pub schedules: u64,
    /// What is wrong with dates, links and calendars, as [`schedule`](crate::schedule()) says it, for these dates; sorted.
    pub findings: Vec<Finding>,
    /// What is wrong with demands and resources; sorted.
    pub shortages: Vec<Shortage>,
}

impl Levelled {
    /// Whether no plan can be better: the score is the lower bound.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.score == self.bound
    }

    /// The work on a task.
    #[must_use]
    pub fn work_on(&self, task: TaskIndex) -> &[Work] {
        let first = self.work.partition_point(|work| work.task < task);
        let end = self.work.partition_point(|work| work.task <= task);
        &self.work[first..end]
    }
}

/// From when to when.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Dates {
    /// Where it starts.
    pub start: Minute,
    /// Where it finishes.
    pub finish: Minute,
}

/// A stretch of somebody's time that goes to a task. Only working time of the resource inside it counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Work {
    /// The task.
    pub task: TaskIndex,
    /// The demand that it meets.
    pub demand: DemandIndex,
    /// The first minute.
    pub start: Minute,
    /// The end of the last minute.
    pub finish: Minute,
    /// Who.
    pub resource: ResourceIndex,
    /// Share of the resource's time in ten-thousandths.
    pub units: u32,
}

/// A task that starts elsewhere or is done by others than was agreed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The task.
    pub task: TaskIndex,
    /// The agreed start.
    pub agreed: Minute,
    /// The start now.
    pub start: Minute,
    /// Who no longer does it.
    pub released: Vec<ResourceIndex>,
    /// Who does it instead or as well.
    pub joined: Vec<ResourceIndex>,
}

/// Something that stands in the way of a demand. The rest is levelled all the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shortage {
    /// The demand names a resource that does not exist, or a task that is not there to be worked on. It was left out.
    Unknown {
        /// The demand.
        demand: DemandIndex,
    },
    /// The resource has no working time at all. Nothing was put on it.
    NeverWorks {
        /// The resource.
        resource: ResourceIndex,
    },
    /// Fewer resources than the demand asks for have the skill at the level and so much time (or the named one has
    /// not), or the other places of the task need the same ones. The places that nobody fills were left out.
    NobodyMeets {
        /// The task.
        task: TaskIndex,
        /// The demand.
        demand: DemandIndex,
        /// The skill that is missing, with its level; `None` for a named resource.
        skill: Option<(SkillId, u16)>,
        /// How many places stay empty.
        places: u32,
    },
    /// Somebody could, but is not free at any time that the planner knows, or not when the task has to stand. The place
    /// was left empty.
    NobodyFree {
        /// The task.
        task: TaskIndex,
        /// The demand.
        demand: DemandIndex,
    },
    /// Nobody is free within the float of the task, and the levelling was asked to stay within it. The place was left empty.
    OutOfFloat {
        /// The task.
        task: TaskIndex,
        /// The demand.
        demand: DemandIndex,
    },
    /// What stands (done, typed by hand, pinned) needs more of the resource at once than there is.
    Overloaded {
        /// The resource.
        resource: ResourceIndex,
        /// The first minute at which it is too much.
        from: Minute,
        /// The end of the last minute at which it is too much, without a gap.
        to: Minute,
    },
    /// The work of the demand does not fit into the fixed duration of its task: so many minutes of it remain.
    WorkLeftOver {
        /// The task.
        task: TaskIndex,
        /// The demand.
        demand: DemandIndex,
        /// Working minutes of the resource that the work would take longer.
        minutes: i64,
    },
    /// The wait for resources moved the task past a date that it must keep.
    ConstraintBroken {
        /// The task.
        task: TaskIndex,
        /// The date of the constraint.
        date: Minute,
        /// Where the constrained end stands.
        stands: Minute,
    },
}
