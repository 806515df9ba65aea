//! The only SQL of the house: what makes the organization durable, one SQLite file or a database on a PostgreSQL server.
//!
//! [`Db`] opens it and refuses, in one sentence with the path and the remedy, whatever is not a database of ours. The
//! [`journal`] keeps entries and changes append-only under a hash chain with the current records beside them, the
//! [`observations`] keep what was derived once a day, and accounts, sessions and links have rows of their own. Storage knows no record types: bodies are JSON text on one line that it
//! neither reads nor changes.
//!
//! One connection writes and a pool of connections reads beside it. Every statement is plain text above the code that reads it, with `$n` parameters, and is
//! the same for both engines except where their dialects differ.

pub(crate) mod accounts;
pub mod journal;
pub mod observations;
pub mod views;

mod backup;
mod db;
mod digest;
mod engine;
mod error;
mod file;
mod meta;
mod owner;
mod schema;
mod server;
mod sizes;
#[cfg(test)]
pub(crate) mod tests;

/// What of the log is worth a line: statements that take long are long themselves, and nobody can act on them.
pub const LOGGED: &str = "warn,sqlx::query=error";

pub use backup::{Copied, restore, restore_on};
pub use db::{Created, Db};
pub use digest::Digest;
pub use error::StorageError;
pub use server::Server;
pub use sizes::Size;
