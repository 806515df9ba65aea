//! Writes commands with eight writers until it is killed, and says on standard output which are acknowledged.
//!
//! `write_until_killed FILE ROUND`: the crash test starts it, reads some lines and kills it. The id of a command is printed
//! only after its entry was on disk. One task collects what the writers send and appends it as one group.
#![expect(clippy::print_stdout, reason = "an example that another process listens to")]

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use office::storage::journal::{NewChange, NewEntry, RecordAt};
use office::storage::{Created, Db, StorageError};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// The number of writers, each with a record of its own.
const WRITERS: u64 = 8;

/// A command of a writer and where to acknowledge it.
type Sent = (NewEntry, oneshot::Sender<()>);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(write())
}

async fn write() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(round)) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        return Err("use: write_until_killed FILE ROUND".into());
    };
    let round: u64 = round.parse()?;
    let created = Created { installation: Uuid::from_u128(1), demo: false, at: Timestamp::UNIX_EPOCH };
    let db = Db::open_or_create(&path, created).await?;
    let (to_writer, queue) = mpsc::channel(64);
    for writer in 0..WRITERS {
        let before = match db.record_at("counter", record(writer), i64::MAX).await? {
            RecordAt::Present { body, .. } => Some(body.into()),
            RecordAt::Absent | RecordAt::Erased => None,
        };
        tokio::spawn(send_commands(round, writer, before, to_writer.clone()));
    }
    drop(to_writer);
    append_groups(&db, queue).await?;
    Ok(())
}

fn record(writer: u64) -> Uuid {
    Uuid::from_u128(0xaaaa_0000 + u128::from(writer))
}

/// Sends one command after another, each when the one before is acknowledged.
async fn send_commands(round: u64, writer: u64, mut before: Option<Arc<str>>, to_writer: mpsc::Sender<Sent>) {
    for number in 0.. {
        let command_id = Uuid::from_u64_pair(round, writer << 32 | number);
        let after: Arc<str> = format!("\"writer {writer}, round {round}, number {number}\"").into();
        let change = NewChange {
            record_kind: "counter".into(),
            record_id: record(writer),
            before: before.take(),
            after: Some(Arc::clone(&after)),
        };
        let entry = NewEntry {
            command_id,
            kind: "count".into(),
            act: "{}".into(),
            body: Arc::clone(&after),
            import_id: None,
            at: Timestamp::UNIX_EPOCH,
            changes: vec![change],
        };
        before = Some(after);
        let (acknowledge, acknowledged) = oneshot::channel();
        if to_writer.send((entry, acknowledge)).await.is_err() || acknowledged.await.is_err() {
            return;
        }
        println!("{command_id}");
    }
}

/// Appends whatever waits as one group, until all writers have ended.
async fn append_groups(db: &Db, mut queue: mpsc::Receiver<Sent>) -> Result<(), StorageError> {
    let mut group = Vec::new();
    let mut position = db.head().await?.position;
    while queue.recv_many(&mut group, 64).await > 0 {
        let (entries, senders): (Vec<NewEntry>, Vec<_>) = group.drain(..).unzip();
        position = db.append(position, &entries, &|bytes: &mut [u8]| bytes.fill(7)).await?.position;
        for sender in senders {
            // A writer that no longer listens needs no acknowledgement.
            sender.send(()).ok();
        }
    }
    Ok(())
}
