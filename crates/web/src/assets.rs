//! The files of the user interface, embedded in the program.
//!
//! `script/setup` bundles them into `ui/dist`. Each name holds the hash of the content, so a browser may keep a file for ever and
//! a new release never meets an old style sheet.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Only the build reads it.
const MANIFEST: &str = "manifest.json";

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
struct Bundle;

/// Serves `/assets/…`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(file))
}

async fn file(Path(name): Path<String>) -> Response {
    let served = if name == MANIFEST { None } else { Bundle::get(&name) };
    let Some(file) = served else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(header::CONTENT_TYPE, kind(&name)), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, Body::from(file.data)).into_response()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
