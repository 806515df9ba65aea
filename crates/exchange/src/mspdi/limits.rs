//! How much a file may ask of the reader. Every limit can be lifted by whoever calls it.

/// The bounds within which a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes on one tag.
    pub attributes: usize,
    /// Tasks.
    pub tasks: usize,
    /// Bytes of one text, such as a task's notes.
    pub text: usize,
    /// Dates that all recurring exceptions of all calendars give together.
    pub exception_dates: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 200_000_000, depth: 100, attributes: 200, tasks: 50_000, text: 1_000_000, exception_dates: 1_000_000 }
    }
}
