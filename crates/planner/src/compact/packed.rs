//! A problem as the decoder wants it: starts bound by starts, needs packed into words.
//!
//! Several pools share one word for each period: a lane of as many bits as the pool's capacity needs and one guard bit
//! above. A word holds what is used plus a bias such that a lane overflows into its guard exactly when the pool is
//! overdrawn; so one addition and one `and` compare all pools of a word at once (Lamport 1975, multiple byte
//! processing), and planes of further words take what does not fit.

use super::{Activity, Arc, End, Problem};
use crate::search::Way;

/// Horizons up to this many periods are kept period by period; longer ones as steps.
pub(crate) const LONGEST_BY_PERIOD: u32 = 1 << 16;

/// What a decoder of one way needs of an activity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Work {
    /// Its arcs in [`Side::arcs`].
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) duration: u32,
    /// From its start to the end of the longest chain behind it.
    pub(crate) tail: i32,
    /// What it needs of the first plane.
    pub(crate) need: u32,
    /// Shifts that find a run of as many free periods as it lasts, up to 16.
    pub(crate) shifts: [u8; 4],
}

/// Start of the one is at least the start of the other and so much more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Bound {
    pub(crate) from: u32,
    pub(crate) more: i32,
}

/// One way of planning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    pub(crate) works: Vec<Work>,
    pub(crate) arcs: Vec<Bound>,
}

impl Side {
    /// Lengthens the tails of what an activity waits for; its own is known.
    fn hand_on(&mut self, activity: usize) {
        let work = self.works[activity];
        for arc in &self.arcs[work.first as usize..work.last as usize] {
            let tail = &mut self.works[arc.from as usize].tail;
            *tail = (*tail).max(work.tail + arc.more);
        }
    }
}

/// Needs of all activities in one word for each period.
#[derive(Clone, Debug)]
pub(crate) struct Plane {
    /// What an empty period holds.
    pub(crate) bias: u32,
    /// The bits that are set when a pool is overdrawn.
    pub(crate) guards: u32,
    /// What each activity adds.
    pub(crate) needs: Vec<u32>,
}

/// A problem ready to be decoded; shared by all decoders.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    pub(crate) forwards: Side,
    pub(crate) backwards: Side,
    pub(crate) planes: Vec<Plane>,
    /// The pools that can be overdrawn at all, for profiles kept as steps: capacity, and need of each activity.
    pub(crate) pools: Vec<(u32, Vec<u32>)>,
    /// No plan of either way reaches beyond this.
    pub(crate) horizon: u32,
    /// Direct predecessors, for the search: `first` has one more at the end.
    pub(crate) first: Vec<u32>,
    pub(crate) predecessors: Vec<u32>,
    /// Whether ordering by start and by finish always gives valid lists: every successor starts after its predecessors
    /// have finished.
    pub(crate) plain: bool,
    /// Whether profiles are kept period by period.
    pub(crate) by_period: bool,
}

impl Packed {
    /// Packs a problem whose activities are numbered along its arcs; `None` when its times cannot be counted.
    pub(crate) fn new(problem: &Problem) -> Option<Self> {
        let activities = &problem.activities;
        let horizon = horizon(problem)?;
        let mut bounds: Vec<(u32, Bound)> = problem.arcs.iter().map(|arc| bound(activities, arc)).collect();
        // Of several arcs between two activities the longest binds.
        bounds.sort_unstable_by_key(|(to, bound)| (*to, bound.from, std::cmp::Reverse(bound.more)));
        bounds.dedup_by_key(|(to, bound)| (*to, bound.from));
        let length = |activity: u32| i32::try_from(activities[activity as usize].duration).unwrap_or(i32::MAX);
        let plain = bounds.iter().all(|(_, bound)| bound.more >= length(bound.from));
        let mut turned: Vec<(u32, Bound)> = bounds
            .iter()
            .map(|(to, bound)| (bound.from, Bound { from: *to, more: bound.more + length(*to) - length(bound.from) }))
            .collect();
        turned.sort_unstable();
        let pools = pools(problem);
        let planes = planes(&pools, activities.len());
        let mut forwards = side(activities, &bounds, &planes);
        let mut backwards = side(activities, &turned, &planes);
        for activity in (0..activities.len()).rev() {
            forwards.hand_on(activity);
        }
        for activity in 0..activities.len() {
            backwards.hand_on(activity);
        }
        let first = std::iter::once(0).chain(forwards.works.iter().map(|work| work.last)).collect();
        let predecessors = forwards.arcs.iter().map(|arc| arc.from).collect();
        let by_period = horizon <= LONGEST_BY_PERIOD && pools.iter().all(|(capacity, _)| *capacity < 1 << 31);
        Some(Self { forwards, backwards, planes, pools, horizon, first, predecessors, plain, by_period })
    }

    /// What planning in a way needs.
    pub(crate) fn side(&self, way: Way) -> &Side {
        match way {
            Way::Forwards => &self.forwards,
            Way::Backwards => &self.backwards,
        }
    }

    /// How many activities there are.
    pub(crate) fn count(&self) -> usize {
        self.forwards.works.len()
    }
}

/// An arc as a distance between starts.
fn bound(activities: &[Activity], arc: &Arc) -> (u32, Bound) {
    let reach = |(activity, end): (u32, End)| match end {
        End::Start => 0,
        End::Finish => i64::from(activities[activity as usize].duration),
    };
    let more = i64::from(arc.lag) + reach(arc.from) - reach(arc.to);
    // The horizon was counted, so that this fits.
    (arc.to.0, Bound { from: arc.from.0, more: i32::try_from(more).unwrap_or(i32::MAX) })
}

/// All durations and all distances one after the other: no plan that starts what it can is longer.
fn horizon(problem: &Problem) -> Option<u32> {
    let durations = problem.activities.iter().map(|activity| i64::from(activity.duration));
    let lags = problem.arcs.iter().map(|arc| i64::from(arc.lag).abs());
    let distances = problem.arcs.iter().map(|arc| {
        let length = |end: (u32, End)| i64::from(problem.activities[end.0 as usize].duration);
        if arc.from.1 == End::Finish && arc.to.1 == End::Start { 0 } else { length(arc.from).max(length(arc.to)) }
    });
    let longest = durations.chain(lags).chain(distances).fold(0i64, i64::saturating_add);
    u32::try_from(longest).ok().filter(|longest| *longest < 1 << 29)
}

/// The pools that all activities together could overdraw.
fn pools(problem: &Problem) -> Vec<(u32, Vec<u32>)> {
    let mut pools: Vec<(u32, Vec<u32>)> =
        problem.pools.iter().map(|capacity| (*capacity, vec![0; problem.activities.len()])).collect();
    for (index, activity) in problem.activities.iter().enumerate() {
        for (pool, need) in &activity.needs {
            if activity.duration > 0 {
                let all = &mut pools[*pool as usize].1[index];
                *all = all.saturating_add(*need);
            }
        }
    }
    pools.retain(|(capacity, needs)| needs.iter().map(|need| u64::from(*need)).sum::<u64>() > u64::from(*capacity));
    pools.sort_unstable();
    pools
}

/// Puts pools into words, the widest first, each where it fits.
fn planes(pools: &[(u32, Vec<u32>)], count: usize) -> Vec<Plane> {
    let mut planes: Vec<(u32, Plane)> = Vec::new();
    for (capacity, needs) in pools.iter().rev() {
        let bits = u32::BITS - capacity.leading_zeros();
        if bits >= u32::BITS {
            // Such a profile is kept as steps.
            continue;
        }
        let at = planes.iter().position(|(filled, _)| filled + bits < u32::BITS);
        let at = at.unwrap_or_else(|| {
            planes.push((0, Plane { bias: 0, guards: 0, needs: vec![0; count] }));
            planes.len() - 1
        });
        let (filled, plane) = &mut planes[at];
        plane.guards |= 1 << (*filled + bits);
        plane.bias |= ((1 << bits) - 1 - capacity) << *filled;
        for (word, need) in plane.needs.iter_mut().zip(needs) {
            *word |= need << *filled;
        }
        *filled += bits + 1;
    }
    planes.into_iter().map(|(_, plane)| plane).collect()
}

/// Activities with their arcs, grouped.
fn side(activities: &[Activity], bounds: &[(u32, Bound)], planes: &[Plane]) -> Side {
    let mut side = Side::default();
    let mut rest = bounds.iter().peekable();
    for (index, activity) in (0u32..).zip(activities) {
        let first = u32::try_from(side.arcs.len()).unwrap_or(u32::MAX);
        while let Some((_, bound)) = rest.next_if(|(to, _)| *to == index) {
            side.arcs.push(*bound);
        }
        let last = u32::try_from(side.arcs.len()).unwrap_or(u32::MAX);
        let need = planes.first().map_or(0, |plane| plane.needs[index as usize]);
        let (duration, shifts) = (activity.duration, shifts(activity.duration));
        side.works.push(Work { first, last, duration, tail: duration.cast_signed(), need, shifts });
    }
    side
}

/// Shifts that, one after the other, leave a bit only where a run of `length` bits begins.
fn shifts(length: u32) -> [u8; 4] {
    let mut reached = 1;
    std::array::from_fn(|_| {
        let shift = reached.min(length.max(1) - reached.min(length.max(1)));
        reached += shift;
        u8::try_from(shift).unwrap_or(0)
    })
}
