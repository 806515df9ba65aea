//! Risks and what they would do; policies that are read; notices.

use crate::world::{TODAY, World};
use insta::assert_snapshot;
use organization::authority::Section;
use organization::{Act, Function, PersonId, PolicyVersionId, Response, RiskId};
use serde_json::json;

fn risky() -> World {
    let mut world = World::waterworks();
    world.add("risk", "rain", json!({ "title": "Rain fills the pit", "subject": "@meters", "probability": 40 })).add(
        "risk-impact",
        "rain-on-dig",
        json!({ "risk": "$rain", "task": "$dig", "time": { "optimistic": 0, "likely": 480, "pessimistic": 2400 },
                    "money": { "optimistic": 0, "likely": 50_000, "pessimistic": 200_000, "currency": "EUR" } }),
    );
    world
}

#[test]
fn a_risk_is_answered_taken_and_closed() {
    let mut world = risky();
    let response = |world: &World| world.value.find(world.of::<RiskId>("rain")).expect("the risk").response.clone();
    world.perform("respond-to-risk", json!({ "risk": "$rain", "response": "reduce", "how": "A pump", "residual": 10 }));
    assert_eq!(response(&world).word(), "reduced");
    let ines = world.of::<PersonId>("ines");
    let act = Act { person: Some(ines), ..World::act() };
    world.attempt_as("accept-risk", json!({ "risk": "$rain", "because": "The pump is enough" }), &act).expect("taken");
    assert!(matches!(response(&world), Response::Accept { by: Some(by), on: TODAY, .. } if by == ines));
    world.perform("close-risk", json!({ "risk": "$rain" }));
    assert_snapshot!(world.refused("respond-to-risk", json!({ "risk": "$rain", "response": "avoid", "how": "Wait" })), @"already-closed: R-1 “Rain fills the pit” is already closed. Reopen it first if it is to change.");
    assert_eq!(world.value.risks_on(world.id("meters")).count(), 1);
    let new = world.mint();
    assert_snapshot!(world.refused("add-risk-impact", json!({ "id": new, "risk": "$rain", "task": "$lay", "time": { "optimistic": 9, "likely": 5, "pessimistic": 7 } })), @"out-of-range: The likely impact must lie between the optimistic and the pessimistic one, from 0 on.");
}

#[test]
fn only_those_who_may_take_risks_accept_one() {
    let mut world = risky();
    world.add("person", "ada", json!({ "name": "Ada" })).add("administrator", "ada-sets-up", json!({ "person": "$ada" }));
    let accept = world.command("accept-risk", json!({ "risk": "$rain", "because": "It is small" }));
    let may = |world: &World, name: &str| {
        let act = World::act_of(world.of::<PersonId>(name));
        let changes = world.value.decide(&accept, &act).expect("decided");
        world.value.authorize(&act, accept.function(&world.value), &changes).is_ok()
    };
    assert_eq!(accept.function(&world.value), Function::TakeRisk);
    // The goal belongs to the works, which Ines heads; Tomas heads the crew below; administrators take no risks.
    assert_eq!(["ines", "tomas", "ada"].map(|name| may(&world, name)), [true, false, false]);
}

#[test]
fn a_minor_version_keeps_what_was_read_of_its_major_one() {
    let mut world = World::waterworks();
    world
        .add("policy", "safety", json!({ "title": "Safety" }))
        .add("policy-version", "first", json!({ "policy": "$safety", "major": 1 }))
        .add("policy-version", "mended", json!({ "policy": "$safety", "major": 1, "minor": 1 }))
        .add("policy-version", "second", json!({ "policy": "$safety", "major": 2 }));
    let id = world.mint();
    let act = World::act_of(world.of("tomas"));
    world.attempt_as("add-acknowledgement", json!({ "id": id, "version": "$first", "person": "$ines" }), &act).expect("read");
    let read =
        |person: &str, version: &str| world.value.has_read(world.of::<PersonId>(person), world.of::<PolicyVersionId>(version));
    assert_eq!(["first", "mended", "second"].map(|version| read("tomas", version)), [true, true, false]);
    assert!(!read("ines", "first"), "nobody reads for somebody else");
}

#[test]
fn what_was_read_is_one_thing_and_only_for_those_concerned_to_know() {
    let mut world = World::waterworks();
    world
        .add("policy", "safety", json!({ "title": "Safety", "unit": "$works" }))
        .add("policy-version", "first", json!({ "policy": "$safety", "major": 1 }))
        .add("notice", "hours", json!({ "title": "New hours", "unit": "$works" }))
        .add("person", "marta", json!({ "name": "Marta" }));
    let (id, act) = (world.mint(), World::act_of(world.of("tomas")));
    let both = world.attempt_as("add-acknowledgement", json!({ "id": id, "version": "$first", "notice": "$hours" }), &act);
    assert_eq!(both.expect_err("a refusal").code(), "missing");
    world.attempt_as("add-acknowledgement", json!({ "id": id, "notice": "$hours" }), &act).expect("read");
    assert!(world.value.has_read_notice(world.of("tomas"), world.of("hours")));
    let read = world.value.acknowledgements().iter().next().expect("what was read").clone();
    // Tomas himself; Ines, who heads the works that told it; not Marta.
    let sees = |name: &str| world.value.sees(world.of(name), Section::Acknowledgement, read.id.into(), TODAY);
    assert_eq!(["tomas", "ines", "marta"].map(sees), [true, true, false]);
    let done = world.history.last().expect("what was done");
    assert_snapshot!(world.value.refuse_what_stands(done).expect_err("a refusal"), @"acknowledgement “H-2 “Tomas” has read notice “New hours”” stands and is not changed. Record a new one that supersedes it.");
}

#[test]
fn a_notice_is_told_by_whoever_acts_and_stands() {
    let mut world = World::waterworks();
    let (id, act) = (world.mint(), World::act_of(world.of("ines")));
    world
        .attempt_as(
            "add-notice",
            json!({ "id": id, "title": "New hours", "about": "@wave", "audience": [{ "unit": "$crew" }] }),
            &act,
        )
        .expect("told");
    let notice = world.value.notices_about(world.id("wave")).next().expect("the notice").clone();
    assert_eq!((notice.by, notice.on), (Some(world.of("ines")), Some(TODAY)));
}
