//! Strands: an organization goes in, who serves what and where the work goes comes out.

use insight::strands;

use crate::notation::{TODAY, World};

fn check(world: &World, expected: &[&str]) {
    let value = &world.value;
    let strands = strands(value, TODAY);
    let title = |id: organization::AnyId| value.record(id).map(|record| record.title(value)).unwrap_or_default();
    let serving =
        strands.serving.iter().map(|(goal, plan)| format!("{} serves {}", title((*plan).into()), title((*goal).into())));
    let left = strands.projects.iter().map(|(plan, minutes)| format!("{}: {} h left", title((*plan).into()), minutes / 60));
    let working = strands.working.iter();
    let working = working
        .map(|((plan, unit), minutes)| format!("{}: {} h for {}", title((*plan).into()), minutes / 60, title((*unit).into())));
    assert_eq!(serving.chain(left).chain(working).collect::<Vec<_>>(), expected);
}

#[test]
fn the_work_that_is_left_goes_from_open_goals_over_open_plans_to_the_units_of_those_who_do_it() {
    let world = World::read(
        "
        unit works
        unit billing
        person ana
        person ben
        member works ana
        member billing ben
        goal trust
        goal past state met
        project lay for trust,past
        task pipe in lay lasts 2d by ana,ben
        task order in lay lasts 4h by ana
        task paint in lay lasts 1d
        task dig in lay lasts 5d by ana closed
        project old for trust closed
        task gate in old lasts 1d by ana
        ",
    );
    check(&world, &["lay serves trust", "lay: 28 h left", "lay: 12 h for works", "lay: 8 h for billing"]);
}

#[test]
fn a_task_that_nobody_estimated_counts_a_day_and_its_summary_nothing() {
    let world = World::read(
        "
        unit works
        person ana
        member works ana
        project lay
        task all in lay
        task pipe in lay under all by ana
        ",
    );
    check(&world, &["lay: 8 h left", "lay: 8 h for works"]);
}
