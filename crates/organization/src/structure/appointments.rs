//! Appointments: who holds which position from when until when, for good or acting for somebody.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, AnyId, Changes, Dated, Decide, Organization, Person, PersonId, PositionId, Refusal, Set, UnitId};

pub use crate::record::AppointmentId;

/// A person in a position for a time.
#[record]
pub struct Appointment {
    /// Who.
    pub person: PersonId,
    /// In which position.
    pub position: PositionId,
    /// From when until when.
    pub dated: Dated,
    /// The share of the position in per cent; 0 stands for all of it.
    pub share: u32,
    /// Whether they stand in for somebody else, or for nobody while the position is vacant.
    pub acting: bool,
    /// For whom they act.
    pub acting_for: Option<PersonId>,
}

impl Shape for Appointment {
    fn title(&self, organization: &Organization) -> String {
        format!("{} as {}", organization.label(self.person.into()), organization.label(self.position.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::AppointmentPerson, self.person));
        visit(link(Relation::AppointmentPosition, self.position));
        self.acting_for.iter().for_each(|id| visit(link(Relation::AppointmentFor, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.position.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)?;
        if self.share > 100 {
            return Err(Refusal::OutOfRange {
                what: "The share of a position".to_owned(),
                range: "0 and 100 per cent".to_owned(),
            });
        }
        let twice = organization.linked::<Appointment>(Relation::AppointmentPosition, self.position).any(|other| {
            other.id != self.id && other.person == self.person && other.acting == self.acting && other.dated.overlaps(self.dated)
        });
        if twice {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person
    }
}

impl Organization {
    /// Who holds a position on a day; acting people come after permanent ones.
    pub fn holders(&self, position: PositionId, day: Date) -> Vec<&Arc<Appointment>> {
        let mut held: Vec<_> =
            self.linked::<Appointment>(Relation::AppointmentPosition, position).filter(|held| held.dated.holds(day)).collect();
        held.sort_by_key(|held| held.acting);
        held
    }

    /// The positions that a person holds on a day.
    pub fn appointments_of(&self, person: PersonId, day: Date) -> impl Iterator<Item = &Arc<Appointment>> {
        self.linked::<Appointment>(Relation::AppointmentPerson, person).filter(move |held| held.dated.holds(day))
    }

    /// Whoever heads a unit on a day, acting heads among them.
    pub fn heads(&self, unit: UnitId, day: Date) -> Vec<&Arc<Appointment>> {
        self.head_position(unit).map_or_else(Vec::new, |position| self.holders(position.id, day))
    }

    /// The people who head a unit on a day and are still with the organization.
    pub fn head_people(&self, unit: UnitId, day: Date) -> Vec<&Arc<Person>> {
        self.heads(unit, day)
            .iter()
            .filter_map(|held| self.find(held.person))
            .filter(|person| person.employed.holds(day))
            .collect()
    }
}

/// Appoints a person to a position.
#[command(function = Organize, adds = Appointment)]
pub struct AddAppointment {
    /// The id of the new appointment.
    pub id: AppointmentId,
    /// Who.
    pub person: PersonId,
    /// To which position.
    pub position: PositionId,
    /// From when until when.
    pub dated: Option<Dated>,
    /// The share of the position in per cent.
    pub share: Option<u32>,
    /// Whether they stand in for somebody.
    pub acting: bool,
    /// For whom they act.
    pub acting_for: Option<PersonId>,
}

/// Changes an appointment.
#[command(function = Organize, changes = Appointment)]
pub struct ChangeAppointment {
    /// The appointment.
    pub appointment: AppointmentId,
    /// From when until when.
    pub dated: Set<Dated>,
    /// The share of the position in per cent.
    pub share: Set<u32>,
    /// Whether they stand in for somebody.
    pub acting: Set<bool>,
    /// For whom they act.
    pub acting_for: Set<Option<PersonId>>,
}

/// Ends an appointment: it no longer holds from that day on.
#[command(function = Organize)]
pub struct EndAppointment {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndAppointment {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.appointment)?;
        organization.change(
            before,
            Appointment { dated: Dated { until: Some(self.until), ..before.dated }, ..(**before).clone() },
            act,
        )
    }
}
