//! The API under `/api/v1`: every command, every record, and what is worked out from them, as JSON.
//!
//! It is no second program: commands are those of the list in `organization`, records are those of its kinds, and both are described by the types of their
//! fields, so that a new command or record is here, checked and described, without a line of this chapter. Whoever calls is somebody, by a token or a
//! session, and sees and may do what they see and may do on the pages ([`caller`]). What a page shows is under `/api/v1/pages` and its path ([`view`]). Every failure is told as problem details ([`problem`]).

mod answers;
pub(crate) mod caller;
mod catalogue;
mod checking;
mod commands;
pub mod examples;
mod openapi;
pub mod problem;
mod reading;
mod records;
mod reference;
pub(crate) mod view;

pub use commands::from_json;
pub use reading::nearest;
pub use reference::reference;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};

use crate::desk::Desk;
use crate::guard::upload_limit;

/// The largest command, in bytes: the longest text fits in with every letter escaped.
const COMMAND_BYTES: usize = 4 << 20;
/// The largest batch, in bytes.
const BATCH_BYTES: usize = 16 << 20;

/// The routes of the API.
pub(crate) fn routes(desk: &Desk) -> Router<Desk> {
    let admit = from_fn_with_state(desk.clone(), caller::admit);
    let pages = crate::pages::routes(desk).layer(from_fn(view::as_data));
    let inside = Router::new()
        .nest("/pages", pages)
        .route("/me", get(answers::me))
        .route("/search", get(answers::search))
        .route("/chart", get(answers::chart))
        .route("/findings", get(answers::findings))
        .route("/rules", get(answers::rules))
        .route("/rules/{code}", get(answers::rule))
        .route("/journal", get(answers::journal))
        .route("/journal/{position}", get(answers::entry))
        .route("/journal/{position}/undo", post(commands::undo_entry))
        .route("/imports/{import}/undo", post(commands::undo_import))
        .route("/commands", get(commands::list))
        .route("/commands/{kind}", post(commands::perform).layer(upload_limit(COMMAND_BYTES)))
        .route("/batches", post(commands::batch).layer(upload_limit(BATCH_BYTES)))
        .route("/projects/{id}/plan", get(answers::plan))
        .route("/{plural}", get(records::list))
        .route("/{plural}/{id}", get(records::one))
        .route("/{plural}/{id}/history", get(records::history))
        .route("/{plural}/{id}/thread", get(answers::thread))
        .route_layer(admit);
    let v1 = Router::new()
        .merge(inside)
        .route("/problems/{code}", get(answers::problem))
        .route("/openapi.json", get(openapi::show))
        .fallback(answers::nothing)
        .layer(from_fn(varies));
    Router::new().nest("/api/v1", v1).route("/api", any(answers::nothing)).route("/api/{*rest}", any(answers::nothing))
}

/// Answers depend on who asks, so nothing on the way may keep one for somebody else.
async fn varies(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("authorization, cookie"));
    answer
}
