//! What is not certain about a plan: how long tasks take, what they have in common, and what may happen to them.
//!
//! Everything is a whole number. An estimate speaks of the duration of a task that has not started and of what
//! remains of one that has. A number that cannot be meant (a negative length, points out of order, a chance above
//! one) is mended and found, never an error.

use crate::minute::Minute;
use crate::network::{Link, Network, ProjectIndex, TaskIndex};

/// What is certain: a chance of one, in millionths.
pub const CERTAIN: u32 = 1_000_000;

/// The most samples of one simulation.
pub const MOST_SAMPLES: u32 = 1_000_000;

/// What is not certain about a network, and what is asked about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncertainty {
    /// How long tasks take. A task without estimate takes as long as the network says.
    pub estimates: Vec<Estimate>,
    /// What may happen.
    pub risks: Vec<Risk>,
    /// What the tasks of a project have in common.
    pub correlations: Vec<Correlation>,
    /// Links beside those of the network: whoever levelled the plan hands in here who waits for whose hands.
    pub resource_links: Vec<Link>,
    /// How many samples are drawn, up to [`MOST_SAMPLES`].
    pub samples: u32,
    /// Where chance begins. The same seed gives the same answer, on any machine.
    pub seed: u64,
    /// How many threads work; the answer does not depend on it. Zero is one.
    pub threads: u32,
    /// What is asked beyond the finish of projects and the chances of deadlines.
    pub asked: Asked,
}

impl Default for Uncertainty {
    /// Nothing uncertain, a thousand samples, one thread.
    fn default() -> Self {
        Self {
            estimates: Vec::new(),
            risks: Vec::new(),
            correlations: Vec::new(),
            resource_links: Vec::new(),
            samples: 1_000,
            seed: 0,
            threads: 1,
            asked: Asked::default(),
        }
    }
}

/// What is asked of a simulation beyond when projects finish and which deadlines are kept. Everything here costs more
/// passes over the network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Whether it is wanted how often each task is critical; yes by default.
    pub criticality: bool,
    /// Tasks and summaries of which the distribution of the finish is wanted.
    pub goals: Vec<TaskIndex>,
    /// Whether the rank correlation of each task's duration with its project's finish is wanted.
    pub cruciality: bool,
    /// How many drivers the tornado has: tasks, the most critical first (so that criticality must be asked for), and
    /// risks, by what their best and worst does to the whole.
    pub drivers: u32,
    /// Whether it is wanted what each risk costs.
    pub risks: bool,
    /// What would be if these tasks were done at this time.
    pub done: Option<Done>,
}

impl Default for Asked {
    fn default() -> Self {
        Self { criticality: true, goals: Vec::new(), cruciality: false, drivers: 0, risks: false, done: None }
    }
}

/// Tasks that are thought of as done, one by one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// When they are done.
    pub at: Minute,
    /// The tasks.
    pub tasks: Vec<TaskIndex>,
}

/// How long a task takes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Estimate {
    /// The task: one with a duration, not done and without typed dates.
    pub task: TaskIndex,
    /// Names the task's own numbers of chance, whatever its place in the network: the number of its record.
    pub stream: u64,
    /// Its duration, or what remains of it when it has started, in minutes of its own kind.
    pub spread: Spread,
}

/// A distribution of minutes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Spread {
    /// Three points with the beta distribution of PERT (Malcolm, Roseboom, Clark and Fazar 1959): the mean is
    /// (low + 4 likely + high) / 6.
    Pert(ThreePoints),
    /// Three points with straight sides: the mean is (low + likely + high) / 3.
    Triangular(ThreePoints),
    /// A lognormal distribution: half of all values lie below the median, nine of ten below `high`. It ends at the
    /// value that is exceeded once in a million times.
    Lognormal {
        /// The median.
        median: i64,
        /// The value that is exceeded once in ten times.
        high: i64,
    },
}

/// Three points of a distribution, in minutes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ThreePoints {
    /// The least.
    pub low: i64,
    /// The most likely.
    pub likely: i64,
    /// The most.
    pub high: i64,
}

impl ThreePoints {
    /// Three points around a length, in whole per cent of it: `around(480, -10, 30)` is 432, 480, 624.
    #[must_use]
    pub fn around(minutes: i64, low: i64, high: i64) -> Self {
        let share = |percent: i64| crate::graph::percentage(minutes, percent.saturating_add(100));
        Self { low: share(low), likely: minutes, high: share(high) }
    }

    /// The same number three times.
    #[must_use]
    pub const fn exactly(minutes: i64) -> Self {
        Self { low: minutes, likely: minutes, high: minutes }
    }
}

/// Something that may happen and makes tasks longer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Risk {
    /// Names its own numbers of chance: the number of its record.
    pub stream: u64,
    /// How likely it is, in millionths; [`CERTAIN`] is the most.
    pub chance: u32,
    /// The tasks that it makes longer. How hard it hits is drawn once for all of them.
    pub impacts: Vec<Impact>,
}

/// By how much a risk makes a task longer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Impact {
    /// The task.
    pub task: TaskIndex,
    /// The minutes that are added to its duration.
    pub spread: Spread,
}

/// That the tasks of a project run late or early together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Correlation {
    /// The project.
    pub project: ProjectIndex,
    /// Names its own numbers of chance.
    pub stream: u64,
    /// The rank correlation (Spearman) of any two of its estimated tasks, in ten-thousandths, up to 10,000.
    pub share: u32,
}

/// Something that could not be meant. The rest is simulated all the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Doubt {
    /// The network has no task to simulate.
    NothingToSimulate,
    /// No sample, or more than [`MOST_SAMPLES`], was asked for. One, or the most, was drawn.
    Samples {
        /// How many were asked for.
        asked: u32,
    },
    /// A task that does not exist was named. What was said about it was left out.
    UnknownTask {
        /// The task.
        task: TaskIndex,
    },
    /// The task has no duration that could vary: it is a summary, inactive, done, or its dates were typed.
    NoDuration {
        /// The task.
        task: TaskIndex,
    },
    /// The task has several estimates. The least by its numbers counts.
    SeveralEstimates {
        /// The task.
        task: TaskIndex,
    },
    /// The points of an estimate or an impact on the task are not in order. They were put in order.
    OutOfOrder {
        /// The task.
        task: TaskIndex,
    },
    /// A point of an estimate or an impact on the task is negative. It was taken as zero.
    Negative {
        /// The task.
        task: TaskIndex,
    },
    /// A point is longer than a thousand years. It was taken as that.
    TooLong {
        /// The task.
        task: TaskIndex,
    },
    /// Two tasks draw from the same numbers of chance: their durations rise and fall together.
    SharedStream {
        /// The stream.
        stream: u64,
    },
    /// A chance is above one. The risk was taken as certain.
    MoreThanCertain {
        /// Position in [`Uncertainty::risks`].
        risk: u32,
    },
    /// A correlation names a project that does not exist. It was left out.
    UnknownProject {
        /// The project.
        project: ProjectIndex,
    },
    /// The project has several correlations. The least by its numbers counts.
    SeveralCorrelations {
        /// The project.
        project: ProjectIndex,
    },
    /// A correlation is above one. It was taken as one.
    TooCorrelated {
        /// The project.
        project: ProjectIndex,
    },
}

/// The longest duration of a task, as the critical path takes it: about a thousand years.
pub(super) const LONGEST: i64 = 1 << 29;

impl Spread {
    /// The same with numbers that can be meant; what was wrong is found under the task's name.
    pub(super) fn mended(self, task: TaskIndex, doubts: &mut Vec<Doubt>) -> Self {
        let mut within = |minutes: i64| {
            if minutes < 0 {
                doubts.push(Doubt::Negative { task });
            }
            if minutes > LONGEST {
                doubts.push(Doubt::TooLong { task });
            }
            minutes.clamp(0, LONGEST)
        };
        let mut ordered = |mut points: ThreePoints| {
            let mut sorted = [within(points.low), within(points.likely), within(points.high)];
            let before = sorted;
            sorted.sort_unstable();
            [points.low, points.likely, points.high] = sorted;
            (points, before != sorted)
        };
        let (mended, moved) = match self {
            Self::Pert(points) => {
                let (points, moved) = ordered(points);
                (Self::Pert(points), moved)
            }
            Self::Triangular(points) => {
                let (points, moved) = ordered(points);
                (Self::Triangular(points), moved)
            }
            Self::Lognormal { median, high } => {
                let (median, high) = (within(median), within(high));
                (Self::Lognormal { median: median.min(high), high: high.max(median) }, median > high)
            }
        };
        if moved {
            doubts.push(Doubt::OutOfOrder { task });
        }
        mended
    }
}

impl Uncertainty {
    /// The network with the resource links added to its own.
    pub(super) fn with_links<'a>(&self, network: &'a Network) -> std::borrow::Cow<'a, Network> {
        if self.resource_links.is_empty() {
            return std::borrow::Cow::Borrowed(network);
        }
        let mut network = network.clone();
        network.links.extend_from_slice(&self.resource_links);
        std::borrow::Cow::Owned(network)
    }
}
