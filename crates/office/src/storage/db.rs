//! An open database, whichever engine keeps it.
//!
//! One connection writes and a pool of connections reads beside it. On SQLite the writer is the only one there is; on PostgreSQL other servers write too,
//! so where the journal stands is looked at again whenever it is not where it was left.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

use super::engine::{Connection, Held, Row, Statement};
use super::file::{self, BUSY, folder_exists, looks_like_ours};
use super::journal::{self, Head};
use super::meta::{self, Meta};
use super::owner::OwnerLock;
use super::schema::STORAGE_VERSION;
use super::server::{self, Server, Wanted};
use super::{StorageError, digest, views};

/// The number of connections that read.
const READERS: u32 = 6;
/// How long a statement on a server may take before the database counts as gone.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a new database is marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    place: Place,
    path: PathBuf,
    meta: Meta,
    writer: Option<Mutex<Writer>>,
    readers: Readers,
    _owner: Option<OwnerLock>,
}

/// Where a database lies.
#[derive(Debug)]
enum Place {
    File(PathBuf),
    Server(Box<Server>),
}

impl Place {
    /// A connection of its own, to write by.
    async fn connect(&self) -> Result<Connection, sqlx::Error> {
        match self {
            Place::File(path) => {
                let connection = SqliteConnection::connect_with(&file::options(path)).await?;
                Ok(Connection::Sqlite(Held::Own(Box::new(connection))))
            }
            Place::Server(server) => server.connect().await,
        }
    }
}

#[derive(Debug)]
enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// The one connection that writes, and where the journal stood after its last commit.
#[derive(Debug)]
pub(crate) struct Writer {
    connection: Connection,
    pub(crate) head: Head,
    /// Whether something has begun that has not ended well; when nobody waits for it any more, the connection has to be replaced.
    is_open: bool,
}

impl Writer {
    /// The connection, to write something by that [`Db::settled`] ends.
    pub(crate) fn begun(&mut self) -> &mut Connection {
        self.is_open = true;
        &mut self.connection
    }

    /// What was begun has ended well.
    pub(crate) fn ended(&mut self) {
        self.is_open = false;
    }
}

impl Db {
    /// Makes a new database at `path` and opens it as its owner.
    pub async fn create(path: &Path, created: Created) -> Result<Db, StorageError> {
        folder_exists(path)?;
        file::nothing_is_there(path)?;
        let owner = OwnerLock::take(path)?;
        file::make_whole(path, created).await?;
        Db::opened(path, Some(owner)).await
    }

    /// Opens the database at `path` as its owner: a second owner is refused.
    pub async fn open(path: &Path) -> Result<Db, StorageError> {
        folder_exists(path)?;
        looks_like_ours(path)?;
        let writable = std::fs::metadata(path).map_err(|error| StorageError::of_file(path, &error))?;
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

    /// Makes a new database on a server, where its tables are not there yet, and opens it.
    pub async fn create_on(server: &Server, created: Created) -> Result<Db, StorageError> {
        Db::opened_on(server, Wanted::Made(created)).await
    }

    /// Opens the database on a server, beside others who write to it.
    pub async fn open_on(server: &Server) -> Result<Db, StorageError> {
        Db::opened_on(server, Wanted::Opened).await
    }

    /// Opens the database on a server, or makes its tables where nothing is. When several begin at once, one makes them.
    pub async fn open_or_create_on(server: &Server, created: Created) -> Result<Db, StorageError> {
        Db::opened_on(server, Wanted::Either(created)).await
    }

    /// Opens the database on a server for reading. Everything that writes answers [`StorageError::ReadOnly`].
    pub async fn open_read_only_on(server: &Server) -> Result<Db, StorageError> {
        let mut first = server.connect().await.map_err(|error| StorageError::of(server.shown(), error))?;
        let meta = server::prepare(server, &mut first, Wanted::Opened).await?;
        if meta.version < STORAGE_VERSION {
            return Err(StorageError::Older { path: server.shown().to_owned(), found: meta.version });
        }
        Db::assembled(Place::Server(Box::new(server.clone())), meta, None, server_readers(server), None).await
    }

    async fn opened(path: &Path, owner: Option<OwnerLock>) -> Result<Db, StorageError> {
        let failed = |error| StorageError::of(path, error);
        let place = Place::File(path.to_owned());
        let pool = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(BUSY);
        let pool = pool.connect_lazy_with(file::options(path).read_only(true));
        let mut first = Connection::Sqlite(Held::Pooled(pool.acquire().await.map_err(failed)?));
        let meta = meta::read(path, &mut first).await?;
        drop(first);
        if owner.is_none() && meta.version < STORAGE_VERSION {
            return Err(StorageError::Older { path: path.to_owned(), found: meta.version });
        }
        let writer = if owner.is_some() { Some(place.connect().await.map_err(failed)?) } else { None };
        Db::assembled(place, meta, writer, Readers::Sqlite(pool), owner).await
    }

    async fn opened_on(server: &Server, wanted: Wanted) -> Result<Db, StorageError> {
        let mut writer = server.connect().await.map_err(|error| StorageError::of(server.shown(), error))?;
        let meta = server::prepare(server, &mut writer, wanted).await?;
        Db::assembled(Place::Server(Box::new(server.clone())), meta, Some(writer), server_readers(server), None).await
    }

    async fn assembled(
        place: Place,
        meta: Meta,
        writer: Option<Connection>,
        readers: Readers,
        owner: Option<OwnerLock>,
    ) -> Result<Db, StorageError> {
        let path = match &place {
            Place::File(path) => path.clone(),
            Place::Server(server) => server.shown().to_owned(),
        };
        let writer = match writer {
            None => None,
            Some(mut connection) => {
                let up_to_date = async {
                    if meta.version < STORAGE_VERSION {
                        meta::upgrade(&mut connection).await?;
                    }
                    views::keep(&mut connection).await
                };
                up_to_date.await.map_err(|error| StorageError::of(&path, error))?;
                let head = journal::read_head(&mut connection, meta.installation).await;
                let head = head.map_err(|error| StorageError::of(&path, error))?;
                Some(Mutex::new(Writer { connection, head, is_open: false }))
            }
        };
        Ok(Db { inner: Arc::new(Inner { place, path, meta, writer, readers, _owner: owner }) })
    }

    /// Where the file is; for a database on a server its address without the password.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The id of the installation.
    pub fn installation(&self) -> Uuid {
        self.inner.meta.installation
    }

    /// Whether the database is marked as a demonstration.
    pub fn is_demo(&self) -> bool {
        self.inner.meta.demo
    }

    /// Whether other servers may write to the same database.
    pub fn is_shared(&self) -> bool {
        matches!(self.inner.place, Place::Server(_))
    }

    /// Closes all connections; the log of SQLite is copied into the file when nobody else reads it.
    pub async fn close(self) -> Result<(), StorageError> {
        match &self.inner.readers {
            Readers::Sqlite(pool) => pool.close().await,
            Readers::Postgres(pool) => pool.close().await,
        }
        if let Some(inner) = Arc::into_inner(self.inner)
            && let Some(writer) = inner.writer
        {
            let closed = writer.into_inner().connection.close().await;
            return closed.map_err(|error| StorageError::of(&inner.path, error));
        }
        Ok(())
    }

    /// Another connection that writes, past the writer: for tests that do what nobody should.
    #[cfg(test)]
    pub(crate) async fn another(&self) -> Result<Connection, sqlx::Error> {
        self.inner.place.connect().await
    }

    /// A connection to read by.
    pub(crate) async fn reader(&self) -> Result<Connection, StorageError> {
        match &self.inner.readers {
            Readers::Sqlite(pool) => pool.acquire().await.map(|reader| Connection::Sqlite(Held::Pooled(reader))),
            Readers::Postgres(pool) => pool.acquire().await.map(|reader| Connection::Postgres(Held::Pooled(reader))),
        }
        .map_err(|error| self.failed(error))
    }

    /// A connection that keeps seeing the database as it is at its first statement, until it is dropped.
    pub(crate) async fn snapshot(&self) -> Result<Connection, StorageError> {
        const AS_IT_IS: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        match &self.inner.readers {
            Readers::Sqlite(pool) => pool.begin().await.map(|reader| Connection::Sqlite(Held::Within(reader))),
            Readers::Postgres(pool) => pool.begin_with(AS_IT_IS).await.map(|reader| Connection::Postgres(Held::Within(reader))),
        }
        .map_err(|error| self.failed(error))
    }

    /// All rows that a question finds.
    pub(crate) async fn all(&self, question: Statement) -> Result<Vec<Row>, StorageError> {
        let mut reader = self.reader().await?;
        self.patiently(question.all(&mut reader)).await
    }

    /// The first row that a question finds.
    pub(crate) async fn maybe(&self, question: Statement) -> Result<Option<Row>, StorageError> {
        let mut reader = self.reader().await?;
        self.patiently(question.maybe(&mut reader)).await
    }

    /// Waits for the database as long as is reasonable: a server that is cut off never answers.
    pub(crate) async fn patiently<T>(&self, asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, StorageError> {
        if !self.is_shared() {
            return asked.await.map_err(|error| self.failed(error));
        }
        let answered = tokio::time::timeout(PATIENCE, asked).await;
        answered.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(|error| self.failed(error))
    }

    /// Reads columns; what cannot be read is damage.
    pub(crate) fn read<T>(&self, read: Result<T, sqlx::Error>) -> Result<T, StorageError> {
        read.map_err(|error| self.failed(error))
    }

    /// The writer, when it is its turn. A connection on which something was left open is replaced first.
    pub(crate) async fn writer(&self) -> Result<MutexGuard<'_, Writer>, StorageError> {
        let Some(writer) = &self.inner.writer else { return Err(StorageError::ReadOnly { path: self.inner.path.clone() }) };
        let mut writer = writer.lock().await;
        if writer.is_open {
            self.patiently(self.renew(&mut writer)).await?;
        }
        Ok(writer)
    }

    /// Performs something on the writer's connection.
    pub(crate) async fn write(&self, statement: Statement) -> Result<u64, StorageError> {
        let mut writer = self.writer().await?;
        let done = self.patiently(statement.run(writer.begun())).await;
        self.settled(&mut writer, done).await
    }

    /// Passes on what a write came to; after a failed one the connection is replaced, because SQLite may have ended the transaction by itself (on a full
    /// disk it does), and where the journal stands is looked at again.
    pub(crate) async fn settled<T>(&self, writer: &mut Writer, outcome: Result<T, StorageError>) -> Result<T, StorageError> {
        match outcome {
            Ok(done) => {
                writer.ended();
                Ok(done)
            }
            Err(error) => {
                // Where that fails too, the next writer tries it again.
                drop(self.patiently(self.renew(writer)).await);
                Err(error)
            }
        }
    }

    async fn renew(&self, writer: &mut Writer) -> Result<(), sqlx::Error> {
        let mut connection = self.inner.place.connect().await?;
        writer.head = journal::read_head(&mut connection, self.installation()).await?;
        writer.connection = connection;
        writer.is_open = false;
        Ok(())
    }

    /// Ends the transaction of a write that the database refused, and looks again at where the journal stands.
    pub(crate) async fn recover(&self, writer: &mut Writer) -> Result<(), StorageError> {
        if self.is_shared() {
            let head = async {
                writer.connection.rollback().await?;
                journal::read_head(&mut writer.connection, self.installation()).await
            };
            if let Ok(head) = self.patiently(head).await {
                writer.head = head;
                writer.is_open = false;
                return Ok(());
            }
        }
        self.patiently(self.renew(writer)).await
    }

    /// Looks again at where the journal stands, where others write to it.
    pub(crate) async fn look_again(&self, writer: &mut Writer) -> Result<(), StorageError> {
        if self.is_shared() {
            writer.head = self.patiently(journal::read_head(&mut writer.connection, self.installation())).await?;
        }
        Ok(())
    }

    pub(crate) fn failed(&self, error: sqlx::Error) -> StorageError {
        StorageError::of(&self.inner.path, error)
    }

    /// The head of an empty journal of this installation.
    pub(crate) fn beginning(&self) -> Head {
        Head { position: 0, digest: digest::of_installation(self.installation()) }
    }
}

fn server_readers(server: &Server) -> Readers {
    let pool = PgPoolOptions::new().max_connections(READERS).acquire_timeout(server::CONNECT);
    Readers::Postgres(pool.connect_lazy_with(server.options.clone()))
}
