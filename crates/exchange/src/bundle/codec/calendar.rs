//! Working times in cells: weeks, exceptions, and weeks that differ for a time.

use jiff::civil::Date;
use organization::{CalendarException, Hours, Name, Week, WorkWeek};

use super::time::read_date;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// A week of which no day is said, as opposed to no week.
const UNSAID: &str = "unsaid";

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn read_clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours <= 24).then(|| hours * 60 + minutes)
}

fn write_hours(hours: &Hours) -> String {
    hours.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to))).collect::<Vec<_>>().join(",")
}

fn read_hours(text: &str) -> Result<Hours, String> {
    let pair = |text: &str| {
        let (from, to) = text.split_once('-')?;
        read_clock(from).zip(read_clock(to))
    };
    let spans = text.split(',').map(str::trim).filter(|span| !span.is_empty());
    spans.map(|span| pair(span).ok_or_else(|| format!("“{span}” is no working time (use 08:00-12:00)."))).collect()
}

pub(super) fn write_week(week: &Week) -> String {
    let Some(days) = &week.0 else { return String::new() };
    let said = |(name, hours): (&&str, &Option<Hours>)| {
        let hours = hours.as_ref()?;
        Some(if hours.is_empty() { format!("{name} -") } else { format!("{name} {}", write_hours(hours)) })
    };
    let said: Vec<String> = DAYS.iter().zip(days.iter()).filter_map(said).collect();
    if said.is_empty() { UNSAID.to_owned() } else { said.join("; ") }
}

pub(super) fn read_week(text: &str) -> Result<Week, String> {
    if text.is_empty() {
        return Ok(Week(None));
    }
    let mut days: [Option<Hours>; 7] = Default::default();
    if text != UNSAID {
        for part in super::parts(text) {
            let fault = || format!("“{part}” is no day of a week (use Mon 08:00-12:00,13:00-17:00, or Sun -).");
            let (name, hours) = part.split_once(char::is_whitespace).ok_or_else(fault)?;
            let number = DAYS.iter().position(|day| day.eq_ignore_ascii_case(name)).ok_or_else(fault)?;
            days[number] = Some(if hours.trim() == "-" { Vec::new() } else { read_hours(hours)? });
        }
    }
    Ok(Week(Some(Box::new(days))))
}

/// A line of a calendar: first and last day, what holds then, and a name.
fn write_line(from: Date, to: Date, inside: &str, name: Option<&Name>) -> String {
    let line = format!("{from} to {to} [{inside}] {}", name.map(|name| &**name).unwrap_or_default());
    line.trim_end().to_owned()
}

struct Line<'a> {
    from: Date,
    to: Date,
    inside: &'a str,
    name: Option<Name>,
}

fn read_line(line: &str) -> Result<Line<'_>, String> {
    let fault = || format!("“{line}” is no line of a calendar (use 2026-12-24 to 2026-12-26 [] Christmas).");
    let (days, rest) = line.split_once('[').ok_or_else(fault)?;
    let (inside, name) = rest.split_once(']').ok_or_else(fault)?;
    let (from, to) = days.split_once(" to ").ok_or_else(fault)?;
    let name = if name.trim().is_empty() { None } else { Some(Name::new(name)?) };
    Ok(Line { from: read_date(from.trim())?, to: read_date(to.trim())?, inside: inside.trim(), name })
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

pub(super) fn write_exceptions(exceptions: &[CalendarException]) -> String {
    let line = |exception: &CalendarException| {
        write_line(exception.from, exception.to, &write_hours(&exception.hours), exception.name.as_ref())
    };
    exceptions.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn read_exceptions(text: &str) -> Result<Vec<CalendarException>, String> {
    let exception = |text| {
        let Line { from, to, inside, name } = read_line(text)?;
        Ok(CalendarException { from, to, name, hours: read_hours(inside)? })
    };
    lines(text).map(exception).collect()
}

pub(super) fn write_weeks(weeks: &[WorkWeek]) -> String {
    let line = |week: &WorkWeek| write_line(week.from, week.to, &write_week(&week.week), week.name.as_ref());
    weeks.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn read_weeks(text: &str) -> Result<Vec<WorkWeek>, String> {
    let week = |text| {
        let Line { from, to, inside, name } = read_line(text)?;
        Ok(WorkWeek { from, to, name, week: read_week(inside)? })
    };
    lines(text).map(week).collect()
}
