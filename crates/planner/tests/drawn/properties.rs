//! What holds for every plan, tried on made-up ones.

use std::collections::BTreeSet;

use jiff::civil::date;
use planner::{
    Assignment, Calendar, CalendarId, Calendars, Constraint, Direction, Exception, Finding, Lag, Length, Link, LinkKind, Minute,
    Mode, Network, Pause, Progress, Project, ProjectIndex, Shift, Span, Task, TaskIndex, Week, WorkingWeek, schedule,
};
use proptest::prelude::*;

use crate::plan::moment;

/// Numbers that look like chance and follow from a seed (Steele, Lea and Flood 2014, SplitMix).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.next() % u64::from(limit.max(1))).unwrap()
    }

    fn one_in(&mut self, many: u32) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(u32::try_from(list.len()).unwrap()) as usize]
    }

    /// Mostly small, sometimes absurd.
    fn wild(&mut self) -> i64 {
        match self.below(8) {
            0 => i64::MAX,
            1 => i64::MIN,
            2 => 1 << 40,
            3 => -(1 << 40),
            4 => 0,
            _ => i64::from(self.below(20_000)) - 5_000,
        }
    }

    fn shift(&mut self) -> Shift {
        Shift::new(u16::try_from(self.below(1_500)).unwrap(), u16::try_from(self.below(1_600)).unwrap())
    }

    fn moment(&mut self) -> Minute {
        match self.below(12) {
            0 => Minute::EARLIEST,
            1 => Minute::LATEST,
            _ => Minute::new(i64::from(moment("Mon 00:00").get()) + i64::from(self.below(40_000))),
        }
    }

    fn calendar(&mut self) -> Calendar {
        let day = |chance: &mut Self| (0..chance.below(4)).map(|_| chance.shift()).collect::<Vec<_>>();
        let week = Week { days: std::array::from_fn(|_| day(self)) };
        let mut calendar = Calendar::weekly(week);
        for _ in 0..self.below(4) {
            let from = date(2024, 1, 1).saturating_add(jiff::Span::new().days(i64::from(self.below(60))));
            let to = from.saturating_add(jiff::Span::new().days(i64::from(self.below(20)) - 2));
            if self.one_in(2) {
                calendar.exceptions.push(Exception { from, to, shifts: day(self) });
            } else {
                let days = std::array::from_fn(|_| if self.one_in(3) { None } else { Some(day(self)) });
                calendar.working_weeks.push(WorkingWeek { from, to, days });
            }
        }
        calendar
    }
}

/// How wild a plan is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One calendar, working time only, links and lengths.
    Plain,
    /// Several calendars and elapsed time, still only links and lengths.
    Clean,
    /// Anything at all.
    Garbage,
}

const LINKS: [LinkKind; 4] = [LinkKind::FinishToStart, LinkKind::StartToStart, LinkKind::FinishToFinish, LinkKind::StartToFinish];

fn network(seed: u64, size: u32, kind: Kind) -> (Network, Calendars) {
    let mut chance = Chance(seed);
    let mut calendars = Calendars::new();
    let mut ids = vec![calendars.add(&Calendar::weekly(Week::standard()).off(date(2024, 1, 10), date(2024, 1, 12)))];
    if kind != Kind::Plain {
        ids.push(CalendarId::AROUND_THE_CLOCK);
        ids.push(calendars.add(&Calendar::weekly(Week::monday_to_friday(&[Shift::hours(20, 24), Shift::hours(0, 4)]))));
        ids.push(calendars.add(&Calendar::weekly(Week::every_day(&[Shift::hours(6, 14)]))));
    }
    if kind == Kind::Garbage {
        ids.push(calendars.add(&Calendar::default()));
        ids.extend((0..3).map(|_| calendars.add(&chance.calendar())));
    }
    let mut network = Network::default();
    for _ in 0..1 + chance.below(2) * u32::from(kind == Kind::Garbage) {
        network.projects.push(Project::starting(moment("Mon 08:00"), chance.of(&ids)));
    }
    if kind == Kind::Garbage {
        for project in &mut network.projects {
            garble_project(project, &mut chance);
        }
    }
    for index in 0..size {
        let mut task = Task::working(ProjectIndex(0), i64::from(chance.below(3_000)));
        if chance.one_in(6) {
            task.span = Span::Fixed(Length::Working(0));
        }
        if kind != Kind::Plain {
            if chance.one_in(3) {
                task.calendar = Some(chance.of(&ids));
            }
            if chance.one_in(6) {
                task.span = Span::Fixed(Length::Elapsed(i64::from(chance.below(5_000))));
            }
        }
        if index > 0 && chance.one_in(3) {
            task.parent = Some(TaskIndex(chance.below(index)));
        }
        if kind == Kind::Garbage {
            garble(&mut task, &mut chance, &ids, size);
        }
        network.tasks.push(task);
    }
    let summaries: BTreeSet<u32> = network.tasks.iter().filter_map(|task| task.parent).map(|parent| parent.0).collect();
    for _ in 0..chance.below(size * 2 + 1) {
        let (one, other) = (chance.below(size), chance.below(size));
        let lag = match chance.below(6) {
            0 => Lag::Working(i64::from(chance.below(2_000)) - 700),
            1 if kind != Kind::Plain => Lag::Elapsed(i64::from(chance.below(5_000)) - 1_000),
            2 => Lag::Percent(i64::from(chance.below(200)) - 50),
            3 if kind == Kind::Garbage => Lag::Working(chance.wild()),
            4 if kind == Kind::Garbage => Lag::ElapsedPercent(chance.wild()),
            _ => Lag::NONE,
        };
        let mut link = Link { from: TaskIndex(one), to: TaskIndex(other), kind: chance.of(&LINKS), lag };
        if kind == Kind::Garbage {
            if chance.one_in(30) {
                link.to = TaskIndex(size + chance.below(3));
            }
            network.links.push(link);
            continue;
        }
        // Forwards only; a link of a summary can still close a circle with what is below it.
        (link.from, link.to) = (TaskIndex(one.min(other)), TaskIndex(one.max(other)));
        let of_summary = summaries.contains(&one) || summaries.contains(&other);
        if one != other && (!of_summary || kind == Kind::Clean) {
            network.links.push(link);
        }
    }
    (network, calendars)
}

fn garble_project(project: &mut Project, chance: &mut Chance) {
    if chance.one_in(3) {
        project.direction = Direction::FromFinish(chance.moment());
    }
    if chance.one_in(3) {
        project.status = Some(chance.moment());
    }
    project.honor_constraints = !chance.one_in(3);
    project.critical_limit = if chance.one_in(3) { chance.wild() } else { 0 };
}

fn garble(task: &mut Task, chance: &mut Chance, ids: &[CalendarId], size: u32) {
    let at = chance.moment();
    task.project = ProjectIndex(chance.below(2));
    task.active = !chance.one_in(12);
    task.constraint = match chance.below(20) {
        0 => Constraint::AsSoonAsPossible,
        1 => Constraint::AsLateAsPossible,
        2 => Constraint::StartNoEarlierThan(at),
        3 => Constraint::StartNoLaterThan(at),
        4 => Constraint::FinishNoEarlierThan(at),
        5 => Constraint::FinishNoLaterThan(at),
        6 => Constraint::MustStartOn(at),
        7 => Constraint::MustFinishOn(at),
        _ => Constraint::None,
    };
    task.mode = match chance.below(24) {
        0 => Mode::Manual { start: Some(at), finish: Some(chance.moment()) },
        1 => Mode::Manual { start: Some(at), finish: None },
        2 => Mode::Manual { start: None, finish: Some(at) },
        3 => Mode::Manual { start: None, finish: None },
        _ => Mode::Automatic,
    };
    task.progress = match chance.below(16) {
        0 => Progress::Started { start: at, remaining: chance.wild(), resume: chance.one_in(2).then(|| chance.moment()) },
        1 => Progress::Finished { start: at, finish: chance.moment() },
        _ => Progress::NotStarted,
    };
    task.deadline = chance.one_in(10).then(|| chance.moment());
    task.pinned = chance.one_in(20).then(|| chance.moment());
    if chance.one_in(10) {
        task.delay = if chance.one_in(2) { Length::Working(chance.wild()) } else { Length::Elapsed(chance.wild()) };
    }
    if chance.one_in(8) {
        task.span = Span::Fixed(if chance.one_in(2) { Length::Working(chance.wild()) } else { Length::Elapsed(chance.wild()) });
    } else if chance.one_in(4) {
        let one = |chance: &mut Chance| Assignment {
            calendar: chance.of(ids),
            work: if chance.one_in(6) { chance.wild() } else { i64::from(chance.below(3_000)) },
            remaining: chance.wild(),
            units: chance.of(&[10_000, 5_000, 20_000, 0, 1, u32::MAX]),
            delay: if chance.one_in(6) { chance.wild() } else { 0 },
        };
        let assignments = (0..chance.below(4)).map(|_| one(chance)).collect();
        task.span = Span::Assigned { assignments, otherwise: task.span.planned() };
    }
    if chance.one_in(10) {
        task.pauses = vec![Pause { after: chance.wild(), length: chance.wild() }, Pause { after: 60, length: 600 }];
    }
    if chance.one_in(4) {
        task.parent = Some(TaskIndex(chance.below(size + 1)));
    }
}

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
