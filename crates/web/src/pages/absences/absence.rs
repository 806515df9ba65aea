//! `/absences/…`: one request, with what it collides with, and the forms of whoever asked and whoever answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path};
use axum::response::Response;
use organization::{Absence, AbsenceId, AbsenceState, AnyId, DayPart, Demand, Party, PersonId, Relation, Task};

use super::{answers, cancel, change, status, words};
use crate::component::{ActFold, ActForm, Cell, Column, ErrorSummary, Link, Place, Row, Stale, Table, Who};
use crate::filling;
use crate::forms::Fields;
use crate::pages::parts::{self, Fact, Facts};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, choices, format};

/// Tasks and people that are shown; more say no more.
const SHOWN: usize = 40;

/// `/absences/…`.
#[derive(Template, serde::Serialize)]
#[template(path = "absence.html")]
struct AbsencePage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    sentence: String,
    state: Status,
    facts: Facts,
    reason: Vec<String>,
    approve: Option<ActForm>,
    decline: Option<ActFold>,
    change: Option<ActFold>,
    cancel: Option<ActForm>,
    /// Who answers, where it is not the viewer.
    waits: String,
    collides: String,
    tasks: Option<Table>,
    others: Vec<(Who, String)>,
    deputies: Vec<Who>,
    history: String,
}

impl Page for AbsencePage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.page(AbsencePage::of(&visit, &id, &Tried::default())?)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| AbsencePage::of(visit, &id, tried)).await
}

impl AbsencePage {
    fn of(visit: &Visit, id: &str, tried: &Tried) -> Result<AbsencePage, Response> {
        let absence = visit.lookup::<AbsenceId>(id)?;
        let seen = &visit.seen;
        let (name, days) = (seen.title(absence.person.into()), words::days_of(&absence, seen.day()));
        let tasks = colliding(visit, &absence);
        let others = also_away(visit, &absence);
        let (approve, decline) = answers(visit, tried, &absence).unzip();
        let deputies = seen.compute(|value| value.deputies_of(absence.person, absence.from));
        let who = |person: PersonId| parts::who(seen, Party::Person(person));
        Ok(AbsencePage {
            shell: visit.shell(
                &format!("{name}, {days}"),
                Some(Place::People),
                vec![Link::new("People", "/people"), Link::new("Absences", "/absences")],
            ),
            summary: filling::summary(tried),
            stale: tried.stale(),
            sentence: sentence(&absence, &name, &days),
            state: status(&absence),
            facts: facts(visit, &absence),
            reason: parts::paragraphs(&absence.reason),
            waits: if approve.is_some() { String::new() } else { waits(visit, &absence) },
            approve,
            decline,
            change: change(visit, tried, &absence),
            cancel: cancel(visit, tried, &absence),
            collides: collides(tasks.len(), others.len()),
            tasks: (!tasks.is_empty()).then(|| table(visit, &tasks)),
            others,
            deputies: deputies.into_iter().filter(|deputy| seen.shows((*deputy).into())).map(who).collect(),
            history: address::history(absence.id.into()),
        })
    }
}

fn sentence(absence: &Absence, name: &str, days: &str) -> String {
    match &absence.state {
        AbsenceState::Requested => format!("{name} asks to be away {days}."),
        AbsenceState::Approved { .. } => format!("{name} is away {days}."),
        AbsenceState::Declined { .. } => format!("That {name} is away {days} was declined."),
        AbsenceState::Cancelled { .. } => format!("{name} is not away {days}; it was cancelled."),
    }
}

fn facts(visit: &Visit, absence: &Absence) -> Facts {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let mut rows = vec![Fact::who("Who", parts::who(seen, Party::Person(absence.person)))];
    let sort = words::sort(absence);
    if !sort.is_empty() {
        rows.push(Fact::text("What for", sort));
    }
    if absence.part != DayPart::Whole {
        rows.push(Fact::text("Part of the day", choices::words("DayPart", &absence.part)));
    }
    let answered = match &absence.state {
        AbsenceState::Requested => None,
        AbsenceState::Approved { by, on } => Some(("Approved by", "Approved on", *by, *on, "")),
        AbsenceState::Declined { by, on, because } => Some(("Declined by", "Declined on", *by, *on, &**because)),
        AbsenceState::Cancelled { by, on } => Some(("Cancelled by", "Cancelled on", *by, *on, "")),
    };
    if let Some((who, when, by, on, because)) = answered {
        rows.extend(by.map(|by| Fact::who(who, parts::who(seen, Party::Person(by)))));
        rows.push(Fact::text(when, format::day(on, today)));
        if !because.is_empty() {
            rows.push(Fact::text("Because", because));
        }
    }
    Facts { rows }
}

/// "Ines Duarte answers this."
fn waits(visit: &Visit, absence: &Absence) -> String {
    if absence.state != AbsenceState::Requested {
        return String::new();
    }
    let seen = &visit.seen;
    let deciders = seen.compute(|value| value.deciders_of_absences(absence.person, seen.day()));
    let names: Vec<String> = deciders.iter().take(3).map(|decider| seen.title((*decider).into())).collect();
    match names.as_slice() {
        [] => "Nobody can answer this: the units of this person have no head, and there is no administrator.".to_owned(),
        names => format!("{} answers this.", names.join(" or ")),
    }
}

/// The open tasks of the person that are planned to happen while they are away, by their start.
fn colliding(visit: &Visit, absence: &Absence) -> Vec<Arc<Task>> {
    let seen = &visit.seen;
    let plan = visit.results.plan.clone();
    let demands = seen.linked::<Demand>(Relation::DemandParty, absence.person);
    let ids: BTreeSet<_> = demands.iter().map(|demand| demand.task).collect();
    let within = |task: &Arc<Task>| {
        let planned = plan.of(task.id)?;
        let touches = planned.start.date() < absence.until && absence.from <= planned.finish.date();
        (touches && !insight::is_over(task)).then_some(planned.start)
    };
    let mut found: Vec<_> =
        ids.into_iter().filter_map(|id| seen.find(id)).filter_map(|task| Some((within(&task)?, task))).collect();
    found.sort_by_key(|(start, task)| (*start, task.id));
    found.into_iter().take(SHOWN).map(|(_, task)| task).collect()
}

/// Who else of the same units is away on some of the days, or asks to be.
fn also_away(visit: &Visit, absence: &Absence) -> Vec<(Who, String)> {
    let seen = &visit.seen;
    let staff = visit.desk.derived.staff(seen);
    let units = seen.units_of(absence.person);
    let near =
        staff.people.iter().filter(|other| other.person != absence.person && other.units.iter().any(|unit| units.contains(unit)));
    let mut found = Vec::new();
    for other in near {
        for theirs in seen.linked::<Absence>(Relation::AbsencePerson, other.person) {
            if theirs.stands() && theirs.touches(absence.from, absence.until) && found.len() < SHOWN {
                let asks = if theirs.is_approved() { "" } else { ", asked for" };
                let days = format!("{}{asks}", words::days_of(&theirs, seen.day()));
                found.push((parts::who(seen, Party::Person(other.person)), days));
            }
        }
    }
    found
}

fn collides(tasks: usize, others: usize) -> String {
    let tasks = match tasks {
        0 => "No task of theirs is planned in that time".to_owned(),
        tasks => format!("{} planned in that time", format::count(tasks, "task of theirs is", "tasks of theirs are")),
    };
    match others {
        0 => format!("{tasks}, and nobody else of their units is away then."),
        others => {
            let others = format::count(others, "other person of their units is", "other people of their units are");
            format!("{tasks}, and {others} away then.")
        }
    }
}

fn table(visit: &Visit, tasks: &[Arc<Task>]) -> Table {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let plan = visit.results.plan.clone();
    let row = |task: &Arc<Task>| {
        let id = AnyId::from(task.id);
        let planned = plan.of(task.id);
        let day = |day: Option<jiff::civil::Date>| day.map_or(Cell::Blank, |day| Cell::number(format::day(day, today)));
        let critical = planned.is_some_and(|planned| planned.critical);
        let project = AnyId::from(task.project);
        Row::new(
            format!("task-{}", task.number),
            vec![
                Cell::title(task.name.to_string(), address::of(seen, id), None),
                Cell::Link { text: seen.title(project), href: address::of(seen, project) },
                day(planned.map(|planned| planned.start.date())),
                day(planned.map(|planned| planned.finish.date())),
                if critical { Cell::Status(Status::new(Tone::Crit, "Critical")) } else { Cell::Blank },
            ],
        )
    };
    let columns = vec![
        Column::words("Task"),
        Column::words("Plan"),
        Column::numbers("Start"),
        Column::numbers("Finish"),
        Column::silent("Whether it is critical"),
    ];
    Table::new("Tasks that are planned in that time", columns, tasks.iter().map(row).collect())
}
