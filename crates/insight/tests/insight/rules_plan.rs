//! TL2xx: plan.

use insight::{Obstacle, Plan, findings};
use organization::{Act, Command};
use serde_json::json;
use uuid::Uuid;

use crate::notation::{TODAY, World, check, lines, mends};

#[test]
fn an_open_task_needs_an_estimate() {
    check(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        project old for leaks closed
        task walk in patrols
        task mains in patrols under walk lasts 3d
        task listen in patrols
        task gate in patrols milestone
        task done in patrols closed
        task past in old
        ",
        "TL202 T-3 “listen” has no estimate, so the plan counts one day.",
    );
    mends(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task walk in patrols
        ",
        "
        Estimate it at one day, as the plan does already
        Estimate it at two days
        Estimate it at five days
        ",
    );
}

#[test]
fn a_task_needs_somebody_who_answers_for_it() {
    check(
        "
        person ana
        person ben until 2026-01-01
        goal leaks owner ana measured
        project patrols for leaks
        task walk in patrols lasts 1d
        task harbour in patrols owner ben
        task listen in patrols under harbour lasts 1d
        task note in patrols under harbour lasts 1d owner ana
        task old in patrols under harbour lasts 1d closed
        ",
        "TL201 Nobody answers for T-3 “listen”: the person named has left.",
    );
    check(
        "
        person ana
        goal leaks measured
        project patrols for leaks
        task walk in patrols lasts 1d
        ",
        "
        TL104 Nobody answers for G-1 “leaks”: nobody is named.
        TL201 Nobody answers for T-1 “walk”: nobody is named.
        ",
    );
    mends(
        "
        person ana
        person ben
        person cleo until 2026-01-01
        goal leaks owner ana measured
        project patrols for leaks
        task walk in patrols lasts 1d owner cleo by ben
        ",
        "
        Make H-2 “ben” accountable
        Make H-1 “ana” accountable
        ",
    );
}

#[test]
fn a_project_can_answer_for_all_its_tasks() {
    let mut world = World::read(
        "
        person ana
        goal leaks measured
        project patrols for leaks
        task walk in patrols lasts 1d by ana
        task listen in patrols lasts 1d
        ",
    );
    let (found, value) = (world.findings(), world.value.clone());
    let finding = found.of("TL201").next().expect("the first task");
    let fix = finding.rule.fixes(finding, &value, TODAY, &mut || world.mint()).pop().expect("a fix");
    assert_eq!(fix.label, "Make H-1 “ana” accountable for P-1 “patrols”, with all its tasks");
    world.perform(&fix.commands);
    assert_eq!(lines(&world.findings()), "TL104 Nobody answers for G-1 “leaks”: nobody is named.\n");
}

#[test]
fn a_circle_of_dependencies_is_refused_before_it_is_found() {
    let mut world = World::read(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task dig in patrols lasts 1d
        task lay in patrols lasts 1d after dig
        ",
    );
    let (from, to, id) = (world.id("lay").id, world.id("dig").id, world.mint());
    let link = Command::from_parts("add-dependency", json!({ "id": id, "from": from, "to": to })).expect("a command");
    let refusal = world.value.decide(&link, &Act::of_system(TODAY)).expect_err("a refusal");
    assert_eq!(refusal.code(), "would-wait-for-itself");
    assert_eq!(lines(&world.findings()), "");
}

#[test]
fn a_circle_that_the_planner_meets_is_a_finding_with_its_links_as_fixes() {
    let world = World::read(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task dig in patrols lasts 1d
        task lay in patrols lasts 1d after dig
        ",
    );
    let tasks = ["dig", "lay"].map(|name| world.id(name).to().expect("a task")).to_vec();
    let plan = Plan { obstacles: vec![Obstacle::Circle { tasks }], ..Plan::default() };
    let found = findings(&world.value, TODAY, Some(&plan));
    assert_eq!(lines(&found), "TL203 Tasks wait for each other in a circle: T-1 “dig”, T-2 “lay”.\n");
    let fix = found.open[0].rule.fix(&found.open[0], &world.value, TODAY, &mut Uuid::nil).expect("a fix");
    assert_eq!(fix.label, "Let T-2 “lay” no longer wait for T-1 “dig”");
}

#[test]
fn a_deadline_that_the_plan_misses_is_found() {
    check(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task walk in patrols lasts 3d due 2026-03-04
        task listen in patrols lasts 4d due 2026-03-04
        task past in patrols lasts 5d due 2026-03-04 closed
        ",
        "TL204 T-2 “listen” is due on 4 Mar 2026 and finishes on 5 Mar 2026.",
    );
    mends(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task walk in patrols lasts 4d due 2026-03-04
        ",
        "Move the deadline to 5 Mar 2026",
    );
}

#[test]
fn a_target_that_the_project_misses_is_found() {
    let organization = "
        person ana
        goal leaks owner ana measured
        project patrols for leaks target 2026-03-04
        task walk in patrols lasts 4d
        ";
    check(organization, "TL204 P-1 “patrols” is to be finished by 4 Mar 2026 and finishes on 5 Mar 2026.");
    mends(organization, "Move the target to 2026-03-05");
}

#[test]
fn a_constraint_that_cannot_be_kept_is_found() {
    let organization = "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task dig in patrols lasts 3d
        task lay in patrols lasts 1d after dig finish-by 2026-03-04
        ";
    check(organization, "TL204 T-2 “lay” is held to 4 Mar 2026, but what it waits for puts it on 5 Mar 2026.");
    mends(organization, "Let it start as soon as it can");
}

#[test]
fn a_task_tied_to_nothing_is_found_where_others_are_tied() {
    check(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        project list for leaks
        task dig in patrols lasts 1d
        task lay in patrols after dig
        task pipe in patrols under lay lasts 1d
        task fill in patrols lasts 1d
        task gate in patrols milestone
        task old in patrols lasts 1d closed
        task walk in list lasts 1d
        ",
        "
        TL209 T-4 “fill” waits for nothing, and nothing waits for it.
        TL209 T-5 “gate” waits for nothing, and nothing waits for it.
        ",
    );
    mends(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task dig in patrols lasts 1d
        task fill in patrols lasts 1d
        task lay in patrols lasts 1d after dig
        ",
        "
        Let it wait for T-1 “dig”, the task before it
        Let T-3 “lay”, the task after it, wait for it
        ",
    );
}
