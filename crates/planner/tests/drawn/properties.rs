//! What holds for every plan, tried on made-up ones.

use std::collections::BTreeSet;

use planner::{CalendarId, Finding, Lag, Length, Link, LinkKind, Minute, Network, Span, TaskIndex, schedule};
use proptest::prelude::*;

use crate::made::{Chance, Kind, network};
use crate::plan::moment;

/// The calendar on which a lag to a task is counted.
fn lag_calendar(network: &Network, task: TaskIndex) -> CalendarId {
    network.tasks[task.0 as usize].calendar.unwrap_or(network.projects[0].calendar)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_backward_pass_ends_where_the_forward_pass_starts(seed: u64, size in 1u32..40) {
        let (network, calendars) = network(seed, size, Kind::Plain);
        let schedule = schedule(&network, &calendars);
        prop_assert_eq!(&schedule.findings, &[]);
        let start = moment("Mon 08:00");
        let meets = schedule.tasks.iter().flatten().any(|own| {
            own.critical && own.late_start == own.early_start && own.early_start == start
        });
        prop_assert!(meets, "no way leads back to the start: {:?}", schedule.tasks);
    }

    #[test]
    fn no_task_that_promises_nothing_has_negative_float(seed: u64, size in 1u32..40) {
        let (network, calendars) = network(seed, size, Kind::Clean);
        let schedule = schedule(&network, &calendars);
        for own in schedule.tasks.iter().flatten() {
            prop_assert!(own.total_float >= 0, "{own:?}");
            prop_assert!(0 <= own.free_float && own.free_float <= own.total_float, "{own:?}");
            prop_assert!(own.start <= own.finish && own.late_start <= own.late_finish, "{own:?}");
        }
        prop_assert!(schedule.tasks.iter().flatten().any(|own| own.critical));
    }

    #[test]
    fn no_task_stands_before_its_predecessors(seed: u64, size in 1u32..40) {
        let (network, calendars) = network(seed, size, Kind::Clean);
        let schedule = schedule(&network, &calendars);
        if schedule.findings.iter().any(|finding| matches!(finding, Finding::Cycle { .. })) {
            return Ok(());
        }
        for link in &network.links {
            let [Some(before), Some(after)] = [link.from, link.to].map(|task| schedule.tasks[task.0 as usize]) else { continue };
            let (from, to) = match link.kind {
                LinkKind::FinishToStart => (before.finish, after.start),
                LinkKind::StartToStart => (before.start, after.start),
                LinkKind::FinishToFinish => (before.finish, after.finish),
                LinkKind::StartToFinish => (before.start, after.finish),
            };
            let summary = network.tasks.iter().any(|task| task.parent == Some(link.from));
            if summary && matches!(link.lag, Lag::Percent(_)) {
                continue;
            }
            let calendar = lag_calendar(&network, link.to);
            let duration = network.tasks[link.from.0 as usize].span.planned();
            let percent = |percent: i64| (duration.minutes() * percent + if percent < 0 { -50 } else { 50 }) / 100;
            let lag = match (link.lag, duration) {
                (Lag::Percent(share), Length::Working(_)) => Lag::Working(percent(share)),
                (Lag::Percent(share), Length::Elapsed(_)) => Lag::Elapsed(percent(share)),
                (other, _) => other,
            };
            let bound = match lag {
                Lag::Working(lag) => calendars.add_working(calendar, from, lag).unwrap(),
                Lag::Elapsed(lag) | Lag::ElapsedPercent(lag) | Lag::Percent(lag) => Minute::new(i64::from(from.get()) + lag),
            };
            let elapsed = matches!(network.tasks[link.to.0 as usize].span, Span::Fixed(Length::Elapsed(_)));
            let own = if elapsed { CalendarId::AROUND_THE_CLOCK } else { calendar };
            prop_assert!(calendars.working_between(own, bound, to) >= 0, "{link:?} asks for {bound}: {before:?} {after:?}");
        }
    }

    #[test]
    fn the_order_of_tasks_and_links_changes_nothing(seed: u64, size in 1u32..30, shuffle: u64) {
        let (network, calendars) = network(seed, size, Kind::Garbage);
        let mut chance = Chance(shuffle);
        let mut place: Vec<u32> = (0..size).collect();
        for index in (1..place.len()).rev() {
            place.swap(index, chance.below(u32::try_from(index + 1).unwrap()) as usize);
        }
        let moved = |task: TaskIndex| place.get(task.0 as usize).map_or(task, |index| TaskIndex(*index));
        let mut other = network.clone();
        for (index, task) in network.tasks.iter().enumerate() {
            let mut task = task.clone();
            task.parent = task.parent.map(moved);
            other.tasks[place[index] as usize] = task;
        }
        let turned = |link: &Link| Link { from: moved(link.from), to: moved(link.to), ..*link };
        other.links = network.links.iter().rev().map(turned).collect();
        let (first, second) = (schedule(&network, &calendars), schedule(&other, &calendars));
        for (index, own) in first.tasks.iter().enumerate() {
            prop_assert_eq!(own, &second.tasks[place[index] as usize]);
        }
        prop_assert_eq!(&first.projects, &second.projects);
        let last = u32::try_from(network.links.len()).unwrap();
        let renamed = |finding: &Finding| match finding.clone() {
            Finding::Cycle { members } => {
                let mut members: Vec<_> = members.into_iter().map(moved).collect();
                members.sort();
                Finding::Cycle { members }
            }
            Finding::OwnAncestor { task } => Finding::OwnAncestor { task: moved(task) },
            Finding::UnknownReference { task } => Finding::UnknownReference { task: moved(task) },
            Finding::UnknownLink { link } => Finding::UnknownLink { link: last - 1 - link },
            Finding::ImpossibleConstraint { task, date, links } => {
                Finding::ImpossibleConstraint { task: moved(task), date, links }
            }
            Finding::DeadlineMissed { task, deadline, finish } => Finding::DeadlineMissed { task: moved(task), deadline, finish },
            Finding::ManualConflict { task, link } => Finding::ManualConflict { task: moved(task), link: turned(&link) },
            Finding::PinnedConflict { task, link } => Finding::PinnedConflict { task: moved(task), link: turned(&link) },
            Finding::StartedBeforePredecessor { task, link } => {
                Finding::StartedBeforePredecessor { task: moved(task), link: turned(&link) }
            }
            Finding::EmptyCalendar { task } => Finding::EmptyCalendar { task: moved(task) },
            Finding::OutOfHorizon { task } => Finding::OutOfHorizon { task: moved(task) },
            Finding::FinishMissed { project, wanted, finish } => Finding::FinishMissed { project, wanted, finish },
        };
        let one: BTreeSet<Finding> = first.findings.iter().map(renamed).collect();
        let two: BTreeSet<Finding> = second.findings.iter().cloned().collect();
        prop_assert_eq!(one, two);
    }

    #[test]
    fn no_plan_is_too_absurd_to_be_scheduled(seed: u64, size in 1u32..60) {
        let (network, calendars) = network(seed, size, Kind::Garbage);
        let schedule = schedule(&network, &calendars);
        prop_assert_eq!(schedule.tasks.len(), network.tasks.len());
        for own in schedule.tasks.iter().flatten() {
            let dates = [own.start, own.finish, own.early_start, own.late_finish];
            prop_assert!(dates.iter().all(|date| (Minute::EARLIEST..=Minute::LATEST).contains(date)), "{own:?}");
        }
    }
}
