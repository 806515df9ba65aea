//! Reading what happened: the history of a record, the entries of the journal, a record as it was.

use uuid::Uuid;

use super::{Change, ChangeBodies, Entry, EntryBody, EntryWithChanges, digest_at, id_at, instant_at, maybe_id_at};
use crate::storage::engine::{Row, Statement, made, sql};
use crate::storage::{Db, StorageError};

/// A change of a record with the entry that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeOf {
    /// The change.
    pub change: Change,
    /// The entry that made it.
    pub entry: Entry,
}

/// A record as it was at some position of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordAt {
    /// It did not exist.
    Absent,
    /// It was there with this body.
    Present {
        /// The position of the entry that had last changed it.
        revision: i64,
        /// The body.
        body: String,
    },
    /// What it was has been erased.
    Erased,
}

/// The columns of an entry, in the order in which [`entry_at`] reads them.
macro_rules! entry_columns {
    () => {
        "e.position, e.command_id, e.kind, e.act, e.body, e.salt IS NULL, e.import_id, e.at, e.previous, e.digest"
    };
}

/// The columns of a change, in the order in which [`change_at`] reads them.
macro_rules! change_columns {
    () => {
        "c.position, c.ordinal, c.record_kind, c.record_id, c.before, c.after, c.salt IS NULL"
    };
}

/// The number of columns of an entry.
const ENTRY_COLUMNS: usize = 10;

fn entry_at(row: &Row) -> Result<Entry, sqlx::Error> {
    let erased: bool = row.try_get(5)?;
    let body = if erased { EntryBody::Erased } else { EntryBody::Kept(row.try_get(4)?) };
    Ok(Entry {
        position: row.try_get(0)?,
        command_id: id_at(row, 1)?,
        kind: row.try_get(2)?,
        act: row.try_get(3)?,
        body,
        import_id: maybe_id_at(row, 6)?,
        at: instant_at(row, 7)?,
        previous: digest_at(row, 8)?,
        digest: digest_at(row, 9)?,
    })
}

fn change_at(row: &Row, first: usize) -> Result<Change, sqlx::Error> {
    let erased: bool = row.try_get(first + 6)?;
    let bodies = if erased {
        ChangeBodies::Erased
    } else {
        ChangeBodies::Kept { before: row.try_get(first + 4)?, after: row.try_get(first + 5)? }
    };
    Ok(Change {
        position: row.try_get(first)?,
        ordinal: row.try_get(first + 1)?,
        record_kind: row.try_get(first + 2)?,
        record_id: id_at(row, first + 3)?,
        bodies,
    })
}

impl Db {
    /// The changes of a record with their entries, newest first, at most `limit`, all at positions before `before` where given.
    ///
    /// A next page begins before the position of the last change of this one. Several changes of one record in one entry come
    /// together, last first; a page may end between them only when one entry changed the record more than `limit` times.
    pub async fn changes_of(
        &self,
        record_kind: &str,
        record_id: Uuid,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeOf>, StorageError> {
        const CHANGES: &str = concat!(
            "SELECT ",
            entry_columns!(),
            ", ",
            change_columns!(),
            " FROM change c JOIN entry e ON e.position = c.position
              WHERE c.record_kind = $1 AND c.record_id = $2 AND c.position < $3
              ORDER BY c.position DESC, c.ordinal DESC LIMIT $4"
        );
        let changes = sql(CHANGES)
            .bind(record_kind.to_owned())
            .bind(record_id.as_bytes().to_vec())
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit));
        let rows = self.all(changes).await?;
        let read = |row: &Row| Ok(ChangeOf { entry: entry_at(row)?, change: change_at(row, ENTRY_COLUMNS)? });
        rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| self.failed(error))
    }

    /// The entries behind position `after`, oldest first, at most `limit`.
    pub async fn entries_after(&self, after: i64, limit: u32) -> Result<Vec<Entry>, StorageError> {
        const ENTRIES: &str =
            concat!("SELECT ", entry_columns!(), " FROM entry e WHERE e.position > $1 ORDER BY e.position LIMIT $2");
        self.entries(sql(ENTRIES).bind(after).bind(i64::from(limit))).await
    }

    /// The entries before position `before` (all where there is none), newest first, at most `limit`.
    pub async fn entries_before(&self, before: Option<i64>, limit: u32) -> Result<Vec<Entry>, StorageError> {
        const ENTRIES: &str =
            concat!("SELECT ", entry_columns!(), " FROM entry e WHERE e.position < $1 ORDER BY e.position DESC LIMIT $2");
        self.entries(sql(ENTRIES).bind(before.unwrap_or(i64::MAX)).bind(i64::from(limit))).await
    }

    /// The entries of an import, oldest first, at most `limit` behind position `after`.
    pub async fn entries_of_import(&self, import_id: Uuid, after: i64, limit: u32) -> Result<Vec<Entry>, StorageError> {
        const ENTRIES: &str = concat!(
            "SELECT ",
            entry_columns!(),
            " FROM entry e WHERE e.import_id = $1 AND e.position > $2 ORDER BY e.position LIMIT $3"
        );
        let import_id = import_id.as_bytes().to_vec();
        self.entries(sql(ENTRIES).bind(import_id).bind(after).bind(i64::from(limit))).await
    }

    /// The entry that a command made.
    pub async fn entry_of_command(&self, command_id: Uuid) -> Result<Option<Entry>, StorageError> {
        const ENTRY: &str = concat!("SELECT ", entry_columns!(), " FROM entry e WHERE e.command_id = $1");
        Ok(self.entries(sql(ENTRY).bind(command_id.as_bytes().to_vec())).await?.pop())
    }

    /// The entries behind position `after` with their changes, oldest first, at most `limit` entries.
    pub async fn entries_with_changes_after(&self, after: i64, limit: u32) -> Result<Vec<EntryWithChanges>, StorageError> {
        let entries = self.entries_after(after, limit).await?;
        let Some(last) = entries.last() else { return Ok(Vec::new()) };
        let mut changes = self.changes_between(after, last.position).await?.into_iter().peekable();
        let mut answer = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut its = Vec::new();
            while let Some(change) = changes.next_if(|change| change.position <= entry.position) {
                its.push(change);
            }
            answer.push(EntryWithChanges { entry, changes: its });
        }
        Ok(answer)
    }

    /// The entry at a position with its changes.
    pub async fn entry(&self, position: i64) -> Result<Option<EntryWithChanges>, StorageError> {
        let Some(before) = position.checked_sub(1) else { return Ok(None) };
        let found = self.entries_with_changes_after(before, 1).await?.pop();
        Ok(found.filter(|found| found.entry.position == position))
    }

    /// Some changes of an entry in order, from number `from` on, counted from 0, at most `limit`.
    pub async fn changes_in(&self, position: i64, from: i64, limit: u32) -> Result<Vec<Change>, StorageError> {
        const CHANGES: &str = concat!(
            "SELECT ",
            change_columns!(),
            " FROM change c WHERE c.position = $1 AND c.ordinal >= $2 ORDER BY c.ordinal LIMIT $3"
        );
        let changes = sql(CHANGES).bind(position).bind(from).bind(i64::from(limit));
        let rows = self.all(changes).await?;
        rows.iter().map(|row| change_at(row, 0)).collect::<Result<_, _>>().map_err(|error| self.failed(error))
    }

    /// How many changes an entry made.
    pub async fn count_changes_in(&self, position: i64) -> Result<i64, StorageError> {
        const COUNT: &str = "SELECT coalesce(max(ordinal), -1) + 1 FROM change WHERE position = $1";
        let row = self.maybe(sql(COUNT).bind(position)).await?;
        self.read(row.map_or(Ok(0), |row| row.try_get(0)))
    }

    /// The changes of the entries behind position `after` up to position `last`, in order.
    pub async fn changes_between(&self, after: i64, last: i64) -> Result<Vec<Change>, StorageError> {
        const CHANGES: &str = concat!(
            "SELECT ",
            change_columns!(),
            " FROM change c WHERE c.position > $1 AND c.position <= $2 ORDER BY c.position, c.ordinal"
        );
        let changes = sql(CHANGES).bind(after).bind(last);
        let rows = self.all(changes).await?;
        rows.iter().map(|row| change_at(row, 0)).collect::<Result<_, _>>().map_err(|error| self.failed(error))
    }

    /// Which of these commands are in the journal, with their positions, in the order of the journal.
    pub async fn positions_of(&self, command_ids: &[Uuid]) -> Result<Vec<(Uuid, i64)>, StorageError> {
        let mut found = Vec::new();
        for ids in command_ids.chunks(COMMANDS) {
            let filled = ids.iter().chain(std::iter::repeat(&ids[0])).take(COMMANDS);
            let positions = filled.fold(made(POSITIONS.clone()), |query, id| query.bind(id.as_bytes().to_vec()));
            let rows = self.all(positions).await?;
            for row in &rows {
                let position = row.try_get(1).map_err(|error| self.failed(error))?;
                found.push((id_at(row, 0).map_err(|error| self.failed(error))?, position));
            }
        }
        found.sort_unstable_by_key(|(_, position)| *position);
        Ok(found)
    }

    /// A record as it was when the journal stood at `position`.
    pub async fn record_at(&self, record_kind: &str, record_id: Uuid, position: i64) -> Result<RecordAt, StorageError> {
        const CHANGE: &str = concat!(
            "SELECT ",
            change_columns!(),
            " FROM change c WHERE c.record_kind = $1 AND c.record_id = $2 AND c.position <= $3
              ORDER BY c.position DESC, c.ordinal DESC LIMIT 1"
        );
        let change = sql(CHANGE).bind(record_kind.to_owned()).bind(record_id.as_bytes().to_vec()).bind(position);
        let Some(row) = self.maybe(change).await? else { return Ok(RecordAt::Absent) };
        let change = change_at(&row, 0).map_err(|error| self.failed(error))?;
        Ok(match change.bodies {
            ChangeBodies::Erased => RecordAt::Erased,
            ChangeBodies::Kept { after: Some(body), .. } => RecordAt::Present { revision: change.position, body },
            ChangeBodies::Kept { after: None, .. } => RecordAt::Absent,
        })
    }

    async fn entries(&self, query: Statement) -> Result<Vec<Entry>, StorageError> {
        let rows = self.all(query).await?;
        rows.iter().map(entry_at).collect::<Result<_, _>>().map_err(|error| self.failed(error))
    }
}

/// The number of commands that are looked up at once.
const COMMANDS: usize = 64;

static POSITIONS: std::sync::LazyLock<std::sync::Arc<str>> = std::sync::LazyLock::new(|| {
    let places: Vec<String> = (1..=COMMANDS).map(|place| format!("${place}")).collect();
    format!("SELECT command_id, position FROM entry WHERE command_id IN ({})", places.join(", ")).into()
});
