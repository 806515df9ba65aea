//! What stands between a person and others: thanks, talks, and who acts for whom.

use std::sync::Arc;

use organization::{
    AnyId, AnyRecord, CheckIn, Delegation, DelegationState, Function, Mentorship, Party, PersonId, Recognition, Relation,
};

use crate::address;
use crate::component::{Status, Tone};
use crate::filling::{Filling, fold};
use crate::format;
use crate::pages::listing::{Listed, Listing};
use crate::pages::parts;
use crate::visit::{Tried, Visit};

/// What others thanked a person for, the newest first. Everybody sees it; nothing is counted.
pub(super) fn recognition(visit: &Visit, tried: &Tried, person: PersonId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let mut all = seen.linked::<Recognition>(Relation::RecognitionTo, person);
    all.sort_by_key(|thanks| std::cmp::Reverse((thanks.on, thanks.id)));
    let own = person == visit.me;
    let row = |thanks: &Arc<Recognition>| {
        let functions: Vec<&str> = thanks.functions.iter().map(|function| function.words()).collect();
        let about = thanks.subject.filter(|id| seen.shows(*id));
        let row = Listed::new(thanks.id, about.map(|id| seen.title(id)).unwrap_or_default())
            .who(thanks.from.map(|from| parts::who(seen, Party::Person(from))))
            .facts([thanks.on.map(|on| format::day(on, today)).unwrap_or_default(), functions.join(", ")])
            .said(&thanks.text)
            .act((thanks.from == Some(visit.me)).then(|| {
                let form = Filling::about(visit, tried, "remove-recognition", thanks.id).submit("Take it back").look("quiet");
                form.about("what you thanked for")
            }));
        match about {
            Some(id) => row.href(address::of(seen, id)),
            None => row,
        }
    };
    let thank = (!own).then(|| {
        let form = Filling::new(visit, tried, "add-recognition").back().with("to", AnyId::from(person));
        let form = form.lines("text", "What for", "").required();
        let form = form.line("subject", "What it was about", "").hint("The reference of a task, plan or goal, such as T-12.");
        let form = form.ask("functions", "What it showed");
        fold(tried, "Thank them", form.submit("Thank").look("primary"))
    });
    Listing::new("recognition", "Recognition", "Nobody has written thanks here yet.").rows(all.iter().map(row)).fold(thank)
}

/// The talks of the viewer with a person, or all of one's own on one's own page. Nobody else sees that there were any.
pub(super) fn check_ins(visit: &Visit, tried: &Tried, person: PersonId) -> Option<Listing> {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let mut all = seen.linked::<CheckIn>(Relation::CheckInPerson, person);
    all.extend(seen.linked::<CheckIn>(Relation::CheckInLead, person));
    all.sort_by_key(|talk| std::cmp::Reverse((talk.on, talk.id)));
    let own = person == visit.me;
    let row = |talk: &Arc<CheckIn>| {
        let other = if talk.lead == visit.me { talk.person } else { talk.lead };
        let day = format::day(talk.on, today);
        let record = AnyRecord::CheckIn(talk.clone());
        let next = talk.next.filter(|next| *next >= today).map(|next| format!("again on {}", format::day(next, today)));
        Listed::new(talk.id, day.clone())
            .who(Some(parts::who(seen, Party::Person(other))))
            .facts(next)
            .said(&talk.notes)
            .fold(Some({
                let form = Filling::changing(visit, tried, "change-check-in", &record).ask("on", "When").ask("notes", "Notes");
                fold(tried, "Change", form.ask("next", "You talk again on").submit("Save").look("primary").about(day.clone()))
            }))
            .act(Some(Filling::about(visit, tried, "remove-check-in", talk.id).submit("Remove").look("quiet").about(day)))
    };
    let (leads, led) = (leads(visit, visit.me, person), leads(visit, person, visit.me));
    let add = (!own && (leads || led || !all.is_empty())).then(|| {
        let (lead, with) = if led && !leads { (person, visit.me) } else { (visit.me, person) };
        let form =
            Filling::new(visit, tried, "add-check-in").back().with("lead", AnyId::from(lead)).with("person", AnyId::from(with));
        let form = form.day("on", "When", today.to_string()).required().ask("notes", "Notes").ask("next", "You talk again on");
        fold(tried, "Write down a check-in", form.submit("Save").look("primary"))
    });
    let empty = if own { "You have written down no check-in." } else { "You two have written down no check-in." };
    let section = Listing::new("check-ins", "Check-ins", empty).private("the two who talked, nobody else");
    let section = section.rows(all.iter().map(row)).fold(add);
    (own || !section.is_bare()).then_some(section)
}

/// Whether one person leads another on the day: as head of a unit of theirs, or as their mentor.
fn leads(visit: &Visit, lead: PersonId, person: PersonId) -> bool {
    let seen = &visit.seen;
    let heads = seen.compute(|value| value.deciders_of_absences(person, seen.day()).contains(&lead));
    let mentors = || seen.linked::<Mentorship>(Relation::MentorshipMentee, person).iter().any(|held| held.mentor == lead);
    heads || mentors()
}

/// Who acts for a person, and for whom they act.
pub(super) fn delegations(visit: &Visit, tried: &Tried, person: PersonId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let given = seen.linked::<Delegation>(Relation::DelegationFrom, person);
    let received = seen.linked::<Delegation>(Relation::DelegationTo, person);
    let over = |held: &Arc<Delegation>| held.dated.is_over(today) || matches!(held.state, DelegationState::Declined { .. });
    let (past, now): (Vec<_>, Vec<_>) = given.into_iter().chain(received).partition(over);
    let may = person == visit.me || seen.is_administrator();
    let give = may.then(|| {
        let form = Filling::new(visit, tried, "add-delegation").back().with("from", AnyId::from(person));
        let label = if person == visit.me { "Let somebody act for you" } else { "Let somebody act for them" };
        let form = fields(form.ask("to", "Who"));
        fold(tried, label, form.submit("Ask them").look("primary"))
    });
    let row = |held: &Arc<Delegation>| between(visit, tried, held, person);
    let none = if person == visit.me { "Nobody acts for you, and you act for nobody." } else { "Nobody acts for them." };
    Listing::new("delegations", "Acting for others", none)
        .note("A deputy has the say of another for a time, once they have accepted.")
        .rows(now.iter().map(row))
        .past(past.iter().map(row))
        .fold(give)
}

fn fields(form: Filling<'_>) -> Filling<'_> {
    let form = form.ask("dated", "").ask("functions", "What they may do").hint("None ticked is everything.");
    let form = form.ask("scope", "On what").hint("The reference of a unit, goal, plan or task; empty is everything.");
    form.ask("reason", "Why")
}

/// A delegation as its deputy sees it.
pub(in crate::pages) fn delegated(visit: &Visit, tried: &Tried, held: &Arc<Delegation>) -> Listed {
    between(visit, tried, held, held.to)
}

/// A delegation as one of the two sees it.
fn between(visit: &Visit, tried: &Tried, held: &Arc<Delegation>, person: PersonId) -> Listed {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let given = held.from == person;
    let other = if given { held.to } else { held.from };
    let name = seen.title(other.into());
    let status = match &held.state {
        DelegationState::Offered => Status::new(Tone::Mute, "Asked"),
        DelegationState::Accepted { .. } => Status::new(Tone::Ok, "Accepted"),
        DelegationState::Declined { .. } => Status::new(Tone::Warn, "Declined"),
    };
    let because = match &held.state {
        DelegationState::Declined { because, .. } => because.to_string(),
        DelegationState::Offered | DelegationState::Accepted { .. } => held.reason.to_string(),
    };
    let functions: Vec<&str> = held.functions.iter().map(|function| function.words()).collect();
    let scope = held.scope.map(|scope| format!("on {}", seen.title(scope))).unwrap_or_default();
    let offered = held.state == DelegationState::Offered;
    let (answers, organizes) = (offered && held.to == visit.me, visit.may(Function::Organize, held.id));
    let record = AnyRecord::Delegation(held.clone());
    let title = match (given, person == visit.me) {
        (true, _) => "Acted for by",
        (false, true) => "You act for",
        (false, false) => "Acts for",
    };
    Listed::new(held.id, title)
        .who(Some(parts::who(seen, Party::Person(other))))
        .status(Some(status))
        .facts([parts::span(held.dated, today), functions.join(", "), scope])
        .said(&because)
        .act(answers.then(|| {
            Filling::about(visit, tried, "accept-delegation", held.id).submit("Accept").look("primary").about(name.clone())
        }))
        .fold(answers.then(|| {
            let form = Filling::about(visit, tried, "decline-delegation", held.id).lines("because", "Why not?", "").required();
            fold(tried, "Decline", form.submit("Decline").about(name.clone()))
        }))
        .fold((organizes && offered).then(|| {
            let form = fields(Filling::changing(visit, tried, "change-delegation", &record));
            fold(tried, "Change", form.submit("Save").look("primary").about(name.clone()))
        }))
        .act((organizes && offered).then(|| {
            Filling::about(visit, tried, "remove-delegation", held.id).submit("Take it back").look("quiet").about(name.clone())
        }))
        .act((organizes && !offered && !held.dated.is_over(today) && held.dated.from.is_none_or(|from| from < today)).then(
            || {
                let form = Filling::about(visit, tried, "end-delegation", held.id).with("until", today);
                form.submit("End today").look("quiet").about(name)
            },
        ))
}
