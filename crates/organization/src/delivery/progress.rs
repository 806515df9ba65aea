//! Progress: whoever works on a task says how far it is. The report stays; the task takes over what it says in the same step.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Keys, Organization, PersonId, Prose, Refusal, Status, Task, TaskId};

pub use crate::record::ProgressReportId;

/// What somebody said of a task on a day: how far it is, and how it goes.
#[record]
pub struct ProgressReport {
    /// The task.
    pub task: TaskId,
    /// Who said it.
    pub by: Option<PersonId>,
    /// When.
    pub on: Option<Date>,
    /// How much of its duration is done, in per cent.
    pub percent: Option<u8>,
    /// Minutes of its duration that are left.
    pub remaining: Option<i64>,
    /// How it goes.
    pub status: Option<Status>,
    /// What to know about it.
    pub text: Prose,
}

impl Shape for ProgressReport {
    fn title(&self, organization: &Organization) -> String {
        format!("progress of {}", organization.label(self.task.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::ProgressReportTask, self.task));
        self.by.iter().for_each(|id| visit(link(Relation::ProgressReportBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.task.into())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.by == Some(person)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.percent.is_some_and(|percent| percent > 100) {
            return Err(Refusal::OutOfRange {
                what: "The share that is done".to_owned(),
                range: "0 and 100 per cent".to_owned(),
            });
        }
        if self.percent.is_none() && self.remaining.is_none() && self.status.is_none() && self.text.is_empty() {
            return Err(Refusal::Missing { what: "What there is to report".to_owned() });
        }
        Ok(())
    }
}

impl Organization {
    /// The progress reports of a task, the oldest first.
    pub fn progress_of(&self, task: TaskId) -> impl DoubleEndedIterator<Item = &Arc<ProgressReport>> {
        self.linked::<ProgressReport>(Relation::ProgressReportTask, task)
    }
}

/// Reports how far a task is. The task takes over the share that is done, or the time that is left.
#[command(function = OperateDaily)]
pub struct AddProgressReport {
    /// The id of the new report.
    pub id: ProgressReportId,
    /// The task.
    pub task: TaskId,
    /// Who said it, in an import; otherwise whoever acts.
    pub by: Option<PersonId>,
    /// When, in an import; otherwise today.
    pub on: Option<Date>,
    /// How much of its duration is done, in per cent.
    pub percent: Option<u8>,
    /// Minutes of its duration that are left.
    pub remaining: Option<i64>,
    /// How it goes.
    pub status: Option<Status>,
    /// What to know about it.
    pub text: Option<Prose>,
    /// Keys under which other systems know it.
    pub keys: Keys,
}

impl Decide for AddProgressReport {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let (by, on) = if act.imported { (self.by, self.on) } else { (act.person, Some(act.day)) };
        let task = organization.get(self.task)?;
        let report = ProgressReport {
            id: self.id,
            task: self.task,
            by,
            on,
            percent: self.percent,
            remaining: self.remaining,
            status: self.status,
            text: self.text.clone().unwrap_or_default(),
            keys: self.keys.clone(),
            ..ProgressReport::default()
        };
        let reported = organization.add(report, act)?;
        // A file states the task as it is now beside what was reported once.
        if act.imported {
            return Ok(reported);
        }
        if task.state.is_closed() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.task.into()) });
        }
        let after = Task {
            percent: self.percent.unwrap_or(task.percent),
            remaining: self.remaining.or(if self.percent.is_some() { None } else { task.remaining }),
            ..(**task).clone()
        };
        Ok(reported.and(organization.change(task, after, act)?))
    }
}

/// Takes a progress report away. The task stays as it is.
#[command(function = OperateDaily, removes = ProgressReport)]
pub struct RemoveProgressReport {
    /// The progress report.
    pub progress_report: ProgressReportId,
}
