//! What went wrong, as problem details (RFC 9457): for every failure under `/api`, whoever noticed it.
//!
//! A problem has a stable code. Its `type` is the address at which that code is explained; `detail` is one sentence with what stands in the way and what to
//! do; `errors` says of which field it speaks, as a JSON pointer into what was sent. A handler puts the problem beside its answer, and [`tell`] writes the
//! body at the very end, so that what a guard, a router or a page refuses reads no different.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use office::Failure;
use office::storage::StorageError;
use organization::Refusal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::desk::Desk;
use crate::pages::Fault;

/// The media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// Where it stands in what was sent: `/data/name`, as a JSON pointer (RFC 6901); or the name of a parameter.
    pub field: String,
    /// A stable word for what is wrong.
    pub code: &'static str,
    /// What is wrong and how to mend it, in one sentence.
    pub message: String,
}

/// A failure of the API.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// Its stable code.
    pub code: &'static str,
    /// What happened and what to do, in one sentence.
    pub detail: String,
    /// The fields that it speaks of.
    pub errors: Vec<Wrong>,
    /// What else a program may want to know.
    pub more: Map<String, Value>,
    /// Headers of the answer.
    pub(super) headers: HeaderMap,
}

/// A kind of problem that is not a refusal: its code, the status, a title, and what it means.
pub struct About {
    /// Its code.
    pub code: &'static str,
    /// The status of answers with it.
    pub status: u16,
    /// The same in a few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub about: &'static str,
}

/// All problems beside the refusals of the rules, which [`Refusal::ALL`] explains.
pub const ALL: &[About] = &[
    about(
        "malformed-json",
        400,
        "Not valid JSON",
        "The body cannot be read as JSON, or could be read in two ways. The sentence says at which line and column.",
    ),
    about(
        "wrong-parameter",
        400,
        "A parameter is wrong",
        "A parameter of the query is unknown, given twice or not what it must be.",
    ),
    about(
        "sign-in-needed",
        401,
        "Sign in",
        "The request shows neither a session nor a token that works. Send `Authorization: Bearer` with a token; `throughline token add` makes one.",
    ),
    about(
        "denied",
        403,
        "You may not do this",
        "The person lacks the standing that this needs. The sentence says which, and who has it.",
    ),
    about("read-only-token", 403, "This token may only read", "The token was made to read. Make one that may also change."),
    about(
        "other-site",
        403,
        "Another site sent this",
        "A browser says that another site sent this request, so nothing was changed.",
    ),
    about(
        "not-found",
        404,
        "Not found, or you may not see it",
        "There is no such thing, or the person may not see it: both are answered alike.",
    ),
    about(
        "method-not-allowed",
        405,
        "Not possible here",
        "The address is there, but not for this method. The header Allow says for which.",
    ),
    about("timeout", 408, "Too slow", "The request was not sent in time."),
    about(
        "id-used",
        409,
        "The id was used for something else",
        "Another request with this id was carried out before. A new request needs a new id; the same request sent again is harmless.",
    ),
    about(
        "stale",
        409,
        "Somebody changed the same",
        "Somebody changed the same fields since the position on which the request is based. Compare, and send it again based on the newer one.",
    ),
    about(
        "changed-since-read",
        412,
        "It has changed",
        "The record is no longer as `If-Match` says. Read it again and decide anew.",
    ),
    about("too-large", 413, "Too large", "The body is larger than what is taken here."),
    about("not-json", 415, "Not JSON", "The body must be JSON: send `Content-Type: application/json`."),
    about(
        "wrong-field",
        422,
        "A field is wrong",
        "A field is missing, unknown, or not written as the description of the command says. `errors` lists all of them.",
    ),
    about(
        "no-condition",
        422,
        "Nothing to compare with",
        "`If-Match` was sent with a command that changes no record of its own, so there is nothing to compare.",
    ),
    about(
        "not-yet",
        422,
        "Not there yet",
        "based_on names a position that nothing was done at yet. Send the position of what you looked at.",
    ),
    about("too-many", 422, "Too many commands", "A batch holds more commands than are decided at once. Send it in parts."),
    about("erased", 422, "Erased", "What was changed has been erased, so it cannot be taken back."),
    about("slow-down", 429, "Too many requests", "Too much was asked in a short time. Try again later."),
    about(
        "broken",
        500,
        "Something broke",
        "This is a fault of the program, and nothing was changed. The number of the incident is in its log.",
    ),
    about(
        "not-ready",
        503,
        "Not ready",
        "The answer is still being worked out, or the server is too busy. Try again in a moment.",
    ),
    about(
        "storage-away",
        503,
        "The database does not answer",
        "The database is gone for a while. The sentence says what became of what was sent.",
    ),
    about("storage-full", 507, "The disk is full", "Nothing was changed, and reading still works."),
];

const fn about(code: &'static str, status: u16, title: &'static str, about: &'static str) -> About {
    About { code, status, title, about }
}

fn entry(code: &str) -> Option<&'static About> {
    ALL.iter().find(|about| about.code == code)
}

/// The title of a code and what it means.
pub fn explained(code: &str) -> Option<(&'static str, &'static str)> {
    let own = entry(code).map(|about| (about.title, about.about));
    own.or_else(|| {
        Refusal::ALL.iter().find(|(known, _)| *known == code).map(|(_, about)| ("A rule stands in the way", about.trim()))
    })
}

/// All codes that a problem may have.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let rules = Refusal::ALL.iter().map(|(code, _)| *code).filter(|code| entry(code).is_none());
    ALL.iter().map(|about| about.code).chain(rules)
}

impl Problem {
    /// A problem with a code of [`ALL`].
    pub fn new(code: &'static str, detail: impl Into<String>) -> Problem {
        let status =
            entry(code).and_then(|about| StatusCode::from_u16(about.status).ok()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        Problem { status, code, detail: detail.into(), errors: Vec::new(), more: Map::new(), headers: HeaderMap::new() }
    }

    /// 404, one text for everything that is not there or may not be seen.
    pub fn not_found() -> Problem {
        Problem::new("not-found", "Not found, or you may not see it.")
    }

    /// 400: something is wrong with a parameter of the query.
    pub fn parameter(name: &str, sentence: &str) -> Problem {
        let wrong = Wrong { field: name.to_owned(), code: "parameter", message: sentence.to_owned() };
        Problem { errors: vec![wrong], ..Problem::new("wrong-parameter", sentence) }
    }

    /// 401, with how to show who one is.
    pub fn sign_in(sentence: &str, wrong_token: bool) -> Problem {
        let how =
            if wrong_token { "Bearer realm=\"throughline\", error=\"invalid_token\"" } else { "Bearer realm=\"throughline\"" };
        Problem::new("sign-in-needed", sentence).with_header(header::WWW_AUTHENTICATE, how)
    }

    /// 422: fields that are not as the description says.
    pub fn fields(errors: Vec<Wrong>) -> Problem {
        let detail = match errors.as_slice() {
            [only] => only.message.clone(),
            several => format!("{} fields are wrong.", several.len()),
        };
        Problem { errors, ..Problem::new("wrong-field", detail) }
    }

    /// The same with a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &'static str) -> Problem {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// The same with something more to know.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Problem {
        self.more.insert(name.to_owned(), json!(value));
        self
    }

    /// One of the five failures. `place` says where command `at` stands in what was sent.
    pub fn of(desk: &Desk, failure: Failure, place: impl Fn(usize) -> String) -> Problem {
        let detail = failure.to_string();
        match failure {
            Failure::Refused { code, sentence, at } => {
                let wrong = Wrong { field: place(at), code, message: sentence };
                Problem { errors: vec![wrong], ..Problem::new(code, detail) }
            }
            Failure::Denied { sentence, at } => {
                let wrong = Wrong { field: place(at), code: "denied", message: sentence };
                Problem { errors: vec![wrong], ..Problem::new("denied", detail) }
            }
            Failure::NotFound => Problem::not_found(),
            Failure::Stale(stale) if stale.fields.is_empty() => {
                Problem::new("changed-since-read", detail).with("record", stale.id).with("revision", stale.revision)
            }
            Failure::Stale(stale) => Problem::new("stale", detail)
                .with("record", stale.id)
                .with("revision", stale.revision)
                .with("by", stale.by)
                .with("at", stale.at)
                .with("fields", stale.fields),
            Failure::Broken(error) => Problem::broken(desk, &error),
        }
    }

    /// The storage or the program failed; the cause is logged under the number of the incident.
    pub fn broken(desk: &Desk, error: &StorageError) -> Problem {
        let incident = desk.incident();
        tracing::error!(%incident, %error, "a request of a program failed");
        let problem = if matches!(error, StorageError::Full { .. }) {
            Problem::new("storage-full", "The disk is full; nothing was changed. Reading still works.")
        } else if matches!(error, StorageError::Unknown { .. }) {
            let sentence = "The database went away while saving, so it is not known whether this was saved. Send it again with the same id: it is done only once.";
            Problem::new("storage-away", sentence)
        } else if error.is_passing() {
            Problem::new("storage-away", "The database does not answer; nothing was changed. Try again in a moment.")
        } else {
            Problem::new("broken", "This is our fault, not yours, and nothing was changed. Trying again may help.")
        };
        let problem = if problem.code == "storage-away" { problem.with_header(header::RETRY_AFTER, "2") } else { problem };
        problem.with("incident", incident)
    }

    /// What stands in an answer that some other part of the server made.
    fn behind(answer: &Response) -> Problem {
        let status = answer.status();
        let code = match status.as_u16() {
            400 => "wrong-parameter",
            401 => "sign-in-needed",
            403 => "denied",
            404 => "not-found",
            405 => "method-not-allowed",
            408 => "timeout",
            409 => "stale",
            413 => "too-large",
            415 => "not-json",
            429 => "slow-down",
            503 => "not-ready",
            507 => "storage-full",
            code if code < 500 => "wrong-field",
            _ => "broken",
        };
        let fault = answer.extensions().get::<Fault>();
        let allowed = answer.headers().get(header::ALLOW).and_then(|allow| allow.to_str().ok());
        let sentence = match (fault, code, allowed) {
            (_, "not-found", _) => "Not found, or you may not see it.".to_owned(),
            (Some(fault), _, _) => fault.sentence.clone(),
            (None, "method-not-allowed", Some(allow)) => format!("This address takes only {}.", allow.replace(',', ", ")),
            (None, "too-large", _) => "The body is larger than what is taken here.".to_owned(),
            (None, code, _) => explained(code).map_or_else(String::new, |(_, about)| about.to_owned()),
        };
        let problem = Problem { status, ..Problem::new(code, sentence) };
        match fault.and_then(|fault| fault.incident.clone()) {
            Some(incident) => problem.with("incident", incident),
            None => problem,
        }
    }

    fn body(&self, request: &str) -> Value {
        let mut body = Map::new();
        body.insert("type".to_owned(), json!(format!("/api/v1/problems/{}", self.code)));
        body.insert("title".to_owned(), json!(explained(self.code).map_or(self.code, |(title, _)| title)));
        body.insert("status".to_owned(), json!(self.status.as_u16()));
        body.insert("code".to_owned(), json!(self.code));
        body.insert("detail".to_owned(), json!(self.detail));
        if !self.errors.is_empty() {
            body.insert("errors".to_owned(), json!(self.errors));
        }
        body.extend(self.more.clone());
        body.insert("request_id".to_owned(), json!(request));
        Value::Object(body)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut answer = self.status.into_response();
        answer.headers_mut().extend(self.headers.clone());
        answer.extensions_mut().insert(self);
        answer
    }
}

/// Writes the body of every failure under `/api`. Stands around the whole server, so that what its guard refuses is told in the same way.
pub(crate) async fn tell(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !(path == "/api" || path.starts_with("/api/")) {
        return next.run(request).await;
    }
    let other_site = request.headers().contains_key("sec-fetch-site") || request.headers().contains_key(header::ORIGIN);
    let head = request.method() == Method::HEAD;
    let mut answer = next.run(request).await;
    if !(answer.status().is_client_error() || answer.status().is_server_error()) {
        return answer;
    }
    let told = answer.extensions_mut().remove::<Problem>();
    let mut problem = told.unwrap_or_else(|| Problem::behind(&answer));
    if problem.code == "denied" && problem.errors.is_empty() && other_site && answer.extensions().get::<Fault>().is_none() {
        problem = Problem::new("other-site", "This request came from another site, so nothing was changed.");
    }
    let body = if head { Vec::new() } else { problem.body(&desk.incident()).to_string().into_bytes() };
    let mut told = (problem.status, body).into_response();
    for (name, value) in answer.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::TRANSFER_ENCODING].contains(name) {
            told.headers_mut().append(name, value.clone());
        }
    }
    told.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    told
}
