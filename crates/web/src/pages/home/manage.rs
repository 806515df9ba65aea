//! *Manage*: what will slip, and what can I move?

use std::collections::BTreeMap;
use std::sync::Arc;

use insight::{Findings, Obstacle, Plan};
use jiff::civil::Date;
use organization::{AnyId, Position, Project, ProjectId, Relation, Task, TaskId};

use super::mine::Mine;
use super::{apart, counted, days, link};
use crate::address;
use crate::chart::{Span, Strip, StripAxis};
use crate::component::{Cell, Column, Empty, Link, Row, Table};
use crate::format;
use crate::pages::people::is_over;
use crate::pages::scope::*;
use crate::staff::is_open;
use crate::visit::Visit;

/// Plans that are shown at once.
const PLANS: usize = 40;
/// Tasks of each list.
const TASKS: usize = 10;

/// What a manager sees.
pub(super) struct Manage {
    pub(super) plans: Option<Table>,
    pub(super) more: usize,
    pub(super) empty: Option<Empty>,
    pub(super) whole: bool,
    pub(super) overdue: Vec<Late>,
    pub(super) overdue_count: usize,
    pub(super) missed: Vec<Late>,
    pub(super) missed_count: usize,
    pub(super) unowned: Vec<Link>,
    pub(super) unowned_count: usize,
    pub(super) positions: Vec<Link>,
    pub(super) positions_count: usize,
    sentence: String,
    second: String,
}

/// A task that is late.
pub(super) struct Late {
    pub(super) task: Link,
    pub(super) plan: Link,
    pub(super) who: String,
    pub(super) status: Status,
    day: Date,
}

/// What is to be said of one plan.
struct Overseen {
    project: Arc<Project>,
    span: Option<(Date, Date)>,
    done: u8,
    open: usize,
    assumed: usize,
    overdue: Vec<Arc<Task>>,
    missed: usize,
    unowned: Vec<TaskId>,
    circle: bool,
    next: Option<(Date, TaskId)>,
}

impl Overseen {
    fn late(&self) -> Option<i64> {
        let ((_, finish), target) = (self.span?, self.project.target?);
        Some(apart(target, finish)).filter(|days| *days > 0)
    }
}

impl Manage {
    pub(super) fn of(visit: &Visit, mine: &Mine) -> Manage {
        let seen = &visit.seen;
        let (plan, findings) = (visit.desk.derived.plans(seen), visit.desk.derived.findings(seen));
        let missed = missed(visit, mine, &plan);
        let unowned = unowned(visit, &findings);
        let mut overseen: Vec<Overseen> =
            mine.plans.iter().map(|project| overseen(visit, project, &plan, &missed, &unowned, &findings)).collect();
        let mut overdue: Vec<Late> = overseen
            .iter()
            .flat_map(|one| one.overdue.iter().filter_map(|task| late(visit, task, plan.of(task.id)?.finish.date())))
            .collect();
        overdue.sort_by_key(|late| late.day);
        let overdue_count = overdue.len();
        overdue.truncate(TASKS);
        let without: Vec<TaskId> = overseen.iter().flat_map(|one| one.unowned.clone()).collect();
        let positions = positions(visit, mine);
        overseen.sort_by_key(|one| (std::cmp::Reverse(one.late()), std::cmp::Reverse(one.overdue.len()), one.project.number));
        let (sentence, second) = sentences(&overseen, overdue_count, without.len());
        let more = overseen.len().saturating_sub(PLANS);
        overseen.truncate(PLANS);
        let mut missed: Vec<Late> = missed.into_values().flatten().collect();
        missed.sort_by_key(|late| late.day);
        let missed_count = missed.len();
        missed.truncate(TASKS);
        Manage {
            plans: (!overseen.is_empty()).then(|| table(visit, &overseen)),
            more,
            empty: overseen.is_empty().then(nothing),
            whole: mine.whole,
            overdue,
            overdue_count,
            missed,
            missed_count,
            unowned_count: without.len(),
            unowned: without.into_iter().take(TASKS).map(|task| link(visit, task)).collect(),
            positions_count: positions.len(),
            positions: positions.into_iter().take(TASKS).collect(),
            sentence,
            second,
        }
    }

    pub(super) fn sentences(&self) -> (String, String) {
        (self.sentence.clone(), self.second.clone())
    }
}

fn nothing() -> Empty {
    Empty {
        icon: Icon::ChartGantt,
        title: "You plan nothing yet".to_owned(),
        text: "Start a plan from a goal, or bring one from Microsoft Project.".to_owned(),
        links: vec![Link::new("Start a plan", "/plans/new"), Link::new("Import a file", "/import")],
    }
}

fn sentences(overseen: &[Overseen], overdue: usize, unowned: usize) -> (String, String) {
    let all = overseen.len();
    if all == 0 {
        return ("There is no plan to manage yet.".to_owned(), String::new());
    }
    let late = overseen.iter().filter(|one| one.late().is_some()).count();
    let targets = overseen.iter().filter(|one| one.project.target.is_some()).count();
    let worst = overseen.iter().max_by_key(|one| one.late());
    let first = match (late, worst) {
        (0, _) if targets == 0 => {
            let plans = if all == 1 { "The plan has".to_owned() } else { format!("None of {all} plans has") };
            if all == 1 {
                format!("{plans} no target day, so nothing can end late.")
            } else {
                format!("{plans} a target day, so nothing can end late.")
            }
        }
        (0, _) => format!(
            "No plan ends after its target{}.",
            if targets < all { format!(", as far as {targets} of {all} have one") } else { String::new() }
        ),
        (late, Some(worst)) => {
            let verb = if late == 1 { "ends" } else { "end" };
            let days = days(worst.late().unwrap_or_default());
            format!("{} of {all} plans {verb} after the target. “{}” is latest, by {days}.", counted(late), worst.project.name)
        }
        (_, None) => String::new(),
    };
    let tasks = |count: usize| format::count(count, "task is", "tasks are");
    let second = match (overdue, unowned) {
        (0, 0) => "No task is overdue, and every open task has somebody who answers for it.".to_owned(),
        (overdue, 0) => format!("{} overdue.", tasks(overdue)),
        (0, unowned) => format!("Nobody answers for {}.", format::count(unowned, "open task", "open tasks")),
        (overdue, unowned) => format!("{} overdue, and nobody answers for {unowned}.", tasks(overdue)),
    };
    (first, second)
}

/// Tasks that miss a promised day, by project.
fn missed(visit: &Visit, mine: &Mine, plan: &Plan) -> BTreeMap<ProjectId, Vec<Late>> {
    let seen = &visit.seen;
    let today = seen.day();
    let ours: Vec<ProjectId> = mine.plans.iter().map(|plan| plan.id).collect();
    let mut missed: BTreeMap<ProjectId, Vec<Late>> = BTreeMap::new();
    for obstacle in &plan.obstacles {
        let (task, day, finish) = match obstacle {
            Obstacle::DeadlineMissed { task, deadline, finish } => (*task, deadline.date(), finish.date()),
            Obstacle::ConstraintBroken { task, date, links } => (*task, date.date(), links.date()),
            Obstacle::FinishMissed { .. }
            | Obstacle::TypedConflict { .. }
            | Obstacle::AgreedConflict { .. }
            | Obstacle::StartedEarly { .. }
            | Obstacle::NoWorkingTime { .. }
            | Obstacle::OutOfHorizon { .. }
            | Obstacle::Circle { .. } => continue,
        };
        let Some(record) = seen.find(task).filter(|record| ours.contains(&record.project) && !is_over(record)) else { continue };
        let by = days(apart(day, finish).max(0));
        let status = Status::new(Tone::Bad, format!("{by} after {}", format::day(day, today)));
        if let Some(late) = late(visit, &record, day) {
            missed.entry(record.project).or_default().push(Late { status, ..late });
        }
    }
    missed
}

/// Open tasks without anyone accountable, by project.
fn unowned(visit: &Visit, findings: &Findings) -> BTreeMap<ProjectId, Vec<TaskId>> {
    let mut unowned: BTreeMap<ProjectId, Vec<TaskId>> = BTreeMap::new();
    for task in findings.of("TL201").filter_map(|finding| finding.subject.to::<TaskId>()) {
        if let Some(record) = visit.seen.find(task) {
            unowned.entry(record.project).or_default().push(task);
        }
    }
    unowned
}

fn overseen(
    visit: &Visit,
    project: &Arc<Project>,
    plan: &Plan,
    missed: &BTreeMap<ProjectId, Vec<Late>>,
    unowned: &BTreeMap<ProjectId, Vec<TaskId>>,
    findings: &Findings,
) -> Overseen {
    let seen = &visit.seen;
    let today = seen.day();
    let summary = plan.project(project.id);
    let mut overdue = Vec::new();
    let mut next: Option<(Date, TaskId)> = None;
    for task in seen.linked::<Task>(Relation::TaskProject, project.id) {
        let Some(planned) = plan.of(task.id).filter(|planned| !planned.summary && !is_over(&task) && !task.inactive) else {
            continue;
        };
        if planned.finish.date() < today {
            overdue.push(task.clone());
        } else if planned.start.date() >= today {
            let starts = (planned.start.date(), task.id);
            next = Some(next.map_or(starts, |known| known.min(starts)));
        }
    }
    let circle = findings.of("TL203").any(|finding| finding.place == Some(project.id.into()));
    Overseen {
        project: project.clone(),
        span: summary.and_then(|summary| Some((summary.start?.date(), summary.finish?.date()))),
        done: summary.map_or(0, |summary| summary.done),
        open: summary.map_or(0, |summary| summary.open),
        assumed: summary.map_or(0, |summary| summary.assumed),
        overdue,
        missed: missed.get(&project.id).map_or(0, Vec::len),
        unowned: unowned.get(&project.id).cloned().unwrap_or_default(),
        circle,
        next,
    }
}

/// Who to ask about a task: whoever works on it, else whoever answers for it.
fn who(visit: &Visit, task: &Task) -> String {
    let seen = &visit.seen;
    let demands = seen.linked::<organization::Demand>(Relation::DemandTask, task.id);
    let worker = demands.into_iter().find_map(|demand| match demand.need {
        organization::Need::Person(person) => Some(person),
        organization::Need::Resource(_) | organization::Need::Skill { .. } => None,
    });
    let person = worker.or_else(|| seen.accountable(task.id.into()).and_then(|held| held.people.first().copied()));
    person.map_or_else(|| "nobody".to_owned(), |person| seen.title(person.into()))
}

fn late(visit: &Visit, task: &Task, day: Date) -> Option<Late> {
    let today = visit.seen.day();
    let began = task.percent > 0 || task.actual_start.is_some();
    let words = format!("{} over{}", days(apart(day, today)), if began { ", under way" } else { ", not started" });
    visit.seen.find(task.id)?;
    Some(Late {
        task: link(visit, task.id),
        plan: link(visit, task.project),
        who: who(visit, task),
        status: Status::new(Tone::Bad, words),
        day,
    })
}

/// Open positions in the reader's units; of the whole organization where they oversee all of it.
fn positions(visit: &Visit, mine: &Mine) -> Vec<Link> {
    let seen = &visit.seen;
    let staff = visit.desk.derived.staff(seen);
    let units = staff.units.iter().filter(|row| row.open > 0 && (mine.whole || mine.units.contains(&row.unit.id)));
    let positions = units.flat_map(|row| seen.linked::<Position>(Relation::PositionUnit, row.unit.id));
    positions
        .filter(|position| seen.compute(|value| is_open(value, position, seen.day())))
        .map(|position| {
            Link::new(
                format!("{}, {}", position.title, seen.title(position.unit.into())),
                address::of(seen, position.unit.into()),
            )
        })
        .collect()
}

fn axis(overseen: &[Overseen], today: Date) -> StripAxis {
    let days =
        || overseen.iter().flat_map(|one| one.span.into_iter().flat_map(|(from, to)| [from, to]).chain(one.project.target));
    let reach = |days: i32| today.checked_add(jiff::Span::new().days(days)).unwrap_or(today);
    let from = days().chain([today]).min().unwrap_or(today).max(reach(-400));
    let until = days().chain([today]).max().unwrap_or(today).min(reach(800));
    let until = until.checked_add(jiff::Span::new().days(12)).unwrap_or(until);
    StripAxis { from, until, width: 230, today }
}

fn table(visit: &Visit, overseen: &[Overseen]) -> Table {
    let axis = axis(overseen, visit.seen.day());
    let columns = vec![
        Column::words("Plan"),
        Column::words("Against its target"),
        Column::charts("From start to finish", axis.head()),
        Column::numbers("Done"),
        Column::words("In trouble"),
        Column::words("Next step"),
    ];
    let rows = overseen.iter().map(|one| row(visit, one, &axis)).collect();
    Table::new("Plans with their finish, their troubles and the next step", columns, rows)
}

fn row(visit: &Visit, one: &Overseen, axis: &StripAxis) -> Row {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let id = AnyId::from(one.project.id);
    let owner = seen.accountable(id).and_then(|owner| owner.people.first().map(|person| seen.title((*person).into())));
    let target =
        one.project.target.map_or_else(|| "no target day".to_owned(), |target| format!("by {}", format::day(target, today)));
    let under = format!("{}, {target}", owner.unwrap_or_else(|| "nobody answers for it".to_owned()));
    let against = match (one.span, one.project.target, one.late()) {
        (_, _, Some(late)) => Status::new(Tone::Bad, format!("{} late", days(late))),
        (Some((_, finish)), Some(target), None) => match apart(finish, target) {
            0 => Status::new(Tone::Ok, "On the day"),
            spare => Status::new(Tone::Ok, format!("{} to spare", days(spare))),
        },
        (Some((_, finish)), None, None) => Status::new(Tone::Mute, format!("Ends {}", format::day(finish, today))),
        (None, _, None) => Status::new(Tone::Mute, "No tasks yet"),
    };
    let span = one.span.map(|(from, to)| Span { from, to });
    let chart = match (span, one.project.target) {
        (None, None) => Cell::Blank,
        (span, target) => Cell::Drawing(Strip { name: one.project.name.to_string(), span, done: one.done, target }.draw(axis)),
    };
    let counts = [(one.overdue.len(), "overdue"), (one.missed, "past a promise"), (one.unowned.len(), "unowned")];
    let troubles: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let troubles = if troubles.is_empty() { "nothing".to_owned() } else { troubles.join(", ") };
    let reference = seen.reference(id).map(|reference| reference.to_string()).unwrap_or_default();
    let done = if one.span.is_none() { Cell::Blank } else { Cell::number(format!("{} %", one.done)) };
    let title = Cell::title(one.project.name.to_string(), address::of(seen, id), Some(under));
    Row::new(reference, vec![title, Cell::Status(against), chart, done, Cell::text(troubles), next_step(visit, one)])
}

/// The one thing that moves a plan most plainly.
fn next_step(visit: &Visit, one: &Overseen) -> Cell {
    let seen = &visit.seen;
    let plan = address::of(seen, one.project.id.into());
    let to = |text: String, href: String| Cell::Link { text, href };
    if one.circle {
        return to("Break the circle of dependencies".to_owned(), "/check?rule=TL203".to_owned());
    }
    if let Some(task) = one.overdue.first() {
        return to(format!("Ask {} about “{}”", who(visit, task), task.name), address::of(seen, task.id.into()));
    }
    if let Some(task) = one.unowned.first() {
        return to(format!("Say who answers for “{}”", seen.title((*task).into())), address::of(seen, (*task).into()));
    }
    if one.late().is_some() {
        return to("Shorten what is critical".to_owned(), plan);
    }
    if one.assumed > 0 {
        return to(format!("Estimate {}", format::count(one.assumed, "task", "tasks")), plan);
    }
    match one.next {
        Some((day, task)) => {
            to(format!("“{}” starts {}", seen.title(task.into()), format::day(day, seen.day())), address::of(seen, task.into()))
        }
        None if one.open == 0 && one.span.is_some() => to("All is done: close the plan".to_owned(), plan),
        None if one.span.is_none() => to("Write down its tasks".to_owned(), plan),
        None => Cell::text("nothing waits"),
    }
}
