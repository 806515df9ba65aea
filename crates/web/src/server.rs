//! The routes of the whole server, inside their guard.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::{Undo, Undone};
use organization::Reference;
use uuid::Uuid;

use crate::address;
use crate::desk::Desk;
use crate::forms::Fields;
use crate::visit::{Answer, Visit, with_done};
use crate::{api, assets, guard, pages, position, sign_in, theme};

/// All routes.
pub fn routes(desk: Desk) -> Router {
    let told = axum::middleware::from_fn_with_state(desk.clone(), api::problem::tell);
    let pages = Router::new()
        .merge(sign_in::routes())
        .merge(pages::routes(&desk))
        .merge(api::routes(&desk))
        .merge(theme::routes())
        .route("/undo", post(undo))
        .route("/events", get(events))
        .route("/healthz", get(|| async { "ok" }))
        .route("/{reference}", get(by_reference))
        .fallback(missing)
        .layer(axum::middleware::from_fn_with_state(desk.clone(), position::keep_up))
        .with_state(desk);
    guard::protect(pages.merge(assets::routes())).layer(told)
}

/// `/G-12` leads to the page of that record.
async fn by_reference(visit: Visit, Path(reference): Path<String>) -> Answer {
    let id = reference.parse::<Reference>().ok().and_then(|reference| visit.seen.at_reference(reference));
    match id {
        Some(id) => Ok(Redirect::to(&address::of(&visit.seen, id)).into_response()),
        None => Err(visit.not_found()),
    }
}

async fn missing(visit: Visit) -> Response {
    visit.not_found()
}

/// Takes an entry of the journal back: `POST /undo` with `entry` or `import`, `id`, `back`.
async fn undo(visit: Visit, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = Fields(fields);
    let entry = fields.get("entry").and_then(|entry| entry.parse().ok()).map(Undone::Entry);
    let import = fields.get("import").and_then(|import| Uuid::parse_str(import).ok()).map(Undone::Import);
    let Some(what) = entry.or(import) else { return Err(visit.not_found()) };
    let id = fields.get("id").and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_else(|| visit.mint());
    match visit.desk.office.undo(Undo { id, act: visit.act(), what }).await {
        Ok(done) => {
            let back = theme::local(fields.get("back").unwrap_or("/"));
            Ok(Redirect::to(&with_done(back, done.position)).into_response())
        }
        Err(failure) => Err(visit.failure(failure)),
    }
}

#[derive(serde::Deserialize)]
struct Since {
    #[serde(default)]
    position: u64,
    /// The position of the plan and findings of a page that shows older ones.
    results: Option<u64>,
}

/// Announces the position of each new value, and newer plans and findings to a page that shows older ones: pages offer to show them and never move by
/// themselves.
async fn events(visit: Visit, Query(since): Query<Since>) -> impl IntoResponse {
    let mut follow = visit.desk.office.follow();
    if since.position > 0 && *follow.borrow() > since.position {
        follow.mark_changed();
    }
    let me = visit.me;
    let office = visit.desk.office.clone();
    let seen = visit.seen;
    let mut results = visit.desk.derived.follow();
    if since.results.is_some_and(|since| results.borrow().position > since) {
        results.mark_changed();
    }
    let told = since.results.is_none();
    let stream = futures_util::stream::unfold((follow, results, told), move |(mut follow, mut results, told)| {
        let (office, seen) = (office.clone(), seen.clone());
        async move {
            let event = tokio::select! {
                newer = results.changed(), if !told => {
                    newer.ok()?;
                    let position = results.borrow_and_update().position;
                    return Some((Ok::<Event, Infallible>(Event::default().event("results").data(position.to_string())), (follow, results, true)));
                }
                changed = follow.changed() => {
                    changed.ok()?;
                    let position = *follow.borrow_and_update();
                    change(&office, &seen, me, position).await
                }
            };
            Some((Ok(event), (follow, results, told)))
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// A change with whoever made it.
async fn change(office: &office::Office, seen: &office::Seen, me: organization::PersonId, position: u64) -> Event {
    let by = office.log(None, 1).await.ok().and_then(|mut log| log.pop()).and_then(|told| told.person);
    let name = by.map(|person| seen.title(person.into())).filter(|name| !name.is_empty());
    let news = serde_json::json!({ "position": position, "by": name, "mine": by == Some(me) });
    Event::default().event("changed").id(position.to_string()).data(news.to_string())
}
