//! The rows of sessions.

use uuid::Uuid;

use super::{Try, bytes_of, id_at};
use crate::storage::engine::{Connection, Row, sql};
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

fn session_at(row: &Row) -> Result<SessionRow, sqlx::Error> {
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
        let begun = self.patiently(begin_session(writer.begun(), session, tried)).await;
        self.settled(&mut writer, begun).await
    }

    /// The session with a token, as long as its account is active and has not ended all its sessions.
    pub(crate) async fn session_with(&self, token_hash: &[u8]) -> Result<Option<SessionRow>, StorageError> {
        const SESSION: &str = "SELECT s.token_hash, s.id, s.person, s.address, s.agent, s.created_at, s.seen_at
            FROM session s JOIN account a ON a.person = s.person
            WHERE s.token_hash = $1 AND a.active = 1 AND a.epoch = s.epoch";
        let row = self.maybe(sql(SESSION).bind(token_hash.to_vec())).await?;
        self.read(row.as_ref().map(session_at).transpose())
    }

    /// The sessions of a person, the one seen last first.
    pub(crate) async fn sessions_of(&self, person: Uuid) -> Result<Vec<SessionRow>, StorageError> {
        const SESSIONS: &str = "SELECT s.token_hash, s.id, s.person, s.address, s.agent, s.created_at, s.seen_at
            FROM session s JOIN account a ON a.person = s.person
            WHERE s.person = $1 AND a.epoch = s.epoch ORDER BY s.seen_at DESC, s.id";
        let rows = self.all(sql(SESSIONS).bind(bytes_of(person))).await?;
        self.read(rows.iter().map(session_at).collect())
    }

    /// Notes that a session was used.
    pub(crate) async fn see_session(&self, token_hash: &[u8], at: i64) -> Result<(), StorageError> {
        const SEE: &str = "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2";
        self.write(sql(SEE).bind(token_hash.to_vec()).bind(at)).await.map(|_| ())
    }

    /// Ends the session with a token; false where there is none.
    pub(crate) async fn end_session_with(&self, token_hash: &[u8]) -> Result<bool, StorageError> {
        const END: &str = "DELETE FROM session WHERE token_hash = $1";
        self.write(sql(END).bind(token_hash.to_vec())).await.map(|rows| rows == 1)
    }

    /// Ends one session of a person; false where they have no such session.
    pub(crate) async fn end_session(&self, person: Uuid, id: Uuid) -> Result<bool, StorageError> {
        const END: &str = "DELETE FROM session WHERE person = $1 AND id = $2";
        self.write(sql(END).bind(bytes_of(person)).bind(bytes_of(id))).await.map(|rows| rows == 1)
    }

    /// Ends the sessions of a person other than `keep`, and says how many.
    pub(crate) async fn end_other_sessions(&self, person: Uuid, keep: Uuid) -> Result<u64, StorageError> {
        const END: &str = "DELETE FROM session WHERE person = $1 AND id <> $2";
        self.write(sql(END).bind(bytes_of(person)).bind(bytes_of(keep))).await
    }

    /// Removes the sessions that were begun or last seen so long ago.
    pub(crate) async fn forget_sessions(&self, created_before: i64, seen_before: i64) -> Result<u64, StorageError> {
        const FORGET: &str = "DELETE FROM session WHERE created_at <= $1 OR seen_at <= $2";
        self.write(sql(FORGET).bind(created_before).bind(seen_before)).await
    }
}

async fn begin_session(connection: &mut Connection, session: &SessionRow, tried: Option<&Try>) -> Result<bool, sqlx::Error> {
    const BEGIN: &str = "INSERT INTO session (token_hash, id, person, epoch, address, agent, created_at, seen_at)
        SELECT $1, $2, person, epoch, $4, $5, $6, $7 FROM account WHERE person = $3 AND active = 1";
    const TAKE_BACK: &str = "DELETE FROM attempt WHERE login = $1 AND address = $2";
    connection.begin_alone().await?;
    let begin = sql(BEGIN)
        .bind(session.token_hash.clone())
        .bind(bytes_of(session.id))
        .bind(bytes_of(session.person))
        .bind(session.address.clone())
        .bind(session.agent.clone())
        .bind(session.created_at)
        .bind(session.seen_at);
    let begun = begin.run(connection).await? == 1;
    if let (true, Some(tried)) = (begun, tried) {
        let take_back = sql(TAKE_BACK).bind(tried.login_hash.clone()).bind(tried.address.clone());
        take_back.run(connection).await?;
    }
    connection.commit().await?;
    Ok(begun)
}
