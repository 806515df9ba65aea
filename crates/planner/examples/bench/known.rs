//! The best known makespans that lie beside the instances.

use std::collections::BTreeMap;
use std::path::Path;

/// What is known of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// No plan is shorter.
    pub(crate) lower: u32,
    /// A plan of this length is known.
    pub(crate) upper: u32,
}

/// Reads `best_known.csv` of a folder or of the one above: columns `instance`, and `lb` and `ub` or `bounds` (`103`,
/// `184..194`). Names count without ending and case. Lines that say something else (`unsat`) are left out.
pub(crate) fn read(folder: &Path) -> BTreeMap<String, Known> {
    let beside = [Some(folder), folder.parent()].into_iter().flatten().map(|folder| folder.join("best_known.csv"));
    let text = beside.filter_map(|path| std::fs::read_to_string(path).ok()).next().unwrap_or_default();
    let mut lines = text.lines().map(|line| line.split(',').map(str::trim).collect::<Vec<_>>());
    let head = lines.next().unwrap_or_default();
    let column = |name: &str| head.iter().position(|column| *column == name);
    let (instance, lower, upper, bounds) = (column("instance"), column("lb"), column("ub"), column("bounds"));
    let mut known = BTreeMap::new();
    for line in lines {
        let cell = |column: Option<usize>| column.and_then(|column| line.get(column)).copied().unwrap_or_default();
        let (low, high) = match bounds {
            Some(_) => cell(bounds).split_once("..").unwrap_or((cell(bounds), cell(bounds))),
            None => (cell(lower), cell(upper)),
        };
        if let (Ok(lower), Ok(upper)) = (low.parse(), high.parse()) {
            known.insert(name(cell(instance)), Known { lower, upper });
        }
    }
    known
}

/// A file's name without ending and case.
pub(crate) fn name(file: &str) -> String {
    let file = file.to_lowercase();
    file.rsplit_once('.').map_or(file.clone(), |(stem, _)| stem.to_owned())
}
