//! The import while it is being built: rows with their identity, what they want, the fate of every cell, and what was found.

use insight::Severity;
use jiff::civil::Date;
use organization::{AnyId, Keys, Kind, Organization};
use serde_json::{Value, json};
use uuid::Uuid;

use super::names::Names;
use super::wanted::Wanted;
use super::{communication, delivery, direction, structure};
use crate::bundle::codec::{Codec, Lookup, parts, read_keys};
use crate::bundle::fault::{Place, shown};
use crate::bundle::formula::undo_defuse;
use crate::bundle::sheet::{Bundle, Row, Sheet};
use crate::bundle::table::{Column, GUESTS, Guest, PROBLEMS, TABLES, Table};
use crate::import::{IMPORT, ImportFinding};

/// What the wings say of a row beyond its columns.
type Wing = fn(&mut Builder<'_>, usize, &mut Wanted);
const WINGS: [(Kind, Wing); 9] = [
    (Kind::Unit, structure::unit),
    (Kind::Person, structure::person),
    (Kind::Membership, structure::membership),
    (Kind::Goal, direction::goal),
    (Kind::Proposal, direction::proposal),
    (Kind::Answer, direction::answer),
    (Kind::Task, delivery::task),
    (Kind::Project, delivery::project_row),
    (Kind::Policy, communication::policy),
];

/// What becomes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Imported,
    Kept,
    Listed,
}

/// A row of any file.
#[derive(Clone, Debug, Default)]
pub(super) struct RowState {
    /// Its sheet.
    pub(super) sheet: usize,
    /// Its number there.
    pub(super) number: usize,
    /// What tells it apart in its file.
    pub(super) key: String,
    /// The record that it is.
    pub(super) main: Option<AnyId>,
    /// Whether the row comes from an export of ours: it names its record by id.
    pub(super) own: bool,
    /// Why nothing of it goes in.
    pub(super) left_out: Option<String>,
}

/// What a file is to us.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Records(&'static Table),
    Guest(&'static Guest),
    Foreign,
}

impl Part {
    pub(super) fn of(sheet: &Sheet) -> Part {
        let table = TABLES.iter().find(|table| table.file == sheet.name).map(Part::Records);
        table.or_else(|| GUESTS.iter().find(|guest| guest.file == sheet.name).map(Part::Guest)).unwrap_or(Part::Foreign)
    }

    fn knows(self, column: &str) -> bool {
        match self {
            Part::Records(table) => table.knows(column),
            Part::Guest(guest) => guest.extras.iter().any(|extra| extra.name == column),
            Part::Foreign => true,
        }
    }
}

/// A finding about to be told.
pub(super) struct Told {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) sentence: String,
}

impl Told {
    /// A part of a row that is not taken over.
    pub(super) fn warning(sentence: impl Into<String>) -> Told {
        Told { code: IMPORT, severity: Severity::Warning, sentence: sentence.into() }
    }

    /// Something to know.
    pub(super) fn hint(sentence: impl Into<String>) -> Told {
        Told { code: IMPORT, severity: Severity::Hint, sentence: sentence.into() }
    }

    /// A row that is left out.
    pub(super) fn error(sentence: impl Into<String>) -> Told {
        Told { code: IMPORT, severity: Severity::Error, sentence: sentence.into() }
    }
}

/// The import while it is being built.
pub(super) struct Builder<'a> {
    pub(super) value: &'a Organization,
    pub(super) bundle: &'a Bundle,
    pub(super) source: &'a str,
    pub(super) day: Date,
    mint: &'a mut dyn FnMut() -> Uuid,
    pub(super) names: Names<'a>,
    pub(super) rows: Vec<RowState>,
    pub(super) wanted: Vec<Wanted>,
    pub(super) findings: Vec<(usize, ImportFinding)>,
    pub(super) fates: Vec<Vec<Fate>>,
    pub(super) notes: Vec<String>,
    /// Rows that name a record which another row named before.
    pub(super) rivals: Vec<(AnyId, usize)>,
    /// Records that a row speaks of without being them: the role of a membership, the project of a task.
    pub(super) spoken_of: std::collections::BTreeSet<AnyId>,
    /// The first row of each record.
    pub(super) by_record: std::collections::HashMap<AnyId, usize>,
    /// Projects that tasks form, and where they stand among what is wanted.
    pub(super) formed: std::collections::BTreeMap<AnyId, usize>,
    /// The unit on which those without a parent hang.
    pub(super) root: Option<AnyId>,
    /// Keys that several rows of a sheet have.
    pub(super) shared: std::collections::BTreeSet<(usize, String)>,
    /// The next rank of a new task under a project or task.
    pub(super) ranks: std::collections::BTreeMap<(Uuid, Option<Uuid>), i64>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        value: &'a Organization,
        bundle: &'a Bundle,
        source: &'a str,
        day: Date,
        mint: &'a mut dyn FnMut() -> Uuid,
    ) -> Self {
        let mut builder = Builder {
            value,
            bundle,
            source,
            day,
            mint,
            names: Names::new(value, source),
            rows: Vec::new(),
            wanted: Vec::new(),
            findings: Vec::new(),
            fates: Vec::new(),
            notes: Vec::new(),
            rivals: Vec::new(),
            spoken_of: std::collections::BTreeSet::new(),
            by_record: std::collections::HashMap::new(),
            formed: std::collections::BTreeMap::new(),
            root: None,
            shared: std::collections::BTreeSet::new(),
            ranks: std::collections::BTreeMap::new(),
        };
        for (at, sheet) in bundle.sheets.iter().enumerate() {
            let part = Part::of(sheet);
            let fate = |column: &String| match part {
                Part::Foreign => Fate::Listed,
                Part::Records(_) | Part::Guest(_) if part.knows(column) => Fate::Imported,
                Part::Records(_) | Part::Guest(_) => Fate::Kept,
            };
            let row: Vec<Fate> = sheet.header.iter().map(fate).collect();
            builder.fates.push(row.repeat(sheet.len()));
            builder.rows.extend((0..sheet.len()).map(|number| RowState { sheet: at, number, ..RowState::default() }));
            match part {
                Part::Foreign if sheet.name == PROBLEMS => {
                    builder.notes.push(format!(
                        "{} is what a converter found; it belongs to no organization and is not imported",
                        sheet.name
                    ));
                }
                Part::Foreign => {
                    builder.notes.push(format!(
                        "{} is no file of a bundle; its {} rows are not imported",
                        sheet.name,
                        sheet.len()
                    ));
                }
                Part::Records(_) | Part::Guest(_) => {}
            }
        }
        builder
    }

    /// A new id.
    pub(super) fn mint(&mut self) -> Uuid {
        (self.mint)()
    }

    /// The row as the sheet has it.
    pub(super) fn row(&self, row: usize) -> Row<'a> {
        let state = &self.rows[row];
        self.bundle.sheets[state.sheet].row(state.number)
    }

    /// The number of a column in the sheet of a row, where the row says anything of it.
    pub(super) fn column(&self, row: usize, name: &str) -> Option<usize> {
        let row = self.row(row);
        row.sheet.column(name).filter(|column| row.says(*column))
    }

    /// The text of a cell, formulas made whole again; empty where there is no such column.
    pub(super) fn text(&self, row: usize, name: &str) -> &'a str {
        undo_defuse(self.row(row).named(name)).trim()
    }

    /// The cell of a column, where the sheet has it: its number and its text.
    pub(super) fn cell(&self, row: usize, name: &str) -> Option<(usize, &'a str)> {
        let column = self.column(row, name)?;
        Some((column, undo_defuse(self.row(row).cell(column)).trim()))
    }

    fn set_fate(&mut self, row: usize, column: usize, fate: Fate) {
        let state = &self.rows[row];
        let width = self.bundle.sheets[state.sheet].header.len();
        if let Some(cell) = self.fates[state.sheet].get_mut(state.number * width + column) {
            *cell = fate;
        }
    }

    /// The first row that is a record.
    pub(super) fn row_of(&self, record: AnyId) -> Option<usize> {
        self.by_record.get(&record).copied()
    }

    /// The fate of a cell.
    pub(super) fn fate(&self, row: usize, column: usize) -> Fate {
        let state = &self.rows[row];
        let width = self.bundle.sheets[state.sheet].header.len();
        self.fates[state.sheet].get(state.number * width + column).copied().unwrap_or(Fate::Listed)
    }

    /// Whether another row of the same file has the same key.
    pub(super) fn is_shared(&self, row: usize) -> bool {
        self.shared.contains(&(self.rows[row].sheet, self.rows[row].key.clone()))
    }

    /// Keeps a cell as it stands.
    pub(super) fn keep(&mut self, row: usize, column: usize) {
        self.set_fate(row, column, Fate::Kept);
    }

    /// Keeps all cells of a row as they stand.
    pub(super) fn keep_all(&mut self, row: usize) {
        for column in 0..self.row(row).sheet.header.len() {
            self.keep(row, column);
        }
    }

    /// The kind of record that a row is about.
    pub(super) fn kind_of(&self, row: usize) -> Kind {
        let by_file = || match Part::of(self.row(row).sheet) {
            Part::Records(table) => table.kind,
            Part::Guest(guest) if guest.file == "asks.csv" => Kind::Directive,
            Part::Guest(guest) if guest.file == "raci.csv" => Kind::Responsibility,
            Part::Guest(_) | Part::Foreign => Kind::Remainder,
        };
        self.rows[row].main.map_or_else(by_file, |main| main.kind)
    }

    /// Tells what was found, without touching the fate of a cell.
    pub(super) fn tell(&mut self, row: usize, column: Option<usize>, told: Told) {
        let at = column.map_or_else(|| self.row(row).place(), |column| self.row(row).place_of(column));
        let state = &self.rows[row];
        let finding = ImportFinding {
            code: told.code,
            severity: told.severity,
            kind: self.kind_of(row),
            key: state.key.clone(),
            sentence: shown(&told.sentence),
            at,
        };
        self.findings.push((row, finding));
    }

    /// Lists a cell: it is not taken over, and why.
    pub(super) fn list(&mut self, row: usize, column: usize, told: Told) {
        self.set_fate(row, column, Fate::Listed);
        self.tell(row, Some(column), told);
    }

    /// Leaves a row out.
    pub(super) fn leave_out(&mut self, row: usize, column: Option<usize>, told: Told) {
        if self.rows[row].left_out.is_some() {
            return;
        }
        self.rows[row].left_out = Some(shown(&told.sentence));
        for column in 0..self.row(row).sheet.header.len() {
            self.set_fate(row, column, Fate::Listed);
        }
        self.tell(row, column, told);
    }

    /// The record of a kind with a key in this source: that of the value, that of another row, or a new one.
    pub(super) fn claim(&mut self, kind: Kind, key: &str) -> (AnyId, bool) {
        if let Some(id) = self.value.at_key(kind, self.source, key) {
            return (id, true);
        }
        if let Some(id) = self.names.given(kind, key) {
            return (id, self.value.has(id));
        }
        let id = AnyId { kind, id: self.mint() };
        self.names.give(id, key);
        (id, false)
    }

    /// The one key of a record that this source knows.
    pub(super) fn keyed(&self, key: &str) -> Keys {
        Keys::one(self.source, key)
    }

    /// The record of one of these kinds that a cell names. Where there is none, the cell is listed.
    pub(super) fn find(&mut self, row: usize, column: usize, kinds: &[Kind], text: &str) -> Option<AnyId> {
        let found = self.names.find(kinds, text);
        self.tell_hint(row, column);
        match found {
            Ok(id) => Some(id),
            Err(sentence) => {
                let sentence = format!("{sentence} It is left out here.");
                self.list(row, column, Told::warning(sentence));
                None
            }
        }
    }

    /// A cell that is kept as it stands and names people: only that they are written otherwise is told.
    pub(super) fn hint_of_case(&mut self, row: usize, column: usize, text: &str) {
        for part in parts(text) {
            let _ = self.names.find(&[Kind::Person], part);
            self.tell_hint(row, column);
        }
    }

    fn tell_hint(&mut self, row: usize, column: usize) {
        if let Some(hint) = self.names.hint.take() {
            self.tell(row, Some(column), Told::hint(hint));
        }
    }

    /// Builds what every row wants.
    pub(super) fn build(&mut self) {
        for row in 0..self.rows.len() {
            if self.rows[row].left_out.is_some() {
                continue;
            }
            match Part::of(self.row(row).sheet) {
                Part::Records(table) => self.build_record(row, table),
                Part::Guest(guest) => match guest.file {
                    "asks.csv" => direction::ask(self, row),
                    "raci.csv" => structure::letter(self, row),
                    _ => self.keep_all(row),
                },
                Part::Foreign => continue,
            }
            if self.rows[row].left_out.is_none() {
                communication::remainder(self, row);
            }
        }
    }

    fn build_record(&mut self, row: usize, table: &'static Table) {
        if table.kind == Kind::Membership && structure::is_lead(self, row) {
            return structure::lead(self, row);
        }
        if table.kind == Kind::Dependency && delivery::is_foreign_link(self, row) {
            return delivery::keep_link(self, row);
        }
        let Some(id) = self.rows[row].main else { return };
        let mut wanted = Wanted::new(id, self.value.has(id), row);
        if table.kind.letter().is_some() && self.rows[row].own {
            wanted.number = self.text(row, "id").parse::<organization::Reference>().map_or(0, |reference| reference.number);
        }
        if !self.rows[row].own && !wanted.is_there {
            wanted.keys = Some(self.keyed(&self.rows[row].key.clone()));
        }
        if let Some((column, text)) = self.cell(row, "keys") {
            match read_keys(text) {
                Ok(keys) if self.rows[row].own || !text.is_empty() => wanted.keys = Some(keys),
                Ok(_) => {}
                Err(sentence) => self.list(row, column, Told::warning(sentence)),
            }
        }
        for column in table.columns {
            self.read_column(row, column, &mut wanted);
            if self.rows[row].left_out.is_some() {
                return;
            }
        }
        for (_, wing) in WINGS.iter().filter(|(kind, _)| *kind == table.kind) {
            wing(self, row, &mut wanted);
        }
        if self.rows[row].left_out.is_none() {
            self.wanted.push(wanted);
        }
    }

    /// Reads one column of a row into what it wants.
    fn read_column(&mut self, row: usize, column: &Column, wanted: &mut Wanted) {
        let Some(at) = self.column_for(row, column) else {
            if column.codec.empty().is_none() && !wanted.is_there && !self.is_said_otherwise(row, column) {
                let sentence = format!("The file has no column “{}”, which a new row needs.", column.name);
                self.leave_out(row, None, Told::error(sentence));
            }
            return;
        };
        let text = undo_defuse(self.row(row).cell(at));
        if self.is_said_otherwise(row, column) {
            return;
        }
        let read = if let Codec::Many(kind) = column.codec {
            Ok(self.read_many(row, at, kind, text))
        } else {
            column.codec.read(text, &mut self.names)
        };
        self.tell_hint(row, at);
        match read {
            Ok(value) => match column.field.split_once('.') {
                None => {
                    wanted.fields.insert(column.field, value);
                }
                Some((whole, part)) => {
                    let field = wanted.fields.entry(whole).or_insert_with(|| json!({}));
                    if let Some(object) = field.as_object_mut() {
                        object.insert(part.to_owned(), value);
                    }
                }
            },
            Err(sentence) if column.codec.empty().is_some() => {
                let sentence = format!("Column {}: {sentence} The cell is not taken over.", column.name);
                self.list(row, at, Told::warning(sentence));
            }
            Err(sentence) => {
                let sentence = format!("Column {}: {sentence} The row is left out.", column.name);
                self.leave_out(row, Some(at), Told::error(sentence));
            }
        }
    }

    /// The column of a field; `until` says the same as `to`.
    fn column_for(&self, row: usize, column: &Column) -> Option<usize> {
        let until = || column.field.ends_with(".until").then(|| self.column(row, "until")).flatten();
        self.column(row, column.name).or_else(until)
    }

    /// The wings say some columns themselves: a goal's several units, the project that a goal's tasks form.
    fn is_said_otherwise(&self, row: usize, column: &Column) -> bool {
        let sheet = &self.row(row).sheet.name;
        match (sheet.as_str(), column.name) {
            ("goals.csv", "unit") => self.text(row, "unit").contains(';'),
            ("tasks.csv", "project") => !self.rows[row].own,
            ("tasks.csv", "estimate") => {
                !self.text(row, "estimate").contains('/')
                    && !self.text(row, "estimate").is_empty()
                    && self.column(row, "duration").is_none()
            }
            ("answers.csv", "state") => self.column(row, "on").is_some(),
            _ => false,
        }
    }

    /// Those of several records that are there; the others are listed.
    pub(super) fn read_many(&mut self, row: usize, column: usize, kind: Kind, text: &str) -> Value {
        let found: Vec<AnyId> = parts(text).filter_map(|part| self.find(row, column, &[kind], part)).collect();
        let mut ids: Vec<Uuid> = Vec::new();
        for id in found {
            if !ids.contains(&id.id) {
                ids.push(id.id);
            }
        }
        json!(ids)
    }

    /// Where a row is.
    pub(super) fn place(&self, row: usize, column: Option<usize>) -> Place {
        column.map_or_else(|| self.row(row).place(), |column| self.row(row).place_of(column))
    }
}
