//! Resources: what tasks need beside people by name: whoever can do something, groups, equipment, material and cost. What they cost is said by their rates.

use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::development::refuse_level;
use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, CalendarId, Name, Organization, ProjectId, Refusal, Set, SkillId};

pub use crate::record::ResourceId;

/// Something that tasks need beside people.
#[record]
pub struct Resource {
    /// Its name.
    pub name: Name,
    /// Work, whoever has a skill, equipment, material or cost.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceSort {
    /// People or machines of a project file, limited by time.
    #[default]
    Work,
    /// Whoever can do something, limited by time: a place for a person who is named later.
    Generic {
        /// What they must be able to do.
        skill: SkillId,
        /// How well at least, from 1 to 5.
        level: u8,
    },
    /// Machines and rooms, limited by time.
    Equipment,
    /// Material that is used up; it limits nothing.
    Material,
    /// Money; it limits nothing.
    Cost,
}

impl ResourceSort {
    /// Whether its time is limited, so that work waits for it.
    pub fn takes_time(self) -> bool {
        match self {
            ResourceSort::Work | ResourceSort::Generic { .. } | ResourceSort::Equipment => true,
            ResourceSort::Material | ResourceSort::Cost => false,
        }
    }
}

impl Shape for Resource {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.label.as_ref().map(ToString::to_string).unwrap_or_default())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.project.iter().for_each(|id| visit(link(Relation::ResourceProject, *id)));
        self.calendar.iter().for_each(|id| visit(link(Relation::ResourceCalendar, *id)));
        if let ResourceSort::Generic { skill, .. } = self.sort {
            visit(link(Relation::ResourceSkill, skill));
        }
    }
    fn home(&self) -> Option<AnyId> {
        self.project.map(AnyId::from)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        match self.sort {
            ResourceSort::Generic { level, .. } => refuse_level(level),
            ResourceSort::Work | ResourceSort::Equipment | ResourceSort::Material | ResourceSort::Cost => Ok(()),
        }
    }
}

/// Adds a resource.
#[command(function = Plan, adds = Resource)]
pub struct AddResource {
    /// The id of the new resource.
    pub id: ResourceId,
    /// Its name.
    pub name: Name,
    /// Work, whoever has a skill, equipment, material or cost.
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
    /// Work, whoever has a skill, equipment, material or cost.
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

/// Takes a resource away that nothing needs, with its rates.
#[command(function = Plan, removes = Resource)]
pub struct RemoveResource {
    /// The resource.
    pub resource: ResourceId,
}
