//! Ways to level a plan as text for people and as JSON for programs: what `throughline level` prints.

use std::fmt::Write as _;

use insight::{Because, LevelledPlan, Levelling, Unmet, Way, Worker};
use jiff::civil::DateTime;
use organization::{AnyId, Organization};

use crate::paint::painter;

/// How many tasks and unsolved things the text names for an option.
const NAMED: usize = 10;

/// How many steps of a chain of reasons the text tells.
const STEPS: usize = 4;

/// JSON: the options as they are, with ids.
pub fn json(levelling: &Levelling) -> String {
    serde_json::to_string_pretty(levelling).unwrap_or_default() + "\n"
}

/// Text: each option with when projects would finish, what would move and why, and what stays unsolved.
pub fn text(value: &Organization, levelling: &Levelling, colour: bool) -> String {
    let paint = painter(colour);
    let mut text = String::new();
    let _ =
        writeln!(text, "{} open tasks take somebody's time, of {} people and resources.", levelling.tasks, levelling.resources);
    for option in &levelling.options {
        let _ = writeln!(text, "\n{}", paint("1", &head(value, option)));
        for project in option.projects.iter().filter(|project| project.planned != project.levelled) {
            let day = |at: Option<DateTime>| at.map_or_else(|| "never".to_owned(), |at| at.date().to_string());
            let (name, planned, levelled) = (label(value, project.project), day(project.planned), day(project.levelled));
            if planned != levelled {
                let _ = writeln!(text, "  {name} finishes {levelled} instead of {planned}");
            }
        }
        for moved in option.moved.iter().take(NAMED) {
            let reasons: Vec<String> = moved.because.iter().take(STEPS).map(|because| reason(value, because)).collect();
            let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
            let (task, from, to) = (label(value, moved.task), moved.from.date(), moved.to.date());
            let _ = writeln!(text, "  {task} starts {to} instead of {from}{reasons}");
        }
        if option.moved.len() > NAMED {
            let _ = writeln!(text, "  … and {} more tasks", option.moved.len() - NAMED);
        }
        for unmet in option.unsolved.iter().take(NAMED) {
            let _ = writeln!(text, "  unsolved: {}", unsolved(value, unmet));
        }
        if option.unsolved.len() > NAMED {
            let _ = writeln!(text, "  … and {} more unsolved", option.unsolved.len() - NAMED);
        }
    }
    text
}

fn head(value: &Organization, option: &LevelledPlan) -> String {
    let way = match option.way {
        Way::WithinFloat => "Within float".to_owned(),
        Way::LeastDisturbance => "Least disturbance".to_owned(),
        Way::Fastest => "Fastest".to_owned(),
        Way::Protect(project) => format!("Protect {}", label(value, project)),
    };
    let moved = match option.moved.len() {
        0 => "nothing moves".to_owned(),
        1 => "1 task moves".to_owned(),
        count => format!("{count} tasks move"),
    };
    let unsolved = if option.unsolved.is_empty() { String::new() } else { format!(", {} unsolved", option.unsolved.len()) };
    format!("{way}: {moved}{unsolved}{}", if option.optimal { "; no plan can be better by this" } else { "" })
}

fn label(value: &Organization, id: impl Into<AnyId>) -> String {
    value.label(id.into())
}

fn worker(value: &Organization, worker: Worker) -> String {
    match worker {
        Worker::Person(person) => label(value, person),
        Worker::Resource(resource) => label(value, resource),
    }
}

fn reason(value: &Organization, because: &Because) -> String {
    match because {
        Because::After(task) => format!("waits for {}", label(value, *task)),
        Because::Busy(who, task) => format!("waits for {}, who is on {}", worker(value, *who), label(value, *task)),
        Because::Away(who, until) => format!("waits for {}, away to {}", worker(value, *who), until.date()),
        Because::Agreed(until) => format!("was agreed for {}", until.date()),
        Because::NotBefore(until) => format!("work moves from {} on", until.date()),
    }
}

fn unsolved(value: &Organization, unmet: &Unmet) -> String {
    match unmet {
        Unmet::Nobody(task) => format!("nobody is there who could do {}, or too few", label(value, *task)),
        Unmet::NobodyFree(task) => format!("nobody is free when {} must stand", label(value, *task)),
        Unmet::OutOfFloat(task) => format!("nobody is free within the float of {}", label(value, *task)),
        Unmet::NeverThere(who) => format!("{} is never at work", worker(value, *who)),
        Unmet::WorkLeftOver(task, minutes) => {
            format!("{} hours of work do not fit into {}", (minutes + 59) / 60, label(value, *task))
        }
        Unmet::Overloaded(who, from) => format!("{} has too much that stands already, from {}", worker(value, *who), from.date()),
        Unmet::DateBroken(task, date) => format!("{} does not keep its date {}", label(value, *task), date.date()),
        Unmet::LateTask(task, due, finish) => {
            format!("{} is done {} and was due {}", label(value, *task), finish.date(), due.date())
        }
        Unmet::LateProject(project, due, finish) => {
            format!("{} finishes {} and its target is {}", label(value, *project), finish.date(), due.date())
        }
    }
}
