//! Measures the figures that the project promises, on a data directory that `throughline generate` made. `script/bench` runs it and writes the results down.
//!
//! `measure load|decide|durable|three|pages|check|project|people PLACE`, where the place is a data directory or the address of a PostgreSQL database (`load`, `durable` and
//! `three`: as many senders over three servers), prints one row of a table for each figure: name, measured, promised.
#![expect(clippy::print_stdout, reason = "it prints its results")]

mod upload;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request as HttpRequest;
use jiff::Timestamp;
use jiff::civil::Date;
use office::accounts::{Accounts, Caller, Rules};
use office::storage::{Db, Server};
use office::{Chance, Office, Request};
use organization::{Act, Command, Organization, RecordId};
use serde_json::json;
use tower::ServiceExt as _;
use uuid::Uuid;
use web::Surroundings;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

struct Clock;

impl Surroundings for Clock {
    #[expect(clippy::disallowed_methods, reason = "time enters here")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "identity enters here")]
    fn mint(&self) -> Uuid {
        Uuid::now_v7()
    }
}

fn chance() -> Arc<dyn Chance> {
    Arc::new(|bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(16) {
            let random = Clock.mint();
            chunk.copy_from_slice(&random.as_bytes()[16 - chunk.len()..]);
        }
    })
}

fn today() -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(Clock.now()).date()
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, what, folder] = arguments.as_slice() else {
        return Err("measure load|decide|durable|three|pages|check|project|people PLACE".into());
    };
    let folder = PathBuf::from(folder);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match what.as_str() {
            "load" => load(&folder).await,
            "decide" => decide(&folder).await,
            "durable" => durable(&folder, 1).await,
            "three" => durable(&folder, 3).await,
            "pages" => pages(&folder).await,
            "check" => check(&folder).await,
            "project" => upload::project(&folder).await,
            "people" => upload::people(&folder).await,
            other => Err(format!("there is nothing to measure called {other}").into()),
        }
    })
}

fn database(folder: &Path) -> PathBuf {
    folder.join("throughline.db")
}

fn row(name: &str, measured: &str, promised: &str) {
    println!("| {name} | {measured} | {promised} |");
}

fn size(value: &Organization) -> String {
    format!("{} people, {} tasks", value.people().len(), value.tasks().len())
}

/// Memory of this process in bytes, as the kernel says.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// The server that a place names, where it names one.
fn server(place: &Path) -> Outcome<Option<Server>> {
    Ok(place.to_str().filter(|text| Server::is_address(text)).map(Server::parse).transpose()?)
}

async fn open(place: &Path) -> Outcome<Office> {
    let db = match server(place)? {
        Some(server) => Db::open_on(&server).await?,
        None => Db::open(&database(place)).await?,
    };
    Ok(Office::open(db, chance()).await?)
}

async fn load(folder: &Path) -> Outcome<()> {
    let db = match server(folder)? {
        Some(server) => Db::open_read_only_on(&server).await?,
        None => Db::open_read_only(&database(folder)).await?,
    };
    // Once to warm the file, then what counts.
    drop(office::load(&db).await?);
    let start = Instant::now();
    let value = office::load(&db).await?;
    let took = start.elapsed();
    row(&format!("Load of {}", size(&value)), &format!("{:.2} s", took.as_secs_f64()), "under 10 s at 1,000,000 tasks");
    row("Memory with the value loaded", &format!("{:.2} GB", memory() as f64 / 1e9), "under 3 GB");
    let sizes = db.journal_sizes().await?;
    let total = |index: bool| sizes.iter().filter(|size| size.index == index).map(|size| size.bytes).sum::<u64>() as f64 / 1e6;
    row(
        "The journal's indexes, beside its tables",
        &format!("{:.1} MB, {:.1} MB", total(true), total(false)),
        "none of it in the server's memory",
    );
    Ok(())
}

fn renames(value: &Organization, count: usize) -> Vec<Command> {
    let tasks: Vec<Uuid> = value.tasks().iter().map(|task| task.id.uuid()).collect();
    let step = (tasks.len() / count.max(1)).max(1);
    // The position makes the names of each run new ones: a name that is already so would be no change.
    let run = value.position();
    let rename = |(at, task): (usize, &Uuid)| {
        Command::from_parts("change-task", json!({ "task": task, "name": format!("Renamed {at} at {run}") })).ok()
    };
    tasks.iter().step_by(step).take(count).enumerate().filter_map(rename).collect()
}

/// The time that so many of a hundred stay below.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let at = times.len().saturating_sub(1) * percent / 100;
    times.get(at).copied().unwrap_or_default()
}

async fn decide(folder: &Path) -> Outcome<()> {
    let db = Db::open_read_only(&database(folder)).await?;
    let published = Arc::new(office::load(&db).await?);
    let act = Act::of_system(today());
    let mut value = (*published).clone();
    let mut times = Vec::new();
    for command in renames(&published, 5_000) {
        let start = Instant::now();
        let mut changes = value.decide(&command, &act)?;
        let position = value.position() + 1;
        value.apply(&mut changes, position);
        times.push(start.elapsed());
    }
    let median = percentile(&mut times, 50);
    row(
        &format!("One command decided and applied, median, {}", size(&published)),
        &format!("{:.1} µs", median.as_nanos() as f64 / 1e3),
        "under 20 µs",
    );
    Ok(())
}

async fn durable(place: &Path, servers: usize) -> Outcome<()> {
    let mut offices = Vec::new();
    for _ in 0..servers {
        offices.push(open(place).await?);
    }
    let on_server = server(place)?.is_some();
    let value = offices[0].value();
    let file = |name: &str| std::fs::metadata(place.join(name)).map_or(0, |file| file.len());
    let before = file("throughline.db");
    let commands = renames(&value, 64 * 400);
    let count = commands.len();
    let mut senders = tokio::task::JoinSet::new();
    let start = Instant::now();
    for (sender, share) in commands.chunks(count.div_ceil(64)).enumerate() {
        let (office, share) = (offices[sender % servers].clone(), share.to_vec());
        senders.spawn(async move {
            let mut times = Vec::new();
            for command in share {
                let act = Act { at: Clock.now(), ..Act::of_system(today()) };
                let begun = Instant::now();
                let request = Request { id: Clock.mint(), act, commands: vec![command], based_on: None, import: None };
                office.perform(request).await.map_err(|failure| failure.to_string())?;
                times.push(begun.elapsed());
            }
            Ok::<_, String>(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = senders.join_next().await {
        times.extend(done??);
    }
    let took = start.elapsed();
    let promised = match (on_server, value.tasks().len() > 500_000) {
        (true, _) => "at least 800",
        (false, true) => "at least 4,000",
        (false, false) => "at least 5,000",
    };
    let engine = if on_server { "PostgreSQL" } else { "SQLite" };
    row(
        &format!("Durable commands a second, {engine}, {servers} servers, 64 senders, {}", size(&value)),
        &format!("{:.0}", count as f64 / took.as_secs_f64()),
        promised,
    );
    let p99 = percentile(&mut times, 99);
    row("Time of a durable command, p99", &format!("{:.1} ms", p99.as_secs_f64() * 1e3), "under 50 ms");
    drop(offices);
    if !on_server {
        let grown = (file("throughline.db").saturating_sub(before)).max(file("throughline.db-wal"));
        let promised = "at most 2 GB";
        row("Storage for a million single-record commands", &format!("{:.2} GB", grown as f64 / count as f64 / 1e3), promised);
    }
    Ok(())
}

async fn check(folder: &Path) -> Outcome<()> {
    let db = Db::open_read_only(&database(folder)).await?;
    let value = office::load(&db).await?;
    let mut times = Vec::new();
    let mut found = 0;
    for _ in 0..7 {
        let start = Instant::now();
        let plan = insight::plan_all(&value, today());
        found = insight::findings(&value, today(), Some(&plan)).open.len();
        times.push(start.elapsed());
    }
    let median = percentile(&mut times, 50);
    row(
        &format!("Check with its plan, {}, {found} findings", size(&value)),
        &format!("{:.0} ms", median.as_secs_f64() * 1e3),
        "under 200 ms at 20,000 tasks",
    );
    let plan = insight::plan_all(&value, today());
    let start = Instant::now();
    let handed = insight::hand_offs(&value, &plan).len();
    row(
        &format!("The {handed} hand-offs among {} dependencies, in the background", value.dependencies().len()),
        &format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3),
        "",
    );
    Ok(())
}

async fn pages(folder: &Path) -> Outcome<()> {
    let db = Db::open(&database(folder)).await?;
    let accounts = Accounts::new(db.clone(), chance(), Rules::default());
    let office = Office::open(db, chance()).await?;
    let value = office.value();
    // The first person heads the organization itself, so that all of it is theirs to oversee.
    let person = value.people().iter().next().ok_or("nobody is there")?.id;
    let caller = Caller { address: "127.0.0.1".to_owned(), agent: "measure".to_owned() };
    let signed_in = accounts.sign_in_as(person.uuid(), &caller, Clock.now()).await?;
    let desk = web::Desk { demo: true, ..web::Desk::open(office.clone(), accounts, Arc::new(Clock)) };
    desk.follow();
    let routes = web::routes(desk);
    let cookie = format!("session={}", signed_in.token.secret());
    let addresses = [
        "/?lens=lead",
        "/?lens=manage",
        "/?lens=today",
        "/goals",
        "/goals/G-1",
        "/plans",
        "/plans/P-1",
        "/plans/P-1?view=timeline",
        "/tasks/T-5",
        "/people",
        "/people/H-1",
        "/check",
        "/check/rules/TL202",
        "/history",
        "/search?q=meters",
        "/search/suggestions?q=pum",
    ];
    for (address, command) in addresses.into_iter().zip(renames(&value, addresses.len())) {
        // Somebody changes something; the first page after it waits for plan and findings, which are worked out in the background, but not long.
        let act = Act { at: Clock.now(), ..Act::of_system(today()) };
        let request = Request { id: Clock.mint(), act, commands: vec![command], based_on: None, import: None };
        office.perform(request).await.map_err(|failure| failure.to_string())?;
        let mut times = Vec::new();
        for _ in 0..60 {
            let mut request = HttpRequest::builder().uri(address).header("cookie", &cookie).body(Body::empty())?;
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
            let start = Instant::now();
            let answer = routes.clone().oneshot(request).await?;
            let status = answer.status();
            axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
            times.push(start.elapsed());
            if !status.is_success() {
                return Err(format!("{address} answers {status}").into());
            }
        }
        let first = times.remove(0);
        let p99 = percentile(&mut times, 99);
        row(
            &format!("Page {address}, p99, {}", size(&value)),
            &format!("{:.1} ms (first after a change {:.0} ms)", p99.as_secs_f64() * 1e3, first.as_secs_f64() * 1e3),
            "under 20 ms",
        );
    }
    Ok(())
}
