//! What makes one plan better than another, and how long to look for a better one.

use std::sync::atomic::AtomicBool;

use super::resources::ResourceIndex;
use crate::minute::Minute;
use crate::network::{ProjectIndex, TaskIndex};

/// The priority of a project that has none in [`Objective::priorities`].
pub const USUAL_PRIORITY: u32 = 500;

/// Something that plans are judged by; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Term {
    /// Minutes by the clock by which goals, deadlines and wanted project finishes are missed, times their weight.
    Tardiness,
    /// Minutes by the clock by which starts differ from what was agreed, and a day for everybody who is replaced.
    Disturbance,
    /// Minutes by the clock from the start of the first project to the finish of the last task.
    Makespan,
    /// Minutes by the clock from each project's start to its finish, times its priority.
    Finishes,
}

impl Term {
    /// Hard rules always come first; then these, each only between plans that are equal in those before it.
    pub const USUAL: [Self; 4] = [Self::Tardiness, Self::Disturbance, Self::Makespan, Self::Finishes];
}

/// What is to be finished by when, and how much that matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Goal {
    /// What.
    pub aim: Aim,
    /// By when.
    pub due: Minute,
    /// The cost of a minute's delay.
    pub weight: u32,
}

/// What a goal waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aim {
    /// The finish of a task or summary.
    Task(TaskIndex),
    /// The finish of a project.
    Project(ProjectIndex),
}

/// What people were told about a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agreed {
    /// When it starts.
    pub start: Minute,
    /// Who does it, ascending; whoever is not told is none of these.
    pub people: Vec<ResourceIndex>,
}

/// What makes one plan better than another, and how long to look for a better one.
#[derive(Clone, Debug)]
pub struct Objective {
    /// What counts, most important first. A term that is listed twice counts once; what is not listed does not count.
    pub terms: Vec<Term>,
    /// Goals beyond the deadlines of tasks and the finishes of projects that are scheduled from their finish; those
    /// count with the priority of their project.
    pub goals: Vec<Goal>,
    /// The priority of each project, as its weight; [`USUAL_PRIORITY`] where there is none.
    pub priorities: Vec<u32>,
    /// For each task what was agreed. Where disturbance counts before makespan no task is pulled before its agreed start.
    pub agreed: Vec<Option<Agreed>>,
    /// From when on work can be moved. Nothing that has not started is put before it; what was agreed to start before it
    /// stands with its people.
    pub from: Option<Minute>,
    /// How many schedules may be generated: the budget, which does not depend on the machine. At least one is.
    pub schedules: u64,
    /// Where chance begins.
    pub seed: u64,
    /// How many threads may compute. Changes nothing but the time it takes.
    pub threads: u32,
}

impl Default for Objective {
    /// The usual terms, nothing agreed, and the first plan only.
    fn default() -> Self {
        Self {
            terms: Term::USUAL.to_vec(),
            goals: Vec::new(),
            priorities: Vec::new(),
            agreed: Vec::new(),
            from: None,
            schedules: 1,
            seed: 1,
            threads: 1,
        }
    }
}

impl Objective {
    /// The usual terms with a budget of so many schedules.
    #[must_use]
    pub fn schedules(schedules: u64) -> Self {
        Self { schedules, ..Self::default() }
    }

    /// The priority of a project.
    #[must_use]
    pub fn priority(&self, project: ProjectIndex) -> u32 {
        self.priorities.get(project.0 as usize).copied().unwrap_or(USUAL_PRIORITY)
    }

    /// What was agreed about a task.
    #[must_use]
    pub fn agreed(&self, task: TaskIndex) -> Option<&Agreed> {
        self.agreed.get(task.0 as usize)?.as_ref()
    }

    /// Whether tasks keep their agreed start although they could start earlier: disturbance counts before makespan.
    pub(crate) fn keeps(&self) -> bool {
        let rank = |term: Term| self.terms.iter().position(|own| *own == term).unwrap_or(usize::MAX);
        rank(Term::Disturbance) < rank(Term::Makespan).min(rank(Term::Finishes))
    }
}

/// How good a plan is; smaller is better, the first difference decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Score {
    /// Minutes by the clock by which constraints are broken, and a year for every place that nobody fills.
    pub broken: i64,
    /// The values of [`Objective::terms`], in their order; 0 behind them.
    pub terms: [i64; 4],
}

/// Looks on while a search runs.
#[derive(Default)]
pub struct Watch<'a> {
    /// Set by anybody to end the search; the best plan so far is the answer.
    pub cancel: Option<&'a AtomicBool>,
    /// Called with each better score and the number of schedules so far.
    pub better: Option<&'a mut dyn FnMut(Score, u64)>,
}
