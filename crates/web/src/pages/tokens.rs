//! One's tokens: with which programs act for whoever made them, `/tokens`.
//!
//! The secret of a new token is in the answer to the form that made it and nowhere else: it is no page that one can come back to, and no data of a page.
//! Only a signed-in browser makes and ends tokens; a program that holds one cannot make itself another.

use askama::Template;
use axum::Router;
use axum::extract::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use office::accounts::{AccountFailure, MadeToken, Scope, TOKEN_DAYS};
use organization::RecordId;
use uuid::Uuid;

use super::scope::*;
use crate::component::{Control, ErrorSummary, Field, Problem};
use crate::forms::Fields;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{Desk, format, sign_in, words};

/// For how many days a token works where nobody says otherwise.
const DAYS: &str = "90";

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/tokens", get(show).post(change))
}

/// One's tokens, and the form for another.
#[derive(Template, serde::Serialize)]
#[template(path = "tokens.html")]
struct Tokens {
    shell: Shell,
    #[serde(skip)]
    summary: Option<ErrorSummary>,
    /// A token that was just made: what it is called and its secret, shown this once.
    #[serde(skip)]
    made: Option<(String, String)>,
    tokens: Vec<TokenRow>,
    #[serde(skip)]
    fields: Vec<Field>,
}

/// One token, as its owner reads it.
#[derive(serde::Serialize)]
struct TokenRow {
    id: String,
    name: String,
    may: &'static str,
    until: String,
    used: String,
}

/// What a token may do, as its owner reads it.
fn words_for(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "Read",
        Scope::Change => "Read and change",
    }
}

impl Page for Tokens {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl Tokens {
    async fn of(visit: &Visit, made: Option<(String, String)>, tried: &Tried) -> Result<Tokens, axum::response::Response> {
        let now = visit.desk.surroundings.now();
        let list = visit.desk.accounts.tokens(visit.me.uuid(), now).await.map_err(|failure| visit.broken(&failure))?;
        let row = |token: &MadeToken| TokenRow {
            id: token.id.to_string(),
            name: token.name.clone(),
            may: words_for(token.scope),
            until: format::day(visit.desk.day_of(token.expires_at), visit.desk.today()),
            used: token.used_at.map_or_else(|| "Never".to_owned(), |at| words::ago(at, now)),
        };
        let field = |name: &str, label: &str, control| Field::new(name, label, control).wrong(tried.error("add", name));
        let scopes = Scope::ALL.map(|scope| (scope.name().to_owned(), words_for(scope).to_owned()));
        let chosen = tried.value("add", "scope", Scope::Read.name());
        let fields = vec![
            field("name", "What it is for", Control::Line(tried.value("add", "name", ""))).required(),
            field("scope", "What it may do", Control::OneOf { options: scopes.into(), chosen })
                .required()
                .hint("It sees and may do what you see and may do, and nothing else."),
            field("days", "For how many days it works", Control::Number(tried.value("add", "days", DAYS)))
                .required()
                .hint(format!("1 to {TOKEN_DAYS}.")),
        ];
        Ok(Tokens {
            shell: visit.shell("Tokens of programs", None, Vec::new()),
            summary: tried.summary(),
            made,
            tokens: list.iter().map(row).collect(),
            fields,
        })
    }
}

async fn show(visit: Visit) -> Answer {
    visit.page(Tokens::of(&visit, None, &Tried::default()).await?)
}

/// Makes a token, or ends one: `do` is `add` with `name`, `scope` and `days`, or `end` with `token`.
async fn change(visit: Visit, headers: HeaderMap, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let own = sign_in::session_of(&headers, &visit.desk).await.map_err(|failure| visit.broken(&failure))?;
    if own.is_none_or(|session| session.person != visit.me.uuid()) {
        return Err(Redirect::to("/sign-in").into_response());
    }
    let fields = Fields(fields);
    let text = |name: &str| fields.get(name).unwrap_or_default().trim();
    let (accounts, now) = (&visit.desk.accounts, visit.desk.surroundings.now());
    match text("do") {
        "end" => {
            let token = Uuid::parse_str(text("token")).map_err(|_| visit.not_found())?;
            accounts.end_token(visit.me.uuid(), token).await.map_err(|failure| visit.broken(&failure))?;
            Ok(Redirect::to("/tokens").into_response())
        }
        "add" => {
            let scope = Scope::from_name(text("scope")).ok_or_else(|| visit.not_found())?;
            let Ok(days) = text("days").parse::<i64>() else {
                let sentence = "A number of days is written with digits, such as 90.".to_owned();
                return refused(&visit, fields, Problem::at("days", sentence)).await;
            };
            match accounts.make_token(visit.me.uuid(), text("name"), scope, days, now).await {
                Ok((token, made)) => {
                    visit.page(Tokens::of(&visit, Some((made.name, token.secret().to_owned())), &Tried::default()).await?)
                }
                Err(failure @ AccountFailure::Storage(_)) => Err(visit.broken(&failure)),
                Err(failure) => {
                    let field = if text("name").is_empty() || (1..=TOKEN_DAYS).contains(&days) { "name" } else { "days" };
                    refused(&visit, fields, Problem::at(field, failure.to_string())).await
                }
            }
        }
        _ => Err(visit.not_found()),
    }
}

async fn refused(visit: &Visit, fields: Fields, problem: Problem) -> Answer {
    let tried = Tried::with("add", fields, vec![problem]);
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, Tokens::of(visit, None, &tried).await?)
}
