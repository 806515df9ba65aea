//! Windows for starts within a horizon, and how links and pairs shrink them.

use super::{energy, timetable};
use crate::compact::{End, Problem};

/// A link as a distance between starts.
#[derive(Clone, Copy, Debug)]
struct Distance {
    from: usize,
    to: usize,
    more: i32,
}

/// Need of a pool by those that need it at all.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    pub(super) capacity: i64,
    /// Activity and need.
    pub(super) needs: Vec<(usize, i64)>,
}

/// What does not depend on the horizon.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    pub(super) durations: Vec<i32>,
    pub(super) pools: Vec<Pool>,
    /// In the order of their successors.
    distances: Vec<Distance>,
    /// Earliest starts by links alone.
    pub(super) heads: Vec<i32>,
    /// From the start of each to the end of the longest chain behind it.
    pub(super) tails: Vec<i32>,
    /// Pairs of which no two can run beside each other and no link says which comes first.
    pairs: Vec<(usize, usize)>,
    /// For each activity one bit for each other: they never run at the same time.
    pub(super) apart: Vec<Vec<u64>>,
}

/// Earliest and latest starts within a horizon.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    pub(super) early: Vec<i32>,
    pub(super) late: Vec<i32>,
    pub(super) horizon: i32,
}

/// A window has become empty.
pub(super) struct Empty;

impl Starts {
    /// Raises an earliest start; whether that changed anything.
    pub(super) fn raise(&mut self, activity: usize, early: i32) -> Result<bool, Empty> {
        if early <= self.early[activity] {
            return Ok(false);
        }
        self.early[activity] = early;
        if early > self.late[activity] { Err(Empty) } else { Ok(true) }
    }

    /// Lowers a latest start; whether that changed anything.
    pub(super) fn lower(&mut self, activity: usize, late: i32) -> Result<bool, Empty> {
        if late >= self.late[activity] {
            return Ok(false);
        }
        self.late[activity] = late;
        if late < self.early[activity] { Err(Empty) } else { Ok(true) }
    }
}

/// Times beyond this are not reached.
fn time(wide: i64) -> i32 {
    i32::try_from(wide.clamp(-(1 << 30), 1 << 30)).unwrap_or(0)
}

impl Windows {
    pub(super) fn new(problem: &Problem) -> Self {
        let durations: Vec<i32> = problem.activities.iter().map(|activity| time(i64::from(activity.duration))).collect();
        let mut distances: Vec<Distance> = problem
            .arcs
            .iter()
            .map(|arc| {
                let reach = |(activity, end): (u32, End)| match end {
                    End::Start => 0,
                    End::Finish => i64::from(durations[activity as usize]),
                };
                let more = time(i64::from(arc.lag) + reach(arc.from) - reach(arc.to));
                Distance { from: arc.from.0 as usize, to: arc.to.0 as usize, more }
            })
            .collect();
        distances.sort_unstable_by_key(|distance| (distance.to, distance.from));
        let mut heads = vec![0i32; durations.len()];
        for distance in &distances {
            heads[distance.to] = heads[distance.to].max(heads[distance.from].saturating_add(distance.more));
        }
        let mut tails = durations.clone();
        for distance in distances.iter().rev() {
            tails[distance.from] = tails[distance.from].max(tails[distance.to].saturating_add(distance.more));
        }
        let mut windows =
            Self { durations, pools: pools(problem), distances, heads, tails, pairs: Vec::new(), apart: Vec::new() };
        if windows.durations.len() <= super::MOST {
            windows.find_pairs();
        }
        windows
    }

    /// The longest chain of links.
    pub(super) fn longest_chain(&self) -> i32 {
        self.heads.iter().zip(&self.tails).map(|(head, tail)| head.saturating_add(*tail)).max().unwrap_or(0)
    }

    /// The work of the busiest pool over what it can do, after the first and before the last that need it.
    pub(super) fn most_work(&self) -> i32 {
        let of = |pool: &Pool| {
            let work: i64 = pool.needs.iter().map(|(activity, need)| need * i64::from(self.durations[*activity])).sum();
            let head = pool.needs.iter().map(|(activity, _)| self.heads[*activity]).min().unwrap_or(0);
            let after = |activity: usize| self.tails[activity] - self.durations[activity];
            let tail = pool.needs.iter().map(|(activity, _)| after(*activity)).min().unwrap_or(0);
            let rounded = (work + pool.capacity.max(1) - 1) / pool.capacity.max(1);
            time(rounded + i64::from(head) + i64::from(tail))
        };
        self.pools.iter().map(of).max().unwrap_or(0)
    }

    /// Which activities never run at the same time.
    fn find_pairs(&mut self) {
        let count = self.durations.len();
        let mut reached = vec![vec![0u64; count.div_ceil(64)]; count];
        // Whoever waits for the finish of another is apart from it, and so is whoever waits for that one's finish.
        for distance in &self.distances {
            if distance.more >= self.durations[distance.from] {
                let before = reached[distance.from].clone();
                for (word, other) in reached[distance.to].iter_mut().zip(before) {
                    *word |= other;
                }
                reached[distance.to][distance.from / 64] |= 1 << (distance.from % 64);
            }
        }
        self.apart = vec![vec![0u64; count.div_ceil(64)]; count];
        let mut need = vec![vec![0i64; self.pools.len()]; count];
        for (pool, (_, needs)) in self.pools.iter().map(|pool| (pool.capacity, &pool.needs)).enumerate() {
            needs.iter().for_each(|(activity, units)| need[*activity][pool] = *units);
        }
        for one in 0..count {
            for other in one + 1..count {
                let linked = reached[other][one / 64] >> (one % 64) & 1 == 1;
                let over = |((a, b), pool): ((&i64, &i64), &Pool)| a + b > pool.capacity;
                let excluded = need[one].iter().zip(&need[other]).zip(&self.pools).any(over);
                if excluded && !linked {
                    self.pairs.push((one, other));
                }
                if (excluded || linked) && self.durations[one] > 0 && self.durations[other] > 0 {
                    self.apart[one][other / 64] |= 1 << (other % 64);
                    self.apart[other][one / 64] |= 1 << (one % 64);
                }
            }
        }
    }

    /// Whether no plan ends at a horizon or before.
    pub(super) fn refutes(&self, horizon: i32) -> bool {
        let late = self.tails.iter().map(|tail| horizon - tail).collect();
        let mut starts = Starts { early: self.heads.clone(), late, horizon };
        if starts.early.iter().zip(&starts.late).any(|(early, late)| early > late) {
            return true;
        }
        self.shrink(&mut starts).is_err() || energy::is_short(self, &starts)
    }

    /// Shrinks the windows until nothing changes.
    fn shrink(&self, starts: &mut Starts) -> Result<(), Empty> {
        loop {
            let mut changed = self.by_links(starts)?;
            changed |= self.by_pairs(starts)?;
            if !changed && !timetable::shrink(self, starts)? {
                return Ok(());
            }
        }
    }

    fn by_links(&self, starts: &mut Starts) -> Result<bool, Empty> {
        let mut changed = false;
        for distance in &self.distances {
            changed |= starts.raise(distance.to, starts.early[distance.from] + distance.more)?;
        }
        for distance in self.distances.iter().rev() {
            changed |= starts.lower(distance.from, starts.late[distance.to] - distance.more)?;
        }
        Ok(changed)
    }

    fn by_pairs(&self, starts: &mut Starts) -> Result<bool, Empty> {
        let mut changed = false;
        for (one, other) in &self.pairs {
            for (first, second) in [(*one, *other), (*other, *one)] {
                // When the first cannot come first, it comes after the second.
                if starts.early[first] + self.durations[first] > starts.late[second] {
                    changed |= starts.raise(first, starts.early[second] + self.durations[second])?;
                    changed |= starts.lower(second, starts.late[first] - self.durations[second])?;
                }
            }
        }
        Ok(changed)
    }
}

/// Pools with those that need them; what lasts no time needs nothing.
fn pools(problem: &Problem) -> Vec<Pool> {
    let mut pools: Vec<Pool> =
        problem.pools.iter().map(|capacity| Pool { capacity: i64::from(*capacity), needs: Vec::new() }).collect();
    for (index, activity) in problem.activities.iter().enumerate() {
        for (pool, need) in activity.needs.iter().filter(|(_, need)| activity.duration > 0 && *need > 0) {
            let needs = &mut pools[*pool as usize].needs;
            match needs.last_mut() {
                Some((last, units)) if *last == index => *units += i64::from(*need),
                Some(_) | None => needs.push((index, i64::from(*need))),
            }
        }
    }
    pools.retain(|pool| !pool.needs.is_empty());
    pools
}
