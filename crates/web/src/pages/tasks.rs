//! Tasks: one piece of work. `/tasks/T-311` says when it happens and why then, who works on it, and what waits for it; everything about it is changed there.

pub(super) mod dates;
mod edit;
mod links;
mod people;
pub(super) mod progress;
mod task;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;

use crate::Desk;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/tasks", get(|| async { Redirect::to("/plans") }))
        .route("/tasks/{reference}", get(task::show).post(task::send))
        .route("/tasks/{reference}/edit", get(edit::show).post(edit::send))
}
