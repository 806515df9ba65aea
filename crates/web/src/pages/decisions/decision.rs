//! `/decisions/N-1`: what was decided and why. A decision is never changed; another one supersedes it.

use askama::Template;
use axum::extract::{Form, Query};
use axum::response::Response;
use office::Seen;
use organization::{AnyId, Decision, DecisionId, Function, Kind, Party, Relation};
use serde::Deserialize;

use crate::component::{Crumb, ErrorSummary, Link, Place, Stale};
use crate::filling::{self, Filling};
use crate::forms::{self, Fields};
use crate::pages::goals::OneForm;
use crate::pages::parts::{self, Comments, Fact, Facts};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// The page of a decision.
#[derive(Template, serde::Serialize)]
#[template(path = "decision.html")]
pub(super) struct DecisionPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: String,
    state: Option<Status>,
    heading: String,
    choice: Vec<String>,
    reasons: Vec<String>,
    options: Vec<String>,
    /// The decisions that this one took the place of, the nearest first.
    before: Vec<Link>,
    /// The decisions that took the place of this one.
    after: Vec<Link>,
    facts: Facts,
    comments: Comments,
    again: Option<String>,
    history: String,
}

impl Page for DecisionPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Decisions", "/decisions"), Crumb::new("Log", "/decisions?view=log")]
}

impl DecisionPage {
    pub(super) fn of(visit: &Visit, reference: &str, tried: &Tried) -> Result<DecisionPage, Response> {
        let decision = visit.lookup::<DecisionId>(reference)?;
        let seen = &visit.seen;
        let id = AnyId::from(decision.id);
        let after = seen.linked::<Decision>(Relation::DecisionSupersedes, decision.id);
        let choice = parts::paragraphs(&decision.choice);
        let first = choice.first().cloned().unwrap_or_else(|| "the choice was not written down".to_owned());
        let on = decision.on.map(|on| format!(", decided {}", format::day(on, seen.day()))).unwrap_or_default();
        let superseded = !after.is_empty();
        let may = visit.may(Function::SetDirection, id);
        Ok(DecisionPage {
            shell: visit.shell(&decision.question, Some(Place::Decisions), crumbs()),
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: format!("Decision N-{}{on}", decision.number),
            state: superseded.then(|| Status::new(Tone::Warn, "Superseded")),
            heading: format!("{} {first}", decision.question),
            choice,
            reasons: parts::paragraphs(&decision.reasons),
            options: parts::paragraphs(&decision.options),
            before: before(seen, &decision),
            after: after.iter().map(|after| named(seen, after)).collect(),
            facts: Facts { rows: facts(seen, &decision) },
            comments: Comments::of(visit, tried, id),
            again: (may && !superseded).then(|| format!("/decisions/new-decision?supersedes={reference}")),
            history: address::history(id),
        })
    }
}

fn named(seen: &Seen, decision: &Decision) -> Link {
    let on = decision.on.map(|on| format!(" on {}", format::day(on, seen.day()))).unwrap_or_default();
    Link::new(format!("N-{}{on}", decision.number), address::of(seen, decision.id.into()))
}

/// What a decision superseded, and what that one had superseded.
fn before(seen: &Seen, decision: &Decision) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut at = decision.supersedes;
    while let Some(earlier) = at.and_then(|id| seen.find(id)).filter(|_| links.len() < 20) {
        links.push(named(seen, &earlier));
        at = earlier.supersedes;
    }
    links
}

fn facts(seen: &Seen, decision: &Decision) -> Vec<Fact> {
    let mut facts: Vec<Fact> = decision.subject.and_then(|id| Fact::record("About", seen, id)).into_iter().collect();
    facts.extend(decision.by.iter().map(|by| Fact::who("Decided by", parts::who(seen, Party::Person(*by)))));
    facts.extend(Fact::day("On", decision.on, seen.day()));
    facts
}

/// The query of the form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// What it is about.
    about: String,
    /// The decision that it is to supersede.
    supersedes: String,
}

fn page(visit: &Visit, asked: &Asked, tried: &Tried) -> OneForm {
    let seen = &visit.seen;
    let earlier = forms::named(&asked.supersedes, Some(Kind::Decision), seen).ok().and_then(|id| id.to::<DecisionId>());
    let earlier = earlier.and_then(|id| seen.find(id));
    let about = forms::named(&asked.about, None, seen).ok().or(earlier.as_ref().and_then(|earlier| earlier.subject));
    let about = about.map(|id| parts::written(seen, id)).unwrap_or_default();
    let held = |text: fn(&Decision) -> String| earlier.as_ref().map(|earlier| text(earlier)).unwrap_or_default();
    let supersedes = earlier.as_ref().map(|earlier| parts::written(seen, earlier.id)).unwrap_or_default();
    let mut subjects = parts::goals(seen);
    subjects.extend(parts::projects(seen));
    let form = Filling::new(visit, tried, "record-decision")
        .line("question", "The question", held(|earlier| earlier.question.to_string()))
        .required()
        .lines("options", "Options that were looked at", held(|earlier| earlier.options.to_string()))
        .lines("choice", "What was chosen", "")
        .required()
        .lines("reasons", "Why", "")
        .suggested("subject", "What it is about", subjects, about)
        .hint("A goal, plan, proposal, policy or unit by its reference.")
        .suggested("by", "Decided by", parts::people(seen), parts::written(seen, visit.me))
        .hint("Several are divided by a semicolon.")
        .day("on", "On", seen.day().to_string())
        .line("supersedes", "The decision that it supersedes", supersedes)
        .hint("By its reference, such as N-3.")
        .submit("Record the decision")
        .look("primary")
        .or(Link::new("Cancel", "/decisions?view=log"));
    OneForm::new(
        visit.shell("New decision", Some(Place::Decisions), crumbs()),
        tried,
        "Record a decision",
        "It is never changed afterwards: whoever decides anew records another one that supersedes it.",
        form,
    )
}

pub(super) async fn new(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(page(&visit, &asked, &Tried::default()))
}

pub(super) async fn send_new(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Ok::<_, Response>(page(visit, &asked, tried))).await
}
