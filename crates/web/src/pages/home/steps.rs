//! The first steps of a new organization, until it has goals, plans and people: each a link to the page that does it.

use organization::{Goal, Person, Project, Unit};

use crate::visit::Visit;

/// Five steps; those that are done say so.
#[derive(serde::Serialize)]
pub(super) struct Steps {
    pub(super) steps: Vec<Step>,
    done: usize,
}

/// One step.
#[derive(serde::Serialize)]
pub(super) struct Step {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) href: &'static str,
    pub(super) label: &'static str,
    pub(super) done: bool,
}

impl Steps {
    /// The steps, until the first goal and the first plan are there.
    pub(super) fn of(visit: &Visit) -> Option<Steps> {
        let seen = &visit.seen;
        let (goals, plans) = (seen.count::<Goal>() > 0, seen.count::<Project>() > 0);
        let (people, units) = (seen.count::<Person>() > 1, seen.count::<Unit>() > 0);
        if goals && plans && people {
            return None;
        }
        let step = |title, text, href, label, done| Step { title, text, href, label, done };
        let mut steps = Vec::new();
        if seen.is_administrator() {
            let text = "A folder of sheets with units, people and goals, or a plan of Microsoft Project. Nothing changes before you have seen every row.";
            steps.push(step("Bring what you have", text, "/import", "Import a file", people && (goals || plans)));
            steps.push(step(
                "Name the units",
                "The organization itself first, the others below it.",
                "/people",
                "Add a unit",
                units,
            ));
            steps.push(step("Add people", "One by one, with the unit that they join.", "/people/new", "Add a person", people));
        }
        let text = "What is to be true, by when, and who answers for it.";
        steps.push(step("Write one goal", text, "/goals/new", "Write a goal", goals));
        let text = "A plan serves a goal: its tasks, in their order, with the people who do them.";
        steps.push(step("Start a plan", text, "/plans/new", "Start a plan", plans));
        let done = steps.iter().filter(|step| step.done).count();
        Some(Steps { steps, done })
    }

    /// Whether nothing is there yet that a lens could show.
    pub(super) fn begins(&self) -> bool {
        !self.steps.iter().any(|step| step.done && matches!(step.href, "/goals/new" | "/plans/new"))
    }

    pub(super) fn sentence(&self) -> String {
        match (self.steps.len() - self.done, self.done) {
            (left, 0) => format!("{} steps to the first thread from a goal to a person.", super::counted(left)),
            (1, _) => "One step is left to the first thread from a goal to a person.".to_owned(),
            (left, _) => format!("{} steps are left to the first thread from a goal to a person.", super::counted(left)),
        }
    }
}
