//! The one place that changes things: perform, storage, accounts, followers.
//!
//! Time and chance are handed in: [`Chance`] is where randomness enters, and every function that needs an instant takes it.

pub mod accounts;
pub mod storage;

mod failure;
mod history;
mod office;
mod perform;
mod search;
mod seen;
mod stale;
mod timed;

pub use failure::{Failure, Stale, StaleField};
pub use history::{Did, FieldChange, Kept, Told, ToldChange, changed_since_import};
pub use office::{Office, load};
pub use perform::{BATCH_LIMIT, Conditions, Done, RecordedAct, Request, Undo, Undone, due};
pub use search::{Found, Hit};
pub use seen::{Page, Seen, Viewer};

/// A source of randomness that nobody can guess: salts, tokens and session keys come from it.
///
/// Any `Fn(&mut [u8])` is one, so the program hands in the operating system's generator and a test hands in a fixed sequence.
pub trait Chance: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync> Chance for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}
