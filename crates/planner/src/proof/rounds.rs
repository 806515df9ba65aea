//! Which horizons are asked about, by whom, until everything is known or patience ends.

use std::sync::{Mutex, PoisonError};

use super::engine::{Answer, Engine, Plan};
use super::model::{Closure, Model};
use super::{Patience, Seeks};

/// Longer horizons and larger problems are not asked about.
const LONGEST: i32 = 20_000;
const MOST: usize = 600;

/// What is known beforehand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// No plan is shorter.
    pub(super) lower: i32,
    /// A plan of this length is known.
    pub(super) upper: Option<i32>,
}

/// What is known at the end.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// No plan is shorter.
    pub(super) lower: i32,
    /// A plan that is better than what was known, and where it ends.
    pub(super) plan: Option<(Plan, i32)>,
    /// No plan exists.
    pub(super) impossible: bool,
}

/// What all threads know.
struct State {
    lower: i32,
    /// A plan of this length is known, or no best plan is as long.
    upper: i32,
    plan: Option<(Plan, i32)>,
}

/// One question and what is known of it.
struct Question<'a> {
    model: &'a Model,
    closure: &'a Closure,
    patience: &'a Patience<'a>,
    state: Mutex<State>,
}

pub(super) fn run(model: &Model, known: Known, patience: &Patience<'_>) -> Shown {
    let open = Shown { lower: known.lower, plan: None, impossible: false };
    let end = known.upper.unwrap_or_else(|| model.latest_end().saturating_add(1));
    if end > LONGEST || model.durations.len() > MOST {
        return open;
    }
    let Ok(closure) = model.closure() else { return Shown { impossible: true, ..open } };
    let lower = closure.heads.iter().zip(&closure.tails).map(|(head, tail)| head + tail).max().unwrap_or(0).max(known.lower);
    let question =
        Question { model, closure: &closure, patience, state: Mutex::new(State { lower, upper: end.max(lower), plan: None }) };
    if patience.threads < 2 {
        question.descend();
    } else {
        std::thread::scope(|scope| {
            scope.spawn(|| question.ascend());
            question.descend();
        });
    }
    let state = question.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    let impossible = known.upper.is_none() && state.plan.is_none() && state.lower >= state.upper;
    Shown { lower: state.lower, plan: state.plan, impossible }
}

impl Question<'_> {
    fn with<T>(&self, what: impl FnOnce(&mut State) -> T) -> T {
        what(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn bounds(&self) -> (i32, i32) {
        self.with(|state| (state.lower, state.upper))
    }

    /// Whether nothing is left to ask.
    fn is_settled(&self) -> bool {
        self.with(|state| state.lower >= state.upper || (state.plan.is_some() && self.patience.seeks == Seeks::Any))
    }

    /// Whether nothing is left to ask, or patience ends.
    fn ends(&self, steps: &mut u64) -> bool {
        *steps += 1;
        *steps >= self.patience.steps || (steps.is_multiple_of(256) && (self.is_settled() || (self.patience.stop)()))
    }

    /// Takes note of a plan that keeps everything; where it ends.
    fn found(&self, plan: Plan) -> Option<i32> {
        let end = self.model.verified(&plan)?;
        self.with(|state| {
            if end < state.upper {
                (state.upper, state.plan) = (end, Some((plan, end)));
            }
        });
        Some(end)
    }

    fn refuted(&self, horizon: i32) {
        self.with(|state| state.lower = state.lower.max(horizon + 1));
    }

    /// Asks for better plans until there is none.
    fn descend(&self) {
        let mut steps = 0;
        if self.is_settled() {
            return;
        }
        let mut asked = self.bounds().1 - 1;
        let mut engine = Engine::new(self.model, self.closure, asked, 1);
        loop {
            match engine.ask(&mut || self.ends(&mut steps)) {
                Answer::Plan(plan) => {
                    if self.found(plan).is_none_or(|end| end > asked) {
                        return;
                    }
                    if self.is_settled() {
                        return;
                    }
                    asked = self.bounds().1 - 1;
                    engine.tighten(asked);
                }
                Answer::None => return self.refuted(asked),
                Answer::Unknown => return,
            }
        }
    }

    /// Refutes horizons from the lower bound on.
    fn ascend(&self) {
        let mut steps = 0;
        loop {
            if self.is_settled() {
                return;
            }
            let lower = self.bounds().0;
            match Engine::new(self.model, self.closure, lower, 2).ask(&mut || self.ends(&mut steps)) {
                Answer::Plan(plan) => {
                    let _ = self.found(plan);
                    return;
                }
                Answer::None => self.refuted(lower),
                Answer::Unknown => return,
            }
        }
    }
}
