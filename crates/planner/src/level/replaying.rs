//! A levelled plan with other durations: the same people do the same tasks in the same order.
//!
//! A simulation levels a plan thousands of times and needs nothing but finishes. Who does what was decided in the plan, and
//! so was the order: that of the starts, which makes nearly every plan again when nothing lasts longer (a task that used a
//! gap may find an earlier one). So nobody is looked for and nothing is made ready anew; the dates, links, calendars and the
//! time of people are those of the decoder itself. Its memory is handed from one levelling to the next.
//!
//! What it deliberately does not do: nobody is replaced because they are late. What is as late as possible, and what is
//! scheduled from its finish, may begin when it could in the plan and not before. What began before its predecessor, because
//! a constraint is stronger than links, still takes its people after it.

use super::decoder::{Decoder, DecoderMemory};
use super::lowering::{Kind, LASTS, Lowered, Place};
use super::objective::{Objective, Score};
use super::outcome::Levelled;
use super::problem::{Problem, ProblemMemory};
use super::releveling::Kept;
use super::resources::Resources;
use crate::calendar::Calendars;
use crate::graph::Bond;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Lag, Network, Progress};
use crate::prepared::{SPECIAL, within};
use crate::simulate::Scratch;

/// A levelled plan that can be levelled again with other durations, for [`simulate_levelled`](crate::simulate_levelled):
///
/// ```
/// # use planner::{Calendars, Levelled, Network, Objective, Replay, Resources, Uncertainty, level, simulate_levelled};
/// # let (network, calendars, resources) = (Network::default(), Calendars::new(), Resources::default());
/// # let (objective, uncertainty) = (Objective::default(), Uncertainty::default());
/// let plan = level(&network, &calendars, &resources, &objective);
/// let distribution = simulate_levelled(&network, &calendars, &uncertainty, || {
///     let mut replay = Replay::new(&network, &calendars, &resources, &objective, &plan);
///     move |minutes, finishes| replay.finishes(minutes, finishes)
/// });
/// ```
pub struct Replay<'a> {
    scratch: Scratch<'a>,
    lowered: Lowered,
    resources: &'a Resources,
    objective: &'a Objective,
    kept: Kept<'a>,
    order: Vec<u32>,
    /// Tasks that are no summaries.
    leaves: Vec<Leaf>,
    /// Their places as planned, in the same order.
    places: Vec<Place>,
    /// The task of each node, unless it is done.
    tasks: Vec<u32>,
    /// Nodes with lags in per cent of a task before them.
    percent: Vec<u32>,
    /// Nodes that stand although what remains of them can last longer.
    stands: Vec<u32>,
    problem: ProblemMemory,
    decoder: DecoderMemory,
}

/// A task that is no summary.
struct Leaf {
    node: u32,
    task: u32,
    /// Minutes that are planned for what remains of it.
    planned: i32,
    /// The same now.
    now: i32,
    /// Where its places end.
    places: u32,
    /// Whether links, constraints and its own calendar ask how long it lasts, and not only those who do it.
    by_itself: bool,
}

impl<'a> Replay<'a> {
    /// A plan to be levelled again. The arguments are those that made the plan.
    #[must_use]
    pub fn new(
        network: &'a Network,
        calendars: &'a Calendars,
        resources: &'a Resources,
        objective: &'a Objective,
        plan: &'a Levelled,
    ) -> Self {
        let mut scratch = Scratch::new(network, calendars, |_| false);
        let lowered = Lowered::new(&mut scratch.prepared, resources, objective);
        let prepared = &scratch.prepared;
        let problem = Problem::new(prepared, &lowered, resources, objective);
        let kept = Kept::new(&problem, plan);
        let order = problem.sorted_by(|problem, node| kept.start(node).unwrap_or(problem.pass.times[node].early_start).get());
        let (mut leaves, mut places) = (Vec::new(), Vec::new());
        let (mut percent, mut stands) = (Vec::new(), Vec::new());
        for (index, own) in (0u32..).zip(&prepared.graph.nodes) {
            let node = index as usize;
            let ties = &prepared.graph.ties[prepared.graph.first[node] as usize..prepared.graph.first[node + 1] as usize];
            let part = |lag: Option<Lag>| matches!(lag, Some(Lag::Percent(_) | Lag::ElapsedPercent(_)));
            let links = ties.iter().filter(|tie| matches!(tie.bond, Bond::Link(_)));
            if links.map(|tie| network.links.get(tie.link as usize).map(|link| link.lag)).any(part) {
                percent.push(index);
            }
            if !prepared.is_leaf(node) {
                continue;
            }
            let task = &network.tasks[own.task as usize];
            let special = prepared.nodes[node].kind & SPECIAL != 0;
            if lowered.stands[node] && special && !matches!(task.progress, Progress::Finished { .. }) {
                stands.push(index);
            }
            places.extend_from_slice(lowered.places(node));
            let planned = remaining(network, own.task);
            let by_itself = lowered.kinds[node] != Kind::Driven || special;
            let end = u32::try_from(places.len()).unwrap_or(NONE);
            leaves.push(Leaf { node: index, task: own.task, planned, now: planned, places: end, by_itself });
        }
        let open = |task: u32| !matches!(network.tasks[task as usize].progress, Progress::Finished { .. });
        let tasks = prepared.graph.nodes.iter().map(|node| if open(node.task) { node.task } else { NONE }).collect();
        let decoder = Decoder::new(&problem).into_memory();
        let problem = problem.into_memory();
        Self { scratch, lowered, resources, objective, kept, order, leaves, places, tasks, percent, stands, problem, decoder }
    }

    /// The finishes of all tasks that are no summaries when they last so many minutes: for each task of the network its
    /// duration, or what remains of it once it has started. The work of everybody on a task grows with it.
    pub fn finishes(&mut self, minutes: &[i64], finishes: &mut [Option<Minute>]) {
        self.level(minutes, |decoder, leaves| {
            for leaf in leaves {
                if let Some(finish) = finishes.get_mut(leaf.task as usize) {
                    *finish = Some(decoder.pass.times[leaf.node as usize].early_finish);
                }
            }
        });
    }

    /// The whole plan with these durations. Its findings about durations are those of the network.
    #[must_use]
    pub fn plan(&mut self, minutes: &[i64]) -> Levelled {
        self.level(minutes, |decoder, _| decoder.assemble(Score::default(), 1))
    }

    fn level<R>(&mut self, minutes: &[i64], read: impl FnOnce(&Decoder<'_>, &[Leaf]) -> R) -> R {
        self.set(minutes);
        let mut problem =
            std::mem::take(&mut self.problem).over((&self.scratch.prepared, &self.lowered), self.resources, self.objective);
        for node in &self.stands {
            problem.stand_again(*node as usize);
        }
        let mut decoder = std::mem::take(&mut self.decoder).over(&problem);
        decoder.begin_again();
        for node in self.order.iter().map(|node| *node as usize) {
            if !decoder.place_without_people(node) {
                let asked = decoder.allowed(node);
                decoder.place_with(node, asked, self.kept.people(node));
            }
        }
        let answer = read(&decoder, &self.leaves);
        self.decoder = decoder.into_memory();
        self.problem = problem.into_memory();
        answer
    }

    /// Lets each task last so long.
    fn set(&mut self, minutes: &[i64]) {
        let mut first = 0;
        for leaf in &mut self.leaves {
            let places = &self.places[first..leaf.places as usize];
            first = leaf.places as usize;
            let Some(now) = minutes.get(leaf.task as usize).map(|minutes| within(*minutes)) else { continue };
            // What people have to do takes them a minute at least.
            let now = if places.is_empty() || leaf.planned == 0 { now } else { now.max(1) };
            if now == leaf.now {
                continue;
            }
            leaf.now = now;
            for (own, planned) in self.lowered.places_mut(leaf.node as usize).iter_mut().zip(places) {
                if planned.minutes != LASTS {
                    let rest = share(planned.rest, now, leaf.planned);
                    (own.minutes, own.rest) = (planned.minutes - planned.rest + rest, rest);
                }
            }
            if leaf.by_itself {
                self.scratch.set(leaf.node as usize, now);
            }
        }
        let tasks = &self.tasks;
        for node in &self.percent {
            self.scratch.set_lags(*node as usize, |from| {
                let task = tasks.get(from).map_or(NONE, |task| *task);
                minutes.get(task as usize).map(|minutes| within(*minutes))
            });
        }
    }
}

/// Minutes × now ÷ planned to the nearest minute, but a minute at least where there was one.
fn share(minutes: i32, now: i32, planned: i32) -> i32 {
    if minutes <= 0 || planned <= 0 {
        return minutes;
    }
    if minutes == planned {
        return now;
    }
    let (minutes, now, planned) = (i64::from(minutes), i64::from(now), i64::from(planned));
    within((minutes * now + planned / 2) / planned).max(1)
}

/// The minutes that are planned for what remains of a task.
fn remaining(network: &Network, task: u32) -> i32 {
    let Some(own) = network.tasks.get(task as usize) else { return 0 };
    let whole = own.span.planned().minutes();
    match own.progress {
        Progress::NotStarted => within(whole),
        Progress::Started { remaining, .. } => within(remaining.clamp(0, whole.max(0))),
        Progress::Finished { .. } => 0,
    }
}
