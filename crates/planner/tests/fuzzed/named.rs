//! Bad input that has a name: each is found, and the rest is planned all the same.

use jiff::civil::date;
use planner::{
    Assignment, Calendar, CalendarId, Calendars, Demand, Estimate, Finding, Lag, Length, Link, LinkKind, Minute, Mode, Network,
    Objective, Project, ProjectIndex, ResourceIndex, Resources, SkillId, Span, Spread, Task, TaskIndex, ThreePoints, Uncertainty,
    Week, check, level, schedule, simulate,
};

/// A plan of so many tasks of a day.
fn plan(tasks: usize) -> (Network, Calendars) {
    let mut calendars = Calendars::new();
    let week = calendars.add(&Calendar::weekly(Week::standard()));
    let projects = vec![Project::starting(start(), week)];
    (Network { projects, tasks: vec![Task::working(ProjectIndex(0), 480); tasks], ..Network::default() }, calendars)
}

fn start() -> Minute {
    Minute::midnight(date(2026, 1, 5))
}

fn link(from: u32, to: u32, lag: Lag) -> Link {
    Link { from: TaskIndex(from), to: TaskIndex(to), kind: LinkKind::FinishToStart, lag }
}

/// Schedules, levels, checks and simulates; what is found.
fn found((network, calendars): &(Network, Calendars), resources: &Resources) -> Vec<Finding> {
    let objective = Objective::schedules(4);
    let levelled = level(network, calendars, resources, &objective);
    assert_eq!(check(network, calendars, resources, &objective, &levelled), []);
    let spread = Spread::Pert(ThreePoints { low: 60, likely: 480, high: 1 << 40 });
    let estimates = vec![Estimate { task: TaskIndex(0), stream: 0, spread }];
    let answer = simulate(network, calendars, &Uncertainty { samples: 10, estimates, ..Uncertainty::default() });
    assert!(answer.whole.is_some());
    let schedule = schedule(network, calendars);
    assert!(schedule.tasks.iter().all(Option::is_some));
    schedule.findings
}

#[test]
fn a_circle() {
    let mut own = plan(3);
    own.0.links = vec![link(0, 1, Lag::NONE), link(1, 0, Lag::NONE), link(1, 2, Lag::NONE), link(2, 2, Lag::NONE)];
    let found = found(&own, &Resources::default());
    assert!(found.iter().all(|finding| matches!(finding, Finding::Cycle { .. })) && !found.is_empty(), "{found:?}");
}

#[test]
fn a_demand_that_nobody_meets() {
    let own = plan(2);
    let demands = vec![Demand::skilled(TaskIndex(0), SkillId(1), 3, 2), Demand::of(TaskIndex(1), ResourceIndex(7))];
    let resources = Resources { demands, ..Resources::default() };
    assert_eq!(found(&own, &resources), []);
    let levelled = level(&own.0, &own.1, &resources, &Objective::default());
    assert_eq!(levelled.shortages.len(), 2, "{:?}", levelled.shortages);
    assert!(levelled.tasks.iter().all(Option::is_some));
}

#[test]
fn a_deadline_before_the_start() {
    let mut own = plan(1);
    own.0.tasks[0].deadline = Some(Minute::midnight(date(2025, 12, 1)));
    let found = found(&own, &Resources::default());
    assert!(matches!(found.as_slice(), [Finding::DeadlineMissed { .. }]), "{found:?}");
}

#[test]
fn an_empty_calendar() {
    let mut own = plan(2);
    own.0.tasks[0].calendar = Some(own.1.add(&Calendar::default()));
    own.0.links = vec![link(0, 1, Lag::NONE)];
    let found = found(&own, &Resources::default());
    assert!(found.contains(&Finding::EmptyCalendar { task: TaskIndex(0) }), "{found:?}");
}

#[test]
fn more_minutes_than_there_are() {
    let mut own = plan(3);
    own.0.tasks[0].span = Span::Fixed(Length::Working(1 << 40));
    own.0.links = vec![link(0, 1, Lag::NONE), link(1, 2, Lag::Elapsed(1 << 40))];
    let found = found(&own, &Resources::default());
    assert!(found.contains(&Finding::OutOfHorizon { task: TaskIndex(0) }), "{found:?}");
}

/// Whoever is assigned begins with their next working minute, and who plans by hand is bound by no promise.
#[test]
fn promises_at_night() {
    let mut own = plan(3);
    let night = Minute::from(date(2026, 1, 6).at(3, 0, 0, 0));
    let week = own.0.projects[0].calendar;
    let assignments = vec![Assignment { calendar: week, work: 480, remaining: 480, units: 10_000, delay: 0 }];
    own.0.tasks[0].span = Span::Assigned { assignments, otherwise: Length::Elapsed(720) };
    own.0.tasks[1].mode = Mode::Manual { start: None, finish: None };
    for task in &mut own.0.tasks {
        task.pinned = Some(night);
    }
    assert_eq!(found(&own, &Resources::default()), []);
    let starts: Vec<_> = schedule(&own.0, &own.1).tasks.iter().flatten().map(|task| task.start.to_string()).collect();
    assert_eq!(starts, ["2026-01-06T08:00", "2026-01-05T08:00", "2026-01-06T08:00"]);
}

/// A thousand tasks with a thousand links each into one.
#[test]
fn a_million_links_on_one_task() {
    let mut own = plan(1_001);
    own.0.projects[0].calendar = CalendarId::AROUND_THE_CLOCK;
    own.0.links = (0..1_000_000).map(|index| link(index % 1_000, 1_000, Lag::Elapsed(i64::from(index)))).collect();
    assert_eq!(own.0.links.len(), 1_000_000);
    assert_eq!(found(&own, &Resources::default()), []);
    let last = schedule(&own.0, &own.1).tasks[1_000];
    assert_eq!(last.map(|last| last.start), Some(Minute::new(i64::from(start().get()) + 480 + 999_999)));
}
