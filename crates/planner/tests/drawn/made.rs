//! Made-up plans, from orderly to absurd, the same for the same seed.

use std::collections::BTreeSet;

use jiff::civil::date;
use planner::{
    Assignment, Calendar, CalendarId, Calendars, Constraint, Direction, Exception, Lag, Length, Link, LinkKind, Minute, Mode,
    Network, Pause, Progress, Project, ProjectIndex, Shift, Span, Task, TaskIndex, Week, WorkingWeek,
};

use crate::plan::moment;

pub(crate) use crate::chance::Chance;

impl Chance {
    pub(crate) fn one_in(&mut self, many: u32) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(u32::try_from(list.len()).unwrap()) as usize]
    }

    /// Mostly small, sometimes absurd.
    pub(crate) fn wild(&mut self) -> i64 {
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

    pub(crate) fn moment(&mut self) -> Minute {
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
pub(crate) enum Kind {
    /// One calendar, working time only, links and lengths.
    Plain,
    /// Several calendars and elapsed time, still only links and lengths.
    Clean,
    /// Anything at all.
    Garbage,
}

const LINKS: [LinkKind; 4] = [LinkKind::FinishToStart, LinkKind::StartToStart, LinkKind::FinishToFinish, LinkKind::StartToFinish];

pub(crate) fn network(seed: u64, size: u32, kind: Kind) -> (Network, Calendars) {
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
