//! What a decided command does to the value: whole records put or removed, with the records before, which is enough to reverse it.

use crate::record::AnyRecord;

/// One record put (an after), removed (only a before) or replaced (both).
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The record as it was.
    pub before: Option<AnyRecord>,
    /// The record as it will be.
    pub after: Option<AnyRecord>,
}

impl Change {
    /// The record that it is about, in its newest form.
    pub fn record(&self) -> Option<&AnyRecord> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// All changes of a decision, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    list: Vec<Change>,
}

impl Changes {
    /// No changes: the value is already so.
    pub fn none() -> Changes {
        Changes::default()
    }

    /// Changes in the order in which they hold.
    pub fn of(list: Vec<Change>) -> Changes {
        Changes { list }
    }

    /// One record put or replaced.
    pub fn put(before: Option<AnyRecord>, after: AnyRecord) -> Changes {
        Changes { list: vec![Change { before, after: Some(after) }] }
    }

    /// These changes and then others.
    #[must_use]
    pub fn and(mut self, others: Changes) -> Changes {
        self.list.extend(others.list);
        self
    }

    /// The changes in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.list.iter()
    }

    /// The changes, to be stamped with the revision that they make.
    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Change> {
        self.list.iter_mut()
    }

    /// How many records change.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What undoes them: the records before put back, in reverse order.
    #[must_use]
    pub fn reversed(&self) -> Changes {
        let turn = |change: &Change| Change { before: change.after.clone(), after: change.before.clone() };
        Changes { list: self.list.iter().rev().map(turn).collect() }
    }
}

impl IntoIterator for Changes {
    type Item = Change;
    type IntoIter = std::vec::IntoIter<Change>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
