//! What every answer carries and every request must pass, in one place.
//!
//! - A content security policy without inline scripts or styles, and the headers that keep other sites out.
//! - Requests that change something and come from another site are refused: by `Sec-Fetch-Site`, which every browser of today
//!   sends, else by comparing `Origin` with `Host`. A request with neither comes from a program, which holds no cookies of ours.
//! - A body is at most 1 MiB (routes that take files allow more with [`upload_limit`]), an answer starts within 60 seconds.
//! - Answers are compressed, except streams of events.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

/// The largest body of a form or an API call, in bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// How long a request may take until its answer starts.
pub const TIMEOUT: Duration = Duration::from_secs(60);

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// How long a body may pause.
pub const BODY: Duration = Duration::from_secs(20);

/// Puts the guard around all routes of the server.
pub fn protect(routes: Router) -> Router {
    routes
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(RequestBodyTimeoutLayer::new(BODY))
        .layer(middleware::from_fn(same_site))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers))
}

/// The limit for a route that takes files, in bytes: `.layer(upload_limit(64 << 20))`.
pub fn upload_limit(bytes: usize) -> DefaultBodyLimit {
    DefaultBodyLimit::max(bytes)
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers
        .insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    // Pages belong to one person: no store on the way may keep them, and the browser asks again.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

async fn same_site(request: Request, next: Next) -> Response {
    if from_here(request.method(), request.headers()) {
        return next.run(request).await;
    }
    let sentence = "This request came from another site, so nothing was changed. Open the page here and try again.";
    (StatusCode::FORBIDDEN, sentence).into_response()
}

fn from_here(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    let origin = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    origin.is_some() && origin == text("host")
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    fn sent(method: Method, pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        from_here(&method, &headers)
    }

    #[test]
    fn a_change_that_another_site_sends_is_refused() {
        assert!(sent(Method::GET, &[("sec-fetch-site", "cross-site")]));
        assert!(sent(Method::POST, &[("sec-fetch-site", "same-origin"), ("origin", "https://elsewhere.example")]));
        assert!(sent(Method::POST, &[("origin", "http://here.example:7171"), ("host", "here.example:7171")]));
        assert!(sent(Method::POST, &[("host", "here.example")]));
        for foreign in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "http://elsewhere.example"), ("host", "here.example")],
            &[("origin", "null"), ("host", "here.example")],
        ] {
            assert!(!sent(Method::POST, foreign), "{foreign:?}");
        }
    }

    #[tokio::test]
    async fn every_answer_carries_the_policy_even_one_that_was_not_found() {
        let app = protect(Router::new().route("/", get(|| async { "hello" })));
        for address in ["/", "/nothing-here"] {
            let request = Request::builder().uri(address).body(Body::empty()).expect("a request");
            let response = app.clone().oneshot(request).await.expect("an answer");
            let policy = response.headers().get(header::CONTENT_SECURITY_POLICY).expect("a policy");
            assert!(policy.to_str().expect("text").starts_with("default-src 'none'"), "{address}");
            assert_eq!(response.headers()["cache-control"], "private, no-cache", "{address}");
        }
    }

    #[tokio::test]
    async fn the_style_sheet_may_be_kept_for_ever_and_others_do_not_exist() {
        let app = protect(crate::assets::routes());
        let ask = |address: &'static str| {
            let request = Request::builder().uri(address).body(Body::empty()).expect("a request");
            app.clone().oneshot(request)
        };
        let sheet = ask(crate::assets::STYLE).await.expect("an answer");
        assert_eq!(sheet.status(), StatusCode::OK);
        assert!(sheet.headers()["cache-control"].to_str().expect("text").contains("immutable"));
        assert_eq!(sheet.headers()["content-type"], "text/css; charset=utf-8");
        assert_eq!(ask("/assets/manifest.json").await.expect("an answer").status(), StatusCode::NOT_FOUND);
    }
}
