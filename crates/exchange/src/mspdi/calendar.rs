//! Calendars: a working week, weeks that differ for a time, and exceptions for days.
//!
//! A calendar may be based on another, and then only states the days that differ. Times are minutes of the day, so that a day may end at 24:00,
//! which is 1440. Files from 2007 on state exceptions twice, in `Exceptions` and as week days of type 0; the first counts when it is there.

use super::fault::ProblemCode;
use super::fields::Fields;
use super::measure::Position;
use super::plan::Remainder;
use jiff::civil::{Date, Weekday};

/// A calendar of the project, of tasks or of a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Number that everything in the file refers to.
    pub uid: i64,
    /// Identity that survives copies of the file.
    pub guid: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Whether others may be based on it; otherwise it belongs to a resource.
    pub is_base: bool,
    /// Whether it belongs to a baseline.
    pub is_baseline: bool,
    /// The calendar that it is based on; only one that is in the file, and never in a circle.
    pub base: Option<i64>,
    /// The usual week.
    pub week: Week,
    /// Weeks that differ for a time, in the order of the file.
    pub work_weeks: Vec<WorkWeek>,
    /// Days that differ, in the order of the file, as they were entered.
    pub exceptions: Vec<CalendarException>,
    /// Every stretch of days that differs, recurring exceptions written out, by first day. Where two exceptions have the same days, only the
    /// first in the file is here.
    pub expanded: Vec<ExpandedException>,
    /// The same exceptions as files for older programs state them, where `exceptions` were stated too. They do not count.
    pub repeated_exceptions: Vec<CalendarException>,
    /// What has no field here.
    pub remainder: Remainder,
    /// The whole calendar as it stands in the file.
    pub xml: String,
    /// Where the calendar begins in the file.
    pub at: Position,
}

/// What is stated for each day of a week.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    /// Monday first.
    pub days: [DayRule; 7],
}

impl Week {
    /// What is stated for a day.
    #[must_use]
    pub fn day(&self, weekday: Weekday) -> &DayRule {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = &self.days;
        match weekday {
            Weekday::Monday => monday,
            Weekday::Tuesday => tuesday,
            Weekday::Wednesday => wednesday,
            Weekday::Thursday => thursday,
            Weekday::Friday => friday,
            Weekday::Saturday => saturday,
            Weekday::Sunday => sunday,
        }
    }
}

/// What is stated for a day of the week.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DayRule {
    /// Nothing: it is as in the calendar below, or as the program's default.
    #[default]
    Inherited,
    /// No work.
    NonWorking,
    /// Work at these times, in order. Empty where the file says that the day is working and states no times.
    Working(Vec<WorkingTime>),
}

/// A stretch of working time within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingTime {
    /// First minute of the day.
    pub from: u16,
    /// Minute at which it ends, at most 1440; always after `from`.
    pub to: u16,
}

/// A week that holds for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkWeek {
    /// Name.
    pub name: Option<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Its days.
    pub week: Week,
}

/// Days that differ from the week, as they were entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarException {
    /// Name.
    pub name: Option<String>,
    /// First day of the time in which it holds.
    pub from: Date,
    /// Last day of that time.
    pub to: Date,
    /// Times of work on those days, in order; empty if there is none.
    pub working: Vec<WorkingTime>,
    /// Whether those days are working; a working day may state no times.
    pub day_working: bool,
    /// How the days recur.
    pub recurrence: Recurrence,
    /// How often it occurs, if stated.
    pub occurrences: Option<i64>,
    /// Whether it ends after so many times; otherwise it ends on `to`.
    pub entered_by_occurrences: bool,
    /// Where the exception begins in the file.
    pub at: Position,
}

/// Which days of a time an exception is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recurrence {
    /// Every day.
    Continuous,
    /// Every so many days.
    Daily {
        /// Days from one to the next.
        every: u32,
    },
    /// Every so many days from Monday to Friday.
    Weekdays {
        /// Such days from one to the next.
        every: u32,
    },
    /// Days of every so many weeks. Weeks begin on Sunday.
    Weekly {
        /// Weeks from one to the next.
        every: u32,
        /// The days of the week: bit 0 is Sunday, bit 6 Saturday.
        days: u8,
    },
    /// A day of every so many months; the last one where the month is shorter.
    MonthlyByDay {
        /// Months from one to the next.
        every: u32,
        /// Day of the month.
        day: i8,
    },
    /// A day by its position in every so many months.
    MonthlyByPosition {
        /// Months from one to the next.
        every: u32,
        /// Which of those days.
        position: MonthPosition,
        /// What is counted.
        item: MonthItem,
    },
    /// A day of a month, every year.
    YearlyByDay {
        /// Month, 1 to 12.
        month: i8,
        /// Day of the month.
        day: i8,
    },
    /// A day by its position in a month, every year.
    YearlyByPosition {
        /// Month, 1 to 12.
        month: i8,
        /// Which of those days.
        position: MonthPosition,
        /// What is counted.
        item: MonthItem,
    },
}

/// Which of the days of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonthPosition {
    /// The first.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// The fourth.
    Fourth,
    /// The last.
    Last,
}

/// The days of a month that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MonthItem {
    /// Every day.
    Day,
    /// Monday to Friday.
    Weekday,
    /// Saturday and Sunday.
    WeekendDay,
    /// One day of the week.
    On(Weekday),
}

/// A stretch of days on which an exception holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExpandedException {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Which of the calendar's `exceptions` it is.
    pub exception: usize,
}

impl Calendar {
    pub(super) fn read(f: &mut Fields<'_, '_>, uid: i64) -> Self {
        f.integer("UID");
        let (week, day_exceptions) = week(f);
        let stated = f.has("Exceptions");
        let exceptions = f.one("Exceptions", |list| Some(list.each("Exception", CalendarException::read))).unwrap_or_default();
        let (exceptions, repeated_exceptions) = if stated { (exceptions, day_exceptions) } else { (day_exceptions, Vec::new()) };
        Self {
            uid,
            guid: f.text("GUID"),
            name: f.text("Name"),
            is_base: f.flag("IsBaseCalendar").unwrap_or(false),
            is_baseline: f.flag("IsBaselineCalendar").unwrap_or(false),
            base: f.integer("BaseCalendarUID"),
            week,
            work_weeks: f.one("WorkWeeks", |list| Some(list.each("WorkWeek", WorkWeek::read))).unwrap_or_default(),
            exceptions,
            expanded: Vec::new(),
            repeated_exceptions,
            remainder: Remainder::default(),
            xml: String::new(),
            at: f.at(),
        }
    }
}

impl WorkWeek {
    #[expect(clippy::unnecessary_wraps, reason = "readers of repeated elements may answer with nothing")]
    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        let name = f.text("Name");
        let (from, to) = period(f);
        let (week, _) = week(f);
        Some(Self { name, from, to, week })
    }
}

/// The days of a week, and the exceptions that stand among them as days of type 0.
fn week(f: &mut Fields<'_, '_>) -> (Week, Vec<CalendarException>) {
    let mut week = Week::default();
    let mut exceptions = Vec::new();
    f.one("WeekDays", |days| {
        days.each("WeekDay", |f| {
            let day = f.integer("DayType").filter(|day| (0..=7).contains(day));
            let Some(day) = day else {
                let sentence = format!("{}: a day of the week is none of the types 0 to 7.", f.item());
                f.problem(ProblemCode::BadValue, f.at(), sentence);
                return None;
            };
            let working = f.flag("DayWorking");
            let times = working_times(f);
            if day == 0 {
                let exception = CalendarException::on_days(f, working, times)?;
                exceptions.push(exception);
                return Some(());
            }
            // Sunday is 1 in the file, and the last day here.
            let rule = week.days.get_mut(usize::try_from((day + 5) % 7).ok()?)?;
            if *rule != DayRule::Inherited {
                return None;
            }
            let working = working.unwrap_or(!times.is_empty());
            *rule = if working { DayRule::Working(times) } else { DayRule::NonWorking };
            Some(())
        });
        Some(())
    });
    (week, exceptions)
}

/// The times of a day, in order. A time that ends at 0:00 ends with the day; times that overlap are a fault.
fn working_times(f: &mut Fields<'_, '_>) -> Vec<WorkingTime> {
    let mut times = f
        .one("WorkingTimes", |list| {
            Some(list.each("WorkingTime", |f| {
                let at = f.at();
                let (from, to) = (f.minute_of_day("FromTime"), f.minute_of_day("ToTime"));
                let (Some(from), Some(to)) = (from, to) else { return if from == to { Some(None) } else { None } };
                let to = if to == 0 { 1440 } else { to };
                if from < to {
                    return Some(Some(WorkingTime { from, to }));
                }
                let sentence = format!("{}: a working time ends before it begins.", f.item());
                f.problem(ProblemCode::BadValue, at, sentence);
                None
            }))
        })
        .unwrap_or_default()
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    times.sort_unstable();
    let mut end = 0;
    let apart = times.iter().all(|time| {
        let apart = time.from >= end;
        end = time.to;
        apart
    });
    if !apart {
        let sentence = format!("{}: working times of a day overlap; they were joined.", f.item());
        f.problem(ProblemCode::BadValue, f.at(), sentence);
        return joined(&times);
    }
    times
}

fn joined(times: &[WorkingTime]) -> Vec<WorkingTime> {
    let mut joined: Vec<WorkingTime> = Vec::new();
    for time in times {
        match joined.last_mut() {
            Some(last) if time.from <= last.to => last.to = last.to.max(time.to),
            _ => joined.push(*time),
        }
    }
    joined
}

fn period(f: &mut Fields<'_, '_>) -> (Option<Date>, Option<Date>) {
    f.one("TimePeriod", |f| Some((f.day("FromDate"), f.day("ToDate")))).unwrap_or_default()
}

impl CalendarException {
    /// An exception as files before 2007 state it: a day of type 0 with a time.
    fn on_days(f: &mut Fields<'_, '_>, working: Option<bool>, times: Vec<WorkingTime>) -> Option<Self> {
        let (from, to) = span(f)?;
        Some(Self {
            name: None,
            from,
            to,
            day_working: working.unwrap_or(!times.is_empty()),
            working: times,
            recurrence: Recurrence::Continuous,
            occurrences: None,
            entered_by_occurrences: false,
            at: f.at(),
        })
    }

    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        let (from, to) = span(f)?;
        let working = working_times(f);
        let Some(recurrence) = Recurrence::read(f) else {
            let sentence = format!("{}: an exception does not say on which days it recurs, and was left out.", f.item());
            f.problem(ProblemCode::BadValue, f.at(), sentence);
            return None;
        };
        Some(Self {
            name: f.text("Name"),
            from,
            to,
            day_working: f.flag("DayWorking").unwrap_or(!working.is_empty()),
            working,
            recurrence,
            occurrences: f.integer("Occurrences"),
            entered_by_occurrences: f.flag("EnteredByOccurrences").unwrap_or(false),
            at: f.at(),
        })
    }
}

/// First and last day of an exception.
fn span(f: &mut Fields<'_, '_>) -> Option<(Date, Date)> {
    let (from, to) = period(f);
    let because = match (from, to) {
        (Some(from), Some(to)) if from <= to => return Some((from, to)),
        (Some(_), Some(_)) => "ends before it begins",
        _ => "does not say from when to when it holds",
    };
    let sentence = format!("{}: an exception {because}, and was left out.", f.item());
    f.problem(ProblemCode::BadDate, f.at(), sentence);
    None
}

impl Recurrence {
    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        let kind = f.integer("Type").unwrap_or(1);
        let every = |f: &mut Fields<'_, '_>| u32::try_from(f.integer("Period").unwrap_or(1)).ok().filter(|every| *every > 0);
        let day = |f: &mut Fields<'_, '_>| i8::try_from(f.integer("MonthDay")?).ok().filter(|day| (1..=31).contains(day));
        // The file counts months from 0.
        let month = |f: &mut Fields<'_, '_>| {
            i8::try_from(f.integer("Month")?).ok().filter(|month| (0..=11).contains(month)).map(|month| month + 1)
        };
        Some(match kind {
            1 | 9 => match every(f)? {
                1 => Self::Continuous,
                every => Self::Daily { every },
            },
            2 => Self::YearlyByDay { month: month(f)?, day: day(f)? },
            3 => Self::YearlyByPosition { month: month(f)?, position: MonthPosition::read(f)?, item: MonthItem::read(f)? },
            4 => Self::MonthlyByDay { every: every(f)?, day: day(f)? },
            5 => Self::MonthlyByPosition { every: every(f)?, position: MonthPosition::read(f)?, item: MonthItem::read(f)? },
            6 => {
                let days = f.integer("DaysOfWeek").and_then(|days| u8::try_from(days).ok());
                Self::Weekly { every: every(f)?, days: days.filter(|days| (1..=127).contains(days))? }
            }
            7 => Self::Daily { every: every(f)? },
            8 => Self::Weekdays { every: every(f)? },
            _ => return None,
        })
    }
}

impl MonthPosition {
    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        f.choice("MonthPosition", |code| {
            Some(match code {
                0 => Self::First,
                1 => Self::Second,
                2 => Self::Third,
                3 => Self::Fourth,
                4 => Self::Last,
                _ => return None,
            })
        })
    }
}

impl MonthItem {
    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        f.choice("MonthItem", |code| {
            Some(match code {
                0 => Self::Day,
                1 => Self::Weekday,
                2 => Self::WeekendDay,
                3..=9 => Self::On(Weekday::from_sunday_zero_offset(i8::try_from(code - 3).ok()?).ok()?),
                _ => return None,
            })
        })
    }
}
