//! Acknowledgements: who has read which version of a policy, and when. Minor versions keep what was read of their major one.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Keys, Organization, PersonId, PolicyVersionId, Refusal};

pub use crate::record::AcknowledgementId;

/// That a person has read a version of a policy.
#[record]
pub struct Acknowledgement {
    /// Who.
    pub person: PersonId,
    /// What.
    pub version: PolicyVersionId,
    /// When.
    pub on: Option<Date>,
}

impl Shape for Acknowledgement {
    fn title(&self, organization: &Organization) -> String {
        format!("{} has read {}", organization.label(self.person.into()), organization.label(self.version.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::AcknowledgementPerson, self.person));
        visit(link(Relation::AcknowledgementVersion, self.version));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.version.into())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let twice = |other: &Arc<Acknowledgement>| other.id != self.id && other.version == self.version;
        if organization.linked::<Acknowledgement>(Relation::AcknowledgementPerson, self.person).any(twice) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

impl Organization {
    /// Whether a person has read a version of a policy, or another of the same major number.
    pub fn has_read(&self, person: PersonId, version: PolicyVersionId) -> bool {
        let Some(wanted) = self.find(version) else { return false };
        let read = self.linked::<Acknowledgement>(Relation::AcknowledgementPerson, person);
        read.filter_map(|read| self.find(read.version)).any(|read| read.policy == wanted.policy && read.major == wanted.major)
    }
}

/// Says that one has read a version of a policy.
#[command(function = OperateDaily)]
pub struct AddAcknowledgement {
    /// The id of the new acknowledgement.
    pub id: AcknowledgementId,
    /// What.
    pub version: PolicyVersionId,
    /// Who has read it, in an import; otherwise whoever acts.
    pub person: Option<PersonId>,
    /// When, in an import; otherwise today.
    pub on: Option<Date>,
    /// Keys under which other systems know it.
    pub keys: Keys,
}

impl Decide for AddAcknowledgement {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let on = if act.imported { self.on } else { Some(act.day) };
        let person = if act.imported { self.person } else { act.person.or(self.person) };
        let person = person.ok_or_else(|| Refusal::Missing { what: "Who has read it".to_owned() })?;
        let read = Acknowledgement { id: self.id, person, version: self.version, on, ..Acknowledgement::default() };
        organization.add(Acknowledgement { keys: self.keys.clone(), ..read }, act)
    }
}
