//! Instances by chance, the same at every run, and an independent look at plans.

use planner::compact::{Activity, Arc, End, Problem, Solution};

use crate::check::check;
use crate::read::Instance;

pub(crate) use crate::chance::Chance;

/// What makes an instance hard in one way or another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) activities: u32,
    pub(crate) pools: u32,
    /// Capacities lie below this.
    pub(crate) capacity: u32,
    pub(crate) duration: u32,
    /// All four kinds of links with lags and leads, or finish to start only.
    pub(crate) all_links: bool,
}

/// A problem without circles of which every need can be met.
pub(crate) fn problem(seed: u64, shape: Shape) -> Problem {
    let mut chance = Chance(seed);
    let pools: Vec<u32> = (0..shape.pools).map(|_| 1 + chance.below(shape.capacity)).collect();
    let mut problem = Problem { pools, ..Problem::default() };
    for index in 0..shape.activities {
        let mut needs = Vec::new();
        for (pool, capacity) in (0u32..).zip(&problem.pools) {
            if chance.below(3) > 0 {
                needs.push((pool, 1 + chance.below(*capacity)));
            }
        }
        let duration = chance.below(shape.duration + 1);
        problem.activities.push(Activity { duration, needs, key: u64::from(index) });
        for _ in 0..chance.below(3).min(index) {
            let from = chance.below(index);
            let end = |chance: &mut Chance| if chance.below(2) == 0 { End::Start } else { End::Finish };
            let mut arc = Arc::finish_to_start(from, index);
            if shape.all_links {
                arc = Arc { from: (from, end(&mut chance)), to: (index, end(&mut chance)), lag: 0 };
                arc.lag = i32::try_from(chance.below(12)).unwrap() - 4;
            }
            problem.arcs.push(arc);
        }
    }
    problem
}

/// The same problem with its activities, arcs and pools in another order, and where each activity has gone.
pub(crate) fn shuffled(problem: &Problem, seed: u64) -> (Problem, Vec<usize>) {
    let mut chance = Chance(seed);
    let mut permutation = |count: usize| {
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..count).rev() {
            order.swap(at, chance.below(u32::try_from(at + 1).unwrap()) as usize);
        }
        order
    };
    let (place, pool) = (permutation(problem.activities.len()), permutation(problem.pools.len()));
    let arcs = permutation(problem.arcs.len());
    let number = |place: usize| u32::try_from(place).unwrap();
    let mut other = problem.clone();
    for (old, new) in place.iter().enumerate() {
        other.activities[*new] = problem.activities[old].clone();
        other.activities[*new].needs.reverse();
        other.activities[*new].needs.iter_mut().for_each(|need| need.0 = number(pool[need.0 as usize]));
    }
    for (old, new) in pool.iter().enumerate() {
        other.pools[*new] = problem.pools[old];
    }
    for (old, new) in arcs.iter().enumerate() {
        let mut arc = problem.arcs[old];
        (arc.from.0, arc.to.0) = (number(place[arc.from.0 as usize]), number(place[arc.to.0 as usize]));
        other.arcs[*new] = arc;
    }
    (other, place)
}

/// The problem as the independent checker wants it.
pub(crate) fn instance(problem: &Problem) -> Instance {
    let durations: Vec<u32> = problem.activities.iter().map(|activity| activity.duration).collect();
    let needs = problem.activities.iter().map(|activity| {
        let mut needs = vec![0; problem.pools.len()];
        activity.needs.iter().for_each(|(pool, need)| needs[*pool as usize] = need.saturating_add(needs[*pool as usize]));
        needs
    });
    let reach = |(activity, end): (u32, End)| match end {
        End::Start => 0,
        End::Finish => i64::from(durations[activity as usize]),
    };
    let distance = |arc: &Arc| (arc.from.0 as usize, arc.to.0 as usize, i64::from(arc.lag) + reach(arc.from) - reach(arc.to));
    Instance {
        needs: needs.collect(),
        capacities: problem.pools.clone(),
        distances: problem.arcs.iter().map(distance).collect(),
        durations,
    }
}

/// Checks a plan of a problem that can be planned as a whole; its makespan.
pub(crate) fn verified(problem: &Problem, solution: &Solution) -> u32 {
    assert_eq!(solution.findings, []);
    let starts: Vec<u32> = solution.starts.iter().map(|start| start.expect("everything is planned")).collect();
    let makespan = check(&instance(problem), &starts).unwrap();
    assert_eq!(makespan, solution.makespan);
    assert!(solution.lower_bound <= makespan, "{} is no bound of {makespan}", solution.lower_bound);
    makespan
}
