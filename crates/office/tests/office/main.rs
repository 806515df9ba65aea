//! The office: what is performed is durable, decided once, judged, published and found again after a restart.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::date;
use office::storage::{Created, Db, Server};
use office::{Chance, Done, Failure, Found, Office, Request, Seen, Undo, Undone, Viewer};
use organization::{AbsenceId, AbsenceSort, Act, AnyId, CheckInId, Command, GoalId, PersonId, RecordId};
use serde_json::{Value, json};
use uuid::Uuid;

#[path = "../postgresql/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "other tests use the rest of it")]
mod postgresql;
mod servers;

/// What keeps the database of a test.
#[derive(Clone, Copy, Debug)]
enum Engine {
    Sqlite,
    Postgresql,
}

/// Makes a test of each function named, on each engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        $(mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                super::$name(super::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgresql() {
                super::$name(super::Engine::Postgresql).await;
            }
        })*
    };
}

on_both_engines!(
    a_request_that_is_sent_twice_is_done_once,
    many_senders_lose_and_double_nothing,
    nothing_of_a_batch_happens_when_one_command_is_refused,
    whoever_lacks_the_standing_is_told_who_has_it,
    a_form_is_stale_only_where_both_changed_the_same_field,
    undo_reverses_an_entry_or_a_whole_import_and_is_itself_recorded,
    a_number_is_not_given_again_after_a_restart,
    private_sections_do_not_exist_for_whoever_may_not_see_them,
    why_somebody_is_away_and_what_two_people_said_stays_theirs_in_the_history_too,
    search_follows_the_journal,
    a_clock_that_jumps_changes_no_order,
);

/// An empty schema on the server of the tests.
fn empty_schema() -> Server {
    Server::parse(&postgresql::shared().empty_schema()).expect("an address")
}

const TODAY: jiff::civil::Date = date(2026, 11, 23);

fn chance() -> Arc<dyn Chance> {
    chance_of(0)
}

/// The chance of one of several servers: no two of them draw the same salts.
fn chance_of(server: u64) -> Arc<dyn Chance> {
    let count = AtomicU64::new(server << 32);
    Arc::new(move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            let next = count.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&next.to_le_bytes()[..chunk.len()]);
        }
    })
}

const CREATED: Created = Created { installation: id(1), demo: false, at: jiff::Timestamp::UNIX_EPOCH };

async fn new_office(engine: Engine, folder: &Path) -> Office {
    let db = match engine {
        Engine::Sqlite => Db::create(&folder.join("office.db"), CREATED).await.expect("a new database"),
        Engine::Postgresql => Db::create_on(&empty_schema(), CREATED).await.expect("a new database"),
    };
    Office::open(db, chance()).await.expect("an office")
}

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

fn command(kind: &str, data: Value) -> Command {
    Command::from_parts(kind, data).expect("a command")
}

fn request(number: u128, commands: Vec<Command>) -> Request {
    Request { id: id(1_000_000 + number), act: Act::of_system(TODAY), commands, based_on: None, import: None }
}

fn person(number: u128) -> PersonId {
    PersonId::from(id(number))
}

/// A unit with a head (10), a member (11), an administrator (12) and a goal (20).
async fn staffed(office: &Office) -> Done {
    let commands = vec![
        command("add-unit", json!({ "id": id(1), "name": "Waterworks" })),
        command("add-person", json!({ "id": id(10), "name": "Ines Duarte", "email": "ines@example.org" })),
        command("add-person", json!({ "id": id(11), "name": "Tomas Lind", "email": "tomas@example.org" })),
        command("add-person", json!({ "id": id(12), "name": "Ada Byron" })),
        command("add-administrator", json!({ "id": id(13), "person": id(12) })),
        command("add-position", json!({ "id": id(14), "title": "Head", "unit": id(1), "head": true })),
        command("add-appointment", json!({ "id": id(15), "person": id(10), "position": id(14) })),
        command("add-membership", json!({ "id": id(16), "person": id(11), "unit": id(1) })),
        command("add-goal", json!({ "id": id(20), "title": "Smart meters", "unit": id(1) })),
    ];
    office.perform(request(0, commands)).await.expect("founded")
}

fn seen(office: &Office, number: u128) -> Seen {
    office.seen(Viewer::Person(person(number)), TODAY)
}

fn goal() -> AnyId {
    GoalId::from(id(20)).any()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(Engine::Sqlite, folder.path()).await;
    let done = staffed(&office).await;
    assert_eq!((done.position, done.changed), (1, 9));
    let before = office.value();
    drop(office);
    let again = loop {
        match Office::open_file(&folder.path().join("office.db"), chance()).await {
            Ok(office) => break office,
            Err(office::storage::StorageError::InUse { .. }) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    assert!(again.value().same_records(&before));
    assert_eq!(again.value().position(), 1);
    assert_eq!(again.value().label(goal()), "G-1 “Smart meters”");
}

async fn a_request_that_is_sent_twice_is_done_once(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let rename = || request(1, vec![command("change-goal", json!({ "goal": id(20), "title": "Meters" }))]);
    let (one, two) = tokio::join!(office.perform(rename()), office.perform(rename()));
    let three = office.perform(rename()).await;
    let positions = [one, two, three].map(|done| done.expect("done").position);
    assert_eq!(positions, [2, 2, 2]);
    assert_eq!(office.value().position(), 2);
}

async fn many_senders_lose_and_double_nothing(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let mut senders = tokio::task::JoinSet::new();
    for sender in 0..16_u128 {
        let office = office.clone();
        senders.spawn(async move {
            for number in 0..25_u128 {
                let (n, new) = (sender * 100 + number, id(5_000 + sender * 100 + number));
                let add = command("add-goal", json!({ "id": new, "title": format!("Goal {n}"), "unit": id(1) }));
                office.perform(request(10 + n, vec![add])).await.expect("added");
            }
        });
    }
    while let Some(sent) = senders.join_next().await {
        sent.expect("a sender ends well");
    }
    let value = office.value();
    assert_eq!((value.goals().len(), value.position()), (401, 401));
    let loaded = office::load(office.db()).await.expect("loaded");
    assert!(loaded.same_records(&value));
    let numbers: std::collections::BTreeSet<u32> = value.goals().iter().map(|goal| goal.number).collect();
    assert_eq!(numbers.len(), 401);
}

async fn nothing_of_a_batch_happens_when_one_command_is_refused(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let commands = vec![
        command("change-goal", json!({ "goal": id(20), "title": "Meters" })),
        command("close-goal", json!({ "goal": id(20), "state": "active" })),
    ];
    let failure = office.perform(request(1, commands)).await.expect_err("refused");
    assert!(matches!(&failure, Failure::Refused { code: "wrong-state", at: 1, .. }), "{failure}");
    assert_eq!(office.value().label(goal()), "G-1 “Smart meters”");
    assert_eq!(office.value().position(), 1);
}

async fn whoever_lacks_the_standing_is_told_who_has_it(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let rename = command("change-goal", json!({ "goal": id(20), "title": "Meters" }));
    let by = |number| Act { person: Some(person(number)), ..Act::of_system(TODAY) };
    let denied = office.perform(Request { act: by(11), ..request(1, vec![rename.clone()]) }).await.expect_err("denied");
    insta::allow_duplicates! {
        insta::assert_snapshot!(denied, @"To set direction here is for whoever is accountable for it, the head of its unit, the head of a unit above, an administrator. Ask Ines Duarte, Ada Byron.");
    }
    office.perform(Request { act: by(10), ..request(2, vec![rename]) }).await.expect("the head may");
    let imported = Act { imported: true, ..by(10) };
    let add = command("add-goal", json!({ "id": id(21), "title": "Outages", "unit": id(1) }));
    let denied = office.perform(Request { act: imported, ..request(3, vec![add]) }).await.expect_err("denied");
    insta::allow_duplicates! {
        insta::assert_snapshot!(denied, @"To administer here is for an administrator. Ask Ada Byron.");
    }
}

async fn a_form_is_stale_only_where_both_changed_the_same_field(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    let founded = staffed(&office).await.position;
    let ines = Act { person: Some(person(10)), ..Act::of_system(TODAY) };
    let first = command("change-goal", json!({ "goal": id(20), "title": "Smart meters everywhere" }));
    office.perform(Request { act: ines, ..request(1, vec![first]) }).await.expect("changed");
    let form = |n, title: &str, why: &str| {
        let whole = command("change-goal", json!({ "goal": id(20), "title": title, "why": why }));
        Request { based_on: Some(founded), ..request(n, vec![whole]) }
    };
    office.perform(form(2, "Smart meters", "Live bills")).await.expect("the title was not touched");
    let value = office.value();
    let goal = value.find(GoalId::from(id(20))).expect("the goal");
    assert_eq!((&*goal.title, &*goal.why), ("Smart meters everywhere", "Live bills"));
    let failure = office.perform(form(3, "Clever meters", "Live bills")).await.expect_err("stale");
    let Failure::Stale(stale) = failure else { panic!("{failure}") };
    assert_eq!(stale.fields.len(), 1);
    assert_eq!(
        (&*stale.fields[0].name, &stale.fields[0].theirs, &stale.fields[0].yours),
        ("title", &json!("Smart meters everywhere"), &json!("Clever meters"))
    );
    let ahead = Request { based_on: Some(office.value().position() + 1), ..form(4, "Clever meters", "Live bills") };
    let refused = office.perform(ahead).await.expect_err("refused");
    insta::allow_duplicates! {
        insta::assert_snapshot!(refused, @"Nothing was done at position 4 yet; the newest is 3. Send the position of what you looked at.");
    }
}

async fn undo_reverses_an_entry_or_a_whole_import_and_is_itself_recorded(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let founded = office.value();
    let import = id(77);
    for n in 1..=3_u128 {
        let add = command("add-goal", json!({ "id": id(100 + n), "title": format!("Goal {n}"), "parent": id(20) }));
        office.perform(Request { import: Some(import), ..request(n, vec![add]) }).await.expect("added");
    }
    let undo = |n: u128, what| Undo { id: id(2_000_000 + n), act: Act::of_system(TODAY), what };
    let failure = office.undo(undo(1, Undone::Entry(1))).await.expect_err("others hang on it");
    assert!(matches!(failure, Failure::Refused { code: "still-needed", .. }), "{failure}");
    office.undo(undo(2, Undone::Import(import))).await.expect("undone");
    assert!(office.value().same_records(&founded));
    let add = command("add-goal", json!({ "id": id(200), "title": "Next" }));
    office.perform(request(9, vec![add])).await.expect("added");
    assert_eq!(office.value().label(GoalId::from(id(200)).any()), "G-5 “Next”");
    let reloaded = office::load(office.db()).await.expect("loaded");
    assert_eq!(reloaded.counters().collect::<Vec<_>>(), office.value().counters().collect::<Vec<_>>());
    let log: Vec<String> = office.log(None, 10).await.expect("the log").into_iter().map(|told| told.kind).collect();
    assert_eq!(log, ["add-goal", "undo", "import", "import", "import", "batch"]);
}

async fn a_number_is_not_given_again_after_a_restart(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let add = command("add-goal", json!({ "id": id(30), "title": "Brief" }));
    let added = office.perform(request(1, vec![add])).await.expect("added").position;
    let undo = Undo { id: id(2_000_000), act: Act::of_system(TODAY), what: Undone::Entry(added) };
    office.undo(undo).await.expect("undone");
    let reloaded = office::load(office.db()).await.expect("loaded");
    let goals = reloaded.counters().find(|(kind, _)| *kind == organization::Kind::Goal);
    assert_eq!(goals.map(|(_, last)| last), Some(2));
}

async fn private_sections_do_not_exist_for_whoever_may_not_see_them(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let say = command("add-comment", json!({ "id": id(40), "on": goal().to_string(), "text": "Between us", "private": true }));
    let act = Act { person: Some(person(10)), ..Act::of_system(TODAY) };
    office.perform(Request { act, ..request(1, vec![say]) }).await.expect("said");
    let email = |viewer, of| {
        seen(&office, viewer).find(person(of)).and_then(|person| person.email.clone()).map(|email| email.to_string())
    };
    assert_eq!(email(10, 11).as_deref(), Some("tomas@example.org"));
    assert_eq!(email(11, 11).as_deref(), Some("tomas@example.org"));
    assert_eq!(email(11, 10), None);
    assert_eq!(seen(&office, 10).comments_on(goal()).len(), 1);
    assert_eq!(seen(&office, 11).comments_on(goal()).len(), 0);
    let told = office.history(&seen(&office, 11), person(10).any(), None, 10).await.expect("read").expect("visible");
    assert!(told.iter().flat_map(|told| &told.fields).all(|field| field.name != "email"));
    let own = office.history(&seen(&office, 10), person(10).any(), None, 10).await.expect("read").expect("visible");
    assert!(own.iter().flat_map(|told| &told.fields).any(|field| field.name == "email"));
}

async fn why_somebody_is_away_and_what_two_people_said_stays_theirs_in_the_history_too(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let away = json!({ "id": id(50), "person": id(11), "sort": "illness", "reason": "Flu", "from": "2026-12-01", "until": "2026-12-04" });
    let talk = json!({ "id": id(51), "lead": id(10), "person": id(11), "on": "2026-11-20", "notes": "Less travel" });
    let both = vec![
        command("add-person", json!({ "id": id(17), "name": "Kofi Mensah" })),
        command("add-absence", away),
        command("add-check-in", talk),
    ];
    let position = office.perform(request(1, both)).await.expect("said").position;
    let (absence, check_in) = (AbsenceId::from(id(50)).any(), CheckInId::from(id(51)).any());
    let sort = |viewer| seen(&office, viewer).find(AbsenceId::from(id(50))).map(|absence| absence.sort);
    assert_eq!(
        [10, 11, 12, 17].map(sort),
        [AbsenceSort::Illness, AbsenceSort::Illness, AbsenceSort::Illness, AbsenceSort::Away].map(Some)
    );
    assert_eq!([10, 11, 12, 17].map(|viewer| seen(&office, viewer).shows(check_in)), [true, true, false, false]);
    for (viewer, fields) in [(11, 5), (17, 3)] {
        let told = office.history(&seen(&office, viewer), absence, None, 10).await.expect("read").expect("visible");
        assert_eq!(told[0].fields.len(), fields, "{:?}", told[0].fields);
        let did = office.did(&seen(&office, viewer), position, 0, 10).await.expect("read");
        let told: Vec<_> = did.changes.iter().map(|change| (change.id.kind.name(), change.fields.len())).collect();
        assert_eq!(told.iter().any(|(kind, _)| *kind == "check-in"), viewer == 11);
        assert!(told.contains(&("absence", fields)), "{told:?}");
    }
    assert!(office.history(&seen(&office, 12), check_in, None, 10).await.expect("read").is_none());
}

async fn search_follows_the_journal(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    let rename = command("change-goal", json!({ "goal": id(20), "title": "Clever meters" }));
    office.perform(request(1, vec![rename])).await.expect("changed");
    let viewer = seen(&office, 11);
    let titles = |query: &str| match office.search(&viewer, query, 10) {
        Found::NotYet => None,
        Found::Hits(hits) => Some(hits.into_iter().map(|hit| hit.title).collect::<Vec<_>>()),
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while titles("clev met").is_none_or(|found| found.is_empty()) {
        assert!(std::time::Instant::now() < deadline, "the index has not followed");
        tokio::task::yield_now().await;
    }
    assert_eq!(titles("clev met"), Some(vec!["Clever meters".to_owned()]));
    assert_eq!(titles("smart"), Some(Vec::new()));
    assert_eq!(titles("G-1"), Some(vec!["Clever meters".to_owned()]));
    assert_eq!(titles("lind"), Some(vec!["Tomas Lind".to_owned()]));
    assert_eq!(titles("nothing such"), Some(Vec::new()));
}

async fn a_clock_that_jumps_changes_no_order(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = new_office(engine, folder.path()).await;
    staffed(&office).await;
    // A year ahead, an hour back, a leap day, the end of a year, before and after both changes of summer time.
    let clock = [
        "2027-11-23T10:00:00Z",
        "2026-11-23T09:00:00Z",
        "2028-02-29T23:59:59Z",
        "2016-12-31T23:59:59Z",
        "2026-03-29T00:59:59Z",
        "2026-10-25T01:30:00Z",
        "1970-01-01T00:00:00Z",
    ];
    for (number, at) in (1..).zip(clock) {
        let rename = command("change-goal", json!({ "goal": id(20), "title": format!("Meters {number}") }));
        let act = Act { at: at.parse().expect("an instant"), ..Act::of_system(TODAY) };
        let done = office.perform(Request { act, ..request(number, vec![rename]) }).await.expect("changed");
        assert_eq!(u128::from(done.position), number + 1);
    }
    let told = office.history(&seen(&office, 12), goal(), None, 20).await.expect("read").expect("visible");
    assert_eq!(told.iter().map(|told| told.position).collect::<Vec<_>>(), [8, 7, 6, 5, 4, 3, 2, 1]);
    let last = Undo { id: id(2_000_000), act: Act::of_system(TODAY), what: Undone::Entry(8) };
    office.undo(last).await.expect("undone");
    assert_eq!(office.value().label(goal()), "G-1 “Meters 6”");
    let verdict = office.db().verify(None).await.expect("verified");
    assert!(matches!(verdict, office::storage::journal::Verdict::Whole(whole) if whole.entries == 9));
}
