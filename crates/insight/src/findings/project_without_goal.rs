//! TL102: an open project that serves no goal.

use organization::{CloseProject, Goal, GoalState, LinkProject, Organization, Project, ProjectId};

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL102",
    name: "project-without-goal",
    title: "Project that serves no goal",
    severity: Severity::Warning,
    stretch: Some(Stretch::GoalsToPlans),
    about: "A project that serves no goal takes time from those that do, and nobody can say what it is for or when it has done enough.\n\nFlagged is every open project that names no goal.\n\nTo mend it, link the goal that it serves. Goals of its unit and of the units above are offered first. If there is none, either a goal is missing or the project can be closed.",
    right: Example {
        about: "The project serves a goal.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
        ],
    },
    wrong: Example {
        about: "The project goes on, and nobody can say what for.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves,owner\npatrols,Leak patrols,leaks,ana\nmove,Office move,,ana\n"),
        ],
    },
    check,
    fixes,
};

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for project in survey.open_projects().filter(|project| project.serves.is_empty()) {
        let named = survey.named(project.id).map(|named| named.people.clone()).unwrap_or_default();
        let people = if named.is_empty() { survey.heads_over(project.unit) } else { named };
        found.push(Finding {
            rule: &RULE,
            subject: project.id.into(),
            people,
            sentence: format!("{} serves no goal.", found.label(project.id)),
            cause: "no goal is named",
            place: project.unit.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(project) = mending.finding.subject.to::<ProjectId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    let link = |goal: &Goal| {
        let label = format!("Link it to {}", organization.label(goal.id.into()));
        Fix::of(label, LinkProject { project: project.id, goal: goal.id, contribution: None })
    };
    let mut fixes: Vec<Fix> = near_goals(organization, project).into_iter().map(link).collect();
    fixes.push(Fix::of("Close the project", CloseProject { project: project.id, on: Some(mending.day) }));
    fixes
}

/// Active goals of the project's unit and of the units above, else those at the top; at most five.
fn near_goals<'a>(organization: &'a Organization, project: &Project) -> Vec<&'a Goal> {
    let mut near: Vec<&Goal> = Vec::new();
    for unit in project.unit.into_iter().flat_map(|unit| organization.units_from(unit)) {
        near.extend(organization.linked::<Goal>(organization::Relation::GoalUnit, unit.id).map(|goal| &**goal));
    }
    near.retain(|goal| goal.state == GoalState::Active);
    if near.is_empty() {
        let top = organization.goals().iter().filter(|goal| goal.parent.is_none() && goal.state == GoalState::Active);
        near.extend(top.map(|goal| &**goal));
    }
    near.truncate(5);
    near
}
