//! Each sample has the dates that a schedule gives the network with the durations of that sample.

use std::collections::BTreeSet;

use planner::{
    Asked, CERTAIN, Calendars, Constraint, Correlation, Curve, Direction, Doubt, Estimate, Finding, Impact, Lag, Minute, Mode,
    Network, Progress, ProjectIndex, Risk, Span, Spread, Task, TaskIndex, ThreePoints, Uncertainty, schedule, simulate,
};
use proptest::prelude::*;

use crate::made::{Chance, Kind, network};
use crate::plan::moment;

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
        _ => Spread::Lognormal { median: 200 + i64::from(chance.below(700)), high: 1_000 + i64::from(chance.below(900)) },
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

pub(crate) fn everything(network: &Network) -> Vec<TaskIndex> {
    (0..u32::try_from(network.tasks.len()).unwrap()).map(TaskIndex).collect()
}

/// Anything, but that it can be scheduled from its start and stays inside the horizon.
fn forwards(seed: u64, size: u32) -> (Network, Calendars) {
    let (mut network, calendars) = network(seed, size, Kind::Garbage);
    for project in &mut network.projects {
        project.direction = Direction::FromStart(moment("Mon 08:00"));
    }
    let wild = |minutes: i64| !(0..100_000).contains(&minutes);
    for task in &mut network.tasks {
        if wild(task.span.planned().minutes()) || wild(task.delay.minutes()) || matches!(task.span, Span::Assigned { .. }) {
            *task = Task { parent: task.parent, calendar: task.calendar, ..Task::working(ProjectIndex(0), 600) };
        }
        let ends = |date: Minute| date == Minute::EARLIEST || date == Minute::LATEST;
        let (constraint, deadline) = (dates(task.constraint), task.deadline);
        if constraint.into_iter().chain(deadline).chain(task.pinned).any(ends)
            || matches!(task.constraint, Constraint::AsLateAsPossible)
        {
            (task.constraint, task.deadline, task.pinned) = (Constraint::None, None, None);
        }
        task.mode = Mode::Automatic;
        if task.progress != Progress::NotStarted && !seed.is_multiple_of(3) {
            task.progress = Progress::NotStarted;
        }
        task.pauses.clear();
    }
    network.links.retain(|link| match link.lag {
        Lag::Working(minutes) | Lag::Elapsed(minutes) | Lag::Percent(minutes) | Lag::ElapsedPercent(minutes) => {
            !wild(minutes.saturating_abs())
        }
    });
    (network, calendars)
}

/// The date of a constraint.
fn dates(constraint: Constraint) -> Option<Minute> {
    match constraint {
        Constraint::None | Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => None,
        Constraint::StartNoEarlierThan(date)
        | Constraint::StartNoLaterThan(date)
        | Constraint::FinishNoEarlierThan(date)
        | Constraint::FinishNoLaterThan(date)
        | Constraint::MustStartOn(date)
        | Constraint::MustFinishOn(date) => Some(date),
    }
}

/// Compares a simulation of some samples with as many schedules.
fn check((mut network, calendars): (Network, Calendars), seed: u64, samples: u32) -> Result<(), TestCaseError> {
    let summaries: BTreeSet<_> = network.tasks.iter().filter_map(|task| task.parent).collect();
    for (index, task) in (0u32..).zip(&mut network.tasks) {
        // A summary of which only the finish was typed starts with its tasks and finishes no earlier than that: there a
        // simulation takes the start as planned.
        if matches!(task.mode, Mode::Manual { start: None, finish: Some(_) }) && summaries.contains(&TaskIndex(index)) {
            task.mode = Mode::Automatic;
        }
    }
    let mut uncertainty = uncertainty(&network, seed ^ 5);
    uncertainty.samples = samples;
    uncertainty.asked = Asked { goals: everything(&network), ..Asked::default() };
    let answer = simulate(&network, &calendars, &uncertainty);
    let nothing = answer.projects.iter().all(Option::is_none);
    prop_assert_eq!(&answer.doubts, if nothing { &[Doubt::NothingToSimulate][..] } else { &[] });
    let schedules: Vec<_> =
        uncertainty.sampled(&network, 0..samples).iter().map(|network| schedule(network, &calendars)).collect();
    // Where a sample leaves the horizon, everything stands at its border and floats tell nothing.
    let leaves = |finding: &Finding| matches!(finding, Finding::OutOfHorizon { .. });
    let inside = !schedules.iter().any(|schedule| schedule.findings.iter().any(leaves));
    for (index, curve) in answer.goals.iter().enumerate() {
        let mut finishes: Vec<_> = schedules.iter().filter_map(|own| own.tasks[index]).map(|own| own.finish).collect();
        finishes.sort();
        prop_assert_eq!(
            curve.as_ref().map_or(&[][..], Curve::finishes),
            &finishes,
            "task {}: {:?}",
            index,
            &network.tasks[index]
        );
        if let Some(own) = answer.tasks[index].filter(|_| inside) {
            let critical = schedules.iter().filter(|own| own.tasks[index].unwrap().critical).count();
            prop_assert_eq!(own.criticality.unwrap().times as usize, critical, "task {}: {:?}", index, &network.tasks[index]);
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
        check(network(seed, size, Kind::Plain), seed, 70)?;
    }

    #[test]
    fn samples_on_several_calendars_are_schedules(seed: u64, size in 1u32..30) {
        check(network(seed, size, Kind::Clean), seed, 70)?;
    }

    #[test]
    fn samples_of_anything_at_all_are_schedules(seed: u64, size in 1u32..40) {
        check(network(seed, size, Kind::Garbage), seed, 40)?;
    }

    /// As long as nothing is scheduled from its finish, most steps are taken for all samples at once, among others that
    /// are not.
    #[test]
    fn samples_of_anything_that_runs_forwards_are_schedules(seed: u64, size in 1u32..40) {
        check(forwards(seed, size), seed, 70)?;
    }
}
