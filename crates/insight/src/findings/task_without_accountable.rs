//! TL201: an open task for which, after inheritance, nobody answers.

use organization::{Party, ReplaceAccountable, TaskId};

use super::candidates::candidates;
use super::goal_without_owner::{appoint, why_nobody};
use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL201",
    name: "task-without-accountable",
    title: "Task without anyone accountable",
    severity: Severity::Error,
    stretch: Some(Stretch::WorkToPeople),
    about: "Somebody answers for every task: whoever is named for the task itself, for a task above it, for its project, or for the goal that the project serves, the nearest first. Where that leads to nobody, no one will notice when the task stands still.\n\nFlagged is every open task with nothing under it for which nobody is named on the whole way up, or for which the nearest one named has left the organization or is a vacant position. The goal itself is flagged too (TL104); the tasks show how far that reaches.\n\nTo mend it, make somebody accountable for the task, or for its project or goal, from which it inherits.",
    right: Example {
        about: "Ana answers for the goal, and so for the task.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration\nwalk,patrols,Walk the harbour mains,3d\n"),
        ],
    },
    wrong: Example {
        about: "Ben answered for the task, and left at the new year.",
        files: &[
            ("people.csv", "id,name,to\nana,Ana,\nben,Ben,2026-01-01\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration,accountable\nwalk,patrols,Walk the harbour mains,3d,ben\n"),
        ],
    },
    check,
    fixes,
};

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for (number, row) in survey.tasks.iter().enumerate() {
        let named = survey.accountable_for(row);
        if !row.open || !row.leaf || named.is_some_and(|named| !named.people.is_empty()) {
            continue;
        }
        let (task, cause) = (row.task, why_nobody(named));
        found.push(Finding {
            rule: &RULE,
            subject: task.id.into(),
            people: survey.people_at(number),
            sentence: format!("Nobody answers for T-{} “{}”: {cause}.", task.number, task.name),
            cause,
            place: Some(task.project.into()),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(task) = mending.finding.subject.to::<TaskId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    let people = candidates(organization, task.id.into(), mending.day);
    let mut fixes = appoint(mending, &people);
    let inherits =
        organization.tasks_from(task.id).all(|task| organization.named_accountable(task.id.into(), mending.day).is_none());
    if let (true, Some(person)) = (inherits, people.first()) {
        let subject = task.project.into();
        let label = format!(
            "Make {} accountable for {}, with all its tasks",
            organization.label((*person).into()),
            organization.label(subject)
        );
        let (id, party) = ((mending.mint)().into(), Party::Person(*person));
        fixes.push(Fix::of(label, ReplaceAccountable { id, subject, party, from: Some(mending.day) }));
    }
    fixes
}
