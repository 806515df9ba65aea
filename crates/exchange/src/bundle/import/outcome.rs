//! What an import of a bundle says: the plan of an import like that of any file, the value as it would be, and what to know about the files.

use std::fmt::Write as _;

use organization::Organization;

use crate::import::Import;

/// All that an import of a bundle would do.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Commands, a preview of all rows, findings, and a report that accounts for every cell.
    pub plan: Import,
    /// The organization as it would be.
    pub value: Organization,
    /// What to know about the files, one line each.
    pub notes: Vec<String>,
}

impl Imported {
    /// The report as text: file by file the cells and their fates, the columns that are not modelled, and what to know. Cells that are empty are not counted.
    pub fn report(&self) -> String {
        let mut text = String::new();
        for part in &self.plan.report.parts {
            let (name, read, imported, kept, listed) = (&part.name, part.read, part.imported, part.kept, part.listed);
            let _ = writeln!(text, "{name}: {read} cells = {imported} imported + {kept} kept + {listed} listed");
        }
        for kept in &self.plan.report.kept {
            let (part, name, count) = (&kept.part, &kept.name, kept.count);
            let _ = writeln!(text, "{part}: column {name} is not modelled; {count} of its cells are kept as they stand");
        }
        for note in &self.notes {
            let _ = writeln!(text, "{note}");
        }
        text
    }
}
