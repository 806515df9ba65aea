//! Scheduling of whole numbers: activities, links and pools without calendars.
//!
//! The bare resource-constrained project scheduling problem (Pritsker, Watters and Wolfe 1969) with all four kinds of
//! links: every activity lasts a fixed number of periods and needs so much of each pool meanwhile. [`solve`] answers
//! with a start for each, the makespan and a lower bound that no plan can beat; when both are equal the plan is proved
//! best. It is what public benchmarks ask, and what a plan without calendars comes down to.
//!
//! It never fails: an activity that needs more than there is, a link that names nobody or closes a circle is a
//! [`Finding`] and left out; the rest is planned. The answer is the same for any order of activities, links and pools
//! (see [`Activity::key`]) and for any number of threads.
//!
//! What it deliberately does not do: no maximal distances between activities, no choice among modes, no costs.

pub(crate) mod canonical;
mod decoder;
mod kernel;
mod packed;
mod steps;

pub use decoder::Compact;

use std::fmt::Debug;
use std::ops::ControlFlow;

use crate::bounds;
use crate::search::{Effort, Found, Known, search};

/// Activities, links and pools, in any order. Indices point into the lists of the same problem.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problem {
    /// What is to be done.
    pub activities: Vec<Activity>,
    /// What must wait for what.
    pub arcs: Vec<Arc>,
    /// How many units of each pool there are at any time.
    pub pools: Vec<u32>,
}

/// One thing to be done without interruption.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Activity {
    /// How many periods it lasts; 0 is a milestone, which needs nothing.
    pub duration: u32,
    /// Pools and how many units of each it holds as long as it lasts. A pool that is named twice is needed twice.
    pub needs: Vec<(u32, u32)>,
    /// Something of the caller's that tells activities apart that are otherwise alike, such as a hash of a name: then
    /// the answer follows the key and not the order of the list. Moves nothing else.
    pub key: u64,
}

/// An end of an activity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum End {
    /// Where it starts.
    Start,
    /// Where it finishes.
    Finish,
}

/// A link: an end of one activity comes at least so many periods after an end of another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arc {
    /// Which end of the predecessor binds.
    pub from: (u32, End),
    /// Which end of the successor is bound.
    pub to: (u32, End),
    /// Periods between them; a lead when negative.
    pub lag: i32,
}

impl Arc {
    /// The successor starts when the predecessor has finished.
    #[must_use]
    pub const fn finish_to_start(from: u32, to: u32) -> Self {
        Self { from: (from, End::Finish), to: (to, End::Start), lag: 0 }
    }
}

/// What stands in the way of a part of the problem. The rest is planned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Finding {
    /// The activity needs more of a pool than there is, or a pool that does not exist. It has no start; what waits for
    /// it is planned as if it were done.
    Unmet {
        /// The activity.
        activity: u32,
        /// The pool.
        pool: u32,
    },
    /// The arc names an activity that does not exist. It was left out.
    UnknownArc {
        /// Position in [`Problem::arcs`].
        arc: u32,
    },
    /// The arc lies on a circle. It was left out.
    Circle {
        /// Position in [`Problem::arcs`].
        arc: u32,
    },
    /// Durations and lags add up to more than can be counted. Nothing was planned.
    TooLong,
}

/// The best plan found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Solution {
    /// Where each activity starts, in the order of the problem; `None` when it could not be planned.
    pub starts: Vec<Option<u32>>,
    /// Where the last one finishes.
    pub makespan: u32,
    /// No plan can be shorter. The plan is proved best when it is equal to the makespan.
    pub lower_bound: u32,
    /// How many schedules were generated.
    pub schedules: u64,
    /// What could not be planned, sorted.
    pub findings: Vec<Finding>,
}

/// Plans a problem: the shortest makespan that the effort finds.
///
/// # Examples
///
/// ```
/// use planner::compact::{Activity, Arc, Problem, solve};
/// use planner::search::Effort;
///
/// let task = |duration, men| Activity { duration, needs: vec![(0, men)], key: 0 };
/// let problem = Problem {
///     activities: vec![task(2, 2), task(3, 1), task(2, 1), task(1, 2)],
///     arcs: vec![Arc::finish_to_start(0, 3)],
///     pools: vec![2],
/// };
/// let solution = solve(&problem, &Effort::schedules(100));
/// assert_eq!((solution.makespan, solution.lower_bound), (6, 6));
/// ```
#[must_use]
pub fn solve(problem: &Problem, effort: &Effort<'_>) -> Solution {
    solve_watched(problem, effort, &mut |_| ControlFlow::Continue(()))
}

/// The same; tells the best plan so far after fixed numbers of schedules and stops when told to.
#[must_use]
pub fn solve_watched(problem: &Problem, effort: &Effort<'_>, watch: &mut dyn FnMut(&Found<u32>) -> ControlFlow<()>) -> Solution {
    let (canonical, findings) = canonical::canonical(problem);
    let mut solution = Solution { starts: vec![None; problem.activities.len()], findings, ..Solution::default() };
    let Some(mut decoder) = Compact::new(&canonical.problem) else {
        solution.findings.push(Finding::TooLong);
        return solution;
    };
    solution.lower_bound = bounds::lower_bound(&canonical.problem);
    if canonical.problem.activities.is_empty() {
        return solution;
    }
    let rules = decoder.rule_lists();
    let known = Known { lists: &rules, enough: Some(solution.lower_bound) };
    let found = search(&decoder, effort, &known, watch);
    solution.makespan = decoder.plan(&found.list, found.way);
    solution.schedules = found.schedules;
    for (number, original) in (0u32..).zip(&canonical.originals) {
        solution.starts[*original as usize] = Some(decoder.start(number));
    }
    solution
}
