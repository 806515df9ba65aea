//! Dates: an organization goes in, when each task happens comes out, a line a task.

use insight::{Plan, plan, plan_all};
use jiff::civil::DateTime;
use organization::ProjectId;
use serde_json::{Value, json};

use crate::notation::{TODAY, World};

fn say(moment: DateTime) -> String {
    moment.strftime("%a %d %H:%M").to_string()
}

/// Each task with start and finish, its total float in hours where it has some, `assumed` where nobody estimated it.
fn dates(world: &World, plan: &Plan) -> Vec<String> {
    plan.tasks
        .iter()
        .map(|planned| {
            let name = &world.value.find(planned.task).expect("a task").name;
            let float = match (planned.critical, planned.total_float) {
                (true, 0) => String::new(),
                (_, minutes) => format!(", {} h float", minutes / 60),
            };
            let marks = [(planned.summary, ", summary"), (planned.assumed, ", assumed")];
            let marks: String = marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark).collect();
            format!("{name}: {} to {}{float}{marks}", say(planned.start), say(planned.finish))
        })
        .collect()
}

fn check(world: &World, expected: &[&str]) {
    assert_eq!(dates(world, &plan_all(&world.value, TODAY)), expected);
}

impl World {
    fn change(&mut self, task: &str, mut fields: Value) -> &mut World {
        fields["task"] = json!(self.id(task).id);
        self.tell("change-task", fields);
        self
    }

    fn calendar(&mut self, mut fields: Value) -> Value {
        let id = self.mint();
        fields["id"] = json!(id);
        fields["name"] = json!("A calendar");
        self.tell("add-calendar", fields);
        json!(id)
    }
}

/// Monday to Friday, from eight to noon.
fn mornings() -> Value {
    let (day, free) = (json!([[480, 720]]), json!([]));
    json!([day, day, day, day, day, free, free])
}

#[test]
fn a_task_waits_for_its_predecessors_and_the_slowest_ones_are_critical() {
    let world = World::read(
        "
        project lay
        task dig in lay lasts 2d
        task order in lay lasts 4h
        task pipe in lay lasts 1d after dig,order
        ",
    );
    check(
        &world,
        &[
            "dig: Mon 02 08:00 to Tue 03 17:00",
            "order: Mon 02 08:00 to Mon 02 12:00, 12 h float",
            "pipe: Wed 04 08:00 to Wed 04 17:00",
        ],
    );
}

#[test]
fn a_task_without_an_estimate_counts_one_day_of_its_project_and_is_marked() {
    let mut world = World::read(
        "
        project lay
        task dig in lay
        task gate in lay milestone after dig
        task fill in lay after gate
        ",
    );
    world.tell("change-project", json!({ "project": world.id("lay").id, "minutes_per_day": 360 }));
    world.change("fill", json!({ "estimate": { "optimistic": 60, "likely": 120, "pessimistic": 240 } }));
    check(
        &world,
        &[
            "dig: Mon 02 08:00 to Mon 02 15:00, assumed",
            "gate: Mon 02 15:00 to Mon 02 15:00",
            "fill: Mon 02 15:00 to Mon 02 17:00",
        ],
    );
}

#[test]
fn work_is_shared_among_those_who_do_it() {
    let mut world = World::read(
        "
        person ana
        person ben
        project lay
        task dig in lay by ana,ben
        ",
    );
    world.change("dig", json!({ "work": 960 }));
    check(&world, &["dig: Mon 02 08:00 to Mon 02 17:00"]);
}

#[test]
fn a_summary_spans_what_is_under_it_and_its_links_bind_all_of_that() {
    let world = World::read(
        "
        project lay
        task first in lay lasts 1d
        task trench in lay after first
        task dig in lay under trench lasts 2d
        task fill in lay under trench lasts 1d after dig
        ",
    );
    check(
        &world,
        &[
            "first: Mon 02 08:00 to Mon 02 17:00",
            "trench: Tue 03 08:00 to Thu 05 17:00, summary",
            "dig: Tue 03 08:00 to Wed 04 17:00",
            "fill: Thu 05 08:00 to Thu 05 17:00",
        ],
    );
}

#[test]
fn a_project_starts_where_it_says_or_is_planned_back_from_its_finish() {
    let mut world = World::read(
        "
        project lay start 2026-03-04
        project back
        task dig in lay lasts 1d
        task fill in back lasts 1d
        ",
    );
    let back = world.id("back").id;
    world.tell("change-project", json!({ "project": back, "finish_first": "2026-03-13T17:00:00" }));
    check(&world, &["dig: Wed 04 08:00 to Wed 04 17:00", "fill: Fri 13 08:00 to Fri 13 17:00"]);
}

#[test]
fn a_task_runs_on_its_own_calendar_else_its_projects_else_its_units() {
    let mut world = World::read(
        "
        unit works
        unit crew under works
        project lay unit crew
        project office unit crew
        project far
        task dig in lay lasts 8h
        task write in office lasts 8h
        task walk in far lasts 8h
        task phone in far lasts 8h
        ",
    );
    let half = world.calendar(json!({ "week": mornings() }));
    let clock = world.calendar(json!({ "week": vec![json!([[0, 1440]]); 7] }));
    world.tell("change-unit", json!({ "unit": world.id("works").id, "calendar": half }));
    world.tell("change-project", json!({ "project": world.id("office").id, "calendar": clock }));
    world.change("phone", json!({ "calendar": half }));
    check(
        &world,
        &[
            "dig: Mon 02 08:00 to Tue 03 12:00",
            "write: Mon 02 00:00 to Mon 02 08:00",
            "walk: Mon 02 08:00 to Mon 02 17:00, 4 h float",
            "phone: Mon 02 08:00 to Tue 03 12:00",
        ],
    );
}

#[test]
fn the_calendar_of_whoever_works_drives_a_task_unless_its_duration_is_fixed() {
    let mut world = World::read(
        "
        person ana
        project lay
        task dig in lay lasts 8h by ana
        task guard in lay lasts 8h by ana
        ",
    );
    let half = world.calendar(json!({ "week": mornings() }));
    world.tell("change-person", json!({ "person": world.id("ana").id, "calendar": half }));
    world.change("guard", json!({ "fixed": "duration" }));
    check(&world, &["dig: Mon 02 08:00 to Tue 03 12:00", "guard: Mon 02 08:00 to Mon 02 17:00, 4 h float"]);
}

#[test]
fn a_calendar_takes_from_its_base_what_it_does_not_say_itself() {
    let mut world = World::read(
        "
        project lay
        task dig in lay lasts 8h
        task fill in lay lasts 8h after dig
        task pave in lay lasts 8h after fill
        ",
    );
    let free = |from: &str, to: &str| json!({ "from": from, "to": to });
    let standard = vec![json!([[480, 720], [780, 1020]]); 5];
    let week: Vec<Value> = standard.into_iter().chain([json!([]), json!([])]).collect();
    let base = world.calendar(json!({
        "week": week, "exceptions": [free("2026-03-02", "2026-03-03"), free("2026-03-05", "2026-03-05")],
    }));
    let own = world.calendar(json!({
        "base": base, "week": [null, null, [[480, 720]], null, null, null, null],
        "exceptions": [{ "from": "2026-03-03", "to": "2026-03-03", "hours": [[480, 960]] }],
    }));
    world.tell("change-project", json!({ "project": world.id("lay").id, "calendar": own }));
    // Monday is free by the base, Tuesday has eight hours by its own exception, Wednesday a morning, Thursday is free by the base.
    check(
        &world,
        &["dig: Tue 03 08:00 to Tue 03 16:00", "fill: Wed 04 08:00 to Fri 06 12:00", "pave: Fri 06 13:00 to Mon 09 12:00"],
    );
}

#[test]
fn an_agreed_start_stands_and_a_link_that_it_breaks_is_said() {
    let mut world = World::read(
        "
        project lay
        task dig in lay lasts 2d
        task fill in lay lasts 1d after dig
        ",
    );
    world.change("fill", json!({ "agreed": { "start": "2026-03-03T08:00:00" } }));
    let plan = plan_all(&world.value, TODAY);
    assert_eq!(plan.of(world.id("fill").to().expect("a task")).map(|fill| say(fill.start)).as_deref(), Some("Tue 03 08:00"));
    assert!(matches!(plan.obstacles.as_slice(), [insight::Obstacle::AgreedConflict { .. }]), "{:?}", plan.obstacles);
}

#[test]
fn typed_dates_stand() {
    let mut world = World::read("project lay\ntask dig in lay");
    world.change("dig", json!({ "manual": { "start": "2026-03-07T09:00:00", "finish": "2026-03-08T10:00:00" } }));
    let plan = plan_all(&world.value, TODAY);
    assert_eq!((say(plan.tasks[0].start), say(plan.tasks[0].finish)), ("Sat 07 09:00".to_owned(), "Sun 08 10:00".to_owned()));
}

#[test]
fn what_is_done_stands_and_what_was_closed_without_dates_holds_nobody_up() {
    let mut world = World::read(
        "
        project lay start 2026-02-23
        task dig in lay lasts 2d
        task old in lay lasts 9d
        task fill in lay lasts 2d after dig,old
        task known in lay lasts 1d
        ",
    );
    world.change("dig", json!({ "actual_start": "2026-02-24T08:00:00", "actual_finish": "2026-02-26T12:00:00" }));
    world.tell("close-task", json!({ "task": world.id("old").id }));
    world.tell("close-task", json!({ "task": world.id("known").id, "on": "2026-02-25" }));
    world.change("fill", json!({ "actual_start": "2026-02-27T08:00:00", "percent": 50 }));
    let plan = plan_all(&world.value, TODAY);
    let names: Vec<String> =
        dates(&world, &plan).iter().map(|line| line.split(',').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(
        names,
        ["dig: Tue 24 08:00 to Thu 26 12:00", "fill: Fri 27 08:00 to Mon 02 17:00", "known: Wed 25 08:00 to Wed 25 17:00"]
    );
}

#[test]
fn inactive_tasks_take_no_part() {
    let mut world = World::read("project lay\ntask dig in lay lasts 2d\ntask fill in lay lasts 1d after dig");
    world.change("dig", json!({ "inactive": true }));
    check(&world, &["fill: Mon 02 08:00 to Mon 02 17:00"]);
}

#[test]
fn stated_dates_move_nothing_and_are_compared() {
    let mut world = World::read(
        "
        project lay
        task dig in lay lasts 1d
        task fill in lay lasts 1d after dig
        ",
    );
    world.change("dig", json!({ "stated": { "start": "2026-03-02T08:00:00", "finish": "2026-03-02T17:00:00" } }));
    world.change("fill", json!({ "stated": { "start": "2026-03-04T08:00:00", "finish": "2026-03-04T17:00:00" } }));
    check(&world, &["dig: Mon 02 08:00 to Mon 02 17:00", "fill: Tue 03 08:00 to Tue 03 17:00"]);
    let differing = plan_all(&world.value, TODAY).differing;
    assert_eq!(
        differing.iter().map(|difference| organization::AnyId::from(difference.task)).collect::<Vec<_>>(),
        [world.id("fill")]
    );
}

#[test]
fn projects_that_are_tied_together_are_planned_together() {
    let mut world = World::read(
        "
        project lay
        project pave
        project apart
        task dig in lay lasts 2d
        task road in pave lasts 1d after dig
        task walk in apart lasts 1d
        ",
    );
    let pave: ProjectId = world.id("pave").to().expect("a project");
    let plan = plan(&world.value, &[pave], TODAY);
    assert_eq!(dates(&world, &plan), ["dig: Mon 02 08:00 to Tue 03 17:00", "road: Wed 04 08:00 to Wed 04 17:00"]);
    world.tell("close-project", json!({ "project": pave }));
    assert_eq!(plan_all(&world.value, TODAY).projects.len(), 2);
}

#[test]
fn a_project_is_summed_up_in_one_line() {
    let mut world = World::read(
        "
        project lay
        task trench in lay
        task dig in lay under trench lasts 3d
        task fill in lay under trench lasts 1d after dig
        task walk in lay
        task old in lay lasts 2d closed
        ",
    );
    world.change("dig", json!({ "percent": 50, "actual_start": "2026-03-02T08:00:00" }));
    let plan = plan_all(&world.value, TODAY);
    let summary = plan.project(world.id("lay").to().expect("a project")).expect("its summary");
    // Done: half of three days and all of two, of seven days in all.
    assert_eq!((summary.done, summary.open, summary.closed, summary.assumed), (50, 3, 1, 1));
    assert_eq!(summary.start.map(say).as_deref(), Some("Mon 02 08:00"));
    assert_eq!(summary.finish.map(say).as_deref(), Some("Thu 05 17:00"));
}
