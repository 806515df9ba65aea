//! How good plans are after a fixed number of schedules, so that a change of the search shows.

use std::path::PathBuf;

use planner::compact::{Activity, Arc, Problem, solve};
use planner::search::Effort;

use crate::check::check;
use crate::made_up::{Shape, problem, verified};
use crate::read::read;

fn over_bound(shape: Shape, schedules: u64) -> f64 {
    let problems: Vec<Problem> = (100..112).map(|seed| problem(seed, shape)).collect();
    let of = |problem: &Problem| {
        let solution = solve(problem, &Effort::schedules(schedules));
        verified(problem, &solution);
        f64::from(solution.makespan) / f64::from(solution.lower_bound) - 1.0
    };
    problems.iter().map(of).sum::<f64>() * 100.0 / 12.0
}

#[test]
fn made_up_problems_come_close_to_their_bound() {
    let shape = Shape { activities: 60, pools: 4, capacity: 12, duration: 10, all_links: false };
    let (few, many) = (over_bound(shape, 200), over_bound(shape, 5_000));
    println!("{few:.2} % after 200 schedules, {many:.2} % after 5,000");
    assert!(many <= few);
}

/// The instances of a set that lie beside the project, every so many.
fn sample(set: &str, every: usize) -> Option<Vec<PathBuf>> {
    #[expect(clippy::disallowed_methods, reason = "only whoever runs the tests knows where the instances lie")]
    let Ok(folder) = std::env::var("THROUGHLINE_REAL_DATA") else {
        println!("plans of {set}: need the real data; set THROUGHLINE_REAL_DATA to its folder");
        return None;
    };
    let folder = PathBuf::from(folder).join("planner/psplib").join(set);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    Some(paths.into_iter().step_by(every).collect())
}

/// By how many per cent plans are on average over the critical path.
fn over_critical_path(paths: &[PathBuf], schedules: u64) -> f64 {
    let of = |path: &PathBuf| {
        let instance = read(path).unwrap();
        let activities = instance.durations.iter().zip(&instance.needs).zip(0u64..);
        let activities = activities.map(|((duration, needs), key)| Activity {
            duration: *duration,
            needs: (0u32..).zip(needs).map(|(pool, need)| (pool, *need)).collect(),
            key,
        });
        let index = |activity: usize| u32::try_from(activity).unwrap();
        let mut problem = Problem { activities: activities.collect(), pools: instance.capacities.clone(), arcs: Vec::new() };
        problem.arcs = instance.distances.iter().map(|(from, to, _)| Arc::finish_to_start(index(*from), index(*to))).collect();
        let solution = solve(&problem, &Effort::schedules(schedules));
        let starts: Vec<u32> = solution.starts.iter().map(|start| start.unwrap()).collect();
        assert_eq!(check(&instance, &starts), Ok(solution.makespan));
        problem.pools.clear();
        problem.activities.iter_mut().for_each(|activity| activity.needs.clear());
        let critical_path = solve(&problem, &Effort::schedules(1)).makespan;
        f64::from(solution.makespan) / f64::from(critical_path) - 1.0
    };
    let count = f64::from(u32::try_from(paths.len()).unwrap());
    paths.iter().map(of).sum::<f64>() * 100.0 / count
}

/// Plans a sample with two budgets and compares with what was measured when this was written. A search that is better
/// may lower the limits; one that is worse has to say why.
fn compare(set: &str, every: usize, limits: [(u64, f64); 2]) {
    let Some(paths) = sample(set, every) else { return };
    for (schedules, limit) in limits {
        let over = over_critical_path(&paths, schedules);
        println!("{set}, {} instances, {schedules} schedules: {over:.3} % over the critical path", paths.len());
        assert!(over <= limit, "{over:.3} % are more than {limit} %");
    }
}

#[test]
fn plans_of_30_activities_stay_as_good_as_they_were() {
    compare("j30", 4, [(1_000, 24.65), (5_000, 24.25)]);
}

#[test]
fn plans_of_120_activities_stay_as_good_as_they_were() {
    compare("j120", 15, [(1_000, 31.7), (5_000, 30.5)]);
}
