//! Who is who: typed ids, the short references that people see, and the keys of other systems.
//!
//! Ids are UUIDs of version 7 that the sender of a creating command mints, so that commands of one batch can refer to each other and a retry is harmless.
//! References such as `G-12` come from counters in the value and never change.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::record::Kind;

/// An id that knows the kind of record it names.
pub trait RecordId: Copy + Eq + Ord + fmt::Debug + From<Uuid> + Send + Sync + 'static {
    /// The kind of record that it names.
    const KIND: Kind;
    /// The bare number.
    fn uuid(self) -> Uuid;
    /// The same id, without its type.
    fn any(self) -> AnyId {
        AnyId { kind: Self::KIND, id: self.uuid() }
    }
}

/// Declares typed ids.
macro_rules! ids {
    ($($id:ident names $kind:ident;)*) => {$(
        #[doc = concat!("The id of a [`", stringify!($kind), "`](crate::", stringify!($kind), ").")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $id(uuid::Uuid);
        impl From<uuid::Uuid> for $id {
            fn from(id: uuid::Uuid) -> Self { Self(id) }
        }
        impl From<$id> for $crate::AnyId {
            fn from(id: $id) -> Self { $crate::RecordId::any(id) }
        }
        impl $crate::Written for $id {
            fn schema(definitions: &mut $crate::written::Definitions) -> serde_json::Value {
                $crate::written::id_of($crate::Kind::$kind, definitions)
            }
        }
        impl $crate::RecordId for $id {
            const KIND: $crate::Kind = $crate::Kind::$kind;
            fn uuid(self) -> uuid::Uuid { self.0 }
        }
    )*};
}
pub(crate) use ids;

/// An id of any kind of record, written `task/0190…`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyId {
    /// The kind of record.
    pub kind: Kind,
    /// Which one.
    pub id: Uuid,
}

impl AnyId {
    /// The typed id, where it names that kind of record.
    pub fn to<I: RecordId>(self) -> Option<I> {
        (self.kind == I::KIND).then(|| I::from(self.id))
    }
}

impl fmt::Display for AnyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.id)
    }
}

impl FromStr for AnyId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("“{text}” does not name a record (kind/id, for example task/0190a5c4-…).");
        let (kind, id) = text.split_once('/').ok_or_else(fault)?;
        Ok(AnyId { kind: Kind::from_name(kind).ok_or_else(fault)?, id: Uuid::parse_str(id).map_err(|_| fault())? })
    }
}

impl Serialize for AnyId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AnyId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What people see and say: a letter and a number, `G-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The kind of record.
    pub kind: Kind,
    /// Its number, from 1.
    pub number: u32,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind.letter() {
            Some(letter) => write!(f, "{letter}-{}", self.number),
            None => write!(f, "{}-{}", self.kind.name(), self.number),
        }
    }
}

impl FromStr for Reference {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (letter, number) = text.trim().split_once('-').ok_or(())?;
        let mut letters = letter.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return Err(()) };
        let kind = Kind::from_letter(letter.to_ascii_uppercase()).ok_or(())?;
        if number.starts_with('+') {
            return Err(());
        }
        let number = number.parse().map_err(|_| ())?;
        if number == 0 { Err(()) } else { Ok(Reference { kind, number }) }
    }
}

/// The key under which another system, or a file, knows a record. The kind of the record belongs to it: one key may name a goal and a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The source, named once at an import.
    pub source: Arc<str>,
    /// The key within that source.
    pub key: Arc<str>,
}

/// All external keys of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keys(Option<Box<[Key]>>);

impl Keys {
    /// No keys.
    pub const NONE: Keys = Keys(None);

    /// One key of one source.
    pub fn one(source: &str, key: &str) -> Keys {
        [Key { source: source.into(), key: key.into() }].into_iter().collect()
    }

    /// The keys, in the order in which they were given.
    pub fn iter(&self) -> std::slice::Iter<'_, Key> {
        self.0.as_deref().unwrap_or_default().iter()
    }

    /// The key within one source.
    pub fn in_source(&self, source: &str) -> Option<&str> {
        self.iter().find(|key| &*key.source == source).map(|key| &*key.key)
    }
}

impl FromIterator<Key> for Keys {
    fn from_iter<T: IntoIterator<Item = Key>>(keys: T) -> Self {
        let keys: Vec<Key> = keys.into_iter().collect();
        Keys((!keys.is_empty()).then(|| keys.into_boxed_slice()))
    }
}
