//! `/decisions/new-proposal`: somebody challenges how things are. The same fields change a proposal until it is decided.

use axum::extract::{Form, Query};
use axum::response::Response;
use organization::{AnyId, PersonId, ProposalId};
use serde::Deserialize;

use super::proposal::crumbs;
use crate::address;
use crate::component::{Crumb, Link, Place};
use crate::filling::Filling;
use crate::forms::{self, Fields};
use crate::pages::goals::OneForm;
use crate::pages::parts;
use crate::visit::{Answer, Tried, Visit};

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// What it challenges.
    challenges: String,
}

/// What the fields of a proposal hold.
#[derive(Default, serde::Serialize)]
struct Held {
    title: String,
    sort: String,
    challenges: String,
    hypothesis: String,
    measure: String,
    unit: String,
    authors: String,
    approvers: String,
}

fn fields<'a>(visit: &'a Visit, form: Filling<'a>, held: Held) -> Filling<'a> {
    let seen = &visit.seen;
    let mut challenged = parts::goals(seen);
    challenged.extend(parts::projects(seen));
    challenged.extend(parts::units(seen));
    form.line("title", "What you propose", held.title)
        .required()
        .suggested("challenges", "What it challenges", challenged, held.challenges)
        .hint("A goal, plan, policy or unit by its reference, such as G-2 or L-4.")
        .lines("hypothesis", "What would become better, and why you think so", held.hypothesis)
        .line("measure", "How one would see it", held.measure)
        .suggested("unit", "Unit that decides", parts::units(seen), held.unit)
        .suggested("approvers", "Who decides", parts::people(seen), held.approvers)
        .hint("Empty is the head of the unit. To name others takes the say in it. Several are divided by a semicolon.")
        .suggested("authors", "From", parts::people(seen), held.authors)
        .hint("Several are divided by a semicolon.")
        .line("sort", "Sort", held.sort)
        .hint("In your own words: experiment, purchase, organization.")
}

fn page(visit: &Visit, asked: &Asked, tried: &Tried) -> OneForm {
    let seen = &visit.seen;
    let challenges = forms::named(&asked.challenges, None, seen).map(|id| parts::written(seen, id)).unwrap_or_default();
    let unit = seen.units_of(visit.me).first().map(|unit| parts::written(seen, *unit)).unwrap_or_default();
    let held = Held { challenges, unit, authors: parts::written(seen, visit.me), ..Held::default() };
    let form = Filling::new(visit, tried, "add-proposal").with("created", seen.day());
    let form = fields(visit, form, held);
    OneForm::new(
        visit.shell("New proposal", Some(Place::Decisions), crumbs()),
        tried,
        "Propose something",
        "It begins as a draft that its authors can change. Open it when it is ready for everybody's word.",
        form.submit("Save the draft").look("primary").or(Link::new("Cancel", "/decisions?view=proposals")),
    )
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(page(&visit, &asked, &Tried::default()))
}

pub(super) async fn send(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Ok::<_, Response>(page(visit, &asked, tried))).await
}

/// The form of everything that a proposal says of itself.
pub(super) fn edit(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let proposal = visit.lookup::<ProposalId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, proposal.id.into());
    let people = |people: &[PersonId]| {
        let people: Vec<String> = people.iter().map(|person| parts::written(seen, *person)).collect();
        people.join("; ")
    };
    let held = Held {
        title: proposal.title.to_string(),
        sort: proposal.sort.as_ref().map(ToString::to_string).unwrap_or_default(),
        challenges: proposal.challenges.map(|id| parts::written(seen, id)).unwrap_or_default(),
        hypothesis: proposal.hypothesis.to_string(),
        measure: proposal.measure.as_ref().map(ToString::to_string).unwrap_or_default(),
        unit: proposal.unit.map(|unit| parts::written(seen, unit)).unwrap_or_default(),
        authors: people(&proposal.authors),
        approvers: people(&proposal.approvers),
    };
    let form = Filling::new(visit, tried, "change-proposal").with("proposal", AnyId::from(proposal.id)).with("then", &page);
    let form = fields(visit, form, held).line("reason", "Reason of the change", "");
    let mut before = crumbs();
    before.push(Crumb::new(proposal.title.to_string(), &page));
    Ok(OneForm::new(
        visit.shell("Edit", Some(Place::Decisions), before),
        tried,
        &format!("Edit “{}”", proposal.title),
        "",
        form.submit("Save the proposal").look("primary").or(Link::new("Cancel", &page)),
    ))
}
