//! Delivery: progress, baselines, hand-offs, rates, processes, improvements.

use crate::world::{TODAY, World};
use insta::assert_snapshot;
use jiff::civil::date;
use organization::{Dependency, DependencyId, PersonId, ProcessId, RatePer, Schedule, TaskId};
use serde_json::json;

#[test]
fn a_progress_report_stays_and_the_task_takes_over_what_it_says() {
    let mut world = World::waterworks();
    world.perform("change-task", json!({ "task": "$dig", "percent": 10, "remaining": 900 }));
    let (id, act) = (world.mint(), World::act_of(world.of("tomas")));
    world
        .attempt_as("add-progress-report", json!({ "id": id, "task": "$dig", "percent": 40, "status": "at-risk" }), &act)
        .expect("said");
    let task = world.value.find(world.of::<TaskId>("dig")).expect("the task");
    assert_eq!((task.percent, task.remaining), (40, None));
    let report = world.value.progress_of(world.of("dig")).next().expect("the report");
    assert_eq!((report.by, report.on), (Some(world.of("tomas")), Some(TODAY)));
    let done = world.history.last().expect("an entry").clone();
    let mut back = world.value.undo(&done).expect("an undo");
    let position = world.value.position() + 1;
    world.value.apply(&mut back, position);
    assert_eq!(world.value.find(world.of::<TaskId>("dig")).map(|task| (task.percent, task.remaining)), Some((10, Some(900))));
    let new = world.mint();
    assert_snapshot!(world.refused("add-progress-report", json!({ "id": new, "task": "$dig" })), @"missing: What there is to report is missing. Fill it in.");
    world.perform("close-task", json!({ "task": "$dig" }));
    assert_snapshot!(world.refused("add-progress-report", json!({ "id": new, "task": "$dig", "percent": 90 })), @"already-closed: T-1 “Dig” is already closed. Reopen it first if it is to change.");
}

#[test]
fn a_project_has_several_baselines_of_its_own_tasks() {
    let mut world = World::waterworks();
    world
        .add("baseline", "first", json!({ "project": "$wave", "name": "First plan", "on": "2026-01-05" }))
        .add("baseline", "second", json!({ "project": "$wave", "name": "Second plan" }))
        .add("baseline-task", "dig-first", json!({ "baseline": "$first", "task": "$dig", "start": "2026-01-05T08:00", "finish": "2026-01-09T17:00", "work": 2400 }))
        .add("project", "other", json!({ "name": "Other" }))
        .add("task", "elsewhere", json!({ "name": "Elsewhere", "project": "$other" }));
    assert_eq!(world.value.baselines_of(world.of("wave")).count(), 2);
    assert_eq!(world.value.in_baseline(world.of("dig"), world.of("first")).and_then(|said| said.work), Some(2400));
    let new = world.mint();
    assert_snapshot!(world.refused("add-baseline-task", json!({ "id": new, "baseline": "$first", "task": "$elsewhere" })), @"other-project: T-4 “Elsewhere” belongs to another project than baseline “First plan of P-1 “Wave two””. Move it there first.");
    assert_snapshot!(world.refused("add-baseline-task", json!({ "id": new, "baseline": "$first", "task": "$dig" })), @"already-so: T-1 “Dig” in baseline “First plan of P-1 “Wave two”” is already so in that time.");
    world.perform("remove-baseline", json!({ "baseline": "$first" }));
    assert_eq!(world.value.baseline_tasks().len(), 0);
}

fn across_units() -> World {
    let mut world = World::waterworks();
    world
        .add("unit", "office", json!({ "name": "Office", "parent": "$works" }))
        .add("project", "permits", json!({ "name": "Permits", "unit": "$office" }))
        .add("task", "permit", json!({ "name": "Permit", "project": "$permits" }))
        .add("dependency", "waits", json!({ "from": "$permit", "to": "$dig" }))
        .add("dependency", "inside", json!({ "from": "$dig", "to": "$lay" }));
    world
}

#[test]
fn a_baseline_is_taken_with_its_tasks_in_one_step_and_goes_back_in_one() {
    let mut world = World::waterworks();
    let id = world.mint();
    let tasks = json!([
        { "task": "$dig", "start": "2026-01-05T08:00", "finish": "2026-01-09T17:00", "work": 2400 },
        { "task": "$lay", "cost": { "minor": 5000, "currency": "EUR" } },
    ]);
    let before = world.value.clone();
    world.perform("take-baseline", json!({ "id": id, "project": "$wave", "name": "As agreed", "tasks": tasks }));
    let baseline = world.value.baselines_of(world.of("wave")).next().expect("the baseline").clone();
    assert_eq!((baseline.on, world.value.tasks_of_baseline(baseline.id).count()), (Some(TODAY), 2));
    assert_eq!(world.value.in_baseline(world.of("dig"), baseline.id).and_then(|said| said.work), Some(2400));
    let done = world.history.last().expect("what was done").clone();
    let mut back = world.value.undo(&done).expect("an undo");
    world.value.apply(&mut back, 1_000);
    assert!(before.same_records(&world.value));
    world.add("project", "other", json!({ "name": "Other" })).add("task", "far", json!({ "name": "Far", "project": "$other" }));
    let id = world.mint();
    let foreign = json!({ "id": id, "project": "$wave", "name": "Wrong", "tasks": [{ "task": "$far" }] });
    assert!(world.refused("take-baseline", foreign).starts_with("other-project: "), "nothing of it is taken");
    let empty = json!({ "id": id, "project": "$wave", "name": "Empty", "tasks": [] });
    assert_snapshot!(world.refused("take-baseline", empty), @"missing: A task with dates to take into the baseline is missing. Fill it in.");
}

#[test]
fn both_sides_of_a_hand_off_confirm_it_and_it_goes_with_the_link() {
    let mut world = across_units();
    let link = |world: &World, name: &str| -> Dependency {
        (**world.value.find(world.of::<DependencyId>(name)).expect("a link")).clone()
    };
    assert!(world.value.is_hand_off(&link(&world, "waits")) && !world.value.is_hand_off(&link(&world, "inside")));
    world.add("hand-off", "taken", json!({ "dependency": "$waits", "task": "$dig", "terms": "By mail" }));
    assert_eq!(world.value.unconfirmed(&link(&world, "waits")), [world.of::<TaskId>("permit")]);
    world.add("hand-off", "given", json!({ "dependency": "$waits", "task": "$permit" }));
    assert!(world.value.unconfirmed(&link(&world, "waits")).is_empty());
    world.perform("remove-dependency", json!({ "dependency": "$waits" }));
    assert_eq!(world.value.hand_offs().len(), 0);
}

#[test]
fn each_side_of_a_hand_off_is_confirmed_by_those_who_answer_for_its_task() {
    let mut world = across_units();
    let id = world.mint();
    let may = |world: &mut World, name: &str, task: &str| {
        let command = world.command("add-hand-off", json!({ "id": id, "dependency": "$waits", "task": task }));
        let act = World::act_of(world.of::<PersonId>(name));
        let changes = world.value.decide(&command, &act).expect("decided");
        world.value.authorize(&act, command.function(&world.value), &changes).is_ok()
    };
    // Tomas heads the crew, which waits; the office is headed by nobody but Ines above it.
    assert!(may(&mut world, "tomas", "$dig") && !may(&mut world, "tomas", "$permit") && may(&mut world, "ines", "$permit"));
}

#[test]
fn a_rate_holds_for_its_time() {
    let mut world = World::waterworks();
    world
        .add("resource", "digger", json!({ "name": "Digger", "sort": "equipment" }))
        .add(
            "rate",
            "old",
            json!({ "resource": "$digger", "amount": { "minor": 9000, "currency": "EUR" }, "dated": { "until": "2026-07-01" } }),
        )
        .add(
            "rate",
            "new",
            json!({ "resource": "$digger", "amount": { "minor": 9500, "currency": "EUR" }, "dated": { "from": "2026-07-01" } }),
        );
    let rate = |day| world.value.rate(world.of("digger"), RatePer::Hour, day).map(|money| money.minor);
    assert_eq!([date(2026, 6, 30), TODAY].map(rate), [Some(9000), Some(9500)]);
    assert_eq!(world.value.rate(world.of("digger"), RatePer::Unit, TODAY), None);
    let new = world.mint();
    assert_snapshot!(world.refused("add-rate", json!({ "id": new, "resource": "$digger", "amount": { "minor": 1, "currency": "EUR" } })), @"already-so: rate for an hour of resource “Digger” is already so in that time.");
}

#[test]
fn a_process_is_due_by_its_schedule_and_runs_once_a_day() {
    let mut world = World::waterworks();
    world.add(
        "process",
        "flush",
        json!({ "title": "Flush the hydrants", "unit": "$crew", "schedule": { "months": { "from": "2026-01-31", "every": 1 } } }),
    );
    let process = world.value.find(world.of::<ProcessId>("flush")).expect("the process");
    let due: Vec<String> = process.schedule.due(date(2026, 2, 1), date(2026, 5, 1)).iter().map(ToString::to_string).collect();
    assert_eq!(due, ["2026-02-28", "2026-03-31", "2026-04-30"]);
    assert_eq!(Schedule::Weeks { from: date(2026, 1, 5), every: 2 }.due(date(2026, 1, 6), date(2026, 2, 3)).len(), 2);
    world.add("process-run", "february", json!({ "process": "$flush", "due": "2026-02-28" }));
    let new = world.mint();
    assert_snapshot!(world.refused("add-process-run", json!({ "id": new, "process": "$flush", "due": "2026-02-28" })), @"already-so: process “Flush the hydrants” of 2026-02-28 is already so in that time.");
    assert_snapshot!(world.refused("change-process", json!({ "process": "$flush", "schedule": { "days": { "from": "2026-01-01", "every": 0 } } })), @"out-of-range: The schedule must lie between every day, week or month and every 365 of them.");
    world.perform("finish-process-run", json!({ "process_run": "$february" }));
    assert_snapshot!(world.refused("skip-process-run", json!({ "process_run": "$february", "because": "It froze" })), @"wrong-state: process run “process “Flush the hydrants” of 2026-02-28” is done; this needs it to be open.");
}

#[test]
fn an_improvement_is_kept_or_undone_once() {
    let mut world = World::waterworks();
    world.add("improvement", "night", json!({ "title": "Dig at night", "subject": "@wave" }));
    world.perform("keep-improvement", json!({ "improvement": "$night", "after": "Half the traffic" }));
    assert_snapshot!(world.refused("revert-improvement", json!({ "improvement": "$night", "after": "", "because": "Noise" })), @"wrong-state: I-1 “Dig at night” is kept; this needs it to be being tried.");
}

#[test]
fn what_goes_with_a_record_is_not_pointed_at_by_what_stays() {
    let mut world = World::waterworks();
    world
        .add("resource", "digger", json!({ "name": "Digger", "sort": "equipment" }))
        .add("rate", "price", json!({ "resource": "$digger", "amount": { "minor": 9000, "currency": "EUR" } }))
        .add("comment", "dear", json!({ "on": "@price", "text": "Too dear" }));
    assert_snapshot!(world.refused("remove-resource", json!({ "resource": "$digger" })), @"still-needed: comment “Too dear” hangs on rate “rate for an hour of resource “Digger””. Move, close or remove what hangs on it first.");
    world.perform("remove-comment", json!({ "comment": "$dear" })).perform("remove-resource", json!({ "resource": "$digger" }));
    assert_eq!(world.value.rates().len(), 0);
}

#[test]
fn a_process_gets_the_run_of_the_last_day_on_which_it_was_due() {
    let from = date(2026, 1, 31);
    let monthly = Schedule::Months { from, every: 1 };
    let last = |schedule: Schedule, day| schedule.last_due(day).map(|day| day.to_string());
    assert_eq!(last(monthly, date(2026, 1, 30)), None);
    assert_eq!(last(monthly, date(2026, 1, 31)).as_deref(), Some("2026-01-31"));
    assert_eq!(last(monthly, date(2026, 2, 27)).as_deref(), Some("2026-01-31"));
    assert_eq!(last(monthly, date(2026, 2, 28)).as_deref(), Some("2026-02-28"));
    assert_eq!(last(monthly, date(2028, 3, 30)).as_deref(), Some("2028-02-29"));
    assert_eq!(last(Schedule::Months { from, every: 5 }, date(2026, 12, 24)).as_deref(), Some("2026-11-30"));
    assert_eq!(last(Schedule::Weeks { from, every: 2 }, date(2026, 2, 28)).as_deref(), Some("2026-02-28"));
    assert_eq!(last(Schedule::AsNeeded, date(2026, 2, 28)), None);
}

proptest::proptest! {
    /// The last day that is due is the last of the days that are due.
    #[test]
    fn the_last_due_day_is_the_last_of_all(kind in 0..3u8, every in 1..=365u16, start in 0..800i32, passed in -3..1500i32) {
        let from = date(2026, 1, 1).checked_add(jiff::Span::new().days(start)).expect("a day");
        let day = from.checked_add(jiff::Span::new().days(passed)).expect("a day");
        let schedule = match kind {
            0 => Schedule::Days { from, every },
            1 => Schedule::Weeks { from, every },
            _ => Schedule::Months { from, every },
        };
        let all = schedule.due(from, day.tomorrow().expect("a day"));
        proptest::prop_assert_eq!(schedule.last_due(day), all.last().copied());
    }
}
