//! Mending a run: its source and target, and the cells of rows that were left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use exchange::bundle::{Bundle, Sheet};
use exchange::table;
use organization::{Kind, Name};

use super::bring::of_bundle;
use super::preview::Preview;
use super::run::{Content, Run, Runs, Settings, TableContent};
use super::{again, view};
use crate::component::Problem;
use crate::forms::{Fields, named};
use crate::visit::{Answer, Visit};

/// Another source or target: everything is compared again.
pub(super) async fn settings(visit: &Visit, runs: &Runs, run: Run, fields: Fields) -> Answer {
    match read_settings(visit, &fields) {
        Ok(settings) => compared(visit, runs, Run { settings, ..run }, "").await,
        Err(problems) => again(visit, &run, StatusCode::UNPROCESSABLE_ENTITY, fields, problems).await,
    }
}

fn read_settings(visit: &Visit, fields: &Fields) -> Result<Settings, Vec<Problem>> {
    let mut problems = Vec::new();
    let source = fields.get("source").unwrap_or_default().trim();
    let source = Name::new(source).map(|name| name.to_string()).unwrap_or_else(|sentence| {
        problems.push(Problem::at("source", sentence));
        String::new()
    });
    let mut one = |field: &str, kind: Kind| {
        let text = fields.get(field).map(str::trim).filter(|text| !text.is_empty())?;
        named(text, Some(kind), &visit.seen).map_err(|sentence| problems.push(Problem::at(field, sentence))).ok()
    };
    let (project, unit, goal) = (one("project", Kind::Project), one("unit", Kind::Unit), one("goal", Kind::Goal));
    let settings = Settings {
        source,
        project: project.and_then(organization::AnyId::to),
        unit: unit.and_then(organization::AnyId::to),
        goal: goal.and_then(organization::AnyId::to),
    };
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}

/// Compares a run with the organization again and goes back to its page.
pub(super) async fn compared(visit: &Visit, runs: &Runs, run: Run, query: &str) -> Answer {
    let preview = Arc::new(Preview::of(visit, &run.content, &run.settings).await);
    let address = format!("/import/{}{query}", run.id);
    runs.keep(Run { preview, ..run });
    Ok(Redirect::to(&address).into_response())
}

/// Other cells for a row of a bundle.
pub(super) async fn row(visit: &Visit, runs: &Runs, run: Run, fields: Fields) -> Answer {
    if let Content::Table(table) = &*run.content {
        let table = table.clone();
        return table_row(visit, runs, (run, *table), fields).await;
    }
    let Content::Bundle { files, bundle } = &*run.content else { return Err(visit.not_found()) };
    let file = fields.get("file").unwrap_or_default();
    let line: u32 = fields.get("line").and_then(|line| line.parse().ok()).unwrap_or_default();
    let Some((sheet, number)) = find_row(bundle, file, line) else { return Err(visit.not_found()) };
    let mended = with_row(sheet, number, &fields);
    let mut changed: BTreeMap<String, Vec<u8>> = files
        .iter()
        .filter(|(name, _)| name.to_lowercase() != sheet.name)
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect();
    changed.insert(sheet.name.clone(), mended);
    let read = tokio::task::spawn_blocking(move || of_bundle(changed)).await;
    let read = read.unwrap_or_else(|_| Err(vec!["The file could not be read. Nothing was changed.".to_owned()]));
    match read {
        Ok(content) => {
            let query =
                format!("?tab={}", fields.get("tab").filter(|tab| *tab == "changed" || *tab == "new").unwrap_or("left-out"));
            compared(visit, runs, Run { content: Arc::new(content), ..run }, &query).await
        }
        Err(sentences) => {
            let place = view::cell_name(file, line, 0);
            let problems = sentences.into_iter().map(|sentence| Problem::at(place.clone(), sentence)).collect();
            again(visit, &run, StatusCode::UNPROCESSABLE_ENTITY, fields, problems).await
        }
    }
}

/// The most bytes of a cell that is typed here.
const TYPED: usize = 100_000;

/// Other cells for a row of a table; the file itself stays as it is.
async fn table_row(visit: &Visit, runs: &Runs, (run, mut table): (Run, TableContent), fields: Fields) -> Answer {
    let line: u32 = fields.get("line").and_then(|line| line.parse().ok()).unwrap_or_default();
    let Some(row) = table.grid_mut().and_then(|grid| grid.row_at(line).and_then(|at| grid.rows.get_mut(at))) else {
        return Err(visit.not_found());
    };
    for (name, text) in &fields.0 {
        let place = name.strip_prefix("cell-").and_then(|place| place.parse::<usize>().ok());
        let Some(place) = place.filter(|place| *place < table::COLUMNS && text.len() <= TYPED) else { continue };
        if row.cells.len() <= place {
            row.cells.resize(place + 1, String::new());
        }
        text.replace("\r\n", "\n").clone_into(&mut row.cells[place]);
    }
    again_with(visit, runs, (run, table), &fields).await
}

/// Another value in all rows of a column that have this one.
pub(super) async fn replace(visit: &Visit, runs: &Runs, run: Run, fields: Fields) -> Answer {
    let Content::Table(table) = &*run.content else { return Err(visit.not_found()) };
    let mut table = *table.clone();
    let (Some(place), Some(text)) = (fields.get("column").and_then(|place| place.parse::<usize>().ok()), fields.get("text"))
    else {
        return Err(visit.not_found());
    };
    let with: String = fields.get("with").unwrap_or_default().trim().chars().take(TYPED).collect();
    let header = table.recipe.header;
    if let Some(grid) = table.grid_mut() {
        let below = grid.rows.iter_mut().filter(|row| row.line > header);
        for cell in below.filter_map(|row| row.cells.get_mut(place)).filter(|cell| cell.trim() == text) {
            cell.clone_from(&with);
        }
    }
    again_with(visit, runs, (run, table), &fields).await
}

async fn again_with(visit: &Visit, runs: &Runs, (run, table): (Run, TableContent), fields: &Fields) -> Answer {
    let content = Arc::new(Content::Table(Box::new(table)));
    let tab = fields.get("tab").filter(|tab| matches!(*tab, "left-out" | "to-mend")).unwrap_or("to-mend");
    compared(visit, runs, Run { content, ..run }, &format!("?tab={tab}")).await
}

/// The sheet of a file and the number of the row that begins at a line.
pub(super) fn find_row<'a>(bundle: &'a Bundle, file: &str, line: u32) -> Option<(&'a Sheet, usize)> {
    let sheet = bundle.sheet(file)?;
    let (mut low, mut high) = (0, sheet.len());
    while low < high {
        let middle = low.midpoint(high);
        if sheet.row(middle).line() < line { low = middle + 1 } else { high = middle }
    }
    (low < sheet.len() && sheet.row(low).line() == line).then_some((sheet, low))
}

/// The file again, with other cells in one row: `cell-0`, `cell-1` and so on.
fn with_row(sheet: &Sheet, number: usize, fields: &Fields) -> Vec<u8> {
    let delimiter = u8::try_from(sheet.delimiter).unwrap_or(b',');
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    // Writing into memory cannot fail.
    drop(writer.write_record(&sheet.header));
    for row in sheet.rows() {
        let cell = |column: usize| {
            let typed = (row.number == number).then(|| fields.get(&format!("cell-{column}"))).flatten();
            typed.unwrap_or_else(|| row.cell(column))
        };
        drop(writer.write_record((0..sheet.header.len()).map(cell)));
    }
    writer.into_inner().unwrap_or_default()
}
