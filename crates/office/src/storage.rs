//! The only SQL of the house: one SQLite file that makes the organization durable.
//!
//! [`Db`] opens the file and refuses, in one sentence with the path and the remedy, whatever is not a database of ours. The
//! [`journal`] keeps entries and changes append-only under a hash chain with the current records beside them, the
//! [`observations`] keep what was derived once a day, and accounts, sessions and links have rows of their own. Storage knows no record types: bodies are JSON text on one line that it
//! neither reads nor changes.
//!
//! One connection writes, in transactions that begin as `IMMEDIATE`; a pool of read-only connections reads beside it. Every
//! statement is plain text above the code that reads it, with `$n` parameters that PostgreSQL takes too.

pub(crate) mod accounts;
pub mod journal;
pub mod observations;

mod db;
mod digest;
mod error;
mod owner;
mod schema;
#[cfg(test)]
pub(crate) mod tests;

pub use db::{Created, Db};
pub use digest::Digest;
pub use error::StorageError;
