//! From an organization to a bundle: one file for each kind of record that there is, all fields, in the order of ids, and always the same bytes.

use std::collections::BTreeMap;

use organization::{AnyId, AnyRecord, Kind, Organization};
use serde_json::{Map, Value};

use super::codec::{Naming, write_keys};
use super::formula::defuse;
use super::table::{TABLES, Table};
use crate::table::{CELL_LETTERS, Out, OutTable, write_workbook};

/// What spreadsheets tell UTF-8 by.
const BYTE_ORDER_MARK: &str = "\u{feff}";

struct Names<'a>(&'a Organization);

impl Naming for Names<'_> {
    fn name(&self, id: AnyId) -> String {
        self.0.reference(id).map_or_else(|| id.id.to_string(), |reference| reference.to_string())
    }
}

/// The whole organization as files: their names and bytes. A kind without records has no file.
pub fn export(organization: &Organization) -> BTreeMap<String, Vec<u8>> {
    let mut by_kind: BTreeMap<Kind, Vec<AnyRecord>> = BTreeMap::new();
    for record in organization.records() {
        by_kind.entry(record.id().kind).or_default().push(record);
    }
    let names = Names(organization);
    let file = |table: &Table| {
        let records = by_kind.get(&table.kind)?;
        let mut text = String::from(BYTE_ORDER_MARK);
        write_row(&mut text, header(table).iter().map(|name| (*name).to_owned()));
        for record in records {
            write_row(&mut text, row(table, record, &names));
        }
        Some((table.file.to_owned(), text.into_bytes()))
    };
    TABLES.iter().filter_map(file).collect()
}

/// The whole organization as one workbook, a sheet for each file of the bundle. The words say which text is too long for a cell of a workbook.
pub fn export_workbook(organization: &Organization) -> Result<Vec<u8>, String> {
    let mut by_kind: BTreeMap<Kind, Vec<AnyRecord>> = BTreeMap::new();
    for record in organization.records() {
        by_kind.entry(record.id().kind).or_default().push(record);
    }
    let names = Names(organization);
    let mut tables = Vec::new();
    for table in TABLES {
        let Some(records) = by_kind.get(&table.kind) else { continue };
        let heads = header(table).into_iter().map(str::to_owned).collect();
        let mut out = OutTable { name: table.file.trim_end_matches(".csv").to_owned(), heads, rows: Vec::new() };
        for record in records {
            let cells = row(table, record, &names);
            if cells.iter().any(|cell| cell.chars().count() > CELL_LETTERS) {
                let label = organization.label(record.id());
                return Err(format!(
                    "{label}: a text has more than {CELL_LETTERS} letters, the most of a workbook's cell. Take CSV files instead."
                ));
            }
            out.rows.push(cells.into_iter().map(|cell| if cell.is_empty() { Out::Blank } else { Out::Text(cell) }).collect());
        }
        tables.push(out);
    }
    Ok(write_workbook(&tables))
}

/// The names of a table's columns, as an export has them.
pub(super) fn header(table: &Table) -> Vec<&'static str> {
    let mut names = Vec::new();
    if table.kind != Kind::Settings {
        names.push("id");
    }
    if table.kind.letter().is_some() {
        names.push("uuid");
    }
    names.extend(table.columns.iter().map(|column| column.name));
    if table.kind != Kind::Settings {
        names.push("keys");
    }
    names
}

fn row(table: &Table, record: &AnyRecord, names: &Names<'_>) -> Vec<String> {
    let fields: Map<String, Value> = serde_json::from_str(&record.to_json()).unwrap_or_default();
    let mut cells = Vec::new();
    if table.kind != Kind::Settings {
        cells.push(names.name(record.id()));
    }
    if table.kind.letter().is_some() {
        cells.push(record.id().id.to_string());
    }
    for column in table.columns {
        let value = match column.field.split_once('.') {
            None => fields.get(column.field),
            Some((whole, part)) => fields.get(whole).and_then(|whole| whole.get(part)),
        };
        let value = value.cloned().or_else(|| default_of(column.field, table)).unwrap_or(Value::Null);
        cells.push(column.codec.write(&value, names));
    }
    if table.kind != Kind::Settings {
        cells.push(write_keys(record.keys()));
    }
    cells
}

/// What a record leaves out of its body because it is the default, where an empty cell would not say it.
fn default_of(field: &str, table: &Table) -> Option<Value> {
    let column = table.columns.iter().find(|column| column.field == field)?;
    column.codec.stored_default()
}

fn write_row(text: &mut String, cells: impl IntoIterator<Item = String>) {
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        let cell = defuse(&cell);
        let quoted = cell.contains([',', ';', '"', '\n', '\r', '\t'])
            || cell.starts_with(char::is_whitespace)
            || cell.ends_with(char::is_whitespace);
        if quoted {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push('\n');
}
