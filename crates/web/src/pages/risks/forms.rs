//! The forms of risks: a new one, and what one says of itself.

use axum::response::Response;
use organization::{AnyId, RiskId};
use serde::Deserialize;

use crate::address;
use crate::component::{Crumb, Link, Place};
use crate::filling::Filling;
use crate::forms;
use crate::pages::cards::within;
use crate::pages::goals::OneForm;
use crate::pages::parts;
use crate::visit::{Tried, Visit};

/// The query of the page of a new risk.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// What it hits.
    on: String,
}

/// What the fields hold now.
#[derive(Default)]
struct Held {
    title: String,
    subject: String,
    cause: String,
    event: String,
    effect: String,
    probability: String,
    review: String,
}

fn fields<'a>(form: Filling<'a>, visit: &Visit, held: Held) -> Filling<'a> {
    let mut offered = parts::projects(&visit.seen);
    offered.extend(parts::goals(&visit.seen));
    form.line("title", "What may happen, in one line", held.title)
        .required()
        .suggested("subject", "What it hits", offered, held.subject)
        .required()
        .hint("A plan, a goal or a task: whoever answers for that decides about the risk.")
        .lines("cause", "Because", held.cause)
        .hint("The cause: the permit office is short of staff")
        .lines("event", "it may happen that", held.event)
        .hint("The event: the permit comes late")
        .lines("effect", "so that", held.effect)
        .hint("The effect: the pipe cannot be laid before winter")
        .number("probability", "How probable it is, in per cent", held.probability)
        .day("review", "Looked at again on", held.review)
}

/// `/risks/new`.
pub(super) fn new(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<OneForm, Response> {
    let seen = &visit.seen;
    let subject = forms::named(&asked.on, None, seen).map(|subject| parts::written(seen, subject)).unwrap_or_default();
    let form = Filling::new(visit, tried, "add-risk");
    let form = fields(form, visit, Held { subject, ..Held::default() })
        .suggested("accountable", "Who watches it", parts::parties(seen), parts::written(seen, visit.me))
        .hint("Who answers for it: a person, position or unit.");
    Ok(OneForm::new(
        visit.shell("New risk", Some(Place::Risks), within(Place::Risks)),
        tried,
        "Name a risk",
        "What it would do to which tasks you say on its page.",
        form.submit("Add the risk").look("primary").or(Link::new("Cancel", "/risks")),
    ))
}

/// `/risks/R-1/edit`.
pub(super) fn edit(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let risk = visit.lookup::<RiskId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, risk.id.into());
    let held = Held {
        title: risk.title.to_string(),
        subject: risk.subject.map(|subject| parts::written(seen, subject)).unwrap_or_default(),
        cause: risk.cause.to_string(),
        event: risk.event.to_string(),
        effect: risk.effect.to_string(),
        probability: risk.probability.map(|share| share.to_string()).unwrap_or_default(),
        review: risk.review.map(|day| day.to_string()).unwrap_or_default(),
    };
    let form = Filling::new(visit, tried, "change-risk").with("risk", AnyId::from(risk.id)).with("then", &page);
    let residual = risk.residual.map(|share| share.to_string()).unwrap_or_default();
    let form = fields(form, visit, held)
        .number("residual", "How probable it is after what is done about it, in per cent", residual)
        .line("reason", "Reason of the change", "");
    let mut before = within(Place::Risks);
    before.push(Crumb::new(risk.title.to_string(), &page));
    Ok(OneForm::new(
        visit.shell("Edit", Some(Place::Risks), before),
        tried,
        &format!("Edit “{}”", risk.title),
        "",
        form.submit("Save the risk").look("primary").or(Link::new("Cancel", &page)),
    ))
}
