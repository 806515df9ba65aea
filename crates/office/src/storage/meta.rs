//! What a database says about itself: its version, its installation, whether it is an example; and the steps from older versions to this one.

use std::path::Path;

use uuid::Uuid;

use super::engine::{Connection, either, sql};
use super::schema::{self, STORAGE_VERSION};
use super::{Created, StorageError, views};

/// What the database says about itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meta {
    pub(super) installation: Uuid,
    pub(super) demo: bool,
    /// The version of its storage, from 1 up to this program's.
    pub(super) version: i64,
}

/// Makes the tables of an empty database, inside a transaction of the caller.
pub(super) async fn make_tables(connection: &mut Connection, created: Created) -> Result<(), sqlx::Error> {
    const MARK: &str = "INSERT INTO meta (key, value) VALUES ($1, $2)";
    let tables = schema::tables(connection);
    connection.run_all(&tables).await?;
    let marks = [
        ("storage_version", STORAGE_VERSION.to_string()),
        ("installation", created.installation.to_string()),
        ("demo", if created.demo { "yes" } else { "no" }.to_owned()),
        ("created_at", created.at.to_string()),
    ];
    for (key, value) in marks {
        sql(MARK).bind(key).bind(value).run(connection).await?;
    }
    views::make(connection).await
}

/// Brings a database of an older version up to this one, all steps or none: whenever this is cut off, the database is as it was or as it is to be. Of several
/// servers that begin at once, one does it.
pub(super) async fn upgrade(connection: &mut Connection) -> Result<(), sqlx::Error> {
    const VERSION: &str = "UPDATE meta SET value = $1 WHERE key = 'storage_version'";
    connection.begin_alone().await?;
    let found = mark(connection, "storage_version").await?;
    for version in found.parse().unwrap_or(STORAGE_VERSION)..STORAGE_VERSION {
        step(connection, version).await?;
    }
    sql(VERSION).bind(STORAGE_VERSION.to_string()).run(connection).await?;
    connection.commit().await
}

/// The step from a version to the next one.
async fn step(connection: &mut Connection, version: i64) -> Result<(), sqlx::Error> {
    match version {
        // Version 2 has views for reporting tools.
        1 => views::make(connection).await,
        // Version 3 has tokens.
        2 => {
            let table = schema::token_table(connection);
            connection.run_all(&table).await
        }
        _ => Ok(()),
    }
}

/// What stands in a database before it is opened.
pub(super) enum Standing {
    /// Nothing.
    Empty,
    /// Tables of another program.
    Foreign,
    /// Our tables.
    Ours,
}

/// Looks at which tables there are.
pub(super) async fn standing(connection: &mut Connection) -> Result<Standing, sqlx::Error> {
    const TABLES: &str = "SELECT count(*), count(CASE WHEN name IN ('meta', 'entry', 'record') THEN 1 END) FROM sqlite_master
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    const TABLES_ON_SERVER: &str = "SELECT count(*), count(CASE WHEN table_name IN ('meta', 'entry', 'record') THEN 1 END)
        FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";
    let row = either(TABLES, TABLES_ON_SERVER).one(connection).await?;
    let (all, ours): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    Ok(match (all, ours) {
        (0, _) => Standing::Empty,
        (_, 3) => Standing::Ours,
        (_, _) => Standing::Foreign,
    })
}

/// Reads the marks of a database and refuses versions that this program does not know.
pub(super) async fn read(path: &Path, connection: &mut Connection) -> Result<Meta, StorageError> {
    let failed = |error| StorageError::of(path, error);
    match standing(connection).await.map_err(failed)? {
        Standing::Ours => {}
        Standing::Empty | Standing::Foreign => {
            return Err(StorageError::Foreign { path: path.to_owned(), found: "a database of another program" });
        }
    }
    let version = mark(connection, "storage_version").await.map_err(failed)?;
    let version = match version.parse::<i64>() {
        Ok(found) if found > STORAGE_VERSION => {
            return Err(StorageError::Newer { path: path.to_owned(), found, known: STORAGE_VERSION });
        }
        Ok(found) if found >= 1 => found,
        Ok(_) | Err(_) => return Err(StorageError::UnknownVersion { path: path.to_owned(), found: version }),
    };
    let installation = mark(connection, "installation").await.map_err(failed)?;
    let installation = installation
        .parse()
        .map_err(|_| StorageError::Damaged { path: path.to_owned(), detail: "the installation id is not an id".to_owned() })?;
    let demo = mark(connection, "demo").await.map_err(failed)? == "yes";
    Ok(Meta { installation, demo, version })
}

/// The value of a mark, empty where it is missing.
pub(super) async fn mark(connection: &mut Connection, key: &str) -> Result<String, sqlx::Error> {
    const MARK: &str = "SELECT value FROM meta WHERE key = $1";
    let row = sql(MARK).bind(key).maybe(connection).await?;
    row.map(|row| row.try_get(0)).transpose().map(Option::unwrap_or_default)
}
