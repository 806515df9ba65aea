//! TL301: a project or policy for which nobody answers, or anything for which several people do.

use organization::{AnyId, PersonId, Project};

use super::candidates::candidates;
use super::goal_without_owner::{appoint, why_nobody};
use super::survey::Named;
use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL301",
    name: "not-one-accountable",
    title: "Nobody, or more than one, accountable",
    severity: Severity::Error,
    stretch: Some(Stretch::WorkToPeople),
    about: "For everything that is done or holds, exactly one person answers. With nobody, it is left to chance; with several, each believes that another sees to it.\n\nFlagged is every open project and every policy in force for which nobody is named, or for which the one named has left the organization or is a vacant position; and everything open whose Accountable is a position, role or unit that several people share on that day. A project inherits from the goals that it serves: where such a goal has no owner, the goal alone is flagged (TL104). Tasks without anyone are TL201. Naming a second Accountable is refused; where a file does so, the row is left out of the import and reported here.\n\nTo mend it, make one person accountable. The others can be responsible, support it, or be consulted.",
    right: Example {
        about: "Ana answers for the policy.",
        files: &[("people.csv", "id,name\nana,Ana\n"), ("policies.csv", "id,title,accountable\nnights,Night work,ana\n")],
    },
    wrong: Example {
        about: "The policy holds, and nobody answers for it.",
        files: &[("people.csv", "id,name\nana,Ana\n"), ("policies.csv", "id,title,accountable\nnights,Night work,\n")],
    },
    check,
    fixes,
};

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for project in survey.open_projects() {
        if let Some(cause) = nobody_for_project(survey, project) {
            nobody(survey, found, (project.id.into(), project.unit), cause);
        }
    }
    for policy in survey.organization.policies().iter().filter(|policy| !policy.state.is_closed()) {
        let named = survey.named(policy.id);
        if named.is_none_or(|named| named.people.is_empty()) {
            nobody(survey, found, (policy.id.into(), policy.unit), why_nobody(named));
        }
    }
    for named in survey.all_named().iter().filter(|named| named.people.len() > 1) {
        several(survey, found, named);
    }
}

/// Why nobody answers for a project, unless a goal is flagged for it.
fn nobody_for_project(survey: &Survey<'_>, project: &Project) -> Option<&'static str> {
    let named = survey.accountable_for_project(project);
    if named.is_some_and(|named| !named.people.is_empty()) {
        return None;
    }
    let own = named.is_some_and(|named| named.responsibility.subject == AnyId::from(project.id));
    let by_goal = !own && project.serves.iter().any(|service| survey.is_open(service.goal.into()));
    (!by_goal).then(|| why_nobody(named))
}

fn nobody(
    survey: &Survey<'_>,
    found: &mut Found<'_>,
    (subject, unit): (AnyId, Option<organization::UnitId>),
    cause: &'static str,
) {
    found.push(Finding {
        rule: &RULE,
        subject,
        people: survey.heads_over(unit),
        sentence: format!("Nobody answers for {}: {cause}.", found.label(subject)),
        cause,
        place: unit.map(Into::into),
    });
}

fn several(survey: &Survey<'_>, found: &mut Found<'_>, named: &Named<'_>) {
    let subject = named.responsibility.subject;
    if !survey.is_open(subject) {
        return;
    }
    let party = found.label(named.responsibility.party.id());
    found.push(Finding {
        rule: &RULE,
        subject,
        people: named.people.clone(),
        sentence: format!("{} people answer for {}: they share {party}.", named.people.len(), found.label(subject)),
        cause: "several people share it",
        place: Some(named.responsibility.party.id()),
    });
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let sharing: Vec<PersonId> = mending.finding.people.iter().take(5).copied().collect();
    let people = if mending.finding.cause == "several people share it" {
        sharing
    } else {
        candidates(mending.organization, mending.finding.subject, mending.day)
    };
    appoint(mending, &people)
}
