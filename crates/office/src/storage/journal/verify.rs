//! Verifying the journal: walks the chain from the first entry and names the first bad record.
//!
//! Erased bodies have no salt and are accepted: their digests are still covered. A tail that was cut off leaves a whole chain, so
//! only a head that was kept outside tells.

use std::fmt;
use std::path::Path;

use uuid::Uuid;

use super::Head;
use crate::storage::digest::{self, Digest, EntryDigest, Header};
use crate::storage::engine::{Connection, Row, sql};
use crate::storage::{Db, StorageError};

/// The number of entries that are read at once.
const PAGE: i64 = 1_000;

/// What verifying came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every record is as it was written.
    Whole(Verified),
    /// The first record that is not as it was written.
    Broken(Fault),
}

/// What was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number of entries.
    pub entries: i64,
    /// The number of changes.
    pub changes: i64,
    /// The number of command bodies and changes that have been erased.
    pub erased: i64,
    /// The head, to be kept outside.
    pub head: Head,
}

/// The first record that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no entry at this position.
    Missing {
        /// The position.
        position: i64,
    },
    /// The entry, or the list of its changes, was altered.
    Entry {
        /// The position.
        position: i64,
    },
    /// The body of the entry's command was altered.
    Body {
        /// The position.
        position: i64,
    },
    /// The bodies of a change were altered.
    Change {
        /// The position of the entry.
        position: i64,
        /// The place of the change in it.
        ordinal: i64,
    },
    /// A change stands where no entry has one.
    StrayChange {
        /// The position that it claims.
        position: i64,
    },
    /// The journal ends before the head that was kept.
    Shortened {
        /// Where it ends.
        position: i64,
        /// Where the kept head is.
        kept: i64,
    },
    /// The entry at the kept head is another one.
    Replaced {
        /// The position of the kept head.
        position: i64,
    },
    /// A current record is not what its last change made it.
    Record {
        /// The kind of the record.
        kind: String,
        /// The id of the record.
        id: Uuid,
    },
    /// The file itself is damaged.
    File {
        /// SQLite's words.
        detail: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing { position } => write!(out, "Entry {position} is missing."),
            Fault::Entry { position } => write!(out, "Entry {position} is not as it was written."),
            Fault::Body { position } => write!(out, "The command of entry {position} is not as it was written."),
            Fault::Change { position, ordinal } => {
                write!(out, "Change {ordinal} of entry {position} is not as it was written.")
            }
            Fault::StrayChange { position } => write!(out, "A change claims position {position}, where no entry has it."),
            Fault::Shortened { position, kept } => {
                write!(out, "The journal ends at position {position}, but a head was kept at position {kept}.")
            }
            Fault::Replaced { position } => write!(out, "Entry {position} is not the one whose digest was kept."),
            Fault::Record { kind, id } => write!(out, "The {kind} {id} is not what its last change made it."),
            Fault::File { detail } => write!(out, "The file is damaged: {detail}."),
        }
    }
}

/// Why a walk ends early.
enum Stop {
    Fault(Fault),
    Failed(sqlx::Error),
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Stop {
        Stop::Failed(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl Db {
    /// Walks the whole journal and compares the current records with it; with a head that was `kept` outside it also tells whether
    /// the tail was cut off or the history replaced.
    pub async fn verify(&self, kept: Option<Head>) -> Result<Verdict, StorageError> {
        let mut reader = self.snapshot().await?;
        self.verify_on(&mut reader, kept).await
    }

    /// Verifies what this connection sees.
    pub(crate) async fn verify_on(&self, reader: &mut Connection, kept: Option<Head>) -> Result<Verdict, StorageError> {
        verify(reader, self.path(), self.beginning(), kept).await
    }
}

/// Verifies the journal that a connection sees, from its beginning on.
pub(crate) async fn verify(
    reader: &mut Connection,
    path: &Path,
    beginning: Head,
    kept: Option<Head>,
) -> Result<Verdict, StorageError> {
    match walk(reader, beginning, kept).await {
        Ok(verified) => Ok(Verdict::Whole(verified)),
        Err(Stop::Fault(fault)) => Ok(Verdict::Broken(fault)),
        Err(Stop::Failed(error)) => {
            let error = StorageError::of(path, error);
            let StorageError::Damaged { detail, .. } = error else { return Err(error) };
            Ok(Verdict::Broken(Fault::File { detail }))
        }
    }
}

async fn walk(reader: &mut Connection, beginning: Head, kept: Option<Head>) -> Result<Verified, Stop> {
    const ENTRIES: &str = "SELECT position, command_id, kind, act, body, salt, body_digest, import_id, at, previous, digest
        FROM entry WHERE position > $1 ORDER BY position LIMIT $2";
    const CHANGES: &str = "SELECT position, ordinal, record_kind, record_id, before, after, salt, digest
        FROM change WHERE position > $1 AND position <= $2 ORDER BY position, ordinal";
    const FIRST: &str = "SELECT min(position) FROM entry";
    let mut verified = Verified { entries: 0, changes: 0, erased: 0, head: beginning };
    let first: Option<i64> = sql(FIRST).one(reader).await?.try_get(0)?;
    if first.is_some_and(|first| first < 1) {
        return Err(Fault::Entry { position: first.unwrap_or_default() }.into());
    }
    loop {
        let after = verified.head.position;
        let entries = sql(ENTRIES).bind(after).bind(PAGE).all(reader).await?;
        let Some(last) = entries.last() else { break };
        let changes = sql(CHANGES).bind(after).bind(last.try_get::<i64>(0)?).all(reader).await?;
        let mut changes = changes.as_slice();
        for row in &entries {
            changes = check_entry(&mut verified, row, changes)?;
            if kept.is_some_and(|kept| kept.position == verified.head.position && kept.digest != verified.head.digest) {
                return Err(Fault::Replaced { position: verified.head.position }.into());
            }
        }
    }
    let head = verified.head;
    match kept {
        Some(kept) if kept.position > head.position => {
            return Err(Fault::Shortened { position: head.position, kept: kept.position }.into());
        }
        Some(kept) if kept.position == 0 && kept != beginning => return Err(Fault::Replaced { position: 0 }.into()),
        Some(_) | None => {}
    }
    check_strays(reader, head.position).await?;
    check_records(reader).await?;
    check_file(reader).await?;
    Ok(verified)
}

/// Checks an entry and those changes that are its own, and answers the changes after them.
fn check_entry<'a>(verified: &mut Verified, row: &Row, changes: &'a [Row]) -> Result<&'a [Row], Stop> {
    let position = verified.head.position + 1;
    let found: i64 = row.try_get(0)?;
    if found != position {
        return Err(Fault::Missing { position }.into());
    }
    let altered = || Stop::from(Fault::Entry { position });
    if digest_of(row, 9) != Some(verified.head.digest) {
        return Err(altered());
    }
    let body_digest = digest_of(row, 6).ok_or_else(altered)?;
    match (bytes(row, 4)?, bytes(row, 5)?) {
        (Some(body), Some(salt)) if digest::of_body(salt, body) == body_digest => {}
        (None, None) => verified.erased += 1,
        (Some(_), Some(_)) | (None, Some(_)) | (Some(_), None) => return Err(Fault::Body { position }.into()),
    }
    let header = Header {
        position,
        command_id: bytes(row, 1)?.unwrap_or_default(),
        kind: bytes(row, 2)?.unwrap_or_default(),
        act: bytes(row, 3)?.unwrap_or_default(),
        import_id: bytes(row, 7)?,
        at: row.try_get(8)?,
    };
    let mut chained = EntryDigest::new(&verified.head.digest, &header, &body_digest);
    let mut rest = changes;
    let mut ordinal = 0;
    while let Some((change, later)) = rest.split_first() {
        let claimed: i64 = change.try_get(0)?;
        if claimed < position {
            return Err(Fault::StrayChange { position: claimed }.into());
        }
        if claimed > position {
            break;
        }
        let stated = check_change(verified, change, position, ordinal)?;
        chained.change(bytes(change, 2)?.unwrap_or_default(), bytes(change, 3)?.unwrap_or_default(), &stated);
        rest = later;
        ordinal += 1;
    }
    let digest = chained.end();
    if digest_of(row, 10) != Some(digest) {
        return Err(altered());
    }
    verified.entries += 1;
    verified.head = Head { position, digest };
    Ok(rest)
}

/// Checks the bodies of a change against its digest, and answers the digest.
fn check_change(verified: &mut Verified, row: &Row, position: i64, ordinal: i64) -> Result<Digest, Stop> {
    let altered = || Stop::from(Fault::Change { position, ordinal });
    if row.try_get::<i64>(1)? != ordinal {
        return Err(altered());
    }
    let stated = digest_of(row, 7).ok_or_else(altered)?;
    let (before, after) = (bytes(row, 4)?, bytes(row, 5)?);
    match bytes(row, 6)? {
        Some(salt) if digest::of_change(salt, before, after) == stated => {}
        None if before.is_none() && after.is_none() => verified.erased += 1,
        Some(_) | None => return Err(altered()),
    }
    verified.changes += 1;
    Ok(stated)
}

/// The bytes of a text or blob, whatever they are: altered text need not be text any more.
fn bytes(row: &Row, column: usize) -> Result<Option<&[u8]>, sqlx::Error> {
    row.bytes(column)
}

fn digest_of(row: &Row, column: usize) -> Option<Digest> {
    bytes(row, column).ok()??.try_into().ok().map(Digest)
}

/// Changes before the first entry or behind the last belong to nobody.
async fn check_strays(reader: &mut Connection, head: i64) -> Result<(), Stop> {
    const STRAY: &str = "SELECT position FROM change WHERE position < 1 OR position > $1 ORDER BY position LIMIT 1";
    match sql(STRAY).bind(head).maybe(reader).await? {
        Some(row) => Err(Fault::StrayChange { position: row.try_get(0)? }.into()),
        None => Ok(()),
    }
}

/// Every current record is what its last change made it, and every record whose last change made it something is there.
async fn check_records(reader: &mut Connection) -> Result<(), Stop> {
    // An erased last change no longer says what the record is, so then only the revision is compared.
    const DIFFERING: &str = "SELECT r.kind, r.id FROM record r
        LEFT JOIN change c ON c.record_kind = r.kind AND c.record_id = r.id AND c.position = r.revision
            AND c.ordinal = (SELECT max(l.ordinal) FROM change l
                WHERE l.record_kind = r.kind AND l.record_id = r.id AND l.position = r.revision)
        WHERE c.position IS NULL OR (c.salt IS NOT NULL AND (c.after IS NULL OR c.after <> r.body))
            OR EXISTS (SELECT 1 FROM change n
                WHERE n.record_kind = r.kind AND n.record_id = r.id AND n.position > r.revision)
        LIMIT 1";
    const ABSENT: &str = "SELECT c.record_kind, c.record_id FROM change c
        WHERE c.after IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM record r WHERE r.kind = c.record_kind AND r.id = c.record_id)
            AND NOT EXISTS (SELECT 1 FROM change n WHERE n.record_kind = c.record_kind AND n.record_id = c.record_id
                AND (n.position > c.position OR (n.position = c.position AND n.ordinal > c.ordinal)))
        LIMIT 1";
    for question in [DIFFERING, ABSENT] {
        if let Some(row) = sql(question).maybe(reader).await? {
            let kind = String::from_utf8_lossy(bytes(&row, 0)?.unwrap_or_default()).into_owned();
            let id = Uuid::from_slice(bytes(&row, 1)?.unwrap_or_default()).unwrap_or_default();
            return Err(Fault::Record { kind, id }.into());
        }
    }
    Ok(())
}

/// SQLite's own check of its pages and indexes. A server looks after its files itself.
async fn check_file(reader: &mut Connection) -> Result<(), Stop> {
    if reader.is_postgres() {
        return Ok(());
    }
    let answer = sql("PRAGMA integrity_check(1)").one(reader).await?;
    let detail: String = answer.try_get(0)?;
    if detail == "ok" { Ok(()) } else { Err(Fault::File { detail: detail.replace('\n', " ") }.into()) }
}
