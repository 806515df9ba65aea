//! Where the real files are. They are not part of the repository.

use std::path::{Path, PathBuf};

/// The folder that `THROUGHLINE_REAL_DATA` names, or nothing; then the test says so and ends.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests find the real data through the environment, and say when it is not there"
)]
pub(crate) fn data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var("THROUGHLINE_REAL_DATA").ok().map(PathBuf::from);
    if folder.is_none() {
        println!("{test}: needs the real data; set THROUGHLINE_REAL_DATA to its folder");
    }
    folder
}

/// The XML files of a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|suffix| suffix == "xml"));
    files.sort();
    files
}

/// All Microsoft Project files of the real data.
pub(crate) fn plans(data: &Path) -> Vec<PathBuf> {
    let folder = data.join("project-files/mspdi");
    [files(&folder.join("native")), files(&folder.join("converted"))].concat()
}

/// The name of a file without its folder.
pub(crate) fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
