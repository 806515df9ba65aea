//! Real plans whose dates an independent scheduler and Microsoft agree on: what is computed from the file without its dates is what the file states.

use crate::pipe::{DAY, data, folders, imported, plan_of, project, task, text};
use crate::strip::{stripped, with_duration};
use exchange::mspdi::{ConstraintKind, Plan, Task};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The plans named as oracle.
pub(crate) fn oracle(data: &Path) -> Vec<PathBuf> {
    let list: Value = serde_json::from_str(&text(&data.join("project-files/oracle.json"))).expect("JSON");
    let names: Vec<&str> = list["oracle"].as_array().expect("a list").iter().filter_map(|plan| plan["file"].as_str()).collect();
    let found = |name: &str| folders(data).map(|folder| folder.join(name)).into_iter().find(|file| file.exists());
    names.into_iter().map(|name| found(name).expect("the file")).collect()
}

/// The leaf tasks of a plan: those that nothing stands under, without empty rows.
pub(crate) fn leaves(plan: &Plan) -> Vec<&Task> {
    let parents: BTreeSet<i64> = plan.tasks.iter().filter_map(|task| task.parent).collect();
    let is_leaf = |task: &&Task| task.uid != 0 && !task.is_null && !parents.contains(&task.uid);
    plan.tasks.iter().filter(is_leaf).collect()
}

/// The total slack in minutes that the independent scheduler gives each task.
fn recomputed(file: &Path) -> BTreeMap<i64, i64> {
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    let truth = file.parent().expect("a folder").join("truth").join(format!("{name}.truth.json"));
    let truth: Value = serde_json::from_str(&text(&truth)).expect("JSON");
    let tasks = truth["cpm"]["tasks"].as_object().expect("tasks").iter();
    let slack = |task: &Value| task["total_slack"]["minutes"].as_f64().map(|minutes| format!("{minutes:.0}"));
    tasks.filter_map(|(uid, task)| Some((uid.parse().ok()?, slack(task)?.parse().ok()?))).collect()
}

/// In how many tasks of the oracle plans the stated and the recomputed slack differ, as the README of the data lists them; there either is right.
const EITHER: usize = 9;

#[test]
fn the_computed_dates_and_floats_of_the_oracle_plans_are_the_stated_ones() {
    let Some(data) = data("the_computed_dates_and_floats_of_the_oracle_plans_are_the_stated_ones") else { return };
    let (mut different, mut compared, mut either) = (Vec::new(), 0, 0);
    for file in oracle(&data) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let full = text(&file);
        let (stated, recomputed) = (plan_of(&full), recomputed(&file));
        let organization = imported(&stripped(&full));
        assert!(organization.tasks().iter().all(|task| task.stated.is_none() && task.agreed.is_none()), "{name}: a date is left");
        let plan = insight::plan(&organization, &[project(&organization)], DAY);
        for leaf in leaves(&stated) {
            compared += 1;
            let own = task(&organization, leaf.uid).and_then(|task| plan.of(task)).expect("a planned task");
            let slack = leaf.schedule.total_slack.map_or(0, |slack| slack.minutes());
            let (start, finish) = (leaf.schedule.start.expect("a start"), leaf.schedule.finish.expect("a finish"));
            let same_float = own.total_float == slack || recomputed.get(&leaf.uid) == Some(&own.total_float);
            either += usize::from(same_float && own.total_float != slack);
            if (own.start, own.finish) != (start, finish) || !same_float {
                different.push(format!(
                    "{name} {}: {} to {}, float {}; stated {start} to {finish}, {slack}",
                    leaf.uid, own.start, own.finish, own.total_float
                ));
            }
        }
    }
    println!("{compared} leaf tasks; the float of {either} is the recomputed one where the file states another");
    assert!(different.is_empty(), "{} of {compared} differ:\n{}", different.len(), different.join("\n"));
    assert!(compared > 300 && either <= EITHER, "{compared} compared, {either} of them with the recomputed float");
}

/// Whether a task goes where the plan puts it: nothing has happened in it, nobody typed its dates, and no constraint nails it down.
fn is_free(task: &Task) -> bool {
    let nailed = matches!(task.constraint, Some(ConstraintKind::MustStartOn | ConstraintKind::MustFinishOn));
    !task.manual && !nailed && task.active && task.progress.actual_start.is_none()
}

/// The leaf tasks that wait for a task, directly or over others, links into summaries being links to all under them. A task that goes nowhere holds up those
/// that wait for it.
fn successors(plan: &Plan, uid: i64) -> BTreeSet<i64> {
    let under = |uid: i64| {
        let mut all = vec![uid];
        let mut at = 0;
        while let Some(above) = all.get(at).copied() {
            all.extend(plan.tasks.iter().filter(|task| task.parent == Some(above)).map(|task| task.uid));
            at += 1;
        }
        all
    };
    let free: BTreeSet<i64> = plan.tasks.iter().filter(|task| is_free(task)).map(|task| task.uid).collect();
    let (mut found, mut waiting) = (BTreeSet::new(), vec![uid]);
    while let Some(before) = waiting.pop() {
        let linked =
            plan.tasks.iter().filter(|task| is_free(task) && task.predecessors.iter().any(|link| link.predecessor == before));
        for after in linked.flat_map(|task| under(task.uid)).filter(|uid| free.contains(uid)) {
            if found.insert(after) {
                waiting.push(after);
            }
        }
    }
    leaves(plan).into_iter().filter(|task| found.contains(&task.uid)).map(|task| task.uid).collect()
}

#[test]
fn a_critical_task_that_takes_three_days_more_moves_every_successor() {
    let Some(data) = data("a_critical_task_that_takes_three_days_more_moves_every_successor") else { return };
    let (mut plans, mut moved) = (0, 0);
    for file in oracle(&data) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let text = stripped(&text(&file));
        let file = plan_of(&text);
        let before = imported(&text);
        let planned = insight::plan(&before, &[project(&before)], DAY);
        let of = |organization: &organization::Organization, plan: &insight::Plan, uid: i64| {
            *task(organization, uid).and_then(|task| plan.of(task)).expect("a planned task")
        };
        let critical = |task: &&Task| is_free(task) && !task.milestone && of(&before, &planned, task.uid).critical;
        let candidates = leaves(&file).into_iter().filter(critical);
        let Some(longer) = candidates.max_by_key(|task| (successors(&file, task.uid).len(), -task.uid)) else { continue };
        let duration = longer.schedule.duration.expect("a duration");
        let more = duration.minutes + if duration.format.elapsed { 3 * 1440 } else { 3 * 480 };
        let after = imported(&with_duration(&text, longer.uid, &format!("PT{}H{}M0S", more / 60, more % 60)));
        let replanned = insight::plan(&after, &[project(&after)], DAY);
        let successors = successors(&file, longer.uid);
        for successor in &successors {
            let (was, is) = (of(&before, &planned, *successor), of(&after, &replanned, *successor));
            assert!(was.start < is.start && was.finish < is.finish, "{name}: {successor} waits for {} and stays", longer.uid);
        }
        plans += usize::from(!successors.is_empty());
        moved += successors.len();
    }
    println!("{moved} successors in {plans} plans");
    assert!(plans > 5 && moved > 50, "{moved} successors in {plans} plans");
}

#[test]
fn the_computed_dates_of_every_plan_that_project_wrote_are_the_stated_ones() {
    let Some(data) = data("the_computed_dates_of_every_plan_that_project_wrote_are_the_stated_ones") else { return };
    let mut compared = 0;
    let [native, _] = folders(&data);
    for file in crate::whole::plans_in(&native) {
        let full = text(&file);
        let organization = imported(&stripped(&full));
        let plan = insight::plan(&organization, &[project(&organization)], DAY);
        for leaf in leaves(&plan_of(&full)) {
            let own = task(&organization, leaf.uid).and_then(|task| plan.of(task)).expect("a planned task");
            let stated = (leaf.schedule.start.unwrap_or(own.start), leaf.schedule.finish.unwrap_or(own.finish));
            assert_eq!((own.start, own.finish), stated, "{} {}", file.display(), leaf.uid);
            compared += 1;
        }
    }
    println!("{compared} leaf tasks");
    assert!(compared > 900, "{compared} leaf tasks");
}
