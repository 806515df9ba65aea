//! Remainders: the parts of an imported file that are not modelled, kept beside the record they belong to so that an export gives them back.

use std::sync::Arc;

use organization_derive::{command, record};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, Name, Organization, Prose, Set};

pub use crate::record::RemainderId;

/// One part of an imported file.
#[record]
pub struct Remainder {
    /// The record that it belongs to; a whole file's rests belong to the settings or to its project.
    pub of: Option<AnyId>,
    /// The source that it came from.
    pub source: Name,
    /// What it is called there: a file and column, or an element.
    pub name: Name,
    /// What stood there.
    pub content: Prose,
}

impl Shape for Remainder {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.of.iter().for_each(|id| visit(link(Relation::RemainderOf, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.of
    }
    fn private(&self) -> Option<Section> {
        Some(Section::Administration)
    }
}

impl Organization {
    /// What is kept beside a record.
    pub fn remainders_of(&self, record: AnyId) -> impl DoubleEndedIterator<Item = &Arc<Remainder>> {
        self.linked::<Remainder>(Relation::RemainderOf, record)
    }
}

/// Keeps a part of an imported file that is not modelled.
#[command(function = Administer, adds = Remainder)]
pub struct AddRemainder {
    /// The id of the new remainder.
    pub id: RemainderId,
    /// The record that it belongs to.
    pub of: Option<AnyId>,
    /// The source that it came from.
    pub source: Name,
    /// What it is called there.
    pub name: Name,
    /// What stood there.
    pub content: Prose,
}

/// Changes a remainder, as a newer file states it.
#[command(function = Administer, changes = Remainder)]
pub struct ChangeRemainder {
    /// The remainder.
    pub remainder: RemainderId,
    /// What stood there.
    pub content: Set<Prose>,
}

/// Takes a remainder away.
#[command(function = Administer, removes = Remainder)]
pub struct RemoveRemainder {
    /// The remainder.
    pub remainder: RemainderId,
}
