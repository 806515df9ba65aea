//! The two shapes that hold the value in memory: records by id, and pairs that answer "which records point here". Both share their nodes with earlier
//! values, so that branching costs nothing and a change copies a path.

use std::ops::Bound;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use uuid::Uuid;

use crate::record::Record;

/// All records of one kind, by id.
#[derive(Clone, Debug)]
pub struct Table<R> {
    records: OrdMap<Uuid, Arc<R>>,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Table { records: OrdMap::new() }
    }
}

impl<R: Record> Table<R> {
    /// A table of records that are sorted by id.
    pub(crate) fn from_sorted(records: impl IntoIterator<Item = (Uuid, Arc<R>)>) -> Self {
        Table { records: records.into_iter().collect() }
    }

    /// The record with an id.
    pub fn get(&self, id: Uuid) -> Option<&Arc<R>> {
        self.records.get(&id)
    }

    /// All records, in the order of their ids (that is, of their creation).
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<R>> + DoubleEndedIterator {
        self.records.values()
    }

    /// The records behind an id, in the order of their ids.
    pub fn after(&self, id: Uuid) -> impl DoubleEndedIterator<Item = &Arc<R>> {
        self.records.range((Bound::Excluded(id), Bound::Unbounded)).map(|(_, record)| record)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn put(&mut self, id: Uuid, record: Arc<R>) -> Option<Arc<R>> {
        self.records.insert(id, record)
    }

    pub(crate) fn remove(&mut self, id: Uuid) -> Option<Arc<R>> {
        self.records.remove(&id)
    }
}

/// Pairs (to, from): for each record, the records that point at it in one relation.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pairs: OrdSet<(Uuid, Uuid)>,
}

impl Index {
    /// An index of pairs that are sorted.
    pub(crate) fn from_sorted(pairs: Vec<(Uuid, Uuid)>) -> Self {
        Index { pairs: pairs.into_iter().collect() }
    }

    /// The records that point at one, in the order of their ids.
    pub fn at(&self, to: Uuid) -> impl DoubleEndedIterator<Item = Uuid> {
        self.pairs.range((to, Uuid::nil())..=(to, Uuid::max())).map(|(_, from)| *from)
    }

    /// The records behind an id that point at one, in the order of their ids.
    pub fn after(&self, to: Uuid, from: Uuid) -> impl DoubleEndedIterator<Item = Uuid> {
        self.pairs.range((Bound::Excluded((to, from)), Bound::Included((to, Uuid::max())))).map(|(_, from)| *from)
    }

    /// The records that point at any, by what they point at.
    pub fn all(&self) -> impl Iterator<Item = Uuid> {
        self.pairs.iter().map(|(_, from)| *from)
    }

    pub(crate) fn insert(&mut self, to: Uuid, from: Uuid) {
        self.pairs.insert((to, from));
    }

    pub(crate) fn remove(&mut self, to: Uuid, from: Uuid) {
        self.pairs.remove(&(to, from));
    }
}
