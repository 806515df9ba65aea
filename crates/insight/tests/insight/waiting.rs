//! What waits for one person, in the order in which it should be done.

use insight::{Step, parties_of, waiting};
use organization::{Party, PersonId};

use crate::notation::{TODAY, World};

fn world() -> World {
    World::read(
        "
        person ana
        person ben
        unit works
        unit pipes under works
        head works ana
        head pipes ben
        position clerk in works held ana
        proposal whistles open 2025-04-01 unit works
        proposal lamps open 2026-02-01 unit works
        proposal later unit works
        directive streets to works answer 2026-02-20
        directive valves to clerk answer 2026-03-20
        directive taken to ana state accepted
        directive over to ana state declined
        directive pumps to pipes
        ",
    )
}

/// One line a thing: what is to be done with what, by when.
fn lines(world: &World, person: &str) -> Vec<String> {
    let person: PersonId = world.id(person).to().expect("a person");
    let line = |one: insight::Waiting| {
        let step = match one.step {
            Step::Decide => "decide",
            Step::Answer => "answer",
            Step::Plan => "plan",
            Step::Clarify => "clarify",
            Step::Confirm => "confirm",
            Step::Approve => "approve",
            Step::StandIn => "stand in",
        };
        let title = world.value.record(one.thing).map(|record| record.title(&world.value)).unwrap_or_default();
        let by = one.by.map(|by| format!(" by {by}")).unwrap_or_default();
        format!("{step} {title}{by}{}", if one.late { ", late" } else { "" })
    };
    waiting(&world.value, person, TODAY).into_iter().map(line).collect()
}

#[test]
fn proposals_open_too_long_come_first_then_by_deadline() {
    let world = world();
    assert_eq!(
        lines(&world, "ana"),
        [
            "decide whistles by 2025-09-28, late",
            "answer streets by 2026-02-20, late",
            "answer valves by 2026-03-20",
            "decide lamps by 2026-07-31",
            "plan taken",
        ]
    );
    assert_eq!(lines(&world, "ben"), ["answer pumps"]);
}

#[test]
fn a_person_is_addressed_as_themselves_by_position_and_as_head() {
    let world = world();
    let ana: PersonId = world.id("ana").to().expect("a person");
    let parties = parties_of(&world.value, ana, TODAY);
    let known = world.value.records().into_iter().filter_map(|record| Party::of(record.id()));
    let all: Vec<Party> = known.filter(|party| world.value.people_of(*party, TODAY).contains(&ana)).collect();
    assert_eq!(all.len(), 4, "herself, two positions and a unit: {all:?}");
    assert!(all.iter().all(|party| parties.contains(party)) && parties.len() == all.len(), "{parties:?}");
}
