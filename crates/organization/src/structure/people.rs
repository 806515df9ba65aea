//! People: those who lead, manage and do the work. Whoever has left stays in the past of the organization.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, CalendarId, Dated, Name, Organization, Refusal, Set, UnitId};

pub use crate::record::PersonId;

/// A person of the organization.
#[record(reference = 'H')]
pub struct Person {
    /// Their name.
    pub name: Name,
    /// Their e-mail address; a private field.
    pub email: Option<Name>,
    /// Where they belong beside this organization (employer, company), in their words.
    pub affiliation: Option<Name>,
    /// From when until when they are with the organization.
    pub employed: Dated,
    /// How far along their working life they are.
    pub stage: Option<CareerStage>,
    /// Their own calendar; empty is their unit's.
    pub calendar: Option<CalendarId>,
    /// Minutes of work a week, where their calendar does not say it.
    pub weekly_minutes: Option<u32>,
}

/// How far along their working life somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum CareerStage {
    /// At its beginning.
    Early,
    /// In the middle.
    Mid,
    /// Experienced.
    Senior,
}

impl Shape for Person {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(String::new())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.calendar.iter().for_each(|id| visit(link(Relation::PersonCalendar, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        None
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        crate::structure::refuse_empty(self.employed)?;
        match &self.email {
            Some(email) if !email.contains('@') || email.contains(' ') || email.len() > 254 => Err(Refusal::OutOfRange {
                what: "An e-mail address".to_owned(),
                range: "its name and its domain an @, as in ines@example.org".to_owned(),
            }),
            _ => Ok(()),
        }
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.id == person
    }
    fn units(&self, organization: &Organization, day: Date) -> Vec<UnitId> {
        organization.units_of(self.id, day)
    }
    fn redacted(&self) -> Option<(Section, Self)> {
        self.email.is_some().then(|| (Section::Email, Person { email: None, ..self.clone() }))
    }
}

/// Refuses a span that holds on no day.
pub(crate) fn refuse_empty(span: Dated) -> Result<(), Refusal> {
    match (span.from, span.until) {
        (Some(start), Some(end)) if span.is_empty() => {
            Err(Refusal::EndsBeforeStart { end: end.to_string(), start: start.to_string() })
        }
        _ => Ok(()),
    }
}

impl Organization {
    /// Whether a person is with the organization on a day. Ending a membership does not count; ending the employment does.
    pub fn is_here(&self, person: PersonId, day: Date) -> bool {
        self.find(person).is_some_and(|person| person.employed.holds(day))
    }

    /// People by name, for lists.
    pub fn people_by_name(&self) -> Vec<&Arc<Person>> {
        let mut people: Vec<_> = self.people().iter().collect();
        people.sort_by_cached_key(|person| (person.name.to_lowercase(), person.number));
        people
    }
}

/// Adds a person.
#[command(function = StrengthenOrganization, adds = Person)]
pub struct AddPerson {
    /// The id of the new person.
    pub id: PersonId,
    /// Their name.
    pub name: Name,
    /// Their e-mail address.
    pub email: Option<Name>,
    /// Where they belong beside this organization.
    pub affiliation: Option<Name>,
    /// From when until when they are with the organization.
    pub employed: Option<Dated>,
    /// How far along their working life they are.
    pub stage: Option<CareerStage>,
    /// Their own calendar.
    pub calendar: Option<CalendarId>,
    /// Minutes of work a week.
    pub weekly_minutes: Option<u32>,
}

/// Changes a person.
#[command(function = StrengthenOrganization, changes = Person)]
pub struct ChangePerson {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: Set<Name>,
    /// Their e-mail address.
    pub email: Set<Option<Name>>,
    /// Where they belong beside this organization.
    pub affiliation: Set<Option<Name>>,
    /// From when until when they are with the organization; an end says that they leave.
    pub employed: Set<Dated>,
    /// How far along their working life they are.
    pub stage: Set<Option<CareerStage>>,
    /// Their own calendar.
    pub calendar: Set<Option<CalendarId>>,
    /// Minutes of work a week.
    pub weekly_minutes: Set<Option<u32>>,
}
