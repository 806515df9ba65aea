//! Why a file cannot be read as a table, in sentences that say where.

use std::fmt;

use crate::bundle::fault::shown;

/// How many faults are told one by one.
const TOLD: usize = 100;

/// One fault of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line; 0 where the whole file is meant.
    pub line: u32,
    /// The letter of that line; 0 where the whole line is meant.
    pub column: u32,
    /// What is wrong, and how to mend it.
    pub sentence: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = shown(&self.sentence);
        match (self.line, self.column) {
            (0, _) => f.write_str(&sentence),
            (line, 0) => write!(f, "line {line}: {sentence}"),
            (line, column) => write!(f, "line {line}, letter {column}: {sentence}"),
        }
    }
}

/// Why nothing of a file is read: its faults, the first hundred of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Those that are told.
    pub told: Vec<Fault>,
    /// How many there are.
    pub total: usize,
}

impl Unreadable {
    /// One fault.
    pub(super) fn new(fault: Fault) -> Unreadable {
        Unreadable { told: vec![fault], total: 1 }
    }

    /// A fault of the whole file.
    pub(super) fn whole(sentence: impl Into<String>) -> Unreadable {
        Unreadable::new(Fault { line: 0, column: 0, sentence: sentence.into() })
    }

    /// One more.
    pub(super) fn add(&mut self, fault: Fault) {
        self.total += 1;
        if self.told.len() < TOLD {
            self.told.push(fault);
        }
    }

    /// The sentences, the last of which counts the rest.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences: Vec<String> = self.told.iter().map(ToString::to_string).collect();
        if self.total > self.told.len() {
            sentences.push(format!("And {} more.", self.total - self.told.len()));
        }
        sentences
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences().join("\n"))
    }
}

impl std::error::Error for Unreadable {}
