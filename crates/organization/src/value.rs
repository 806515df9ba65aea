//! The organization as one value: tables of records, the ways back along their links, references and external keys.
//!
//! Reading never scans: whatever points at a record is found through [`Organization::linked`]. Changing happens only through [`Organization::apply`], with
//! changes that were decided against this very value.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::OrdMap;
use uuid::Uuid;

use crate::record::{Leads, Stored, Tables, any, remove_from, tables_from_sorted};
use crate::table::{Index, Table};
use crate::{Act, AnyId, AnyRecord, Change, Changes, Command, Decide, Kind, Link, RecordId, Reference, Refusal, Relation};

/// What is a part of another record: it goes when that record is taken away.
const PARTS: &[(Relation, Kind)] = &[
    (Relation::RemainderOf, Kind::Remainder),
    (Relation::DemandTask, Kind::Demand),
    (Relation::DependencyFrom, Kind::Dependency),
    (Relation::DependencyTo, Kind::Dependency),
    (Relation::HandOffDependency, Kind::HandOff),
    (Relation::ProgressReportTask, Kind::ProgressReport),
    (Relation::RiskImpactTask, Kind::RiskImpact),
    (Relation::BaselineTaskBaseline, Kind::BaselineTask),
    (Relation::RateResource, Kind::Rate),
];

/// Everything that is true, at one position of the journal.
#[derive(Clone, Debug)]
pub struct Organization {
    tables: Tables,
    links: Vec<Index>,
    references: OrdMap<(Kind, u32), Uuid>,
    keys: OrdMap<(Kind, Arc<str>, Arc<str>), Uuid>,
    counters: [u32; Kind::COUNT],
    position: u64,
}

impl Default for Organization {
    fn default() -> Self {
        Organization {
            tables: Tables::default(),
            links: vec![Index::default(); Relation::COUNT],
            references: OrdMap::new(),
            keys: OrdMap::new(),
            counters: [0; Kind::COUNT],
            position: 0,
        }
    }
}

/// Reading.
/// The largest number of a reference: it is written with at most nine digits.
const NUMBER_LIMIT: u32 = 999_999_999;
/// How many numbers a record that brings its own may leave out, so that one slip of the finger does not use all of them up.
const LEFT_OUT: u32 = 10_000_000;

impl Organization {
    /// The position of the journal entry that made this value; 0 for the empty one.
    pub fn position(&self) -> u64 {
        self.position
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// All records of one kind.
    pub fn table<R: Stored>(&self) -> &Table<R> {
        R::table(&self.tables)
    }

    /// The record that an id names.
    pub fn find<I: Leads>(&self, id: I) -> Option<&Arc<I::Record>> {
        <I::Record as Stored>::table(&self.tables).get(id.uuid())
    }

    /// The record that an id names, or the refusal that there is none.
    pub fn get<I: Leads>(&self, id: I) -> Result<&Arc<I::Record>, Refusal> {
        self.find(id).ok_or(Refusal::NotFound { kind: I::KIND.words().to_owned() })
    }

    /// Whether a record exists.
    pub fn has(&self, id: AnyId) -> bool {
        self.record(id).is_some()
    }

    /// The records of one kind that point at a record in one relation, in the order of their creation.
    pub fn linked<R: Stored>(&self, relation: Relation, to: impl Into<AnyId>) -> impl DoubleEndedIterator<Item = &Arc<R>> {
        let to = to.into().id;
        self.links[relation as usize].at(to).filter_map(move |from| R::table(&self.tables).get(from))
    }

    /// The records of a kind behind an id that point at a record in one relation, in the order of their creation.
    pub fn linked_after(&self, relation: Relation, kind: Kind, to: AnyId, after: Uuid) -> impl Iterator<Item = AnyRecord> {
        self.links[relation as usize].after(to.id, after).filter_map(move |from| self.record(any(kind, from)))
    }

    /// The records of one kind that point at any record in one relation, by what they point at. For relations that few have at a time.
    pub fn linking<R: Stored>(&self, relation: Relation) -> impl Iterator<Item = &Arc<R>> {
        self.links[relation as usize].all().filter_map(|from| R::table(&self.tables).get(from))
    }

    /// How many records point at a record in one relation.
    pub fn count_linked(&self, relation: Relation, to: impl Into<AnyId>) -> usize {
        self.links[relation as usize].at(to.into().id).count()
    }

    /// The record with a reference such as `G-12`.
    pub fn at_reference(&self, reference: Reference) -> Option<AnyId> {
        self.references.get(&(reference.kind, reference.number)).map(|id| any(reference.kind, *id))
    }

    /// The record of a kind that a source knows under a key.
    pub fn at_key(&self, kind: Kind, source: &str, key: &str) -> Option<AnyId> {
        self.keys.get(&(kind, Arc::from(source), Arc::from(key))).map(|id| any(kind, *id))
    }

    /// The reference of a record, or nothing where its kind has none.
    pub fn reference(&self, id: AnyId) -> Option<Reference> {
        self.record(id)?.reference()
    }

    /// How a sentence names a record: reference and title.
    pub fn label(&self, id: AnyId) -> String {
        match self.record(id) {
            Some(record) => match record.reference() {
                Some(reference) => format!("{reference} “{}”", record.title(self)),
                None => format!("{} “{}”", id.kind.words(), record.title(self)),
            },
            None => format!("a {} that is gone", id.kind.words()),
        }
    }

    /// The last reference numbers given out, by kind, to be stored beside the records: numbers are never given twice.
    pub fn counters(&self) -> impl Iterator<Item = (Kind, u32)> {
        Kind::ALL.iter().map(|kind| (*kind, self.counters[*kind as usize])).filter(|(_, last)| *last > 0)
    }

    /// Whether two values hold the same records, whichever entries wrote them.
    pub fn same_records(&self, other: &Organization) -> bool {
        let (mine, theirs) = (self.records(), other.records());
        mine.len() == theirs.len() && mine.iter().zip(&theirs).all(|(mine, theirs)| mine.says_the_same(theirs))
    }
}

/// Deciding.
impl Organization {
    /// Decides one command against this value.
    pub fn decide(&self, command: &Command, act: &Act) -> Result<Changes, Refusal> {
        command.decide(self, act)
    }

    /// Decides commands one after the other, each on what the ones before it made; the number says which was refused.
    pub fn decide_all(&self, commands: &[Command], act: &Act) -> Result<Changes, (usize, Refusal)> {
        let mut value = self.clone();
        let mut all = Vec::new();
        for (number, command) in commands.iter().enumerate() {
            let mut changes = value.decide(command, act).map_err(|refusal| (number, refusal))?;
            value.apply(&mut changes, self.position);
            all.extend(changes);
        }
        Ok(Changes::of(all))
    }

    /// A new record: its id must be free; it gets the next reference of its kind unless it brings one.
    pub fn add<R: Stored>(&self, mut record: R, act: &Act) -> Result<Changes, Refusal> {
        let _ = act;
        let id = record.id().any();
        if id.id.is_nil() || self.has(id) {
            return Err(Refusal::AlreadyExists { kind: R::KIND.words().to_owned() });
        }
        if R::LETTER.is_some() {
            let next = self.counters[R::KIND as usize].saturating_add(1);
            let most = next.saturating_add(LEFT_OUT).min(NUMBER_LIMIT);
            if record.number() == 0 {
                record.set_number(next);
            }
            if record.number() > most {
                return Err(Refusal::NumberTooLarge { number: record.number().to_string(), most: most.to_string() });
            }
        }
        self.checked(None, record)
    }

    /// A changed record; nothing where it says the same as before.
    pub fn change<R: Stored>(&self, before: &Arc<R>, after: R, act: &Act) -> Result<Changes, Refusal> {
        let _ = act;
        if **before == after {
            return Ok(Changes::none());
        }
        self.checked(Some(R::any(before.clone())), after)
    }

    /// One record changed by what it is now, or the refusal that it cannot be.
    pub(crate) fn alter<I: Leads>(
        &self,
        id: I,
        act: &Act,
        next: impl FnOnce(&I::Record) -> Result<I::Record, Refusal>,
    ) -> Result<Changes, Refusal> {
        let before = self.get(id)?;
        self.change(before, next(before)?, act)
    }

    /// The refusal of a step that a record's state does not allow.
    pub(crate) fn wrong_state(&self, id: impl Into<AnyId>, state: &str, wanted: &str) -> Refusal {
        Refusal::WrongState { what: self.label(id.into()), state: state.to_owned(), wanted: wanted.to_owned() }
    }

    /// A record taken away, which nothing may point at any more. Its parts, and what an import kept beside it, go with it.
    pub fn remove<I: Leads>(&self, id: I, act: &Act) -> Result<Changes, Refusal> {
        let _ = act;
        let before = I::Record::any(self.get(id)?.clone());
        let mut gone = self.parts_of(id.any());
        gone.push(before);
        let going: BTreeSet<Uuid> = gone.iter().map(|record| record.id().id).collect();
        gone.iter().try_for_each(|record| self.refuse_if_needed(record.id(), &going))?;
        Ok(Changes::of(gone.into_iter().map(|gone| Change { before: Some(gone), after: None }).collect()))
    }

    /// The records that are parts of one and go with it, those deepest inside first.
    fn parts_of(&self, id: AnyId) -> Vec<AnyRecord> {
        let mut parts = Vec::new();
        for (relation, kind) in PARTS {
            for part in self.links[*relation as usize].at(id.id).map(|part| any(*kind, part)) {
                parts.extend(self.parts_of(part));
                parts.extend(self.record(part));
            }
        }
        parts
    }

    /// Reverses the changes of an entry, where nobody has changed the same records since.
    pub fn undo(&self, done: &Changes) -> Result<Changes, Refusal> {
        let mut value = self.clone();
        let mut all = Vec::new();
        for change in done.reversed() {
            let Some(id) = change.record().map(AnyRecord::id) else { continue };
            let now = value.record(id);
            let untouched = match (&now, &change.before) {
                (Some(now), Some(then)) => now.says_the_same(then),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            if !untouched {
                return Err(Refusal::ChangedSince { what: self.label(id) });
            }
            match &change.after {
                Some(after) => value.check_record(after)?,
                None => value.refuse_if_needed(id, &BTreeSet::from([id.id]))?,
            }
            let mut changes = Changes::of(vec![Change { before: now, after: change.after }]);
            value.apply(&mut changes, self.position);
            all.extend(changes);
        }
        Ok(Changes::of(all))
    }

    /// Refuses to take back what stands once it was said: acknowledgements, decisions and what was published are superseded by newer ones. What a file
    /// brought goes with the file all the same.
    pub fn refuse_what_stands(&self, done: &Changes) -> Result<(), Refusal> {
        let standing = done.iter().filter_map(crate::Change::record).find(|record| record.stands_for_good());
        standing.map_or(Ok(()), |record| Err(Refusal::Stands { what: self.label(record.id()) }))
    }

    fn checked<R: Stored>(&self, before: Option<AnyRecord>, record: R) -> Result<Changes, Refusal> {
        let record = R::any(Arc::new(record));
        self.check_record(&record)?;
        Ok(Changes::put(before, record))
    }

    /// What holds for every record: its links lead somewhere, its trees have no loop, its reference and keys are its own, and its own rules.
    fn check_record(&self, record: &AnyRecord) -> Result<(), Refusal> {
        let id = record.id();
        let mut fault = None;
        record.links(&mut |link: Link| {
            if fault.is_none() {
                fault = self.check_link(id, link).err();
            }
        });
        if let Some(refusal) = fault {
            return Err(refusal);
        }
        if let Some(reference) = record.reference()
            && self.at_reference(reference).is_some_and(|other| other != id)
        {
            return Err(Refusal::ReferenceTaken { reference: reference.to_string() });
        }
        for key in record.keys().iter() {
            if let Some(other) = self.keys.get(&(id.kind, key.source.clone(), key.key.clone()))
                && *other != id.id
            {
                return Err(Refusal::KeyTaken {
                    key: format!("{}:{}", key.source, key.key),
                    by: self.label(any(id.kind, *other)),
                });
            }
        }
        record.check(self)
    }

    fn check_link(&self, from: AnyId, link: Link) -> Result<(), Refusal> {
        if link.to != from && !self.has(link.to) {
            return Err(Refusal::NotFound { kind: link.to.kind.words().to_owned() });
        }
        if link.to.kind == Kind::Remainder {
            return Err(Refusal::OnlyKept { what: self.label(link.to) });
        }
        let tree = matches!(
            link.relation,
            Relation::UnitParent
                | Relation::PositionReportsTo
                | Relation::GoalParent
                | Relation::TaskParent
                | Relation::CalendarBase
                | Relation::DecisionSupersedes
                | Relation::SkillParent
        );
        if tree && self.is_above(from, link.to, link.relation) {
            return Err(Refusal::WouldLoop { what: self.label(from), under: self.label(link.to) });
        }
        Ok(())
    }

    /// Whether `above` is `below` or one of those that it hangs under in a tree.
    pub fn is_above(&self, above: AnyId, below: AnyId, relation: Relation) -> bool {
        let mut at = Some(below);
        while let Some(here) = at {
            if here == above {
                return true;
            }
            at = None;
            if let Some(record) = self.record(here) {
                record.links(&mut |link| {
                    if link.relation == relation {
                        at = Some(link.to);
                    }
                });
            }
        }
        false
    }

    /// Refuses that a record goes while others point at it that do not go with it.
    fn refuse_if_needed(&self, id: AnyId, going: &BTreeSet<Uuid>) -> Result<(), Refusal> {
        for index in &self.links {
            let mut needing = index.at(id.id).filter(|from| !going.contains(from));
            if let Some(first) = needing.next() {
                let more = needing.count();
                let named = Kind::ALL.iter().map(|kind| any(*kind, first)).find(|id| self.has(*id));
                let by = match named.and_then(|id| self.record(id)) {
                    Some(record) if record.private().is_some() => {
                        format!("A {} that not everybody may see", record.id().kind.words())
                    }
                    Some(record) => self.label(record.id()),
                    None => "Another record".to_owned(),
                };
                let by = if more == 0 { format!("{by} hangs") } else { format!("{by} and {more} more hang") };
                return Err(Refusal::StillNeeded { what: self.label(id), by });
            }
        }
        Ok(())
    }
}

/// Applying.
impl Organization {
    /// Makes this the next value. The changed records are stamped with the position of their entry.
    pub fn apply(&mut self, changes: &mut Changes, position: u64) {
        for change in changes.iter_mut() {
            match &mut change.after {
                Some(after) => {
                    after.set_revision(position);
                    self.put(after.clone());
                }
                None => {
                    if let Some(before) = &change.before {
                        self.take(before.id());
                    }
                }
            }
        }
        self.position = self.position.max(position);
    }

    /// This value with one record put, to look ahead.
    pub(crate) fn with(&self, record: AnyRecord) -> Organization {
        let mut value = self.clone();
        value.put(record);
        value
    }

    fn put(&mut self, record: AnyRecord) {
        let id = record.id();
        if record.number() > 0 {
            self.references.insert((id.kind, record.number()), id.id);
            let last = &mut self.counters[id.kind as usize];
            *last = (*last).max(record.number());
        }
        for key in record.keys().iter() {
            self.keys.insert((id.kind, key.source.clone(), key.key.clone()), id.id);
        }
        let mut links = Vec::new();
        record.links(&mut |link| links.push(link));
        let keys = record.keys().clone();
        if let Some(old) = record.put_into(&mut self.tables) {
            let mut gone = Vec::new();
            old.links(&mut |link| gone.push(link));
            for link in gone.iter().filter(|link| !links.contains(link)) {
                self.links[link.relation as usize].remove(link.to.id, id.id);
            }
            links.retain(|link| !gone.contains(link));
            for key in old.keys().iter().filter(|key| !keys.iter().any(|kept| kept == *key)) {
                self.keys.remove(&(id.kind, key.source.clone(), key.key.clone()));
            }
        }
        for link in links {
            self.links[link.relation as usize].insert(link.to.id, id.id);
        }
    }

    fn take(&mut self, id: AnyId) {
        let Some(old) = remove_from(&mut self.tables, id) else { return };
        old.links(&mut |link| self.links[link.relation as usize].remove(link.to.id, id.id));
        for key in old.keys().iter() {
            self.keys.remove(&(id.kind, key.source.clone(), key.key.clone()));
        }
        if old.number() > 0 {
            self.references.remove(&(id.kind, old.number()));
        }
    }

    /// A value from all its records at once, as read from storage, with the last reference numbers given out. Far quicker than putting them one by one.
    pub fn from_records(
        mut records: Vec<AnyRecord>,
        counters: impl IntoIterator<Item = (Kind, u32)>,
        position: u64,
    ) -> Organization {
        records.sort_unstable_by_key(AnyRecord::id);
        let mut value = Organization { position, ..Organization::default() };
        for (kind, last) in counters {
            value.counters[kind as usize] = last;
        }
        let mut pairs: Vec<Vec<(Uuid, Uuid)>> = vec![Vec::new(); Relation::COUNT];
        let (mut references, mut keys) = (Vec::new(), Vec::new());
        for record in &records {
            let id = record.id();
            record.links(&mut |link| pairs[link.relation as usize].push((link.to.id, id.id)));
            if record.number() > 0 {
                references.push(((id.kind, record.number()), id.id));
                let last = &mut value.counters[id.kind as usize];
                *last = (*last).max(record.number());
            }
            keys.extend(record.keys().iter().map(|key| ((id.kind, key.source.clone(), key.key.clone()), id.id)));
        }
        std::thread::scope(|scope| {
            let tables = scope.spawn(|| tables_from_sorted(&records));
            references.sort_unstable();
            keys.sort_unstable();
            value.references = references.into_iter().collect();
            value.keys = keys.into_iter().collect();
            value.links = pairs
                .into_iter()
                .map(|mut pairs| {
                    pairs.sort_unstable();
                    Index::from_sorted(pairs)
                })
                .collect();
            if let Ok(tables) = tables.join() {
                value.tables = tables;
            }
        });
        value
    }
}

/// A table's record by its id, for the accessors of features.
pub(crate) fn parent_chain<'a, R: Stored>(
    start: Option<&'a Arc<R>>,
    next: impl Fn(&'a R) -> Option<&'a Arc<R>> + 'a,
) -> impl Iterator<Item = &'a Arc<R>> {
    std::iter::successors(start, move |record| next(record))
}
