//! Tasks, their projects and their links, as bundles from elsewhere write them.

use organization::{AnyId, Kind, Letter, RANK_STEP};
use serde_json::json;
use uuid::Uuid;

use super::builder::{Builder, Told};
use super::parties::{Named, demands, responsibilities};
use super::structure::set_closed;
use super::wanted::Wanted;
use crate::bundle::codec::{Codec, Lookup, id_value, parts, read_moment};

/// The project, state, place, people and units of a task.
pub(super) fn task(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    if !builder.rows[row].own {
        let Some(project) = project(builder, row) else { return };
        wanted.fields.insert("project", id_value(project));
    }
    status(builder, row, wanted);
    place(builder, wanted);
    start(builder, row, wanted);
    single_estimate(builder, row, wanted);
    people(builder, row, wanted.id);
}

/// The goals and the owner of a project.
pub(super) fn project_row(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    if let Some((column, text)) = builder.cell(row, "goal").filter(|_| builder.column(row, "serves").is_none()) {
        let goals = builder.read_many(row, column, Kind::Goal, text);
        let serves: Vec<_> = goals.as_array().into_iter().flatten().map(|goal| json!({ "goal": goal })).collect();
        wanted.fields.insert("serves", json!(serves));
    }
    super::direction::owner(builder, row, "owner", wanted.id);
}

/// The project that the row names, or the one that the tasks of its goal form.
fn project(builder: &mut Builder<'_>, row: usize) -> Option<AnyId> {
    let (name, goal) = (builder.text(row, "project"), builder.text(row, "goal"));
    let column = builder.column(row, "project").or_else(|| builder.column(row, "goal"));
    let key = if name.is_empty() { goal } else { name };
    if let Some(project) = builder.names.exactly(Kind::Project, key) {
        builder.spoken_of.insert(project);
        also_serves(builder, row, project);
        return Some(project);
    }
    let goal = if goal.is_empty() { key } else { goal };
    let Ok(goal) = builder.names.find(&[Kind::Goal], goal) else {
        let sentence = if key.is_empty() {
            "A task needs a project or a goal. The row is left out.".to_owned()
        } else {
            format!("There is no project and no goal “{key}”. The row is left out.")
        };
        builder.leave_out(row, column, Told::error(sentence));
        return None;
    };
    let (project, _) = builder.claim(Kind::Project, key);
    let mut made = Wanted::new(project, false, row);
    made.keys = Some(builder.keyed(key));
    made.derived.insert("serves", json!([{ "goal": goal.id }]));
    let goal_row = builder.row_of(goal);
    let (name, unit, over) = match goal_row {
        Some(goal_row) => {
            let unit = parts(builder.text(goal_row, "unit")).next().map(str::to_owned);
            let unit = unit.and_then(|unit| builder.names.exactly(Kind::Unit, &unit));
            let status = builder.text(goal_row, "status").to_lowercase();
            let over = matches!(status.as_str(), "not accepted" | "rejected" | "dropped");
            (builder.text(goal_row, "title").to_owned(), unit, over)
        }
        None => {
            let known = goal.to::<organization::GoalId>().and_then(|goal| builder.value.find(goal));
            let unit = known.and_then(|goal| goal.unit).map(AnyId::from);
            (known.map(|goal| goal.title.to_string()).unwrap_or_default(), unit, known.is_some_and(|goal| goal.state.is_over()))
        }
    };
    made.derived.insert("name", json!(if name.is_empty() { key } else { &name }));
    if let Some(unit) = unit {
        made.derived.insert("unit", id_value(unit));
    }
    if over {
        made.derived.insert("state", json!({ "closed": {} }));
    }
    builder.formed.insert(project, builder.wanted.len());
    builder.wanted.push(made);
    Some(project)
}

/// A project whose tasks name several goals serves them all; one that stands for itself says which goals it serves.
fn also_serves(builder: &mut Builder<'_>, row: usize, project: AnyId) {
    let Some((column, text)) = builder.cell(row, "goal").filter(|(_, text)| !text.is_empty()) else { return };
    let Some(goal) = builder.find(row, column, &[Kind::Goal], text) else { return };
    let service = json!({ "goal": goal.id });
    if let Some(formed) = builder.formed.get(&project).and_then(|at| builder.wanted.get_mut(*at)) {
        if let Some(serves) = formed.derived.get_mut("serves").and_then(serde_json::Value::as_array_mut)
            && !serves.contains(&service)
        {
            serves.push(service);
        }
        return;
    }
    let in_value = project.to::<organization::ProjectId>().and_then(|project| builder.value.find(project));
    let served = in_value.is_some_and(|project| project.serves.iter().any(|service| AnyId::from(service.goal) == goal));
    let said = |row: usize, name: &str| {
        parts(builder.text(row, name)).any(|said| {
            let name = said.split(' ').next().unwrap_or_default();
            builder.names.exactly(Kind::Goal, said).or_else(|| builder.names.exactly(Kind::Goal, name)) == Some(goal)
        })
    };
    let served = served || builder.row_of(project).is_some_and(|row| said(row, "serves") || said(row, "goal"));
    if !served {
        let sentence = format!(
            "The project of this task does not serve the goal “{text}”; say so at the project. The cell is not taken over."
        );
        builder.list(row, column, Told::warning(sentence));
    }
}

/// The source's word for how far a task is.
fn status(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    let Some((column, text)) = builder.cell(row, "status") else { return };
    let word = text.to_lowercase();
    let closed = matches!(word.as_str(), "done" | "closed" | "completed" | "finished");
    if builder.column(row, "milestone").is_none() {
        wanted.fields.insert("milestone", json!(word == "milestone"));
    }
    if !closed && !matches!(word.as_str(), "" | "open" | "summary" | "milestone" | "active") {
        builder.keep(row, column);
    }
    if builder.column(row, "state").is_none() {
        set_closed(builder, wanted, closed);
    }
}

/// A new task comes after those that are there, in the order of the file.
fn place(builder: &mut Builder<'_>, wanted: &mut Wanted) {
    if wanted.is_there || wanted.fields.contains_key("rank") {
        return;
    }
    let id = |field: &str| wanted.fields.get(field).and_then(|id| id.as_str()).and_then(|id| Uuid::parse_str(id).ok());
    let Some(project) = id("project") else { return };
    let parent = id("parent");
    let last = || builder.value.last_rank(organization::ProjectId::from(project), parent.map(organization::TaskId::from));
    let rank = builder.ranks.get(&(project, parent)).copied().unwrap_or_else(last);
    builder.ranks.insert((project, parent), rank.saturating_add(RANK_STEP));
    wanted.derived.insert("rank", json!(rank));
}

/// A first day is a constraint.
fn start(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    if builder.column(row, "constraint").is_some() {
        return;
    }
    let Some((column, text)) = builder.cell(row, "start") else { return };
    if text.is_empty() {
        return;
    }
    match read_moment(text, false) {
        Ok(moment) => {
            wanted.fields.insert("constraint", json!({ "start-no-earlier": moment }));
        }
        Err(sentence) => {
            let sentence = format!("Column start: {sentence} The cell is not taken over.");
            builder.list(row, column, Told::warning(sentence));
        }
    }
}

/// One working time in the column of estimates is the duration.
fn single_estimate(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    let text = builder.text(row, "estimate");
    if text.is_empty() || text.contains('/') || builder.column(row, "duration").is_some() {
        return;
    }
    let Some(column) = builder.column(row, "estimate") else { return };
    match Codec::OptionDuration.read(text, &mut builder.names) {
        Ok(duration) => {
            wanted.fields.insert("duration", duration);
        }
        Err(sentence) => {
            let sentence = format!("Column estimate: {sentence} The cell is not taken over.");
            builder.list(row, column, Told::warning(sentence));
        }
    }
}

/// Who works on a task, and who answers for it.
fn people(builder: &mut Builder<'_>, row: usize, task: AnyId) {
    if let Some((column, text)) = builder.cell(row, "owner") {
        let parties = parts(text).filter_map(|part| builder.find(row, column, &[Kind::Person], part)).collect();
        demands(builder, &Named { row, column, subject: task, letter: Letter::Responsible, suffix: "owner", parties });
    }
    for (name, kind, letter) in [
        ("team", Kind::Unit, Letter::Responsible),
        ("owner_role", Kind::Role, Letter::Responsible),
        ("accountable", Kind::Person, Letter::Accountable),
    ] {
        if let Some((column, text)) = builder.cell(row, name) {
            let parties = parts(text).filter_map(|part| builder.find(row, column, &[kind], part)).collect();
            responsibilities(builder, &Named { row, column, subject: task, letter, suffix: name, parties });
        }
    }
}

/// Whether a link joins something else than tasks.
pub(super) fn is_foreign_link(builder: &Builder<'_>, row: usize) -> bool {
    let is_task = |name: &str| builder.names.exactly(Kind::Task, builder.text(row, name)).is_some();
    let is_other = |name: &str| {
        let others = [Kind::Goal, Kind::Project, Kind::Proposal, Kind::Policy, Kind::Directive, Kind::Unit];
        others.iter().any(|kind| builder.names.exactly(*kind, builder.text(row, name)).is_some())
    };
    !builder.rows[row].own && (!is_task("from") || !is_task("to")) && (is_other("from") || is_other("to"))
}

/// Only tasks wait for each other: other links are kept as they stand.
pub(super) fn keep_link(builder: &mut Builder<'_>, row: usize) {
    builder.keep_all(row);
    builder.rows[row].main = None;
    let kind = builder.text(row, "kind");
    let sentence = format!(
        "“{}” {} “{}”: only tasks wait for each other here, so the row is kept as it stands.",
        builder.text(row, "from"),
        if kind.is_empty() { "is linked to" } else { kind },
        builder.text(row, "to")
    );
    builder.tell(row, None, Told::hint(sentence));
}
