//! Made-up estimates for benchmarks.

use planner::{Estimate, Network, Spread, Task, TaskIndex, ThreePoints, Uncertainty};

use crate::chance::Chance;

/// Three points for every task, no two alike.
pub(crate) fn uncertainty(network: &Network) -> Uncertainty {
    let mut chance = Chance(3);
    let estimate = |(index, task): (u32, &Task)| {
        let likely = task.span.planned().minutes();
        let points = ThreePoints::around(likely, -5 - i64::from(chance.below(25)), 10 + i64::from(chance.below(90)));
        Estimate { task: TaskIndex(index), stream: u64::from(index), spread: Spread::Pert(points) }
    };
    Uncertainty { estimates: (0..).zip(&network.tasks).map(estimate).collect(), ..Uncertainty::default() }
}
