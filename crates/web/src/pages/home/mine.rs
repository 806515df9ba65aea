//! What is somebody's to look after: the units they head with those below, the goals and plans that they answer for or that those units have.

use std::collections::BTreeSet;
use std::sync::Arc;

use organization::{AnyId, Goal, Organization, Party, PersonId, PositionId, Project, UnitId};

use crate::visit::Visit;

/// The reach of one person on a day.
#[derive(serde::Serialize)]
pub(super) struct Mine {
    /// The units that they head, and those below.
    pub(super) units: BTreeSet<UnitId>,
    /// Open goals that are theirs or their units', by due day.
    pub(super) goals: Vec<Arc<Goal>>,
    /// Open plans that are theirs or their units'.
    pub(super) plans: Vec<Arc<Project>>,
    /// Whether nothing is theirs, so that the goals and plans are those of the whole organization.
    pub(super) whole: bool,
    /// Under which names they may be addressed: as themselves, by position, as head of a unit.
    pub(super) parties: Vec<Party>,
    /// The units, goals and plans together.
    reach: BTreeSet<AnyId>,
    goal: bool,
    plan: bool,
}

impl Mine {
    pub(super) fn of(visit: &Visit) -> Mine {
        let (seen, me) = (&visit.seen, visit.me);
        let staff = visit.desk.derived.staff(seen);
        let (positions, heads) = seen.compute(|value| held(value, me, seen.day()));
        let units: BTreeSet<UnitId> = heads.iter().flat_map(|unit| staff.under(*unit)).collect();
        let answers = |id: AnyId| seen.accountable(id).is_some_and(|accountable| accountable.people.contains(&me));
        let (mut goals, mut plans) = (Vec::new(), Vec::new());
        let (mut goal, mut plan) = (false, false);
        let all_goals: Vec<Arc<Goal>> = seen.all::<Goal>().into_iter().filter(|goal| !goal.state.is_over()).collect();
        let all_plans: Vec<Arc<Project>> = seen.all::<Project>().into_iter().filter(|plan| !plan.state.is_closed()).collect();
        for one in &all_goals {
            let own = answers(one.id.into());
            goal |= own;
            if own || one.unit.is_some_and(|unit| units.contains(&unit)) {
                goals.push(one.clone());
            }
        }
        for one in &all_plans {
            let own = answers(one.id.into());
            plan |= own;
            if own || one.sponsor == Some(me) || one.unit.is_some_and(|unit| units.contains(&unit)) {
                plans.push(one.clone());
            }
        }
        let whole = goals.is_empty() && plans.is_empty();
        if whole {
            goals = all_goals.into_iter().filter(|goal| goal.parent.is_none()).collect();
            plans = all_plans;
        }
        goals.sort_by_key(|goal| (goal.period.until.is_none(), goal.period.until, goal.number));
        let parties = std::iter::once(Party::Person(me))
            .chain(positions.into_iter().map(Party::Position))
            .chain(heads.iter().map(|unit| Party::Unit(*unit)))
            .collect();
        let reach = units.iter().map(|unit| AnyId::from(*unit));
        let reach = reach.chain(goals.iter().map(|goal| goal.id.into())).chain(plans.iter().map(|plan| plan.id.into()));
        Mine { reach: reach.collect(), units, goals, plans, whole, parties, goal, plan }
    }

    pub(super) fn answers_for_a_goal(&self) -> bool {
        self.goal
    }

    pub(super) fn answers_for_a_plan(&self) -> bool {
        self.plan
    }

    /// Whether a record lies in their reach: it is theirs, or belongs to one of their goals, plans or units.
    pub(super) fn reaches(&self, value: &Organization, id: AnyId) -> bool {
        let mut at = Some(id);
        for _ in 0..100 {
            let Some(here) = at else { return self.whole };
            if self.reach.contains(&here) {
                return true;
            }
            at = value.record(here).and_then(|record| record.home()).filter(|home| *home != here);
        }
        self.whole
    }
}

/// The positions that somebody holds, and the units that they head.
fn held(value: &Organization, person: PersonId, day: jiff::civil::Date) -> (Vec<PositionId>, Vec<UnitId>) {
    let positions: Vec<PositionId> = value.appointments_of(person, day).map(|held| held.position).collect();
    let heads = positions.iter().filter_map(|position| value.find(*position));
    let heads = heads.filter(|position| position.head && !position.state.is_closed()).map(|position| position.unit).collect();
    (positions, heads)
}
