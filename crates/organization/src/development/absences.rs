//! Absences: who is away when.
//!
//! requested → approved or declined; whoever asked, or those who lead them, may cancel. Nobody answers their own request: that of a head goes to the head above,
//! and where there is none to an administrator. Everybody sees the days, as *away*; the kind and the reason are for the person, those who lead them and
//! administrators. The agreed plan has no working time in approved absences.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Organization, PersonId, Prose, Refusal, Set};

pub use crate::record::AbsenceId;

/// That a person is away for some days. Everybody sees the days; the kind and the reason are private.
#[record]
pub struct Absence {
    /// Who.
    pub person: PersonId,
    /// Holiday, illness, care, training or another; a private field.
    pub sort: AbsenceSort,
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    /// Which part of each day.
    pub part: DayPart,
    /// What to know about it; a private field.
    pub reason: Prose,
    /// How far it is.
    pub state: AbsenceState,
}

/// The sorts of absences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum AbsenceSort {
    /// Not said, or not to be seen.
    #[default]
    Away,
    /// Holiday.
    Holiday,
    /// Illness.
    Illness,
    /// Care for others.
    Care,
    /// Training.
    Training,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum DayPart {
    /// All of it.
    #[default]
    Whole,
    /// Until noon.
    Morning,
    /// From noon.
    Afternoon,
}

/// How far an absence is, with the facts of that state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum AbsenceState {
    /// Asked for.
    #[default]
    Requested,
    /// Agreed to.
    Approved {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
    },
    /// Not agreed to.
    Declined {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
        /// Why; a private field.
        because: Prose,
    },
    /// Taken back.
    Cancelled {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
    },
}

impl AbsenceState {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            AbsenceState::Requested => "requested",
            AbsenceState::Approved { .. } => "approved",
            AbsenceState::Declined { .. } => "declined",
            AbsenceState::Cancelled { .. } => "cancelled",
        }
    }
}

impl Absence {
    /// Whether somebody agreed to it.
    pub fn is_approved(&self) -> bool {
        matches!(self.state, AbsenceState::Approved { .. })
    }

    /// Its last day.
    pub fn last_day(&self) -> Date {
        self.until.yesterday().unwrap_or(self.until)
    }

    /// Whether it is asked for or approved, so that it counts.
    pub fn stands(&self) -> bool {
        matches!(self.state, AbsenceState::Requested | AbsenceState::Approved { .. })
    }

    /// Whether a day of it lies from one day until before another.
    pub fn touches(&self, from: Date, until: Date) -> bool {
        self.from < until && from < self.until
    }
}

impl Shape for Absence {
    fn title(&self, organization: &Organization) -> String {
        format!("{} away from {} until {}", organization.label(self.person.into()), self.from, self.until)
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::AbsencePerson, self.person));
        if self.state == AbsenceState::Requested {
            visit(link(Relation::AbsenceUndecided, self.person));
        }
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.person.into())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person
    }
    fn asked_by(&self) -> Option<PersonId> {
        Some(self.person)
    }
    fn redacted(&self) -> Option<(Section, Self)> {
        let state = match &self.state {
            AbsenceState::Declined { by, on, .. } => AbsenceState::Declined { by: *by, on: *on, because: Prose::default() },
            AbsenceState::Requested | AbsenceState::Approved { .. } | AbsenceState::Cancelled { .. } => self.state.clone(),
        };
        Some((Section::Absence, Absence { sort: AbsenceSort::Away, reason: Prose::default(), state, ..self.clone() }))
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.until <= self.from {
            return Err(Refusal::EndsBeforeStart { end: self.until.to_string(), start: self.from.to_string() });
        }
        Ok(())
    }
}

fn is_requested(absence: &Absence, organization: &Organization, act: &Act) -> Result<(), Refusal> {
    match &absence.state {
        AbsenceState::Requested => Ok(()),
        AbsenceState::Approved { .. } | AbsenceState::Declined { .. } | AbsenceState::Cancelled { .. } if act.imported => Ok(()),
        AbsenceState::Approved { .. } | AbsenceState::Declined { .. } | AbsenceState::Cancelled { .. } => {
            Err(organization.wrong_state(absence.id, absence.state.word(), "requested"))
        }
    }
}

impl Organization {
    /// The absences of a person, whatever became of them.
    pub fn absences_of(&self, person: PersonId) -> impl DoubleEndedIterator<Item = &Arc<Absence>> {
        self.linked::<Absence>(Relation::AbsencePerson, person)
    }

    /// The absences that nobody has answered yet.
    pub fn undecided_absences(&self) -> impl Iterator<Item = &Arc<Absence>> {
        self.linking::<Absence>(Relation::AbsenceUndecided)
    }

    /// The people for whom the requests of a person to be away wait: the head of each of their units, or of the nearest unit above that somebody else heads; where
    /// there is none, the administrators; and where there is nobody else at all, themselves.
    pub fn deciders_of_absences(&self, person: PersonId, day: Date) -> Vec<PersonId> {
        let mut deciders: Vec<PersonId> = Vec::new();
        for unit in self.units_of(person, day) {
            let heads = self.units_from(unit).map(|unit| self.head_people(unit.id, day));
            let heads = heads.map(|heads| heads.iter().map(|head| head.id).filter(|head| *head != person).collect::<Vec<_>>());
            deciders.extend(heads.into_iter().find(|heads| !heads.is_empty()).unwrap_or_default());
        }
        if deciders.is_empty() {
            let administrators = self.administrators().iter().filter(|administrator| administrator.dated.holds(day));
            let others = administrators.map(|administrator| administrator.person).filter(|other| *other != person);
            deciders.extend(others.filter(|other| self.is_here(*other, day)));
        }
        if deciders.is_empty() && (self.is_administrator(person, day) || self.heads_any(person, day)) {
            deciders.push(person);
        }
        let mut seen = std::collections::BTreeSet::new();
        deciders.retain(|decider| seen.insert(*decider));
        deciders
    }

    fn heads_any(&self, person: PersonId, day: Date) -> bool {
        self.units_of(person, day).into_iter().any(|unit| self.head_people(unit, day).iter().any(|head| head.id == person))
    }

    /// The approved absence of a person on a day.
    pub fn away(&self, person: PersonId, day: Date) -> Option<&Arc<Absence>> {
        self.absences_of(person).find(|absence| absence.is_approved() && absence.from <= day && day < absence.until)
    }
}

/// Asks to be away.
#[command(function = OperateDaily, adds = Absence)]
pub struct AddAbsence {
    /// The id of the new absence.
    pub id: AbsenceId,
    /// Who.
    pub person: PersonId,
    /// Holiday, illness, care, training or another; a private field.
    pub sort: Option<AbsenceSort>,
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    /// Which part of each day.
    pub part: Option<DayPart>,
    /// What to know about it; a private field.
    pub reason: Option<Prose>,
    /// How far it is.
    #[imports]
    pub state: Option<AbsenceState>,
}

/// Changes what was asked for, while nobody has answered.
#[command(function = OperateDaily, when = is_requested, changes = Absence)]
pub struct ChangeAbsence {
    /// The absence.
    pub absence: AbsenceId,
    /// Holiday, illness, care, training or another; a private field.
    pub sort: Set<AbsenceSort>,
    /// The first day.
    pub from: Set<Date>,
    /// The day after the last.
    pub until: Set<Date>,
    /// Which part of each day.
    pub part: Set<DayPart>,
    /// What to know about it; a private field.
    pub reason: Set<Prose>,
    /// How far it is.
    #[imports]
    pub state: Set<AbsenceState>,
}

/// Agrees to an absence.
#[command(function = Coordinate)]
pub struct ApproveAbsence {
    /// The absence.
    pub absence: AbsenceId,
}

impl Decide for ApproveAbsence {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.absence, act, |before| {
            is_requested(before, organization, act)?;
            Ok(Absence { state: AbsenceState::Approved { by: act.person, on: act.day }, ..before.clone() })
        })
    }
}

/// Does not agree to an absence.
#[command(function = Coordinate)]
pub struct DeclineAbsence {
    /// The absence.
    pub absence: AbsenceId,
    /// Why.
    pub because: Prose,
}

impl Decide for DeclineAbsence {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.absence, act, |before| {
            is_requested(before, organization, act)?;
            if self.because.is_empty() {
                return Err(Refusal::Missing { what: "The reason".to_owned() });
            }
            let state = AbsenceState::Declined { by: act.person, on: act.day, because: self.because.clone() };
            Ok(Absence { state, ..before.clone() })
        })
    }
}

/// Takes an absence back.
#[command(function = OperateDaily)]
pub struct CancelAbsence {
    /// The absence.
    pub absence: AbsenceId,
}

impl Decide for CancelAbsence {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.absence, act, |before| match &before.state {
            AbsenceState::Requested | AbsenceState::Approved { .. } => {
                Ok(Absence { state: AbsenceState::Cancelled { by: act.person, on: act.day }, ..before.clone() })
            }
            AbsenceState::Declined { .. } | AbsenceState::Cancelled { .. } => {
                Err(organization.wrong_state(before.id, before.state.word(), "requested or approved"))
            }
        })
    }
}
