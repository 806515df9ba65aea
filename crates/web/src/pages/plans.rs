//! Plans: all projects, and one with its outline and timeline.
//!
//! `/plans` says which projects there are, what they serve and when they finish. `/plans/P-3` shows the work of one as a grid, with bars beside it where one
//! asks for them. All dates are computed; nothing here decides any. Work is added, hung elsewhere, linked and closed in the grid; a task's own page has the rest.

mod arrange;
mod chart;
mod drawn;
mod forms;
mod list;
mod plan;
mod rows;
mod sheet;

pub(super) use arrange::SORTS;
pub(super) use plan::planned;

use axum::Router;
use axum::routing::get;

use crate::Desk;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/plans", get(list::show))
        .route("/plans/new", get(forms::show_new).post(forms::send_new))
        .route("/plans/{reference}", get(plan::show).post(plan::send))
        .route("/plans/{reference}/edit", get(forms::show_edit).post(forms::send_edit))
}
