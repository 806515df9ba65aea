//! *Manage*: what will slip, and what can I move?

use std::sync::Arc;

use insight::{Handing, MissedDay, Plan, Slip, Slips};
use jiff::civil::Date;
use organization::{AnyId, Position, Project, Relation, Task, TaskId};

use super::arrival::{Arrival, axis};
use super::mine::Mine;
use super::{apart, counted, days, link};
use crate::address;
use crate::chart::StripAxis;
use crate::component::{Cell, Column, Empty, Link, Row, Table};
use crate::format;
use crate::pages::scope::*;
use crate::staff::is_open;
use crate::visit::Visit;

/// Plans that are shown at once.
const PLANS: usize = 40;
/// Tasks of each list.
const TASKS: usize = 10;

/// What a manager sees.
#[derive(serde::Serialize)]
pub(super) struct Manage {
    pub(super) plans: Option<Table>,
    pub(super) more: usize,
    pub(super) empty: Option<Empty>,
    pub(super) whole: bool,
    pub(super) overdue: Vec<Late>,
    pub(super) overdue_count: usize,
    pub(super) missed: Vec<Late>,
    pub(super) missed_count: usize,
    /// Tasks under way without news.
    pub(super) silent: Vec<Late>,
    pub(super) silent_count: usize,
    /// Hand-offs of the reader's units that a side has not confirmed.
    pub(super) hand_offs: Vec<Late>,
    pub(super) hand_offs_count: usize,
    pub(super) unowned: Vec<Link>,
    pub(super) unowned_count: usize,
    pub(super) positions: Vec<Link>,
    pub(super) positions_count: usize,
    sentence: String,
    second: String,
}

/// A task that is late.
#[derive(serde::Serialize)]
pub(super) struct Late {
    pub(super) task: Link,
    pub(super) plan: Link,
    pub(super) who: String,
    pub(super) status: Status,
}

/// What is to be said of one plan, as far as the reader may see it.
struct Overseen {
    project: Arc<Project>,
    arrival: Arrival,
    open: usize,
    assumed: usize,
    slip: Slip,
}

impl Overseen {
    fn of(visit: &Visit, project: &Arc<Project>, plan: &Plan, slips: &Slips) -> Overseen {
        let shows = |task: TaskId| visit.seen.shows(task.into());
        let mut slip = slips.of(project.id).cloned().unwrap_or_default();
        slip.overdue.retain(|(_, task)| shows(*task));
        slip.missed.retain(|missed| shows(missed.task));
        slip.unowned.retain(|task| shows(*task));
        slip.silent.retain(|(_, task)| shows(*task));
        slip.next = slip.next.filter(|(_, task)| shows(*task));
        let summary = plan.project(project.id);
        Overseen {
            project: project.clone(),
            arrival: Arrival {
                span: summary.and_then(|summary| Some((summary.start?.date(), summary.finish?.date()))),
                done: summary.map_or(0, |summary| summary.done),
                last: project.target,
            },
            open: summary.map_or(0, |summary| summary.open),
            assumed: summary.map_or(0, |summary| summary.assumed),
            slip,
        }
    }
}

impl Manage {
    pub(super) fn of(visit: &Visit, mine: &Mine) -> Manage {
        let (plan, slips) = (visit.results.plan.clone(), visit.results.slips.clone());
        let mut overseen: Vec<Overseen> = mine.plans.iter().map(|project| Overseen::of(visit, project, &plan, &slips)).collect();
        let mut overdue: Vec<(Date, TaskId)> = overseen.iter().flat_map(|one| one.slip.overdue.iter().copied()).collect();
        let mut missed: Vec<MissedDay> = overseen.iter().flat_map(|one| one.slip.missed.iter().copied()).collect();
        let unowned: Vec<TaskId> = overseen.iter().flat_map(|one| one.slip.unowned.iter().copied()).collect();
        let mut silent: Vec<(Date, TaskId)> = overseen.iter().flat_map(|one| one.slip.silent.iter().copied()).collect();
        silent.sort_unstable();
        let hand_offs = unconfirmed(visit, mine);
        overdue.sort_unstable();
        missed.sort_unstable();
        let positions = positions(visit, mine);
        overseen.sort_by_key(|one| {
            (std::cmp::Reverse(one.arrival.late()), std::cmp::Reverse(one.slip.overdue.len()), one.project.number)
        });
        let (sentence, second) = sentences(&overseen, overdue.len(), unowned.len());
        let more = overseen.len().saturating_sub(PLANS);
        overseen.truncate(PLANS);
        Manage {
            plans: (!overseen.is_empty()).then(|| table(visit, &overseen)),
            more,
            empty: overseen.is_empty().then(nothing),
            whole: mine.whole,
            overdue_count: overdue.len(),
            overdue: overdue.into_iter().take(TASKS).filter_map(|overdue| Late::overdue(visit, overdue)).collect(),
            missed_count: missed.len(),
            missed: missed.into_iter().take(TASKS).filter_map(|missed| Late::missed(visit, missed)).collect(),
            silent_count: silent.len(),
            silent: silent.into_iter().take(TASKS).filter_map(|silent| Late::silent(visit, silent)).collect(),
            hand_offs_count: hand_offs.len(),
            hand_offs: hand_offs.iter().take(TASKS).filter_map(|handing| Late::handed(visit, handing)).collect(),
            unowned_count: unowned.len(),
            unowned: unowned.into_iter().take(TASKS).map(|task| link(visit, task)).collect(),
            positions_count: positions.len(),
            positions: positions.into_iter().take(TASKS).map(|position| link_to(visit, &position)).collect(),
            sentence,
            second,
        }
    }

    pub(super) fn sentences(&self) -> (String, String) {
        (self.sentence.clone(), self.second.clone())
    }
}

impl Late {
    /// A task that should be finished by now.
    fn overdue(visit: &Visit, (finish, task): (Date, TaskId)) -> Option<Late> {
        let task = visit.seen.find(task)?;
        let began = task.percent > 0 || task.actual_start.is_some();
        let over = days(apart(finish, visit.seen.day()));
        Some(Late::of(visit, &task, format!("{over} over{}", if began { ", under way" } else { ", not started" })))
    }

    /// A task that misses a promised day.
    fn missed(visit: &Visit, missed: MissedDay) -> Option<Late> {
        let task = visit.seen.find(missed.task)?;
        let by = days(apart(missed.promised, missed.reached).max(0));
        Some(Late::of(visit, &task, format!("{by} after {}", format::day(missed.promised, visit.seen.day()))))
    }

    /// A task under way of which nobody has said anything for long.
    fn silent(visit: &Visit, (last, task): (Date, TaskId)) -> Option<Late> {
        let task = visit.seen.find(task)?;
        let words = format!("no news for {}", days(apart(last, visit.seen.day())));
        Some(Late { status: Status::new(Tone::Warn, words), ..Late::of(visit, &task, String::new()) })
    }

    /// A hand-off that a side has not confirmed.
    fn handed(visit: &Visit, handing: &Handing) -> Option<Late> {
        let task = visit.seen.find(handing.gives)?;
        let silent = handing.silent().into_iter().map(|unit| visit.seen.title(unit.into())).collect::<Vec<_>>().join(" and ");
        let on = handing.on.map(|on| format!(" on {}", format::day(on, visit.seen.day()))).unwrap_or_default();
        Some(Late {
            task: Link::new(task.name.to_string(), "/handoffs"),
            plan: link(visit, handing.takes),
            who: format!("waits for the word of {silent}; goes to {}{on} for", visit.seen.title(handing.to.into())),
            status: Status::new(Tone::Warn, "Not confirmed"),
        })
    }

    fn of(visit: &Visit, task: &Task, words: String) -> Late {
        Late {
            task: link(visit, task.id),
            plan: link(visit, task.project),
            who: who(visit, task),
            status: Status::new(Tone::Bad, words),
        }
    }
}

/// The hand-offs of the reader's units, or of all where they oversee everything, that a side has not confirmed.
fn unconfirmed(visit: &Visit, mine: &Mine) -> Vec<Handing> {
    let ours = |handing: &&Handing| mine.whole || mine.units.contains(&handing.from) || mine.units.contains(&handing.to);
    let shows = |handing: &&Handing| visit.seen.shows(handing.gives.into()) && visit.seen.shows(handing.takes.into());
    let open = visit.results.hand_offs.iter().filter(|handing| !handing.silent().is_empty());
    open.filter(ours).filter(shows).cloned().collect()
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
    let late = overseen.iter().filter(|one| one.arrival.late().is_some()).count();
    let targets = overseen.iter().filter(|one| one.project.target.is_some()).count();
    let worst = overseen.iter().max_by_key(|one| one.arrival.late());
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
            let days = days(worst.arrival.late().unwrap_or_default());
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

/// Open positions in the reader's units; of the whole organization where they oversee all of it.
fn positions(visit: &Visit, mine: &Mine) -> Vec<Arc<Position>> {
    let seen = &visit.seen;
    let staff = visit.desk.derived.staff(seen);
    let units = staff.units.iter().filter(|row| row.open > 0 && (mine.whole || mine.units.contains(&row.unit.id)));
    let positions = units.flat_map(|row| seen.linked::<Position>(Relation::PositionUnit, row.unit.id));
    positions.filter(|position| seen.compute(|value| is_open(value, position, seen.day()))).collect()
}

fn link_to(visit: &Visit, position: &Position) -> Link {
    let unit = position.unit.into();
    Link::new(format!("{}, {}", position.title, visit.seen.title(unit)), address::of(&visit.seen, unit))
}

fn table(visit: &Visit, overseen: &[Overseen]) -> Table {
    let axis = axis(overseen.iter().map(|one| &one.arrival), 230, visit.seen.day());
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
    let against = one.arrival.status(today, "No tasks yet");
    let chart = one.arrival.strip(&one.project.name, axis);
    let counts =
        [(one.slip.overdue.len(), "overdue"), (one.slip.missed.len(), "past a promise"), (one.slip.unowned.len(), "unowned")];
    let troubles: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let troubles = if troubles.is_empty() { "nothing".to_owned() } else { troubles.join(", ") };
    let reference = seen.reference(id).map(|reference| reference.to_string()).unwrap_or_default();
    let done = if one.arrival.span.is_none() { Cell::Blank } else { Cell::number(format!("{} %", one.arrival.done)) };
    let title = Cell::title(one.project.name.to_string(), address::of(seen, id), Some(under));
    Row::new(reference, vec![title, Cell::Status(against), chart, done, Cell::text(troubles), next_step(visit, one)])
}

/// The one thing that moves a plan most plainly.
fn next_step(visit: &Visit, one: &Overseen) -> Cell {
    let seen = &visit.seen;
    let plan = address::of(seen, one.project.id.into());
    let to = |text: String, href: String| Cell::Link { text, href };
    if one.slip.circle {
        return to("Break the circle of dependencies".to_owned(), "/check?rule=TL203".to_owned());
    }
    if let Some(task) = one.slip.overdue.first().and_then(|(_, task)| seen.find(*task)) {
        return to(format!("Ask {} about “{}”", who(visit, &task), task.name), address::of(seen, task.id.into()));
    }
    if let Some(task) = one.slip.unowned.first() {
        return to(format!("Say who answers for “{}”", seen.title((*task).into())), address::of(seen, (*task).into()));
    }
    if one.arrival.late().is_some() {
        return to("Shorten what is critical".to_owned(), plan);
    }
    if one.assumed > 0 {
        return to(format!("Estimate {}", format::count(one.assumed, "task", "tasks")), plan);
    }
    match one.slip.next {
        Some((day, task)) => {
            to(format!("“{}” starts {}", seen.title(task.into()), format::day(day, seen.day())), address::of(seen, task.into()))
        }
        None if one.open == 0 && one.arrival.span.is_some() => to("All is done: close the plan".to_owned(), plan),
        None if one.arrival.span.is_none() => to("Write down its tasks".to_owned(), plan),
        None => Cell::text("nothing waits"),
    }
}
