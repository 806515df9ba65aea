//! Where an organization is kept: a file in a data directory, or a database on a PostgreSQL server that several servers share.

use std::fmt;
use std::path::{Path, PathBuf};

use office::storage::{Created, Db, Server, StorageError};
use web::Surroundings as _;

use crate::failure::Failure;
use crate::surroundings::Machine;

/// How the place is named on the command line.
#[derive(clap::Args)]
pub(crate) struct Where {
    /// The data directory.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// The address of a PostgreSQL database instead of a data directory: postgres://USER@HOST:PORT/NAME. Several servers may share it. The password is
    /// taken from the address or, better, from PGPASSWORD.
    #[arg(long, conflicts_with = "data")]
    database: Option<String>,
}

impl Where {
    /// The place that was named.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        match &self.database {
            Some(address) => Ok(Place::Server(Box::new(read(address)?))),
            None => Ok(Place::Folder(self.data.clone())),
        }
    }

    /// What was named, to be looked at: a data directory, another source, or an address.
    pub(crate) fn source(&self) -> PathBuf {
        self.database.as_ref().map_or_else(|| self.data.clone(), PathBuf::from)
    }
}

fn read(address: &str) -> Result<Server, Failure> {
    Server::parse(address).map_err(|error| Failure::usage(error.to_string()))
}

/// A place that keeps an organization.
pub(crate) enum Place {
    /// A data directory.
    Folder(PathBuf),
    /// A database on a server.
    Server(Box<Server>),
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Folder(folder) => folder.display().fmt(out),
            Place::Server(server) => server.shown().display().fmt(out),
        }
    }
}

/// The database inside a data directory.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("throughline.db")
}

impl Place {
    /// The place that a source names, where it is one: an address, or a folder that holds a database.
    pub(crate) fn of_source(source: &Path) -> Result<Option<Place>, Failure> {
        match source.to_str().filter(|text| Server::is_address(text)) {
            Some(address) => Ok(Some(Place::Server(Box::new(read(address)?)))),
            None => Ok(database(source).exists().then(|| Place::Folder(source.to_owned()))),
        }
    }

    /// Whether nothing is kept there yet.
    pub(crate) async fn is_empty(&self) -> Result<bool, Failure> {
        match self {
            Place::Folder(folder) => Ok(!database(folder).exists()),
            Place::Server(server) => match Db::open_read_only_on(server).await {
                Ok(_) | Err(StorageError::Older { .. }) => Ok(false),
                Err(StorageError::Missing { .. }) => Ok(true),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// Opens what is there, to change it.
    pub(crate) async fn open(&self) -> Result<Db, Failure> {
        match self {
            Place::Folder(folder) => Ok(Db::open(&database(folder)).await?),
            Place::Server(server) => Ok(Db::open_on(server).await?),
        }
    }

    /// Opens what is there, or makes it where nothing is.
    pub(crate) async fn open_or_make(&self, demo: bool) -> Result<Db, Failure> {
        let created = Created { installation: Machine.mint(), demo, at: Machine.now() };
        match self {
            Place::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| Failure::storage(format!("{}: the folder cannot be made ({error}).", folder.display())))?;
                Ok(Db::open_or_create(&database(folder), created).await?)
            }
            Place::Server(server) => Ok(Db::open_or_create_on(server, created).await?),
        }
    }

    /// Opens what is there, to read it beside whoever changes it.
    pub(crate) async fn read(&self) -> Result<Db, Failure> {
        match self {
            Place::Folder(folder) => Ok(Db::open_read_only(&database(folder)).await?),
            Place::Server(server) => Ok(Db::open_read_only_on(server).await?),
        }
    }
}
