use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::super::StorageError;
use super::super::journal::{NewEntry, Page};
use super::{Engine, Sequence, fresh, id, on_both_engines, put, records};

on_both_engines!(
    every_record_is_loaded_once_however_unevenly_ids_lie,
    an_error_of_the_taker_ends_the_loading,
    readers_beside_the_writer_see_whole_groups,
);

async fn every_record_is_loaded_once_however_unevenly_ids_lie(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let chance = Sequence::new(1);
    let mut entry = put(1, "task", 1, None, Some("0"));
    entry.changes.clear();
    let mut expected = BTreeSet::new();
    for number in 0..6_000_u64 {
        // Dense at first, then ever farther apart, with the least and the greatest id at the ends.
        let record = match number {
            0 => uuid::Uuid::nil(),
            1 => uuid::Uuid::max(),
            2..4_000 => id(number),
            _ => uuid::Uuid::from_u128(id(0).as_u128() + (u128::from(chance.next()) << (number % 60))),
        };
        if expected.insert(record) {
            let after = Some(record.to_string().into());
            entry.changes.push(crate::storage::journal::NewChange {
                record_kind: if number % 100 == 7 { "goal" } else { "task" }.into(),
                record_id: record,
                before: None,
                after,
            });
        }
    }
    db.append(0, &[entry], &chance).await.expect("appended");
    for connections in [1, 2, 4] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&seen);
        let head = db
            .load(connections, move |page: Page<'_>| {
                into.lock().expect("no panic").extend(page.bodies().map(str::to_owned));
                Ok::<(), StorageError>(())
            })
            .await
            .expect("loaded");
        assert_eq!(head.position, 1);
        let mut seen = std::mem::take(&mut *seen.lock().expect("no panic"));
        seen.sort();
        assert!(seen.iter().eq(expected.iter().map(uuid::Uuid::to_string).collect::<Vec<_>>().iter()));
    }
}

async fn an_error_of_the_taker_ends_the_loading(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &Sequence::new(1)).await.expect("appended");
    let refused = db.load(2, |_: Page<'_>| Err(StorageError::Malformed { what: "this" })).await;
    assert!(matches!(refused, Err(StorageError::Malformed { what: "this" })));
    assert_eq!(records(&db).await, "task a");
}

async fn readers_beside_the_writer_see_whole_groups(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let done = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn({
        let (db, done) = (db.clone(), Arc::clone(&done));
        async move {
            let mut looks = 0;
            while !done.load(Ordering::Acquire) || looks == 0 {
                let all = records(&db).await;
                let bodies: BTreeSet<&str> = all.lines().collect();
                assert!(bodies.len() <= 1, "records of one group always agree: {bodies:?}");
                looks += 1;
            }
            looks
        }
    });
    let chance = Sequence::new(1);
    let mut after = 0;
    for round in 0..60_u64 {
        let body = round.to_string();
        let group: Vec<NewEntry> = (0..40).map(|record| put(round * 40 + record, "task", record, None, Some(&body))).collect();
        after = db.append(after, &group, &chance).await.expect("appended").position;
    }
    done.store(true, Ordering::Release);
    assert!(reader.await.expect("no panic") > 0);
    assert_eq!(records(&db).await.lines().count(), 40);
}
