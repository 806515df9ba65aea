//! When will it really be finished? Monte-Carlo simulation of a plan (Van Slyke 1963).
//!
//! [`simulate`] draws the durations of all tasks many times, schedules each sample, and answers with the distribution
//! of finishes, the chance of each deadline, how often each task is critical, and what drives the finish: which task at
//! its best and worst, which risk, and what would be if something were done already. Each sample has exactly the dates
//! that [`schedule`](crate::schedule()) gives the network with those durations ([`Uncertainty::sampled`]).
//!
//! Chance is counted, not drawn in turn ([`chance`]): a number follows from the seed, the name of a stream and the
//! sample. So the answer is the same for any number of threads and any order of the input, and a question *what if* is
//! asked of the same samples.
//!
//! How it is fast: samples go side by side through the lanes of vector instructions ([`kernel`]), tasks on one calendar
//! are added up in working minutes without asking the calendar ([`axis`]), durations come from tables ([`quantile`]),
//! and what the rules of the critical path must decide is left to them, sample by sample ([`exact`], [`whole`]).

mod axis;
mod chance;
mod distribution;
mod draws;
mod effects;
mod engine;
mod exact;
mod kernel;
mod levelled;
mod program;
mod quantile;
mod ruler;
mod scratch;
mod shares;
mod uncertainty;
mod whole;

use std::collections::BTreeMap;

use fearless_simd::Level;

pub use distribution::{Cause, Change, Curve, DeadlineChance, Distribution, Driver, Effect, Share, TaskShare};
pub(crate) use scratch::Scratch;
pub use uncertainty::{
    Asked, CERTAIN, Correlation, Done, Doubt, Estimate, Impact, MOST_SAMPLES, Risk, Spread, ThreePoints, Uncertainty,
};

use crate::calendar::Calendars;
use crate::graph::{self, Role};
use crate::hierarchy::NONE;
use crate::minute::{DAY, Minute};
use crate::network::{Mode, Network, TaskIndex};
use crate::outcome::Schedule;
use crate::prepared::{Prepared, elapsed};
use draws::compose;
use effects::Baseline;
use engine::{Engine, Order, Wanted};
use levelled::{Levellers, Levelling};
use program::{Program, fits};

/// The distribution of a network's dates.
///
/// It never fails: what cannot be meant is a [`Doubt`], what stands in the way of the network itself a
/// [`Finding`](crate::Finding), and the rest is simulated. The answer depends on neither threads nor the order of tasks,
/// links, estimates and risks.
#[must_use]
pub fn simulate(network: &Network, calendars: &Calendars, uncertainty: &Uncertainty) -> Distribution {
    simulate_with(network, calendars, uncertainty, Level::new())
}

/// The same with levelling in each sample.
///
/// `leveller` makes, once for each thread, a function that is handed the minutes of every task of the network (what
/// remains of those that have started; as planned where nothing is drawn) and writes when each task finishes; `None`
/// for what has no dates. The same minutes must give the same finishes. [`Asked::criticality`] is not answered, and
/// drivers are risks only, because float says nothing about who waits for whose hands; resource links are not looked at
/// unless the leveller does. What is thought of as done is handed to it with no minutes left.
#[must_use]
pub fn simulate_levelled<L>(
    network: &Network,
    calendars: &Calendars,
    uncertainty: &Uncertainty,
    leveller: impl Fn() -> L + Sync,
) -> Distribution
where
    L: FnMut(&[i64], &mut [Option<Minute>]),
{
    run(network, calendars, uncertainty, (Level::new(), Some(&leveller)))
}

fn simulate_with(network: &Network, calendars: &Calendars, uncertainty: &Uncertainty, level: Level) -> Distribution {
    run(network, calendars, uncertainty, (level, None))
}

fn run(
    network: &Network,
    calendars: &Calendars,
    uncertainty: &Uncertainty,
    (level, levellers): (Level, Option<&dyn Levellers>),
) -> Distribution {
    let network = uncertainty.with_links(network);
    let prepared = network.prepare(calendars);
    let (draws, tables, mut doubts) = compose(&network, &prepared.hierarchy, uncertainty);
    let samples = uncertainty.samples.clamp(1, MOST_SAMPLES);
    if samples != uncertainty.samples {
        doubts.push(Doubt::Samples { asked: uncertainty.samples });
    }
    let schedule = prepared.pass().finish();
    if schedule.projects.iter().all(Option::is_none) {
        doubts.push(Doubt::NothingToSimulate);
    }
    let questions = Questions::new(&prepared, &schedule, uncertainty, &mut doubts);
    let leaf = |node: &graph::Node| node.role == Role::Leaf;
    let tasks: Vec<u32> = prepared.graph.nodes.iter().map(|node| node.task).collect();
    let leaves: Vec<u32> = prepared.graph.nodes.iter().filter(|node| leaf(node)).map(|node| node.task).collect();
    let levelling = levellers.map(|levellers| Levelling { levellers, tasks: &tasks, leaves: &leaves });
    let program =
        (levelling.is_none() && fits(&prepared)).then(|| Program::new(&prepared, &prepared.calendars, &draws, window(&prepared)));
    let engine = Engine {
        network: &network,
        calendars,
        program: program.as_ref(),
        levelling,
        tables: &tables,
        wanted: &questions.wanted,
        threads: uncertainty.threads.clamp(1, 1_024) as usize,
        level,
    };
    let criticality = uncertainty.asked.criticality && levelling.is_none();
    let numbers: Vec<u32> = (0..samples).collect();
    let sheet = engine.run(Order { draws: &draws, samples: &numbers, parts: None, criticality });
    let cruciality =
        if uncertainty.asked.cruciality { shares::crucialities(&engine, &draws, &sheet, samples) } else { Vec::new() };
    let tasks = shares::of_tasks(&prepared, &draws, &sheet, &cruciality, criticality.then_some(samples));
    let mut distribution = Distribution { samples, tasks, findings: schedule.findings, ..Distribution::default() };
    questions.answer(&sheet, samples, &mut distribution);
    let base = Baseline::new(&engine, &prepared, &draws, &sheet, &questions.asked);
    if uncertainty.asked.risks {
        distribution.risks = base.risks();
    }
    if uncertainty.asked.drivers > 0 {
        distribution.drivers = base.drivers(uncertainty.asked.drivers as usize);
    }
    if let Some(done) = &uncertainty.asked.done {
        distribution.done = base.done(done, &mut doubts);
    }
    doubts.sort_unstable();
    doubts.dedup();
    distribution.doubts = doubts;
    distribution
}

/// The years in which dates are likely to lie.
fn window(prepared: &Prepared<'_>) -> (Minute, Minute) {
    let pass = prepared.pass();
    let first = pass.times.iter().map(|times| times.early_start).filter(|start| *start != Minute::EARLIEST).min();
    let last = pass.times.iter().map(|times| times.early_finish).max();
    let (Some(first), Some(last)) = (first, last) else { return (Minute::EARLIEST, Minute::EARLIEST) };
    let length = i64::from(last.get()) - i64::from(first.get());
    let month = 31 * i64::from(DAY);
    (elapsed(first, -month), elapsed(last, length / 2 + 3 * month))
}

/// What is asked, in terms of nodes.
struct Questions {
    /// The goals that were asked for.
    asked: Vec<TaskIndex>,
    /// For each goal, and then for each deadline of a summary, the last date that was typed for a summary in it.
    typed: Vec<Option<Minute>>,
    /// Deadlines in the order of the network, and where each is answered.
    deadlines: Vec<(TaskIndex, Minute, Place)>,
    wanted: Wanted,
}

/// Where a deadline is answered.
enum Place {
    /// Among the deadlines of leaves.
    Leaf(usize),
    /// Among the goals.
    Goal(usize),
}

impl Questions {
    fn new(prepared: &Prepared<'_>, planned: &Schedule, uncertainty: &Uncertainty, doubts: &mut Vec<Doubt>) -> Self {
        let network = prepared.network;
        let asked = uncertainty.asked.goals.clone();
        let mut questions = Self { asked: asked.clone(), typed: Vec::new(), deadlines: Vec::new(), wanted: Wanted::default() };
        let mut summaries: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for task in asked {
            if task.0 as usize >= network.tasks.len() {
                doubts.push(Doubt::UnknownTask { task });
            }
            questions.goal(prepared, task, &mut summaries);
        }
        for (index, task) in (0u32..).zip(&network.tasks) {
            let Some(deadline) = task.deadline else { continue };
            if prepared.hierarchy.summary[index as usize] {
                let place = Place::Goal(questions.wanted.goals.len());
                questions.goal(prepared, TaskIndex(index), &mut summaries);
                questions.deadlines.push((TaskIndex(index), deadline, place));
            } else if prepared.graph.leaf_or_sum[index as usize] != NONE {
                let node = prepared.graph.leaf_or_sum[index as usize];
                questions.deadlines.push((TaskIndex(index), deadline, Place::Leaf(questions.wanted.deadlines.len())));
                questions.wanted.deadlines.push((node, deadline));
            }
        }
        if !summaries.is_empty() {
            questions.descend(prepared, planned, &summaries);
        }
        questions
    }

    /// Adds a goal; the leaves of a summary follow.
    fn goal(&mut self, prepared: &Prepared<'_>, task: TaskIndex, summaries: &mut BTreeMap<u32, Vec<usize>>) {
        let goal = self.wanted.goals.len();
        let mut nodes = Vec::new();
        if prepared.network.tasks.get(task.0 as usize).is_some_and(|own| own.active) {
            if prepared.hierarchy.summary[task.0 as usize] {
                summaries.entry(task.0).or_default().push(goal);
            } else {
                nodes.extend(Some(prepared.graph.leaf_or_sum[task.0 as usize]).filter(|node| *node != NONE));
            }
        }
        self.typed.push(None);
        self.wanted.goals.push(nodes);
    }

    /// Finds what counts for summaries: the leaves below them, but for those below another one of which the finish was
    /// typed, which counts instead; a start that was typed, before which none finishes; nothing below an inactive one.
    fn descend(&mut self, prepared: &Prepared<'_>, planned: &Schedule, summaries: &BTreeMap<u32, Vec<usize>>) {
        let (tasks, hierarchy) = (&prepared.network.tasks, &prepared.hierarchy);
        let typed = |task: u32| matches!(tasks[task as usize].mode, Mode::Manual { finish: Some(_), .. });
        for (index, placement) in (0u32..).zip(&planned.tasks) {
            let leaf = !hierarchy.summary[index as usize];
            let counts = match (placement, tasks[index as usize].mode) {
                (None, _) => None,
                (Some(placement), _) if leaf || typed(index) => Some(placement.finish),
                (Some(_), Mode::Manual { start, .. }) => start,
                (Some(_), Mode::Automatic) => None,
            };
            if counts.is_none() {
                continue;
            }
            let mut above = if leaf { hierarchy.parent[index as usize] } else { index };
            while above != NONE && tasks[above as usize].active && (above == index || !typed(above)) {
                for goal in summaries.get(&above).into_iter().flatten() {
                    if leaf {
                        self.wanted.goals[*goal].push(prepared.graph.leaf_or_sum[index as usize]);
                    } else {
                        self.typed[*goal] = self.typed[*goal].max(counts);
                    }
                }
                above = hierarchy.parent[above as usize];
            }
        }
    }

    /// Curves and chances.
    fn answer(&self, sheet: &engine::Sheet, samples: u32, distribution: &mut Distribution) {
        let mut last = vec![Minute::EARLIEST; samples as usize];
        for finishes in sheet.projects.iter().filter(|finishes| !finishes.is_empty()) {
            for (own, finish) in last.iter_mut().zip(finishes) {
                *own = (*own).max(*finish);
            }
        }
        let any = sheet.projects.iter().any(|finishes| !finishes.is_empty());
        distribution.whole = if any { Curve::new(last) } else { None };
        distribution.projects = sheet.projects.iter().map(|finishes| Curve::new(finishes.clone())).collect();
        let curve = |goal: usize| {
            let finishes = &sheet.goals[goal];
            match self.typed[goal] {
                Some(typed) if finishes.is_empty() => Curve::new(vec![typed; samples as usize]),
                Some(typed) => Curve::new(finishes.iter().map(|finish| typed.max(*finish)).collect()),
                None => Curve::new(finishes.clone()),
            }
        };
        distribution.goals = (0..self.asked.len()).map(curve).collect();
        for (task, deadline, place) in &self.deadlines {
            let chance = match place {
                Place::Leaf(index) => Some(Share { times: sheet.kept[*index], of: samples }),
                Place::Goal(goal) => curve(*goal).map(|curve| curve.chance(*deadline)),
            };
            let answer = chance.map(|chance| DeadlineChance { task: *task, deadline: *deadline, chance });
            distribution.deadlines.extend(answer);
        }
    }
}
