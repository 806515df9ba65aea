//! Each sample has the dates that a schedule gives the network with the durations of that sample.

use planner::{
    Asked, CERTAIN, Correlation, Curve, Estimate, Impact, Mode, Network, Progress, ProjectIndex, Risk, Spread, TaskIndex,
    ThreePoints, Uncertainty, schedule, simulate,
};
use proptest::prelude::*;

use crate::made::{Chance, Kind, network};

/// Something uncertain about most tasks that have a duration, and a risk or two.
pub(crate) fn uncertainty(network: &Network, seed: u64) -> Uncertainty {
    let mut chance = Chance(seed);
    let mut own = Uncertainty { seed, samples: 1, ..Uncertainty::default() };
    let summary = |task: TaskIndex| network.tasks.iter().any(|other| other.parent == Some(task));
    let points = |chance: &mut Chance| {
        let low = i64::from(chance.below(2_000));
        let likely = low + i64::from(chance.below(900));
        ThreePoints { low, likely, high: likely + i64::from(chance.below(3_000)) }
    };
    let spread = |chance: &mut Chance| match chance.below(3) {
        0 => Spread::Pert(points(chance)),
        1 => Spread::Triangular(points(chance)),
        _ => Spread::Lognormal { median: 10 + i64::from(chance.below(900)), high: 1_000 + i64::from(chance.below(900)) },
    };
    let mut varying = Vec::new();
    for (index, task) in (0u32..).zip(&network.tasks) {
        let typed = matches!(task.mode, Mode::Manual { start: Some(_), finish: Some(_) });
        let done = matches!(task.progress, Progress::Finished { .. });
        let known = (task.project.0 as usize) < network.projects.len();
        if task.active && known && !typed && !done && !summary(TaskIndex(index)) {
            varying.push(TaskIndex(index));
        }
    }
    for task in &varying {
        if !chance.one_in(4) {
            own.estimates.push(Estimate { task: *task, stream: u64::from(task.0), spread: spread(&mut chance) });
        }
    }
    for stream in 0..u64::from(chance.below(3)) {
        let impacts = varying.iter().filter(|task| task.0 % 3 == 1);
        let impacts = impacts.map(|task| Impact { task: *task, spread: spread(&mut chance) }).collect();
        own.risks.push(Risk { stream, chance: chance.below(CERTAIN), impacts });
    }
    if chance.one_in(2) {
        own.correlations.push(Correlation { project: ProjectIndex(0), stream: 9, share: chance.below(10_001) });
    }
    own
}

fn everything(network: &Network) -> Vec<TaskIndex> {
    (0..u32::try_from(network.tasks.len()).unwrap()).map(TaskIndex).collect()
}

/// Compares a simulation of some samples with as many schedules.
fn check(seed: u64, size: u32, kind: Kind, samples: u32) -> Result<(), TestCaseError> {
    let (network, calendars) = network(seed, size, kind);
    let mut uncertainty = uncertainty(&network, seed ^ 5);
    uncertainty.samples = samples;
    uncertainty.asked = Asked { goals: everything(&network), ..Asked::default() };
    let answer = simulate(&network, &calendars, &uncertainty);
    prop_assert_eq!(&answer.doubts, &[]);
    let schedules: Vec<_> =
        uncertainty.sampled(&network, 0..samples).iter().map(|network| schedule(network, &calendars)).collect();
    for (index, curve) in answer.goals.iter().enumerate() {
        let mut finishes: Vec<_> = schedules.iter().filter_map(|own| own.tasks[index]).map(|own| own.finish).collect();
        finishes.sort();
        prop_assert_eq!(curve.as_ref().map_or(&[][..], Curve::finishes), &finishes, "task {}", index);
        if let Some(own) = &answer.tasks[index] {
            let critical = schedules.iter().filter(|own| own.tasks[index].unwrap().critical).count();
            prop_assert_eq!(own.criticality.times as usize, critical, "task {}: {:?}", index, &network.tasks[index]);
        }
    }
    for (index, curve) in answer.projects.iter().enumerate() {
        let mut finishes: Vec<_> = schedules.iter().filter_map(|own| own.projects[index]).map(|own| own.finish).collect();
        finishes.sort();
        prop_assert_eq!(curve.as_ref().map_or(&[][..], Curve::finishes), &finishes);
    }
    for own in &answer.deadlines {
        let placements = schedules.iter().filter_map(|schedule| schedule.tasks[own.task.0 as usize]);
        let kept = placements.filter(|placement| placement.finish <= own.deadline).count();
        prop_assert_eq!(own.chance.times as usize, kept);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn samples_of_links_and_lengths_are_schedules(seed: u64, size in 1u32..30) {
        check(seed, size, Kind::Plain, 40)?;
    }

    #[test]
    fn samples_on_several_calendars_are_schedules(seed: u64, size in 1u32..30) {
        check(seed, size, Kind::Clean, 40)?;
    }

    #[test]
    fn samples_of_anything_at_all_are_schedules(seed: u64, size in 1u32..40) {
        check(seed, size, Kind::Garbage, 40)?;
    }
}
