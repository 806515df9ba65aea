//! Tables from anywhere: CSV of any country, Excel workbooks, exports of trackers and pasted rows, brought into the organization by naming their columns.
//!
//! Four steps, each pure. *Read*: bytes become a [`Grid`], with limits. *Guess*: a [`Recipe`] says what the table is about and which column is which field;
//! it follows from the header and the cells, and is corrected by people. *Translate*: the rows become the sheets of a bundle, so that there is one description
//! of all fields, one comparison with the value and one account of every cell. *Import*: what the bundle's importer says of its rows is told of the rows of the
//! table, by their own cells.

mod amount;
mod day;
mod fault;
mod grid;
mod guess;
mod import;
mod kept;
mod recipe;
mod reference;
mod target;
mod text;
mod translate;
mod workbook;
mod write;

pub use amount::TimeUnit;
pub use day::{DayOrder, Evidence, day};
pub use fault::{Fault, Unreadable};
pub use grid::{CELL_BYTES, CELLS, COLUMNS, Grid, GridRow, Grids, ROWS, column_letters};
pub use guess::{evidence, guess, samples, with_header};
pub use import::{Repeated, cell_name, heads, import, repeated};
pub use kept::{keep, known};
pub use recipe::{Column, KEEP, LEAVE, Recipe, columns};
pub use reference::reference;
pub use target::{Field, Target, target, targets};
pub use text::{CHARSETS, DELIMITERS, Writing, read_text};
pub use workbook::{UNPACKED, is_workbook, read_workbook, read_workbook_within};
pub use write::{CELL_LETTERS, Out, OutTable, write_csv, write_workbook};
