//! The list of findings: what is wrong, where, and who can mend it.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::{Code, Status, Tone};

/// How much a finding matters, in the words of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// An error: the thread is cut.
    Cut,
    /// A warning: a loose end.
    LooseEnd,
    /// A hint: a note.
    Note,
}

impl Severity {
    /// Its shape, word and colour.
    #[must_use]
    pub fn status(self) -> Status {
        match self {
            Self::Cut => Status::new(Tone::Bad, "Cut"),
            Self::LooseEnd => Status::new(Tone::Warn, "Loose end"),
            Self::Note => Status::new(Tone::Mute, "Note"),
        }
    }
}

/// Findings as rows.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/finding_table.html")]
pub struct FindingTable {
    /// What is listed, for screen readers.
    pub caption: String,
    /// The rows, the gravest first.
    pub rows: Vec<FindingRow>,
}

impl HtmlSafe for FindingTable {}

/// One finding, or a group of findings with one cause.
#[derive(Clone, Debug, Serialize)]
pub struct FindingRow {
    /// A stable id.
    pub id: String,
    /// How much it matters.
    pub severity: Severity,
    /// Its rule, with the page of the rule.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub sentence: String,
    /// Where it is shown with its fixes.
    pub href: String,
    /// How many of this cause there are, when more than one.
    pub count: usize,
    /// The unit, plan or goal in which it lies.
    pub place: String,
    /// Who can mend it.
    pub who: String,
    /// Whether it is the one shown beside the list.
    pub selected: bool,
}
