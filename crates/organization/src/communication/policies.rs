//! Policies: what holds, in versions. A version is never changed; a newer one supersedes it.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Name, Openness, Organization, Party, Prose, Refusal, Set, UnitId};

pub use crate::record::{PolicyId, PolicyVersionId};

/// Something that holds.
#[record(reference = 'L')]
pub struct Policy {
    /// Its title.
    pub title: Name,
    /// What sort of policy it is, in the organization's own words.
    pub sort: Option<Name>,
    /// The unit that gives it.
    pub unit: Option<UnitId>,
    /// In force or retired.
    pub state: Openness,
}

/// One version of a policy.
#[record]
pub struct PolicyVersion {
    /// The policy.
    pub policy: PolicyId,
    /// Its major number, from 1; a new one asks everybody to read again.
    pub major: u32,
    /// Its minor number, from 0.
    pub minor: u32,
    /// The text (Markdown).
    pub text: Prose,
    /// Whom it concerns; everybody where it is empty.
    pub audience: Vec<Party>,
    /// From when it holds, where that is known.
    pub effective: Option<Date>,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// By when it is to be read.
    pub acknowledge_by: Option<Date>,
}

impl Shape for Policy {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.sort.as_ref().map(ToString::to_string).unwrap_or_default())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.unit.iter().for_each(|id| visit(link(Relation::PolicyUnit, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.unit.map(AnyId::from)
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        self.unit.into_iter().collect()
    }
}

impl Shape for PolicyVersion {
    fn title(&self, organization: &Organization) -> String {
        format!("{} version {}.{}", organization.label(self.policy.into()), self.major, self.minor)
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::PolicyVersionPolicy, self.policy));
        self.audience.iter().for_each(|party| visit(link(Relation::PolicyVersionAudience, party.id())));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.policy.into())
    }
    fn stands_for_good(&self) -> bool {
        true
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let same = |other: &&&Arc<PolicyVersion>| other.id != self.id && (other.major, other.minor) == (self.major, self.minor);
        match organization.versions_of(self.policy).iter().find(same) {
            Some(other) => Err(Refusal::Stands { what: organization.label(other.id.into()) }),
            None => Ok(()),
        }
    }
}

impl Organization {
    /// The versions of a policy, the oldest first.
    pub fn versions_of(&self, policy: PolicyId) -> Vec<&Arc<PolicyVersion>> {
        let mut versions: Vec<_> = self.linked::<PolicyVersion>(Relation::PolicyVersionPolicy, policy).collect();
        versions.sort_by_key(|version| (version.major, version.minor));
        versions
    }

    /// The version that holds on a day: the newest that is in effect.
    pub fn version_on(&self, policy: PolicyId, day: Date) -> Option<&Arc<PolicyVersion>> {
        self.versions_of(policy).into_iter().rev().find(|version| version.effective.is_none_or(|effective| effective <= day))
    }
}

/// Adds a policy. Its text follows as a version.
#[command(function = CommunicateChange, adds = Policy)]
pub struct AddPolicy {
    /// The id of the new policy.
    pub id: PolicyId,
    /// Its title.
    pub title: Name,
    /// What sort of policy it is.
    pub sort: Option<Name>,
    /// The unit that gives it.
    pub unit: Option<UnitId>,
    /// In force or retired; in force where it is left out.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes a policy's title, sort or unit.
#[command(function = CommunicateChange, changes = Policy)]
pub struct ChangePolicy {
    /// The policy.
    pub policy: PolicyId,
    /// Its title.
    pub title: Set<Name>,
    /// What sort of policy it is.
    pub sort: Set<Option<Name>>,
    /// The unit that gives it.
    pub unit: Set<Option<UnitId>>,
    /// In force or retired, as an import states it.
    #[imports]
    pub state: Set<Openness>,
}

/// Retires a policy: it no longer holds.
#[command(function = CommunicateChange)]
pub struct RetirePolicy {
    /// The policy.
    pub policy: PolicyId,
    /// Since when; today where it is left out.
    pub on: Option<Date>,
}

impl Decide for RetirePolicy {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.policy)?;
        if before.state.is_closed() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.policy.into()) });
        }
        let state = Openness::Closed { on: self.on.or(Some(act.day)) };
        organization.change(before, Policy { state, ..(**before).clone() }, act)
    }
}

/// Publishes a version of a policy. It stands; a correction is a newer version.
#[command(function = CommunicateChange, adds = PolicyVersion)]
pub struct AddPolicyVersion {
    /// The id of the new version.
    pub id: PolicyVersionId,
    /// The policy.
    pub policy: PolicyId,
    /// Its major number.
    pub major: u32,
    /// Its minor number.
    pub minor: Option<u32>,
    /// The text (Markdown).
    pub text: Option<Prose>,
    /// Whom it concerns.
    pub audience: Vec<Party>,
    /// From when it holds.
    pub effective: Option<Date>,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// By when it is to be read.
    pub acknowledge_by: Option<Date>,
}
