//! Measures how time and memory grow with the size of a portfolio: `growth [--svg FILE] [TASKS …]`, 1,000 to 1,000,000 by
//! default.
//!
//! The portfolios are made up and the same at every run: projects of 200 tasks, each task linked to one or two of the 20
//! before it, one link in ten with a lag. *Level* is one plan with 200 pools of people, each with hours, holidays and
//! absences of its own; it is checked. *Simulate* is 1,000 samples with criticality, every task with three points, the
//! tasks on 50 calendars. Each is measured in a process of its own, so that its memory is its own: seconds of processor
//! time (the mean of as many runs as take a fifth of a second) and the growth of the peak beyond the input. The figures are
//! printed as a table and drawn as a picture.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

#[path = "../portfolio/calendar.rs"]
mod calendar;
#[path = "../portfolio/chance.rs"]
mod chance;
#[path = "../bench/clock.rs"]
mod clock;
#[path = "../portfolio/estimates.rs"]
mod estimates;
#[path = "../portfolio/network.rs"]
#[expect(dead_code, reason = "other benchmarks build portfolios without lags")]
mod network;
mod plot;
#[path = "../portfolio/pools.rs"]
mod pools;

use std::process::{Command, ExitCode};

use calendar::calendar;
use clock::cpu_seconds;
use estimates::uncertainty;
use network::{Lags, network};
use planner::{Calendar, CalendarId, Calendars, Objective, Uncertainty, Week, check, level, simulate};
use pools::pools;

/// Samples of a simulation.
const SAMPLES: u32 = 1_000;

/// Pools of a portfolio.
const POOLS: u32 = 200;

/// What is measured.
const SUBJECTS: [&str; 2] = ["level", "simulate"];

/// What one size takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) tasks: u32,
    /// Processor time, in seconds.
    pub(crate) seconds: f64,
    /// Memory beyond the input, in bytes.
    pub(crate) bytes: f64,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("growth: {sentence}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let count = |word: &String| word.replace('_', "").parse::<u32>().map_err(|_| format!("“{word}” is no number of tasks"));
    if let [subject, tasks] = words.as_slice()
        && let Some(subject) = SUBJECTS.iter().find(|own| *own == subject)
    {
        let taken = measure(subject, count(tasks)?)?;
        println!("{} {}", taken.seconds, taken.bytes);
        return Ok(());
    }
    let mut picture = None;
    if words.first().is_some_and(|word| word == "--svg") {
        picture = Some(words.get(1).cloned().ok_or("--svg needs a file")?);
        words.drain(..2);
    }
    let mut sizes = words.iter().map(count).collect::<Result<Vec<u32>, String>>()?;
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000, 1_000_000];
    }
    println!("| tasks | level, CPU s | level, MB | simulate, CPU s | simulate, MB |\n| --- | --- | --- | --- | --- |");
    let mut curves: [Vec<Taken>; 2] = Default::default();
    for tasks in sizes {
        for (subject, curve) in SUBJECTS.iter().zip(&mut curves) {
            curve.push(apart(subject, tasks)?);
        }
        let cells = curves.iter().filter_map(|curve| curve.last());
        let cells: Vec<String> = cells.map(|taken| format!("{:.4} | {:.1}", taken.seconds, taken.bytes / 1e6)).collect();
        println!("| {} | {} |", plot::grouped(&tasks.to_string()), cells.join(" | "));
    }
    match picture {
        Some(file) => std::fs::write(&file, plot::draw(SUBJECTS, &curves)).map_err(|error| format!("{file}: {error}")),
        None => Ok(()),
    }
}

/// Measures in a process of its own.
fn apart(subject: &str, tasks: u32) -> Result<Taken, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program).args([subject, &tasks.to_string()]).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    match (output.status.success(), numbers.next(), numbers.next()) {
        (true, Some(seconds), Some(bytes)) => Ok(Taken { tasks, seconds, bytes }),
        _ => Err(format!("{subject} of {tasks} tasks: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

fn measure(subject: &str, tasks: u32) -> Result<Taken, String> {
    let mut calendars = Calendars::new();
    let weekly = |number| calendars.add(&calendar(number, false));
    let real: Vec<CalendarId> = (0..50).map(weekly).collect();
    if subject == "simulate" {
        let network = network(tasks, &real, Lags::Some);
        let uncertainty = Uncertainty { samples: SAMPLES, ..uncertainty(&network) };
        return timed(tasks, || {
            let answer = simulate(&network, &calendars, &uncertainty);
            if answer.doubts.is_empty() { Ok(()) } else { Err(format!("{:?}", answer.doubts)) }
        });
    }
    let week = calendars.add(&Calendar::weekly(Week::standard()));
    let mut network = network(tasks, &[week], Lags::Some);
    let resources = pools(POOLS, &mut network, &mut calendars);
    let objective = Objective::default();
    let mut plan = None;
    let taken = timed(tasks, || {
        plan = Some(level(&network, &calendars, &resources, &objective));
        Ok(())
    })?;
    let breaches = plan.map(|plan| check(&network, &calendars, &resources, &objective, &plan)).unwrap_or_default();
    if breaches.is_empty() { Ok(taken) } else { Err(format!("the plan is wrong: {:?}", breaches.first())) }
}

/// The mean time of a piece of work, and by how much the first time raises the peak of memory.
fn timed(tasks: u32, mut work: impl FnMut() -> Result<(), String>) -> Result<Taken, String> {
    let (before, begin) = (peak(), cpu_seconds());
    work()?;
    let bytes = (peak() - before).max(0.0);
    let mut runs = 1.0;
    while cpu_seconds() - begin < 0.2 {
        work()?;
        runs += 1.0;
    }
    Ok(Taken { tasks, seconds: (cpu_seconds() - begin) / runs, bytes })
}

/// The most memory that this process has used, in bytes (proc(5), VmHWM).
fn peak() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0) * 1_024.0
}
