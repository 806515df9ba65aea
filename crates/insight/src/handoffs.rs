//! Hand-offs: work that one unit gives to another. Who has confirmed what, when it is to change hands, and whether that is before or after the day for which
//! the taking side plans.

use jiff::civil::Date;
use organization::{Dependency, DependencyId, DependencySort, Organization, ProjectId, TaskId, UnitId};
use serde::Serialize;

use crate::{Plan, is_over};

/// One hand-off whose work is not over yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handing {
    /// When it is to change hands: where the plan says that the one side has it ready, as far as it says.
    pub on: Option<Date>,
    /// The dependency.
    pub dependency: DependencyId,
    /// The task that is waited for.
    pub gives: TaskId,
    /// The unit on that side.
    pub from: UnitId,
    /// The task that waits.
    pub takes: TaskId,
    /// The unit on that side.
    pub to: UnitId,
    /// Whether the giving side has confirmed it.
    pub given: bool,
    /// Whether the taking side has confirmed it.
    pub taken: bool,
}

impl Handing {
    /// The units whose word it waits for.
    pub fn silent(&self) -> Vec<UnitId> {
        let sides = [(self.given, self.from), (self.taken, self.to)];
        sides.into_iter().filter(|(confirmed, _)| !confirmed).map(|(_, unit)| unit).collect()
    }
}

/// The hand-offs whose work is not over yet, the one that changes hands first before the rest.
pub fn hand_offs(organization: &Organization, plan: &Plan) -> Vec<Handing> {
    let mut found: Vec<Handing> =
        organization.dependencies().iter().filter_map(|dependency| handing(organization, plan, dependency)).collect();
    found.sort_by_key(|handing| (handing.on.is_none(), handing.on, handing.dependency));
    found
}

fn handing(organization: &Organization, plan: &Plan, dependency: &Dependency) -> Option<Handing> {
    let (gives, takes) = (organization.find(dependency.from)?, organization.find(dependency.to)?);
    if gives.project == takes.project || is_over(takes) {
        return None;
    }
    let unit = |project: ProjectId| organization.find(project).and_then(|project| project.unit);
    let (from, to) = (unit(gives.project)?, unit(takes.project)?);
    if from == to {
        return None;
    }
    let missing = organization.unconfirmed(dependency);
    let ready = plan.of(gives.id).map(|planned| match dependency.sort {
        DependencySort::FinishStart | DependencySort::FinishFinish => planned.finish.date(),
        DependencySort::StartStart | DependencySort::StartFinish => planned.start.date(),
    });
    Some(Handing {
        on: ready,
        dependency: dependency.id,
        gives: gives.id,
        from,
        takes: takes.id,
        to,
        given: !missing.contains(&gives.id),
        taken: !missing.contains(&takes.id),
    })
}
