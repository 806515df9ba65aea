//! Bringing files: the upload, what kind of files they are, and what is refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Multipart;
use exchange::bundle;
use exchange::mspdi::{self, Limits};
use exchange::sniff::{FileKind, recognised, sniff};
use exchange::table::{self, Grids, Recipe, Writing};

use super::preview::Preview;
use super::run::{Content, Run, Runs, Settings, TableContent};
use super::{UPLOAD, archive, recipe};
use crate::component::{Control, ErrorSummary, Field, Link};
use crate::pages::scope::*;
use crate::visit::{Page, Tried, Visit};
use crate::words;

/// The page `/import`.
#[derive(Template, serde::Serialize)]
#[template(path = "import.html")]
pub(super) struct Bring {
    shell: Shell,
    summary: Option<ErrorSummary>,
    /// The sentences again, beside the field.
    field: Field,
    /// What was pasted, where it could not be read.
    pasted: Field,
    /// The imports of the last thirty days.
    done: Vec<super::done::Done>,
    /// Runs that were begun.
    runs: Vec<(Link, String)>,
}

impl Page for Bring {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl Bring {
    pub(super) async fn of(visit: &Visit, runs: &Runs, tried: &Tried) -> Bring {
        let now = visit.desk.surroundings.now();
        let told = |run: Run| {
            let state = if run.applied.is_some() { "applied" } else { "not applied yet" };
            (
                Link::new(run.files.clone(), format!("/import/{}", run.id)),
                format!("{state}, brought {}", words::ago(run.made, now)),
            )
        };
        let field = Field::new("files", "Files", Control::File(KINDS.to_owned()))
            .hint("A spreadsheet (.xlsx or .csv), an export of a tracker such as Jira, a plan that Microsoft Project saved as XML, or a bundle. At most 64 MB.")
            .required()
            .wrong(tried.error("bring", "files"));
        Bring {
            shell: visit.shell("Import", None, Vec::new()),
            summary: tried.summary().map(|summary| ErrorSummary { title: "Nothing was brought in".to_owned(), ..summary }),
            field,
            pasted: Field::new("pasted", "Or paste rows", Control::Lines(tried.value("bring", "pasted", "")))
                .hint("Copied from a spreadsheet, with the row that names the columns."),
            done: super::done::of(visit).await,
            runs: runs.of(visit.me, now).into_iter().map(told).collect(),
        }
    }
}

/// The kinds of files that are taken.
const KINDS: &str = ".xlsx,.csv,.tsv,.txt,.zip,.xml";
/// The most bytes of pasted text.
const PASTED: usize = 8 << 20;

/// Takes an upload and previews it; the words say why it cannot be used.
pub(super) async fn receive(visit: &Visit, upload: Multipart) -> Result<Run, Vec<String>> {
    let files = files_of(upload).await.map_err(|sentence| vec![sentence])?;
    let bytes = files.values().map(Vec::len).sum();
    let names: Vec<String> = files.keys().cloned().collect();
    let content = tokio::task::spawn_blocking(move || read(files)).await;
    let content = content.map_err(|_| vec!["The file could not be read. Nothing was changed.".to_owned()])??;
    let source = names.first().map(|name| stem(name)).unwrap_or_default();
    let source = if names.len() > 1 { "bundle".to_owned() } else { source };
    let (content, source) = recipe::known(visit, content, source);
    let settings = Settings { source, project: None, unit: None, goal: None };
    let preview = Arc::new(Preview::of(visit, &content, &settings).await);
    let id = visit.mint();
    let made = visit.desk.surroundings.now();
    Ok(Run { id, person: visit.me, made, files: names.join(", "), bytes, content, settings, preview, applied: None })
}

/// The name of a file without what follows the last dot.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { "file".to_owned() } else { stem.to_owned() }
}

async fn files_of(mut upload: Multipart) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let too_large = |_| format!("The file is larger than {} MB, or the upload was cut off.", UPLOAD >> 20);
    let mut files = BTreeMap::new();
    while let Some(field) = upload.next_field().await.map_err(too_large)? {
        if field.name() == Some("pasted") {
            let text = field.bytes().await.map_err(too_large)?;
            if text.len() > PASTED {
                return Err(format!("At most {} MB are pasted at once. Save it as a file and bring that.", PASTED >> 20));
            }
            if !text.trim_ascii().is_empty() {
                files.insert("pasted rows".to_owned(), text.to_vec());
            }
            continue;
        }
        let Some(name) = field.file_name().map(|name| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()) else {
            continue;
        };
        let bytes = field.bytes().await.map_err(too_large)?;
        if name.is_empty() && bytes.is_empty() {
            continue;
        }
        let shown: String = name.chars().filter(|letter| !letter.is_control()).take(200).collect();
        files.insert(if shown.is_empty() { "file".to_owned() } else { shown }, bytes.to_vec());
    }
    if files.is_empty() { Err("Choose a file first, or paste rows.".to_owned()) } else { Ok(files) }
}

/// Reads what the files are.
fn read(mut files: BTreeMap<String, Vec<u8>>) -> Result<Content, Vec<String>> {
    if files.len() > 1 {
        return several(files);
    }
    let Some((name, bytes)) = files.pop_first() else { return Err(vec!["Choose a file first.".to_owned()]) };
    match recognised(&bytes, &name).map_err(|sentence| vec![sentence.to_owned()])? {
        FileKind::Zip if table::is_workbook(&bytes) => of_workbook(&name, bytes),
        FileKind::Zip => of_bundle(archive::unpack(&bytes).map_err(|sentence| vec![sentence])?),
        FileKind::Text => of_text(name, bytes),
        FileKind::Empty
        | FileKind::OldWorkbook
        | FileKind::LockedWorkbook
        | FileKind::Json
        | FileKind::Calendar
        | FileKind::ProjectXml
        | FileKind::PrimaveraXml
        | FileKind::OtherXml
        | FileKind::ProjectBinary
        | FileKind::PrimaveraExchange
        | FileKind::ProjectExchange
        | FileKind::Binary => {
            let plan = mspdi::read(&bytes, &Limits::default()).map_err(|refusal| vec![refusal.to_string()])?;
            Ok(Content::Project { file: name, plan: Box::new(plan) })
        }
    }
}

/// A workbook is a bundle where its sheets are called like the files of one, else a table.
fn of_workbook(name: &str, bytes: Vec<u8>) -> Result<Content, Vec<String>> {
    let grids = table::read_workbook(name, &bytes).map_err(|fault| fault.sentences())?;
    if let Some(bundle) = bundle::of_workbook(&grids) {
        let files = archive::files_of(&bundle);
        return Ok(Content::Bundle { files, bundle });
    }
    Ok(of_grids(bytes, grids))
}

/// A text is a file of a bundle where it is called and looks like one, else a table.
fn of_text(name: String, bytes: Vec<u8>) -> Result<Content, Vec<String>> {
    let grids = table::read_text(&name, &bytes, &Writing::default());
    let heads = grids.as_ref().ok().and_then(|grids| grids.grids.first()).and_then(|grid| grid.rows.first());
    let heads: Option<Vec<&str>> = heads.map(|row| row.cells.iter().map(String::as_str).collect());
    // What cannot be read and is called like a file of a bundle is explained as one.
    if heads.is_none_or(|heads| bundle::is_part(&name, &heads)) && bundle::is_part(&name, &["id"]) {
        return of_bundle(BTreeMap::from([(name, bytes)]));
    }
    Ok(of_grids(bytes, grids.map_err(|fault| fault.sentences())?))
}

/// A table with what is guessed of it.
fn of_grids(bytes: Vec<u8>, grids: Grids) -> Content {
    let recipe = Recipe::default().grid(&grids.grids).map(|grid| table::guess(grid, None)).unwrap_or_default();
    Content::Table(Box::new(TableContent { bytes: Arc::new(bytes), grids, recipe, ready: false }))
}

fn several(files: BTreeMap<String, Vec<u8>>) -> Result<Content, Vec<String>> {
    let odd: Vec<String> = files
        .iter()
        .filter(|(_, bytes)| !matches!(sniff(bytes), FileKind::Text | FileKind::Empty))
        .map(|(name, _)| {
            format!("{name} is no CSV file. Several files together are the CSV files of one bundle; bring others one by one.")
        })
        .collect();
    if odd.is_empty() { of_bundle(files) } else { Err(odd) }
}

/// Reads the sheets of a bundle; the words say file, line and column of what is wrong.
pub(super) fn of_bundle(files: BTreeMap<String, Vec<u8>>) -> Result<Content, Vec<String>> {
    match bundle::read(&files) {
        Ok(bundle) => Ok(Content::Bundle { files, bundle }),
        Err(faults) => {
            let mut sentences: Vec<String> = faults.told.iter().map(ToString::to_string).collect();
            let more = faults.total.saturating_sub(faults.told.len());
            if more > 0 {
                sentences.push(format!("And {more} more."));
            }
            Err(sentences)
        }
    }
}
