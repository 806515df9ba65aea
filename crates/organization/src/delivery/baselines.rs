//! Baselines: dated copies of a plan. Each task of the project is a record of its own, so that a project may have several and a task stays small.
//!
//! A baseline is what somebody looked at and agreed to. So the command that takes one carries the dates, which whoever sends it read off the plan; deciding
//! plans nothing. Baseline and tasks come and go together.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Change, Changes, Decide, Money, Name, Organization, ProjectId, RecordId as _, Refusal, Set, TaskId};

pub use crate::record::{BaselineId, BaselineTaskId};

/// The plan of a project as it was on a day, to compare with.
#[record]
pub struct Baseline {
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub name: Name,
    /// The day of the plan.
    pub on: Option<Date>,
}

/// What a baseline says of one task.
#[record]
pub struct BaselineTask {
    /// The baseline.
    pub baseline: BaselineId,
    /// The task.
    pub task: TaskId,
    /// When it was to start.
    pub start: Option<DateTime>,
    /// When it was to finish.
    pub finish: Option<DateTime>,
    /// Minutes of work in it.
    pub work: Option<i64>,
    /// What it was to cost.
    pub cost: Option<Box<Money>>,
}

impl Shape for Baseline {
    fn title(&self, organization: &Organization) -> String {
        format!("{} of {}", self.name, organization.label(self.project.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::BaselineProject, self.project));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.project.into())
    }
}

impl Shape for BaselineTask {
    fn title(&self, organization: &Organization) -> String {
        format!("{} in {}", organization.label(self.task.into()), organization.label(self.baseline.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::BaselineTaskBaseline, self.baseline));
        visit(link(Relation::BaselineTaskTask, self.task));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.baseline.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let project = organization.find(self.baseline).map(|baseline| baseline.project);
        if let Some(task) = organization.find(self.task)
            && project != Some(task.project)
        {
            let project = organization.label(self.baseline.into());
            return Err(Refusal::OtherProject { task: organization.label(task.id.into()), project });
        }
        if let (Some(start), Some(finish)) = (self.start, self.finish)
            && finish < start
        {
            return Err(Refusal::EndsBeforeStart { end: finish.to_string(), start: start.to_string() });
        }
        let twice = |other: &Arc<BaselineTask>| other.id != self.id && other.baseline == self.baseline;
        if organization.linked::<BaselineTask>(Relation::BaselineTaskTask, self.task).any(twice) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

impl Organization {
    /// The baselines of a project, the oldest first.
    pub fn baselines_of(&self, project: ProjectId) -> impl DoubleEndedIterator<Item = &Arc<Baseline>> {
        self.linked::<Baseline>(Relation::BaselineProject, project)
    }

    /// What a baseline says of its tasks.
    pub fn tasks_of_baseline(&self, baseline: BaselineId) -> impl DoubleEndedIterator<Item = &Arc<BaselineTask>> {
        self.linked::<BaselineTask>(Relation::BaselineTaskBaseline, baseline)
    }

    /// What a baseline says of a task.
    pub fn in_baseline(&self, task: TaskId, baseline: BaselineId) -> Option<&Arc<BaselineTask>> {
        self.linked::<BaselineTask>(Relation::BaselineTaskTask, task).find(|said| said.baseline == baseline)
    }
}

/// Begins a baseline of a project. Its tasks follow in the same batch.
#[command(function = Plan, adds = Baseline)]
pub struct AddBaseline {
    /// The id of the new baseline.
    pub id: BaselineId,
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub name: Name,
    /// The day of the plan.
    pub on: Option<Date>,
}

/// Changes a baseline.
#[command(function = Plan, changes = Baseline)]
pub struct ChangeBaseline {
    /// The baseline.
    pub baseline: BaselineId,
    /// Its name.
    pub name: Set<Name>,
    /// The day of the plan.
    pub on: Set<Option<Date>>,
}

/// Takes a baseline away with what it says of tasks.
#[command(function = Plan, removes = Baseline)]
pub struct RemoveBaseline {
    /// The baseline.
    pub baseline: BaselineId,
}

/// Takes a baseline of a project with all that it says of its tasks, in one step.
#[command(function = Plan)]
pub struct TakeBaseline {
    /// The id of the new baseline.
    pub id: BaselineId,
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub name: Name,
    /// The tasks as the plan has them.
    pub tasks: Vec<TakenTask>,
}

/// A task as a plan has it when a baseline is taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct TakenTask {
    /// The task.
    pub task: TaskId,
    /// When it is to start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime>,
    /// When it is to finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<DateTime>,
    /// Minutes of work in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<i64>,
    /// What it is to cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Box<Money>>,
}

/// The id of what a baseline says of a task: the time of the baseline's own id, and the chance of both. So whoever takes a baseline mints one id alone.
fn id_in(baseline: BaselineId, task: TaskId) -> BaselineTaskId {
    let ((time, own), (_, other)) = (baseline.uuid().as_u64_pair(), task.uuid().as_u64_pair());
    let chance = ((own.rotate_left(31) ^ other) & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    uuid::Uuid::from_u64_pair(time, chance).into()
}

/// The most tasks of a baseline.
pub const BASELINE_LIMIT: usize = 50_000;

impl Decide for TakeBaseline {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        if self.tasks.is_empty() {
            return Err(Refusal::Missing { what: "A task with dates to take into the baseline".to_owned() });
        }
        if self.tasks.len() > BASELINE_LIMIT {
            return Err(Refusal::OutOfRange { what: "The number of tasks".to_owned(), range: "1 and 50,000".to_owned() });
        }
        let baseline =
            Baseline { id: self.id, project: self.project, name: self.name.clone(), on: Some(act.day), ..Baseline::default() };
        let mut value = organization.clone();
        let mut changes = value.add(baseline, act)?;
        value.apply(&mut changes, organization.position());
        let mut all: Vec<Change> = changes.into_iter().collect();
        for taken in &self.tasks {
            let task = BaselineTask {
                id: id_in(self.id, taken.task),
                baseline: self.id,
                task: taken.task,
                start: taken.start,
                finish: taken.finish,
                work: taken.work,
                cost: taken.cost.clone(),
                ..BaselineTask::default()
            };
            let mut changes = value.add(task, act)?;
            value.apply(&mut changes, organization.position());
            all.extend(changes);
        }
        Ok(Changes::of(all))
    }
}

/// Says what a baseline holds of a task.
#[command(function = Plan, adds = BaselineTask)]
pub struct AddBaselineTask {
    /// The id of the new baseline task.
    pub id: BaselineTaskId,
    /// The baseline.
    pub baseline: BaselineId,
    /// The task.
    pub task: TaskId,
    /// When it was to start.
    pub start: Option<DateTime>,
    /// When it was to finish.
    pub finish: Option<DateTime>,
    /// Minutes of work in it.
    pub work: Option<i64>,
    /// What it was to cost.
    pub cost: Option<Box<Money>>,
}
