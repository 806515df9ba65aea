//! The question as the solver is asked it: distances between starts, pools, pairs and crews.

use super::crew::Crews;
use super::engine::Plan;
use crate::compact::{End, Problem};

/// What has to be kept, in whole periods. Activities are those of the problem, in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) durations: Vec<i32>,
    /// The second starts at least so much after the first; negative for a maximal lag backwards.
    pub(super) distances: Vec<(usize, usize, i32)>,
    pub(super) pools: Vec<Pool>,
    /// Who does it, where that matters.
    pub(super) crews: Crews,
}

/// A pool and who needs it, each at most as much as there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pool {
    pub(super) capacity: i32,
    /// Activity and need; activities that last.
    pub(super) needs: Vec<(usize, i32)>,
}

/// Distances that follow from distances, and pairs that exclude each other.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    /// For each activity and each other the longest chain of distances; [`NONE`] where there is none.
    longest: Vec<i32>,
    count: usize,
    /// Earliest starts and, from each start, the time to the end of the plan at least.
    pub(super) heads: Vec<i32>,
    pub(super) tails: Vec<i32>,
    /// Pairs that cannot run beside each other and of which no distance says which comes first.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Distances that follow because the other order is impossible.
    pub(super) forced: Vec<(usize, usize, i32)>,
}

/// Distances close a circle that nobody can keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Impossible;

/// No chain leads there.
const NONE: i32 = i32::MIN / 4;

/// Larger times are not asked about.
const LATEST: i64 = 1 << 26;

impl Model {
    /// The question of a problem; `None` when its times or needs are beyond what is asked about.
    pub(super) fn new(problem: &Problem) -> Option<Self> {
        let durations: Vec<i32> =
            problem.activities.iter().map(|activity| i32::try_from(activity.duration).ok()).collect::<Option<_>>()?;
        let lags: i64 = problem.arcs.iter().map(|arc| i64::from(arc.lag).abs()).sum();
        if durations.iter().map(|duration| i64::from(*duration)).sum::<i64>() + lags > LATEST {
            return None;
        }
        let reach = |(activity, end): (u32, End)| match end {
            End::Start => 0,
            End::Finish => durations[activity as usize],
        };
        let distance =
            |arc: &crate::compact::Arc| (arc.from.0 as usize, arc.to.0 as usize, arc.lag + reach(arc.from) - reach(arc.to));
        let distances = problem.arcs.iter().map(distance).collect();
        let mut pools = Vec::new();
        for (pool, capacity) in (0u32..).zip(&problem.pools) {
            let mut needs = Vec::new();
            for (index, activity) in problem.activities.iter().enumerate().filter(|(_, activity)| activity.duration > 0) {
                let need: u64 = activity.needs.iter().filter(|(of, _)| *of == pool).map(|(_, need)| u64::from(*need)).sum();
                if need > 0 {
                    needs.push((index, i32::try_from(need).ok()?));
                }
            }
            pools.push(Pool { capacity: i32::try_from(*capacity).unwrap_or(i32::MAX), needs });
        }
        pools.retain(|pool| pool.needs.iter().map(|(_, need)| i64::from(*need)).sum::<i64>() > i64::from(pool.capacity));
        Some(Self { durations, distances, pools, crews: Crews::default() })
    }

    /// Closes distances over chains and over pairs of which only one order is possible.
    pub(super) fn closure(&self) -> Result<Closure, Impossible> {
        let count = self.durations.len();
        let mut closure = Closure {
            longest: vec![NONE; count * count],
            count,
            heads: vec![0; count],
            tails: self.durations.clone(),
            pairs: self.apart(),
            forced: Vec::new(),
        };
        (0..count).for_each(|activity| closure.longest[activity * count + activity] = 0);
        for (from, to, more) in &self.distances {
            let known = &mut closure.longest[from * count + to];
            *known = (*known).max(*more);
        }
        closure.by_chains()?;
        closure.by_pairs(&self.durations)?;
        closure.windows(&self.durations);
        Ok(closure)
    }

    /// Pairs that need more together than there is.
    fn apart(&self) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for pool in &self.pools {
            for (at, (one, need)) in pool.needs.iter().enumerate() {
                let over = pool.needs[at + 1..]
                    .iter()
                    .filter(|(_, other)| i64::from(*need) + i64::from(*other) > i64::from(pool.capacity));
                pairs.extend(over.map(|(other, _)| (*one, *other)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

impl Closure {
    /// The second starts at least so much after the first.
    pub(super) fn between(&self, from: usize, to: usize) -> i32 {
        self.longest[from * self.count + to]
    }

    /// Whether the first must have finished before the second starts.
    pub(super) fn before(&self, from: usize, to: usize, duration: i32) -> bool {
        self.between(from, to) >= duration
    }

    /// All longest chains (Floyd 1962).
    fn by_chains(&mut self) -> Result<(), Impossible> {
        for over in 0..self.count {
            let row = self.longest[over * self.count..(over + 1) * self.count].to_vec();
            for from in 0..self.count {
                let first = self.longest[from * self.count + over];
                if first > NONE {
                    let reached = &mut self.longest[from * self.count..(from + 1) * self.count];
                    for (known, second) in reached.iter_mut().zip(&row).filter(|(_, second)| **second > NONE) {
                        *known = (*known).max(first + second);
                    }
                }
            }
        }
        if (0..self.count).any(|activity| self.between(activity, activity) > 0) { Err(Impossible) } else { Ok(()) }
    }

    /// Takes out pairs of which the order is known or forced, until nothing changes.
    fn by_pairs(&mut self, durations: &[i32]) -> Result<(), Impossible> {
        loop {
            let before = self.forced.len();
            for (one, other) in std::mem::take(&mut self.pairs) {
                let possible = |closure: &Self, first: usize, second: usize| {
                    closure.between(second, first) == NONE || closure.between(second, first) <= -durations[first]
                };
                let known = self.before(one, other, durations[one]) || self.before(other, one, durations[other]);
                match (known, possible(self, one, other), possible(self, other, one)) {
                    (true, _, _) => {}
                    (false, true, true) => self.pairs.push((one, other)),
                    (false, true, false) => self.adds(one, other, durations[one])?,
                    (false, false, true) => self.adds(other, one, durations[other])?,
                    (false, false, false) => return Err(Impossible),
                }
            }
            if self.forced.len() == before {
                return Ok(());
            }
        }
    }

    /// One more distance, and what follows from it.
    fn adds(&mut self, from: usize, to: usize, more: i32) -> Result<(), Impossible> {
        self.forced.push((from, to, more));
        for first in 0..self.count {
            let reach = self.between(first, from);
            if reach > NONE {
                for last in 0..self.count {
                    let rest = self.between(to, last);
                    if rest > NONE {
                        let known = &mut self.longest[first * self.count + last];
                        *known = (*known).max(reach + more + rest);
                    }
                }
            }
        }
        if (0..self.count).any(|activity| self.between(activity, activity) > 0) { Err(Impossible) } else { Ok(()) }
    }

    /// Heads and tails.
    fn windows(&mut self, durations: &[i32]) {
        for activity in 0..self.count {
            for (other, duration) in durations.iter().enumerate() {
                let (to, from) = (self.between(other, activity), self.between(activity, other));
                self.heads[activity] = self.heads[activity].max(to);
                if from > NONE {
                    self.tails[activity] = self.tails[activity].max(from + duration);
                }
            }
        }
    }
}

impl Model {
    /// Where a plan ends that keeps everything.
    pub(super) fn verified(&self, Plan { starts, crews }: &Plan) -> Option<i32> {
        let kept = self.distances.iter().all(|(from, to, more)| starts[*to] - starts[*from] >= *more);
        let fits = |pool: &Pool| {
            let mut events: Vec<(i32, i64)> = Vec::new();
            for (activity, need) in &pool.needs {
                let (start, need) = (starts[*activity], i64::from(*need));
                events.extend([(start, need), (start + self.durations[*activity], -need)]);
            }
            events.sort_unstable();
            let mut used = 0;
            events.iter().all(|(_, change)| {
                used += change;
                used <= i64::from(pool.capacity)
            })
        };
        let begun = starts.iter().all(|start| *start >= 0);
        let end = starts.iter().zip(&self.durations).map(|(start, duration)| start + duration).max().unwrap_or(0);
        (begun && kept && self.pools.iter().all(fits) && self.staffed(starts, crews)).then_some(end)
    }

    /// Whether all places are filled and nobody is in two of them at a time.
    fn staffed(&self, starts: &[i32], crews: &[Vec<usize>]) -> bool {
        let filled = crews.iter().enumerate().all(|(activity, crew)| self.crews.places(activity, crew).is_some());
        let mut busy: Vec<(usize, i32, i32)> = Vec::new();
        for (activity, crew) in crews.iter().enumerate().filter(|(activity, _)| self.durations[*activity] > 0) {
            let (start, end) = (starts[activity], starts[activity] + self.durations[activity]);
            busy.extend(crew.iter().map(|person| (*person, start, end)));
        }
        busy.sort_unstable();
        let at_once = busy.windows(2).any(|two| two[0].0 == two[1].0 && two[1].1 < two[0].2);
        filled && !at_once && crews.len() == self.crews.demands.len()
    }

    /// No best plan ends later than this: everything in a row, each with its longest distance behind it.
    pub(super) fn latest_end(&self) -> i32 {
        let mut steps = self.durations.clone();
        for (from, _, more) in &self.distances {
            steps[*from] = steps[*from].max(*more);
        }
        steps.iter().sum()
    }
}
