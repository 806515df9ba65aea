//! TL204: a promised date that the computed plan does not keep.

use jiff::civil::DateTime;
use organization::{ProjectId, RecordId, TaskId};
use serde_json::json;

use crate::{Obstacle, Plan, plan};

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey, in_words};

pub(crate) static RULE: Rule = Rule {
    code: "TL204",
    name: "date-out-of-reach",
    title: "Deadline or constraint that the plan cannot meet",
    severity: Severity::Error,
    stretch: Some(Stretch::PlansToWork),
    about: "A deadline, a constraint or a target finish is a promise to somebody. When the plan that follows from the links, calendars, estimates and progress ends later, either the promise or the plan has to change, and the sooner people talk about it the more can be done.\n\nFlagged is every open task that finishes after its deadline or whose constraint cannot be kept together with what it waits for, and every open project that finishes after its target or does not reach the finish from which it is planned backwards.\n\nTo mend it, look at the critical path first: what is driving the date? Then shorten, split, add people, cut a link, or agree on another date with whoever it was promised to.",
    right: Example {
        about: "The walk is over before its deadline.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration,due\nwalk,patrols,Walk the harbour mains,3d,2026-03-06\n"),
        ],
    },
    wrong: Example {
        about: "Ten days of work do not fit into a week.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration,due\nwalk,patrols,Walk the harbour mains,10d,2026-03-06\n"),
        ],
    },
    check,
    fixes,
};

/// A promise that is not kept: about what, the date promised, and where the plan arrives.
struct Broken {
    subject: organization::AnyId,
    cause: &'static str,
    wanted: DateTime,
    reached: DateTime,
}

fn broken(obstacle: &Obstacle) -> Option<Broken> {
    match obstacle {
        Obstacle::DeadlineMissed { task, deadline, finish } => {
            Some(Broken { subject: task.any(), cause: "deadline", wanted: *deadline, reached: *finish })
        }
        Obstacle::ConstraintBroken { task, date, links } => {
            Some(Broken { subject: task.any(), cause: "constraint", wanted: *date, reached: *links })
        }
        Obstacle::FinishMissed { project, wanted, finish } => {
            Some(Broken { subject: project.any(), cause: "target", wanted: *wanted, reached: *finish })
        }
        Obstacle::TypedConflict { .. }
        | Obstacle::AgreedConflict { .. }
        | Obstacle::StartedEarly { .. }
        | Obstacle::NoWorkingTime { .. }
        | Obstacle::OutOfHorizon { .. }
        | Obstacle::Circle { .. } => None,
    }
}

/// Two moments: their days, and where those are the same, their times too.
fn say(wanted: DateTime, reached: DateTime) -> (String, String) {
    let days = (in_words(wanted.date()), in_words(reached.date()));
    if days.0 != days.1 {
        return days;
    }
    (wanted.strftime("%-d %b %Y, %H:%M").to_string(), reached.strftime("%H:%M").to_string())
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for broken in survey.plan.into_iter().flat_map(|plan| &plan.obstacles).filter_map(broken) {
        if !survey.is_open(broken.subject) {
            continue;
        }
        let project = broken.subject.to::<ProjectId>().and_then(|id| survey.organization.find(id));
        let (people, place) = match project {
            Some(project) => {
                let named = survey.accountable_for_project(project);
                (named.map(|named| named.people.clone()).unwrap_or_default(), project.unit.map(Into::into))
            }
            None => survey.people_and_project(broken.subject),
        };
        let subject = found.label(broken.subject);
        let (wanted, reached) = say(broken.wanted, broken.reached);
        let sentence = match broken.cause {
            "constraint" => format!("{subject} is held to {wanted}, but what it waits for puts it on {reached}."),
            "deadline" => format!("{subject} is due on {wanted} and finishes on {reached}."),
            _ => format!("{subject} is to be finished by {wanted} and finishes on {reached}."),
        };
        found.push(Finding { rule: &RULE, subject: broken.subject, people, sentence, cause: broken.cause, place });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let (organization, subject) = (mending.organization, mending.finding.subject);
    if let Some(project) = subject.to::<ProjectId>() {
        let plan = plan(organization, &[project], mending.day);
        return promise_of(&plan, mending, |finish| {
            let backwards = organization.find(project).is_some_and(|project| project.finish_first.is_some());
            let change = if backwards {
                json!({ "project": project, "finish_first": finish, "target": finish.date() })
            } else {
                json!({ "project": project, "target": finish.date() })
            };
            Fix::saying(format!("Move the target to {}", finish.date()), vec![("change-project", change)])
        });
    }
    let Some(task) = subject.to::<TaskId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    if mending.finding.cause == "constraint" {
        let change = json!({ "task": task.id, "constraint": null });
        return Fix::saying("Let it start as soon as it can", vec![("change-task", change)]).into_iter().collect();
    }
    let plan = plan(organization, &[task.project], mending.day);
    promise_of(&plan, mending, |finish| {
        let change = json!({ "task": task.id, "deadline": finish });
        Fix::saying(format!("Move the deadline to {}", in_words(finish.date())), vec![("change-task", change)])
    })
}

/// Mends by promising the date at which the plan arrives.
fn promise_of(plan: &Plan, mending: &Mending<'_>, promise: impl FnOnce(DateTime) -> Option<Fix>) -> Vec<Fix> {
    let reached = plan.obstacles.iter().filter_map(broken).filter(|broken| broken.subject == mending.finding.subject);
    reached.map(|broken| broken.reached).max().and_then(promise).into_iter().collect()
}
