//! The checker: what is broken or missing between purpose and person, each with its object, the people concerned, one sentence and ways to mend it.
//!
//! A rule is one file here and one line in [`RULES`]; page, API, terminal and reference follow from it. What can never be true (a circle of dependencies, a
//! second Accountable) is refused before it gets here; an import reports such rows under the code of the rule that they break.
//!
//! Whoever is accountable may waive a finding with a reason and an end. Waived findings are kept apart and counted, never lost.

mod candidates;
mod rule;
mod stretch;
mod survey;

mod date_out_of_reach;
mod dependency_cycle;
mod directive_unanswered;
mod directive_unplanned;
mod goal_ends_after_its_parent;
mod goal_without_measure;
mod goal_without_owner;
mod goal_without_plan;
mod not_one_accountable;
mod policy_past_its_review;
mod project_without_goal;
mod proposal_undecided;
mod reporting_cycle;
mod span_of_control;
mod task_tied_to_nothing;
mod task_without_accountable;
mod task_without_estimate;
mod unit_without_head;
mod vacant_position_with_work;

use std::collections::BTreeMap;

use jiff::civil::Date;
use organization::{AnyId, Organization, PersonId, WaiverId};

use crate::Plan;
pub(crate) use proposal_undecided::limit as proposal_limit;
pub(crate) use rule::Mending;
pub use rule::{EXAMPLE_DAY, Example, Fix, Rule, Severity};
pub use stretch::{Held, Stretch, held};
pub(crate) use survey::Survey;
pub use survey::is_over;

/// All rules, by code.
pub static RULES: &[&Rule] = &[
    &goal_without_plan::RULE,
    &project_without_goal::RULE,
    &goal_without_measure::RULE,
    &goal_without_owner::RULE,
    &goal_ends_after_its_parent::RULE,
    &directive_unanswered::RULE,
    &directive_unplanned::RULE,
    &task_without_accountable::RULE,
    &task_without_estimate::RULE,
    &dependency_cycle::RULE,
    &date_out_of_reach::RULE,
    &task_tied_to_nothing::RULE,
    &not_one_accountable::RULE,
    &vacant_position_with_work::RULE,
    &span_of_control::RULE,
    &reporting_cycle::RULE,
    &unit_without_head::RULE,
    &policy_past_its_review::RULE,
    &proposal_undecided::RULE,
];

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The object.
    pub subject: AnyId,
    /// The people concerned, whoever can mend it first.
    pub people: Vec<PersonId>,
    /// What is wrong, in one sentence.
    pub sentence: String,
    /// Why, in a few words that are the same for all findings of one cause.
    pub cause: &'static str,
    /// The unit, project or goal in which it lies.
    pub place: Option<AnyId>,
}

/// A finding that somebody accepted for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// The waiver.
    pub waiver: WaiverId,
}

/// Everything that was found, by code and then in the order in which the objects came into being.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What is to be looked at.
    pub open: Vec<Finding>,
    /// What was waived.
    pub waived: Vec<Waived>,
}

/// Findings of one rule with one cause.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// The rule.
    pub rule: &'static Rule,
    /// The cause, in a few words.
    pub cause: &'static str,
    /// The findings; a list shows their count and the first few.
    pub findings: Vec<&'a Finding>,
}

impl Findings {
    /// How many of a severity are open.
    pub fn count(&self, severity: Severity) -> usize {
        self.open.iter().filter(|finding| finding.rule.severity == severity).count()
    }

    /// The open findings of a rule.
    pub fn of<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.open.iter().filter(move |finding| finding.rule.code == code)
    }

    /// The open findings about an object.
    pub fn about(&self, subject: AnyId) -> impl Iterator<Item = &Finding> {
        self.open.iter().filter(move |finding| finding.subject == subject)
    }

    /// The open findings by rule and cause, the gravest first, then by code.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: BTreeMap<(Severity, &str, &str), Group<'_>> = BTreeMap::new();
        for finding in &self.open {
            let (rule, cause) = (finding.rule, finding.cause);
            let group = groups.entry((rule.severity, rule.code, cause));
            group.or_insert_with(|| Group { rule, cause, findings: Vec::new() }).findings.push(finding);
        }
        groups.into_values().collect()
    }
}

/// Collects what rules find, and keeps apart what was waived.
pub(crate) struct Found<'a> {
    organization: &'a Organization,
    waivers: BTreeMap<(AnyId, &'a str), WaiverId>,
    findings: Findings,
}

impl Found<'_> {
    /// Reports a finding.
    pub(crate) fn push(&mut self, finding: Finding) {
        match self.waivers.get(&(finding.subject, finding.rule.code)) {
            Some(waiver) => self.findings.waived.push(Waived { finding, waiver: *waiver }),
            None => self.findings.open.push(finding),
        }
    }

    /// How a sentence names a record.
    pub(crate) fn label(&self, id: impl Into<AnyId>) -> String {
        self.organization.label(id.into())
    }
}

/// How a sentence names a day: 4 Dec 2026.
pub(crate) fn in_words(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// Checks an organization on a day. The plan is needed by the rules about dates; without it they find nothing.
pub fn findings(organization: &Organization, day: Date, plan: Option<&Plan>) -> Findings {
    let survey = Survey::new(organization, day, plan);
    let held = organization.waivers().iter().filter(|waiver| day < waiver.until);
    let waivers = held.map(|waiver| ((waiver.subject, &*waiver.code), waiver.id)).collect();
    let mut found = Found { organization, waivers, findings: Findings::default() };
    for rule in RULES {
        (rule.check)(&survey, &mut found);
    }
    found.findings
}
