//! Readers of the public formats of scheduling instances. What is not of the format gets one sentence that says where.

#[cfg(feature = "proof")]
pub(crate) mod mspsp;
pub(crate) mod patterson;
pub(crate) mod progen_max;
pub(crate) mod psplib;

use std::path::Path;

/// Larger files and larger instances are not of the public sets.
const LONGEST_FILE: u64 = 64 << 20;
const MOST_ACTIVITIES: usize = 200_000;

/// An instance as its file says: activity 0 first, sources and sinks included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) durations: Vec<u32>,
    /// For each activity, what it needs of each pool.
    pub(crate) needs: Vec<Vec<u32>>,
    pub(crate) capacities: Vec<u32>,
    /// From, to, and by how much the start of the second is at least after the start of the first.
    pub(crate) distances: Vec<(usize, usize, i64)>,
}

impl Instance {
    /// Whether the distances make sense for what was read.
    fn checked(self) -> Result<Self, String> {
        let count = self.durations.len();
        if let Some((from, to, _)) = self.distances.iter().find(|(from, to, _)| *from >= count || *to >= count) {
            return Err(format!("a link from {} to {} names an activity beyond the {count}", from + 1, to + 1));
        }
        match self.needs.iter().find(|needs| needs.len() != self.capacities.len()) {
            Some(needs) => Err(format!("{} needs for {} pools", needs.len(), self.capacities.len())),
            None => Ok(self),
        }
    }
}

/// Reads a file by its ending: `.sm`, `.rcp` or `.sch`.
///
/// # Errors
///
/// A sentence that says what is not of the format.
pub(crate) fn read(path: &Path) -> Result<Instance, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LONGEST_FILE {
        return Err(format!("{size} bytes are more than any instance has"));
    }
    let text = std::fs::read(path).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&text);
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "sm" => psplib::read(&text),
        "rcp" => patterson::read(&text),
        "sch" => progen_max::read(&text),
        _ => Err(format!("the ending .{ending} is none of .sm, .rcp, .sch")),
    }
}

/// The numbers of a text, one after the other.
pub(crate) struct Numbers<'a> {
    words: std::str::SplitWhitespace<'a>,
    read: usize,
}

impl<'a> Numbers<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { words: text.split_whitespace(), read: 0 }
    }

    fn word(&mut self, what: &str) -> Result<&'a str, String> {
        self.read += 1;
        self.words.next().ok_or_else(|| format!("the file ends where {what} should stand"))
    }

    pub(crate) fn signed(&mut self, what: &str) -> Result<i64, String> {
        let word = self.word(what)?;
        let digits = word.trim_start_matches('[').trim_end_matches(']');
        digits.parse().map_err(|_| format!("“{}” is no {what} (word {})", word.escape_debug(), self.read))
    }

    pub(crate) fn number(&mut self, what: &str) -> Result<u32, String> {
        let number = self.signed(what)?;
        u32::try_from(number).map_err(|_| format!("{number} is no {what} (word {})", self.read))
    }

    /// A number of things that follow, none of which can be more than a file holds.
    pub(crate) fn count(&mut self, what: &str) -> Result<usize, String> {
        let count = self.number(what)? as usize;
        if count > MOST_ACTIVITIES { Err(format!("{count} is too large for {what}")) } else { Ok(count) }
    }
}
