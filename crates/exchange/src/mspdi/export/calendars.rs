//! Calendars: those of the file as they are; others written out whole, since a calendar of Project that tasks use has no base.

use std::sync::Arc;

use jiff::civil::Date;
use organization::{AnyRecord, Calendar, CalendarId, PersonId};
use planner::Shift;

use super::Sheet;
use super::element::{Record, escaped, evening, flag, morning};
use super::order;

/// Times of a day, from and to, in minutes from midnight.
type Times = Vec<(u16, u16)>;

impl Sheet<'_> {
    /// The calendar that a person works by: their own, else that of their unit or of the nearest unit above.
    pub(super) fn calendar_of(&self, person: PersonId) -> Option<CalendarId> {
        let organization = self.organization;
        let own = organization.find(person)?.calendar;
        own.or_else(|| organization.units_of(person, self.day).into_iter().find_map(|unit| self.calendar_of_unit(unit)))
    }

    /// The calendar of a unit: its own, or that of the nearest unit above.
    pub(super) fn calendar_of_unit(&self, unit: organization::UnitId) -> Option<CalendarId> {
        self.organization.units_from(unit).find_map(|unit| unit.calendar)
    }

    pub(super) fn written_calendars(&self) -> Vec<String> {
        let mut records: Vec<(i64, String)> =
            self.calendars.iter().map(|calendar| (self.uid(calendar.id), self.calendar(calendar))).collect();
        for (person, uid) in &self.own_calendars {
            let base = self.calendar_of(*person).map_or(-1, |calendar| self.uid(calendar));
            let name = self.organization.find(*person).map(|person| person.name.to_string()).unwrap_or_default();
            let mut record = Record::new("Calendar", order::CALENDAR);
            record.say("UID", uid.to_string());
            record.say("Name", name);
            record.say("IsBaseCalendar", flag(false));
            record.say("BaseCalendarUID", base.to_string());
            records.push((*uid, record.written(&super::Rest::default(), false, |_| false)));
        }
        records.sort();
        records.into_iter().map(|(_, xml)| xml).collect()
    }

    fn calendar(&self, calendar: &Arc<Calendar>) -> String {
        let uid = self.uid(calendar.id);
        let (rest, fresh) = self.rest(&AnyRecord::Calendar(calendar.clone()), "calendar", &uid.to_string());
        let mut record = Record::new("Calendar", order::CALENDAR);
        record.say("UID", uid.to_string());
        record.say("Name", &*calendar.name);
        let brought = self.stated_uid(calendar.id.into()).is_some();
        record.say("IsBaseCalendar", flag(!brought || calendar.base.is_none()));
        if brought {
            record.say("BaseCalendarUID", calendar.base.map_or(-1, |base| self.uid(base)).to_string());
            if let Some(days) = calendar.week.0.as_deref() {
                record.put("WeekDays", week_days(days.each_ref().map(Option::as_ref)));
            }
            record.put(
                "Exceptions",
                exceptions(calendar.exceptions.iter().map(|own| (own.from, own.to, own.name.as_deref(), own.hours.clone()))),
            );
            record.put(
                "WorkWeeks",
                work_weeks(calendar.weeks.iter().map(|own| {
                    let days: [Option<Times>; 7] = std::array::from_fn(|number| own.week.day(number).cloned());
                    (own.from, own.to, own.name.as_deref(), days)
                })),
            );
        } else {
            let whole = insight::planner_calendar(self.organization, calendar.id);
            record.say("BaseCalendarUID", "-1");
            let days = whole.week.days.each_ref().map(|shifts| Some(times(shifts)));
            record.put("WeekDays", week_days(days.each_ref().map(Option::as_ref)));
            record.put("Exceptions", exceptions(whole.exceptions.iter().map(|own| (own.from, own.to, None, times(&own.shifts)))));
            record.put(
                "WorkWeeks",
                work_weeks(whole.working_weeks.iter().map(|own| {
                    (own.from, own.to, None, own.days.each_ref().map(|day| day.as_ref().map(|shifts| times(shifts))))
                })),
            );
        }
        record.written(&rest, fresh, |_| false)
    }
}

fn times(shifts: &[Shift]) -> Times {
    shifts.iter().map(|shift| (shift.from, shift.to)).collect()
}

/// A time of day; the end of the day is its first minute.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60)
}

fn working_times(hours: &[(u16, u16)]) -> String {
    if hours.is_empty() {
        return String::new();
    }
    let time = |(from, to): &(u16, u16)| {
        format!("<WorkingTime><FromTime>{}</FromTime><ToTime>{}</ToTime></WorkingTime>", clock(*from), clock(*to))
    };
    format!("<WorkingTimes>{}</WorkingTimes>", hours.iter().map(time).collect::<String>())
}

/// The days of a week from Monday; Sunday is the first in the file. Days that say nothing are left out.
fn week_days(days: [Option<&Times>; 7]) -> String {
    let mut text = String::from("<WeekDays>");
    for kind in 1..=7_usize {
        if let Some(hours) = days[(kind + 5) % 7] {
            let working = flag(!hours.is_empty());
            text.push_str(&format!(
                "<WeekDay><DayType>{kind}</DayType><DayWorking>{working}</DayWorking>{}</WeekDay>",
                working_times(hours)
            ));
        }
    }
    text + "</WeekDays>"
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!("<Name>{}</Name>", escaped(name))).unwrap_or_default()
}

fn period(from: Date, to: Date) -> String {
    format!("<TimePeriod><FromDate>{}</FromDate><ToDate>{}</ToDate></TimePeriod>", morning(from), evening(to))
}

fn exceptions<'n>(all: impl Iterator<Item = (Date, Date, Option<&'n str>, Times)>) -> String {
    let mut text = String::new();
    for (from, to, name, hours) in all {
        let days = from.until(to).map_or(1, |span| i64::from(span.get_days()) + 1);
        text.push_str(&format!(
            "<Exception><EnteredByOccurrences>0</EnteredByOccurrences>{}<Occurrences>{days}</Occurrences>{}<Type>1</Type><DayWorking>{}</DayWorking>{}</Exception>",
            period(from, to),
            named(name),
            flag(!hours.is_empty()),
            working_times(&hours)
        ));
    }
    if text.is_empty() { text } else { format!("<Exceptions>{text}</Exceptions>") }
}

fn work_weeks<'n>(all: impl Iterator<Item = (Date, Date, Option<&'n str>, [Option<Times>; 7])>) -> String {
    let mut text = String::new();
    for (from, to, name, days) in all {
        let days = week_days(days.each_ref().map(Option::as_ref));
        text.push_str(&format!("<WorkWeek>{}{}{days}</WorkWeek>", period(from, to), named(name)));
    }
    if text.is_empty() { text } else { format!("<WorkWeeks>{text}</WorkWeeks>") }
}
