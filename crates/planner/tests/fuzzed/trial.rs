//! What must hold for a plan out of any bytes. The fuzz target `planner` and a test of the library call the same.

use planner::{Curve, Finding, check, level, schedule, simulate};

use crate::bytes::Plan;

/// Schedules, levels and simulates a plan.
///
/// # Panics
///
/// Where something that is promised of every plan does not hold.
pub(crate) fn tried(bytes: &[u8]) {
    let plan = Plan::read(bytes);
    let (network, calendars) = (&plan.network, &plan.calendars);
    let scheduled = schedule(network, calendars);
    assert_eq!(scheduled.tasks.len(), network.tasks.len());
    let levelled = level(network, calendars, &plan.resources, &plan.objective);
    assert_eq!(levelled.tasks.len(), network.tasks.len());
    let breaches = check(network, calendars, &plan.resources, &plan.objective, &levelled);
    // Which of several links was left out to break a circle the checker cannot always tell from the finding.
    let circular = |finding: &Finding| matches!(finding, Finding::Cycle { .. } | Finding::OwnAncestor { .. });
    let circles = levelled.findings.iter().any(circular);
    assert!(circles || breaches.is_empty(), "{} breaches, the first {:?}", breaches.len(), breaches.first());
    let answer = simulate(network, calendars, &plan.uncertainty);
    assert_eq!(answer.samples, plan.uncertainty.samples.max(1));
    let goals = answer.goals.iter().flatten();
    for curve in answer.whole.iter().chain(answer.projects.iter().flatten()).chain(goals) {
        rises(curve, answer.samples);
    }
    assert!(answer.deadlines.iter().all(|deadline| deadline.chance.times <= deadline.chance.of));
}

/// A curve has a finish for each sample, in order.
fn rises(curve: &Curve, samples: u32) {
    let finishes = curve.finishes();
    assert_eq!(finishes.len(), samples as usize);
    assert!(finishes.is_sorted());
}
