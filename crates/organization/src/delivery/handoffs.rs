//! Hand-offs: a dependency between two units is confirmed by both sides. Each side's confirmation is a record of its own, decided by those who answer for
//! the task on that side; it goes with the dependency.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Dependency, DependencyId, Keys, Organization, PersonId, Prose, Refusal, TaskId};

pub use crate::record::HandOffId;

/// That one side of a dependency between units has confirmed it: those who give, or those who take.
#[record]
pub struct HandOff {
    /// The dependency.
    pub dependency: DependencyId,
    /// The task on the side that confirms: the one that is waited for, or the one that waits.
    pub task: TaskId,
    /// Who confirmed it.
    pub by: Option<PersonId>,
    /// When.
    pub on: Option<Date>,
    /// What was agreed: what is handed over, how and where.
    pub terms: Prose,
}

impl Shape for HandOff {
    fn title(&self, organization: &Organization) -> String {
        format!("{} confirmed by {}", organization.label(self.dependency.into()), organization.label(self.task.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::HandOffDependency, self.dependency));
        visit(link(Relation::HandOffTask, self.task));
        self.by.iter().for_each(|id| visit(link(Relation::HandOffBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.task.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        if let Some(link) = organization.find(self.dependency)
            && self.task != link.from
            && self.task != link.to
        {
            return Err(Refusal::OtherKind {
                what: organization.label(self.task.into()),
                wanted: format!("one of the two tasks of {}", organization.label(link.id.into())),
            });
        }
        let twice = |other: &Arc<HandOff>| other.id != self.id && other.task == self.task;
        if organization.hand_offs_of(self.dependency).any(twice) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

impl Organization {
    /// The confirmations of a dependency, at most one of each side.
    pub fn hand_offs_of(&self, dependency: DependencyId) -> impl DoubleEndedIterator<Item = &Arc<HandOff>> {
        self.linked::<HandOff>(Relation::HandOffDependency, dependency)
    }

    /// Whether a dependency lies between two units: then both sides are to confirm it.
    pub fn is_hand_off(&self, dependency: &Dependency) -> bool {
        let unit = |task: TaskId| self.find(task).and_then(|task| self.find(task.project)).and_then(|project| project.unit);
        let (from, to) = (unit(dependency.from), unit(dependency.to));
        from.is_some() && to.is_some() && from != to
    }

    /// The tasks of a hand-off whose sides have not confirmed it.
    pub fn unconfirmed(&self, dependency: &Dependency) -> Vec<TaskId> {
        let confirmed = |task: &TaskId| self.hand_offs_of(dependency.id).any(|hand_off| hand_off.task == *task);
        [dependency.from, dependency.to].into_iter().filter(|task| !confirmed(task)).collect()
    }
}

/// Confirms a hand-off for the side of one of its tasks.
#[command(function = Coordinate)]
pub struct AddHandOff {
    /// The id of the new confirmation.
    pub id: HandOffId,
    /// The dependency.
    pub dependency: DependencyId,
    /// The task on the side that confirms.
    pub task: TaskId,
    /// What was agreed.
    pub terms: Option<Prose>,
    /// Who confirmed it, in an import; otherwise whoever acts.
    pub by: Option<PersonId>,
    /// When, in an import; otherwise today.
    pub on: Option<Date>,
    /// Keys under which other systems know it.
    pub keys: Keys,
}

impl Decide for AddHandOff {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let (by, on) = if act.imported { (self.by, self.on) } else { (act.person, Some(act.day)) };
        let hand_off = HandOff {
            id: self.id,
            dependency: self.dependency,
            task: self.task,
            by,
            on,
            terms: self.terms.clone().unwrap_or_default(),
            keys: self.keys.clone(),
            ..HandOff::default()
        };
        organization.add(hand_off, act)
    }
}

/// Takes the confirmation of one side back.
#[command(function = Coordinate, removes = HandOff)]
pub struct RemoveHandOff {
    /// The hand off.
    pub hand_off: HandOffId,
}
