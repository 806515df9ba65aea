//! Options, not one answer: ways to level a plan, each with what moved, what it costs, what stays unsolved and why.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::decoder::Decoder;
use super::explaining::{Chain, Explained, explained};
use super::improving::improve;
use super::lowering::Lowered;
use super::objective::{Agreed, Aim, Objective, Term, Watch};
use super::outcome::{Levelled, Moved, Shortage};
use super::problem::{Problem, What};
use super::resources::Resources;
use crate::calendar::Calendars;
use crate::minute::Minute;
use crate::network::{Network, Progress, TaskIndex};

/// Most goals for which an option to protect them is offered.
const PROTECTED: usize = 4;

/// Most steps that are told of what a late goal waits for.
const TOLD: usize = 32;

/// A way to level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Strategy {
    /// No task finishes later than its float allows, so no project and no promised date moves. What cannot be filled
    /// within that stays without people.
    WithinFloat,
    /// As few changes as possible of what people were told.
    LeastDisturbance,
    /// Everything as soon as possible.
    Fastest,
    /// A goal comes first, with all that leads to it; the number is its position in [`Objective::goals`].
    Protect(usize),
}

/// A levelled plan with its effect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LevelOption {
    /// How it was levelled.
    pub strategy: Strategy,
    /// The plan. Its score is that of the strategy.
    pub plan: Levelled,
    /// What it does.
    pub effect: Consequence,
    /// Why its tasks wait.
    pub explained: Explained,
}

/// What an option does, in terms that are the same for all options.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Consequence {
    /// Who and what moves, against what was agreed; where nothing was agreed, against the plan without resources.
    pub moved: Vec<Moved>,
    /// Weighted minutes by which goals, deadlines and wanted finishes are missed.
    pub tardiness: i64,
    /// Minutes by which starts move, and a day for everybody who is replaced.
    pub disturbance: i64,
    /// Minutes by the clock from the start of the first project to the finish of the last task.
    pub makespan: i64,
    /// What stays unsolved, and why.
    pub unsolved: Vec<Unsolved>,
}

/// Something that an option does not solve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsolved {
    /// A demand or a date that is not met.
    Short(Shortage),
    /// A goal, a deadline or a wanted finish that is missed.
    Late {
        /// What is late.
        aim: Aim,
        /// When it was due.
        due: Minute,
        /// When it is finished.
        finish: Minute,
        /// What its last task waits for.
        chain: Chain,
    },
}

/// The ways to level a plan: within float, with least disturbance, fastest, and one for each of the first goals that the
/// plan with least disturbance misses. Each gets the schedules of the objective.
#[must_use]
pub fn options(network: &Network, calendars: &Calendars, resources: &Resources, objective: &Objective) -> Vec<LevelOption> {
    let mut strategies = vec![Strategy::WithinFloat, Strategy::LeastDisturbance, Strategy::Fastest];
    let mut found = Vec::new();
    let own = with_agreed(network, calendars, objective);
    let mut next = 0;
    while let Some(strategy) = strategies.get(next).copied() {
        let option = Case { network, calendars, resources, objective: &own, strategy }.solve();
        if strategy == Strategy::LeastDisturbance {
            let late = |aim: Aim| {
                option
                    .effect
                    .unsolved
                    .iter()
                    .any(|unsolved| matches!(unsolved, Unsolved::Late { aim: other, .. } if *other == aim))
            };
            let goals = own.goals.iter().enumerate().filter(|(_, goal)| late(goal.aim));
            strategies.extend(goals.take(PROTECTED).map(|(index, _)| Strategy::Protect(index)));
        }
        found.push(option);
        next += 1;
    }
    found
}

/// The objective, with the dates without resources as what was agreed when nothing was.
fn with_agreed(network: &Network, calendars: &Calendars, objective: &Objective) -> Objective {
    let mut own = objective.clone();
    if own.agreed.iter().all(Option::is_none) {
        let schedule = crate::schedule(network, calendars);
        let agreed = network.tasks.iter().zip(&schedule.tasks).map(|(task, placement)| {
            let placement = placement.as_ref().filter(|_| task.progress == Progress::NotStarted)?;
            Some(Agreed { start: placement.start, people: Vec::new() })
        });
        own.agreed = agreed.collect();
        own.from = own.from.map(|from| from.min(Minute::LATEST));
        // What nobody was told does not stand because it would begin in the past.
        if let Some(from) = own.from {
            for agreed in own.agreed.iter_mut().flatten() {
                agreed.start = agreed.start.max(from);
            }
        }
    }
    own
}

/// A plan to be levelled in one way.
struct Case<'a> {
    network: &'a Network,
    calendars: &'a Calendars,
    resources: &'a Resources,
    objective: &'a Objective,
    strategy: Strategy,
}

impl Case<'_> {
    fn solve(&self) -> LevelOption {
        let mut objective = self.objective.clone();
        objective.terms = match self.strategy {
            Strategy::WithinFloat | Strategy::LeastDisturbance => {
                vec![Term::Disturbance, Term::Tardiness, Term::Makespan, Term::Finishes]
            }
            Strategy::Fastest => vec![Term::Makespan, Term::Finishes, Term::Tardiness, Term::Disturbance],
            Strategy::Protect(_) => vec![Term::Tardiness, Term::Disturbance, Term::Makespan, Term::Finishes],
        };
        let mut prepared = self.network.prepare(self.calendars);
        let lowered = Lowered::new(&mut prepared, self.resources, &objective);
        let mut problem = Problem::new(&prepared, &lowered, self.resources, &objective);
        if let Strategy::Protect(goal) = self.strategy {
            problem.protect(goal);
        }
        let mut decoder = Decoder::new(&problem);
        if self.strategy == Strategy::WithinFloat {
            let limits = problem.pass.times.iter().map(|times| times.late_finish.max(times.early_finish));
            decoder.limits = Some(Arc::new(limits.collect()));
        }
        let bound = decoder.bound();
        let schedules = improve(&mut decoder, bound, &mut Watch::default());
        let plan = decoder.assemble(bound, schedules);
        let [tardiness, disturbance, makespan] = decoder.values();
        let late = decoder.late();
        let explained = explained(&problem, &plan);
        let effect = Consequence {
            moved: plan.moved.clone(),
            tardiness,
            disturbance,
            makespan,
            unsolved: self.unsolved(&explained, &plan, &late, &problem),
        };
        LevelOption { strategy: self.strategy, plan, effect, explained }
    }

    fn unsolved(
        &self,
        explained: &Explained,
        plan: &Levelled,
        late: &[(What, Minute, Minute)],
        problem: &Problem<'_>,
    ) -> Vec<Unsolved> {
        let mut unsolved: Vec<Unsolved> = plan.shortages.iter().copied().map(Unsolved::Short).collect();
        if late.is_empty() {
            return unsolved;
        }
        let mut late: Vec<_> = late.iter().map(|(what, due, finish)| (problem.aim(*what), *due, *finish)).collect();
        late.sort_by_key(|(aim, due, finish)| {
            (
                match aim {
                    Aim::Task(task) => (0, task.0),
                    Aim::Project(project) => (1, project.0),
                },
                *due,
                *finish,
            )
        });
        late.dedup();
        let parents: BTreeSet<u32> = self.network.tasks.iter().filter_map(|task| task.parent).map(|task| task.0).collect();
        for (aim, due, finish) in late {
            let last = self.last_of(aim, finish, plan, &parents);
            let chain = last.map(|task| explained.first_steps(task, TOLD)).unwrap_or_default();
            unsolved.push(Unsolved::Late { aim, due, finish, chain });
        }
        unsolved
    }

    /// The first task by number that finishes when its goal does.
    fn last_of(&self, aim: Aim, finish: Minute, plan: &Levelled, parents: &BTreeSet<u32>) -> Option<TaskIndex> {
        let within = |index: u32| match aim {
            Aim::Project(project) => self.network.tasks[index as usize].project == project,
            Aim::Task(task) => {
                let mut at = Some(TaskIndex(index));
                let mut steps = 0;
                while at.is_some_and(|own| own != task) && steps < 1_000 {
                    at = at.and_then(|own| self.network.tasks.get(own.0 as usize)).and_then(|own| own.parent);
                    steps += 1;
                }
                at == Some(task)
            }
        };
        let ends = (0u32..).zip(&plan.tasks).filter(|(_, dates)| dates.is_some_and(|dates| dates.finish == finish));
        ends.map(|(index, _)| index).find(|index| !parents.contains(index) && within(*index)).map(TaskIndex)
    }
}
