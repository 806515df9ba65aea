//! What a simulation answers: when things finish, with which chance, and why.
//!
//! Dates are minutes and chances are counts of samples; only means, deviations and correlations are broken numbers.
//! Everything says how sure it is: standard errors are those of the number of samples.

use super::uncertainty::Doubt;
use crate::minute::Minute;
use crate::network::{ProjectIndex, TaskIndex};
use crate::outcome::Finding;

/// The answer of a simulation.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Distribution {
    /// How many samples were drawn.
    pub samples: u32,
    /// When everything is finished; `None` when there is nothing to simulate.
    pub whole: Option<Curve>,
    /// One entry for each project of the network, in its order; `None` when it has no active task.
    pub projects: Vec<Option<Curve>>,
    /// One entry for each goal that was asked for, in that order; `None` where it has no dates.
    pub goals: Vec<Option<Curve>>,
    /// For each task that has a deadline and dates the chance to keep it, in the order of the network.
    pub deadlines: Vec<DeadlineChance>,
    /// One entry for each task of the network, in its order; `None` for summaries and for what is inactive.
    pub tasks: Vec<Option<TaskShare>>,
    /// The tornado: what each of the tasks and risks that were asked for does to the whole, the widest first.
    pub drivers: Vec<Driver>,
    /// What removing each risk changes, in the order of the risks, when it was asked for.
    pub risks: Vec<Effect>,
    /// What each task that is thought of as done changes, in the order of the question.
    pub done: Vec<Effect>,
    /// What could not be meant about the uncertainty.
    pub doubts: Vec<Doubt>,
    /// What stands in the way in the network itself, resource links counted.
    pub findings: Vec<Finding>,
}

/// In how many samples something was so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// The samples in which it was so.
    pub times: u32,
    /// All samples.
    pub of: u32,
}

impl Share {
    /// The share, from zero to one.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.times) / f64::from(self.of.max(1))
    }

    /// Its standard error.
    #[must_use]
    pub fn standard_error(self) -> f64 {
        (self.value() * (1.0 - self.value()) / f64::from(self.of.max(1))).sqrt()
    }
}

/// When something finishes: the cumulative curve of its chance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Curve {
    /// The finish in each sample, ascending; never empty.
    finishes: Vec<Minute>,
}

impl Curve {
    /// A curve of finishes in any order; `None` without any.
    pub(super) fn new(mut finishes: Vec<Minute>) -> Option<Self> {
        finishes.sort_unstable();
        (!finishes.is_empty()).then_some(Self { finishes })
    }

    /// The finish in each sample, ascending.
    #[must_use]
    pub fn finishes(&self) -> &[Minute] {
        &self.finishes
    }

    /// The chance to be finished at a minute or before.
    #[must_use]
    pub fn chance(&self, by: Minute) -> Share {
        let times = self.finishes.partition_point(|finish| *finish <= by);
        Share { times: count(times), of: count(self.finishes.len()) }
    }

    /// The first minute by which it is finished with a chance of so many ten-thousandths: 8,000 is P80.
    #[must_use]
    pub fn finish(&self, chance: u32) -> Minute {
        let of = self.finishes.len() as u64;
        let rank = (of * u64::from(chance.min(10_000))).div_ceil(10_000).max(1) - 1;
        self.at(rank)
    }

    /// Between which minutes the true one of [`finish`](Self::finish) lies, nineteen times in twenty: the order
    /// statistics two standard errors of the count away.
    #[must_use]
    pub fn finish_range(&self, chance: u32) -> (Minute, Minute) {
        let of = self.finishes.len() as f64;
        let share = f64::from(chance.min(10_000)) / 10_000.0;
        let (middle, error) = (of * share, 1.96 * (of * share * (1.0 - share)).sqrt());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a float stays inside the range")]
        let ranks = ((middle - error).floor() as u64, (middle + error).ceil() as u64);
        (self.at(ranks.0), self.at(ranks.1))
    }

    fn at(&self, rank: u64) -> Minute {
        let last = self.finishes.len().saturating_sub(1);
        let index = usize::try_from(rank).unwrap_or(last).min(last);
        self.finishes.get(index).copied().unwrap_or_default()
    }

    /// The mean, to the nearest minute.
    #[must_use]
    pub fn mean(&self) -> Minute {
        let (sum, of) = (self.sum(), self.finishes.len().max(1) as i64);
        Minute::new((2 * sum + of).div_euclid(2 * of))
    }

    fn sum(&self) -> i64 {
        self.finishes.iter().map(|finish| i64::from(finish.get())).sum()
    }

    /// The standard deviation, in minutes by the clock.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        let first = i64::from(self.at(0).get());
        let (mut sum, mut squares) = (0i128, 0i128);
        for finish in &self.finishes {
            let after = i128::from(i64::from(finish.get()) - first);
            sum += after;
            squares += after * after;
        }
        spread(sum, squares, count(self.finishes.len()))
    }

    /// The standard error of the mean, in minutes by the clock.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        self.deviation() / (self.finishes.len() as f64).sqrt()
    }
}

/// The standard deviation of so many whole numbers with this sum and this sum of squares.
pub(super) fn spread(sum: i128, squares: i128, of: u32) -> f64 {
    if of < 2 {
        return 0.0;
    }
    let of = i128::from(of);
    let scaled = squares * of - sum * sum;
    (scaled as f64 / (of * (of - 1)) as f64).max(0.0).sqrt()
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The chance to keep a deadline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeadlineChance {
    /// The task or summary.
    pub task: TaskIndex,
    /// Its deadline.
    pub deadline: Minute,
    /// In how many samples it is kept.
    pub chance: Share,
}

/// How much a task has to do with the finish of its project.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TaskShare {
    /// In how many samples it is critical, as a schedule would say it, when that was asked for.
    pub criticality: Option<Share>,
    /// The rank correlation (Spearman) of its duration with the finish of its project, when it was asked for and its
    /// duration varies. Its standard error is about one by the root of the number of samples.
    pub cruciality: Option<f64>,
}

/// What something does to the finish of the whole.
#[derive(Clone, PartialEq, Debug)]
pub struct Driver {
    /// What it is.
    pub cause: Cause,
    /// At its best: a task at the tenth part of its distribution, a risk that does not happen.
    pub best: Effect,
    /// At its worst: a task at nine tenths of its distribution, a risk that happens for certain.
    pub worst: Effect,
}

impl Driver {
    /// How far best and worst lie apart for the whole, in minutes by the clock.
    #[must_use]
    pub fn swing(&self) -> f64 {
        self.worst.whole.mean - self.best.whole.mean
    }
}

/// What drives a finish.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// The duration of a task.
    Task(TaskIndex),
    /// A risk, by its position in [`Uncertainty::risks`](super::Uncertainty::risks).
    Risk(u32),
}

/// What a change of the plan does, on the same numbers of chance.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effect {
    /// To the finish of everything.
    pub whole: Change,
    /// To the finishes of those projects that it moves in any sample.
    pub projects: Vec<(ProjectIndex, Change)>,
    /// To the finishes of those goals that it moves in any sample.
    pub goals: Vec<(TaskIndex, Change)>,
}

/// How a finish moves on average.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Change {
    /// Mean of the differences, in minutes by the clock; negative is earlier.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
}
