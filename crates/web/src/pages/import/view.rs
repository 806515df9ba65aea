//! The page of a run: what it would do, row by row, or what it did.

use askama::Template;
use axum::response::Response;
use exchange::import::{Outcome, PreviewRow};
use exchange::table;
use organization::{AnyId, Kind};
use serde::Deserialize;

use super::mend::find_row;
use super::preview::{Part, Preview};
use super::run::{Content, Run};
use crate::address;
use crate::component::{Cell, Code, Column, Control, ErrorSummary, Field, Pages, Row, Tab, Table, Tabs};
use crate::format;
use crate::forms::Fields;
use crate::pages::scope::*;
use crate::visit::{Page, Tried, Visit};
use crate::words;

/// How many rows are shown at once.
const ROWS: usize = 200;
/// How many rows that were left out are shown at once, each with its cells.
const LEFT: usize = 50;
/// How many columns that are not modelled are named.
const KEPT: usize = 30;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    tab: String,
    page: String,
}

impl Asked {
    /// The part of the preview in which a form stood.
    pub(super) fn of_fields(fields: &Fields) -> Asked {
        let text = |name: &str| fields.get(name).unwrap_or_default().to_owned();
        Asked { tab: text("tab"), page: text("page") }
    }
}

/// The page `/import/{run}`.
#[derive(Template, serde::Serialize)]
#[template(path = "import_run.html")]
pub(super) struct ImportRun {
    shell: Shell,
    action: String,
    /// The files.
    eyebrow: String,
    sentence: String,
    summary: Option<ErrorSummary>,
    /// What was done, with the way back.
    applied: Option<Done>,
    /// Source and target.
    settings: Vec<Field>,
    /// Where the columns are matched, of a table.
    columns: Option<String>,
    /// Values that are wrong in several rows: how they are told, the hidden fields of their form, and the field for what stands there instead.
    repeated: Vec<Repeat>,
    /// The file of the rows that stay behind.
    rest: Option<String>,
    tabs: Tabs,
    /// The part that is shown.
    tab: &'static str,
    table: Option<Table>,
    left: Vec<LeftOut>,
    pages: Option<Pages>,
    /// What is wrong in the file.
    problems: Vec<Wrong>,
    more_problems: usize,
    /// What the checker would newly say.
    brings: Vec<(Code, Status, String, Vec<String>)>,
    report: Table,
    kept: Vec<String>,
    notes: Vec<String>,
    apply: Option<Apply>,
}

impl Page for ImportRun {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// An import that was done.
#[derive(serde::Serialize)]
struct Done {
    sentence: String,
    /// The hidden fields of the form that takes it back, while that is possible.
    undo: Option<Vec<(String, String)>>,
    /// What it did, record by record.
    href: String,
}

/// The form that applies.
#[derive(serde::Serialize)]
struct Apply {
    button: String,
    /// How many rows stay behind, to be ticked; nothing where all go in.
    leave: Option<Field>,
    id: String,
}

/// A row that was left out, with its cells where they can be mended.
#[derive(serde::Serialize)]
struct LeftOut {
    id: String,
    place: String,
    what: String,
    because: String,
    file: String,
    line: u32,
    /// Name, id, and text of each cell.
    cells: Vec<(String, String, String, String)>,
    open: bool,
}

/// Something that is wrong in the file.
#[derive(serde::Serialize)]
struct Wrong {
    code: Code,
    status: Status,
    sentence: String,
    place: String,
}

/// The id of a cell on the page.
pub(super) fn cell_name(file: &str, line: u32, column: usize) -> String {
    let file: String = file.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("{file}-{line}-cell-{column}")
}

impl ImportRun {
    pub(super) async fn of(visit: &Visit, run: &Run, asked: &Asked, tried: &Tried) -> Result<ImportRun, Response> {
        let preview = &*run.preview;
        let counts = Part::ALL.map(|part| (part, preview.count(part)));
        let shown = counts.iter().find(|(part, _)| part.name() == asked.tab).or_else(|| first_tab(&counts));
        let part = shown.map_or(Part::New, |(part, _)| *part);
        let page = asked.page.parse::<usize>().unwrap_or(1).saturating_sub(1);
        let path = format!("/import/{}", run.id);
        let listed = !matches!(part, Part::LeftOut | Part::Faulty);
        let size = if listed { ROWS } else { LEFT };
        let rows: Vec<&PreviewRow> = preview.rows_of(part).skip(page * size).take(size).collect();
        let total = counts.iter().find(|(known, _)| *known == part).map_or(0, |(_, count)| *count);
        let findings = &preview.import.findings;
        let applied = match run.applied {
            Some(applied) => Some(done(visit, run, applied).await?),
            None => None,
        };
        Ok(ImportRun {
            shell: visit.shell(&run.files, None, vec![crate::component::Crumb::new("Import", "/import")]),
            eyebrow: what_it_is(run),
            sentence: match &applied {
                Some(done) if done.undo.is_none() => "This import does not stand as it was done any more.".to_owned(),
                Some(_) | None => sentence(run, &counts),
            },
            summary: tried.summary().map(|summary| ErrorSummary { title: "This was not done".to_owned(), ..summary }),
            settings: settings(visit, run, tried),
            columns: matches!(&*run.content, Content::Table(_)).then(|| format!("{path}/columns")),
            repeated: if run.applied.is_none() { repeated(run, part) } else { Vec::new() },
            rest: (matches!(&*run.content, Content::Table(_)) && !listed && !rows.is_empty()).then(|| format!("{path}/rest.csv")),
            tabs: tabs(&counts, part, &path),
            tab: part.name(),
            table: (listed && !rows.is_empty()).then(|| table(visit, run, part, &rows)),
            left: if listed { Vec::new() } else { rows.iter().map(|row| left_out(run, row, tried)).collect() },
            pages: pages(&path, part, page, (size, total)),
            problems: findings.iter().take(LEFT).map(|finding| wrong(run, finding)).collect(),
            more_problems: findings.len().saturating_sub(LEFT),
            brings: preview.brings.iter().map(brought).collect(),
            report: report(preview),
            kept: kept(preview),
            notes: preview.notes.clone(),
            apply: (run.applied.is_none() && !preview.import.commands.is_empty()).then(|| apply(visit, preview, tried)),
            applied,
            action: path,
        })
    }
}

fn first_tab(counts: &[(Part, usize)]) -> Option<&(Part, usize)> {
    let has = |part: Part| counts.iter().find(move |(known, count)| *known == part && *count > 0);
    has(Part::LeftOut)
        .or_else(|| has(Part::Faulty))
        .or_else(|| has(Part::New))
        .or_else(|| has(Part::Changed))
        .or_else(|| has(Part::Same))
}

fn what_it_is(run: &Run) -> String {
    match &*run.content {
        Content::Bundle { bundle, .. } => {
            let rows: usize = bundle.sheets.iter().map(exchange::bundle::Sheet::len).sum();
            let files = format::count(bundle.sheets.len(), "file", "files");
            format!("CSV bundle of {files} with {}", format::count(rows, "row", "rows"))
        }
        Content::Table(table) => {
            let rows = table.grid().map_or(0, |(grid, header)| grid.rows.len().saturating_sub(header + 1));
            format!("{}, {}", super::recipe::about(&table.recipe), format::count(rows, "row", "rows"))
        }
        Content::Project { plan, .. } => {
            format!("Microsoft Project file with {}", format::count(plan.tasks.len(), "task", "tasks"))
        }
    }
}

fn sentence(run: &Run, counts: &[(Part, usize)]) -> String {
    let count = |part: Part| counts.iter().find(|(known, _)| *known == part).map_or(0, |(_, count)| *count);
    let number = |count: usize| format::thousands(i64::try_from(count).unwrap_or(i64::MAX));
    let outcomes = |part| run.preview.outcomes(part);
    let (new, changed, left, same) = (outcomes(Part::New), outcomes(Part::Changed), count(Part::LeftOut), outcomes(Part::Same));
    let faulty = count(Part::Faulty);
    if let Some(applied) = run.applied {
        return format!("Imported: {}.", format::count(applied.changed, "record changed", "records changed"));
    }
    if new + changed == 0 && left == 0 {
        return format!("Nothing to do: all {} are known already.", format::count(same, "row", "rows"));
    }
    let mut parts = Vec::new();
    for (count, words) in [(new, "new"), (changed, "changed"), (same, "the same")] {
        if count > 0 {
            parts.push(format!("{} {words}", number(count)));
        }
    }
    let left = match left {
        0 if faulty > 0 => format!(
            "{} some wrong cells.",
            if faulty == 1 { "One row has".to_owned() } else { format!("{} rows have", number(faulty)) }
        ),
        0 => "Every row goes in.".to_owned(),
        1 => "One row is left out.".to_owned(),
        left => format!("{} rows are left out.", number(left)),
    };
    if parts.is_empty() { left } else { format!("{}. {left}", parts.join(", ")) }
}

fn settings(visit: &Visit, run: &Run, tried: &Tried) -> Vec<Field> {
    let label = |id: Option<AnyId>| id.map(|id| visit.seen.label(id)).unwrap_or_default();
    let line = |name: &'static str, words: &str, hint: &str, now: String| {
        let field = Field::new(name, words, Control::Line(tried.value("settings", name, now)));
        field.hint(hint).wrong(tried.error("settings", name))
    };
    let hint = "The same name at every import from there: rows are known again by it.";
    let mut fields = vec![line("source", "Name of the source", hint, run.settings.source.clone()).required()];
    if matches!(&*run.content, Content::Project { .. }) {
        let settings = &run.settings;
        let hint = "A plan that is here already, such as P-4. Empty: a new one, or the one that this source made before.";
        fields.push(line("project", "Into plan", hint, label(settings.project.map(Into::into))));
        fields.push(line("unit", "Unit of a new plan", "Such as U-3.", label(settings.unit.map(Into::into))));
        fields.push(line("goal", "Goal that a new plan serves", "Such as G-12.", label(settings.goal.map(Into::into))));
    }
    fields
}

fn tabs(counts: &[(Part, usize)], shown: Part, path: &str) -> Tabs {
    let used = |(part, count): &&(Part, usize)| *count > 0 || *part == shown;
    let tab = |(part, count): &(Part, usize)| {
        Tab::new(part.word(), format!("{path}?tab={}", part.name()), *part == shown).counting(*count)
    };
    Tabs { label: "Rows of the files".to_owned(), tabs: counts.iter().filter(used).map(tab).collect() }
}

fn pages(path: &str, part: Part, page: usize, (size, total): (usize, usize)) -> Option<Pages> {
    let href = |page: usize| format!("{path}?tab={}&page={}", part.name(), page + 1);
    (total > size).then(|| Pages {
        from: (page * size + 1).min(total),
        to: ((page + 1) * size).min(total),
        total,
        noun: "rows".to_owned(),
        previous: page.checked_sub(1).map(href),
        next: ((page + 1) * size < total).then(|| href(page + 1)),
    })
}

fn title_of(row: &PreviewRow) -> &str {
    if row.title.is_empty() { &row.key } else { &row.title }
}

fn table(visit: &Visit, run: &Run, part: Part, rows: &[&PreviewRow]) -> Table {
    let applied = run.applied.is_some();
    let mut columns = vec![Column::words("Name"), Column::words("What"), Column::words("Key"), Column::words("Place")];
    match part {
        Part::Changed => columns.push(Column::words("What changes")),
        Part::Kept => columns.push(Column::words("Why")),
        Part::New | Part::Same | Part::LeftOut | Part::Faulty | Part::Gone => {}
    }
    let row = |(number, row): (usize, &&PreviewRow)| {
        let there = row.record.filter(|id| (part != Part::New || applied) && visit.seen.shows(*id));
        let name = match there {
            Some(id) => Cell::title(title_of(row), address::of(&visit.seen, id), None),
            None => Cell::text(title_of(row)),
        };
        let place = place_of(run, &row.at);
        let mut cells = vec![name, Cell::text(row.kind.words()), Cell::text(row.key.clone()), Cell::number(place)];
        if let Outcome::Changed { fields } = &row.outcome {
            let fields: Vec<String> = fields.iter().map(|field| words::field(field).to_lowercase()).collect();
            cells.push(Cell::text(fields.join(", ")));
        }
        if let Outcome::Kept { because } = &row.outcome {
            cells.push(Cell::text(because.clone()));
        }
        Row::new(format!("row-{number}"), cells)
    };
    let caption = format!("{}: rows of the files", part.word());
    Table { dense: true, ..Table::new(caption, columns, rows.iter().enumerate().map(row).collect()) }
}

/// Where something stands, as people of that kind of file say it.
fn place_of(run: &Run, at: &exchange::import::Place) -> String {
    match (&*run.content, at.line) {
        (_, 0) => at.file.clone(),
        (Content::Table(brought), _) => {
            let heads = brought.grid().map(|(grid, header)| table::heads(grid, header)).unwrap_or_default();
            table::cell_name(&brought.grids, &heads, at)
        }
        (Content::Bundle { .. } | Content::Project { .. }, _) => at.to_string(),
    }
}

/// What is wrong in a row, one sentence each.
pub(super) fn wrong_in(preview: &Preview, row: &PreviewRow) -> Vec<String> {
    let findings = &preview.import.findings;
    let from = findings.partition_point(|finding| finding.at.line < row.at.line);
    let own = findings.iter().skip(from).take_while(|finding| finding.at.line == row.at.line);
    let mut told: Vec<String> =
        own.filter(|finding| finding.severity != insight::Severity::Hint).map(|finding| finding.sentence.clone()).collect();
    if let Outcome::LeftOut { because } = &row.outcome
        && told.is_empty()
    {
        told.push(because.clone());
    }
    told
}

/// A value that is wrong in several rows.
#[derive(serde::Serialize)]
struct Repeat {
    sentence: String,
    hidden: Vec<(&'static str, String)>,
    field: Field,
}

/// How many such values are offered to be mended at once.
const REPEATED: usize = 10;

fn repeated(run: &Run, part: Part) -> Vec<Repeat> {
    let told = |(number, repeated): (usize, &table::Repeated)| {
        let hidden =
            vec![("column", repeated.column.to_string()), ("text", repeated.text.clone()), ("tab", part.name().to_owned())];
        let field = Field::new("with", format!("Instead of “{}”", repeated.text), Control::Line(repeated.text.clone()));
        let sentence = format!("{}: {}", format::count(repeated.count, "row", "rows"), repeated.sentence);
        Repeat { sentence, hidden, field: field.within(format!("replace-{number}")) }
    };
    run.preview.repeated.iter().take(REPEATED).enumerate().map(told).collect()
}

fn left_out(run: &Run, row: &PreviewRow, tried: &Tried) -> LeftOut {
    let because = match (&*run.content, &row.outcome) {
        (Content::Table(_), _) => wrong_in(&run.preview, row).join(" "),
        (_, Outcome::LeftOut { because } | Outcome::Kept { because }) => because.clone(),
        (_, Outcome::New | Outcome::Changed { .. } | Outcome::Same | Outcome::NoLongerNamed) => String::new(),
    };
    let (file, line) = (row.at.file.as_str(), row.at.line);
    let found = match &*run.content {
        Content::Bundle { bundle, .. } if run.applied.is_none() => find_row(bundle, file, line),
        Content::Bundle { .. } | Content::Project { .. } | Content::Table(_) => None,
    };
    let open = tried.is("mend") && tried.value("mend", "file", "") == file && tried.value("mend", "line", "") == line.to_string();
    let cell = |sheet: &exchange::bundle::Sheet, number: usize, column: usize| {
        let name = format!("cell-{column}");
        let now = sheet.row(number).cell(column).to_owned();
        let text = if open { tried.value("mend", &name, now) } else { now };
        (sheet.header[column].clone(), cell_name(file, line, column), name, text)
    };
    let cells = found.map(|(sheet, number)| (0..sheet.header.len()).map(|column| cell(sheet, number, column)).collect());
    let cells = match &*run.content {
        Content::Table(brought) if run.applied.is_none() => Some(table_cells(brought, (file, line), open, tried)),
        Content::Table(_) | Content::Bundle { .. } | Content::Project { .. } => cells,
    };
    LeftOut {
        id: format!("left-{}", cell_name(file, line, 0)),
        place: place_of(run, &row.at),
        what: kind_and_title(row.kind, title_of(row)),
        because,
        file: file.to_owned(),
        line,
        cells: cells.unwrap_or_default(),
        open,
    }
}

/// The cells of a row of a table under their heads.
fn table_cells(
    brought: &super::run::TableContent,
    (file, line): (&str, u32),
    open: bool,
    tried: &Tried,
) -> Vec<(String, String, String, String)> {
    let Some((grid, header)) = brought.grid() else { return Vec::new() };
    let Some(row) = grid.row_at(line) else { return Vec::new() };
    let cell = |(place, head): (usize, String)| {
        let name = format!("cell-{place}");
        let now = grid.cell(row, place).to_owned();
        let text = if open { tried.value("mend", &name, now) } else { now };
        (head, cell_name(file, line, place), name, text)
    };
    // A row may have cells beyond the heads.
    table::heads(grid, header).into_iter().map(cell).collect()
}

fn kind_and_title(kind: Kind, title: &str) -> String {
    if title.is_empty() { kind.words().to_owned() } else { format!("{} “{title}”", kind.words()) }
}

fn code_of(code: &'static str) -> Code {
    if insight::Rule::find(code).is_some() { Code::linked(code, format!("/check/rules/{code}")) } else { Code::plain("Import") }
}

fn status_of(severity: insight::Severity) -> Status {
    match severity {
        insight::Severity::Error => crate::component::Severity::Cut,
        insight::Severity::Warning => crate::component::Severity::LooseEnd,
        insight::Severity::Hint => crate::component::Severity::Note,
    }
    .status()
}

fn wrong(run: &Run, finding: &exchange::import::ImportFinding) -> Wrong {
    Wrong {
        code: code_of(finding.code),
        status: status_of(finding.severity),
        sentence: finding.sentence.clone(),
        place: place_of(run, &finding.at),
    }
}

fn brought(brought: &super::preview::Brought) -> (Code, Status, String, Vec<String>) {
    let rule = brought.rule;
    let words = format!("{}, {}", rule.title, format::count(brought.count, "time", "times"));
    (code_of(rule.code), status_of(rule.severity), words, brought.examples.clone())
}

/// Cells = imported + computed + kept + listed, file by file.
fn report(preview: &Preview) -> Table {
    let number = |count: u64| Cell::number(format::thousands(i64::try_from(count).unwrap_or(i64::MAX)));
    let row = |(at, part): (usize, &exchange::import::PartReport)| {
        let cells = [part.read, part.imported, part.computed, part.kept, part.listed].map(number);
        let cells = std::iter::once(Cell::text(part.name.clone())).chain(cells).collect();
        Row::new(format!("part-{at}"), cells)
    };
    let heads = ["Read", "Imported", "Computed here", "Kept as it stands", "Left out"];
    let columns = std::iter::once(Column::words("Part")).chain(heads.map(Column::numbers)).collect();
    let rows = preview.import.report.parts.iter().enumerate().map(row).collect();
    Table { dense: true, ..Table::new("What the files hold and where it goes, in cells or elements", columns, rows) }
}

fn kept(preview: &Preview) -> Vec<String> {
    let kept = &preview.import.report.kept;
    let told = |part: &exchange::import::KeptPart| {
        let count = usize::try_from(part.count).unwrap_or(usize::MAX);
        format!("{} in {}, {}", part.name, part.part, format::count(count, "time", "times"))
    };
    let mut told: Vec<String> = kept.iter().take(KEPT).map(told).collect();
    if kept.len() > KEPT {
        told.push(format!("and {} more", kept.len() - KEPT));
    }
    told
}

fn apply(visit: &Visit, preview: &Preview, tried: &Tried) -> Apply {
    let count = |part: Part| preview.outcomes(part);
    let (left, faulty) = (preview.count(Part::LeftOut), preview.count(Part::Faulty));
    let rows = |count| format::count(count, "row", "rows");
    let leave = match (left, faulty) {
        (left, 0) => format!("Leave {} behind", rows(left)),
        (0, faulty) => format!("Take {} without the cells that are wrong", rows(faulty)),
        (left, faulty) => format!("Leave {} behind, and take {} without the cells that are wrong", rows(left), rows(faulty)),
    };
    let left = left + faulty;
    let ticked = tried.value("apply", "leave", "") == "true";
    let leave = (left > 0).then(|| Field::new("leave", leave, Control::Check(ticked)).wrong(tried.error("apply", "leave")));
    let button = match (count(Part::New), count(Part::Changed)) {
        (new, 0) => format!("Import {}", format::count(new, "new row", "new rows")),
        (0, changed) => format!("Change {}", format::count(changed, "row", "rows")),
        (new, changed) => format!("Import {} new, change {changed}", format::count(new, "", "").trim()),
    };
    Apply { button, leave, id: visit.mint().to_string() }
}

/// What became of an import: it can be taken back while nobody changed what it did.
async fn done(visit: &Visit, run: &Run, applied: super::run::Applied) -> Result<Done, Response> {
    let did = visit.desk.office.did(&visit.seen, applied.position, 0, 1).await.map_err(|error| visit.broken(&error))?;
    let stands = did.changes.first().is_some_and(|change| change.revision == Some(applied.position));
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let undo = || {
        let back = pair("back", format!("/import/{}", run.id));
        vec![pair("import", run.id.to_string()), pair("id", visit.mint().to_string()), back]
    };
    let sentence = if stands {
        "All of it was done as one import. It can be taken back as long as nobody changes the same records."
    } else {
        "This import was taken back, or its records were changed since. The journal tells which."
    };
    let href = format!("/history/entries/{}", applied.position);
    Ok(Done { sentence: sentence.to_owned(), undo: stands.then(undo), href })
}
