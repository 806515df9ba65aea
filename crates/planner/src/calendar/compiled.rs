//! Calendars as segments of days with one weekly pattern each, and the four questions about them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::pattern::{Pattern, Patterns, WEEK};
use super::{Calendar, Shift};
use crate::minute::{DAY, DAYS, FIRST_DAY, Minute};

/// From this number of segments on, a table of buckets leads to a segment; below it, halving is as fast.
const BUCKETS_FROM: usize = 65;

/// Days of a calendar that follow one weekly pattern.
#[derive(Clone, Copy, Debug)]
struct Segment {
    /// First minute, from the start of the horizon.
    from: i32,
    /// Working minutes of the calendar before it.
    before: i32,
    /// What to add to a position in the endless pattern to get the calendar's position.
    offset: i32,
    /// Number of the weekly pattern.
    pattern: u32,
}

/// A compiled calendar: segments that cover the horizon without gaps.
#[derive(Clone, Debug)]
pub(super) struct Segments {
    segments: Vec<Segment>,
    total: i32,
    minutes: Buckets,
    positions: Buckets,
}

/// For equal steps along an ascending key the last entry that starts at or before the step.
#[derive(Clone, Debug, Default)]
struct Buckets {
    first: i32,
    shift: u32,
    starts: Vec<u32>,
}

impl Buckets {
    /// Buckets over the keys, about four for each; none when there are few keys.
    fn new(keys: &[i32]) -> Self {
        let (Some(first), Some(last)) = (keys.get(1), keys.last()) else { return Self::default() };
        if keys.len() < BUCKETS_FROM {
            return Self::default();
        }
        let wanted = (last - first).max(1).unsigned_abs() as usize / (keys.len() * 4);
        let shift = wanted.max(1).ilog2();
        let count = ((last - first) >> shift) + 1;
        let mut starts = Vec::with_capacity(count.unsigned_abs() as usize);
        let mut index = 0;
        for bucket in 0..count {
            let key = first + (bucket << shift);
            while keys.get(index as usize + 1).is_some_and(|next| *next <= key) {
                index += 1;
            }
            starts.push(index);
        }
        Self { first: *first, shift, starts }
    }

    /// The last segment whose key is at or before this one.
    #[inline]
    fn find(&self, segments: &[Segment], key: i32, of: impl Fn(&Segment) -> i32) -> usize {
        if self.starts.is_empty() {
            return segments.partition_point(|segment| of(segment) <= key).max(1) - 1;
        }
        if key < self.first {
            return 0;
        }
        let bucket = ((key - self.first) >> self.shift).unsigned_abs() as usize;
        let mut index = self.starts[bucket.min(self.starts.len() - 1)] as usize;
        while segments.get(index + 1).is_some_and(|next| of(next) <= key) {
            index += 1;
        }
        index
    }
}

impl Segments {
    /// Segments from first days and patterns, in order, the first at the start of the horizon.
    fn new(days: Vec<(i32, u32)>, patterns: &Patterns) -> Self {
        let mut segments: Vec<Segment> = Vec::with_capacity(days.len());
        let mut before = 0;
        for (index, (day, pattern)) in days.iter().enumerate() {
            if segments.last().is_some_and(|last| last.pattern == *pattern) {
                continue;
            }
            let own = patterns.get(*pattern);
            let from = day * DAY;
            let start = endless(own, from);
            segments.push(Segment { from, before, offset: before - start, pattern: *pattern });
            let next = days[index + 1..].iter().find(|(_, next)| next != pattern).map_or(DAYS, |(day, _)| *day);
            before += endless(own, next * DAY) - start;
        }
        let minutes = Buckets::new(&segments.iter().map(|segment| segment.from).collect::<Vec<_>>());
        let positions = Buckets::new(&segments.iter().map(|segment| segment.before).collect::<Vec<_>>());
        Self { segments, total: before, minutes, positions }
    }

    /// Whether the same patterns apply on the same days. Patterns are kept once, so their numbers tell.
    pub(super) fn same(&self, other: &Self) -> bool {
        let days = |segments: &Self| segments.segments.iter().map(|segment| (segment.from, segment.pattern)).collect::<Vec<_>>();
        days(self) == days(other)
    }

    /// The segments in which both calendars have working time.
    pub(super) fn intersection(one: &Self, other: &Self, patterns: &mut Patterns) -> Self {
        let mut days = Vec::with_capacity(one.segments.len() + other.segments.len());
        let (mut i, mut j) = (0, 0);
        loop {
            let (left, right) = (one.segments[i], other.segments[j]);
            days.push((left.from.max(right.from) / DAY, patterns.intersection(left.pattern, right.pattern)));
            let next_left = one.segments.get(i + 1).map_or(i32::MAX, |segment| segment.from);
            let next_right = other.segments.get(j + 1).map_or(i32::MAX, |segment| segment.from);
            if next_left == i32::MAX && next_right == i32::MAX {
                return Self::new(days, patterns);
            }
            i += usize::from(next_left <= next_right);
            j += usize::from(next_right <= next_left);
        }
    }
}

/// Working minutes of a pattern that runs from the start of the horizon, a Monday, to a minute.
#[inline]
fn endless(pattern: &Pattern, minute: i32) -> i32 {
    (minute / WEEK) * pattern.total() + pattern.within(minute % WEEK).before
}

/// A minute as a calendar sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    /// Working minutes since the start of the horizon.
    position: i32,
    /// The first minute at or after it at which work can begin, if it is near.
    next: Option<Minute>,
    /// The last minute at or before it at which work can end, if it is near.
    previous: Option<Minute>,
}

/// Where a stretch of work begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: Minute,
    pub(crate) finish: Minute,
    /// Working minutes between the start of the horizon and the finish.
    pub(crate) position: i32,
}

/// A calendar to compute with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiled<'a> {
    segments: &'a Segments,
    patterns: &'a Patterns,
}

impl<'a> Compiled<'a> {
    pub(super) fn new(segments: &'a Segments, patterns: &'a Patterns) -> Self {
        Self { segments, patterns }
    }

    /// All working minutes of the horizon.
    #[inline]
    pub(crate) fn total(&self) -> i32 {
        self.segments.total
    }

    /// Working minutes since the start of the horizon.
    #[inline]
    pub(crate) fn position(&self, minute: Minute) -> i32 {
        self.seen(minute).position
    }

    #[inline]
    fn seen(&self, minute: Minute) -> Seen {
        let at = minute.ordinal();
        let own = self.segments;
        let index = own.minutes.find(&own.segments, at, |segment| segment.from);
        let segment = own.segments[index];
        let pattern = self.patterns.get(segment.pattern);
        let week = at / WEEK;
        let within = pattern.within(at - week * WEEK);
        let end = own.segments.get(index + 1).map_or(DAYS * DAY, |next| next.from);
        let minute_at = |minute_of_week: i32| week * WEEK + minute_of_week;
        let next = within.next.map(minute_at).filter(|next| *next < end);
        let previous = within.previous.map(minute_at).filter(|previous| *previous > segment.from);
        Seen {
            position: segment.offset + week * pattern.total() + within.before,
            next: next.map(Minute::from_ordinal),
            previous: previous.map(Minute::from_ordinal),
        }
    }

    /// The shifts of a day of the horizon, in minutes from its midnight.
    pub(crate) fn shifts_of(&self, day: i32) -> impl Iterator<Item = (u16, u16)> + 'a {
        let own = self.segments;
        let index = own.minutes.find(&own.segments, day * DAY, |segment| segment.from);
        self.patterns.get(own.segments[index].pattern).shifts_of(day % 7)
    }

    /// The first minute at or after this one at which work can begin; the end of the horizon when there is none.
    #[inline]
    pub(crate) fn next(&self, minute: Minute) -> Minute {
        let seen = self.seen(minute);
        seen.next.or_else(|| self.start_at(seen.position)).unwrap_or(Minute::LATEST)
    }

    /// So many working minutes from a minute on. What does not fit stands at the end of the horizon.
    ///
    /// A milestone, which has none, stays at the end of a shift and otherwise moves to where work can begin.
    #[inline]
    pub(crate) fn run(&self, from: Minute, minutes: i32) -> Run {
        let seen = self.seen(from);
        if minutes == 0 && (seen.next == Some(from) || seen.previous == Some(from)) {
            return Run { start: from, finish: from, position: seen.position };
        }
        let start = seen.next.or_else(|| self.start_at(seen.position)).unwrap_or(Minute::LATEST);
        if minutes == 0 {
            return Run { start, finish: start, position: seen.position };
        }
        let position = seen.position + minutes;
        let finish = if start == Minute::LATEST { None } else { self.finish_at(position) };
        match finish {
            Some(finish) => Run { start, finish, position },
            None => Run { start, finish: Minute::LATEST, position: self.total() },
        }
    }

    /// So many working minutes up to a minute. What does not fit stands at the start of the horizon.
    #[inline]
    pub(crate) fn run_back(&self, to: Minute, minutes: i32) -> Run {
        let seen = self.seen(to);
        let finish = seen.previous.or_else(|| self.finish_at(seen.position)).unwrap_or(Minute::EARLIEST);
        if minutes == 0 {
            return Run { start: finish, finish, position: seen.position };
        }
        let start = self.start_at(seen.position - minutes).unwrap_or(Minute::EARLIEST);
        Run { start, finish, position: seen.position }
    }

    /// Where work ends that begins at or after a minute (which may lie outside working time) and takes so long.
    #[inline]
    pub(crate) fn finish_after(&self, from: Minute, minutes: i32) -> Minute {
        if minutes == 0 {
            return from;
        }
        self.finish_at(self.position(from) + minutes).unwrap_or(Minute::LATEST)
    }

    /// Where work begins that ends at or before a minute and takes so long; with nothing to do that minute itself.
    #[inline]
    pub(crate) fn start_before(&self, to: Minute, minutes: i32) -> Minute {
        if minutes == 0 {
            return to;
        }
        self.start_at(self.position(to) - minutes).unwrap_or(Minute::EARLIEST)
    }

    /// The minute at which the working minute with this position begins.
    #[inline]
    pub(crate) fn start_at(&self, position: i32) -> Option<Minute> {
        let own = self.segments;
        if position < 0 || position >= own.total {
            return None;
        }
        let index = own.positions.find(&own.segments, position, |segment| segment.before);
        let segment = own.segments[index];
        let minute = self.patterns.get(segment.pattern).minute_at(position - segment.offset);
        Some(Minute::from_ordinal(minute))
    }

    /// The first minute before which so many working minutes lie: where work that ends at this position ends.
    #[inline]
    pub(crate) fn finish_at(&self, position: i32) -> Option<Minute> {
        let last = self.start_at(position - 1)?;
        Some(Minute::from_ordinal(last.ordinal() + 1))
    }
}

/// Compiles a calendar: an elementary range of days for each change of what applies.
pub(super) fn compile(calendar: &Calendar, patterns: &mut Patterns) -> Segments {
    let usual: [&[Shift]; 7] = std::array::from_fn(|day| calendar.week.days[day].as_slice());
    let weeks = Cover::new(calendar.working_weeks.iter().map(|week| (week.from, week.to)));
    let exceptions = Cover::new(calendar.exceptions.iter().map(|exception| (exception.from, exception.to)));
    let starts: BTreeSet<i32> = weeks.starts().chain(exceptions.starts()).chain([0]).collect();
    let days = starts
        .into_iter()
        .map(|day| {
            let pattern = match (exceptions.at(day), weeks.at(day)) {
                (Some(exception), _) => patterns.intern([calendar.exceptions[exception].shifts.as_slice(); 7]),
                (None, Some(week)) => {
                    let own = &calendar.working_weeks[week].days;
                    patterns.intern(std::array::from_fn(|day| own[day].as_deref().unwrap_or(usual[day])))
                }
                (None, None) => patterns.intern(usual),
            };
            (day, pattern)
        })
        .collect();
    Segments::new(days, patterns)
}

/// Which of several ranges of days applies on which day.
struct Cover {
    /// First day and the range that applies from it on, in order.
    from: Vec<(i32, Option<usize>)>,
}

impl Cover {
    /// Sweeps over the ranges; the shortest that is open applies, then the one that is listed first.
    fn new(ranges: impl Iterator<Item = (Date, Date)>) -> Self {
        let mut events: Vec<(i32, bool, (i32, usize))> = Vec::new();
        for (index, (from, to)) in ranges.enumerate() {
            let (first, after) = (day_number(from).max(0), (day_number(to) + 1).min(DAYS));
            if first < after {
                let rank = (day_number(to) - day_number(from), index);
                events.push((first, true, rank));
                events.push((after, false, rank));
            }
        }
        events.sort_unstable();
        let mut open = BTreeSet::new();
        let mut from: Vec<(i32, Option<usize>)> = Vec::new();
        for (day, opens, rank) in events {
            if opens {
                open.insert(rank)
            } else {
                open.remove(&rank)
            };
            let applies = open.first().map(|(_, index)| *index);
            match from.last_mut() {
                Some(last) if last.0 == day => last.1 = applies,
                Some(_) | None => from.push((day, applies)),
            }
        }
        from.retain(|(day, _)| *day < DAYS);
        Self { from }
    }

    fn starts(&self) -> impl Iterator<Item = i32> + '_ {
        self.from.iter().map(|(day, _)| *day)
    }

    fn at(&self, day: i32) -> Option<usize> {
        let index = self.from.partition_point(|(from, _)| *from <= day).checked_sub(1)?;
        self.from[index].1
    }
}

/// Days since the start of the horizon.
fn day_number(date: Date) -> i32 {
    (date - FIRST_DAY).get_days()
}
