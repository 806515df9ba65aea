//! Administrators: who may set the program up, from when until when. Administration lies outside of leading and managing.

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, Changes, Dated, Decide, Organization, PersonId, Refusal};

pub use crate::record::AdministratorId;

/// A person who may set the program up.
#[record]
pub struct Administrator {
    /// Who.
    pub person: PersonId,
    /// From when until when.
    pub dated: Dated,
}

impl Shape for Administrator {
    fn title(&self, organization: &Organization) -> String {
        format!("{} as administrator", organization.label(self.person.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::AdministratorPerson, self.person));
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)?;
        let twice = organization
            .linked::<Administrator>(Relation::AdministratorPerson, self.person)
            .any(|other| other.id != self.id && other.dated.overlaps(self.dated));
        if twice { Err(Refusal::AlreadySo { what: self.title(organization) }) } else { Ok(()) }
    }
}

impl Organization {
    /// Whether a person is an administrator on a day.
    pub fn is_administrator(&self, person: PersonId, day: Date) -> bool {
        self.linked::<Administrator>(Relation::AdministratorPerson, person).any(|administrator| administrator.dated.holds(day))
    }
}

/// Makes a person an administrator.
#[command(function = Administer, adds = Administrator)]
pub struct AddAdministrator {
    /// The id of the new record.
    pub id: AdministratorId,
    /// Who.
    pub person: PersonId,
    /// From when until when.
    pub dated: Option<Dated>,
}

/// Ends that a person is an administrator.
#[command(function = Administer)]
pub struct EndAdministrator {
    /// The record.
    pub administrator: AdministratorId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndAdministrator {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.administrator)?;
        organization.change(
            before,
            Administrator { dated: Dated { until: Some(self.until), ..before.dated }, ..(**before).clone() },
            act,
        )
    }
}
