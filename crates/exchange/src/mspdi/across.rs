//! What holds between the records of a plan: parents in the outline, calendars that exist, assignments of tasks that exist, links without circles,
//! and the days of recurring exceptions.

use super::fault::{Item, ItemKind, Problem, ProblemCode};
use super::limits::Limits;
use super::measure::Position;
use super::plan::Plan;
use super::{links, recurrence};
use std::collections::{HashMap, HashSet};

/// Settles all of it and records what does not hold. `at` is where the project begins.
pub(super) fn settle(plan: &mut Plan, limits: &Limits, at: Position) {
    outline(plan);
    calendars(plan, at);
    bases(plan);
    exceptions(plan, limits);
    assignments(plan);
    links::settle(plan);
}

/// A task's parent is the last task before it that stands higher in the outline. A level that is not stated is that of the outline number.
fn outline(plan: &mut Plan) {
    let mut above: Vec<(i64, i64)> = Vec::new();
    for task in &mut plan.tasks {
        let dots = task.outline_number.as_deref().map(|number| number.matches('.').count());
        let numbered = dots.and_then(|dots| i64::try_from(dots).ok()).map_or(1, |dots| dots + 1);
        let level = task.outline_level.unwrap_or(if task.uid == 0 { 0 } else { numbered });
        while above.last().is_some_and(|(higher, _)| *higher >= level) {
            above.pop();
        }
        task.parent = above.last().map(|(_, uid)| *uid);
        above.push((level, task.uid));
    }
}

/// Whatever uses a calendar uses one that is in the file. -1 stands for none.
fn calendars(plan: &mut Plan, at: Position) {
    let known: HashSet<i64> = plan.calendars.iter().map(|calendar| calendar.uid).collect();
    let problems = &mut plan.problems;
    let mut check = |calendar: &mut Option<i64>, item: Item, at: Position, relation: &str| {
        let Some(uid) = *calendar else { return };
        if known.contains(&uid) {
            return;
        }
        *calendar = None;
        // -1 says that there is none. Project gives the resource that stands for nobody a calendar that it does not write.
        if uid == -1 || (item == Item { kind: ItemKind::Resource, uid: Some(0) }) {
            return;
        }
        let sentence = format!("{item} {relation} calendar {uid}, which is not in the file.");
        problems.push(Problem { code: ProblemCode::UnknownCalendar, sentence, at, item });
    };
    check(&mut plan.project.calendar, Item { kind: ItemKind::Project, uid: None }, at, "uses");
    for calendar in &mut plan.calendars {
        let item = Item { kind: ItemKind::Calendar, uid: Some(calendar.uid) };
        // Some programs say 0 where Project says -1.
        if calendar.base == Some(0) && !known.contains(&0) {
            calendar.base = None;
        }
        check(&mut calendar.base, item, calendar.at, "is based on");
    }
    for task in &mut plan.tasks {
        let item = Item { kind: ItemKind::Task, uid: Some(task.uid) };
        check(&mut task.calendar, item, task.at, "uses");
    }
    for resource in &mut plan.resources {
        let item = Item { kind: ItemKind::Resource, uid: Some(resource.uid) };
        check(&mut resource.calendar, item, resource.at, "uses");
    }
}

/// Following bases from any calendar comes to an end. Each calendar is walked over once.
fn bases(plan: &mut Plan) {
    #[derive(Clone, Copy, PartialEq)]
    enum Walk {
        New,
        Underway(usize),
        Done,
    }
    let places: HashMap<i64, usize> = plan.calendars.iter().enumerate().map(|(index, calendar)| (calendar.uid, index)).collect();
    let mut walks = vec![Walk::New; plan.calendars.len()];
    for first in 0..plan.calendars.len() {
        let mut path = Vec::new();
        let mut next = Some(first);
        while let Some(index) = next {
            match walks.get(index).copied().unwrap_or(Walk::Done) {
                Walk::Done => break,
                Walk::New => {}
                Walk::Underway(_) => {
                    let Some(last) = path.last().and_then(|index: &usize| plan.calendars.get_mut(*index)) else { break };
                    let item = Item { kind: ItemKind::Calendar, uid: Some(last.uid) };
                    let sentence = format!("{item} is based on itself through others; it was taken as based on none.");
                    plan.problems.push(Problem { code: ProblemCode::CalendarLoop, sentence, at: last.at, item });
                    last.base = None;
                    break;
                }
            }
            if let Some(walk) = walks.get_mut(index) {
                *walk = Walk::Underway(first);
            }
            path.push(index);
            next = plan.calendars.get(index).and_then(|calendar| calendar.base).and_then(|base| places.get(&base).copied());
        }
        for index in path {
            if let Some(walk) = walks.get_mut(index) {
                *walk = Walk::Done;
            }
        }
    }
}

/// Writes out the days of every exception, up to the limit for the whole file. Where two have the same days, the first in the file stands.
fn exceptions(plan: &mut Plan, limits: &Limits) {
    let mut left = limits.exception_dates;
    for calendar in &mut plan.calendars {
        let mut complete = true;
        for (number, exception) in calendar.exceptions.iter().enumerate() {
            let (spans, all) = recurrence::expand(number, exception, left);
            left -= spans.len();
            complete &= all;
            calendar.expanded.extend(spans);
        }
        calendar.expanded.sort_by_key(|span| (span.from, span.to));
        calendar.expanded.dedup_by_key(|span| (span.from, span.to));
        if !complete {
            let item = Item { kind: ItemKind::Calendar, uid: Some(calendar.uid) };
            let sentence = format!("{item} has exceptions on more days than are read; the later ones are missing.");
            plan.problems.push(Problem { code: ProblemCode::TooManyDates, sentence, at: calendar.at, item });
        }
    }
}

/// An assignment without its task is set aside; one without its resource stays, for nobody.
fn assignments(plan: &mut Plan) {
    let tasks: HashSet<i64> = plan.tasks.iter().map(|task| task.uid).collect();
    let resources: HashSet<i64> = plan.resources.iter().map(|resource| resource.uid).collect();
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for mut assignment in std::mem::take(&mut plan.assignments) {
        let item = Item { kind: ItemKind::Assignment, uid: Some(assignment.uid) };
        let at = assignment.at;
        if !tasks.contains(&assignment.task) {
            let sentence = format!("{item} is for task {}, which is not in the file; it was left out.", assignment.task);
            plan.problems.push(Problem { code: ProblemCode::UnknownTask, sentence, at, item });
            refused.push(assignment);
            continue;
        }
        if let Some(uid) = assignment.resource.filter(|uid| !resources.contains(uid)) {
            let sentence = format!("{item} gives task {} to resource {uid}, which is not in the file.", assignment.task);
            plan.problems.push(Problem { code: ProblemCode::UnknownResource, sentence, at, item });
            assignment.resource = None;
        }
        kept.push(assignment);
    }
    (plan.assignments, plan.refused_assignments) = (kept, refused);
}
