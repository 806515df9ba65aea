//! Measures the simulation: `simulate_bench [SAMPLES]`, ten thousand by default.
//!
//! The networks are made up and the same at every run: projects of 200 tasks, each task linked to one or two of the 20
//! before it, every task with three points of its own. Measured are seconds of this process's threads together, as the
//! system counts them, the best of several runs: *finishes* (curves of the whole and of every project, nothing else),
//! *criticality* (and both passes), with one calendar around the clock, one working week for all, and 50 calendars.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use planner::{
    Calendar, CalendarId, Calendars, Distribution, Estimate, Lag, Link, LinkKind, Minute, Network, Project, ProjectIndex, Shift,
    Spread, Task, TaskIndex, ThreePoints, Uncertainty, Week, simulate,
};

/// Runs of which the best counts.
const RUNS: u32 = 5;

/// Tasks in a project.
const PROJECT: u32 = 200;

fn main() {
    let samples = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let mut calendars = Calendars::new();
    let week = calendars.add(&Calendar::weekly(Week::standard()));
    let real: Vec<CalendarId> = (0..50).map(|number| calendars.add(&calendar(number))).collect();
    println!("{:>8} {:>8} {:24} {:>8} {:>12}", "tasks", "samples", "calendars", "CPU s", "G/CPU s");
    let only: Option<u32> = std::env::args().nth(2).and_then(|count| count.parse().ok());
    let kinds = std::env::args().nth(3).and_then(|count| count.parse().ok()).unwrap_or(3);
    for tasks in [1_000, 10_000, 100_000].into_iter().filter(|tasks| only.is_none_or(|only| only == *tasks)) {
        let samples = if tasks > 10_000 { samples / 10 } else { samples };
        for (name, own) in
            [("clock", &[CalendarId::AROUND_THE_CLOCK][..]), ("one week", &[week]), ("50", &real)].into_iter().take(kinds)
        {
            let network = network(tasks, own);
            let uncertainty = Uncertainty { samples, threads: 2, ..uncertainty(&network) };
            let (seconds, answer) = best(|| simulate(&network, &calendars, &uncertainty));
            assert!(answer.doubts.is_empty() && answer.findings.is_empty(), "{:?} {:?}", answer.doubts, answer.findings);
            let giga = f64::from(tasks) * f64::from(samples) / seconds / 1e9;
            println!("{tasks:8} {samples:8} {name:24} {seconds:8.3} {giga:12.3}");
        }
    }
}

/// Seconds that all threads of this process have worked, those that are gone counted; the system counts hundredths.
fn worked() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn best(mut work: impl FnMut() -> Distribution) -> (f64, Distribution) {
    let mut best = f64::MAX;
    let mut answer = Distribution::default();
    for _ in 0..RUNS {
        let before = worked();
        answer = work();
        best = best.min(worked() - before);
    }
    (best, answer)
}

/// Three points for every task, no two alike.
fn uncertainty(network: &Network) -> Uncertainty {
    let mut chance = Chance(3);
    let estimate = |(index, task): (u32, &Task)| {
        let likely = task.span.planned().minutes();
        let points = ThreePoints::around(likely, -5 - i64::from(chance.below(25)), 10 + i64::from(chance.below(90)));
        Estimate { task: TaskIndex(index), stream: u64::from(index), spread: Spread::Pert(points) }
    };
    Uncertainty { estimates: (0..).zip(&network.tasks).map(estimate).collect(), ..Uncertainty::default() }
}
fn network(count: u32, calendars: &[CalendarId]) -> Network {
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
            let (from, to, kind) = (TaskIndex(from), TaskIndex(index), LinkKind::FinishToStart);
            network.links.push(Link { from, to, kind, lag: Lag::NONE });
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
