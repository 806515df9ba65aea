//! The two passes over the steps of a program, for all samples of a block at once.
//!
//! Forwards each step draws its durations and takes the latest place that those before it allow; backwards it takes the
//! earliest that those behind it need. The loops run over lanes and hold no branch. The whole is inlined into one
//! function for each set of machine instructions, see [`dispatch`](super::dispatch).

use std::ops::Range;

use super::draws::{Draws, LANES, Lanes, Tables, Weather};
use super::exact::Exact;
use super::program::{FarLag, Kind, NEVER, Node, Other, Program, Way};
use crate::hierarchy::NONE;
use crate::minute::Minute;

/// Before this place nothing is told apart; it keeps sums inside 32 bits.
const LONG_AGO: i32 = -(1 << 30);

/// What a block of samples makes of a program. Steps are counted from the first of the part that is worked on.
pub(super) struct State {
    /// Where each step finishes, as places of its axis.
    pub(super) finish: Vec<Lanes>,
    /// Twice the minutes that each step takes.
    pub(super) length: Vec<Lanes>,
    /// The latest place at which each step starts.
    late_start: Vec<Lanes>,
    /// For each step that collects limits the least of them.
    pub(super) seeds: Vec<Lanes>,
    /// For each slot the last finish on its axis, then twice the position of the end of its project.
    slots: Vec<Lanes>,
    /// For each project its last finish, in minutes from the start of the horizon.
    pub(super) ends: Vec<Lanes>,
    /// One in each lane that counts.
    pub(super) valid: Lanes,
    pub(super) weather: Weather,
    /// For each step in how many samples it was critical.
    pub(super) critical: Vec<u32>,
}

impl State {
    pub(super) fn new(program: &Program<'_>, draws: &Draws, projects: usize) -> Self {
        let longest = program.ranges.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        Self {
            finish: vec![Lanes::of(0); longest],
            length: vec![Lanes::of(0); longest],
            late_start: vec![Lanes::of(0); longest],
            seeds: vec![Lanes::of(NEVER); program.seeds],
            slots: vec![Lanes::of(0); program.slots.len()],
            ends: vec![Lanes::of(0); projects],
            valid: Lanes::of(1),
            weather: draws.no_weather(),
            critical: vec![0; program.nodes.len()],
        }
    }
}

/// What the passes read.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) program: &'a Program<'a>,
    pub(super) draws: &'a Draws,
    pub(super) tables: &'a Tables,
    /// Which part of the program.
    pub(super) part: usize,
    /// Whether it is asked who is critical.
    pub(super) criticality: bool,
}

/// Both passes over a part of a program.
#[inline(always)]
pub(super) fn sweep(job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    let range = job.program.ranges[job.part].clone();
    job.draws.weather(job.tables, samples, &mut state.weather);
    for slot in job.program.slots_of[job.part].clone() {
        state.slots[slot].0.fill(0);
    }
    forward(job, range.clone(), state, exact);
    close(job, state);
    if job.criticality {
        backward(job, range, state, exact);
    }
}

#[inline(always)]
fn forward(job: &Job<'_>, range: Range<usize>, state: &mut State, exact: &mut Exact<'_>) {
    let program = job.program;
    for node in range.clone() {
        let (step, at) = (&program.nodes[node], node - range.start);
        let length = &mut state.length[at];
        if step.drawn == NONE {
            length.0.fill(step.length);
        } else {
            let drawn = &job.draws.drawn[step.drawn as usize];
            job.draws.fill(drawn, job.tables, &state.weather, length);
            for own in &mut length.0 {
                *own *= 2;
            }
        }
        match step.kind {
            Kind::Plain => plain(program, node, range.start, state),
            Kind::Stands => {
                state.length[at].0.fill(step.length);
                state.finish[at].0.fill(step.start);
            }
            Kind::Exact(index) => exact.forward(job, node, index as usize, range.start, state),
        }
        if step.ends {
            latest(&mut state.slots[step.slot as usize], &state.finish[at]);
        }
    }
}

/// Where a plain step finishes.
#[inline(always)]
fn plain(program: &Program<'_>, node: usize, first: usize, state: &mut State) {
    let step = &program.nodes[node];
    let (known, own) = state.finish.split_at_mut(node - first);
    let finish = |from: &u32| &known[*from as usize - first];
    let mut bound = Lanes::of(0);
    if let Some((one, more)) = program.near(node).split_first() {
        bound = *finish(one);
        for from in more {
            latest(&mut bound, finish(from));
        }
    }
    let other = program.other(node);
    if !other.is_empty() {
        for tie in other {
            let at = tie.from as usize - first;
            asked(program, step, tie, (&known[at], &state.length[at]), &mut bound);
        }
        unbound(&mut bound, step.start);
    }
    run(&bound, &state.length[node - first], (step.floor, step.top), &mut own[0]);
}

/// The later of each two places.
#[inline(always)]
fn latest(own: &mut Lanes, other: &Lanes) {
    for lane in 0..LANES {
        own.0[lane] = own.0[lane].max(other.0[lane]);
    }
}

/// The earlier of each two places.
#[inline(always)]
fn earliest(own: &mut Lanes, other: &Lanes) {
    for lane in 0..LANES {
        own.0[lane] = own.0[lane].min(other.0[lane]);
    }
}

/// A start for samples in which nothing binds a step.
#[inline(always)]
fn unbound(own: &mut Lanes, start: i32) {
    for own in &mut own.0 {
        *own = if *own == 0 { start } else { *own };
    }
}

/// Where work ends that begins at a place: what has a length begins with the next working minute.
#[inline(always)]
fn run(bound: &Lanes, length: &Lanes, (floor, top): (i32, i32), finish: &mut Lanes) {
    for lane in 0..LANES {
        let bound = bound.0[lane].max(floor);
        let even = bound & !i32::from(length.0[lane] != 0);
        finish.0[lane] = (even + length.0[lane]).min(top);
    }
}

/// What a tie that is more than near asks of a plain step.
#[inline(always)]
fn asked(program: &Program<'_>, step: &Node, tie: &Other, from: (&Lanes, &Lanes), bound: &mut Lanes) {
    let mut end = *from.0;
    if tie.from_start {
        for (end, length) in end.0.iter_mut().zip(&from.1.0) {
            *end = start(*end, *length);
        }
    }
    match tie.way {
        Way::Shift(0) => {}
        Way::Shift(shift) => {
            let backwards = i32::from(shift < 0);
            for own in &mut end.0 {
                let moved = ((*own & !1) | backwards) + shift;
                *own = if *own == 0 { 0 } else { moved.clamp(0, step.top) };
            }
        }
        Way::Far(lag) => far(program, step, tie, lag, &mut end.0),
    }
    latest(bound, &end);
}

/// Where a step starts that finishes at a place.
#[inline(always)]
pub(super) fn start(finish: i32, length: i32) -> i32 {
    if length == 0 { finish } else { (finish - length) | 1 }
}

/// A lag between two axes.
#[inline(never)]
fn far(program: &Program<'_>, step: &Node, tie: &Other, lag: FarLag, ends: &mut [i32; LANES]) {
    let from = &program.axes[program.nodes[tie.from as usize].axis as usize];
    let to = &program.axes[step.axis as usize];
    for end in ends {
        let minute = from.minute(*end);
        *end = if minute == Minute::EARLIEST { 0 } else { to.place(lag.after(program, minute)) };
    }
}

impl FarLag {
    /// The minute that lies so far behind another.
    #[inline(always)]
    fn after(self, program: &Program<'_>, end: Minute) -> Minute {
        match self {
            Self::None => end,
            Self::Working { axis, minutes } => {
                let axis = &program.axes[axis as usize];
                let place = axis.position(end).saturating_add(minutes);
                if place < i32::from(minutes > 0) {
                    return Minute::EARLIEST;
                }
                axis.minute(place.min(1 << 28) * 2 + i32::from(minutes < 0))
            }
            Self::Elapsed(minutes) => Minute::new(i64::from(end.get()).saturating_add(minutes)),
        }
    }

    /// The minute that lies so far before another.
    #[inline(always)]
    fn before(self, program: &Program<'_>, end: Minute) -> Minute {
        match self {
            Self::None => end,
            Self::Working { axis, minutes } => {
                let axis = &program.axes[axis as usize];
                let place = axis.position(end).saturating_sub(minutes);
                if place < 0 { Minute::EARLIEST } else { axis.minute(place.min(1 << 28) * 2 + 1) }
            }
            Self::Elapsed(minutes) => Minute::new(i64::from(end.get()).saturating_sub(minutes)),
        }
    }
}

/// The ends of the projects of a part, and what they are on each axis.
#[inline(always)]
fn close(job: &Job<'_>, state: &mut State) {
    let program = job.program;
    let slots = job.program.slots_of[job.part].clone();
    for slot in &program.slots[slots.clone()] {
        state.ends[slot.project as usize].0.fill(0);
    }
    for (slot, finish) in program.slots[slots.clone()].iter().zip(&state.slots[slots.clone()]) {
        let (axis, ends) = (&program.axes[slot.axis as usize], &mut state.ends[slot.project as usize].0);
        for (end, place) in ends.iter_mut().zip(&finish.0) {
            *end = (*end).max(axis.minute(*place).ordinal());
        }
    }
    if !job.criticality {
        return;
    }
    for (slot, finish) in program.slots[slots.clone()].iter().zip(&mut state.slots[slots]) {
        let (axis, ends) = (&program.axes[slot.axis as usize], &state.ends[slot.project as usize].0);
        for (own, end) in finish.0.iter_mut().zip(ends) {
            *own = 2 * axis.position(Minute::from_ordinal(*end));
        }
    }
}

#[inline(always)]
fn backward(job: &Job<'_>, range: Range<usize>, state: &mut State, exact: &mut Exact<'_>) {
    let program = job.program;
    for node in range.clone() {
        let seed = program.nodes[node].seed;
        if seed != NONE {
            state.seeds[seed as usize].0.fill(NEVER);
        }
    }
    exact.begin(program, range.clone());
    for node in range.clone().rev() {
        match program.nodes[node].kind {
            Kind::Plain => plain_back(program, node, range.start, state),
            Kind::Stands => {}
            Kind::Exact(index) => exact.backward(job, node, index as usize, range.start, state),
        }
    }
}

/// The latest start of a plain step, and whether it is critical.
#[inline(always)]
fn plain_back(program: &Program<'_>, node: usize, first: usize, state: &mut State) {
    let (step, at) = (&program.nodes[node], node - first);
    let mut late = state.slots[step.slot as usize];
    if step.latest != NEVER {
        earliest(&mut late, &Lanes::of(step.latest));
    }
    if step.seed != NONE {
        earliest(&mut late, &state.seeds[step.seed as usize]);
    }
    // What lies behind in the same part lies behind in memory.
    let (before, behind) = state.late_start.split_at_mut(at + 1);
    for after in program.after(node) {
        let starts = &behind[after.to as usize - first - at - 1];
        match (after.from_start, after.shift) {
            (false, 0) => earliest(&mut late, starts),
            (false, shift) => needed(&mut late, starts, &Lanes::of(-shift)),
            (true, shift) => needed(&mut late, starts, &Lanes(state.length[at].0.map(|length| length - shift))),
        }
    }
    let critical = back(&late, (&state.length[at], &state.finish[at]), step.limit, &state.valid, &mut before[at]);
    state.critical[node] += critical.cast_unsigned();
    if !program.other(node).is_empty() {
        push(program, node, first, &late.0, state);
    }
}

/// The earlier of each two places, the second one shifted.
#[inline(always)]
fn needed(own: &mut Lanes, other: &Lanes, shift: &Lanes) {
    for lane in 0..LANES {
        own.0[lane] = own.0[lane].min(other.0[lane] + shift.0[lane]);
    }
}

/// The latest starts, and in how many samples there is no more float than the limit.
#[inline(always)]
fn back(late: &Lanes, (length, finish): (&Lanes, &Lanes), limit: i32, valid: &Lanes, starts: &mut Lanes) -> i32 {
    let mut critical = 0;
    for lane in 0..LANES {
        starts.0[lane] = (late.0[lane] - length.0[lane]).max(LONG_AGO);
        let float = late.0[lane] - (finish.0[lane] & !1);
        critical += i32::from(float <= limit) & valid.0[lane];
    }
    critical
}

/// Hands what a plain step needs to those before it that do not ask.
#[inline(never)]
fn push(program: &Program<'_>, node: usize, first: usize, late: &[i32; LANES], state: &mut State) {
    let (step, at) = (&program.nodes[node], node - first);
    let own = &program.axes[step.axis as usize];
    for tie in program.other(node) {
        let before = &program.nodes[tie.from as usize];
        let from = tie.from as usize - first;
        let lag = match (tie.way, before.kind) {
            (_, Kind::Stands) | (Way::Shift(_), Kind::Plain) => continue,
            (Way::Shift(shift), Kind::Exact(_)) => FarLag::Elapsed(i64::from(shift / 2)),
            (Way::Far(lag), _) => lag,
        };
        let axis = &program.axes[before.axis as usize];
        for (lane, late) in late.iter().copied().enumerate() {
            let (length, finish) = (state.length[at].0[lane], state.finish[at].0[lane]);
            let starts = if late == finish & !1 {
                start(finish, length)
            } else if length == 0 {
                late
            } else {
                (late - length) | 1
            };
            let minute = lag.before(program, own.minute(starts));
            let mut limit = 2 * axis.position(minute);
            if tie.from_start {
                limit += state.length[from].0[lane];
            }
            if let Some(seeds) = state.seeds.get_mut(before.seed as usize) {
                seeds.0[lane] = seeds.0[lane].min(limit);
            }
        }
    }
}
