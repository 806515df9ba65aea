//! Authority: the reviewed files, and who may do what in a small organization.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::world::{TODAY, World};
use insta::assert_snapshot;
use organization::authority::{AUTHORITY, Section, Standing, permitting, seeing};
use organization::{Command, Function, PersonId};
use serde_json::json;

#[test]
fn every_function_and_section_stands_in_the_authority_file_and_every_word_of_it_is_known() {
    for function in Function::ALL {
        assert!(AUTHORITY.contains(&format!("\n{}:", function.name())), "{}", function.name());
        assert!(!permitting(function).is_empty(), "{}", function.name());
    }
    for section in Section::ALL {
        assert!(!seeing(section).is_empty(), "{}", section.name());
    }
    let known: BTreeSet<&str> = Standing::ALL.iter().map(|standing| standing.name()).collect();
    for line in AUTHORITY.lines().filter(|line| !line.starts_with('#')) {
        let Some((_, standings)) = line.split_once(':') else { continue };
        assert_eq!(standings.split_whitespace().filter(|word| !known.contains(word)).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}

#[test]
fn the_table_of_commands_and_functions_is_the_reviewed_one() {
    let mut table = String::new();
    for entry in Command::ALL {
        let function = entry.function.map_or("by what it changes".to_owned(), Function::name);
        writeln!(table, "{:<24} {function}", entry.kind).expect("written");
    }
    assert_snapshot!(table);
}

/// Who of the small organization may give a command, in words.
fn judge(world: &mut World, kind: &str, data: serde_json::Value) -> String {
    let command = world.command(kind, data);
    let mut words = String::new();
    for name in ["ines", "tomas", "marta", "admin", "gone"] {
        let act = World::act_of(world.of::<PersonId>(name));
        let changes = world.value.decide(&command, &act).expect("decided");
        let answer = match world.value.authorize(&act, command.function(&world.value), &changes) {
            Ok(capacity) => format!("{capacity:?}").to_lowercase(),
            Err(denial) => denial.sentence(&world.value),
        };
        writeln!(words, "{name}: {answer}").expect("written");
    }
    words
}

fn staffed() -> World {
    let mut world = World::waterworks();
    world
        .add("person", "marta", json!({ "name": "Marta" }))
        .add("membership", "marta-in-crew", json!({ "person": "$marta", "unit": "$crew" }))
        .add("person", "admin", json!({ "name": "Ada" }))
        .add("administrator", "ada", json!({ "person": "$admin" }))
        .add("person", "gone", json!({ "name": "Gone", "employed": { "until": "2026-01-01" } }));
    world
}

#[test]
fn planning_is_for_heads_and_whoever_answers_for_it() {
    let mut world = staffed();
    let id = world.mint();
    assert_snapshot!(judge(&mut world, "add-task", json!({ "id": id, "name": "Test", "project": "$wave" })), @r"
    ines: own
    tomas: own
    marta: To plan here is for whoever is accountable for it, whoever is responsible for it, whoever it calls, its sponsor, the head of its unit, the head of a unit above, an administrator. Ask Tomas, Ines, Ada.
    admin: administration
    gone: To plan here is for whoever is accountable for it, whoever is responsible for it, whoever it calls, its sponsor, the head of its unit, the head of a unit above, an administrator. Ask Tomas, Ines, Ada.
    ");
}

#[test]
fn whoever_works_on_a_task_reports_on_it_and_the_destination_of_a_move_counts() {
    let mut world = staffed();
    world.add("demand", "marta-digs", json!({ "task": "$dig", "need": { "person": "$marta" } }));
    let report = judge(&mut world, "change-task", json!({ "task": "$dig", "percent": 50 }));
    assert!(report.contains("marta: own"), "{report}");
    world.add("unit", "office", json!({ "name": "Office", "parent": "$works" }));
    let moved = judge(&mut world, "change-project", json!({ "project": "$wave", "unit": "$office" }));
    assert!(moved.contains("ines: own") && moved.contains("tomas: To plan here"), "{moved}");
}

#[test]
fn an_acting_head_acts_as_such() {
    let mut world = staffed();
    world.add(
        "appointment",
        "marta-acts",
        json!({ "person": "$marta", "position": "$lead", "acting": true, "acting_for": "$tomas" }),
    );
    let id = world.mint();
    let words = judge(&mut world, "add-task", json!({ "id": id, "name": "Test", "project": "$wave" }));
    assert!(words.contains("marta: acting"), "{words}");
}

#[test]
fn only_administrators_administer() {
    let mut world = staffed();
    let id = world.mint();
    let words = judge(&mut world, "add-administrator", json!({ "id": id, "person": "$ines" }));
    assert!(words.contains("ines: To administer here is for an administrator. Ask Ada."), "{words}");
    assert!(words.contains("admin: administration"), "{words}");
}

#[test]
fn an_e_mail_address_is_seen_by_its_owner_their_heads_and_administrators() {
    let world = staffed();
    let marta = world.id("marta");
    let sees = |name: &str| world.value.sees(world.of::<PersonId>(name), Section::Email, marta, TODAY);
    assert_eq!(["marta", "tomas", "ines", "admin", "gone"].map(sees), [true, true, true, true, false]);
    assert!(!world.value.sees(world.of::<PersonId>("marta"), Section::Email, world.id("tomas"), TODAY));
}

#[test]
fn nobody_gets_a_standing_by_the_command_that_says_so() {
    let mut world = staffed();
    let (project, directive) = (world.mint(), world.mint());
    let marta = world.id("marta").id;
    let words = judge(&mut world, "add-project", json!({ "id": project, "name": "Mine", "unit": "$works", "sponsor": marta }));
    assert!(words.contains("marta: To plan here"), "{words}");
    let words = judge(&mut world, "issue-directive", json!({ "id": directive, "title": "Dig faster", "goal": "$meters" }));
    assert!(words.contains("marta: To call for action here"), "{words}");
    assert!(words.contains("ines: own"), "{words}");
}

#[test]
fn whoever_is_called_answers_and_plans_and_the_sender_confirms() {
    let mut world = staffed();
    let ines = world.id("ines").id;
    world.add("directive", "permits", json!({ "title": "Close permits", "from": ines }));
    world.add("answer", "of-marta", json!({ "directive": "$permits", "addressee": { "person": "$marta" } }));
    let words = judge(&mut world, "accept-directive", json!({ "answer": "$of-marta" }));
    assert!(words.contains("marta: own"), "{words}");
    let words = judge(&mut world, "plan-directive", json!({ "answer": "$of-marta", "work": { "tasks": ["$dig"] } }));
    assert!(words.contains("marta: own"), "{words}");
    world.perform("accept-directive", json!({ "answer": "$of-marta" }));
    world.perform("finish-directive", json!({ "answer": "$of-marta" }));
    let words = judge(&mut world, "confirm-directive", json!({ "answer": "$of-marta" }));
    assert!(words.contains("ines: own") && words.contains("marta: To call for action here"), "{words}");
}
