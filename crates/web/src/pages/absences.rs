//! Absences: who is away when, who asks to be, and who answers.
//!
//! `/absences` shows one's own, the month of a team, and what waits for one's answer. `/absences/…` is one request with what it collides with, so that whoever
//! approves it knows. Everybody sees the days; why is for the person and those who lead them.

mod absence;
mod list;
mod team;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use organization::{Absence, AbsenceState, Function, PersonId, Relation};

use super::listing::{Listed, Listing};
use crate::component::{ActFold, ActForm, Status, Tone};
use crate::filling::{Filling, fold};
use crate::visit::{Tried, Visit};
use crate::{Desk, address};

pub(super) use list::asked_for;
pub(super) use words::days_of;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/absences", get(list::show).post(list::send))
        .route("/absences/{id}", get(absence::show).post(absence::send))
}

/// The absences of a person: those to come, those that are over or came to nothing, and the form that asks for one.
pub(super) fn of_person(visit: &Visit, tried: &Tried, person: PersonId) -> Listing {
    let seen = &visit.seen;
    let mut all = seen.linked::<Absence>(Relation::AbsencePerson, person);
    all.sort_by_key(|absence| absence.from);
    let (coming, past): (Vec<Arc<Absence>>, Vec<Arc<Absence>>) =
        all.into_iter().partition(|absence| absence.stands() && absence.until > seen.day());
    let own = person == visit.me;
    let who = if own { "You have" } else { "They have" };
    let may = visit.may(Function::OperateDaily, person);
    let label = if own { "Ask to be away" } else { "Ask for them" };
    Listing::new("absences", "Absences", &format!("{who} no absence ahead."))
        .link("Who is away when", "/absences?view=team")
        .rows(coming.iter().map(|absence| listed(visit, tried, absence)))
        .past(past.iter().rev().map(|absence| listed(visit, tried, absence)))
        .fold(may.then(|| fold(tried, label, ask(visit, tried, person))))
}

/// The form that asks for an absence of somebody.
fn ask(visit: &Visit, tried: &Tried, person: PersonId) -> ActForm {
    let form = Filling::new(visit, tried, "add-absence").back().with("person", organization::AnyId::from(person));
    let form = form.ask("sort", "What for").hint("Only those who lead you and administrators see this and what you add.");
    let form = form.ask("from", "First day").ask_last("until", "Last day");
    form.ask("part", "Which part of each day").ask("reason", "What to know about it").submit("Ask").look("primary")
}

/// One absence in a list, with the forms that the viewer may send.
fn listed(visit: &Visit, tried: &Tried, absence: &Absence) -> Listed {
    let seen = &visit.seen;
    let because = match &absence.state {
        AbsenceState::Declined { because, .. } => because.to_string(),
        AbsenceState::Requested | AbsenceState::Approved { .. } | AbsenceState::Cancelled { .. } => String::new(),
    };
    Listed::new(absence.id, days_of(absence, seen.day()))
        .href(address::of(seen, absence.id.into()))
        .status(Some(status(absence)))
        .facts([words::sort(absence), words::part(absence)])
        .said(&because)
        .fold(change(visit, tried, absence))
        .act(cancel(visit, tried, absence))
}

/// The state in shape, word and colour.
fn status(absence: &Absence) -> Status {
    match &absence.state {
        AbsenceState::Requested => Status::new(Tone::Mute, "Asked for"),
        AbsenceState::Approved { .. } => Status::new(Tone::Ok, "Approved"),
        AbsenceState::Declined { .. } => Status::new(Tone::Warn, "Declined"),
        AbsenceState::Cancelled { .. } => Status::new(Tone::Mute, "Cancelled"),
    }
}

fn change(visit: &Visit, tried: &Tried, absence: &Absence) -> Option<ActFold> {
    let may = absence.state == AbsenceState::Requested && visit.may(Function::OperateDaily, absence.id);
    may.then(|| {
        let record = organization::AnyRecord::Absence(Arc::new(absence.clone()));
        let form = Filling::changing(visit, tried, "change-absence", &record).ask("sort", "What for").ask("from", "First day");
        let form =
            form.ask_last("until", "Last day").ask("part", "Which part of each day").ask("reason", "What to know about it");
        fold(tried, "Change", form.submit("Save").look("primary").about(days_of(absence, visit.seen.day())))
    })
}

fn cancel(visit: &Visit, tried: &Tried, absence: &Absence) -> Option<ActForm> {
    let may = absence.stands() && visit.may(Function::OperateDaily, absence.id);
    may.then(|| {
        let form = Filling::about(visit, tried, "cancel-absence", absence.id).submit("Cancel it").look("quiet");
        form.about(days_of(absence, visit.seen.day()))
    })
}

/// The forms that answer a request, where it is the viewer's to answer: a button that approves, and declining with a reason.
pub(super) fn answers(visit: &Visit, tried: &Tried, absence: &Absence) -> Option<(ActForm, ActFold)> {
    let may = absence.state == AbsenceState::Requested && visit.may(Function::Coordinate, absence.id);
    may.then(|| {
        let about = format!("{}, {}", visit.seen.title(absence.person.into()), days_of(absence, visit.seen.day()));
        let approve = Filling::about(visit, tried, "approve-absence", absence.id).submit("Approve").look("primary");
        let decline = Filling::about(visit, tried, "decline-absence", absence.id).lines("because", "Why not?", "").required();
        let decline = decline.hint("The person reads this.").submit("Decline");
        (approve.about(about.clone()), fold(tried, "Decline", decline.about(about)))
    })
}
