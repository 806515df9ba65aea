//! A levelled plan with other durations: the same people, the same order.

use planner::{
    Length, LinkKind, Progress, Replay, Shortage, Span, TaskIndex, ThreePoints, Uncertainty, check, level, simulate_levelled,
};
use proptest::prelude::*;

use crate::drawing::{draw, same};
use crate::made_up::{Chance, Kind, Plan, plan};
use crate::reading::case;

/// Minutes of all tasks, or what remains of them.
fn lengths(plan: &Plan) -> Vec<i64> {
    let remaining = |task: &planner::Task| match task.progress {
        Progress::Started { remaining, .. } => remaining,
        Progress::NotStarted | Progress::Finished { .. } => task.span.planned().minutes(),
    };
    plan.network.tasks.iter().map(remaining).collect()
}

#[test]
fn everybody_keeps_their_tasks_and_their_order() {
    let case = case(
        "
        person ann: digging 1
        person bob: digging 1
        dig 2d; needs digging 1
        trench 1d; needs digging 1
        fill 1d; needs digging 1; after trench
        meet 4h; fixed; needs ann; needs bob; after dig
        cure 1d; after fill
    ",
    );
    let plan = level(&case.network, &case.calendars, &case.resources, &case.objective);
    let mut replay = Replay::new(&case.network, &case.calendars, &case.resources, &case.objective, &plan);
    let planned = draw(&case, &replay.plan(&[960, 480, 480, 240, 480]));
    same(&planned, &draw(&case, &plan));
    let longer = draw(&case, &replay.plan(&[960, 1_440, 480, 240, 960]));
    same(
        &longer,
        "
        dig        |##......| Mon 08:00 .. Tue 17:00 bob
        trench     |###.....| Mon 08:00 .. Wed 17:00 ann
        fill       |...#....| Thu 08:00 .. Thu 17:00 ann
        meet       |....#...| Fri 08:00 .. Fri 12:00 ann bob
        cure       |....####| Fri 08:00 .. Mon2 17:00
    ",
    );
    // It remembers nothing.
    same(&draw(&case, &replay.plan(&[960, 480, 480, 240, 480])), &planned);
}

#[test]
fn a_simulation_levels_each_sample() {
    let case = case(
        "
        person ann
        dig 2d; needs ann
        pour 1d; needs ann
    ",
    );
    let plan = level(&case.network, &case.calendars, &case.resources, &case.objective);
    let points = ThreePoints { low: 480, likely: 960, high: 1_440 };
    let estimate = planner::Estimate { task: TaskIndex(0), stream: 0, spread: planner::Spread::Triangular(points) };
    let uncertainty = Uncertainty { estimates: vec![estimate], samples: 2_000, ..Uncertainty::default() };
    let distribution = simulate_levelled(&case.network, &case.calendars, &uncertainty, || {
        let mut replay = Replay::new(&case.network, &case.calendars, &case.resources, &case.objective, &plan);
        move |minutes, finishes| replay.finishes(minutes, finishes)
    });
    // From one day of digging to three, as often less than two as more; one of pouring behind it, by the same person.
    let whole = distribution.whole.unwrap();
    let mut replay = Replay::new(&case.network, &case.calendars, &case.resources, &case.objective, &plan);
    let mut end = |minutes: &[i64]| replay.plan(minutes).tasks[1].unwrap().finish;
    assert!(end(&[480, 480]) <= whole.finish(1) && whole.finish(10_000) <= end(&[1_440, 480]));
    assert!((0.45..0.55).contains(&whole.chance(plan.tasks[1].unwrap().finish).value()));
}

/// The order of the starts is not always the order in which the plan was decided: something may have begun in a gap that was
/// left, or before its predecessor. How often the plan comes out again all the same is counted.
#[test]
fn with_the_planned_durations_nearly_every_plan_comes_out_again() {
    let (mut all, mut same) = (0, 0);
    for seed in 0..400 {
        let mut plan = plan(seed, 1 + u32::try_from(seed % 39).unwrap(), Kind::Sane);
        for link in &mut plan.network.links {
            (link.kind, link.lag) = (LinkKind::FinishToStart, planner::Lag::NONE);
        }
        plan.resources.demands.iter_mut().for_each(|demand| demand.piece = None);
        let levelled = level(&plan.network, &plan.calendars, &plan.resources, &plan.objective);
        if levelled.shortages.iter().any(|shortage| matches!(shortage, Shortage::NobodyFree { .. })) {
            continue;
        }
        let mut replay = Replay::new(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &levelled);
        let again = replay.plan(&lengths(&plan));
        all += 1;
        same += usize::from(again.tasks == levelled.tasks && again.work == levelled.work);
    }
    assert!(all > 100 && same * 100 >= all * 97, "{same} of {all}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_with_other_durations_is_possible(seed: u64, size in 1u32..40) {
        let mut plan = plan(seed, size, Kind::Sane);
        let mut chance = Chance(seed);
        plan.resources.demands.iter_mut().for_each(|demand| demand.units = 10_000);
        let levelled = level(&plan.network, &plan.calendars, &plan.resources, &plan.objective);
        let mut replay = Replay::new(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &levelled);
        for _ in 0..3 {
            let mut sample = plan.clone();
            let mut minutes = lengths(&plan);
            for (index, task) in sample.network.tasks.iter_mut().enumerate() {
                let planned = task.span.planned().minutes();
                if task.progress != Progress::NotStarted || planned == 0 {
                    continue;
                }
                minutes[index] = 1 + planned * i64::from(50 + chance.below(150)) / 100;
                let length = match task.span.planned() {
                    Length::Working(_) => Length::Working(minutes[index]),
                    Length::Elapsed(_) => Length::Elapsed(minutes[index]),
                };
                match &mut task.span {
                    Span::Fixed(own) => *own = length,
                    Span::Assigned { otherwise, .. } => *otherwise = length,
                }
                for demand in sample.resources.demands.iter_mut().filter(|demand| demand.task.0 as usize == index) {
                    demand.work = demand.work.map(|work| ((work * minutes[index] + planned / 2) / planned).max(1));
                }
            }
            let again = replay.plan(&minutes);
            let breaches = check(&sample.network, &sample.calendars, &sample.resources, &sample.objective, &again);
            prop_assert!(breaches.is_empty(), "{breaches:?}\n{sample:#?}\n{again:#?}");
            let mut finishes = vec![None; again.tasks.len()];
            replay.finishes(&minutes, &mut finishes);
            for (finish, dates) in finishes.iter().zip(&again.tasks) {
                prop_assert!(finish.is_none() || *finish == dates.map(|dates| dates.finish));
            }
        }
    }
}
