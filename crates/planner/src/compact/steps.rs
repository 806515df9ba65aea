//! Serial schedule generation over a profile that is kept as steps: for horizons that are too long to be kept period by
//! period, and the plain twin that tests compare the packed kernel with.

use super::packed::{Packed, Side};

/// From a time on until the next step, so much of each pool is used.
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    times: Vec<i32>,
    /// For each step, one number for each pool.
    used: Vec<u64>,
    /// Starts on the axis of the way.
    pub(crate) starts: Vec<i32>,
}

impl Steps {
    pub(crate) fn new(packed: &Packed) -> Self {
        Self { times: Vec::new(), used: Vec::new(), starts: vec![0; packed.count()] }
    }

    /// Plans a list; the makespan. It gives up where the plan is bound to end behind `most` and says that.
    pub(crate) fn decode(&mut self, packed: &Packed, side: &Side, list: &[u32], most: i32) -> i32 {
        let pools = packed.pools.len();
        self.times.clear();
        self.times.push(0);
        self.used.clear();
        self.used.resize(pools, 0);
        let mut end = 0;
        for activity in list {
            let work = &side.works[*activity as usize];
            let arcs = &side.arcs[work.first as usize..work.last as usize];
            let after = arcs.iter().map(|arc| self.starts[arc.from as usize] + arc.more).fold(0, i32::max);
            let duration = work.duration.cast_signed();
            let start = if duration == 0 { after } else { self.place(packed, *activity as usize, after, duration) };
            self.starts[*activity as usize] = start;
            end = end.max(start + duration);
            if start + work.tail > most {
                return start + work.tail;
            }
        }
        end
    }

    /// Finds the first place from a time on and takes it.
    fn place(&mut self, packed: &Packed, activity: usize, after: i32, duration: i32) -> i32 {
        let pools = packed.pools.len();
        let mut start = after;
        let mut step = self.times.partition_point(|time| *time <= after) - 1;
        while step < self.times.len() && self.times[step] < start + duration {
            let used = &self.used[step * pools..(step + 1) * pools];
            let fits = |(used, (capacity, needs)): (&u64, &(u32, Vec<u32>))| {
                needs[activity] == 0 || used + u64::from(needs[activity]) <= u64::from(*capacity)
            };
            let enough = used.iter().zip(&packed.pools).all(fits);
            step += 1;
            if !enough {
                // The last step lasts forever and is empty, so that there is one behind every step that is not.
                start = self.times.get(step).copied().unwrap_or(start).max(start);
            }
        }
        let (first, last) = (self.cut(start, pools), self.cut(start + duration, pools));
        for step in first..last {
            for (used, (_, needs)) in self.used[step * pools..(step + 1) * pools].iter_mut().zip(&packed.pools) {
                *used += u64::from(needs[activity]);
            }
        }
        start
    }

    /// The step that begins at a time; made when there is none.
    fn cut(&mut self, time: i32, pools: usize) -> usize {
        let at = self.times.partition_point(|other| *other < time);
        if self.times.get(at) != Some(&time) {
            self.times.insert(at, time);
            let before: Vec<u64> = self.used[(at - 1) * pools..at * pools].to_vec();
            self.used.splice(at * pools..at * pools, before);
        }
        at
    }
}
