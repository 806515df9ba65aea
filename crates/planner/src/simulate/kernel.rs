//! The two passes over the steps of a program, for all samples of a block at once.
//!
//! Forwards each step draws its durations and takes the latest place that those before it allow; backwards it takes the
//! earliest that those behind it need. The loops run over lanes and hold no branch, and the compiler makes vector
//! instructions of them. The whole is inlined into one function for each set of machine instructions, of which
//! `fearless_simd` picks the best when the program runs; all are the same code and give the same answer.

use std::ops::Range;

use fearless_simd::{Level, dispatch};

use super::axis::Axis;
use super::draws::{Draws, LANES, Lanes, Tables, Weather};
use super::exact::Exact;
use super::program::{FarLag, Kind, NEVER, Other, Program, Way};
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
    /// For each step that leads to other axes, in minutes from the start of the horizon: forwards where it finishes,
    /// backwards the earliest that those behind it need.
    pub(super) crossings: Vec<Lanes>,
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
            crossings: vec![Lanes::of(0); program.crossings],
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

/// Both passes over a part of a program for a block of samples, with the best instructions that a machine has.
pub(super) fn run(level: Level, job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    dispatch!(level, _simd => sweep(job, samples, state, exact));
}

/// The same with the instructions of the caller.
#[inline(always)]
fn sweep(job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
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
        if step.slot != NONE {
            latest(&mut state.slots[step.slot as usize], &state.finish[at]);
        }
        if step.crossing != NONE {
            state.crossings[step.crossing as usize] = program.axes[step.axis as usize].minutes(&state.finish[at]);
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
        let (mut crosses, mut minutes) = (false, Lanes::of(0));
        for tie in other {
            let from = tie.from as usize - first;
            match tie.way {
                Way::Shift(shift) => {
                    latest(&mut bound, &shifted(end(tie, &known[from], &state.length[from]), shift, step.top));
                }
                Way::Far(lag) => {
                    let mut end = match state.crossings.get(program.nodes[tie.from as usize].crossing as usize) {
                        Some(finish) if !tie.from_start => *finish,
                        Some(_) | None => {
                            let axis = &program.axes[program.nodes[tie.from as usize].axis as usize];
                            axis.minutes(&end(tie, &known[from], &state.length[from]))
                        }
                    };
                    lag.after(program, &mut end);
                    latest(&mut minutes, &end);
                    crosses = true;
                }
            }
        }
        if crosses {
            latest(&mut bound, &program.axes[step.axis as usize].places(&minutes));
        }
        unbound(&mut bound, step.start);
    }
    run_on(&bound, &state.length[node - first], (step.floor, step.top), &mut own[0]);
}

/// The end of a step from which a tie leads, as a place of its axis.
#[inline(always)]
fn end(tie: &Other, finish: &Lanes, length: &Lanes) -> Lanes {
    if tie.from_start { Lanes(std::array::from_fn(|lane| start(finish.0[lane], length.0[lane]))) } else { *finish }
}

/// Places moved by a lag on their own axis.
#[inline(always)]
fn shifted(mut places: Lanes, shift: i32, top: i32) -> Lanes {
    if shift != 0 {
        let backwards = i32::from(shift < 0);
        for own in &mut places.0 {
            let moved = ((*own & !1) | backwards) + shift;
            *own = if *own == 0 { 0 } else { moved.max(0).min(top) };
        }
    }
    places
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
fn run_on(bound: &Lanes, length: &Lanes, (floor, top): (i32, i32), finish: &mut Lanes) {
    for lane in 0..LANES {
        let bound = bound.0[lane].max(floor);
        let even = bound & !i32::from(length.0[lane] != 0);
        finish.0[lane] = (even + length.0[lane]).min(top);
    }
}

/// Where a step starts that finishes at a place.
#[inline(always)]
pub(super) fn start(finish: i32, length: i32) -> i32 {
    if length == 0 { finish } else { (finish - length) | 1 }
}

/// The last minute of the horizon, from its start.
const LATEST: i32 = Minute::LATEST.ordinal();

impl FarLag {
    /// The minutes that lie so far behind others; what is not bound stays so.
    #[inline(always)]
    fn after(self, program: &Program<'_>, ends: &mut Lanes) {
        match self {
            Self::None => {}
            Self::Working { axis, minutes } => {
                let axis = &program.axes[axis as usize];
                let place = moved(axis, ends, minutes, i32::from(minutes < 0));
                let minute = axis.minutes(&place);
                for lane in 0..LANES {
                    let bound = ends.0[lane] != 0 && place.0[lane] >> 1 >= i32::from(minutes > 0);
                    ends.0[lane] = if bound { minute.0[lane] } else { 0 };
                }
            }
            Self::Elapsed(minutes) => {
                let minutes = elapsed(minutes);
                for own in &mut ends.0 {
                    *own = if *own == 0 { 0 } else { (*own + minutes).clamp(0, LATEST) };
                }
            }
        }
    }

    /// The minutes that lie so far before others.
    #[inline(always)]
    fn before(self, program: &Program<'_>, ends: &mut Lanes) {
        match self {
            Self::None => {}
            Self::Working { axis, minutes } => {
                let axis = &program.axes[axis as usize];
                let place = moved(axis, ends, -minutes, 1);
                let minute = axis.minutes(&place);
                for lane in 0..LANES {
                    ends.0[lane] = if place.0[lane] < 0 { 0 } else { minute.0[lane] };
                }
            }
            Self::Elapsed(minutes) => {
                let minutes = elapsed(minutes);
                for own in &mut ends.0 {
                    *own = (*own - minutes).clamp(0, LATEST);
                }
            }
        }
    }
}

/// The places so many working minutes behind minutes: at the end of the last of these, or where the next one begins.
#[inline(always)]
fn moved(axis: &Axis<'_>, minutes: &Lanes, by: i32, next: i32) -> Lanes {
    /// Twice this is still inside 32 bits, and behind every horizon.
    const FAR: i32 = 1 << 28;
    let mut places = axis.places(minutes);
    for own in &mut places.0 {
        *own = 2 * ((*own >> 1) + by).clamp(-1, FAR) + next;
    }
    places
}

/// No more minutes than the horizon has.
fn elapsed(minutes: i64) -> i32 {
    i32::try_from(minutes.clamp(i64::from(-LATEST), i64::from(LATEST))).unwrap_or(0)
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
        latest(&mut state.ends[slot.project as usize], &program.axes[slot.axis as usize].minutes(finish));
    }
    if !job.criticality {
        return;
    }
    for (slot, finish) in program.slots[slots.clone()].iter().zip(&mut state.slots[slots]) {
        let places = program.axes[slot.axis as usize].places(&state.ends[slot.project as usize]);
        *finish = Lanes(places.0.map(|place| place & !1));
    }
}

#[inline(always)]
fn backward(job: &Job<'_>, range: Range<usize>, state: &mut State, exact: &mut Exact<'_>) {
    let program = job.program;
    for node in range.clone() {
        let step = &program.nodes[node];
        if step.seed != NONE {
            state.seeds[step.seed as usize].0.fill(NEVER);
        }
        if step.crossing != NONE {
            state.crossings[step.crossing as usize].0.fill(LATEST);
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
    let mut late = if step.slot == NONE { Lanes::of(NEVER) } else { state.slots[step.slot as usize] };
    if step.crossing != NONE {
        let places = program.axes[step.axis as usize].places(&state.crossings[step.crossing as usize]);
        earliest(&mut late, &Lanes(places.0.map(|place| place & !1)));
    }
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
        push(program, node, first, &late, state);
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
#[inline(always)]
fn push(program: &Program<'_>, node: usize, first: usize, late: &Lanes, state: &mut State) {
    let (step, at) = (&program.nodes[node], node - first);
    let mut starts = Lanes::of(0);
    for lane in 0..LANES {
        let (length, finish, late) = (state.length[at].0[lane], state.finish[at].0[lane], late.0[lane]);
        let later = if length == 0 { late } else { (late - length) | 1 };
        starts.0[lane] = if late == finish & !1 { start(finish, length) } else { later };
    }
    let minutes = program.axes[step.axis as usize].minutes(&starts);
    for tie in program.other(node) {
        let before = &program.nodes[tie.from as usize];
        let lag = match (tie.way, before.kind) {
            (_, Kind::Stands) | (Way::Shift(_), Kind::Plain) => continue,
            (Way::Shift(shift), Kind::Exact(_)) => FarLag::Elapsed(i64::from(shift / 2)),
            (Way::Far(lag), _) => lag,
        };
        let mut limits = minutes;
        lag.before(program, &mut limits);
        if !tie.from_start {
            earliest(&mut state.crossings[before.crossing as usize], &limits);
            continue;
        }
        let places = program.axes[before.axis as usize].places(&limits);
        let (seeds, length) = (&mut state.seeds[before.seed as usize], &state.length[tie.from as usize - first]);
        for lane in 0..LANES {
            seeds.0[lane] = seeds.0[lane].min((places.0[lane] & !1) + length.0[lane]);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{Calendar, CalendarId, Calendars, Shift, Week};
    use crate::minute::Minute;
    use crate::network::{Constraint, Lag, Link, LinkKind, Network, Project, ProjectIndex, Task, TaskIndex};
    use crate::simulate::{Asked, Correlation, Estimate, Impact, Risk, Spread, ThreePoints, Uncertainty, simulate_with};

    /// A plan with everything in it that lanes do, and something that they do not.
    fn plan() -> (Network, Calendars, Uncertainty) {
        let mut calendars = Calendars::new();
        let week = calendars.add(&Calendar::weekly(Week::standard()));
        let shifts = calendars.add(&Calendar::weekly(Week::every_day(&[Shift::hours(6, 14), Shift::hours(22, 24)])));
        let start = Minute::midnight(date(2026, 1, 5));
        let projects = vec![Project::starting(start, week), Project::starting(start, CalendarId::AROUND_THE_CLOCK)];
        let mut network = Network { projects, ..Network::default() };
        let mut own = Uncertainty { samples: 300, ..Uncertainty::default() };
        for index in 0..240u32 {
            let mut task = Task::working(ProjectIndex(index / 120), 300);
            task.calendar = [None, Some(CalendarId::AROUND_THE_CLOCK), Some(shifts)][(index % 11 / 4) as usize];
            if index % 17 == 5 {
                task.constraint = Constraint::FinishNoLaterThan(start);
            }
            task.deadline = (index % 40 == 7).then_some(Minute::midnight(date(2026, 2, 20)));
            network.tasks.push(task);
            let kind = if index % 7 == 2 { LinkKind::StartToStart } else { LinkKind::FinishToStart };
            let lag = [Lag::NONE, Lag::NONE, Lag::Working(120), Lag::Working(-60), Lag::Elapsed(500)][(index % 5) as usize];
            for from in [index.checked_sub(3), index.checked_sub(8)].into_iter().flatten() {
                network.links.push(Link { from: TaskIndex(from), to: TaskIndex(index), kind, lag });
            }
            let points = ThreePoints { low: 10 * i64::from(index % 13), likely: 200, high: 900 + i64::from(index) };
            let spread = match index % 4 {
                0 => Spread::Triangular(points),
                1 => Spread::Lognormal { median: 250, high: 400 + i64::from(index) },
                2 | 3 => Spread::Pert(points),
                _ => continue,
            };
            own.estimates.push(Estimate { task: TaskIndex(index), stream: u64::from(index), spread });
        }
        own.correlations.push(Correlation { project: ProjectIndex(1), stream: 1, share: 4_000 });
        let hit = |task| Impact { task: TaskIndex(task), spread: Spread::Lognormal { median: 500, high: 2_000 } };
        own.risks.push(Risk { stream: 8, chance: 300_000, impacts: [9, 99, 199].map(hit).to_vec() });
        own.asked = Asked { cruciality: true, drivers: 3, risks: true, goals: vec![TaskIndex(100)], ..Asked::default() };
        (network, calendars, own)
    }

    /// All instructions that this machine has.
    fn levels() -> Vec<Level> {
        let mut levels = vec![Level::baseline()];
        #[cfg(target_arch = "x86_64")]
        {
            let best = Level::new();
            levels.extend(best.as_sse4_2().map(Level::Sse4_2));
            levels.extend(best.as_avx2().map(Level::Avx2));
            levels.extend(best.as_avx512().map(Level::Avx512));
        }
        levels
    }

    #[test]
    fn all_instructions_give_the_same_answer() {
        let (network, calendars, own) = plan();
        let answers: Vec<_> = levels().into_iter().map(|level| simulate_with(&network, &calendars, &own, level)).collect();
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
        assert!(answers[0].projects.iter().all(Option::is_some));
    }
}
