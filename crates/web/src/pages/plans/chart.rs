//! The bars of a plan: what the plan computed, drawn over the days that the rows of the window need.

use std::collections::BTreeMap;

use insight::Plan;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use office::Seen;
use organization::{AnyId, Calendar, CalendarId, Dependency, DependencySort, Project, Relation, TaskId, UnitId};

use super::rows::OutlineLine;
use crate::chart::{Anchor, Closure, Gantt, GanttRow, Link, LinkKind, Look, Mark, Px, Span, Zoom};

/// How wide a chart may become; beyond it the next wider zoom is taken.
const WIDEST: i64 = 16_000;

/// What the reader asked to see.
#[derive(serde::Serialize)]
pub(super) struct Wanted {
    pub(super) zoom: Option<Zoom>,
    pub(super) links: bool,
    pub(super) critical: bool,
    pub(super) selected: Option<TaskId>,
    /// Where the tasks were in the baseline that lies behind them.
    pub(super) baseline: BTreeMap<TaskId, Span>,
}

/// The form of a row.
fn mark(line: &OutlineLine, plan: &Plan) -> Option<Mark> {
    let planned = plan.of(line.task.id)?;
    let span = Span { from: planned.start.date(), to: planned.finish.date().max(planned.start.date()) };
    Some(if line.summary {
        Mark::Summary(span)
    } else if line.task.milestone || planned.start == planned.finish {
        Mark::Milestone(planned.finish.date())
    } else {
        Mark::Task(span)
    })
}

fn row(line: &OutlineLine, plan: &Plan, unowned: bool, wanted: &Wanted) -> GanttRow {
    let look = if line.task.inactive {
        Look::Inactive
    } else if unowned {
        Look::Unowned
    } else if line.task.manual.is_some() {
        Look::Manual
    } else {
        Look::Plain
    };
    GanttRow {
        done: line.done,
        critical: wanted.critical && !line.summary && plan.of(line.task.id).is_some_and(|planned| planned.critical),
        look,
        deadline: line.task.deadline.map(|deadline| deadline.date()),
        note: unowned.then(|| "Nobody".to_owned()),
        baseline: wanted.baseline.get(&line.task.id).copied(),
        selected: wanted.selected == Some(line.task.id),
        ..GanttRow::new(mark(line, plan))
    }
}

/// The bars of a window of rows. `unowned` says of each row whether nobody answers for it.
pub(super) fn gantt(
    seen: &Seen,
    project: &Project,
    shown: &[&OutlineLine],
    window: (usize, &[bool]),
    plan: &Plan,
    wanted: &Wanted,
) -> Gantt {
    let (first, unowned) = window;
    let lines = &shown[first..first + unowned.len()];
    let rows: Vec<GanttRow> = lines.iter().zip(unowned).map(|(line, unowned)| row(line, plan, *unowned, wanted)).collect();
    let (from, until) = range(&rows, seen.day());
    let days = i64::from(from.until(until).map_or(0, |span| span.get_days()));
    let zoom = wanted.zoom.unwrap_or_else(|| Zoom::fitting(days, Px::new(1100)));
    let fits = Zoom::fitting(days, Px::new(WIDEST));
    let zoom = if Zoom::ALL.iter().position(|known| *known == zoom) < Zoom::ALL.iter().position(|known| *known == fits) {
        fits
    } else {
        zoom
    };
    let links = if wanted.links { links(seen, shown, (first, unowned.len()), plan, wanted.critical) } else { Vec::new() };
    let closures = closures(seen, project, (from, until), zoom);
    Gantt { id: "plan".to_owned(), from, until, zoom, today: seen.day(), first_row: first, rows, links, closures }
}

/// The days that the rows need, with some room; today is among them where it is near.
fn range(rows: &[GanttRow], today: Date) -> (Date, Date) {
    let days = rows.iter().flat_map(|row| {
        let span = row.mark.map(|mark| match mark {
            Mark::Summary(span) | Mark::Task(span) => span,
            Mark::Milestone(day) => Span { from: day, to: day },
        });
        span.into_iter().chain(row.baseline).flat_map(|span| [span.from, span.to]).chain(row.deadline)
    });
    let (mut from, mut until) = (None::<Date>, None::<Date>);
    for day in days {
        from = Some(from.map_or(day, |from| from.min(day)));
        until = Some(until.map_or(day, |until| until.max(day)));
    }
    let (mut from, mut until) = (from.unwrap_or(today), until.unwrap_or(today));
    if today < from && from.saturating_sub(90.days()) <= today {
        from = today;
    }
    if today > until && until.saturating_add(90.days()) >= today {
        until = today;
    }
    (from.saturating_sub(7.days()), until.saturating_add(22.days()))
}

fn kind(sort: DependencySort) -> LinkKind {
    match sort {
        DependencySort::FinishStart => LinkKind::FinishToStart,
        DependencySort::StartStart => LinkKind::StartToStart,
        DependencySort::FinishFinish => LinkKind::FinishToFinish,
        DependencySort::StartFinish => LinkKind::StartToFinish,
    }
}

/// The dependencies with an end in the window, both of whose rows are shown.
fn links(seen: &Seen, shown: &[&OutlineLine], window: (usize, usize), plan: &Plan, critical: bool) -> Vec<Link> {
    let places = super::rows::places(shown);
    let anchor = |task: TaskId| {
        let row = *places.get(&task)?;
        Some(Anchor { row, mark: mark(shown[row], plan)? })
    };
    let mut found: BTreeMap<organization::DependencyId, Link> = BTreeMap::new();
    for line in &shown[window.0..window.0 + window.1] {
        for relation in [Relation::DependencyTo, Relation::DependencyFrom] {
            for dependency in seen.linked::<Dependency>(relation, line.task.id) {
                let (Some(from), Some(to)) = (anchor(dependency.from), anchor(dependency.to)) else { continue };
                let both = [dependency.from, dependency.to];
                let critical = critical && both.iter().all(|task| plan.of(*task).is_some_and(|planned| planned.critical));
                found.insert(dependency.id, Link { from, to, kind: kind(dependency.sort), critical });
            }
        }
    }
    found.into_values().collect()
}

/// The calendar of a project: its own, else that of its unit or of a unit above.
pub(super) fn calendar_of(seen: &Seen, project: &Project) -> Option<CalendarId> {
    let of_unit = |unit: UnitId| seen.compute(|value| value.units_from(unit).find_map(|unit| unit.calendar));
    project.calendar.or_else(|| project.unit.and_then(of_unit))
}

/// Days without work, as the project's calendar and those that it builds on say them.
fn closures(seen: &Seen, project: &Project, (from, until): (Date, Date), zoom: Zoom) -> Vec<Closure> {
    let mut closures = Vec::new();
    let mut week = None;
    let mut at = calendar_of(seen, project);
    for _ in 0..20 {
        let Some(calendar) = at.and_then(|calendar| seen.find::<CalendarId>(calendar)) else { break };
        let off = calendar.exceptions.iter().filter(|exception| exception.hours.is_empty());
        let near = off.filter(|exception| exception.to >= from && exception.from < until);
        closures.extend(near.map(|exception| Closure { from: exception.from.max(from), to: exception.to.min(until) }));
        week = week.or_else(|| free_days(&calendar));
        at = calendar.base;
    }
    if zoom == Zoom::Day {
        let week = week.unwrap_or([false, false, false, false, false, true, true]);
        let free = |day: Date| week.get(weekday(day)).copied().unwrap_or_default();
        let mut day = from;
        while day < until {
            if free(day) {
                closures.push(Closure { from: day, to: day });
            }
            day = day.saturating_add(1.day());
        }
    }
    closures
}

fn weekday(day: Date) -> usize {
    match day.weekday() {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}

/// Which days of the week are free, where the calendar says all of them.
fn free_days(calendar: &Calendar) -> Option<[bool; 7]> {
    let mut free = [false; 7];
    for (number, free) in free.iter_mut().enumerate() {
        *free = calendar.week.day(number)?.is_empty();
    }
    Some(free)
}

/// The name of a project's calendar and where it leads.
pub(super) fn calendar_name(seen: &Seen, project: &Project) -> (String, Option<String>) {
    match calendar_of(seen, project) {
        Some(calendar) => (seen.title(calendar.into()), Some(crate::address::history(AnyId::from(calendar)))),
        None => ("Standard: Monday to Friday, 8 to 12 and 13 to 17".to_owned(), None),
    }
}
