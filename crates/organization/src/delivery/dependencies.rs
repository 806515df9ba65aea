//! Dependencies: one task waits for another, with a lag. A link to a summary is a link to everything under it.

use std::sync::Arc;

use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, Organization, Refusal, Set, Task, TaskId};

pub use crate::record::DependencyId;

/// That a task waits for another.
#[record]
pub struct Dependency {
    /// The task that is waited for.
    pub from: TaskId,
    /// The task that waits.
    pub to: TaskId,
    /// Which end waits for which.
    pub sort: DependencySort,
    /// How long after, or before where it is negative.
    pub lag: Lag,
}

/// Which end of a task waits for which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum DependencySort {
    /// The start waits for the finish.
    #[default]
    FinishStart,
    /// The start waits for the start.
    StartStart,
    /// The finish waits for the finish.
    FinishFinish,
    /// The finish waits for the start.
    StartFinish,
}

impl DependencySort {
    /// The two letters of the field.
    pub fn letters(self) -> &'static str {
        match self {
            DependencySort::FinishStart => "FS",
            DependencySort::StartStart => "SS",
            DependencySort::FinishFinish => "FF",
            DependencySort::StartFinish => "SF",
        }
    }

    /// The sort with these letters.
    pub fn from_letters(letters: &str) -> Option<DependencySort> {
        let all =
            [DependencySort::FinishStart, DependencySort::StartStart, DependencySort::FinishFinish, DependencySort::StartFinish];
        all.into_iter().find(|sort| sort.letters().eq_ignore_ascii_case(letters))
    }
}

/// How long after, or before where it is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Lag {
    /// Minutes of working time.
    Working(i64),
    /// Minutes of the clock.
    Elapsed(i64),
    /// Per cent of the duration of the task waited for, as working time.
    Percent(i32),
    /// Per cent of it, by the clock.
    ElapsedPercent(i32),
}

impl Default for Lag {
    fn default() -> Self {
        Lag::Working(0)
    }
}

impl Shape for Dependency {
    fn title(&self, organization: &Organization) -> String {
        format!("{} {} {}", organization.label(self.from.into()), self.sort.letters(), organization.label(self.to.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::DependencyFrom, self.from));
        visit(link(Relation::DependencyTo, self.to));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.to.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        if organization.predecessors(self.to).any(|other| other.id != self.id && other.from == self.from) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        if organization.waits_for(self.from, self.to, self.id) {
            return Err(Refusal::WouldWaitForItself {
                from: organization.label(self.from.into()),
                to: organization.label(self.to.into()),
            });
        }
        Ok(())
    }
}

impl Organization {
    /// The links that a task waits by.
    pub fn predecessors(&self, task: TaskId) -> impl DoubleEndedIterator<Item = &Arc<Dependency>> {
        self.linked::<Dependency>(Relation::DependencyTo, task)
    }

    /// The links by which others wait for a task.
    pub fn successors(&self, task: TaskId) -> impl DoubleEndedIterator<Item = &Arc<Dependency>> {
        self.linked::<Dependency>(Relation::DependencyFrom, task)
    }

    /// Whether a task waits for another, directly, over others, or because one is above the other; one link is left out of account.
    ///
    /// A task holds up its successors and those of the summaries above it, and a summary's predecessor holds up all under the summary.
    pub fn waits_for(&self, late: TaskId, early: TaskId, without: DependencyId) -> bool {
        let targets: std::collections::BTreeSet<TaskId> = self.with_all_under(late).collect();
        let above: std::collections::BTreeSet<TaskId> = self.tasks_from(late).map(|task| task.id).collect();
        let mut seen: std::collections::BTreeSet<TaskId> = std::collections::BTreeSet::new();
        let mut waiting: Vec<TaskId> = self.with_all_under(early).collect();
        if waiting.contains(&late) || above.contains(&early) {
            return true;
        }
        while let Some(task) = waiting.pop() {
            if targets.contains(&task) {
                return true;
            }
            if !seen.insert(task) {
                continue;
            }
            for holder in self.tasks_from(task).filter(|holder| holder.id == task || !above.contains(&holder.id)) {
                for dependency in self.successors(holder.id).filter(|dependency| dependency.id != without) {
                    waiting.extend(self.with_all_under(dependency.to));
                }
            }
        }
        false
    }

    fn with_all_under(&self, task: TaskId) -> impl Iterator<Item = TaskId> + '_ {
        let mut waiting = vec![task];
        std::iter::from_fn(move || {
            let task = waiting.pop()?;
            waiting.extend(self.linked::<Task>(Relation::TaskParent, task).map(|task| task.id));
            Some(task)
        })
    }
}

/// Says that a task waits for another.
#[command(function = Plan, adds = Dependency)]
pub struct AddDependency {
    /// The id of the new link.
    pub id: DependencyId,
    /// The task that is waited for.
    pub from: TaskId,
    /// The task that waits.
    pub to: TaskId,
    /// Which end waits for which.
    pub sort: Option<DependencySort>,
    /// How long after.
    pub lag: Option<Lag>,
}

/// Changes a link.
#[command(function = Plan, changes = Dependency)]
pub struct ChangeDependency {
    /// The link.
    pub dependency: DependencyId,
    /// Which end waits for which.
    pub sort: Set<DependencySort>,
    /// How long after.
    pub lag: Set<Lag>,
}

/// Takes a link away.
#[command(function = Plan, removes = Dependency)]
pub struct RemoveDependency {
    /// The link.
    pub dependency: DependencyId,
}
