//! The journal: what was done, entry by entry, and the records as they are now.
//!
//! An **entry** is one command that was decided: who, when, what. Its **changes** say which records it put or removed, with the
//! bodies before and after. Both only ever grow, under a hash chain ([`super::digest`]). Beside them lie the current records, so
//! that loading reads no history. Erasure empties the bodies of entries and changes and leaves their digests.
//!
//! Positions are assigned by whoever appends: 1, 2, 3 and so on without gaps.

mod append;
mod cursors;
mod history;
mod load;
mod verify;

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

pub use history::{ChangeOf, RecordAt};
pub use load::Page;
pub(crate) use verify::verify;
pub use verify::{Fault, Verdict, Verified};

use super::digest::{self, Digest};
use super::engine::{Connection, Row, sql};

/// Where the journal stands: its last position, 0 when it is empty, and the digest there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The position of the last entry.
    pub position: i64,
    /// Its digest.
    pub digest: Digest,
}

/// An entry to append.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// The id of the command; a second entry with it is refused.
    pub command_id: Uuid,
    /// The kind of the command.
    pub kind: Arc<str>,
    /// Who, in which capacity, why: JSON with ids only, so that erasure need not touch it.
    pub act: Arc<str>,
    /// The command, as JSON.
    pub body: Arc<str>,
    /// The import that it belongs to, to be undone together.
    pub import_id: Option<Uuid>,
    /// When it was decided, kept to the microsecond.
    pub at: Timestamp,
    /// The records that it put or removed, in order.
    pub changes: Vec<NewChange>,
}

/// A change of one record, to append with its entry. Bodies are JSON on one line.
#[derive(Clone, Debug)]
pub struct NewChange {
    /// The kind of the record.
    pub record_kind: Arc<str>,
    /// The id of the record.
    pub record_id: Uuid,
    /// The body before, none when the record is new.
    pub before: Option<Arc<str>>,
    /// The body after, none when the record is removed.
    pub after: Option<Arc<str>>,
}

/// An entry as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the journal, from 1.
    pub position: i64,
    /// The id of the command.
    pub command_id: Uuid,
    /// The kind of the command.
    pub kind: String,
    /// Who, in which capacity, why.
    pub act: String,
    /// The command.
    pub body: EntryBody,
    /// The import that it belongs to.
    pub import_id: Option<Uuid>,
    /// When it was decided.
    pub at: Timestamp,
    /// The digest of the entry before it.
    pub previous: Digest,
    /// Its own digest.
    pub digest: Digest,
}

/// The body of a command, as long as it has not been erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryBody {
    /// The command as JSON.
    Kept(String),
    /// It was about a person who has been erased.
    Erased,
}

/// A change as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The position of its entry.
    pub position: i64,
    /// Its place among the changes of its entry, from 0.
    pub ordinal: i64,
    /// The kind of the record.
    pub record_kind: String,
    /// The id of the record.
    pub record_id: Uuid,
    /// The bodies.
    pub bodies: ChangeBodies,
}

/// The bodies of a record around a change, as long as they have not been erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeBodies {
    /// The bodies as JSON.
    Kept {
        /// Before, none when the record was new.
        before: Option<String>,
        /// After, none when the record was removed.
        after: Option<String>,
    },
    /// The record belonged to a person who has been erased.
    Erased,
}

/// An entry with its changes in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryWithChanges {
    /// The entry.
    pub entry: Entry,
    /// Its changes.
    pub changes: Vec<Change>,
}

/// Reads where the journal stands.
pub(crate) async fn read_head(connection: &mut Connection, installation: Uuid) -> Result<Head, sqlx::Error> {
    const HEAD: &str = "SELECT position, digest FROM entry ORDER BY position DESC LIMIT 1";
    match sql(HEAD).maybe(connection).await? {
        Some(row) => Ok(Head { position: row.try_get(0)?, digest: digest_at(&row, 1)? }),
        None => Ok(Head { position: 0, digest: digest::of_installation(installation) }),
    }
}

fn digest_at(row: &Row, column: usize) -> Result<Digest, sqlx::Error> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map(Digest).map_err(|_| undecodable(column, "a digest must have 32 bytes"))
}

fn id_at(row: &Row, column: usize) -> Result<Uuid, sqlx::Error> {
    let bytes: &[u8] = row.try_get(column)?;
    Uuid::from_slice(bytes).map_err(|_| undecodable(column, "an id must have 16 bytes"))
}

fn maybe_id_at(row: &Row, column: usize) -> Result<Option<Uuid>, sqlx::Error> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    bytes.map(Uuid::from_slice).transpose().map_err(|_| undecodable(column, "an id must have 16 bytes"))
}

fn instant_at(row: &Row, column: usize) -> Result<Timestamp, sqlx::Error> {
    let microseconds: i64 = row.try_get(column)?;
    Timestamp::from_microsecond(microseconds).map_err(|_| undecodable(column, "the instant is out of range"))
}

fn undecodable(column: usize, why: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_string(), source: why.into() }
}
