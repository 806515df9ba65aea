//! Work in a plan: adding a task, moving a row, hanging it elsewhere, linking and closing it. All of it without a script.

use insight::{Obstacle, Plan};
use office::Seen;
use organization::{AnyId, Command, Kind, Project, ProjectId, TaskId};
use serde_json::json;
use uuid::Uuid;

use super::plan::Asked;
use super::rows::OutlineLine;
use crate::component::{ActFold, ActForm, Problem};
use crate::filling::Filling;
use crate::forms::{self, Fields};
use crate::pages::parts;
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// What can be done with the row that is arranged.
#[derive(serde::Serialize)]
pub(super) struct Panel {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) close: String,
    pub(super) moves: Vec<ActForm>,
    pub(super) folds: Vec<ActFold>,
}

impl Panel {
    /// The panel of the row at a place of the whole outline.
    pub(super) fn of(visit: &Visit, tried: &Tried, asked: &Asked, (lines, at): (&[OutlineLine], usize), may: bool) -> Panel {
        let line = &lines[at];
        let seen = &visit.seen;
        let mut panel = Panel {
            title: format!("{} {}", line.outline, line.task.name),
            href: address::of(seen, line.task.id.into()),
            close: asked.href(&visit.path, |asked| asked.row.clear()),
            moves: Vec::new(),
            folds: Vec::new(),
        };
        if !may {
            return panel;
        }
        let id = AnyId::from(line.task.id);
        for (words, parent, after) in moves(lines, at) {
            let name = format!("move-{}", words.to_lowercase().replace(' ', "-"));
            let form = Filling::new(visit, tried, "move-task").named(name).back().with("task", id);
            let form = form.with("parent", text_of(parent)).with("after", text_of(after));
            panel.moves.push(form.submit(words).about(line.task.name.to_string()));
        }
        let command = if line.task.state.is_closed() { "reopen-task" } else { "close-task" };
        let close = Filling::new(visit, tried, command).back().with("task", id);
        panel.moves.push(if line.task.state.is_closed() {
            close.submit("Open again")
        } else {
            close.with("on", seen.day()).submit("Close")
        });
        panel.folds.push(linking(visit, tried, id, offered(seen, lines, at)));
        panel
    }
}

fn text_of(task: Option<TaskId>) -> String {
    task.map(|task| AnyId::from(task).to_string()).unwrap_or_default()
}

/// The moves that a row can make: their words, the task that it then hangs under, and the sibling that it then comes after.
fn moves(lines: &[OutlineLine], at: usize) -> Vec<(&'static str, Option<TaskId>, Option<TaskId>)> {
    let task = &lines[at].task;
    let siblings: Vec<TaskId> = lines.iter().filter(|line| line.task.parent == task.parent).map(|line| line.task.id).collect();
    let place = siblings.iter().position(|id| *id == task.id).unwrap_or_default();
    let mut moves = Vec::new();
    if place > 0 {
        let before = place.checked_sub(2).map(|place| siblings[place]);
        moves.push(("Move up", task.parent, before));
    }
    if let Some(next) = siblings.get(place + 1) {
        moves.push(("Move down", task.parent, Some(*next)));
    }
    if let Some(above) = place.checked_sub(1).map(|place| siblings[place]) {
        let last = lines.iter().rev().find(|line| line.task.parent == Some(above)).map(|line| line.task.id);
        moves.push(("Indent", Some(above), last));
    }
    if let Some(parent) = task.parent.and_then(|parent| lines.iter().find(|line| line.task.id == parent)) {
        moves.push(("Outdent", parent.task.parent, Some(parent.task.id)));
    }
    moves
}

/// The kinds of dependency, in words.
pub(in crate::pages) const SORTS: [(&str, &str); 4] = [
    ("finish-start", "starts after this finishes (FS)"),
    ("start-start", "starts with this (SS)"),
    ("finish-finish", "finishes with this (FF)"),
    ("start-finish", "finishes when this starts (SF)"),
];

fn linking(visit: &Visit, tried: &Tried, task: AnyId, offered: Vec<String>) -> ActFold {
    let form = Filling::new(visit, tried, "add-dependency").back().with("from", task);
    let form = form
        .suggested("to", "Task that follows", offered, "")
        .required()
        .one_of("sort", "How", &SORTS, "finish-start")
        .required()
        .line("lag", "Lag", "")
        .hint("2d, -1d or 50%; 2ed counts nights and days off.")
        .submit("Link")
        .look("primary")
        .across();
    ActFold::new("Link to a task that follows", form, tried.is("add-dependency"))
}

/// Tasks near a row, as one writes them.
fn offered(seen: &Seen, lines: &[OutlineLine], at: usize) -> Vec<String> {
    let near = lines.iter().enumerate().filter(|(other, _)| other.abs_diff(at) <= 60 && *other != at);
    near.map(|(_, line)| parts::written(seen, line.task.id)).collect()
}

/// The form for a new task.
pub(super) fn add(
    visit: &Visit,
    tried: &Tried,
    project: &Project,
    (lines, at): (&[OutlineLine], Option<usize>),
    window: &[&OutlineLine],
) -> ActFold {
    let seen = &visit.seen;
    let chosen = at.map(|at| &lines[at]);
    let under = chosen.and_then(|line| if line.summary { Some(line.task.id) } else { line.task.parent });
    let under = under.map(|task| parts::written(seen, task)).unwrap_or_default();
    let summaries = window.iter().filter(|line| line.summary).map(|line| parts::written(seen, line.task.id)).collect();
    let tasks = window.iter().filter(|line| !line.summary).map(|line| parts::written(seen, line.task.id)).collect();
    let form = Filling::new(visit, tried, "add-task")
        .back()
        .with("project", AnyId::from(project.id))
        .line("name", "Name", "")
        .required()
        .line("duration", "How long", "")
        .hint("3d, 2w or 4h")
        .suggested("parent", "Under", summaries, under)
        .suggested("follows", "After", tasks, "")
        .hint("The task that must be finished first")
        .suggested("who", "Who", parts::people(seen), "")
        .check("milestone", "A milestone: a point in time", false)
        .submit("Add task")
        .look("primary")
        .across();
    ActFold::new("Add a task", form, tried.is("add-task") || lines.is_empty())
}

/// The commands of the form for a new task: the task, the link to what it follows, and who works on it.
pub(super) fn added(visit: &Visit, fields: &Fields, new: Uuid) -> Result<Vec<Command>, Vec<Problem>> {
    let seen = &visit.seen;
    let mut commands = vec![forms::command("add-task", fields, seen, new)?];
    let text = |name: &str| fields.get(name).map(str::trim).filter(|text| !text.is_empty());
    let at = |field: &'static str| move |sentence: String| vec![Problem::at(field, sentence)];
    if let Some(follows) = text("follows") {
        let from = forms::named(follows, Some(Kind::Task), seen).map_err(at("follows"))?;
        let data = json!({ "id": visit.mint(), "from": from.id, "to": new });
        commands.push(Command::from_parts("add-dependency", data).map_err(at("follows"))?);
    }
    if let Some(who) = text("who") {
        let person = forms::named(who, Some(Kind::Person), seen).map_err(at("who"))?;
        let data = json!({ "id": visit.mint(), "task": new, "need": { "person": person.id } });
        commands.push(Command::from_parts("add-demand", data).map_err(at("who"))?);
    }
    Ok(commands)
}

/// What the plan of a project cannot keep, in sentences.
pub(super) fn obstacles(seen: &Seen, plan: &Plan, project: ProjectId) -> Vec<String> {
    let mine = |task: TaskId| seen.find(task).is_some_and(|task| task.project == project);
    let label = |task: TaskId| seen.label(task.into());
    let day = |at: jiff::civil::DateTime| format::day(at.date(), seen.day());
    let sentence = |obstacle: &Obstacle| match obstacle {
        Obstacle::DeadlineMissed { task, deadline, finish } if mine(*task) => {
            Some(format!("{} finishes {}, after its deadline {}.", label(*task), day(*finish), day(*deadline)))
        }
        Obstacle::ConstraintBroken { task, date, links } if mine(*task) => {
            Some(format!("{} is held at {}, but what it waits for puts it at {}.", label(*task), day(*date), day(*links)))
        }
        Obstacle::FinishMissed { project: other, wanted, finish } if *other == project => {
            Some(format!("It finishes {}, after {}.", day(*finish), day(*wanted)))
        }
        Obstacle::TypedConflict { task, waits_for } if mine(*task) => {
            Some(format!("The typed dates of {} begin before {} allows.", label(*task), label(*waits_for)))
        }
        Obstacle::AgreedConflict { task, waits_for } if mine(*task) => {
            Some(format!("{} was agreed to start before {} allows.", label(*task), label(*waits_for)))
        }
        Obstacle::StartedEarly { task, waits_for } if mine(*task) => {
            Some(format!("{} started before {} allowed.", label(*task), label(*waits_for)))
        }
        Obstacle::NoWorkingTime { task } if mine(*task) => {
            Some(format!("{} has no working time: its calendar and that of its people have none in common.", label(*task)))
        }
        Obstacle::OutOfHorizon { task } if mine(*task) => {
            Some(format!("{} would lie outside of the years 1900 to 2199.", label(*task)))
        }
        Obstacle::Circle { tasks } if tasks.iter().any(|task| mine(*task)) => {
            let names: Vec<String> = tasks.iter().map(|task| label(*task)).collect();
            Some(format!("These wait for each other: {}.", names.join(", ")))
        }
        Obstacle::DeadlineMissed { .. }
        | Obstacle::ConstraintBroken { .. }
        | Obstacle::FinishMissed { .. }
        | Obstacle::TypedConflict { .. }
        | Obstacle::AgreedConflict { .. }
        | Obstacle::StartedEarly { .. }
        | Obstacle::NoWorkingTime { .. }
        | Obstacle::OutOfHorizon { .. }
        | Obstacle::Circle { .. } => None,
    };
    plan.obstacles.iter().filter_map(sentence).take(20).collect()
}
