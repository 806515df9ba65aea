//! Working time: when work can happen at all.
//!
//! A [`Calendar`] is described as people do: a usual week, working weeks that replace it for a while,
//! and exceptions (holidays, absences, extra days). [`Calendars`] compiles each into segments of days
//! that follow one *shared* weekly pattern, so that many thousand calendars which differ by a few
//! absences share their patterns. Every question is answered in *positions*: the number of working
//! minutes since the start of the horizon. Adding working time is adding to a position.

mod compiled;
mod pattern;
mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub(crate) use compiled::{Compiled, Run};
use compiled::{Segments, compile};
use pattern::Patterns;
pub(crate) use table::Table;

use crate::minute::Minute;

/// One calendar of a set of [`Calendars`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CalendarId(pub(crate) u32);

impl CalendarId {
    /// Day and night, every day; part of every set.
    pub const AROUND_THE_CLOCK: Self = Self(0);
}

/// Working time within a day, in minutes from midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Shift {
    /// First working minute, 0 to 1,439.
    pub from: u16,
    /// End, exclusive, up to 1,440. Zero is the midnight at the end of the day. A shift that ends before
    /// it starts is taken until midnight.
    pub to: u16,
}

impl Shift {
    /// A shift in minutes from midnight.
    #[must_use]
    pub const fn new(from: u16, to: u16) -> Self {
        Self { from, to }
    }

    /// A shift in whole hours.
    #[must_use]
    pub const fn hours(from: u16, to: u16) -> Self {
        Self { from: from * 60, to: to * 60 }
    }
}

/// The shifts of each day of a week, Monday first. Overlapping shifts count once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Week {
    /// Monday to Sunday.
    pub days: [Vec<Shift>; 7],
}

impl Week {
    /// Monday to Friday with these shifts, Saturday and Sunday off.
    #[must_use]
    pub fn monday_to_friday(shifts: &[Shift]) -> Self {
        Self { days: std::array::from_fn(|day| if day < 5 { shifts.to_vec() } else { Vec::new() }) }
    }

    /// The same shifts every day.
    #[must_use]
    pub fn every_day(shifts: &[Shift]) -> Self {
        Self { days: std::array::from_fn(|_| shifts.to_vec()) }
    }

    /// Monday to Friday, 8 to 12 and 13 to 17 o'clock.
    #[must_use]
    pub fn standard() -> Self {
        Self::monday_to_friday(&[Shift::hours(8, 12), Shift::hours(13, 17)])
    }
}

/// A week that replaces the usual one for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkingWeek {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// Monday to Sunday; `None` keeps the usual day.
    pub days: [Option<Vec<Shift>>; 7],
}

/// Days that differ from every week: a holiday, an absence, a day of extra work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// Working time on each of these days; none when nobody works.
    pub shifts: Vec<Shift>,
}

/// A calendar as people describe it. Exceptions win over working weeks, and those over the usual week.
/// Among several that cover a day the shorter one wins, then the one that is listed first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    /// The usual week.
    pub week: Week,
    /// Weeks that replace it for a while.
    pub working_weeks: Vec<WorkingWeek>,
    /// Days that differ.
    pub exceptions: Vec<Exception>,
}

impl Calendar {
    /// A calendar that follows one week for ever.
    #[must_use]
    pub const fn weekly(week: Week) -> Self {
        Self { week, working_weeks: Vec::new(), exceptions: Vec::new() }
    }

    /// The same calendar with some days off, the last one included.
    #[must_use]
    pub fn off(mut self, from: Date, to: Date) -> Self {
        self.exceptions.push(Exception { from, to, shifts: Vec::new() });
        self
    }
}

/// Two calendars as their intersection is kept, or the one that is their intersection.
fn pair(one: CalendarId, other: CalendarId) -> Result<(CalendarId, CalendarId), CalendarId> {
    let (first, second) = (one.min(other), one.max(other));
    if first == second || first == CalendarId::AROUND_THE_CLOCK { Err(second) } else { Ok((first, second)) }
}

/// A set of calendars, ready to compute with.
#[derive(Clone, Debug)]
pub struct Calendars {
    patterns: Patterns,
    compiled: Vec<Segments>,
    combined: BTreeMap<(CalendarId, CalendarId), CalendarId>,
}

impl Default for Calendars {
    fn default() -> Self {
        Self::new()
    }
}

impl Calendars {
    /// A set with one calendar: [`CalendarId::AROUND_THE_CLOCK`].
    #[must_use]
    pub fn new() -> Self {
        let mut calendars = Self { patterns: Patterns::default(), compiled: Vec::new(), combined: BTreeMap::new() };
        calendars.add(&Calendar::weekly(Week::every_day(&[Shift::new(0, 1_440)])));
        calendars
    }

    /// Adds a calendar. A set holds at most 2³² of them.
    pub fn add(&mut self, calendar: &Calendar) -> CalendarId {
        let segments = compile(calendar, &mut self.patterns);
        self.push(segments)
    }

    /// The calendar whose working time is that of both.
    pub fn intersection(&mut self, one: CalendarId, other: CalendarId) -> CalendarId {
        let pair = match pair(one, other) {
            Ok(pair) => pair,
            Err(same) => return same,
        };
        if let Some(known) = self.combined.get(&pair) {
            return *known;
        }
        let index = |id: CalendarId| Some(id.0 as usize).filter(|index| *index < self.compiled.len()).unwrap_or(0);
        let (left, right) = (&self.compiled[index(pair.0)], &self.compiled[index(pair.1)]);
        let segments = Segments::intersection(left, right, &mut self.patterns);
        let id = self.push(segments);
        self.combined.insert(pair, id);
        id
    }

    /// The calendar whose working time is that of both, which was asked for before; else the second.
    pub(crate) fn known_intersection(&self, one: CalendarId, other: CalendarId) -> CalendarId {
        pair(one, other).map_or_else(|same| same, |pair| self.combined.get(&pair).copied().unwrap_or(other))
    }

    /// Whether the set knows this calendar.
    #[must_use]
    pub fn contains(&self, calendar: CalendarId) -> bool {
        (calendar.0 as usize) < self.compiled.len()
    }

    /// How many calendars the set holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.compiled.len()
    }

    /// Where so many working minutes after a minute have passed; before it when negative. `None` when the
    /// horizon has not so many. The result is the *end* of the last working minute when going forwards,
    /// the *start* of the first when going backwards, and the minute itself for zero.
    #[must_use]
    pub fn add_working(&self, calendar: CalendarId, from: Minute, minutes: i64) -> Option<Minute> {
        let calendar = self.get(calendar);
        let position = i32::try_from(i64::from(calendar.position(from)).checked_add(minutes)?).ok()?;
        match minutes.signum() {
            0 => Some(from),
            1 => calendar.finish_at(position),
            _ => calendar.start_at(position),
        }
    }

    /// Where so many working minutes before a minute begin.
    #[must_use]
    pub fn subtract_working(&self, calendar: CalendarId, from: Minute, minutes: i64) -> Option<Minute> {
        self.add_working(calendar, from, minutes.checked_neg()?)
    }

    /// Working minutes from one minute to another; negative when the second is earlier.
    #[must_use]
    pub fn working_between(&self, calendar: CalendarId, from: Minute, to: Minute) -> i64 {
        let calendar = self.get(calendar);
        i64::from(calendar.position(to)) - i64::from(calendar.position(from))
    }

    /// The first minute at or after this one at which work can begin.
    #[must_use]
    pub fn next_working(&self, calendar: CalendarId, from: Minute) -> Option<Minute> {
        let calendar = self.get(calendar);
        calendar.start_at(calendar.position(from))
    }

    /// The last minute at or before this one at which work can end.
    #[must_use]
    pub fn previous_working(&self, calendar: CalendarId, to: Minute) -> Option<Minute> {
        let calendar = self.get(calendar);
        calendar.finish_at(calendar.position(to))
    }

    /// Whether two calendars have the same working time throughout, whatever they are called and however they were
    /// described.
    #[must_use]
    pub fn same_working_time(&self, one: CalendarId, other: CalendarId) -> bool {
        self.segments(one).same(self.segments(other))
    }

    /// Whether the calendar has any working time.
    #[must_use]
    pub fn has_working_time(&self, calendar: CalendarId) -> bool {
        self.get(calendar).total() > 0
    }

    /// A calendar to compute with; around the clock when the set does not know it.
    pub(crate) fn get(&self, calendar: CalendarId) -> Compiled<'_> {
        Compiled::new(self.segments(calendar), &self.patterns)
    }

    fn segments(&self, calendar: CalendarId) -> &Segments {
        self.compiled.get(calendar.0 as usize).unwrap_or(&self.compiled[0])
    }

    fn push(&mut self, segments: Segments) -> CalendarId {
        self.compiled.push(segments);
        CalendarId(u32::try_from(self.compiled.len() - 1).unwrap_or(0))
    }
}
