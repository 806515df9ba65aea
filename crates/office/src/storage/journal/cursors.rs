//! How far each follower has read the journal.

use sqlx::Row;

use crate::storage::{Db, StorageError};

impl Db {
    /// The position up to which the follower has worked, 0 when it has not begun.
    pub async fn cursor(&self, name: &str) -> Result<i64, StorageError> {
        const CURSOR: &str = "SELECT position FROM cursor WHERE name = $1";
        let row = sqlx::query(CURSOR).bind(name.to_owned()).fetch_optional(self.readers()).await;
        let position = row.and_then(|row| row.map_or(Ok(0), |row| row.try_get(0)));
        position.map_err(|error| self.failed(error))
    }

    /// Notes that the follower has worked up to `position`. A cursor never moves back.
    pub async fn move_cursor(&self, name: &str, position: i64) -> Result<(), StorageError> {
        const MOVE: &str = "INSERT INTO cursor (name, position) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE cursor.position < excluded.position";
        let mut writer = self.writer().await?;
        let moved = sqlx::query(MOVE).bind(name.to_owned()).bind(position).execute(&mut writer.connection).await;
        self.settled(&mut writer, moved.map(|_| ())).await
    }
}
