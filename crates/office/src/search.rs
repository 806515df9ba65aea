//! Search: an index of titles and of the words beside them that a follower keeps beside the value. It begins after the start, in the background, and then follows
//! the journal. Each kind of record says itself whether it is searched for and by which words ([`organization::record::Shape::found_by`]).
//!
//! Words are matched from their beginning, all words of a query must occur. A reference finds its record at once. Hits in titles come before hits in the words
//! beside them, then those of which more of the title matches, then by kind. Results are filtered by what the viewer may see before they are counted; private
//! fields are never in the index, so that no hit tells of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{PoisonError, Weak};

use organization::{AnyId, AnyRecord, Kind, Organization, Reference};
use tokio::sync::watch;

use crate::office::{Inner, Office};
use crate::seen::Seen;

/// The index. Documents are numbered; one that changed leaves a dead number behind.
#[derive(Debug, Default)]
pub(crate) struct Search {
    words: BTreeMap<Box<str>, Vec<Place>>,
    documents: Vec<Option<Document>>,
    of: HashMap<AnyId, u32>,
    /// The position up to which it follows; nothing until it has been built.
    position: Option<u64>,
}

/// Where a word occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The document.
    number: u32,
    /// Whether only beside its title.
    beside: bool,
}

#[derive(Debug)]
struct Document {
    id: AnyId,
    length: u32,
}

/// A record found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub id: AnyId,
    /// Its reference, where its kind has one.
    pub reference: Option<Reference>,
    /// Its title.
    pub title: String,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The index is still being built.
    NotYet,
    /// Hits, the best first.
    Hits(Vec<Hit>),
}

/// The most documents that are looked at for a query of very common words.
const LOOKED_AT: usize = 20_000;
/// The most words of a title that are kept, and of a query.
const WORDS: usize = 40;

/// The most words beside a title that are kept.
const BESIDE: usize = 80;

/// The kinds that rank highest among equals; the others follow in the order of the list of kinds.
const FIRST: [Kind; 4] = [Kind::Goal, Kind::Project, Kind::Person, Kind::Unit];

/// What a record is found by: its title and the words beside it, without its private fields; nothing where its kind is not searched for.
fn found_by(value: &Organization, record: AnyRecord) -> Option<(AnyId, String, String)> {
    let shown = record.redacted().map_or(record, |(_, rest)| rest);
    shown.found_by().map(|beside| (shown.id(), shown.title(value), beside))
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

impl Search {
    fn add(&mut self, (id, title, beside): (AnyId, String, String)) {
        let Ok(number) = u32::try_from(self.documents.len()) else { return };
        let length = u32::try_from(title.chars().count()).unwrap_or(u32::MAX);
        self.documents.push(Some(Document { id, length }));
        self.of.insert(id, number);
        let titled = words(&title).take(WORDS).map(|word| (word, Place { number, beside: false }));
        let beside = words(&beside).take(BESIDE).map(|word| (word, Place { number, beside: true }));
        for (word, place) in titled.chain(beside) {
            let list = self.words.entry(word.into()).or_default();
            // The title comes first, so a word in both counts as one of the title.
            if list.last().is_none_or(|last| last.number != number) {
                list.push(place);
            }
        }
    }

    fn drop(&mut self, id: AnyId) {
        if let Some(number) = self.of.remove(&id) {
            self.documents[number as usize] = None;
        }
    }

    /// Puts the newest title of a record in place of the one before.
    fn renew(&mut self, value: &Organization, id: AnyId) {
        self.drop(id);
        if let Some(found) = value.record(id).and_then(|record| found_by(value, record)) {
            self.add(found);
        }
    }

    fn build(value: &Organization) -> Search {
        let mut search = Search { position: Some(value.position()), ..Search::default() };
        for found in value.records().into_iter().filter_map(|record| found_by(value, record)) {
            search.add(found);
        }
        search
    }

    /// The documents that hold a word that begins so, in the order of their numbers; those that hold one in their title say so.
    fn beginning(&self, start: &str) -> Vec<Place> {
        let mut places = Vec::new();
        for (word, list) in self.words.range::<str, _>((std::ops::Bound::Included(start), std::ops::Bound::Unbounded)) {
            if !word.starts_with(start) || places.len() > LOOKED_AT {
                break;
            }
            places.extend_from_slice(&list[..list.len().min(LOOKED_AT)]);
        }
        places.sort_unstable();
        places.dedup_by_key(|place| place.number);
        places
    }

    fn matching(&self, query: &str) -> Vec<AnyId> {
        let mut lists: Vec<Vec<Place>> = words(query).take(WORDS).map(|word| self.beginning(&word)).collect();
        lists.sort_by_key(Vec::len);
        let mut lists = lists.into_iter();
        let Some(mut places) = lists.next() else { return Vec::new() };
        for list in lists {
            places.retain_mut(|place| {
                let found = list.binary_search_by_key(&place.number, |other| other.number);
                found.is_ok_and(|at| {
                    place.beside |= list[at].beside;
                    true
                })
            });
        }
        let rank = |id: &AnyId| (FIRST.iter().position(|kind| *kind == id.kind).unwrap_or(FIRST.len()), id.kind);
        let document = |place: &Place| Some((place.beside, self.documents.get(place.number as usize)?.as_ref()?));
        let mut found: Vec<(bool, &Document)> = places.iter().filter_map(document).collect();
        found.sort_by_key(|(beside, document)| (*beside, document.length / 8, rank(&document.id), document.length, document.id));
        found.into_iter().map(|(_, document)| document.id).collect()
    }
}

impl Office {
    /// Finds what a viewer may see, the best first.
    pub fn search(&self, seen: &Seen, query: &str, limit: usize) -> Found {
        let hit = |id: AnyId| Some(Hit { id, reference: seen.reference(id), title: seen.record(id).map(|_| seen.title(id))? });
        if let Some(id) = query.trim().parse::<Reference>().ok().and_then(|reference| seen.at_reference(reference)) {
            return Found::Hits(hit(id).into_iter().collect());
        }
        let search = self.inner.search.read().unwrap_or_else(PoisonError::into_inner);
        if search.position.is_none() {
            return Found::NotYet;
        }
        Found::Hits(search.matching(query).into_iter().filter_map(hit).take(limit).collect())
    }
}

/// Builds the index in the background and then follows the journal. It ends when the office is gone.
pub(crate) fn start(office: Weak<Inner>, mut announced: watch::Receiver<u64>) {
    tokio::spawn(async move {
        let Some(value) = office.upgrade().map(|office| office.value()) else { return };
        let Ok(built) = tokio::task::spawn_blocking(move || Search::build(&value)).await else { return };
        let mut position = built.position.unwrap_or_default();
        if let Some(office) = office.upgrade() {
            *office.search.write().unwrap_or_else(PoisonError::into_inner) = built;
        }
        loop {
            let Some(office) = office.upgrade() else { return };
            let value = office.value();
            if value.position() > position {
                let (from, to) =
                    (i64::try_from(position).unwrap_or(i64::MAX), i64::try_from(value.position()).unwrap_or(i64::MAX));
                match office.db.changes_between(from, to).await {
                    Ok(changes) => {
                        let mut search = office.search.write().unwrap_or_else(PoisonError::into_inner);
                        let ids = changes.iter().filter_map(|change| {
                            Some(AnyId { kind: Kind::from_name(&change.record_kind)?, id: change.record_id })
                        });
                        ids.for_each(|id| search.renew(&value, id));
                        position = value.position();
                        search.position = Some(position);
                    }
                    Err(error) => tracing::warn!(%error, "the search index could not follow; it tries again at the next change"),
                }
            }
            drop(office);
            if announced.changed().await.is_err() {
                return;
            }
        }
    });
}
