//! Plans the instances of a folder and compares with what is known: `bench [--set NAME] [--dir DIR] [--budget SECONDS]
//! [--schedules N] [--threads N] [--islands N] [--seed N] [--sample K] [--out FILE] [--speed] [--prove] [--steps N] [--any]
//! [--peer PROGRAM --peer-script FILE] [--taskjuggler PROGRAM]`.
//!
//! Every plan that is counted was verified by `check.rs`, which shares nothing with the library. The budget of an
//! instance is processor time of all threads, or a number of schedules, which gives the same answer everywhere. The
//! average deviations are those of the literature: over the critical path, and over the best known makespan.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

mod check;
mod clock;
#[cfg(feature = "proof")]
mod frontier;
mod known;
mod peer;
#[cfg(feature = "proof")]
mod prove;
mod read;
mod report;
mod speed;
mod taskjuggler;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clock::cpu_seconds;
use peer::Peer;
use planner::compact::{Activity, Arc, End, Problem, Solution, solve_watched};
use planner::search::Effort;
use read::Instance;
use report::{Line, Report};

/// What was asked on the command line.
struct Asked {
    folder: PathBuf,
    /// Seconds of processor time for each instance.
    budget: Option<f64>,
    schedules: Option<u64>,
    threads: u32,
    seed: u64,
    islands: u32,
    /// Every which instance is planned.
    sample: usize,
    out: Option<PathBuf>,
    /// Only measures how fast lists are decoded.
    speed: bool,
    /// Proves what was found; steps of the solver.
    prove: bool,
    steps: u64,
    /// Is content with any plan, where one is hard to find.
    any: bool,
    /// Another program and its script, which plan the same instances in turn.
    peer: (Option<String>, Option<String>),
    /// TaskJuggler, which plans the same instances in turn.
    taskjuggler: Option<String>,
}

fn main() -> ExitCode {
    match asked().and_then(|asked| if asked.speed { speed::run(&asked.folder, asked.sample) } else { run(&asked) }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bench: {sentence}");
            ExitCode::from(2)
        }
    }
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked {
        folder: PathBuf::from("."),
        budget: None,
        schedules: None,
        threads: 2,
        seed: 1,
        islands: 2,
        sample: 1,
        out: None,
        speed: false,
        prove: false,
        steps: u64::MAX,
        any: false,
        peer: (None, None),
        taskjuggler: None,
    };
    let mut set = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--dir" => asked.folder = PathBuf::from(value()?),
            "--set" => set = Some(value()?),
            "--budget" => asked.budget = Some(number(&word, &value()?)?),
            "--schedules" => asked.schedules = Some(number(&word, &value()?)?),
            "--threads" => asked.threads = number(&word, &value()?)?,
            "--seed" => asked.seed = number(&word, &value()?)?,
            "--islands" => asked.islands = number(&word, &value()?)?,
            "--sample" => asked.sample = number::<usize>(&word, &value()?)?.max(1),
            "--out" => asked.out = Some(PathBuf::from(value()?)),
            "--peer" => asked.peer.0 = Some(value()?),
            "--peer-script" => asked.peer.1 = Some(value()?),
            "--taskjuggler" => asked.taskjuggler = Some(value()?),
            "--speed" => asked.speed = true,
            "--prove" => asked.prove = true,
            "--any" => asked.any = true,
            "--steps" => asked.steps = number(&word, &value()?)?,
            _ => {
                return Err(format!(
                    "{word} is unknown; it knows --set, --dir, --budget, --schedules, --threads, --seed, --islands, --sample, --out, --speed, --prove, --steps, --any, --peer, --peer-script, --taskjuggler"
                ));
            }
        }
    }
    if let Some(set) = set {
        asked.folder = ["", "psplib", "rcpsp-max", "mspsp"]
            .iter()
            .map(|above| asked.folder.join(above).join(&set))
            .find(|folder| folder.is_dir())
            .ok_or(format!("no folder {set} in {}", asked.folder.display()))?;
    }
    if asked.prove && cfg!(not(feature = "proof")) {
        return Err("--prove needs the feature proof".to_owned());
    }
    if asked.budget.is_none() && asked.schedules.is_none() {
        asked.budget = Some(1.0);
    }
    Ok(asked)
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} needs a number, not “{text}”"))
}

/// The instances of a folder, by name, the numbers in it as numbers.
pub(crate) fn instances(folder: &Path, sample: usize) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        ["sm", "rcp", "sch", "dzn"].contains(&ending.as_str())
    });
    paths.sort_by_key(|path| {
        let name = path.to_string_lossy().into_owned();
        (name.len(), name)
    });
    if paths.is_empty() {
        return Err(format!("no instances in {}", folder.display()));
    }
    Ok(paths.into_iter().step_by(sample).collect())
}

/// An instance in the words of the library.
pub(crate) fn problem(instance: &Instance) -> Problem {
    let activities = (0u64..)
        .zip(instance.durations.iter().zip(&instance.needs))
        .map(|(key, (duration, needs))| {
            let needs = (0u32..).zip(needs).filter(|(_, need)| **need > 0).map(|(pool, need)| (pool, *need)).collect();
            Activity { duration: *duration, needs, key }
        })
        .collect();
    let index = |activity: usize| u32::try_from(activity).unwrap_or(u32::MAX);
    let arcs = instance
        .distances
        .iter()
        .map(|(from, to, distance)| {
            // From finish to start where that is what the distance says, so that nothing is lost.
            let duration = i64::from(instance.durations[*from]);
            let (end, lag) = if *distance >= duration { (End::Finish, distance - duration) } else { (End::Start, *distance) };
            let lag = i32::try_from(lag).unwrap_or(i32::MAX);
            Arc { from: (index(*from), end), to: (index(*to), End::Start), lag }
        })
        .collect();
    Problem { activities, arcs, pools: instance.capacities.clone() }
}

/// The folders of the classes for which any plan is hard to find, where it is one of those.
#[cfg(feature = "proof")]
fn frontier(asked: &Asked) -> Option<Vec<PathBuf>> {
    let below = |names: &[&str]| Some(names.iter().map(|name| asked.folder.join(name)).collect());
    match asked.folder.file_name()?.to_str()? {
        "rcpsp-max" => below(&["sm_j30", "testset_ubo50", "testset_ubo100"]),
        "mspsp" => below(&["set-1a", "set-2a", "set-2b", "set-2c"]),
        _ => {
            let first = instances(&asked.folder, 1).ok()?.into_iter().next()?;
            let ending = first.extension()?.to_string_lossy().to_lowercase();
            ["sch", "dzn"].contains(&ending.as_str()).then(|| vec![asked.folder.clone()])
        }
    }
}

fn run(asked: &Asked) -> Result<(), String> {
    #[cfg(feature = "proof")]
    if let Some(folders) = frontier(asked) {
        return frontier::run(asked, &folders);
    }
    let known = known::read(&asked.folder);
    let mut report = Report::default();
    let mut theirs = Report::default();
    let mut peer = match &asked.peer {
        (Some(program), Some(script)) => Some(Peer::start(program, script)?),
        _ => None,
    };
    for path in instances(&asked.folder, asked.sample)? {
        let name = known::name(&path.file_name().unwrap_or_default().to_string_lossy());
        let instance = read::read(&path).map_err(|sentence| format!("{}: {sentence}", path.display()))?;
        let before = cpu_seconds();
        let solution = plan(&problem(&instance), asked, before);
        let seconds = cpu_seconds() - before;
        let starts: Option<Vec<u32>> = solution.starts.iter().copied().collect();
        let starts = starts.ok_or(format!("{name}: not everything was planned: {:?}", solution.findings))?;
        let makespan = check::check(&instance, &starts).map_err(|sentence| format!("{name}: {sentence}"))?;
        if makespan != solution.makespan {
            return Err(format!("{name}: says {} and is {makespan}", solution.makespan));
        }
        let known = known.get(&name).copied();
        if makespan < solution.lower_bound
            || known.is_some_and(|known| solution.lower_bound > known.upper || makespan < known.lower)
        {
            return Err(format!("{name}: {makespan} and {} contradict {known:?}", solution.lower_bound));
        }
        let critical_path = longest_chain(&instance);
        let (schedules, lower_bound) = (solution.schedules, solution.lower_bound);
        if let Some(peer) = &mut peer {
            let answer = peer.plan(&instance, asked.budget.unwrap_or(seconds), asked.threads)?;
            match answer.starts {
                Some(starts) => {
                    let found = check::check(&instance, &starts);
                    let makespan = found.map_err(|sentence| format!("{name}, the peer: {sentence}"))?;
                    let (name, seconds, lower_bound) = (name.clone(), answer.seconds, answer.lower_bound);
                    theirs.lines.push(Line { name, makespan, lower_bound, critical_path, known, seconds, schedules: 0, starts });
                }
                None => println!("{name}: the peer found no plan; left out of the comparison"),
            }
        }
        if let Some(program) = &asked.taskjuggler {
            let said = taskjuggler::plan(program, &instance).map_err(|sentence| format!("{name}: {sentence}"))?;
            let starts = said.starts;
            let makespan = check::check(&instance, &starts).map_err(|sentence| format!("{name}, TaskJuggler: {sentence}"))?;
            println!(
                "{name}: TaskJuggler says {} and interrupts {} tasks; its order gives {makespan}",
                said.makespan, said.interrupted
            );
            let (name, seconds) = (name.clone(), said.seconds);
            theirs.lines.push(Line { name, makespan, lower_bound, critical_path, known, seconds, schedules: 0, starts });
        }
        report.lines.push(Line { name, makespan, lower_bound, critical_path, known, seconds, schedules, starts });
    }
    print!("{report}");
    if !theirs.lines.is_empty() {
        print!("\nthe peer\n{theirs}");
        let (ours, excess) = (report.excess_where(&theirs), theirs.excess_where(&theirs));
        let ratio = if excess > 0.0 { format!("{:.3} of the peer's", ours / excess) } else { "the peer has none".to_owned() };
        println!("excess over the best known    {ratio} ({ours:.3} % and {excess:.3} %)");
    }
    match &asked.out {
        Some(path) => std::fs::write(path, report.csv()).map_err(|error| format!("{}: {error}", path.display())),
        None => Ok(()),
    }
}

/// Plans until the budget is used up.
fn plan(problem: &Problem, asked: &Asked, before: f64) -> Solution {
    #[cfg(feature = "proof")]
    if asked.prove {
        return prove::plan(problem, asked, before);
    }
    let schedules = asked.schedules.unwrap_or(u64::MAX);
    let effort = Effort { schedules, seed: asked.seed, threads: asked.threads, islands: asked.islands, cancel: None };
    solve_watched(problem, &effort, &mut |_| match asked.budget {
        Some(budget) if cpu_seconds() - before >= budget => ControlFlow::Break(()),
        Some(_) | None => ControlFlow::Continue(()),
    })
}

/// The longest chain of distances, by relaxing until nothing changes.
fn longest_chain(instance: &Instance) -> u32 {
    let mut starts = vec![0i64; instance.durations.len()];
    for _ in 0..=instance.durations.len() {
        let mut changed = false;
        for (from, to, distance) in &instance.distances {
            let start = starts[*from] + distance;
            if start > starts[*to] {
                starts[*to] = start;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let finishes = starts.iter().zip(&instance.durations).map(|(start, duration)| start + i64::from(*duration));
    u32::try_from(finishes.max().unwrap_or(0)).unwrap_or(0)
}
