//! Perform: authority, decision, journal, publication, in this order, by one writer.
//!
//! The writer takes what waits, decides each request against the value that the ones before it made, writes all entries of the group in one transaction,
//! publishes the last value and answers. When the group could not be written nothing has happened, and everybody is told so. When another server wrote
//! first, the group takes over what that one wrote and is decided again: authority and rules are always judged on the value on which an entry is written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use jiff::civil::Date;
use organization::{Act, AnyId, AnyRecord, Capacity, Change, Changes, Command, Function, Kind, Organization, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::office::{COUNTERS, Inner, Job, Wanted, load};
use crate::stale;
use crate::storage::journal::{ChangeBodies, Entry, EntryWithChanges, NewChange, NewEntry};
use crate::storage::{Db, StorageError};
use crate::{Chance, Failure};

/// The most requests that one commit takes together.
const GROUP: usize = 256;
/// The most commands of one request.
pub const BATCH_LIMIT: usize = 50_000;
/// Above this many commands an entry keeps their number instead of their bodies.
const KEPT_COMMANDS: usize = 1_000;

/// Commands to be performed together, all or none.
#[derive(Clone, Debug)]
pub struct Request {
    /// The id of the request, minted by its sender: the same id is done once.
    pub id: Uuid,
    /// Who asks, when and why. The capacity is found by the office.
    pub act: Act,
    /// The commands, each decided on what the ones before it made.
    pub commands: Vec<Command>,
    /// The position of the value from which a form was filled.
    pub based_on: Option<u64>,
    /// The import that it belongs to, to be undone together.
    pub import: Option<Uuid>,
}

/// What must hold when a request is decided.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// Records that nobody may have changed since their revision was the one that is named.
    pub unchanged: Vec<(AnyId, u64)>,
    /// The capacity that may be used at the most, in the order of [`Capacity`]; any where it is left out.
    pub capacity: Option<Capacity>,
}

/// Something to be undone.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The id of the request, minted by its sender.
    pub id: Uuid,
    /// Who asks.
    pub act: Act,
    /// What.
    pub what: Undone,
}

/// What is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// The entry at a position.
    Entry(u64),
    /// All entries of an import.
    Import(Uuid),
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The position of its entry; the position of the value where nothing needed to change.
    pub position: u64,
    /// How many records changed; 0 where the value was already so, or the request had been done before.
    pub changed: usize,
}

/// Who did something, as the journal keeps it: ids only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedAct {
    /// Who; nobody where the program itself or the terminal acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// In which capacity.
    pub capacity: Capacity,
    /// The functions that it exercised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<Function>,
    /// Whether a file was brought in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub imported: bool,
}

impl RecordedAct {
    /// Reads it from an entry.
    pub fn of(entry: &Entry) -> RecordedAct {
        let unknown = RecordedAct { person: None, capacity: Capacity::System, functions: Vec::new(), imported: false };
        serde_json::from_str(&entry.act).unwrap_or(unknown)
    }
}

pub(crate) type Answer = oneshot::Sender<Result<Done, Failure>>;

/// How often a group is decided again because other servers wrote first. Each time some server got on, so nothing stands still.
const TRIES: usize = 1_000;
/// The most entries of other servers that are taken over at once.
const NEWS: u32 = 200;

/// Starts the writer. It ends when the office is gone. Beside a file it has a thread of its own; beside a server it mostly waits, and as a task it ends with
/// the program even while the server does not answer.
pub(crate) fn start(office: Weak<Inner>, queue: mpsc::Receiver<Job>, chance: Arc<dyn Chance>) {
    let shared = office.upgrade().is_some_and(|office| office.db.is_shared());
    let work = work(office, queue, chance);
    if shared {
        tokio::spawn(work);
    } else {
        let runtime = tokio::runtime::Handle::current();
        std::thread::spawn(move || runtime.block_on(work));
    }
}

async fn work(office: Weak<Inner>, mut queue: mpsc::Receiver<Job>, chance: Arc<dyn Chance>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        let Some(office) = office.upgrade() else { return };
        write(&office, std::mem::take(&mut group), &*chance).await;
    }
}

/// Decides a group and commits it, and answers everybody.
async fn write(office: &Inner, jobs: Vec<Job>, chance: &dyn Chance) {
    let mut results = try_to_write(office, &jobs, chance).await;
    for _ in 1..TRIES {
        let Err(StorageError::Moved { .. } | StorageError::Doubled { .. }) = results else { break };
        results = try_to_write(office, &jobs, chance).await;
    }
    match results {
        Ok(results) => {
            for (job, result) in jobs.into_iter().zip(results) {
                drop(job.answer.send(result));
            }
        }
        Err(error) => {
            // Ten times a second a server looks for news; while the database is gone that needs no line in the log each time.
            if jobs.iter().any(|job| job.id().is_some()) {
                tracing::error!(%error, "a group of entries could not be written");
            }
            for job in jobs {
                drop(job.answer.send(Err(Failure::Broken(error.clone()))));
            }
        }
    }
}

/// What a group came to, in its order; an error when nothing of it was written.
async fn try_to_write(office: &Inner, jobs: &[Job], chance: &dyn Chance) -> Result<Vec<Result<Done, Failure>>, StorageError> {
    take_over(office).await?;
    let mut value = (*office.value()).clone();
    let after = i64::try_from(value.position()).unwrap_or(i64::MAX);
    let ids: Vec<Uuid> = jobs.iter().filter_map(Job::id).collect();
    let known = office.db.positions_of(&ids).await?.into_iter();
    let mut known: BTreeMap<Uuid, u64> = known.map(|(id, at)| (id, u64::try_from(at).unwrap_or_default())).collect();
    let mut entries = Vec::new();
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs {
        let unchanged = |position| Ok(Done { position, changed: 0 });
        if let Some(position) = job.id().and_then(|id| known.get(&id)) {
            results.push(unchanged(*position));
            continue;
        }
        let next = value.position() + 1;
        let decided = match &job.wanted {
            Wanted::Perform(request, conditions) => decide(&office.db, &value, (request, conditions), next).await,
            Wanted::Undo(undo) => decide_undo(&office.db, &value, undo, next).await,
            Wanted::News => {
                results.push(unchanged(value.position()));
                continue;
            }
        };
        results.push(match decided {
            Ok(decided) if decided.changes.is_empty() => unchanged(value.position()),
            Ok(Decided { mut entry, changes, after }) => {
                value = after;
                entry.changes = recorded(&changes, &value);
                known.insert(entry.command_id, next);
                entries.push(entry);
                Ok(Done { position: next, changed: changes.len() })
            }
            Err(failure) => Err(failure),
        });
    }
    if !entries.is_empty() {
        match office.db.append(after, &entries, chance).await {
            Ok(_) => office.publish(Arc::new(value)),
            Err(error @ (StorageError::Moved { .. } | StorageError::Doubled { .. })) => return Err(error),
            Err(error) => {
                tracing::error!(%error, "a group of entries could not be written");
                // What was refused stays refused; nothing else has happened.
                results
                    .iter_mut()
                    .filter(|result| result.is_ok())
                    .for_each(|result| *result = Err(Failure::Broken(error.clone())));
            }
        }
    }
    Ok(results)
}

/// Takes over what other servers wrote since.
async fn take_over(office: &Inner) -> Result<(), StorageError> {
    if !office.db.is_shared() {
        return Ok(());
    }
    loop {
        let published = office.value();
        let news = office.db.entries_with_changes_after(i64::try_from(published.position()).unwrap_or(i64::MAX), NEWS).await?;
        if news.is_empty() {
            return Ok(());
        }
        let mut value = (*published).clone();
        for entry in &news {
            let position = u64::try_from(entry.entry.position).unwrap_or_default();
            match changes_of(entry) {
                Ok(mut changes) => value.apply(&mut changes, position),
                // What cannot be read any more, since it was erased meanwhile, is read as it stands now.
                Err(_) => value = load(&office.db).await?,
            }
            if value.position() > position {
                break;
            }
        }
        office.publish(Arc::new(value));
    }
}

/// A request that was decided and waits for the commit.
struct Decided {
    entry: NewEntry,
    changes: Changes,
    /// The value that it makes.
    after: Organization,
}

/// Decides a request: each command in turn, with the authority for what it changes.
async fn decide(
    db: &Db,
    value: &Organization,
    (request, conditions): (&Request, &Conditions),
    next: u64,
) -> Result<Decided, Failure> {
    if let Some((id, _)) =
        conditions.unchanged.iter().find(|(id, revision)| value.record(*id).is_none_or(|record| record.revision() != *revision))
    {
        return Err(stale::moved(db, value, *id).await?);
    }
    if request.commands.len() > BATCH_LIMIT {
        let sentence =
            format!("A batch holds at most {BATCH_LIMIT} commands; this has {}. Send it in parts.", request.commands.len());
        return Err(Failure::Refused { code: "too-many", sentence, at: BATCH_LIMIT });
    }
    if let Some(based_on) = request.based_on.filter(|based_on| *based_on > value.position()) {
        let newest = value.position();
        let sentence = format!(
            "Nothing was done at position {based_on} yet; the newest is {newest}. Send the position of what you looked at."
        );
        return Err(Failure::Refused { code: "not-yet", sentence, at: 0 });
    }
    let mut commands = Cow::Borrowed(request.commands.as_slice());
    if let Some(based_on) = request.based_on {
        for command in commands.to_mut() {
            *command = stale::without_untouched(db, value, command, based_on).await?;
        }
    }
    let mut after = value.clone();
    let mut all = Vec::new();
    let (mut functions, mut capacity) = (Vec::new(), Capacity::Own);
    for (at, command) in commands.iter().enumerate() {
        let function = command.function(&after);
        let mut changes = after.decide(command, &request.act).map_err(|refusal| Failure::refused(&refusal, at))?;
        capacity = capacity.max(authorize(&after, &request.act, function, &changes, at)?);
        if !functions.contains(&function) {
            functions.push(function);
        }
        after.apply(&mut changes, next);
        all.extend(changes);
    }
    if conditions.capacity.is_some_and(|most| capacity > most) {
        let sentence = format!("You may do this only {}, and it was asked for otherwise. Nothing was changed.", capacity.words());
        return Err(Failure::Denied { sentence, at: 0 });
    }
    let changes = Changes::of(all);
    if let Some(based_on) = request.based_on {
        stale::refuse(db, value, &changes, based_on).await?;
    }
    let (kind, body) = match &*commands {
        [command] => (command.kind(), command.data()),
        commands if commands.len() > KEPT_COMMANDS => ("batch", json!({ "commands": commands.len() })),
        commands => ("batch", json!({ "commands": commands })),
    };
    let kind = if request.import.is_some() { "import" } else { kind };
    let entry = entry(request.id, kind, &request.act, capacity, functions, &body);
    Ok(Decided { entry: NewEntry { import_id: request.import, ..entry }, changes, after })
}

/// Importing is a standing of administrators for every function; whoever holds the data directory acts as the system.
fn authorize(value: &Organization, act: &Act, function: Function, changes: &Changes, at: usize) -> Result<Capacity, Failure> {
    let function = if act.imported { Function::Administer } else { function };
    value.authorize(act, function, changes).map_err(|denial| Failure::denied(&denial, value, at))
}

async fn decide_undo(db: &Db, value: &Organization, undo: &Undo, next: u64) -> Result<Decided, Failure> {
    let entries = match undo.what {
        Undone::Entry(position) => db.entry(i64::try_from(position).unwrap_or(i64::MAX)).await?.into_iter().collect(),
        Undone::Import(import) => entries_of_import(db, import).await?,
    };
    if entries.is_empty() {
        return Err(Failure::NotFound);
    }
    let mut after = value.clone();
    let mut all = Vec::new();
    let (mut functions, mut capacity) = (Vec::new(), Capacity::Own);
    for done in entries.iter().rev() {
        let recorded = RecordedAct::of(&done.entry);
        let made = changes_of(done)?;
        if !recorded.imported {
            after.refuse_what_stands(&made).map_err(|refusal| Failure::refused(&refusal, 0))?;
        }
        let mut changes = after.undo(&made).map_err(|refusal| Failure::refused(&refusal, 0))?;
        let by_function = if recorded.imported { vec![Function::Administer] } else { recorded.functions };
        for function in by_function {
            capacity = capacity
                .max(after.authorize(&undo.act, function, &changes).map_err(|denial| Failure::denied(&denial, &after, 0))?);
            if !functions.contains(&function) {
                functions.push(function);
            }
        }
        after.apply(&mut changes, next);
        all.extend(changes);
    }
    let body = match undo.what {
        Undone::Entry(position) => json!({ "entry": position }),
        Undone::Import(import) => json!({ "import": import }),
    };
    let entry = entry(undo.id, "undo", &undo.act, capacity, functions, &body);
    Ok(Decided { entry, changes: Changes::of(all), after })
}

async fn entries_of_import(db: &Db, import: Uuid) -> Result<Vec<EntryWithChanges>, StorageError> {
    let mut entries = Vec::new();
    let mut after = 0;
    loop {
        let page = db.entries_of_import(import, after, 100).await?;
        let Some(last) = page.last() else { return Ok(entries) };
        after = last.position;
        for entry in page {
            entries.extend(db.entry(entry.position).await?);
        }
    }
}

/// The changes of an entry as records again.
fn changes_of(entry: &EntryWithChanges) -> Result<Changes, Failure> {
    let mut changes = Vec::new();
    for change in entry.changes.iter().filter(|change| change.record_kind != COUNTERS) {
        let gone =
            |what: &str| Failure::Refused { code: "erased", sentence: format!("{what}, so this cannot be undone."), at: 0 };
        let ChangeBodies::Kept { before, after } = &change.bodies else {
            return Err(gone("What was changed has been erased"));
        };
        let kind = Kind::from_name(&change.record_kind).ok_or_else(|| gone("Records of this kind are no longer known"))?;
        let read = |body: &Option<String>| body.as_deref().map(|body| AnyRecord::from_json(kind, body)).transpose();
        let read_back = |body| read(body).map_err(|_| gone("What was changed cannot be read any more"));
        changes.push(Change { before: read_back(before)?, after: read_back(after)? });
    }
    Ok(Changes::of(changes))
}

fn entry(id: Uuid, kind: &str, act: &Act, capacity: Capacity, functions: Vec<Function>, body: &Value) -> NewEntry {
    let capacity = if act.person.is_none() { Capacity::System } else { capacity };
    let recorded = RecordedAct { person: act.person, capacity, functions, imported: act.imported };
    let mut body = json!({ "command": body });
    if let Some(reason) = &act.reason {
        body["reason"] = json!(reason);
    }
    NewEntry {
        command_id: id,
        kind: kind.into(),
        act: serde_json::to_string(&recorded).unwrap_or_default().into(),
        body: body.to_string().into(),
        import_id: None,
        at: act.at,
        changes: Vec::new(),
    }
}

/// The changes as the journal keeps them. Where a record with a reference goes, the last numbers given out are written down with it.
fn recorded(changes: &Changes, value: &Organization) -> Vec<NewChange> {
    let mut list: Vec<NewChange> = changes
        .iter()
        .filter_map(|change| {
            let id = change.record()?.id();
            let body = |record: &Option<AnyRecord>| record.as_ref().map(|record| Arc::<str>::from(record.to_json()));
            Some(NewChange {
                record_kind: id.kind.name().into(),
                record_id: id.id,
                before: body(&change.before),
                after: body(&change.after),
            })
        })
        .collect();
    let loses_number =
        |change: &Change| change.after.is_none() && change.before.as_ref().is_some_and(|before| before.number() > 0);
    if changes.iter().any(loses_number) {
        let counters: Vec<(Kind, u32)> = value.counters().collect();
        let after = serde_json::to_string(&counters).unwrap_or_default();
        list.push(NewChange { record_kind: COUNTERS.into(), record_id: Uuid::nil(), before: None, after: Some(after.into()) });
    }
    list
}

impl Job {
    fn id(&self) -> Option<Uuid> {
        match &self.wanted {
            Wanted::Perform(request, _) => Some(request.id),
            Wanted::Undo(undo) => Some(undo.id),
            Wanted::News => None,
        }
    }
}

/// The id of what the program itself does to a subject on the day on which it is due. Every server makes the same id of it, so it happens once, however
/// many servers run and however often they are started.
pub fn due(kind: &str, subject: AnyId, day: Date) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(format!("throughline due 1\0{kind}\0{subject}\0{day}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
