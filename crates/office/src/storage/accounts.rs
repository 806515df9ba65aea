//! The rows of accounts: who may sign in, who is signed in, which links are open, which sign-ins were tried.
//!
//! What they mean is said in [`crate::accounts`]; here is only how they are kept. No secret lies here that could be used: passwords
//! and tokens are kept as their hashes.

mod attempts;
mod links;
mod sessions;

use sqlx::{Connection, Row, SqliteConnection};
use uuid::Uuid;

pub(crate) use attempts::{Limits, Try};
pub(crate) use links::LinkRow;
pub(crate) use sessions::SessionRow;

use super::{Db, StorageError};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountRow {
    pub(crate) person: Uuid,
    pub(crate) login: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) active: bool,
    pub(crate) epoch: i64,
}

/// What became of writing an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is written.
    Done,
    /// Another person has the login.
    LoginTaken,
    /// The link that should allow it cannot be used.
    LinkUnusable,
}

pub(crate) type SqlRow = sqlx::sqlite::SqliteRow;

pub(crate) fn id_at(row: &SqlRow, column: usize) -> Result<Uuid, sqlx::Error> {
    let bytes: &[u8] = row.try_get(column)?;
    Uuid::from_slice(bytes).map_err(|error| sqlx::Error::ColumnDecode { index: column.to_string(), source: Box::new(error) })
}

pub(crate) fn bytes_of(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}

fn account_at(row: &SqlRow) -> Result<AccountRow, sqlx::Error> {
    Ok(AccountRow {
        person: id_at(row, 0)?,
        login: row.try_get(1)?,
        password: row.try_get(2)?,
        active: row.try_get(3)?,
        epoch: row.try_get(4)?,
    })
}

/// Writes a password and login for a person; sessions that were begun before end with it.
async fn put_password(
    connection: &mut SqliteConnection,
    person: Uuid,
    login: &str,
    hash: &str,
    at: i64,
) -> Result<(), sqlx::Error> {
    const PUT: &str = "INSERT INTO account (person, login, password, active, epoch, created_at, changed_at)
        VALUES ($1, $2, $3, 1, 1, $4, $4)
        ON CONFLICT (person) DO UPDATE SET login = excluded.login, password = excluded.password, epoch = account.epoch + 1,
            changed_at = excluded.changed_at";
    let put = sqlx::query(PUT).bind(bytes_of(person)).bind(login.to_owned()).bind(hash.to_owned()).bind(at);
    put.execute(connection).await.map(|_| ())
}

fn is_unique(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

impl Db {
    /// The account of a person.
    pub(crate) async fn account_of(&self, person: Uuid) -> Result<Option<AccountRow>, StorageError> {
        const ACCOUNT: &str = "SELECT person, login, password, active, epoch FROM account WHERE person = $1";
        let row = sqlx::query(ACCOUNT).bind(bytes_of(person)).fetch_optional(self.readers()).await;
        row.and_then(|row| row.as_ref().map(account_at).transpose()).map_err(|error| self.failed(error))
    }

    /// The account with a login.
    pub(crate) async fn account_with_login(&self, login: &str) -> Result<Option<AccountRow>, StorageError> {
        const ACCOUNT: &str = "SELECT person, login, password, active, epoch FROM account WHERE login = $1";
        let row = sqlx::query(ACCOUNT).bind(login.to_owned()).fetch_optional(self.readers()).await;
        row.and_then(|row| row.as_ref().map(account_at).transpose()).map_err(|error| self.failed(error))
    }

    /// Up to `limit` accounts behind a login, in the order of their logins.
    pub(crate) async fn accounts_after(&self, login: &str, limit: u32) -> Result<Vec<AccountRow>, StorageError> {
        const ACCOUNTS: &str = "SELECT person, login, password, active, epoch FROM account
            WHERE login > $1 ORDER BY login LIMIT $2";
        let rows = sqlx::query(ACCOUNTS).bind(login.to_owned()).bind(i64::from(limit)).fetch_all(self.readers()).await;
        rows.and_then(|rows| rows.iter().map(account_at).collect()).map_err(|error| self.failed(error))
    }

    /// Whether there is any account.
    pub(crate) async fn has_accounts(&self) -> Result<bool, StorageError> {
        const ANY: &str = "SELECT EXISTS (SELECT 1 FROM account)";
        let row = sqlx::query(ANY).fetch_one(self.readers()).await;
        row.and_then(|row| row.try_get(0)).map_err(|error| self.failed(error))
    }

    /// Gives a person an account without a login where they have none.
    pub(crate) async fn ensure_account(&self, person: Uuid, at: i64) -> Result<(), StorageError> {
        const ENSURE: &str = "INSERT INTO account (person, active, epoch, created_at, changed_at) VALUES ($1, 1, 1, $2, $2)
            ON CONFLICT (person) DO NOTHING";
        let mut writer = self.writer().await?;
        let done = sqlx::query(ENSURE).bind(bytes_of(person)).bind(at).execute(&mut writer.connection).await;
        self.settled(&mut writer, done.map(|_| ())).await
    }

    /// Replaces the password hash of an account; only the session `keep` goes on.
    pub(crate) async fn replace_password(&self, person: Uuid, hash: &str, keep: Uuid, at: i64) -> Result<(), StorageError> {
        let mut writer = self.writer().await?;
        let done = replace_password(&mut writer.connection, (person, keep), hash, at).await;
        self.settled(&mut writer, done).await
    }

    /// Lets an account in or keeps it out; either way all its sessions end and its open links close.
    pub(crate) async fn set_active(&self, person: Uuid, active: bool, at: i64) -> Result<bool, StorageError> {
        let mut writer = self.writer().await?;
        let done = set_active(&mut writer.connection, person, active, at).await;
        self.settled(&mut writer, done).await
    }
}

async fn replace_password(connection: &mut SqliteConnection, kept: (Uuid, Uuid), hash: &str, at: i64) -> Result<(), sqlx::Error> {
    const REPLACE: &str = "UPDATE account SET password = $2, epoch = epoch + 1, changed_at = $3 WHERE person = $1";
    const END: &str = "DELETE FROM session WHERE person = $1 AND id <> $2";
    const KEEP: &str =
        "UPDATE session SET epoch = (SELECT a.epoch FROM account a WHERE a.person = $1) WHERE person = $1 AND id = $2";
    let (person, keep) = (bytes_of(kept.0), bytes_of(kept.1));
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(REPLACE).bind(person.clone()).bind(hash.to_owned()).bind(at).execute(&mut *transaction).await?;
    for statement in [END, KEEP] {
        sqlx::query(statement).bind(person.clone()).bind(keep.clone()).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

async fn set_active(connection: &mut SqliteConnection, person: Uuid, active: bool, at: i64) -> Result<bool, sqlx::Error> {
    const SET: &str = "UPDATE account SET active = $2, epoch = epoch + 1, changed_at = $3 WHERE person = $1";
    const END: &str = "DELETE FROM session WHERE person = $1";
    const CLOSE: &str = "DELETE FROM link WHERE person = $1 AND used_at IS NULL";
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let set = sqlx::query(SET).bind(bytes_of(person)).bind(i64::from(active)).bind(at);
    let known = set.execute(&mut *transaction).await?.rows_affected() == 1;
    for statement in [END, CLOSE] {
        sqlx::query(statement).bind(bytes_of(person)).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(known)
}
