//! Roles: named sets of functions that a position or a membership carries.

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, Function, Name, Organization, Prose, Set, UnitId};

pub use crate::record::RoleId;

/// A named part that people play, in one unit or everywhere.
#[record]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// The unit that it belongs to; empty is everywhere.
    pub unit: Option<UnitId>,
    /// What whoever plays it does.
    pub description: Prose,
    /// The functions that it carries.
    pub functions: Vec<Function>,
}

impl Shape for Role {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.description.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.unit.iter().for_each(|id| visit(link(Relation::RoleUnit, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.unit.map(AnyId::from)
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        self.unit.into_iter().collect()
    }
}

/// Adds a role.
#[command(function = StrengthenOrganization, adds = Role)]
pub struct AddRole {
    /// The id of the new role.
    pub id: RoleId,
    /// Its name.
    pub name: Name,
    /// The unit that it belongs to; empty is everywhere.
    pub unit: Option<UnitId>,
    /// What whoever plays it does.
    pub description: Option<Prose>,
    /// The functions that it carries.
    pub functions: Vec<Function>,
}

/// Changes a role.
#[command(function = StrengthenOrganization, changes = Role)]
pub struct ChangeRole {
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub name: Set<Name>,
    /// The unit that it belongs to.
    pub unit: Set<Option<UnitId>>,
    /// What whoever plays it does.
    pub description: Set<Prose>,
    /// The functions that it carries.
    pub functions: Set<Vec<Function>>,
}
