//! The CSV bundle: the whole organization as a folder of tables that a spreadsheet opens, and back.
//!
//! There is one file for each kind of record. A full export has an id, a reference and all fields, so that importing it into an empty organization gives
//! the same ids, references, keys and records. A bundle from elsewhere may leave out files and columns, and its rows name each other by keys of their own:
//! an import compares them with the value by these keys, emits only differences as commands, and never removes what a file no longer names.
//!
//! Every cell has one of three fates: it is imported, kept as a remainder beside its record, or listed with the reason. The report counts them.

mod charset;
mod codec;
mod export;
mod fault;
mod formula;
mod import;
mod read;
mod reference;
mod sheet;
mod table;

pub use export::export;
pub use fault::{FAULTS_TOLD, Fault, Faults, Place};
pub use formula::defuse;
pub use import::{Imported, Source, SourceFault, import};
pub use read::{BUNDLE_BYTES, CELL_BYTES, CELLS, COLUMNS, FILE_BYTES, FILES, ROWS, read};
pub use reference::reference;
pub use sheet::{Bundle, Charset, Row, Sheet};
