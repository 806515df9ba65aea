//! Backup and restore: one file that either engine makes and either engine takes back.
//!
//! A backup is an SQLite file with all tables as they were at one position of the journal, taken while others go on writing. SQLite copies itself; from a
//! server everything is read in one snapshot. It is made under another name, its chain is verified, and only then it gets its name, so that a file with that
//! name is a whole backup.
//!
//! Restoring goes only to where nothing is. The chain is verified again, and everybody has to sign in anew: sessions and tokens that were ended since, links
//! that were used since and tries that were counted must not come back.

use std::path::Path;
use std::sync::Arc;

use futures_util::{Stream, TryStreamExt as _};
use sqlx::{Connection as _, SqliteConnection};

use super::engine::{Connection, Held, Row, Statement, Value, made, sql};
use super::file;
use super::journal::{self, Head, Verdict, Verified};
use super::meta::{self, Meta, Standing};
use super::owner::OwnerLock;
use super::schema::{self, Holds, Table};
use super::{Db, Server, StorageError, digest};

/// How many rows are written by one statement.
const ROWS: usize = 64;
/// What is not brought back.
const FORGOTTEN: [&str; 3] = ["DELETE FROM session", "DELETE FROM link", "DELETE FROM attempt"];
/// The same of a database that has tokens.
const TOKENS_FORGOTTEN: &str = "DELETE FROM token";

/// What was backed up or restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// What was verified in the copy, with the position and the digest at its end.
    pub verified: Verified,
}

impl Db {
    /// Makes a backup at `to` while others go on writing. Nothing may be there yet.
    pub async fn back_up(&self, to: &Path) -> Result<Copied, StorageError> {
        file::folder_exists(to)?;
        if std::fs::symlink_metadata(to).is_ok() {
            return Err(StorageError::Exists { path: to.to_owned() });
        }
        let unfinished = file::unfinished(to)?;
        let failed = |error| StorageError::of(to, error);
        if self.is_shared() {
            let mut source = self.snapshot().await?;
            let mut copy = new_file(&unfinished).await.map_err(failed)?;
            copy.begin().await.map_err(failed)?;
            let tables = schema::tables(&copy);
            copy.run_all(&tables).await.map_err(failed)?;
            copy_tables(&mut source, &mut copy).await.map_err(failed)?;
            copy.commit().await.map_err(failed)?;
            copy.close().await.map_err(failed)?;
        } else {
            copy_file(&mut self.reader().await?, &unfinished).await.map_err(failed)?;
        }
        let copied = check(&unfinished, to).await?;
        file::put_in_place(&unfinished, to)?;
        Ok(copied)
    }
}

/// Restores a backup as the database at `to`, where nothing may be yet.
pub async fn restore(backup: &Path, to: &Path) -> Result<Copied, StorageError> {
    let mut source = opened(backup).await?;
    verified(&mut source, backup).await?;
    file::folder_exists(to)?;
    file::nothing_is_there(to)?;
    let _owner = OwnerLock::take(to)?;
    let unfinished = file::unfinished(to)?;
    let failed = |error| StorageError::of(to, error);
    copy_file(&mut source, &unfinished).await.map_err(failed)?;
    let mut copy = existing_file(&unfinished, false).await.map_err(failed)?;
    let copied = verified(&mut copy, backup).await?;
    sql("PRAGMA journal_mode = WAL").all(&mut copy).await.map_err(failed)?;
    forget(&mut copy).await.map_err(failed)?;
    copy.close().await.map_err(failed)?;
    file::put_in_place(&unfinished, to)?;
    Ok(copied)
}

/// Restores a backup into a database on a server, where no tables may be yet. All of it is there at once, or nothing.
pub async fn restore_on(backup: &Path, server: &Server) -> Result<Copied, StorageError> {
    let mut source = opened(backup).await?;
    verified(&mut source, backup).await?;
    let failed = |error| StorageError::of(server.shown(), error);
    let mut copy = server.connect().await.map_err(failed)?;
    match meta::standing(&mut copy).await.map_err(failed)? {
        Standing::Empty => {}
        Standing::Ours => return Err(StorageError::Exists { path: server.shown().to_owned() }),
        Standing::Foreign => {
            return Err(StorageError::Foreign { path: server.shown().to_owned(), found: "a database of another program" });
        }
    }
    copy.begin().await.map_err(failed)?;
    let tables = schema::tables(&copy);
    copy.run_all(&tables).await.map_err(failed)?;
    copy_tables(&mut source, &mut copy).await.map_err(failed)?;
    forget(&mut copy).await.map_err(failed)?;
    let copied = verified(&mut copy, backup).await?;
    copy.commit().await.map_err(failed)?;
    Ok(copied)
}

async fn opened(backup: &Path) -> Result<Connection, StorageError> {
    file::folder_exists(backup)?;
    file::looks_like_ours(backup)?;
    existing_file(backup, true).await.map_err(|error| StorageError::of(backup, error))
}

/// Verifies a copy that was just made, under the name that it is to get.
async fn check(copy: &Path, to: &Path) -> Result<Copied, StorageError> {
    let mut connection = existing_file(copy, true).await.map_err(|error| StorageError::of(to, error))?;
    let copied = verified(&mut connection, to).await?;
    connection.close().await.map_err(|error| StorageError::of(to, error))?;
    Ok(copied)
}

async fn verified(connection: &mut Connection, path: &Path) -> Result<Copied, StorageError> {
    let Meta { installation, .. } = meta::read(path, connection).await?;
    let beginning = Head { position: 0, digest: digest::of_installation(installation) };
    match journal::verify(connection, path, beginning, None).await? {
        Verdict::Whole(verified) => Ok(Copied { verified }),
        Verdict::Broken(fault) => Err(StorageError::NotWhole { path: path.to_owned(), fault: fault.to_string() }),
    }
}

async fn forget(copy: &mut Connection) -> Result<(), sqlx::Error> {
    for statement in FORGOTTEN {
        sql(statement).run(copy).await?;
    }
    if version_of(copy).await? >= 3 {
        sql(TOKENS_FORGOTTEN).run(copy).await?;
    }
    Ok(())
}

/// The storage version of a database whose marks were read before.
async fn version_of(connection: &mut Connection) -> Result<i64, sqlx::Error> {
    Ok(meta::mark(connection, "storage_version").await?.parse().unwrap_or_default())
}

async fn existing_file(path: &Path, read_only: bool) -> Result<Connection, sqlx::Error> {
    let connection = SqliteConnection::connect_with(&file::options(path).read_only(read_only)).await?;
    Ok(Connection::Sqlite(Held::Own(Box::new(connection))))
}

async fn new_file(path: &Path) -> Result<Connection, sqlx::Error> {
    let options = file::options(path).create_if_missing(true).pragma("application_id", schema::APPLICATION.to_string());
    Ok(Connection::Sqlite(Held::Own(Box::new(SqliteConnection::connect_with(&options).await?))))
}

/// Writes what a connection to an SQLite file sees into a new file.
async fn copy_file(source: &mut Connection, to: &Path) -> Result<(), sqlx::Error> {
    sql("VACUUM INTO $1").bind(to.to_string_lossy().into_owned()).run(source).await.map(|_| ())
}

/// Writes all rows of all tables from one connection to another.
async fn copy_tables(source: &mut Connection, copy: &mut Connection) -> Result<(), sqlx::Error> {
    for table in schema::all(version_of(source).await?) {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let question = made(format!("SELECT {} FROM {}", names.join(", "), table.name).into());
        let rows = question.each(source);
        write_rows(&table, &names.join(", "), rows, copy).await?;
    }
    Ok(())
}

async fn write_rows(
    table: &Table,
    names: &str,
    rows: impl Stream<Item = Result<Row, sqlx::Error>>,
    copy: &mut Connection,
) -> Result<(), sqlx::Error> {
    let mut groups = std::pin::pin!(rows.try_chunks(ROWS));
    let full = insert(table, names, ROWS);
    while let Some(group) = groups.try_next().await.map_err(|stopped| stopped.1)? {
        let text = if group.len() == ROWS { Arc::clone(&full) } else { insert(table, names, group.len()) };
        let mut statement = made(text);
        for row in &group {
            statement = with_row(statement, table, row)?;
        }
        statement.run(copy).await?;
    }
    Ok(())
}

fn insert(table: &Table, names: &str, rows: usize) -> Arc<str> {
    let width = table.columns.len();
    let row = |row: usize| {
        let places: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", places.join(", "))
    };
    let values: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO {} ({names}) VALUES {}", table.name, values.join(", ")).into()
}

fn with_row(statement: Statement, table: &Table, row: &Row) -> Result<Statement, sqlx::Error> {
    table.columns.iter().enumerate().try_fold(statement, |statement, (at, (_, holds))| {
        let value = match holds {
            Holds::Text => Value::from(row.try_get::<Option<String>>(at)?),
            Holds::Integer => Value::from(row.try_get::<Option<i64>>(at)?),
            Holds::Bytes => Value::from(row.try_get::<Option<Vec<u8>>>(at)?),
        };
        Ok(statement.bind(value))
    })
}

/// A connection to a backup, for tests that do what nobody should.
#[cfg(test)]
pub(super) async fn tests_connection(backup: &Path) -> Connection {
    existing_file(backup, false).await.expect("opened")
}
