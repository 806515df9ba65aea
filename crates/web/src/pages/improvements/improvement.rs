//! One improvement, and the forms that write it.

use axum::response::Response;
use organization::{AnyId, Function, Improvement, ImprovementId, ImprovementState, Party};
use serde::Deserialize;

use super::{state, subject, subjects};
use crate::component::{ActFold, Crumb, Link, Place};
use crate::filling::Filling;
use crate::pages::cards::{Block, Card, CardPage, PageAct};
use crate::pages::goals::OneForm;
use crate::pages::parts::{self, Fact, Facts};
use crate::visit::{Tried, Visit};
use crate::{address, format, forms};

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Improvements", "/improvements")]
}

/// `/improvements/I-1`.
pub(super) fn page(visit: &Visit, reference: &str, tried: &Tried) -> Result<CardPage, Response> {
    let improvement = visit.lookup::<ImprovementId>(reference)?;
    let seen = &visit.seen;
    let today = seen.day();
    let id = AnyId::from(improvement.id);
    let improves = visit.may(Function::Improve, id);
    let open = improvement.state == ImprovementState::Tried;
    let (verdict, why) = match &improvement.state {
        ImprovementState::Tried => ("being tried".to_owned(), String::new()),
        ImprovementState::Kept { on, .. } => (format!("kept on {}", format::day(*on, today)), String::new()),
        ImprovementState::Undone { on, because, .. } => (format!("undone on {}", format::day(*on, today)), because.to_string()),
    };
    let shell = visit.shell(&improvement.title, Some(Place::Plans), crumbs());
    let mut page = CardPage::new(shell, format!("{}: {verdict}", improvement.title), tried);
    let by = improvement.by.map(|by| seen.title(by.into())).filter(|by| !by.is_empty());
    page.eyebrow = format!("Improvement I-{}{}", improvement.number, by.map(|by| format!(", from {by}")).unwrap_or_default());
    page.state = Some(state(&improvement.state));
    page.lead = why;
    page.thread = Some(parts::thread(visit, id, "Thread of this improvement"));
    if improves && open {
        page.acts.push(PageAct::edit(format!("{}/edit", address::of(seen, id))));
    }
    page.main.push(what(&improvement));
    if improves && open {
        let folds = vec![keep(visit, tried, &improvement), revert(visit, tried, &improvement)];
        page.main.push(Card::new("judge", "Is it better?").pressing(true).acts(Vec::new(), folds));
    }
    page.main.push(Card::talk(visit, tried, id));
    let mut facts: Vec<Fact> = improvement.subject.and_then(|subject| Fact::record("Of", seen, subject)).into_iter().collect();
    let by = improvement.by.filter(|by| seen.shows((*by).into()));
    facts.extend(by.map(|by| Fact::who("From", parts::who(seen, Party::Person(by)))));
    facts.extend(improvement.measure.as_ref().map(|measure| Fact::text("Seen by", measure.to_string())));
    page.side = vec![
        Card::new("facts", "The improvement").with(Block::Facts(Facts { rows: facts })),
        Card::found(visit, id),
        Card::this("This improvement", id, Vec::new(), Vec::new()),
    ];
    Ok(page)
}

/// Before, otherwise, after.
fn what(improvement: &Improvement) -> Card {
    let part = |card: Card, (head, text, none): (&str, &str, &str)| {
        let text = if text.is_empty() { Block::Sentence(none.to_owned()) } else { Block::Prose(parts::paragraphs(text)) };
        card.with(Block::Heading(head.to_owned())).with(text)
    };
    let parts = [
        ("Before", &*improvement.before, "Nobody wrote down how it was before."),
        ("Otherwise", &*improvement.change, "Nobody wrote down what is done otherwise."),
        ("Afterwards", &*improvement.after, "That is not known yet."),
    ];
    parts.into_iter().fold(Card::new("what", "What is done otherwise"), part)
}

fn keep(visit: &Visit, tried: &Tried, improvement: &Improvement) -> ActFold {
    let form = Filling::new(visit, tried, "keep-improvement").with("improvement", AnyId::from(improvement.id)).back();
    let form = form.lines("after", "How it was afterwards", improvement.after.to_string()).required();
    ActFold::new("Keep it", form.submit("Keep it").look("primary"), tried.is("keep-improvement"))
}

fn revert(visit: &Visit, tried: &Tried, improvement: &Improvement) -> ActFold {
    let form = Filling::new(visit, tried, "revert-improvement").with("improvement", AnyId::from(improvement.id)).back();
    let form = form.lines("after", "How it was afterwards", improvement.after.to_string()).required();
    let form = form.lines("because", "Why it is undone", "").required();
    ActFold::new("Undo it", form.submit("Undo it").look("danger"), tried.is("revert-improvement"))
}

/// The query of the page of a new improvement.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// What is improved.
    on: String,
}

/// What the fields hold now.
#[derive(Default)]
struct Held {
    title: String,
    subject: String,
    before: String,
    change: String,
    measure: String,
}

fn fields<'a>(form: Filling<'a>, visit: &Visit, held: Held) -> Filling<'a> {
    form.line("title", "What changes, in one line", held.title)
        .required()
        .suggested("subject", "What is improved", subjects(visit), held.subject)
        .required()
        .hint("A process, a policy or a plan: its name or its reference.")
        .lines("before", "How it is now", held.before)
        .lines("change", "What is done otherwise", held.change)
        .line("measure", "How one sees whether it is better", held.measure)
}

/// `/improvements/new`.
pub(super) fn new(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<OneForm, Response> {
    let on = forms::named(&asked.on, None, &visit.seen).map(|on| subject(visit, on)).unwrap_or_default();
    let form = Filling::new(visit, tried, "add-improvement").with("by", AnyId::from(visit.me));
    let form = fields(form, visit, Held { subject: on, ..Held::default() });
    Ok(OneForm::new(
        visit.shell("New improvement", Some(Place::Plans), crumbs()),
        tried,
        "Improve something",
        "It is tried first; what was seen decides whether it is kept.",
        form.submit("Begin to try it").look("primary").or(Link::new("Cancel", "/improvements")),
    ))
}

/// `/improvements/I-1/edit`.
pub(super) fn edit(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let improvement = visit.lookup::<ImprovementId>(reference)?;
    let page = address::of(&visit.seen, improvement.id.into());
    let held = Held {
        title: improvement.title.to_string(),
        subject: improvement.subject.map(|on| subject(visit, on)).unwrap_or_default(),
        before: improvement.before.to_string(),
        change: improvement.change.to_string(),
        measure: improvement.measure.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let form = Filling::new(visit, tried, "change-improvement").with("improvement", AnyId::from(improvement.id));
    let form = fields(form.with("then", &page), visit, held)
        .lines("after", "How it is so far", improvement.after.to_string())
        .line("reason", "Reason of the change", "");
    let mut before = crumbs();
    before.push(Crumb::new(improvement.title.to_string(), &page));
    Ok(OneForm::new(
        visit.shell("Edit", Some(Place::Plans), before),
        tried,
        &format!("Edit “{}”", improvement.title),
        "",
        form.submit("Save the improvement").look("primary").or(Link::new("Cancel", &page)),
    ))
}
