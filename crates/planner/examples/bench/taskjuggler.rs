//! TaskJuggler as a peer: an instance written as its project, planned by `tj3`, and read back.
//!
//! A period is an hour around the clock, a pool as many people as it has units, a task the work of those whom it needs,
//! each of them mandatory. TaskJuggler may interrupt work and then goes on with it later, which an instance does not
//! allow. So its answer is told twice: when it says that everything is done, and what its order (who starts first) gives
//! when every task is planned in turn, as early as can be, and not interrupted.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::read::Instance;

/// Seconds in a period.
const PERIOD: i64 = 3_600;

/// What TaskJuggler answered.
pub(crate) struct Said {
    /// The period in which it says that everything is done.
    pub(crate) makespan: i64,
    /// How many tasks it takes longer over than their duration.
    pub(crate) interrupted: usize,
    /// Starts of its order without interruption.
    pub(crate) starts: Vec<u32>,
    /// Processor time of the program.
    pub(crate) seconds: f64,
}

/// Plans an instance in a folder that is removed again.
///
/// # Errors
///
/// A sentence: the instance has links that are no precedence, or the program did not answer.
pub(crate) fn plan(program: &str, instance: &Instance) -> Result<Said, String> {
    let project = project(instance)?;
    let folder = std::env::temp_dir().join(format!("planner-taskjuggler-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let answer = run(program, &folder, &project);
    let removed = std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()));
    let (text, seconds) = answer?;
    removed?;
    let dates = read(&text, instance.durations.len())?;
    let first = dates.iter().map(|own| own.0).min().unwrap_or(0);
    let last = dates.iter().map(|own| own.1).max().unwrap_or(0);
    let longer = |(own, duration): &(&(i64, i64), &u32)| own.1 - own.0 > i64::from(**duration) * PERIOD;
    let interrupted = dates.iter().zip(&instance.durations).filter(longer).count();
    let mut order: Vec<usize> = (0..dates.len()).collect();
    order.sort_by_key(|task| (dates[*task], *task));
    Ok(Said { makespan: (last - first) / PERIOD, interrupted, starts: in_turn(instance, &order)?, seconds })
}

/// The project in TaskJuggler's words.
fn project(instance: &Instance) -> Result<String, String> {
    let hours = instance.durations.iter().sum::<u32>() + 1;
    // Writing to a text cannot fail.
    let mut text = format!(
        "project p \"p\" 2026-01-01-00:00 +{hours}h {{\n  timingresolution 60min\n  timezone \"UTC\"\n  \
         workinghours mon - sun 0:00 - 24:00\n  dailyworkinghours 24\n}}\n"
    );
    for (pool, capacity) in instance.capacities.iter().enumerate() {
        for unit in 0..*capacity {
            let _ = writeln!(text, "resource r{pool}_{unit} \"r\"");
        }
    }
    for (task, (duration, needs)) in instance.durations.iter().zip(&instance.needs).enumerate() {
        let _ = writeln!(text, "task t{task} \"t\" {{");
        let mut waits = false;
        for (from, _, distance) in instance.distances.iter().filter(|(_, to, _)| *to == task) {
            if *distance != i64::from(instance.durations[*from]) {
                return Err("TaskJuggler is handed precedence alone, no other distances".to_owned());
            }
            let _ = writeln!(text, "  depends !t{from}");
            waits = true;
        }
        if !waits {
            text.push_str("  start 2026-01-01-00:00\n");
        }
        let people: u32 = needs.iter().sum();
        if *duration > 0 && people == 0 {
            let _ = writeln!(text, "  duration {duration}h");
        } else if *duration > 0 {
            let _ = writeln!(text, "  effort {}h", duration * people);
            for (pool, need) in needs.iter().enumerate() {
                let others: Vec<String> = (1..instance.capacities[pool]).map(|unit| format!("r{pool}_{unit}")).collect();
                let others = if others.is_empty() { String::new() } else { format!("alternative {} ", others.join(", ")) };
                for _ in 0..*need {
                    let _ = writeln!(text, "  allocate r{pool}_0 {{ {others}select minloaded persistent mandatory }}");
                }
            }
        }
        text.push_str("}\n");
    }
    text.push_str("taskreport \"plan\" { formats csv columns id, start, end timeformat \"%s\" hideresource 1 }\n");
    Ok(text)
}

/// Lets the program plan a project; its report and its processor time.
fn run(program: &str, folder: &Path, project: &str) -> Result<(String, f64), String> {
    std::fs::write(folder.join("plan.tjp"), project).map_err(|error| error.to_string())?;
    let before = of_children();
    let output = Command::new(program).args(["--silent", "plan.tjp"]).current_dir(folder).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let seconds = of_children() - before;
    let report = std::fs::read_to_string(folder.join("plan.csv"));
    let report = report.map_err(|_| format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim()))?;
    Ok((report, seconds))
}

/// Seconds of processor time of programs that were waited for (proc(5), fields 16 and 17 of `/proc/self/stat`).
fn of_children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ').skip(13).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Start and end of each task, in seconds.
fn read(report: &str, count: usize) -> Result<Vec<(i64, i64)>, String> {
    let mut dates = vec![None; count];
    for line in report.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').map(|cell| cell.trim_matches('"')).collect();
        let [id, start, end] = cells.as_slice() else { return Err(format!("“{line}” in the report is no task")) };
        let task = id.strip_prefix('t').and_then(|id| id.parse::<usize>().ok()).filter(|task| *task < count);
        match (task, start.parse(), end.parse()) {
            (Some(task), Ok(start), Ok(end)) => dates[task] = Some((start, end)),
            _ => return Err(format!("“{line}” in the report is no task")),
        }
    }
    dates.into_iter().collect::<Option<_>>().ok_or_else(|| "the report lacks tasks".to_owned())
}

/// Plans tasks in turn, each as early as its predecessors and the pools allow.
fn in_turn(instance: &Instance, order: &[usize]) -> Result<Vec<u32>, String> {
    let horizon = instance.durations.iter().sum::<u32>() as usize + 1;
    let mut free = vec![instance.capacities.clone(); horizon];
    let mut starts = vec![None; order.len()];
    for task in order {
        let mut start = 0usize;
        for (from, _, distance) in instance.distances.iter().filter(|(_, to, _)| to == task) {
            let before: u32 = starts[*from].ok_or("a task starts before one that it waits for")?;
            start = start.max(before as usize + usize::try_from(*distance).unwrap_or(0));
        }
        let (needs, duration) = (&instance.needs[*task], instance.durations[*task] as usize);
        let fits = |free: &[u32]| free.iter().zip(needs).all(|(free, need)| free >= need);
        while let Some(busy) = (start..(start + duration).min(horizon)).rev().find(|period| !fits(&free[*period])) {
            start = busy + 1;
        }
        let periods = free.get_mut(start..start + duration).ok_or("a task needs more than there is")?;
        for free in periods {
            for (free, need) in free.iter_mut().zip(needs) {
                *free -= need;
            }
        }
        starts[*task] = u32::try_from(start).ok();
    }
    starts.into_iter().collect::<Option<_>>().ok_or_else(|| "a task was left out".to_owned())
}
