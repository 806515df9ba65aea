//! Strands: from each open goal over the plans that serve it to the units whose people work in them, each as wide as the work that is left.
//!
//! The work that is left of a task falls to the people whom it names: what is said of each, else the work or the length of the task, shared. A task that
//! nobody has estimated counts a day, as in the plan. People count for the first of the units that they take part in.

use std::collections::BTreeMap;

use jiff::civil::Date;
use organization::{GoalId, Need, Organization, PersonId, ProjectId, Relation, Task, UnitId};

use crate::is_over;

/// Minutes of a day of work, for a task that nobody has estimated.
const DAY: i64 = 480;

/// The strands of an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strands {
    /// Minutes of work that is left in each open project.
    pub projects: BTreeMap<ProjectId, i64>,
    /// The open goals that each open project serves.
    pub serving: Vec<(GoalId, ProjectId)>,
    /// Minutes of work that is left for the people of each unit in each open project, by both.
    pub working: BTreeMap<(ProjectId, UnitId), i64>,
}

/// Follows the strands on a day.
pub fn strands(organization: &Organization, day: Date) -> Strands {
    let mut strands = Strands::default();
    for project in organization.projects().iter().filter(|project| !project.state.is_closed()) {
        strands.projects.insert(project.id, 0);
        let goals = project.serves.iter().map(|service| service.goal);
        let open = |goal: &GoalId| organization.find(*goal).is_some_and(|goal| !goal.state.is_over());
        strands.serving.extend(goals.filter(open).map(|goal| (goal, project.id)));
    }
    let mut homes: BTreeMap<PersonId, Option<UnitId>> = BTreeMap::new();
    for task in organization.tasks().iter().filter(|task| !is_over(task) && !task.inactive) {
        let Some(minutes) = strands.projects.get_mut(&task.project) else { continue };
        if organization.is_summary(task.id) {
            continue;
        }
        let shares = shares(organization, task);
        *minutes += if shares.is_empty() { left(task) } else { shares.iter().map(|(_, share)| share).sum() };
        for (person, share) in shares {
            let home = homes.entry(person).or_insert_with(|| organization.units_of(person, day).first().copied());
            if let Some(unit) = home {
                *strands.working.entry((task.project, *unit)).or_default() += share;
            }
        }
    }
    strands
}

/// Minutes of a task that are left.
fn left(task: &Task) -> i64 {
    let whole = task.work.or(task.duration.map(|duration| duration.minutes)).unwrap_or(DAY);
    task.remaining.unwrap_or_else(|| whole * (100 - i64::from(task.percent)) / 100)
}

/// What of it falls to whom.
fn shares(organization: &Organization, task: &Task) -> Vec<(PersonId, i64)> {
    let demands: Vec<_> = organization.linked::<organization::Demand>(Relation::DemandTask, task.id).collect();
    let people = demands.iter().filter(|demand| matches!(demand.need, Need::Person(_))).count();
    let even = left(task) / i64::try_from(people.max(1)).unwrap_or(1);
    let share = |demand: &&std::sync::Arc<organization::Demand>| match demand.need {
        Need::Person(person) => Some((person, demand.remaining.or(demand.work).unwrap_or(even))),
        Need::Resource(_) | Need::Skill { .. } => None,
    };
    demands.iter().filter_map(share).collect()
}
