//! Check: where the thread is cut, why it matters, and who can mend it.
//!
//! `/check` lists what the rules found: by rule and cause with a count and examples, or, once a rule is chosen, one row a finding. The finding that is chosen
//! stands beside the list with its thread, its explanation and its fixes. A fix is sent as the code and the subject of its finding; its commands are worked
//! out again here, and performed as one request. Muting is a waiver with a reason and an end. `/check/rules` explains the rules.

mod export;
mod filter;
mod findings;
mod inspector;
mod list;
mod mending;
mod rules;
mod strands;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::scope::*;
use crate::Desk;
use crate::component::{Empty, ErrorSummary, Link, Place, Problem, Segmented, Stale};
use crate::forms::Fields;
use crate::visit::{Answer, Page, Tried, Visit};
use filter::{Asked, Filter, Narrowing};
use findings::Found;
use inspector::Inspector;
use list::List;
use strands::Strands;

/// The page `/check`.
#[derive(Template, serde::Serialize)]
#[template(path = "check.html")]
struct Check {
    shell: Shell,
    /// What was looked at.
    checked: String,
    /// The answer of the page.
    sentence: String,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    /// Where the thread breaks; nothing where there is nothing to connect.
    strands: Option<Strands>,
    /// All, cuts, loose ends, notes, mine, muted.
    shown: Segmented,
    narrowing: Narrowing,
    list: List,
    empty: Option<Empty>,
    inspector: Option<Inspector>,
    exports: Vec<Link>,
}

impl Page for Check {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl Check {
    fn of(visit: &Visit, asked: &Asked, tried: &Tried) -> Check {
        let findings = visit.results.findings.clone();
        let filter = Filter::of(&visit.seen, asked);
        let found = Found::of(visit, &findings, &filter);
        let chosen = found.chosen(&filter);
        let inspector = chosen.and_then(|at| Inspector::of(visit, &found, &filter, at, tried));
        Check {
            shell: visit.shell("Check", Some(Place::Check), Vec::new()),
            checked: found.checked(visit),
            sentence: found.sentence(),
            summary: tried.summary(),
            stale: tried.stale(),
            strands: Strands::of(visit, &found),
            shown: filter.segments(&found),
            narrowing: Narrowing::of(visit, &found, &filter),
            list: List::of(visit, &found, &filter, chosen),
            empty: found.empty(&filter),
            inspector,
            exports: filter.exports(),
        }
    }
}

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/check", get(show).post(send)).merge(rules::routes())
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    if let Some(data) = export::data(&visit, &asked) {
        return Ok(data);
    }
    visit.page(Check::of(&visit, &asked, &Tried::default()))
}

async fn send(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = Fields(fields);
    let again = |visit: &Visit, tried: &Tried| -> Result<Check, Response> { Ok(Check::of(visit, &asked, tried)) };
    if fields.get("command") != Some(mending::MEND) {
        return visit.send(fields, again).await;
    }
    match mending::commands(&visit, &fields) {
        Ok(commands) => visit.send_commands(fields, commands, again).await,
        Err(sentence) => {
            let tried = Tried::with(mending::MEND, fields, vec![Problem::at("", sentence)]);
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, again(&visit, &tried)?)
        }
    }
}
