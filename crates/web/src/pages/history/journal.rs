//! The journal: everything that was done, newest first, and all that one entry did.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use office::Told;
use organization::AnyId;
use serde::Deserialize;

use super::entry::{EntryView, changes, may_undo, undo_entry, undo_import};
use crate::component::{Crumb, Link, Pages};
use crate::format;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Visit};

/// How many entries are shown at once.
const ENTRIES: u32 = 50;
/// How many records of an entry the journal names.
const NAMED: u32 = 3;
/// How many changes of one entry are shown at once.
const CHANGES: usize = 100;

/// The page `/history`.
#[derive(Template, serde::Serialize)]
#[template(path = "journal.html")]
struct Journal {
    shell: Shell,
    sentence: String,
    entries: Vec<EntryView>,
    older: Option<String>,
    newest: Option<String>,
}

impl Page for Journal {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// The page `/history/entries/412`.
#[derive(Template, serde::Serialize)]
#[template(path = "history_entry.html")]
struct OneEntry {
    shell: Shell,
    sentence: String,
    entry: EntryView,
    pages: Option<Pages>,
}

impl Page for OneEntry {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: String,
    page: String,
}

/// `/history`.
pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let before: Option<u64> = asked.before.parse().ok();
    let mut told = visit.desk.office.log(before, ENTRIES + 1).await.map_err(|error| visit.broken(&error))?;
    let more = told.len() > ENTRIES as usize;
    told.truncate(ENTRIES as usize);
    let mut entries = Vec::new();
    let mut imports = BTreeSet::new();
    for one in &told {
        let first_of_import = one.import.is_some_and(|import| imports.insert(import));
        entries.extend(line(&visit, one, first_of_import).await?);
    }
    let sentence = match entries.first() {
        Some(last) if before.is_none() => format!("The last change was made {}.", last.ago),
        Some(_) => "Earlier changes.".to_owned(),
        None => "Nothing has been changed yet.".to_owned(),
    };
    let page = Journal {
        shell: visit.shell("Journal", None, Vec::new()),
        sentence,
        entries,
        older: told.last().filter(|_| more).map(|last| format!("/history?before={}", last.position)),
        newest: before.is_some().then(|| "/history".to_owned()),
    };
    visit.page(page)
}

/// One entry as a line of the journal; nothing where all that it changed is hidden from the viewer.
async fn line(visit: &Visit, told: &Told, first_of_import: bool) -> Result<Option<EntryView>, Response> {
    let did = visit.desk.office.did(&visit.seen, told.position, 0, NAMED + 1).await.map_err(|error| visit.broken(&error))?;
    if did.count == 0 {
        return Ok(None);
    }
    let mut entry = EntryView::of(visit, told);
    let records: Vec<(AnyId, Option<u64>)> = did.changes.iter().map(|change| (change.id, change.revision)).collect();
    let named = did.changes.len().min(NAMED as usize);
    entry.changes = changes(visit, &did.changes[..named], false);
    let rest = did.count.saturating_sub(named);
    let words = if rest == 0 {
        "what it did".to_owned()
    } else {
        format!("and {} more", format::thousands(i64::try_from(rest).unwrap_or(i64::MAX)))
    };
    entry.more = Some(Link::new(words, format!("/history/entries/{}", told.position)));
    if let Some(import) = told.import.filter(|_| first_of_import && told.kind != "undo" && visit.seen.is_administrator()) {
        entry.undo = Some(undo_import(visit, import));
    } else if did.count <= records.len() && may_undo(visit, told, &records) {
        entry.undo = Some(undo_entry(visit, told));
    }
    Ok(Some(entry))
}

/// `/history/entries/412`.
pub(super) async fn entry(visit: Visit, Path(position): Path<u64>, Query(asked): Query<Asked>) -> Answer {
    let office = &visit.desk.office;
    let told = office.told(position).await.map_err(|error| visit.broken(&error))?.ok_or_else(|| visit.not_found())?;
    let page = asked.page.parse::<usize>().unwrap_or(1).saturating_sub(1);
    let from = page.saturating_mul(CHANGES);
    let limit = u32::try_from(CHANGES).unwrap_or(u32::MAX);
    let did = office.did(&visit.seen, position, from, limit).await.map_err(|error| visit.broken(&error))?;
    if did.count == 0 {
        return Err(visit.not_found());
    }
    let mut entry = EntryView::of(&visit, &told);
    let records: Vec<(AnyId, Option<u64>)> = did.changes.iter().map(|change| (change.id, change.revision)).collect();
    entry.changes = changes(&visit, &did.changes, true);
    if let Some(import) = told.import.filter(|_| told.kind != "undo" && visit.seen.is_administrator()) {
        entry.undo = Some(undo_import(&visit, import));
    } else if did.count <= records.len() && may_undo(&visit, &told, &records) {
        entry.undo = Some(undo_entry(&visit, &told));
    }
    let href = |page: usize| format!("/history/entries/{position}?page={}", page + 1);
    let pages = (did.count > CHANGES).then(|| Pages {
        from: from + 1,
        to: (from + CHANGES).min(did.count),
        total: did.count,
        noun: "records".to_owned(),
        previous: page.checked_sub(1).map(href),
        next: (from + CHANGES < did.count).then(|| href(page + 1)),
    });
    let who = if entry.who.href.is_empty() { "The program" } else { &entry.who.label };
    let sentence = format!("{who} changed {} {}.", format::count(did.count, "record", "records"), entry.ago);
    let crumbs = vec![Crumb::new("Journal", "/history")];
    visit.page(OneEntry { shell: visit.shell(&format!("Entry {position}"), None, crumbs), sentence, entry, pages })
}
