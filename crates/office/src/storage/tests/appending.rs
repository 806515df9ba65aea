use std::sync::Arc;

use super::super::StorageError;
use super::super::journal::Verdict;
use super::{Engine, Sequence, file, fresh, id, new_file, on_both_engines, put, records};

on_both_engines!(
    a_group_gets_consecutive_positions_and_only_the_last_body_stays_current,
    groups_of_any_size_are_written_whole,
    a_batch_that_was_decided_elsewhere_is_refused_whole,
    a_command_is_recorded_once,
    a_record_of_several_lines_is_refused,
    two_writers_that_race_lose_and_double_nothing,
    an_append_that_nobody_waits_for_is_whole_or_not_there,
);

async fn a_group_gets_consecutive_positions_and_only_the_last_body_stays_current(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let group = [
        put(1, "task", 1, None, Some("a")),
        put(2, "task", 2, None, Some("x")),
        put(3, "task", 1, Some("a"), Some("b")),
        put(4, "task", 2, Some("x"), None),
    ];
    let head = db.append(0, &group, &Sequence::new(1)).await.expect("appended");
    assert_eq!(head.position, 4);
    assert_eq!(records(&db).await, "task b");
    let positions: Vec<i64> = db.entries_after(0, 10).await.expect("read").iter().map(|entry| entry.position).collect();
    assert_eq!(positions, [1, 2, 3, 4]);
    assert!(matches!(db.verify(Some(head)).await.expect("verified"), Verdict::Whole(_)));
}

async fn groups_of_any_size_are_written_whole(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let chance = Sequence::new(2);
    let mut written = 0;
    for size in [1, 2, 3, 63, 64, 65, 127, 200] {
        let group: Vec<_> =
            (written..written + size).map(|number| put(number, "task", number, None, Some(&format!("{number:04}")))).collect();
        let after = i64::try_from(written).expect("small");
        db.append(after, &group, &chance).await.expect("appended");
        written += size;
    }
    let expected: Vec<String> = (0..written).map(|number| format!("task {number:04}")).collect();
    assert_eq!(records(&db).await, expected.join("\n"));
    let Verdict::Whole(verified) = db.verify(None).await.expect("verified") else { panic!("broken") };
    assert_eq!((verified.entries, verified.changes), (525, 525));
}

async fn a_batch_that_was_decided_elsewhere_is_refused_whole(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let chance = Sequence::new(3);
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &chance).await.expect("appended");
    let late = db.append(0, &[put(2, "task", 1, None, Some("b"))], &chance).await;
    assert!(matches!(late, Err(StorageError::Moved { expected: 0, head: 1 })));
    assert_eq!(records(&db).await, "task a");
}

async fn a_command_is_recorded_once(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let chance = Sequence::new(4);
    let first = put(1, "task", 1, None, Some("a"));
    db.append(0, std::slice::from_ref(&first), &chance).await.expect("appended");
    let again = db.append(1, &[put(2, "task", 2, None, Some("b")), first], &chance).await;
    assert!(matches!(again, Err(StorageError::Doubled { command_id }) if command_id == id(1_000_001)));
    let twice = db.append(1, &[put(3, "task", 3, None, Some("c")), put(3, "task", 3, None, Some("c"))], &chance).await;
    assert!(matches!(twice, Err(StorageError::Doubled { command_id }) if command_id == id(1_000_003)));
    assert_eq!(records(&db).await, "task a", "nothing of either batch is there");
    db.append(1, &[put(4, "task", 4, None, Some("d"))], &chance).await.expect("the writer goes on");
}

async fn a_record_of_several_lines_is_refused(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let refused = db.append(0, &[put(1, "task", 1, None, Some("a\nb"))], &Sequence::new(5)).await;
    assert!(matches!(refused, Err(StorageError::Malformed { .. })));
    assert_eq!(db.head().await.expect("head").position, 0);
}

async fn two_writers_that_race_lose_and_double_nothing(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let chance = Arc::new(Sequence::new(6));
    let writer = |first: u64| {
        let (db, chance) = (db.clone(), Arc::clone(&chance));
        async move {
            for number in first..first + 50 {
                let entry = put(number, "task", number, None, Some(&number.to_string()));
                let mut after = 0;
                while let Err(error) = db.append(after, std::slice::from_ref(&entry), &*chance).await {
                    let StorageError::Moved { head, .. } = error else { panic!("{error}") };
                    after = head;
                }
            }
        }
    };
    let (first, second) = tokio::join!(tokio::spawn(writer(100)), tokio::spawn(writer(200)));
    first.expect("no panic");
    second.expect("no panic");
    let entries = db.entries_after(0, 1_000).await.expect("read");
    let mut commands: Vec<_> = entries.iter().map(|entry| entry.command_id).collect();
    commands.sort();
    commands.dedup();
    assert_eq!(commands.len(), 100);
    assert!(matches!(db.verify(None).await.expect("verified"), Verdict::Whole(verified) if verified.entries == 100));
}

#[tokio::test]
async fn a_full_disk_changes_nothing_and_reading_goes_on() {
    let (folder, db) = new_file().await;
    let chance = Sequence::new(7);
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &chance).await.expect("appended");
    let limit = |sql: &'static str| {
        let db = db.clone();
        async move {
            let mut writer = db.writer().await.expect("the writer");
            writer.begun().run_all(sql).await.expect("limited");
            writer.ended();
        }
    };
    limit("PRAGMA max_page_count = 40").await;
    let large = "x".repeat(1_000_000);
    let refused = db.append(1, &[put(2, "task", 2, None, Some(&large))], &chance).await.expect_err("full");
    let words = refused.to_string().replace(&file(&folder).display().to_string(), "t.db");
    insta::assert_snapshot!(words, @"t.db: the disk is full; nothing was changed and reading still works, make room and try again.");
    assert_eq!(records(&db).await, "task a");
    limit("PRAGMA max_page_count = 100000").await;
    assert_eq!(db.append(1, &[put(2, "task", 2, None, Some("b"))], &chance).await.expect("room again").position, 2);
    assert!(matches!(db.verify(None).await.expect("verified"), Verdict::Whole(_)));
}

async fn an_append_that_nobody_waits_for_is_whole_or_not_there(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let chance = Sequence::new(8);
    let mut written = 0;
    for round in 0..40_u64 {
        let group: Vec<_> =
            (0..20).map(|number| put(round * 20 + number, "task", round * 20 + number, None, Some("a"))).collect();
        let mut append = Box::pin(db.append(written, &group, &chance));
        // Each round gives up a little later; the last ones are finished.
        let mut polls = 0;
        let given_up = std::future::poll_fn(|context| {
            polls += 1;
            match append.as_mut().poll(context) {
                std::task::Poll::Pending if polls > round => std::task::Poll::Ready(None),
                std::task::Poll::Pending => std::task::Poll::Pending,
                std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
            }
        });
        let done = given_up.await;
        drop(append);
        let entries = db.append(-1, &[], &chance).await;
        let Err(StorageError::Moved { head, .. }) = entries else { panic!("{entries:?}") };
        assert!(head == written + 20 || (head == written && done.is_none()), "round {round}: {written} became {head}");
        written = head;
    }
    assert!(written > 0);
    let Verdict::Whole(verified) = db.verify(None).await.expect("verified") else { panic!("broken") };
    assert_eq!(verified.entries, written);
}
