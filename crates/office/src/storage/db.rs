//! Opening the file: whose it is, which version it has, and who may write it.
//!
//! A new database is made under another name and moved to its place when it is whole, so that a crash never leaves half of one.
//! Nothing is ever created over or beside something that exists.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

use super::journal::{self, Head};
use super::owner::{OwnerLock, with_suffix};
use super::schema::{APPLICATION, STORAGE_VERSION, TABLES};
use super::{StorageError, digest};

/// How long a statement waits for a lock of another program before it gives up.
const BUSY: Duration = Duration::from_secs(5);
/// The number of read-only connections.
const READERS: u32 = 6;
/// The pages of the log after which the writer copies it into the database: 16 MB.
const CHECKPOINT_PAGES: &str = "4096";
/// The size to which the log is cut back after it was copied: 64 MB.
const LOG_LIMIT: &str = "67108864";

/// What a new database is marked with.
#[derive(Clone, Copy, Debug)]
pub struct Created {
    /// The id of the installation; the hash chain begins with it.
    pub installation: Uuid,
    /// Whether this is a demonstration, in which people may be signed in as without a password.
    pub demo: bool,
    /// When it was made.
    pub at: Timestamp,
}

/// An open database. Clones share it.
#[derive(Clone, Debug)]
pub struct Db {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    installation: Uuid,
    demo: bool,
    writer: Option<Mutex<Writer>>,
    readers: SqlitePool,
    _owner: Option<OwnerLock>,
}

/// The one connection that writes, and where the journal stood after its last commit.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) connection: SqliteConnection,
    pub(crate) head: Head,
    /// Whether an append has begun that has not ended; when nobody waits for it any more, the head has to be read again.
    pub(crate) is_appending: bool,
}

impl Db {
    /// Makes a new database at `path` and opens it as its owner.
    pub async fn create(path: &Path, created: Created) -> Result<Db, StorageError> {
        folder_exists(path)?;
        nothing_is_there(path)?;
        let owner = OwnerLock::take(path)?;
        make_whole(path, created).await?;
        Db::opened(path, Some(owner)).await
    }

    /// Opens the database at `path` as its owner: a second owner is refused.
    pub async fn open(path: &Path) -> Result<Db, StorageError> {
        folder_exists(path)?;
        looks_like_ours(path)?;
        let writable = fs::metadata(path).map_err(|error| StorageError::of_file(path, &error))?;
        if writable.permissions().readonly() {
            return Err(StorageError::ReadOnly { path: path.to_owned() });
        }
        let owner = OwnerLock::take(path)?;
        Db::opened(path, Some(owner)).await
    }

    /// Opens the database at `path`, or makes one where nothing is.
    pub async fn open_or_create(path: &Path, created: Created) -> Result<Db, StorageError> {
        match Db::open(path).await {
            Err(StorageError::Missing { .. }) => Db::create(path, created).await,
            opened => opened,
        }
    }

    /// Opens the database at `path` for reading, beside whoever owns it. Everything that writes answers [`StorageError::ReadOnly`].
    pub async fn open_read_only(path: &Path) -> Result<Db, StorageError> {
        folder_exists(path)?;
        looks_like_ours(path)?;
        Db::opened(path, None).await
    }

    async fn opened(path: &Path, owner: Option<OwnerLock>) -> Result<Db, StorageError> {
        let failed = |error| StorageError::of(path, error);
        let pool = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(BUSY);
        let readers = pool.connect_lazy_with(options(path).read_only(true));
        let mut first = readers.acquire().await.map_err(failed)?;
        let meta = read_meta(path, &mut first).await?;
        drop(first);
        let writer = if owner.is_some() {
            let mut connection = SqliteConnection::connect_with(&options(path)).await.map_err(failed)?;
            let head = journal::read_head(&mut connection, meta.installation).await.map_err(failed)?;
            Some(Mutex::new(Writer { connection, head, is_appending: false }))
        } else {
            None
        };
        let Meta { installation, demo } = meta;
        let inner = Inner { path: path.to_owned(), installation, demo, writer, readers, _owner: owner };
        Ok(Db { inner: Arc::new(inner) })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The id of the installation.
    pub fn installation(&self) -> Uuid {
        self.inner.installation
    }

    /// Whether the database is marked as a demonstration.
    pub fn is_demo(&self) -> bool {
        self.inner.demo
    }

    /// Closes all connections; the log is copied into the file when nobody else reads it.
    pub async fn close(self) -> Result<(), StorageError> {
        self.inner.readers.close().await;
        if let Some(inner) = Arc::into_inner(self.inner)
            && let Some(writer) = inner.writer
        {
            let closed = writer.into_inner().connection.close().await;
            return closed.map_err(|error| StorageError::of(&inner.path, error));
        }
        Ok(())
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.inner.readers
    }

    pub(crate) async fn writer(&self) -> Result<MutexGuard<'_, Writer>, StorageError> {
        match &self.inner.writer {
            Some(writer) => Ok(writer.lock().await),
            None => Err(StorageError::ReadOnly { path: self.inner.path.clone() }),
        }
    }

    /// Passes on what a write came to; after a failed one see [`Db::after_failure`].
    pub(crate) async fn settled<T>(&self, writer: &mut Writer, outcome: Result<T, sqlx::Error>) -> Result<T, StorageError> {
        match outcome {
            Ok(done) => Ok(done),
            Err(error) => Err(self.after_failure(writer, error).await),
        }
    }

    /// Replaces the connection after a failed write, because SQLite may have ended the transaction by itself (on a full disk it does),
    /// and looks again at where the journal stands.
    pub(crate) async fn after_failure(&self, writer: &mut Writer, error: sqlx::Error) -> StorageError {
        match self.renew(writer).await {
            Ok(()) => self.failed(error),
            Err(error) => self.failed(error),
        }
    }

    pub(crate) async fn renew(&self, writer: &mut Writer) -> Result<(), sqlx::Error> {
        let mut connection = SqliteConnection::connect_with(&options(self.path())).await?;
        writer.head = journal::read_head(&mut connection, self.inner.installation).await?;
        writer.connection = connection;
        writer.is_appending = false;
        Ok(())
    }

    pub(crate) fn failed(&self, error: sqlx::Error) -> StorageError {
        StorageError::of(&self.inner.path, error)
    }

    /// The head of an empty journal of this installation.
    pub(crate) fn beginning(&self) -> Head {
        Head { position: 0, digest: digest::of_installation(self.inner.installation) }
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
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

fn folder_exists(path: &Path) -> Result<(), StorageError> {
    let folder = folder_of(path);
    if folder.is_dir() { Ok(()) } else { Err(StorageError::NoFolder { path: path.to_owned(), folder }) }
}

fn folder_of(path: &Path) -> PathBuf {
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

fn looks_like_ours(path: &Path) -> Result<(), StorageError> {
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

fn nothing_is_there(path: &Path) -> Result<(), StorageError> {
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
async fn make_whole(path: &Path, created: Created) -> Result<(), StorageError> {
    let unfinished = with_suffix(path, ".new");
    for leftover in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(with_suffix(&unfinished, leftover)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(StorageError::of_file(path, &error)),
            Err(_) | Ok(()) => {}
        }
    }
    make_tables(&unfinished, created).await.map_err(|error| StorageError::of(path, error))?;
    let place = || {
        fs::File::open(&unfinished)?.sync_all()?;
        // Unlike a rename, a link never replaces what somebody put there meanwhile.
        fs::hard_link(&unfinished, path)?;
        fs::remove_file(&unfinished)?;
        fs::File::open(folder_of(path))?.sync_all()
    };
    place().map_err(|error| StorageError::of_file(path, &error))
}

async fn make_tables(path: &Path, created: Created) -> Result<(), sqlx::Error> {
    const MARK: &str = "INSERT INTO meta (key, value) VALUES ($1, $2)";
    let options = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("application_id", APPLICATION.to_string());
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(TABLES).execute(&mut *transaction).await?;
    let marks = [
        ("storage_version", STORAGE_VERSION.to_string()),
        ("installation", created.installation.to_string()),
        ("demo", if created.demo { "yes" } else { "no" }.to_owned()),
        ("created_at", created.at.to_string()),
    ];
    for (key, value) in marks {
        sqlx::query(MARK).bind(key).bind(value).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    connection.close().await
}

/// What the database says about itself.
struct Meta {
    installation: Uuid,
    demo: bool,
}

async fn read_meta(path: &Path, connection: &mut SqliteConnection) -> Result<Meta, StorageError> {
    const HAS_META: &str = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'";
    let failed = |error| StorageError::of(path, error);
    let tables: i64 = sqlx::query_scalar(HAS_META).fetch_one(&mut *connection).await.map_err(failed)?;
    if tables == 0 {
        return Err(StorageError::Foreign { path: path.to_owned(), found: "a database of another program" });
    }
    let version = mark(connection, "storage_version").await.map_err(failed)?;
    match version.parse::<i64>() {
        Ok(STORAGE_VERSION) => {}
        Ok(found) if found > STORAGE_VERSION => {
            return Err(StorageError::Newer { path: path.to_owned(), found, known: STORAGE_VERSION });
        }
        Ok(_) | Err(_) => return Err(StorageError::UnknownVersion { path: path.to_owned(), found: version }),
    }
    let installation = mark(connection, "installation").await.map_err(failed)?;
    let installation = installation
        .parse()
        .map_err(|_| StorageError::Damaged { path: path.to_owned(), detail: "the installation id is not an id".to_owned() })?;
    let demo = mark(connection, "demo").await.map_err(failed)? == "yes";
    Ok(Meta { installation, demo })
}

/// The value of a mark, empty where it is missing.
async fn mark(connection: &mut SqliteConnection, key: &str) -> Result<String, sqlx::Error> {
    const MARK: &str = "SELECT value FROM meta WHERE key = $1";
    let row = sqlx::query(MARK).bind(key).fetch_optional(connection).await?;
    row.map(|row| row.try_get(0)).transpose().map(Option::unwrap_or_default)
}
