//! Who is meant: the names that rows give themselves, and the records that cells name.

use std::collections::HashMap;

use organization::{AnyId, Kind, Organization, Reference};
use uuid::Uuid;

use crate::bundle::codec::Lookup;

/// All names of a bundle, and those of the value beside them.
pub(super) struct Names<'a> {
    value: &'a Organization,
    source: &'a str,
    given: HashMap<(Kind, String), Uuid>,
    minted: HashMap<(Kind, Uuid), ()>,
    people: HashMap<String, (Uuid, String)>,
    /// What to know about the name found last.
    pub(super) hint: Option<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(value: &'a Organization, source: &'a str) -> Self {
        let mut names =
            Names { value, source, given: HashMap::new(), minted: HashMap::new(), people: HashMap::new(), hint: None };
        for person in value.people().iter() {
            if let Some(key) = person.keys.in_source(source) {
                names.people.insert(key.to_lowercase(), (organization::RecordId::uuid(person.id), key.to_owned()));
            }
        }
        names
    }

    /// A row calls itself by a name; false where another has it.
    pub(super) fn give(&mut self, id: AnyId, name: &str) -> bool {
        self.minted.insert((id.kind, id.id), ());
        if name.is_empty() {
            return true;
        }
        if id.kind == Kind::Person {
            self.people.entry(name.to_lowercase()).or_insert((id.id, name.to_owned()));
        }
        match self.given.entry((id.kind, name.to_owned())) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(id.id);
                true
            }
        }
    }

    /// The record of a kind that a row of the bundle gave this name.
    pub(super) fn given(&self, kind: Kind, name: &str) -> Option<AnyId> {
        self.given.get(&(kind, name.to_owned())).map(|id| AnyId { kind, id: *id })
    }

    /// Whether the value has a record, or a row makes it.
    pub(super) fn has(&self, id: AnyId) -> bool {
        self.minted.contains_key(&(id.kind, id.id)) || self.value.has(id)
    }

    /// The record of the value that a name means: by its key in the source, its reference, or its id.
    pub(super) fn in_value(&self, kind: Kind, name: &str) -> Option<AnyId> {
        if let Some(id) = self.value.at_key(kind, self.source, name) {
            return Some(id);
        }
        if let Some(reference) = name.parse::<Reference>().ok().filter(|reference| reference.kind == kind) {
            return self.value.at_reference(reference);
        }
        let id = AnyId { kind, id: Uuid::parse_str(name).ok()? };
        self.value.has(id).then_some(id)
    }

    /// The record of a kind that a cell names exactly.
    pub(super) fn exactly(&self, kind: Kind, name: &str) -> Option<AnyId> {
        let by_id = || Uuid::parse_str(name).ok().map(|id| AnyId { kind, id }).filter(|id| self.has(*id));
        self.given(kind, name).or_else(|| self.in_value(kind, name)).or_else(by_id)
    }
}

impl Lookup for Names<'_> {
    fn find(&mut self, kinds: &[Kind], text: &str) -> Result<AnyId, String> {
        if let Some(id) = kinds.iter().find_map(|kind| self.exactly(*kind, text)) {
            return Ok(id);
        }
        if let Some((kind, name)) = text.split_once(['/', ':'])
            && let Some(kind) = Kind::from_name(kind).filter(|kind| kinds.contains(kind))
            && let Some(id) = self.exactly(kind, name)
        {
            return Ok(id);
        }
        if kinds.contains(&Kind::Person)
            && let Some((id, name)) = self.people.get(&text.to_lowercase())
        {
            self.hint = Some(format!("“{text}” is written “{name}” elsewhere; it was taken for the same person."));
            return Ok(AnyId { kind: Kind::Person, id: *id });
        }
        let words = match kinds {
            [kind] => kind.words(),
            _ => "record",
        };
        Err(format!("There is no {words} “{text}”."))
    }
}
