//! The tables. Storage version 2 has views for reporting tools beside those of version 1 ([`super::views`]), version 3 has tokens.
//!
//! `entry` and `change` only ever grow, so they are ordinary tables; `record` holds the newest body of each record and is
//! looked up by key alone, so it lies in key order. Instants are microseconds since 1970, ids are the 16 bytes of the UUID,
//! days are `YYYY-MM-DD`.
//!
//! The text is SQLite's. PostgreSQL has the same tables under the same names: integers are `BIGINT`, bytes are `BYTEA`, and text is compared byte by byte
//! whatever the language of the server.

use super::engine::Connection;

/// The version of the tables below. A change of the tables makes a new one and a step in [`super::meta::upgrade`] that leads to it.
pub(crate) const STORAGE_VERSION: i64 = 3;

/// The number in the header of the file that says whose it is: the letters `ThLn`.
pub(crate) const APPLICATION: i32 = 0x5468_4c6e;

/// Makes the tables of an empty database.
const TABLES: &str = "
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE entry (
    position    INTEGER PRIMARY KEY,
    command_id  BLOB NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    act         TEXT NOT NULL,
    body        TEXT,
    salt        BLOB,
    body_digest BLOB NOT NULL,
    import_id   BLOB,
    at          INTEGER NOT NULL,
    previous    BLOB NOT NULL,
    digest      BLOB NOT NULL
) STRICT;
CREATE INDEX entry_import ON entry (import_id, position) WHERE import_id IS NOT NULL;

CREATE TABLE change (
    position    INTEGER NOT NULL REFERENCES entry (position),
    ordinal     INTEGER NOT NULL,
    record_kind TEXT NOT NULL,
    record_id   BLOB NOT NULL,
    before      TEXT,
    after       TEXT,
    salt        BLOB,
    digest      BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX change_entry ON change (position, ordinal);
CREATE INDEX change_record ON change (record_kind, record_id, position, ordinal);

CREATE TABLE record (
    kind     TEXT NOT NULL,
    id       BLOB NOT NULL,
    revision INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
    name     TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE observation (
    day     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    subject BLOB NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (kind, subject, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    person     BLOB NOT NULL PRIMARY KEY,
    login      TEXT UNIQUE,
    password   TEXT,
    active     INTEGER NOT NULL,
    epoch      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    person     BLOB NOT NULL REFERENCES account (person),
    epoch      INTEGER NOT NULL,
    address    TEXT NOT NULL,
    agent      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_person ON session (person, created_at);

CREATE TABLE link (
    token_hash BLOB NOT NULL PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    purpose    TEXT NOT NULL,
    person     BLOB,
    login      TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    id      BLOB NOT NULL PRIMARY KEY,
    login   BLOB NOT NULL,
    address TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_login ON attempt (login, at);
CREATE INDEX attempt_address ON attempt (address, at);
CREATE INDEX attempt_at ON attempt (at);
";

/// The table that version 3 has beside the others.
const TOKENS: &str = "
CREATE TABLE IF NOT EXISTS token (
    token_hash BLOB NOT NULL PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    person     BLOB NOT NULL REFERENCES account (person),
    epoch      INTEGER NOT NULL,
    name       TEXT NOT NULL,
    scope      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS token_person ON token (person, created_at);
";

/// The tables, in the words of the engine.
pub(super) fn tables(connection: &Connection) -> String {
    in_words_of(connection, &format!("{TABLES}{TOKENS}"))
}

/// The table of tokens, in the words of the engine.
pub(super) fn token_table(connection: &Connection) -> String {
    in_words_of(connection, TOKENS)
}

fn in_words_of(connection: &Connection, text: &str) -> String {
    if !connection.is_postgres() {
        return text.to_owned();
    }
    let words = [
        (") STRICT, WITHOUT ROWID;", ");"),
        (") STRICT;", ");"),
        ("TEXT", "TEXT COLLATE \"C\""),
        ("BLOB", "BYTEA"),
        ("INTEGER", "BIGINT"),
    ];
    words.into_iter().fold(text.to_owned(), |text, (sqlite, postgres)| text.replace(sqlite, postgres))
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    Integer,
    Bytes,
}

/// A table with its columns, in order.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: Vec<(&'static str, Holds)>,
}

/// All tables of a storage version in an order in which each refers only to those before it, read from what makes them.
pub(super) fn all(version: i64) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let tokens = if version >= 3 { TOKENS } else { "" };
    for line in TABLES.lines().chain(tokens.lines()) {
        let name = line.strip_prefix("CREATE TABLE ").map(|rest| rest.trim_start_matches("IF NOT EXISTS "));
        if let Some(name) = name.and_then(|rest| rest.strip_suffix(" (")) {
            tables.push(Table { name, columns: Vec::new() });
        }
        let mut words = line.split([' ', ',']).filter(|word| !word.is_empty());
        let holds = match (words.next(), words.next()) {
            (Some(name), Some("TEXT")) => (name, Holds::Text),
            (Some(name), Some("INTEGER")) => (name, Holds::Integer),
            (Some(name), Some("BLOB")) => (name, Holds::Bytes),
            (Some(_), Some(_)) | (Some(_), None) | (None, _) => continue,
        };
        if let Some(table) = tables.last_mut() {
            table.columns.push(holds);
        }
    }
    tables
}
