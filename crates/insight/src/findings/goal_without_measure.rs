//! TL103: an active goal of which nobody can read how far it is.

use organization::GoalId;
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL103",
    name: "goal-without-measure",
    title: "Goal without a measure",
    severity: Severity::Hint,
    stretch: Some(Stretch::GoalsToPlans),
    about: "A goal says what is to be true. A measure says how one would see it: what is read, where it started and where it is to arrive. Without one, \
        whether the goal is met is a matter of opinion, and its reported status can be compared with nothing.\n\nFlagged is every active goal without a \
        measure of its own.\n\nTo mend it, add what you would look at to tell a friend that the goal is met. Where nothing better is at hand, the share \
        that is done will do for a start.",
    right: Example {
        about: "The goal says what is read.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
        ],
    },
    wrong: Example {
        about: "Nobody can tell how many leaks are few.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
        ],
    },
    check,
    fixes,
};

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for goal in survey.active_goals().filter(|goal| survey.organization.measures_of(goal.id).next().is_none()) {
        found.push(Finding {
            rule: &RULE,
            subject: goal.id.into(),
            people: survey.named(goal.id).map(|named| named.people.clone()).unwrap_or_default(),
            sentence: format!("{} has no measure, so nobody can read how far it is.", found.label(goal.id)),
            cause: "no measure",
            place: goal.unit.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let measure = json!({
        "id": (mending.mint)(), "goal": mending.finding.subject.to::<GoalId>(),
        "name": "Share that is done", "unit": "per cent", "baseline": "0", "target": "100",
    });
    let label = "Measure it by the share that is done, from 0 to 100 per cent";
    Fix::saying(label, vec![("add-measure", measure)]).into_iter().collect()
}
