//! The rows of sessions.

use sqlx::{Connection, Row, SqliteConnection};
use uuid::Uuid;

use super::{SqlRow, Try, bytes_of, id_at};
use crate::storage::{Db, StorageError};

/// A session. Instants are in microseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SessionRow {
    pub(crate) token_hash: Vec<u8>,
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) address: String,
    pub(crate) agent: String,
    pub(crate) created_at: i64,
    pub(crate) seen_at: i64,
}

fn session_at(row: &SqlRow) -> Result<SessionRow, sqlx::Error> {
    Ok(SessionRow {
        token_hash: row.try_get(0)?,
        id: id_at(row, 1)?,
        person: id_at(row, 2)?,
        address: row.try_get(3)?,
        agent: row.try_get(4)?,
        created_at: row.try_get(5)?,
        seen_at: row.try_get(6)?,
    })
}

impl Db {
    /// Begins a session of an active account and takes back the tries that led to it; false where the account is not active (any more).
    pub(crate) async fn begin_session(&self, session: &SessionRow, tried: Option<&Try>) -> Result<bool, StorageError> {
        let mut writer = self.writer().await?;
        let begun = begin_session(&mut writer.connection, session, tried).await;
        self.settled(&mut writer, begun).await
    }

    /// The session with a token, as long as its account is active and has not ended all its sessions.
    pub(crate) async fn session_with(&self, token_hash: &[u8]) -> Result<Option<SessionRow>, StorageError> {
        const SESSION: &str = "SELECT s.token_hash, s.id, s.person, s.address, s.agent, s.created_at, s.seen_at
            FROM session s JOIN account a ON a.person = s.person
            WHERE s.token_hash = $1 AND a.active = 1 AND a.epoch = s.epoch";
        let row = sqlx::query(SESSION).bind(token_hash.to_vec()).fetch_optional(self.readers()).await;
        row.and_then(|row| row.as_ref().map(session_at).transpose()).map_err(|error| self.failed(error))
    }

    /// The sessions of a person, the one seen last first.
    pub(crate) async fn sessions_of(&self, person: Uuid) -> Result<Vec<SessionRow>, StorageError> {
        const SESSIONS: &str = "SELECT s.token_hash, s.id, s.person, s.address, s.agent, s.created_at, s.seen_at
            FROM session s JOIN account a ON a.person = s.person
            WHERE s.person = $1 AND a.epoch = s.epoch ORDER BY s.seen_at DESC, s.id";
        let rows = sqlx::query(SESSIONS).bind(bytes_of(person)).fetch_all(self.readers()).await;
        rows.and_then(|rows| rows.iter().map(session_at).collect()).map_err(|error| self.failed(error))
    }

    /// Notes that a session was used.
    pub(crate) async fn see_session(&self, token_hash: &[u8], at: i64) -> Result<(), StorageError> {
        const SEE: &str = "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2";
        let mut writer = self.writer().await?;
        let seen = sqlx::query(SEE).bind(token_hash.to_vec()).bind(at).execute(&mut writer.connection).await;
        self.settled(&mut writer, seen.map(|_| ())).await
    }

    /// Ends the session with a token; false where there is none.
    pub(crate) async fn end_session_with(&self, token_hash: &[u8]) -> Result<bool, StorageError> {
        const END: &str = "DELETE FROM session WHERE token_hash = $1";
        let mut writer = self.writer().await?;
        let ended = sqlx::query(END).bind(token_hash.to_vec()).execute(&mut writer.connection).await;
        self.settled(&mut writer, ended.map(|ended| ended.rows_affected() == 1)).await
    }

    /// Ends one session of a person; false where they have no such session.
    pub(crate) async fn end_session(&self, person: Uuid, id: Uuid) -> Result<bool, StorageError> {
        const END: &str = "DELETE FROM session WHERE person = $1 AND id = $2";
        let mut writer = self.writer().await?;
        let ended = sqlx::query(END).bind(bytes_of(person)).bind(bytes_of(id)).execute(&mut writer.connection).await;
        self.settled(&mut writer, ended.map(|ended| ended.rows_affected() == 1)).await
    }

    /// Ends the sessions of a person other than `keep`, and says how many.
    pub(crate) async fn end_other_sessions(&self, person: Uuid, keep: Uuid) -> Result<u64, StorageError> {
        const END: &str = "DELETE FROM session WHERE person = $1 AND id <> $2";
        let mut writer = self.writer().await?;
        let ended = sqlx::query(END).bind(bytes_of(person)).bind(bytes_of(keep)).execute(&mut writer.connection).await;
        self.settled(&mut writer, ended.map(|ended| ended.rows_affected())).await
    }

    /// Removes the sessions that were begun or last seen so long ago.
    pub(crate) async fn forget_sessions(&self, created_before: i64, seen_before: i64) -> Result<u64, StorageError> {
        const FORGET: &str = "DELETE FROM session WHERE created_at <= $1 OR seen_at <= $2";
        let mut writer = self.writer().await?;
        let gone = sqlx::query(FORGET).bind(created_before).bind(seen_before).execute(&mut writer.connection).await;
        self.settled(&mut writer, gone.map(|gone| gone.rows_affected())).await
    }
}

async fn begin_session(
    connection: &mut SqliteConnection,
    session: &SessionRow,
    tried: Option<&Try>,
) -> Result<bool, sqlx::Error> {
    const BEGIN: &str = "INSERT INTO session (token_hash, id, person, epoch, address, agent, created_at, seen_at)
        SELECT $1, $2, person, epoch, $4, $5, $6, $7 FROM account WHERE person = $3 AND active = 1";
    const TAKE_BACK: &str = "DELETE FROM attempt WHERE login = $1 AND address = $2";
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let begin = sqlx::query(BEGIN)
        .bind(session.token_hash.clone())
        .bind(bytes_of(session.id))
        .bind(bytes_of(session.person))
        .bind(session.address.clone())
        .bind(session.agent.clone())
        .bind(session.created_at)
        .bind(session.seen_at);
    let begun = begin.execute(&mut *transaction).await?.rows_affected() == 1;
    if let (true, Some(tried)) = (begun, tried) {
        let take_back = sqlx::query(TAKE_BACK).bind(tried.login_hash.clone()).bind(tried.address.clone());
        take_back.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(begun)
}
