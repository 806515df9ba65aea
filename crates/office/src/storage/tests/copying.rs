use std::fs;
use std::path::{Path, PathBuf};

use super::super::journal::Head;
use super::super::{Db, Server, StorageError, restore, restore_on};
use super::{Engine, Sequence, created, empty_schema, file, fresh, id, instant, new_file, on_both_engines, put, records};

on_both_engines!(
    a_backup_of_one_engine_restores_into_either,
    copies_taken_while_others_write_are_whole_and_equal_the_source_at_their_position,
    sessions_tokens_and_open_links_are_not_brought_back,
);

/// Everything that the journal says.
async fn told(db: &Db) -> String {
    format!("{:?}", db.entries_with_changes_after(0, 100_000).await.expect("read"))
}

async fn head_of(path: &Path) -> Head {
    Db::open_read_only(path).await.expect("opened").head().await.expect("read")
}

/// A copy of the database that the program of a storage version made, in a folder.
fn golden(version: u32, folder: &tempfile::TempDir) -> PathBuf {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/storage-{version}.sqlite"));
    let copy = folder.path().join(format!("storage-{version}"));
    fs::copy(kept, &copy).expect("copied");
    copy
}

/// Restores to both engines and gives both databases, the first with its folder.
async fn restored(backup: &Path) -> (tempfile::TempDir, Db, Db) {
    let folder = tempfile::tempdir().expect("a folder");
    restore(backup, &file(&folder)).await.expect("restored");
    let server = empty_schema();
    restore_on(backup, &server).await.expect("restored");
    let on_file = Db::open(&file(&folder)).await.expect("opened");
    let on_server = Db::open_on(&server).await.expect("opened");
    (folder, on_file, on_server)
}

async fn a_backup_of_one_engine_restores_into_either(engine: Engine) {
    let (folder, db) = fresh(engine).await;
    let chance = Sequence::new(1);
    let mut wide = put(1, "task", 1, None, Some("a \u{1F4A7} \\ \"b\""));
    wide.import_id = Some(id(7));
    wide.changes.extend((2..200).flat_map(|number| put(1, "goal", number, None, Some("g")).changes));
    db.append(0, &[wide, put(2, "task", 1, Some("a"), None)], &chance).await.expect("appended");
    db.move_cursor("search", 2).await.expect("moved");
    let backup = folder.path().join("backup");
    let copied = db.back_up(&backup).await.expect("backed up");
    assert_eq!(copied.verified.head, db.head().await.expect("read"));
    assert_eq!((copied.verified.entries, copied.verified.changes), (2, 200));
    assert!(matches!(db.back_up(&backup).await, Err(StorageError::Exists { .. })), "a backup is never written over");
    let (_folder, on_file, on_server) = restored(&backup).await;
    for again in [&on_file, &on_server] {
        assert_eq!(again.installation(), db.installation());
        assert_eq!(told(again).await, told(&db).await);
        assert_eq!(records(again).await, records(&db).await);
        assert_eq!(again.cursor("search").await.expect("read"), 2);
        again.append(2, &[put(3, "task", 3, None, Some("c"))], &chance).await.expect("it is used");
    }
}

async fn copies_taken_while_others_write_are_whole_and_equal_the_source_at_their_position(engine: Engine) {
    let (folder, db) = fresh(engine).await;
    let (announce, mut announced) = tokio::sync::watch::channel(0);
    let writer = tokio::spawn({
        let db = db.clone();
        async move {
            let (chance, mut after, mut number) = (Sequence::new(2), 0, 0_u64);
            // In each round a few groups, while the copy of that round is taken.
            while announced.changed().await.is_ok() {
                for _ in 0..12 {
                    let group: Vec<_> = (0..5).map(|at| put(number + at, "task", (number + at) % 40, None, Some("b"))).collect();
                    after = db.append(after, &group, &chance).await.expect("appended").position;
                    number += 5;
                }
            }
            after
        }
    });
    let mut last = 0;
    for round in 1..=20 {
        announce.send(round).expect("it writes");
        let backup = folder.path().join(format!("backup-{round}"));
        let head = db.back_up(&backup).await.expect("backed up").verified.head;
        assert!(head.position >= last, "a later backup is of a later position");
        last = head.position;
        let target = tempfile::tempdir().expect("a folder");
        let copied = restore(&backup, &file(&target)).await.expect("restored");
        assert_eq!(copied.verified.head, head);
        let again = Db::open(&file(&target)).await.expect("opened");
        assert_eq!(again.head().await.expect("read"), head);
        // The digest covers all that was written up to there.
        let there = db.entry(head.position).await.expect("read").map_or(db.beginning().digest, |there| there.entry.digest);
        assert_eq!(there, head.digest, "round {round}");
    }
    drop(announce);
    assert!(last > 0 && writer.await.expect("no panic") >= last);
}

async fn sessions_tokens_and_open_links_are_not_brought_back(engine: Engine) {
    use crate::accounts::{AccountFailure, Accounts, Caller, Rules, Scope};
    let (folder, db) = fresh(engine).await;
    let accounts = |db: &Db| Accounts::new(db.clone(), std::sync::Arc::new(Sequence::new(5)), Rules::default());
    let here = accounts(&db);
    let link = here.open_set_up(instant(0)).await.expect("a link");
    here.set_up(&link, id(1), "ann", "a long enough secret", instant(1)).await.expect("set up");
    let invitation = here.invite(id(2), "bob", instant(1)).await.expect("invited");
    let caller = Caller { address: "10.0.0.1".to_owned(), agent: "a browser".to_owned() };
    let signed = here.sign_in("ann", "a long enough secret", &caller, instant(2)).await.expect("signed in");
    let key = here.make_token(id(1), "reports", Scope::Read, 30, instant(2)).await.expect("a token").0;
    assert!(here.bearer(&key, instant(3)).await.expect("read").is_some());
    let backup = folder.path().join("backup");
    db.back_up(&backup).await.expect("backed up");
    let (_folder, on_file, on_server) = restored(&backup).await;
    for again in [&on_file, &on_server] {
        assert!(accounts(again).session(&signed.token, instant(3)).await.expect("read").is_none());
        assert!(accounts(again).bearer(&key, instant(3)).await.expect("read").is_none());
        assert!(matches!(accounts(again).link(&invitation, instant(3)).await, Err(AccountFailure::LinkUnusable)));
        accounts(again).sign_in("ann", "a long enough secret", &caller, instant(4)).await.expect("the account is there");
    }
}

#[tokio::test]
async fn a_backup_is_restored_only_where_nothing_is_and_only_when_it_is_whole() {
    let (folder, db) = new_file().await;
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &Sequence::new(1)).await.expect("appended");
    let backup = folder.path().join("backup");
    db.back_up(&backup).await.expect("backed up");
    assert!(matches!(restore(&backup, &file(&folder)).await, Err(StorageError::Exists { .. })));
    let server = empty_schema();
    drop(Db::create_on(&server, created()).await.expect("made"));
    assert!(matches!(restore_on(&backup, &server).await, Err(StorageError::Exists { .. })));
    let mut forged = super::super::backup::tests_connection(&backup).await;
    forged.run_all("UPDATE change SET after = 'b'").await.expect("forged");
    forged.close().await.expect("closed");
    let target = tempfile::tempdir().expect("a folder");
    let refused = restore(&backup, &file(&target)).await.expect_err("refused").to_string();
    let words = refused.replace(&folder.path().display().to_string(), "data");
    insta::assert_snapshot!(words, @"data/backup: this backup is not whole and was not restored: Change 0 of entry 1 is not as it was written. Take another one.");
    assert_eq!(fs::read_dir(target.path()).expect("the folder").count(), 0, "nothing is left behind");
    let empty = empty_schema();
    assert!(matches!(restore_on(&backup, &empty).await, Err(StorageError::NotWhole { .. })));
    assert!(matches!(Db::open_on(&empty).await, Err(StorageError::Missing { .. })), "nothing is left behind");
}

#[tokio::test]
async fn a_database_of_every_storage_version_loads_and_is_brought_up_to_date() {
    for (version, entries) in [(1, 4), (2, 4)] {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = tempfile::tempdir().expect("a folder");
        fs::copy(golden(version, &kept), file(&folder)).expect("copied");
        let unread = Db::open_read_only(&file(&folder)).await.expect_err("it is older").to_string();
        assert!(unread.contains("open it once with `throughline serve`"), "{unread}");
        let db = Db::open(&file(&folder)).await.expect("opened");
        let copied = db.back_up(&folder.path().join("backup")).await.expect("backed up");
        assert_eq!((copied.verified.entries, copied.verified.changes), (entries, 60));
        db.close().await.expect("closed");
        assert_eq!(head_of(&file(&folder)).await, copied.verified.head, "it is read without a writer now");
        // The same as a backup of that version, into a server.
        let server = empty_schema();
        assert_eq!(restore_on(&golden(version, &kept), &server).await.expect("restored").verified, copied.verified);
        let on_server = Db::open_on(&server).await.expect("opened and brought up to date");
        let value = crate::load(&on_server).await.expect("loaded");
        assert_eq!((value.people().len(), value.tasks().len(), value.position()), (6, 12, 4));
    }
}

#[tokio::test]
async fn servers_that_bring_a_database_up_to_date_at_once_do_it_once() {
    let server: Server = empty_schema();
    let folder = tempfile::tempdir().expect("a folder");
    restore_on(&golden(1, &folder), &server).await.expect("restored");
    let mut opening = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let server = server.clone();
        opening.spawn(async move { Db::open_on(&server).await.expect("opened") });
    }
    let opened = opening.join_all().await;
    let heads: Vec<i64> = futures_util::future::join_all(opened.iter().map(|db| db.head()))
        .await
        .into_iter()
        .map(|head| head.expect("read").position)
        .collect();
    assert_eq!(heads, [4, 4, 4]);
}
