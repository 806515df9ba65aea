//! Skills: what people can do, who says so, what positions and roles ask, and where an organization is thin.
//!
//! `/skills` is the catalogue as a tree, and the coverage of units by skills in counts of people. `/skills/…` is one skill with who can do it. People stand in the
//! order of their names everywhere; nobody is ranked.

mod coverage;
mod held;
mod list;
mod skill;

use axum::Router;
use axum::routing::get;

use crate::Desk;

pub(super) use held::{asked, of_person, qualifications};

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/skills", get(list::show).post(list::send)).route("/skills/{id}", get(skill::show).post(skill::send))
}
