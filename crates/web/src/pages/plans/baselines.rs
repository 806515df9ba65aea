//! `/plans/P-3/baselines`: what was agreed once, taken from the plan by one press, and compared with another or with today.

use std::sync::Arc;

use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use insight::{Against, Compared, Plan, Stand};
use jiff::civil::DateTime;
use organization::{AnyId, Baseline, Command, Function, Project, ProjectId, RecordId as _, Relation};
use serde::Deserialize;
use serde_json::json;

use super::plan::planned;
use crate::component::{ActFold, Cell, Column, Control, Crumb, Empty, Field, Place, Problem, Row, Status, Table, Tone};
use crate::filling::Filling;
use crate::forms::Fields;
use crate::pages::cards::{Block, Card, CardPage, Item, asking, piece};
use crate::pages::scope::*;
use crate::visit::{Answer, Tried, Visit};
use crate::{address, format};

/// How many tasks of a comparison one page shows.
const ROWS: usize = 100;
/// Baselines that the page names.
const SHOWN: usize = 50;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The older baseline; else the last one.
    from: String,
    /// The newer one; else today.
    to: String,
    page: String,
}

/// The baselines of a project, the oldest first.
pub(super) fn of(visit: &Visit, project: ProjectId) -> Vec<Arc<Baseline>> {
    let mut baselines = visit.seen.linked::<Baseline>(Relation::BaselineProject, project);
    baselines.sort_by_key(|baseline| (baseline.on, baseline.id));
    baselines
}

/// The baseline with an id among those of a project.
pub(super) fn named(baselines: &[Arc<Baseline>], id: &str) -> Option<Arc<Baseline>> {
    baselines.iter().find(|baseline| baseline.id.uuid().to_string() == id).cloned()
}

pub(super) async fn show(visit: Visit, Path(reference): Path<String>, Query(asked): Query<Asked>) -> Answer {
    visit.page(page(&visit, &reference, &asked, &Tried::default())?)
}

/// Takes a baseline from the plan of exactly this value, or does what else a form of the page asks for.
pub(super) async fn send(
    visit: Visit,
    Path(reference): Path<String>,
    Query(asked): Query<Asked>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let mut fields = Fields(fields);
    let again = |visit: &Visit, tried: &Tried| page(visit, &reference, &asked, tried);
    if fields.get("command") != Some("take-baseline") {
        return visit.send(fields, again).await;
    }
    let project = visit.lookup::<ProjectId>(&reference)?;
    let (_, new) = visit.minted(&mut fields);
    fields.0.push(("then".to_owned(), visit.path.clone()));
    match taken(&visit, &project, new, fields.get("name").unwrap_or_default()) {
        Ok(command) => visit.send_commands(fields, vec![command], again).await,
        Err(problems) => {
            let tried = Tried::with("take-baseline", fields, problems);
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &reference, &asked, &tried)?)
        }
    }
}

fn taken(visit: &Visit, project: &Project, new: uuid::Uuid, name: &str) -> Result<Command, Vec<Problem>> {
    if name.trim().is_empty() {
        return Err(vec![Problem::at("name", "Give it a name, such as “As agreed in March”.")]);
    }
    let stands = visit.seen.compute(|value| {
        let plan = insight::plan(value, &[project.id], visit.seen.day());
        insight::stands(value, &plan, project.id)
    });
    let task = |(task, stand): (organization::TaskId, Stand)| {
        json!({
            "task": task, "start": stand.start, "finish": stand.finish, "work": stand.work, "cost": stand.cost,
        })
    };
    let tasks: Vec<_> = stands.into_iter().map(task).collect();
    let data = json!({ "id": new, "project": project.id, "name": name.trim(), "tasks": tasks });
    Command::from_parts("take-baseline", data).map_err(|fault| vec![Problem::at("name", fault)])
}

fn page(visit: &Visit, reference: &str, asked: &Asked, tried: &Tried) -> Result<CardPage, Response> {
    let project = visit.lookup::<ProjectId>(reference)?;
    let seen = &visit.seen;
    let baselines = of(visit, project.id);
    let from = if asked.from.is_empty() {
        baselines.last().cloned()
    } else {
        Some(named(&baselines, &asked.from).ok_or_else(|| visit.not_found())?)
    };
    let to = if asked.to.is_empty() { None } else { Some(named(&baselines, &asked.to).ok_or_else(|| visit.not_found())?) };
    let may = visit.may(Function::Plan, project.id);
    let plan = planned(visit, &project);
    let against = to.as_ref().map_or(Against::Today, |to| Against::Baseline(to.id));
    let compared = from.as_ref().map(|from| seen.compute(|value| insight::compared(value, &plan, project.id, from.id, against)));
    let project_page = address::of(seen, project.id.into());
    let before = vec![Crumb::new("Plans", "/plans"), Crumb::new(project.name.to_string(), &project_page)];
    let heading = sentence(visit, from.as_deref(), to.as_deref(), compared.as_deref().unwrap_or_default());
    let mut page = CardPage::new(visit.shell("Baselines", Some(Place::Plans), before), heading, tried);
    page.eyebrow = format!("Baselines of P-{}, {}", project.number, project.name);
    if let (Some(from), Some(compared)) = (&from, &compared) {
        page.main.push(comparison(visit, &baselines, (from, to.as_deref()), compared, asked));
    } else {
        let text = "A baseline keeps the dates, the work and the cost of every task as the plan says them today, so that one sees later what became of them.";
        let empty =
            Empty { icon: Icon::Flag, title: "No baseline is taken".to_owned(), text: text.to_owned(), links: Vec::new() };
        page.main.push(Card::new("compared", "What differs").silent().with(Block::Empty(empty)));
    }
    page.side.push(kept(visit, tried, &project, &baselines, may));
    Ok(page)
}

/// The plan against one of its baselines, in a sentence.
pub(super) fn told(visit: &Visit, project: ProjectId, from: &Baseline, plan: &Plan) -> String {
    let compared = visit.seen.compute(|value| insight::compared(value, plan, project, from.id, Against::Today));
    sentence(visit, Some(from), None, &compared)
}

/// "The plan finishes 4 days later than in “As agreed”."
fn sentence(visit: &Visit, from: Option<&Baseline>, to: Option<&Baseline>, compared: &[Compared]) -> String {
    let Some(from) = from else { return "Nothing is kept yet to compare the plan with.".to_owned() };
    let what = to.map_or("The plan".to_owned(), |to| format!("“{}”", to.name));
    let last = |side: fn(&Compared) -> Option<&Stand>| compared.iter().filter_map(side).filter_map(|stand| stand.finish).max();
    let (then, now) = (last(|compared| compared.then.as_ref()), last(|compared| compared.now.as_ref()));
    let (Some(then), Some(now)) = (then, now) else { return format!("{what} and “{}” have no dates in common.", from.name) };
    let days = then.date().until(now.date()).map_or(0, |span| span.get_days());
    let count = |days: i32| format::count(usize::try_from(days).unwrap_or_default(), "day", "days");
    let on = format::day(now.date(), visit.seen.day());
    match days {
        0 => format!("{what} finishes on {on}, as in “{}”.", from.name),
        days if days > 0 => format!("{what} finishes on {on}, {} later than in “{}”.", count(days), from.name),
        days => format!("{what} finishes on {on}, {} earlier than in “{}”.", count(-days), from.name),
    }
}

/// The tasks that differ, the one that moved most first, with the fields that choose what is compared.
fn comparison(
    visit: &Visit,
    baselines: &[Arc<Baseline>],
    (from, to): (&Arc<Baseline>, Option<&Baseline>),
    compared: &[Compared],
    asked: &Asked,
) -> Card {
    let mut differing: Vec<&Compared> =
        compared.iter().filter(|compared| compared.differs() && visit.seen.shows(compared.task.into())).collect();
    differing.sort_by_key(|compared| std::cmp::Reverse(compared.later().map(i64::abs)));
    let same = compared.len() - differing.len();
    let href = |page: usize| {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        asking(&visit.path, &[("from", &asked.from), ("to", &asked.to), ("page", &page)])
    };
    let (window, pages) = piece(visit, &differing, &asked.page, ROWS, "tasks", href);
    let id = |baseline: &Baseline| baseline.id.uuid().to_string();
    let option = |baseline: &Arc<Baseline>| (id(baseline), baseline.name.to_string());
    let from_field = Control::OneOf { options: baselines.iter().rev().map(option).collect(), chosen: id(from) };
    let today = std::iter::once((String::new(), "The plan today".to_owned()));
    let to_field = Control::OneOf {
        options: today.chain(baselines.iter().rev().map(option)).collect(),
        chosen: to.map(id).unwrap_or_default(),
    };
    let fields = vec![Field::new("from", "From", from_field).required(), Field::new("to", "To", to_field).required()];
    let then = from.name.to_string();
    let now = to.map_or("today".to_owned(), |to| to.name.to_string());
    let mut card = Card::new("compared", "What differs").note(format!("{then} against {now}"));
    if baselines.len() > 1 {
        card = card.with(Block::Choose(visit.path.clone(), fields));
    }
    if window.is_empty() {
        return card.with(Block::State(Status::new(Tone::Ok, "Every task is as it was")));
    }
    let same =
        (same > 0).then(|| Block::Sentence(format!("{} as before.", format::count(same, "other task is", "other tasks are"))));
    card.table(table(visit, window)).with_some(pages.map(Block::Pages)).with_some(same)
}

fn table(visit: &Visit, window: &[&Compared]) -> Table {
    let seen = &visit.seen;
    let today = seen.day();
    let row = |compared: &&Compared| {
        let (then, now) = (compared.then.as_ref(), compared.now.as_ref());
        let day = |at: Option<DateTime>| at.map_or("none".to_owned(), |at| format::day(at.date(), today));
        let moved = |of: fn(&Stand) -> Option<DateTime>| {
            let (then, now) = (then.and_then(of), now.and_then(of));
            let date = |at: Option<DateTime>| at.map(|at| at.date());
            if date(then) == date(now) { Cell::number(day(now)) } else { Cell::number(format!("{} → {}", day(then), day(now))) }
        };
        let work = |stand: Option<&Stand>| stand.and_then(|stand| stand.work).map(format::work);
        let cost = |stand: Option<&Stand>| {
            stand.and_then(|stand| stand.cost.as_ref()).map(|cost| format::money(cost.minor, cost.currency))
        };
        let (before, after) = (cost(then), cost(now));
        let state = match (then, now) {
            (None, Some(_)) => Cell::Status(Status::new(Tone::Accent, "New")),
            (Some(_), None) => Cell::Status(Status::new(Tone::Mute, "Gone")),
            (Some(_), Some(_)) | (None, None) => later(compared.later()),
        };
        let words = |amount: Option<String>| amount.unwrap_or_else(|| "none".to_owned());
        let number = seen.reference(compared.task.into()).map(|reference| reference.to_string()).unwrap_or_default();
        Row::new(
            format!("compared-{number}"),
            vec![
                Cell::title(seen.title(compared.task.into()), address::of(seen, compared.task.into()), Some(number)),
                state,
                moved(|stand| stand.start),
                moved(|stand| stand.finish),
                if work(then) == work(now) {
                    Cell::Blank
                } else {
                    Cell::number(format!("{} → {}", words(work(then)), words(work(now))))
                },
                if before == after { Cell::Blank } else { Cell::number(format!("{} → {}", words(before), words(after))) },
            ],
        )
    };
    let columns = vec![
        Column::words("Task"),
        Column::words("Finishes"),
        Column::numbers("Start"),
        Column::numbers("Finish"),
        Column::numbers("Work"),
        Column::numbers("Cost"),
    ];
    Table::new("Tasks that differ, what moved most first", columns, window.iter().map(row).collect())
}

fn later(days: Option<i64>) -> Cell {
    let count = |days: i64| format::count(usize::try_from(days).unwrap_or_default(), "day", "days");
    match days {
        None | Some(0) => Cell::text("on the same day"),
        Some(days) if days > 0 => Cell::Status(Status::new(Tone::Warn, format!("{} later", count(days)))),
        Some(days) => Cell::Status(Status::new(Tone::Ok, format!("{} earlier", count(-days)))),
    }
}

/// The baselines that there are, with the forms that take, rename and remove one.
fn kept(visit: &Visit, tried: &Tried, project: &Project, baselines: &[Arc<Baseline>], may: bool) -> Card {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let item = |baseline: &Arc<Baseline>| {
        let id = AnyId::from(baseline.id);
        let (count, finish) =
            seen.compute(|value| (value.tasks_of_baseline(baseline.id).count(), insight::finish_of(value, baseline.id)));
        let on = baseline.on.map(|on| format::day(on, today));
        let finish = finish.map(|finish| format!("finishes {}", format::day(finish, today)));
        let note: Vec<String> = on.into_iter().chain([format::count(count, "task", "tasks")]).chain(finish).collect();
        let name = |verb: &str| format!("{verb}-{}", baseline.id.uuid().simple());
        let rename = || {
            let form = Filling::new(visit, tried, "change-baseline").named(name("rename")).with("baseline", id).back();
            let form = form
                .line("name", "Name", baseline.name.to_string())
                .required()
                .submit("Save")
                .look("primary")
                .about(baseline.name.to_string());
            ActFold::new("Rename", form, tried.is(&name("rename")))
        };
        let remove = || {
            let form = Filling::new(visit, tried, "remove-baseline")
                .named(name("remove"))
                .with("baseline", id)
                .with("then", &visit.path);
            form.submit("Remove").look("quiet").about(baseline.name.to_string())
        };
        Item {
            text: baseline.name.to_string(),
            href: Some(asking(&visit.path, &[("from", &baseline.id.uuid().to_string())])),
            note: note.join(", "),
            acts: if may { vec![remove()] } else { Vec::new() },
            folds: if may { vec![rename()] } else { Vec::new() },
            ..Item::default()
        }
    };
    let items: Vec<Item> = baselines.iter().rev().take(SHOWN).map(item).collect();
    let card = Card::new("kept", "Baselines");
    let card = if items.is_empty() { card } else { card.with(Block::Items(items)) };
    if !may || project.state.is_closed() {
        let none = baselines.is_empty().then(|| Block::Sentence("Whoever plans this can take one.".to_owned()));
        return card.with_some(none);
    }
    let form =
        Filling::new(visit, tried, "take-baseline").line("name", "Name", "").required().hint("Such as: As agreed in March");
    let form = form.submit("Take a baseline").look("primary");
    card.with(Block::Heading("Keep the plan as it is today".to_owned())).with(Block::Form(Box::new(form)))
}
