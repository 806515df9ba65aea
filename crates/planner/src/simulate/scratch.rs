//! A prepared network whose durations are set anew for each sample, and the rules of the critical path over it.
//!
//! What a sample makes of a task is told in one place: [`stretched`]. Everything else follows from it, here step by step
//! for the tasks that need the rules, and in [`Uncertainty::sampled`] as a whole network.

use std::ops::Range;

use super::draws::{Lanes, compose};
use super::uncertainty::Uncertainty;
use crate::calendar::Calendars;
use crate::graph::{calendar_of, resolved};
use crate::hierarchy::Hierarchy;
use crate::minute::Minute;
use crate::network::{Assignment, Lag, Length, Network, Progress, Span, Task};
use crate::pass::{Pass, Times};
use crate::prepared::{Prepared, SPECIAL, Special, Stretch, within};
use crate::rules::Frozen;

/// A task whose duration (what remains of it once it has started) is so many minutes. The work of assignments grows
/// and shrinks with it.
pub(super) fn stretched(task: &Task, minutes: i32) -> Task {
    let mut task = task.clone();
    let minutes = i64::from(minutes);
    let whole = task.span.planned().minutes();
    let (of, length) = match &mut task.progress {
        Progress::NotStarted | Progress::Finished { .. } => (whole, minutes),
        Progress::Started { remaining, .. } => {
            let before = (*remaining).clamp(0, whole.max(0));
            *remaining = minutes;
            (before, (whole.max(0) - before).saturating_add(minutes))
        }
    };
    let started = matches!(task.progress, Progress::Started { .. });
    let scaled = |work: i64| if of > 0 { share(work, minutes, of) } else { work };
    let replace = |own: &mut Length| match own {
        Length::Working(own) | Length::Elapsed(own) => *own = length,
    };
    match &mut task.span {
        Span::Fixed(own) => replace(own),
        Span::Assigned { assignments, otherwise } => {
            replace(otherwise);
            for Assignment { work, remaining, .. } in assignments {
                let left = scaled(*remaining);
                *work = if started { work.saturating_sub(*remaining).saturating_add(left) } else { scaled(*work) };
                *remaining = left;
            }
        }
    }
    task
}

/// Work × minutes ÷ whole, to the nearest minute.
fn share(work: i64, minutes: i64, whole: i64) -> i64 {
    let (work, minutes, whole) = (i128::from(work), i128::from(minutes), i128::from(whole));
    i64::try_from((work * minutes + whole / 2).div_euclid(whole)).unwrap_or(i64::MAX)
}

impl Uncertainty {
    /// The network as each of some samples sees it: every duration as drawn, resource links among the others.
    /// [`schedule`] of it gives the dates of that sample.
    ///
    /// [`schedule`]: crate::schedule()
    #[must_use]
    pub fn sampled(&self, network: &Network, samples: Range<u32>) -> Vec<Network> {
        let network = self.with_links(network);
        let (draws, tables, _) = compose(&network, &Hierarchy::new(&network), self);
        let mut weather = draws.no_weather();
        let mut minutes = Lanes::of(0);
        let sampled = samples.map(|sample| {
            draws.weather(&tables, &Lanes::of(sample), &mut weather);
            let mut sampled = network.clone().into_owned();
            for drawn in &draws.drawn {
                draws.fill(drawn, &tables, &weather, &mut minutes);
                let task = &mut sampled.tasks[drawn.task.0 as usize];
                *task = stretched(task, minutes.0[0]);
            }
            sampled
        });
        sampled.collect()
    }
}

/// A prepared network to change, and the memory of a pass over it.
pub(crate) struct Scratch<'a> {
    pub(crate) prepared: Prepared<'a>,
    pub(super) times: Vec<Times>,
    pub(super) pulled: Vec<i32>,
    pub(super) frozen: Vec<Option<Frozen>>,
    pub(super) starts: Vec<Minute>,
    pub(super) ends: Vec<Minute>,
}

impl<'a> Scratch<'a> {
    /// Memory over a network; nodes named special follow the rules also where they would not have to.
    pub(crate) fn new(network: &'a Network, calendars: &'a Calendars, special: impl Fn(usize) -> bool) -> Self {
        let mut prepared = network.prepare(calendars);
        for node in 0..prepared.nodes.len() {
            if prepared.nodes[node].kind & SPECIAL == 0 && special(node) {
                make_special(&mut prepared, node);
            }
        }
        let (starts, ends) = {
            let pass = prepared.pass();
            (pass.starts.clone(), pass.ends.clone())
        };
        let specials = prepared.specials.len();
        let times = vec![Times::NEW; prepared.nodes.len()];
        Self { prepared, times, pulled: vec![0; specials], frozen: vec![None; specials], starts, ends }
    }

    /// Lets the rules work on the memory.
    pub(super) fn with<R>(&mut self, work: impl FnOnce(&mut Pass<'_>) -> R) -> R {
        let mut pass = Pass {
            prepared: &self.prepared,
            times: std::mem::take(&mut self.times),
            pulled: std::mem::take(&mut self.pulled),
            frozen: std::mem::take(&mut self.frozen),
            starts: std::mem::take(&mut self.starts),
            ends: std::mem::take(&mut self.ends),
        };
        let result = work(&mut pass);
        let Pass { times, pulled, frozen, starts, ends, .. } = pass;
        (self.times, self.pulled, self.frozen, self.starts, self.ends) = (times, pulled, frozen, starts, ends);
        result
    }

    /// Sets the duration of a leaf, or what remains of it.
    pub(crate) fn set(&mut self, node: usize, minutes: i32) {
        let kind = self.prepared.nodes[node].kind;
        let index = self.prepared.graph.nodes[node].task;
        let task = &self.prepared.network.tasks[index as usize];
        let own = calendar_of(self.prepared.network, &self.prepared.calendars, index);
        if kind == own.0 && task.pauses.is_empty() && matches!(task.span, Span::Fixed(_)) {
            self.prepared.nodes[node].minutes = minutes;
            return;
        }
        let task = stretched(task, minutes);
        let (stretches, _) = self.prepared.make_stretches(&task, own);
        if kind & SPECIAL == 0 {
            self.prepared.nodes[node].minutes = stretches.first().map_or(0, |stretch| stretch.minutes);
        } else {
            self.prepared.specials[(kind & !SPECIAL) as usize].stretches = stretches;
        }
    }

    /// Sets the lags into a node that are a percentage of a leaf, of which the duration is now that.
    pub(crate) fn set_lags(&mut self, node: usize, minutes: impl Fn(usize) -> Option<i32>) {
        let (first, end) = (self.prepared.graph.first[node] as usize, self.prepared.graph.first[node + 1] as usize);
        for index in first..end {
            let tie = self.prepared.graph.ties[index];
            let Some(link) = self.prepared.network.links.get(tie.link as usize) else { continue };
            if !matches!(link.lag, Lag::Percent(_) | Lag::ElapsedPercent(_)) || !self.prepared.is_leaf(tie.from as usize) {
                continue;
            }
            if let Some(minutes) = minutes(tie.from as usize) {
                let task = stretched(self.prepared.task(tie.from as usize), minutes);
                self.prepared.graph.ties[index].lag = resolved(link.lag, task.span.planned());
            }
        }
    }
}

/// Turns a plain node to one that follows the rules.
fn make_special(prepared: &mut Prepared<'_>, node: usize) {
    let (calendar, minutes) = (prepared.calendar(node), prepared.nodes[node].minutes);
    let lags = calendar_of(prepared.network, &prepared.calendars, prepared.graph.nodes[node].task);
    let stretches = vec![Stretch { calendar, minutes, remaining: within(i64::from(minutes)), delay: 0 }];
    prepared.nodes[node].kind = SPECIAL | u32::try_from(prepared.specials.len()).unwrap_or(0);
    prepared.special_nodes.push(u32::try_from(node).unwrap_or(0));
    prepared.specials.push(Special { calendar, lags, stretches });
    let stop = u32::try_from(node).unwrap_or(0);
    if let Err(at) = prepared.stops.binary_search(&stop) {
        prepared.stops.insert(at, stop);
    }
}
