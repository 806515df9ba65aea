//! Crashes of the real program under load: whatever was acknowledged is there, once, with its entry, however often anything is killed.
//!
//! Eight writers say something by HTTP while the server is killed at random moments, or the database below it, or one of three servers. A writer that hears
//! nothing sends the same again. `THROUGHLINE_CRASHES` says how often (5 where it is left out; `script/bench crash` takes 200).
#![expect(clippy::disallowed_methods, reason = "how often is read from the environment")]
#![expect(clippy::print_stdout, reason = "script/bench shows what each came to")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use office::storage::journal::{ChangeBodies, Verdict};
use office::storage::{Db, Server};
use uuid::Uuid;

#[path = "../../office/tests/postgresql/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "other tests use the rest of it")]
mod postgresql;
#[expect(dead_code, unreachable_pub, reason = "other tests use the rest of it")]
mod program;

use postgresql::{Cluster, Safety};
use program::{Browser, Running, free_port, prints};

/// How many write at once.
const WRITERS: u64 = 8;
/// One test at a time has the machine, since one of them measures how long a server takes to come back.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> std::sync::MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// How long a server may take to come back.
const RESTART: Duration = Duration::from_secs(2);

fn crashes() -> u64 {
    std::env::var("THROUGHLINE_CRASHES").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// A fixed sequence instead of chance (splitmix64, Steele et al. 2014): the moments of the crashes.
fn moments(seed: u64) -> impl Iterator<Item = Duration> {
    (seed..).map(|word| {
        let mut word = word.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Duration::from_millis(100 + (word ^ (word >> 27)) % 900)
    })
}

/// What the writers know.
#[derive(Default)]
struct Known {
    /// The positions of what was acknowledged, by the id of the command.
    acknowledged: Mutex<BTreeMap<Uuid, u64>>,
    /// What was sent, whether anybody answered or not.
    sent: Mutex<BTreeSet<Uuid>>,
    /// Answers of 503, and those among them that did not say when to try again.
    gone: AtomicU64,
    unsaid: AtomicU64,
    stop: AtomicBool,
}

/// Begins the writers, who send to any of the ports.
fn writers(known: &Arc<Known>, browser: &Browser, goal: Uuid, ports: &[u16]) -> Vec<std::thread::JoinHandle<()>> {
    (0..WRITERS)
        .map(|writer| {
            let (known, browser, ports) = (Arc::clone(known), browser.clone(), ports.to_vec());
            std::thread::spawn(move || write(&known, browser, goal, (writer, &ports)))
        })
        .collect()
}

fn write(known: &Known, mut browser: Browser, goal: Uuid, (writer, ports): (u64, &[u16])) {
    let mut tries = usize::try_from(writer).expect("small");
    for number in 0_u64.. {
        // The lowest bit belongs to the record that the command makes.
        let id = Uuid::from_u64_pair(0x0190_0000_0000_7000 | (writer << 16), 0x8000_0000_0000_0000 | (number << 1));
        let form = format!("command=add-comment&id={id}&on=goal/{goal}&text=writer+{writer}+number+{number}");
        known.sent.lock().expect("no panic").insert(id);
        loop {
            if known.stop.load(Ordering::Acquire) {
                return;
            }
            tries += 1;
            let Ok(answer) = browser.post(ports[tries % ports.len()], "/goals/G-1", &form) else {
                std::thread::sleep(Duration::from_millis(20));
                continue;
            };
            match answer.status {
                303 => {
                    let done = answer.header("location").and_then(|to| to.split_once("done="));
                    let position = done.and_then(|(_, rest)| rest.split('#').next()?.parse().ok()).expect("a position");
                    known.acknowledged.lock().expect("no panic").insert(id, position);
                    break;
                }
                503 => {
                    known.gone.fetch_add(1, Ordering::AcqRel);
                    known.unsaid.fetch_add(u64::from(answer.header("retry-after").is_none()), Ordering::AcqRel);
                    std::thread::sleep(Duration::from_millis(50));
                }
                other => panic!("writer {writer} was answered {other}: {}", answer.body),
            }
        }
    }
}

/// Ends the writers and looks whether all that they heard is true.
fn judge(known: &Known, writing: Vec<std::thread::JoinHandle<()>>, open: impl AsyncFnOnce() -> Db) {
    known.stop.store(true, Ordering::Release);
    for writer in writing {
        writer.join().expect("a writer ends well");
    }
    let acknowledged = std::mem::take(&mut *known.acknowledged.lock().expect("no panic"));
    let sent = std::mem::take(&mut *known.sent.lock().expect("no panic"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db = open().await;
        let Verdict::Whole(verified) = db.verify(None).await.expect("verified") else { panic!("the chain is broken") };
        let (mut recorded, mut said) = (BTreeMap::new(), BTreeSet::new());
        for told in db.entries_with_changes_after(0, u32::MAX).await.expect("read") {
            if !sent.contains(&told.entry.command_id) {
                continue;
            }
            assert_eq!(told.changes.len(), 1, "an entry without its write");
            let ChangeBodies::Kept { before: None, after: Some(body) } = &told.changes[0].bodies else { panic!("no comment") };
            let comment: serde_json::Value = serde_json::from_str(body).expect("a comment");
            assert!(said.insert(comment["text"].as_str().expect("a text").to_owned()), "said twice: {body}");
            let position = u64::try_from(told.entry.position).expect("positive");
            assert!(recorded.insert(told.entry.command_id, position).is_none(), "recorded twice");
        }
        let lost: Vec<_> = acknowledged.iter().filter(|(id, position)| recorded.get(id) != Some(position)).collect();
        assert!(lost.is_empty(), "acknowledged, and lost or elsewhere: {lost:?}");
        let value = office::load(&db).await.expect("loaded");
        assert!(value.comments().len() >= recorded.len(), "an entry whose write is not there");
        assert!(acknowledged.len() > 20, "only {} were acknowledged", acknowledged.len());
        println!(
            "{} acknowledged, {} recorded of {} sent, {} entries verified, {} times gone",
            acknowledged.len(),
            recorded.len(),
            sent.len(),
            verified.entries,
            known.gone.load(Ordering::Acquire)
        );
    });
}

fn goal_of(value: &organization::Organization) -> Uuid {
    let reference = "G-1".parse().expect("a reference");
    value.at_reference(reference).expect("the goal").id
}

fn loaded(open: impl AsyncFnOnce() -> Db) -> Uuid {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { goal_of(&office::load(&open().await).await.expect("loaded")) })
}

#[test]
fn a_server_that_is_killed_loses_and_doubles_nothing_and_is_back_at_once() {
    let _turn = turn();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let place = ["--data", data.to_str().expect("a path of text")];
    prints(&["generate", "--people", "20", "--tasks", "50", place[0], place[1]]);
    let file = data.join("throughline.db");
    let goal = loaded(async || Db::open_read_only(&file).await.expect("opened"));
    let port = free_port();
    let mut running = Running::start(&[], &place, port);
    let known = Arc::new(Known::default());
    let writing = writers(&known, &Browser::signed_in(port), goal, &[port]);
    for moment in moments(1).take(usize::try_from(crashes()).expect("small")) {
        std::thread::sleep(moment);
        running.kill();
        running = Running::start(&[], &place, port);
        assert!(running.took < RESTART, "it took {:?} to come back", running.took);
    }
    std::thread::sleep(Duration::from_millis(300));
    judge(&known, writing, async || Db::open_read_only(&file).await.expect("opened"));
}

/// A cluster with an example in it, its address, and the goal to speak about.
fn cluster() -> (Cluster, String, Server, Uuid) {
    let cluster = Cluster::start(Safety::Durable);
    let address = cluster.address("");
    prints(&["generate", "--people", "20", "--tasks", "50", "--database", &address]);
    let server = Server::parse(&address).expect("an address");
    let goal = loaded(async || Db::open_on(&server).await.expect("opened"));
    (cluster, address, server, goal)
}

#[test]
fn a_database_server_that_is_stopped_at_once_loses_and_doubles_nothing_and_is_used_again() {
    let _turn = turn();
    let (mut cluster, address, server, goal) = cluster();
    let port = free_port();
    let _running = Running::start(&[], &["--database", &address], port);
    let known = Arc::new(Known::default());
    let mut browser = Browser::signed_in(port);
    let writing = writers(&known, &browser, goal, &[port]);
    for moment in moments(2).take(usize::try_from(crashes().min(50)).expect("small")) {
        std::thread::sleep(moment);
        let before = known.gone.load(Ordering::Acquire);
        cluster.stop_at_once();
        let waiting = Instant::now();
        while known.gone.load(Ordering::Acquire) == before {
            assert!(waiting.elapsed() < Duration::from_secs(20), "nobody was told that the database is gone");
            std::thread::sleep(Duration::from_millis(20));
        }
        cluster.begin();
        let back = Instant::now();
        while browser.get(port, "/goals/G-1").expect("an answer").status != 200 {
            assert!(back.elapsed() < Duration::from_secs(5), "the database is back and is not used");
        }
    }
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(known.unsaid.load(Ordering::Acquire), 0, "503 says when to try again");
    judge(&known, writing, async || Db::open_on(&server).await.expect("opened"));
}

#[test]
fn three_servers_of_which_one_is_killed_again_and_again_lose_and_double_nothing() {
    let _turn = turn();
    let (_cluster, address, server, goal) = cluster();
    let ports = [free_port(), free_port(), free_port()];
    let begin = |port: u16| Running::start(&[], &["--database", &address], port);
    let mut running: Vec<Option<Running>> = ports.iter().map(|port| Some(begin(*port))).collect();
    let known = Arc::new(Known::default());
    let browser = Browser::signed_in(ports[0]);
    let writing = writers(&known, &browser, goal, &ports);
    for (round, moment) in moments(3).take(usize::try_from(crashes().min(50)).expect("small")).enumerate() {
        std::thread::sleep(moment);
        let killed = round % ports.len();
        running[killed].take().expect("it runs").kill();
        running[killed] = Some(begin(ports[killed]));
    }
    std::thread::sleep(Duration::from_millis(300));
    judge(&known, writing, async || Db::open_on(&server).await.expect("opened"));
}

#[test]
fn what_one_server_wrote_is_read_on_the_next_by_whoever_wrote_it() {
    let _turn = turn();
    let (_cluster, address, _, goal) = cluster();
    let ports = [free_port(), free_port(), free_port()];
    let _running = ports.map(|port| Running::start(&[], &["--database", &address], port));
    let mut browser = Browser::signed_in(ports[0]);
    for number in 0..30_usize {
        let (here, there) = (ports[number % 3], ports[(number + 1) % 3]);
        let text = format!("word{number}");
        let form = format!("command=add-comment&id={}&on=goal/{goal}&text={text}", Uuid::from_u64_pair(7, number as u64 * 2));
        assert_eq!(browser.post(here, "/goals/G-1", &form).expect("an answer").status, 303);
        assert!(browser.get(there, "/goals/G-1").expect("an answer").body.contains(&text), "{text} is not seen elsewhere");
    }
}
