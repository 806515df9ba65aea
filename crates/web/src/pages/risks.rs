//! Risks: what may hit the organization, what it is worth, and who does what about it.
//!
//! `/risks` is the register, ranked by what each risk is expected to cost: first by how far it moves plans, then by its delay and its money. The five by five
//! map is a second view of the same rows and ranks nothing. `/risks/R-1` is one risk with its impacts on tasks and what is done about it. What a risk is
//! worth `insight` says; who may accept it, authority.

mod forms;
mod list;
mod map;
mod risk;
mod tables;

pub(super) use tables::card;

use axum::Router;

use super::cards;
use crate::Desk;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/risks", cards::all(list::page))
        .route("/risks/new", cards::all(forms::new))
        .route("/risks/{reference}", cards::one(risk::page))
        .route("/risks/{reference}/edit", cards::one(forms::edit))
}
