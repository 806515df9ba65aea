//! Plans: all projects, and one with its outline and timeline.
//!
//! `/plans` says which projects there are, what they serve and when they finish. `/plans/P-3` shows the work of one as a grid, with bars beside it where one
//! asks for them. `/plans/P-3/baselines` compares it with what was agreed, `/plans/P-3/report` says how it stands. All dates are computed; nothing here decides any. Work is added, hung elsewhere, linked and closed in the grid; a task's own page has the rest.

mod arrange;
mod baselines;
mod chart;
mod drawn;
mod forms;
mod list;
mod plan;
mod report;
mod rows;
mod sheet;

pub(super) use arrange::SORTS;
pub(super) use plan::planned;

use axum::Router;
use axum::routing::get;

use super::cards;
use crate::Desk;
use crate::component::{Segmented, Tab};

/// What belongs to the work beside the plans: the pages between which one changes.
pub(super) fn places(current: &str) -> Segmented {
    let places = [
        ("Plans", "/plans"),
        ("Hand-offs", "/handoffs"),
        ("Processes", "/processes"),
        ("Improvements", "/improvements"),
        ("Scenarios", "/scenarios"),
    ];
    let choices = places.map(|(words, href)| Tab::new(words, href, href == current)).to_vec();
    Segmented { label: "What belongs to the work".to_owned(), choices }
}

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/plans", get(list::show))
        .route("/plans/new", get(forms::show_new).post(forms::send_new))
        .route("/plans/{reference}", get(plan::show).post(plan::send))
        .route("/plans/{reference}/baselines", get(baselines::show).post(baselines::send))
        .route("/plans/{reference}/report", cards::one(report::page))
        .route("/plans/{reference}/edit", get(forms::show_edit).post(forms::send_edit))
}
