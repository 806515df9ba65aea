//! What can go wrong with the file, each as one sentence with the path and the remedy.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

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
    /// Translates the driver's error for the file at `path`.
    pub(crate) fn of(path: &Path, error: sqlx::Error) -> StorageError {
        let path = path.to_owned();
        let detail = error.to_string();
        if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) {
            return StorageError::Damaged { path, detail };
        }
        let code = error.as_database_error().and_then(|database| database.code()?.parse::<i32>().ok());
        match code.map(|code| code & 0xff) {
            Some(BUSY | LOCKED) => StorageError::Locked { path },
            Some(READ_ONLY) => StorageError::ReadOnly { path },
            Some(CORRUPT) => StorageError::Damaged { path, detail },
            Some(NOT_A_DATABASE) => StorageError::Foreign { path, found: "another kind of file" },
            Some(FULL) => StorageError::Full { path },
            Some(CANNOT_OPEN) => StorageError::Unreadable { path, detail },
            Some(_) | None => StorageError::Unavailable { path, detail },
        }
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
