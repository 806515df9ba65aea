//! Proofs after the search, with the feature `proof`.

use std::ops::ControlFlow;

use planner::compact::{Problem, Solution, solve_watched};
use planner::proof::{Patience, Seeks, prove};
use planner::search::Effort;

use crate::Asked;
use crate::clock::cpu_seconds;

/// The share of the budget that the search has; the rest is for the proof.
const SEARCH: f64 = 0.1;

/// Searches, then proves or improves what was found, until the budget is used up.
pub(crate) fn plan(problem: &Problem, asked: &Asked, before: f64) -> Solution {
    let budget = asked.budget.unwrap_or(f64::INFINITY);
    let effort = Effort {
        schedules: asked.schedules.unwrap_or(u64::MAX),
        seed: asked.seed,
        threads: asked.threads,
        islands: asked.islands,
        cancel: None,
    };
    let found = solve_watched(problem, &effort, &mut |_| {
        if cpu_seconds() - before >= budget * SEARCH { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let stop = || cpu_seconds() - before >= budget;
    prove(problem, &found, &Patience { steps: asked.steps, threads: asked.threads, stop: &stop, seeks: Seeks::Best })
}
