//! What open risks are worth: the delay and the money that each is expected to bring, and how near it stands to the finish of a plan.
//!
//! A risk is worth its probability times what it would do. Three points become one by the weights of PERT (one for the best and the worst case, four for the
//! likely one). Where something is done about the risk, the probability that is left counts. Only work that is still open can be hit.
//!
//! A delay first uses up what its task can slip; only what is left over moves the plan. Several tasks of one plan that a risk delays may lie side by side or
//! behind one another, so the plan moves at least by the greatest of them: that is what is counted. Which risks come together, and what the whole
//! organization's work does then, a simulation says and this does not.

use std::collections::BTreeMap;

use organization::{Currency, Estimate, MoneyPoints, Organization, ProjectId, Response, Risk, RiskId, RiskImpact};
use serde::Serialize;

use crate::Plan;

/// What one open risk is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exposure {
    /// The risk.
    pub risk: RiskId,
    /// How probable it is after what is done about it, in per cent; nothing where nobody has said.
    pub probability: Option<u8>,
    /// Minutes of working time that it would cost if it happened, all tasks together.
    pub effect: i64,
    /// Minutes by which plans are expected to finish later, all plans together.
    pub moves: i64,
    /// Minutes of working time that it is expected to cost, all tasks together.
    pub delay: i64,
    /// The plans that it is expected to move, with by how many minutes.
    pub plans: Vec<(ProjectId, i64)>,
    /// Money that it is expected to cost, in the smallest unit of each currency.
    pub money: Vec<(Currency, i64)>,
    /// How bad it would be, from 1 to 5; nothing where nobody has estimated it.
    pub grade: Option<u8>,
}

/// The open risks, the one that is worth most first: by how far it moves plans, then by its delay, by its money, by its probability. What nobody has
/// estimated comes last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposures {
    ranked: Vec<Exposure>,
    places: BTreeMap<RiskId, usize>,
}

impl Exposures {
    /// All of them in their order.
    pub fn ranked(&self) -> &[Exposure] {
        &self.ranked
    }

    /// What one risk is worth; nothing where it is closed, or newer than these results.
    pub fn of(&self, risk: RiskId) -> Option<&Exposure> {
        self.places.get(&risk).and_then(|at| self.ranked.get(*at))
    }

    /// Where a risk stands in the order.
    pub fn place(&self, risk: RiskId) -> Option<usize> {
        self.places.get(&risk).copied()
    }
}

/// What the open risks of an organization are worth, against its plan.
pub fn exposures(organization: &Organization, plan: &Plan) -> Exposures {
    let open = organization.table::<Risk>().iter().filter(|risk| !risk.state.is_closed());
    let mut ranked: Vec<Exposure> = open.map(|risk| exposure(organization, risk, plan)).collect();
    let most = |exposure: &Exposure| exposure.money.iter().map(|(_, minor)| *minor).max().unwrap_or_default();
    ranked.sort_by_cached_key(|exposure| {
        let known = exposure.probability.is_some() && exposure.grade.is_some();
        let worth = (exposure.moves, exposure.delay, most(exposure), exposure.probability);
        (!known, std::cmp::Reverse(worth), exposure.risk)
    });
    let places = ranked.iter().enumerate().map(|(at, exposure)| (exposure.risk, at)).collect();
    Exposures { ranked, places }
}

/// The probability that counts: what is left after a countermeasure, else the first one.
pub fn standing_probability(risk: &Risk) -> Option<u8> {
    match &risk.response {
        Response::Avoid { .. } | Response::Reduce { .. } | Response::Transfer { .. } => risk.residual.or(risk.probability),
        Response::Undecided | Response::Accept { .. } => risk.probability,
    }
}

/// What is expected of one impact alone: working minutes and money, nothing where nobody has said the probability or the impact.
pub fn expected(risk: &Risk, impact: &RiskImpact) -> (Option<i64>, Option<(i64, Currency)>) {
    let Some(probability) = standing_probability(risk) else { return (None, None) };
    let time = impact.time.as_deref().map(|points| share(of_time(points, 0), probability));
    let money = impact.money.as_deref().map(|points| (share(of_money(points), probability), points.currency));
    (time, money)
}

/// A part of a sixfold amount, in per cent of the sixth.
fn share(sixfold: i64, probability: u8) -> i64 {
    let product = i128::from(sixfold) * i128::from(probability);
    i64::try_from((product + 300) / 600).unwrap_or(i64::MAX)
}

/// Six times the weighted mean of what a delay is beyond a slack.
fn of_time(points: &Estimate, slack: i64) -> i64 {
    let beyond = |minutes: i64| minutes.saturating_sub(slack).max(0);
    weighted(beyond(points.optimistic), beyond(points.likely), beyond(points.pessimistic))
}

fn of_money(points: &MoneyPoints) -> i64 {
    weighted(points.optimistic, points.likely, points.pessimistic)
}

fn weighted(best: i64, likely: i64, worst: i64) -> i64 {
    best.saturating_add(likely.saturating_mul(4)).saturating_add(worst)
}

fn exposure(organization: &Organization, risk: &Risk, plan: &Plan) -> Exposure {
    let probability = standing_probability(risk);
    let chance = probability.unwrap_or_default();
    let mut moves: BTreeMap<ProjectId, i64> = BTreeMap::new();
    let mut money: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
    let (mut effect, mut timed) = (0_i64, false);
    let mut budgets: BTreeMap<ProjectId, &organization::Money> = BTreeMap::new();
    for impact in organization.impacts_of(risk.id) {
        let Some(task) = organization.find(impact.task).filter(|task| !task.state.is_closed()) else { continue };
        if let Some(points) = impact.time.as_deref() {
            timed = true;
            effect = effect.saturating_add(of_time(points, 0) / 6);
            let slack = plan.of(task.id).map_or(0, |planned| planned.total_float.max(0));
            let moved = moves.entry(task.project).or_default();
            *moved = (*moved).max(share(of_time(points, slack), chance));
        }
        if let Some(points) = impact.money.as_deref() {
            let sum = money.entry(points.currency).or_default();
            sum.0 = sum.0.saturating_add(of_money(points) / 6);
            sum.1 = sum.1.saturating_add(share(of_money(points), chance));
        }
        if let Some(budget) = organization.find(task.project).and_then(|project| project.budget.as_ref()) {
            budgets.insert(task.project, budget);
        }
    }
    let costly = money.iter().filter_map(|(currency, (sum, _))| {
        let budget: i64 = budgets.values().filter(|budget| budget.currency == *currency).map(|budget| budget.minor).sum();
        (budget > 0).then(|| of_budget(*sum, budget))
    });
    let long = timed.then(|| of_days(effect));
    let grade = costly.chain(long).max();
    let plans: Vec<(ProjectId, i64)> = moves.into_iter().filter(|(_, minutes)| *minutes > 0).collect();
    Exposure {
        risk: risk.id,
        probability,
        effect,
        moves: plans.iter().map(|(_, minutes)| minutes).sum(),
        delay: i64::try_from(i128::from(effect) * i128::from(chance) / 100).unwrap_or(i64::MAX),
        plans,
        money: money.into_iter().map(|(currency, (_, expected))| (currency, expected)).collect(),
        grade,
    }
}

/// A day of work in minutes.
const DAY: i64 = 480;
/// Up to how many minutes of working time an effect has each grade: a day, a week, a month, a quarter.
const BY_TIME: [i64; 4] = [DAY, 5 * DAY, 20 * DAY, 65 * DAY];
/// Up to how many per cent of the budgets that it hits an effect has each grade.
const BY_BUDGET: [i64; 4] = [1, 2, 5, 10];

fn of_days(minutes: i64) -> u8 {
    grade(BY_TIME.iter().filter(|limit| minutes > **limit).count())
}

fn of_budget(sum: i64, budget: i64) -> u8 {
    grade(BY_BUDGET.iter().filter(|limit| i128::from(sum) * 100 > i128::from(budget) * i128::from(**limit)).count())
}

fn grade(above: usize) -> u8 {
    u8::try_from(above + 1).unwrap_or(5)
}

/// The row of the five-by-five map in which a probability stands: 1 is up to 20 per cent, 5 is above 80.
pub fn likelihood(probability: u8) -> u8 {
    (probability.saturating_sub(1) / 20 + 1).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_uses_up_what_a_task_can_slip_before_it_moves_the_plan() {
        let points = Estimate { optimistic: 480, likely: 960, pessimistic: 2400 };
        let moved = |slack: i64| share(of_time(&points, slack), 50);
        // (480 + 4 × 960 + 2400) / 6 = 1120, of which half; with a day to slip 640 of it, with a week nothing.
        assert_eq!([0, 480, 2400].map(moved), [560, 320, 0]);
    }

    #[test]
    fn the_map_has_five_rows_and_five_grades() {
        assert_eq!([0, 1, 20, 21, 60, 80, 81, 100].map(likelihood), [1, 1, 1, 2, 3, 4, 5, 5]);
        assert_eq!([0, DAY, DAY + 1, 20 * DAY, 66 * DAY].map(of_days), [1, 1, 2, 3, 5]);
        assert_eq!([0, 100, 101, 1000, 1001].map(|sum| of_budget(sum, 10_000)), [1, 1, 2, 4, 5]);
    }
}
