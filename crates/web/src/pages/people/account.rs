//! The account of a person: whether they may sign in, and the link that invites them. Only administrators see and change it.

use axum::extract::{Form, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::accounts::{Account, AccountFailure};
use organization::{Person, PersonId, RecordId};

use super::person::{Asked, PersonPage};
use crate::address;
use crate::component::Problem;
use crate::forms::Fields;
use crate::visit::{Answer, Tried, Visit};

/// What an administrator sees of an account.
#[derive(Clone, Default)]
pub(super) struct AccountState {
    /// Whether the reader may see any of this.
    pub(super) shown: bool,
    /// The account, where there is one.
    pub(super) account: Option<Account>,
    /// A link that was just made; it is shown this once.
    pub(super) link: Option<String>,
}

/// The account of the person that an address names, for administrators.
pub(super) async fn of(visit: &Visit, reference: &str) -> Result<AccountState, Response> {
    let person = visit.lookup::<PersonId>(reference)?;
    if !visit.seen.is_administrator() {
        return Ok(AccountState::default());
    }
    let account = visit.desk.accounts.account(person.id.uuid()).await.map_err(|failure| visit.broken(&failure))?;
    Ok(AccountState { shown: true, account, link: None })
}

/// Invites a person, keeps them out, or lets them in again: `POST /people/H-4/account` with `do`.
pub(super) async fn change(
    mut visit: Visit,
    Path(reference): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let person = visit.lookup::<PersonId>(&reference)?;
    if !visit.seen.is_administrator() {
        return Err(visit.not_found());
    }
    // What this answers is the page of the person: its forms go there.
    visit.path = address::of(&visit.seen, person.id.into());
    visit.address.clone_from(&visit.path);
    let fields = Fields(fields);
    let (accounts, now) = (&visit.desk.accounts, visit.desk.surroundings.now());
    let uuid = person.id.uuid();
    let mut link = None;
    let result = match fields.get("do").unwrap_or_default() {
        "invite" => match accounts.invite(uuid, fields.get("login").unwrap_or_default(), now).await {
            Ok(token) => {
                link = Some(format!("{}/invitation/{}", origin(&visit, &headers), token.secret()));
                Ok(())
            }
            Err(failure) => Err(failure),
        },
        "deactivate" => accounts.deactivate(uuid, now).await,
        "activate" => accounts.activate(uuid, now).await,
        _ => return Err(visit.not_found()),
    };
    match result {
        Ok(()) if link.is_none() => Ok(Redirect::to(&address::of(&visit.seen, person.id.into())).into_response()),
        Ok(()) => {
            let state = AccountState { link, ..of(&visit, &reference).await? };
            visit.page(PersonPage::of(&visit, &reference, &Asked::default(), state, &Tried::default())?)
        }
        Err(failure @ AccountFailure::Storage(_)) => Err(visit.broken(&failure)),
        Err(failure) => {
            let state = of(&visit, &reference).await?;
            let tried = Tried::with("invite", fields, vec![Problem::at("login", failure.to_string())]);
            let page = PersonPage::of(&visit, &reference, &Asked::default(), state, &tried)?;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

/// How browsers reach this server, as this request did.
fn origin(visit: &Visit, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}", if visit.desk.secure { "https" } else { "http" })
}

/// What a login is proposed to be.
pub(super) fn login(account: Option<&Account>, person: &Person) -> String {
    let known = account.and_then(|account| account.login.clone());
    known.or_else(|| person.email.as_deref().map(str::to_owned)).unwrap_or_default()
}
