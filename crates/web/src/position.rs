//! Whoever wrote something sees it at their next request, whichever server answers that.
//!
//! An answer to a write carries the position of the journal in a cookie. A server that is asked with such a cookie first waits until it has what was written
//! up to there, for a second at most; then it answers with what it has.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::desk::Desk;

const COOKIE: &str = "position";
/// How long a browser keeps the position, in seconds: by then every server has it.
const COOKIE_AGE: u32 = 60;
/// How long a server waits until it has what was written elsewhere.
const PATIENCE: Duration = Duration::from_secs(1);

/// Waits for what this browser wrote elsewhere, and notes what it writes here.
pub(crate) async fn keep_up(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    if let Some(position) = position_of(request.headers()) {
        // What has not come by then is shown as it is known here.
        desk.office.has(position, PATIENCE).await;
    }
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut answer = next.run(request).await;
    if writes && desk.office.db().is_shared() {
        let secure = if desk.secure { "; Secure" } else { "" };
        let position = desk.office.position();
        let cookie = format!("{COOKIE}={position}; Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_AGE}{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    answer
}

fn position_of(headers: &HeaderMap) -> Option<u64> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE)?.1.parse().ok()
}
