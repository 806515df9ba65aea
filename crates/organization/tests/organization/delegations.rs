//! Who acts for whom; and what only some may see of how people develop.

use crate::world::{TODAY, World};
use insta::assert_snapshot;
use organization::authority::Section;
use organization::{Capacity, PersonId};
use serde_json::{Value, json};

fn staffed() -> World {
    let mut world = World::waterworks();
    world
        .add("person", "marta", json!({ "name": "Marta" }))
        .add("membership", "marta-in-crew", json!({ "person": "$marta", "unit": "$crew" }))
        .add("unit", "office", json!({ "name": "Office", "parent": "$works" }))
        .add("project", "permits", json!({ "name": "Permits", "unit": "$office" }));
    world
}

/// In which capacity somebody may give a command.
fn capacity(world: &mut World, name: &str, kind: &str, data: Value) -> Option<Capacity> {
    let command = world.command(kind, data);
    let act = World::act_of(world.of::<PersonId>(name));
    let changes = world.value.decide(&command, &act).expect("decided");
    world.value.authorize(&act, command.function(&world.value), &changes).ok()
}

#[test]
fn a_deputy_acts_once_they_have_accepted_where_and_for_what_it_was_given() {
    let mut world = staffed();
    let new = world.mint();
    let task = |project: &str| json!({ "id": new, "name": "Test", "project": project });
    world.add(
        "delegation",
        "for-ines",
        json!({ "from": "$ines", "to": "$marta", "scope": "@crew", "functions": ["Plan"], "dated": { "until": "2027-01-01" } }),
    );
    assert_eq!(capacity(&mut world, "marta", "add-task", task("$wave")), None, "she has not accepted");
    assert_eq!(capacity(&mut world, "tomas", "accept-delegation", json!({ "delegation": "$for-ines" })), None);
    assert_eq!(capacity(&mut world, "marta", "accept-delegation", json!({ "delegation": "$for-ines" })), Some(Capacity::Own));
    world.perform("accept-delegation", json!({ "delegation": "$for-ines" }));
    assert_eq!(capacity(&mut world, "marta", "add-task", task("$wave")), Some(Capacity::Delegation));
    assert_eq!(capacity(&mut world, "marta", "add-task", task("$permits")), None, "outside of its scope");
    assert_eq!(
        capacity(&mut world, "marta", "close-goal", json!({ "goal": "$meters", "state": { "met": {} } })),
        None,
        "another function"
    );
    world.perform("end-delegation", json!({ "delegation": "$for-ines", "until": "2026-11-23" }));
    assert_eq!(capacity(&mut world, "marta", "add-task", task("$wave")), None, "it is over");
    assert_snapshot!(world.refused("change-delegation", json!({ "delegation": "$for-ines", "functions": [] })), @"wrong-state: delegation “H-3 “Marta” for H-1 “Ines”” is accepted; this needs it to be offered.");
}

#[test]
fn nobody_gives_away_what_is_not_theirs_and_nobody_passes_it_on() {
    let mut world = staffed();
    let new = world.mint();
    let take = json!({ "id": new, "from": "$ines", "to": "$marta" });
    assert_eq!(capacity(&mut world, "marta", "add-delegation", take.clone()), None);
    assert_eq!(capacity(&mut world, "ines", "add-delegation", take), Some(Capacity::Own));
    world.add("person", "kofi", json!({ "name": "Kofi" }));
    world
        .add("delegation", "ines-to-marta", json!({ "from": "$ines", "to": "$marta" }))
        .add("delegation", "marta-to-kofi", json!({ "from": "$marta", "to": "$kofi" }))
        .perform("accept-delegation", json!({ "delegation": "$ines-to-marta" }))
        .perform("accept-delegation", json!({ "delegation": "$marta-to-kofi" }));
    let task = json!({ "id": new, "name": "Test", "project": "$permits" });
    assert_eq!(capacity(&mut world, "marta", "add-task", task.clone()), Some(Capacity::Delegation));
    assert_eq!(capacity(&mut world, "kofi", "add-task", task), None);
    assert_eq!(world.value.deputies_of(world.of("ines"), TODAY), [world.of::<PersonId>("marta")]);
}

#[test]
fn a_colleague_has_no_say_in_what_is_somebodys_own() {
    let mut world = staffed();
    world.add("person", "kofi", json!({ "name": "Kofi" }));
    world.add("membership", "kofi-in-crew", json!({ "person": "$kofi", "unit": "$crew" }));
    world.add("absence", "leave", json!({ "person": "$marta", "from": "2026-12-01", "until": "2026-12-05" }));
    let cancel = json!({ "absence": "$leave" });
    let who = ["marta", "tomas", "kofi"].map(|name| capacity(&mut world, name, "cancel-absence", cancel.clone()).is_some());
    assert_eq!(who, [true, true, false]);
    let approve = ["marta", "tomas", "kofi"].map(|name| capacity(&mut world, name, "approve-absence", cancel.clone()).is_some());
    assert_eq!(approve, [false, true, false]);
}

#[test]
fn what_people_say_to_each_other_is_theirs_and_who_could_follow_is_for_those_who_lead() {
    let mut world = staffed();
    world
        .add("check-in", "talk", json!({ "lead": "$tomas", "person": "$marta", "on": "2026-11-20", "notes": "More digging" }))
        .add("development-plan", "grow", json!({ "person": "$marta", "title": "Lead a crew" }))
        .add("development-action", "step", json!({ "plan": "$grow", "title": "Lead one", "task": "$dig" }))
        .add("succession", "next", json!({ "position": "$lead", "candidate": "$marta", "readiness": "soon" }));
    let sees = |section, thing: &str| {
        ["marta", "tomas", "ines"].map(|name| world.value.sees(world.of::<PersonId>(name), section, world.id(thing), TODAY))
    };
    assert_eq!(sees(Section::CheckIn, "talk"), [true, true, false]);
    assert_eq!(sees(Section::Development, "grow"), [true, true, true]);
    assert_eq!(sees(Section::Development, "step"), [true, true, true]);
    assert_eq!(sees(Section::Succession, "next"), [false, true, true]);
    for name in ["talk", "grow", "step", "next"] {
        assert!(world.value.record(world.id(name)).is_some_and(|record| record.private().is_some()), "{name}");
    }
}

#[test]
fn a_scenario_keeps_commands_as_data_and_changes_nothing() {
    let mut world = staffed();
    let before = world.value.records().len();
    world.add(
        "scenario",
        "later",
        json!({ "name": "Without digging", "commands": [{ "kind": "close-task", "data": { "task": "$dig" } }] }),
    );
    assert_eq!(world.value.records().len(), before + 1);
    let scenario = world.value.find(world.of::<organization::ScenarioId>("later")).expect("it is there").clone();
    assert_eq!((scenario.base, scenario.steps().count()), (world.value.position() - 1, 1));
    let steps: Vec<_> = scenario.steps().collect();
    assert!(world.value.decide_all(&steps, &World::act()).is_ok());
}
