//! Projects: bodies of work that serve goals. The project manager is the project's Accountable.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{
    Act, AnyId, CalendarId, Changes, Decide, GoalId, Money, Name, Openness, Organization, PersonId, Prose, Refusal, Set, Task,
    UnitId,
};

pub use crate::record::ProjectId;

/// A body of work.
#[record(reference = 'P')]
pub struct Project {
    /// Its name.
    pub name: Name,
    /// What it is to bring about.
    pub purpose: Prose,
    /// The goals that it serves, the first being the main one.
    pub serves: Vec<Service>,
    /// The unit whose project it is.
    pub unit: Option<UnitId>,
    /// Who wants it and stands behind it.
    pub sponsor: Option<PersonId>,
    /// The calendar of its tasks; empty is its unit's.
    pub calendar: Option<CalendarId>,
    /// Minutes that one day of a duration stands for; 0 stands for 480.
    pub minutes_per_day: u32,
    /// Minutes that one week of a duration stands for; 0 stands for 2400.
    pub minutes_per_week: u32,
    /// When it starts; its tasks start here unless something holds them.
    pub start: Option<DateTime>,
    /// When it must be finished, where it is planned backwards from there.
    pub finish_first: Option<DateTime>,
    /// The day up to which progress is known.
    pub status_date: Option<DateTime>,
    /// Whether dependencies win where a constraint contradicts them; else the constraint holds.
    pub links_win: bool,
    /// Minutes of float up to which a task counts as critical.
    pub critical_float: i64,
    /// The day by which it is to be finished.
    pub target: Option<Date>,
    /// What it may cost.
    pub budget: Option<Money>,
    /// How urgent it is beside others, 1 to 1000; 0 stands for 500.
    pub priority: u32,
    /// Open or closed.
    pub state: Openness,
}

/// That a project serves a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The goal.
    pub goal: GoalId,
    /// How much of the goal it carries, in per cent, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution: Option<u32>,
}

impl Shape for Project {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(String::new())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.serves.iter().for_each(|service| visit(link(Relation::ProjectGoal, service.goal)));
        self.unit.iter().for_each(|id| visit(link(Relation::ProjectUnit, *id)));
        self.sponsor.iter().for_each(|id| visit(link(Relation::ProjectSponsor, *id)));
        self.calendar.iter().for_each(|id| visit(link(Relation::ProjectCalendar, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.unit.map(AnyId::from).or(self.serves.first().map(|service| service.goal.into()))
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let twice = self
            .serves
            .iter()
            .enumerate()
            .find(|(at, service)| self.serves[..*at].iter().any(|other| other.goal == service.goal));
        if let Some((_, service)) = twice {
            return Err(Refusal::AlreadySo {
                what: format!("{} serving {}", self.name, organization.label(service.goal.into())),
            });
        }
        if self.serves.iter().any(|service| service.contribution.is_some_and(|share| share > 100)) {
            return Err(Refusal::OutOfRange { what: "A contribution".to_owned(), range: "0 and 100 per cent".to_owned() });
        }
        if self.minutes_per_day > 1440 || self.minutes_per_week > 10_080 {
            return Err(Refusal::OutOfRange {
                what: "The hours of a day or week".to_owned(),
                range: "1 and 24, and 1 and 168".to_owned(),
            });
        }
        match (self.start, self.target) {
            (Some(start), Some(target)) if target < start.date() => {
                Err(Refusal::EndsBeforeStart { end: target.to_string(), start: start.date().to_string() })
            }
            _ => Ok(()),
        }
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        self.unit.into_iter().collect()
    }
}

impl Project {
    /// Minutes that one day of a duration stands for.
    pub fn day_minutes(&self) -> u32 {
        if self.minutes_per_day == 0 { 480 } else { self.minutes_per_day }
    }
}

impl Organization {
    /// The tasks of a project, in the order of their creation. See [`Organization::outline`] for the order in which people read them.
    pub fn tasks_of(&self, project: crate::ProjectId) -> impl DoubleEndedIterator<Item = &Arc<Task>> {
        self.linked::<Task>(Relation::TaskProject, project)
    }

    /// The projects of a unit.
    pub fn projects_of_unit(&self, unit: UnitId) -> impl DoubleEndedIterator<Item = &Arc<Project>> {
        self.linked::<Project>(Relation::ProjectUnit, unit)
    }
}

/// Adds a project.
#[command(function = Plan, adds = Project)]
pub struct AddProject {
    /// The id of the new project.
    pub id: ProjectId,
    /// Its name.
    pub name: Name,
    /// What it is to bring about.
    pub purpose: Option<Prose>,
    /// The goals that it serves.
    pub serves: Vec<Service>,
    /// The unit whose project it is.
    pub unit: Option<UnitId>,
    /// Who stands behind it.
    pub sponsor: Option<PersonId>,
    /// The calendar of its tasks.
    pub calendar: Option<CalendarId>,
    /// Minutes that one day of a duration stands for.
    pub minutes_per_day: Option<u32>,
    /// Minutes that one week of a duration stands for.
    pub minutes_per_week: Option<u32>,
    /// When it starts.
    pub start: Option<DateTime>,
    /// When it must be finished, where it is planned backwards.
    pub finish_first: Option<DateTime>,
    /// The day up to which progress is known.
    pub status_date: Option<DateTime>,
    /// Whether dependencies win where a constraint contradicts them.
    pub links_win: bool,
    /// Minutes of float up to which a task counts as critical.
    pub critical_float: Option<i64>,
    /// The day by which it is to be finished.
    pub target: Option<Date>,
    /// What it may cost.
    pub budget: Option<Money>,
    /// How urgent it is beside others, 1 to 1000.
    pub priority: Option<u32>,
    /// Open or closed, as an export or import states it; open where it is left out.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes a project.
#[command(function = Plan, changes = Project)]
pub struct ChangeProject {
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub name: Set<Name>,
    /// What it is to bring about.
    pub purpose: Set<Prose>,
    /// The goals that it serves.
    pub serves: Set<Vec<Service>>,
    /// The unit whose project it is.
    pub unit: Set<Option<UnitId>>,
    /// Who stands behind it.
    pub sponsor: Set<Option<PersonId>>,
    /// The calendar of its tasks.
    pub calendar: Set<Option<CalendarId>>,
    /// Minutes that one day of a duration stands for.
    pub minutes_per_day: Set<u32>,
    /// Minutes that one week of a duration stands for.
    pub minutes_per_week: Set<u32>,
    /// When it starts.
    pub start: Set<Option<DateTime>>,
    /// When it must be finished, where it is planned backwards.
    pub finish_first: Set<Option<DateTime>>,
    /// The day up to which progress is known.
    pub status_date: Set<Option<DateTime>>,
    /// Whether dependencies win where a constraint contradicts them.
    pub links_win: Set<bool>,
    /// Minutes of float up to which a task counts as critical.
    pub critical_float: Set<i64>,
    /// The day by which it is to be finished.
    pub target: Set<Option<Date>>,
    /// What it may cost.
    pub budget: Set<Option<Money>>,
    /// How urgent it is beside others.
    pub priority: Set<u32>,
    /// Open or closed, as an import states it.
    #[imports]
    pub state: Set<Openness>,
}

/// Links a project to a goal that it serves.
#[command(function = Plan)]
pub struct LinkProject {
    /// The project.
    pub project: ProjectId,
    /// The goal.
    pub goal: GoalId,
    /// How much of the goal it carries, in per cent.
    pub contribution: Option<u32>,
}

impl Decide for LinkProject {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.project)?;
        let mut after = (**before).clone();
        after.serves.push(Service { goal: self.goal, contribution: self.contribution });
        organization.change(before, after, act)
    }
}

/// Says that a project no longer serves a goal.
#[command(function = Plan)]
pub struct UnlinkProject {
    /// The project.
    pub project: ProjectId,
    /// The goal.
    pub goal: GoalId,
}

impl Decide for UnlinkProject {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.project)?;
        let mut after = (**before).clone();
        after.serves.retain(|service| service.goal != self.goal);
        if after == **before {
            return Err(Refusal::NotFound { kind: "link from the project to that goal".to_owned() });
        }
        organization.change(before, after, act)
    }
}

/// Closes a project: nothing more is done in it.
#[command(function = Plan)]
pub struct CloseProject {
    /// The project.
    pub project: ProjectId,
    /// Since when, where that is known.
    pub on: Option<Date>,
}

impl Decide for CloseProject {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.project)?;
        if before.state.is_closed() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.project.into()) });
        }
        organization.change(before, Project { state: Openness::Closed { on: self.on }, ..(**before).clone() }, act)
    }
}

/// Opens a closed project again.
#[command(function = Plan)]
pub struct ReopenProject {
    /// The project.
    pub project: ProjectId,
}

impl Decide for ReopenProject {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.project)?;
        if !before.state.is_closed() {
            return Err(Refusal::NotClosed { what: organization.label(self.project.into()) });
        }
        organization.change(before, Project { state: Openness::Active, ..(**before).clone() }, act)
    }
}
