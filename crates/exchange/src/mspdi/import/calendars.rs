//! Calendars, each after the one that it is based on. They belong to the project; recurring exceptions are written out day by day.

use std::collections::BTreeMap;

use insight::Severity;
use organization::{AddCalendar, CalendarException, CalendarId, Hours, Kind, Week, WorkWeek};

use super::super::calendar::{self, DayRule, Recurrence, WorkingTime};
use super::difference::of_calendar;
use super::gathering::{Deed, Gathering};
use super::kept::{Becomes, Sorted};
use super::texts;

impl Gathering<'_> {
    /// All calendars of the file.
    pub(super) fn calendars(&mut self) {
        let plan = self.plan;
        let bases: BTreeMap<i64, Option<i64>> = plan.calendars.iter().map(|own| (own.uid, own.base)).collect();
        let depth =
            |uid: i64| std::iter::successors(Some(uid), |uid| bases.get(uid).copied().flatten()).take(bases.len() + 1).count();
        let mut ordered: Vec<&calendar::Calendar> = plan.calendars.iter().collect();
        ordered.sort_by_cached_key(|own| depth(own.uid));
        for own in ordered {
            self.calendar(own);
        }
    }

    fn calendar(&mut self, stated: &calendar::Calendar) {
        let key = stated.uid.to_string();
        let name = texts::name(stated.name.as_deref(), &format!("Calendar {key}"));
        let subject = self.subject(Kind::Calendar, stated.uid, stated.at, &name.text);
        let (id, _) = self.id::<CalendarId>(&key);
        let before = self.before.find(id).cloned();
        let base = stated.base.and_then(|base| self.calendar_ids.get(&base)).copied();
        let undated = stated.work_weeks.iter().any(|week| week.from.is_none() || week.to.is_none());
        if undated {
            let sentence = format!("Calendar {key} has a week that does not say from when to when it holds; it was left out.");
            self.finding(&subject, Severity::Warning, sentence);
        }
        let old = before.as_deref().cloned().unwrap_or_default();
        let desired = organization::Calendar {
            name: name.text.clone(),
            base,
            week: week_of(&stated.week, base.is_none()),
            exceptions: exceptions_of(stated),
            weeks: stated.work_weeks.iter().filter_map(work_week).collect(),
            keys: self.keys(&old.keys, &key),
            ..old.clone()
        };
        let recurring = stated.exceptions.iter().any(|exception| {
            exception.recurrence != Recurrence::Continuous || exception.entered_by_occurrences || exception.occurrences.is_some()
        });
        let sorted = Sorted::of("Calendar", &stated.xml, &stated.remainder, &|element, _| match element {
            "UID" | "BaseCalendarUID" | "WeekDays" => Becomes::Imported,
            "Name" if !name.cut => Becomes::Imported,
            "Exceptions" if !recurring => Becomes::Imported,
            "WorkWeeks" if !undated => Becomes::Imported,
            _ => Becomes::Kept,
        });
        let add = before.is_none().then(|| {
            let organization::Calendar { name, base, week, exceptions, weeks, keys, .. } = desired.clone();
            AddCalendar { id, name, base, project: Some(self.project), week: Some(week), exceptions, weeks, number: None, keys }
        });
        let deed = Deed {
            id: id.into(),
            new: before.is_none(),
            add: add.map(Into::into),
            changes: before.iter().filter_map(|before| of_calendar(before, &desired)).collect(),
            rest: format!("calendar/{key}"),
            sorted,
            part: "Calendars",
            xml: stated.xml.clone(),
        };
        if self.settle(subject, deed) {
            self.calendar_ids.insert(stated.uid, id);
        }
    }
}

fn hours(times: &[WorkingTime]) -> Hours {
    times.iter().map(|time| (time.from, time.to)).collect()
}

/// The week that a file states. A calendar without a base has the usual hours on days that it does not state, as in Project.
fn week_of(week: &calendar::Week, without_base: bool) -> Week {
    let standard = Week::standard();
    let mut number = 0;
    let days = week.days.each_ref().map(|rule| {
        let usual = standard.day(number).cloned();
        number += 1;
        match rule {
            DayRule::Inherited => usual.filter(|_| without_base),
            DayRule::NonWorking => Some(Hours::new()),
            DayRule::Working(times) => Some(hours(times)),
        }
    });
    Week(days.iter().any(Option::is_some).then(|| Box::new(days)))
}

fn work_week(stated: &calendar::WorkWeek) -> Option<WorkWeek> {
    let name = stated.name.as_deref().map(|name| texts::name(Some(name), "Week").text);
    Some(WorkWeek { from: stated.from?, to: stated.to?, name, week: week_of(&stated.week, false) })
        .filter(|week| week.from <= week.to)
}

fn exceptions_of(stated: &calendar::Calendar) -> Vec<CalendarException> {
    let spans = stated.expanded.iter().filter_map(|span| Some((span, stated.exceptions.get(span.exception)?)));
    let exception = |(span, exception): (&calendar::ExpandedException, &calendar::CalendarException)| CalendarException {
        from: span.from,
        to: span.to,
        name: exception.name.as_deref().map(|name| texts::name(Some(name), "Exception").text),
        hours: if exception.day_working { hours(&exception.working) } else { Hours::new() },
    };
    spans.map(exception).collect()
}
