//! The files of a bundle: one a kind of record, and the columns of each. Reading, writing and the reference all follow from these tables.

mod communication;
mod delivery;
mod development;
mod direction;
mod structure;

use organization::Kind;

use super::codec::Codec;

/// One column that is written and read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Its name in the first line.
    pub(crate) name: &'static str,
    /// The field of the record; `dated.from` is a part of one.
    pub(crate) field: &'static str,
    /// How it is written.
    pub(crate) codec: Codec,
}

/// One column that is read where a file has it, and never written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extra {
    /// Its name in the first line.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) about: &'static str,
}

/// One file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// The kind of record that its rows are.
    pub(crate) kind: Kind,
    /// Its name.
    pub(crate) file: &'static str,
    /// Its columns, beside id, uuid and keys.
    pub(crate) columns: &'static [Column],
    /// Columns that are only read.
    pub(crate) extras: &'static [Extra],
}

/// A file that is only read: its rows become records of several kinds, or are kept as they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guest {
    /// Its name.
    pub(crate) file: &'static str,
    /// What becomes of its rows.
    pub(crate) about: &'static str,
    /// Its columns; all others are kept as they stand.
    pub(crate) extras: &'static [Extra],
    /// The columns that tell its rows apart.
    pub(crate) key: &'static [&'static str],
}

pub(crate) const fn column(name: &'static str, field: &'static str, codec: Codec) -> Column {
    Column { name, field, codec }
}

pub(crate) const fn extra(name: &'static str, about: &'static str) -> Extra {
    Extra { name, about }
}

/// All files, in the order of the kinds.
pub(crate) const TABLES: &[Table] = &[
    structure::SETTINGS,
    structure::CALENDARS,
    structure::UNITS,
    structure::ROLES,
    structure::POSITIONS,
    structure::PEOPLE,
    structure::APPOINTMENTS,
    structure::MEMBERSHIPS,
    structure::ADMINISTRATORS,
    direction::GOALS,
    direction::MEASURES,
    direction::READINGS,
    delivery::PROJECTS,
    delivery::RESOURCES,
    delivery::TASKS,
    delivery::DEMANDS,
    delivery::DEPENDENCIES,
    direction::DIRECTIVES,
    direction::ANSWERS,
    direction::PROPOSALS,
    direction::DECISIONS,
    communication::POLICIES,
    communication::POLICY_VERSIONS,
    structure::RESPONSIBILITIES,
    communication::COMMENTS,
    communication::WAIVERS,
    development::SKILLS,
    development::SKILL_HOLDINGS,
    development::QUALIFICATIONS,
    development::REQUIREMENTS,
    development::ABSENCES,
    delivery::RATES,
    direction::RISKS,
    direction::RISK_IMPACTS,
    communication::NOTICES,
    communication::ACKNOWLEDGEMENTS,
    delivery::PROGRESS_REPORTS,
    delivery::BASELINES,
    delivery::BASELINE_TASKS,
    delivery::HAND_OFFS,
    delivery::PROCESSES,
    delivery::PROCESS_RUNS,
    delivery::IMPROVEMENTS,
    development::RECOGNITIONS,
    development::MENTORSHIPS,
    development::DEVELOPMENT_PLANS,
    development::DEVELOPMENT_ACTIONS,
    development::DEVELOPMENT_REVIEWS,
    development::SUCCESSIONS,
    development::CHECK_INS,
    structure::DELEGATIONS,
    direction::SCENARIOS,
    communication::REMAINDERS,
];

/// The files that are only read.
pub(crate) const GUESTS: &[Guest] = &[
    direction::ASKS,
    structure::RACI,
    direction::FUNDING,
    structure::SKILLS_WANTED,
    communication::MEETINGS,
    communication::EXCEPTIONS,
];

/// The file that a converter leaves beside a bundle: it belongs to nobody and is never imported.
pub(crate) const PROBLEMS: &str = "problems.csv";

impl Table {
    /// The table of a kind.
    pub(crate) fn of(kind: Kind) -> Option<&'static Table> {
        TABLES.iter().find(|table| table.kind == kind)
    }

    /// The column with a name.
    pub(crate) fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether it reads a column at all.
    pub(crate) fn knows(&self, name: &str) -> bool {
        matches!(name, "id" | "uuid" | "keys")
            || self.column(name).is_some()
            || name == "until" && self.columns.iter().any(|column| column.field.ends_with(".until"))
            || self.extras.iter().any(|extra| extra.name == name)
    }

    /// The value of a field that an absent one stands for.
    pub(crate) fn empty(&self, field: &str) -> Option<serde_json::Value> {
        if self.columns.iter().any(|column| column.field.split_once('.').is_some_and(|(whole, _)| whole == field)) {
            return Some(serde_json::json!({}));
        }
        self.columns.iter().find(|column| column.field == field).and_then(|column| column.codec.empty())
    }

    /// The name of the column that says a field.
    pub(crate) fn column_of(&self, field: &str) -> &'static str {
        let said = |column: &&Column| column.field == field || column.field.split('.').next() == Some(field);
        self.columns.iter().find(said).map_or("id", |column| column.name)
    }
}

#[cfg(test)]
mod tests {
    use organization::Kind;

    use super::{GUESTS, TABLES, Table};

    #[test]
    fn every_field_of_every_record_has_a_column() {
        let elsewhere = ["id", "number", "keys", "revision"];
        for kind in Kind::ALL {
            let table = Table::of(*kind).unwrap_or_else(|| panic!("{} has no file", kind.name()));
            for field in kind.fields().iter().filter(|field| !elsewhere.contains(&field.name)) {
                let said = table.columns.iter().any(|column| column.field.split('.').next() == Some(field.name));
                assert!(said, "{} has no column for {}", table.file, field.name);
            }
            for column in table.columns {
                let field = column.field.split('.').next().unwrap_or_default();
                assert!(
                    kind.fields().iter().any(|known| known.name == field),
                    "{} says {field}, which no record has",
                    table.file
                );
            }
        }
    }

    #[test]
    fn no_file_and_no_column_is_there_twice() {
        let mut files: Vec<&str> = TABLES.iter().map(|table| table.file).chain(GUESTS.iter().map(|guest| guest.file)).collect();
        files.sort_unstable();
        assert!(files.windows(2).all(|pair| pair[0] != pair[1]));
        for table in TABLES {
            let columns = table.columns.iter().map(|column| column.name);
            let mut names: Vec<&str> = columns.chain(table.extras.iter().map(|extra| extra.name)).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}: {names:?}", table.file);
        }
    }
}
