//! What can go wrong with the file, each as one sentence with the path and the remedy.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sqlx::postgres::PgDatabaseError;
use uuid::Uuid;

/// Why the storage could not do what was asked.
///
/// Nothing was changed when an operation returns one of these. The sentences are meant for whoever runs the program.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The folder that should hold the file is not there.
    #[error("{}: the folder {} does not exist; create it first.", path.display(), folder.display())]
    NoFolder {
        /// The file that was asked for.
        path: PathBuf,
        /// The folder that is missing.
        folder: PathBuf,
    },
    /// There is no file, and it was not asked to make one.
    #[error("{}: there is no database here; check the path, or create one first.", path.display())]
    Missing {
        /// The file that was asked for.
        path: PathBuf,
    },
    /// Only the write-ahead log of a database is there.
    #[error(
        "{}: the database is gone but its log {}-wal is still there; put the database back beside it, or move the log away.",
        path.display(), path.display()
    )]
    Orphaned {
        /// The file that was asked for.
        path: PathBuf,
    },
    /// A new database was asked for where something already is.
    #[error("{}: something is already here; open it, or choose another path for a new database.", path.display())]
    Exists {
        /// The file that was asked for.
        path: PathBuf,
    },
    /// A new database was asked for in a folder that holds another one.
    #[error(
        "{}: the folder already holds the database {}; open that one, or choose an empty folder for a new one.",
        path.display(), other.display()
    )]
    Beside {
        /// The file that was asked for.
        path: PathBuf,
        /// The database that is already in the folder.
        other: PathBuf,
    },
    /// The file is not a database of this program.
    #[error("{}: this is {found}, not a database of Throughline; choose another path, or move it away.", path.display())]
    Foreign {
        /// The file that was asked for.
        path: PathBuf,
        /// What it is instead, with its article.
        found: &'static str,
    },
    /// A newer program wrote the file.
    #[error(
        "{}: a newer version wrote this database (storage version {found}, this program knows up to {known}); use the newer version.",
        path.display()
    )]
    Newer {
        /// The file that was asked for.
        path: PathBuf,
        /// The version in the file.
        found: i64,
        /// The newest version that this program reads.
        known: i64,
    },
    /// An older program wrote the file, and it was only to be read.
    #[error(
        "{}: an older version wrote this database (storage version {found}); open it once with `throughline serve`, which brings it up to date.",
        path.display()
    )]
    Older {
        /// The file that was asked for.
        path: PathBuf,
        /// The version in the file.
        found: i64,
    },
    /// The chain of a backup does not hold, so it is not restored.
    #[error("{}: this backup is not whole and was not restored: {fault} Take another one.", path.display())]
    NotWhole {
        /// The backup.
        path: PathBuf,
        /// The first record that is not as it was written.
        fault: String,
    },
    /// The version in the file is none that was ever released.
    #[error("{}: its storage version '{found}' is unknown; restore the database from a backup.", path.display())]
    UnknownVersion {
        /// The file that was asked for.
        path: PathBuf,
        /// What stands where the version should be.
        found: String,
    },
    /// The file or its folder cannot be written.
    #[error("{}: it cannot be written; give this user write permission on the file and its folder.", path.display())]
    ReadOnly {
        /// The file that was asked for.
        path: PathBuf,
    },
    /// The file or its folder cannot be read.
    #[error("{}: it cannot be opened ({detail}); give this user permission to read it.", path.display())]
    Unreadable {
        /// The file that was asked for.
        path: PathBuf,
        /// The system's words.
        detail: String,
    },
    /// Another server owns the file.
    #[error("{}: another Throughline{} has it open; stop that one first, or use it.", path.display(), in_brackets(*pid))]
    InUse {
        /// The file that was asked for.
        path: PathBuf,
        /// The process that owns it, where it could be read.
        pid: Option<u32>,
    },
    /// Another program holds a lock on the file.
    #[error("{}: another program keeps it locked; nothing was changed, close that program and try again.", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("{}: the disk is full; nothing was changed and reading still works, make room and try again.", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("{}: the database is damaged ({detail}); restore it from a backup.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        detail: String,
    },
    /// The journal has moved on since the batch was decided: catch up and decide again.
    #[error("the journal stands at {head}, not at {expected}; nothing was changed, decide again.")]
    Moved {
        /// The position that the batch was decided at.
        expected: i64,
        /// The position that the journal has.
        head: i64,
    },
    /// A command with this id is in the journal already.
    #[error("the command {command_id} is recorded already; nothing was changed.")]
    Doubled {
        /// The id of the command.
        command_id: Uuid,
    },
    /// A key is there already; whoever appends finds out which.
    #[error("{}: this is recorded already; nothing was changed.", path.display())]
    Taken {
        /// The file.
        path: PathBuf,
    },
    /// The database went away while it was saving.
    #[error(
        "{}: the database went away while saving, so it is not known whether this was saved; send it again, it is done only once.",
        path.display()
    )]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// The address of a server cannot be read. The address itself may hold a password and is not repeated.
    #[error(
        "The address of the database cannot be read: {why}. Write postgres://USER@HOST:PORT/NAME, and the password into PGPASSWORD."
    )]
    Address {
        /// What is wrong with it.
        why: String,
    },
    /// The server does not let this user in, or not do this.
    #[error("{}: the server refuses ({detail}); {remedy}.", path.display())]
    NotLetIn {
        /// The address without its password.
        path: PathBuf,
        /// The server's words.
        detail: String,
        /// What to do.
        remedy: &'static str,
    },
    /// There is no encrypted connection as the address asks for.
    #[error("{}: there is no encrypted connection ({detail}); check sslmode and sslrootcert in the address.", path.display())]
    NotEncrypted {
        /// The address without its password.
        path: PathBuf,
        /// The driver's words.
        detail: String,
    },
    /// What was handed in cannot be stored; a fault of the caller.
    #[error("cannot store {what}; nothing was changed.")]
    Malformed {
        /// What it is and why.
        what: &'static str,
    },
    /// The database did not answer.
    #[error("{}: the database did not answer ({detail}); nothing was changed, try again in a moment.", path.display())]
    Unavailable {
        /// The file.
        path: PathBuf,
        /// The driver's words.
        detail: String,
    },
}

fn in_brackets(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default()
}

/// The primary result codes of SQLite (<https://www.sqlite.org/rescode.html>) that have a remedy of their own.
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READ_ONLY: i32 = 8;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;
const NOT_A_DATABASE: i32 = 26;

impl StorageError {
    /// Translates the driver's error for the database at `path`.
    pub(crate) fn of(path: &Path, error: sqlx::Error) -> StorageError {
        let path = path.to_owned();
        if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) {
            return StorageError::Damaged { path, detail: error.to_string() };
        }
        if let sqlx::Error::Tls(fault) = &error {
            return StorageError::NotEncrypted { path, detail: fault.to_string() };
        }
        // A certificate that is not accepted.
        if let sqlx::Error::Io(fault) = &error
            && fault.kind() == ErrorKind::InvalidData
        {
            return StorageError::NotEncrypted { path, detail: fault.to_string() };
        }
        let Some(database) = error.as_database_error() else {
            let detail = if let sqlx::Error::Io(fault) = &error {
                fault.to_string()
            } else if matches!(error, sqlx::Error::PoolTimedOut) {
                "it took too long".to_owned()
            } else {
                error.to_string()
            };
            return StorageError::Unavailable { path, detail };
        };
        if database.is_unique_violation() {
            return StorageError::Taken { path };
        }
        let code = database.code().unwrap_or_default();
        if let Some(refused) = database.try_downcast_ref::<PgDatabaseError>() {
            return StorageError::of_server(path, &code, refused.message().to_owned());
        }
        let detail = error.to_string();
        match code.parse::<i32>().map(|code| code & 0xff) {
            Ok(BUSY | LOCKED) => StorageError::Locked { path },
            Ok(READ_ONLY) => StorageError::ReadOnly { path },
            Ok(CORRUPT) => StorageError::Damaged { path, detail },
            Ok(NOT_A_DATABASE) => StorageError::Foreign { path, found: "another kind of file" },
            Ok(FULL) => StorageError::Full { path },
            Ok(CANNOT_OPEN) => StorageError::Unreadable { path, detail },
            Ok(_) | Err(_) => StorageError::Unavailable { path, detail },
        }
    }

    /// Translates the code of a PostgreSQL server (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    fn of_server(path: PathBuf, code: &str, detail: String) -> StorageError {
        let not_let_in = |detail, remedy| StorageError::NotLetIn { path: path.clone(), detail, remedy };
        match code {
            "53100" => StorageError::Full { path },
            "55P03" => StorageError::Locked { path },
            "XX001" | "XX002" => StorageError::Damaged { path, detail },
            "28P01" | "28000" => not_let_in(detail, "check the user and the password in the address or in PGPASSWORD"),
            "3D000" => not_let_in(detail, "create the database first with createdb, or correct its name"),
            "42501" => not_let_in(detail, "grant this user the right to create and change tables there"),
            "25006" => not_let_in(detail, "name the server that takes writes, not a copy of it"),
            _ => StorageError::Unavailable { path, detail },
        }
    }

    /// Whether the same may well succeed in a moment, or once somebody has made room: nothing is wrong with what was asked.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            StorageError::Unavailable { .. }
                | StorageError::Locked { .. }
                | StorageError::Full { .. }
                | StorageError::Unknown { .. }
                | StorageError::Moved { .. }
        )
    }

    /// Translates the system's error for the file at `path`.
    pub(crate) fn of_file(path: &Path, error: &std::io::Error) -> StorageError {
        let path = path.to_owned();
        let kind = error.kind();
        if kind == ErrorKind::StorageFull {
            StorageError::Full { path }
        } else if kind == ErrorKind::PermissionDenied || kind == ErrorKind::ReadOnlyFilesystem {
            StorageError::ReadOnly { path }
        } else if kind == ErrorKind::AlreadyExists {
            StorageError::Exists { path }
        } else {
            StorageError::Unreadable { path, detail: error.to_string() }
        }
    }
}
