//! Units: the parts of an organization, as a tree. A unit is active or closed; a closed one keeps its past and takes nothing new on.

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, CalendarId, Changes, Decide, Name, Organization, Prose, Refusal, Set};

pub use crate::record::UnitId;

/// A part of the organization.
#[record(reference = 'U')]
pub struct Unit {
    /// Its name.
    pub name: Name,
    /// What sort of unit it is (department, team, working group …), in the organization's own words.
    pub sort: Option<Name>,
    /// What it is there for.
    pub purpose: Prose,
    /// The unit that it belongs to; the root has none.
    pub parent: Option<UnitId>,
    /// The calendar that its people and projects have unless they have their own.
    pub calendar: Option<CalendarId>,
    /// Active or closed.
    pub state: Openness,
}

/// Whether something takes part in the life of the organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Openness {
    /// It does.
    #[default]
    Active,
    /// It no longer does.
    Closed {
        /// Since when, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
}

impl Openness {
    /// Whether it is closed.
    pub fn is_closed(self) -> bool {
        match self {
            Openness::Active => false,
            Openness::Closed { .. } => true,
        }
    }
}

impl Shape for Unit {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.purpose.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.parent.iter().for_each(|id| visit(link(Relation::UnitParent, *id)));
        self.calendar.iter().for_each(|id| visit(link(Relation::UnitCalendar, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.parent.map(AnyId::from)
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        vec![self.id]
    }
}

impl Organization {
    /// The units directly under one.
    pub fn units_under(&self, unit: UnitId) -> impl DoubleEndedIterator<Item = &std::sync::Arc<Unit>> {
        self.linked::<Unit>(Relation::UnitParent, unit)
    }

    /// A unit and those above it, from below.
    pub fn units_from(&self, unit: UnitId) -> impl Iterator<Item = &std::sync::Arc<Unit>> {
        crate::value::parent_chain(self.find(unit), |unit| unit.parent.and_then(|parent| self.find(parent)))
    }
}

/// Adds a unit.
#[command(function = StrengthenOrganization, adds = Unit)]
pub struct AddUnit {
    /// The id of the new unit.
    pub id: UnitId,
    /// Its name.
    pub name: Name,
    /// What sort of unit it is, in the organization's own words.
    pub sort: Option<Name>,
    /// What it is there for.
    pub purpose: Option<Prose>,
    /// The unit that it belongs to.
    pub parent: Option<UnitId>,
    /// The calendar of its people and projects.
    pub calendar: Option<CalendarId>,
    /// Open or closed, as an export or import states it; open where it is left out.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes or moves a unit.
#[command(function = StrengthenOrganization, changes = Unit)]
pub struct ChangeUnit {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: Set<Name>,
    /// What sort of unit it is.
    pub sort: Set<Option<Name>>,
    /// What it is there for.
    pub purpose: Set<Prose>,
    /// The unit that it belongs to.
    pub parent: Set<Option<UnitId>>,
    /// The calendar of its people and projects.
    pub calendar: Set<Option<CalendarId>>,
    /// Open or closed, as an import states it.
    #[imports]
    pub state: Set<Openness>,
}

/// Closes a unit: it keeps its past and takes nothing new on.
#[command(function = StrengthenOrganization)]
pub struct CloseUnit {
    /// The unit.
    pub unit: UnitId,
    /// Since when, where that is known.
    pub on: Option<Date>,
}

impl Decide for CloseUnit {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.unit)?;
        if before.state.is_closed() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.unit.into()) });
        }
        organization.change(before, Unit { state: Openness::Closed { on: self.on }, ..(**before).clone() }, act)
    }
}

/// Opens a closed unit again.
#[command(function = StrengthenOrganization)]
pub struct ReopenUnit {
    /// The unit.
    pub unit: UnitId,
}

impl Decide for ReopenUnit {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.unit)?;
        if !before.state.is_closed() {
            return Err(Refusal::NotClosed { what: organization.label(self.unit.into()) });
        }
        organization.change(before, Unit { state: Openness::Active, ..(**before).clone() }, act)
    }
}
