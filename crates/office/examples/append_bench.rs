//! Measures how many durable single-record commands a second the journal takes, and how fast the records load.
//!
//! `cargo run --release -p office --example append_bench -- [FOLDER] [GROUPS] [GROUP SIZE]`: groups of 64 entries with one change of one
//! record each, on a file in FOLDER.
#![expect(clippy::print_stdout, reason = "an example prints what it measures")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use jiff::Timestamp;
use office::storage::journal::{NewChange, NewEntry, Page};
use office::storage::{Created, Db, StorageError};
use uuid::Uuid;

/// How many records are changed again and again.
const RECORDS: u64 = 25_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from).join("append_bench");
    let groups: u64 = arguments.next().map_or(Ok(500), |text| text.parse())?;
    let size: u64 = arguments.next().map_or(Ok(64), |text| text.parse())?;
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("bench.db");
    let created = Created { installation: Uuid::from_u128(1), demo: false, at: Timestamp::UNIX_EPOCH };
    let db = Db::create(&path, created).await?;

    // A fixed sequence stands for chance: what is measured does not depend on it.
    let chance = |bytes: &mut [u8]| bytes.fill(7);
    let mut slowest = 0;
    let begin = Instant::now();
    for group in 0..groups {
        let entries: Vec<NewEntry> = (group * size..(group + 1) * size).map(entry).collect();
        let before = Instant::now();
        db.append(i64::try_from(group * size)?, &entries, &chance).await?;
        slowest = slowest.max(before.elapsed().as_millis());
    }
    let took = begin.elapsed();
    let commands = groups * size;
    println!("{commands} commands in groups of {size}: {took:.2?}, slowest group {slowest} ms");
    println!("{} commands a second", u128::from(commands) * 1_000_000 / took.as_micros());
    db.clone().close().await?;
    drop(db);
    println!("{} bytes a command", std::fs::metadata(&path)?.len() / commands);

    let db = Db::open(&path).await?;
    let begin = Instant::now();
    let loaded = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&loaded);
    db.load(2, move |page: Page<'_>| {
        count.fetch_add(page.bodies().count(), Ordering::Relaxed);
        Ok::<(), StorageError>(())
    })
    .await?;
    println!("{} records loaded in {:.2?}", loaded.load(Ordering::Relaxed), begin.elapsed());
    let begin = Instant::now();
    println!("{:?} in {:.2?}", db.verify(None).await?, begin.elapsed());
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// A command that changes the name of a task, about as long as a real one.
fn entry(number: u64) -> NewEntry {
    let record = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number % RECORDS));
    let body = |name: u64| -> Arc<str> {
        format!(
            "{{\"v\":1,\"id\":\"{record}\",\"revision\":{number},\"project\":\"{record}\",\"rank\":{name},\"name\":\"Task number {name}\",\
             \"work\":2400,\"state\":{{\"active\":{{}}}},\"constraint\":null,\"deadline\":null,\"keys\":[]}}"
        )
        .into()
    };
    let command_id = Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + u128::from(number));
    NewEntry {
        command_id,
        kind: "change_task".into(),
        act: format!("{{\"person\":\"{record}\",\"capacity\":\"own\",\"function\":\"Plan\"}}").into(),
        body: format!("{{\"task\":\"{record}\",\"name\":\"Task number {number}\"}}").into(),
        import_id: None,
        at: Timestamp::UNIX_EPOCH,
        changes: vec![NewChange {
            record_kind: "task".into(),
            record_id: record,
            before: (number >= RECORDS).then(|| body(number - RECORDS)),
            after: Some(body(number)),
        }],
    }
}
