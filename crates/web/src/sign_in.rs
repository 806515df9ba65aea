//! Signing in and out, the first set-up, invitations, and one's sessions.
//!
//! A session is a random token in a cookie that scripts cannot read. The database is asked at each request, so that what was ended is over at the next one.

use axum::Router;
use axum::extract::{ConnectInfo, Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::Request;
use office::accounts::{AccountFailure, Caller, LinkPurpose, Session, SignedIn, Token};
use organization::{Act, Command, PersonId, RecordId};
use serde_json::json;
use std::net::SocketAddr;
use uuid::Uuid;

use askama::Template;

use crate::address;
use crate::component::{Place, Problem, Shell};
use crate::desk::Desk;
use crate::forms::Fields;
use crate::pages::{ErrorPage, ExamplePerson, FirstRun, Invitation, Sessions, SignIn};
use crate::theme::{Theme, local};
use crate::visit::{Answer, Tried, Visit};

/// The routes of this chapter.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/set-up/{token}", get(show_set_up).post(set_up))
        .route("/invitation/{token}", get(show_invitation).post(accept))
        .route("/sessions", get(sessions).post(change_sessions))
}

fn cookie_name(desk: &Desk) -> &'static str {
    if desk.secure { "__Host-session" } else { "session" }
}

fn token_of(headers: &HeaderMap, desk: &Desk) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie_name(desk)).map(|(_, value)| Token::shown(value))
}

fn set_cookie(desk: &Desk, value: &str, age: u64) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    let secure = if desk.secure { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", cookie_name(desk));
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// How long a browser keeps the cookie, in seconds; the session itself may end before.
const COOKIE_AGE: u64 = 14 * 24 * 3600;

async fn session(headers: &HeaderMap, desk: &Desk) -> Result<Option<Session>, Response> {
    session_of(headers, desk).await.map_err(|failure| unavailable(desk, headers, &failure))
}

/// The session whose cookie a request carries, where it is good.
pub(crate) async fn session_of(headers: &HeaderMap, desk: &Desk) -> Result<Option<Session>, AccountFailure> {
    let Some(token) = token_of(headers, desk) else { return Ok(None) };
    desk.accounts.session(&token, desk.surroundings.now()).await
}

/// The person who is signed in: they have a session, and they are still with the organization.
pub(crate) async fn person(headers: &HeaderMap, desk: &Desk) -> Result<Option<PersonId>, Response> {
    let session = session(headers, desk).await?;
    let person = session.map(|session| PersonId::from(session.person));
    Ok(person.filter(|person| desk.office.value().is_here(*person, desk.today())))
}

fn unavailable(desk: &Desk, headers: &HeaderMap, failure: &AccountFailure) -> Response {
    let incident = desk.incident();
    tracing::error!(%incident, error = %failure, "accounts failed");
    ErrorPage::broken(Shell::bare("Something broke", Theme::of(headers)), incident, failure).into_response()
}

fn caller(headers: &HeaderMap, from: SocketAddr) -> Caller {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Caller { address: from.ip().to_string(), agent: agent.to_owned() }
}

/// Whether a request speaks to this machine by a loopback name, as browsing the example must.
fn is_loopback_host(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map_or_else(|| host.split(':').next().unwrap_or_default(), |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}

fn example_people(desk: &Desk, headers: &HeaderMap) -> Vec<ExamplePerson> {
    if !desk.demo || !is_loopback_host(headers) {
        return Vec::new();
    }
    let (value, today) = (desk.office.value(), desk.today());
    let mut people = Vec::new();
    for unit in value.units().iter().filter(|unit| unit.parent.is_none()) {
        people.extend(value.head_people(unit.id, today).into_iter().map(|person| (person, "leads the organization".to_owned())));
        for below in value.units_under(unit.id).take(3) {
            people.extend(
                value.head_people(below.id, today).into_iter().take(1).map(|person| (person, format!("heads {}", below.name))),
            );
        }
    }
    for administrator in value.administrators().iter().filter(|administrator| administrator.dated.holds(today)).take(1) {
        people.extend(value.find(administrator.person).map(|person| (person, "administers the program".to_owned())));
    }
    let heads = |person: PersonId| {
        value.appointments_of(person, today).any(|held| value.find(held.position).is_some_and(|position| position.head))
    };
    let works =
        |person: &&std::sync::Arc<organization::Person>| value.demands_for(person.id).nth(2).is_some() && !heads(person.id);
    people.extend(value.people().iter().filter(works).take(2).map(|person| (person, "does daily work".to_owned())));
    let mut seen = std::collections::BTreeSet::new();
    people.retain(|(person, _)| seen.insert(person.id));
    people
        .into_iter()
        .map(|(person, why)| ExamplePerson { id: person.id.uuid().to_string(), name: person.name.to_string(), why })
        .collect()
}

fn rendered(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn show(State(desk): State<Desk>, headers: HeaderMap, axum::extract::RawQuery(query): axum::extract::RawQuery) -> Response {
    let next = query.as_deref().and_then(|query| query.strip_prefix("next=")).map(unescape).unwrap_or_else(|| "/".to_owned());
    let page = SignIn::new(Theme::of(&headers), next, String::new(), None);
    rendered(StatusCode::OK, &SignIn { people: example_people(&desk, &headers), ..page })
}

fn unescape(text: &str) -> String {
    String::from_utf8_lossy(&address::unescaped(text)).into_owned()
}

async fn sign_in(
    State(desk): State<Desk>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(fields);
    let (now, caller) = (desk.surroundings.now(), caller(&headers, from));
    let next = fields.get("next").unwrap_or("/").to_owned();
    let person = fields.get("person").and_then(|person| Uuid::parse_str(person).ok());
    let result = match person {
        Some(person)
            if desk.demo
                && is_loopback_host(&headers)
                && from.ip().is_loopback()
                && desk.office.value().people().get(person).is_some() =>
        {
            desk.accounts.sign_in_as(person, &caller, now).await
        }
        Some(_) => Err(AccountFailure::NotADemonstration),
        None => {
            desk.accounts
                .sign_in(fields.get("name").unwrap_or_default(), fields.get("password").unwrap_or_default(), &caller, now)
                .await
        }
    };
    match result {
        Ok(signed_in) => welcome(&desk, &signed_in, &next),
        Err(failure @ AccountFailure::Storage(_)) => unavailable(&desk, &headers, &failure),
        Err(failure) => {
            let status = if matches!(failure, AccountFailure::TooManyTries { .. }) {
                StatusCode::TOO_MANY_REQUESTS
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            let name = fields.get("name").unwrap_or_default().to_owned();
            let page = SignIn::new(Theme::of(&headers), next, name, Some(failure.to_string()));
            rendered(status, &SignIn { people: example_people(&desk, &headers), ..page })
        }
    }
}

fn welcome(desk: &Desk, signed_in: &SignedIn, next: &str) -> Response {
    (set_cookie(desk, signed_in.token.secret(), COOKIE_AGE), Redirect::to(local(next))).into_response()
}

async fn sign_out(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    if let Some(token) = token_of(&headers, &desk)
        && let Err(failure) = desk.accounts.sign_out(&token).await
    {
        return unavailable(&desk, &headers, &failure);
    }
    (set_cookie(&desk, "", 0), Redirect::to("/sign-in")).into_response()
}

fn link_gone(headers: &HeaderMap, failure: &AccountFailure) -> Response {
    let shell = Shell::bare("This link does not work", Theme::of(headers));
    (StatusCode::NOT_FOUND, ErrorPage::refused(shell, failure.to_string())).into_response()
}

/// The link of an address, where it still works.
async fn link(desk: &Desk, headers: &HeaderMap, token: &str) -> Result<office::accounts::Link, Response> {
    let link = desk.accounts.link(&Token::shown(token), desk.surroundings.now()).await;
    link.map_err(|failure| link_gone(headers, &failure))
}

/// The link of an address, where it sets the program up.
async fn set_up_link(desk: &Desk, headers: &HeaderMap, token: &str) -> Result<office::accounts::Link, Response> {
    let link = link(desk, headers, token).await?;
    match link.purpose {
        LinkPurpose::SetUp => Ok(link),
        LinkPurpose::Invitation { .. } => Err(link_gone(headers, &AccountFailure::LinkUnusable)),
    }
}

/// The name under which whoever follows the link of an address will sign in.
async fn invited(desk: &Desk, headers: &HeaderMap, token: &str) -> Result<String, Response> {
    match link(desk, headers, token).await?.purpose {
        LinkPurpose::Invitation { login, .. } => Ok(login),
        LinkPurpose::SetUp => Err(link_gone(headers, &AccountFailure::LinkUnusable)),
    }
}

async fn show_set_up(State(desk): State<Desk>, Path(token): Path<String>, headers: HeaderMap) -> Answer {
    set_up_link(&desk, &headers, &token).await?;
    let action = format!("/set-up/{token}");
    Ok(rendered(StatusCode::OK, &FirstRun::new(Theme::of(&headers), action, Default::default(), Vec::new())))
}

async fn set_up(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(fields);
    let text = |name: &str| fields.get(name).unwrap_or_default().trim().to_owned();
    let (organization, name, mail, password) =
        (text("organization"), text("name"), text("mail"), fields.get("password").unwrap_or_default().to_owned());
    let again = |problems: Vec<Problem>| {
        let values = [organization.clone(), name.clone(), mail.clone()];
        rendered(
            StatusCode::UNPROCESSABLE_ENTITY,
            &FirstRun::new(Theme::of(&headers), format!("/set-up/{token}"), values, problems),
        )
    };
    let (secret, now) = (Token::shown(&token), desk.surroundings.now());
    let link = match set_up_link(&desk, &headers, &token).await {
        Ok(link) => link,
        Err(gone) => return gone,
    };
    if let Err(failure) = desk.accounts.check_new(&mail, &password) {
        let field = if matches!(failure, AccountFailure::LoginUnusable) { "mail" } else { "password" };
        return again(vec![Problem::at(field, failure.to_string())]);
    }
    let derived = |number: u128| Uuid::from_u128(link.id.as_u128() ^ number);
    let person = derived(1);
    let founding = [
        ("add-person", "name", json!({ "id": person, "name": name, "email": mail })),
        ("add-administrator", "", json!({ "id": derived(2), "person": person })),
        ("change-settings", "organization", json!({ "name": organization })),
    ];
    let mut commands = Vec::new();
    let mut problems = Vec::new();
    for (kind, field, data) in founding {
        match Command::from_parts(kind, data) {
            Ok(command) => commands.push(command),
            Err(fault) => problems.push(Problem::at(field, fault)),
        }
    }
    if !problems.is_empty() {
        return again(problems);
    }
    let act = Act { at: now, imported: true, ..Act::of_system(desk.today()) };
    if let Err(failure) = desk.office.perform(Request { id: link.id, act, commands, based_on: None, import: None }).await {
        return again(vec![Problem::at("mail", failure.to_string())]);
    }
    if let Err(failure) = desk.accounts.set_up(&secret, person, &mail, &password, now).await {
        return again(vec![Problem::at("password", failure.to_string())]);
    }
    match desk.accounts.sign_in(&mail, &password, &caller(&headers, from), now).await {
        Ok(signed_in) => welcome(&desk, &signed_in, "/"),
        Err(_) => Redirect::to("/sign-in").into_response(),
    }
}

async fn show_invitation(State(desk): State<Desk>, Path(token): Path<String>, headers: HeaderMap) -> Answer {
    let login = invited(&desk, &headers, &token).await?;
    Ok(rendered(StatusCode::OK, &Invitation::new(Theme::of(&headers), &token, &login, None)))
}

async fn accept(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(fields);
    let (secret, now) = (Token::shown(&token), desk.surroundings.now());
    let login = match invited(&desk, &headers, &token).await {
        Ok(login) => login,
        Err(gone) => return gone,
    };
    let password = fields.get("password").unwrap_or_default();
    match desk.accounts.accept_invitation(&secret, password, now).await {
        Ok(_) => match desk.accounts.sign_in(&login, password, &caller(&headers, from), now).await {
            Ok(signed_in) => welcome(&desk, &signed_in, "/"),
            Err(_) => Redirect::to("/sign-in").into_response(),
        },
        Err(failure) => rendered(
            StatusCode::UNPROCESSABLE_ENTITY,
            &Invitation::new(Theme::of(&headers), &token, &login, Some(failure.to_string())),
        ),
    }
}

async fn sessions_page(visit: &Visit, own: &Session, tried: &Tried) -> Result<Sessions, Response> {
    let list = visit
        .desk
        .accounts
        .sessions(own.person, visit.desk.surroundings.now())
        .await
        .map_err(|failure| visit.broken(&failure))?;
    let shell = visit.shell("Sessions and password", None::<Place>, Vec::new());
    Ok(Sessions::new(shell, &list, own, visit.desk.surroundings.now(), tried))
}

async fn sessions(visit: Visit, headers: HeaderMap) -> Answer {
    let Some(own) = session(&headers, &visit.desk).await? else { return Err(Redirect::to("/sign-in").into_response()) };
    let page = sessions_page(&visit, &own, &Tried::default()).await?;
    visit.page(page)
}

async fn change_sessions(visit: Visit, headers: HeaderMap, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = Fields(fields);
    let Some(own) = session(&headers, &visit.desk).await? else { return Err(Redirect::to("/sign-in").into_response()) };
    let (accounts, now) = (&visit.desk.accounts, visit.desk.surroundings.now());
    let text = |name: &str| fields.get(name).unwrap_or_default();
    let result = match text("do") {
        "end" => match Uuid::parse_str(text("session")) {
            Ok(session) => accounts.end_session(own.person, session).await.map(|_| ()),
            Err(_) => return Err(visit.not_found()),
        },
        "end-others" => accounts.end_other_sessions(own.person, own.id).await.map(|_| ()),
        "password" => accounts.change_password(&own, text("old"), text("new"), now).await,
        _ => return Err(visit.not_found()),
    };
    match result {
        Ok(()) => Ok(Redirect::to("/sessions").into_response()),
        Err(failure @ AccountFailure::Storage(_)) => Err(visit.broken(&failure)),
        Err(failure) => {
            let field =
                if matches!(failure, AccountFailure::Wrong | AccountFailure::TooManyTries { .. }) { "old" } else { "new" };
            let sentence = if matches!(failure, AccountFailure::Wrong) {
                "This is not your password.".to_owned()
            } else {
                failure.to_string()
            };
            let tried = Tried::with("password", Fields::default(), vec![Problem::at(field, sentence)]);
            let page = sessions_page(&visit, &own, &tried).await?;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}
