//! A bundle after reading: sheets of named columns, each cell with its place. All text of a file lies in one string, so that a million rows stay small.

use super::fault::Place;

/// All files of a bundle, by name.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// The sheets in the order of their names.
    pub sheets: Vec<Sheet>,
}

/// How the letters of a file were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, either byte order.
    Utf16,
    /// Windows-1252, of which Latin-1 is a part: what is read where the bytes are not UTF-8.
    Windows1252,
}

impl Charset {
    /// Its name.
    pub fn words(self) -> &'static str {
        match self {
            Charset::Utf8 => "UTF-8",
            Charset::Utf16 => "UTF-16",
            Charset::Windows1252 => "Windows-1252 (Latin-1)",
        }
    }
}

/// One file.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The name of the file, without folders, in small letters: `goals.csv`.
    pub name: String,
    /// How it was written.
    pub charset: Charset,
    /// What stands between its cells.
    pub delimiter: char,
    /// The names of its columns: small letters, `_` for blanks.
    pub header: Vec<String>,
    pub(crate) text: String,
    pub(crate) cells: Vec<Span>,
    pub(crate) lines: Vec<u32>,
}

/// Where a cell's text lies, and the column at which it began in its line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Bundle {
    /// The sheet with a name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

impl Sheet {
    /// The sheet of a workbook, whose first row names the columns.
    pub(crate) fn of_grid(name: &str, grid: &crate::table::Grid) -> Sheet {
        let mut rows = grid.rows.iter();
        let header: Vec<String> = rows.next().map(|row| row.cells.clone()).unwrap_or_default();
        let mut sheet = Sheet { name: name.to_owned(), delimiter: ',', header, ..Sheet::default() };
        for row in rows {
            for column in 0..sheet.header.len() {
                let start = u32::try_from(sheet.text.len()).unwrap_or(u32::MAX);
                sheet.text.push_str(&super::formula::defuse(row.cells.get(column).map_or("", String::as_str)));
                let end = u32::try_from(sheet.text.len()).unwrap_or(u32::MAX);
                sheet.cells.push(Span {
                    start,
                    end,
                    line: row.line.max(1),
                    column: u32::try_from(column + 1).unwrap_or_default(),
                });
            }
            sheet.lines.push(row.line);
        }
        sheet
    }

    /// How many rows of data it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The number of a column, from 0.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// Its rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len()).map(|number| Row { sheet: self, number })
    }

    /// One row, from 0.
    pub fn row(&self, number: usize) -> Row<'_> {
        Row { sheet: self, number }
    }
}

/// A row of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// Its number among the rows, from 0.
    pub number: usize,
}

impl<'a> Row<'a> {
    /// The line at which it begins.
    pub fn line(self) -> u32 {
        self.sheet.lines.get(self.number).copied().unwrap_or_default()
    }

    fn span(self, column: usize) -> Option<&'a Span> {
        let width = self.sheet.header.len();
        (column < width).then(|| self.sheet.cells.get(self.number * width + column)).flatten()
    }

    /// The text of a cell as it stood there, columns counted from 0; empty where there is no such column.
    pub fn cell(self, column: usize) -> &'a str {
        let span = self.span(column);
        span.and_then(|span| self.sheet.text.get(span.start as usize..span.end as usize)).unwrap_or_default()
    }

    /// Whether the row says anything of a column, be it that it is empty. Rows of a file always do; rows that were made of a table may leave columns out.
    pub(crate) fn says(self, column: usize) -> bool {
        self.span(column).is_some_and(|span| span.line > 0)
    }

    /// The text of a cell by the name of its column; empty where there is no such column.
    pub fn named(self, column: &str) -> &'a str {
        self.sheet.column(column).map_or("", |column| self.cell(column))
    }

    /// Where the row is.
    pub fn place(self) -> Place {
        Place { file: self.sheet.name.clone(), line: self.line(), column: 0 }
    }

    /// Where a cell is.
    pub fn place_of(self, column: usize) -> Place {
        let (line, column) = self.span(column).map_or((self.line(), 0), |span| (span.line, span.column));
        Place { file: self.sheet.name.clone(), line, column }
    }
}
