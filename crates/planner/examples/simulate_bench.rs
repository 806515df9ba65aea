//! Measures the simulation: `simulate_bench [SAMPLES [TASKS]]`, ten thousand samples and several sizes by default.
//!
//! The networks are made up and the same at every run: projects of 200 tasks, each task linked to one or two of the 20
//! before it, every task with three points of its own, no two alike. They run around the clock, all on one working week,
//! or on 50 calendars, one drawn for each task. Measured are seconds of processor time, of both threads together, the
//! best of several runs, and how many tasks of a sample that is in a second: *finishes* (curves of the whole and of every
//! project; figure 13 of the planner), *criticality* (the same, and both passes; figure 14), and *levelled* (50 pools
//! of five people, tasks in a fixed order, each waiting for somebody to be free; a tenth of the samples; figure 15).

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "portfolio/calendar.rs"]
mod calendar;
#[path = "portfolio/chance.rs"]
mod chance;
#[path = "bench/clock.rs"]
mod clock;
#[path = "portfolio/estimates.rs"]
mod estimates;
#[path = "portfolio/network.rs"]
mod network;

use calendar::calendar;
use clock::cpu_seconds;
use estimates::uncertainty;
use network::{Lags, network};
use planner::{
    Asked, Calendar, CalendarId, Calendars, Distribution, Minute, Network, Uncertainty, Week, simulate, simulate_levelled,
};

/// Runs of which the best counts.
const RUNS: u32 = 5;

fn main() {
    let argument = |number| std::env::args().nth(number).and_then(|count| count.parse::<u32>().ok());
    let (samples, only) = (argument(1).unwrap_or(10_000), argument(2));
    let mut calendars = Calendars::new();
    let week = calendars.add(&Calendar::weekly(Week::standard()));
    let real: Vec<CalendarId> = (0..50).map(|number| calendars.add(&calendar(number, false))).collect();
    println!("{:>8} {:>8} {:20} {:12} {:>8} {:>10}", "tasks", "samples", "calendars", "asked", "CPU s", "G/CPU s");
    for tasks in [1_000, 3_000, 10_000, 30_000, 100_000].into_iter().filter(|tasks| only.is_none_or(|only| only == *tasks)) {
        // As many tasks of a sample in all sizes beyond the one that the figures name.
        let samples = if tasks > 10_000 { samples / (tasks / 10_000) } else { samples };
        for (name, own) in [("clock", &[CalendarId::AROUND_THE_CLOCK][..]), ("one week", &[week]), ("50", &real)] {
            let network = network(tasks, own, Lags::None);
            let uncertainty = Uncertainty { samples, threads: 2, ..uncertainty(&network) };
            let finishes = Asked { criticality: false, ..Asked::default() };
            let finishes = Uncertainty { asked: finishes, ..uncertainty.clone() };
            measure((tasks, samples), name, "finishes", || simulate(&network, &calendars, &finishes));
            measure((tasks, samples), name, "criticality", || simulate(&network, &calendars, &uncertainty));
            if name == "clock" {
                let levelled = Uncertainty { samples: samples / 10, ..uncertainty };
                let pools = Pools::new(&network);
                measure((tasks, samples / 10), name, "levelled", || {
                    simulate_levelled(&network, &calendars, &levelled, || pools.leveller())
                });
            }
        }
    }
}

fn measure((tasks, samples): (u32, u32), calendars: &str, asked: &str, work: impl FnMut() -> Distribution) {
    let (seconds, answer) = best(work);
    assert!(answer.doubts.is_empty() && answer.findings.is_empty(), "{:?} {:?}", answer.doubts, answer.findings);
    let giga = f64::from(tasks) * f64::from(samples) / seconds.max(0.01) / 1e9;
    println!("{tasks:8} {samples:8} {calendars:20} {asked:12} {seconds:8.2} {giga:10.3}");
}

/// People in a pool.
const PEOPLE: usize = 5;

/// Fifty pools; each task needs one of its pool, in the order of the tasks.
struct Pools {
    /// For each task the end of its predecessors in `before`.
    ends: Vec<usize>,
    before: Vec<u32>,
    start: i64,
}

impl Pools {
    fn new(network: &Network) -> Self {
        let mut links: Vec<(u32, u32)> = network.links.iter().map(|link| (link.to.0, link.from.0)).collect();
        links.sort_unstable();
        let count = u32::try_from(network.tasks.len()).unwrap_or(0);
        let ends = (0..count).map(|task| links.partition_point(|link| link.0 <= task)).collect();
        let start = i64::from(Minute::midnight(jiff::civil::date(2026, 1, 5)).get());
        Self { ends, before: links.into_iter().map(|link| link.1).collect(), start }
    }

    /// Starts each task when its predecessors are done and somebody of its pool is free.
    fn leveller(&self) -> impl FnMut(&[i64], &mut [Option<Minute>]) {
        let mut free = vec![[self.start; PEOPLE]; 50];
        let mut done = vec![0i64; self.ends.len()];
        move |minutes, finishes| {
            free.fill([self.start; PEOPLE]);
            let mut first = 0;
            for (task, end) in self.ends.iter().enumerate() {
                let bound = self.before[first..*end].iter().map(|from| done[*from as usize]).max().unwrap_or(self.start);
                first = *end;
                let people = &mut free[task % 50];
                let next = (0..PEOPLE).min_by_key(|person| people[*person]).unwrap_or(0);
                done[task] = bound.max(people[next]) + minutes[task];
                people[next] = done[task];
                finishes[task] = Some(Minute::new(done[task]));
            }
        }
    }
}

fn best(mut work: impl FnMut() -> Distribution) -> (f64, Distribution) {
    let mut best = f64::MAX;
    let mut answer = Distribution::default();
    for _ in 0..RUNS {
        let before = cpu_seconds();
        answer = work();
        best = best.min(cpu_seconds() - before);
    }
    (best, answer)
}
