use std::fs;

use super::super::engine::{Connection, made};
use super::super::journal::{Fault, Head, RecordAt, Verdict};
use super::super::{Db, StorageError};
use super::{Engine, Sequence, file, fresh, id, on_both_engines, put, records};

on_both_engines!(
    any_flipped_bit_of_any_row_is_found,
    what_is_deleted_swapped_or_inserted_is_named,
    a_cut_tail_is_found_with_a_head_that_was_kept,
    erased_bodies_leave_the_chain_whole_and_say_so,
);

/// A journal of 60 entries, among them one with an import and one with three changes, and its head.
async fn written(engine: Engine) -> (tempfile::TempDir, Db, Head) {
    let (folder, db) = fresh(engine).await;
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

/// A connection that does what a forger with all rights does: it knows no rules.
async fn forger(db: &Db) -> Connection {
    let mut forger = db.another().await.expect("connected");
    let lawless = if db.is_shared() { "SET session_replication_role = replica" } else { "PRAGMA foreign_keys = OFF" };
    forger.run_all(lawless).await.expect("lawless");
    forger
}

async fn run(forger: &mut Connection, sql: &str) {
    let bytes = |text: &str| text.replace("x'00'", "'\\x00'::bytea").replace("x'01'", "'\\x01'::bytea");
    let sql = if forger.is_postgres() { bytes(sql) } else { sql.to_owned() };
    forger.run_all(&sql).await.expect("altered");
}

/// What verify says after the statement, in words.
async fn verdict_after(engine: Engine, sql: &str, kept: impl Fn(Head) -> Option<Head>) -> String {
    let (_folder, db, head) = written(engine).await;
    run(&mut forger(&db).await, sql).await;
    match db.verify(kept(head)).await.expect("verified") {
        Verdict::Whole(verified) => format!("whole, {} erased", verified.erased),
        Verdict::Broken(fault) => fault.to_string(),
    }
}

/// The tables of the journal with their columns; a `t` marks text, an `i` an integer.
const COLUMNS: [(&str, &str); 3] = [
    ("entry", "position:i command_id kind:t act:t body:t salt body_digest import_id at:i previous digest"),
    ("change", "position:i ordinal:i record_kind:t record_id before:t after:t salt digest"),
    ("record", "kind:t id revision:i body:t"),
];

/// Flips one bit of one column of one row, and says where; none where the database itself refuses that.
async fn flip(forger: &mut Connection, chance: &Sequence) -> Option<String> {
    let (table, columns) = COLUMNS[chance.below(3)];
    let columns: Vec<&str> = columns.split(' ').collect();
    let column = columns[chance.below(columns.len())];
    let (column, kind) = column.split_once(':').unwrap_or((column, "bytes"));
    let key = match (forger.is_postgres(), table) {
        (true, _) => "ctid",
        (false, "record") => "kind || hex(id)",
        (false, _) => "rowid",
    };
    let count = made(format!("SELECT count(*) FROM {table}").into()).one(forger).await.expect("counted");
    let rows: i64 = count.try_get(0).expect("a number");
    let place = chance.below(usize::try_from(rows).expect("small"));
    let select = format!("SELECT {column}, CAST({key} AS TEXT) FROM {table} ORDER BY 2 LIMIT 1 OFFSET {place}");
    let row = made(select.into()).one(forger).await.expect("a row");
    let key_of_row: String = row.try_get(1).expect("its key");
    let update = made(format!("UPDATE {table} SET {column} = $2 WHERE CAST({key} AS TEXT) = $1").into()).bind(key_of_row.clone());
    let update = if kind == "i" {
        let number: i64 = row.try_get(0).expect("a number");
        update.bind(number ^ (1 << chance.below(40)))
    } else {
        let mut bytes = row.bytes(0).expect("read").unwrap_or_default().to_vec();
        if bytes.is_empty() {
            bytes.push(b'!');
        } else {
            let place = chance.below(bytes.len());
            bytes[place] ^= 1 << chance.below(if kind == "t" { 7 } else { 8 });
        }
        // What is no text any more cannot be put into a column of text.
        if kind == "t" { update.bind(String::from_utf8(bytes).ok()?) } else { update.bind(bytes) }
    };
    update.run(forger).await.is_ok_and(|changed| changed == 1).then(|| format!("{column} of {table} {key_of_row}"))
}

async fn any_flipped_bit_of_any_row_is_found(engine: Engine) {
    let (_folder, db, _) = written(engine).await;
    let mut forger = forger(&db).await;
    let chance = Sequence::new(9);
    let mut found = 0;
    while found < 300 {
        forger.begin().await.expect("begun");
        if let Some(place) = flip(&mut forger, &chance).await {
            let verdict = db.verify_on(&mut forger, None).await.expect("verified");
            assert!(matches!(verdict, Verdict::Broken(_)), "{place} was flipped and nobody saw it");
            found += 1;
        }
        forger.rollback().await.expect("rolled back");
    }
    assert!(matches!(db.verify(None).await.expect("verified"), Verdict::Whole(_)));
}

async fn what_is_deleted_swapped_or_inserted_is_named(engine: Engine) {
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
        lines.push(format!("{what}: {}", verdict_after(engine, sql, |_| None).await));
    }
    insta::allow_duplicates! {
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
}

async fn a_cut_tail_is_found_with_a_head_that_was_kept(engine: Engine) {
    const CUT: &str = "DELETE FROM change WHERE position > 58; DELETE FROM entry WHERE position > 58;
        UPDATE record SET revision = revision - 10, body = 'v5' WHERE revision > 58";
    assert_eq!(verdict_after(engine, CUT, |_| None).await, "whole, 0 erased");
    let said = verdict_after(engine, CUT, Some).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(said, @"The journal ends at position 58, but a head was kept at position 60.");
    }
    let replaced = |head: Head| Some(Head { position: 30, ..head });
    let said = verdict_after(engine, "SELECT 1", replaced).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(said, @"Entry 30 is not the one whose digest was kept.");
    }
    assert_eq!(verdict_after(engine, "SELECT 1", Some).await, "whole, 0 erased");
}

async fn erased_bodies_leave_the_chain_whole_and_say_so(engine: Engine) {
    const ERASE: &str = "UPDATE entry SET body = NULL, salt = NULL WHERE position IN (5, 15);
        UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE position IN (5, 15)";
    assert_eq!(verdict_after(engine, ERASE, Some).await, "whole, 4 erased");
    let half = "UPDATE change SET salt = NULL WHERE position = 5";
    let said = verdict_after(engine, half, Some).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(said, @"Change 0 of entry 5 is not as it was written.");
    }
    let (_folder, db, _) = written(engine).await;
    run(&mut forger(&db).await, ERASE).await;
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
    let (folder, db, _) = written(Engine::Sqlite).await;
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
