//! Measures levelling: `level_bench [TASKS …]`, 1,000 to 100,000 by default; `level_bench skills TASKS …` with people and
//! skills in place of pools.
//!
//! The portfolio is made up and the same at every run: projects of 200 tasks, each task linked to one or two of the 20
//! before it, one link in ten with a lag. Pools: 200 of them with 3 to 8 people each, each with hours of its own, ten
//! holidays a year and absences; each task takes a part of one pool. Skills: one person for each 40 tasks with one to three
//! of 30 skills at levels 1 to 3 and absences; each task asks for one to three people with a skill. Printed are CPU seconds
//! of this process: the first plan (one schedule), a better one (`SCHEDULES` schedules, with what it gains), and levelling
//! again after an edit of one task, where everything keeps its agreed start (the p99 of `EDITS` edits, for up to 10,000
//! tasks, and how many tasks start elsewhere or are done by others, on average and at most), and the plan with other
//! durations, the people and the order fixed, as a simulation asks for it (the average of `SAMPLES`). Plans are verified by
//! the checker, of the edited ones one in ten.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "portfolio/calendar.rs"]
mod calendar;
#[path = "portfolio/chance.rs"]
mod chance;

use calendar::calendar;
use chance::Chance;
use jiff::civil::date;
use planner::{
    Agreed, Calendar, CalendarId, Calendars, Demand, Lag, Length, Levelled, Link, LinkKind, Minute, Need, Network, Objective,
    Project, ProjectIndex, Replay, Resource, ResourceIndex, Resources, Skill, SkillId, Span, Task, TaskIndex, Week, check, level,
    relevel,
};

/// Tasks in a project.
const PROJECT: u32 = 200;

/// Pools in a portfolio.
const POOLS: u32 = 200;

/// Schedules for the better plan.
const SCHEDULES: u64 = 24;

/// Edits of which the p99 is printed.
const EDITS: u32 = 200;

/// Sizes beyond which no edits are measured.
const EDITED: u32 = 10_000;

/// Samples that are levelled with other durations.
const SAMPLES: u32 = 100;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let skills = words.iter().any(|word| word == "skills");
    let mut sizes: Vec<u32> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000];
    }
    println!(
        "{:>9} {:>10} {:>10} {:>10} {:>8} {:>10} {:>12} {:>10} {:>9}",
        "tasks", "first", "ns/task", "better", "gain", "edit p99", "moved (most)", "replay", "memory"
    );
    for size in sizes {
        measure(size, skills);
    }
}

fn measure(size: u32, skills: bool) {
    let mut calendars = Calendars::new();
    let mut network = network(size, &mut calendars);
    let resources = if skills { people(&mut network, &mut calendars) } else { pools(&mut network, &mut calendars) };
    let mut objective = Objective::default();
    let before = memory();
    let begin = cpu_seconds();
    let mut runs = 0;
    let mut first = level(&network, &calendars, &resources, &objective);
    while runs < 4 && cpu_seconds() - begin < 2.0 {
        first = level(&network, &calendars, &resources, &objective);
        runs += 1;
    }
    let seconds = (cpu_seconds() - begin) / f64::from(runs + 1);
    let peak = memory() - before;
    sound(&network, &calendars, &resources, &objective, &first);
    objective.schedules = SCHEDULES;
    let begin = cpu_seconds();
    let better = level(&network, &calendars, &resources, &objective);
    let longer = cpu_seconds() - begin;
    sound(&network, &calendars, &resources, &objective, &better);
    let (makespan, bound) = (first.score.terms[2] - better.score.terms[2], first.score.terms[2]);
    let gain = makespan as f64 * 100.0 / bound.max(1) as f64;
    let (edit, moved) = if size <= EDITED { edits(&network, &calendars, &resources, &better) } else { (f64::NAN, Vec::new()) };
    let replayed = replays(&network, &calendars, &resources, &better);
    let average = moved.iter().sum::<usize>() as f64 / moved.len().max(1) as f64;
    println!(
        "{size:>9} {:>8.1}ms {:>10.0} {longer:>9.2}s {gain:>7.2}% {:>8.1}ms {average:>5.0} ({:>4}) {:>8.2}ms {:>7.0}MB",
        seconds * 1e3,
        seconds * 1e9 / f64::from(size),
        edit * 1e3,
        moved.iter().max().unwrap_or(&0),
        replayed * 1e3,
        peak as f64 / 1e6
    );
}

/// The p99 of levelling again after the duration of one task changed, while everything else keeps its agreed start, and how
/// many tasks moved each time.
fn edits(network: &Network, calendars: &Calendars, resources: &Resources, plan: &Levelled) -> (f64, Vec<usize>) {
    let agreed = plan
        .tasks
        .iter()
        .enumerate()
        .map(|(index, dates)| {
            let work = plan.work_on(TaskIndex(u32::try_from(index).unwrap_or(0)));
            let mut people: Vec<ResourceIndex> = work.iter().map(|work| work.resource).collect();
            people.sort_unstable();
            dates.map(|dates| Agreed { start: dates.start, people })
        })
        .collect();
    let objective = Objective { agreed, ..Objective::default() };
    let mut chance = Chance(11);
    let mut edited = resources.clone();
    let mut moved = Vec::new();
    let mut times: Vec<f64> = (0..EDITS)
        .map(|edit| {
            let demand = chance.below(u32::try_from(edited.demands.len()).unwrap_or(0)) as usize;
            let before = edited.demands[demand].work;
            edited.demands[demand].work = before.map(|work| work + 240);
            let begin = cpu_seconds();
            let again = relevel(plan, network, calendars, &edited, &objective);
            let seconds = cpu_seconds() - begin;
            if edit.is_multiple_of(10) {
                sound(network, calendars, &edited, &objective, &again);
            }
            moved.push(again.moved.len());
            edited.demands[demand].work = before;
            seconds
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() * 99 / 100], moved)
}

/// Seconds for a plan with other durations, the people and the order of the plan.
fn replays(network: &Network, calendars: &Calendars, resources: &Resources, plan: &Levelled) -> f64 {
    let objective = Objective::default();
    let mut replay = Replay::new(network, calendars, resources, &objective, plan);
    let mut chance = Chance(13);
    let planned: Vec<i64> = network.tasks.iter().map(|task| task.span.planned().minutes()).collect();
    let mut finishes = vec![None; planned.len()];
    let mut seconds = 0.0;
    for _ in 0..SAMPLES {
        let minutes: Vec<i64> = planned.iter().map(|minutes| minutes * i64::from(80 + chance.below(60)) / 100).collect();
        let begin = cpu_seconds();
        replay.finishes(&minutes, &mut finishes);
        seconds += cpu_seconds() - begin;
    }
    assert!(finishes.iter().all(Option::is_some));
    seconds / f64::from(SAMPLES)
}

fn sound(network: &Network, calendars: &Calendars, resources: &Resources, objective: &Objective, plan: &Levelled) {
    let breaches = check(network, calendars, resources, objective, plan);
    assert!(breaches.is_empty(), "{} breaches, first {:?}", breaches.len(), breaches.first());
    assert!(plan.shortages.is_empty(), "{:?}", plan.shortages.first());
}

fn network(count: u32, calendars: &mut Calendars) -> Network {
    let own = calendars.add(&Calendar::weekly(Week::standard()));
    let start = Minute::midnight(date(2026, 1, 5));
    let mut chance = Chance(7);
    let mut network = Network::default();
    for index in 0..count {
        if index.is_multiple_of(PROJECT) {
            network.projects.push(Project::starting(start, own));
        }
        let mut task = Task::working(ProjectIndex(index / PROJECT), 60 + 30 * i64::from(chance.below(60)));
        task.span = Span::Assigned { assignments: Vec::new(), otherwise: Length::Working(task.span.planned().minutes()) };
        network.tasks.push(task);
        let before = index % PROJECT;
        for _ in 0..before.min(1 + u32::from(before > 1 && chance.below(3) == 0)) {
            let from = index - 1 - chance.below(before.min(20));
            let lag = if chance.below(10) == 0 { Lag::Working(480) } else { Lag::NONE };
            network.links.push(Link { from: TaskIndex(from), to: TaskIndex(index), kind: LinkKind::FinishToStart, lag });
        }
    }
    network
}

fn pools(network: &mut Network, calendars: &mut Calendars) -> Resources {
    let mut chance = Chance(3);
    let mut resources = Resources::default();
    for key in 0..POOLS {
        let calendar = calendars.add(&calendar(key, true));
        let capacity = 10_000 * (3 + chance.below(6));
        resources.resources.push(Resource { key: u64::from(key), calendar, capacity, skills: Vec::new() });
    }
    for (index, task) in (0u32..).zip(&network.tasks) {
        let own = Demand::of(TaskIndex(index), ResourceIndex(chance.below(POOLS)));
        let units = 5_000 * (1 + chance.below(4));
        let work = task.span.planned().minutes() * i64::from(units) / 10_000;
        resources.demands.push(Demand { units, ..own.with_work(work) });
    }
    resources
}

fn people(network: &mut Network, calendars: &mut Calendars) -> Resources {
    let mut chance = Chance(5);
    let mut resources = Resources::default();
    let count = u32::try_from(network.tasks.len()).unwrap_or(0);
    let shared: Vec<CalendarId> = (0..50).map(|number| calendars.add(&calendar(number, true))).collect();
    for key in 0..(count / 40).max(60) {
        let mut person = Resource::person(u64::from(key), shared[chance.below(50) as usize]);
        person.skills.push(Skill { skill: SkillId(key % 30), level: 3 });
        for _ in 0..chance.below(3) {
            let level = u16::try_from(1 + chance.below(3)).unwrap_or(1);
            person.skills.push(Skill { skill: SkillId(chance.below(30)), level });
        }
        resources.resources.push(person);
    }
    for (index, task) in (0u32..).zip(&network.tasks) {
        let people = if chance.below(4) == 0 { 2 } else { 1 };
        let level = u16::try_from(1 + chance.below(3)).unwrap_or(1);
        let need = Need::Skill { skill: SkillId(chance.below(30)), level, people };
        let work = Some(task.span.planned().minutes());
        resources.demands.push(Demand { task: TaskIndex(index), need, units: 10_000, work, piece: None });
    }
    resources
}

/// CPU seconds that this thread, which does all the work, has used: the kernel counts them in nanoseconds.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// The most memory that this process has used, in bytes.
fn memory() -> i64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|word| word.parse::<i64>().ok()).unwrap_or(0) * 1_024
}
