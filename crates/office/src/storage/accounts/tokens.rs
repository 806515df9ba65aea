//! The rows of tokens of programs.

use uuid::Uuid;

use super::{bytes_of, id_at};
use crate::storage::engine::{Row, sql};
use crate::storage::{Db, StorageError};

/// A token. Instants are in microseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TokenRow {
    pub(crate) token_hash: Vec<u8>,
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) name: String,
    pub(crate) scope: String,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) used_at: Option<i64>,
}

fn token_at(row: &Row) -> Result<TokenRow, sqlx::Error> {
    Ok(TokenRow {
        token_hash: row.try_get(0)?,
        id: id_at(row, 1)?,
        person: id_at(row, 2)?,
        name: row.try_get(3)?,
        scope: row.try_get(4)?,
        created_at: row.try_get(5)?,
        expires_at: row.try_get(6)?,
        used_at: row.try_get(7)?,
    })
}

impl Db {
    /// Keeps a token of an active account; false where the account is not active.
    pub(crate) async fn make_token(&self, token: &TokenRow) -> Result<bool, StorageError> {
        const MAKE: &str = "INSERT INTO token (token_hash, id, person, epoch, name, scope, created_at, expires_at)
            SELECT $1, $2, person, epoch, $4, $5, $6, $7 FROM account WHERE person = $3 AND active = 1";
        let make = sql(MAKE)
            .bind(token.token_hash.clone())
            .bind(bytes_of(token.id))
            .bind(bytes_of(token.person))
            .bind(token.name.clone())
            .bind(token.scope.clone())
            .bind(token.created_at)
            .bind(token.expires_at);
        self.write(make).await.map(|rows| rows == 1)
    }

    /// The token with a hash, as long as it works, its account is active and has not ended all its sessions.
    pub(crate) async fn token_with(&self, token_hash: &[u8], at: i64) -> Result<Option<TokenRow>, StorageError> {
        const TOKEN: &str = "SELECT t.token_hash, t.id, t.person, t.name, t.scope, t.created_at, t.expires_at, t.used_at
            FROM token t JOIN account a ON a.person = t.person
            WHERE t.token_hash = $1 AND t.expires_at > $2 AND a.active = 1 AND a.epoch = t.epoch";
        let row = self.maybe(sql(TOKEN).bind(token_hash.to_vec()).bind(at)).await?;
        self.read(row.as_ref().map(token_at).transpose())
    }

    /// The tokens of a person that work, the newest first.
    pub(crate) async fn tokens_of(&self, person: Uuid, at: i64) -> Result<Vec<TokenRow>, StorageError> {
        const TOKENS: &str = "SELECT t.token_hash, t.id, t.person, t.name, t.scope, t.created_at, t.expires_at, t.used_at
            FROM token t JOIN account a ON a.person = t.person
            WHERE t.person = $1 AND t.expires_at > $2 AND a.epoch = t.epoch ORDER BY t.created_at DESC, t.id";
        let rows = self.all(sql(TOKENS).bind(bytes_of(person)).bind(at)).await?;
        self.read(rows.iter().map(token_at).collect())
    }

    /// Notes that a token was used.
    pub(crate) async fn use_token(&self, token_hash: &[u8], at: i64) -> Result<(), StorageError> {
        const USE: &str = "UPDATE token SET used_at = $2 WHERE token_hash = $1 AND (used_at IS NULL OR used_at < $2)";
        self.write(sql(USE).bind(token_hash.to_vec()).bind(at)).await.map(|_| ())
    }

    /// Ends one token of a person; false where they have no such token.
    pub(crate) async fn end_token(&self, person: Uuid, id: Uuid) -> Result<bool, StorageError> {
        const END: &str = "DELETE FROM token WHERE person = $1 AND id = $2";
        self.write(sql(END).bind(bytes_of(person)).bind(bytes_of(id))).await.map(|rows| rows == 1)
    }

    /// Removes the tokens that have ended.
    pub(crate) async fn forget_tokens(&self, at: i64) -> Result<u64, StorageError> {
        const FORGET: &str = "DELETE FROM token WHERE expires_at <= $1";
        self.write(sql(FORGET).bind(at)).await
    }
}
