//! How much room tables and indexes take, for measurements.

use super::engine::{Row, either};
use super::{Db, StorageError};

/// A table or index with the bytes that it takes on disk; read often, they lie in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// Its name.
    pub name: String,
    /// Whether it is an index: also what keeps keys unique.
    pub index: bool,
    /// Bytes, in whole pages.
    pub bytes: u64,
}

impl Db {
    /// The sizes of the journal's tables, `entry` and `change`, and of their indexes. Reads every page of the file on SQLite.
    pub async fn journal_sizes(&self) -> Result<Vec<Size>, StorageError> {
        const SQLITE: &str =
            "SELECT m.name, m.type = 'index', sum(s.pgsize) FROM sqlite_schema m JOIN dbstat s ON s.name = m.name
            WHERE m.tbl_name IN ('entry', 'change') AND m.type IN ('table', 'index') GROUP BY m.name, m.type ORDER BY m.name";
        const POSTGRES: &str = "SELECT c.relname, c.relkind = 'i', pg_relation_size(c.oid) FROM pg_class c
            WHERE c.relkind IN ('r', 'i') AND c.relnamespace = current_schema()::regnamespace
              AND (c.oid IN ('entry'::regclass, 'change'::regclass)
                OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN ('entry'::regclass, 'change'::regclass)))
            ORDER BY c.relname";
        let read = |row: &Row| {
            let bytes: i64 = row.try_get(2)?;
            Ok(Size { name: row.try_get(0)?, index: row.try_get(1)?, bytes: u64::try_from(bytes).unwrap_or_default() })
        };
        let rows = self.all(either(SQLITE, POSTGRES)).await?;
        rows.iter().map(read).collect::<Result<_, sqlx::Error>>().map_err(|error| self.failed(error))
    }
}

#[cfg(test)]
mod tests {
    use crate::storage::tests::{Engine, fresh, on_both_engines};

    on_both_engines!(tables_and_indexes_of_the_journal_have_sizes);

    async fn tables_and_indexes_of_the_journal_have_sizes(engine: Engine) {
        let (_folder, db) = fresh(engine).await;
        let sizes = db.journal_sizes().await.expect("read");
        let names: Vec<&str> = sizes.iter().filter(|size| size.index).map(|size| size.name.as_str()).collect();
        assert!(names.contains(&"change_record") && names.contains(&"entry_import"), "{names:?}");
        assert_eq!(sizes.iter().filter(|size| !size.index).count(), 2, "{sizes:?}");
        assert!(sizes.iter().any(|size| size.bytes > 0), "{sizes:?}");
    }
}
