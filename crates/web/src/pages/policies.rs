//! Policies: what holds, since when, and what changed.
//!
//! `/policies` lists them. `/policies/L-1` shows the text that holds today, what changed in it, and all its versions; `?version=3.0` shows another text and
//! `?from=1.0&to=1.1` the difference between any two. A version is never changed: a correction is a newer one. Whom it concerns says that they have read it;
//! who has not is shown to those who gave it.

mod forms;
mod list;
mod policy;
pub(super) mod reading;

use axum::Router;
use axum::routing::get;

use crate::Desk;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/policies", get(list::show))
        .route("/policies/new", get(forms::new).post(forms::send_new))
        .route("/policies/{reference}", get(policy::show).post(policy::send))
        .route("/policies/{reference}/new-version", get(forms::version).post(forms::send_version))
        .route("/policies/{reference}/edit", get(forms::edit).post(forms::send_edit))
}
