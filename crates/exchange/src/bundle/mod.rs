//! The CSV bundle: the whole organization as a folder of tables that a spreadsheet opens, and back.
//!
//! There is one file for each kind of record. A full export has an id, a reference and all fields, so that importing it into an empty organization gives
//! the same ids, references, keys and records. A bundle from elsewhere may leave out files and columns, and its rows name each other by keys of their own:
//! an import compares them with the value by these keys, emits only differences as commands, and never removes what a file no longer names.
//!
//! Every cell has one of three fates: it is imported, kept as a remainder beside its record, or listed with the reason. The report counts them.

pub(crate) mod charset;
pub(crate) mod codec;
mod export;
pub(crate) mod fault;
pub(crate) mod formula;
mod import;
pub(crate) mod read;
mod reference;
pub(crate) mod sheet;
pub(crate) mod table;

pub use export::{export, export_workbook};
pub use fault::{FAULTS_TOLD, Fault, Faults, Place};
pub use formula::defuse;
pub use import::{Imported, Meanwhile, Source, SourceFault, import, import_beside};
pub use read::{BUNDLE_BYTES, CELL_BYTES, CELLS, COLUMNS, FILE_BYTES, FILES, ROWS, read};
pub use reference::reference;
pub use sheet::{Bundle, Charset, Row, Sheet};

/// Whether a file is one of a bundle: it is called so, and its columns are those of the bundle. A spreadsheet may be called so as well.
pub fn is_part(file: &str, heads: &[&str]) -> bool {
    let file = file.to_lowercase();
    let heads: Vec<String> =
        heads.iter().map(|head| head.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()).collect();
    let known = |head: &String| {
        let record = table::TABLES.iter().find(|table| table.file == file).map(|table| table.knows(head));
        let guest = || {
            table::GUESTS.iter().find(|guest| guest.file == file).map(|guest| guest.extras.iter().any(|extra| extra.name == head))
        };
        record.or_else(guest).unwrap_or(false)
    };
    let ours = heads.iter().any(|head| head == "uuid") && heads.first().is_some_and(known);
    !heads.is_empty() && (ours || heads.iter().all(known))
}

/// The bundle that a workbook is: one sheet for each file, called like it. Nothing for any other workbook.
pub fn of_workbook(grids: &crate::table::Grids) -> Option<Bundle> {
    let mut bundle = Bundle::default();
    for grid in grids.grids.iter().filter(|grid| !grid.rows.is_empty()) {
        let file = format!("{}.csv", grid.sheet.to_lowercase());
        let heads: Vec<&str> = grid.rows.first()?.cells.iter().map(String::as_str).collect();
        if !table::TABLES.iter().any(|table| table.file == file) || !is_part(&file, &heads) {
            return None;
        }
        bundle.sheets.push(sheet::Sheet::of_grid(&file, grid));
    }
    bundle.sheets.sort_by(|one, other| one.name.cmp(&other.name));
    (!bundle.sheets.is_empty()).then_some(bundle)
}
