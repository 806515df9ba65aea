//! From the first plan to better ones.
//!
//! The first orders come from priority rules: agreed start where people were told something, latest finish, latest start,
//! least float (Kolisch 1996; Browning and Yassine 2010 compare them for portfolios). Then whoever is late squeals and comes earlier in the next order (squeaky wheel
//! optimization, Joslin and Clements 1999): a plan of any size is better after a few schedules. What remains of the budget
//! goes to the genetic search over orders, which begins with the best of these.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use super::decoder::Decoder;
use super::objective::{Score, Watch};
use super::problem::Problem;
use super::score::after;
use crate::search::{self, Effort, Known, Way};

/// How many schedules without a better one end the squealing.
const PATIENCE: u32 = 8;

/// The share of the budget that squealing may take at most: one in so many.
const SHARE: u64 = 4;

/// The fewest schedules that a genetic search is worth.
const GENETIC_FROM: u64 = 40;

/// Populations of the genetic search.
const ISLANDS: u32 = 2;

impl search::Decoder for Decoder<'_> {
    type Score = Score;

    fn activities(&self) -> u32 {
        u32::try_from(self.problem.nodes.len()).unwrap_or(u32::MAX)
    }

    fn predecessors(&self, activity: u32) -> &[u32] {
        self.problem.predecessors(activity)
    }

    fn goes_backwards(&self) -> bool {
        false
    }

    fn decode(&mut self, list: &[u32], _: Way) -> Score {
        let nodes = &self.problem.nodes;
        self.place_all(list.iter().map(|activity| nodes[*activity as usize]))
    }

    fn span(&self, activity: u32) -> (i64, i64) {
        let times = &self.pass.times[self.problem.nodes[activity as usize] as usize];
        (i64::from(times.early_start.get()), i64::from(times.early_finish.get()))
    }
}

/// The best order so far and what it took to find it.
struct Best<'w, 'a> {
    score: Option<Score>,
    /// Nodes in the order in which they are placed.
    order: Vec<u32>,
    spent: u64,
    watch: &'w mut Watch<'a>,
}

impl Best<'_, '_> {
    /// Tries an order; whether it is the best so far.
    fn try_order(&mut self, decoder: &mut Decoder<'_>, order: &[u32]) -> bool {
        let score = decoder.place_all(order.iter().copied());
        self.spent += 1;
        self.offer(score, || order.to_vec())
    }

    fn offer(&mut self, score: Score, order: impl FnOnce() -> Vec<u32>) -> bool {
        if self.score.is_some_and(|known| known <= score) {
            return false;
        }
        (self.score, self.order) = (Some(score), order());
        if let Some(better) = &mut self.watch.better {
            better(score, self.spent);
        }
        true
    }

    /// Whether there is nothing more to gain or to spend.
    fn is_over(&self, budget: u64, enough: Score) -> bool {
        let cancelled = self.watch.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
        self.spent >= budget || (self.spent > 0 && cancelled) || self.score.is_some_and(|score| score <= enough)
    }
}

/// Improves the plan of a decoder within the budget of its objective and leaves the best plan decoded. How many
/// schedules it took.
pub(super) fn improve(decoder: &mut Decoder<'_>, enough: Score, watch: &mut Watch<'_>) -> u64 {
    let problem = decoder.problem;
    let budget = problem.objective.schedules.max(1);
    let mut best = Best { score: None, order: Vec::new(), spent: 0, watch };
    let mut rules: Vec<fn(&Problem<'_>, usize) -> i32> = vec![
        |problem, node| problem.urgency(node),
        |problem, node| problem.urgency(node) - problem.length(node),
        |problem, node| problem.pass.times[node].float,
    ];
    if problem.objective.keeps() && !problem.agreed.is_empty() {
        rules.insert(0, |problem, node| problem.agreed_start(node));
    }
    let mut lists = Vec::new();
    for rule in rules {
        if best.is_over(budget, enough) {
            break;
        }
        let order = problem.sorted_by(rule);
        best.try_order(decoder, &order);
        if budget > GENETIC_FROM {
            lists.push(order);
        }
    }
    squeal(decoder, &mut best, (budget, enough));
    if !best.is_over(budget, enough) && budget - best.spent >= GENETIC_FROM {
        breed(decoder, &mut best, lists, (budget, enough));
    }
    if best.spent > 1 {
        let order = std::mem::take(&mut best.order);
        decoder.place_all(order.iter().copied());
    }
    best.spent
}

/// Lets those come earlier who end later than they would have to.
fn squeal(decoder: &mut Decoder<'_>, best: &mut Best<'_, '_>, (budget, enough): (u64, Score)) {
    let problem = decoder.problem;
    let share = if budget > GENETIC_FROM { (budget / SHARE).max(best.spent + 1) } else { budget };
    let mut keys: Vec<i64> = (0..problem.nodes.len()).map(|node| i64::from(problem.urgency(node))).collect();
    let mut waited = 0;
    while waited < PATIENCE && !best.is_over(share.min(budget), enough) {
        for (node, key) in keys.iter_mut().enumerate() {
            let times = &decoder.pass.times[node];
            let late = after(times.early_finish, problem.pass.times[node].late_finish);
            *key -= late.max(0) / i64::from(2 + waited);
        }
        let order = problem.sorted_by(|_, node| i32::try_from(keys[node].max(i64::from(i32::MIN))).unwrap_or(i32::MAX));
        waited = if best.try_order(decoder, &order) { 0 } else { waited + 1 };
    }
}

/// The genetic search, which begins with the orders so far.
fn breed(decoder: &mut Decoder<'_>, best: &mut Best<'_, '_>, rules: Vec<Vec<u32>>, (budget, enough): (u64, Score)) {
    let problem = decoder.problem;
    let mut activity = vec![0u32; problem.nodes.len()];
    for (at, node) in (0u32..).zip(&problem.nodes) {
        activity[*node as usize] = at;
    }
    let as_list = |order: &Vec<u32>| -> Vec<u32> { order.iter().map(|node| activity[*node as usize]).collect() };
    let mut lists: Vec<Vec<u32>> = vec![as_list(&best.order)];
    lists.extend(rules.iter().map(as_list));
    let effort = Effort {
        schedules: budget - best.spent,
        seed: problem.objective.seed,
        threads: problem.objective.threads,
        islands: ISLANDS,
        cancel: best.watch.cancel,
    };
    let before = best.spent;
    let known = Known { lists: &lists, enough: Some(enough) };
    let found = search::search(decoder, &effort, &known, &mut |found| {
        best.spent = before + found.schedules;
        best.offer(found.score, || found.list.iter().map(|activity| problem.nodes[*activity as usize]).collect());
        ControlFlow::Continue(())
    });
    best.spent = (before + found.schedules).min(budget);
    best.offer(found.score, || found.list.iter().map(|activity| problem.nodes[*activity as usize]).collect());
}
