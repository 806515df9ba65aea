//! The rows of links that may be used once.

use uuid::Uuid;

use super::{Written, bytes_of, id_at, put_password};
use crate::storage::engine::{Connection, Row, sql};
use crate::storage::{Db, StorageError};

/// A link. Instants are in microseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkRow {
    pub(crate) token_hash: Vec<u8>,
    pub(crate) id: Uuid,
    pub(crate) purpose: String,
    /// Whom it is for and their login; an invitation has both.
    pub(crate) invited: Option<(Uuid, String)>,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
}

fn link_at(row: &Row) -> Result<LinkRow, sqlx::Error> {
    let login: Option<String> = row.try_get(4)?;
    Ok(LinkRow {
        token_hash: row.try_get(0)?,
        id: id_at(row, 1)?,
        purpose: row.try_get(2)?,
        invited: login.map(|login| Ok::<_, sqlx::Error>((id_at(row, 3)?, login))).transpose()?,
        created_at: row.try_get(5)?,
        expires_at: row.try_get(6)?,
    })
}

impl Db {
    /// Opens a link and closes those of the same purpose and person that were not used.
    pub(crate) async fn open_link(&self, link: &LinkRow) -> Result<(), StorageError> {
        let mut writer = self.writer().await?;
        let opened = self.patiently(open_link(writer.begun(), link)).await;
        self.settled(&mut writer, opened).await
    }

    /// The link with a token, when it has not been used nor expired.
    pub(crate) async fn open_link_with(&self, token_hash: &[u8], at: i64) -> Result<Option<LinkRow>, StorageError> {
        const LINK: &str = "SELECT token_hash, id, purpose, person, login, created_at, expires_at FROM link
            WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
        let row = self.maybe(sql(LINK).bind(token_hash.to_vec()).bind(at)).await?;
        self.read(row.as_ref().map(link_at).transpose())
    }

    /// Uses a link up and writes the account that it allows, both or neither. A link that sets up works only before the first account.
    pub(crate) async fn use_link(
        &self,
        link: &LinkRow,
        owner: (Uuid, &str),
        hash: &str,
        at: i64,
    ) -> Result<Written, StorageError> {
        let mut writer = self.writer().await?;
        match self.patiently(use_link(writer.begun(), link, owner, hash, at)).await {
            Err(StorageError::Taken { .. }) => {
                self.recover(&mut writer).await?;
                Ok(Written::LoginTaken)
            }
            used => self.settled(&mut writer, used).await,
        }
    }
}

async fn open_link(connection: &mut Connection, link: &LinkRow) -> Result<(), sqlx::Error> {
    const CLOSE: &str =
        "DELETE FROM link WHERE used_at IS NULL AND purpose = $1 AND (person = $2 OR (person IS NULL AND $2 IS NULL))";
    const OPEN: &str = "INSERT INTO link (token_hash, id, purpose, person, login, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let person = link.invited.as_ref().map(|(person, _)| bytes_of(*person));
    let login = link.invited.as_ref().map(|(_, login)| login.clone());
    connection.begin_alone().await?;
    sql(CLOSE).bind(link.purpose.clone()).bind(person.clone()).run(connection).await?;
    let open = sql(OPEN)
        .bind(link.token_hash.clone())
        .bind(bytes_of(link.id))
        .bind(link.purpose.clone())
        .bind(person)
        .bind(login)
        .bind(link.created_at)
        .bind(link.expires_at);
    open.run(connection).await?;
    connection.commit().await
}

async fn use_link(
    connection: &mut Connection,
    link: &LinkRow,
    (person, login): (Uuid, &str),
    hash: &str,
    at: i64,
) -> Result<Written, sqlx::Error> {
    const USE: &str = "UPDATE link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
        AND (person IS NOT NULL OR NOT EXISTS (SELECT 1 FROM account))";
    const END: &str = "DELETE FROM session WHERE person = $1";
    connection.begin_alone().await?;
    let used = sql(USE).bind(link.token_hash.clone()).bind(at).run(connection).await?;
    if used != 1 {
        connection.rollback().await?;
        return Ok(Written::LinkUnusable);
    }
    put_password(connection, person, login, hash, at).await?;
    sql(END).bind(bytes_of(person)).run(connection).await?;
    connection.commit().await?;
    Ok(Written::Done)
}
