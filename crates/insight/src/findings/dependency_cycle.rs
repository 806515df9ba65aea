//! TL203: tasks that wait for each other in a circle.

use organization::{RemoveDependency, TaskId};

use crate::Obstacle;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL203",
    name: "dependency-cycle",
    title: "Dependency cycle",
    severity: Severity::Error,
    stretch: Some(Stretch::PlansToWork),
    about: "If each task of a circle waits for the next, none can ever start. A link to a summary is a link to everything under it, so a task also waits in a circle when it waits for what waits for its own summary.\n\nFlagged is every circle of dependencies. A command that would close one is refused, so circles come from files: the row that closes the circle is left out of the import and reported here with its file and line.\n\nTo mend it, take out the link that is not really needed, or split a task into the part that others wait for and the part that waits.",
    right: Example {
        about: "Each task waits for the one before.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration\ndig,patrols,Dig,2d\nlay,patrols,Lay the pipe,3d\n"),
            ("dependencies.csv", "from,to,kind\ndig,lay,FS\n"),
        ],
    },
    wrong: Example {
        about: "Each waits for the other.",
        files: &[
            ("people.csv", "id,name\nana,Ana\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("tasks.csv", "id,project,title,duration\ndig,patrols,Dig,2d\nlay,patrols,Lay the pipe,3d\n"),
            ("dependencies.csv", "from,to,kind\ndig,lay,FS\nlay,dig,FS\n"),
        ],
    },
    check,
    fixes,
};

/// The value refuses circles; should one have come in another way, the planner meets it and says so.
fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for obstacle in survey.plan.into_iter().flat_map(|plan| &plan.obstacles) {
        let Obstacle::Circle { tasks } = obstacle else { continue };
        let Some(first) = tasks.first() else { continue };
        let names: Vec<String> = tasks.iter().take(5).map(|task| found.label(*task)).collect();
        found.push(Finding {
            rule: &RULE,
            subject: (*first).into(),
            people: Vec::new(),
            sentence: format!("Tasks wait for each other in a circle: {}.", names.join(", ")),
            cause: "a circle of dependencies",
            place: survey.organization.find(*first).map(|task| task.project.into()),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(task) = mending.finding.subject.to::<TaskId>() else { return Vec::new() };
    let links = organization.predecessors(task).chain(organization.successors(task)).take(5);
    links
        .map(|link| {
            let (from, to) = (organization.label(link.from.into()), organization.label(link.to.into()));
            Fix::of(format!("Let {to} no longer wait for {from}"), RemoveDependency { dependency: link.id })
        })
        .collect()
}
