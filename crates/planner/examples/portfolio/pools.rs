//! Made-up pools of people for benchmarks, and who of them every task asks for.

use planner::{Calendars, Demand, Length, Network, Resource, ResourceIndex, Resources, Span, TaskIndex, WHOLE};

use crate::calendar::calendar;
use crate::chance::Chance;

/// So many pools of three to eight people, each pool with hours, holidays and absences of its own. Every task takes up to
/// two people of one pool, for as long as its duration says.
pub(crate) fn pools(count: u32, network: &mut Network, calendars: &mut Calendars) -> Resources {
    let mut chance = Chance(3);
    let pool = |key: u32| {
        let capacity = WHOLE * (3 + chance.below(6));
        Resource { key: u64::from(key), calendar: calendars.add(&calendar(key, true)), capacity, skills: Vec::new() }
    };
    let resources = (0..count).map(pool).collect();
    let demand = |(index, task): (u32, &mut planner::Task)| {
        let minutes = task.span.planned().minutes();
        task.span = Span::Assigned { assignments: Vec::new(), otherwise: Length::Working(minutes) };
        let units = WHOLE / 2 * (1 + chance.below(4));
        let own = Demand::of(TaskIndex(index), ResourceIndex(chance.below(count)));
        Demand { units, ..own.with_work(minutes * i64::from(units) / i64::from(WHOLE)) }
    };
    let demands = (0..).zip(&mut network.tasks).map(demand).collect();
    Resources { resources, demands, keys: Vec::new() }
}
