//! The dependencies of a task, both ways: what it waits for, and what waits for it.

use std::sync::Arc;

use insight::{Plan, is_over};
use organization::{AnyId, Dependency, RecordId as _, Relation, Task, TaskId};

use super::dates;
use crate::component::{ActFold, ActForm, Cell, Column, Row, Status, Table, Tone};
use crate::filling::Filling;
use crate::pages::parts;
use crate::pages::plans::SORTS;
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// How many dependencies of one side a page shows.
const SHOWN: usize = 100;

/// One side.
#[derive(serde::Serialize)]
pub(super) struct Side {
    pub(super) table: Option<Table>,
    /// How many more there are.
    pub(super) more: usize,
    pub(super) remove: Vec<ActForm>,
    pub(super) add: Option<ActFold>,
}

/// Which side.
#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(super) enum Way {
    /// What it waits for.
    Before,
    /// What waits for it.
    After,
}

impl Side {
    pub(super) fn of(visit: &Visit, tried: &Tried, task: &Task, plan: &Plan, way: Way, (may, day): (bool, u32)) -> Side {
        let seen = &visit.seen;
        let relation = if way == Way::Before { Relation::DependencyTo } else { Relation::DependencyFrom };
        let all = seen.linked::<Dependency>(relation, task.id);
        let other = |link: &Dependency| if way == Way::Before { link.from } else { link.to };
        let row = |link: &Arc<Dependency>| {
            let other = seen.find(other(link))?;
            let planned = plan.of(other.id);
            let lag = dates::lag(link.lag, day);
            let how = if lag.is_empty() { link.sort.letters().to_owned() } else { format!("{}, {lag}", link.sort.letters()) };
            let project = (other.project != task.project).then(|| seen.title(other.project.into()));
            let date = planned.map(|planned| if way == Way::Before { planned.finish } else { planned.start });
            Some(Row::new(
                format!("link-{}", link.id.uuid().simple()),
                vec![
                    Cell::title(other.name.to_string(), address::of(seen, other.id.into()), project),
                    Cell::number(how),
                    match date {
                        _ if is_over(&other) => Cell::Status(Status::new(Tone::Ok, "Done")),
                        Some(date) => Cell::number(format::day(date.date(), seen.day())),
                        None => Cell::Status(Status::new(Tone::Mute, "No dates")),
                    },
                ],
            ))
        };
        let rows: Vec<Row> = all.iter().take(SHOWN).filter_map(row).collect();
        let (caption, name, date) = match way {
            Way::Before => ("What this task waits for", "Waits for", "Finishes"),
            Way::After => ("What waits for this task", "Waited for by", "Starts"),
        };
        let columns = vec![Column::words(name), Column::words("How"), Column::numbers(date)];
        let remove = all.iter().take(SHOWN).filter(|_| may).map(|link| {
            let form = Filling::new(visit, tried, "remove-dependency").named(format!("cut-{}", link.id.uuid().simple())).back();
            form.with("dependency", AnyId::from(link.id)).submit(format!("Cut {}", seen.title(other(link).into()))).look("quiet")
        });
        Side {
            more: all.len().saturating_sub(SHOWN),
            remove: remove.collect(),
            table: (!rows.is_empty()).then(|| Table::new(caption, columns, rows)),
            add: may.then(|| add(visit, tried, task, way)),
        }
    }
}

fn add(visit: &Visit, tried: &Tried, task: &Task, way: Way) -> ActFold {
    let (name, fixed, asked, label) = match way {
        Way::Before => ("wait-for", "to", "from", "Task that it waits for"),
        Way::After => ("hold-up", "from", "to", "Task that waits for it"),
    };
    let sorts: Vec<(&str, &str)> = match way {
        Way::After => SORTS.to_vec(),
        Way::Before => vec![
            ("finish-start", "this starts after it finishes (FS)"),
            ("start-start", "this starts with it (SS)"),
            ("finish-finish", "this finishes with it (FF)"),
            ("start-finish", "this finishes when it starts (SF)"),
        ],
    };
    let form = Filling::new(visit, tried, "add-dependency").named(name).back().with(fixed, AnyId::from(task.id));
    let form = form
        .suggested(asked, label, near(visit, task), "")
        .required()
        .one_of("sort", "How", &sorts, "finish-start")
        .required()
        .line("lag", "Lag", "")
        .hint("2d, -1d or 50%; 2ed counts nights and days off.")
        .submit("Link")
        .look("primary");
    let words = if way == Way::Before { "Add what it waits for" } else { "Add what waits for it" };
    ActFold::new(words, form, tried.is(name))
}

/// Tasks near a task in its project, as one writes them.
fn near(visit: &Visit, task: &Task) -> Vec<String> {
    let seen = &visit.seen;
    let ids: Vec<TaskId> = seen.compute(|value| {
        let siblings: Vec<TaskId> = match task.parent {
            Some(parent) => value.tasks_under(parent).iter().map(|task| task.id).collect(),
            None => Vec::new(),
        };
        let rest = value.tasks_of(task.project).map(|task| task.id).filter(|id| !siblings.contains(id)).take(100);
        siblings.iter().copied().take(60).chain(rest).collect()
    });
    ids.into_iter().filter(|id| *id != task.id && seen.shows((*id).into())).map(|id| parts::written(seen, id)).collect()
}
