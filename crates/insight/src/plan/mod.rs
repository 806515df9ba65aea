//! The agreed plan: when each task happens, how much it can slip, and what stands in the way.
//!
//! Projects are mapped to a network of the planner and its answer back to records. A task runs on its own calendar, else on its project's, its unit's, or the
//! standard one (Monday to Friday, 8 to 12 and 13 to 17). Work of people and other work resources drives the dates of a task that is not of fixed duration
//! where one of their calendars differs from the project's. Nobody works in an absence that was approved. A task without an estimate counts one day and is marked. An agreed start stands where there is
//! one. A project without a start begins on the day that is asked about.
//!
//! What an imported file stated for an automatic task moves nothing; the plan says where it differs.

mod calendars;
mod forecast;
mod levelling;
mod network;
mod summary;

use jiff::civil::{Date, DateTime};
use organization::{Organization, ProjectId, TaskId};
use planner::{Finding, Placement, Schedule, TaskIndex};
use serde::Serialize;

pub use calendars::planner_calendar;
pub use forecast::*;
pub use levelling::*;
use network::Mapped;
pub use summary::ProjectSummary;

/// The dates of tasks, computed on a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The tasks that have dates, by id.
    pub tasks: Vec<PlannedTask>,
    /// The projects that were planned, by id.
    pub projects: Vec<ProjectSummary>,
    /// What stands in the way, by the task that it is about.
    pub obstacles: Vec<Obstacle>,
    /// Where the computed dates differ from those that an imported file stated.
    pub differing: Vec<Difference>,
}

/// The dates of one task or summary, in local time of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedTask {
    /// The task.
    pub task: TaskId,
    /// Where it is planned to start.
    pub start: DateTime,
    /// Where it is planned to finish.
    pub finish: DateTime,
    /// Earliest start.
    pub early_start: DateTime,
    /// Earliest finish.
    pub early_finish: DateTime,
    /// Latest start that moves neither the project's finish nor a promised date.
    pub late_start: DateTime,
    /// Latest finish that moves neither the project's finish nor a promised date.
    pub late_finish: DateTime,
    /// Minutes of working time that it can slip before the project's finish or a promised date moves; negative: so much too late.
    pub total_float: i64,
    /// Minutes of working time that it can slip before a successor moves.
    pub free_float: i64,
    /// Whether it is unfinished and has no float.
    pub critical: bool,
    /// Whether others are under it.
    pub summary: bool,
    /// Whether nobody has estimated it, so that it counts one day.
    pub assumed: bool,
}

/// Something that stands in the way of the plan. The rest is planned all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A task finishes after its deadline.
    DeadlineMissed {
        /// The task.
        task: TaskId,
        /// Its deadline.
        deadline: DateTime,
        /// Where it finishes.
        finish: DateTime,
    },
    /// A constraint cannot be kept together with the dependencies.
    ConstraintBroken {
        /// The task.
        task: TaskId,
        /// The date of the constraint.
        date: DateTime,
        /// Where the dependencies would put it.
        links: DateTime,
    },
    /// A project does not reach the finish from which it is planned backwards, or finishes after its target.
    FinishMissed {
        /// The project.
        project: ProjectId,
        /// The finish that was wanted.
        wanted: DateTime,
        /// The finish that its tasks reach.
        finish: DateTime,
    },
    /// Typed dates contradict a dependency.
    TypedConflict {
        /// The task with the typed dates.
        task: TaskId,
        /// The task that it waits for.
        waits_for: TaskId,
    },
    /// An agreed start contradicts a dependency.
    AgreedConflict {
        /// The task.
        task: TaskId,
        /// The task that it waits for.
        waits_for: TaskId,
    },
    /// A task started before the one that it waits for allowed. What happened stands.
    StartedEarly {
        /// The task.
        task: TaskId,
        /// The task that it waits for.
        waits_for: TaskId,
    },
    /// The calendars of a task and its people have no working time in common; it takes no time.
    NoWorkingTime {
        /// The task.
        task: TaskId,
    },
    /// A task would lie outside of the years 1900 to 2199.
    OutOfHorizon {
        /// The task.
        task: TaskId,
    },
    /// Tasks wait for each other in a circle; those dependencies were left out.
    Circle {
        /// The tasks.
        tasks: Vec<TaskId>,
    },
}

/// An automatic task whose computed dates are not those that an imported file stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The task.
    pub task: TaskId,
    /// The start that the file stated, where it did.
    pub stated_start: Option<DateTime>,
    /// The finish that the file stated, where it did.
    pub stated_finish: Option<DateTime>,
    /// The computed start.
    pub start: DateTime,
    /// The computed finish.
    pub finish: DateTime,
}

impl Plan {
    /// The dates of a task; nothing where it takes no part in the plan: inactive, closed without dates, or in a project that was not planned.
    pub fn of(&self, task: TaskId) -> Option<&PlannedTask> {
        self.tasks.binary_search_by_key(&task, |planned| planned.task).ok().map(|at| &self.tasks[at])
    }

    /// The span and progress of a project.
    pub fn project(&self, project: ProjectId) -> Option<&ProjectSummary> {
        self.projects.binary_search_by_key(&project, |summary| summary.project).ok().map(|at| &self.projects[at])
    }
}

/// Plans projects, together with those that dependencies tie to them. On which day matters to projects without a start only.
pub fn plan(organization: &Organization, projects: &[ProjectId], day: Date) -> Plan {
    let mapped = Mapped::new(organization, network::tied(organization, projects), day);
    let schedule = planner::schedule(&mapped.network, &mapped.calendars);
    mapped.read(organization, &schedule)
}

/// Plans all open projects.
pub fn plan_all(organization: &Organization, day: Date) -> Plan {
    let open = organization.projects().iter().filter(|project| !project.state.is_closed());
    let mapped = Mapped::new(organization, open.map(|project| project.id).collect(), day);
    let schedule = planner::schedule(&mapped.network, &mapped.calendars);
    mapped.read(organization, &schedule)
}

impl Mapped<'_> {
    /// The planner's answer in terms of records.
    fn read(&self, organization: &Organization, schedule: &Schedule) -> Plan {
        let mut plan = Plan::default();
        for (number, placement) in schedule.tasks.iter().enumerate() {
            let Some(placement) = placement else { continue };
            let planned = self.planned(number, placement);
            plan.differing.extend(self.difference(number, &planned));
            plan.tasks.push(planned);
        }
        plan.tasks.sort_by_key(|planned| planned.task);
        plan.differing.sort_by_key(|difference| difference.task);
        plan.projects = self.summaries(schedule);
        plan.obstacles = schedule.findings.iter().filter_map(|finding| self.obstacle(finding)).collect();
        for summary in &plan.projects {
            let target = organization.find(summary.project).and_then(|project| project.target);
            if let (Some(target), Some(finish)) = (target, summary.finish)
                && finish.date() > target
            {
                let wanted = target.at(23, 59, 0, 0);
                plan.obstacles.push(Obstacle::FinishMissed { project: summary.project, wanted, finish });
            }
        }
        plan
    }

    fn planned(&self, number: usize, placement: &Placement) -> PlannedTask {
        PlannedTask {
            task: self.tasks[number].id,
            start: placement.start.into(),
            finish: placement.finish.into(),
            early_start: placement.early_start.into(),
            early_finish: placement.early_finish.into(),
            late_start: placement.late_start.into(),
            late_finish: placement.late_finish.into(),
            total_float: placement.total_float,
            free_float: placement.free_float,
            critical: placement.critical,
            summary: self.summary[number],
            assumed: self.assumed[number],
        }
    }

    fn difference(&self, number: usize, planned: &PlannedTask) -> Option<Difference> {
        let task = self.tasks[number];
        let stated = task.stated.as_ref().filter(|_| task.manual.is_none() && !self.summary[number])?;
        let differs = |stated: Option<DateTime>, computed: DateTime| {
            stated.is_some_and(|stated| planner::Minute::from(stated) != planner::Minute::from(computed))
        };
        (differs(stated.start, planned.start) || differs(stated.finish, planned.finish)).then_some(Difference {
            task: task.id,
            stated_start: stated.start,
            stated_finish: stated.finish,
            start: planned.start,
            finish: planned.finish,
        })
    }

    fn task(&self, index: TaskIndex) -> Option<TaskId> {
        self.tasks.get(index.0 as usize).map(|task| task.id)
    }

    fn obstacle(&self, finding: &Finding) -> Option<Obstacle> {
        Some(match finding {
            Finding::DeadlineMissed { task, deadline, finish } => {
                Obstacle::DeadlineMissed { task: self.task(*task)?, deadline: (*deadline).into(), finish: (*finish).into() }
            }
            Finding::ImpossibleConstraint { task, date, links } => {
                Obstacle::ConstraintBroken { task: self.task(*task)?, date: (*date).into(), links: (*links).into() }
            }
            Finding::FinishMissed { project, wanted, finish } => Obstacle::FinishMissed {
                project: self.projects.get(project.0 as usize)?.id,
                wanted: (*wanted).into(),
                finish: (*finish).into(),
            },
            Finding::ManualConflict { task, link } => {
                Obstacle::TypedConflict { task: self.task(*task)?, waits_for: self.task(link.from)? }
            }
            Finding::PinnedConflict { task, link } => {
                Obstacle::AgreedConflict { task: self.task(*task)?, waits_for: self.task(link.from)? }
            }
            Finding::StartedBeforePredecessor { task, link } => {
                Obstacle::StartedEarly { task: self.task(*task)?, waits_for: self.task(link.from)? }
            }
            Finding::EmptyCalendar { task } => Obstacle::NoWorkingTime { task: self.task(*task)? },
            Finding::OutOfHorizon { task } => Obstacle::OutOfHorizon { task: self.task(*task)? },
            Finding::Cycle { members } => {
                Obstacle::Circle { tasks: members.iter().filter_map(|task| self.task(*task)).collect() }
            }
            // The value holds no dangling references and no tree with a loop, and the mapping makes none.
            Finding::OwnAncestor { .. } | Finding::UnknownReference { .. } | Finding::UnknownLink { .. } => return None,
        })
    }
}
