//! Proofs that no plan is shorter, and problems for which finding any plan is hard.
//!
//! The search finds plans and cannot say that there is no better one; [`prove`] can. It asks a solver that learns from what fails
//! (lazy clause generation: Ohrimenko, Stuckey and Codish 2009; for schedules Schutt, Feydy, Stuckey and Wallace 2011) whether
//! there is a plan one period shorter than the best one. Either there is, then that is the best one and it is asked again; or it
//! is refuted, then the best one is proved; or patience ends. A second thread refutes horizons from the lower bound
//! upwards meanwhile (destructive improvement, Klein and Scholl 1999), so the bound rises also where the proof is not finished.
//!
//! The same answers two questions that lists of work cannot express: [`within_lags`] for minimal and maximal lags (arcs that close
//! circles; Schutt, Feydy, Stuckey and Wallace 2013) and [`with_crews`] for people with several skills, of whom each does one
//! thing at a time (Young, Feydy and Schutt 2017).
//!
//! Nothing is claimed that was not shown: a plan is verified before it counts, and a bound counts when its horizon was refuted.
//!
//! What it deliberately does not do: no calendars, no choice among modes, no horizons of more than 20,000 periods and no problems
//! of more than 600 activities, for which the answer is what was known before.

mod branching;
mod crew;
mod engine;
mod model;
mod orders;
mod rounds;
mod timetable;

use std::fmt::{Debug, Formatter};

use crate::bounds;
use crate::compact::{Problem, Solution, canonical};
use crew::Crews;
use model::Model;
use rounds::Known;

/// How long a proof may take.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    /// Steps of the solver in each thread: decisions and conflicts. With one thread the answer depends on nothing else.
    pub steps: u64,
    /// One, or two, of which the second raises the bound.
    pub threads: u32,
    /// Asked now and then; ends the proof when it says so.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// When enough is known.
    pub seeks: Seeks,
}

/// What is sought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seeks {
    /// The best plan and the proof that it is.
    Best,
    /// Any plan, or the proof that there is none.
    Any,
}

impl Patience<'_> {
    /// So many steps in one thread.
    #[must_use]
    pub const fn steps(steps: u64) -> Self {
        Self { steps, threads: 1, stop: &|| false, seeks: Seeks::Best }
    }
}

impl Debug for Patience<'_> {
    fn fmt(&self, to: &mut Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Patience").field("steps", &self.steps).field("threads", &self.threads).finish_non_exhaustive()
    }
}

/// How much is known at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The plan is the shortest there is.
    Best,
    /// There is a plan; whether a shorter one exists is not known.
    Open,
    /// No plan exists.
    Impossible,
    /// Neither a plan nor a proof that there is none was found.
    Unknown,
}

/// What was found and what was shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// How much is known.
    pub verdict: Verdict,
    /// Where each activity starts; empty without a plan.
    pub starts: Vec<u32>,
    /// Who does each activity and with which skill, as (person, skill); empty where nobody is asked for.
    pub crews: Vec<Vec<(u32, u32)>>,
    /// Where the last one finishes; `None` without a plan.
    pub makespan: Option<u32>,
    /// No plan is shorter than this.
    pub lower_bound: u32,
}

/// People with skills, and what activities ask of them besides pools.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Staffing {
    /// For each person the skills that they have; below 64.
    pub people: Vec<Vec<u32>>,
    /// For each activity of the problem, skills and how many people with each it takes, all different, from its start to its
    /// finish.
    pub demands: Vec<Vec<(u32, u32)>>,
}

/// Proves that a plan is the best, or finds a better one, as far as patience lasts.
///
/// The answer is the solution with a plan that is as short or shorter and a lower bound that is as high or higher; when both
/// are equal, it is proved.
///
/// # Examples
///
/// ```
/// use planner::compact::{Activity, Problem, solve};
/// use planner::proof::{Patience, prove};
/// use planner::search::Effort;
///
/// // Six of two periods for three at a time, which no bound knows to be four periods: each needs two of five.
/// let problem = Problem {
///     activities: vec![Activity { duration: 2, needs: vec![(0, 2)], key: 0 }; 6],
///     arcs: Vec::new(),
///     pools: vec![5],
/// };
/// let found = solve(&problem, &Effort::schedules(100));
/// let proved = prove(&problem, &found, &Patience::steps(10_000));
/// assert_eq!((proved.makespan, proved.lower_bound), (6, 6));
/// ```
#[must_use]
pub fn prove(problem: &Problem, best: &Solution, patience: &Patience<'_>) -> Solution {
    let (canonical, _) = canonical::canonical(problem);
    let mut proved = best.clone();
    let Some(model) = Model::new(&canonical.problem) else { return proved };
    proved.lower_bound = proved.lower_bound.max(bounds::lower_bound(&canonical.problem));
    let time = |time: u32| i32::try_from(time).unwrap_or(i32::MAX);
    let known = Known { lower: time(proved.lower_bound), upper: Some(time(best.makespan)) };
    let shown = rounds::run(&model, known, patience);
    proved.lower_bound = proved.lower_bound.max(shown.lower.cast_unsigned());
    if let Some((plan, end)) = shown.plan {
        proved.makespan = end.cast_unsigned();
        for (start, original) in plan.starts.iter().zip(&canonical.originals) {
            proved.starts[*original as usize] = Some(start.cast_unsigned());
        }
    }
    proved
}

/// Plans a problem whose arcs may close circles: an arc with a lead leads back from an end to an earlier one and says how much
/// later that one may be at most (a maximal lag). Circles that nobody can keep are found at once.
///
/// A problem with activities that need more than there is, or with arcs that name nobody, has no plan.
#[must_use]
pub fn within_lags(problem: &Problem, patience: &Patience<'_>) -> Outcome {
    with_crews(problem, &Staffing { people: Vec::new(), demands: vec![Vec::new(); problem.activities.len()] }, patience)
}

/// Plans a problem whose activities also ask for people with skills, by arcs as in [`within_lags`].
#[must_use]
pub fn with_crews(problem: &Problem, staffing: &Staffing, patience: &Patience<'_>) -> Outcome {
    let nothing = |verdict| Outcome { verdict, starts: Vec::new(), crews: Vec::new(), makespan: None, lower_bound: 0 };
    if !canonical::is_whole(problem) {
        return nothing(Verdict::Impossible);
    }
    let (Some(mut model), Some(crews)) = (Model::new(problem), crews(problem, staffing)) else {
        return nothing(Verdict::Unknown);
    };
    if !crews.can_be_met() {
        return nothing(Verdict::Impossible);
    }
    model.pools.extend(crews.pools(&model.durations));
    model.crews = crews;
    let shown = rounds::run(&model, Known { lower: 0, upper: None }, patience);
    let lower_bound = shown.lower.cast_unsigned();
    let Some((plan, end)) = shown.plan else {
        return Outcome { lower_bound, ..nothing(if shown.impossible { Verdict::Impossible } else { Verdict::Unknown }) };
    };
    let places = plan.crews.iter().enumerate().map(|(activity, crew)| model.crews.places(activity, crew).unwrap_or_default());
    Outcome {
        verdict: if shown.lower >= end { Verdict::Best } else { Verdict::Open },
        starts: plan.starts.iter().map(|start| start.cast_unsigned()).collect(),
        crews: places.collect(),
        makespan: Some(end.cast_unsigned()),
        lower_bound,
    }
}

/// People and demands as the model has them; `None` where they name what does not exist or cannot be counted.
fn crews(problem: &Problem, staffing: &Staffing) -> Option<Crews> {
    let skills = |skills: &Vec<u32>| skills.iter().try_fold(0u64, |all, skill| (*skill < 64).then(|| all | 1 << skill));
    let people = staffing.people.iter().map(skills).collect::<Option<Vec<u64>>>()?;
    let mut demands = Vec::new();
    for demand in &staffing.demands {
        let mut places: Vec<(u32, i32)> = Vec::new();
        for (skill, people) in demand.iter().filter(|(_, people)| *people > 0) {
            let people = i32::try_from(*people).ok().filter(|people| *people <= 1 << 20)?;
            match places.iter_mut().find(|(same, _)| same == skill) {
                Some((_, known)) => *known = known.saturating_add(people),
                None => places.push((*skill, people)),
            }
        }
        if places.iter().any(|(skill, _)| *skill >= 64) {
            return None;
        }
        demands.push(places);
    }
    (demands.len() == problem.activities.len()).then_some(Crews { people, demands })
}
