//! Findings as they leave the program: those of the checker and those of an import in one list, as JSON, SARIF, CSV or grouped text.
//!
//! A list has one entry for each subject and is never grouped; only the text for people is grouped, by rule and cause, with counts and examples.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use insight::{Finding, Rule, Severity};
use jiff::civil::Date;
use organization::{AnyId, Command, Organization};
use serde::Serialize;
use uuid::Uuid;

use crate::import::{ImportFinding, Place};
use crate::paint::painter;

/// One finding about one subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnostic {
    /// The code of the rule, or `IMPORT`.
    pub code: &'static str,
    /// The name of the rule: `task-without-estimate`.
    pub name: &'static str,
    /// `error`, `warning` or `hint`.
    #[serde(serialize_with = "severity_name")]
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// The people concerned, by name.
    pub people: Vec<String>,
    /// What is wrong, in one sentence.
    pub sentence: String,
    /// The proposed way to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<ProposedFix>,
    /// Where it stands in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
    /// Why, in a few words that are the same for all findings of one cause.
    #[serde(skip)]
    pub cause: String,
}

fn severity_name<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.name())
}

/// What a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Subject {
    /// The kind of record.
    pub kind: String,
    /// Its reference, where it has one.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// Its key in the source that was read, where it has one.
    pub source_id: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct At {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// The column, from 1; 0 where the whole line is meant.
    pub column: u32,
}

/// A way to mend a finding, as commands to be performed together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProposedFix {
    /// What it does.
    pub label: String,
    /// The commands.
    pub commands: Vec<Command>,
}

impl At {
    /// A place of an import.
    pub fn of(place: &Place) -> At {
        At { file: place.file.clone(), line: place.line, column: place.column }
    }
}

/// What the findings of the checker need beside themselves to become diagnostics.
pub struct Context<'a> {
    /// The organization that was checked.
    pub organization: &'a Organization,
    /// The day.
    pub day: Date,
    /// The source that was read, whose keys name the subjects.
    pub source: Option<&'a str>,
    /// Where records stand in the files that were read.
    pub places: &'a BTreeMap<AnyId, Place>,
}

impl Context<'_> {
    /// One finding of the checker. New records of its fix get their ids from `mint`.
    pub fn diagnostic(&self, finding: &Finding, mint: &mut dyn FnMut() -> Uuid) -> Diagnostic {
        let fix = finding.rule.fix(finding, self.organization, self.day, mint);
        let name = |person: &organization::PersonId| self.organization.find(*person).map(|person| person.name.to_string());
        Diagnostic {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: finding.rule.severity,
            subject: self.subject(finding.subject),
            people: finding.people.iter().filter_map(name).collect(),
            sentence: finding.sentence.clone(),
            fix: fix.map(|fix| ProposedFix { label: fix.label, commands: fix.commands }),
            at: self.places.get(&finding.subject).map(At::of),
            cause: finding.cause.to_owned(),
        }
    }

    fn subject(&self, id: AnyId) -> Subject {
        let record = self.organization.record(id);
        let keys = record.as_ref().map(|record| record.keys().clone()).unwrap_or_default();
        let in_source = self.source.and_then(|source| keys.in_source(source).map(str::to_owned));
        let any = keys.iter().next().map(|key| key.key.to_string());
        let reference = record.and_then(|record| record.reference()).map(|reference| reference.to_string());
        Subject { kind: id.kind.name().to_owned(), reference, source_id: in_source.or(any.filter(|_| self.source.is_none())) }
    }
}

/// A finding of an import.
pub fn of_import(finding: &ImportFinding) -> Diagnostic {
    Diagnostic {
        code: finding.code,
        name: Rule::find(finding.code).map_or("import", |rule| rule.name),
        severity: finding.severity,
        subject: Subject {
            kind: finding.kind.name().to_owned(),
            reference: None,
            source_id: (!finding.key.is_empty()).then(|| finding.key.clone()),
        },
        people: Vec::new(),
        sentence: finding.sentence.clone(),
        fix: None,
        at: Some(At::of(&finding.at)),
        cause: cause_of(&finding.sentence),
    }
}

/// What findings of one cause have in common: their first sentence without the names, numbers and days in it.
fn cause_of(sentence: &str) -> String {
    let end = [". ", " ("].iter().filter_map(|end| sentence.find(end)).min();
    let first = end.and_then(|end| sentence.get(..end)).unwrap_or(sentence);
    let outside = first.split(['“', '”']).enumerate().map(|(number, part)| if number % 2 == 0 { part } else { "…" });
    let plain: String = outside.collect();
    let words = plain.split(' ').map(|word| if word.contains(|letter: char| letter.is_ascii_digit()) { "…" } else { word });
    let words = words.collect::<Vec<_>>().join(" ");
    let mut letters = words.trim_end_matches('.').chars();
    letters.next().map(|letter| letter.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// JSON: `{"findings": […]}`, one entry for each subject.
pub fn json(diagnostics: &[Diagnostic]) -> String {
    let text = serde_json::to_string_pretty(&serde_json::json!({ "findings": diagnostics }));
    text.unwrap_or_default() + "\n"
}

/// SARIF 2.1.0 (OASIS), for the viewers of findings that editors and forges have.
pub fn sarif(diagnostics: &[Diagnostic]) -> String {
    let level = |severity: Severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    };
    let rules: Vec<serde_json::Value> = insight::RULES
        .iter()
        .map(|rule| {
            serde_json::json!({
                "id": rule.code, "name": rule.name, "shortDescription": { "text": rule.title }, "fullDescription": { "text": rule.about },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let result = |diagnostic: &Diagnostic| {
        let named = diagnostic.subject.reference.as_ref().or(diagnostic.subject.source_id.as_ref());
        let region = |at: &At| serde_json::json!({ "startLine": at.line.max(1), "startColumn": at.column.max(1) });
        let physical =
            diagnostic.at.as_ref().map(|at| serde_json::json!({ "artifactLocation": { "uri": at.file }, "region": region(at) }));
        let mut location = serde_json::json!({ "logicalLocations": [{ "name": named, "kind": diagnostic.subject.kind }] });
        if let Some(physical) = physical {
            location["physicalLocation"] = physical;
        }
        serde_json::json!({
            "ruleId": diagnostic.code, "level": level(diagnostic.severity), "message": { "text": diagnostic.sentence }, "locations": [location],
        })
    };
    let results: Vec<serde_json::Value> = diagnostics.iter().map(result).collect();
    let log = serde_json::json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{ "tool": { "driver": { "name": "throughline", "rules": rules } }, "results": results }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

/// CSV with one line for each subject; cells that a spreadsheet would take for a formula begin with an apostrophe.
pub fn csv(diagnostics: &[Diagnostic]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["code", "name", "severity", "kind", "ref", "source_id", "people", "sentence", "fix", "file", "line", "column"];
    // Writing to memory cannot fail.
    drop(writer.write_record(head));
    for diagnostic in diagnostics {
        let (file, line, column) = diagnostic
            .at
            .as_ref()
            .map_or_else(Default::default, |at| (at.file.clone(), at.line.to_string(), at.column.to_string()));
        let cells = [
            diagnostic.code.to_owned(),
            diagnostic.name.to_owned(),
            diagnostic.severity.name().to_owned(),
            diagnostic.subject.kind.clone(),
            diagnostic.subject.reference.clone().unwrap_or_default(),
            diagnostic.subject.source_id.clone().unwrap_or_default(),
            diagnostic.people.join("; "),
            diagnostic.sentence.clone(),
            diagnostic.fix.as_ref().map(|fix| fix.label.clone()).unwrap_or_default(),
            file,
            line,
            column,
        ];
        drop(writer.write_record(cells.map(|cell| crate::bundle::defuse(&cell).into_owned())));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// How many examples a group shows.
const EXAMPLES: usize = 3;

/// Text for people: grouped by rule and cause, the gravest first, with counts and the first examples.
pub fn text(diagnostics: &[Diagnostic], colour: bool) -> String {
    let paint = painter(colour);
    let mut groups: BTreeMap<(Severity, &str, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        groups.entry((diagnostic.severity, diagnostic.code, &diagnostic.cause)).or_default().push(diagnostic);
    }
    let mut text = String::new();
    for ((severity, code, cause), found) in &groups {
        let shade = match severity {
            Severity::Error => "31;1",
            Severity::Warning => "33",
            Severity::Hint => "36",
        };
        let title = Rule::find(code).map_or("What the import left out or changed", |rule| rule.title);
        let because = if cause.is_empty() { String::new() } else { format!(", {cause}") };
        let head = format!("{} {code} {title}{because}: {}", severity.name(), found.len());
        let _ = writeln!(text, "{}", paint(shade, &head));
        for diagnostic in found.iter().take(EXAMPLES) {
            let at = diagnostic.at.as_ref().map(|at| format!("{}:{}: ", at.file, at.line)).unwrap_or_default();
            let _ = writeln!(text, "  {}{}", paint("2", &at), diagnostic.sentence);
            if let Some(fix) = &diagnostic.fix {
                let _ = writeln!(text, "    {}", paint("32", &format!("fix: {}", fix.label)));
            }
        }
        if found.len() > EXAMPLES {
            let _ = writeln!(text, "  {}", paint("2", &format!("and {} more", found.len() - EXAMPLES)));
        }
        text.push('\n');
    }
    text
}

/// One line with the counts: "2 errors, 34 warnings, 196 hints."
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity: Severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let words = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    if diagnostics.is_empty() {
        return "Nothing is broken.".to_owned();
    }
    format!(
        "{}, {}, {}.",
        words(count(Severity::Error), "error"),
        words(count(Severity::Warning), "warning"),
        words(count(Severity::Hint), "hint")
    )
}
