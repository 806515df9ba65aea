//! Risks as rows: in the register, and on the page of what they hit.

use std::sync::Arc;

use insight::Exposure;
use organization::{AnyId, Currency, ProjectId, Relation, Response, Risk, RiskImpact, TaskId};

use crate::component::{Cell, Column, Row, Status, Table, Tone};
use crate::pages::cards::{Block, Card};
use crate::pages::tasks::dates;
use crate::visit::Visit;
use crate::{address, format};

/// Risks that the card of a goal, a plan or a task shows.
const SHOWN: usize = 10;
/// Minutes of a working day, in which delays are told.
const DAY: u32 = 480;

/// A delay in words: "3 days"; nothing where there is none.
pub(super) fn delay(minutes: i64) -> Option<String> {
    (minutes > 0).then(|| dates::days(minutes, DAY))
}

/// An expected amount of money in words: whole units, since nobody expects cents.
pub(super) fn whole(minor: i64, currency: Currency) -> String {
    let one = currency.minor();
    format::money(minor.saturating_add(one / 2) / one * one, currency)
}

/// Expected amounts of money in words.
pub(super) fn money(amounts: &[(Currency, i64)]) -> Option<String> {
    let amounts: Vec<String> =
        amounts.iter().filter(|(_, minor)| *minor > 0).map(|(currency, minor)| whole(*minor, *currency)).collect();
    (!amounts.is_empty()).then(|| amounts.join(", "))
}

/// What is done about a risk, in shape and word.
pub(super) fn response(risk: &Risk) -> Status {
    if risk.state.is_closed() {
        return Status::new(Tone::Mute, "Closed");
    }
    let (tone, word) = match &risk.response {
        Response::Undecided => (Tone::Warn, "Undecided"),
        Response::Avoid { .. } => (Tone::Ok, "Avoided"),
        Response::Reduce { .. } => (Tone::Ok, "Reduced"),
        Response::Transfer { .. } => (Tone::Ok, "Transferred"),
        Response::Accept { .. } => (Tone::Accent, "Accepted"),
    };
    Status::new(tone, word)
}

/// How probable a risk is: what is left after a countermeasure, with what it was before.
pub(super) fn chance(risk: &Risk) -> String {
    match (insight::standing_probability(risk), risk.probability) {
        (Some(now), Some(before)) if now != before => format!("{now}%, before {before}%"),
        (Some(now), _) => format!("{now}%"),
        (None, _) => String::new(),
    }
}

/// Risks with what each is worth.
pub(super) fn risks(visit: &Visit, risks: &[Arc<Risk>], caption: &str) -> Table {
    let row = |risk: &Arc<Risk>| row(visit, risk, visit.results.exposures.of(risk.id));
    let columns = vec![
        Column::words("Risk"),
        Column::words("Response"),
        Column::numbers("Chance"),
        Column::numbers("Expected delay"),
        Column::numbers("Moves plans by"),
        Column::numbers("Expected cost"),
        Column::numbers("Review"),
    ];
    Table::new(caption, columns, risks.iter().map(row).collect())
}

fn row(visit: &Visit, risk: &Risk, worth: Option<&Exposure>) -> Row {
    let seen = &visit.seen;
    let id = AnyId::from(risk.id);
    let subject = risk.subject.filter(|subject| seen.shows(*subject)).map(|subject| format!("hits {}", seen.title(subject)));
    let owner = seen.accountable(id).and_then(|owner| owner.people.first().map(|person| seen.title((*person).into())));
    let owner = owner.unwrap_or_else(|| "nobody answers for it".to_owned());
    let under: Vec<String> = std::iter::once(format!("R-{}", risk.number)).chain(subject).chain([owner]).collect();
    let number = |text: Option<String>| text.map_or(Cell::Blank, Cell::number);
    let review = match risk.review {
        Some(review) if review < seen.day() && !risk.state.is_closed() => {
            Cell::Status(Status::new(Tone::Warn, format!("Overdue since {}", format::day(review, seen.day()))))
        }
        Some(review) => Cell::number(format::day(review, seen.day())),
        None => Cell::Blank,
    };
    Row::new(
        format!("risk-{}", risk.number),
        vec![
            Cell::title(risk.title.to_string(), address::of(seen, id), Some(under.join(", "))),
            Cell::Status(response(risk)),
            number(Some(chance(risk)).filter(|chance| !chance.is_empty())),
            number(worth.and_then(|worth| delay(worth.delay))),
            number(worth.and_then(|worth| delay(worth.moves))),
            number(worth.and_then(|worth| money(&worth.money))),
            review,
        ],
    )
}

/// Puts risks in the order of what they are worth; those that these results do not know yet come first.
pub(super) fn rank(visit: &Visit, risks: &mut [Arc<Risk>]) {
    let exposures = visit.results.exposures.clone();
    risks.sort_by_key(|risk| (risk.state.is_closed(), exposures.place(risk.id), risk.number));
}

/// The card with the open risks that hit a goal, a plan or a task, the worst first.
pub(in crate::pages) fn card(visit: &Visit, id: AnyId) -> Card {
    let seen = &visit.seen;
    let mut found = seen.linked::<Risk>(Relation::RiskSubject, id);
    if let Some(project) = id.to::<ProjectId>() {
        let ranked = visit.results.exposures.ranked().iter();
        let moving = ranked.filter(|worth| worth.plans.iter().any(|(moved, _)| *moved == project));
        found.extend(moving.filter_map(|worth| seen.find(worth.risk)));
    }
    if let Some(task) = id.to::<TaskId>() {
        let impacts = seen.linked::<RiskImpact>(Relation::RiskImpactTask, task);
        found.extend(impacts.iter().filter_map(|impact| seen.find(impact.risk)));
    }
    found.retain(|risk| !risk.state.is_closed());
    found.sort_by_key(|risk| risk.id);
    found.dedup_by_key(|risk| risk.id);
    rank(visit, &mut found);
    found.truncate(SHOWN);
    let reference = seen.reference(id).map(|reference| reference.to_string()).unwrap_or_default();
    let card = Card::new("risks", "Risks").more("Name a risk", format!("/risks/new?on={reference}"));
    if found.is_empty() {
        return card.with(Block::Sentence("No risk is named here.".to_owned()));
    }
    card.table(risks(visit, &found, "Risks that hit this, what is worth most first"))
}
