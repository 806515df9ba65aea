//! Perform: authority, decision, journal, publication, in this order, by one writer.
//!
//! The writer takes what waits, decides each request against the value that the ones before it made, writes all entries of the group in one transaction,
//! publishes the last value and answers. When the group could not be written nothing has happened, and everybody is told so.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use organization::{Act, AnyRecord, Capacity, Change, Changes, Command, Function, Kind, Organization, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::office::{COUNTERS, Inner, Job};
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

type Answer = oneshot::Sender<Result<Done, Failure>>;

/// A request that was decided and waits for the commit.
struct Decided {
    entry: NewEntry,
    answer: Answer,
    done: Done,
}

/// Starts the writer on a thread of its own. It ends when the office is gone.
pub(crate) fn start(office: Weak<Inner>, mut queue: mpsc::Receiver<Job>, chance: Arc<dyn Chance>) {
    let runtime = tokio::runtime::Handle::current();
    std::thread::spawn(move || {
        runtime.block_on(async {
            let mut group = Vec::with_capacity(GROUP);
            while queue.recv_many(&mut group, GROUP).await > 0 {
                let Some(office) = office.upgrade() else { return };
                write(&office, std::mem::take(&mut group), &*chance).await;
            }
        });
    });
}

/// Decides a group and commits it.
async fn write(office: &Inner, jobs: Vec<Job>, chance: &dyn Chance) {
    let published = office.value();
    let mut value = (*published).clone();
    let ids: Vec<Uuid> = jobs.iter().map(Job::id).collect();
    let known = match office.db.positions_of(&ids).await {
        Ok(known) => known.into_iter().collect::<BTreeMap<Uuid, i64>>(),
        Err(error) => return fail_all(jobs.into_iter().map(Job::answer), &error),
    };
    let mut decided: Vec<Decided> = Vec::new();
    let mut unchanged: Vec<(Answer, Done)> = Vec::new();
    for job in jobs {
        let id = job.id();
        let before = known
            .get(&id)
            .copied()
            .or_else(|| decided.iter().find(|other| other.entry.command_id == id).map(|other| position_of(other.done)));
        if let Some(position) = before {
            unchanged.push((job.answer(), Done { position: u64::try_from(position).unwrap_or_default(), changed: 0 }));
            continue;
        }
        let next = value.position() + 1;
        let (result, answer) = match job {
            Job::Perform(request, answer) => (decide(&office.db, &value, request, next).await, answer),
            Job::Undo(undo, answer) => (decide_undo(&office.db, &value, undo).await, answer),
        };
        match result {
            Ok((_, changes)) if changes.is_empty() => unchanged.push((answer, Done { position: value.position(), changed: 0 })),
            Ok((mut entry, mut changes)) => {
                value.apply(&mut changes, next);
                entry.changes = recorded(&changes, &value);
                decided.push(Decided { entry, answer, done: Done { position: next, changed: changes.len() } });
            }
            Err(failure) => drop(answer.send(Err(failure))),
        }
    }
    commit(office, value, decided, unchanged, chance).await;
}

async fn commit(office: &Inner, value: Organization, decided: Vec<Decided>, unchanged: Vec<(Answer, Done)>, chance: &dyn Chance) {
    if !decided.is_empty() {
        let (entries, answers): (Vec<NewEntry>, Vec<(Answer, Done)>) =
            decided.into_iter().map(|one| (one.entry, (one.answer, one.done))).unzip();
        let after = i64::try_from(office.value().position()).unwrap_or(i64::MAX);
        if let Err(error) = office.db.append(after, &entries, chance).await {
            tracing::error!(%error, "a group of entries could not be written");
            return fail_all(answers.into_iter().chain(unchanged).map(|(answer, _)| answer), &error);
        }
        office.publish(Arc::new(value));
        answers.into_iter().for_each(|(answer, done)| drop(answer.send(Ok(done))));
    }
    unchanged.into_iter().for_each(|(answer, done)| drop(answer.send(Ok(done))));
}

fn position_of(done: Done) -> i64 {
    i64::try_from(done.position).unwrap_or(i64::MAX)
}

fn fail_all(answers: impl Iterator<Item = Answer>, error: &StorageError) {
    for answer in answers {
        drop(answer.send(Err(Failure::Broken(error.clone()))));
    }
}

/// Decides a request: each command in turn, with the authority for what it changes.
async fn decide(db: &Db, value: &Organization, mut request: Request, next: u64) -> Result<(NewEntry, Changes), Failure> {
    if request.commands.len() > BATCH_LIMIT {
        let sentence =
            format!("A batch holds at most {BATCH_LIMIT} commands; this has {}. Send it in parts.", request.commands.len());
        return Err(Failure::Refused { code: "too-many", sentence, at: BATCH_LIMIT });
    }
    if let Some(based_on) = request.based_on {
        for command in &mut request.commands {
            *command = stale::without_untouched(db, value, command, based_on).await?;
        }
    }
    let mut after = value.clone();
    let mut all = Vec::new();
    let (mut functions, mut capacity) = (Vec::new(), Capacity::Own);
    for (at, command) in request.commands.iter().enumerate() {
        let function = command.function(&after);
        let mut changes = after.decide(command, &request.act).map_err(|refusal| Failure::refused(&refusal, at))?;
        capacity = capacity.max(authorize(&after, &request.act, function, &changes, at)?);
        if !functions.contains(&function) {
            functions.push(function);
        }
        after.apply(&mut changes, next);
        all.extend(changes);
    }
    let changes = Changes::of(all);
    if let Some(based_on) = request.based_on {
        stale::refuse(db, value, &changes, based_on).await?;
    }
    let (kind, body) = match request.commands.as_slice() {
        [command] => (command.kind(), command.data()),
        commands if commands.len() > KEPT_COMMANDS => ("batch", json!({ "commands": commands.len() })),
        commands => ("batch", json!({ "commands": commands })),
    };
    let kind = if request.import.is_some() { "import" } else { kind };
    let entry = entry(request.id, kind, &request.act, capacity, functions, &body);
    Ok((NewEntry { import_id: request.import, ..entry }, changes))
}

/// Importing is a standing of administrators for every function; whoever holds the data directory acts as the system.
fn authorize(value: &Organization, act: &Act, function: Function, changes: &Changes, at: usize) -> Result<Capacity, Failure> {
    let function = if act.imported { Function::Administer } else { function };
    value.authorize(act, function, changes).map_err(|denial| Failure::denied(&denial, value, at))
}

async fn decide_undo(db: &Db, value: &Organization, undo: Undo) -> Result<(NewEntry, Changes), Failure> {
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
        let mut changes = after.undo(&changes_of(done)?).map_err(|refusal| Failure::refused(&refusal, 0))?;
        let by_function = if recorded.imported { vec![Function::Administer] } else { recorded.functions };
        for function in by_function {
            capacity = capacity
                .max(after.authorize(&undo.act, function, &changes).map_err(|denial| Failure::denied(&denial, &after, 0))?);
            if !functions.contains(&function) {
                functions.push(function);
            }
        }
        after.apply(&mut changes, value.position());
        all.extend(changes);
    }
    let body = match undo.what {
        Undone::Entry(position) => json!({ "entry": position }),
        Undone::Import(import) => json!({ "import": import }),
    };
    Ok((entry(undo.id, "undo", &undo.act, capacity, functions, &body), Changes::of(all)))
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
    fn id(&self) -> Uuid {
        match self {
            Job::Perform(request, _) => request.id,
            Job::Undo(undo, _) => undo.id,
        }
    }

    fn answer(self) -> Answer {
        match self {
            Job::Perform(_, answer) | Job::Undo(_, answer) => answer,
        }
    }
}
