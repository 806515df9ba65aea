//! Sign-ins that were tried and did not succeed, counted per account and address.
//!
//! A try is written down before the password is looked at, so that many at once count as many; success takes it back.

use sqlx::{Connection, Row, SqliteConnection};
use uuid::Uuid;

use super::bytes_of;
use crate::storage::{Db, StorageError};

/// A sign-in that somebody wants to try.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    /// An id for it.
    pub(crate) id: Uuid,
    /// The hash of the login: what people type there is not always a login.
    pub(crate) login_hash: Vec<u8>,
    /// The login itself, to look for earlier sessions from the address.
    pub(crate) login: String,
    /// Where it comes from.
    pub(crate) address: String,
    /// When, in microseconds.
    pub(crate) at: i64,
}

/// How many tries may fail within a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The time, in microseconds.
    pub(crate) window: i64,
    /// For one login from one address.
    pub(crate) per_pair: i64,
    /// For one login from all addresses from which nobody is signed in to it.
    pub(crate) per_login: i64,
    /// From one address for all logins.
    pub(crate) per_address: i64,
}

impl Db {
    /// Writes the try down, or says from when on another is allowed.
    pub(crate) async fn begin_try(&self, wanted: &Try, limits: Limits) -> Result<Result<(), i64>, StorageError> {
        let mut reader = self.readers().acquire().await.map_err(|error| self.failed(error))?;
        // Whoever is over the limit is turned away without a write.
        if let Some(until) = refused_until(&mut reader, wanted, limits).await.map_err(|error| self.failed(error))? {
            return Ok(Err(until));
        }
        drop(reader);
        let mut writer = self.writer().await?;
        let begun = begin_try(&mut writer.connection, wanted, limits).await;
        self.settled(&mut writer, begun).await
    }
}

async fn begin_try(connection: &mut SqliteConnection, wanted: &Try, limits: Limits) -> Result<Result<(), i64>, sqlx::Error> {
    const FORGET: &str = "DELETE FROM attempt WHERE at <= $1";
    const TRY: &str = "INSERT INTO attempt (id, login, address, at) VALUES ($1, $2, $3, $4)";
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    if let Some(until) = refused_until(&mut transaction, wanted, limits).await? {
        transaction.rollback().await?;
        return Ok(Err(until));
    }
    sqlx::query(FORGET).bind(wanted.at - limits.window).execute(&mut *transaction).await?;
    let attempt = sqlx::query(TRY).bind(bytes_of(wanted.id)).bind(wanted.login_hash.clone());
    attempt.bind(wanted.address.clone()).bind(wanted.at).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(Ok(()))
}

/// From when on the try is allowed, where it is not allowed now.
async fn refused_until(connection: &mut SqliteConnection, wanted: &Try, limits: Limits) -> Result<Option<i64>, sqlx::Error> {
    const PAIR: &str = "SELECT count(*), min(at) FROM attempt WHERE at > $1 AND login = $2 AND address = $3";
    const LOGIN: &str = "SELECT count(*), min(at) FROM attempt WHERE at > $1 AND login = $2";
    const ADDRESS: &str = "SELECT count(*), min(at) FROM attempt WHERE at > $1 AND address = $2";
    const IS_KNOWN: &str = "SELECT EXISTS (SELECT 1 FROM session s JOIN account a ON a.person = s.person
        WHERE a.login = $1 AND s.address = $2)";
    let since = wanted.at - limits.window;
    let (login, address) = (wanted.login_hash.clone(), wanted.address.clone());
    let pair = sqlx::query(PAIR).bind(since).bind(login.clone()).bind(address.clone()).fetch_one(&mut *connection).await?;
    let of_login = sqlx::query(LOGIN).bind(since).bind(login).fetch_one(&mut *connection).await?;
    let of_address = sqlx::query(ADDRESS).bind(since).bind(address.clone()).fetch_one(&mut *connection).await?;
    let known = sqlx::query(IS_KNOWN).bind(wanted.login.clone()).bind(address).fetch_one(connection).await?;
    // From where somebody is signed in already, others who guess do not keep them out.
    let per_login = if known.try_get(0)? { i64::MAX } else { limits.per_login };
    let mut until = None;
    for (row, limit) in [(pair, limits.per_pair), (of_login, per_login), (of_address, limits.per_address)] {
        let (count, first): (i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        if count >= limit {
            until = until.max(first.map(|first| first + limits.window));
        }
    }
    Ok(until)
}
