//! The decoder of whole numbers.

use std::sync::Arc;

use fearless_simd::{Level, dispatch};

use super::Problem;
use super::kernel::{self, Lane, Periods};
use super::packed::{Packed, Side};
use super::steps::Steps;
use crate::search::{Decoder, Way};

/// Decodes lists of a [`Problem`]; the score is the makespan.
#[derive(Clone, Debug)]
pub struct Compact {
    packed: Arc<Packed>,
    profile: Profile,
    level: Level,
    /// The makespan and the way of the last decode.
    end: i32,
    way: Way,
    /// Counts of starts or finishes, for sorting.
    counts: Vec<u32>,
}

/// How the use of pools is kept.
#[derive(Clone, Debug)]
enum Profile {
    /// Period by period.
    Periods(Periods),
    /// Step by step.
    Steps(Steps),
}

impl Compact {
    /// Prepares a problem that keeps what [`Decoder`] asks: every arc leads from a smaller to a larger number, indices
    /// exist and no activity needs more than there is. `None` when it does not, or when its times cannot be counted.
    #[must_use]
    pub fn new(problem: &Problem) -> Option<Self> {
        let count = problem.activities.len();
        let along = problem.arcs.iter().all(|arc| arc.from.0 < arc.to.0 && (arc.to.0 as usize) < count);
        let met = problem.activities.iter().all(|activity| super::canonical::unmet(problem, activity).is_none());
        let known = problem.activities.iter().flat_map(|activity| &activity.needs);
        let known = known.fold(true, |known, (pool, _)| known && (*pool as usize) < problem.pools.len());
        if !along || !met || !known {
            return None;
        }
        let packed = Packed::new(problem)?;
        let profile =
            if packed.by_period { Profile::Periods(Periods::new(&packed)) } else { Profile::Steps(Steps::new(&packed)) };
        Some(Self { packed: Arc::new(packed), profile, level: Level::new(), end: 0, way: Way::Forwards, counts: Vec::new() })
    }

    /// The same without the packed kernel: step by step. Slower, with equal answers.
    #[must_use]
    pub fn by_steps(&self) -> Self {
        Self { profile: Profile::Steps(Steps::new(&self.packed)), ..self.clone() }
    }

    /// Decodes a list so that [`start`](Self::start) tells the plan counted from its start, whatever the way; the
    /// makespan.
    pub fn plan(&mut self, list: &[u32], way: Way) -> u32 {
        self.decode(list, way)
    }

    /// Where an activity starts in the plan of the last decode.
    #[must_use]
    pub fn start(&self, activity: u32) -> u32 {
        let start = self.starts()[activity as usize];
        let forwards = match self.way {
            Way::Forwards => start,
            Way::Backwards => self.end - start - self.duration(activity),
        };
        forwards.cast_unsigned()
    }

    /// Lists of priority rules: latest finish, latest start, most successors, most work (Kolisch 1996).
    #[must_use]
    pub fn rule_lists(&self) -> Vec<Vec<u32>> {
        let count = self.packed.count();
        let mut tails = vec![0i64; count];
        let mut followers = vec![0i64; count];
        let arcs = |side: &Side, activity: usize| {
            let work = &side.works[activity];
            work.first as usize..work.last as usize
        };
        for activity in (0..count).rev() {
            for arc in &self.packed.backwards.arcs[arcs(&self.packed.backwards, activity)] {
                let (start, more) = (tails[arc.from as usize], i64::from(arc.more));
                tails[activity] = tails[activity].max(start + more);
                followers[activity] += 1 + followers[arc.from as usize].min(1 << 40);
            }
        }
        let duration = |activity: usize| i64::from(self.packed.forwards.works[activity].duration);
        let load = |activity: usize| {
            let share = |(capacity, needs): &(u32, Vec<u32>)| i64::from(needs[activity]) * 1_000 / i64::from(*capacity).max(1);
            self.packed.pools.iter().map(share).sum::<i64>() * duration(activity)
        };
        let lists: [&dyn Fn(usize) -> i64; 4] = [
            &|activity| -tails[activity],
            &|activity| -tails[activity] - duration(activity),
            &|activity| -followers[activity],
            &|activity| -load(activity),
        ];
        let ordered = |key: &dyn Fn(usize) -> i64| {
            let mut list: Vec<u32> = (0..self.activities()).collect();
            list.sort_by_key(|activity| key(*activity as usize));
            list
        };
        lists.into_iter().map(ordered).collect()
    }

    /// Plans a list as long as the plan can still end within `most`; where it ends, or something beyond that.
    fn run(&mut self, list: &[u32], way: Way, most: i32) -> i32 {
        let packed = &*self.packed;
        let side = packed.side(way);
        self.way = way;
        self.end = match &mut self.profile {
            Profile::Periods(periods) => {
                let mut lane = Lane::new(periods, list, most);
                if packed.planes.len() == 1 {
                    dispatch!(self.level, simd => kernel::decode::<_, true>(simd, packed, side, &mut lane));
                } else {
                    dispatch!(self.level, simd => kernel::decode::<_, false>(simd, packed, side, &mut lane));
                }
                lane.end
            }
            Profile::Steps(steps) => steps.decode(packed, side, list, most),
        };
        self.end
    }

    fn duration(&self, activity: u32) -> i32 {
        self.packed.forwards.works[activity as usize].duration.cast_signed()
    }

    fn starts(&self) -> &[i32] {
        match &self.profile {
            Profile::Periods(periods) => &periods.starts,
            Profile::Steps(steps) => &steps.starts,
        }
    }

    /// Sorts activities by a time of each, by counting; numbers stand in the order in which they are given.
    fn sort(&mut self, list: &mut [u32], numbers: impl Iterator<Item = u32> + Clone, time: impl Fn(i32, u32) -> i32) {
        let mut counts = std::mem::take(&mut self.counts);
        counts.clear();
        counts.resize(self.end.cast_unsigned() as usize + 2, 0);
        let starts = self.starts();
        let slot = |activity: u32| time(starts[activity as usize], activity).cast_unsigned() as usize;
        for activity in numbers.clone() {
            counts[slot(activity) + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut counts {
            sum += *count;
            *count = sum;
        }
        for activity in numbers {
            let place = &mut counts[slot(activity)];
            list[*place as usize] = activity;
            *place += 1;
        }
        self.counts = counts;
    }
}

/// A limit as a time; without one, a time that no plan reaches.
fn most(limit: Option<u32>) -> i32 {
    limit.and_then(|limit| i32::try_from(limit).ok()).unwrap_or(i32::MAX).min(i32::MAX / 2)
}

impl Decoder for Compact {
    type Score = u32;

    fn activities(&self) -> u32 {
        u32::try_from(self.packed.count()).unwrap_or(u32::MAX)
    }

    fn predecessors(&self, activity: u32) -> &[u32] {
        let (first, last) = (self.packed.first[activity as usize], self.packed.first[activity as usize + 1]);
        &self.packed.predecessors[first as usize..last as usize]
    }

    fn goes_backwards(&self) -> bool {
        true
    }

    fn decode(&mut self, list: &[u32], way: Way) -> u32 {
        self.run(list, way, most(None)).cast_unsigned()
    }

    fn decode_within(&mut self, list: &[u32], way: Way, limit: u32) -> Option<u32> {
        let end = self.run(list, way, most(Some(limit))).cast_unsigned();
        if end <= limit { Some(end) } else { None }
    }

    fn decode_two([one, other]: [&mut Self; 2], lists: [&[u32]; 2], way: Way, limits: [Option<u32>; 2]) -> [Option<u32>; 2] {
        let packed = Arc::clone(&one.packed);
        let (Profile::Periods(first), Profile::Periods(second), true) =
            (&mut one.profile, &mut other.profile, packed.planes.len() == 1)
        else {
            return [one.decode_below(lists[0], way, limits[0]), other.decode_below(lists[1], way, limits[1])];
        };
        let side = packed.side(way);
        let mut lanes = [Lane::new(first, lists[0], most(limits[0])), Lane::new(second, lists[1], most(limits[1]))];
        let [left, right] = &mut lanes;
        dispatch!(one.level, simd => kernel::decode_two::<_, true>(simd, &packed, side, [left, right]));
        let ends = lanes.map(|lane| lane.end);
        (one.way, one.end, other.way, other.end) = (way, ends[0], way, ends[1]);
        let within =
            |end: i32, limit: Option<u32>| Some(end.cast_unsigned()).filter(|end| limit.is_none_or(|limit| *end <= limit));
        [within(ends[0], limits[0]), within(ends[1], limits[1])]
    }

    fn span(&self, activity: u32) -> (i64, i64) {
        let start = i64::from(self.starts()[activity as usize]);
        (start, start + i64::from(self.duration(activity)))
    }

    fn turn(&mut self, way: Way, list: &mut [u32]) {
        if !self.packed.plain || !self.packed.by_period {
            return crate::search::by_finish(self, way, list);
        }
        let (count, end) = (self.activities(), self.end);
        let packed = Arc::clone(&self.packed);
        let from_end = |start: i32, activity: u32| end - start - packed.forwards.works[activity as usize].duration.cast_signed();
        match way {
            Way::Forwards => self.sort(list, (0..count).rev(), from_end),
            Way::Backwards => self.sort(list, 0..count, from_end),
        }
    }
}
