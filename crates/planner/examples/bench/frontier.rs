//! The classes for which any plan is hard to find: minimal and maximal lags (`.sch`), and people with several skills (`.dzn`).
//!
//! Plans are verified by `check.rs`; a plan where none is known to exist, or a proof that a known plan contradicts, ends the run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use planner::proof::{Outcome, Patience, Seeks, Staffing, Verdict, with_crews, within_lags};

use crate::clock::cpu_seconds;
use crate::read::{self, mspsp};
use crate::{Asked, check, known, problem};

/// What is known of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Bounds(u32, u32),
    Impossible,
}

/// How the instances of a folder ended.
#[derive(Default)]
struct Tally {
    verdicts: BTreeMap<&'static str, usize>,
    as_good: usize,
    known: usize,
    seconds: f64,
    text: String,
}

/// Runs the folders one after the other and prints a line for each.
///
/// # Errors
///
/// What cannot be read, and what contradicts the checker or what is known.
pub(crate) fn run(asked: &Asked, folders: &[PathBuf]) -> Result<(), String> {
    let mut text = "instance,makespan,lower_bound,verdict,cpu_seconds,starts\n".to_owned();
    for folder in folders {
        let known = known(folder);
        let mut tally = Tally::default();
        for path in crate::instances(folder, asked.sample)? {
            let name = known::name(&path.file_name().unwrap_or_default().to_string_lossy());
            one(&path, asked, known.get(&name).copied(), &mut tally).map_err(|sentence| format!("{name}: {sentence}"))?;
        }
        let of = |name: &str| tally.verdicts.get(name).copied().unwrap_or(0);
        let all: usize = tally.verdicts.values().sum();
        println!(
            "{}: {all} instances; proved best {}, impossible {}, planned only {}, unknown {}; as good as known {} of {}; {:.1} processor seconds",
            folder.file_name().unwrap_or_default().to_string_lossy(),
            of("best"),
            of("impossible"),
            of("open"),
            of("unknown"),
            tally.as_good,
            tally.known,
            tally.seconds
        );
        text.push_str(&tally.text);
    }
    match &asked.out {
        Some(path) => std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display())),
        None => Ok(()),
    }
}

fn one(path: &Path, asked: &Asked, known: Option<Known>, tally: &mut Tally) -> Result<(), String> {
    let before = cpu_seconds();
    let stop = || asked.budget.is_some_and(|budget| cpu_seconds() - before >= budget);
    let seeks = if asked.any { Seeks::Any } else { Seeks::Best };
    let patience = Patience { steps: asked.steps, threads: asked.threads, stop: &stop, seeks };
    let (outcome, makespan) = if path.extension().is_some_and(|ending| ending == "dzn") {
        let staffed = mspsp::read(&std::fs::read_to_string(path).map_err(|error| error.to_string())?)?;
        let outcome = with_crews(&problem(&staffed.instance), &staffing(&staffed), &patience);
        let makespan = outcome.makespan.map(|_| check::check_crews(&staffed, &outcome.starts, &outcome.crews)).transpose()?;
        (outcome, makespan)
    } else {
        let instance = read::read(path)?;
        let outcome = within_lags(&problem(&instance), &patience);
        let makespan = outcome.makespan.map(|_| check::check(&instance, &outcome.starts)).transpose()?;
        (outcome, makespan)
    };
    let seconds = cpu_seconds() - before;
    if makespan != outcome.makespan {
        return Err(format!("says {:?} and is {makespan:?}", outcome.makespan));
    }
    contradiction(&outcome, known)?;
    if let Some(Known::Bounds(_, upper)) = known {
        tally.known += 1;
        tally.as_good += usize::from(makespan.is_some_and(|makespan| makespan <= upper));
    }
    let verdict = match outcome.verdict {
        Verdict::Best => "best",
        Verdict::Open => "open",
        Verdict::Impossible => "impossible",
        Verdict::Unknown => "unknown",
    };
    *tally.verdicts.entry(verdict).or_default() += 1;
    tally.seconds += seconds;
    let name = known::name(&path.file_name().unwrap_or_default().to_string_lossy());
    let starts = outcome.starts.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
    let makespan = makespan.map_or(String::new(), |makespan| makespan.to_string());
    tally.text.push_str(&format!("{name},{makespan},{},{verdict},{seconds:.2},{starts}\n", outcome.lower_bound));
    Ok(())
}

fn contradiction(outcome: &Outcome, known: Option<Known>) -> Result<(), String> {
    let makespan = outcome.makespan;
    let wrong = match known {
        Some(Known::Impossible) => makespan.is_some(),
        Some(Known::Bounds(lower, upper)) => {
            outcome.verdict == Verdict::Impossible
                || outcome.lower_bound > upper
                || makespan.is_some_and(|makespan| makespan < lower)
        }
        None => false,
    };
    if wrong { Err(format!("{:?}, {makespan:?}, {} contradict {known:?}", outcome.verdict, outcome.lower_bound)) } else { Ok(()) }
}

fn staffing(staffed: &mspsp::Staffed) -> Staffing {
    let having = |person: &Vec<bool>| (0u32..).zip(person).filter(|(_, has)| **has).map(|(skill, _)| skill).collect();
    let asking = |demand: &Vec<u32>| {
        (0u32..).zip(demand).filter(|(_, people)| **people > 0).map(|(skill, people)| (skill, *people)).collect()
    };
    Staffing { people: staffed.people.iter().map(having).collect(), demands: staffed.demands.iter().map(asking).collect() }
}

/// What lies beside the instances: `best_known.csv`, or the tables of results of the multi-skill sets.
fn known(folder: &Path) -> BTreeMap<String, Known> {
    let mut known: BTreeMap<String, Known> =
        known::read(folder).into_iter().map(|(name, known)| (name, Known::Bounds(known.lower, known.upper))).collect();
    let text = std::fs::read_to_string(folder.join("best_known.csv")).unwrap_or_default();
    for (instance, _) in text.lines().filter_map(|line| line.split_once(',')).filter(|(_, bounds)| bounds.trim() == "unsat") {
        known.insert(known::name(instance), Known::Impossible);
    }
    for path in
        std::fs::read_dir(folder.join("results2017")).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path())
    {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let Some(stem) = stem.strip_prefix("results_").and_then(|stem| stem.strip_suffix("_pris")) else { continue };
        for line in std::fs::read_to_string(&path).unwrap_or_default().lines().skip(1) {
            // Number, whether proved, lower bound, makespan.
            let cells: Vec<u32> = line.split(',').take(4).filter_map(|cell| cell.trim().parse().ok()).collect();
            if let [number, proved, lower, makespan] = cells[..] {
                let lower = if proved == 1 { makespan } else { lower };
                known.insert(format!("inst_{stem}_{number:02}"), Known::Bounds(lower, makespan));
            }
        }
    }
    known
}
