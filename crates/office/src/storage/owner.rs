//! The owner lock: only one server works on a file.
//!
//! The lock is the system's own lock on a small file beside the database, so it goes away with the process, however that ends.
//! The small file stays and holds the number of the process for the sentence that a second server prints. SQLite's own locks
//! are another matter: readers open the database beside its owner.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::StorageError;

/// Holds the database for this process until it is dropped.
#[derive(Debug)]
pub(crate) struct OwnerLock {
    _file: File,
}

impl OwnerLock {
    /// Takes the lock for the database at `path`, or says who has it.
    pub(crate) fn take(path: &Path) -> Result<OwnerLock, StorageError> {
        let beside = with_suffix(path, ".lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&beside)
            .map_err(|error| StorageError::of_file(path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StorageError::InUse { path: path.to_owned(), pid: owner_of(&mut file) }),
            Err(TryLockError::Error(error)) => return Err(StorageError::of_file(path, &error)),
        }
        write_process(&mut file).map_err(|error| StorageError::of_file(path, &error))?;
        Ok(OwnerLock { _file: file })
    }
}

fn write_process(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn owner_of(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// The path with something put after its last character: `a/b.db` and `.lock` give `a/b.db.lock`.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut text = path.as_os_str().to_owned();
    text.push(suffix);
    PathBuf::from(text)
}
