//! `throughline demo`: the example, served to look at.
//!
//! The first time a database marked *demo* is made and the example brought in as one import, with its dates moved to this week. Afterwards it is as people left
//! it, dates included; `--fresh` begins anew. In a database marked so, and only there, people are signed in as without a password, which is why it is served
//! on loopback addresses alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use exchange::bundle;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use office::storage::Db;
use office::{Office, Request};
use organization::{Act, Command, Organization};
use throughline::example;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::place::{Place, database};
use crate::serve;
use crate::surroundings::{Machine, chance};

/// The files that SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// What is asked of the demo.
#[derive(clap::Args)]
pub(crate) struct Asked {
    /// The data directory of the example.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// The address to listen on; a loopback address.
    #[arg(long, default_value = "127.0.0.1:7171")]
    listen: SocketAddr,
    /// Throw away what was changed in the example, and begin anew with its dates in this week.
    #[arg(long)]
    fresh: bool,
}

/// Makes the example where it is not there yet, and serves it.
pub(crate) async fn demo(asked: Asked) -> Result<(), Failure> {
    let folder = &asked.data;
    if asked.fresh {
        forget(folder).await?;
    }
    let place = Place::Folder(folder.clone());
    let db = place.open_or_make(true).await?;
    let db = only_demo(db, folder)?;
    let office = Office::open(db.clone(), chance()).await?;
    if office.value().position() > 0 {
        println!("The example in {} is as it was left, dates included. Begin anew with --fresh.", folder.display());
    } else {
        let now = Machine.now();
        load(&office, now).await?;
        println!("Made the example in {}.", folder.display());
    }
    drop(office);
    serve::serve(&place, db, asked.listen).await
}

/// Brings the example in by one import.
async fn load(office: &Office, now: Timestamp) -> Result<(), Failure> {
    let today = TimeZone::system().to_datetime(now).date();
    let act = Act { imported: true, at: now, ..Act::of_system(today) };
    let request = Request { id: Machine.mint(), act, commands: commands(today)?, based_on: None, import: Some(Machine.mint()) };
    office.perform(request).await?;
    Ok(())
}

/// The commands that make the example in an empty organization.
fn commands(today: Date) -> Result<Vec<Command>, Failure> {
    let files = bundle::read(&example::files(today)).map_err(|faults| Failure::data(faults.to_string()))?;
    let source = bundle::Source::new(example::SOURCE).map_err(|fault| Failure::data(fault.to_string()))?;
    let imported = bundle::import(&Organization::default(), &files, &source, today, &mut || Machine.mint());
    Ok(imported.plan.commands().cloned().collect())
}

/// Leaves everything alone that is no example.
fn only_demo(db: Db, folder: &Path) -> Result<Db, Failure> {
    if db.is_demo() {
        return Ok(db);
    }
    Err(Failure::usage(format!(
        "{} holds an organization that is no example, so it is left alone. Choose another folder with --data.",
        folder.display()
    )))
}

/// Removes the example of a folder. Whoever holds the database is its only owner, so nobody else is using it.
async fn forget(folder: &Path) -> Result<(), Failure> {
    let path = database(folder);
    if !path.exists() {
        return Ok(());
    }
    only_demo(Db::open(&path).await?, folder)?.close().await?;
    for ending in BESIDE {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::storage(format!("{}: it cannot be removed ({error}).", Path::new(&file).display())));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
