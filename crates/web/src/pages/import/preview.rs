//! The preview of an import: what would happen to every row, and what the checker would say afterwards that it does not say now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use exchange::bundle::{self, Meanwhile, Source};
use exchange::import::{CommandList, Import, ImportFinding, Outcome, PreviewRow};
use exchange::mspdi::{self, ImportOptions};
use exchange::table::{self, Repeated};
use insight::{Finding, Findings, Rule};
use organization::{AnyId, Name, Organization, ProjectId};

use super::meanwhile;
use super::run::{Content, Settings};
use crate::visit::Visit;

/// How many examples of each rule are shown.
const EXAMPLES: usize = 5;

/// All that an import would do.
#[derive(Default)]
pub(super) struct Preview {
    pub(super) import: Import,
    /// What to know about the files.
    pub(super) notes: Vec<String>,
    /// The part into which each row falls.
    pub(super) parts: Vec<Part>,
    /// Values that are wrong in several rows.
    pub(super) repeated: Vec<Repeated>,
    /// The position of the value that it was compared with.
    pub(super) position: u64,
    /// What the checker would newly find.
    pub(super) brings: Vec<Brought>,
}

/// New findings of one rule.
pub(super) struct Brought {
    pub(super) rule: &'static Rule,
    pub(super) count: usize,
    /// A few of their sentences.
    pub(super) examples: Vec<String>,
}

/// The parts into which the rows of a preview fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) enum Part {
    /// Comes in without some of its cells.
    Faulty,
    New,
    Changed,
    Same,
    Kept,
    LeftOut,
    Gone,
}

impl Part {
    pub(super) const ALL: [Part; 7] = [Part::Faulty, Part::New, Part::Changed, Part::LeftOut, Part::Same, Part::Kept, Part::Gone];

    pub(super) fn of(outcome: &Outcome) -> Part {
        match outcome {
            Outcome::New => Part::New,
            Outcome::Changed { .. } => Part::Changed,
            Outcome::Same => Part::Same,
            Outcome::Kept { .. } => Part::Kept,
            Outcome::LeftOut { .. } => Part::LeftOut,
            Outcome::NoLongerNamed => Part::Gone,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Part::Faulty => "to-mend",
            Part::New => "new",
            Part::Changed => "changed",
            Part::Same => "same",
            Part::Kept => "kept",
            Part::LeftOut => "left-out",
            Part::Gone => "no-longer-named",
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Part::Faulty => "To mend",
            Part::New => "New",
            Part::Changed => "Changed",
            Part::Same => "Same",
            Part::Kept => "Kept as it stands",
            Part::LeftOut => "Left out",
            Part::Gone => "No longer named",
        }
    }
}

impl Preview {
    /// Compares the files with the organization, away from the threads that answer requests.
    pub(super) async fn of(visit: &Visit, content: &Arc<Content>, settings: &Settings) -> Preview {
        if let Content::Table(table) = &**content
            && !table.ready
        {
            return Preview::default();
        }
        let first = Preview::beside(visit, content, settings, Meanwhile::default()).await;
        if !matches!(&**content, Content::Table(_)) {
            return first;
        }
        match meanwhile::since_the_last_import(visit, &first.import, &settings.source).await {
            Some(meanwhile) => Preview::beside(visit, content, settings, meanwhile).await,
            None => first,
        }
    }

    /// The same beside what people changed since the last import.
    async fn beside(visit: &Visit, content: &Arc<Content>, settings: &Settings, meanwhile: Meanwhile) -> Preview {
        let (seen, content, settings) = (visit.seen.clone(), content.clone(), settings.clone());
        let before = visit.results.findings_of(&visit.seen);
        let surroundings = visit.desk.surroundings.clone();
        let work = move || {
            seen.compute(|value| {
                let mut mint = || surroundings.mint();
                let day = seen.day();
                let (import, after, notes) = match &*content {
                    Content::Bundle { bundle, .. } => {
                        let Ok(source) = Source::new(&settings.source) else { return Preview::default() };
                        let imported = bundle::import(value, bundle, &source, day, &mut mint);
                        (imported.plan, imported.value, imported.notes)
                    }
                    Content::Table(brought) => {
                        let Ok(source) = Source::new(&settings.source) else { return Preview::default() };
                        let what = (&brought.grids, &brought.recipe);
                        let imported = table::import(value, what, &source, (day, &meanwhile), &mut mint);
                        let Some(imported) = imported else { return Preview::default() };
                        (imported.plan, imported.value, imported.notes)
                    }
                    Content::Project { file, plan } => {
                        let Ok(source) = Name::new(&settings.source) else { return Preview::default() };
                        let Settings { project, unit, goal, .. } = settings;
                        let options = ImportOptions { source, file: file.clone(), project, unit, goal, day };
                        let import = mspdi::import(value, plan, &options, &mut mint);
                        let mut list = CommandList::new(value, day);
                        for planned in &import.commands {
                            // Each was decided before on the same value, so none is refused here.
                            drop(list.give(planned.command.clone(), &planned.at));
                        }
                        (import, list.value, Vec::new())
                    }
                };
                let brings = brought(&before, &checked(&after, day));
                let repeated = match &*content {
                    Content::Table(brought) => {
                        brought.grid().map(|(grid, _)| table::repeated(grid, &import.findings)).unwrap_or_default()
                    }
                    Content::Bundle { .. } | Content::Project { .. } => Vec::new(),
                };
                let parts = parts(&import, matches!(&*content, Content::Table(_)));
                Preview { import, notes, parts, repeated, position: value.position(), brings }
            })
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_default()
    }

    /// How many rows fall into a part.
    pub(super) fn count(&self, part: Part) -> usize {
        self.parts.iter().filter(|other| **other == part).count()
    }

    /// How many rows have an outcome, whether or not some of their cells are wrong.
    pub(super) fn outcomes(&self, part: Part) -> usize {
        self.import.rows.iter().filter(|row| Part::of(&row.outcome) == part).count()
    }

    /// The rows of a part.
    pub(super) fn rows_of(&self, part: Part) -> impl Iterator<Item = &PreviewRow> {
        self.import.rows.iter().zip(&self.parts).filter(move |(_, other)| **other == part).map(|(row, _)| row)
    }

    /// Whether another preview would do the same to as many rows.
    pub(super) fn agrees_with(&self, other: &Preview) -> bool {
        self.import.commands.len() == other.import.commands.len()
            && Part::ALL.iter().all(|part| self.count(*part) == other.count(*part))
    }
}

/// The part of each row. In a table, a row that comes in without some of its cells is to be looked at.
fn parts(import: &Import, table: bool) -> Vec<Part> {
    let wrong = |finding: &&ImportFinding| finding.severity != insight::Severity::Hint && finding.at.line > 0;
    let faulty: BTreeSet<u32> =
        if table { import.findings.iter().filter(wrong).map(|finding| finding.at.line).collect() } else { BTreeSet::new() };
    let part = |row: &PreviewRow| match Part::of(&row.outcome) {
        Part::LeftOut => Part::LeftOut,
        _ if faulty.contains(&row.at.line) => Part::Faulty,
        part @ (Part::Faulty | Part::New | Part::Changed | Part::Same | Part::Kept | Part::Gone) => part,
    };
    import.rows.iter().map(part).collect()
}

fn checked(value: &Organization, day: jiff::civil::Date) -> Findings {
    let open: Vec<ProjectId> =
        value.projects().iter().filter(|project| !project.state.is_closed()).map(|project| project.id).collect();
    let plan = insight::plan(value, &open, day);
    insight::findings(value, day, Some(&plan))
}

fn brought(before: &Findings, after: &Findings) -> Vec<Brought> {
    let key = |finding: &Finding| -> (&'static str, AnyId) { (finding.rule.code, finding.subject) };
    let known: BTreeSet<_> = before.open.iter().chain(before.waived.iter().map(|waived| &waived.finding)).map(key).collect();
    let mut brought: BTreeMap<_, Brought> = BTreeMap::new();
    for finding in after.open.iter().filter(|finding| !known.contains(&key(finding))) {
        let rule = finding.rule;
        let of_rule =
            brought.entry((rule.severity, rule.code)).or_insert_with(|| Brought { rule, count: 0, examples: Vec::new() });
        of_rule.count += 1;
        if of_rule.examples.len() < EXAMPLES {
            of_rule.examples.push(finding.sentence.clone());
        }
    }
    brought.into_values().collect()
}
