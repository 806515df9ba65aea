//! The page of a task.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use insight::{Plan, PlannedTask, is_over};
use organization::{AnyId, Function, Project, Task, TaskId};

use super::links::{Side, Way};
use super::people::{self, Workers};
use super::{dates, progress};
use crate::component::{ActFold, ActForm, Cell, Column, Crumb, ErrorSummary, Place, Row, Stale, Table, Thread};
use crate::filling::{self, Filling};
use crate::forms::Fields;
use crate::pages::cards::Card;
use crate::pages::parts::{self, Comments, Found, Responsibilities};
use crate::pages::scope::*;
use crate::pages::{handoffs, plans, risks};
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// The page of a task.
#[derive(Template, serde::Serialize)]
#[template(path = "task.html")]
struct TaskPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: String,
    mark: Option<Status>,
    heading: String,
    lead: String,
    thread: Thread,
    edit: Option<String>,
    report: Option<ActFold>,
    close: Option<ActForm>,
    remove: Option<ActForm>,
    when: Option<Table>,
    facts: Vec<(&'static str, String)>,
    before: Side,
    after: Side,
    no_reason: Option<&'static str>,
    workers: Workers,
    parts: Option<Table>,
    add_part: Option<String>,
    plan_row: String,
    notes: Vec<String>,
    found: Found,
    responsibilities: Responsibilities,
    cards: Vec<Card>,
    comments: Comments,
    history: String,
}

impl Page for TaskPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(TaskPage::of(&visit, &reference, &Tried::default())?)
}

pub(super) async fn send(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    match people::with_units(Fields(fields)) {
        Ok(fields) => visit.send(fields, |visit, tried| TaskPage::of(visit, &reference, tried)).await,
        Err((fields, problem)) => {
            let form = fields.get("form").or(fields.get("command")).unwrap_or_default().to_owned();
            let tried = Tried::with(&form, fields, vec![problem]);
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, TaskPage::of(&visit, &reference, &tried)?)
        }
    }
}

impl TaskPage {
    fn of(visit: &Visit, reference: &str, tried: &Tried) -> Result<TaskPage, Response> {
        let task = visit.lookup::<TaskId>(reference)?;
        let seen = &visit.seen;
        let project: Arc<Project> = seen.find(task.project).ok_or_else(|| visit.not_found())?;
        let plan = plans::planned(visit, &project);
        let id = AnyId::from(task.id);
        let planned = plan.of(task.id);
        let day = project.day_minutes();
        let may = visit.may(Function::Plan, id);
        let works = visit.may(Function::OperateDaily, id);
        let summary = seen.compute(|value| value.is_summary(task.id));
        let project_page = address::of(seen, task.project.into());
        let plan_row = format!("{project_page}?view=timeline&row={reference}");
        let (before, after) = (
            Side::of(visit, tried, &task, &plan, Way::Before, (may, day)),
            Side::of(visit, tried, &task, &plan, Way::After, (may, day)),
        );
        let alone = before.table.is_none() && task.constraint.is_none() && task.manual.is_none() && !summary;
        let crumbs = vec![Crumb::new("Plans", "/plans"), Crumb::new(project.name.to_string(), project_page)];
        Ok(TaskPage {
            shell: visit.shell(&task.name, Some(Place::Plans), crumbs),
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: eyebrow(visit, &task, summary),
            mark: mark(&task, planned),
            heading: heading(visit, &task, planned),
            lead: lead(&task, planned, day),
            thread: parts::thread(visit, id, "Thread of this task"),
            edit: may.then(|| format!("{}/edit", address::of(seen, id))),
            report: (works && !summary).then(|| actual(visit, tried, &task)),
            close: works.then(|| closing(visit, tried, &task)),
            remove: (may && !summary).then(|| {
                let form = Filling::new(visit, tried, "remove-task")
                    .with("task", id)
                    .with("then", address::of(seen, task.project.into()));
                form.submit("Remove this task").look("quiet")
            }),
            when: planned.map(|planned| when(visit, planned)),
            facts: facts(visit, &task, &plan, day),
            no_reason: (alone && planned.is_some())
                .then_some("It waits for nothing and nothing holds it, so it starts with its plan."),
            before,
            after,
            workers: Workers::of(visit, tried, &task, may && !summary),
            parts: under(visit, &task, &plan),
            add_part: may.then(|| format!("{}?row={reference}", address::of(seen, task.project.into()))),
            plan_row,
            notes: parts::paragraphs(&task.notes),
            found: Found::of(visit, id, |finding| finding.subject == id),
            responsibilities: Responsibilities::of(visit, tried, id),
            cards: [
                Some(progress::card(visit, tried, &task, summary)),
                handoffs::of_task(visit, tried, task.id),
                Some(risks::card(visit, id)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            comments: Comments::of(visit, tried, id),
            history: address::history(id),
        })
    }
}

fn eyebrow(visit: &Visit, task: &Task, summary: bool) -> String {
    let what = if summary {
        "Summary"
    } else if task.milestone {
        "Milestone"
    } else {
        "Task"
    };
    let project = visit.seen.title(task.project.into());
    let under = task.parent.map(|parent| format!(", under {}", visit.seen.title(parent.into()))).unwrap_or_default();
    format!("{what} T-{} of {project}{under}", task.number)
}

fn mark(task: &Task, planned: Option<&PlannedTask>) -> Option<Status> {
    if is_over(task) {
        return Some(Status::new(Tone::Ok, "Done"));
    }
    if task.inactive {
        return Some(Status::new(Tone::Mute, "Takes no part in the plan"));
    }
    planned.filter(|planned| planned.critical && !planned.summary).map(|_| Status::new(Tone::Crit, "Critical"))
}

/// "Map meter IDs: starts 25 Nov and finishes 26 Nov."
fn heading(visit: &Visit, task: &Task, planned: Option<&PlannedTask>) -> String {
    let today = visit.seen.day();
    let words = |day: jiff::civil::DateTime| format::day(day.date(), today);
    let verdict = if let Some(finish) = task.actual_finish {
        format!("finished {}", words(finish))
    } else if let organization::Openness::Closed { on } = task.state {
        on.map_or("closed".to_owned(), |on| format!("closed {}", format::day(on, today)))
    } else if task.percent >= 100 {
        "done".to_owned()
    } else if let Some(planned) = planned {
        let finish = planned.finish.date();
        let late = finish.until(today).map_or(0, |span| span.get_days());
        let started = task.actual_start.is_some() || task.percent > 0;
        let done = if started { format!("{}% done, ", task.percent) } else { String::new() };
        if late > 0 {
            let days = format::count(usize::try_from(late).unwrap_or_default(), "day", "days");
            format!("{done}was to finish {}, {days} ago", words(planned.finish))
        } else if started || planned.start.date() == finish {
            format!("{done}{} {}", if task.milestone { "due" } else { "finishes" }, words(planned.finish))
        } else {
            format!("starts {} and finishes {}", words(planned.start), words(planned.finish))
        }
    } else {
        "no dates".to_owned()
    };
    format!("{}: {verdict}", task.name)
}

fn lead(task: &Task, planned: Option<&PlannedTask>, day: u32) -> String {
    let Some(planned) = planned.filter(|_| !is_over(task)) else { return String::new() };
    let assumed = if planned.assumed { " Nobody has estimated it, so the plan counts one day." } else { "" };
    format!("{}{assumed}", dates::slack(planned, day))
}

fn when(visit: &Visit, planned: &PlannedTask) -> Table {
    let today = visit.seen.day();
    let row = |name: &str, start, finish| {
        let cells =
            vec![Cell::text(name), Cell::number(dates::instant(start, today)), Cell::number(dates::instant(finish, today))];
        Row::new(format!("when-{}", name.to_lowercase()), cells)
    };
    let rows = vec![
        row("Planned", planned.start, planned.finish),
        row("Earliest", planned.early_start, planned.early_finish),
        row("Latest", planned.late_start, planned.late_finish),
    ];
    let columns = vec![Column::words("Dates"), Column::words("Start"), Column::words("Finish")];
    Table { dense: true, ..Table::new("When it happens", columns, rows) }
}

fn facts(visit: &Visit, task: &Task, plan: &Plan, day: u32) -> Vec<(&'static str, String)> {
    let today = visit.seen.day();
    let instant = |at| dates::instant(at, today);
    let mut facts = Vec::new();
    let mut fact = |name: &'static str, text: Option<String>| facts.extend(text.map(|text| (name, text)));
    let slip = |minutes: i64| if minutes == 0 { "nothing".to_owned() } else { dates::days(minutes, day) };
    let float = plan.of(task.id).filter(|_| !is_over(task));
    fact(
        "Can slip",
        float.map(|planned| format!("{}; {} before a successor moves", slip(planned.total_float), slip(planned.free_float))),
    );
    fact("Takes", dates::duration(task, day));
    fact("Work", task.work.map(format::work));
    fact(
        "Estimate",
        task.estimate.as_ref().map(|points| {
            let [best, likely, worst] =
                [points.optimistic, points.likely, points.pessimistic].map(|point| dates::days(point, day));
            format!("{likely}; {best} if all goes well, {worst} if all goes badly")
        }),
    );
    fact("Constraint", task.constraint.as_deref().map(|constraint| dates::constraint(*constraint, today)));
    fact("Deadline", task.deadline.map(instant));
    if let Some(manual) = task.manual.as_deref() {
        let side = |at: Option<jiff::civil::DateTime>| at.map_or("open".to_owned(), instant);
        fact("Typed dates", Some(format!("{} to {}", side(manual.start), side(manual.finish))));
    }
    fact("Agreed start", task.agreed.as_deref().and_then(|agreed| agreed.start).map(instant));
    fact("Done", (task.percent > 0).then(|| format!("{}%", task.percent)));
    fact("Started", task.actual_start.map(instant));
    fact("Finished", task.actual_finish.map(instant));
    fact("Left", task.remaining.map(|left| dates::days(left, day)));
    fact("Calendar", task.calendar.map(|calendar| visit.seen.title(calendar.into())));
    if let Some(differs) = plan.differing.iter().find(|difference| difference.task == task.id) {
        let side = |at: Option<jiff::civil::DateTime>| at.map_or("nothing".to_owned(), instant);
        fact("The file said", Some(format!("{} to {}", side(differs.stated_start), side(differs.stated_finish))));
    }
    facts
}

fn under(visit: &Visit, task: &Task, plan: &Plan) -> Option<Table> {
    let seen = &visit.seen;
    let row = |task: &Arc<Task>| {
        let planned = plan.of(task.id);
        let day =
            |at: Option<jiff::civil::DateTime>| at.map_or(Cell::Blank, |at| Cell::number(format::day(at.date(), seen.day())));
        let done = if is_over(task) { 100 } else { task.percent };
        let cells = vec![
            Cell::title(task.name.to_string(), address::of(seen, task.id.into()), None),
            day(planned.map(|planned| planned.start)),
            day(planned.map(|planned| planned.finish)),
            Cell::number(format!("{done}%")),
        ];
        Row::new(format!("part-{}", task.number), cells)
    };
    let rows: Vec<Row> = seen.tasks_under(task.id).iter().take(100).map(row).collect();
    let columns = vec![Column::words("Task"), Column::numbers("Start"), Column::numbers("Finish"), Column::numbers("Done")];
    (!rows.is_empty()).then(|| Table::new("Tasks under this one", columns, rows))
}

/// The days on which it really began and ended, where they are known better than the reports tell.
fn actual(visit: &Visit, tried: &Tried, task: &Task) -> ActFold {
    let name = "actual";
    let form = Filling::new(visit, tried, "change-task").named(name).back().with("task", AnyId::from(task.id));
    let form = form
        .instant("actual_start", "Started on", task.actual_start)
        .instant("actual_finish", "Finished on", task.actual_finish)
        .line("reason", "A line about it", "")
        .submit("Save the days")
        .look("primary")
        .across();
    ActFold::new("Say when it began and ended", form, tried.is(name))
}

fn closing(visit: &Visit, tried: &Tried, task: &Task) -> ActForm {
    let id = AnyId::from(task.id);
    if task.state.is_closed() {
        return Filling::new(visit, tried, "reopen-task").back().with("task", id).submit("Open again");
    }
    Filling::new(visit, tried, "close-task").back().with("task", id).with("on", visit.seen.day()).submit("Close")
}
