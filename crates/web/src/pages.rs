//! Pages: a struct each, with its template and its routes.

mod absences;
mod cards;
mod check;
mod decisions;
mod error;
mod gate;
mod goals;
mod growth;
mod handoffs;
mod help;
mod history;
mod home;
mod import;
mod improvements;
mod layers;
mod listing;
mod notices;
mod parts;
mod people;
mod plans;
mod policies;
mod positions;
mod processes;
mod resources;
mod risks;
mod scenarios;
mod search;
mod skills;
mod tasks;
mod tokens;

pub use error::{ErrorPage, Fault};
pub use gate::{ExamplePerson, FirstRun, Invitation, SessionRow, Sessions, SignIn};
pub use help::Help;
pub(crate) use parts::written;

/// The routes of all pages.
pub fn routes(desk: &crate::Desk) -> axum::Router<crate::Desk> {
    let after_results = axum::middleware::from_fn_with_state(desk.clone(), crate::visit::after_results);
    axum::Router::new()
        .merge(home::routes())
        .merge(goals::routes())
        .merge(plans::routes())
        .merge(tasks::routes())
        .merge(people::routes())
        .merge(absences::routes())
        .merge(skills::routes())
        .merge(positions::routes())
        .merge(resources::routes())
        .merge(growth::routes())
        .merge(decisions::routes())
        .merge(policies::routes())
        .merge(risks::routes())
        .merge(notices::routes())
        .merge(handoffs::routes())
        .merge(processes::routes())
        .merge(improvements::routes())
        .merge(scenarios::routes())
        .merge(check::routes())
        .route_layer(after_results)
        .merge(search::routes())
        .merge(history::routes())
        .merge(import::routes())
        .merge(tokens::routes())
        .merge(help::routes())
}

/// What the templates of all pages name: a page's module begins with `use crate::pages::scope::*;`.
pub mod scope {
    pub use crate::assets;
    pub use crate::component::{Icon, Rail, Shell, Status, Tone};
    pub use crate::theme::Theme;
}
