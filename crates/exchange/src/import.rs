//! What importing a file means for an organization, before anybody performs it: commands in the order in which they can be given, a row of the preview for
//! every row or record of the file, what stands in the way, and what is not modelled.
//!
//! An importer compares the file with the value and plans differences only: importing the same file again plans nothing. It never takes away what a file no
//! longer names; it lists it. A record that a rule refuses is left out with its reason, and the rest goes in.

use std::fmt;

use insight::Severity;
use jiff::civil::Date;
use organization::{Act, AnyId, Command, Kind, Organization, Refusal};
use uuid::Uuid;

/// A place in a file. Lines and columns count from 1; a column counts letters, not bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line in which the row, cell or element begins; 0 where the whole file is meant.
    pub line: u32,
    /// The letter of that line at which it begins; 0 where the whole row is meant.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => f.write_str(&self.file),
            (line, 0) => write!(f, "{}:{line}", self.file),
            (line, column) => write!(f, "{}:{line}:{column}", self.file),
        }
    }
}

/// Everything that an import would do.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// What to perform, in this order and together. Each was decided on what the ones before it make, and none was refused.
    pub commands: Vec<Planned>,
    /// Every row or record of the file in its order, then what the file no longer names.
    pub rows: Vec<PreviewRow>,
    /// What is wrong in the file, and what was left out.
    pub findings: Vec<ImportFinding>,
    /// What the file holds and where it went.
    pub report: Report,
}

/// A command with the place in the file that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The command.
    pub command: Command,
    /// Where it comes from.
    pub at: Place,
}

/// One row of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// Where it stands in the file; only the file where the file no longer names it.
    pub at: Place,
    /// What it becomes.
    pub kind: Kind,
    /// Its key within the source: an id, a UID, a handle.
    pub key: String,
    /// What people call it.
    pub title: String,
    /// The record that it becomes or already is; nothing where it was left out.
    pub record: Option<AnyId>,
    /// What happens to it.
    pub outcome: Outcome,
}

/// What happens to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It becomes a new record.
    New,
    /// A record changes.
    Changed {
        /// The names of the fields that change.
        fields: Vec<String>,
    },
    /// The value already says the same.
    Same,
    /// It is no record here, and is kept as it stands so that an export can give it back.
    Kept {
        /// Why, in one sentence.
        because: String,
    },
    /// It is left out.
    LeftOut {
        /// Why, in one sentence.
        because: String,
    },
    /// An earlier file of the source named it and this one does not. It stays as it is.
    NoLongerNamed,
}

impl Outcome {
    /// The word that a table shows.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::New => "New",
            Outcome::Changed { .. } => "Changed",
            Outcome::Same => "Same",
            Outcome::Kept { .. } => "Kept",
            Outcome::LeftOut { .. } => "Left out",
            Outcome::NoLongerNamed => "No longer named",
        }
    }
}

/// Something that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFinding {
    /// The code of the rule that it breaks (TL203, TL301, TL305), or [`IMPORT`] where it breaks no rule.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The kind of record that it is about.
    pub kind: Kind,
    /// Its key within the source.
    pub key: String,
    /// What is wrong, and what became of it, in one sentence.
    pub sentence: String,
    /// Where.
    pub at: Place,
}

/// The code of a finding that breaks no rule of the checker.
pub const IMPORT: &str = "IMPORT";

/// What a file holds and where it went: `read` is always `imported` plus `computed` plus `kept` plus `listed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// One line a file, or a part of it.
    pub parts: Vec<PartReport>,
    /// What is kept as it stands because it is not modelled: column or element, with its count. The most frequent first, then by name.
    pub kept: Vec<KeptPart>,
}

/// The count of one file, or of a part of it, in cells or elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartReport {
    /// The file, or the list of records in it.
    pub name: String,
    /// Cells or elements that hold something.
    pub read: u64,
    /// Those whose value is in a field of a record.
    pub imported: u64,
    /// Those that say what is computed here, such as slack.
    pub computed: u64,
    /// Those kept as they stand beside their record, for a later export.
    pub kept: u64,
    /// Those of rows that were left out; the findings list them.
    pub listed: u64,
}

/// Something that is not modelled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptPart {
    /// The file or kind of record.
    pub part: String,
    /// The column or element.
    pub name: String,
    /// How often it occurs.
    pub count: u64,
}

impl Import {
    /// How many rows have an outcome, by its word.
    pub fn count(&self, word: &str) -> usize {
        self.rows.iter().filter(|row| row.outcome.word() == word).count()
    }

    /// The commands alone, to be performed together.
    pub fn commands(&self) -> impl ExactSizeIterator<Item = &Command> {
        self.commands.iter().map(|planned| &planned.command)
    }
}

/// The records that commands would change.
pub fn changed<'a>(commands: impl IntoIterator<Item = &'a Command>) -> impl Iterator<Item = AnyId> {
    commands.into_iter().filter_map(|command| {
        let kind = command.kind().strip_prefix("change-").and_then(Kind::from_name)?;
        let data = command.data();
        let id = data.get(kind.name().replace('-', "_"))?.as_str()?;
        Some(AnyId { kind, id: Uuid::parse_str(id).ok()? })
    })
}

/// The code of the rule of the checker that a refused row breaks, or [`IMPORT`].
pub fn code_of(refusal: &Refusal, kind: Kind) -> &'static str {
    let code = refusal.code();
    match code {
        "would-wait-for-itself" => "TL203",
        "second-accountable" => "TL301",
        "would-loop" if kind == Kind::Position => "TL305",
        _ => IMPORT,
    }
}

/// Commands one after the other, each decided on what the ones before it make.
#[derive(Clone, Debug)]
pub struct CommandList {
    /// The value as it will be.
    pub value: Organization,
    /// The commands so far.
    pub commands: Vec<Planned>,
    act: Act,
}

impl CommandList {
    /// Starts from a value, on a day. The act is that of the program itself, marked as imported; whoever performs the commands acts in their own name.
    pub fn new(value: &Organization, day: Date) -> CommandList {
        CommandList { value: value.clone(), commands: Vec::new(), act: Act { imported: true, ..Act::of_system(day) } }
    }

    /// Adds a command, or says why it is refused; then nothing changes. A command that changes nothing is not added.
    pub fn give(&mut self, command: impl Into<Command>, at: &Place) -> Result<(), Refusal> {
        let command = command.into();
        let mut changes = self.value.decide(&command, &self.act)?;
        if !changes.is_empty() {
            let position = self.value.position();
            self.value.apply(&mut changes, position);
            self.commands.push(Planned { command, at: at.clone() });
        }
        Ok(())
    }
}
