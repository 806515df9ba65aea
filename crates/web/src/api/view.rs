//! Pages as data: what a page shows, from the very struct that its template renders.
//!
//! A page is one struct, so it cannot show what is not here. What frames it is left out by its type: the shell, forms with their fields and errors.
//! Such a type is written as nothing, and nothing is left out.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Json, Response};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::problem::Problem;
use crate::component::{ActFold, ActForm, ErrorSummary, Field, FormHead, Shell, Stale};

macro_rules! frames {
    ($($frame:ty)*) => {$(
        impl Serialize for $frame {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_none()
            }
        }
    )*};
}
frames!(Shell ActForm ActFold FormHead Field ErrorSummary Stale);

/// Marks a request that asks for a page as data.
#[derive(Clone, Copy)]
pub(crate) struct AsData;

/// What a page shows, as JSON.
pub(crate) fn answer(page: &impl Serialize) -> Response {
    match serde_json::to_value(page) {
        Ok(mut view) => {
            leave_out(&mut view);
            Json(view).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be written as data");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Leaves out what says nothing: frames, and what is not there.
fn leave_out(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(leave_out);
        }
        Value::Array(items) => {
            // A list of pairs keeps its places; a list of frames is empty.
            if items.iter().all(Value::is_null) {
                items.clear();
            }
            items.iter_mut().for_each(leave_out);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Stands before the pages when they are asked for as data: they are only read, and what is no page is not there.
pub(super) async fn as_data(mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut answer =
            Problem::new("method-not-allowed", "A page is only read here. Use its commands to change something.").into_response();
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        return answer;
    }
    request.extensions_mut().insert(AsData);
    let answer = next.run(request).await;
    let is_json = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let failed = answer.status().is_client_error() || answer.status().is_server_error();
    if failed || is_json { answer } else { Problem::not_found().into_response() }
}
