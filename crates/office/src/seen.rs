//! Seen: the organization as one viewer may see it on one day.
//!
//! Pages, API and exports never get the value itself. What a viewer may not see does not exist for them: accessors, lists, counts, search and history leave
//! it out. Whoever is signed in sees the records of the organization except its private sections; those are said in the authority file.

use std::sync::Arc;

use jiff::civil::Date;
use organization::authority::Section;
use organization::record::{Leads, Stored};
use organization::{
    Accountability, AnyId, AnyRecord, Comment, Function, GoalId, Kind, Letter, Organization, OutlineRow, Party, Person, PersonId,
    ProjectId, Reference, Relation, Responsibility, Settings, TaskId, UnitId,
};
use uuid::Uuid;

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A person who is signed in.
    Person(PersonId),
    /// Whoever holds the data directory, at the terminal.
    Terminal,
}

/// How many records are looked at for one page, so that a kind of which somebody sees little is not read to its end at once.
const LOOKED_AT: usize = 20_000;

/// Some records of one kind.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The records.
    pub records: Vec<AnyRecord>,
    /// The id behind which the next page begins; nothing where this is the last.
    pub next: Option<Uuid>,
}

/// What one viewer sees of the value on a day.
#[derive(Clone)]
pub struct Seen {
    value: Arc<Organization>,
    viewer: Viewer,
    day: Date,
}

impl Seen {
    pub(crate) fn new(value: Arc<Organization>, viewer: Viewer, day: Date) -> Seen {
        Seen { value, viewer, day }
    }

    /// What whoever holds the data directory sees of a value that was read beside its office.
    pub fn at_terminal(value: Arc<Organization>, day: Date) -> Seen {
        Seen::new(value, Viewer::Terminal, day)
    }

    /// The day on which they look.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The person who looks, where it is one.
    pub fn me(&self) -> Option<PersonId> {
        match self.viewer {
            Viewer::Person(person) => Some(person),
            Viewer::Terminal => None,
        }
    }

    /// The position of the value.
    pub fn position(&self) -> u64 {
        self.value.position()
    }

    /// Computes something of the whole value. Only for pure functions whose answer is filtered by [`Seen::shows`] on the way out.
    pub fn compute<T>(&self, derive: impl FnOnce(&Organization) -> T) -> T {
        derive(&self.value)
    }

    /// Whether a record exists for this viewer.
    pub fn shows(&self, id: AnyId) -> bool {
        self.record(id).is_some()
    }

    /// A record of any kind, without what the viewer may not see of it.
    pub fn record(&self, id: AnyId) -> Option<AnyRecord> {
        self.redact(self.value.record(id)?)
    }

    /// The record that an id names.
    pub fn find<I: Leads>(&self, id: I) -> Option<Arc<I::Record>> {
        let record = <I::Record as Stored>::any(self.value.find(id)?.clone());
        self.redact(record).as_ref().and_then(|record| <I::Record as Stored>::of(record)).cloned()
    }

    /// The records of one kind that point at a record in one relation.
    pub fn linked<R: Stored>(&self, relation: Relation, to: impl Into<AnyId>) -> Vec<Arc<R>> {
        let linked = self.value.linked::<R>(relation, to);
        linked.filter_map(|record| self.redact(R::any(record.clone())).as_ref().and_then(R::of).cloned()).collect()
    }

    /// Hides what the viewer may not see: whole records, or private fields of them.
    pub(crate) fn redact(&self, record: AnyRecord) -> Option<AnyRecord> {
        let Viewer::Person(viewer) = self.viewer else { return Some(record) };
        let sees = |section| self.value.sees(viewer, section, record.id(), self.day);
        if record.private().is_some_and(|section| !sees(section)) {
            return None;
        }
        match record.redacted() {
            Some((section, rest)) if !sees(section) => Some(rest),
            Some(_) | None => Some(record),
        }
    }

    /// What people called a record that is there no more, where the viewer may know of it.
    pub(crate) fn gone(&self, record: AnyRecord) -> Option<String> {
        if self.value.record(record.id()).is_some() {
            return None;
        }
        self.redact(record).map(|record| record.title(&self.value))
    }

    /// All records of one kind, in the order of their creation, without what the viewer may not see.
    pub fn all<R: Stored>(&self) -> Vec<Arc<R>> {
        let records = self.value.table::<R>().iter();
        records.filter_map(|record| self.redact(R::any(record.clone())).as_ref().and_then(R::of).cloned()).collect()
    }

    /// A page of the records of one kind behind an id, in the order of their creation, without what the viewer may not see. Each way leads to a record that
    /// they must point at; the first is followed through its index, the others are looked at.
    pub fn page(&self, kind: Kind, ways: &[(Relation, AnyId)], after: Uuid, limit: usize) -> Page {
        let mut found: Box<dyn Iterator<Item = AnyRecord>> = match ways.first() {
            Some((relation, to)) => Box::new(self.value.linked_after(*relation, kind, *to, after)),
            None => self.value.records_after(kind, after),
        };
        let points = |record: &AnyRecord| {
            let mut links = Vec::new();
            record.links(&mut |link| links.push((link.relation, link.to)));
            ways.iter().skip(1).all(|way| links.contains(way))
        };
        let mut page = Page::default();
        for record in found.by_ref().take(LOOKED_AT) {
            let id = record.id().id;
            if points(&record) {
                page.records.extend(self.redact(record));
            }
            page.next = Some(id);
            if page.records.len() == limit {
                break;
            }
        }
        if found.next().is_none() {
            page.next = None;
        }
        page
    }

    /// How many records of one kind there are that everybody may see.
    pub fn count<R: Stored>(&self) -> usize {
        self.value.table::<R>().len()
    }

    /// The record that a reference names.
    pub fn at_reference(&self, reference: Reference) -> Option<AnyId> {
        self.value.at_reference(reference).filter(|id| self.shows(*id))
    }

    /// The reference of a record.
    pub fn reference(&self, id: AnyId) -> Option<Reference> {
        self.value.reference(id).filter(|_| self.shows(id))
    }

    /// What people call a record; nothing for what may not be seen.
    pub fn title(&self, id: AnyId) -> String {
        self.record(id).map(|record| record.title(&self.value)).unwrap_or_default()
    }

    /// Reference and title in one.
    pub fn label(&self, id: AnyId) -> String {
        if self.shows(id) { self.value.label(id) } else { String::new() }
    }

    /// The settings.
    pub fn settings(&self) -> Settings {
        self.value.set_up()
    }

    /// The tasks of a project in the order of its outline.
    pub fn outline(&self, project: ProjectId) -> Vec<OutlineRow<'_>> {
        self.value.outline(project)
    }

    /// The tasks directly under one, in their order.
    pub fn tasks_under(&self, task: TaskId) -> Vec<Arc<organization::Task>> {
        self.value.tasks_under(task).into_iter().cloned().collect()
    }

    /// Who is accountable for a thing, after inheritance.
    pub fn accountable(&self, thing: AnyId) -> Option<Accountability> {
        self.value.accountable(thing, self.day)
    }

    /// The responsibilities for a thing that hold on the day, by letter.
    pub fn responsibilities(&self, thing: AnyId) -> Vec<Arc<Responsibility>> {
        let mut held: Vec<_> =
            self.value.responsibilities_for(thing).filter(|held| held.dated.holds(self.day)).cloned().collect();
        held.sort_by_key(|held| held.letter);
        held
    }

    /// What a person is named for on the day, by letter: themselves, not their unit or position.
    pub fn carried_by(&self, person: PersonId) -> Vec<(Letter, AnyId)> {
        let held = self.value.responsibilities_of(Party::Person(person)).filter(|held| held.dated.holds(self.day));
        let mut carried: Vec<(Letter, AnyId)> = held.map(|held| (held.letter, held.subject)).collect();
        carried.sort();
        carried
    }

    /// The people that a party is on the day.
    pub fn people_of(&self, party: Party) -> Vec<PersonId> {
        self.value.people_of(party, self.day)
    }

    /// The people who head a unit on the day.
    pub fn heads(&self, unit: UnitId) -> Vec<Arc<Person>> {
        self.value.head_people(unit, self.day).into_iter().filter_map(|person| self.find(person.id)).collect()
    }

    /// The units that a person takes part in on the day.
    pub fn units_of(&self, person: PersonId) -> Vec<UnitId> {
        self.value.units_of(person, self.day)
    }

    /// A goal and those above it, from below.
    pub fn goals_from(&self, goal: GoalId) -> Vec<Arc<organization::Goal>> {
        self.value.goals_from(goal).cloned().collect()
    }

    /// The comments on a thing that the viewer may see, the oldest first.
    pub fn comments_on(&self, thing: AnyId) -> Vec<Arc<Comment>> {
        self.linked::<Comment>(Relation::CommentOn, thing)
    }

    /// Whether the viewer may exercise a function on a thing.
    pub fn may(&self, function: Function, thing: AnyId) -> bool {
        match self.viewer {
            Viewer::Terminal => true,
            Viewer::Person(person) => self.value.may(person, function, thing, self.day),
        }
    }

    /// Whether the viewer may see a private section of a thing.
    pub fn sees(&self, section: Section, thing: AnyId) -> bool {
        match self.viewer {
            Viewer::Terminal => true,
            Viewer::Person(person) => self.value.sees(person, section, thing, self.day),
        }
    }

    /// Whether the viewer sets the program up.
    pub fn is_administrator(&self) -> bool {
        match self.viewer {
            Viewer::Terminal => true,
            Viewer::Person(person) => self.value.is_administrator(person, self.day),
        }
    }
}
