//! The letters that a person carries, with the forms that hand them over and end them.

use std::sync::Arc;

use organization::{AnyId, Function, Letter, Party, PersonId, RecordId, Relation, Responsibility};

use super::standing;
use crate::address;
use crate::component::{ActFold, ActForm};
use crate::filling::Filling;
use crate::visit::{Tried, Visit, without_done};

/// Rows that are shown with their forms.
const ROWS: usize = 40;

/// The responsibilities of one letter.
#[derive(serde::Serialize)]
pub(super) struct LetterRows {
    pub(super) letter: char,
    pub(super) word: &'static str,
    pub(super) rows: Vec<Carried>,
}

/// One of them.
#[derive(serde::Serialize)]
pub(super) struct Carried {
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) href: String,
    pub(super) facts: String,
    pub(super) change: Option<ActFold>,
    pub(super) end: Option<ActForm>,
}

/// What a person carries today or later, by letter, and how many rows were left out.
pub(super) fn of(visit: &Visit, person: PersonId, tried: &Tried) -> (Vec<LetterRows>, usize) {
    let seen = &visit.seen;
    let held = seen.linked::<Responsibility>(Relation::ResponsibilityParty, person);
    let mut held: Vec<Arc<Responsibility>> = held.into_iter().filter(|held| !held.dated.is_over(seen.day())).collect();
    held.sort_by_key(|held| (held.letter, held.subject));
    let more = held.len().saturating_sub(ROWS);
    held.truncate(ROWS);
    let letters = Letter::ALL.iter().filter_map(|letter| {
        let rows: Vec<Carried> = held.iter().filter(|held| held.letter == *letter).map(|held| row(visit, held, tried)).collect();
        (!rows.is_empty()).then(|| LetterRows { letter: letter.letter(), word: letter.word(), rows })
    });
    (letters.collect(), more)
}

fn row(visit: &Visit, held: &Responsibility, tried: &Tried) -> Carried {
    let seen = &visit.seen;
    let may = visit.may(Function::Organize, held.subject);
    let uuid = held.id.uuid();
    let title = seen.title(held.subject);
    let here = without_done(&visit.address);
    let change = may.then(|| {
        let (from, last) = standing::days(held.dated);
        let form = Filling::new(visit, tried, "change-responsibility").named(format!("change-{uuid}")).with("then", &here);
        let form = form.with("responsibility", uuid).one_of("letter", "What", &letters(), held.letter.word_in_forms());
        let form = form
            .line("party", "Who", label(visit, held.party))
            .required()
            .hint("A person, position or unit. Write another one to hand it over.");
        let form = form.day("dated.from", "First day", from).day("dated.last", "Last day", last);
        let form = form.submit("Save").about(format!("the responsibility for {title}"));
        let open = tried.is(&form.name);
        ActFold::new("Change", form, open)
    });
    let end = may.then(|| {
        let form = Filling::new(visit, tried, "end-responsibility").named(format!("end-{uuid}")).with("then", &here);
        let form = form.with("responsibility", uuid).with("until", seen.day());
        form.submit("End today").look("quiet").about(format!("the responsibility for {title}"))
    });
    Carried {
        kind: held.subject.kind.words(),
        title,
        href: address::of(seen, held.subject),
        facts: standing::span(held.dated, seen.day()),
        change,
        end,
    }
}

trait Spelled {
    /// The letter as the forms send it.
    fn word_in_forms(self) -> &'static str;
}

impl Spelled for Letter {
    fn word_in_forms(self) -> &'static str {
        match self {
            Letter::Accountable => "accountable",
            Letter::Responsible => "responsible",
            Letter::Support => "support",
            Letter::Consulted => "consulted",
            Letter::Informed => "informed",
        }
    }
}

fn letters() -> Vec<(&'static str, &'static str)> {
    vec![
        ("accountable", "Accountable: answers for it"),
        ("responsible", "Responsible: does it"),
        ("support", "Support: helps to do it"),
        ("consulted", "Consulted: is asked before"),
        ("informed", "Informed: is told after"),
    ]
}

fn label(visit: &Visit, party: Party) -> String {
    let id: AnyId = party.id();
    match visit.seen.reference(id) {
        Some(reference) => format!("{reference} {}", visit.seen.title(id)),
        None => id.to_string(),
    }
}

/// The form that gives a person one more responsibility; for whoever may say so of something.
pub(super) fn add(visit: &Visit, person: PersonId, tried: &Tried) -> Option<ActFold> {
    let seen = &visit.seen;
    let mine = seen.carried_by(visit.me).iter().any(|(letter, _)| *letter == Letter::Accountable);
    let heads = seen.units_of(visit.me).into_iter().any(|unit| visit.may(Function::Organize, unit));
    if !(seen.is_administrator() || mine || heads) {
        return None;
    }
    let form = Filling::new(visit, tried, "add-responsibility").with("then", without_done(&visit.address));
    let form = form.with("party", AnyId::from(person));
    let form = form
        .line("subject", "For what", "")
        .required()
        .hint("The reference of a goal, plan, task, policy, proposal or unit, such as G-12.");
    let form = form.one_of("letter", "What", &letters(), "responsible");
    let form = form.day("dated.from", "First day", seen.day().to_string()).day("dated.last", "Last day", "");
    let form = form.submit("Add the responsibility").look("primary");
    let open = tried.is(&form.name);
    Some(ActFold::new("Add a responsibility", form, open))
}
