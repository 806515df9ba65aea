//! Bringing files: the upload, what kind of files they are, and what is refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Multipart;
use exchange::bundle;
use exchange::mspdi::{self, Limits};
use exchange::sniff::{FileKind, sniff};

use super::preview::Preview;
use super::run::{Content, Run, Runs, Settings};
use super::{UPLOAD, archive};
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
    /// Runs that were begun.
    runs: Vec<(Link, String)>,
}

impl Page for Bring {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl Bring {
    pub(super) fn of(visit: &Visit, runs: &Runs, tried: &Tried) -> Bring {
        let now = visit.desk.surroundings.now();
        let told = |run: Run| {
            let state = if run.applied.is_some() { "applied" } else { "not applied yet" };
            (
                Link::new(run.files.clone(), format!("/import/{}", run.id)),
                format!("{state}, brought {}", words::ago(run.made, now)),
            )
        };
        let field = Field::new("files", "Files", Control::File(".zip,.csv,.xml".to_owned()))
            .hint("A bundle as one ZIP file or as several CSV files, or one plan that Microsoft Project saved as XML. At most 64 MB.")
            .required()
            .wrong(tried.error("bring", "files"));
        Bring {
            shell: visit.shell("Import", None, Vec::new()),
            summary: tried.summary().map(|summary| ErrorSummary { title: "Nothing was brought in".to_owned(), ..summary }),
            field,
            runs: runs.of(visit.me, now).into_iter().map(told).collect(),
        }
    }
}

/// Takes an upload and previews it; the words say why it cannot be used.
pub(super) async fn receive(visit: &Visit, upload: Multipart) -> Result<Run, Vec<String>> {
    let files = files_of(upload).await.map_err(|sentence| vec![sentence])?;
    let bytes = files.values().map(Vec::len).sum();
    let names: Vec<String> = files.keys().cloned().collect();
    let content = tokio::task::spawn_blocking(move || read(files)).await;
    let content = Arc::new(content.map_err(|_| vec!["The file could not be read. Nothing was changed.".to_owned()])??);
    let source = names.first().map(|name| stem(name)).unwrap_or_default();
    let source = if names.len() > 1 { "bundle".to_owned() } else { source };
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
    if files.is_empty() { Err("Choose a file first.".to_owned()) } else { Ok(files) }
}

/// Reads what the files are.
fn read(mut files: BTreeMap<String, Vec<u8>>) -> Result<Content, Vec<String>> {
    if files.len() > 1 {
        return several(files);
    }
    let Some((name, bytes)) = files.pop_first() else { return Err(vec!["Choose a file first.".to_owned()]) };
    match sniff(&bytes) {
        FileKind::Empty => Err(vec![format!("{name} is empty.")]),
        FileKind::Zip => of_bundle(archive::unpack(&bytes).map_err(|sentence| vec![sentence])?),
        FileKind::Text => of_bundle(BTreeMap::from([(name, bytes)])),
        FileKind::OldWorkbook => {
            Err(vec!["This is an old .xls file. Save its sheets as CSV and bring those files together.".to_owned()])
        }
        FileKind::Json => Err(vec!["This is a JSON file. Bring a CSV bundle or a Microsoft Project file in XML.".to_owned()]),
        FileKind::Calendar => {
            Err(vec!["This is a calendar file. Bring a CSV bundle or a Microsoft Project file in XML.".to_owned()])
        }
        FileKind::ProjectXml
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
