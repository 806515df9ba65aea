//! Demands: who and what a task needs: a person, so many people with a skill, or a resource. Who works on a task is said here and nowhere else; a responsibility matrix shows it as R.

use std::sync::Arc;

use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::development::refuse_level;
use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, Organization, PersonId, Refusal, ResourceId, Set, SkillId, TaskId};

pub use crate::record::DemandId;

/// That a task needs somebody or something.
#[record]
pub struct Demand {
    /// The task.
    pub task: TaskId,
    /// Who or what.
    pub need: Need,
    /// The share of their time in ten-thousandths: 10,000 is all of it; 0 stands for 10,000.
    pub units: u32,
    /// Minutes of work that falls to them, where that was said.
    pub work: Option<i64>,
    /// Minutes of that work that are left, where that was said.
    pub remaining: Option<i64>,
    /// Minutes of working time after the start of the task at which they begin.
    pub delay: i64,
}

/// Who or what is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// A person.
    Person(PersonId),
    /// A resource: a group named in a project file, equipment, material, cost.
    Resource(ResourceId),
    /// So many people who can do something.
    Skill {
        /// What they must be able to do.
        skill: SkillId,
        /// How well at least, from 1 to 5.
        level: u8,
        /// How many people, from 1.
        count: u32,
    },
}

impl Default for Need {
    fn default() -> Self {
        Need::Person(PersonId::default())
    }
}

impl Need {
    /// The record that it names.
    pub fn id(self) -> AnyId {
        match self {
            Need::Person(id) => id.into(),
            Need::Resource(id) => id.into(),
            Need::Skill { skill, .. } => skill.into(),
        }
    }
}

impl Shape for Demand {
    fn title(&self, organization: &Organization) -> String {
        format!("{} on {}", organization.label(self.need.id()), organization.label(self.task.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::DemandTask, self.task));
        visit(link(Relation::DemandParty, self.need.id()));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.task.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        if organization.demands_of(self.task).any(|other| other.id != self.id && other.need == self.need) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        if let Need::Skill { level, count, .. } = self.need {
            refuse_level(level)?;
            if !(1..=10_000).contains(&count) {
                return Err(Refusal::OutOfRange { what: "The number of people".to_owned(), range: "1 and 10,000".to_owned() });
            }
        }
        if self.work.is_some_and(|work| work < 0) || self.remaining.is_some_and(|left| left < 0) || self.delay < 0 {
            return Err(Refusal::OutOfRange { what: "Work".to_owned(), range: "0 and what the task takes".to_owned() });
        }
        Ok(())
    }
}

impl Organization {
    /// The demands of a task.
    pub fn demands_of(&self, task: TaskId) -> impl DoubleEndedIterator<Item = &Arc<Demand>> {
        self.linked::<Demand>(Relation::DemandTask, task)
    }

    /// The demands for a person.
    pub fn demands_for(&self, person: PersonId) -> impl DoubleEndedIterator<Item = &Arc<Demand>> {
        self.linked::<Demand>(Relation::DemandParty, person)
    }
}

/// Says that a task needs somebody or something.
#[command(function = Plan, adds = Demand)]
pub struct AddDemand {
    /// The id of the new demand.
    pub id: DemandId,
    /// The task.
    pub task: TaskId,
    /// Who or what.
    pub need: Need,
    /// The share of their time in ten-thousandths.
    pub units: Option<u32>,
    /// Minutes of work that falls to them.
    pub work: Option<i64>,
    /// Minutes of that work that are left.
    pub remaining: Option<i64>,
    /// Minutes of working time after the start of the task at which they begin.
    pub delay: Option<i64>,
}

/// Changes a demand.
#[command(function = Plan, changes = Demand)]
pub struct ChangeDemand {
    /// The demand.
    pub demand: DemandId,
    /// Who or what.
    pub need: Set<Need>,
    /// The share of their time in ten-thousandths.
    pub units: Set<u32>,
    /// Minutes of work that falls to them.
    pub work: Set<Option<i64>>,
    /// Minutes of that work that are left.
    pub remaining: Set<Option<i64>>,
    /// Minutes of working time after the start of the task at which they begin.
    pub delay: Set<i64>,
}

/// Takes a demand away.
#[command(function = Plan, removes = Demand)]
pub struct RemoveDemand {
    /// The demand.
    pub demand: DemandId,
}
