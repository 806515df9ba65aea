//! Goals: the list as a tree, and one goal with what carries it.
//!
//! `/goals` says what the organization aims for and where the line to work is missing. `/goals/G-12` says whether a goal will be reached as far as the plans tell,
//! who carries it, how far it is by its measures, and what was said about it. Everything about a goal is changed there.

mod goal;
mod list;
mod measures;
mod new;
mod progress;
mod work;

pub(super) use new::OneForm;
pub(super) use work::{axis, span_of};

use axum::Router;
use axum::routing::get;

use crate::Desk;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/goals", get(list::show))
        .route("/goals/new", get(new::show).post(new::send))
        .route("/goals/{reference}", get(goal::show).post(goal::send))
        .route("/goals/{reference}/edit", get(goal::edit).post(goal::send_edit))
}
