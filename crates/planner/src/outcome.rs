//! What the planner answers: dates, floats and findings.

use crate::minute::Minute;
use crate::network::{Link, ProjectIndex, TaskIndex};

/// The dates of every task of a network, and what stands in the way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Schedule {
    /// One entry for each task of the network, in its order; `None` for inactive tasks and for
    /// summaries without any active descendant.
    pub tasks: Vec<Option<Placement>>,
    /// One entry for each project of the network, in its order; `None` when it has no active task.
    pub projects: Vec<Option<ProjectSpan>>,
    /// What was found, sorted by the first task that each finding names.
    pub findings: Vec<Finding>,
}

/// The dates of one task or summary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placement {
    /// Where it is planned to start (for a summary, where the first of its descendants does).
    pub start: Minute,
    /// Where it is planned to finish.
    pub finish: Minute,
    /// Earliest start.
    pub early_start: Minute,
    /// Earliest finish.
    pub early_finish: Minute,
    /// Latest start that does not move the project's finish.
    pub late_start: Minute,
    /// Latest finish that does not move the project's finish.
    pub late_finish: Minute,
    /// Working minutes on the task's calendar (minutes by the clock when its duration is elapsed) that it
    /// can slip before the project's finish or a promised date moves. Negative: so much too late.
    pub total_float: i64,
    /// The same, before any successor moves. Never negative.
    pub free_float: i64,
    /// Whether it is unfinished and its total float is at most the project's limit; a summary when one of
    /// its descendants is.
    pub critical: bool,
}

/// First start and last finish of a project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProjectSpan {
    /// First start of its tasks.
    pub start: Minute,
    /// Last finish of its tasks.
    pub finish: Minute,
}

/// Something that stands in the way. The rest is scheduled all the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Finding {
    /// Links form a circle. All links among its members were left out.
    Cycle {
        /// The tasks and summaries in the circle, ascending.
        members: Vec<TaskIndex>,
    },
    /// The task is, over its parents, its own ancestor. It was scheduled without a parent.
    OwnAncestor {
        /// The task.
        task: TaskIndex,
    },
    /// A parent, project or calendar that the task names does not exist. A missing parent was left out,
    /// a missing calendar taken as around the clock; a task without project was not scheduled.
    UnknownReference {
        /// The task.
        task: TaskIndex,
    },
    /// A link names a task that does not exist. It was left out.
    UnknownLink {
        /// Position in [`Network::links`](crate::Network::links).
        link: u32,
    },
    /// The constraint cannot be kept together with the links.
    ImpossibleConstraint {
        /// The task.
        task: TaskIndex,
        /// The date of the constraint.
        date: Minute,
        /// Where links alone would put the constrained end.
        links: Minute,
    },
    /// The task finishes after its deadline.
    DeadlineMissed {
        /// The task.
        task: TaskIndex,
        /// The deadline.
        deadline: Minute,
        /// Where it finishes.
        finish: Minute,
    },
    /// The dates of a manual task contradict a link to it.
    ManualConflict {
        /// The task.
        task: TaskIndex,
        /// The link.
        link: Link,
    },
    /// The agreed start of a task contradicts a link to it.
    PinnedConflict {
        /// The task.
        task: TaskIndex,
        /// The link.
        link: Link,
    },
    /// The task started before a link to it allowed. What happened stands.
    StartedBeforePredecessor {
        /// The task.
        task: TaskIndex,
        /// The link.
        link: Link,
    },
    /// The calendar of the task has no working time at all, or none that it shares with its resource's.
    /// The task stands where it may begin, and takes no time.
    EmptyCalendar {
        /// The task.
        task: TaskIndex,
    },
    /// The task would lie outside the years 1900 to 2199. It stands at the border.
    OutOfHorizon {
        /// The task.
        task: TaskIndex,
    },
    /// The project's start lies in the past or after its finish, because it is scheduled from a finish that
    /// its tasks cannot keep.
    FinishMissed {
        /// The project.
        project: ProjectIndex,
        /// The finish that was wanted.
        wanted: Minute,
        /// The finish that its tasks reach.
        finish: Minute,
    },
}
