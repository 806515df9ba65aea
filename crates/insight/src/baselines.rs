//! Baselines: what the plan says now, to be taken, and how two of them differ, or one from today.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use organization::{BaselineId, Money, Organization, ProjectId, Task, TaskId};
use serde::Serialize;

use crate::Plan;

/// What a plan says of a task, or a baseline said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stand {
    /// When it starts.
    pub start: Option<DateTime>,
    /// When it finishes.
    pub finish: Option<DateTime>,
    /// Minutes of work in it.
    pub work: Option<i64>,
    /// What it costs beyond the people.
    pub cost: Option<Money>,
}

/// One task in two plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The task.
    pub task: TaskId,
    /// What the older plan says of it; nothing where it was not in that.
    pub then: Option<Stand>,
    /// What the newer one says; nothing where it is no longer in that.
    pub now: Option<Stand>,
}

/// What is compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The plan as it is.
    Today,
    /// Another baseline.
    Baseline(BaselineId),
}

impl Compared {
    /// By how many days it finishes later; negative: earlier. Nothing where one of the two says no finish.
    pub fn later(&self) -> Option<i64> {
        let finish = |stand: &Option<Stand>| stand.as_ref().and_then(|stand| stand.finish).map(|finish| finish.date());
        let (then, now) = (finish(&self.then)?, finish(&self.now)?);
        apart(then, now)
    }

    /// Whether anything of it differs.
    pub fn differs(&self) -> bool {
        self.then != self.now
    }
}

fn apart(from: Date, to: Date) -> Option<i64> {
    from.until(to).ok().map(|span| i64::from(span.get_days()))
}

/// What the plan says now of the tasks of a project, in the order of its outline. Inactive tasks and those without dates are left out.
pub fn stands(organization: &Organization, plan: &Plan, project: ProjectId) -> Vec<(TaskId, Stand)> {
    let rows = organization.outline(project);
    rows.iter().filter_map(|row| Some((row.task.id, stand(row.task, plan)?))).collect()
}

fn stand(task: &Task, plan: &Plan) -> Option<Stand> {
    let planned = plan.of(task.id).filter(|_| !task.inactive)?;
    Some(Stand { start: Some(planned.start), finish: Some(planned.finish), work: task.work, cost: task.cost.as_deref().cloned() })
}

/// What a baseline says of its tasks.
pub fn stands_of(organization: &Organization, baseline: BaselineId) -> BTreeMap<TaskId, Stand> {
    let said = organization.tasks_of_baseline(baseline).map(|said| {
        let stand = Stand { start: said.start, finish: said.finish, work: said.work, cost: said.cost.as_deref().cloned() };
        (said.task, stand)
    });
    said.collect()
}

/// A baseline against another or against the plan as it is: every task of either, in the order of the outline.
pub fn compared(organization: &Organization, plan: &Plan, project: ProjectId, from: BaselineId, to: Against) -> Vec<Compared> {
    let mut then = stands_of(organization, from);
    let mut now: BTreeMap<TaskId, Stand> = match to {
        Against::Today => stands(organization, plan, project).into_iter().collect(),
        Against::Baseline(baseline) => stands_of(organization, baseline),
    };
    let rows = organization.outline(project);
    let both =
        rows.iter().map(|row| Compared { task: row.task.id, then: then.remove(&row.task.id), now: now.remove(&row.task.id) });
    both.filter(|compared| compared.then.is_some() || compared.now.is_some()).collect()
}

/// When a baseline says that its project finishes.
pub fn finish_of(organization: &Organization, baseline: BaselineId) -> Option<Date> {
    organization.tasks_of_baseline(baseline).filter_map(|said| said.finish).max().map(|finish| finish.date())
}
