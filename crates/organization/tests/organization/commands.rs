//! Commands: given, when, then. Every refusal has a test here that shows its sentence.

use std::collections::BTreeSet;

use crate::world::{TODAY, World};
use insta::assert_snapshot;
use organization::{Act, Command, GoalId, Kind, Name, PersonId, Refusal, TaskId, UnitId};
use serde_json::json;

#[test]
fn references_come_from_counters_and_are_never_given_twice() {
    let mut world = World::waterworks();
    assert_eq!(world.value.label(world.id("meters")), "G-1 “Smart meters”");
    world.perform("remove-task", json!({ "task": "$fill" }));
    world.add("task", "test", json!({ "name": "Test", "project": "$wave" }));
    assert_eq!(world.value.label(world.id("test")), "T-4 “Test”");
}

#[test]
fn a_number_that_would_use_the_others_up_is_refused() {
    let world = World::waterworks();
    let refusal = |number: u32| {
        let data = json!({ "id": "01900000-0000-7000-8000-00000000ffff", "title": "Far away", "number": number });
        world.value.decide(&Command::from_parts("add-goal", data).expect("a command"), &Act::of_system(TODAY)).err()
    };
    assert_snapshot!(refusal(u32::MAX).expect("refused"), @"The number 4294967295 is too large; 10000002 is the most now. Leave it out to get the next one.");
    assert!(refusal(10_000_003).is_some() && refusal(10_000_002).is_none() && refusal(7).is_none());
}

#[test]
fn a_record_is_found_by_reference_and_by_the_key_of_another_system() {
    let mut world = World::waterworks();
    world.perform("change-goal", json!({ "goal": "$meters", "keys": [{ "source": "sheet", "key": "7" }] }));
    assert_eq!(world.value.at_key(Kind::Goal, "sheet", "7"), Some(world.id("meters")));
    assert_eq!(world.value.at_reference("g-1".parse().expect("a reference")), Some(world.id("meters")));
    assert_eq!(world.value.at_key(Kind::Project, "sheet", "7"), None);
    world.perform("change-goal", json!({ "goal": "$meters", "keys": [] }));
    assert_eq!(world.value.at_key(Kind::Goal, "sheet", "7"), None);
}

#[test]
fn a_change_sets_only_the_fields_that_it_carries() {
    let mut world = World::waterworks();
    world.perform("change-goal", json!({ "goal": "$meters", "why": "Bills from live readings" }));
    let goal = world.value.find(world.of::<GoalId>("meters")).expect("the goal").clone();
    assert_eq!((&*goal.title, &*goal.why, goal.revision), ("Smart meters", "Bills from live readings", world.value.position()));
    world.perform("change-goal", json!({ "goal": "$meters", "unit": null }));
    assert_eq!(world.value.find(world.of::<GoalId>("meters")).and_then(|goal| goal.unit), None);
}

#[test]
fn a_command_says_what_is_wrong_with_its_fields() {
    let fault = |kind: &str, data: serde_json::Value| Command::from_parts(kind, data).expect_err("a fault");
    assert_snapshot!(fault("ad-goal", json!({})), @"There is no command “ad-goal”.");
    assert_snapshot!(fault("add-goal", json!({ "id": "01900000-0000-7000-8000-000000000001", "title": "  " })), @"A name must have 1 to 500 characters; this has 0.");
    assert_snapshot!(fault("add-goal", json!({ "id": "01900000-0000-7000-8000-000000000001", "title": "a\u{202E}b" })), @"A name holds a character that cannot be shown (U+202E).");
    assert_snapshot!(fault("add-goal", json!({ "title": "Meters" })), @"missing field `id`");
    assert_snapshot!(fault("close-unit", json!({ "unit": "01900000-0000-7000-8000-000000000001", "on": "2026-02-30" })), @"parsed date is not valid: parameter 'day' for `2026-02` is invalid, must be in range `1..=28`");
    let unknown = fault("add-goal", json!({ "id": "01900000-0000-7000-8000-000000000001", "title": "Meters", "salry": 1 }));
    assert!(unknown.starts_with("unknown field `salry`"), "{unknown}");
}

#[test]
fn a_name_can_be_seen_and_one_that_was_kept_before_stays_readable() {
    let named = |text: &str| Name::new(text).map(|name| name.to_string());
    assert_snapshot!(named("\u{200B} \u{2060}\u{3164}").expect_err("nothing to see"), @"A name must have a character that can be seen; this has none.");
    assert_eq!(named("\u{200B} Meters"), Ok("Meters".to_owned()));
    assert_eq!(named("\u{2764}\u{FE0F} می\u{200C}خواهم"), Ok("\u{2764}\u{FE0F} می\u{200C}خواهم".to_owned()));
    let kept: Name = serde_json::from_value(json!("\u{200B}")).expect("what was accepted once");
    assert_eq!(&*kept, "\u{200B}");
}

#[test]
fn the_head_of_a_unit_changes_by_appointment_and_by_day() {
    let mut world = World::waterworks();
    world.add("person", "kofi", json!({ "name": "Kofi" }));
    world.add("appointment", "kofi-acts", json!({ "person": "$kofi", "position": "$head", "acting": true, "acting_for": "$ines", "dated": { "from": "2026-12-01", "until": "2027-01-01" } }));
    let heads = |world: &World, day| {
        world.value.head_people(world.of::<UnitId>("works"), day).iter().map(|person| person.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(heads(&world, TODAY), ["Ines"]);
    assert_eq!(heads(&world, jiff::civil::date(2026, 12, 24)), ["Ines", "Kofi"]);
}

#[test]
fn accountability_is_inherited_until_somebody_is_named_nearer() {
    let mut world = World::waterworks();
    let who = |world: &World, thing: &str| {
        let accountable = world.value.accountable(world.id(thing), TODAY);
        accountable
            .map(|found| format!("{} said at {}", world.value.label(found.people[0].into()), world.value.label(found.said_at)))
    };
    assert_eq!(who(&world, "dig"), None);
    world.add(
        "responsibility",
        "ines-owns",
        json!({ "subject": "@meters", "party": { "person": "$ines" }, "letter": "accountable" }),
    );
    assert_eq!(who(&world, "dig").as_deref(), Some("H-1 “Ines” said at G-1 “Smart meters”"));
    world.add(
        "responsibility",
        "crew-owns",
        json!({ "subject": "@wave", "party": { "unit": "$crew" }, "letter": "accountable" }),
    );
    assert_eq!(who(&world, "dig").as_deref(), Some("H-2 “Tomas” said at P-1 “Wave two”"));
    let id = world.mint();
    world.perform("replace-accountable", json!({ "id": id, "subject": "@wave", "party": { "person": "$ines" } }));
    assert_eq!(who(&world, "dig").as_deref(), Some("H-1 “Ines” said at P-1 “Wave two”"));
}

#[test]
fn an_outline_follows_ranks_and_a_move_takes_what_is_under_along() {
    let mut world = World::waterworks();
    let outline = |world: &World| {
        let rows = world.value.outline(world.of("wave"));
        rows.iter().map(|row| format!("{}{}", "  ".repeat(row.depth), row.task.name)).collect::<Vec<_>>().join("\n")
    };
    world.perform("move-task", json!({ "task": "$lay", "parent": "$fill" }));
    world.perform("move-task", json!({ "task": "$fill", "parent": null, "after": null }));
    assert_snapshot!(outline(&world), @r"
    Fill
      Lay
    Dig
    ");
    world.perform("move-task", json!({ "task": "$lay", "parent": null, "after": "$fill" }));
    assert_snapshot!(outline(&world), @r"
    Fill
    Lay
    Dig
    ");
}

#[test]
fn ranks_are_given_anew_when_there_is_no_room_between_two() {
    let mut world = World::waterworks();
    for _ in 0..30 {
        world.perform("move-task", json!({ "task": "$fill", "parent": null, "after": "$dig" }));
        world.perform("move-task", json!({ "task": "$lay", "parent": null, "after": "$dig" }));
    }
    let rows = world.value.outline(world.of("wave"));
    assert_eq!(rows.iter().map(|row| row.task.name.to_string()).collect::<Vec<_>>(), ["Dig", "Lay", "Fill"]);
}

#[test]
fn a_directive_stands_where_its_least_advanced_open_answer_stands() {
    let mut world = World::waterworks();
    world.add("directive", "permits", json!({ "title": "Close street permits", "goal": "$meters" }));
    world.add("answer", "of-crew", json!({ "directive": "$permits", "addressee": { "unit": "$crew" } }));
    world.add("answer", "of-ines", json!({ "directive": "$permits", "addressee": { "person": "$ines" } }));
    let stands = |world: &World| world.value.standing_of(world.of("permits")).map(|state| state.word());
    assert_eq!(stands(&world), Some("issued"));
    world.perform("accept-directive", json!({ "answer": "$of-ines" }));
    world.perform("question-directive", json!({ "answer": "$of-crew", "question": "Which streets?" }));
    assert_eq!(stands(&world), Some("questioned"));
    world.perform("clarify-directive", json!({ "answer": "$of-crew" }));
    world.perform("decline-directive", json!({ "answer": "$of-crew", "because": "Nobody is free" }));
    assert_eq!(stands(&world), Some("accepted"));
    world.perform("plan-directive", json!({ "answer": "$of-ines", "work": { "tasks": ["$dig"] } }));
    world.perform("finish-directive", json!({ "answer": "$of-ines" }));
    world.perform("confirm-directive", json!({ "answer": "$of-ines" }));
    assert_eq!(stands(&world), Some("confirmed"));
    world.perform("reopen-directive", json!({ "answer": "$of-crew" }));
    world.perform("withdraw-directive", json!({ "directive": "$permits" }));
    assert_snapshot!(world.refused("withdraw-directive", json!({ "directive": "$permits" })), @"already-closed: D-1 “Close street permits” is already closed. Reopen it first if it is to change.");
}

#[test]
fn a_proposal_goes_from_draft_over_trial_to_a_decision() {
    let mut world = World::waterworks();
    world.add("proposal", "pumps", json!({ "title": "Two standby pumps", "unit": "$works" }));
    assert_snapshot!(world.refused("adopt-proposal", json!({ "proposal": "$pumps" })), @"wrong-state: C-1 “Two standby pumps” is a draft; this needs it to be open or on trial.");
    world.perform("open-proposal", json!({ "proposal": "$pumps" }));
    world.perform("try-proposal", json!({ "proposal": "$pumps", "project": "$wave" }));
    world.perform("adopt-proposal", json!({ "proposal": "$pumps" }));
    world.add("decision", "buy", json!({ "question": "Buy two pumps?", "choice": "Yes", "subject": "@pumps" }));
}

#[test]
fn undo_puts_the_records_before_back_unless_they_changed_since() {
    let mut world = World::waterworks();
    world.perform("change-goal", json!({ "goal": "$meters", "title": "Meters" }));
    world.perform("change-goal", json!({ "goal": "$meters", "title": "All meters" }));
    let first = world.history[world.history.len() - 2].clone();
    assert_snapshot!(world.value.undo(&first).expect_err("a refusal"), @"G-1 “All meters” has been changed since. Undo that change first, or change it by hand.");
    for back in [1, 2] {
        let done = world.history[world.history.len() - back].clone();
        let mut changes = world.value.undo(&done).expect("undone");
        world.value.apply(&mut changes, 100);
    }
    assert_snapshot!(world.value.label(world.id("meters")), @"G-1 “Smart meters”");
}

#[test]
fn undo_of_an_addition_is_refused_while_others_hang_on_it() {
    let world = World::waterworks();
    let added = world
        .history
        .iter()
        .find(|changes| changes.iter().any(|change| change.record().map(|record| record.id()) == Some(world.id("wave"))));
    let refusal = world.value.undo(added.expect("the entry")).expect_err("a refusal");
    assert_snapshot!(refusal, @"T-1 “Dig” and 2 more hang on P-1 “Wave two”. Move, close or remove what hangs on it first.");
}

#[test]
fn every_refusal_has_its_sentence() {
    let mut seen = BTreeSet::new();
    let mut all = String::new();
    let mut world = World::waterworks();
    world.add("dependency", "lay-waits", json!({ "from": "$dig", "to": "$lay" }));
    world.add(
        "responsibility",
        "ines-owns",
        json!({ "subject": "@meters", "party": { "person": "$ines" }, "letter": "accountable" }),
    );
    world.add("project", "other", json!({ "name": "Other" }));
    world.add("task", "elsewhere", json!({ "name": "Elsewhere", "project": "$other" }));
    world.add("policy", "safety", json!({ "title": "Safety" }));
    world.add("policy-version", "safety-1", json!({ "policy": "$safety", "major": 1 }));
    world.add("directive", "permits", json!({ "title": "Close permits" }));
    world.add("answer", "of-crew", json!({ "directive": "$permits", "addressee": { "unit": "$crew" } }));
    world.add("answer", "of-ines", json!({ "directive": "$permits", "addressee": { "person": "$ines" } }));
    world.perform("accept-directive", json!({ "answer": "$of-crew" }));
    world.perform("decline-directive", json!({ "answer": "$of-ines", "because": "No time" }));
    world.perform("close-unit", json!({ "unit": "$crew" }));
    world.add("task", "pipe", json!({ "name": "Pipe", "project": "$wave", "parent": "$fill" }));
    world.add("remainder", "rest", json!({ "of": "@dig", "source": "plan", "name": "WBS of task 4", "content": "1.4" }));
    world.add("calendar", "hours", json!({ "name": "Office hours" }));
    let new = world.mint();
    let cases = [
        ("change-goal", json!({ "goal": new, "title": "x" })),
        ("add-goal", json!({ "id": "$meters", "title": "Again" })),
        ("add-goal", json!({ "id": new, "title": "Again", "number": 1 })),
        ("add-goal", json!({ "id": new, "title": "Far away", "number": u32::MAX })),
        ("remove-task", json!({ "task": "$fill" })),
        ("change-unit", json!({ "unit": "$works", "parent": "$crew" })),
        ("add-dependency", json!({ "id": new, "from": "$lay", "to": "$dig" })),
        ("change-goal", json!({ "goal": "$meters", "period": { "from": "2026-02-01", "until": "2026-01-01" } })),
        (
            "add-responsibility",
            json!({ "id": new, "subject": "@meters", "party": { "person": "$tomas" }, "letter": "accountable" }),
        ),
        ("add-position", json!({ "id": new, "title": "Second head", "unit": "$works", "head": true })),
        ("close-unit", json!({ "unit": "$crew" })),
        ("reopen-unit", json!({ "unit": "$works" })),
        ("change-task", json!({ "task": "$dig", "percent": 101 })),
        ("move-task", json!({ "task": "$dig", "parent": "$elsewhere", "after": null })),
        ("question-directive", json!({ "answer": "$of-crew", "question": "Why?" })),
        ("accept-directive", json!({ "answer": "$of-ines" })),
        ("finish-directive", json!({ "answer": "$of-ines" })),
        ("confirm-directive", json!({ "answer": "$of-crew" })),
        ("add-policy-version", json!({ "id": new, "policy": "$safety", "major": 1 })),
        ("add-appointment", json!({ "id": new, "person": "$ines", "position": "$head" })),
        (
            "add-calendar",
            json!({ "id": new, "name": "Night", "exceptions": [{ "from": "2026-01-01", "to": "2026-01-01", "hours": [[600, 480]] }] }),
        ),
        ("decline-directive", json!({ "answer": "$of-crew", "because": "" })),
        ("add-policy", json!({ "id": new, "title": "Old", "state": { "closed": {} } })),
        ("add-comment", json!({ "id": new, "on": "@rest", "text": "What is this?" })),
        ("add-holidays", json!({ "calendar": "$hours", "region": "XX", "years": [2026] })),
        ("add-hand-off", json!({ "id": new, "dependency": "$lay-waits", "task": "$fill" })),
        ("add-mentorship", json!({ "id": new, "mentor": "$ines", "mentee": "$ines" })),
        ("add-scenario", json!({ "id": new, "name": "Later", "commands": [{ "kind": "dig-deeper", "data": {} }] })),
    ];
    for (kind, data) in cases {
        let sentence = world.refused(kind, data);
        seen.insert(sentence.split(':').next().unwrap_or_default().to_owned());
        all.push_str(&sentence);
        all.push('\n');
    }
    world.perform("change-goal", json!({ "goal": "$meters", "keys": [{ "source": "sheet", "key": "7" }] }));
    let key = world.refused("add-goal", json!({ "id": new, "title": "Seven", "keys": [{ "source": "sheet", "key": "7" }] }));
    all.push_str(&key);
    seen.insert("key-taken".to_owned());
    seen.insert("changed-since".to_owned());
    assert_snapshot!(all);
    let known: BTreeSet<String> = Refusal::ALL.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(known.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new(), "refusals without a test");
}

#[test]
fn a_comment_is_by_whoever_acts_and_on_their_day() {
    let mut world = World::waterworks();
    let (id, ines) = (world.mint(), world.of::<PersonId>("ines"));
    let act = Act { person: Some(ines), ..World::act() };
    world
        .attempt_as("add-comment", json!({ "id": id, "on": "@dig", "text": "Mind the pipe", "by": "$tomas" }), &act)
        .expect("said");
    let said = world.value.comments_on(world.id("dig")).next().expect("the comment").clone();
    assert_eq!((said.by, said.day), (Some(ines), Some(TODAY)));
}

#[test]
fn a_waiver_holds_until_its_day() {
    let mut world = World::waterworks();
    world.add(
        "waiver",
        "known",
        json!({ "code": "TL202", "subject": "@dig", "reason": "Estimated next week", "until": "2026-12-01" }),
    );
    let dig = world.id("dig");
    assert!(world.value.waiver("TL202", dig, TODAY).is_some());
    assert!(world.value.waiver("TL202", dig, jiff::civil::date(2026, 12, 1)).is_none());
    assert!(world.value.waiver("TL201", dig, TODAY).is_none());
    assert!(world.value.find(world.of::<TaskId>("dig")).is_some());
}

#[test]
fn what_an_import_kept_beside_a_task_goes_with_it_and_comes_back_with_it() {
    let mut world = World::waterworks();
    let task = world.id("fill");
    world.add(
        "remainder",
        "rest",
        json!({ "of": task.to_string(), "source": "plan", "name": "Task", "content": "<WBS>1</WBS>" }),
    );
    let before = world.value.clone();
    let removal = world.command("remove-task", json!({ "task": "$fill" }));
    let mut changes = before.decide(&removal, &World::act()).expect("changes");
    world.value.apply(&mut changes, 99);
    assert!(!world.value.has(task) && world.value.remainders().iter().next().is_none());
    let mut back = world.value.undo(&changes).expect("an undo");
    world.value.apply(&mut back, 100);
    assert!(world.value.same_records(&before));
}
