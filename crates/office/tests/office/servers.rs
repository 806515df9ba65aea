//! Three servers on one database: one value, nothing lost or doubled, whatever one does holds on all.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use office::accounts::{Accounts, Caller, Rules};
use office::storage::journal::Verdict;
use office::storage::{Db, Server};
use office::{Failure, Office, Viewer, due};
use organization::{Act, GoalId, RecordId as _};
use serde_json::json;
use uuid::Uuid;

use super::{CREATED, TODAY, chance, chance_of, command, empty_schema, goal, id, person, request, staffed};

/// Three offices on a database, the first of which has founded an organization, and all of which have it.
async fn three() -> (Server, Vec<Office>) {
    let server = empty_schema();
    let mut offices = Vec::new();
    for number in 0..3 {
        let db = Db::open_or_create_on(&server, CREATED).await.expect("opened");
        offices.push(Office::open(db, chance_of(number)).await.expect("an office"));
    }
    let founded = staffed(&offices[0]).await.position;
    for office in &offices {
        assert!(office.has(founded, SECOND).await);
    }
    (server, offices)
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread")]
async fn three_servers_under_load_hold_one_value_and_lose_and_double_nothing() {
    let (_, offices) = three().await;
    let mut senders = tokio::task::JoinSet::new();
    for sender in 0..12_u128 {
        let offices = offices.clone();
        senders.spawn(async move {
            for number in 0..20_u128 {
                let n = 10 + sender * 100 + number;
                let add = || command("add-goal", json!({ "id": id(5_000 + n), "title": format!("Goal {n}"), "unit": id(1) }));
                let (here, there) = (usize::try_from(sender % 3).unwrap(), usize::try_from(number % 3).unwrap());
                if number % 5 == 0 {
                    // Somebody who heard nothing sends the same again, to another server, at once.
                    let (one, two) = tokio::join!(
                        offices[here].perform(request(n, vec![add()])),
                        offices[there].perform(request(n, vec![add()]))
                    );
                    assert_eq!(one.expect("done").position, two.expect("done once").position);
                } else {
                    offices[here].perform(request(n, vec![add()])).await.expect("added");
                }
            }
        });
    }
    while let Some(sent) = senders.join_next().await {
        sent.expect("a sender ends well");
    }
    for office in &offices {
        assert!(office.has(241, SECOND).await, "a server is behind");
    }
    let value = offices[0].value();
    assert_eq!((value.goals().len(), value.position()), (241, 241));
    let numbers: BTreeSet<u32> = value.goals().iter().map(|goal| goal.number).collect();
    assert_eq!(numbers.len(), 241, "a reference was given twice");
    let loaded = office::load(offices[1].db()).await.expect("loaded");
    for other in &offices[1..] {
        assert!(other.value().same_records(&value));
    }
    assert!(loaded.same_records(&value));
    assert!(matches!(offices[2].db().verify(None).await.expect("verified"), Verdict::Whole(verified) if verified.entries == 241));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_on_one_server_is_seen_on_any_other_by_whoever_knows_its_position() {
    let (_, offices) = three().await;
    for round in 0..20_u128 {
        let (writer, reader) = (&offices[round as usize % 3], &offices[(round as usize + 1) % 3]);
        let title = format!("Meters {round}");
        let rename = command("change-goal", json!({ "goal": id(20), "title": title }));
        let done = writer.perform(request(100 + round, vec![rename])).await.expect("changed");
        assert!(reader.has(done.position, SECOND).await);
        assert_eq!(reader.value().label(goal()), format!("G-1 “{title}”"));
    }
    let ahead = offices[0].value().position() + 100;
    let asked = Instant::now();
    assert!(!offices[0].has(ahead, SECOND).await, "nobody has written that");
    assert!(asked.elapsed() < SECOND * 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_wrote_reaches_the_others_within_a_second_without_being_asked_for() {
    let (_, offices) = three().await;
    let rename = command("change-goal", json!({ "goal": id(20), "title": "Meters" }));
    let done = offices[0].perform(request(1, vec![rename])).await.expect("changed");
    let mut announced = offices[2].follow();
    let arrived = tokio::time::timeout(SECOND, announced.wait_for(|position| *position >= done.position)).await;
    arrived.expect("it arrives").expect("the office is open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_one_server_takes_away_is_refused_by_all() {
    let (_, offices) = three().await;
    let by_ada = |number: u128, title: &str| {
        let act = Act { person: Some(person(12)), ..Act::of_system(TODAY) };
        office::Request { act, ..request(number, vec![command("change-goal", json!({ "goal": id(20), "title": title }))]) }
    };
    for (number, office) in (1..).zip(&offices) {
        office.perform(by_ada(number, &format!("Meters {number}"))).await.expect("an administrator may");
    }
    let removed = offices[0]
        .perform(request(9, vec![command("end-administrator", json!({ "administrator": id(13), "until": TODAY }))]))
        .await;
    removed.expect("removed");
    for (number, office) in (11..).zip(&offices) {
        let failure = office.perform(by_ada(number, "Not any more")).await.expect_err("denied");
        assert!(matches!(failure, Failure::Denied { .. }), "{failure}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_one_server_is_one_of_all_and_ends_on_all_at_once() {
    let (_, offices) = three().await;
    let accounts: Vec<Accounts> =
        offices.iter().map(|office| Accounts::new(office.db().clone(), chance(), Rules::default())).collect();
    let at = |second: i64| jiff::Timestamp::from_second(1_800_000_000 + second).expect("an instant");
    let link = accounts[0].open_set_up(at(0)).await.expect("a link");
    accounts[1].set_up(&link, id(10), "ines", "a long enough secret", at(1)).await.expect("set up");
    let caller = Caller { address: "10.0.0.1".to_owned(), agent: "a browser".to_owned() };
    let signed = accounts[2].sign_in("ines", "a long enough secret", &caller, at(2)).await.expect("signed in");
    for accounts in &accounts {
        assert!(accounts.session(&signed.token, at(3)).await.expect("read").is_some());
    }
    accounts[0].deactivate(id(10), at(4)).await.expect("kept out");
    for accounts in &accounts {
        assert!(accounts.session(&signed.token, at(5)).await.expect("read").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_on_a_day_is_done_once_however_many_servers_do_it() {
    let (_, offices) = three().await;
    let mut doing = tokio::task::JoinSet::new();
    for (number, office) in (0..).zip(offices.iter().cycle().take(9).cloned()) {
        doing.spawn(async move {
            // Each server mints ids of its own for what it makes; what is the same is the id of the command.
            let add = command("add-goal", json!({ "id": id(900 + number), "title": "This week", "unit": id(1) }));
            let request = office::Request { id: due("weekly-goal", goal(), TODAY), ..request(0, vec![add]) };
            office.perform(request).await.expect("done")
        });
    }
    let done = doing.join_all().await;
    assert!(done.iter().all(|one| one.position == 2), "{done:?}");
    assert_eq!(done.iter().filter(|one| one.changed > 0).count(), 1);
    let ids: Vec<Uuid> = [("a", TODAY), ("b", TODAY), ("a", TODAY.tomorrow().expect("a day"))]
        .into_iter()
        .map(|(kind, day)| due(kind, goal(), day))
        .chain([due("a", GoalId::from(id(21)).any(), TODAY)])
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 4, "another kind, day or subject is another command");
    assert!(offices[1].has(2, SECOND).await);
    let goals = offices[1].seen(Viewer::Person(person(12)), TODAY).compute(|value| value.goals().len());
    assert_eq!(goals, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_counts_on_what_other_servers_made_meanwhile() {
    let (_, offices) = three().await;
    let first = offices[0].perform(request(1, vec![command("add-goal", json!({ "id": id(30), "title": "One" }))]));
    let second = offices[1].perform(request(2, vec![command("add-goal", json!({ "id": id(31), "title": "Two" }))]));
    let (first, second) = tokio::join!(first, second);
    let last = first.expect("added").position.max(second.expect("added").position);
    let nest = vec![
        command("move-goal", json!({ "goal": id(30), "parent": id(31) })),
        command("add-goal", json!({ "id": id(32), "title": "Three", "parent": id(30) })),
    ];
    // The third server has heard of neither yet.
    assert_eq!(offices[2].perform(request(3, nest)).await.expect("it knows both").position, last + 1);
    let labels: Arc<_> = offices[2].value();
    assert_eq!(labels.find(GoalId::from(id(32))).map(|goal| goal.parent), Some(Some(GoalId::from(id(30)))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_a_process_is_set_once_by_several_servers_and_not_anew_when_it_was_taken_away() {
    let (_, offices) = three().await;
    let weekly = json!({ "weeks": { "from": "2026-01-05", "every": 1 } });
    let add = command("add-process", json!({ "id": id(40), "title": "Flush the hydrants", "schedule": weekly }));
    let made = offices[0].perform(request(1, vec![add])).await.expect("added").position;
    let at = jiff::Timestamp::from_second(1_800_000_000).expect("an instant");
    let mut doing = tokio::task::JoinSet::new();
    for office in offices.clone() {
        doing.spawn(async move {
            assert!(office.has(made, SECOND).await);
            office.do_what_is_due(TODAY, at).await.expect("done")
        });
    }
    assert_eq!(doing.join_all().await.iter().sum::<usize>(), 1);
    assert!(offices[0].has(made + 1, SECOND).await);
    let value = offices[0].value();
    let runs: Vec<_> = value.process_runs().iter().map(|run| (run.id, run.due)).collect();
    let [(run, due)] = runs.as_slice() else { panic!("one run: {runs:?}") };
    assert!(*due <= TODAY && (TODAY - *due).get_days() < 7, "{due}");
    assert!(value.runs_due(TODAY).is_empty());

    let remove = command("remove-process-run", json!({ "process_run": run }));
    let removed = offices[0].perform(request(2, vec![remove])).await.expect("taken away").position;
    assert_eq!(offices[0].do_what_is_due(TODAY, at).await.expect("nothing"), 0);
    assert_eq!(offices[0].position(), removed);
    let next = TODAY.checked_add(jiff::Span::new().weeks(1)).expect("a day");
    assert_eq!(offices[0].do_what_is_due(next, at).await.expect("the next"), 1);
}
