//! The solver and its model: builds it for a horizon, tightens it, runs it.

use pumpkin_conflict_resolvers::resolvers::{AnalysisMode, ResolutionResolver};
use pumpkin_constraints::less_than_or_equals;
use pumpkin_core::branching::branchers::autonomous_search::AutonomousSearch;
use pumpkin_core::options::{LearningOptions, RestartOptions, SequenceGeneratorType, SolverOptions};
use pumpkin_core::proof::ConstraintTag;
use pumpkin_core::rand::SeedableRng;
use pumpkin_core::rand::rngs::SmallRng;
use pumpkin_core::results::{ProblemSolution, SatisfactionResult};
use pumpkin_core::termination::TerminationCondition;
use pumpkin_core::variables::{DomainId, Literal, TransformableVariable};
use pumpkin_core::{Solver, predicate};

use super::branching::Chronological;
use super::model::{Closure, Model};
use super::orders::{Order, Orders};
use super::timetable::{Needing, Timetable};

/// A plan that the solver found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) starts: Vec<i32>,
    /// For each activity who does it, where people are asked for.
    pub(super) crews: Vec<Vec<usize>>,
}

/// What the solver says of a horizon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A plan within it.
    Plan(Plan),
    /// There is none.
    None,
    /// The budget is used up.
    Unknown,
}

/// A solver that was asked whether there is a plan within a horizon, and may be asked again for shorter ones.
pub(super) struct Engine {
    solver: Solver,
    brancher: AutonomousSearch<Chronological>,
    resolver: ResolutionResolver,
    starts: Vec<DomainId>,
    /// For each activity, people and whether each of them is in the crew.
    crews: Vec<Vec<(usize, Literal)>>,
    tails: Vec<i32>,
    tag: ConstraintTag,
    /// The windows were empty from the beginning.
    empty: bool,
}

/// Ends the solver when a function says so, which is asked once a step.
struct Until<'a>(&'a mut dyn FnMut() -> bool);

impl TerminationCondition for Until<'_> {
    fn should_stop(&mut self) -> bool {
        (self.0)()
    }
}

impl Engine {
    /// Builds the model for a horizon. `variant` chooses between configurations that are about equally good.
    pub(super) fn new(model: &Model, closure: &Closure, horizon: i32, variant: u64) -> Self {
        let restart_options = RestartOptions {
            sequence_generator_type: SequenceGeneratorType::Luby,
            base_interval: 100,
            min_num_conflicts_before_first_restart: 100,
            lbd_coef: 0.0,
            ..RestartOptions::default()
        };
        let options = SolverOptions {
            restart_options,
            random_generator: SmallRng::seed_from_u64(variant),
            learning_options: LearningOptions::default(),
            memory_preallocated: 1,
            ..SolverOptions::default()
        };
        let mut solver = Solver::with_options(options);
        let tag = solver.new_constraint_tag();
        let windows = closure.heads.iter().zip(&closure.tails).map(|(head, tail)| (*head, horizon - tail));
        let windows: Vec<(i32, i32)> = windows.collect();
        let empty = windows.iter().any(|(early, late)| early > late);
        let mut engine = Self {
            brancher: AutonomousSearch::new(Chronological::new(Vec::new(), Vec::new())),
            resolver: ResolutionResolver::new(AnalysisMode::OneUIP, false, true),
            starts: Vec::new(),
            crews: Vec::new(),
            tails: closure.tails.clone(),
            tag,
            empty,
            solver,
        };
        if empty {
            return engine;
        }
        engine.starts = windows.iter().map(|(early, late)| engine.solver.new_bounded_integer(*early, *late)).collect();
        let mut orders = engine.orders(model, closure);
        engine.ask_for_people(model, closure, &mut orders);
        let _ = engine.solver.add_propagator(Orders::new(engine.starts.clone(), orders, tag));
        engine.post_pools(model, horizon);
        let by_start = engine.starts.iter().copied().zip(closure.tails.iter().copied()).collect();
        let crews = engine.crews.iter().flatten().map(|(_, literal)| literal.get_true_predicate()).collect();
        engine.brancher = AutonomousSearch::new(Chronological::new(by_start, crews));
        engine
    }

    /// Distances, and for each pair that excludes each other a literal that says which comes first.
    fn orders(&mut self, model: &Model, closure: &Closure) -> Vec<Order> {
        let always = |(from, to, more): &(usize, usize, i32)| Order { from: *from, to: *to, more: *more, when: None };
        let mut orders: Vec<Order> = model.distances.iter().chain(&closure.forced).map(always).collect();
        for (one, other) in &closure.pairs {
            let literal: Literal = self.solver.new_literal();
            let of = |from: usize, to: usize, when| Order { from, to, more: model.durations[from], when: Some(when) };
            orders.push(of(*one, *other, literal.get_true_predicate()));
            orders.push(of(*other, *one, literal.get_false_predicate()));
        }
        orders
    }

    fn post_pools(&mut self, model: &Model, horizon: i32) {
        for pool in &model.pools {
            let needing = |(activity, need): &(usize, i32)| Needing {
                start: self.starts[*activity],
                duration: model.durations[*activity],
                need: *need,
            };
            let needing = pool.needs.iter().map(needing).collect();
            let _ = self.solver.add_propagator(Timetable::new(needing, pool.capacity, horizon, self.tag));
        }
    }

    /// Crews: enough people for every set of skills, and nobody in two activities of which none is before the other.
    fn ask_for_people(&mut self, model: &Model, closure: &Closure, orders: &mut Vec<Order>) {
        let crews = &model.crews;
        for activity in 0..crews.demands.len() {
            let people = crews.useful(activity).into_iter().map(|person| (person, self.solver.new_literal())).collect();
            self.crews.push(people);
            let people = &self.crews[activity];
            let least = |literals: Vec<Literal>, least: i32| -> (Vec<_>, i32) {
                (literals.iter().map(|literal| literal.get_integer_variable().scaled(-1)).collect(), -least)
            };
            for (having, count) in crews.conditions(activity) {
                let literals = people.iter().filter(|(person, _)| having.contains(person)).map(|(_, literal)| *literal);
                let (terms, bound) = least(literals.collect(), count);
                self.solver.add_constraint(less_than_or_equals(terms, bound, self.tag)).post();
            }
            if !people.is_empty() {
                let terms: Vec<_> = people.iter().map(|(_, literal)| literal.get_integer_variable()).collect();
                self.solver.add_constraint(less_than_or_equals(terms, crews.size(activity), self.tag)).post();
            }
        }
        for one in 0..self.crews.len() {
            for other in one + 1..self.crews.len() {
                self.keep_apart(model, closure, (one, other), orders);
            }
        }
    }

    /// Whoever is in two crews does one after the other.
    fn keep_apart(&mut self, model: &Model, closure: &Closure, (one, other): (usize, usize), orders: &mut Vec<Order>) {
        let durations = &model.durations;
        let known = closure.before(one, other, durations[one]) || closure.before(other, one, durations[other]);
        let apart = known || closure.pairs.binary_search(&(one, other)).is_ok() || durations[one] == 0 || durations[other] == 0;
        let both: Vec<(Literal, Literal)> = self.crews[one]
            .iter()
            .filter_map(|(person, literal)| Some((*literal, self.crews[other].iter().find(|(same, _)| same == person)?.1)))
            .collect();
        if apart || both.is_empty() {
            return;
        }
        let first: [Literal; 2] = [self.solver.new_literal(), self.solver.new_literal()];
        for (literal, (from, to)) in first.iter().zip([(one, other), (other, one)]) {
            orders.push(Order { from, to, more: durations[from], when: Some(literal.get_true_predicate()) });
        }
        for (here, there) in both {
            let clause = [here, there].map(|literal| literal.get_false_predicate());
            self.solver.add_clause(clause.into_iter().chain(first.map(|literal| literal.get_true_predicate())), self.tag);
        }
    }

    /// Allows only plans within a shorter horizon from now on.
    pub(super) fn tighten(&mut self, horizon: i32) {
        for (start, tail) in self.starts.iter().zip(&self.tails) {
            let start = *start;
            self.solver.add_clause([predicate![start <= horizon - tail]], self.tag);
        }
    }

    /// Searches for a plan until it is told to stop.
    pub(super) fn ask(&mut self, stop: &mut dyn FnMut() -> bool) -> Answer {
        if self.empty {
            return Answer::None;
        }
        match self.solver.satisfy(&mut self.brancher, &mut Until(stop), &mut self.resolver) {
            SatisfactionResult::Satisfiable(found) => {
                let solution = found.solution();
                let starts = self.starts.iter().map(|start| solution.get_integer_value(*start)).collect();
                let chosen = |crew: &Vec<(usize, Literal)>| {
                    let chosen = crew.iter().filter(|(_, literal)| solution.get_literal_value(*literal));
                    chosen.map(|(person, _)| *person).collect()
                };
                Answer::Plan(Plan { starts, crews: self.crews.iter().map(chosen).collect() })
            }
            SatisfactionResult::Unsatisfiable(..) => Answer::None,
            SatisfactionResult::Unknown(..) => Answer::Unknown,
        }
    }
}
