//! Reaching a data directory: through the socket of the server that runs on it, else by opening the file.
//!
//! A server owns its file, so whoever changes something beside it speaks to it by a socket in the data directory that only its owner may open. One line of
//! JSON is a request, one line is the answer. Reading opens the file read-only and needs neither.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use office::accounts::{Accounts, Rules};
use office::{Done, Office, Request, Undo, Undone};
use organization::{Act, Command, Organization, Prose};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use uuid::Uuid;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::place::Place;
use crate::surroundings::{Machine, chance};
use crate::token::{self, Wish};

/// What the terminal asks a server.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Asked {
    Perform { id: Uuid, day: Date, imported: bool, import: Option<Uuid>, reason: Option<Prose>, commands: Vec<Command> },
    Undo { id: Uuid, day: Date, entry: Option<u64>, import: Option<Uuid> },
    Token(Wish),
}

/// What a server answers.
#[derive(Default, Serialize, Deserialize)]
struct Answered {
    position: u64,
    changed: usize,
    failure: Option<(u8, String)>,
    #[serde(default)]
    said: String,
}

/// A way to change what a data directory holds.
pub(crate) enum Reach {
    /// The server that runs on it.
    Server(Box<BufReader<UnixStream>>),
    /// The database itself.
    Database(Box<Office>),
}

/// What is to be done from the terminal: commands with their circumstances.
#[derive(Clone, Default)]
pub(crate) struct Errand {
    /// The commands.
    pub(crate) commands: Vec<Command>,
    /// Whether they bring a file in.
    pub(crate) imported: bool,
    /// The import that they belong to.
    pub(crate) import: Option<Uuid>,
    /// Why.
    pub(crate) reason: Option<Prose>,
}

/// The server that owns the file of a data directory, where one runs. On a shared database nobody is the only one.
async fn running_on(place: &Place) -> Option<Reach> {
    let Place::Folder(folder) = place else { return None };
    let stream = UnixStream::connect(socket(folder)).await.ok()?;
    Some(Reach::Server(Box::new(BufReader::new(stream))))
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("throughline.sock")
}

impl Reach {
    /// Reaches an existing data directory.
    pub(crate) async fn existing(place: &Place) -> Result<Reach, Failure> {
        if let Some(server) = running_on(place).await {
            return Ok(server);
        }
        Ok(Reach::Database(Box::new(Office::open(place.open().await?, chance()).await?)))
    }

    /// Reaches a data directory, which is made where it is not there.
    pub(crate) async fn or_new(place: &Place, demo: bool) -> Result<Reach, Failure> {
        if let Some(server) = running_on(place).await {
            return Ok(server);
        }
        Ok(Reach::Database(Box::new(Office::open(place.open_or_make(demo).await?, chance()).await?)))
    }

    /// Performs commands, all or none.
    pub(crate) async fn perform(&mut self, errand: Errand, day: Date) -> Result<Done, Failure> {
        let id = Machine.mint();
        let Errand { commands, imported, import, reason } = errand;
        match self {
            Reach::Database(office) => {
                let act = Act { imported, reason, at: Machine.now(), ..Act::of_system(day) };
                Ok(office.perform(Request { id, act, commands, based_on: None, import }).await?)
            }
            Reach::Server(stream) => ask(stream, &Asked::Perform { id, day, imported, import, reason, commands }).await,
        }
    }

    /// Makes, lists or ends tokens of programs, and says what came of it.
    pub(crate) async fn tokens(&mut self, wish: Wish) -> Result<String, Failure> {
        match self {
            Reach::Database(office) => {
                token::carry_out(&Accounts::new(office.db().clone(), chance(), Rules::default()), wish).await
            }
            Reach::Server(stream) => Ok(answered(stream, &Asked::Token(wish)).await?.said),
        }
    }

    /// Undoes an entry or an import.
    pub(crate) async fn undo(&mut self, what: Undone, day: Date) -> Result<Done, Failure> {
        let id = Machine.mint();
        match self {
            Reach::Database(office) => {
                Ok(office.undo(Undo { id, act: Act { at: Machine.now(), ..Act::of_system(day) }, what }).await?)
            }
            Reach::Server(stream) => {
                let (entry, import) = match what {
                    Undone::Entry(position) => (Some(position), None),
                    Undone::Import(import) => (None, Some(import)),
                };
                ask(stream, &Asked::Undo { id, day, entry, import }).await
            }
        }
    }
}

/// The value of a place, read beside whoever owns it.
pub(crate) async fn read(place: &Place) -> Result<Organization, Failure> {
    Ok(office::load(&place.read().await?).await?)
}

/// The value of a place, or an empty one where nothing is yet.
pub(crate) async fn read_or_empty(place: &Place) -> Result<Organization, Failure> {
    if place.is_empty().await? { Ok(Organization::default()) } else { read(place).await }
}

async fn ask(stream: &mut BufReader<UnixStream>, asked: &Asked) -> Result<Done, Failure> {
    let answered = answered(stream, asked).await?;
    Ok(Done { position: answered.position, changed: answered.changed })
}

async fn answered(stream: &mut BufReader<UnixStream>, asked: &Asked) -> Result<Answered, Failure> {
    let lost = |error: std::io::Error| {
        Failure::storage(format!("The server did not answer ({error}). Look whether it did what was asked before trying again."))
    };
    let mut line = serde_json::to_vec(asked).map_err(|fault| Failure::storage(fault.to_string()))?;
    line.push(b'\n');
    stream.get_mut().write_all(&line).await.map_err(lost)?;
    let mut answer = String::new();
    stream.read_line(&mut answer).await.map_err(lost)?;
    let answered: Answered = serde_json::from_str(&answer)
        .map_err(|_| Failure::storage("The server's answer cannot be read. Are both of the same version?"))?;
    match answered.failure {
        None => Ok(answered),
        Some((code, sentence)) => Err(Failure { code, sentence }),
    }
}

/// Listens beside the server for whoever may open the socket: the owner of the data directory.
pub(crate) fn listen(folder: &Path, office: Office, accounts: Accounts) -> Result<(), Failure> {
    let path = socket(folder);
    // Whoever holds the database is its only owner, so a socket that is left over is nobody's.
    drop(std::fs::remove_file(&path));
    let listener = UnixListener::bind(&path).map_err(|error| {
        Failure::storage(format!("{}: the socket for the terminal cannot be made ({error}).", path.display()))
    })?;
    let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&path, owner_only).map_err(|error| Failure::storage(format!("{}: {error}.", path.display())))?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve_one(stream, office.clone(), accounts.clone()));
        }
    });
    Ok(())
}

async fn serve_one(stream: UnixStream, office: Office, accounts: Accounts) {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let result = match serde_json::from_str(&line) {
            Ok(Asked::Token(wish)) => {
                token::carry_out(&accounts, wish).await.map(|said| Answered { said, ..Answered::default() })
            }
            Ok(asked) => do_as_asked(asked, &office).await.map(|done| Answered {
                position: done.position,
                changed: done.changed,
                ..Answered::default()
            }),
            Err(fault) => Err(Failure::usage(format!("The request cannot be read: {fault}."))),
        };
        let answered =
            result.unwrap_or_else(|failure| Answered { failure: Some((failure.code, failure.sentence)), ..Answered::default() });
        let mut answer = serde_json::to_vec(&answered).unwrap_or_default();
        answer.push(b'\n');
        if stream.get_mut().write_all(&answer).await.is_err() {
            return;
        }
        line.clear();
    }
}

async fn do_as_asked(asked: Asked, office: &Office) -> Result<Done, Failure> {
    let act = |day, reason, imported| Act { imported, reason, at: Machine.now(), ..Act::of_system(day) };
    match asked {
        Asked::Perform { id, day, imported, import, reason, commands } => {
            Ok(office.perform(Request { id, act: act(day, reason, imported), commands, based_on: None, import }).await?)
        }
        Asked::Token(_) => Err(Failure::usage("A token is not performed.")),
        Asked::Undo { id, day, entry, import } => {
            let what = entry
                .map(Undone::Entry)
                .or(import.map(Undone::Import))
                .ok_or_else(|| Failure::usage("Say what is to be undone."))?;
            Ok(office.undo(Undo { id, act: act(day, None, false), what }).await?)
        }
    }
}
