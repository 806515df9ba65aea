//! `throughline backup` and `restore`: a copy of everything in one file, and back.
//!
//! A backup is taken while servers go on. It is one file, whichever database it comes from, and restores into either; its chain is verified before it gets its
//! name and again before it counts as restored.

use std::path::Path;

use office::storage::{self, Copied};

use crate::failure::Failure;
use crate::place::{Place, database};

/// Writes a backup.
pub(crate) async fn back_up(place: &Place, to: &Path) -> Result<(), Failure> {
    let copied = place.read().await?.back_up(to).await?;
    println!("Backed up {place} to {}.", to.display());
    println!("{}", told(&copied));
    Ok(())
}

/// Restores a backup where nothing is yet.
pub(crate) async fn restore(from: &Path, place: &Place) -> Result<(), Failure> {
    let copied = match place {
        Place::Folder(folder) => {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure::storage(format!("{}: the folder cannot be made ({error}).", folder.display())))?;
            storage::restore(from, &database(folder)).await?
        }
        Place::Server(server) => storage::restore_on(from, server).await?,
    };
    println!("Restored {} to {place}. Everybody has to sign in again.", from.display());
    println!("{}", told(&copied));
    Ok(())
}

fn told(copied: &Copied) -> String {
    let verified = copied.verified;
    let (entries, changes) = (verified.entries, verified.changes);
    format!(
        "It is whole: {entries} entries with {changes} changes, up to position {} with the digest {}.",
        verified.head.position, verified.head.digest
    )
}
