//! Loading the current records: pages, not rows.
//!
//! A page is one row whose text holds up to 500 bodies, one on each line: reading record by record costs three times as much.
//! Several connections read at once. Each works on a range of ids of one kind and, when it runs out, takes over half of
//! what is left of the widest range, so that ranges of very uneven fullness still end together. All connections look at the
//! same position of the journal.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::{Head, id_at, read_head};
use crate::storage::engine::{Connection, either, sql};
use crate::storage::{Db, StorageError};

/// How often the connections try to begin at the same position before one reads alone.
const TRIES: usize = 100;

/// Some records of one kind, in the order of their ids.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The kind of the records.
    pub kind: &'a str,
    text: &'a str,
}

impl<'a> Page<'a> {
    /// The bodies.
    pub fn bodies(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text.split('\n')
    }
}

/// A range of ids of one kind that is still to be read: `from <= id <= to`.
#[derive(Clone, Debug)]
struct Range {
    kind: Arc<str>,
    from: u128,
    to: u128,
}

/// The ranges that somebody reads, and those that nobody has begun.
#[derive(Debug, Default)]
struct Work {
    waiting: Vec<Range>,
    /// What each connection has left, in the order of the connections.
    left: Vec<Option<Range>>,
}

impl Work {
    /// Gives connection `who` something to read: a waiting range, else the upper half of the widest that another reads.
    fn take(&mut self, who: usize) -> Option<Range> {
        let range = self.waiting.pop().or_else(|| {
            let widest = self.left.iter_mut().flatten().max_by_key(|range| range.to - range.from)?;
            let middle = widest.from + (widest.to - widest.from) / 2;
            (middle < widest.to).then(|| {
                let upper = Range { kind: Arc::clone(&widest.kind), from: middle + 1, to: widest.to };
                widest.to = middle;
                upper
            })
        });
        self.left[who].clone_from(&range);
        range
    }

    /// Notes that connection `who` has read up to `last` (to the end of its range where there is none). Answers false when somebody
    /// took over a part of what was read, which then has to be read again as far as the range now goes.
    fn has_read(&mut self, who: usize, last: Option<u128>) -> bool {
        let Some(range) = self.left[who].as_mut() else { return true };
        match last {
            Some(last) if last > range.to => return false,
            Some(last) if last < range.to => range.from = last + 1,
            Some(_) | None => self.left[who] = None,
        }
        true
    }
}

impl Db {
    /// Gives all current records, page by page, to `take`, from up to `connections` threads at once, and says at which position
    /// of the journal they stand. The pages come in no order. An error of `take` ends the loading and is returned as it is.
    pub async fn load<E, F>(&self, connections: usize, take: F) -> Result<Head, E>
    where
        E: From<StorageError> + Send + 'static,
        F: Fn(Page<'_>) -> Result<(), E> + Send + Sync + 'static,
    {
        let (head, mut readers) = self.begin_together(connections.clamp(1, 4)).await?;
        let waiting = ranges(&mut readers[0]).await.map_err(|error| self.failed(error))?;
        let work = Arc::new(Mutex::new(Work { waiting, left: vec![None; readers.len()] }));
        let take = Arc::new(take);
        let mut reading = JoinSet::new();
        for (who, reader) in readers.into_iter().enumerate() {
            let (db, work, take) = (self.clone(), Arc::clone(&work), Arc::clone(&take));
            let runtime = tokio::runtime::Handle::current();
            reading.spawn_blocking(move || runtime.block_on(db.read_ranges(who, reader, &work, &*take)));
        }
        while let Some(read) = reading.join_next().await {
            match read {
                Ok(read) => read?,
                Err(stopped) => {
                    let detail = format!("loading stopped: {stopped}");
                    return Err(StorageError::Unavailable { path: self.path().to_owned(), detail }.into());
                }
            }
        }
        Ok(head)
    }

    /// Begins a reading transaction on each connection so that all see the journal at the same position.
    async fn begin_together(&self, count: usize) -> Result<(Head, Vec<Connection>), StorageError> {
        for _ in 0..TRIES {
            let mut readers = Vec::with_capacity(count);
            let mut heads = Vec::with_capacity(count);
            for _ in 0..count {
                let (head, reader) = self.begin().await?;
                heads.push(head);
                readers.push(reader);
            }
            if heads.iter().all(|head| *head == heads[0]) {
                return Ok((heads[0], readers));
            }
        }
        let (head, reader) = self.begin().await?;
        Ok((head, vec![reader]))
    }

    async fn begin(&self) -> Result<(Head, Connection), StorageError> {
        let mut reader = self.snapshot().await?;
        let head = read_head(&mut reader, self.installation()).await;
        Ok((self.read(head)?, reader))
    }

    /// Reads ranges as long as there are any.
    async fn read_ranges<E: From<StorageError>>(
        &self,
        who: usize,
        mut reader: Connection,
        work: &Mutex<Work>,
        take: &(impl Fn(Page<'_>) -> Result<(), E> + Send + Sync),
    ) -> Result<(), E> {
        let work = || work.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // Two statements: the guard of the first must be gone before the second asks for its own.
            let current = work().left[who].clone();
            let current = current.or_else(|| work().take(who));
            let Some(range) = current else { break };
            let page = read_page(&mut reader, &range).await.map_err(|error| self.failed(error))?;
            let last = page.as_ref().map(|(_, last)| *last);
            if !work().has_read(who, last) {
                continue;
            }
            if let Some((text, _)) = page {
                take(Page { kind: &range.kind, text: &text })?;
            }
        }
        Ok(())
    }
}

/// The bodies of the next records of a range, and the last of their ids.
async fn read_page(reader: &mut Connection, range: &Range) -> Result<Option<(String, u128)>, sqlx::Error> {
    const PAGE: &str = "SELECT group_concat(body, x'0a'), max(id), count(*) FROM (
        SELECT id, body FROM record WHERE kind = $1 AND id >= $2 AND id <= $3 ORDER BY id LIMIT 500)";
    const PAGE_ON_SERVER: &str = "SELECT string_agg(body, E'\\n'), (array_agg(id))[count(*)::int], count(*) FROM (
        SELECT id, body FROM record WHERE kind = $1 AND id >= $2 AND id <= $3 ORDER BY id LIMIT 500) AS page";
    let page = either(PAGE, PAGE_ON_SERVER)
        .bind(Arc::clone(&range.kind))
        .bind(range.from.to_be_bytes().to_vec())
        .bind(range.to.to_be_bytes().to_vec());
    let row = page.one(reader).await?;
    let count: i64 = row.try_get(2)?;
    if count == 0 {
        return Ok(None);
    }
    Ok(Some((row.try_get(0)?, id_at(&row, 1)?.as_u128())))
}

/// The ids from the least to the greatest of each kind.
async fn ranges(reader: &mut Connection) -> Result<Vec<Range>, sqlx::Error> {
    const NEXT_KIND: &str = "SELECT min(kind) FROM record WHERE kind > $1";
    const BOUNDS: &str = "SELECT (SELECT id FROM record WHERE kind = $1 ORDER BY id LIMIT 1),
        (SELECT id FROM record WHERE kind = $1 ORDER BY id DESC LIMIT 1)";
    let mut ranges = Vec::new();
    let mut last = String::new();
    loop {
        let row = sql(NEXT_KIND).bind(last).one(reader).await?;
        let kind: Option<String> = row.try_get(0)?;
        let Some(kind) = kind else { return Ok(ranges) };
        let row = sql(BOUNDS).bind(kind.clone()).one(reader).await?;
        let (from, to) = (id_at(&row, 0)?.as_u128(), id_at(&row, 1)?.as_u128());
        ranges.push(Range { kind: kind.as_str().into(), from, to });
        last = kind;
    }
}
