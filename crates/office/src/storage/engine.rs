//! Two engines behind one connection: SQLite and PostgreSQL.
//!
//! A [`Statement`] is one text with `$n` parameters that both engines take; where the dialects differ it has a text for each. Whoever runs it gets [`Row`]s
//! and never asks which engine it was. Rows hold three types: integers of 64 bits, text and bytes; a truth that a statement computes is read as `bool`.

use std::fmt;
use std::sync::Arc;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Connection as _, Database, Decode, Row as _, Transaction, Type};

/// A value to put in the place of a parameter.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Integer(Option<i64>),
    Text(Option<Arc<str>>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! values {
    ($($from:ty, $given:ident => $value:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($given: $from) -> Value {
                $value
            }
        })*
    };
}

values! {
    i64, given => Value::Integer(Some(given));
    Option<i64>, given => Value::Integer(given);
    &str, given => Value::Text(Some(given.into()));
    String, given => Value::Text(Some(given.into()));
    Option<String>, given => Value::Text(given.map(Arc::from));
    Arc<str>, given => Value::Text(Some(given));
    Option<Arc<str>>, given => Value::Text(given);
    &[u8], given => Value::Bytes(Some(given.to_vec()));
    Vec<u8>, given => Value::Bytes(Some(given));
    Option<Vec<u8>>, given => Value::Bytes(given);
}

/// How a connection is held.
pub(crate) enum Held<DB: Database> {
    /// On its own.
    Own(Box<DB::Connection>),
    /// By a pool, to which it goes back.
    Pooled(PoolConnection<DB>),
    /// By a transaction that is taken back when it is dropped.
    Within(Transaction<'static, DB>),
}

impl<DB: Database> Held<DB> {
    fn get(&mut self) -> &mut DB::Connection {
        match self {
            Held::Own(connection) => connection,
            Held::Pooled(connection) => connection,
            Held::Within(transaction) => transaction,
        }
    }
}

/// A connection to either engine.
pub(crate) enum Connection {
    Sqlite(Held<Sqlite>),
    Postgres(Held<Postgres>),
}

impl fmt::Debug for Connection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.is_postgres() { "Connection::Postgres" } else { "Connection::Sqlite" })
    }
}

impl Connection {
    /// Whether this is PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Connection::Postgres(_))
    }

    /// Begins a transaction that writes. SQLite lets one writer in at a time.
    pub(crate) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        either("BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL READ COMMITTED").run(self).await.map(|_| ())
    }

    /// Begins a transaction that writes while no other that was begun so does, on any server.
    pub(crate) async fn begin_alone(&mut self) -> Result<(), sqlx::Error> {
        const TURN: &str = "SELECT value FROM meta WHERE key = 'installation' FOR UPDATE";
        self.begin().await?;
        if self.is_postgres() {
            sql(TURN).maybe(self).await?;
        }
        Ok(())
    }

    /// Makes what was written since the transaction began durable.
    pub(crate) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        sql("COMMIT").run(self).await.map(|_| ())
    }

    /// Takes back what was written since the transaction began.
    pub(crate) async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        sql("ROLLBACK").run(self).await.map(|_| ())
    }

    /// Closes a connection of its own, and gives any other back.
    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Connection::Sqlite(Held::Own(connection)) => connection.close().await,
            Connection::Postgres(Held::Own(connection)) => connection.close().await,
            Connection::Sqlite(Held::Pooled(_) | Held::Within(_)) | Connection::Postgres(Held::Pooled(_) | Held::Within(_)) => {
                Ok(())
            }
        }
    }

    /// Runs several statements without parameters.
    pub(crate) async fn run_all(&mut self, texts: &str) -> Result<(), sqlx::Error> {
        let texts = sqlx::raw_sql(AssertSqlSafe(texts.to_owned()));
        match self {
            Connection::Sqlite(connection) => texts.execute(connection.get()).await.map(|_| ()),
            Connection::Postgres(connection) => texts.execute(connection.get()).await.map(|_| ()),
        }
    }
}

/// A statement with its values.
#[derive(Debug)]
pub(crate) struct Statement {
    sqlite: Text,
    postgres: Text,
    values: Vec<Value>,
}

#[derive(Clone, Debug)]
enum Text {
    Fixed(&'static str),
    Made(Arc<str>),
}

/// A statement that both engines understand.
pub(crate) fn sql(text: &'static str) -> Statement {
    either(text, text)
}

/// A statement whose text differs between the engines.
pub(crate) fn either(sqlite: &'static str, postgres: &'static str) -> Statement {
    Statement { sqlite: Text::Fixed(sqlite), postgres: Text::Fixed(postgres), values: Vec::new() }
}

/// A statement whose text the program put together from names that it knows itself, never from what somebody typed.
pub(crate) fn made(text: Arc<str>) -> Statement {
    let text = Text::Made(text);
    Statement { sqlite: text.clone(), postgres: text, values: Vec::new() }
}

impl Statement {
    /// Puts a value in the place of the next parameter.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Statement {
        self.values.push(value.into());
        self
    }

    fn on_sqlite(self) -> Query<'static, Sqlite, SqliteArguments> {
        let query = match self.sqlite {
            Text::Fixed(text) => sqlx::query(text),
            Text::Made(text) => sqlx::query(AssertSqlSafe(text)),
        };
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Integer(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        })
    }

    fn on_postgres(self) -> Query<'static, Postgres, PgArguments> {
        let query = match self.postgres {
            Text::Fixed(text) => sqlx::query(text),
            Text::Made(text) => sqlx::query(AssertSqlSafe(text)),
        };
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Integer(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        })
    }

    /// Runs it and says how many rows it wrote.
    pub(crate) async fn run(self, on: &mut Connection) -> Result<u64, sqlx::Error> {
        match on {
            Connection::Sqlite(on) => self.on_sqlite().execute(on.get()).await.map(|done| done.rows_affected()),
            Connection::Postgres(on) => self.on_postgres().execute(on.get()).await.map(|done| done.rows_affected()),
        }
    }

    /// All rows that it finds.
    pub(crate) async fn all(self, on: &mut Connection) -> Result<Vec<Row>, sqlx::Error> {
        match on {
            Connection::Sqlite(on) => Ok(self.on_sqlite().fetch_all(on.get()).await?.into_iter().map(Row::Sqlite).collect()),
            Connection::Postgres(on) => {
                Ok(self.on_postgres().fetch_all(on.get()).await?.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// The rows that it finds, one after the other: for more than memory should hold.
    pub(crate) fn each<'c>(self, on: &'c mut Connection) -> BoxStream<'c, Result<Row, sqlx::Error>> {
        match on {
            Connection::Sqlite(on) => self.on_sqlite().fetch(on.get()).map_ok(Row::Sqlite).boxed(),
            Connection::Postgres(on) => self.on_postgres().fetch(on.get()).map_ok(Row::Postgres).boxed(),
        }
    }

    /// The first row that it finds, if any.
    pub(crate) async fn maybe(self, on: &mut Connection) -> Result<Option<Row>, sqlx::Error> {
        match on {
            Connection::Sqlite(on) => Ok(self.on_sqlite().fetch_optional(on.get()).await?.map(Row::Sqlite)),
            Connection::Postgres(on) => Ok(self.on_postgres().fetch_optional(on.get()).await?.map(Row::Postgres)),
        }
    }

    /// The one row that it finds.
    pub(crate) async fn one(self, on: &mut Connection) -> Result<Row, sqlx::Error> {
        self.maybe(on).await?.ok_or(sqlx::Error::RowNotFound)
    }
}

/// A row of either engine.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column, counted from 0.
    pub(crate) fn try_get<'r, T>(&'r self, column: usize) -> Result<T, sqlx::Error>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
    {
        match self {
            Row::Sqlite(row) => row.try_get(column),
            Row::Postgres(row) => row.try_get(column),
        }
    }

    /// The bytes of a text or of bytes, whatever they are: altered text need not be text any more.
    pub(crate) fn bytes(&self, column: usize) -> Result<Option<&[u8]>, sqlx::Error> {
        match self {
            Row::Sqlite(row) => row.try_get_unchecked(column),
            Row::Postgres(row) => row.try_get_unchecked(column),
        }
    }
}
