//! History: who changed what, when, in which capacity and why.
//!
//! `/history/G-12` is the history of one record, field by field. `/history` is the journal of everything, and `/history/entries/412` all that one entry did.
//! What can be taken back carries a button; imports are taken back whole.

mod entry;
mod journal;
mod record;

use axum::Router;
use axum::routing::get;

use crate::Desk;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/history", get(journal::show))
        .route("/history/entries/{position}", get(journal::entry))
        .route("/history/{reference}", get(record::by_reference))
        .route("/history/{kind}/{id}", get(record::by_id))
}
