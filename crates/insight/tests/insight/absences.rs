//! Absences: the plan has no working time in those that were approved, and they wait for whoever answers them.

use insight::{Step, expiring, plan_all, waiting};
use organization::PersonId;
use serde_json::{Value, json};

use crate::notation::{TODAY, World};

impl World {
    /// An absence of a person, approved unless its fields say otherwise.
    fn away(&mut self, person: &str, from: &str, until: &str, more: Value) {
        let (id, person) = (self.mint(), self.id(person).id);
        let mut data = json!({
            "id": id, "person": person, "from": from, "until": until, "state": { "approved": { "on": "2026-02-01" } },
        });
        for (name, value) in more.as_object().expect("fields") {
            data[name] = value.clone();
        }
        self.tell("add-absence", data);
    }
}

/// A task of two days by Ana, which begins on Monday, 2 March.
fn digging() -> World {
    World::read("person ana\nperson ben\nproject works start 2026-03-02\ntask dig in works lasts 2d by ana")
}

fn dig(world: &World) -> String {
    let plan = plan_all(&world.value, TODAY);
    let planned = plan.of(world.id("dig").to().expect("a task")).expect("dates");
    let say = |moment: jiff::civil::DateTime| moment.strftime("%a %d %H:%M").to_string();
    format!("{} to {}", say(planned.start), say(planned.finish))
}

#[test]
fn nobody_works_while_they_are_away_with_approval() {
    let mut world = digging();
    assert_eq!(dig(&world), "Mon 02 08:00 to Tue 03 17:00");
    world.away("ana", "2026-03-03", "2026-03-05", json!({ "state": "requested" }));
    assert_eq!(dig(&world), "Mon 02 08:00 to Tue 03 17:00", "what is only asked for moves nothing");
    world.away("ben", "2026-03-03", "2026-03-05", json!({}));
    assert_eq!(dig(&world), "Mon 02 08:00 to Tue 03 17:00", "somebody else is away");
    world.away("ana", "2026-03-03", "2026-03-05", json!({}));
    assert_eq!(dig(&world), "Mon 02 08:00 to Thu 05 17:00");
}

#[test]
fn a_half_day_away_takes_that_half_and_two_halves_take_the_day() {
    let mut world = digging();
    world.away("ana", "2026-03-02", "2026-03-03", json!({ "part": "morning" }));
    assert_eq!(dig(&world), "Mon 02 13:00 to Wed 04 12:00");
    world.away("ana", "2026-03-02", "2026-03-03", json!({ "part": "afternoon" }));
    assert_eq!(dig(&world), "Tue 03 08:00 to Wed 04 17:00");
}

#[test]
fn a_task_of_fixed_duration_happens_whoever_is_away() {
    let mut world = digging();
    world.away("ana", "2026-03-03", "2026-03-05", json!({}));
    let task = world.id("dig").id;
    world.tell("change-task", json!({ "task": task, "fixed": "duration" }));
    assert_eq!(dig(&world), "Mon 02 08:00 to Tue 03 17:00");
}

#[test]
fn a_request_waits_for_the_head_and_that_of_a_head_for_the_one_above() {
    let mut world = World::read(
        "person ana\nperson ben\nperson cy\nunit works\nunit pipes under works\nhead works ana\nhead pipes ben\nmember pipes cy",
    );
    for person in ["ben", "cy", "ana"] {
        world.away(person, "2026-03-09", "2026-03-10", json!({ "state": "requested" }));
    }
    let waits = |person: &str| -> Vec<String> {
        let person: PersonId = world.id(person).to().expect("a person");
        let waiting = waiting(&world.value, person, TODAY).into_iter().filter(|one| one.step == Step::Approve);
        waiting.map(|one| world.value.record(one.thing).expect("an absence").title(&world.value)).collect()
    };
    assert_eq!(waits("ben"), ["H-3 “cy” away from 2026-03-09 until 2026-03-10"]);
    assert_eq!(
        waits("ana"),
        ["H-2 “ben” away from 2026-03-09 until 2026-03-10", "H-1 “ana” away from 2026-03-09 until 2026-03-10"],
        "nobody else could answer Ana"
    );
    assert!(waits("cy").is_empty());
}

#[test]
fn a_delegation_that_was_offered_waits_for_the_deputy() {
    let mut world = World::read("person ana\nperson ben");
    let (id, ana, ben) = (world.mint(), world.id("ana").id, world.id("ben").id);
    world.tell("add-delegation", json!({ "id": id, "from": ana, "to": ben }));
    let steps = |world: &World, person: &str| -> Vec<Step> {
        let person: PersonId = world.id(person).to().expect("a person");
        waiting(&world.value, person, TODAY).into_iter().map(|one| one.step).collect()
    };
    assert_eq!((steps(&world, "ben"), steps(&world, "ana")), (vec![Step::StandIn], vec![]));
    world.tell("accept-delegation", json!({ "delegation": id }));
    assert!(steps(&world, "ben").is_empty());
}

#[test]
fn qualifications_that_expire_soon_are_named_by_their_day() {
    let mut world = World::read("person ana\nperson gone until 2026-01-01");
    for (person, name, expires) in
        [("ana", "Crane", "2026-04-01"), ("ana", "Diving", "2026-12-01"), ("gone", "Gas", "2026-03-10")]
    {
        let (id, person) = (world.mint(), world.id(person).id);
        world.tell("add-qualification", json!({ "id": id, "person": person, "name": name, "expires": expires }));
    }
    let days: Vec<String> = expiring(&world.value, TODAY, 90).into_iter().map(|(day, ..)| day.to_string()).collect();
    assert_eq!(days, ["2026-04-01"]);
}
