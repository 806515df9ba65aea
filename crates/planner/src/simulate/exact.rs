//! Steps that need the rules of the critical path: one sample after the other.
//!
//! The dates of the steps before are handed to the rules as minutes, and what the rules answer is kept as places of the
//! clock, so that plain steps need not know the difference.

use std::ops::Range;

use super::draws::{LANES, Lanes};
use super::kernel::{Job, State, start};
use super::program::{Kind, Node, Program};
use super::scratch::Scratch;
use crate::calendar::Calendars;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::Network;
use crate::pass::Times;
use crate::prepared::SPECIAL;

/// What the rules need to know of a block of samples.
pub(super) struct Exact<'a> {
    scratch: Scratch<'a>,
    /// For each exact step the latest starts that later ones ask for, in minutes from the start of the horizon.
    late_starts: Vec<Lanes>,
    /// For each exact step how far a promised date pulls it back.
    pulled: Vec<Lanes>,
    /// For each exact step its drawn minutes.
    minutes: Vec<Lanes>,
}

impl<'a> Exact<'a> {
    pub(super) fn new(network: &'a Network, calendars: &'a Calendars, program: &Program<'_>) -> Self {
        let exact = |node: usize| matches!(program.nodes[node].kind, Kind::Exact(_));
        Self {
            scratch: Scratch::new(network, calendars, exact),
            late_starts: vec![Lanes::of(0); program.exact],
            pulled: vec![Lanes::of(0); program.exact],
            minutes: vec![Lanes::of(0); program.exact],
        }
    }

    /// Where an exact step stands in each sample.
    #[inline(never)]
    pub(super) fn forward(&mut self, job: &Job<'_>, node: usize, index: usize, first: usize, state: &mut State) {
        let at = node - first;
        for lane in 0..LANES {
            self.minutes[index].0[lane] = state.length[at].0[lane] / 2;
            self.load(job.program, node, first, lane, state);
            self.scratch.with(|pass| pass.forward_special(node));
            let times = self.scratch.times[node];
            let (begin, end) = (times.early_start.ordinal(), times.early_finish.ordinal());
            state.finish[at].0[lane] = 2 * end;
            state.length[at].0[lane] = 2 * (end - begin);
            let kind = (self.scratch.prepared.nodes[node].kind & !SPECIAL) as usize;
            self.pulled[index].0[lane] = self.scratch.pulled[kind];
        }
    }

    /// Forgets what was asked of the steps of a part.
    pub(super) fn begin(&mut self, program: &Program<'_>, range: Range<usize>) {
        if program.exact == 0 {
            return;
        }
        for step in &program.nodes[range] {
            if let Kind::Exact(index) = step.kind {
                self.late_starts[index as usize].0.fill(Minute::LATEST.ordinal());
            }
        }
    }

    /// Whether an exact step is critical in each sample, and what it asks of those before it.
    #[inline(never)]
    pub(super) fn backward(&mut self, job: &Job<'_>, node: usize, index: usize, first: usize, state: &mut State) {
        let program = job.program;
        let (step, at) = (program.nodes[node], node - first);
        let project = self.scratch.prepared.nodes[node].project as usize;
        let kind = (self.scratch.prepared.nodes[node].kind & !SPECIAL) as usize;
        for lane in 0..LANES {
            self.load(program, node, first, lane, state);
            self.scratch.times[node] = Times {
                late_start: Minute::from_ordinal(self.late_starts[index].0[lane]),
                late_finish: limit(state, &step, lane),
                ..self.dates(program, node, (state.finish[at].0[lane], state.length[at].0[lane]))
            };
            self.scratch.pulled[kind] = self.pulled[index].0[lane];
            self.scratch.ends[project] = Minute::from_ordinal(state.ends[project].0[lane]);
            self.scratch.with(|pass| pass.backward_special(node));
            let float = i64::from(self.scratch.times[node].float);
            let critical = step.limit != i32::MIN && 2 * float <= i64::from(step.limit);
            state.critical[node] += u32::from(critical && state.valid.0[lane] == 1);
            self.store(program, node, lane, state);
        }
    }

    /// Hands dates and durations of a sample to the rules: of a step and of all before it.
    fn load(&mut self, program: &Program<'_>, node: usize, first: usize, lane: usize, state: &State) {
        self.set(program, node, lane, None);
        let ties = {
            let graph = &self.scratch.prepared.graph;
            graph.first[node] as usize..graph.first[node + 1] as usize
        };
        for tie in ties {
            let from = self.scratch.prepared.graph.ties[tie].from as usize;
            let at = from - first;
            self.scratch.times[from] = self.dates(program, from, (state.finish[at].0[lane], state.length[at].0[lane]));
            self.set(program, from, lane, Some(state.length[at].0[lane] / 2));
        }
        let minutes = &self.minutes;
        self.scratch.set_lags(node, |from| match program.nodes[from].kind {
            _ if program.nodes[from].drawn == NONE => None,
            Kind::Exact(index) => Some(minutes[index as usize].0[lane]),
            Kind::Plain | Kind::Stands => Some(state.length[from - first].0[lane] / 2),
        });
    }

    /// Sets the duration of a drawn step; a plain one is handed its minutes.
    fn set(&mut self, program: &Program<'_>, node: usize, lane: usize, plain: Option<i32>) {
        let step = &program.nodes[node];
        if step.drawn == NONE {
            return;
        }
        let minutes = match (step.kind, plain) {
            (Kind::Exact(index), _) => self.minutes[index as usize].0[lane],
            (Kind::Plain, Some(minutes)) => minutes,
            (Kind::Plain | Kind::Stands, _) => return,
        };
        self.scratch.set(node, minutes);
    }

    /// Early dates of a step from the place where it finishes and its length.
    fn dates(&self, program: &Program<'_>, node: usize, (finish, length): (i32, i32)) -> Times {
        let axis = &program.axes[program.nodes[node].axis as usize];
        Times { early_start: axis.minute(start(finish, length)), early_finish: axis.minute(finish), ..Times::NEW }
    }

    /// Takes from the rules what a step asks of those before it.
    fn store(&mut self, program: &Program<'_>, node: usize, lane: usize, state: &mut State) {
        let graph = &self.scratch.prepared.graph;
        for tie in &graph.ties[graph.first[node] as usize..graph.first[node + 1] as usize] {
            let step = &program.nodes[tie.from as usize];
            let times = &self.scratch.times[tie.from as usize];
            if let (Some(seeds), true) = (state.seeds.get_mut(step.seed as usize), times.late_finish != Minute::LATEST) {
                let limit = 2 * program.axes[step.axis as usize].position(times.late_finish);
                seeds.0[lane] = seeds.0[lane].min(limit);
            }
            if let Kind::Exact(index) = step.kind {
                let late = &mut self.late_starts[index as usize].0[lane];
                *late = (*late).min(times.late_start.ordinal());
            }
        }
    }
}

/// The latest finish that later steps ask for.
fn limit(state: &State, step: &Node, lane: usize) -> Minute {
    let latest = Minute::LATEST.ordinal();
    let seed = state.seeds.get(step.seed as usize).map_or(latest, |seeds| (seeds.0[lane] / 2).clamp(0, latest));
    let crossing = state.crossings.get(step.crossing as usize).map_or(latest, |limits| limits.0[lane]);
    Minute::from_ordinal(seed.min(crossing))
}
