//! From rows of a table to the sheets of a bundle. What spreadsheets say in one row (a person, their position, unit and manager) becomes the several rows that
//! the bundle has for it, each with the place of the cell that it comes from, so that whatever is said of it later is said of that cell.

mod convert;
mod goals;
mod matrices;
mod names;
mod people;
mod tasks;
mod work;

use std::collections::{BTreeMap, HashMap, HashSet};

use insight::Severity;
use jiff::civil::Date;
use organization::{AnyId, Kind, Organization};

use super::amount::TimeUnit;
use super::day::DayOrder;
use super::grid::Grid;
use super::recipe::{Column, KEEP, Recipe, columns};
use super::target::{Field, Shape, Target, head, target};
use crate::bundle::codec::write_keys;
use crate::bundle::sheet::{Bundle, Sheet, Span};
use crate::bundle::table::Table;
use names::Names;

/// Something that was found while translating, about a cell or a row.
pub(super) struct Found {
    pub(super) line: u32,
    /// The column, from 0.
    pub(super) column: Option<usize>,
    pub(super) severity: Severity,
    pub(super) sentence: String,
}

/// A row of a sheet of the bundle.
struct Draft {
    line: u32,
    /// The column of the sheet, the text, and the column of the table that it comes from, from 1; 0 for none.
    cells: Vec<(usize, String, u32)>,
}

#[derive(Default)]
struct Drafts {
    header: Vec<String>,
    rows: Vec<Draft>,
}

/// Who a row is in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// A record that came from the same source before.
    Keyed(AnyId),
    /// A record that is here already under the same name.
    Named(AnyId),
    /// Nobody yet.
    New,
}

/// What a translation makes.
pub(super) struct Translated {
    pub(super) bundle: Bundle,
    pub(super) found: Vec<Found>,
    /// The rows of which nothing was made, with the reason.
    pub(super) left: BTreeMap<u32, String>,
    /// The columns that are kept as they stand.
    pub(super) kept: Vec<usize>,
    /// The columns that become something.
    pub(super) used: Vec<usize>,
    pub(super) kind: Kind,
}

/// A translation while it is being made.
struct Translation<'a> {
    value: &'a Organization,
    source: &'a str,
    day: Date,
    grid: &'a Grid,
    recipe: &'a Recipe,
    target: &'a Target,
    order: Option<DayOrder>,
    /// The first row of cells.
    first: usize,
    /// Where each field stands.
    fields: HashMap<&'static str, Vec<usize>>,
    /// The units of working times that heads say.
    units: HashMap<usize, TimeUnit>,
    kept: Vec<(String, usize)>,
    matrix: Vec<Column>,
    names: Names<'a>,
    /// The key of each row.
    keys: Vec<String>,
    known: Vec<Known>,
    sheets: BTreeMap<&'static str, Drafts>,
    found: Vec<Found>,
    left: BTreeMap<u32, String>,
    /// Ids of rows that may be said twice.
    once: HashSet<(&'static str, String)>,
}

/// Translates a table; nothing where the recipe names no target or no row of heads.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other kinds have the columns of the bundle only")]
pub(super) fn translate(value: &Organization, grid: &Grid, recipe: &Recipe, source: &str, day: Date) -> Option<Translated> {
    let target = target(&recipe.target)?;
    let header = grid.row_at(recipe.header)?;
    let mut translation = Translation::new(value, grid, (recipe, &target, header), source, day);
    translation.identify();
    match target.kind {
        Kind::Person => people::people(&mut translation),
        Kind::Goal => goals::goals(&mut translation),
        Kind::Task => tasks::tasks(&mut translation),
        Kind::SkillHolding => matrices::skills(&mut translation),
        Kind::Responsibility => matrices::responsibilities(&mut translation),
        _ => work::plain(&mut translation),
    }
    let used = translation
        .fields
        .values()
        .flatten()
        .copied()
        .chain(translation.matrix.iter().flat_map(|column| column.places.iter().copied()));
    Some(Translated {
        used: used.collect(),
        kept: translation.kept.iter().map(|(_, place)| *place).collect(),
        kind: target.kind,
        bundle: translation.names.take_made(translation.sheets),
        found: translation.found,
        left: translation.left,
    })
}

/// A name as an id that may stand in a list: ids of a list have a semicolon between them, so in one it is written otherwise.
fn within_lists(name: &str) -> String {
    name.replace(';', "%3B")
}

impl<'a> Translation<'a> {
    fn new(
        value: &'a Organization,
        grid: &'a Grid,
        (recipe, target, header): (&'a Recipe, &'a Target, usize),
        source: &'a str,
        day: Date,
    ) -> Self {
        let order = recipe.dates.or_else(|| super::guess::evidence(grid, header, recipe).order());
        let mut translation = Translation {
            value,
            source,
            day,
            grid,
            recipe,
            target,
            order,
            first: header + 1,
            fields: HashMap::new(),
            units: HashMap::new(),
            kept: Vec::new(),
            matrix: Vec::new(),
            names: Names::new(value, source, recipe.make_people),
            keys: Vec::new(),
            known: Vec::new(),
            sheets: BTreeMap::new(),
            found: Vec::new(),
            left: BTreeMap::new(),
            once: HashSet::new(),
        };
        let table = target.table();
        for column in columns(grid, header) {
            match recipe.field(target, &column.head) {
                Some(field) if field.shape == Shape::Matrix => translation.matrix.push(column),
                Some(field) => {
                    if let Some(unit) = super::guess::unit_in_head(&column.head) {
                        translation.units.extend(column.places.iter().map(|place| (*place, unit)));
                    }
                    translation.fields.entry(field.name).or_default().extend(column.places);
                }
                None if recipe.becomes(&column.head) == KEEP => {
                    let name = head(&column.head).replace(' ', "_");
                    let name = if name.is_empty() || table.is_some_and(|table| table.knows(&name)) {
                        format!("column_{name}")
                    } else {
                        name
                    };
                    for (number, place) in column.places.into_iter().enumerate() {
                        let name = if number == 0 { name.clone() } else { format!("{name}_{}", number + 1) };
                        translation.kept.push((name, place));
                    }
                }
                None => {}
            }
        }
        translation
    }

    /// The rows under the heads.
    fn rows(&self) -> std::ops::Range<usize> {
        self.first.min(self.grid.rows.len())..self.grid.rows.len()
    }

    fn line(&self, row: usize) -> u32 {
        self.grid.rows.get(row).map_or(0, |row| row.line)
    }

    fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// What the row says of a field, and where: the first cell that is not empty. Nothing where no column is this field.
    fn said(&self, row: usize, field: &str) -> Option<(&'a str, usize)> {
        let places = self.fields.get(field)?;
        let cell = |place: &usize| (self.grid.cell(row, *place).trim(), *place);
        places.iter().map(cell).find(|(text, _)| !text.is_empty()).or_else(|| places.first().map(|place| ("", *place)))
    }

    /// All that the row says of a field, several columns together.
    fn all_said(&self, row: usize, field: &str) -> Option<(String, usize)> {
        let places = self.fields.get(field)?;
        let texts: Vec<&str> =
            places.iter().map(|place| self.grid.cell(row, *place).trim()).filter(|text| !text.is_empty()).collect();
        Some((texts.join(";"), *places.first()?))
    }

    /// The text of a field; empty where there is no such column.
    fn text(&self, row: usize, field: &str) -> &'a str {
        self.said(row, field).map_or("", |(text, _)| text)
    }

    /// Tells what is wrong with a cell.
    fn wrong(&mut self, row: usize, column: usize, sentence: impl Into<String>) {
        let line = self.line(row);
        self.found.push(Found { line, column: Some(column), severity: Severity::Warning, sentence: sentence.into() });
    }

    /// Leaves a row out.
    fn leave(&mut self, row: usize, column: Option<usize>, sentence: impl Into<String>) {
        let (line, sentence) = (self.line(row), sentence.into());
        self.found.push(Found { line, column, severity: Severity::Error, sentence: sentence.clone() });
        self.left.entry(line).or_insert(sentence);
    }

    /// Gives every row its key, and finds the record that it is.
    fn identify(&mut self) {
        let mut times: HashMap<String, usize> = HashMap::new();
        self.keys = vec![String::new(); self.grid.rows.len()];
        self.known = vec![Known::New; self.grid.rows.len()];
        let kind = self.target.kind;
        for row in self.rows() {
            let id = self.text(row, "id");
            let key = if id.is_empty() {
                let natural = self.natural_key(row);
                let seen = times.entry(natural.clone()).and_modify(|seen| *seen += 1).or_insert(1);
                if *seen > 1 && kind == Kind::Task { format!("{natural} #{seen}") } else { natural }
            } else {
                id.to_owned()
            };
            let key = within_lists(&key);
            let key = within_lists(&key);
            let known = || {
                let keyed = self.value.at_key(kind, self.source, &key).map(Known::Keyed);
                keyed.or_else(|| self.same(row, &key).map(Known::Named)).unwrap_or(Known::New)
            };
            self.known[row] = if key.is_empty() { Known::New } else { known() };
            self.keys[row] = key;
            let name = self.name_of(row);
            for alias in [id, self.text(row, "other_id"), self.text(row, "wbs"), self.text(row, "email")] {
                self.names.row(kind, alias, &name);
            }
            let title = self.title(row);
            self.names.row_title(kind, &title, &name);
        }
    }

    /// What people call the row.
    fn title(&self, row: usize) -> String {
        if self.target.kind == Kind::Person {
            return people::name(self, row);
        }
        ["title", "name"]
            .into_iter()
            .map(|field| self.text(row, field))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
            .to_owned()
    }

    /// What tells a row without an id apart, the same at the next import.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other kinds are told apart by their names")]
    fn natural_key(&self, row: usize) -> String {
        let text = |field: &str| self.text(row, field).split_whitespace().collect::<Vec<_>>().join(" ");
        let key = match self.target.kind {
            Kind::Person => {
                Some(text("email").to_lowercase()).filter(|email| !email.is_empty()).unwrap_or_else(|| people::name(self, row))
            }
            Kind::Goal => [text("title"), text("period"), text("last_day")]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            Kind::Task => {
                [text("project_name"), text("title")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
            }
            Kind::Absence => format!("{}, {}", text("person"), text("from")),
            _ => self.title(row),
        };
        key.chars().take(400).collect()
    }

    /// The record that is here already and is the same by its name.
    #[expect(clippy::wildcard_enum_match_arm, reason = "records of other kinds are not the same by their names")]
    fn same(&self, row: usize, key: &str) -> Option<AnyId> {
        let kind = self.target.kind;
        if let Some(id) = key
            .parse::<organization::Reference>()
            .ok()
            .filter(|reference| reference.kind == kind)
            .and_then(|reference| self.value.at_reference(reference))
        {
            return Some(id);
        }
        match kind {
            Kind::Person => self.names.person_here(self.text(row, "email"), &people::name(self, row)),
            Kind::Unit | Kind::Skill | Kind::Role => self.names.only_here(kind, &self.title(row)),
            Kind::Goal => self
                .names
                .only_here(kind, &self.title(row))
                .filter(|_| self.text(row, "period").is_empty() && self.text(row, "last_day").is_empty()),
            Kind::Risk => self.names.only_here(kind, &self.title(row)),
            _ => None,
        }
        // A record that this source knows under another key is another one.
        .filter(|id| self.value.record(*id).is_some_and(|record| record.keys().in_source(self.source).is_none()))
    }

    /// How other rows name this one.
    fn name_of(&self, row: usize) -> String {
        match self.known.get(row) {
            Some(Known::Named(id)) if id.kind.letter().is_none() => id.id.to_string(),
            Some(Known::Named(_) | Known::Keyed(_) | Known::New) | None => self.keys.get(row).cloned().unwrap_or_default(),
        }
    }

    /// Begins the main row of a row of the table.
    fn main(&self, row: usize) -> Making {
        let mut making = Making { line: self.line(row), cells: Vec::new() };
        let key = &self.keys[row];
        let place = self.said(row, "id").map(|(_, place)| place);
        match self.known[row] {
            Known::Named(id) => {
                making.put(if id.kind.letter().is_some() { "uuid" } else { "id" }, id.id.to_string(), place);
                if id.kind.letter().is_some() {
                    making.put("id", key.clone(), place);
                }
                let record = self.value.record(id);
                let mut keys: Vec<organization::Key> = record.iter().flat_map(|record| record.keys().iter().cloned()).collect();
                if self.has("id") && key.parse::<organization::Reference>().is_err() {
                    keys.push(organization::Key { source: self.source.into(), key: key.as_str().into() });
                }
                making.put("keys", write_keys(&keys.into_iter().collect()), place);
            }
            Known::Keyed(_) | Known::New => making.put("id", key.clone(), place),
        }
        for (name, place) in &self.kept {
            let text = self.grid.cell(row, *place);
            if !text.is_empty() {
                making.put(name, text.to_owned(), Some(*place));
            }
        }
        making
    }

    /// Puts a field of the bundle into the main row, as the row of the table says it. An empty cell says nothing of a record that did not come from there.
    fn put(&mut self, making: &mut Making, row: usize, field: &Field) {
        let list = matches!(field.shape, Shape::Records(_));
        let said = if list {
            self.all_said(row, field.name)
        } else {
            self.said(row, field.name).map(|(text, place)| (text.to_owned(), place))
        };
        let Some((text, place)) = said else { return };
        if text.is_empty() {
            if matches!(self.known[row], Known::Keyed(_)) || field.needed {
                making.put(field.name, String::new(), Some(place));
            }
            return;
        }
        match self.convert(row, place, field.shape, &text) {
            Ok(cell) => making.put(field.name, cell, Some(place)),
            Err(sentence) => self.wrong(row, place, sentence),
        }
    }

    /// Puts all fields that the bundle has under the same name.
    fn put_plain(&mut self, making: &mut Making, row: usize, except: &[&str]) {
        let target = self.target;
        for field in target.fields.iter().filter(|field| field.plain && !except.contains(&field.name)) {
            self.put(making, row, field);
        }
    }

    /// Adds a row to a sheet of the bundle.
    fn add(&mut self, file: &'static str, making: Making) {
        self.sheets.entry(file).or_default().add(making);
    }

    /// The file of the target.
    fn file(&self) -> &'static str {
        self.target.table().map_or("", |table: &Table| table.file)
    }
}

/// A row of the bundle while it is being made.
struct Making {
    line: u32,
    cells: Vec<(String, String, u32)>,
}

impl Making {
    fn new(line: u32, id: impl Into<String>) -> Making {
        let mut making = Making { line, cells: Vec::new() };
        making.put("id", id.into(), None);
        making
    }

    /// Says a column; `place` is the column of the table that it comes from.
    fn put(&mut self, column: &str, text: impl Into<String>, place: Option<usize>) {
        let place = place.map_or(0, |place| u32::try_from(place + 1).unwrap_or_default());
        self.cells.push((column.to_owned(), text.into(), place));
    }

    /// Says a column, and the row again.
    fn with(mut self, column: &str, text: impl Into<String>, place: Option<usize>) -> Making {
        self.put(column, text, place);
        self
    }
}

impl Drafts {
    fn add(&mut self, making: Making) {
        let mut cells = Vec::with_capacity(making.cells.len());
        for (name, text, place) in making.cells {
            let at = self.header.iter().position(|known| *known == name).unwrap_or_else(|| {
                self.header.push(name);
                self.header.len() - 1
            });
            cells.push((at, text, place));
        }
        self.rows.push(Draft { line: making.line, cells });
    }

    /// The sheet. Cells that a row does not say have no place.
    fn sheet(self, file: &str) -> Sheet {
        let width = self.header.len();
        let mut sheet = Sheet { name: file.to_owned(), delimiter: ',', header: self.header, ..Sheet::default() };
        for row in self.rows {
            let from = sheet.cells.len();
            sheet.cells.resize(from + width, Span::default());
            for (at, text, place) in row.cells {
                let start = u32::try_from(sheet.text.len()).unwrap_or(u32::MAX);
                sheet.text.push_str(&crate::bundle::formula::defuse(&text));
                let end = u32::try_from(sheet.text.len()).unwrap_or(u32::MAX);
                sheet.cells[from + at] = Span { start, end, line: row.line.max(1), column: place };
            }
            sheet.lines.push(row.line);
        }
        sheet
    }
}
