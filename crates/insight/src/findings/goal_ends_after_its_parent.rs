//! TL105: a goal whose period ends after that of the goal above it.

use jiff::civil::Date;
use organization::{Goal, GoalId, Organization};
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey, in_words};

pub(crate) static RULE: Rule = Rule {
    code: "TL105",
    name: "goal-ends-after-its-parent",
    title: "Goal ends after its parent",
    severity: Severity::Warning,
    stretch: Some(Stretch::GoalsToPlans),
    about: "A goal helps the goal above it only if it is reached in time for it. One that ends later either comes too late or belongs elsewhere.\n\nFlagged is every proposed or active goal whose period ends after that of the nearest goal above it that says when it ends.\n\nTo mend it, let it end with its parent, give the parent more time, or hang it under another goal.",
    right: Example {
        about: "The lower goal ends before the one that it helps.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            (
                "goals.csv",
                "id,parent,title,owner,from,until\nleaks,,Fewer leaks,ana,,2027-01-01\nmains,leaks,New harbour mains,ana,,2026-07-01\n",
            ),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\nmetres,mains,Metres laid\n"),
            ("projects.csv", "id,name,serves\nlay,Lay the mains,mains\n"),
        ],
    },
    wrong: Example {
        about: "The mains come half a year too late for the leaks.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            (
                "goals.csv",
                "id,parent,title,owner,from,until\nleaks,,Fewer leaks,ana,,2027-01-01\nmains,leaks,New harbour mains,ana,,2027-07-01\n",
            ),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\nmetres,mains,Metres laid\n"),
            ("projects.csv", "id,name,serves\nlay,Lay the mains,mains\n"),
        ],
    },
    check,
    fixes,
};

/// The nearest goal above that says when it ends, with that end.
fn end_above<'a>(organization: &'a Organization, goal: &Goal) -> Option<(&'a Goal, Date)> {
    organization.goals_from(goal.id).skip(1).find_map(|above| above.period.until.map(|end| (&**above, end)))
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for goal in survey.organization.goals().iter().filter(|goal| !goal.state.is_over()) {
        let (Some(end), Some((above, limit))) = (goal.period.until, end_above(survey.organization, goal)) else { continue };
        if end <= limit {
            continue;
        }
        let last = |day: Date| day.yesterday().unwrap_or(day);
        found.push(Finding {
            rule: &RULE,
            subject: goal.id.into(),
            people: survey.named(goal.id).map(|named| named.people.clone()).unwrap_or_default(),
            sentence: format!(
                "{} ends on {}, after {}, which ends on {}.",
                found.label(goal.id),
                in_words(last(end)),
                found.label(above.id),
                in_words(last(limit))
            ),
            cause: "it ends later than the goal that it helps",
            place: Some(above.id.into()),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(goal) = mending.finding.subject.to::<GoalId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    let (Some(end), Some((above, limit))) = (goal.period.until, end_above(organization, goal)) else { return Vec::new() };
    let change = |goal: &Goal, until: Date| {
        vec![("change-goal", json!({ "goal": goal.id, "period": { "from": goal.period.from, "until": until } }))]
    };
    let mut fixes = Vec::new();
    if goal.period.from.is_none_or(|from| from < limit) {
        fixes.extend(Fix::saying(format!("Let it end with {}", organization.label(above.id.into())), change(goal, limit)));
    }
    if end_above(organization, above).is_none_or(|(_, highest)| end <= highest) {
        fixes.extend(Fix::saying(format!("Give {} until then", organization.label(above.id.into())), change(above, end)));
    }
    fixes
}
