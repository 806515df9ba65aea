//! TL209: an open task without any dependency in a project that has some.

use organization::{DependencyId, Organization, Task, TaskId};
use serde_json::json;
use uuid::Uuid;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL209",
    name: "task-tied-to-nothing",
    title: "Task tied to nothing",
    severity: Severity::Hint,
    stretch: Some(Stretch::PlansToWork),
    about: "Where some tasks of a project are linked, a task without a link floats: it moves with nothing, nothing waits for it, and its dates mean little. Often a link was forgotten.\n\nFlagged is every open task with nothing under it that has no dependency of its own, nor has any summary above it, in a project in which at least one dependency exists. Projects without any dependency are plain lists of work and are left alone.\n\nTo mend it, say what it waits for or what waits for it. If it really stands alone, waive the finding.",
    right: Example {
        about: "Each task waits for the one before.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            (
                "tasks.csv",
                "id,project,title,duration\ndig,patrols,Dig,2d\nlay,patrols,Lay the pipe,3d\nfill,patrols,Fill the trench,1d\n",
            ),
            ("dependencies.csv", "from,to,kind\ndig,lay,FS\nlay,fill,FS\n"),
        ],
    },
    wrong: Example {
        about: "Nothing says when the trench is filled.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            (
                "tasks.csv",
                "id,project,title,duration\ndig,patrols,Dig,2d\nlay,patrols,Lay the pipe,3d\nfill,patrols,Fill the trench,1d\n",
            ),
            ("dependencies.csv", "from,to,kind\ndig,lay,FS\n"),
        ],
    },
    check,
    fixes,
};

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for (number, row) in survey.tasks.iter().enumerate() {
        if !row.open || !row.leaf || !survey.in_linked_project(row) {
            continue;
        }
        let mut tied = row.linked;
        let mut above = survey.above(row);
        while let (false, Some(summary)) = (tied, above) {
            tied = summary.linked;
            above = survey.above(summary);
        }
        if tied {
            continue;
        }
        found.push(Finding {
            rule: &RULE,
            subject: row.task.id.into(),
            people: survey.people_at(number),
            sentence: format!("T-{} “{}” waits for nothing, and nothing waits for it.", row.task.number, row.task.name),
            cause: "no dependency",
            place: Some(row.task.project.into()),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(task) = mending.finding.subject.to::<TaskId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    let (before, after) = neighbours(organization, task);
    let wait = |from: &Task, to: &Task| json!({ "id": (mending.mint)(), "from": from.id, "to": to.id });
    let mut wait = wait;
    let mut fixes = Vec::new();
    if let Some(before) = before {
        let label = format!("Let it wait for {}, the task before it", organization.label(before.id.into()));
        fixes.extend(Fix::saying(label, vec![("add-dependency", wait(before, task))]));
    }
    if let Some(after) = after {
        let label = format!("Let {}, the task after it, wait for it", organization.label(after.id.into()));
        fixes.extend(Fix::saying(label, vec![("add-dependency", wait(task, after))]));
    }
    fixes
}

/// The nearest tasks before and after one in the outline of its project that can be linked to it without a circle.
fn neighbours<'a>(organization: &'a Organization, task: &Task) -> (Option<&'a Task>, Option<&'a Task>) {
    let rows = organization.outline(task.project);
    let at = rows.iter().position(|row| row.task.id == task.id).unwrap_or_default();
    let leaf = |row: &&organization::OutlineRow<'a>| !row.summary && !super::is_over(row.task) && !row.task.inactive;
    let nothing = DependencyId::from(Uuid::nil());
    let free = |from: TaskId, to: TaskId| !organization.waits_for(from, to, nothing);
    let before = rows[..at].iter().rev().filter(leaf).find(|row| free(row.task.id, task.id)).map(|row| &**row.task);
    let after = rows.iter().skip(at + 1).filter(leaf).find(|row| free(task.id, row.task.id)).map(|row| &**row.task);
    (before, after)
}
