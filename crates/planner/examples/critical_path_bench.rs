//! Measures the critical path: `critical_path_bench [TASKS]`, a million by default.
//!
//! The network is made up and the same at every run: as many links as tasks, projects of 200 tasks, each task linked to
//! one or two of the 20 before it, one link in ten with a lag. Once all calendars run around the clock, once there are 50
//! with their own hours and ten holidays a year. Measured are, per task: *pass* (early dates, late dates and total float
//! of a prepared network into memory that is already there, the figure that docs/benchmarks.md calls critical path), *prepare* (sorting, once per network)
//! and *finish* (free float, findings, the order of the input). The best of several runs counts.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::{Duration, Instant};

use planner::{
    Calendar, CalendarId, Calendars, Lag, Link, LinkKind, Minute, Network, Project, ProjectIndex, Shift, Task, TaskIndex, Week,
};

/// Runs of which the best counts.
const RUNS: u32 = 7;

/// Tasks in a project.
const PROJECT: u32 = 200;

fn main() {
    let tasks = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let mut calendars = Calendars::new();
    let unit = network(tasks, &[CalendarId::AROUND_THE_CLOCK], Lags::None);
    measure("unit calendars", &unit, &calendars);
    let real: Vec<CalendarId> = (0..50).map(|number| calendars.add(&calendar(number))).collect();
    let real = network(tasks, &real, Lags::Some);
    measure("50 real calendars", &real, &calendars);
}

/// Whether links have lags.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lags {
    None,
    Some,
}

fn measure(name: &str, network: &Network, calendars: &Calendars) {
    let mut best = [Duration::MAX; 3];
    let mut critical = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        let prepared = network.prepare(calendars);
        best[0] = best[0].min(start.elapsed());
        let mut pass = prepared.pass();
        for _ in 0..RUNS {
            let start = Instant::now();
            pass.again();
            best[1] = best[1].min(start.elapsed());
        }
        let start = Instant::now();
        let schedule = pass.finish();
        best[2] = best[2].min(start.elapsed());
        critical = schedule.tasks.iter().flatten().filter(|placement| placement.critical).count();
        assert!(schedule.findings.is_empty(), "the example has no findings: {:?}", schedule.findings.first());
    }
    let count = network.tasks.len();
    let [prepare, pass, finish] = best.map(|time| time.as_secs_f64() * 1e9 / count.max(1) as f64);
    println!(
        "critical path, {name}: pass {pass:.1} ns a task (prepare {prepare:.1}, finish {finish:.1}); \
         {count} tasks, {} links, {critical} critical",
        network.links.len()
    );
}

fn network(count: u32, calendars: &[CalendarId], lags: Lags) -> Network {
    let mut chance = Chance(7);
    let start = Minute::midnight(jiff::civil::date(2026, 1, 5));
    let mut network = Network::default();
    for index in 0..count {
        let own = calendars[chance.below(u32::try_from(calendars.len()).unwrap_or(1)) as usize];
        if index.is_multiple_of(PROJECT) {
            network.projects.push(Project::starting(start, own));
        }
        let mut task = Task::working(ProjectIndex(index / PROJECT), 60 + 30 * i64::from(chance.below(60)));
        task.calendar = Some(own);
        network.tasks.push(task);
        let before = index % PROJECT;
        for _ in 0..before.min(1 + u32::from(before > 1 && index.is_multiple_of(PROJECT - 1))) {
            let from = index - 1 - chance.below(before.min(20));
            let lag = if lags == Lags::Some && chance.below(10) == 0 { Lag::Working(480) } else { Lag::NONE };
            network.links.push(Link { from: TaskIndex(from), to: TaskIndex(index), kind: LinkKind::FinishToStart, lag });
        }
    }
    network
}

/// A made-up calendar: one of several kinds of hours, holidays on ten days of each of 20 years.
fn calendar(number: u32) -> Calendar {
    let mut chance = Chance(u64::from(number) + 1);
    let from = 6 + u16::try_from(chance.below(4)).unwrap_or(0);
    let shifts = [Shift::hours(from, from + 4), Shift::hours(from + 5, from + 8 + u16::try_from(chance.below(2)).unwrap_or(0))];
    let week = if chance.below(8) == 0 { Week::every_day(&shifts) } else { Week::monday_to_friday(&shifts) };
    let mut calendar = Calendar::weekly(week);
    for year in 2020..2040 {
        for _ in 0..10 {
            let month = i8::try_from(1 + chance.below(12)).unwrap_or(1);
            let day = jiff::civil::date(year, month, i8::try_from(1 + chance.below(28)).unwrap_or(1));
            calendar = calendar.off(day, day);
        }
    }
    calendar
}

/// Numbers that look like chance and are the same at every run (Steele, Lea and Flood 2014, SplitMix).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(limit.max(1))).unwrap_or(0)
    }
}
