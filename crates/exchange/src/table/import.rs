//! What a table means for the organization: every row of it with what becomes of it, every cell accounted for, by the places of the table.

use std::collections::{BTreeMap, BTreeSet};

use insight::Severity;
use jiff::civil::Date;
use organization::Organization;
use uuid::Uuid;

use super::grid::{Grid, Grids, column_letters};
use super::recipe::{LEAVE, Recipe, columns};
use super::translate::{Translated, translate};
use crate::bundle::{self, Imported, Meanwhile, Source};
use crate::import::{IMPORT, Import, ImportFinding, KeptPart, Outcome, PartReport, Place, PreviewRow, Report};

/// Compares a table with an organization and says what would change. Lines of places are those of the file; their columns are those of the table, from 1.
/// `mint` gives ids to new records; `meanwhile` holds what people changed since the last import. Nothing where the recipe does not fit the table.
pub fn import(
    value: &Organization,
    (grids, recipe): (&Grids, &Recipe),
    source: &Source,
    (day, meanwhile): (Date, &Meanwhile),
    mint: &mut dyn FnMut() -> Uuid,
) -> Option<Imported> {
    let grid = recipe.grid(&grids.grids)?;
    let translated = translate(value, grid, recipe, source.name(), day)?;
    let header = grid.row_at(recipe.header)?;
    let mut imported = bundle::import_beside(value, &translated.bundle, source, (day, meanwhile), mint);
    let heads = heads(grid, header);
    let plan = std::mem::take(&mut imported.plan);
    imported.plan = told(plan, &translated, (grids, grid, header), recipe, &heads);
    imported.notes = notes(grid);
    Some(imported)
}

/// How a cell of a table is named for people: `B7` in a workbook, line and column elsewhere.
pub fn cell_name(grids: &Grids, heads: &BTreeMap<usize, String>, place: &Place) -> String {
    let column = usize::try_from(place.column).ok().and_then(|column| column.checked_sub(1));
    match (grids.is_workbook, column) {
        (true, Some(column)) => format!("{}{}", column_letters(column), place.line),
        (true, None) => format!("row {}", place.line),
        (false, Some(column)) => match heads.get(&column) {
            Some(head) => format!("line {}, {head}", place.line),
            None => format!("line {}", place.line),
        },
        (false, None) => format!("line {}", place.line),
    }
}

/// The heads of the columns, by where they stand.
pub fn heads(grid: &Grid, header: usize) -> BTreeMap<usize, String> {
    columns(grid, header)
        .into_iter()
        .flat_map(|column| column.places.into_iter().map(move |place| (place, column.head.clone())))
        .collect()
}

/// How the table was read.
fn notes(grid: &Grid) -> Vec<String> {
    let mut notes = grid.notes.clone();
    if grid.more_notes > 0 {
        notes.push(format!("And {} more like these.", grid.more_notes));
    }
    notes
}

/// A plan for a bundle as one for the table that the bundle was made of.
fn told(
    plan: Import,
    translated: &Translated,
    (grids, grid, header): (&Grids, &Grid, usize),
    recipe: &Recipe,
    heads: &BTreeMap<usize, String>,
) -> Import {
    let at = |line: u32, column: u32| Place { file: grids.file.clone(), line, column };
    let in_words = |sentence: &str, column: u32| {
        let head = usize::try_from(column).ok().and_then(|column| column.checked_sub(1)).and_then(|column| heads.get(&column));
        // The bundle speaks of its own columns; people know those of their table.
        let plain = sentence.strip_prefix("Column ").and_then(|rest| rest.split_once(": ")).map_or(sentence, |(_, rest)| rest);
        head.map_or_else(|| plain.to_owned(), |head| format!("{head}: {plain}"))
    };
    let mut findings: Vec<ImportFinding> = plan
        .findings
        .into_iter()
        .map(|finding| {
            let sentence = in_words(&finding.sentence, finding.at.column);
            ImportFinding { sentence, at: at(finding.at.line, finding.at.column), ..finding }
        })
        .collect();
    findings.extend(translated.found.iter().map(|found| {
        let column = found.column.and_then(|column| u32::try_from(column + 1).ok()).unwrap_or_default();
        ImportFinding {
            code: IMPORT,
            severity: found.severity,
            kind: translated.kind,
            key: String::new(),
            sentence: in_words(&crate::bundle::fault::shown(&found.sentence), column),
            at: at(found.line, column),
        }
    }));
    findings.sort_by_key(|finding| (finding.at.line, finding.at.column));
    findings.dedup();
    let mut by_line: BTreeMap<u32, Vec<PreviewRow>> = BTreeMap::new();
    let mut gone = Vec::new();
    for row in plan.rows {
        if row.at.line == 0 {
            gone.push(PreviewRow { at: at(0, 0), ..row });
        } else {
            by_line.entry(row.at.line).or_default().push(row);
        }
    }
    let mut rows = Vec::new();
    for row in grid.rows.iter().skip(header + 1) {
        let made = by_line.remove(&row.line).unwrap_or_default();
        rows.push(one_row(made, translated, at(row.line, 0)));
    }
    rows.extend(gone.into_iter().filter(|row| row.kind == translated.kind));
    let report = report((grids, grid, header), translated, recipe, &findings, &rows);
    let commands = plan.commands.into_iter().map(|mut planned| {
        planned.at.file.clone_from(&grids.file);
        planned
    });
    Import { commands: commands.collect(), rows, findings, report }
}

/// What becomes of a row of the table: that of its own record, with what hangs on it.
fn one_row(made: Vec<PreviewRow>, translated: &Translated, at: Place) -> PreviewRow {
    let own = |row: &PreviewRow| row.kind == translated.kind;
    let comes_in = |row: &PreviewRow| !matches!(row.outcome, Outcome::LeftOut { .. });
    let main = made.iter().position(|row| own(row) && comes_in(row)).or_else(|| made.iter().position(own)).unwrap_or_default();
    let left = translated.left.get(&at.line);
    let Some(own) = made.get(main) else {
        let because = left.cloned().unwrap_or_else(|| "The row says nothing that is taken over.".to_owned());
        return PreviewRow {
            at,
            kind: translated.kind,
            key: String::new(),
            title: String::new(),
            record: None,
            outcome: Outcome::LeftOut { because },
        };
    };
    let mut beside: BTreeSet<String> = BTreeSet::new();
    for (_, row) in made.iter().enumerate().filter(|(number, _)| *number != main) {
        match &row.outcome {
            Outcome::New => {
                beside.insert(row.kind.words().to_owned());
            }
            Outcome::Changed { fields } => beside.extend(fields.iter().map(|field| field.to_owned())),
            Outcome::Same | Outcome::Kept { .. } | Outcome::LeftOut { .. } | Outcome::NoLongerNamed => {}
        }
    }
    let outcome = match (&own.outcome, left) {
        (_, Some(because)) => Outcome::LeftOut { because: because.clone() },
        (Outcome::Changed { fields }, None) => {
            Outcome::Changed { fields: fields.iter().cloned().chain(beside).collect::<BTreeSet<_>>().into_iter().collect() }
        }
        (Outcome::Same, None) if !beside.is_empty() => Outcome::Changed { fields: beside.into_iter().collect() },
        (other, None) => other.clone(),
    };
    PreviewRow { at, outcome, ..own.clone() }
}

/// Where every cell that is not empty went.
fn report(
    (grids, grid, header): (&Grids, &Grid, usize),
    translated: &Translated,
    recipe: &Recipe,
    findings: &[ImportFinding],
    rows: &[PreviewRow],
) -> Report {
    let left: BTreeSet<u32> =
        rows.iter().filter(|row| matches!(row.outcome, Outcome::LeftOut { .. })).map(|row| row.at.line).collect();
    let listed: BTreeSet<(u32, u32)> = findings
        .iter()
        .filter(|finding| finding.severity != Severity::Hint && finding.at.column > 0)
        .map(|finding| (finding.at.line, finding.at.column))
        .collect();
    let mut part =
        PartReport { name: if grid.sheet.is_empty() { grids.file.clone() } else { grid.sheet.clone() }, ..PartReport::default() };
    let mut kept: Vec<KeptPart> = Vec::new();
    for column in columns(grid, header) {
        let mut count = 0;
        for place in &column.places {
            let used = translated.used.contains(place);
            let is_kept = translated.kept.contains(place);
            let number = u32::try_from(place + 1).unwrap_or_default();
            for row in header + 1..grid.rows.len() {
                if grid.cell(row, *place).trim().is_empty() {
                    continue;
                }
                let line = grid.rows[row].line;
                part.read += 1;
                if left.contains(&line) || listed.contains(&(line, number)) || !(used || is_kept) {
                    part.listed += 1;
                } else if is_kept {
                    part.kept += 1;
                    count += 1;
                } else {
                    part.imported += 1;
                }
            }
        }
        if count > 0 && recipe.becomes(&column.head) != LEAVE {
            kept.push(KeptPart { part: part.name.clone(), name: column.head, count });
        }
    }
    kept.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.cmp(other)));
    Report { parts: vec![part], kept }
}

/// Values that several rows have and that nobody is: what can be mended for all of them at once.
pub fn repeated(grid: &Grid, findings: &[ImportFinding]) -> Vec<Repeated> {
    let mut counted: BTreeMap<(u32, &str), (usize, &str)> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.at.column > 0 && finding.severity != Severity::Hint) {
        let (Some(row), Some(column)) = (grid.row_at(finding.at.line), usize::try_from(finding.at.column - 1).ok()) else {
            continue;
        };
        let text = grid.cell(row, column).trim();
        if !text.is_empty() {
            counted.entry((finding.at.column, text)).or_insert((0, &finding.sentence)).0 += 1;
        }
    }
    let mut all: Vec<Repeated> = counted
        .into_iter()
        .filter(|(_, (count, _))| *count > 1)
        .map(|((column, text), (count, sentence))| Repeated {
            column: usize::try_from(column - 1).unwrap_or_default(),
            text: text.to_owned(),
            count,
            sentence: sentence.to_owned(),
        })
        .collect();
    all.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.text.cmp(&other.text)));
    all
}

/// A value that several rows of a column have and that is wrong in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The column, from 0.
    pub column: usize,
    /// What stands there.
    pub text: String,
    /// In how many rows.
    pub count: usize,
    /// What is wrong with it.
    pub sentence: String,
}
