//! Tasks in the order of the outline, each with the links to those that it waits for. Dates are those of the plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use insight::PlannedTask;
use organization::{AnyRecord, Constraint, Dependency, DependencySort, Fixed, Lag, Relation, Task, TaskId};
use planner::{Calendars, Minute};

use super::Sheet;
use super::element::{Record, elements, flag, inner, minutes, moment, text_of};
use super::order;
use super::rests::Rest;

/// What a scheduler computes for a summary.
const COMPUTED: [&str; 9] =
    ["Start", "Finish", "Duration", "Work", "PercentComplete", "ActualStart", "ActualFinish", "RemainingDuration", "Resume"];

/// What a scheduler computes of the progress of any task.
const FOLLOWING: [&str; 16] = [
    "Stop",
    "ActualDuration",
    "ActualWork",
    "RemainingWork",
    "RegularWork",
    "PercentWorkComplete",
    "StartVariance",
    "FinishVariance",
    "WorkVariance",
    "ACWP",
    "CV",
    "BCWS",
    "BCWP",
    "PreLeveledStart",
    "PreLeveledFinish",
    "TimephasedData",
];

/// What is added up over the tasks under a summary.
#[derive(Clone, Copy, Default)]
struct Sum {
    work: i64,
    whole: i64,
    done: i64,
    started: Option<jiff::civil::DateTime>,
    open: bool,
    finished: Option<jiff::civil::DateTime>,
}

/// One row of the outline.
struct Row<'a> {
    depth: usize,
    task: &'a Arc<Task>,
    summary: bool,
    number: String,
    row: usize,
}

impl Sheet<'_> {
    pub(super) fn written_tasks(&self) -> Vec<String> {
        let sums = self.sums();
        let mut whole = self.whole("task/", "Task");
        // The project's own summary says what was computed for it.
        whole.retain(|(uid, _)| *uid != 0 || self.as_imported);
        let mut places: BTreeMap<usize, String> = BTreeMap::new();
        for (uid, xml) in whole {
            let stated = elements(inner(&xml)).into_iter().find(|(name, _)| name == "ID");
            let id = stated.and_then(|(_, xml)| text_of(&xml).parse().ok());
            places.entry(id.unwrap_or(if uid == 0 { 0 } else { usize::MAX })).or_default().push_str(&xml);
        }
        let mut calendars = Compiled { calendars: Calendars::new(), known: None };
        let mut records = Vec::new();
        let mut numbers: Vec<usize> = Vec::new();
        records.extend(places.remove(&0));
        let mut row = 0;
        for (at, (depth, task)) in self.tasks.iter().enumerate() {
            row += 1;
            while let Some(empty) = places.remove(&row) {
                records.push(empty);
                row += 1;
            }
            numbers.truncate(depth + 1);
            match numbers.get_mut(*depth) {
                Some(number) => *number += 1,
                None => numbers.resize(depth + 1, 1),
            }
            let number = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
            let summary = self.tasks.get(at + 1).is_some_and(|(next, _)| next > depth);
            let sum = sums.get(&task.id).copied().unwrap_or_default();
            records.push(self.task(&Row { depth: *depth, task, summary, number, row }, sum, &mut calendars));
        }
        records.extend(places.into_values());
        records
    }

    /// What is under each summary, added up.
    fn sums(&self) -> BTreeMap<TaskId, Sum> {
        let mut sums: BTreeMap<TaskId, Sum> = BTreeMap::new();
        for (at, (depth, task)) in self.tasks.iter().enumerate() {
            if self.tasks.get(at + 1).is_some_and(|(next, _)| next > depth) {
                continue;
            }
            let whole = task.duration.map_or(0, |duration| duration.minutes);
            let mut above = task.parent;
            while let Some(id) = above {
                let sum = sums.entry(id).or_default();
                sum.work += task.work.unwrap_or_default();
                sum.whole += whole;
                sum.done += whole * i64::from(task.percent) / 100;
                sum.started = sum.started.into_iter().chain(task.actual_start).min();
                sum.open |= task.actual_finish.is_none();
                sum.finished = sum.finished.max(task.actual_finish);
                above = self.organization.find(id).and_then(|task| task.parent);
            }
        }
        sums
    }

    fn task(&self, row: &Row<'_>, sum: Sum, calendars: &mut Compiled) -> String {
        let task = row.task;
        let uid = self.uid(task.id);
        let (rest, fresh) = self.rest(&AnyRecord::Task(task.clone()), "task", &uid.to_string());
        let planned = self.plan.of(task.id);
        let mut record = Record::new("Task", order::TASK);
        record.say("UID", uid.to_string());
        record.say("ID", row.row.to_string());
        record.say("Name", &*task.name);
        record.say("Active", flag(!task.inactive));
        record.say("Manual", flag(task.manual.is_some()));
        record.say(
            "Type",
            match task.fixed {
                Fixed::Units => "0",
                Fixed::Duration => "1",
                Fixed::Work => "2",
            },
        );
        record.say("IsNull", "0");
        record.say("OutlineNumber", &row.number);
        record.say("OutlineLevel", (row.depth + 1).to_string());
        record.say("Priority", if task.priority == 0 { "500".to_owned() } else { task.priority.to_string() });
        record.say("Milestone", flag(task.milestone));
        record.say("Summary", flag(row.summary));
        record.say_some("CalendarUID", task.calendar.map(|calendar| self.uid(calendar).to_string()));
        record.say("IgnoreResourceCalendar", flag(task.ignores_people));
        record.say_some("Deadline", task.deadline.map(moment));
        if !task.notes.is_empty() {
            record.say("Notes", &*task.notes);
        }
        let (kind, date) = constraint(task.constraint.as_deref());
        record.say("ConstraintType", kind);
        record.say_some("ConstraintDate", date.map(moment));
        if let Some(planned) = planned {
            self.dates(&mut record, row, planned);
        }
        if row.summary {
            self.summary(&mut record, planned, sum, calendars);
        } else {
            self.leaf(&mut record, task, rest.of("Task").contains("<DurationFormat>") && fresh);
        }
        let own_links: Vec<String> =
            self.organization.linked::<Dependency>(Relation::DependencyTo, task.id).map(|link| self.link(link, uid)).collect();
        for link in own_links.into_iter().chain(self.kept_links(uid)) {
            record.put("PredecessorLink", link);
        }
        let untouched = self.as_imported;
        record.written(&rest, fresh, |element| {
            let computed = row.summary && COMPUTED.contains(&element);
            let typed = task.manual.is_none() && matches!(element, "ManualStart" | "ManualFinish" | "ManualDuration");
            (computed && !untouched) || (!fresh && (typed || FOLLOWING.contains(&element)))
        })
    }

    /// The dates of the plan; those that the file stated as long as nothing changed.
    fn dates(&self, record: &mut Record, row: &Row<'_>, planned: &PlannedTask) {
        let task = row.task;
        let stated = task.stated.as_deref().filter(|_| self.as_imported && !row.summary);
        let typed = task.manual.as_deref().filter(|_| !row.summary);
        let start = typed.and_then(|typed| typed.start).or_else(|| stated.and_then(|stated| stated.start));
        let finish = typed.and_then(|typed| typed.finish).or_else(|| stated.and_then(|stated| stated.finish));
        record.say("Start", moment(start.unwrap_or(planned.start)));
        record.say("Finish", moment(finish.unwrap_or(planned.finish)));
        record.say("Critical", flag(planned.critical));
        record.say("EarlyStart", moment(planned.early_start));
        record.say("EarlyFinish", moment(planned.early_finish));
        record.say("LateStart", moment(planned.late_start));
        record.say("LateFinish", moment(planned.late_finish));
        record.say("FreeSlack", (planned.free_float * 10).to_string());
        record.say("TotalSlack", (planned.total_float * 10).to_string());
        if let Some(typed) = typed {
            record.say_some("ManualStart", typed.start.map(moment));
            record.say_some("ManualFinish", typed.finish.map(moment));
        }
    }

    fn summary(&self, record: &mut Record, planned: Option<&PlannedTask>, sum: Sum, calendars: &mut Compiled) {
        if let Some(planned) = planned {
            record.say("Duration", minutes(calendars.working(self, planned)));
            record.say("DurationFormat", "7");
        }
        if sum.work > 0 {
            record.say("Work", minutes(sum.work));
        }
        let percent = if sum.whole > 0 { sum.done * 100 / sum.whole } else { 0 };
        record.say("PercentComplete", percent.to_string());
        record.say_some("ActualStart", sum.started.map(moment));
        record.say_some("ActualFinish", sum.finished.filter(|_| !sum.open).map(moment));
    }

    /// What only a task without others under it says. `formatted`: whether the file said how its duration was entered, and still holds.
    fn leaf(&self, record: &mut Record, task: &Task, formatted: bool) {
        let per_day = i64::from(super::minutes_or(self.project.minutes_per_day, 480));
        let assumed = if task.milestone { 0 } else { per_day };
        let whole = task.duration.map_or(assumed, |duration| duration.minutes);
        record.say("Duration", minutes(whole));
        if !formatted {
            let elapsed = task.duration.is_some_and(|duration| duration.elapsed);
            let format = if elapsed { 8 } else { 7 };
            record.say("DurationFormat", (format + if task.duration.is_none() && !task.milestone { 32 } else { 0 }).to_string());
        }
        if task.duration.is_none() && !task.milestone && !formatted {
            record.say("Estimated", "1");
        }
        record.say_some("Work", task.work.map(minutes));
        record.say("PercentComplete", task.percent.to_string());
        record.say_some("ActualStart", task.actual_start.map(moment));
        record.say_some("ActualFinish", task.actual_finish.map(moment));
        let left = match (task.actual_start, task.actual_finish) {
            (_, Some(_)) => Some(0),
            (None, None) => Some(whole),
            (Some(_), None) => task.remaining.or(Some(whole - whole * i64::from(task.percent) / 100)),
        };
        record.say_some("RemainingDuration", left.map(minutes));
        record.say_some("Resume", task.resume.map(moment));
    }

    fn link(&self, link: &Arc<Dependency>, to: i64) -> String {
        let from = self.uid(link.from);
        let key = self
            .source
            .as_deref()
            .and_then(|source| link.keys.in_source(source))
            .map_or_else(|| format!("{to}<{from}"), str::to_owned);
        let (rest, fresh) = self.rest(&AnyRecord::Dependency(link.clone()), "link", &key);
        let mut record = Record::new("PredecessorLink", order::LINK);
        record.say("PredecessorUID", from.to_string());
        record.say(
            "Type",
            match link.sort {
                DependencySort::FinishFinish => "0",
                DependencySort::FinishStart => "1",
                DependencySort::StartFinish => "2",
                DependencySort::StartStart => "3",
            },
        );
        record.say("CrossProject", "0");
        let (amount, format) = match link.lag {
            Lag::Working(minutes) => (minutes * 10, 7),
            Lag::Elapsed(minutes) => (minutes * 10, 8),
            Lag::Percent(percent) => (i64::from(percent), 19),
            Lag::ElapsedPercent(percent) => (i64::from(percent), 20),
        };
        record.say("LinkLag", amount.to_string());
        if amount != 0 {
            record.say("LagFormat", format.to_string());
        }
        record.written(&rest, fresh, |_| false)
    }

    /// Links of a task that are none here, as they stood.
    fn kept_links(&self, uid: i64) -> Vec<String> {
        let prefix = format!("link/{uid}<");
        let kept = self.beside.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        kept.map(|(_, rest): (&String, &Rest)| rest.of("PredecessorLink").to_owned()).collect()
    }
}

/// The number of a constraint and its date.
fn constraint(constraint: Option<&Constraint>) -> (&'static str, Option<jiff::civil::DateTime>) {
    match constraint {
        None => ("0", None),
        Some(Constraint::AsLateAsPossible) => ("1", None),
        Some(Constraint::MustStart(date)) => ("2", Some(*date)),
        Some(Constraint::MustFinish(date)) => ("3", Some(*date)),
        Some(Constraint::StartNoEarlier(date)) => ("4", Some(*date)),
        Some(Constraint::StartNoLater(date)) => ("5", Some(*date)),
        Some(Constraint::FinishNoEarlier(date)) => ("6", Some(*date)),
        Some(Constraint::FinishNoLater(date)) => ("7", Some(*date)),
    }
}

/// The calendar of the project, compiled when it is first asked for.
struct Compiled {
    calendars: Calendars,
    known: Option<planner::CalendarId>,
}

impl Compiled {
    /// The working minutes from the start to the finish of a task on the project's calendar.
    fn working(&mut self, sheet: &Sheet<'_>, planned: &PlannedTask) -> i64 {
        let calendars = &mut self.calendars;
        let id = *self.known.get_or_insert_with(|| {
            let whole = sheet.calendar_of_project().map_or_else(
                || planner::Calendar::weekly(planner::Week::standard()),
                |calendar| insight::planner_calendar(sheet.organization, calendar),
            );
            calendars.add(&whole)
        });
        calendars.working_between(id, Minute::from(planned.start), Minute::from(planned.finish))
    }
}
