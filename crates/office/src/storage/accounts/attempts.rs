//! Sign-ins that were tried and did not succeed, counted per account and address.
//!
//! A try is written down before the password is looked at, so that many at once count as many; success takes it back.

use uuid::Uuid;

use super::bytes_of;
use crate::storage::engine::{Connection, sql};
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
        let mut reader = self.reader().await?;
        // Whoever is over the limit is turned away without a write.
        if let Some(until) = self.patiently(refused_until(&mut reader, wanted, limits)).await? {
            return Ok(Err(until));
        }
        drop(reader);
        let mut writer = self.writer().await?;
        let begun = self.patiently(begin_try(writer.begun(), wanted, limits)).await;
        self.settled(&mut writer, begun).await
    }
}

async fn begin_try(connection: &mut Connection, wanted: &Try, limits: Limits) -> Result<Result<(), i64>, sqlx::Error> {
    const FORGET: &str = "DELETE FROM attempt WHERE at <= $1";
    const TRY: &str = "INSERT INTO attempt (id, login, address, at) VALUES ($1, $2, $3, $4)";
    connection.begin_alone().await?;
    if let Some(until) = refused_until(connection, wanted, limits).await? {
        connection.rollback().await?;
        return Ok(Err(until));
    }
    sql(FORGET).bind(wanted.at - limits.window).run(connection).await?;
    let attempt = sql(TRY).bind(bytes_of(wanted.id)).bind(wanted.login_hash.clone());
    attempt.bind(wanted.address.clone()).bind(wanted.at).run(connection).await?;
    connection.commit().await?;
    Ok(Ok(()))
}

/// From when on the try is allowed, where it is not allowed now.
async fn refused_until(connection: &mut Connection, wanted: &Try, limits: Limits) -> Result<Option<i64>, sqlx::Error> {
    const PAIR: &str = "SELECT count(*), min(at) FROM attempt WHERE at > $1 AND login = $2 AND address = $3";
    const LOGIN: &str = "SELECT count(*), min(at) FROM attempt WHERE at > $1 AND login = $2";
    const ADDRESS: &str = "SELECT count(*), min(at) FROM attempt WHERE at > $1 AND address = $2";
    const IS_KNOWN: &str = "SELECT EXISTS (SELECT 1 FROM session s JOIN account a ON a.person = s.person
        WHERE a.login = $1 AND s.address = $2)";
    let since = wanted.at - limits.window;
    let (login, address) = (wanted.login_hash.clone(), wanted.address.clone());
    let pair = sql(PAIR).bind(since).bind(login.clone()).bind(address.clone()).one(connection).await?;
    let of_login = sql(LOGIN).bind(since).bind(login).one(connection).await?;
    let of_address = sql(ADDRESS).bind(since).bind(address.clone()).one(connection).await?;
    let known = sql(IS_KNOWN).bind(wanted.login.clone()).bind(address).one(connection).await?;
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
