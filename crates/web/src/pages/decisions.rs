//! Decisions: what waits for somebody's word, calls for action, proposals, and the log of what was decided.
//!
//! `/decisions` lists them. `/decisions/D-1` is a call for action: who was called, how far each answer is and which work it became. `/decisions/C-1` is a
//! proposal from its draft to its decision, `/decisions/N-1` a decision with its reasons. Which steps there are, the state of each record says; who may take
//! them, authority says: a page offers no others.

mod answers;
mod call;
mod decision;
mod list;
mod new_call;
mod proposal;
mod proposals;
mod tables;
mod work;

pub(super) use proposal::{decide, decided as decided_by};
pub(super) use tables::{about, calls, decided, proposed};

use axum::Router;
use axum::extract::{Form, Path};
use axum::response::Response;
use axum::routing::get;
use organization::{Kind, Reference};

use crate::Desk;
use crate::forms::Fields;
use crate::visit::{Answer, Tried, Visit};

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/decisions", get(list::show))
        .route("/decisions/new-call", get(new_call::show).post(new_call::send))
        .route("/decisions/new-proposal", get(proposals::show).post(proposals::send))
        .route("/decisions/new-decision", get(decision::new).post(decision::send_new))
        .route("/decisions/{reference}", get(show).post(send))
        .route("/decisions/{reference}/edit", get(edit).post(send_edit))
}

/// Whether an address names a record of a kind; 404 where it names none.
fn is(visit: &Visit, reference: &str, kind: Kind) -> Result<bool, Response> {
    let id = reference.parse::<Reference>().ok().and_then(|reference| visit.seen.at_reference(reference));
    id.map(|id| id.kind == kind).ok_or_else(|| visit.not_found())
}

async fn show(visit: Visit, Path(reference): Path<String>) -> Answer {
    let tried = Tried::default();
    if is(&visit, &reference, Kind::Proposal)? {
        return visit.page(proposal::ProposalPage::of(&visit, &reference, &tried)?);
    }
    if is(&visit, &reference, Kind::Decision)? {
        return visit.page(decision::DecisionPage::of(&visit, &reference, &tried)?);
    }
    visit.page(call::CallPage::of(&visit, &reference, &tried)?)
}

async fn send(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = Fields(fields);
    if is(&visit, &reference, Kind::Proposal)? {
        return proposal::send(&visit, &reference, fields).await;
    }
    if is(&visit, &reference, Kind::Decision)? {
        return visit.send(fields, |visit, tried| decision::DecisionPage::of(visit, &reference, tried)).await;
    }
    call::send(&visit, &reference, fields).await
}

async fn edit(visit: Visit, Path(reference): Path<String>) -> Answer {
    let tried = Tried::default();
    if is(&visit, &reference, Kind::Proposal)? {
        return visit.page(proposals::edit(&visit, &reference, &tried)?);
    }
    visit.page(new_call::edit(&visit, &reference, &tried)?)
}

async fn send_edit(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = Fields(fields);
    if is(&visit, &reference, Kind::Proposal)? {
        return visit.send(fields, |visit, tried| proposals::edit(visit, &reference, tried)).await;
    }
    visit.send(fields, |visit, tried| new_call::edit(visit, &reference, tried)).await
}
