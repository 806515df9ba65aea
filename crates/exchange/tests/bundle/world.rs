//! Bundles drawn as text, ids that count, and the shortest ways to import.

use std::collections::BTreeMap;
use std::path::Path;

use exchange::bundle::{self, Bundle, Imported, Source};
use jiff::civil::{Date, date};
use organization::Organization;
use uuid::Uuid;

/// The day of all tests.
pub(crate) const DAY: Date = date(2026, 11, 23);

/// Ids that count up, as ids of version 7 do.
pub(crate) fn counting(from: u128) -> impl FnMut() -> Uuid {
    let mut next = from;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// Reads a bundle and fails with its faults.
pub(crate) fn read(files: &BTreeMap<String, Vec<u8>>) -> Bundle {
    bundle::read(files).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Imports a bundle into an organization.
pub(crate) fn import_into(organization: &Organization, bundle: &Bundle, source: &str) -> Imported {
    let source = Source::new(source).expect("a source");
    let from = 1000 + 1_000_000_000 * (1 + u128::from(organization.records().len() as u64));
    bundle::import(organization, bundle, &source, DAY, &mut counting(from))
}

/// The CSV files of a folder.
pub(crate) fn folder(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(path).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        files.insert(name, std::fs::read(&path).expect("it can be read"));
    }
    files
}
