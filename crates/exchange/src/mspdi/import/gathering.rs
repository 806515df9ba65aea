//! What is gathered while a plan becomes commands: the value as it will be, the ids of records by UID, rows, findings and counts.

use std::collections::{BTreeMap, BTreeSet};

use insight::Severity;
use jiff::civil::DateTime;
use organization::{
    AddRemainder, AnyId, CalendarId, ChangeRemainder, Command, Demand, Dependency, Keys, Kind, Name, Organization, ProjectId,
    Prose, RecordId, Refusal, Relation, RemainderId, RemoveRemainder, Resource, ResourceId, Set, TaskId,
};
use planner::{Calendars, Minute};
use uuid::Uuid;

use super::super::measure::Position;
use super::super::plan::Plan;
use super::ImportOptions;
use super::difference::Difference;
use super::kept::{Piece, Sorted, parts, showable};
use crate::import::{
    CommandList, IMPORT, Import, ImportFinding, KeptPart, Outcome, PartReport, Place, PreviewRow, Report, code_of,
};

/// A record of the file, for its row.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) at: Place,
    pub(super) kind: Kind,
    pub(super) key: String,
    pub(super) title: String,
}

/// What is to be done about a record of the file.
pub(super) struct Deed {
    /// The record that it becomes.
    pub(super) id: AnyId,
    /// Whether the file brings it.
    pub(super) new: bool,
    /// What makes it, where there is none yet.
    pub(super) add: Option<Command>,
    /// What changes it.
    pub(super) changes: Vec<Difference>,
    /// The key of what is kept of it: `task/12`.
    pub(super) rest: String,
    /// Its elements.
    pub(super) sorted: Sorted,
    /// The part of the file in which it is counted.
    pub(super) part: &'static str,
    /// Its whole text.
    pub(super) xml: String,
}

/// All that is gathered.
pub(super) struct Gathering<'a> {
    pub(super) before: &'a Organization,
    pub(super) plan: &'a Plan,
    pub(super) options: &'a ImportOptions,
    mint: &'a mut dyn FnMut() -> Uuid,
    pub(super) list: CommandList,
    pub(super) findings: Vec<ImportFinding>,
    rows: Vec<PreviewRow>,
    named: BTreeSet<AnyId>,
    counts: BTreeMap<&'static str, PartReport>,
    names: BTreeMap<(String, String), u64>,
    pub(super) project: ProjectId,
    pub(super) calendar_ids: BTreeMap<i64, CalendarId>,
    pub(super) resource_ids: BTreeMap<i64, ResourceId>,
    pub(super) task_ids: BTreeMap<i64, TaskId>,
    compiled: Calendars,
    compiled_ids: BTreeMap<Option<CalendarId>, planner::CalendarId>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(
        before: &'a Organization,
        plan: &'a Plan,
        options: &'a ImportOptions,
        mint: &'a mut dyn FnMut() -> Uuid,
    ) -> Gathering<'a> {
        Gathering {
            before,
            plan,
            options,
            mint,
            list: CommandList::new(before, options.day),
            findings: Vec::new(),
            rows: Vec::new(),
            named: BTreeSet::new(),
            counts: BTreeMap::new(),
            names: BTreeMap::new(),
            project: ProjectId::default(),
            calendar_ids: BTreeMap::new(),
            resource_ids: BTreeMap::new(),
            task_ids: BTreeMap::new(),
            compiled: Calendars::new(),
            compiled_ids: BTreeMap::new(),
        }
    }

    /// A place in the file.
    pub(super) fn place(&self, at: Position) -> Place {
        Place { file: self.options.file.clone(), line: at.line, column: at.column }
    }

    /// The subject of a record with a UID.
    pub(super) fn subject(&self, kind: Kind, uid: i64, at: Position, title: &str) -> Subject {
        Subject { at: self.place(at), kind, key: uid.to_string(), title: title.to_owned() }
    }

    /// The id of the record that the source knows under a key, or a new one; and whether it is new.
    pub(super) fn id<I: RecordId>(&mut self, key: &str) -> (I, bool) {
        match self.before.at_key(I::KIND, &self.options.source, key).and_then(AnyId::to) {
            Some(id) => (id, false),
            None => (I::from((self.mint)()), true),
        }
    }

    /// The keys of a record: those that it has, and that of the source.
    pub(super) fn keys(&self, before: &Keys, key: &str) -> Keys {
        if before.in_source(&self.options.source) == Some(key) {
            return before.clone();
        }
        let own = Keys::one(&self.options.source, key);
        before.iter().filter(|key| *key.source != *self.options.source).chain(own.iter()).cloned().collect()
    }

    /// Working minutes between two moments on a calendar; on the project's where none is named.
    pub(super) fn working(&mut self, calendar: Option<CalendarId>, from: DateTime, to: DateTime) -> i64 {
        let calendar = calendar.or_else(|| self.list.value.find(self.project).and_then(|project| project.calendar));
        let compiled = &mut self.compiled;
        let value = &self.list.value;
        let id = *self.compiled_ids.entry(calendar).or_insert_with(|| {
            let whole = calendar.map_or_else(
                || planner::Calendar::weekly(planner::Week::standard()),
                |calendar| insight::planner_calendar(value, calendar),
            );
            compiled.add(&whole)
        });
        self.compiled.working_between(id, Minute::from(from), Minute::from(to))
    }

    /// Adds a row of the preview.
    pub(super) fn row(&mut self, subject: Subject, record: Option<AnyId>, outcome: Outcome) {
        let Subject { at, kind, key, title } = subject;
        self.rows.push(PreviewRow { at, kind, key, title, record, outcome });
    }

    /// Adds a finding about a record.
    pub(super) fn finding(&mut self, subject: &Subject, severity: Severity, sentence: String) {
        let Subject { at, kind, key, .. } = subject.clone();
        self.findings.push(ImportFinding { code: IMPORT, severity, kind, key, sentence, at });
    }

    fn refused(&mut self, subject: &Subject, refusal: &Refusal) -> String {
        let Subject { at, kind, key, .. } = subject.clone();
        let code = code_of(refusal, kind);
        let sentence = refusal.to_string();
        self.findings.push(ImportFinding { code, severity: Severity::Error, kind, key, sentence: sentence.clone(), at });
        sentence
    }

    /// Whether a record of the file was taken.
    pub(super) fn is_named(&self, id: AnyId) -> bool {
        self.named.contains(&id)
    }

    /// Does what is to be done about a record of the file, and says so in a row. Answers whether the record is there afterwards.
    pub(super) fn settle(&mut self, subject: Subject, deed: Deed) -> bool {
        let Deed { id, new, add, changes, rest, sorted, part, xml } = deed;
        if let Some(command) = add
            && let Err(refusal) = self.list.give(command, &subject.at)
        {
            let because = self.refused(&subject, &refusal);
            self.keep_whole(&subject, part, &rest, &xml);
            self.row(subject, None, Outcome::LeftOut { because });
            return false;
        }
        self.named.insert(id);
        let (mut fields, mut because) = (Vec::new(), None);
        for change in changes {
            match self.list.give(change.command, &subject.at) {
                Ok(()) => fields.extend(change.fields),
                Err(refusal) => because = Some(self.refused(&subject, &refusal)),
            }
        }
        if self.keep(id, &rest, &sorted.pieces, &subject.at) && !new {
            fields.push("kept".to_owned());
        }
        self.count(part, &sorted);
        let outcome = match (new, because) {
            (true, _) => Outcome::New,
            (false, Some(because)) if fields.is_empty() => Outcome::LeftOut { because },
            (false, _) if fields.is_empty() => Outcome::Same,
            (false, _) => Outcome::Changed { fields },
        };
        self.row(subject, Some(id), outcome);
        true
    }

    /// Keeps a record that does not become one here, beside the project, and counts it.
    pub(super) fn keep_whole(&mut self, subject: &Subject, part: &'static str, rest: &str, xml: &str) {
        let word = if subject.kind == Kind::Dependency { "PredecessorLink" } else { part.trim_end_matches('s') };
        let sorted = Sorted::whole(word, xml);
        self.count(part, &sorted);
        if self.list.value.find(self.project).is_some() {
            self.keep(self.project.into(), rest, &sorted.pieces, &subject.at);
        }
    }

    /// Counts the elements of a record.
    pub(super) fn count(&mut self, part: &'static str, sorted: &Sorted) {
        let counts = self.counts.entry(part).or_default();
        counts.imported += sorted.imported;
        counts.computed += sorted.computed;
        counts.kept += sorted.kept;
        counts.read += sorted.imported + sorted.computed + sorted.kept;
        for (name, count) in &sorted.names {
            *self.names.entry((part.trim_end_matches('s').to_owned(), name.clone())).or_default() += count;
        }
    }

    /// Makes the remainders of a record say what the file says. Answers whether anything changed.
    pub(super) fn keep(&mut self, of: AnyId, rest: &str, pieces: &[Piece], at: &Place) -> bool {
        let source = self.options.source.clone();
        let before = self.list.commands.len();
        let mut number = 0_usize;
        for piece in pieces {
            let name = Name::new(&piece.name).unwrap_or_else(|_| source.clone());
            for text in parts(&showable(&piece.xml)) {
                number += 1;
                let Ok(content) = Prose::new(text) else { continue };
                self.keep_one(of, &format!("{rest}/{number}"), (name.clone(), content), at);
            }
        }
        loop {
            number += 1;
            let Some(gone) = self.before.at_key(Kind::Remainder, &source, &format!("{rest}/{number}")).and_then(AnyId::to) else {
                break;
            };
            // Nothing points at a remainder, so taking it away is never refused.
            let _ = self.list.give(RemoveRemainder { remainder: gone }, at);
        }
        self.list.commands.len() > before
    }

    fn keep_one(&mut self, of: AnyId, key: &str, (name, content): (Name, Prose), at: &Place) {
        let source = self.options.source.clone();
        let known = self.before.at_key(Kind::Remainder, &source, key).and_then(AnyId::to::<RemainderId>);
        let known = known.and_then(|id| self.before.find(id));
        let fits = known.filter(|known| known.of == Some(of) && known.name == name);
        let command: Command = match (known, fits) {
            (_, Some(fits)) if fits.content == content => return,
            (_, Some(fits)) => ChangeRemainder { remainder: fits.id, content: Set::To(content), keys: Set::Keep }.into(),
            (known, None) => {
                if let Some(known) = known {
                    let _ = self.list.give(RemoveRemainder { remainder: known.id }, at);
                }
                let id = RemainderId::from((self.mint)());
                let keys = Keys::one(&source, key);
                AddRemainder { id, of: Some(of), source, name, content, number: None, keys }.into()
            }
        };
        if let Err(refusal) = self.list.give(command, at) {
            let subject = Subject { at: at.clone(), kind: Kind::Remainder, key: key.to_owned(), title: String::new() };
            self.refused(&subject, &refusal);
        }
    }

    /// Lists what an earlier file of the source named and this one does not.
    pub(super) fn no_longer_named(&mut self) {
        let value = self.before;
        let mut known: Vec<AnyId> = Vec::new();
        known.extend(value.calendars().iter().filter(|own| own.project == Some(self.project)).map(|own| AnyId::from(own.id)));
        known.extend(value.linked::<Resource>(Relation::ResourceProject, self.project).map(|own| AnyId::from(own.id)));
        for task in value.tasks_of(self.project) {
            known.push(task.id.into());
            known.extend(value.linked::<Demand>(Relation::DemandTask, task.id).map(|own| AnyId::from(own.id)));
            known.extend(value.linked::<Dependency>(Relation::DependencyTo, task.id).map(|own| AnyId::from(own.id)));
        }
        for id in known {
            let Some(record) = value.record(id).filter(|_| !self.is_named(id)) else { continue };
            let Some(key) = record.keys().in_source(&self.options.source) else { continue };
            let at = Place { file: self.options.file.clone(), line: 0, column: 0 };
            let subject = Subject { at, kind: id.kind, key: key.to_owned(), title: record.title(value) };
            self.row(subject, Some(id), Outcome::NoLongerNamed);
        }
    }

    /// The import.
    pub(super) fn finish(mut self) -> Import {
        // The root and the four lists hold nothing themselves.
        let read: u64 = self.counts.values().map(|part| part.read).sum();
        let lists = self.plan.census.read.saturating_sub(read);
        let mut parts = Vec::new();
        for name in ["Project", "Calendars", "Resources", "Tasks", "Assignments"] {
            let mut part = self.counts.remove(name).unwrap_or_default();
            if name == "Project" {
                part.read += lists;
                part.imported += lists;
            }
            parts.push(PartReport { name: name.to_owned(), ..part });
        }
        let mut kept: Vec<KeptPart> =
            self.names.into_iter().map(|((part, name), count)| KeptPart { part, name, count }).collect();
        kept.sort_by(|one, other| (other.count, &one.part, &one.name).cmp(&(one.count, &other.part, &other.name)));
        self.rows.sort_by_key(|row| (row.outcome == Outcome::NoLongerNamed, row.at.line, row.at.column));
        Import { commands: self.list.commands, rows: self.rows, findings: self.findings, report: Report { parts, kept } }
    }
}
