//! A visit: one request of somebody who is signed in, with what they see, the shell around their page, and what their forms do.
//!
//! A handler asks the visit for what it shows and renders, or hands it a form. Every form posts to its own page's address with hidden `command`, `id` and
//! `based_on`. What succeeds is answered by 303 to the page with the entry to undo; what is refused by 422 with the same page, the error summary and what
//! was typed; what is stale by 409 with both versions.

use std::rc::Rc;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::{Failure, Request, Seen, Told};
use organization::record::Leads;
use organization::{Act, AnyId, Capacity, Command, Function, PersonId, Prose, Reference};
use serde_json::json;
use uuid::Uuid;

use crate::address;
use crate::api::caller::Admitted;
use crate::api::view::AsData;
use crate::component::{
    Crumb, ErrorSummary, LISTING, Link, Older, Place, Problem, Shell, Stale, StaleField, Toast, Undo, Viewer,
};
use crate::derived::Results;
use crate::desk::Desk;
use crate::forms::{self, Fields};
use crate::out::Listing;
use crate::pages::ErrorPage;
use crate::theme::Theme;
use crate::words;

/// One request of somebody who is signed in.
pub struct Visit {
    /// The desk.
    pub desk: Desk,
    /// What they see.
    pub seen: Seen,
    /// Plan and findings, perhaps of a value before the one that they see.
    pub results: Arc<Results>,
    /// Whether the page shows something of the results, so that it says when they are older than the value.
    shows_results: bool,
    /// Whether the page is asked for as data.
    as_data: bool,
    /// Who they are.
    pub me: PersonId,
    /// Their colours.
    pub theme: Theme,
    /// The address of the page with its query.
    pub address: String,
    /// The path of the page alone.
    pub path: String,
    /// What the last act did.
    toast: Option<Toast>,
}

/// A page: a template with a shell.
pub trait Page: Template + serde::Serialize {
    /// Its shell.
    fn shell(&mut self) -> &mut Shell;
}

/// What a handler answers: a page, or a failure that is one.
pub type Answer = Result<Response, Response>;

/// What a form tried and what became of it. A page that is only looked at has an empty one.
#[derive(Default)]
pub struct Tried {
    /// The name of the form: its hidden field `form`, else its command.
    form: String,
    fields: Fields,
    problems: Vec<Problem>,
    stale: Option<Stale>,
}

impl Tried {
    /// What a field shows: what was typed in a form that was refused, else what holds now.
    pub fn value(&self, form: &str, field: &str, now: impl Into<String>) -> String {
        let typed = (self.form == form).then(|| self.fields.get(field)).flatten();
        typed.map_or_else(|| now.into(), str::to_owned)
    }

    /// All that was chosen in a field of a form that was refused; nothing where it was not this form.
    pub fn values(&self, form: &str, field: &str) -> Option<Vec<String>> {
        let chosen = self.fields.0.iter().filter(|(name, value)| name == field && !value.is_empty());
        (self.form == form).then(|| chosen.map(|(_, value)| value.clone()).collect())
    }

    /// What was wrong with a field.
    pub fn error(&self, form: &str, field: &str) -> Option<String> {
        if self.form != form {
            return None;
        }
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.sentence.clone())
    }

    /// Whether the form that was sent asked for a field.
    pub fn asked(&self, field: &str) -> bool {
        self.fields.get(field).is_some()
    }

    /// Whether this form is the one that was sent, so that a page can keep it open.
    pub fn is(&self, form: &str) -> bool {
        self.form == form
    }

    /// The name of the form that was sent; empty where none was.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// The errors of the form, on top of the page.
    pub fn summary(&self) -> Option<ErrorSummary> {
        (!self.problems.is_empty())
            .then(|| ErrorSummary { title: "This was not saved".to_owned(), problems: self.problems.clone() })
    }

    /// Both versions, where somebody else changed the same.
    pub fn stale(&self) -> Option<Stale> {
        self.stale.clone()
    }

    /// One problem of a form, found by a handler itself.
    pub fn with(form: &str, fields: Fields, problems: Vec<Problem>) -> Tried {
        Tried { form: form.to_owned(), fields, problems, stale: None }
    }
}

impl Visit {
    /// The shell of a page: its title, its place in the rail, and the crumbs before it.
    pub fn shell(&self, title: &str, place: Option<Place>, before: Vec<Crumb>) -> Shell {
        let mut crumbs = before;
        crumbs.push(Link::new(title, self.address.clone()));
        let mut menu = vec![Link::new("My page", address::of(&self.seen, self.me.into()))];
        if self.seen.is_administrator() {
            menu.push(Link::new("Import", "/import"));
        }
        menu.push(Link::new("Journal", "/history"));
        menu.push(Link::new("Sessions and password", "/sessions"));
        menu.push(Link::new("Tokens of programs", "/tokens"));
        Shell {
            place,
            crumbs,
            viewer: Some(Viewer { name: self.seen.title(self.me.into()), menu }),
            cuts: self.cuts(),
            waiting: self.waiting().len(),
            new: self.new_menu(),
            toast: self.toast.clone(),
            address: self.address.clone(),
            position: self.seen.position(),
            ..Shell::bare(title, self.theme)
        }
    }

    /// How many threads are cut, as far as they may see it.
    fn cuts(&self) -> usize {
        let cuts = self.results.findings.open.iter().filter(|finding| finding.rule.severity == insight::Severity::Error);
        cuts.filter(|finding| self.seen.shows(finding.subject)).count()
    }

    /// That plan and findings are older than the rest of the page; nothing where they are not, or where the page shows none.
    fn older(&self) -> Option<Older> {
        (self.shows_results && self.results.are_older_than(&self.seen))
            .then(|| Older { position: self.results.position, age: words::ago(self.results.at, self.desk.surroundings.now()) })
    }

    fn new_menu(&self) -> Vec<Link> {
        [
            ("Goal", "/goals/new"),
            ("Plan", "/plans/new"),
            ("Person", "/people/new"),
            ("Call for action", "/decisions/new-call"),
            ("Proposal", "/decisions/new-proposal"),
            ("Risk", "/risks/new"),
            ("Policy", "/policies/new"),
        ]
        .map(|(label, href)| Link::new(label, href))
        .to_vec()
    }

    /// What waits for the viewer to decide, answer or confirm.
    pub fn waiting(&self) -> Vec<insight::Waiting> {
        let mut waiting = self.seen.compute(|value| insight::waiting(value, self.me, self.seen.day()));
        waiting.retain(|one| self.seen.shows(one.thing));
        waiting
    }

    /// How many rows of a list a page shows: all of them where they are taken out as a file.
    pub fn rows(&self, of_page: usize) -> usize {
        if Listing::asked(&self.address).is_some() { crate::out::ROWS } else { of_page }
    }

    /// Answers with a page, or with a table of it as a file where the address asks for that.
    pub fn page(&self, page: impl Page) -> Answer {
        self.page_with(StatusCode::OK, page)
    }

    /// Answers with a page and a status; what is refused says so in its title.
    pub fn page_with(&self, status: StatusCode, mut page: impl Page) -> Answer {
        if self.as_data {
            return Ok(crate::api::view::answer(&page));
        }
        page.shell().older = self.older();
        page.shell().refused |= status == StatusCode::UNPROCESSABLE_ENTITY;
        let listing = Rc::new(Listing::of(&self.address));
        let values = (LISTING, Box::new(Rc::clone(&listing)) as Box<dyn std::any::Any>);
        match page.render_with_values(&values) {
            Ok(text) => {
                drop(values);
                let asked = Listing::asked(&self.address).filter(|_| status == StatusCode::OK);
                match asked.zip(Rc::into_inner(listing)) {
                    Some((kind, listing)) => listing.answer(kind).ok_or_else(|| self.not_found()),
                    None => Ok((status, Html(text)).into_response()),
                }
            }
            Err(error) => Err(self.broken(&error)),
        }
    }

    /// The record that an address names by its reference, or by its id where its kind has no references.
    pub fn lookup<I: Leads>(&self, name: &str) -> Result<Arc<I::Record>, Response> {
        let id = name.parse::<Reference>().ok().and_then(|reference| self.seen.at_reference(reference));
        let id = id.or_else(|| Some(AnyId { kind: I::KIND, id: Uuid::parse_str(name).ok()? }));
        id.and_then(AnyId::to::<I>).and_then(|id| self.seen.find(id)).ok_or_else(|| self.not_found())
    }

    /// 404.
    pub fn not_found(&self) -> Response {
        ErrorPage::not_found(self.shell("Not found", None, Vec::new())).into_response()
    }

    /// 500, or 503 while the database is gone, with the number under which the cause is in the log.
    pub fn broken(&self, cause: &(dyn std::error::Error + 'static)) -> Response {
        let incident = self.desk.incident();
        tracing::error!(%incident, error = %cause, "a request failed");
        ErrorPage::broken(self.shell("Something broke", None, Vec::new()), incident, cause).into_response()
    }

    /// A new id for a form.
    pub fn mint(&self) -> Uuid {
        self.desk.surroundings.mint()
    }

    /// The circumstances of what they do now.
    pub fn act(&self) -> Act {
        let at = self.desk.surroundings.now();
        Act { person: Some(self.me), capacity: Capacity::Own, day: self.seen.day(), at, reason: None, imported: false }
    }

    /// Whether they may exercise a function on a thing: forms that would be denied are not drawn.
    pub fn may(&self, function: Function, thing: impl Into<AnyId>) -> bool {
        self.seen.may(function, thing.into())
    }

    /// Does what a form asks for. Where it is not done, `again` draws the page with what was typed.
    pub async fn send<P: Page>(&self, mut fields: Fields, again: impl FnOnce(&Visit, &Tried) -> Result<P, Response>) -> Answer {
        let kind = fields.get("command").unwrap_or_default().to_owned();
        let form = fields.get("form").unwrap_or(&kind).to_owned();
        let (_, new) = self.minted(&mut fields);
        let commands = match self.commands(&kind, &fields, new) {
            Ok(commands) => commands,
            Err(problems) => {
                return self.page_with(StatusCode::UNPROCESSABLE_ENTITY, again(self, &Tried::with(&form, fields, problems))?);
            }
        };
        self.send_commands(fields, commands, again).await
    }

    /// The id of a form, kept in its fields, with the id of what it makes: sent twice, it happens once.
    pub fn minted(&self, fields: &mut Fields) -> (Uuid, Uuid) {
        let id = fields.get("id").and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_else(|| self.mint());
        fields.0.push(("id".to_owned(), id.to_string()));
        (id, Uuid::from_u128(id.as_u128() ^ 1))
    }

    /// Does commands that a handler worked out from a form, together, and answers like [`Visit::send`].
    pub async fn send_commands<P: Page>(
        &self,
        fields: Fields,
        commands: Vec<Command>,
        again: impl FnOnce(&Visit, &Tried) -> Result<P, Response>,
    ) -> Answer {
        let kind = fields.get("command").unwrap_or_default().to_owned();
        let form = fields.get("form").unwrap_or(&kind).to_owned();
        let id = fields.get("id").and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_else(|| self.mint());
        let new = Uuid::from_u128(id.as_u128() ^ 1);
        let based_on = fields.get("based_on").and_then(|position| position.parse().ok()).filter(|_| kind.starts_with("change-"));
        // Where the command has a reason of its own, that is not said to everybody who reads the history.
        let own = Command::ALL.iter().any(|entry| entry.kind == kind && entry.fields.iter().any(|field| field.name == "reason"));
        let reason = fields
            .get("reason")
            .filter(|_| !own)
            .filter(|reason| !reason.trim().is_empty())
            .and_then(|reason| Prose::new(reason).ok());
        let request = Request { id, act: Act { reason, ..self.act() }, commands, based_on, import: None };
        match self.desk.office.perform(request).await {
            Ok(done) => Ok(Redirect::to(&self.after(&fields, new, done.position)).into_response()),
            Err(failure) => self.failed(failure, form, fields, again),
        }
    }

    /// The commands of a form: its own, and whoever is accountable for what it adds, where the form names them.
    pub fn commands(&self, kind: &str, fields: &Fields, new: Uuid) -> Result<Vec<Command>, Vec<Problem>> {
        let first = forms::command(kind, fields, &self.seen, new)?;
        let mut commands = vec![first];
        let owner = fields.get("accountable").map(str::trim).filter(|owner| !owner.is_empty());
        if let (Some(_), Some(subject)) = (owner, kind.strip_prefix("add-").and_then(organization::Kind::from_name)) {
            let subject = AnyId { kind: subject, id: new };
            let party = Fields(vec![("party".to_owned(), owner.unwrap_or_default().to_owned())]);
            let mut data = forms::party_of(&party, &self.seen).map_err(|sentence| vec![Problem::at("accountable", sentence)])?;
            data.insert("id".to_owned(), json!(self.mint()));
            data.insert("subject".to_owned(), json!(subject));
            let command = Command::from_parts("replace-accountable", serde_json::Value::Object(data));
            commands.push(command.map_err(|fault| vec![Problem::at("accountable", fault)])?);
        }
        Ok(commands)
    }

    /// Where to go after something was done: the hidden field `then`, the page of the new record, or the page itself.
    fn after(&self, fields: &Fields, new: Uuid, position: u64) -> String {
        let seen = self.desk.office.seen(office::Viewer::Person(self.me), self.seen.day());
        let made = organization::Kind::ALL
            .iter()
            .map(|kind| AnyId { kind: *kind, id: new })
            .find(|id| seen.shows(*id) && address::has_page(id.kind));
        let then = fields.get("then").map(crate::theme::local).map(str::to_owned);
        let to = then.or_else(|| made.map(|id| address::of(&seen, id))).unwrap_or_else(|| self.path.clone());
        with_done(&to, position)
    }

    fn failed<P: Page>(
        &self,
        failure: Failure,
        form: String,
        fields: Fields,
        again: impl FnOnce(&Visit, &Tried) -> Result<P, Response>,
    ) -> Answer {
        match failure {
            Failure::Refused { sentence, code, .. } => {
                let tried = Tried::with(&form, fields, vec![Problem::at(field_of(code), sentence)]);
                self.page_with(StatusCode::UNPROCESSABLE_ENTITY, again(self, &tried)?)
            }
            Failure::Stale(stale) => {
                let panel = self.stale_panel(&stale, &fields);
                let tried = Tried { form, fields, problems: Vec::new(), stale: Some(panel) };
                self.page_with(StatusCode::CONFLICT, again(self, &tried)?)
            }
            Failure::Denied { .. } | Failure::NotFound | Failure::Broken(_) => Err(self.failure(failure)),
        }
    }

    /// A failure as a page of its own.
    pub fn failure(&self, failure: Failure) -> Response {
        match failure {
            Failure::NotFound => self.not_found(),
            Failure::Denied { sentence, .. } => {
                ErrorPage::denied(self.shell("You may not do this", None, Vec::new()), sentence).into_response()
            }
            Failure::Refused { sentence, .. } => {
                ErrorPage::refused(self.shell("This was refused", None, Vec::new()), sentence).into_response()
            }
            Failure::Stale(stale) => {
                let sentence = Failure::Stale(stale).to_string();
                ErrorPage::refused(self.shell("Somebody else changed this", None, Vec::new()), sentence).into_response()
            }
            Failure::Broken(error) => self.broken(&error),
        }
    }

    fn stale_panel(&self, stale: &office::Stale, fields: &Fields) -> Stale {
        let who = stale.by.map(|person| self.seen.title(person.into())).unwrap_or_else(|| "Somebody".to_owned());
        let names: Vec<String> = stale.fields.iter().map(|field| words::field(&field.name)).collect();
        let when = words::ago(stale.at, self.desk.surroundings.now());
        let skipped = ["id", "based_on"];
        let mut hidden: Vec<(String, String)> =
            fields.0.iter().filter(|(name, _)| !skipped.contains(&name.as_str())).cloned().collect();
        hidden.push(("id".to_owned(), self.mint().to_string()));
        hidden.push(("based_on".to_owned(), stale.revision.to_string()));
        let side = |field: &office::StaleField| StaleField {
            label: words::field(&field.name),
            theirs: words::value(&self.seen, &field.theirs),
            yours: words::value(&self.seen, &field.yours),
        };
        Stale {
            sentence: format!("{who} changed {} {when}.", names.join(" and ")),
            fields: stale.fields.iter().map(side).collect(),
            keep: self.path.clone(),
            action: self.path.clone(),
            hidden,
        }
    }
}

/// The field that a refusal speaks of, where it is always the same.
fn field_of(code: &str) -> &'static str {
    match code {
        "would-loop" => "parent",
        "would-wait-for-itself" => "from",
        "second-accountable" => "party",
        _ => "",
    }
}

/// An address with the entry that was just made, from which the toast is drawn.
pub fn with_done(address: &str, position: u64) -> String {
    let (address, place) =
        address.split_once('#').map_or((address, String::new()), |(address, place)| (address, format!("#{place}")));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("done=")).collect();
    let done = format!("done={position}");
    kept.push(&done);
    format!("{path}?{}{place}", kept.join("&"))
}

impl FromRequestParts<Desk> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        match <Visit as OptionalFromRequestParts<Desk>>::from_request_parts(parts, desk).await? {
            Some(visit) => Ok(visit),
            None => {
                let next = parts.uri.path_and_query().map_or("/", |address| address.as_str());
                Err(Redirect::to(&format!("/sign-in?next={}", address::escape(next))).into_response())
            }
        }
    }
}

impl OptionalFromRequestParts<Desk> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Option<Self>, Response> {
        let admitted = parts.extensions.get::<Admitted>().map(|admitted| admitted.person);
        let me = match admitted {
            Some(person) => Some(person),
            None => crate::sign_in::person(&parts.headers, desk).await?,
        };
        let Some(me) = me else { return Ok(None) };
        let mut visit = visit_of(desk, me, &parts.headers, &parts.uri);
        visit.as_data = parts.extensions.get::<AsData>().is_some();
        visit.shows_results = parts.extensions.get::<ShowsResults>().is_some();
        if parts.method == axum::http::Method::GET {
            visit.toast = toast(&visit, parts.uri.query().unwrap_or_default()).await;
        }
        Ok(Some(visit))
    }
}

/// Marks a request for a page that shows plan or findings.
#[derive(Clone, Copy)]
struct ShowsResults;

/// Waits a short time until plan and findings are those of the last change. Stands before every page that shows them.
pub async fn after_results(State(desk): State<Desk>, mut request: axum::extract::Request, next: Next) -> Response {
    if request.method() == axum::http::Method::GET {
        desk.derived.reach(desk.office.position(), desk.today(), desk.patience).await;
    }
    request.extensions_mut().insert(ShowsResults);
    next.run(request).await
}

fn visit_of(desk: &Desk, me: PersonId, headers: &HeaderMap, uri: &axum::http::Uri) -> Visit {
    let seen = desk.office.seen(office::Viewer::Person(me), desk.today());
    let address = uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let (path, theme) = (uri.path().to_owned(), Theme::of(headers));
    let results = desk.derived.newest();
    Visit { desk: desk.clone(), seen, results, shows_results: false, as_data: false, me, theme, address, path, toast: None }
}

/// What the entry that the address names did, with its undo.
async fn toast(visit: &Visit, query: &str) -> Option<Toast> {
    let position: u64 = query.split('&').find_map(|pair| pair.strip_prefix("done="))?.parse().ok()?;
    let told: Told =
        visit.desk.office.log(Some(position.checked_add(1)?), 1).await.ok()?.pop().filter(|told| told.position == position)?;
    if told.person != Some(visit.me) {
        return None;
    }
    let changed = visit.desk.office.changed_by(&visit.seen, position).await.ok()?;
    let sentence = words::outcome(&visit.seen, &told.kind, &changed);
    let back = without_done(&visit.address);
    let hidden =
        vec![("entry".to_owned(), position.to_string()), ("id".to_owned(), visit.mint().to_string()), ("back".to_owned(), back)];
    let undo = Undo { action: "/undo".to_owned(), hidden };
    let stands = changed.iter().any(|id| visit.seen.record(*id).is_some_and(|record| record.stands_for_good()));
    Some(Toast { sentence, undo: (told.kind != "undo" && !stands).then_some(undo) })
}

/// An address without the entry that was just made.
pub fn without_done(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("done=")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}
