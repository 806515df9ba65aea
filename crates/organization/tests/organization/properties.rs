//! Properties that hold for any sequence of commands: undo restores the value, trees have no loops, the indexes agree with the records.

use crate::steps::{STEPS, filled};
use crate::world::World;
use organization::{AnyRecord, Kind, Organization, Relation};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The steps that are written out here.
const OLDER: usize = 22;

/// One random step; numbers choose among the records that are there.
fn step(world: &mut World, choice: u8, a: usize, b: usize) -> Option<()> {
    let pick = |world: &World, kind: Kind, at: usize| {
        let found: Vec<_> = world.value.records().into_iter().filter(|record| record.id().kind == kind).collect();
        (!found.is_empty()).then(|| found[at % found.len()].id())
    };
    let id = world.mint();
    let of = |world: &World, kind: Kind, at: usize| pick(world, kind, at).map(|id| json!(id.id));
    let (kind, data): (&str, Value) = match usize::from(choice) % (OLDER + STEPS.len()) {
        0 => ("add-unit", json!({ "id": id, "name": format!("Unit {a}"), "parent": of(world, Kind::Unit, b) })),
        1 => ("change-unit", json!({ "unit": of(world, Kind::Unit, a)?, "parent": of(world, Kind::Unit, b) })),
        2 => ("add-person", json!({ "id": id, "name": format!("Person {a}") })),
        3 => ("add-goal", json!({ "id": id, "title": format!("Goal {a}"), "parent": of(world, Kind::Goal, b) })),
        4 => ("move-goal", json!({ "goal": of(world, Kind::Goal, a)?, "parent": of(world, Kind::Goal, b) })),
        5 => (
            "add-project",
            json!({ "id": id, "name": format!("Project {a}"), "serves": [{ "goal": of(world, Kind::Goal, b)? }] }),
        ),
        6 | 7 => (
            "add-task",
            json!({ "id": id, "name": format!("Task {a}"), "project": of(world, Kind::Project, b)?, "parent": of(world, Kind::Task, a) }),
        ),
        8 => ("move-task", json!({ "task": of(world, Kind::Task, a)?, "parent": of(world, Kind::Task, b), "after": null })),
        9 | 10 => ("add-dependency", json!({ "id": id, "from": of(world, Kind::Task, a)?, "to": of(world, Kind::Task, b)? })),
        11 => ("remove-task", json!({ "task": of(world, Kind::Task, a)? })),
        12 => (
            "add-demand",
            json!({ "id": id, "task": of(world, Kind::Task, a)?, "need": { "person": of(world, Kind::Person, b)? } }),
        ),
        13 => ("remove-demand", json!({ "demand": of(world, Kind::Demand, a)? })),
        14 => ("close-task", json!({ "task": of(world, Kind::Task, a)?, "on": "2026-11-20" })),
        15 => ("reopen-task", json!({ "task": of(world, Kind::Task, a)? })),
        16 => (
            "replace-accountable",
            json!({ "id": id, "subject": pick(world, Kind::Goal, a)?.to_string(), "party": { "person": of(world, Kind::Person, b)? } }),
        ),
        17 => (
            "add-position",
            json!({ "id": id, "title": format!("Post {a}"), "unit": of(world, Kind::Unit, b)?, "head": a.is_multiple_of(2) }),
        ),
        18 => (
            "add-appointment",
            json!({ "id": id, "person": of(world, Kind::Person, a)?, "position": of(world, Kind::Position, b)? }),
        ),
        19 => (
            "change-goal",
            json!({ "goal": of(world, Kind::Goal, a)?, "title": format!("Goal {b}"), "keys": [{ "source": "sheet", "key": format!("{}", b % 7) }] }),
        ),
        20 => {
            ("change-position", json!({ "position": of(world, Kind::Position, a)?, "reports_to": of(world, Kind::Position, b) }))
        }
        21 => ("add-comment", json!({ "id": id, "on": pick(world, Kind::Task, a)?.to_string(), "text": "Mind the pipe" })),
        choice => {
            let (kind, template) = STEPS[choice - OLDER];
            (kind, filled(world, template, a, b)?)
        }
    };
    attempt(world, kind, data);
    Some(())
}

fn attempt(world: &mut World, kind: &str, data: Value) {
    let before = world.value.clone();
    if world.attempt(kind, data).is_err() {
        assert!(before.same_records(&world.value), "a refused command leaves no trace");
    }
}

fn check_trees(value: &Organization) {
    for record in value.records() {
        for relation in
            [Relation::UnitParent, Relation::GoalParent, Relation::TaskParent, Relation::PositionReportsTo, Relation::SkillParent]
        {
            let mut above = None;
            record.links(&mut |link| {
                if link.relation == relation {
                    above = Some(link.to);
                }
            });
            assert!(
                above.is_none_or(|above| !value.is_above(record.id(), above, relation)),
                "{:?} hangs under itself",
                record.id()
            );
        }
        if let AnyRecord::Dependency(link) = &record {
            assert!(!value.waits_for(link.from, link.to, link.id), "{:?} waits for itself", record.id());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn undoing_a_whole_sequence_restores_the_value(steps in prop::collection::vec((any::<u8>(), 0_usize..40, 0_usize..40), 1..90)) {
        let mut world = World::waterworks();
        for (kind, template) in STEPS.iter().filter(|(kind, _)| kind.starts_with("add-")) {
            let data = filled(&mut world, template, 0, 1).unwrap_or_else(|| panic!("{kind} lacks a record"));
            world.perform(kind, data);
        }
        world.history.clear();
        let start = world.value.clone();
        for (choice, a, b) in steps {
            step(&mut world, choice, a, b);
        }
        check_trees(&world.value);
        let loaded = Organization::from_records(world.value.records(), world.value.counters(), world.value.position());
        prop_assert!(loaded.same_records(&world.value));
        for record in world.value.records() {
            for (relation, to) in links(&record) {
                prop_assert!(loaded.count_linked(relation, to) == world.value.count_linked(relation, to));
                prop_assert!(loaded.count_linked(relation, to) > 0);
            }
            if let Some(reference) = record.reference() {
                prop_assert_eq!(loaded.at_reference(reference), Some(record.id()));
                prop_assert_eq!(world.value.at_reference(reference), Some(record.id()));
            }
            let read = AnyRecord::from_json(record.id().kind, &record.to_json()).expect("a body that reads back");
            prop_assert_eq!(&read, &record);
        }
        for done in world.history.iter().rev() {
            let mut changes = world.value.undo(done).expect("the newest entry can be undone");
            let position = world.value.position() + 1;
            world.value.apply(&mut changes, position);
        }
        prop_assert!(start.same_records(&world.value));
    }
}

fn links(record: &AnyRecord) -> Vec<(Relation, organization::AnyId)> {
    let mut links = Vec::new();
    record.links(&mut |link| links.push((link.relation, link.to)));
    links
}
