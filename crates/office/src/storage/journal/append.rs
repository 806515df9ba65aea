//! Appending a group of entries: one transaction, one sync.
//!
//! Rows are written by statements of 64, 32 … 1 rows, a fixed set that stays prepared on the one connection that writes. Of a
//! record that several entries of the group change, only the last body is written.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Connection, Sqlite, SqliteConnection};
use uuid::Uuid;

use super::{Head, NewChange, NewEntry, read_head};
use crate::Chance;
use crate::storage::db::Writer;
use crate::storage::digest::{self, Digest, EntryDigest, Header, SALT};
use crate::storage::{Db, StorageError};

/// The numbers of rows that a statement may have, largest first.
const ROWS: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// A statement for each number of rows in [`ROWS`].
type Statements = [String; 7];

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
        format!("{head}{}{tail}", values.join(", "))
    })
}

impl Db {
    /// Where the journal stands, as the one who writes knows it.
    pub async fn head(&self) -> Result<Head, StorageError> {
        if let Ok(writer) = self.writer().await {
            return Ok(writer.head);
        }
        let mut reader = self.readers().acquire().await.map_err(|error| self.failed(error))?;
        read_head(&mut reader, self.installation()).await.map_err(|error| self.failed(error))
    }

    /// Appends the entries in order behind position `after`, all or none, and returns when they are on disk.
    ///
    /// The first entry gets position `after + 1`. When the journal stands elsewhere the answer is [`StorageError::Moved`], when a
    /// command id is there already [`StorageError::Doubled`]. Salts are taken from `chance`.
    pub async fn append(&self, after: i64, entries: &[NewEntry], chance: &dyn Chance) -> Result<Head, StorageError> {
        entries.iter().try_for_each(is_storable)?;
        let mut writer = self.writer().await?;
        if writer.is_appending {
            self.renew(&mut writer).await.map_err(|error| self.failed(error))?;
        }
        if writer.head.position != after {
            return Err(StorageError::Moved { expected: after, head: writer.head.position });
        }
        if entries.is_empty() {
            return Ok(writer.head);
        }
        let rows = Rows::of(writer.head, entries, chance);
        writer.is_appending = true;
        match write(&mut writer.connection, &rows).await {
            Ok(()) => {
                writer.is_appending = false;
                writer.head = rows.head;
                Ok(rows.head)
            }
            Err(error) => Err(self.explain(&mut writer, after, entries, error).await),
        }
    }

    /// Says why a group was not written, after another look at where the journal stands.
    async fn explain(&self, writer: &mut Writer, expected: i64, entries: &[NewEntry], error: sqlx::Error) -> StorageError {
        let unique = error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
        let failed = self.after_failure(writer, error).await;
        if !unique {
            return failed;
        }
        if writer.head.position != expected {
            return StorageError::Moved { expected, head: writer.head.position };
        }
        let ids: Vec<Uuid> = entries.iter().map(|entry| entry.command_id).collect();
        let recorded = match self.positions_of(&ids).await {
            Ok(recorded) => recorded.into_iter().next().map(|(command_id, _)| command_id),
            Err(error) => return error,
        };
        match recorded.or_else(|| first_double(ids)) {
            Some(command_id) => StorageError::Doubled { command_id },
            None => failed,
        }
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

type Statement = Query<'static, Sqlite, SqliteArguments>;

async fn write(connection: &mut SqliteConnection, rows: &Rows<'_>) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    write_rows(&mut transaction, &ENTRY, &rows.entries, bind_entry).await?;
    write_rows(&mut transaction, &CHANGE, &rows.changes, bind_change).await?;
    write_rows(&mut transaction, &PUT, &rows.puts, |statement, ((kind, id), revision, body)| {
        statement.bind(Arc::clone(kind)).bind(id.as_bytes().to_vec()).bind(*revision).bind(Arc::clone(body))
    })
    .await?;
    write_rows(&mut transaction, &REMOVE, &rows.removals, |statement, (kind, id)| {
        statement.bind(Arc::clone(kind)).bind(id.as_bytes().to_vec())
    })
    .await?;
    transaction.commit().await
}

/// Writes all rows with the largest statements that they fill.
async fn write_rows<R>(
    connection: &mut SqliteConnection,
    statements: &'static Statements,
    mut rows: &[R],
    bind: impl Fn(Statement, &R) -> Statement,
) -> Result<(), sqlx::Error> {
    for (size, text) in ROWS.into_iter().zip(statements) {
        while let Some((now, later)) = rows.split_at_checked(size) {
            let statement = now.iter().fold(sqlx::query(text.as_str()), &bind);
            statement.execute(&mut *connection).await?;
            rows = later;
        }
    }
    Ok(())
}

fn bind_entry(statement: Statement, row: &EntryRow<'_>) -> Statement {
    let entry = row.entry;
    statement
        .bind(row.position)
        .bind(entry.command_id.as_bytes().to_vec())
        .bind(Arc::clone(&entry.kind))
        .bind(Arc::clone(&entry.act))
        .bind(Arc::clone(&entry.body))
        .bind(row.salt.to_vec())
        .bind(row.body_digest.0.to_vec())
        .bind(entry.import_id.map(|id| id.as_bytes().to_vec()))
        .bind(entry.at.as_microsecond())
        .bind(row.previous.0.to_vec())
        .bind(row.digest.0.to_vec())
}

fn bind_change(statement: Statement, row: &ChangeRow<'_>) -> Statement {
    let change = row.change;
    statement
        .bind(row.position)
        .bind(row.ordinal)
        .bind(Arc::clone(&change.record_kind))
        .bind(change.record_id.as_bytes().to_vec())
        .bind(change.before.clone())
        .bind(change.after.clone())
        .bind(row.salt.to_vec())
        .bind(row.digest.0.to_vec())
}
