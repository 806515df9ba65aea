//! What holds for every simulation, tried on made-up plans.

use planner::{
    Asked, CERTAIN, Calendars, Cause, Constraint, Correlation, Curve, Direction, Distribution, Done, Doubt, Estimate, Finding,
    Impact, Lag, Length, Link, LinkKind, Minute, Network, Project, ProjectIndex, Risk, Span, Spread, Task, TaskIndex,
    ThreePoints, Uncertainty, schedule, simulate, simulate_levelled,
};
use proptest::prelude::*;

use crate::agreement::{everything, uncertainty};
use crate::made::{Chance, Kind, network};
use crate::plan::moment;

/// Everything that can be asked.
fn curious(network: &Network, seed: u64) -> Uncertainty {
    let goals = everything(network);
    let done = Some(Done { at: moment("Mon 08:00"), tasks: goals.iter().copied().take(3).collect() });
    let asked = Asked { criticality: true, goals, cruciality: true, drivers: 4, risks: true, done };
    Uncertainty { samples: 150, asked, ..uncertainty(network, seed) }
}

fn finishes(curve: Option<&Curve>) -> &[Minute] {
    curve.map_or(&[], Curve::finishes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn threads_change_nothing(seed: u64, size in 1u32..40, threads in 2u32..9) {
        let (network, calendars) = network(seed, size, Kind::Garbage);
        let one = curious(&network, seed);
        let several = Uncertainty { threads, ..one.clone() };
        prop_assert_eq!(simulate(&network, &calendars, &one), simulate(&network, &calendars, &several));
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(seed: u64, size in 1u32..30, shuffle: u64) {
        let (network, calendars) = network(seed, size, Kind::Garbage);
        let own = curious(&network, seed);
        let (other, others, place) = shuffled(&network, &own, shuffle);
        let (one, two) = (simulate(&network, &calendars, &own), simulate(&other, &calendars, &others));
        prop_assert_eq!(&one.whole, &two.whole);
        prop_assert_eq!(&one.projects, &two.projects);
        for (index, share) in one.tasks.iter().enumerate() {
            prop_assert_eq!(share, &two.tasks[place[index] as usize]);
            prop_assert_eq!(&one.goals[index], &two.goals[index]);
        }
        prop_assert_eq!(one.deadlines.len(), two.deadlines.len());
        let last = one.risks.len();
        for (index, effect) in one.risks.iter().enumerate() {
            prop_assert_eq!(effect.whole, two.risks[last - 1 - index].whole);
        }
        let told = |answer: &Distribution, named: &dyn Fn(Cause) -> Cause| {
            let mut told: Vec<_> = answer.drivers.iter().map(|own| (named(own.cause), own.best.whole, own.worst.whole)).collect();
            told.sort_by_key(|own| own.0);
            format!("{told:?}")
        };
        let turned = |cause| match cause {
            Cause::Task(task) => Cause::Task(TaskIndex(place[task.0 as usize])),
            Cause::Risk(risk) => Cause::Risk(u32::try_from(last).unwrap() - 1 - risk),
        };
        prop_assert_eq!(told(&one, &turned), told(&two, &|cause| cause));
        let wholes = |answer: &Distribution| answer.done.iter().map(|effect| effect.whole).collect::<Vec<_>>();
        prop_assert_eq!(wholes(&one), wholes(&two));
    }

    #[test]
    fn removing_a_risk_gives_the_plan_without_it_and_nothing_is_later(seed: u64, size in 1u32..30) {
        let (mut network, calendars) = network(seed, size, Kind::Clean);
        network.links.retain(|link| {
            let forwards = matches!(link.kind, LinkKind::FinishToStart | LinkKind::StartToStart);
            forwards && matches!(link.lag, Lag::Working(_) | Lag::Elapsed(_))
        });
        let mut with = curious(&network, seed);
        let tasks: Vec<_> = with.estimates.iter().map(|estimate| estimate.task).collect();
        let spread = Spread::Triangular(ThreePoints { low: 0, likely: 500, high: 3_000 });
        let impacts = tasks.iter().map(|task| Impact { task: *task, spread }).collect();
        with.risks = vec![Risk { stream: 77, chance: CERTAIN / 3, impacts }];
        let without = Uncertainty { risks: Vec::new(), ..with.clone() };
        let (with, without) = (simulate(&network, &calendars, &with), simulate(&network, &calendars, &without));
        let curves = |answer: &Distribution| [answer.whole.clone()].into_iter().chain(answer.goals.clone()).collect::<Vec<_>>();
        for (late, early) in curves(&with).iter().zip(&curves(&without)) {
            let pairs = finishes(late.as_ref()).iter().zip(finishes(early.as_ref()));
            prop_assert!(pairs.into_iter().all(|(late, early)| late >= early));
        }
        let mean = |answer: &Distribution| {
            let finishes = finishes(answer.whole.as_ref());
            finishes.iter().map(|finish| f64::from(finish.get())).sum::<f64>() / finishes.len().max(1) as f64
        };
        prop_assert!((with.risks[0].whole.mean - (mean(&without) - mean(&with))).abs() < 1e-6);
    }

    /// Whoever levels may do nothing but schedule.
    #[test]
    fn a_leveller_that_schedules_gives_what_a_simulation_gives(seed: u64, size in 1u32..20, threads in 1u32..4) {
        let (network, calendars) = network(seed, size, Kind::Plain);
        let mut own = curious(&network, seed);
        own.asked.drivers = 0;
        (own.asked.criticality, own.asked.done, own.threads) = (false, None, threads);
        let leveller = || {
            let mut sampled = network.clone();
            let calendars = &calendars;
            move |minutes: &[i64], finishes: &mut [Option<Minute>]| {
                for (task, minutes) in sampled.tasks.iter_mut().zip(minutes) {
                    task.span = Span::Fixed(Length::Working(*minutes));
                }
                for (own, placement) in finishes.iter_mut().zip(schedule(&sampled, calendars).tasks) {
                    *own = placement.map(|placement| placement.finish);
                }
            }
        };
        // A lag in per cent follows the duration of the sample in both.
        let levelled = simulate_levelled(&network, &calendars, &own, leveller);
        prop_assert_eq!(levelled, simulate(&network, &calendars, &own));
    }

    #[test]
    fn chances_rise_with_time(seed: u64, size in 1u32..20) {
        let (network, calendars) = network(seed, size, Kind::Clean);
        let answer = simulate(&network, &calendars, &Uncertainty { samples: 200, ..uncertainty(&network, seed) });
        let curve = answer.whole.unwrap();
        let shares: Vec<_> = curve.finishes().iter().map(|finish| curve.chance(*finish).times).collect();
        prop_assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]));
        let dates: Vec<_> = (0..=100).map(|percent| curve.finish(percent * 100)).collect();
        prop_assert!(dates.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(dates.iter().zip(0u32..).all(|(date, percent)| curve.chance(*date).times >= 2 * percent));
    }

    #[test]
    fn no_uncertainty_is_too_absurd(seed: u64, size in 0u32..30) {
        let (network, calendars) = network(seed, size.max(1), Kind::Garbage);
        let mut chance = Chance(seed);
        let mut own = curious(&network, seed);
        let task = |chance: &mut Chance| TaskIndex(chance.below(size + 3));
        let spread = |chance: &mut Chance| {
            let points = ThreePoints { low: chance.wild(), likely: chance.wild(), high: chance.wild() };
            let lognormal = Spread::Lognormal { median: chance.wild(), high: chance.wild() };
            chance.of(&[Spread::Pert(points), Spread::Triangular(points), lognormal])
        };
        own.estimates.extend((0..size).map(|_| Estimate { task: task(&mut chance), stream: 3, spread: spread(&mut chance) }));
        for _ in 0..3 {
            let impacts = (0..4).map(|_| Impact { task: task(&mut chance), spread: spread(&mut chance) }).collect();
            own.risks.push(Risk { stream: 3, chance: u32::MAX, impacts });
        }
        own.correlations.push(Correlation { project: ProjectIndex(chance.below(4)), stream: 1, share: u32::MAX });
        let (from, to) = (task(&mut chance), task(&mut chance));
        own.resource_links.push(Link { from, to, kind: LinkKind::FinishToStart, lag: Lag::NONE });
        own.asked.done = Some(Done { at: chance.moment(), tasks: vec![task(&mut chance), task(&mut chance)] });
        (own.samples, own.threads) = (chance.below(90), chance.below(4));
        let answer = simulate(&network, &calendars, &own);
        prop_assert_eq!(answer.tasks.len(), network.tasks.len());
        let found = answer.doubts.iter().any(|doubt| matches!(doubt, Doubt::MoreThanCertain { .. }));
        prop_assert!(found);
    }
}

/// The same network and uncertainty with everything in another order, and where each task went.
fn shuffled(network: &Network, own: &Uncertainty, seed: u64) -> (Network, Uncertainty, Vec<u32>) {
    let mut chance = Chance(seed);
    let mut place: Vec<u32> = (0..u32::try_from(network.tasks.len()).unwrap()).collect();
    for index in (1..place.len()).rev() {
        place.swap(index, chance.below(u32::try_from(index + 1).unwrap()) as usize);
    }
    let moved = |task: TaskIndex| place.get(task.0 as usize).map_or(task, |index| TaskIndex(*index));
    let mut other = network.clone();
    for (index, task) in network.tasks.iter().enumerate() {
        other.tasks[place[index] as usize] = Task { parent: task.parent.map(moved), ..task.clone() };
    }
    other.links = network.links.iter().rev().map(|link| Link { from: moved(link.from), to: moved(link.to), ..*link }).collect();
    let mut others = own.clone();
    others.estimates.reverse();
    for estimate in &mut others.estimates {
        estimate.task = moved(estimate.task);
    }
    others.risks.reverse();
    for impact in others.risks.iter_mut().flat_map(|risk| &mut risk.impacts) {
        impact.task = moved(impact.task);
    }
    let tasks = others.asked.goals.iter_mut().chain(others.asked.done.iter_mut().flat_map(|done| &mut done.tasks));
    for task in tasks {
        *task = moved(*task);
    }
    (other, others, place)
}

#[test]
fn bad_numbers_are_mended_and_found() {
    let (mut network, calendars) = (Network::default(), Calendars::new());
    network.projects.push(Project::starting(moment("Mon 08:00"), planner::CalendarId::AROUND_THE_CLOCK));
    network.tasks = vec![Task::working(ProjectIndex(0), 60); 4];
    network.tasks[3].active = false;
    let estimate = |task, stream, spread| Estimate { task: TaskIndex(task), stream, spread };
    let points = |low, likely, high| Spread::Pert(ThreePoints { low, likely, high });
    let own = Uncertainty {
        samples: 0,
        estimates: vec![
            estimate(0, 1, points(90, 60, 30)),
            estimate(0, 2, points(91, 92, 93)),
            estimate(1, 1, points(-5, 6, 7)),
            estimate(2, 3, Spread::Lognormal { median: 1 << 40, high: 1 << 41 }),
            estimate(3, 4, points(1, 2, 3)),
            estimate(9, 5, points(1, 2, 3)),
        ],
        risks: vec![Risk { stream: 0, chance: CERTAIN + 1, impacts: Vec::new() }],
        correlations: vec![
            Correlation { project: ProjectIndex(0), stream: 0, share: 10_001 },
            Correlation { project: ProjectIndex(0), stream: 1, share: 1 },
            Correlation { project: ProjectIndex(7), stream: 0, share: 1 },
        ],
        ..Uncertainty::default()
    };
    let task = TaskIndex;
    assert_eq!(
        simulate(&network, &calendars, &own).doubts,
        [
            Doubt::Samples { asked: 0 },
            Doubt::UnknownTask { task: task(9) },
            Doubt::NoDuration { task: task(3) },
            Doubt::SeveralEstimates { task: task(0) },
            Doubt::OutOfOrder { task: task(0) },
            Doubt::Negative { task: task(1) },
            Doubt::TooLong { task: task(2) },
            Doubt::SharedStream { stream: 1 },
            Doubt::MoreThanCertain { risk: 0 },
            Doubt::UnknownProject { project: ProjectIndex(7) },
            Doubt::SeveralCorrelations { project: ProjectIndex(0) },
            Doubt::TooCorrelated { project: ProjectIndex(0) },
        ]
    );
}

#[test]
fn nothing_and_circles_are_found() {
    let (empty, calendars) = (Network::default(), Calendars::new());
    let nothing = simulate(&empty, &calendars, &Uncertainty::default());
    assert_eq!((nothing.whole, nothing.doubts), (None, vec![Doubt::NothingToSimulate]));
    let mut network = Network::default();
    network.projects.push(Project {
        direction: Direction::FromStart(moment("Mon 08:00")),
        ..Project::starting(moment("Mon 08:00"), planner::CalendarId::AROUND_THE_CLOCK)
    });
    network.tasks = vec![Task::working(ProjectIndex(0), 60); 2];
    network.tasks[0].constraint = Constraint::None;
    let link = |from, to| Link { from: TaskIndex(from), to: TaskIndex(to), kind: LinkKind::FinishToStart, lag: Lag::NONE };
    network.links = vec![link(0, 1)];
    let own = Uncertainty { resource_links: vec![link(1, 0)], ..Uncertainty::default() };
    let answer = simulate(&network, &calendars, &own);
    assert!(matches!(answer.findings.as_slice(), [Finding::Cycle { .. }]), "{:?}", answer.findings);
    assert!(answer.whole.is_some());
}

#[test]
fn resource_links_bind_like_others() {
    let (mut network, calendars) = (Network::default(), Calendars::new());
    network.projects.push(Project::starting(moment("Mon 08:00"), planner::CalendarId::AROUND_THE_CLOCK));
    network.tasks = vec![Task::working(ProjectIndex(0), 60); 2];
    let link = Link { from: TaskIndex(1), to: TaskIndex(0), kind: LinkKind::FinishToStart, lag: Lag::NONE };
    let own = Uncertainty { resource_links: vec![link], samples: 1, ..Uncertainty::default() };
    let whole = simulate(&network, &calendars, &own).whole;
    assert_eq!(finishes(whole.as_ref()), [moment("Mon 10:00")]);
}
