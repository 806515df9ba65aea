//! How far each follower has read the journal.

use crate::storage::engine::sql;
use crate::storage::{Db, StorageError};

impl Db {
    /// The position up to which the follower has worked, 0 when it has not begun.
    pub async fn cursor(&self, name: &str) -> Result<i64, StorageError> {
        const CURSOR: &str = "SELECT position FROM cursor WHERE name = $1";
        let row = self.maybe(sql(CURSOR).bind(name)).await?;
        self.read(row.map_or(Ok(0), |row| row.try_get(0)))
    }

    /// Notes that the follower has worked up to `position`. A cursor never moves back.
    pub async fn move_cursor(&self, name: &str, position: i64) -> Result<(), StorageError> {
        const MOVE: &str = "INSERT INTO cursor (name, position) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE cursor.position < excluded.position";
        self.write(sql(MOVE).bind(name).bind(position)).await.map(|_| ())
    }
}
