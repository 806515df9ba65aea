//! The history of one record.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use organization::{AnyId, Kind, Reference};
use serde::Deserialize;
use uuid::Uuid;

use super::entry::{ChangeView, EntryView, fields, may_undo, undo_entry, undo_import};
use crate::address;
use crate::component::{Crumb, Link, Place};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Visit};

/// How many entries are shown at once.
const ENTRIES: u32 = 50;

/// The page `/history/G-12`.
#[derive(Template, serde::Serialize)]
#[template(path = "history.html")]
struct History {
    shell: Shell,
    /// What it is the history of.
    eyebrow: String,
    sentence: String,
    entries: Vec<EntryView>,
    /// The entries before these.
    older: Option<String>,
    /// The newest ones, where others are shown.
    newest: Option<String>,
    /// The record itself.
    back: Option<Link>,
}

impl Page for History {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Before {
    before: String,
}

/// `/history/G-12`.
pub(super) async fn by_reference(visit: Visit, Path(reference): Path<String>, Query(before): Query<Before>) -> Answer {
    let id = reference.parse::<Reference>().ok().and_then(|reference| visit.seen.at_reference(reference));
    let id = id.ok_or_else(|| visit.not_found())?;
    show(&visit, id, &before).await
}

/// `/history/goal/0190…`.
pub(super) async fn by_id(visit: Visit, Path((kind, id)): Path<(String, String)>, Query(before): Query<Before>) -> Answer {
    let id = Kind::from_name(&kind).zip(Uuid::parse_str(&id).ok()).map(|(kind, id)| AnyId { kind, id });
    let id = id.filter(|id| visit.seen.shows(*id)).ok_or_else(|| visit.not_found())?;
    show(&visit, id, &before).await
}

async fn show(visit: &Visit, id: AnyId, before: &Before) -> Answer {
    let page = History::of(visit, id, before.before.parse().ok()).await?;
    visit.page_with(StatusCode::OK, page)
}

impl History {
    async fn of(visit: &Visit, id: AnyId, before: Option<u64>) -> Result<History, Response> {
        let seen = &visit.seen;
        let told = visit.desk.office.history(seen, id, before, ENTRIES + 1).await.map_err(|error| visit.broken(&error))?;
        let mut told = told.ok_or_else(|| visit.not_found())?;
        let more = told.len() > ENTRIES as usize;
        told.truncate(ENTRIES as usize);
        let revision = seen.record(id).map(|record| record.revision());
        let mut entries = Vec::new();
        for (at, one) in told.iter().enumerate() {
            let made = !more && at + 1 == told.len();
            let mut entry = EntryView::of(visit, one);
            let fields = fields(visit, &one.fields, made, false);
            entry.changes = vec![ChangeView { label: String::new(), href: None, mark: if made { "new" } else { "" }, fields }];
            if may_undo(visit, one, &[(id, revision)]) {
                entry.undo = Some(undo_entry(visit, one));
            } else if let Some(import) = one.import.filter(|_| seen.is_administrator() && revision == Some(one.position)) {
                entry.undo = Some(undo_import(visit, import));
            }
            entries.push(entry);
        }
        let label = seen.label(id);
        let here = address::of(seen, id);
        let own_page = !here.starts_with("/history");
        let before_this = if own_page { vec![Crumb::new(label.clone(), here.clone())] } else { Vec::new() };
        let sentence = match entries.first() {
            Some(last) if before.is_none() => {
                let who = if last.who.href.is_empty() { "the program" } else { &last.who.label };
                format!("{label} was last changed {} by {who}.", last.ago)
            }
            Some(_) => format!("Earlier changes of {label}."),
            None => format!("Nothing is written about {label}."),
        };
        let path = address::history(id);
        Ok(History {
            shell: visit.shell("History", place(id.kind), before_this),
            eyebrow: format!("History of a {}", id.kind.words()),
            sentence,
            older: told.last().filter(|_| more).map(|last| format!("{path}?before={}", last.position)),
            newest: before.is_some().then_some(path),
            entries,
            back: own_page.then(|| Link::new(format!("Open {label}"), here)),
        })
    }
}

/// The kinds whose records are shown under an entry of the rail.
const PLACES: [(Place, &[Kind]); 7] = [
    (Place::Goals, &[Kind::Goal, Kind::Measure, Kind::Reading]),
    (
        Place::Plans,
        &[
            Kind::Project,
            Kind::Task,
            Kind::Demand,
            Kind::Dependency,
            Kind::Resource,
            Kind::Baseline,
            Kind::BaselineTask,
            Kind::ProgressReport,
            Kind::HandOff,
            Kind::Process,
            Kind::ProcessRun,
            Kind::Improvement,
            Kind::Scenario,
        ],
    ),
    (Place::People, &[Kind::Unit, Kind::Position, Kind::Person, Kind::Appointment, Kind::Membership, Kind::Role]),
    (Place::Decisions, &[Kind::Directive, Kind::Answer, Kind::Proposal, Kind::Decision]),
    (Place::Risks, &[Kind::Risk, Kind::RiskImpact]),
    (Place::Policies, &[Kind::Policy, Kind::PolicyVersion, Kind::Notice, Kind::Acknowledgement]),
    (Place::Check, &[Kind::Waiver]),
];

/// The entry of the rail under which records of a kind are shown.
fn place(kind: Kind) -> Option<Place> {
    PLACES.iter().find(|(_, kinds)| kinds.contains(&kind)).map(|(place, _)| *place)
}
