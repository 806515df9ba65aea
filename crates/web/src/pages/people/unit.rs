//! The section of one unit: what it is for, its positions and who holds them, its goals, plans and policies, and the forms that change it.

use std::sync::Arc;

use office::Seen;
use organization::{AnyId, Appointment, Function, Goal, Kind, Policy, Position, Project, RecordId, Relation, Unit};

use super::standing;
use crate::address;
use crate::component::{ActFold, ActForm, Knot, Link, Thread, Who};
use crate::filling::Filling;
use crate::format;
use crate::staff::{Staff, is_open};
use crate::visit::{Tried, Visit, without_done};

/// Links of a kind that are shown; the rest is behind their list.
const LINKS: usize = 12;

/// A unit.
#[derive(serde::Serialize)]
pub(super) struct UnitSheet {
    pub(super) purpose: Vec<String>,
    pub(super) closed: Option<String>,
    pub(super) thread: Thread,
    pub(super) positions: Vec<PositionRow>,
    pub(super) goals: Vec<Link>,
    pub(super) plans: Vec<Link>,
    pub(super) policies: Vec<Link>,
    pub(super) folds: Vec<ActFold>,
    pub(super) close: Option<ActForm>,
    pub(super) history: String,
    pub(super) who_may: Option<String>,
}

/// A position with whoever holds it.
#[derive(serde::Serialize)]
pub(super) struct PositionRow {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) facts: String,
    pub(super) vacant: bool,
    pub(super) closed: bool,
    pub(super) holders: Vec<Holder>,
    pub(super) acts: Vec<ActForm>,
}

/// Somebody who holds a position.
#[derive(serde::Serialize)]
pub(super) struct Holder {
    pub(super) who: Who,
    pub(super) facts: String,
    pub(super) end: Option<ActForm>,
}

impl UnitSheet {
    pub(super) fn of(visit: &Visit, staff: &Staff, unit: &Arc<Unit>, tried: &Tried) -> UnitSheet {
        let seen = &visit.seen;
        let mut positions = seen.linked::<Position>(Relation::PositionUnit, unit.id);
        positions.sort_by_key(|position| (position.state.is_closed(), !position.head, position.number));
        let goals = seen.linked::<Goal>(Relation::GoalUnit, unit.id);
        let goals: Vec<Arc<Goal>> = goals.into_iter().filter(|goal| !goal.state.is_over()).collect();
        let plans = seen.linked::<Project>(Relation::ProjectUnit, unit.id);
        let plans: Vec<Arc<Project>> = plans.into_iter().filter(|project| !project.state.is_closed()).collect();
        let policies = seen.linked::<Policy>(Relation::PolicyUnit, unit.id);
        let policies = policies.into_iter().filter(|policy| !policy.state.is_closed());
        let today = seen.day();
        UnitSheet {
            purpose: unit.purpose.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
            closed: match unit.state {
                organization::Openness::Active => None,
                organization::Openness::Closed { on } => Some(on.map_or_else(
                    || "This unit is closed. It keeps its past and takes nothing new on.".to_owned(),
                    |on| {
                        format!("This unit was closed on {}. It keeps its past and takes nothing new on.", format::day(on, today))
                    },
                )),
            },
            thread: thread(seen, staff, unit, &goals, &plans),
            positions: positions.iter().map(|position| row(visit, position)).collect(),
            goals: links(seen, goals.iter().map(|goal| goal.id.into())),
            plans: links(seen, plans.iter().map(|project| project.id.into())),
            policies: links(seen, policies.map(|policy| policy.id.into())),
            folds: folds(visit, staff, unit, tried),
            close: close(visit, unit),
            history: address::history(unit.id.into()),
            who_may: who_may(visit, staff, unit),
        }
    }
}

fn links(seen: &Seen, ids: impl Iterator<Item = AnyId>) -> Vec<Link> {
    ids.take(LINKS).map(|id| Link::new(seen.title(id), address::of(seen, id))).collect()
}

/// From what the unit wants to who is in it.
fn thread(seen: &Seen, staff: &Staff, unit: &Unit, goals: &[Arc<Goal>], plans: &[Arc<Project>]) -> Thread {
    let reference = seen.reference(unit.id.into()).map(|reference| reference.to_string()).unwrap_or_default();
    let goal = match goals {
        [] => Knot::nothing("Goals", "none of its own"),
        [only] => Knot::new("Goal", only.title.to_string(), Some(address::of(seen, only.id.into()))),
        several => Knot::new("Goals", several.len().to_string(), Some(format!("/goals?unit={reference}"))),
    };
    let plan = match plans {
        [] => Knot::nothing("Plans", "none"),
        [only] => Knot::new("Plan", only.name.to_string(), Some(address::of(seen, only.id.into()))),
        several => Knot::new("Plans", several.len().to_string(), Some(format!("/plans?unit={reference}"))),
    };
    let people = staff.unit(unit.id).map_or(0, |row| row.people);
    let people = if people == 0 { Knot::nothing("People", "nobody") } else { Knot::new("People", people.to_string(), None) };
    Thread {
        label: format!("Thread of {}", unit.name),
        knots: vec![goal, plan, Knot::here("Unit", unit.name.to_string()), people],
    }
}

fn row(visit: &Visit, position: &Arc<Position>) -> PositionRow {
    let seen = &visit.seen;
    let today = seen.day();
    let may = visit.may(Function::Organize, position.id);
    let held = seen.linked::<Appointment>(Relation::AppointmentPosition, position.id);
    let holders: Vec<Holder> =
        held.iter().filter(|held| !held.dated.is_over(today)).map(|held| holder(visit, held, position, may)).collect();
    let vacant = seen.compute(|value| is_open(value, position, today));
    let mut facts = Vec::new();
    if position.head {
        facts.push("heads the unit".to_owned());
    }
    if position.share != 0 && position.share != 100 {
        facts.push(format!("{}% of full time", position.share));
    }
    if let Some(grade) = &position.grade {
        facts.push(grade.to_string());
    }
    if let Some(above) = position.reports_to {
        facts.push(format!("reports to {}", seen.title(above.into())));
    }
    let uuid = position.id.uuid();
    let closed = position.state.is_closed();
    let acts = if !may {
        Vec::new()
    } else if closed {
        vec![
            button(visit, "reopen-position")
                .named(format!("reopen-{uuid}"))
                .with("position", uuid)
                .submit("Reopen")
                .about(position.title.to_string()),
        ]
    } else if vacant {
        let close = button(visit, "close-position").named(format!("close-{uuid}")).with("position", uuid).with("on", today);
        vec![close.submit("Close it").look("quiet").about(format!("the position {}", position.title))]
    } else {
        Vec::new()
    };
    PositionRow {
        id: format!("position-{uuid}"),
        reference: seen.reference(position.id.into()).map(|reference| reference.to_string()).unwrap_or_default(),
        href: address::of(seen, position.id.into()),
        title: position.title.to_string(),
        facts: facts.join(", "),
        vacant,
        closed,
        holders,
        acts,
    }
}

/// A button that comes back to this page as it is.
fn button<'a>(visit: &'a Visit, command: &str) -> Filling<'a> {
    static NOTHING: std::sync::LazyLock<Tried> = std::sync::LazyLock::new(Tried::default);
    Filling::new(visit, &NOTHING, command).with("then", without_done(&visit.address))
}

fn holder(visit: &Visit, held: &Arc<Appointment>, position: &Position, may: bool) -> Holder {
    let seen = &visit.seen;
    let name = seen.title(held.person.into());
    let mut facts = Vec::new();
    if held.acting {
        facts.push(
            held.acting_for.map_or_else(|| "acting".to_owned(), |person| format!("acting for {}", seen.title(person.into()))),
        );
    }
    facts.extend(Some(standing::span(held.dated, seen.day())).filter(|span| !span.is_empty()));
    if seen.find(held.person).is_some_and(|person| person.employed.is_over(seen.day())) {
        facts.push("has left".to_owned());
    }
    let end = may.then(|| {
        let form = button(visit, "end-appointment").named(format!("end-{}", held.id.uuid()));
        let form = form.with("appointment", held.id.uuid()).with("until", seen.day());
        form.submit("End today").look("quiet").about(format!("that {name} is {}", position.title))
    });
    Holder { who: Who::new(&name, Some(address::of(seen, held.person.into()))), facts: facts.join(", "), end }
}

fn folds(visit: &Visit, staff: &Staff, unit: &Arc<Unit>, tried: &Tried) -> Vec<ActFold> {
    let seen = &visit.seen;
    let (organize, strengthen) = (visit.may(Function::Organize, unit.id), visit.may(Function::StrengthenOrganization, unit.id));
    let here = without_done(&visit.address);
    let uuid = unit.id.uuid();
    let mut folds = Vec::new();
    let mut fold = |label: &str, form: ActForm| {
        let open = tried.is(&form.name);
        folds.push(ActFold::new(label, form.look("primary"), open));
    };
    let filling = |command: &str| Filling::new(visit, tried, command).with("then", &here);
    if organize && !unit.state.is_closed() {
        let roles = standing::roles(seen, Some(unit.id));
        let roles: Vec<(&str, &str)> = roles.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
        let member = filling("add-membership").with("unit", uuid);
        let member =
            member.suggested("person", "Who", standing::people(seen, staff), "").required().hint(standing::hint(Kind::Person));
        let member = if roles.len() > 1 { member.one_of("roles", "Role", &roles, "") } else { member };
        let member = member.day("dated.from", "First day", seen.day().to_string()).day("dated.last", "Last day", "");
        fold("Add a member", member.submit("Add the member"));
        let position = filling("add-position").with("unit", uuid).line("title", "Title", "").required();
        let position = position.number("share", "Share of full time in per cent", "100");
        let headless = staff.unit(unit.id).is_some_and(|_| seen.compute(|value| value.head_position(unit.id).is_none()));
        let position = if headless { position.check("head", "Whoever holds it heads the unit", false) } else { position };
        fold("Add a position", position.submit("Add the position"));
        let open = standing::positions(seen, staff, Some(unit.id));
        if !open.is_empty() {
            let appoint = filling("add-appointment");
            let appoint = appoint
                .suggested("person", "Who", standing::people(seen, staff), "")
                .required()
                .hint(standing::hint(Kind::Person));
            let appoint =
                appoint.suggested("position", "To which position", open, "").required().hint("Its reference, such as O-3.");
            let appoint = appoint.day("dated.from", "First day", seen.day().to_string()).day("dated.last", "Last day", "");
            fold("Appoint somebody", appoint.check("acting", "They stand in for somebody", false).submit("Appoint"));
        }
    }
    if strengthen {
        if !unit.state.is_closed() {
            let below = filling("add-unit").with("parent", uuid).line("name", "Name", "").required();
            let below = below.line("sort", "What sort of unit it is", "").hint("Team, department, crew: your own word.");
            fold("Add a unit below", below.lines("purpose", "What it is there for", "").submit("Add the unit"));
        }
        let calendars = standing::calendars(seen, "that of the unit above");
        let calendars: Vec<(&str, &str)> = calendars.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
        let parent =
            unit.parent.and_then(|parent| Some(format!("{} {}", seen.reference(parent.into())?, seen.title(parent.into()))));
        let edit = filling("change-unit").with("unit", uuid).line("name", "Name", unit.name.to_string()).required();
        let edit = edit.line("sort", "What sort of unit it is", unit.sort.as_deref().unwrap_or_default());
        let edit = edit.lines("purpose", "What it is there for", unit.purpose.to_string());
        let edit = edit
            .suggested("parent", "Belongs to", standing::units(seen, staff), parent.unwrap_or_default())
            .hint("Empty at the top. Its name or reference, such as U-3.");
        let calendar = unit.calendar.map(|calendar| calendar.uuid().to_string()).unwrap_or_default();
        let edit = edit.one_of("calendar", "Working times", &calendars, &calendar);
        let form = edit.submit("Save the unit");
        let open = tried.is(&form.name);
        folds.push(ActFold::new("Edit", form.look("primary"), open).key("e"));
    }
    folds
}

/// The form of a unit that belongs to none: the organization itself, most often.
pub(super) fn at_the_top(visit: &Visit, tried: &Tried) -> ActFold {
    let form = Filling::new(visit, tried, "add-unit").with("then", "/people").line("name", "Name", "").required();
    let form = form.line("sort", "What sort of unit it is", "").hint("Company, department, association: your own word.");
    let form = form.lines("purpose", "What it is there for", "").submit("Add the unit").look("primary");
    let open = tried.is(&form.name);
    ActFold::new("Add a unit at the top", form, open)
}

fn close(visit: &Visit, unit: &Unit) -> Option<ActForm> {
    if !visit.may(Function::StrengthenOrganization, unit.id) {
        return None;
    }
    let uuid = unit.id.uuid();
    Some(if unit.state.is_closed() {
        button(visit, "reopen-unit").with("unit", uuid).submit("Open it again")
    } else {
        button(visit, "close-unit").with("unit", uuid).with("on", visit.seen.day()).submit("Close the unit").look("danger")
    })
}

/// Who can change it, for whoever cannot.
fn who_may(visit: &Visit, staff: &Staff, unit: &Unit) -> Option<String> {
    if visit.may(Function::Organize, unit.id) {
        return None;
    }
    let seen = &visit.seen;
    let above = seen.compute(|value| value.units_from(unit.id).map(|unit| unit.id).collect::<Vec<_>>());
    let heads = above.iter().filter_map(|unit| staff.unit(*unit)).flat_map(|row| row.heads.clone()).take(2).collect::<Vec<_>>();
    let who = if heads.is_empty() { "an administrator".to_owned() } else { super::list::names(seen, &heads) };
    Some(format!("You can look. To change this unit, ask {who}."))
}
