//! TL104: a goal for which nobody answers, or whose owner has left.

use organization::{GoalId, Party, PersonId, ReplaceAccountable};

use super::candidates::candidates;
use super::survey::Named;
use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL104",
    name: "goal-without-owner",
    title: "Goal without an owner",
    severity: Severity::Error,
    stretch: Some(Stretch::WorkToPeople),
    about: "The owner of a goal is whoever is accountable for it: a person, or whoever holds a position, plays a role or heads a unit on that day. Projects \
        and tasks inherit accountability from the goal, so a goal without an owner leaves everything below it to nobody.\n\nFlagged is every goal that is \
        proposed or active and for which nobody is named, or whose named person has left the organization, or whose position, role or unit is held by \
        nobody on the day. Having left means that the employment ended; the end of a membership does not count. Projects under the goal are not named \
        again.\n\nTo mend it, make somebody accountable. People near to the goal are offered: the heads of its unit, those who answer for its projects and \
        those who work on them.",
    right: Example {
        about: "Ana answers for the goal.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
        ],
    },
    wrong: Example {
        about: "Everybody likes the goal and nobody answers for it.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
        ],
    },
    check,
    fixes,
};

/// Why a party that is named is nobody on the day.
pub(super) fn why_nobody(named: Option<&Named<'_>>) -> &'static str {
    match named.map(|named| named.responsibility.party) {
        None => "nobody is named",
        Some(Party::Person(_)) => "the person named has left",
        Some(Party::Position(_)) => "the position named is vacant",
        Some(Party::Role(_)) => "nobody plays the role named",
        Some(Party::Unit(_)) => "the unit named has no head",
    }
}

/// The ways to make somebody accountable for the subject of a finding.
pub(super) fn appoint(mending: &mut Mending<'_>, people: &[PersonId]) -> Vec<Fix> {
    let subject = mending.finding.subject;
    let mut make = |person: &PersonId| {
        let label = format!("Make {} accountable", mending.organization.label((*person).into()));
        let (id, party) = ((mending.mint)().into(), Party::Person(*person));
        Fix::of(label, ReplaceAccountable { id, subject, party, from: Some(mending.day) })
    };
    people.iter().map(&mut make).collect()
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for goal in survey.organization.goals().iter().filter(|goal| !goal.state.is_over()) {
        let named = survey.named(goal.id);
        if named.is_some_and(|named| !named.people.is_empty()) {
            continue;
        }
        let cause = why_nobody(named);
        found.push(Finding {
            rule: &RULE,
            subject: goal.id.into(),
            people: survey.heads_over(goal.unit),
            sentence: format!("Nobody answers for {}: {cause}.", found.label(goal.id)),
            cause,
            place: goal.unit.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    if mending.finding.subject.to::<GoalId>().is_none() {
        return Vec::new();
    }
    let people = candidates(mending.organization, mending.finding.subject, mending.day);
    appoint(mending, &people)
}
