//! The stretches of the thread from goals to people, and what of them does not hold. Every number of cuts that a page shows comes from here: a cut is an open
//! finding of a rule of the severity *error*; it lies in the stretch of its rule.

use serde::Serialize;

use super::rule::Severity;
use super::{Finding, Rule};

/// The part of the thread between two layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stretch {
    /// Goals are carried by plans, and plans serve goals.
    GoalsToPlans,
    /// Plans consist of work that can be done when it is planned.
    PlansToWork,
    /// Somebody is there who answers for the work and does it.
    WorkToPeople,
}

impl Stretch {
    /// From the goals to the people.
    pub const ALL: [Stretch; 3] = [Stretch::GoalsToPlans, Stretch::PlansToWork, Stretch::WorkToPeople];

    /// Its words: "Goals to plans".
    pub fn words(self) -> &'static str {
        match self {
            Stretch::GoalsToPlans => "Goals to plans",
            Stretch::PlansToWork => "Plans to work",
            Stretch::WorkToPeople => "Work to people",
        }
    }
}

/// How well a stretch holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The stretch.
    pub stretch: Stretch,
    /// Findings that are errors: here the thread is cut.
    pub cuts: usize,
    /// Findings that are warnings.
    pub loose_ends: usize,
    /// Findings that are hints.
    pub notes: usize,
    /// The rules that found something, by code, with how often.
    pub rules: Vec<(&'static Rule, usize)>,
}

/// How well each stretch holds, from the goals to the people, by some open findings: those that a viewer may see.
pub fn held<'a>(findings: impl Iterator<Item = &'a Finding>) -> [Held; 3] {
    let mut held = Stretch::ALL.map(|stretch| Held { stretch, cuts: 0, loose_ends: 0, notes: 0, rules: Vec::new() });
    for rule in findings.map(|finding| finding.rule) {
        let Some(held) = held.iter_mut().find(|held| rule.stretch == Some(held.stretch)) else { continue };
        match rule.severity {
            Severity::Error => held.cuts += 1,
            Severity::Warning => held.loose_ends += 1,
            Severity::Hint => held.notes += 1,
        }
        match held.rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, count)) => *count += 1,
            None => held.rules.push((rule, 1)),
        }
    }
    held.iter_mut().for_each(|held| held.rules.sort_by_key(|(rule, _)| rule.code));
    held
}
