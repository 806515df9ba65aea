//! What slips: an organization goes in, a line for each thing that runs late in a plan comes out.

use insight::{findings, plan_all, slips};
use organization::{ProjectId, TaskId};

use crate::notation::{TODAY, World};

fn check(world: &World, project: &str, expected: &[&str]) {
    let plan = plan_all(&world.value, TODAY);
    let findings = findings(&world.value, TODAY, Some(&plan));
    let slips = slips(&world.value, TODAY, &plan, &findings);
    let project: ProjectId = world.id(project).to().expect("a project");
    let slip = slips.of(project).cloned().unwrap_or_default();
    let name = |task: TaskId| world.value.find(task).expect("a task").name.to_string();
    let overdue = slip.overdue.iter().map(|(day, task)| format!("{} should be done since {day}", name(*task)));
    let missed =
        slip.missed.iter().map(|missed| format!("{} reaches {}, not {}", name(missed.task), missed.reached, missed.promised));
    let unowned = slip.unowned.iter().map(|task| format!("nobody answers for {}", name(*task)));
    let next = slip.next.iter().map(|(day, task)| format!("{} starts {day}", name(*task)));
    let lines: Vec<String> = overdue.chain(missed).chain(unowned).chain(next).collect();
    assert_eq!(lines, expected);
}

#[test]
fn work_that_should_be_done_by_now_is_overdue_the_longest_first() {
    let world = World::read(
        "
        person ana
        project lay owner ana start 2026-02-16
        task order in lay lasts 3d
        task dig in lay lasts 1d
        task pipe in lay lasts 20d
        task seal in lay lasts 1d after pipe
        task plan in lay lasts 1d closed
        ",
    );
    check(
        &world,
        "lay",
        &["dig should be done since 2026-02-16", "order should be done since 2026-02-18", "seal starts 2026-03-16"],
    );
}

#[test]
fn promised_days_that_are_missed_and_work_of_nobody_are_told_by_plan() {
    let world = World::read(
        "
        person ana
        project lay start 2026-03-02
        task dig in lay lasts 3d due 2026-03-03
        task pipe in lay lasts 1d after dig owner ana
        project paint owner ana start 2026-03-09
        task brush in paint lasts 1d
        ",
    );
    check(&world, "lay", &["dig reaches 2026-03-04, not 2026-03-03", "nobody answers for dig", "dig starts 2026-03-02"]);
    check(&world, "paint", &["brush starts 2026-03-09"]);
}

#[test]
fn a_plan_whose_work_is_done_does_not_slip() {
    let world = World::read(
        "
        person ana
        project lay owner ana start 2026-02-02
        task dig in lay lasts 3d due 2026-02-03 closed
        ",
    );
    check(&world, "lay", &[]);
}
