//! What holds of every problem, tried on made-up ones.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use planner::compact::{Activity, Arc, Compact, End, Finding, Problem, solve, solve_watched};
use planner::search::{Decoder, Effort, Known, Way, search};

use crate::made_up::{Chance, Shape, problem, shuffled, verified};

const SHAPES: [Shape; 6] = [
    Shape { activities: 1, pools: 1, capacity: 1, duration: 3, all_links: false },
    Shape { activities: 20, pools: 4, capacity: 9, duration: 10, all_links: false },
    Shape { activities: 40, pools: 2, capacity: 3, duration: 40, all_links: true },
    Shape { activities: 60, pools: 9, capacity: 60, duration: 9, all_links: true },
    Shape { activities: 12, pools: 3, capacity: 5, duration: 30_000, all_links: false },
    Shape { activities: 30, pools: 0, capacity: 1, duration: 5, all_links: true },
];

/// Problems of all shapes.
fn problems() -> impl Iterator<Item = Problem> {
    (0..60u64).map(|seed| problem(seed, SHAPES[usize::try_from(seed).unwrap() % SHAPES.len()]))
}

#[test]
fn every_plan_keeps_links_and_capacities_and_no_bound_is_above_it() {
    for problem in problems() {
        verified(&problem, &solve(&problem, &Effort::schedules(300)));
    }
}

#[test]
fn more_schedules_are_better_on_the_whole() {
    let all = |schedules| -> u32 {
        let makespan = |problem: Problem| solve(&problem, &Effort::schedules(schedules)).makespan;
        problems().take(18).map(makespan).sum()
    };
    let (few, many) = (all(10), all(2_000));
    assert!(many < few, "{many} after {few}");
}

#[test]
fn giving_up_early_changes_no_answer() {
    for (seed, problem) in (0u64..).zip(problems()) {
        let mut decoder = Compact::new(&problem).unwrap();
        let mut list: Vec<u32> = (0..decoder.activities()).collect();
        for mut decoder in [decoder.by_steps(), decoder.clone()] {
            let makespan = decoder.decode(&list, Way::Forwards);
            for limit in [0, makespan.saturating_sub(1), makespan, makespan + 1, u32::MAX] {
                let expected = if makespan <= limit { Some(makespan) } else { None };
                assert_eq!(decoder.decode_within(&list, Way::Forwards, limit), expected, "{seed}, {limit}");
            }
            assert_eq!(decoder.decode(&list, Way::Forwards), makespan, "nothing is left behind");
        }
        decoder.decode(&list, Way::Forwards);
        decoder.turn(Way::Forwards, &mut list);
        let makespan = decoder.decode(&list, Way::Backwards);
        assert_eq!(decoder.decode_within(&list, Way::Backwards, makespan), Some(makespan));
        let less = makespan.checked_sub(1).and_then(|limit| decoder.decode_within(&list, Way::Backwards, limit));
        assert_eq!(less, None);
    }
}

/// Whether a search goes on for long because no bound ends it.
fn open(problem: &Problem) -> bool {
    let solution = solve(problem, &Effort::schedules(30_000));
    solution.lower_bound < solution.makespan
}

#[test]
fn any_number_of_threads_gives_the_same_answer() {
    let shape = Shape { activities: 60, pools: 4, capacity: 12, duration: 10, all_links: false };
    for problem in (100..).map(|seed| problem(seed, shape)).filter(open).take(1) {
        // Enough for two islands and an exchange between them.
        let effort = Effort { islands: 2, ..Effort::schedules(270_000) };
        let one = solve(&problem, &effort);
        for threads in [2, 8] {
            assert_eq!(solve(&problem, &Effort { threads, ..effort }), one, "{threads} threads");
        }
    }
}

#[test]
fn shuffled_lines_give_the_same_answer() {
    for (seed, problem) in (0u64..).zip(problems()) {
        let (other, place) = shuffled(&problem, seed);
        let one = solve(&problem, &Effort::schedules(200));
        let other = solve(&other, &Effort::schedules(200));
        assert_eq!((one.makespan, one.lower_bound), (other.makespan, other.lower_bound));
        for (old, new) in place.iter().enumerate() {
            assert_eq!(one.starts[old], other.starts[*new], "activity {old}");
        }
    }
}

#[test]
fn the_packed_profile_and_the_stepwise_one_plan_alike() {
    let mut compared = 0;
    for (seed, problem) in (0u64..).zip(problems()) {
        let Some(mut packed) = Compact::new(&problem) else { panic!("it can be decoded") };
        let mut steps = packed.by_steps();
        let mut list: Vec<u32> = (0..packed.activities()).collect();
        let mut chance = Chance(seed);
        for way in [Way::Forwards, Way::Backwards].repeat(4) {
            assert_eq!(packed.decode(&list, way), steps.decode(&list, way));
            for activity in 0..packed.activities() {
                assert_eq!(packed.span(activity), steps.span(activity));
            }
            let (mut one, mut other) = (list.clone(), list.clone());
            packed.turn(way, &mut one);
            steps.turn(way, &mut other);
            assert_eq!(one, other);
            list = one;
            let at = chance.below(packed.activities()) as usize;
            let apart =
                |one: u32, other: u32| !packed.predecessors(one).contains(&other) && !packed.predecessors(other).contains(&one);
            if at + 1 < list.len() && apart(list[at], list[at + 1]) {
                list.swap(at, at + 1);
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 480);
}

#[test]
fn packing_a_plan_never_makes_it_longer() {
    for problem in problems().filter(|problem| problem.arcs.iter().all(|arc| arc.from.1 == End::Finish && arc.to.1 == End::Start))
    {
        let mut decoder = Compact::new(&problem).unwrap();
        let mut list: Vec<u32> = (0..decoder.activities()).collect();
        let (mut way, mut shortest) = (Way::Forwards, u32::MAX);
        for _ in 0..6 {
            let makespan = decoder.decode(&list, way);
            assert!(makespan <= shortest);
            shortest = makespan;
            decoder.turn(way, &mut list);
            way = way.turned();
        }
    }
}

#[test]
fn known_lists_are_mended_and_never_lost() {
    for problem in problems().filter(|problem| problem.activities.len() > 1).take(12) {
        let mut decoder = Compact::new(&problem).unwrap();
        // Backwards, twice, with a stranger.
        let mut wild: Vec<u32> = (0..decoder.activities()).rev().flat_map(|activity| [activity, activity]).collect();
        wild.push(u32::MAX);
        let known = [wild, Vec::new()];
        let found =
            search(&decoder, &Effort::schedules(2), &Known { lists: &known, enough: None }, &mut |_| ControlFlow::Continue(()));
        assert_eq!(found.schedules, 2);
        let mut sorted = found.list.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..decoder.activities()).collect::<Vec<_>>());
        assert_eq!(decoder.decode(&found.list, found.way), found.score);
        let by_number: Vec<u32> = (0..decoder.activities()).collect();
        assert!(found.score <= decoder.decode(&by_number, Way::Forwards));
    }
}

#[test]
fn a_cancelled_search_gives_the_best_so_far() {
    let shape = Shape { activities: 60, pools: 4, capacity: 12, duration: 10, all_links: false };
    let problem = (100..).map(|seed| problem(seed, shape)).find(open).unwrap();
    let cancel = AtomicBool::new(true);
    let effort = Effort { cancel: Some(&cancel), ..Effort::schedules(u64::MAX) };
    let at_once = solve(&problem, &effort);
    verified(&problem, &at_once);
    assert!(at_once.schedules <= 2);
    cancel.store(false, Ordering::Relaxed);
    let mut told = Vec::new();
    let later = solve_watched(&problem, &effort, &mut |found| {
        told.push(found.score);
        if told.len() == 3 {
            cancel.store(true, Ordering::Relaxed);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(verified(&problem, &later), later.makespan);
    assert!(told.windows(2).all(|two| two[1] <= two[0]), "{told:?}");
    assert!(later.makespan <= told[told.len() - 1] && later.makespan <= at_once.makespan);
}

#[test]
fn what_cannot_be_planned_is_found_and_the_rest_is_planned() {
    let activity = |duration, need| Activity { duration, needs: vec![(0, need)], key: 0 };
    let problem = Problem {
        activities: vec![activity(2, 1), activity(3, 9), activity(1, 1), activity(4, 1), activity(4, 1)],
        arcs: vec![
            Arc::finish_to_start(0, 1),
            Arc::finish_to_start(1, 2),
            Arc::finish_to_start(3, 4),
            Arc::finish_to_start(4, 3),
            Arc::finish_to_start(2, 2),
            Arc::finish_to_start(0, 17),
        ],
        pools: vec![2],
    };
    let solution = solve(&problem, &Effort::schedules(100));
    assert_eq!(
        solution.findings,
        [
            Finding::Unmet { activity: 1, pool: 0 },
            Finding::UnknownArc { arc: 5 },
            Finding::Circle { arc: 2 },
            Finding::Circle { arc: 3 },
            Finding::Circle { arc: 4 },
        ]
    );
    assert_eq!(solution.starts[1], None);
    assert!(solution.starts.iter().enumerate().all(|(index, start)| index == 1 || start.is_some()));
    assert_eq!((solution.makespan, solution.lower_bound), (6, 6));
}

#[test]
fn absurd_numbers_are_findings_or_plans() {
    let absurd = |duration, need, lag| Problem {
        activities: vec![Activity { duration, needs: vec![(0, need), (0, need)], key: 0 }; 3],
        arcs: vec![Arc { from: (0, End::Start), to: (1, End::Finish), lag }],
        pools: vec![u32::MAX - 1],
    };
    for duration in [0, 1, 1 << 20, u32::MAX] {
        for need in [0, 1, u32::MAX / 2, u32::MAX] {
            for lag in [0, 5, -5, i32::MAX, i32::MIN] {
                let problem = absurd(duration, need, lag);
                let solution = solve(&problem, &Effort::schedules(10));
                if solution.findings.is_empty() {
                    verified(&problem, &solution);
                }
            }
        }
    }
    assert_eq!(solve(&absurd(u32::MAX, 0, 0), &Effort::schedules(10)).findings, [Finding::TooLong]);
    assert_eq!(solve(&Problem::default(), &Effort::schedules(10)).makespan, 0);
}

#[test]
fn a_larger_pool_never_raises_the_bound() {
    for problem in problems() {
        let mut larger = problem.clone();
        larger.pools.iter_mut().for_each(|capacity| *capacity += 1);
        let (one, other) = (solve(&problem, &Effort::schedules(1)), solve(&larger, &Effort::schedules(1)));
        assert!(other.lower_bound <= one.lower_bound);
    }
}
