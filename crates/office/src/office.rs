//! The office: the value that everybody reads, the one writer that changes it, and whoever follows.
//!
//! Readers take the published value, one shared pointer, and never wait. Senders queue requests; the writer decides them in turn, commits a whole group at
//! once and only then publishes the next value and answers. Where several servers share a database, the writer also takes over what the others wrote: before
//! it decides, when somebody waits for a position, and at least every [`FOLLOW`].

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use jiff::civil::Date;
use organization::{AnyRecord, Kind, Organization};
use tokio::sync::{mpsc, oneshot, watch};

use crate::perform::{Answer, Conditions, Done, Request, Undo};
use crate::search::Search;
use crate::seen::{Seen, Viewer};
use crate::storage::{Db, StorageError};
use crate::{Chance, Failure};

/// How often a server looks for what others wrote.
const FOLLOW: Duration = Duration::from_millis(100);
/// How many requests may wait for the writer before senders wait in line.
const QUEUE: usize = 4096;
/// The kind under which the last reference numbers are kept.
pub(crate) const COUNTERS: &str = "counters";

/// The office. Clones share it.
#[derive(Clone)]
pub struct Office {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    published: RwLock<Arc<Organization>>,
    jobs: mpsc::Sender<Job>,
    announced: watch::Sender<u64>,
    pub(crate) search: RwLock<Search>,
}

/// What waits for the writer.
pub(crate) struct Job {
    pub(crate) wanted: Wanted,
    pub(crate) answer: Answer,
}

/// What the writer is to do.
pub(crate) enum Wanted {
    Perform(Request, Conditions),
    Undo(Undo),
    /// Only to take over what other servers wrote.
    News,
}

impl Office {
    /// Opens the office on a database: loads the value and starts the writer and the search follower.
    pub async fn open(db: Db, chance: Arc<dyn Chance>) -> Result<Office, StorageError> {
        let value = Arc::new(load(&db).await?);
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (announced, _) = watch::channel(value.position());
        let inner =
            Arc::new(Inner { db, published: RwLock::new(value), jobs, announced, search: RwLock::new(Search::default()) });
        let office = Office { inner };
        crate::perform::start(Arc::downgrade(&office.inner), queue, chance);
        crate::search::start(Arc::downgrade(&office.inner), office.follow());
        if office.db().is_shared() {
            follow_others(Arc::downgrade(&office.inner));
        }
        Ok(office)
    }

    /// The database below.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// What a viewer sees on a day. Pages, API and exports ask only this.
    pub fn seen(&self, viewer: Viewer, day: Date) -> Seen {
        Seen::new(self.inner.value(), viewer, day)
    }

    /// The value itself, for what computes in the background and for the terminal of whoever holds the data directory.
    pub fn value(&self) -> Arc<Organization> {
        self.inner.value()
    }

    /// The position of the journal up to which this server has taken everything over: that of the published value.
    pub fn position(&self) -> u64 {
        self.inner.value().position()
    }

    /// Announces the position of each published value. Announcements may be skipped, never reordered.
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.inner.announced.subscribe()
    }

    /// Decides commands, all or none, and answers when they are on disk. Sending a request twice does it once.
    pub async fn perform(&self, request: Request) -> Result<Done, Failure> {
        self.perform_where(request, Conditions::default()).await
    }

    /// The same where conditions hold at the moment at which it is decided.
    pub async fn perform_where(&self, request: Request, conditions: Conditions) -> Result<Done, Failure> {
        self.send(Wanted::Perform(request, conditions)).await
    }

    /// Undoes an entry, or all entries of an import, where nobody has changed the same records since.
    pub async fn undo(&self, undo: Undo) -> Result<Done, Failure> {
        self.send(Wanted::Undo(undo)).await
    }

    /// Waits until this server has what was written up to `position`, maybe on another server, at most for `patience`. Says whether it has.
    pub async fn has(&self, position: u64, patience: Duration) -> bool {
        if self.inner.value().position() < position && self.db().is_shared() {
            drop(tokio::time::timeout(patience, self.send(Wanted::News)).await);
        }
        self.value().position() >= position
    }

    async fn send(&self, wanted: Wanted) -> Result<Done, Failure> {
        let (answer, answered) = oneshot::channel();
        let stopped = || {
            Failure::Broken(StorageError::Unavailable {
                path: self.inner.db.path().to_owned(),
                detail: "the writer has stopped".to_owned(),
            })
        };
        self.inner.jobs.send(Job { wanted, answer }).await.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Opens the office on a file, as its owner.
    pub async fn open_file(path: &Path, chance: Arc<dyn Chance>) -> Result<Office, StorageError> {
        Office::open(Db::open(path).await?, chance).await
    }
}

impl Inner {
    pub(crate) fn value(&self) -> Arc<Organization> {
        self.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn publish(&self, value: Arc<Organization>) {
        let position = value.position();
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = value;
        self.announced.send_replace(position);
    }
}

/// Asks the writer again and again for what others wrote. It ends when the office is gone.
fn follow_others(office: Weak<Inner>) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(FOLLOW).await;
            let Some(office) = office.upgrade() else { return };
            let (answer, _) = oneshot::channel();
            // Where the queue is full the writer is about to look anyway.
            drop(office.jobs.try_send(Job { wanted: Wanted::News, answer }));
        }
    });
}

/// Loads the value of a database: the current records and the last reference numbers.
pub async fn load(db: &Db) -> Result<Organization, StorageError> {
    let records: Arc<Mutex<Vec<AnyRecord>>> = Arc::default();
    let counters: Arc<Mutex<Vec<(Kind, u32)>>> = Arc::default();
    let (into, count_into) = (records.clone(), counters.clone());
    let path = db.path().to_owned();
    let connections = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let head = db
        .load::<StorageError, _>(connections, move |page| {
            let damaged = |detail: String| StorageError::Damaged { path: path.clone(), detail };
            if page.kind == COUNTERS {
                for body in page.bodies() {
                    let read: Vec<(Kind, u32)> = serde_json::from_str(body).map_err(|fault| damaged(fault.to_string()))?;
                    count_into.lock().unwrap_or_else(PoisonError::into_inner).extend(read);
                }
                return Ok(());
            }
            let kind = Kind::from_name(page.kind)
                .ok_or_else(|| damaged(format!("it holds records of the unknown kind {}", page.kind)))?;
            let read: Result<Vec<AnyRecord>, String> = page.bodies().map(|body| AnyRecord::from_json(kind, body)).collect();
            into.lock().unwrap_or_else(PoisonError::into_inner).extend(read.map_err(damaged)?);
            Ok(())
        })
        .await?;
    let records = std::mem::take(&mut *records.lock().unwrap_or_else(PoisonError::into_inner));
    let counters = std::mem::take(&mut *counters.lock().unwrap_or_else(PoisonError::into_inner));
    let position = u64::try_from(head.position).unwrap_or_default();
    Ok(Organization::from_records(records, counters, position))
}
