//! A table as it stands in a file, before anything in it is understood: rows of cells, each with its place.

/// The most rows of one table.
pub const ROWS: usize = 200_000;
/// The most columns of one table.
pub const COLUMNS: usize = 500;
/// The most cells of one table that hold something.
pub const CELLS: usize = 4_000_000;
/// The most bytes of one cell.
pub const CELL_BYTES: usize = 1 << 20;
/// The most notes about one table.
const NOTES: usize = 20;

/// What a file holds: one table, or one for each sheet of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Grids {
    /// The name of the file.
    pub file: String,
    /// The tables, in the order of the sheets.
    pub grids: Vec<Grid>,
    /// Whether it is a workbook, whose cells are named `B7`.
    pub is_workbook: bool,
}

/// One table.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The name of the sheet; empty in a text.
    pub sheet: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
    /// Its rows, without empty ones.
    pub rows: Vec<GridRow>,
    /// How it was read, and what to know about it, one sentence each.
    pub notes: Vec<String>,
    /// How many notes were left out.
    pub more_notes: usize,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridRow {
    /// The line of the text, or the row of the sheet, at which it begins; from 1.
    pub line: u32,
    /// What stands in its cells, from the first column on. Days are written `2026-02-19`, times `2026-02-19T14:19`.
    pub cells: Vec<String>,
}

impl Grid {
    /// The cell of a row at a column, from 0; empty where the row ends before it.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.cells.get(column)).map_or("", String::as_str)
    }

    /// The number of the row that begins at a line.
    pub fn row_at(&self, line: u32) -> Option<usize> {
        self.rows.binary_search_by_key(&line, |row| row.line).ok()
    }

    /// How many columns the widest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default()
    }

    /// Adds something to know; only the first few are kept.
    pub(super) fn note(&mut self, sentence: String) {
        if self.notes.len() < NOTES {
            self.notes.push(sentence);
        } else {
            self.more_notes += 1;
        }
    }

    /// Takes a row. Empty cells at its end go, and an empty row goes whole.
    pub(super) fn take(&mut self, line: u32, mut cells: Vec<String>) {
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if !cells.is_empty() {
            self.rows.push(GridRow { line, cells });
        }
    }
}

/// The letters of a column in a workbook, counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The column and row of a cell's name, both counted from 0; nothing where it is no name of a cell.
pub(super) fn cell_at(name: &[u8]) -> Option<(usize, u32)> {
    let letters = name.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let (letters, digits) = name.split_at(letters);
    if letters.is_empty() || letters.len() > 3 || digits.is_empty() || digits.len() > 7 {
        return None;
    }
    let column = letters.iter().fold(0_usize, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    let row: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((column.checked_sub(1)?, row.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::{cell_at, column_letters};

    #[test]
    fn cells_are_named_by_letters_and_a_number() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(cell_at(format!("{letters}7").as_bytes()), Some((column, 6)));
        }
        for name in ["", "7", "A", "a1", "A0", "AAAA1", "A12345678", "A1B"] {
            assert_eq!(cell_at(name.as_bytes()), None, "{name}");
        }
    }
}
