//! Proofs: compared with trying everything on small problems, and honest on larger ones.

use planner::compact::{Activity, Arc, End, Problem, solve};
use planner::proof::{Patience, Seeks, Staffing, Verdict, prove, with_crews, within_lags};
use planner::search::Effort;
use proptest::prelude::*;

use crate::check::{check, check_crews};
use crate::made_up::{Chance, Shape, instance, problem, shuffled, verified};
use crate::read::mspsp::{self, Staffed};

const SMALL: Shape = Shape { activities: 4, pools: 2, capacity: 3, duration: 3, all_links: false };
const LARGER: Shape = Shape { activities: 9, pools: 3, capacity: 5, duration: 5, all_links: true };

/// Enough for everything here.
const LONG: Patience<'static> = Patience::steps(200_000);

/// Whether some starts keep the rules and end in time, by trying every start of each activity in turn.
fn exists(problem: &Problem, starts: &mut Vec<u32>, end: u32, kept: &dyn Fn(&[u32]) -> bool) -> bool {
    let Some(activity) = problem.activities.get(starts.len()) else { return kept(starts) };
    let Some(latest) = end.checked_sub(activity.duration) else { return false };
    for start in 0..=latest {
        starts.push(start);
        if is_kept_so_far(problem, starts) && exists(problem, starts, end, kept) {
            return true;
        }
        starts.pop();
    }
    false
}

/// Whether a plan of this length is the shortest of all; without one, whether there is none.
fn is_shortest(problem: &Problem, makespan: Option<u32>, kept: &dyn Fn(&[u32]) -> bool) -> bool {
    let in_a_row = problem.activities.iter().map(|activity| activity.duration).sum();
    match makespan.map(|makespan| makespan.checked_sub(1)) {
        Some(Some(shorter)) => !exists(problem, &mut Vec::new(), shorter, kept),
        Some(None) => true,
        None => !exists(problem, &mut Vec::new(), in_a_row, kept),
    }
}

/// Whether the first activities keep the rules among themselves.
fn is_kept_so_far(problem: &Problem, starts: &[u32]) -> bool {
    let mut part = problem.clone();
    part.activities.truncate(starts.len());
    part.arcs.retain(|arc| (arc.from.0.max(arc.to.0) as usize) < starts.len());
    check(&instance(&part), starts).is_ok()
}

/// A small problem with arcs back from later activities, which may close circles that nobody can keep.
fn with_lags_back(seed: u64) -> Problem {
    let mut problem = problem(seed, SMALL);
    let mut chance = Chance(seed ^ 0x5EED);
    for _ in 0..2 {
        let (from, to) = (1 + chance.below(3), chance.below(3));
        let lag = -i32::try_from(chance.below(7)).unwrap();
        problem.arcs.push(Arc { from: (from, End::Start), to: (to.min(from - 1), End::Start), lag });
    }
    problem
}

/// Three people with two skills, and up to two places for each activity.
fn staffing(seed: u64, activities: usize) -> Staffing {
    let mut chance = Chance(seed);
    let people = (0..3).map(|_| (0..2).filter(|_| chance.below(3) > 0).collect()).collect();
    let demands = (0..activities).map(|_| (0..2).map(|skill| (skill, chance.below(2))).filter(|(_, count)| *count > 0).collect());
    Staffing { people, demands: demands.collect() }
}

/// Whether people can be given to activities with these starts, by trying everybody for every place in turn.
fn can_be_staffed(problem: &Problem, staffing: &Staffing, starts: &[u32]) -> bool {
    let demands = staffing.demands.iter().enumerate();
    let places: Vec<(usize, u32)> = demands
        .flat_map(|(activity, skills)| skills.iter().flat_map(move |(skill, count)| (0..*count).map(move |_| (activity, *skill))))
        .collect();
    let beside = |one: usize, other: usize| {
        let end = |activity: usize| starts[activity] + problem.activities[activity].duration;
        one == other || (starts[one] < end(other) && starts[other] < end(one))
    };
    fn fill(places: &[(usize, u32)], given: &mut Vec<usize>, people: &[Vec<u32>], beside: &dyn Fn(usize, usize) -> bool) -> bool {
        let Some((activity, skill)) = places.get(given.len()) else { return true };
        for (person, skills) in people.iter().enumerate() {
            let busy = given.iter().zip(places).any(|(other, (elsewhere, _))| *other == person && beside(*elsewhere, *activity));
            if skills.contains(skill) && !busy {
                given.push(person);
                if fill(places, given, people, beside) {
                    return true;
                }
                given.pop();
            }
        }
        false
    }
    fill(&places, &mut Vec::new(), &staffing.people, &beside)
}

fn staffed(problem: &Problem, staffing: &Staffing) -> Staffed {
    let having = |skills: &Vec<u32>| (0..2).map(|skill| skills.contains(&skill)).collect();
    let asking = |demand: &Vec<(u32, u32)>| {
        (0..2).map(|skill| demand.iter().find(|(of, _)| *of == skill).map_or(0, |(_, count)| *count)).collect()
    };
    Staffed {
        instance: instance(problem),
        people: staffing.people.iter().map(having).collect(),
        demands: staffing.demands.iter().map(asking).collect(),
    }
}

#[test]
fn the_proved_optimum_is_the_shortest_of_all_plans() {
    for seed in 0..60 {
        let problem = problem(seed, Shape { activities: 5, all_links: seed % 2 == 0, ..SMALL });
        let proved = prove(&problem, &solve(&problem, &Effort::schedules(1)), &LONG);
        assert_eq!(verified(&problem, &proved), proved.lower_bound, "{seed}");
        assert!(is_shortest(&problem, Some(proved.makespan), &|_| true), "{seed}");
    }
}

#[test]
fn plans_within_lags_are_the_shortest_or_shown_to_be_impossible() {
    let mut impossible = 0;
    for seed in 0..80 {
        let problem = with_lags_back(seed);
        let outcome = within_lags(&problem, &LONG);
        assert!(is_shortest(&problem, outcome.makespan, &|_| true), "{seed}");
        if let Some(makespan) = outcome.makespan {
            assert_eq!(check(&instance(&problem), &outcome.starts), Ok(makespan));
            assert_eq!((outcome.verdict, outcome.lower_bound), (Verdict::Best, makespan));
        } else {
            impossible += 1;
            assert_eq!(outcome.verdict, Verdict::Impossible, "{seed}");
        }
    }
    assert!((5..75).contains(&impossible), "{impossible} of 80 are impossible: the test needs some of both");
}

#[test]
fn plans_with_crews_are_the_shortest_or_shown_to_be_impossible() {
    let mut impossible = 0;
    for seed in 0..40 {
        let problem = problem(seed, SMALL);
        let staffing = staffing(seed, 4);
        let outcome = with_crews(&problem, &staffing, &LONG);
        assert!(is_shortest(&problem, outcome.makespan, &|starts| can_be_staffed(&problem, &staffing, starts)), "{seed}");
        if let Some(makespan) = outcome.makespan {
            assert_eq!(check_crews(&staffed(&problem, &staffing), &outcome.starts, &outcome.crews), Ok(makespan));
            assert_eq!(outcome.verdict, Verdict::Best);
        } else {
            impossible += 1;
            assert_eq!(outcome.verdict, Verdict::Impossible, "{seed}");
        }
    }
    assert!((1..39).contains(&impossible), "{impossible} of 40 are impossible: the test needs some of both");
}

#[test]
fn adding_a_resource_never_makes_the_proved_optimum_worse() {
    for seed in 0..10 {
        let problem = problem(seed, LARGER);
        let optimum = |problem: &Problem| {
            let proved = prove(problem, &solve(problem, &Effort::schedules(200)), &LONG);
            assert_eq!(verified(problem, &proved), proved.lower_bound, "{seed}");
            proved.makespan
        };
        let mut larger = problem.clone();
        larger.pools[usize::try_from(seed).unwrap() % 3] += 1;
        assert!(optimum(&larger) <= optimum(&problem), "{seed}");
        let staffing = staffing(seed, 9);
        let crewed = |people: &[Vec<u32>]| with_crews(&problem, &Staffing { people: people.to_vec(), ..staffing.clone() }, &LONG);
        let one_more: Vec<Vec<u32>> = staffing.people.iter().cloned().chain([vec![0, 1]]).collect();
        let (few, more) = (crewed(&staffing.people), crewed(&one_more));
        assert!(few.verdict == Verdict::Impossible || more.makespan.unwrap() <= few.makespan.unwrap(), "{seed}");
        assert!([&few, &more].iter().all(|outcome| [Verdict::Best, Verdict::Impossible].contains(&outcome.verdict)), "{seed}");
    }
}

#[test]
fn two_threads_and_shuffled_lines_prove_the_same_optimum() {
    for seed in 0..6 {
        let problem = problem(seed, LARGER);
        let begun = solve(&problem, &Effort::schedules(1));
        let alone = prove(&problem, &begun, &LONG);
        assert_eq!(alone, prove(&problem, &begun, &LONG), "the same question has the same answer");
        let together = prove(&problem, &begun, &Patience { threads: 2, ..LONG });
        assert_eq!((verified(&problem, &together), together.lower_bound), (alone.makespan, alone.lower_bound), "{seed}");
        let (other, _) = shuffled(&problem, seed);
        let elsewhere = prove(&other, &solve(&other, &Effort::schedules(1)), &LONG);
        assert_eq!(verified(&other, &elsewhere), alone.makespan, "{seed}");
    }
}

#[test]
fn a_proof_that_ends_early_claims_nothing() {
    let shape = Shape { activities: 60, pools: 4, capacity: 12, duration: 10, all_links: false };
    let open = |problem: &Problem| {
        let solution = solve(problem, &Effort::schedules(20_000));
        solution.lower_bound < solution.makespan
    };
    let problem = (100..).map(|seed| problem(seed, shape)).find(open).unwrap();
    let begun = solve(&problem, &Effort::schedules(10));
    let stopped = Patience { stop: &|| true, ..LONG };
    for patience in [Patience::steps(1), Patience::steps(50), stopped, Patience { threads: 2, ..stopped }] {
        let proved = prove(&problem, &begun, &patience);
        assert!(verified(&problem, &proved) <= begun.makespan && proved.lower_bound >= begun.lower_bound);
        assert!(proved.lower_bound < proved.makespan, "nothing was proved in so little time");
        let outcome = within_lags(&problem, &patience);
        assert!([Verdict::Unknown, Verdict::Open].contains(&outcome.verdict));
        assert_eq!(outcome.starts.is_empty(), outcome.makespan.is_none());
    }
    let any = within_lags(&problem, &Patience { seeks: Seeks::Any, ..LONG });
    assert_eq!(any.verdict, Verdict::Open);
    assert_eq!(check(&instance(&problem), &any.starts).ok(), any.makespan);
}

#[test]
fn a_circle_that_nobody_can_keep_is_said_at_once() {
    let mut problem = problem(3, LARGER);
    problem.arcs.push(Arc { from: (8, End::Start), to: (0, End::Start), lag: 1 });
    problem.arcs.push(Arc { from: (0, End::Start), to: (8, End::Start), lag: 0 });
    assert_eq!(within_lags(&problem, &Patience::steps(0)).verdict, Verdict::Impossible);
}

#[test]
fn absurd_questions_are_answered() {
    let verdict = |problem: &Problem, staffing: &Staffing| with_crews(problem, staffing, &LONG).verdict;
    let lasting = |duration| Problem { activities: vec![Activity { duration, ..Activity::default() }], ..Problem::default() };
    let asking = |demands: Vec<(u32, u32)>, people: Vec<Vec<u32>>| Staffing { people, demands: vec![demands] };
    assert_eq!(verdict(&Problem::default(), &Staffing::default()), Verdict::Best);
    assert_eq!(verdict(&lasting(5), &asking(vec![], vec![])), Verdict::Best);
    assert_eq!(verdict(&lasting(u32::MAX), &asking(vec![], vec![])), Verdict::Unknown);
    assert_eq!(verdict(&lasting(1 << 20), &asking(vec![], vec![])), Verdict::Unknown);
    assert_eq!(verdict(&lasting(5), &asking(vec![(0, 1)], vec![])), Verdict::Impossible);
    assert_eq!(verdict(&lasting(5), &asking(vec![(0, u32::MAX)], vec![vec![0]])), Verdict::Unknown);
    assert_eq!(verdict(&lasting(5), &asking(vec![(64, 1)], vec![vec![64]])), Verdict::Unknown);
    assert_eq!(verdict(&lasting(5), &asking(vec![(63, 1), (63, 1)], vec![vec![63, 0], vec![63]])), Verdict::Best);
    assert_eq!(verdict(&lasting(5), &Staffing::default()), Verdict::Unknown);
    let nobody = Problem { arcs: vec![Arc::finish_to_start(0, 7)], ..lasting(5) };
    assert_eq!(within_lags(&nobody, &LONG).verdict, Verdict::Impossible);
}

const DZN: &str = "\
% seed = 1
mint = 5;
% maxt = 9;
nActs = 4;
dur = [0,3,2,0];
nSkills = 2;
sreq = [| 0,0, | 1,1, | 0,1, | 0,0, |];
nResources = 2;
mastery = [| true,true, | false,true, |];
nPrecs = 4;
pred = [1,1,2,3];
succ = [2,3,4,4];
USEFUL_RES = [{}, {1,2}];
";

#[test]
fn a_multi_skill_file_is_read_and_planned() {
    let read = mspsp::read(DZN).unwrap();
    assert_eq!(read.instance.distances, [(0, 1, 0), (0, 2, 0), (1, 3, 3), (2, 3, 2)]);
    assert_eq!(
        (&read.people, &read.demands),
        (&vec![vec![true, true], vec![false, true]], &vec![vec![0, 0], vec![1, 1], vec![0, 1], vec![0, 0]])
    );
    let problem = Problem {
        activities: read
            .instance
            .durations
            .iter()
            .map(|duration| Activity { duration: *duration, ..Activity::default() })
            .collect(),
        arcs: vec![Arc::finish_to_start(1, 3), Arc::finish_to_start(2, 3)],
        pools: Vec::new(),
    };
    let staffing =
        Staffing { people: vec![vec![0, 1], vec![1]], demands: vec![vec![], vec![(0, 1), (1, 1)], vec![(1, 1)], vec![]] };
    let outcome = with_crews(&problem, &staffing, &LONG);
    assert_eq!(check_crews(&read, &outcome.starts, &outcome.crews), Ok(5));
    assert_eq!((outcome.verdict, outcome.makespan), (Verdict::Best, Some(5)));
    let mut wrong = outcome.crews.clone();
    wrong[1].swap_remove(0);
    assert!(check_crews(&read, &outcome.starts, &wrong).unwrap_err().contains("lacks"));
    assert!(check_crews(&read, &[0, 0, 0, 3], &outcome.crews).unwrap_err().contains("in two places"));
}

#[test]
fn what_is_no_multi_skill_file_gets_a_sentence() {
    let sentence = |text: &str| mspsp::read(text).unwrap_err();
    assert_eq!(sentence(""), "nothing is given for nActs");
    assert_eq!(sentence(&DZN.replace("dur = [0,3", "dur = [0,x")), "“x” in dur is no number");
    assert_eq!(sentence(&DZN.replace("true,true", "true,maybe")), "“maybe” in mastery is neither true nor false");
    assert_eq!(sentence(&DZN.replace("nSkills = 2", "nSkills = 3")), "sreq has 8 values instead of 4 times 3");
    assert_eq!(sentence(&DZN.replace("succ = [2", "succ = [9")), "pred and succ name activities beyond the 4");
}

proptest! {
    #[test]
    fn the_reader_of_multi_skill_files_never_panics(cut in 0..DZN.len(), put in "[0-9x ;=|,\\[\\]-]{0,8}") {
        let _ = (mspsp::read(&format!("{}{put}{}", &DZN[..cut], &DZN[cut..])), mspsp::read(&DZN[..cut]));
    }
}
