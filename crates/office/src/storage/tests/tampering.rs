use std::fs;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use super::super::journal::{Fault, Head, RecordAt, Verdict};
use super::super::{Db, StorageError};
use super::{Sequence, file, fresh, id, put, records};

/// A journal of 60 entries, among them one with an import and one with three changes, and its head.
async fn written() -> (tempfile::TempDir, Db, Head) {
    let (folder, db) = fresh().await;
    let chance = Sequence::new(1);
    let mut entries = Vec::new();
    for number in 0..60_u64 {
        let (before, after) = (format!("v{}", number / 10), format!("v{}", number / 10 + 1));
        let before = (number >= 10).then_some(before.as_str());
        entries.push(put(number, "task", number % 10, before, Some(&after)));
    }
    entries[20].import_id = Some(id(7));
    entries[30].changes.extend(put(0, "goal", 1, None, Some("g")).changes);
    entries[30].changes.extend(put(0, "goal", 2, None, Some("h")).changes);
    let head = db.append(0, &entries, &chance).await.expect("appended");
    (folder, db, head)
}

/// A connection that does what a forger with the file does: it knows no rules.
async fn forger(folder: &tempfile::TempDir) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file(folder)).foreign_keys(false).pragma("synchronous", "OFF");
    SqliteConnection::connect_with(&options).await.expect("open")
}

async fn run(forger: &mut SqliteConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(forger).await.expect("altered");
}

/// What verify says after the statement, in words.
async fn verdict_after(sql: &'static str, kept: impl Fn(Head) -> Option<Head>) -> String {
    let (folder, db, head) = written().await;
    run(&mut forger(&folder).await, sql).await;
    match db.verify(kept(head)).await.expect("verified") {
        Verdict::Whole(verified) => format!("whole, {} erased", verified.erased),
        Verdict::Broken(fault) => fault.to_string(),
    }
}

/// The tables of the journal with their columns; a `t` marks text.
const COLUMNS: [(&str, &str); 3] = [
    ("entry", "position command_id kind:t act:t body:t salt body_digest import_id at previous digest"),
    ("change", "position ordinal record_kind:t record_id before:t after:t salt digest"),
    ("record", "kind:t id revision body:t"),
];

/// Flips one bit of one column of one row, and says where; none where the database itself refuses that.
async fn flip(forger: &mut SqliteConnection, chance: &Sequence) -> Option<String> {
    let (table, columns) = COLUMNS[chance.below(3)];
    let columns: Vec<&str> = columns.split(' ').collect();
    let column = columns[chance.below(columns.len())];
    let (column, is_text) = column.strip_suffix(":t").map_or((column, false), |column| (column, true));
    let key = if table == "record" { "kind || hex(id)" } else { "rowid" };
    let rows: i64 =
        sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(&mut *forger).await.ok()?;
    let place = chance.below(usize::try_from(rows).expect("small"));
    let select = format!("SELECT {column}, typeof({column}), CAST({key} AS TEXT) FROM {table} LIMIT 1 OFFSET {place}");
    let row = sqlx::query(AssertSqlSafe(select)).fetch_one(&mut *forger).await.expect("a row");
    let (kind, key_of_row): (String, String) = (row.get(1), row.get(2));
    let update = |value: &str| format!("UPDATE {table} SET {column} = {value} WHERE CAST({key} AS TEXT) = $1");
    let as_text = if is_text { "CAST($2 AS TEXT)" } else { "$2" };
    let changed = if kind == "integer" {
        let number: i64 = row.get(0);
        sqlx::query(AssertSqlSafe(update("$2"))).bind(key_of_row.clone()).bind(number ^ (1 << chance.below(40))).execute(forger)
    } else {
        let mut bytes: Vec<u8> = row.get::<Option<Vec<u8>>, _>(0).unwrap_or_default();
        if bytes.is_empty() {
            bytes.push(b'!');
        } else {
            let place = chance.below(bytes.len());
            bytes[place] ^= 1 << chance.below(8);
        }
        sqlx::query(AssertSqlSafe(update(as_text))).bind(key_of_row.clone()).bind(bytes).execute(forger)
    };
    changed.await.is_ok_and(|done| done.rows_affected() == 1).then(|| format!("{column} of {table} {key_of_row}"))
}

#[tokio::test]
async fn any_flipped_bit_of_any_row_is_found() {
    let (folder, db, _) = written().await;
    let mut forger = forger(&folder).await;
    let chance = Sequence::new(9);
    let mut found = 0;
    while found < 300 {
        let mut transaction = forger.begin_with("BEGIN IMMEDIATE").await.expect("begun");
        if let Some(place) = flip(&mut transaction, &chance).await {
            let verdict = db.verify_on(&mut transaction, None).await.expect("verified");
            assert!(matches!(verdict, Verdict::Broken(_)), "{place} was flipped and nobody saw it");
            found += 1;
        }
        transaction.rollback().await.expect("rolled back");
    }
    assert!(matches!(db.verify(None).await.expect("verified"), Verdict::Whole(_)));
}

#[tokio::test]
async fn what_is_deleted_swapped_or_inserted_is_named() {
    const INSERT: &str = "INSERT INTO change (position, ordinal, record_kind, record_id, before, after, salt, digest)
        SELECT position, 9, record_kind, record_id, before, after, salt, digest FROM change WHERE position = 12";
    const APPEND: &str = "INSERT INTO entry
        SELECT 61, x'01', kind, act, body, salt, body_digest, import_id, at, previous, digest FROM entry WHERE position = 60";
    const SWAP: &str = "UPDATE entry SET position = 0 - position WHERE position IN (10, 11);
        UPDATE entry SET position = 21 + position WHERE position < 0";
    let mut lines = Vec::new();
    for (what, sql) in [
        ("delete an entry", "DELETE FROM change WHERE position = 17; DELETE FROM entry WHERE position = 17"),
        ("delete the first", "DELETE FROM change WHERE position = 1; DELETE FROM entry WHERE position = 1"),
        ("delete a change", "DELETE FROM change WHERE position = 31 AND ordinal = 1"),
        ("delete the last change", "DELETE FROM change WHERE position = 31 AND ordinal = 2"),
        ("delete a record", "DELETE FROM record WHERE body = 'g'"),
        ("insert a change", INSERT),
        ("insert an entry", APPEND),
        ("insert a change behind", "UPDATE change SET position = 99 WHERE position = 60"),
        ("insert a record", "INSERT INTO record VALUES ('goal', x'00', 3, 'z')"),
        ("swap two entries", SWAP),
        ("set back a record", "UPDATE record SET revision = 41, body = 'v5' WHERE revision = 51"),
    ] {
        lines.push(format!("{what}: {}", verdict_after(sql, |_| None).await));
    }
    insta::assert_snapshot!(lines.join("\n"), @"
    delete an entry: Entry 17 is missing.
    delete the first: Entry 1 is missing.
    delete a change: Change 1 of entry 31 is not as it was written.
    delete the last change: Entry 31 is not as it was written.
    delete a record: The goal 01900000-0000-7000-8000-000000000001 is not what its last change made it.
    insert a change: Change 1 of entry 12 is not as it was written.
    insert an entry: Entry 61 is not as it was written.
    insert a change behind: Entry 60 is not as it was written.
    insert a record: The goal 00000000-0000-0000-0000-000000000000 is not what its last change made it.
    swap two entries: Entry 10 is not as it was written.
    set back a record: The task 01900000-0000-7000-8000-000000000000 is not what its last change made it.
    ");
}

#[tokio::test]
async fn a_cut_tail_is_found_with_a_head_that_was_kept() {
    const CUT: &str = "DELETE FROM change WHERE position > 58; DELETE FROM entry WHERE position > 58;
        UPDATE record SET revision = revision - 10, body = 'v5' WHERE revision > 58";
    assert_eq!(verdict_after(CUT, |_| None).await, "whole, 0 erased");
    insta::assert_snapshot!(verdict_after(CUT, Some).await, @"The journal ends at position 58, but a head was kept at position 60.");
    let replaced = |head: Head| Some(Head { position: 30, ..head });
    insta::assert_snapshot!(verdict_after("SELECT 1", replaced).await, @"Entry 30 is not the one whose digest was kept.");
    assert_eq!(verdict_after("SELECT 1", Some).await, "whole, 0 erased");
}

#[tokio::test]
async fn erased_bodies_leave_the_chain_whole_and_say_so() {
    const ERASE: &str = "UPDATE entry SET body = NULL, salt = NULL WHERE position IN (5, 15);
        UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE position IN (5, 15)";
    assert_eq!(verdict_after(ERASE, Some).await, "whole, 4 erased");
    let half = "UPDATE change SET salt = NULL WHERE position = 5";
    insta::assert_snapshot!(verdict_after(half, Some).await, @"Change 0 of entry 5 is not as it was written.");
    let (folder, db, _) = written().await;
    run(&mut forger(&folder).await, ERASE).await;
    assert_eq!(db.record_at("task", id(4), 14).await.expect("read"), RecordAt::Erased);
    assert!(matches!(db.record_at("task", id(4), 25).await.expect("read"), RecordAt::Present { revision: 25, .. }));
}

/// Everything that the journal says, to compare two files by.
async fn told(db: &Db) -> Result<String, StorageError> {
    let entries = db.entries_with_changes_after(0, 1_000).await?;
    Ok(format!("{entries:?}"))
}

#[tokio::test]
async fn a_damaged_byte_of_the_file_is_found_or_harmless() {
    let (folder, db, _) = written().await;
    let (expected, current) = (told(&db).await.expect("read"), records(&db).await);
    db.close().await.expect("closed");
    let bytes = fs::read(file(&folder)).expect("read");
    let chance = Sequence::new(11);
    let mut found = 0;
    for _ in 0..100 {
        let folder = tempfile::tempdir().expect("a folder");
        let mut damaged = bytes.clone();
        // Fewer zeros are hit this way: most of a new file is empty.
        let place = (0..8).map(|_| chance.below(bytes.len())).find(|place| bytes[*place] != 0).unwrap_or(200);
        damaged[place] ^= 1 << chance.below(8);
        fs::write(file(&folder), damaged).expect("written");
        let Ok(db) = Db::open_read_only(&file(&folder)).await else {
            found += 1;
            continue;
        };
        match db.verify(None).await {
            Ok(Verdict::Whole(_)) => {
                assert_eq!(told(&db).await.expect("read"), expected, "byte {place} was damaged and nobody saw it");
                assert_eq!(records(&db).await, current, "byte {place} was damaged and nobody saw it");
            }
            Ok(Verdict::Broken(_)) | Err(_) => found += 1,
        }
    }
    assert!(found > 50, "only {found} of 100 were found");
}

#[test]
fn faults_of_the_file_are_named_in_its_words() {
    let fault = Fault::File { detail: "database disk image is malformed".to_owned() };
    assert_eq!(fault.to_string(), "The file is damaged: database disk image is malformed.");
}
