//! The history of a record: who changed what, when, in which capacity and why. It comes from the journal, never from memory.

use std::collections::{BTreeMap, BTreeSet};

use organization::{AnyId, AnyRecord, Capacity, Function, PersonId};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::office::{COUNTERS, Office};
use crate::perform::RecordedAct;
use crate::seen::Seen;
use crate::storage::journal::{Change, ChangeBodies, Entry, EntryBody};
use crate::storage::{Db, StorageError};

/// One entry of the journal, as people read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Its position.
    pub position: u64,
    /// When.
    pub at: jiff::Timestamp,
    /// Who; nobody where the program itself or the terminal acted.
    pub person: Option<PersonId>,
    /// In which capacity.
    pub capacity: Capacity,
    /// The functions that it exercised.
    pub functions: Vec<Function>,
    /// The command, "batch", "import" or "undo".
    pub kind: String,
    /// Why, where they said so.
    pub reason: Option<String>,
    /// The import that it belongs to.
    pub import: Option<uuid::Uuid>,
    /// What it did to the record, field by field; nothing in a list of entries.
    pub fields: Vec<FieldChange>,
}

/// What happened to one field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// The field.
    pub name: String,
    /// What stood there.
    pub before: Value,
    /// What stands there since.
    pub after: Value,
}

/// What an entry did to one record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToldChange {
    /// The record.
    pub id: AnyId,
    /// What people call it, also where it is there no more.
    pub label: String,
    /// Whether it came into being.
    pub made: bool,
    /// Whether it went.
    pub removed: bool,
    /// The position of the entry that changed it last; nothing where it is there no more.
    pub revision: Option<u64>,
    /// What it did, field by field.
    pub fields: Vec<FieldChange>,
}

/// Some of what an entry did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Did {
    /// How many records it changed.
    pub count: usize,
    /// Some of them, in order.
    pub changes: Vec<ToldChange>,
}

impl Told {
    fn of(entry: &Entry) -> Told {
        let act = RecordedAct::of(entry);
        let reason = match &entry.body {
            EntryBody::Kept(body) => {
                serde_json::from_str::<Value>(body).ok().and_then(|body| body.get("reason")?.as_str().map(str::to_owned))
            }
            EntryBody::Erased => None,
        };
        Told {
            position: u64::try_from(entry.position).unwrap_or_default(),
            at: entry.at,
            person: act.person,
            capacity: act.capacity,
            functions: act.functions,
            kind: entry.kind.clone(),
            reason,
            import: entry.import_id,
            fields: Vec::new(),
        }
    }
}

/// What the journal keeps of a request, to tell whether it is sent again or another bears its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The position of its entry.
    pub position: u64,
    /// Who sent it.
    pub person: Option<PersonId>,
    /// The command, "batch", "import" or "undo".
    pub kind: String,
    /// The command as it was carried out, without the fields that its sender left as they were; nothing where it was erased.
    pub command: Option<Value>,
    /// How many records it changed.
    pub changed: usize,
}

async fn history(db: &Db, seen: &Seen, id: AnyId, before: Option<u64>, limit: u32) -> Result<Option<Vec<Told>>, StorageError> {
    if !seen.shows(id) {
        return Ok(None);
    }
    let before = before.map(|before| i64::try_from(before).unwrap_or(i64::MAX));
    let changes = db.changes_of(id.kind.name(), id.id, before, limit).await?;
    let told = changes.iter().map(|found| {
        let fields = match &found.change.bodies {
            ChangeBodies::Kept { before, after } => fields(seen, id, before.as_deref(), after.as_deref()),
            ChangeBodies::Erased => Vec::new(),
        };
        Told { fields, ..Told::of(&found.entry) }
    });
    Ok(Some(told.collect()))
}

/// How many entries of a record are looked at for what people changed since its last import.
const SINCE_IMPORT: u32 = 100;

/// What people changed of records since an import set it: the fields whose last change was no import's, each with what an import had left there and with what
/// stands there now. It is read from the journal beside whoever owns the database.
pub async fn changed_since_import(
    db: &Db,
    seen: &Seen,
    records: impl IntoIterator<Item = AnyId>,
) -> Result<Vec<(AnyId, FieldChange)>, StorageError> {
    let mut all = Vec::new();
    for id in records {
        let told = history(db, seen, id, None, SINCE_IMPORT).await?.unwrap_or_default();
        let Some(first) = told.iter().rposition(|told| told.import.is_some()) else { continue };
        let (mut settled, mut changed) = (BTreeSet::new(), BTreeMap::<String, FieldChange>::new());
        for Told { import, fields, .. } in told.into_iter().take(first + 1) {
            for change in fields.into_iter().filter(|change| !settled.contains(&change.name)).collect::<Vec<_>>() {
                if import.is_some() {
                    settled.insert(change.name);
                } else {
                    // Of several changes of a field the oldest says what the import had left.
                    let before = change.before.clone();
                    changed.entry(change.name.clone()).or_insert(change).before = before;
                }
            }
        }
        all.extend(changed.into_values().filter(|change| change.before != change.after).map(|change| (id, change)));
    }
    Ok(all)
}

impl Office {
    /// What the journal keeps of the request with an id.
    pub async fn kept(&self, id: uuid::Uuid) -> Result<Option<Kept>, StorageError> {
        let Some((_, position)) = self.db().positions_of(&[id]).await?.into_iter().next() else { return Ok(None) };
        let Some(found) = self.db().entry(position).await? else { return Ok(None) };
        let command = match &found.entry.body {
            EntryBody::Kept(body) => {
                serde_json::from_str::<Value>(body).ok().and_then(|mut body| body.get_mut("command").map(Value::take))
            }
            EntryBody::Erased => None,
        };
        Ok(Some(Kept {
            position: u64::try_from(position).unwrap_or_default(),
            person: RecordedAct::of(&found.entry).person,
            kind: found.entry.kind.clone(),
            command,
            changed: found.changes.iter().filter(|change| change.record_kind != COUNTERS).count(),
        }))
    }

    /// The history of a record that the viewer may see, newest first, from before a position on. Private fields that they may not see are left out.
    pub async fn history(
        &self,
        seen: &Seen,
        id: AnyId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Option<Vec<Told>>, StorageError> {
        history(self.db(), seen, id, before, limit).await
    }

    /// The newest entries of the journal before a position, for the log.
    pub async fn log(&self, before: Option<u64>, limit: u32) -> Result<Vec<Told>, StorageError> {
        let before = before.map(|before| i64::try_from(before).unwrap_or(i64::MAX));
        Ok(self.db().entries_before(before, limit).await?.iter().map(Told::of).collect())
    }

    /// One entry of the journal.
    pub async fn told(&self, position: u64) -> Result<Option<Told>, StorageError> {
        let next = position.saturating_add(1);
        Ok(self.log(Some(next), 1).await?.pop().filter(|told| told.position == position))
    }

    /// What an entry did to the records that the viewer may see, from number `from` on, at most `limit` of them.
    pub async fn did(&self, seen: &Seen, position: u64, from: usize, limit: u32) -> Result<Did, StorageError> {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let changes = self.db().changes_in(position, from, limit).await?;
        let told: Vec<ToldChange> = changes.iter().filter_map(|change| self.told_change(seen, change)).collect();
        let whole = from == 0 && changes.len() < usize::try_from(limit).unwrap_or(usize::MAX);
        let count =
            if whole { told.len() } else { usize::try_from(self.db().count_changes_in(position).await?).unwrap_or_default() };
        Ok(Did { count, changes: told })
    }

    fn told_change(&self, seen: &Seen, change: &Change) -> Option<ToldChange> {
        let id = AnyId { kind: organization::Kind::from_name(&change.record_kind)?, id: change.record_id };
        let (before, after) = match &change.bodies {
            ChangeBodies::Kept { before, after } => (before.as_deref(), after.as_deref()),
            ChangeBodies::Erased => (None, None),
        };
        let now = seen.record(id);
        let then = || after.or(before).and_then(|body| AnyRecord::from_json(id.kind, body).ok());
        let gone = if now.is_none() { seen.gone(then()?) } else { None };
        let label = match (&now, &gone) {
            (Some(_), _) if id.kind.letter().is_some() => seen.label(id),
            (Some(_), _) => seen.title(id),
            (None, Some(gone)) => format!("{} {gone}", id.kind.words()),
            (None, None) => return None,
        };
        Some(ToldChange {
            id,
            label,
            made: before.is_none() && after.is_some(),
            removed: before.is_some() && after.is_none(),
            revision: now.map(|record| record.revision()),
            fields: fields(seen, id, before, after),
        })
    }

    /// The records that an entry changed.
    pub async fn changed_by(&self, seen: &Seen, position: u64) -> Result<Vec<AnyId>, StorageError> {
        let entry = self.db().entry(i64::try_from(position).unwrap_or(i64::MAX)).await?;
        let ids = entry.into_iter().flat_map(|entry| entry.changes).filter(|change| change.record_kind != COUNTERS);
        let ids = ids
            .filter_map(|change| Some(AnyId { kind: organization::Kind::from_name(&change.record_kind)?, id: change.record_id }));
        Ok(ids.filter(|id| seen.shows(*id)).collect())
    }
}

/// The fields that differ between two bodies of a record, without those that only the program uses and those that the viewer may not see.
fn fields(seen: &Seen, id: AnyId, before: Option<&str>, after: Option<&str>) -> Vec<FieldChange> {
    let read = |body: Option<&str>| {
        let body = body?;
        let record = AnyRecord::from_json(id.kind, body).ok();
        let visible = match record.filter(|record| record.redacted().is_some()) {
            Some(record) => seen.redact(record)?.to_json(),
            None => body.to_owned(),
        };
        serde_json::from_str::<Map<String, Value>>(&visible).ok()
    };
    let (before, after) = (read(before).unwrap_or_default(), read(after).unwrap_or_default());
    let mut names: Vec<&String> = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))).collect();
    names.retain(|name| !matches!(name.as_str(), "id" | "revision" | "number" | "rank") && before.get(*name) != after.get(*name));
    let at = |body: &Map<String, Value>, name: &str| body.get(name).cloned().unwrap_or(Value::Null);
    names.into_iter().map(|name| FieldChange { name: name.clone(), before: at(&before, name), after: at(&after, name) }).collect()
}
