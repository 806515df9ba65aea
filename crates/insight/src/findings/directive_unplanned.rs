//! TL107: a directive that was accepted and never became work.

use organization::{Answer, AnswerId, AnswerState, Directive, DirectiveId, Organization, Party, Project};
use serde_json::{Value, json};

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL107",
    name: "directive-unplanned",
    title: "Directive accepted and not planned",
    severity: Severity::Warning,
    stretch: Some(Stretch::GoalsToPlans),
    about: "Whoever accepts a directive says that they will see to it. Until it has become a project or tasks, nothing happens, and the sender believes that it does.\n\nFlagged is every directive with an answer in the state accepted: taken on, and neither turned into work nor done.\n\nTo mend it, say which project or tasks it became, or start a project for it.",
    right: Example {
        about: "The unit has said which project it became.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nben,works,lead\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("directives.csv", "id,title,from,goal,answer_by\nstreets,Open the streets at night,ana,leaks,2026-02-20\n"),
            ("answers.csv", "id,directive,addressee,state\nstreets-works,streets,works,planned 2026-02-18 by ben: patrols\n"),
        ],
    },
    wrong: Example {
        about: "Ben took it on, and nothing came of it.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nben,works,lead\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("directives.csv", "id,title,from,goal,answer_by\nstreets,Open the streets at night,ana,leaks,2026-02-20\n"),
            ("answers.csv", "id,directive,addressee,state\nstreets-works,streets,works,accepted 2026-02-18 by ben\n"),
        ],
    },
    check,
    fixes,
};

/// The answers of a directive that took it on and did not plan it.
fn unplanned(organization: &Organization, directive: DirectiveId) -> impl Iterator<Item = &Answer> {
    organization
        .answers_to(directive)
        .map(|answer| &**answer)
        .filter(|answer| matches!(answer.state, AnswerState::Accepted { .. }))
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    let organization = survey.organization;
    for directive in organization.directives().iter() {
        let Some(first) = unplanned(organization, directive.id).next() else { continue };
        let mut people: Vec<_> = unplanned(organization, directive.id)
            .flat_map(|answer| organization.people_of(answer.addressee, survey.day))
            .collect();
        people.extend(directive.from);
        let who = found.label(first.addressee.id());
        found.push(Finding {
            rule: &RULE,
            subject: directive.id.into(),
            people,
            sentence: format!("{} was accepted by {who}, and no project or task came of it.", found.label(directive.id)),
            cause: "accepted and not planned",
            place: directive.goal.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(directive) = mending.finding.subject.to::<DirectiveId>().and_then(|id| organization.find(id)) else {
        return Vec::new();
    };
    let answers: Vec<&Answer> = unplanned(organization, directive.id).collect();
    let ids: Vec<AnswerId> = answers.iter().map(|answer| answer.id).collect();
    let plan = |project: Value| {
        ids.iter().map(move |answer| ("plan-directive", json!({ "answer": answer, "work": { "project": project } })))
    };
    let mut fixes: Vec<Fix> = projects_for(organization, directive)
        .filter_map(|project| {
            let label = format!("It became {}", organization.label(project.id.into()));
            Fix::saying(label, plan(json!(project.id)).collect())
        })
        .collect();
    let id = json!((mending.mint)());
    let unit = answers.first().and_then(|answer| match answer.addressee {
        Party::Unit(unit) => Some(unit),
        Party::Person(_) | Party::Position(_) | Party::Role(_) => None,
    });
    let serves: Vec<Value> = directive.goal.iter().map(|goal| json!({ "goal": goal })).collect();
    let add = ("add-project", json!({ "id": id, "name": directive.title, "serves": serves, "unit": unit }));
    let commands = std::iter::once(add).chain(plan(id)).collect();
    fixes.extend(Fix::saying(format!("Start a project “{}” for it", directive.title), commands));
    fixes
}

/// Open projects that serve the goal of the directive; at most five.
fn projects_for<'a>(organization: &'a Organization, directive: &Directive) -> impl Iterator<Item = &'a Project> {
    let projects = directive.goal.into_iter().flat_map(|goal| organization.projects_serving(goal));
    projects.map(|project| &**project).filter(|project| !project.state.is_closed()).take(5)
}
