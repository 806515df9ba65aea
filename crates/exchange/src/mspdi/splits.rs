//! The stretches of a task that was split, from the amounts over time of its assignments.
//!
//! A stretch of work ends where nothing is done in time that a calendar has for work; nights, weekends and holidays do not split a task. The
//! calendars are those of the task's resources, and the task's own; without either the project's. The first and the last stretch begin and end where work does, which may be inside the task's dates.

use super::calendar::{Calendar, DayRule, WorkingTime};
use super::plan::{Plan, Timephased};
use super::task::Segment;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use std::collections::HashMap;

/// Kinds of amounts that are work: remaining, and done.
const WORK: [i64; 2] = [1, 2];
/// A gap of more days is a split whatever the calendar says.
const LONGEST_GAP: i64 = 400;
/// How many calendars of resources are asked about one task.
const CALENDARS_LOOKED_AT: usize = 50;
/// How many calendars may be based on each other; Project has two.
const DEEPEST: usize = 20;
/// How many exceptions are looked at for all gaps of a file together; the answer beyond is as if there were none.
const EXCEPTIONS_LOOKED_AT: usize = 10_000_000;

/// The work on one task.
#[derive(Default)]
struct Worked {
    stretches: Vec<Segment>,
    /// Calendars of the resources.
    calendars: Vec<i64>,
}

/// Fills in the splits of every task.
pub(super) fn derive(plan: &mut Plan) {
    let calendars: HashMap<i64, i64> =
        plan.resources.iter().filter_map(|resource| Some((resource.uid, resource.calendar?))).collect();
    let mut worked: HashMap<i64, Worked> = HashMap::new();
    for assignment in &plan.assignments {
        let stretches = assignment.timephased.iter().filter(|amount| WORK.contains(&amount.kind) && is_something(amount));
        let stretches = stretches.map(|amount| Segment { start: amount.start, finish: amount.finish });
        let on_task = worked.entry(assignment.task).or_default();
        on_task.stretches.extend(stretches.filter(|stretch| stretch.start < stretch.finish));
        on_task.calendars.extend(assignment.resource.and_then(|resource| calendars.get(&resource)));
    }
    let mut days =
        Days { calendars: plan.calendars.iter().map(|calendar| (calendar.uid, calendar)).collect(), left: EXCEPTIONS_LOOKED_AT };
    for task in &mut plan.tasks {
        let Some(mut on_task) = worked.remove(&task.uid) else { continue };
        on_task.stretches.sort_unstable();
        on_task.calendars.sort_unstable();
        on_task.calendars.dedup();
        on_task.calendars.truncate(CALENDARS_LOOKED_AT);
        if task.ignore_resource_calendar == Some(true) {
            on_task.calendars.clear();
        }
        let own = task.calendar.or(plan.project.calendar.filter(|_| on_task.calendars.is_empty()));
        let mut could_work = |from: DateTime, to: DateTime| {
            let people =
                on_task.calendars.is_empty() || on_task.calendars.iter().any(|calendar| days.works(Some(*calendar), from, to));
            people && ((own.is_none() && !on_task.calendars.is_empty()) || days.works(own, from, to))
        };
        let mut segments: Vec<Segment> = Vec::new();
        for stretch in on_task.stretches {
            match segments.last_mut() {
                Some(last) if stretch.start <= last.finish || !could_work(last.finish, stretch.start) => {
                    last.finish = last.finish.max(stretch.finish);
                }
                _ => segments.push(stretch),
            }
        }
        if segments.len() > 1 {
            task.splits = segments;
        }
    }
}

fn is_something(amount: &Timephased) -> bool {
    amount.value.as_ref().is_some_and(|value| value.bytes().any(|letter| (b'1'..=b'9').contains(&letter)))
}

/// Answers whether calendars have time for work.
struct Days<'a> {
    calendars: HashMap<i64, &'a Calendar>,
    left: usize,
}

impl Days<'_> {
    fn works(&mut self, calendar: Option<i64>, from: DateTime, to: DateTime) -> bool {
        let mut day = from.date();
        for _ in 0..LONGEST_GAP {
            if day > to.date() {
                return false;
            }
            let first = if day == from.date() { minute(from) } else { 0 };
            let last = if day == to.date() { minute(to) } else { 1440 };
            if self.times(calendar, day).iter().any(|time| time.from < last && time.to > first) {
                return true;
            }
            let Ok(next) = day.checked_add(1.day()) else { return false };
            day = next;
        }
        true
    }

    /// The times of a day: of the exceptions of the calendar and those it is based on, else of their weeks, else the program's default.
    fn times(&mut self, calendar: Option<i64>, day: Date) -> Vec<WorkingTime> {
        let mut chain: Vec<&Calendar> = Vec::new();
        let mut next = calendar;
        while let Some(calendar) = next.and_then(|uid| self.calendars.get(&uid)) {
            chain.push(calendar);
            next = calendar.base.filter(|_| chain.len() < DEEPEST);
        }
        for calendar in &chain {
            let spans = calendar.expanded.iter().take_while(|span| span.from <= day).take(self.left);
            let (mut seen, mut found) = (0, None);
            for span in spans {
                seen += 1;
                if span.to >= day {
                    found = calendar.exceptions.get(span.exception);
                    break;
                }
            }
            self.left -= seen;
            if let Some(exception) = found {
                return exception.working.clone();
            }
        }
        for calendar in &chain {
            let inside = |week: &&super::calendar::WorkWeek| {
                week.from.is_none_or(|from| from <= day) && week.to.is_none_or(|to| day <= to)
            };
            let special = calendar.work_weeks.iter().find(inside).map(|week| week.week.day(day.weekday()));
            for rule in special.into_iter().chain([calendar.week.day(day.weekday())]) {
                match rule {
                    DayRule::Inherited => {}
                    DayRule::NonWorking => return Vec::new(),
                    DayRule::Working(times) => return times.clone(),
                }
            }
        }
        standard(day)
    }
}

/// Eight hours from Monday to Friday.
fn standard(day: Date) -> Vec<WorkingTime> {
    if matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday) {
        return Vec::new();
    }
    vec![WorkingTime { from: 480, to: 720 }, WorkingTime { from: 780, to: 1020 }]
}

fn minute(moment: DateTime) -> u16 {
    u16::try_from(i32::from(moment.hour()) * 60 + i32::from(moment.minute())).unwrap_or_default()
}
