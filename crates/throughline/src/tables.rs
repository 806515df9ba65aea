//! Tables at the terminal: a spreadsheet, a CSV file or an export of a tracker, with its columns guessed or named.

use exchange::bundle::{self, Bundle, Source};
use exchange::sniff::{FileKind, recognised};
use exchange::table::{self, DayOrder, Grids, KEEP, LEAVE, Recipe, TimeUnit, Writing};
use jiff::civil::Date;
use organization::Organization;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::source::{Brought, Wish, brought};
use crate::surroundings::Machine;

/// How a table is to be read, where it is not guessed.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Asked {
    /// What a spreadsheet is about: people, units, goals, tasks, risks, skill_holdings, absences, responsibilities, or another file of the bundle.
    #[arg(long = "as", value_name = "TABLE")]
    target: Option<String>,
    /// What a column becomes: "Job title=title"; "=keep" keeps it as it stands, "=leave" leaves it out.
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// The sheet of a workbook.
    #[arg(long)]
    sheet: Option<String>,
    /// What comes first in dates such as 03/04/2026.
    #[arg(long, value_parser = ["day-first", "month-first"])]
    dates: Option<String>,
    /// What working times without a unit are: seconds, minutes, hours, days or weeks.
    #[arg(long, value_parser = ["seconds", "minutes", "hours", "days", "weeks"])]
    times: Option<String>,
    /// The plan into which tasks come: its reference, or the name of a new one.
    #[arg(long)]
    into: Option<String>,
    /// Make people who are named and not here yet.
    #[arg(long)]
    make_people: bool,
    /// The letters of a text, such as windows-1252.
    #[arg(long)]
    charset: Option<String>,
}

/// What a file is.
pub(crate) enum Read {
    /// A table.
    Table(Box<Grids>),
    /// A workbook that is a bundle.
    Bundle(Bundle),
    /// A CSV file of a bundle.
    Files,
    /// No table.
    Other,
}

/// Reads a file as a table where it is one.
pub(crate) fn read(file: &str, bytes: &[u8], asked: &Asked) -> Result<Read, Failure> {
    let unreadable = |fault: table::Unreadable| {
        let sentences: Vec<String> = fault.sentences().into_iter().map(|sentence| format!("{file}: {sentence}")).collect();
        Failure::data(sentences.join("\n"))
    };
    let grids = match recognised(bytes, file).map_err(|sentence| Failure::data(format!("{file}: {sentence}")))? {
        FileKind::Text => {
            let writing = Writing { charset: asked.charset.clone().unwrap_or_default(), delimiter: None };
            let grids = table::read_text(file, bytes, &writing);
            let heads = grids.as_ref().ok().and_then(|grids| grids.grids.first()).and_then(|grid| grid.rows.first());
            let heads: Vec<&str> = heads.map(|row| row.cells.iter().map(String::as_str).collect()).unwrap_or_default();
            if asked.target.is_none() && bundle::is_part(file, &["id"]) && (heads.is_empty() || bundle::is_part(file, &heads)) {
                return Ok(Read::Files);
            }
            grids.map_err(unreadable)?
        }
        FileKind::Zip if table::is_workbook(bytes) => {
            let grids = table::read_workbook(file, bytes).map_err(unreadable)?;
            if let Some(bundle) = bundle::of_workbook(&grids).filter(|_| asked.target.is_none()) {
                return Ok(Read::Bundle(bundle));
            }
            grids
        }
        FileKind::Empty
        | FileKind::OldWorkbook
        | FileKind::LockedWorkbook
        | FileKind::ProjectXml
        | FileKind::PrimaveraXml
        | FileKind::OtherXml
        | FileKind::ProjectBinary
        | FileKind::PrimaveraExchange
        | FileKind::ProjectExchange
        | FileKind::Zip
        | FileKind::Calendar
        | FileKind::Json
        | FileKind::Binary => return Ok(Read::Other),
    };
    Ok(Read::Table(Box::new(grids)))
}

/// How a table is read: as its columns were read the last time, with the source of that time, where nothing is said of them; else as is said and guessed.
fn recipe(grids: &Grids, asked: &Asked, value: &Organization) -> Result<(Option<String>, Recipe), Failure> {
    let silent = asked.target.is_none() && asked.map.is_empty() && asked.sheet.is_none();
    let known = if silent { table::known(value.remainders().iter().map(|kept| &**kept), grids) } else { None };
    let (source, mut recipe) = match known {
        Some((source, recipe)) => (Some(source), recipe),
        None => (None, guessed(grids, asked)?),
    };
    recipe.dates = match asked.dates.as_deref() {
        Some("day-first") => Some(DayOrder::DayFirst),
        Some(_) => Some(DayOrder::MonthFirst),
        None => recipe.dates,
    };
    recipe.times = asked.times.as_deref().and_then(TimeUnit::named).unwrap_or(recipe.times);
    recipe.into = asked.into.clone().unwrap_or(recipe.into);
    recipe.make_people |= asked.make_people;
    let grid = recipe.grid(&grids.grids);
    let evidence = grid.map(|grid| table::evidence(grid, grid.row_at(recipe.header).unwrap_or_default(), &recipe));
    if let Some(evidence) = evidence.filter(|evidence| evidence.is_open() && recipe.dates.is_none()) {
        let example = evidence.open.unwrap_or_default();
        return Err(Failure::usage(format!(
            "Say with --dates day-first or --dates month-first how dates such as {example} are read."
        )));
    }
    Ok((source, recipe))
}

fn guessed(grids: &Grids, asked: &Asked) -> Result<Recipe, Failure> {
    if let Some(target) = asked.target.as_deref().filter(|target| table::target(target).is_none()) {
        let all: Vec<&str> = table::targets().iter().map(|target| target.name).collect();
        return Err(Failure::usage(format!("“{target}” is nothing that a table can be about. Known: {}.", all.join(", "))));
    }
    let sheet = Recipe { sheet: asked.sheet.clone().unwrap_or_default(), ..Recipe::default() };
    let named = asked.sheet.as_ref().is_none_or(|name| grids.grids.iter().any(|grid| grid.sheet == *name));
    let Some(grid) = sheet.grid(&grids.grids).filter(|_| named) else {
        let all: Vec<&str> = grids.grids.iter().map(|grid| grid.sheet.as_str()).collect();
        return Err(Failure::usage(format!("The workbook has no such sheet. It has: {}.", all.join(", "))));
    };
    let mut recipe = table::guess(grid, asked.target.as_deref());
    let target = table::target(&recipe.target);
    for map in &asked.map {
        let known = map.rsplit_once('=').filter(|(head, _)| recipe.columns.contains_key(*head));
        let Some((head, field)) = known else {
            let heads: Vec<&str> = recipe.columns.keys().map(String::as_str).collect();
            return Err(Failure::usage(format!("--map “{map}” names no column. The columns are: {}.", heads.join(", "))));
        };
        if field != KEEP && field != LEAVE && target.as_ref().is_none_or(|target| target.field(field).is_none()) {
            let fields: Vec<&str> = target.iter().flat_map(|target| target.fields.iter().map(|field| field.name)).collect();
            return Err(Failure::usage(format!(
                "--map “{map}”: there is no field “{field}”. The fields are: {}.",
                fields.join(", ")
            )));
        }
        recipe.columns.insert(head.to_owned(), field.to_owned());
    }
    Ok(recipe)
}

/// What a table would do, with how it was read. Under a source that is said, else under that of the last time, else under the name of the file.
pub(crate) fn bring(grids: &Grids, wish: &Wish<'_>, value: &Organization, day: Date, file: String) -> Result<Brought, Failure> {
    let (known, recipe) = recipe(grids, wish.table, value)?;
    let source = known.filter(|_| wish.name.is_none()).unwrap_or(file);
    let named = Source::new(&source).map_err(|fault| Failure::usage(fault.to_string()))?;
    let imported = table::import(value, (grids, &recipe), &named, (day, wish.meanwhile), &mut || Machine.mint());
    let Some(imported) = imported else { return Err(Failure::data(format!("{}: there is no table in it.", grids.file))) };
    let mut report = String::new();
    let about = table::target(&recipe.target).map(|target| target.label).unwrap_or_default();
    report.push_str(&format!("{}: {about}\n", grids.file));
    for (head, field) in &recipe.columns {
        report.push_str(&format!("  {head} = {field}\n"));
    }
    let words = ["New", "Changed", "Same", "Left out", "No longer named"];
    let counts: Vec<String> = words.iter().map(|word| format!("{} {}", imported.plan.count(word), word.to_lowercase())).collect();
    report.push_str(&format!("Rows: {}\n", counts.join(", ")));
    report.push_str(&imported.report());
    Ok(Brought { recipe: Some(recipe), ..brought(source, &imported.plan, report) })
}
