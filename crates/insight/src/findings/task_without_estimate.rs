//! TL202: an open task of which nobody has said how long it takes.

use organization::TaskId;
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL202",
    name: "task-without-estimate",
    title: "Task without an estimate",
    severity: Severity::Hint,
    stretch: Some(Stretch::PlansToWork),
    about: "A plan can only tell when work ends if somebody has said how long it takes. A task without a duration, work or a three-point estimate counts \
        one day in the plan and is marked there, so every date after it is a guess.\n\nFlagged is every open task with nothing under it that has neither \
        duration, work nor estimate, in an open project. Milestones are points in time and take no estimate; a summary takes its dates from what is under \
        it.\n\nTo mend it, ask whoever will do it. A rough number is better than none, and three numbers (if all goes well, most likely, if all goes badly) \
        are better than one.",
    right: Example {
        about: "The task takes three days.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration\nwalk,patrols,Walk the harbour mains,3d\n"),
        ],
    },
    wrong: Example {
        about: "Nobody has said how long the walk takes.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration\nwalk,patrols,Walk the harbour mains,\n"),
        ],
    },
    check,
    fixes,
};

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for (number, row) in survey.tasks.iter().enumerate() {
        let task = row.task;
        if !row.open || !row.leaf || task.milestone || task.is_estimated() {
            continue;
        }
        found.push(Finding {
            rule: &RULE,
            subject: task.id.into(),
            people: survey.people_at(number),
            sentence: format!("T-{} “{}” has no estimate, so the plan counts one day.", task.number, task.name),
            cause: "no estimate",
            place: Some(task.project.into()),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(task) = mending.finding.subject.to::<TaskId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    let day = organization.find(task.project).map_or(480, |project| i64::from(project.day_minutes()));
    let lengths = [("one day, as the plan does already", day), ("two days", 2 * day), ("five days", 5 * day)];
    let estimate = |(words, minutes): (&str, i64)| {
        let change = json!({ "task": task.id, "duration": { "minutes": minutes } });
        Fix::saying(format!("Estimate it at {words}"), vec![("change-task", change)])
    };
    lengths.into_iter().filter_map(estimate).collect()
}
