//! What is wrong with the files of a bundle before anything in them is understood: each with its place and in one sentence.

use std::fmt;

use organization::can_be_shown;

pub use crate::import::Place;

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: Place,
    /// What, and what to do.
    pub sentence: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.sentence)
    }
}

/// The most letters of a sentence that quotes a file.
const SENTENCE: usize = 600;

/// A sentence that quotes a file, fit to be shown: what would steer a terminal or turn the direction of writing stands as `�`, and long quotes are cut.
pub(crate) fn shown(sentence: &str) -> String {
    let mut letters = sentence.chars().map(|letter| if can_be_shown(letter) { letter } else { char::REPLACEMENT_CHARACTER });
    let mut text: String = letters.by_ref().take(SENTENCE).collect();
    if letters.next().is_some() {
        text.push('…');
    }
    text
}

/// How many faults are told one by one; the rest is counted.
pub const FAULTS_TOLD: usize = 100;

/// All that is wrong with the files: nothing of such a bundle is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// The first hundred.
    pub told: Vec<Fault>,
    /// How many there are in all.
    pub total: usize,
}

impl Faults {
    /// Adds one.
    pub(crate) fn add(&mut self, at: Place, sentence: impl AsRef<str>) {
        self.total += 1;
        if self.told.len() < FAULTS_TOLD {
            self.told.push(Fault { at, sentence: shown(sentence.as_ref()) });
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.told.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        match self.total - self.told.len() {
            0 => Ok(()),
            more => write!(f, "\n… and {more} more"),
        }
    }
}

impl std::error::Error for Faults {}
