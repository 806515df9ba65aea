//! What a rule of the checker is: a code that never changes its meaning, an explanation with examples, the check and the fixes.

use std::fmt;

use jiff::civil::{Date, date};
use organization::{Command, Organization};
use serde::Serialize;
use uuid::Uuid;

use super::stretch::Stretch;
use super::survey::Survey;
use super::{Finding, Found};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something that must hold does not: the thread is cut.
    Error,
    /// Something will break unless somebody looks at it.
    Warning,
    /// Something could be better.
    Hint,
}

impl Severity {
    /// The word that pages use: cut, loose end, note.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "cut",
            Severity::Warning => "loose end",
            Severity::Hint => "note",
        }
    }

    /// The word of the terminal and the API: error, warning, hint.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// A small organization as a CSV bundle, to show and to test a rule.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What it shows, in one sentence.
    pub about: &'static str,
    /// Each file's name and text.
    pub files: &'static [(&'static str, &'static str)],
}

/// The day on which the examples are checked, a Monday.
pub const EXAMPLE_DAY: Date = date(2026, 3, 2);

/// A way to mend a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as a button says it.
    pub label: String,
    /// The commands, to be performed together.
    pub commands: Vec<Command>,
}

impl Fix {
    /// A fix of one command.
    pub(crate) fn of(label: impl Into<String>, command: impl Into<Command>) -> Fix {
        Fix { label: label.into(), commands: vec![command.into()] }
    }

    /// A fix of commands by name and fields, so that a fix names only the fields that it sets. Each rule's test performs its fixes.
    pub(crate) fn saying(label: impl Into<String>, commands: Vec<(&str, serde_json::Value)>) -> Option<Fix> {
        let commands: Result<Vec<Command>, String> =
            commands.into_iter().map(|(kind, data)| Command::from_parts(kind, data)).collect();
        commands.ok().map(|commands| Fix { label: label.into(), commands })
    }
}

/// What a fix is worked out from.
pub(crate) struct Mending<'a> {
    pub(crate) finding: &'a Finding,
    pub(crate) organization: &'a Organization,
    pub(crate) day: Date,
    pub(crate) mint: &'a mut dyn FnMut() -> Uuid,
}

/// A rule of the checker.
pub struct Rule {
    /// Its code; it never changes its meaning.
    pub code: &'static str,
    /// Its name, the pattern that it flags: `task-without-estimate`.
    pub name: &'static str,
    /// The same in words: "Task without an estimate".
    pub title: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// Between which layers of the thread its findings lie; nothing for those that lie beside it.
    pub stretch: Option<Stretch>,
    /// What it is about, why it matters, what exactly is flagged and how to mend it, in plain paragraphs.
    pub about: &'static str,
    /// An organization in which it finds nothing.
    pub right: Example,
    /// An organization in which it finds exactly one thing, and no other rule anything.
    pub wrong: Example,
    pub(crate) check: fn(&Survey<'_>, &mut Found<'_>),
    pub(crate) fixes: fn(&mut Mending<'_>) -> Vec<Fix>,
}

impl Rule {
    /// The rule with a code or a name.
    pub fn find(code: &str) -> Option<&'static Rule> {
        super::RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code) || rule.name == code)
    }

    /// The ways to mend a finding of this rule, the proposed one first; none where only people can. New records get their ids from `mint`.
    pub fn fixes(&self, finding: &Finding, organization: &Organization, day: Date, mint: &mut dyn FnMut() -> Uuid) -> Vec<Fix> {
        (self.fixes)(&mut Mending { finding, organization, day, mint })
    }

    /// The proposed way to mend a finding of this rule.
    pub fn fix(&self, finding: &Finding, organization: &Organization, day: Date, mint: &mut dyn FnMut() -> Uuid) -> Option<Fix> {
        let mut fixes = self.fixes(finding, organization, day, mint);
        (!fixes.is_empty()).then(|| fixes.swap_remove(0))
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.code, self.name)
    }
}
