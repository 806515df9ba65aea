//! Storage on real files and a real server: opening, appending, reading back, crashing, tampering.
//!
//! Whatever both engines promise is tested on both: such a test takes the [`Engine`] and stands in the list of its file.

mod appending;
mod copying;
mod crashing;
mod history;
mod loading;
mod opening;
mod serving;
mod tampering;
mod views;

#[path = "../../tests/postgresql/mod.rs"]
#[expect(unreachable_pub, reason = "tests of other crates use it too")]
pub(crate) mod postgresql;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use tempfile::TempDir;
use uuid::Uuid;

use super::journal::{NewChange, NewEntry};
use super::{Created, Db, Server};

/// A fixed sequence instead of chance (splitmix64, Steele et al. 2014).
pub(crate) struct Sequence(AtomicU64);

impl Sequence {
    pub(crate) fn new(seed: u64) -> Sequence {
        Sequence(AtomicU64::new(seed))
    }

    pub(crate) fn next(&self) -> u64 {
        let mut word = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number from 0 up to `end`, which it does not reach.
    pub(crate) fn below(&self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("smaller than a usize")
    }
}

impl crate::Chance for Sequence {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

pub(crate) fn id(number: u64) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

pub(crate) fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).expect("in range")
}

fn created() -> Created {
    Created { installation: id(0), demo: false, at: instant(0) }
}

/// What keeps a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgresql,
}

/// Makes a test of each function named, on each engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        $(mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                super::$name($crate::storage::tests::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgresql() {
                super::$name($crate::storage::tests::Engine::Postgresql).await;
            }
        })*
    };
}
pub(crate) use on_both_engines;

/// An empty schema on the server of the tests.
pub(crate) fn empty_schema() -> Server {
    Server::parse(&postgresql::shared().empty_schema()).expect("an address")
}

/// A new database on an engine, with the folder that goes away with the first of the pair.
pub(crate) async fn fresh(engine: Engine) -> (TempDir, Db) {
    match engine {
        Engine::Sqlite => new_file().await,
        Engine::Postgresql => {
            let folder = tempfile::tempdir().expect("a folder");
            (folder, Db::create_on(&empty_schema(), created()).await.expect("a database"))
        }
    }
}

/// A new database in a folder of its own, which goes away with the first of the pair.
pub(crate) async fn new_file() -> (TempDir, Db) {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::create(&folder.path().join("t.db"), created()).await.expect("a database");
    (folder, db)
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("t.db")
}

/// A command that puts one record: `put(3, "task", 7, Some("old"), Some("new"))`.
fn put(command: u64, kind: &str, record: u64, before: Option<&str>, after: Option<&str>) -> NewEntry {
    let body = |text: Option<&str>| text.map(Arc::from);
    let change = NewChange { record_kind: kind.into(), record_id: id(record), before: body(before), after: body(after) };
    NewEntry {
        command_id: id(1_000_000 + command),
        kind: "put".into(),
        act: r#"{"person":1}"#.into(),
        body: format!(r#"{{"command":{command}}}"#).into(),
        import_id: None,
        at: instant(i64::try_from(command).expect("small")),
        changes: vec![change],
    }
}

/// The current records as lines `body`, sorted.
async fn records(db: &Db) -> String {
    let all = Arc::new(std::sync::Mutex::new(Vec::new()));
    let into = Arc::clone(&all);
    db.load(2, move |page: super::journal::Page<'_>| {
        let mut all = into.lock().expect("no panic");
        all.extend(page.bodies().map(|body| format!("{} {body}", page.kind)));
        Ok::<(), super::StorageError>(())
    })
    .await
    .expect("loaded");
    let mut all = std::mem::take(&mut *all.lock().expect("no panic"));
    all.sort();
    all.join("\n")
}
