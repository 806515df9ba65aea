//! Search: an index of titles that a follower keeps beside the value. It begins after the start, in the background, and then follows the journal.
//!
//! Words are matched from their beginning, all words of a query must occur. A reference finds its record at once. Hits are ranked by how much of the title
//! matches, then by kind. Results are filtered by what the viewer may see before they are counted.

use std::collections::{BTreeMap, HashMap};
use std::sync::{PoisonError, Weak};

use organization::{AnyId, Kind, Organization, Reference};
use tokio::sync::watch;

use crate::office::{Inner, Office};
use crate::seen::Seen;

/// The index. Documents are numbered; one that changed leaves a dead number behind.
#[derive(Debug, Default)]
pub(crate) struct Search {
    words: BTreeMap<Box<str>, Vec<u32>>,
    documents: Vec<Option<Document>>,
    of: HashMap<AnyId, u32>,
    /// The position up to which it follows; nothing until it has been built.
    position: Option<u64>,
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

/// The kinds that people search for, the first ranking highest among equals.
const SEARCHED: [Kind; 10] = [
    Kind::Goal,
    Kind::Project,
    Kind::Person,
    Kind::Unit,
    Kind::Task,
    Kind::Policy,
    Kind::Directive,
    Kind::Proposal,
    Kind::Decision,
    Kind::Position,
];

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).take(WORDS)
}

impl Search {
    fn add(&mut self, id: AnyId, title: &str) {
        let Ok(number) = u32::try_from(self.documents.len()) else { return };
        let length = u32::try_from(title.chars().count()).unwrap_or(u32::MAX);
        self.documents.push(Some(Document { id, length }));
        self.of.insert(id, number);
        for word in words(title) {
            let list = self.words.entry(word.into()).or_default();
            if list.last() != Some(&number) {
                list.push(number);
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
        if SEARCHED.contains(&id.kind)
            && let Some(record) = value.record(id)
        {
            self.add(id, &record.title(value));
        }
    }

    fn build(value: &Organization) -> Search {
        let mut search = Search { position: Some(value.position()), ..Search::default() };
        for record in value.records().into_iter().filter(|record| SEARCHED.contains(&record.id().kind)) {
            search.add(record.id(), &record.title(value));
        }
        search
    }

    /// The documents that hold a word that begins so, in the order of their numbers.
    fn beginning(&self, start: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (word, list) in self.words.range::<str, _>((std::ops::Bound::Included(start), std::ops::Bound::Unbounded)) {
            if !word.starts_with(start) || numbers.len() > LOOKED_AT {
                break;
            }
            numbers.extend_from_slice(&list[..list.len().min(LOOKED_AT)]);
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn matching(&self, query: &str) -> Vec<AnyId> {
        let mut lists: Vec<Vec<u32>> = words(query).map(|word| self.beginning(&word)).collect();
        lists.sort_by_key(Vec::len);
        let mut lists = lists.into_iter();
        let Some(mut numbers) = lists.next() else { return Vec::new() };
        for list in lists {
            numbers.retain(|number| list.binary_search(number).is_ok());
        }
        let rank = |id: &AnyId| SEARCHED.iter().position(|kind| *kind == id.kind);
        let mut found: Vec<&Document> =
            numbers.iter().filter_map(|number| self.documents.get(*number as usize)?.as_ref()).collect();
        found.sort_by_key(|document| (document.length / 8, rank(&document.id), document.length, document.id));
        found.into_iter().map(|document| document.id).collect()
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
