//! Matching columns: what a table is about, and which of its columns is which field, with samples of what stands in each.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use exchange::table::{self, DayOrder, KEEP, LEAVE, Recipe, Target, TimeUnit, Writing};

use super::run::{Content, Run, TableContent};
use super::{Kept, denied, find, mend};
use crate::component::{Control, Crumb, ErrorSummary, Field, Problem};
use crate::forms::Fields;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};

/// The page `/import/{run}/columns`.
#[derive(Template, serde::Serialize)]
#[template(path = "import_columns.html")]
pub(super) struct Columns {
    shell: Shell,
    action: String,
    sentence: String,
    summary: Option<ErrorSummary>,
    /// What the table is, and how it is read.
    settings: Vec<Field>,
    /// How days, working times and names are taken.
    meaning: Vec<Field>,
    columns: Vec<ColumnRow>,
    notes: Vec<String>,
    /// Whether the preview can be gone back to.
    back: Option<String>,
}

/// One column of the table.
#[derive(serde::Serialize)]
struct ColumnRow {
    head: String,
    /// How many columns have this head.
    times: usize,
    samples: Vec<String>,
    field: Field,
    /// What the field means.
    about: String,
}

impl Page for Columns {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// `GET /import/{run}/columns`.
pub(super) async fn show(visit: Visit, Extension(runs): Kept, Path(id): Path<String>) -> Answer {
    let run = find(&visit, &runs, &id)?;
    let Content::Table(table) = &*run.content else { return Err(visit.not_found()) };
    visit.page(Columns::of(&visit, &run, table, &Tried::default()))
}

/// `POST /import/{run}/columns`: reads again, or goes on to the rows.
pub(super) async fn decide(
    visit: Visit,
    Extension(runs): Kept,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let run = find(&visit, &runs, &id)?;
    if !visit.seen.is_administrator() {
        return Err(denied(&visit, "Bringing files in"));
    }
    let Content::Table(table) = &*run.content else { return Err(visit.not_found()) };
    if run.applied.is_some() {
        return Ok(Redirect::to(&format!("/import/{}", run.id)).into_response());
    }
    let fields = Fields(fields);
    let (before, name) = ((**table).clone(), run.files.clone());
    let asked = fields.clone();
    let read = tokio::task::spawn_blocking(move || read_again(&name, before, &asked)).await;
    let read = read.unwrap_or_else(|_| Err(vec![Problem::at("", "The file could not be read. Nothing was changed.")]));
    let (mut newer, reread) = match read {
        Ok(newer) => newer,
        Err(problems) => return refused(&visit, &run, table, fields, problems),
    };
    let mut settings = run.settings.clone();
    if let Ok(source) = organization::Name::new(fields.get("source").unwrap_or_default()) {
        settings.source = source.to_string();
    }
    if reread || fields.get("then") == Some("again") {
        newer.ready = false;
        let content = Arc::new(Content::Table(Box::new(newer)));
        runs.keep(Run { content, settings, ..run.clone() });
        return Ok(Redirect::to(&format!("/import/{}/columns", run.id)).into_response());
    }
    let problems = unanswered(&newer);
    if !problems.is_empty() {
        let run = Run { settings, ..run.clone() };
        return refused(&visit, &run, &newer, fields, problems);
    }
    newer.ready = true;
    let content = Arc::new(Content::Table(Box::new(newer)));
    mend::compared(&visit, &runs, Run { content, settings, ..run }, "").await
}

fn refused(visit: &Visit, run: &Run, table: &TableContent, fields: Fields, problems: Vec<Problem>) -> Answer {
    let tried = Tried::with("columns", fields, problems);
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, Columns::of(visit, run, table, &tried))
}

/// What has to be said before the rows can be looked at.
fn unanswered(table: &TableContent) -> Vec<Problem> {
    let Some(target) = table::target(&table.recipe.target) else {
        return vec![Problem::at("target", "Say what the table is about.")];
    };
    let mut problems = Vec::new();
    let becomes = |name: &str| table.recipe.columns.values().any(|field| field == name);
    for field in target.fields.iter().filter(|field| field.needed && !becomes(field.name)) {
        problems.push(Problem::at("", format!("Say which column is “{}”: each row needs it.", field.label)));
    }
    for field in target.fields.iter().filter(|field| field.name != "matrix") {
        let heads: Vec<&String> =
            table.recipe.columns.iter().filter(|(_, name)| *name == field.name).map(|(head, _)| head).collect();
        if let [one, other, ..] = heads.as_slice()
            && field.needed
        {
            problems.push(Problem::at("", format!("“{one}” and “{other}” are both “{}”: only one can be.", field.label)));
        }
    }
    if let Some((grid, header)) = table.grid() {
        let evidence = table::evidence(grid, header, &table.recipe);
        if evidence.is_open() && table.recipe.dates.is_none() {
            let example = evidence.open.unwrap_or_default();
            problems.push(Problem::at("dates", format!("Say whether days or months come first in dates such as {example}.")));
        }
    }
    problems
}

/// The table as the form says it, and whether it was read or guessed anew.
fn read_again(name: &str, mut table: TableContent, fields: &Fields) -> Result<(TableContent, bool), Vec<Problem>> {
    let text = |field: &str| fields.get(field).map(str::trim);
    let mut reread = false;
    if !table.grids.is_workbook {
        let delimiter = text("delimiter").and_then(delimiter_named);
        let writing = Writing { charset: text("charset").unwrap_or_default().to_owned(), delimiter };
        if writing != table.recipe.writing {
            let read = table::read_text(name, &table.bytes, &writing);
            table.grids = read.map_err(|fault| {
                fault.sentences().into_iter().map(|sentence| Problem::at("charset", sentence)).collect::<Vec<_>>()
            })?;
            table.recipe = guessed(&table, None).unwrap_or_default();
            table.recipe.writing = writing;
            reread = true;
        }
    }
    let sheet = text("sheet").unwrap_or_default();
    if table.grids.is_workbook && table.grids.grids.iter().any(|grid| grid.sheet == sheet) && sheet != table.recipe.sheet {
        sheet.clone_into(&mut table.recipe.sheet);
        table.recipe = guessed(&table, None).unwrap_or_default();
        return Ok((table, true));
    }
    if reread {
        return Ok((table, true));
    }
    if let Some(target) = text("target").filter(|target| *target != table.recipe.target) {
        table.recipe =
            guessed(&table, Some(target)).ok_or_else(|| vec![Problem::at("target", "Say what the table is about.")])?;
        reread = true;
    }
    let line = text("header").and_then(|line| line.parse::<u32>().ok());
    if let Some(line) = line.filter(|line| !reread && *line != table.recipe.header) {
        let found = table.grid().and_then(|(grid, _)| Some((grid, grid.row_at(line)?)));
        let target = table::target(&table.recipe.target);
        let (Some((grid, row)), Some(target)) = (found, target) else {
            return Err(vec![Problem::at("header", format!("There is nothing in row {line}."))]);
        };
        table.recipe = Recipe { writing: table.recipe.writing.clone(), ..table::with_header(grid, row, &target) };
        reread = true;
    }
    table.recipe.dates = match text("dates") {
        Some("day-first") => Some(DayOrder::DayFirst),
        Some("month-first") => Some(DayOrder::MonthFirst),
        _ => None,
    };
    if !reread {
        table.recipe.times = text("times").and_then(TimeUnit::named).unwrap_or(table.recipe.times);
    }
    text("into").unwrap_or_default().chars().take(500).collect::<String>().clone_into(&mut table.recipe.into);
    table.recipe.make_people = text("make_people") == Some("true");
    if !reread {
        let target = table::target(&table.recipe.target);
        let heads: Vec<String> = table
            .grid()
            .map(|(grid, row)| table::columns(grid, row).into_iter().map(|column| column.head).collect())
            .unwrap_or_default();
        for (number, head) in heads.into_iter().enumerate() {
            let Some(field) = fields.get(&format!("column-{number}")) else { continue };
            if field == KEEP || field == LEAVE || target.as_ref().is_some_and(|target| target.field(field).is_some()) {
                table.recipe.columns.insert(head, field.to_owned());
            }
        }
    }
    Ok((table, reread))
}

fn guessed(table: &TableContent, target: Option<&str>) -> Option<Recipe> {
    if target.is_some_and(|target| table::target(target).is_none()) {
        return None;
    }
    let grid = table.recipe.grid(&table.grids.grids)?;
    Some(Recipe { writing: table.recipe.writing.clone(), ..table::guess(grid, target) })
}

fn delimiter_named(name: &str) -> Option<char> {
    table::DELIMITERS.iter().find(|(_, known)| *known == name).map(|(letter, _)| *letter)
}

impl Columns {
    fn of(visit: &Visit, run: &Run, table: &TableContent, tried: &Tried) -> Columns {
        let target = table::target(&table.recipe.target);
        let path = format!("/import/{}", run.id);
        let rows = table.grid().map_or(0, |(grid, header)| grid.rows.len().saturating_sub(header + 1));
        let about = super::recipe::about(&table.recipe);
        Columns {
            shell: visit.shell(
                "Columns",
                None,
                vec![Crumb::new("Import", "/import"), Crumb::new(run.files.clone(), path.clone())],
            ),
            sentence: format!("{about}: {} to look at.", crate::format::count(rows, "row", "rows")),
            summary: tried.summary().map(|summary| ErrorSummary { title: "Something is to be said first".to_owned(), ..summary }),
            settings: settings(run, table, tried),
            meaning: meaning(visit, table, target.as_ref(), tried),
            columns: target.map(|target| column_rows(table, &target, tried)).unwrap_or_default(),
            notes: table.grid().map(|(grid, _)| grid.notes.clone()).unwrap_or_default(),
            back: table.ready.then(|| path.clone()),
            action: format!("{path}/columns"),
        }
    }
}

fn options<'a>(all: impl IntoIterator<Item = (&'a str, String)>) -> Vec<(String, String)> {
    all.into_iter().map(|(value, words)| (value.to_owned(), words)).collect()
}

fn settings(run: &Run, table: &TableContent, tried: &Tried) -> Vec<Field> {
    let value = |field: &str, now: &str| tried.value("columns", field, now);
    let one_of = |name: &'static str, words: &str, all: Vec<(String, String)>, now: &str| {
        Field::new(name, words, Control::OneOf { options: all, chosen: value(name, now) })
            .required()
            .wrong(tried.error("columns", name))
    };
    let targets = table::targets().into_iter().map(|target| (target.name.to_owned(), target.label)).collect();
    let mut fields = vec![one_of("target", "What it is about", targets, &table.recipe.target)];
    let recipe = &table.recipe;
    if table.grids.is_workbook && table.grids.grids.len() > 1 {
        let shown = |grid: &table::Grid| {
            let hidden = if grid.hidden { ", hidden" } else { "" };
            (grid.sheet.clone(), format!("{} ({} rows{hidden})", grid.sheet, grid.rows.len()))
        };
        let now = table.grid().map(|(grid, _)| grid.sheet.clone()).unwrap_or_default();
        fields.push(one_of(
            "sheet",
            "Sheet",
            table.grids.grids.iter().filter(|grid| !grid.rows.is_empty()).map(shown).collect(),
            &now,
        ));
    }
    let header =
        Field::new("header", "Row with the names of the columns", Control::Number(value("header", &recipe.header.to_string())));
    fields.push(header.required().wrong(tried.error("columns", "header")));
    if !table.grids.is_workbook {
        let all = std::iter::once(("", "As guessed".to_owned()))
            .chain(table::CHARSETS.iter().map(|(name, words)| (*name, (*words).to_owned())));
        fields.push(one_of("charset", "Letters", options(all), &recipe.writing.charset));
        let all = std::iter::once(("", "As guessed".to_owned()))
            .chain(table::DELIMITERS.iter().map(|(_, name)| (*name, (*name).to_owned())));
        let now = recipe.writing.delimiter.and_then(|letter| table::DELIMITERS.iter().find(|(known, _)| *known == letter));
        fields.push(one_of("delimiter", "Between cells", options(all), now.map_or("", |(_, name)| name)));
    }
    let source = Field::new("source", "Name of the source", Control::Line(value("source", &run.settings.source)));
    fields.push(
        source
            .hint("The same name at every import from there: rows are known again by it.")
            .required()
            .wrong(tried.error("columns", "source")),
    );
    fields
}

fn meaning(visit: &Visit, table: &TableContent, target: Option<&Target>, tried: &Tried) -> Vec<Field> {
    let Some(((grid, header), target)) = table.grid().zip(target) else { return Vec::new() };
    let recipe = &table.recipe;
    let value = |field: &str, now: &str| tried.value("columns", field, now);
    let mut fields = Vec::new();
    let evidence = table::evidence(grid, header, recipe);
    if evidence.is_open() || recipe.dates.is_some() {
        let example = evidence.open.clone().unwrap_or_default();
        let all = options([
            ("", "Say which".to_owned()),
            ("day-first", "The day: 31/12/2026".to_owned()),
            ("month-first", "The month: 12/31/2026".to_owned()),
        ]);
        let now = match recipe.dates {
            Some(DayOrder::DayFirst) => "day-first",
            Some(DayOrder::MonthFirst) => "month-first",
            None => "",
        };
        let field =
            Field::new("dates", "What comes first in dates", Control::OneOf { options: all, chosen: value("dates", now) });
        let hint = format!("The cells leave it open, such as {example}.");
        fields.push(
            field.hint(if example.is_empty() { String::new() } else { hint }).required().wrong(tried.error("columns", "dates")),
        );
    }
    let becomes = |name: &str| recipe.columns.values().any(|field| field == name);
    if ["duration", "work", "remaining", "weekly_work"].into_iter().any(becomes) {
        let all = options(TimeUnit::ALL.map(|unit| (unit.word(), unit.word().to_owned())));
        let control = Control::OneOf { options: all, chosen: value("times", recipe.times.word()) };
        fields.push(Field::new("times", "Working times without a unit are", control).required());
    }
    if target.kind == organization::Kind::Task {
        let plans = visit.seen.all::<organization::Project>();
        let suggestions = plans.iter().take(200).map(|plan| visit.seen.label(plan.id.into())).collect();
        let control = Control::Suggested { value: value("into", &recipe.into), suggestions };
        let hint = "A plan that is here, such as P-4, or the name of a new one. Empty: what the rows say, else a new one called like the source.";
        fields.push(Field::new("into", "Into plan", control).hint(hint));
    }
    let now = if recipe.make_people { "true" } else { "" };
    let control = Control::Check(value("make_people", now) == "true");
    fields.push(Field::new("make_people", "Make people who are named and not here yet", control));
    fields
}

fn column_rows(table: &TableContent, target: &Target, tried: &Tried) -> Vec<ColumnRow> {
    let Some((grid, header)) = table.grid() else { return Vec::new() };
    let mut all: Vec<(String, String)> = target
        .fields
        .iter()
        .map(|field| {
            (field.name.to_owned(), if field.needed { format!("{} (needed)", field.label) } else { field.label.clone() })
        })
        .collect();
    all.push((KEEP.to_owned(), "Keep it as it stands".to_owned()));
    all.push((LEAVE.to_owned(), "Leave it out".to_owned()));
    let row = |(number, column): (usize, table::Column)| {
        let name = format!("column-{number}");
        let now = table.recipe.becomes(&column.head).to_owned();
        let about = target.field(&now).map(|field| field.about.clone()).unwrap_or_default();
        let chosen = tried.value("columns", &name, now);
        let samples = table::samples(grid, header, &column).into_iter().map(short).collect();
        let field = Field::new(name, column.head.clone(), Control::OneOf { options: all.clone(), chosen }).required();
        ColumnRow { times: column.places.len(), samples, field, about, head: column.head }
    };
    table::columns(grid, header).into_iter().enumerate().map(row).collect()
}

/// The beginning of a long cell.
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = line.chars();
    let mut shown: String = letters.by_ref().take(60).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}
