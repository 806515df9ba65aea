//! Check-ins: two people talk regularly. What they write down, and when they talked, is theirs alone; the journal shows no more than that somebody wrote a
//! check-in.

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::{Organization, PersonId, Prose, Refusal, Set};

pub use crate::record::CheckInId;

/// A talk between two people: when, and what they wrote down. Only the two see it.
#[record]
pub struct CheckIn {
    /// Who leads.
    pub lead: PersonId,
    /// With whom.
    pub person: PersonId,
    /// When.
    pub on: Date,
    /// What they wrote down.
    pub notes: Prose,
    /// When they talk again.
    pub next: Option<Date>,
}

impl Shape for CheckIn {
    fn title(&self, organization: &Organization) -> String {
        format!(
            "check-in of {} with {} on {}",
            organization.label(self.lead.into()),
            organization.label(self.person.into()),
            self.on
        )
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::CheckInLead, self.lead));
        visit(link(Relation::CheckInPerson, self.person));
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.lead == person || self.person == person
    }
    fn private(&self) -> Option<Section> {
        Some(Section::CheckIn)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.lead == self.person {
            return Err(Refusal::WithOneself { what: "A check-in".to_owned() });
        }
        Ok(())
    }
}

/// Adds a check in.
#[command(function = OperateDaily, adds = CheckIn)]
pub struct AddCheckIn {
    /// The id of the new check in.
    pub id: CheckInId,
    /// Who leads.
    pub lead: PersonId,
    /// With whom.
    pub person: PersonId,
    /// When.
    pub on: Date,
    /// What they wrote down.
    pub notes: Option<Prose>,
    /// When they talk again.
    pub next: Option<Date>,
}

/// Changes a check in.
#[command(function = OperateDaily, changes = CheckIn)]
pub struct ChangeCheckIn {
    /// The check in.
    pub check_in: CheckInId,
    /// When.
    pub on: Set<Date>,
    /// What they wrote down.
    pub notes: Set<Prose>,
    /// When they talk again.
    pub next: Set<Option<Date>>,
}

/// Takes a check in away.
#[command(function = OperateDaily, removes = CheckIn)]
pub struct RemoveCheckIn {
    /// The check in.
    pub check_in: CheckInId,
}
