//! Who calls: a program that shows a token, or a browser with a session.
//!
//! A token is looked at first; one that does not work is refused even where a session would let the request in, so that nobody believes to act by a token
//! that is over. Whoever calls sees and may do exactly what that person sees and may do on the pages, less where the token may only read.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use office::accounts::{AccountFailure, Bearer, Scope, Token};
use office::{Seen, Viewer};
use organization::{Act, Capacity, PersonId, Prose};

use super::problem::Problem;
use crate::derived::Results;
use crate::desk::Desk;

/// Somebody who was let in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admitted {
    /// Who.
    pub(crate) person: PersonId,
    /// What they may do here.
    pub(crate) scope: Scope,
}

/// One request of somebody who was let in.
pub(super) struct Caller {
    /// The desk.
    pub(super) desk: Desk,
    /// What they see.
    pub(super) seen: Seen,
    /// Who they are.
    pub(super) me: PersonId,
    /// What they may do here.
    pub(super) scope: Scope,
}

impl Caller {
    /// The circumstances of what they do now.
    pub(super) fn act(&self, reason: Option<Prose>) -> Act {
        let at = self.desk.surroundings.now();
        Act { person: Some(self.me), capacity: Capacity::Own, day: self.seen.day(), at, reason, imported: false }
    }

    /// Plan and findings, after a short time of waiting until they are those of the last change.
    pub(super) async fn results(&self) -> Arc<Results> {
        self.desk.derived.reach(self.seen.position(), self.seen.day(), self.desk.patience).await;
        self.desk.derived.newest()
    }
}

impl FromRequestParts<Desk> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Problem> {
        let admitted = parts.extensions.get::<Admitted>().copied();
        let Admitted { person, scope } = admitted.ok_or_else(|| Problem::sign_in("Sign in, or send a token.", false))?;
        let seen = desk.office.seen(Viewer::Person(person), desk.today());
        Ok(Caller { desk: desk.clone(), seen, me: person, scope })
    }
}

/// Lets in whoever shows a session or a token. Stands before everything of the API that is about an organization.
pub(super) async fn admit(State(desk): State<Desk>, mut request: Request, next: Next) -> Response {
    let admitted = match who(&desk, request.headers()).await {
        Ok(admitted) => admitted,
        Err(problem) => return problem.into_response(),
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && admitted.scope < Scope::Change {
        return Problem::new("read-only-token", "This token may read but not change.").into_response();
    }
    request.extensions_mut().insert(admitted);
    next.run(request).await
}

async fn who(desk: &Desk, headers: &HeaderMap) -> Result<Admitted, Problem> {
    let nobody = || Problem::sign_in("Sign in, or send a token as Authorization: Bearer.", false);
    if let Some(shown) = headers.get(header::AUTHORIZATION) {
        let over = || Problem::sign_in("This token does not work: it has ended, was revoked, or never was one.", true);
        let shown = shown.to_str().ok().and_then(|shown| shown.split_once(' '));
        let (_, token) = shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).ok_or_else(nobody)?;
        let bearer = desk.accounts.bearer(&Token::shown(token.trim()), desk.surroundings.now()).await;
        let Bearer { person, scope } = bearer.map_err(|failure| broken(desk, failure))?.ok_or_else(over)?;
        let person = PersonId::from(person);
        return if is_here(desk, person) { Ok(Admitted { person, scope }) } else { Err(over()) };
    }
    let session = crate::sign_in::session_of(headers, desk).await.map_err(|failure| broken(desk, failure))?;
    let person = session.map(|session| PersonId::from(session.person)).filter(|person| is_here(desk, *person));
    person.map(|person| Admitted { person, scope: Scope::Change }).ok_or_else(nobody)
}

fn is_here(desk: &Desk, person: PersonId) -> bool {
    desk.office.value().is_here(person, desk.today())
}

fn broken(desk: &Desk, failure: AccountFailure) -> Problem {
    if let AccountFailure::Storage(error) = failure {
        return Problem::broken(desk, &error);
    }
    Problem::sign_in(&failure.to_string(), false)
}
