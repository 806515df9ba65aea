//! Positions: posts in the structure, filled or vacant. The head position of a unit is how the unit is led; several people may share it.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Name, Openness, Organization, Refusal, RoleId, Set, UnitId};

pub use crate::record::PositionId;

/// A post in a unit.
#[record(reference = 'O')]
pub struct Position {
    /// Its title.
    pub title: Name,
    /// The unit that it belongs to.
    pub unit: UnitId,
    /// Whether whoever holds it heads the unit.
    pub head: bool,
    /// The position that it reports to; a head without one reports to the head of the unit above.
    pub reports_to: Option<PositionId>,
    /// Further, dotted lines.
    pub dotted: Vec<PositionId>,
    /// Its grade, in the organization's own words.
    pub grade: Option<Name>,
    /// The roles that come with it.
    pub roles: Vec<RoleId>,
    /// Its share of full time in per cent; 0 stands for 100.
    pub share: u32,
    /// Active or closed.
    pub state: Openness,
}

impl Shape for Position {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(String::new())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::PositionUnit, self.unit));
        self.reports_to.iter().for_each(|id| visit(link(Relation::PositionReportsTo, *id)));
        self.dotted.iter().for_each(|id| visit(link(Relation::PositionDotted, *id)));
        self.roles.iter().for_each(|id| visit(link(Relation::PositionRole, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.unit.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let other = organization.head_position(self.unit).filter(|other| other.id != self.id);
        match other {
            Some(other) if self.head && !self.state.is_closed() => {
                Err(Refusal::SecondHead { unit: organization.label(self.unit.into()), by: organization.label(other.id.into()) })
            }
            _ if self.share > 200 => {
                Err(Refusal::OutOfRange { what: "The share of full time".to_owned(), range: "0 and 200 per cent".to_owned() })
            }
            _ => Ok(()),
        }
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        vec![self.unit]
    }
}

impl Organization {
    /// The open head position of a unit.
    pub fn head_position(&self, unit: UnitId) -> Option<&Arc<Position>> {
        self.linked::<Position>(Relation::PositionUnit, unit).find(|position| position.head && !position.state.is_closed())
    }
}

/// Adds a position.
#[command(function = Organize, adds = Position)]
pub struct AddPosition {
    /// The id of the new position.
    pub id: PositionId,
    /// Its title.
    pub title: Name,
    /// The unit that it belongs to.
    pub unit: UnitId,
    /// Whether whoever holds it heads the unit.
    pub head: bool,
    /// The position that it reports to.
    pub reports_to: Option<PositionId>,
    /// Further, dotted lines.
    pub dotted: Vec<PositionId>,
    /// Its grade.
    pub grade: Option<Name>,
    /// The roles that come with it.
    pub roles: Vec<RoleId>,
    /// Its share of full time in per cent.
    pub share: Option<u32>,
    /// Open or closed, as an export or import states it; open where it is left out.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes a position.
#[command(function = Organize, changes = Position)]
pub struct ChangePosition {
    /// The position.
    pub position: PositionId,
    /// Its title.
    pub title: Set<Name>,
    /// The unit that it belongs to.
    pub unit: Set<UnitId>,
    /// Whether whoever holds it heads the unit.
    pub head: Set<bool>,
    /// The position that it reports to.
    pub reports_to: Set<Option<PositionId>>,
    /// Further, dotted lines.
    pub dotted: Set<Vec<PositionId>>,
    /// Its grade.
    pub grade: Set<Option<Name>>,
    /// The roles that come with it.
    pub roles: Set<Vec<RoleId>>,
    /// Its share of full time in per cent.
    pub share: Set<u32>,
    /// Open or closed, as an import states it.
    #[imports]
    pub state: Set<Openness>,
}

/// Closes a position: nobody is to fill it any more.
#[command(function = Organize)]
pub struct ClosePosition {
    /// The position.
    pub position: PositionId,
    /// Since when, where that is known.
    pub on: Option<Date>,
}

impl Decide for ClosePosition {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.position)?;
        if before.state.is_closed() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.position.into()) });
        }
        organization.change(before, Position { state: Openness::Closed { on: self.on }, ..(**before).clone() }, act)
    }
}

/// Opens a closed position again.
#[command(function = Organize)]
pub struct ReopenPosition {
    /// The position.
    pub position: PositionId,
}

impl Decide for ReopenPosition {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.position)?;
        if !before.state.is_closed() {
            return Err(Refusal::NotClosed { what: organization.label(self.position.into()) });
        }
        organization.change(before, Position { state: Openness::Active, ..(**before).clone() }, act)
    }
}
