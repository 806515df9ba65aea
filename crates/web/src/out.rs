//! Tables of pages as files. Every table of every page can be taken as CSV or as a workbook, as its viewer sees it: `?as=csv` or `?as=xlsx`, and `table=2` for
//! the second of a page. Nothing of this is said by a page: while it is rendered, its tables tell what they hold to the [`Listing`] of the request.

use std::cell::RefCell;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use exchange::table::{Out, OutTable, write_csv, write_workbook};

use crate::component::{Cell, Link, Table};

/// The media type of CSV.
pub const CSV: &str = "text/csv; charset=utf-8";
/// The media type of workbooks.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The most rows of a table that is taken out at once.
pub const ROWS: usize = 100_000;

/// As what a page's tables are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// CSV, one table.
    Csv,
    /// A workbook, with all tables of the page where none is named.
    Workbook,
}

/// A file as an answer, to be saved under a name.
pub fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// The tables of the page that is being rendered.
pub struct Listing {
    address: String,
    tables: RefCell<Vec<OutTable>>,
}

impl Listing {
    /// For the page at an address with its query.
    pub fn of(address: &str) -> Listing {
        Listing { address: address.to_owned(), tables: RefCell::new(Vec::new()) }
    }

    /// As what the address asks for the page's tables; nothing where it asks for the page.
    pub fn asked(address: &str) -> Option<As> {
        match said(address, "as")? {
            "csv" => Some(As::Csv),
            "xlsx" => Some(As::Workbook),
            _ => None,
        }
    }

    /// Takes a table that is rendered, and says where it can be had as a file.
    pub fn take(&self, table: &Table) -> Vec<Link> {
        let mut tables = self.tables.borrow_mut();
        if Listing::asked(&self.address).is_some() {
            tables.push(out_of(table));
        } else {
            tables.push(OutTable::default());
        }
        let number = tables.len();
        let link = |label: &str, kind: &str| Link::new(label, with(&self.address, kind, number));
        vec![link("CSV", "csv"), link("Excel", "xlsx")]
    }

    /// The tables as a file; nothing where the page has no such table.
    pub fn answer(self, kind: As) -> Option<Response> {
        let tables = self.tables.into_inner();
        let number = said(&self.address, "table").and_then(|number| number.parse::<usize>().ok());
        let one = |number: usize| tables.get(number.checked_sub(1)?).cloned();
        let path = self.address.split('?').next().unwrap_or_default();
        let safe = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '-' };
        let name: String = path.trim_matches('/').chars().map(safe).collect();
        let name = if name.is_empty() { "home".to_owned() } else { name };
        match kind {
            As::Csv => Some(file(&format!("{name}.csv"), CSV, write_csv(&one(number.unwrap_or(1))?))),
            As::Workbook => {
                let chosen = number.map_or_else(|| Some(tables.clone()), |number| one(number).map(|table| vec![table]))?;
                (!chosen.is_empty()).then(|| file(&format!("{name}.xlsx"), WORKBOOK, write_workbook(&chosen)))
            }
        }
    }
}

/// What the query of an address says.
fn said<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.split_once('=').filter(|(known, _)| *known == name)).map(|(_, value)| value)
}

/// The address of a table of a page as a file.
fn with(address: &str, kind: &str, number: usize) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let other = |pair: &&str| !pair.is_empty() && !["as=", "table=", "done="].iter().any(|name| pair.starts_with(name));
    let mut pairs: Vec<String> = query.split('&').filter(other).map(str::to_owned).collect();
    pairs.push(format!("as={kind}"));
    if number > 1 {
        pairs.push(format!("table={number}"));
    }
    format!("{path}?{}", pairs.join("&"))
}

/// A table as it goes out. The line below names has a column of its own where there is one.
fn out_of(table: &Table) -> OutTable {
    let has_under = |column: usize| {
        let under = |row: &crate::component::Row| matches!(row.cells.get(column), Some(Cell::Title { under: Some(_), .. }));
        table.rows.iter().any(under)
    };
    let split: Vec<bool> = (0..table.columns.len()).map(has_under).collect();
    // A column of charts or buttons alone says nothing in a file.
    let empty = |column: usize| table.rows.iter().all(|row| row.cells.get(column).is_none_or(|cell| text_of(cell).is_empty()));
    let taken: Vec<usize> = (0..table.columns.len()).filter(|column| table.rows.is_empty() || !empty(*column)).collect();
    let mut out = OutTable { name: table.caption.clone(), ..OutTable::default() };
    for column in &taken {
        let label = &table.columns[*column].label;
        out.heads.push(label.clone());
        if split[*column] {
            out.heads.push(format!("{label}, more"));
        }
    }
    for row in &table.rows {
        let mut cells = Vec::with_capacity(out.heads.len());
        for column in &taken {
            let cell = row.cells.get(*column).unwrap_or(&Cell::Blank);
            cells.push(match cell {
                Cell::Number(text) => number_of(text),
                Cell::Blank
                | Cell::Text(_)
                | Cell::Title { .. }
                | Cell::Link { .. }
                | Cell::Status(_)
                | Cell::Who(_)
                | Cell::Codes(_)
                | Cell::Drawing(_) => {
                    let text = text_of(cell);
                    if text.is_empty() { Out::Blank } else { Out::Text(text) }
                }
            });
            if split[*column] {
                let under = if let Cell::Title { under: Some(under), .. } = cell { Out::Text(under.clone()) } else { Out::Blank };
                cells.push(under);
            }
        }
        out.rows.push(cells);
    }
    out
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Blank | Cell::Drawing(_) => String::new(),
        Cell::Text(text) | Cell::Number(text) | Cell::Title { text, .. } | Cell::Link { text, .. } => text.clone(),
        Cell::Status(status) => status.text.clone(),
        Cell::Who(who) => who.name.clone(),
        Cell::Codes(codes) => codes.iter().map(|code| code.code.clone()).collect::<Vec<_>>().join("; "),
    }
}

/// A number without its marks between thousands, a day, or the words as they stand.
fn number_of(text: &str) -> Out {
    let plain = text.replace([',', '\u{a0}', '\u{202f}'], "");
    match Out::of(&plain) {
        Out::Text(_) => exchange::table::day(text).map_or_else(|| Out::Text(text.to_owned()), Out::Day),
        out @ (Out::Blank | Out::Number(_) | Out::Day(_)) => out,
    }
}
