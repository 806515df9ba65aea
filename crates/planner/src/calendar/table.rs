//! A calendar spread out over some years, shift by shift, for networks with many tasks on it.
//!
//! Segments are small and serve any number of calendars; a table is larger and answers with two or three loads.
//! It knows a window of days and gives up outside it; the answers are those of the segments, to the minute.

use super::compiled::{Compiled, Run};
use crate::minute::{DAY, DAYS, Minute};

/// Minutes in a bucket of minutes, as a power of two.
const MINUTES: u32 = 9;

/// Working minutes in a bucket of positions, as a power of two.
const POSITIONS: u32 = 8;

/// A shift of a certain day; minutes from the start of the horizon.
#[derive(Clone, Copy, Debug)]
struct DatedShift {
    from: i32,
    to: i32,
    /// Working minutes of the calendar before it.
    before: i32,
}

/// A calendar spread out over a window of days.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// First minute of the window, from the start of the horizon.
    from: i32,
    /// The shifts of the window, and the one before and the one after it; that one never ends.
    shifts: Vec<DatedShift>,
    /// For each bucket of minutes the first shift that ends after the bucket begins.
    minutes: Vec<u16>,
    /// Working minutes before the window.
    base: i32,
    /// For each bucket of positions the shift in which it begins.
    positions: Vec<u16>,
}

impl Table {
    /// A table of so many days from a minute on; `None` when there are too many shifts, or no working time around.
    pub(crate) fn new(calendar: Compiled<'_>, from: Minute, days: i32) -> Option<Self> {
        let first = (from.ordinal() / DAY).clamp(0, DAYS - 1);
        let last = first + days.clamp(1, DAYS - first);
        let (start, end) = (Minute::from_ordinal(first * DAY), Minute::from_ordinal(last * DAY));
        let base = calendar.position(start);
        let mut shifts = vec![DatedShift { from: i32::MIN, to: calendar.finish_at(base)?.ordinal(), before: i32::MIN }];
        let mut before = base;
        for day in first..last {
            for (from, to) in calendar.shifts_of(day) {
                let (from, to) = (day * DAY + i32::from(from), day * DAY + i32::from(to));
                shifts.push(DatedShift { from, to, before });
                before += to - from;
            }
        }
        let after = calendar.start_at(calendar.position(end))?;
        shifts.push(DatedShift { from: after.ordinal(), to: i32::MAX, before });
        let ends = (start.ordinal()..end.ordinal()).step_by(1 << MINUTES);
        let minutes = ends.map(|minute| shifts.partition_point(|shift| shift.to <= minute));
        let starts = (base..before).step_by(1 << POSITIONS);
        let positions = starts.map(|position| shifts.partition_point(|shift| shift.before <= position) - 1);
        Some(Self {
            from: start.ordinal(),
            minutes: minutes.map(|index| u16::try_from(index).ok()).collect::<Option<_>>()?,
            base,
            positions: positions.map(|index| u16::try_from(index).ok()).collect::<Option<_>>()?,
            shifts,
        })
    }

    /// The first shift that ends after a minute.
    #[inline(always)]
    fn shift(&self, minute: Minute) -> Option<usize> {
        let at = minute.ordinal();
        let bucket = usize::try_from(at - self.from).ok()? >> MINUTES;
        let mut index = usize::from(*self.minutes.get(bucket)?);
        index += usize::from(self.shifts.get(index)?.to <= at);
        while self.shifts.get(index)?.to <= at {
            index += 1;
        }
        Some(index)
    }

    /// The working minutes before a minute.
    #[inline]
    pub(crate) fn position(&self, minute: Minute) -> Option<i32> {
        let shift = self.shifts.get(self.shift(minute)?)?;
        Some(shift.before + (minute.ordinal() - shift.from).max(0))
    }

    /// The minute at which the working minute with this position begins.
    #[inline(always)]
    pub(crate) fn start_at(&self, position: i32) -> Option<Minute> {
        let bucket = usize::try_from(position - self.base).ok()? >> POSITIONS;
        let mut index = usize::from(*self.positions.get(bucket)?);
        index += usize::from(self.shifts.get(index + 1)?.before <= position);
        while self.shifts.get(index + 1)?.before <= position {
            index += 1;
        }
        let shift = self.shifts.get(index)?;
        Some(Minute::from_ordinal(shift.from + position - shift.before))
    }

    /// As [`Compiled::run`], inside the window.
    #[inline]
    pub(crate) fn run(&self, from: Minute, minutes: i32) -> Option<Run> {
        let index = self.shift(from)?;
        let shift = self.shifts.get(index)?;
        let at = from.ordinal();
        let position = shift.before + (at - shift.from).max(0);
        let start = Minute::from_ordinal(at.max(shift.from));
        if minutes == 0 {
            let start = if self.shifts.get(index.wrapping_sub(1))?.to == at { from } else { start };
            return Some(Run { start, finish: start, position });
        }
        let position = position.checked_add(minutes)?;
        let last = self.start_at(position - 1)?;
        Some(Run { start, finish: Minute::from_ordinal(last.ordinal() + 1), position })
    }

    /// As [`Compiled::run_back`], inside the window.
    #[inline]
    pub(crate) fn run_back(&self, to: Minute, minutes: i32) -> Option<Run> {
        let index = self.shift(to)?;
        let shift = self.shifts.get(index)?;
        let at = to.ordinal();
        let position = shift.before + (at - shift.from).max(0);
        let earlier = self.shifts.get(index.wrapping_sub(1))?.to;
        let finish = Minute::from_ordinal(if shift.from < at { at } else { earlier });
        if minutes == 0 {
            return Some(Run { start: finish, finish, position });
        }
        let start = self.start_at(position.checked_sub(minutes)?)?;
        Some(Run { start, finish, position })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Calendar, Calendars, Exception, Shift, Week};

    fn shifts() -> impl Strategy<Value = Vec<Shift>> {
        proptest::collection::vec((0u16..1_440, 0u16..=1_440).prop_map(|(from, to)| Shift::new(from, to)), 0..4)
    }

    fn calendars() -> impl Strategy<Value = Calendar> {
        let week = proptest::collection::vec(shifts(), 7);
        let exceptions = proptest::collection::vec((0i32..90, 0i32..10, shifts()), 0..120);
        (week, exceptions).prop_map(|(mut days, exceptions)| {
            let day = |number| date(2024, 1, 1).saturating_add(jiff::Span::new().days(i64::from(number)));
            let week = Week { days: std::array::from_fn(|day| std::mem::take(&mut days[day])) };
            let exceptions = exceptions.into_iter().map(|(from, length, shifts)| Exception {
                from: day(from),
                to: day(from + length),
                shifts,
            });
            Calendar { exceptions: exceptions.collect(), ..Calendar::weekly(week) }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_table_answers_like_its_segments(calendar in calendars(), questions in proptest::collection::vec((0i64..200_000, 0i32..9_000), 50)) {
            let mut calendars = Calendars::new();
            let id = calendars.add(&calendar);
            let calendar = calendars.get(id);
            let start = Minute::midnight(date(2023, 12, 20));
            let Some(table) = Table::new(calendar, start, 200) else { return Ok(()) };
            for (after, minutes) in questions {
                let at = Minute::new(i64::from(start.get()) + after);
                prop_assert!(table.run(at, minutes).is_none_or(|run| run == calendar.run(at, minutes)), "{at} {minutes}");
                prop_assert!(table.run_back(at, minutes).is_none_or(|run| run == calendar.run_back(at, minutes)), "{at} {minutes}");
            }
        }

        #[test]
        fn a_table_of_a_usual_calendar_knows_its_window(after in 2_880i64..200_000, minutes in 0i32..9_000) {
            let mut calendars = Calendars::new();
            let id = calendars.add(&Calendar::weekly(Week::standard()));
            let start = Minute::midnight(date(2023, 12, 20));
            let table = Table::new(calendars.get(id), start, 365).expect("there is working time");
            prop_assert!(table.run(Minute::new(i64::from(start.get()) + after), minutes).is_some());
            prop_assert!(table.run_back(Minute::new(i64::from(start.get()) + after), 0).is_some());
        }

        #[test]
        fn positions_and_minutes_lead_to_each_other(calendar in calendars(), questions in proptest::collection::vec(0i64..200_000, 50)) {
            let mut calendars = Calendars::new();
            let id = calendars.add(&calendar);
            let calendar = calendars.get(id);
            let start = i64::from(Minute::midnight(date(2023, 12, 20)).get());
            for after in questions {
                let at = Minute::new(start + after);
                let position = calendar.position(at);
                let (next, previous) = (calendar.start_at(position), calendar.finish_at(position));
                prop_assert!(next.is_none_or(|next| next >= at && calendar.position(next) == position), "{at}");
                prop_assert!(previous.is_none_or(|previous| previous <= at && calendar.position(previous) == position), "{at}");
                let later = calendar.position(Minute::new(start + after + 1));
                prop_assert_eq!(later - position, i32::from(next == Some(at)));
            }
        }
    }
}
