//! TL502: a policy in force whose review date has passed.

use jiff::ToSpan;
use jiff::civil::Date;
use organization::{Organization, PolicyId, PolicyVersion, RetirePolicy};
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Survey, in_words};

pub(crate) static RULE: Rule = Rule {
    code: "TL502",
    name: "policy-past-its-review",
    title: "Policy past its review",
    severity: Severity::Warning,
    stretch: None,
    about: "A policy that nobody looks at again goes on holding after its reasons are gone. The review date is a promise to look.\n\nFlagged is every policy in force whose newest version that holds on the day was to be reviewed before that day.\n\nTo mend it, review it: publish a version that confirms or changes it, with a new review date, or retire it.",
    right: Example {
        about: "The review is still ahead.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("policies.csv", "id,title,accountable\nnights,Night work,ana\n"),
            ("policy_versions.csv", "policy,major,effective,review\nnights,1,2025-01-01,2026-12-31\n"),
        ],
    },
    wrong: Example {
        about: "The review was due at the end of last year.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("policies.csv", "id,title,accountable\nnights,Night work,ana\n"),
            ("policy_versions.csv", "policy,major,effective,review\nnights,1,2025-01-01,2025-12-31\n"),
        ],
    },
    check,
    fixes,
};

/// The newest version of a policy that holds on a day.
fn in_force(organization: &Organization, policy: PolicyId, day: Date) -> Option<&PolicyVersion> {
    let holds = |version: &PolicyVersion| version.effective.is_none_or(|effective| effective <= day);
    organization.versions_of(policy).into_iter().map(|version| &**version).rfind(|version| holds(version))
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for policy in survey.organization.policies().iter().filter(|policy| !policy.state.is_closed()) {
        let version = in_force(survey.organization, policy.id, survey.day);
        let Some(review) = version.and_then(|version| version.review).filter(|review| *review < survey.day) else { continue };
        let named = survey.named(policy.id).map(|named| named.people.clone()).unwrap_or_default();
        found.push(Finding {
            rule: &RULE,
            subject: policy.id.into(),
            people: if named.is_empty() { survey.heads_over(policy.unit) } else { named },
            sentence: format!("{} was to be reviewed by {}.", found.label(policy.id), in_words(review)),
            cause: "its review date has passed",
            place: policy.unit.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let Some(policy) = mending.finding.subject.to::<PolicyId>() else { return Vec::new() };
    let Some(version) = in_force(mending.organization, policy, mending.day) else { return Vec::new() };
    let newest = mending.organization.versions_of(policy).into_iter().next_back();
    let minor = newest.filter(|newest| newest.major == version.major).map_or(version.minor, |newest| newest.minor) + 1;
    let mut fixes = Vec::new();
    if let Ok(review) = mending.day.checked_add(1.year()) {
        let confirm = json!({
            "id": (mending.mint)(), "policy": policy, "major": version.major, "minor": minor, "text": version.text,
            "audience": version.audience, "effective": mending.day, "review": review, "acknowledge_by": version.acknowledge_by,
        });
        let label = format!("Confirm it unchanged as version {}.{minor}, to be reviewed by {}", version.major, in_words(review));
        fixes.extend(Fix::saying(label, vec![("add-policy-version", confirm)]));
    }
    fixes.push(Fix::of("Retire it", RetirePolicy { policy, on: Some(mending.day) }));
    fixes
}
