//! Appending a group of entries: one transaction, one sync.
//!
//! Rows are written by statements of 64, 32 … 1 rows, a fixed set that stays prepared on the one connection that writes. Of a
//! record that several entries of the group change, only the last body is written.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use uuid::Uuid;

use super::{Head, NewChange, NewEntry, read_head};
use crate::Chance;
use crate::storage::db::Writer;
use crate::storage::digest::{self, Digest, EntryDigest, Header, SALT};
use crate::storage::engine::{Connection, Statement, made};
use crate::storage::{Db, StorageError};

/// The numbers of rows that a statement may have, largest first.
const ROWS: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// A statement for each number of rows in [`ROWS`].
type Statements = [Arc<str>; 7];

static ENTRY: LazyLock<Statements> = LazyLock::new(|| {
    let head =
        "INSERT INTO entry (position, command_id, kind, act, body, salt, body_digest, import_id, at, previous, digest) VALUES ";
    statements(head, 11, "")
});
static CHANGE: LazyLock<Statements> = LazyLock::new(|| {
    let head = "INSERT INTO change (position, ordinal, record_kind, record_id, before, after, salt, digest) VALUES ";
    statements(head, 8, "")
});
static PUT: LazyLock<Statements> = LazyLock::new(|| {
    let tail = " ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, body = excluded.body";
    statements("INSERT INTO record (kind, id, revision, body) VALUES ", 4, tail)
});
static REMOVE: LazyLock<Statements> = LazyLock::new(|| statements("DELETE FROM record WHERE (kind, id) IN (VALUES ", 2, ")"));

/// Writes a statement once for each number of rows: `head ($1, $2), ($3, $4) tail`.
fn statements(head: &str, columns: usize, tail: &str) -> Statements {
    ROWS.map(|rows| {
        let row = |row: usize| {
            let places: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
            format!("({})", places.join(", "))
        };
        let values: Vec<String> = (0..rows).map(row).collect();
        format!("{head}{}{tail}", values.join(", ")).into()
    })
}

impl Db {
    /// Where the journal stands.
    pub async fn head(&self) -> Result<Head, StorageError> {
        if let Ok(mut writer) = self.writer().await {
            self.look_again(&mut writer).await?;
            return Ok(writer.head);
        }
        let mut reader = self.reader().await?;
        self.read(read_head(&mut reader, self.installation()).await)
    }

    /// Appends the entries in order behind position `after`, all or none, and returns when they are on disk.
    ///
    /// The first entry gets position `after + 1`. When the journal stands elsewhere the answer is [`StorageError::Moved`], when a
    /// command id is there already [`StorageError::Doubled`]. When the database was lost while it was saving and nobody can say
    /// whether it did, the answer is [`StorageError::Unknown`]. Salts are taken from `chance`.
    pub async fn append(&self, after: i64, entries: &[NewEntry], chance: &dyn Chance) -> Result<Head, StorageError> {
        entries.iter().try_for_each(is_storable)?;
        let mut writer = self.writer().await?;
        if writer.head.position != after {
            self.look_again(&mut writer).await?;
        }
        if writer.head.position != after {
            return Err(StorageError::Moved { expected: after, head: writer.head.position });
        }
        if entries.is_empty() {
            return Ok(writer.head);
        }
        let rows = Rows::of(writer.head, entries, chance);
        let mut committing = false;
        let written = self.patiently(write(writer.begun(), &rows, &mut committing)).await;
        match written {
            Ok(()) => {
                writer.head = rows.head;
                writer.ended();
                Ok(rows.head)
            }
            Err(error) => self.explain(&mut writer, rows.head, entries, (error, committing)).await,
        }
    }

    /// Says why a group was not written, after another look at where the journal stands. A group whose commit was on its way when the database went
    /// may be there all the same.
    async fn explain(
        &self,
        writer: &mut Writer,
        wanted: Head,
        entries: &[NewEntry],
        (failed, committing): (StorageError, bool),
    ) -> Result<Head, StorageError> {
        let before = wanted.position - i64::try_from(entries.len()).unwrap_or(i64::MAX);
        if self.recover(writer).await.is_err() {
            return Err(if committing { StorageError::Unknown { path: self.path().to_owned() } } else { failed });
        }
        if writer.head == wanted {
            return Ok(wanted);
        }
        let moved = StorageError::Moved { expected: before, head: writer.head.position };
        if writer.head.position != before {
            // Others went on behind it, or instead of it: whoever decides again finds out which, by the ids of the commands.
            return Err(moved);
        }
        if !matches!(failed, StorageError::Taken { .. }) {
            return Err(failed);
        }
        let ids: Vec<Uuid> = entries.iter().map(|entry| entry.command_id).collect();
        let recorded = self.positions_of(&ids).await?.into_iter().next().map(|(command_id, _)| command_id);
        Err(recorded.or_else(|| first_double(ids)).map_or(failed, |command_id| StorageError::Doubled { command_id }))
    }
}

fn first_double(mut ids: Vec<Uuid>) -> Option<Uuid> {
    ids.sort_unstable();
    ids.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// Record bodies are loaded in pages that one line break divides, so a body is one line.
fn is_storable(entry: &NewEntry) -> Result<(), StorageError> {
    let many_lines = |body: &Option<Arc<str>>| body.as_ref().is_some_and(|body| body.contains('\n'));
    if entry.changes.iter().any(|change| many_lines(&change.before) || many_lines(&change.after)) {
        return Err(StorageError::Malformed { what: "a record of several lines" });
    }
    if entry.changes.iter().any(|change| change.before.is_none() && change.after.is_none()) {
        return Err(StorageError::Malformed { what: "a change from nothing to nothing" });
    }
    Ok(())
}

/// The rows of a group, chained and salted, before they are written.
struct Rows<'a> {
    head: Head,
    entries: Vec<EntryRow<'a>>,
    changes: Vec<ChangeRow<'a>>,
    puts: Vec<(RecordKey<'a>, i64, &'a Arc<str>)>,
    removals: Vec<RecordKey<'a>>,
}

type RecordKey<'a> = (&'a Arc<str>, Uuid);

struct EntryRow<'a> {
    position: i64,
    entry: &'a NewEntry,
    salt: [u8; SALT],
    body_digest: Digest,
    previous: Digest,
    digest: Digest,
}

struct ChangeRow<'a> {
    position: i64,
    ordinal: i64,
    change: &'a NewChange,
    salt: [u8; SALT],
    digest: Digest,
}

impl<'a> Rows<'a> {
    fn of(mut head: Head, entries: &'a [NewEntry], chance: &dyn Chance) -> Rows<'a> {
        let changes = entries.iter().map(|entry| entry.changes.len()).sum();
        let mut salts = Salts::new(entries.len() + changes, chance);
        let mut rows = Rows {
            head,
            entries: Vec::with_capacity(entries.len()),
            changes: Vec::with_capacity(changes),
            puts: vec![],
            removals: vec![],
        };
        let mut last: BTreeMap<RecordKey<'a>, (i64, Option<&'a Arc<str>>)> = BTreeMap::new();
        for entry in entries {
            head = rows.chain(head, entry, &mut salts);
            for change in &entry.changes {
                last.insert((&change.record_kind, change.record_id), (head.position, change.after.as_ref()));
            }
        }
        for (key, (position, after)) in last {
            match after {
                Some(body) => rows.puts.push((key, position, body)),
                None => rows.removals.push(key),
            }
        }
        rows.head = head;
        rows
    }

    /// Adds the rows of one entry behind `head` and returns the head after it.
    fn chain(&mut self, head: Head, entry: &'a NewEntry, salts: &mut Salts) -> Head {
        let position = head.position + 1;
        let salt = salts.next();
        let body_digest = digest::of_body(&salt, entry.body.as_bytes());
        let header = Header {
            position,
            command_id: entry.command_id.as_bytes(),
            kind: entry.kind.as_bytes(),
            act: entry.act.as_bytes(),
            import_id: entry.import_id.as_ref().map(|id| id.as_bytes().as_slice()),
            at: entry.at.as_microsecond(),
        };
        let mut chained = EntryDigest::new(&head.digest, &header, &body_digest);
        for (ordinal, change) in (0..).zip(&entry.changes) {
            let salt = salts.next();
            let bytes = |body: &'a Option<Arc<str>>| body.as_ref().map(|body| body.as_bytes());
            let digest = digest::of_change(&salt, bytes(&change.before), bytes(&change.after));
            chained.change(change.record_kind.as_bytes(), change.record_id.as_bytes(), &digest);
            self.changes.push(ChangeRow { position, ordinal, change, salt, digest });
        }
        let digest = chained.end();
        self.entries.push(EntryRow { position, entry, salt, body_digest, previous: head.digest, digest });
        Head { position, digest }
    }
}

/// The salts of a group, drawn at once.
struct Salts {
    bytes: Vec<u8>,
    used: usize,
}

impl Salts {
    fn new(count: usize, chance: &dyn Chance) -> Salts {
        let mut bytes = vec![0; count * SALT];
        chance.fill(&mut bytes);
        Salts { bytes, used: 0 }
    }

    fn next(&mut self) -> [u8; SALT] {
        let mut salt = [0; SALT];
        salt.copy_from_slice(&self.bytes[self.used..self.used + SALT]);
        self.used += SALT;
        salt
    }
}

/// Writes a group; `committing` says whether its end was on its way when this failed.
async fn write(connection: &mut Connection, rows: &Rows<'_>, committing: &mut bool) -> Result<(), sqlx::Error> {
    connection.begin().await?;
    write_rows(connection, &ENTRY, &rows.entries, bind_entry).await?;
    write_rows(connection, &CHANGE, &rows.changes, bind_change).await?;
    write_rows(connection, &PUT, &rows.puts, |statement, ((kind, id), revision, body)| {
        statement.bind(Arc::clone(kind)).bind(id.as_bytes().as_slice()).bind(*revision).bind(Arc::clone(body))
    })
    .await?;
    write_rows(connection, &REMOVE, &rows.removals, |statement, (kind, id)| {
        statement.bind(Arc::clone(kind)).bind(id.as_bytes().as_slice())
    })
    .await?;
    *committing = true;
    connection.commit().await
}

/// Writes all rows with the largest statements that they fill.
async fn write_rows<R>(
    connection: &mut Connection,
    statements: &'static Statements,
    mut rows: &[R],
    bind: impl Fn(Statement, &R) -> Statement,
) -> Result<(), sqlx::Error> {
    for (size, text) in ROWS.into_iter().zip(statements) {
        while let Some((now, later)) = rows.split_at_checked(size) {
            let statement = now.iter().fold(made(Arc::clone(text)), &bind);
            statement.run(connection).await?;
            rows = later;
        }
    }
    Ok(())
}

fn bind_entry(statement: Statement, row: &EntryRow<'_>) -> Statement {
    let entry = row.entry;
    statement
        .bind(row.position)
        .bind(entry.command_id.as_bytes().as_slice())
        .bind(Arc::clone(&entry.kind))
        .bind(Arc::clone(&entry.act))
        .bind(Arc::clone(&entry.body))
        .bind(row.salt.as_slice())
        .bind(row.body_digest.0.as_slice())
        .bind(entry.import_id.map(|id| id.as_bytes().to_vec()))
        .bind(entry.at.as_microsecond())
        .bind(row.previous.0.as_slice())
        .bind(row.digest.0.as_slice())
}

fn bind_change(statement: Statement, row: &ChangeRow<'_>) -> Statement {
    let change = row.change;
    statement
        .bind(row.position)
        .bind(row.ordinal)
        .bind(Arc::clone(&change.record_kind))
        .bind(change.record_id.as_bytes().as_slice())
        .bind(change.before.clone())
        .bind(change.after.clone())
        .bind(row.salt.as_slice())
        .bind(row.digest.0.as_slice())
}
