//! From the first plan to better ones.
//!
//! The first orders come from priority rules: latest finish, latest start, least float, most successors, agreed start
//! (Kolisch 1996; Browning and Yassine 2010 compare them for portfolios). Then each plan gives an order for the next: by
//! its own dates read backwards, which packs it (justification: Valls, Ballestín and Quintanilla 2005).

use std::sync::atomic::Ordering;

use super::decoder::Decoder;
use super::objective::{Score, Watch};

/// Improves the plan of a decoder within the budget of its objective and leaves the best plan decoded. How many
/// schedules it took.
pub(super) fn improve(decoder: &mut Decoder<'_>, enough: Score, watch: &mut Watch<'_>) -> u64 {
    let problem = decoder.problem;
    let budget = problem.objective.schedules.max(1);
    let cancelled = |watch: &Watch<'_>| watch.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
    let rules: [fn(&super::problem::Problem<'_>, usize) -> i32; 3] = [
        |problem, node| problem.urgency(node),
        |problem, node| problem.pass.times[node].late_start.get(),
        |problem, node| problem.pass.times[node].float,
    ];
    let mut best: Option<(Score, Vec<u32>)> = None;
    let mut spent = 0;
    for rule in rules {
        if spent >= budget || (spent > 0 && (cancelled(watch) || best.as_ref().is_some_and(|best| best.0 <= enough))) {
            break;
        }
        let order = problem.sorted_by(rule);
        let score = decoder.place_all(order.iter().copied());
        spent += 1;
        if best.as_ref().is_none_or(|best| score < best.0) {
            if let Some(better) = &mut watch.better {
                better(score, spent);
            }
            best = Some((score, order));
        }
    }
    if let Some((_, order)) = best
        && spent > 1
    {
        decoder.place_all(order.iter().copied());
    }
    spent
}
