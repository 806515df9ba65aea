//! Acknowledgements: who has read which version of a policy or which notice, and when. Minor versions keep what was read of their major one.
//!
//! Whether somebody has read something is theirs and of those who published it to know: authority says who sees it.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Keys, NoticeId, Organization, PersonId, PolicyVersionId, Refusal};

pub use crate::record::AcknowledgementId;

/// That a person has read a version of a policy, or a notice.
#[record]
pub struct Acknowledgement {
    /// Who.
    pub person: PersonId,
    /// The version of a policy that they have read.
    pub version: Option<PolicyVersionId>,
    /// The notice that they have read.
    pub notice: Option<NoticeId>,
    /// When.
    pub on: Option<Date>,
}

impl Acknowledgement {
    /// What was read: the version of a policy, or the notice.
    pub fn read(&self) -> Option<AnyId> {
        self.version.map(AnyId::from).or(self.notice.map(AnyId::from))
    }
}

impl Shape for Acknowledgement {
    fn title(&self, organization: &Organization) -> String {
        let read = self.read().map(|read| organization.label(read)).unwrap_or_default();
        format!("{} has read {read}", organization.label(self.person.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::AcknowledgementPerson, self.person));
        self.version.iter().for_each(|id| visit(link(Relation::AcknowledgementVersion, *id)));
        self.notice.iter().for_each(|id| visit(link(Relation::AcknowledgementNotice, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.read()
    }
    fn stands_for_good(&self) -> bool {
        true
    }
    fn private(&self) -> Option<Section> {
        Some(Section::Acknowledgement)
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        if self.version.is_some() == self.notice.is_some() {
            return Err(Refusal::Missing { what: "Either the version of a policy or the notice that was read".to_owned() });
        }
        let twice = |other: &Arc<Acknowledgement>| other.id != self.id && other.read() == self.read();
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
        let read = read.filter_map(|read| self.find(read.version?));
        read.into_iter().any(|read| read.policy == wanted.policy && read.major == wanted.major)
    }

    /// Whether a person has read a notice.
    pub fn has_read_notice(&self, person: PersonId, notice: NoticeId) -> bool {
        self.linked::<Acknowledgement>(Relation::AcknowledgementPerson, person).any(|read| read.notice == Some(notice))
    }
}

/// Says that one has read a version of a policy, or a notice.
#[command(function = OperateDaily)]
pub struct AddAcknowledgement {
    /// The id of the new acknowledgement.
    pub id: AcknowledgementId,
    /// The version of a policy.
    pub version: Option<PolicyVersionId>,
    /// The notice.
    pub notice: Option<NoticeId>,
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
        let read =
            Acknowledgement { id: self.id, person, version: self.version, notice: self.notice, on, ..Acknowledgement::default() };
        organization.add(Acknowledgement { keys: self.keys.clone(), ..read }, act)
    }
}
