//! A PostgreSQL server: where it is, and how a new database there gets its tables.
//!
//! Several servers of ours may begin on an empty database at once; the tables are made in one transaction, so one of them makes them and the others find
//! them. Passwords come from the address or from `PGPASSWORD` and are never shown: whatever is printed names the address without them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

use super::engine::{Connection, Held, sql};
use super::meta::{self, Meta, Standing};
use super::{Created, StorageError};

/// How long a connection may take to come about.
pub(super) const CONNECT: Duration = Duration::from_secs(3);
/// How often a server looks again while others make the tables.
const TRIES: u32 = 20;

/// What may stand behind the `?` of an address.
const PARAMETERS: [&str; 11] =
    ["sslmode", "sslrootcert", "sslcert", "sslkey", "host", "hostaddr", "port", "dbname", "user", "password", "options"];

/// The address of a database on a PostgreSQL server.
#[derive(Clone)]
pub struct Server {
    pub(super) options: PgConnectOptions,
    shown: PathBuf,
}

impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.shown.display())
    }
}

impl Server {
    /// Reads an address such as `postgres://throughline@db.example.org/throughline`. What it leaves out comes from the environment, as for other programs
    /// of PostgreSQL (`PGHOST`, `PGPASSWORD` and so on). The refusal does not repeat the address, since that may hold a password.
    pub fn parse(address: &str) -> Result<Server, StorageError> {
        let refused = |why: String| StorageError::Address { why };
        if !Server::is_address(address) {
            return Err(refused("it must begin with postgres://".to_owned()));
        }
        let query = address.split_once('?').map_or("", |(_, query)| query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !PARAMETERS.contains(&name) {
                let known = PARAMETERS.join(", ");
                return Err(refused(format!("'{name}' is no parameter of it; known are {known}")));
            }
            let is_file = matches!(name, "sslrootcert" | "sslcert" | "sslkey") && !value.contains('%');
            if is_file && !Path::new(value).is_file() {
                return Err(refused(format!("there is no file {value}, which {name} names")));
            }
        }
        let options = PgConnectOptions::from_str(address).map_err(|_| refused("a part of it cannot be understood".to_owned()))?;
        let options = options.application_name("throughline");
        let shown = shown(&options);
        Ok(Server { options, shown })
    }

    /// Whether a text is meant as the address of a server rather than of a folder.
    pub fn is_address(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// The address as it may be shown: without its password.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// A connection of its own that writes durably even where the database was set up not to.
    pub(super) async fn connect(&self) -> Result<Connection, sqlx::Error> {
        const DURABLE: &str =
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
        let connecting = tokio::time::timeout(CONNECT, PgConnection::connect_with(&self.options));
        let connection = connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        let mut connection = Connection::Postgres(Held::Own(Box::new(connection)));
        sql(DURABLE).maybe(&mut connection).await?;
        Ok(connection)
    }
}

fn shown(options: &PgConnectOptions) -> PathBuf {
    let mut url = options.clone().ssl_mode(PgSslMode::Prefer).to_url_lossy();
    // Only a `cannot-be-a-base` address has no place for a password, and this is none.
    let _ = url.set_password(None);
    url.set_query(None);
    PathBuf::from(url.to_string())
}

/// What is there is to be opened, made, or either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A database that is there.
    Opened,
    /// A database that is not there yet.
    Made(Created),
    /// A database, whether it is there or not.
    Either(Created),
}

/// Makes the tables where they are wanted and missing, and reads what the database says about itself.
pub(super) async fn prepare(server: &Server, connection: &mut Connection, wanted: Wanted) -> Result<Meta, StorageError> {
    let path = server.shown().to_owned();
    let failed = |error| StorageError::of(server.shown(), error);
    for _ in 0..TRIES {
        let created = match (meta::standing(connection).await.map_err(failed)?, wanted) {
            (Standing::Foreign, _) => return Err(StorageError::Foreign { path, found: "a database of another program" }),
            (Standing::Empty, Wanted::Opened) => return Err(StorageError::Missing { path }),
            (Standing::Ours, Wanted::Made(_)) => return Err(StorageError::Exists { path }),
            (Standing::Ours, Wanted::Opened | Wanted::Either(_)) => return meta::read(server.shown(), connection).await,
            (Standing::Empty, Wanted::Made(created) | Wanted::Either(created)) => created,
        };
        match make(connection, created).await {
            Ok(()) => return meta::read(server.shown(), connection).await,
            // Another server makes the same tables: it has come first.
            Err(error) if is_race(&error) => connection.rollback().await.map_err(failed)?,
            Err(error) => {
                drop(connection.rollback().await);
                return Err(failed(error));
            }
        }
    }
    Err(StorageError::Locked { path })
}

async fn make(connection: &mut Connection, created: Created) -> Result<(), sqlx::Error> {
    connection.begin().await?;
    meta::make_tables(connection, created).await?;
    connection.commit().await
}

/// Whether another connection made the same thing at the same time: a double key in the catalogue, or a table that is there by now.
fn is_race(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    matches!(code.as_deref(), Some("23505" | "42P07" | "42710" | "40001" | "40P01"))
}
