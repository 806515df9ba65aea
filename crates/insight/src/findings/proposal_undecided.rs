//! TL801: a proposal that has waited for a decision for half a year.

use organization::{AdoptProposal, Organization, ProposalId, RejectProposal};

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL801",
    name: "proposal-undecided",
    title: "Proposal undecided too long",
    severity: Severity::Warning,
    stretch: None,
    about: "Somebody who challenges how things are deserves an answer. A proposal that is never decided teaches everybody not to write the next one.\n\nFlagged is every proposal that is open or on trial 180 days or more after it was opened (after it was written, where the day of opening is not known). The number of days is a setting. Drafts are not flagged.\n\nTo mend it, decide: adopt it, try it, or reject it and say why.",
    right: Example {
        about: "It was opened a month ago.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("proposals.csv", "id,title,state\nwhistles,Listen with whistles,open 2026-02-01\n"),
        ],
    },
    wrong: Example {
        about: "It has been open since last spring.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("proposals.csv", "id,title,state\nwhistles,Listen with whistles,open 2025-04-01\n"),
        ],
    },
    check,
    fixes,
};

/// After how many days where nobody has set it.
const DAYS: i32 = 180;

/// After how many days an undecided proposal has waited too long.
pub(crate) fn limit(organization: &Organization) -> i32 {
    match organization.set_up().proposal_days {
        0 => DAYS,
        set => i32::try_from(set).unwrap_or(i32::MAX),
    }
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    let limit = limit(survey.organization);
    for proposal in survey.organization.proposals().iter() {
        let Some(since) = proposal.state.waits_since().and_then(|since| since.or(proposal.created)) else { continue };
        let waited = (survey.day - since).get_days();
        if waited < limit {
            continue;
        }
        let mut people = proposal.approvers.clone();
        if people.is_empty() {
            people = survey.heads_over(proposal.unit);
        }
        found.push(Finding {
            rule: &RULE,
            subject: proposal.id.into(),
            people,
            sentence: format!("{} has waited {waited} days for a decision.", found.label(proposal.id)),
            cause: "no decision",
            place: proposal.unit.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let Some(proposal) = mending.finding.subject.to::<ProposalId>() else { return Vec::new() };
    vec![Fix::of("Adopt it", AdoptProposal { proposal }), Fix::of("Reject it", RejectProposal { proposal })]
}
