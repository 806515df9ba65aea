//! The rows of accounts: who may sign in, who is signed in, which links are open, which sign-ins were tried.
//!
//! What they mean is said in [`crate::accounts`]; here is only how they are kept. No secret lies here that could be used: passwords
//! and tokens are kept as their hashes.

mod attempts;
mod links;
mod sessions;
mod tokens;

use uuid::Uuid;

pub(crate) use attempts::{Limits, Try};
pub(crate) use links::LinkRow;
pub(crate) use sessions::SessionRow;
pub(crate) use tokens::TokenRow;

use super::engine::{Connection, Row, sql};
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

pub(crate) fn id_at(row: &Row, column: usize) -> Result<Uuid, sqlx::Error> {
    let bytes: &[u8] = row.try_get(column)?;
    Uuid::from_slice(bytes).map_err(|error| sqlx::Error::ColumnDecode { index: column.to_string(), source: Box::new(error) })
}

pub(crate) fn bytes_of(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}

fn account_at(row: &Row) -> Result<AccountRow, sqlx::Error> {
    Ok(AccountRow {
        person: id_at(row, 0)?,
        login: row.try_get(1)?,
        password: row.try_get(2)?,
        active: row.try_get::<i64>(3)? != 0,
        epoch: row.try_get(4)?,
    })
}

/// Writes a password and login for a person; sessions that were begun before end with it.
async fn put_password(connection: &mut Connection, person: Uuid, login: &str, hash: &str, at: i64) -> Result<(), sqlx::Error> {
    const PUT: &str = "INSERT INTO account (person, login, password, active, epoch, created_at, changed_at)
        VALUES ($1, $2, $3, 1, 1, $4, $4)
        ON CONFLICT (person) DO UPDATE SET login = excluded.login, password = excluded.password, epoch = account.epoch + 1,
            changed_at = excluded.changed_at";
    let put = sql(PUT).bind(bytes_of(person)).bind(login.to_owned()).bind(hash.to_owned()).bind(at);
    put.run(connection).await.map(|_| ())
}

impl Db {
    /// The account of a person.
    pub(crate) async fn account_of(&self, person: Uuid) -> Result<Option<AccountRow>, StorageError> {
        const ACCOUNT: &str = "SELECT person, login, password, active, epoch FROM account WHERE person = $1";
        let row = self.maybe(sql(ACCOUNT).bind(bytes_of(person))).await?;
        self.read(row.as_ref().map(account_at).transpose())
    }

    /// The account with a login.
    pub(crate) async fn account_with_login(&self, login: &str) -> Result<Option<AccountRow>, StorageError> {
        const ACCOUNT: &str = "SELECT person, login, password, active, epoch FROM account WHERE login = $1";
        let row = self.maybe(sql(ACCOUNT).bind(login.to_owned())).await?;
        self.read(row.as_ref().map(account_at).transpose())
    }

    /// Up to `limit` accounts behind a login, in the order of their logins.
    pub(crate) async fn accounts_after(&self, login: &str, limit: u32) -> Result<Vec<AccountRow>, StorageError> {
        const ACCOUNTS: &str = "SELECT person, login, password, active, epoch FROM account
            WHERE login > $1 ORDER BY login LIMIT $2";
        let rows = self.all(sql(ACCOUNTS).bind(login.to_owned()).bind(i64::from(limit))).await?;
        self.read(rows.iter().map(account_at).collect())
    }

    /// Whether there is any account.
    pub(crate) async fn has_accounts(&self) -> Result<bool, StorageError> {
        const ANY: &str = "SELECT EXISTS (SELECT 1 FROM account)";
        let row = self.maybe(sql(ANY)).await?;
        self.read(row.map_or(Ok(false), |row| row.try_get(0)))
    }

    /// Gives a person an account without a login where they have none.
    pub(crate) async fn ensure_account(&self, person: Uuid, at: i64) -> Result<(), StorageError> {
        const ENSURE: &str = "INSERT INTO account (person, active, epoch, created_at, changed_at) VALUES ($1, 1, 1, $2, $2)
            ON CONFLICT (person) DO NOTHING";
        self.write(sql(ENSURE).bind(bytes_of(person)).bind(at)).await.map(|_| ())
    }

    /// Replaces the password hash of an account; only the session `keep` goes on.
    pub(crate) async fn replace_password(&self, person: Uuid, hash: &str, keep: Uuid, at: i64) -> Result<(), StorageError> {
        let mut writer = self.writer().await?;
        let done = self.patiently(replace_password(writer.begun(), (person, keep), hash, at)).await;
        self.settled(&mut writer, done).await
    }

    /// Lets an account in or keeps it out; either way all its sessions end and its open links close.
    pub(crate) async fn set_active(&self, person: Uuid, active: bool, at: i64) -> Result<bool, StorageError> {
        let mut writer = self.writer().await?;
        let done = self.patiently(set_active(writer.begun(), person, active, at)).await;
        self.settled(&mut writer, done).await
    }
}

async fn replace_password(connection: &mut Connection, kept: (Uuid, Uuid), hash: &str, at: i64) -> Result<(), sqlx::Error> {
    const REPLACE: &str = "UPDATE account SET password = $2, epoch = epoch + 1, changed_at = $3 WHERE person = $1";
    const END: &str = "DELETE FROM session WHERE person = $1 AND id <> $2";
    const KEEP: &str =
        "UPDATE session SET epoch = (SELECT a.epoch FROM account a WHERE a.person = $1) WHERE person = $1 AND id = $2";
    let (person, keep) = (bytes_of(kept.0), bytes_of(kept.1));
    connection.begin_alone().await?;
    sql(REPLACE).bind(person.clone()).bind(hash.to_owned()).bind(at).run(connection).await?;
    for statement in [END, KEEP] {
        sql(statement).bind(person.clone()).bind(keep.clone()).run(connection).await?;
    }
    connection.commit().await
}

async fn set_active(connection: &mut Connection, person: Uuid, active: bool, at: i64) -> Result<bool, sqlx::Error> {
    const SET: &str = "UPDATE account SET active = $2, epoch = epoch + 1, changed_at = $3 WHERE person = $1";
    const END: &str = "DELETE FROM session WHERE person = $1";
    const CLOSE: &str = "DELETE FROM link WHERE person = $1 AND used_at IS NULL";
    connection.begin_alone().await?;
    let set = sql(SET).bind(bytes_of(person)).bind(i64::from(active)).bind(at);
    let known = set.run(connection).await? == 1;
    for statement in [END, CLOSE] {
        sql(statement).bind(bytes_of(person)).run(connection).await?;
    }
    connection.commit().await?;
    Ok(known)
}
