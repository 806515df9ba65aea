//! Measures the critical path: `critical_path_bench [TASKS]`, a million by default.
//!
//! The network is made up and the same at every run: as many links as tasks, projects of 200 tasks, each task linked to
//! one or two of the 20 before it, one link in ten with a lag. Once all calendars run around the clock, once there are 50
//! with their own hours and ten holidays a year. Measured are, per task: *pass* (early dates, late dates and total float
//! of a prepared network into memory that is already there, the figure that docs/benchmarks.md calls critical path), *prepare* (sorting, once per network)
//! and *finish* (free float, findings, the order of the input). The best of several runs counts.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "portfolio/calendar.rs"]
mod calendar;
#[path = "portfolio/chance.rs"]
mod chance;
#[path = "portfolio/network.rs"]
mod network;

use std::time::{Duration, Instant};

use calendar::calendar;
use network::{Lags, network};
use planner::{CalendarId, Calendars, Network};

/// Runs of which the best counts.
const RUNS: u32 = 7;

fn main() {
    let tasks = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let mut calendars = Calendars::new();
    let unit = network(tasks, &[CalendarId::AROUND_THE_CLOCK], Lags::None);
    measure("unit calendars", &unit, &calendars);
    let real: Vec<CalendarId> = (0..50).map(|number| calendars.add(&calendar(number, false))).collect();
    let real = network(tasks, &real, Lags::Some);
    measure("50 real calendars", &real, &calendars);
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
