//! What the terminal reads: a bundle of CSV files, a Microsoft Project XML file, or a data directory.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use exchange::bundle::Meanwhile;
use exchange::diagnostics::{self, Diagnostic};
use exchange::import::{Import, Place};
use exchange::table::Recipe;
use exchange::{bundle, mspdi};
use jiff::civil::Date;
use organization::{Act, AnyId, Command, Name, Organization};
use web::Surroundings as _;

use crate::failure::Failure;
use crate::place;
use crate::reach;
use crate::surroundings::Machine;
use crate::tables;

/// What an import of a source would do to an organization.
pub(crate) struct Brought {
    /// The name of the source, under which its keys are kept.
    pub(crate) source: String,
    /// The commands in their order.
    pub(crate) commands: Vec<Command>,
    /// What was left out or is to be looked at.
    pub(crate) findings: Vec<Diagnostic>,
    /// Where each record stands.
    pub(crate) places: BTreeMap<AnyId, Place>,
    /// What is in the files and where it went.
    pub(crate) report: String,
    /// How the table was read, where it is one.
    pub(crate) recipe: Option<Recipe>,
}

/// How a source is to be brought, where it does not say it itself.
pub(crate) struct Wish<'a> {
    /// The name of the source; that of the file where none is said.
    pub(crate) name: Option<&'a str>,
    /// How a table is read.
    pub(crate) table: &'a tables::Asked,
    /// What people changed since the last import.
    pub(crate) meanwhile: &'a Meanwhile,
}

/// Reads a source against an organization.
pub(crate) fn bring(path: &Path, value: &Organization, day: Date, wish: &Wish<'_>) -> Result<Brought, Failure> {
    let stem = path
        .canonicalize()
        .unwrap_or_else(|_| path.to_owned())
        .file_stem()
        .map_or_else(|| "import".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let source = wish.name.map_or(stem, str::to_owned);
    if path.is_dir() {
        return bring_bundle(&folder(path)?, value, day, source);
    }
    let bytes =
        std::fs::read(path).map_err(|error| Failure::data(format!("{}: it cannot be read ({error}).", path.display())))?;
    let file = path.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned());
    match tables::read(&file, &bytes, wish.table)? {
        tables::Read::Table(grids) => return tables::bring(&grids, wish, value, day, source),
        tables::Read::Bundle(bundle) => return bring_read(&bundle, value, day, source),
        tables::Read::Files => return bring_bundle(&BTreeMap::from([(file, bytes)]), value, day, source),
        tables::Read::Other => {}
    }
    let plan = mspdi::read(&bytes, &mspdi::Limits::default())
        .map_err(|refusal| Failure::data(format!("{}: {refusal}", path.display())))?;
    let source_name = Name::new(&source).map_err(Failure::usage)?;
    let options = mspdi::ImportOptions { source: source_name, file, project: None, unit: None, goal: None, day };
    let import = mspdi::import(value, &plan, &options, &mut || Machine.mint());
    let mut report = String::new();
    for part in &import.report.parts {
        let sum = format!(
            "{} read = {} imported + {} computed + {} kept + {} listed",
            part.read, part.imported, part.computed, part.kept, part.listed
        );
        let _ = writeln!(report, "{}: {sum}", part.name);
    }
    for kept in &import.report.kept {
        let _ = writeln!(report, "{} {} is not modelled; kept {} times as it stands", kept.part, kept.name, kept.count);
    }
    Ok(brought(source, &import, report))
}

fn bring_bundle(files: &BTreeMap<String, Vec<u8>>, value: &Organization, day: Date, source: String) -> Result<Brought, Failure> {
    let bundle = bundle::read(files).map_err(|faults| Failure::data(faults.to_string()))?;
    bring_read(&bundle, value, day, source)
}

fn bring_read(bundle: &bundle::Bundle, value: &Organization, day: Date, source: String) -> Result<Brought, Failure> {
    let named = bundle::Source::new(&source).map_err(|fault| Failure::usage(fault.to_string()))?;
    let imported = bundle::import(value, bundle, &named, day, &mut || Machine.mint());
    Ok(brought(source, &imported.plan, imported.report()))
}

pub(crate) fn brought(source: String, import: &Import, report: String) -> Brought {
    let places = import.rows.iter().filter_map(|row| Some((row.record?, row.at.clone()))).collect();
    let findings = import.findings.iter().map(diagnostics::of_import).collect();
    Brought { source, commands: import.commands().cloned().collect(), findings, places, report, recipe: None }
}

/// The CSV files of a folder.
fn folder(path: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let unreadable = |error: std::io::Error| Failure::data(format!("{}: it cannot be read ({error}).", path.display()));
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.insert(name, std::fs::read(&file).map_err(unreadable)?);
        }
    }
    if files.is_empty() {
        return Err(Failure::data(format!(
            "{}: there is no CSV file in this folder. A bundle is a folder of files such as people.csv and goals.csv.",
            path.display()
        )));
    }
    Ok(files)
}

/// An organization to look at, with what its source left out.
pub(crate) struct Looked {
    /// The organization.
    pub(crate) value: Organization,
    /// The source under which its keys are known; nothing for a data directory.
    pub(crate) source: Option<String>,
    /// What the source left out.
    pub(crate) findings: Vec<Diagnostic>,
    /// Where each record stands in the source.
    pub(crate) places: BTreeMap<AnyId, Place>,
}

/// Looks at a source, or at what a data directory holds.
pub(crate) async fn look(path: &Path, day: Date) -> Result<Looked, Failure> {
    if let Some(place) = place::Place::of_source(path)? {
        return Ok(Looked { value: reach::read(&place).await?, source: None, findings: Vec::new(), places: BTreeMap::new() });
    }
    if !path.exists() {
        return Err(Failure::usage(format!(
            "{}: there is nothing. Name a folder of CSV files, a Microsoft Project XML file or a data directory.",
            path.display()
        )));
    }
    let plain = Wish { name: None, table: &tables::Asked::default(), meanwhile: &Meanwhile::default() };
    let brought = bring(path, &Organization::default(), day, &plain)?;
    let act = Act { imported: true, ..Act::of_system(day) };
    let mut value = Organization::default();
    for command in &brought.commands {
        let mut changes = value.decide(command, &act).map_err(|refusal| Failure::data(refusal.to_string()))?;
        value.apply(&mut changes, 1);
    }
    Ok(Looked { value, source: Some(brought.source), findings: brought.findings, places: brought.places })
}
