//! Serial schedule generation over packed periods: the innermost loop.
//!
//! For each activity the next 64 periods are compared with what it needs, 16 at a time, which gives one bit for each
//! period; four shifts leave a bit where a long enough run of free periods begins. So finding a place takes the same
//! few instructions wherever it lies, without a branch that chance decides. `fearless_simd` picks the widest
//! instructions of the machine when the program runs; all give the same answer, and `steps.rs` is the twin that tests
//! compare it with.

use fearless_simd::prelude::*;
use fearless_simd::u32x16;

use super::packed::{Packed, Side, Work};

/// Periods that are compared at once.
pub(crate) const WINDOW: usize = 64;

/// Periods of one vector.
const LANES: usize = 16;

/// What a decoder writes to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Periods {
    /// For each plane, one word for each period.
    pub(crate) used: Vec<Vec<u32>>,
    /// Periods from which on all planes are empty.
    pub(crate) dirty: usize,
    /// Starts on the axis of the way.
    pub(crate) starts: Vec<i32>,
}

impl Periods {
    pub(crate) fn new(packed: &Packed) -> Self {
        let length = packed.horizon as usize + 2 * WINDOW;
        Self {
            used: packed.planes.iter().map(|plane| vec![plane.bias; length]).collect(),
            dirty: 0,
            starts: vec![0; packed.count()],
        }
    }
}

/// A list that is being planned.
pub(crate) struct Lane<'a> {
    pub(crate) periods: &'a mut Periods,
    pub(crate) list: &'a [u32],
    /// Planning is given up where the plan is bound to end behind this.
    pub(crate) most: i32,
    /// The finish of what is planned so far; in the end the makespan, or something behind `most`.
    pub(crate) end: i32,
}

impl<'a> Lane<'a> {
    pub(crate) fn new(periods: &'a mut Periods, list: &'a [u32], most: i32) -> Self {
        Self { periods, list, most, end: 0 }
    }

    /// Empties what the last decode left.
    #[inline(always)]
    fn begin(&mut self, packed: &Packed) {
        for (used, plane) in self.periods.used.iter_mut().zip(&packed.planes) {
            used[..self.periods.dirty].fill(plane.bias);
        }
    }

    /// Plans the activity at a position; whether the plan can still end in time.
    #[inline(always)]
    fn step<S: Simd, const ONE: bool>(&mut self, simd: S, packed: &Packed, side: &Side, at: usize) -> bool {
        let activity = self.list[at];
        let work = &side.works[activity as usize];
        let starts = self.periods.starts.as_mut_slice();
        let mut start = 0;
        for arc in &side.arcs[work.first as usize..work.last as usize] {
            start = start.max(starts[arc.from as usize] + arc.more);
        }
        if work.duration > 0 {
            start = if ONE {
                place_one(simd, &mut self.periods.used[0], packed.planes[0].guards, work, start)
            } else {
                place(simd, packed, &mut self.periods.used, activity, work, start)
            };
        }
        starts[activity as usize] = start;
        self.end = self.end.max(start + work.duration.cast_signed());
        start + work.tail <= self.most
    }

    /// Plans the rest from a position on.
    #[inline(always)]
    fn go_on<S: Simd, const ONE: bool>(&mut self, simd: S, packed: &Packed, side: &Side, from: usize) {
        for at in from..self.list.len() {
            if !self.step::<S, ONE>(simd, packed, side, at) {
                return self.give_up();
            }
        }
        self.periods.dirty = self.end.cast_unsigned() as usize;
    }

    #[inline(always)]
    fn give_up(&mut self) {
        self.periods.dirty = self.end.cast_unsigned() as usize;
        self.end = self.end.max(self.most.saturating_add(1));
    }
}

/// Plans a list. `ONE`: there is exactly one plane.
#[inline(always)]
pub(crate) fn decode<S: Simd, const ONE: bool>(simd: S, packed: &Packed, side: &Side, lane: &mut Lane<'_>) {
    lane.begin(packed);
    lane.go_on::<S, ONE>(simd, packed, side, 0);
}

/// Plans two lists in turns: each activity waits for where the one before was put, and meanwhile the processor can work
/// on the other list.
#[inline(always)]
pub(crate) fn decode_two<S: Simd, const ONE: bool>(simd: S, packed: &Packed, side: &Side, [one, other]: [&mut Lane<'_>; 2]) {
    one.begin(packed);
    other.begin(packed);
    let count = one.list.len().min(other.list.len());
    for at in 0..count {
        let goes_on = one.step::<S, ONE>(simd, packed, side, at);
        if !other.step::<S, ONE>(simd, packed, side, at) {
            other.give_up();
            return if goes_on { one.go_on::<S, ONE>(simd, packed, side, at + 1) } else { one.give_up() };
        }
        if !goes_on {
            one.give_up();
            return other.go_on::<S, ONE>(simd, packed, side, at + 1);
        }
    }
    one.go_on::<S, ONE>(simd, packed, side, count);
    other.go_on::<S, ONE>(simd, packed, side, count);
}

/// The periods, of the 64 from `at` on, in which a plane has not enough left: one bit for each.
#[inline(always)]
fn busy<S: Simd>(simd: S, used: &[u32], at: usize, need: u32, guards: u32) -> u64 {
    let need = u32x16::splat(simd, need);
    let guards = u32x16::splat(simd, guards);
    let none = u32x16::splat(simd, 0);
    let window = &used[at..at + WINDOW];
    let mut free = 0;
    for (part, words) in window.chunks_exact(LANES).enumerate() {
        let over = (u32x16::from_slice(simd, words) + need) & guards;
        free |= over.simd_eq(none).to_bitmask() << (part * LANES);
    }
    !free
}

/// Adds what an activity needs to the periods from `at` on.
#[inline(always)]
fn occupy<S: Simd>(simd: S, used: &mut [u32], at: usize, need: u32, duration: u32) {
    let need = u32x16::splat(simd, need);
    let none = u32x16::splat(simd, 0);
    let mut left = duration;
    for words in used[at..].chunks_exact_mut(LANES) {
        let lanes = u32x16::from_slice(simd, &IOTA).simd_lt(u32x16::splat(simd, left));
        let sum = u32x16::from_slice(simd, words) + lanes.select(need, none);
        sum.store_slice(words);
        if left <= 16 {
            break;
        }
        left -= 16;
    }
}

/// The numbers of the lanes.
const IOTA: [u32; LANES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// Finds the first place for an activity in one plane and takes it.
#[inline(always)]
fn place_one<S: Simd>(simd: S, used: &mut [u32], guards: u32, work: &Work, start: i32) -> i32 {
    let mut at = start.cast_unsigned() as usize;
    if work.duration as usize <= LANES {
        loop {
            let runs = runs(!busy(simd, used, at, work.need, guards), work);
            if runs != 0 {
                at += runs.trailing_zeros() as usize;
                break;
            }
            at += WINDOW + 1 - work.duration as usize;
        }
    } else {
        at = long(work, at, |at| busy(simd, used, at, work.need, guards));
    }
    occupy(simd, used, at, work.need, work.duration);
    back(at)
}

/// The same in several planes.
#[inline(always)]
fn place<S: Simd>(simd: S, packed: &Packed, used: &mut [Vec<u32>], activity: u32, work: &Work, start: i32) -> i32 {
    let mut at = start.cast_unsigned() as usize;
    let all = |at: usize, used: &[Vec<u32>]| {
        let mut taken = 0;
        for (plane, used) in packed.planes.iter().zip(used) {
            let need = plane.needs[activity as usize];
            if need != 0 {
                taken |= busy(simd, used, at, need, plane.guards);
            }
        }
        taken
    };
    if work.duration as usize <= LANES {
        loop {
            let runs = runs(!all(at, used), work);
            if runs != 0 {
                at += runs.trailing_zeros() as usize;
                break;
            }
            at += WINDOW + 1 - work.duration as usize;
        }
    } else {
        at = long(work, at, |at| all(at, used));
    }
    for (plane, used) in packed.planes.iter().zip(used) {
        let need = plane.needs[activity as usize];
        if need != 0 {
            occupy(simd, used, at, need, work.duration);
        }
    }
    back(at)
}

/// Bits where a run of free periods begins that is long enough.
#[inline(always)]
fn runs(free: u64, work: &Work) -> u64 {
    work.shifts.iter().fold(free, |free, shift| free & (free >> (shift & 63)))
}

/// The first place for an activity of any length: goes on behind the last busy period of each window.
#[inline(always)]
fn long(work: &Work, start: usize, busy: impl Fn(usize) -> u64) -> usize {
    let (mut at, mut seen) = (start, 0);
    let duration = work.duration as usize;
    while seen < duration {
        let look = (duration - seen).min(WINDOW);
        let taken = busy(at + seen) & (u64::MAX >> (WINDOW - look));
        if taken == 0 {
            seen += look;
        } else {
            at += seen + WINDOW - taken.leading_zeros() as usize;
            seen = 0;
        }
    }
    at
}

/// A position as a time.
#[inline(always)]
fn back(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
