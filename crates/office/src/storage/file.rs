//! The file of SQLite: what it looks like, and how a new one is made.
//!
//! A new database is made under another name and moved to its place when it is whole, so that a crash never leaves half of one.
//! Nothing is ever created over or beside something that exists.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection};

use super::engine::{Connection, Held};
use super::owner::with_suffix;
use super::schema::APPLICATION;
use super::{Created, StorageError, meta};

/// How long a statement waits for a lock of another program before it gives up.
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// The pages of the log after which the writer copies it into the database: 16 MB.
const CHECKPOINT_PAGES: &str = "4096";
/// The size to which the log is cut back after it was copied: 64 MB.
const LOG_LIMIT: &str = "67108864";

pub(super) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", LOG_LIMIT)
        .pragma("cell_size_check", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-32768")
}

pub(super) fn folder_exists(path: &Path) -> Result<(), StorageError> {
    let folder = folder_of(path);
    if folder.is_dir() { Ok(()) } else { Err(StorageError::NoFolder { path: path.to_owned(), folder }) }
}

pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// What the first hundred bytes of a file say about it.
#[derive(PartialEq, Eq)]
enum Looks {
    Ours,
    OtherDatabase,
    Empty,
    OtherFile,
}

/// Reads the header of an SQLite file (<https://www.sqlite.org/fileformat.html>, section 1.3): its name, and at byte 68 whose it is.
fn looks_of(path: &Path) -> std::io::Result<Looks> {
    let mut header = Vec::with_capacity(100);
    fs::File::open(path)?.take(100).read_to_end(&mut header)?;
    Ok(match header.get(68..72) {
        _ if header.is_empty() => Looks::Empty,
        Some(application) if header.starts_with(b"SQLite format 3\0") => {
            if application == APPLICATION.to_be_bytes() {
                Looks::Ours
            } else {
                Looks::OtherDatabase
            }
        }
        Some(_) | None => Looks::OtherFile,
    })
}

pub(super) fn looks_like_ours(path: &Path) -> Result<(), StorageError> {
    let foreign = |found| Err(StorageError::Foreign { path: path.to_owned(), found });
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => return foreign("a folder"),
        Ok(there) if !there.is_file() => return foreign("no ordinary file"),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound && with_suffix(path, "-wal").exists() => {
            return Err(StorageError::Orphaned { path: path.to_owned() });
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(StorageError::Missing { path: path.to_owned() }),
        Err(error) => return Err(StorageError::of_file(path, &error)),
    }
    match looks_of(path).map_err(|error| StorageError::Unreadable { path: path.to_owned(), detail: error.to_string() })? {
        Looks::Ours => Ok(()),
        Looks::OtherDatabase => foreign("a database of another program"),
        Looks::Empty => foreign("an empty file"),
        Looks::OtherFile => foreign("another kind of file"),
    }
}

pub(super) fn nothing_is_there(path: &Path) -> Result<(), StorageError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(StorageError::Exists { path: path.to_owned() });
    }
    if with_suffix(path, "-wal").exists() {
        return Err(StorageError::Orphaned { path: path.to_owned() });
    }
    let unfinished = with_suffix(path, ".new");
    let failed = |error| StorageError::of_file(path, &error);
    let mut others = Vec::new();
    for neighbour in fs::read_dir(folder_of(path)).map_err(failed)? {
        let other = neighbour.map_err(failed)?.path();
        if other != unfinished && other.is_file() && looks_of(&other).is_ok_and(|looks| looks == Looks::Ours) {
            others.push(other);
        }
    }
    match others.into_iter().min() {
        Some(other) => Err(StorageError::Beside { path: path.to_owned(), other }),
        None => Ok(()),
    }
}

/// Makes the database under another name, and moves it to its place once it is on disk.
pub(super) async fn make_whole(path: &Path, created: Created) -> Result<(), StorageError> {
    let unfinished = unfinished(path)?;
    make_tables(&unfinished, created).await.map_err(|error| StorageError::of(path, error))?;
    put_in_place(&unfinished, path)
}

/// The name under which a file is made that is to be at `path`, cleared of what a crash left there.
pub(super) fn unfinished(path: &Path) -> Result<PathBuf, StorageError> {
    let unfinished = with_suffix(path, ".new");
    for leftover in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(with_suffix(&unfinished, leftover)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(StorageError::of_file(path, &error)),
            Err(_) | Ok(()) => {}
        }
    }
    Ok(unfinished)
}

/// Moves a file that is whole to its place, durably; what is there already is left alone.
pub(super) fn put_in_place(unfinished: &Path, path: &Path) -> Result<(), StorageError> {
    let place = || {
        fs::File::open(unfinished)?.sync_all()?;
        // Unlike a rename, a link never replaces what somebody put there meanwhile.
        fs::hard_link(unfinished, path)?;
        fs::remove_file(unfinished)?;
        fs::File::open(folder_of(path))?.sync_all()
    };
    place().map_err(|error| StorageError::of_file(path, &error))
}

async fn make_tables(path: &Path, created: Created) -> Result<(), sqlx::Error> {
    let options = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("application_id", APPLICATION.to_string());
    let mut connection = Connection::Sqlite(Held::Own(Box::new(SqliteConnection::connect_with(&options).await?)));
    connection.begin().await?;
    meta::make_tables(&mut connection, created).await?;
    connection.commit().await?;
    connection.close().await
}
