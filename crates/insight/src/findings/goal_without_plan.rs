//! TL101: an active goal that no open project serves, neither itself nor through a goal below it.

use std::collections::BTreeSet;

use organization::{GoalId, LinkProject, Organization, Project, UnitId};
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL101",
    name: "goal-without-plan",
    title: "Active goal without a plan",
    severity: Severity::Warning,
    stretch: Some(Stretch::GoalsToPlans),
    about: "A goal that is worked for needs at least one open project that serves it, or that serves a goal below it. Without one, nobody has said how it \
        will be reached, and nothing that happens brings it nearer.\n\nFlagged is every goal in the state active for which neither it nor any goal below it \
        is served by an open project. Its period plays no part: a goal that is no longer worked for is met, missed or dropped.\n\nTo mend it, link a project \
        that already works for it, or start one. If nobody is going to work for the goal, say so by dropping it.",
    right: Example {
        about: "A project works for the goal.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
        ],
    },
    wrong: Example {
        about: "Nobody has said how the goal will be reached.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
        ],
    },
    check,
    fixes,
};

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    let mut served: BTreeSet<GoalId> = BTreeSet::new();
    for project in survey.open_projects() {
        for service in &project.serves {
            let above = survey.organization.goals_from(service.goal).map(|goal| goal.id);
            served.extend(above.take_while(|goal| !served.contains(goal)).collect::<Vec<_>>());
        }
    }
    for goal in survey.active_goals().filter(|goal| !served.contains(&goal.id)) {
        let had_some = survey.organization.projects_serving(goal.id).next().is_some();
        found.push(Finding {
            rule: &RULE,
            subject: goal.id.into(),
            people: survey.named(goal.id).map(|named| named.people.clone()).unwrap_or_default(),
            sentence: format!("{} is active, and no open project serves it.", found.label(goal.id)),
            cause: if had_some { "all its projects are closed" } else { "no project serves it" },
            place: goal.unit.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(goal) = mending.finding.subject.to::<GoalId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    let add = json!({ "id": (mending.mint)(), "name": goal.title, "serves": [{ "goal": goal.id }], "unit": goal.unit });
    let start = Fix::saying(format!("Start a project “{}” that serves it", goal.title), vec![("add-project", add)]);
    let mut fixes: Vec<Fix> = start.into_iter().collect();
    fixes.extend(free_projects(organization, goal.unit).map(|project| {
        let link = LinkProject { project: project.id, goal: goal.id, contribution: None };
        Fix::of(format!("Link {}", organization.label(project.id.into())), link)
    }));
    fixes
}

/// Open projects of the goal's unit that serve nothing yet.
fn free_projects(organization: &Organization, unit: Option<UnitId>) -> impl Iterator<Item = &Project> {
    let projects = unit.into_iter().flat_map(|unit| organization.projects_of_unit(unit));
    projects.map(|project| &**project).filter(|project| !project.state.is_closed() && project.serves.is_empty()).take(5)
}
