//! Memberships: who belongs to which unit from when until when, and in which roles. One person may belong to several units, and twice to one in different roles.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, AnyId, Changes, Dated, Decide, Organization, PersonId, Refusal, RoleId, Set, UnitId};

pub use crate::record::MembershipId;

/// A person in a unit for a time.
#[record]
pub struct Membership {
    /// Who.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// From when until when.
    pub dated: Dated,
    /// In which roles.
    pub roles: Vec<RoleId>,
    /// Whether they take part or did so once.
    pub standing: MemberStanding,
}

/// Whether somebody takes part in a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum MemberStanding {
    /// They do.
    #[default]
    Member,
    /// They did, and are named for it.
    Alumni,
}

impl Shape for Membership {
    fn title(&self, organization: &Organization) -> String {
        format!("{} in {}", organization.label(self.person.into()), organization.label(self.unit.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::MembershipPerson, self.person));
        visit(link(Relation::MembershipUnit, self.unit));
        self.roles.iter().for_each(|id| visit(link(Relation::MembershipRole, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.unit.into())
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        vec![self.unit]
    }
}

impl Organization {
    /// The memberships of a person, past and present.
    pub fn memberships_of(&self, person: PersonId) -> impl DoubleEndedIterator<Item = &Arc<Membership>> {
        self.linked::<Membership>(Relation::MembershipPerson, person)
    }

    /// The memberships in a unit, past and present.
    pub fn memberships_in(&self, unit: UnitId) -> impl DoubleEndedIterator<Item = &Arc<Membership>> {
        self.linked::<Membership>(Relation::MembershipUnit, unit)
    }

    /// Whether a person takes part in a unit on a day, by membership or by appointment.
    pub fn is_member(&self, person: PersonId, unit: UnitId, day: Date) -> bool {
        let member = |membership: &Arc<Membership>| {
            membership.unit == unit && membership.standing == MemberStanding::Member && membership.dated.holds(day)
        };
        self.memberships_of(person).any(member)
            || self
                .appointments_of(person, day)
                .any(|held| self.find(held.position).is_some_and(|position| position.unit == unit))
    }

    /// The units that a person takes part in on a day: those of their positions first, then those of their memberships.
    pub fn units_of(&self, person: PersonId, day: Date) -> Vec<UnitId> {
        let positions =
            self.appointments_of(person, day).filter_map(|held| self.find(held.position)).map(|position| position.unit);
        let memberships = self
            .memberships_of(person)
            .filter(|membership| membership.standing == MemberStanding::Member && membership.dated.holds(day))
            .map(|membership| membership.unit);
        let mut units = Vec::new();
        for unit in positions.chain(memberships) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        units
    }
}

/// Makes a person a member of a unit.
#[command(function = Organize, adds = Membership)]
pub struct AddMembership {
    /// The id of the new membership.
    pub id: MembershipId,
    /// Who.
    pub person: PersonId,
    /// Of which unit.
    pub unit: UnitId,
    /// From when until when.
    pub dated: Option<Dated>,
    /// In which roles.
    pub roles: Vec<RoleId>,
    /// Whether they take part or did so once.
    pub standing: Option<MemberStanding>,
}

/// Changes a membership.
#[command(function = Organize, changes = Membership)]
pub struct ChangeMembership {
    /// The membership.
    pub membership: MembershipId,
    /// From when until when.
    pub dated: Set<Dated>,
    /// In which roles.
    pub roles: Set<Vec<RoleId>>,
    /// Whether they take part or did so once.
    pub standing: Set<MemberStanding>,
}

/// Ends a membership: it no longer holds from that day on.
#[command(function = Organize)]
pub struct EndMembership {
    /// The membership.
    pub membership: MembershipId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndMembership {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.membership)?;
        organization.change(
            before,
            Membership { dated: Dated { until: Some(self.until), ..before.dated }, ..(**before).clone() },
            act,
        )
    }
}
