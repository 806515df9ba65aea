//! Resources: what project files name beside people: groups, equipment, material and cost.

use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, CalendarId, Name, Organization, ProjectId, Set};

pub use crate::record::ResourceId;

/// Something that tasks need beside people.
#[record]
pub struct Resource {
    /// Its name.
    pub name: Name,
    /// Work, material or cost.
    pub sort: ResourceSort,
    /// The project that it belongs to; empty where all may use it.
    pub project: Option<ProjectId>,
    /// When it can work.
    pub calendar: Option<CalendarId>,
    /// How much of it there is in ten-thousandths of one full-time unit; 0 stands for 10,000.
    pub units: u32,
    /// What a unit of material is called: tonnes, metres.
    pub label: Option<Name>,
}

/// The sorts of resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceSort {
    /// People or machines, limited by time.
    #[default]
    Work,
    /// Material that is used up; it limits nothing.
    Material,
    /// Money; it limits nothing.
    Cost,
}

impl Shape for Resource {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.project.iter().for_each(|id| visit(link(Relation::ResourceProject, *id)));
        self.calendar.iter().for_each(|id| visit(link(Relation::ResourceCalendar, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.project.map(AnyId::from)
    }
}

/// Adds a resource.
#[command(function = Plan, adds = Resource)]
pub struct AddResource {
    /// The id of the new resource.
    pub id: ResourceId,
    /// Its name.
    pub name: Name,
    /// Work, material or cost.
    pub sort: Option<ResourceSort>,
    /// The project that it belongs to.
    pub project: Option<ProjectId>,
    /// When it can work.
    pub calendar: Option<CalendarId>,
    /// How much of it there is in ten-thousandths.
    pub units: Option<u32>,
    /// What a unit of material is called.
    pub label: Option<Name>,
}

/// Changes a resource.
#[command(function = Plan, changes = Resource)]
pub struct ChangeResource {
    /// The resource.
    pub resource: ResourceId,
    /// Its name.
    pub name: Set<Name>,
    /// Work, material or cost.
    pub sort: Set<ResourceSort>,
    /// The project that it belongs to.
    pub project: Set<Option<ProjectId>>,
    /// When it can work.
    pub calendar: Set<Option<CalendarId>>,
    /// How much of it there is in ten-thousandths.
    pub units: Set<u32>,
    /// What a unit of material is called.
    pub label: Set<Option<Name>>,
}

/// Takes a resource away that nothing needs.
#[command(function = Plan, removes = Resource)]
pub struct RemoveResource {
    /// The resource.
    pub resource: ResourceId,
}
