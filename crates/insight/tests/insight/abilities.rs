//! Abilities: all people at once, as the organization says of each of them; and what positions ask.

use insight::{Abilities, asks};
use organization::{PersonId, SkillId};
use serde_json::json;
use uuid::Uuid;

use crate::notation::{TODAY, World};

/// Metalwork with welding under it; Ana welds, Ben welded until February, Cy has left.
fn workshop() -> (World, SkillId, SkillId) {
    let mut world =
        World::read("person ana\nperson ben\nperson cy until 2026-01-01\nunit works\nposition fitter in works held ana,ben");
    let skill = |world: &mut World, name: &str, parent: Option<Uuid>| {
        let id = world.mint();
        world.tell("add-skill", json!({ "id": id, "name": name, "parent": parent }));
        id
    };
    let metal = skill(&mut world, "Metalwork", None);
    let welding = skill(&mut world, "Welding", Some(metal));
    let held = [
        ("ana", welding, 4, "2025-05-01", None),
        ("ana", welding, 2, "2025-01-01", None),
        ("ana", metal, 1, "2025-01-01", None),
        ("ben", welding, 3, "2025-01-01", Some("2026-02-01")),
        ("cy", welding, 5, "2025-01-01", None),
    ];
    for (person, skill, level, on, expires) in held {
        let (id, person) = (world.mint(), world.id(person).id);
        world.tell(
            "add-skill-holding",
            json!({ "id": id, "person": person, "skill": skill, "level": level, "on": on, "expires": expires }),
        );
    }
    (world, metal.into(), welding.into())
}

#[test]
fn all_at_once_say_the_same_as_each_alone() {
    let (world, metal, welding) = workshop();
    let abilities = Abilities::of(&world.value, TODAY);
    for skill in [metal, welding] {
        for level in 1..=5 {
            let at_once: Vec<PersonId> = abilities.people(skill, level).map(|(person, _)| person).collect();
            assert_eq!(at_once, world.value.people_with(skill, level, TODAY), "level {level}");
        }
    }
    let ana: PersonId = world.id("ana").to().expect("a person");
    assert_eq!(abilities.people(metal, 1).collect::<Vec<_>>(), [(ana, 4)]);
}

#[test]
fn what_is_not_met_comes_first_and_what_must_be_before_what_should() {
    let (mut world, _, welding) = workshop();
    let position = world.id("fitter").id;
    let asked = [
        (json!({ "skill": { "skill": welding, "level": 3 } }), "must"),
        (json!({ "qualification": { "name": "Gas" } }), "should"),
        (json!({ "education": { "eqf": 4 } }), "must"),
    ];
    for (what, strength) in asked {
        let id = world.mint();
        world.tell("add-requirement", json!({ "id": id, "of": { "position": position }, "what": what, "strength": strength }));
    }
    let ended = world.mint();
    let over = json!({ "id": ended, "of": { "position": position }, "what": { "education": { "eqf": 8 } }, "dated": { "until": "2026-01-01" } });
    world.tell("add-requirement", over);
    let lines = |person: &str| -> Vec<String> {
        let person: PersonId = world.id(person).to().expect("a person");
        let line = |one: insight::Asks| {
            format!("{}: {}", one.requirement.what.words(&world.value), if one.met { "met" } else { "not met" })
        };
        asks(&world.value, person, TODAY).into_iter().map(line).collect()
    };
    assert_eq!(
        lines("ana"),
        ["education of level 4: not met", "qualification “Gas”: not met", "skill “Welding” at level 3: met"]
    );
    assert_eq!(
        lines("ben"),
        ["skill “Welding” at level 3: not met", "education of level 4: not met", "qualification “Gas”: not met"]
    );
    assert!(lines("cy").is_empty());
}
