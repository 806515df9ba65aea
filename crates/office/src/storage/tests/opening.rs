use std::fs;

use sqlx::{Connection, SqliteConnection};

use super::super::{Db, StorageError};
use super::{created, file, new_file, put, records};

/// The sentence of a refusal, with the folder replaced by `data`.
fn sentence(refused: Result<Db, StorageError>, folder: &tempfile::TempDir) -> String {
    let error = refused.expect_err("must be refused");
    let folder = folder.path().display().to_string();
    error.to_string().replace(&folder, "data").replace(&std::process::id().to_string(), "7")
}

async fn altered(folder: &tempfile::TempDir, sql: &'static str) {
    let mut other = SqliteConnection::connect(&format!("sqlite:{}", file(folder).display())).await.expect("open");
    sqlx::raw_sql(sql).execute(&mut other).await.expect("altered");
    other.close().await.expect("closed");
}

#[tokio::test]
async fn a_database_opens_again_with_its_marks_and_records() {
    let (folder, db) = new_file().await;
    let installation = db.installation();
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &super::Sequence::new(1)).await.expect("appended");
    let head = db.head().await.expect("head");
    db.close().await.expect("closed");
    let db = Db::open(&file(&folder)).await.expect("opened");
    assert_eq!(db.installation(), installation);
    assert!(!db.is_demo());
    assert_eq!(db.head().await.expect("head"), head);
    assert_eq!(records(&db).await, "task a");
}

#[tokio::test]
async fn a_demonstration_is_marked_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let marks = super::Created { demo: true, ..created() };
    Db::create(&file(&folder), marks).await.expect("created").close().await.expect("closed");
    assert!(Db::open(&file(&folder)).await.expect("opened").is_demo());
}

#[tokio::test]
async fn a_missing_folder_and_a_missing_file_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("no").join("t.db");
    insta::assert_snapshot!(sentence(Db::open_or_create(&inside, created()).await, &folder), @"data/no/t.db: the folder data/no does not exist; create it first.");
    insta::assert_snapshot!(sentence(Db::open(&file(&folder)).await, &folder), @"data/t.db: there is no database here; check the path, or create one first.");
    assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 0, "nothing is created by looking");
}

#[tokio::test]
async fn nothing_is_created_over_or_beside_what_exists() {
    let (folder, db) = new_file().await;
    drop(db);
    let again = Db::create(&file(&folder), created()).await;
    insta::assert_snapshot!(sentence(again, &folder), @"data/t.db: something is already here; open it, or choose another path for a new database.");
    let mistyped = Db::open_or_create(&folder.path().join("tt.db"), created()).await;
    insta::assert_snapshot!(sentence(mistyped, &folder), @"data/tt.db: the folder already holds the database data/t.db; open that one, or choose an empty folder for a new one.");
    assert!(!folder.path().join("tt.db").exists());
}

#[tokio::test]
async fn a_log_without_its_database_is_not_covered_with_an_empty_one() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.db-wal"), "log").expect("written");
    let refused = Db::open_or_create(&file(&folder), created()).await;
    insta::assert_snapshot!(sentence(refused, &folder), @"data/t.db: the database is gone but its log data/t.db-wal is still there; put the database back beside it, or move the log away.");
    assert!(!file(&folder).exists());
}

#[tokio::test]
async fn what_is_not_a_database_of_ours_is_left_as_it_is() {
    for (content, found) in [("", "an empty file"), ("some text", "another kind of file")] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(file(&folder), content).expect("written");
        let refused = sentence(Db::open_or_create(&file(&folder), created()).await, &folder);
        assert_eq!(
            refused,
            format!("data/t.db: this is {found}, not a database of Throughline; choose another path, or move it away.")
        );
        assert_eq!(fs::read_to_string(file(&folder)).expect("still there"), content);
    }
}

#[tokio::test]
async fn a_database_of_another_program_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(file(&folder), "").expect("written");
    altered(&folder, "CREATE TABLE other (a INTEGER)").await;
    let refused = Db::open(&file(&folder)).await;
    insta::assert_snapshot!(sentence(refused, &folder), @"data/t.db: this is a database of another program, not a database of Throughline; choose another path, or move it away.");
}

#[tokio::test]
async fn newer_and_unknown_versions_are_refused() {
    let (folder, db) = new_file().await;
    db.close().await.expect("closed");
    altered(&folder, "UPDATE meta SET value = '99' WHERE key = 'storage_version'").await;
    insta::assert_snapshot!(sentence(Db::open(&file(&folder)).await, &folder), @"data/t.db: a newer version wrote this database (storage version 99, this program knows up to 3); use the newer version.");
    altered(&folder, "UPDATE meta SET value = 'x' WHERE key = 'storage_version'").await;
    insta::assert_snapshot!(sentence(Db::open(&file(&folder)).await, &folder), @"data/t.db: its storage version 'x' is unknown; restore the database from a backup.");
}

#[tokio::test]
async fn a_second_owner_is_refused_and_a_reader_is_not() {
    let (folder, db) = new_file().await;
    insta::assert_snapshot!(sentence(Db::open(&file(&folder)).await, &folder), @"data/t.db: another Throughline (pid 7) has it open; stop that one first, or use it.");
    let reader = Db::open_read_only(&file(&folder)).await.expect("a reader");
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &super::Sequence::new(1)).await.expect("appended");
    assert_eq!(records(&reader).await, "task a");
    let refused = reader.append(1, &[put(2, "task", 1, Some("a"), Some("b"))], &super::Sequence::new(1)).await;
    assert!(matches!(refused, Err(StorageError::ReadOnly { .. })));
    db.close().await.expect("closed");
    Db::open(&file(&folder)).await.expect("the lock goes with its owner");
}

#[tokio::test]
async fn a_file_that_may_not_be_written_is_refused() {
    let (folder, db) = new_file().await;
    db.close().await.expect("closed");
    let mut permissions = fs::metadata(file(&folder)).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(file(&folder), permissions).expect("set");
    insta::assert_snapshot!(sentence(Db::open(&file(&folder)).await, &folder), @"data/t.db: it cannot be written; give this user write permission on the file and its folder.");
}

#[tokio::test]
async fn what_a_crashed_creation_left_is_cleared_away() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.db.new"), "half").expect("written");
    let db = Db::open_or_create(&file(&folder), created()).await.expect("created");
    assert!(!folder.path().join("t.db.new").exists());
    assert_eq!(db.head().await.expect("head").position, 0);
}

#[tokio::test]
async fn a_database_that_another_program_locks_is_said_to_be_locked() {
    let (folder, db) = new_file().await;
    let mut other = SqliteConnection::connect(&format!("sqlite:{}", file(&folder).display())).await.expect("open");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("locked");
    let refused = db.append(0, &[put(1, "task", 1, None, Some("a"))], &super::Sequence::new(1)).await.expect_err("refused");
    let words = refused.to_string().replace(&folder.path().display().to_string(), "data");
    insta::assert_snapshot!(words, @"data/t.db: another program keeps it locked; nothing was changed, close that program and try again.");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("unlocked");
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &super::Sequence::new(1)).await.expect("appended");
}
