//! A calendar as a line of whole numbers, on which working time is added like any number.
//!
//! A *place* on the line is twice the number of working minutes before it, and one more where the next working
//! minute begins rather than where the last one ends: the evening and the next morning have as much work behind
//! them, and a milestone knows which of the two it stands at. Places are in order as their minutes are. Tasks on one
//! calendar are simulated in places without asking the calendar at all; only links between calendars ask it.

use crate::calendar::{CalendarId, Calendars, Compiled, Table};
use crate::minute::{DAY, Minute};

/// A calendar to compute with in places.
pub(super) struct Axis<'a> {
    calendar: Compiled<'a>,
    table: Option<Table>,
    around_the_clock: bool,
}

impl<'a> Axis<'a> {
    /// The axis of a calendar, fast between two minutes.
    pub(super) fn new(calendars: &'a Calendars, id: CalendarId, window: (Minute, Minute)) -> Self {
        let calendar = calendars.get(id);
        let around_the_clock = id == CalendarId::AROUND_THE_CLOCK;
        let days = (window.1.ordinal() - window.0.ordinal()) / DAY + 2;
        let table = if around_the_clock { None } else { Table::new(calendar, window.0, days) };
        Self { calendar, table, around_the_clock }
    }

    /// Working minutes before a minute.
    #[inline(always)]
    pub(super) fn position(&self, minute: Minute) -> i32 {
        if self.around_the_clock {
            return minute.ordinal();
        }
        self.table.as_ref().and_then(|table| table.position(minute)).unwrap_or_else(|| self.far_position(minute))
    }

    #[inline(always)]
    fn start_at(&self, position: i32) -> Option<Minute> {
        self.table.as_ref().and_then(|table| table.start_at(position)).or_else(|| self.far_start(position))
    }

    #[inline(never)]
    fn far_start(&self, position: i32) -> Option<Minute> {
        self.calendar.start_at(position)
    }

    #[inline(never)]
    fn far_position(&self, minute: Minute) -> i32 {
        self.calendar.position(minute)
    }

    /// The minute of a place.
    #[inline(always)]
    pub(super) fn minute(&self, place: i32) -> Minute {
        let position = place >> 1;
        if self.around_the_clock {
            return Minute::from_ordinal(position.clamp(0, Minute::LATEST.ordinal()));
        }
        if place & 1 == 1 {
            return self.start_at(position).unwrap_or(Minute::LATEST);
        }
        match self.start_at(position - 1) {
            Some(last) => Minute::from_ordinal(last.ordinal() + 1),
            None if position <= 0 => Minute::EARLIEST,
            None => Minute::LATEST,
        }
    }

    /// The place at which something stands that may begin at a minute.
    #[inline(always)]
    pub(super) fn place(&self, minute: Minute) -> i32 {
        if self.around_the_clock {
            return 2 * minute.ordinal();
        }
        match self.table.as_ref().and_then(|table| table.place(minute)) {
            Some((position, behind)) => 2 * position + i32::from(behind),
            None => self.far_place(minute),
        }
    }

    #[inline(never)]
    fn far_place(&self, minute: Minute) -> i32 {
        let even = 2 * self.position(minute);
        even + i32::from(self.minute(even) < minute)
    }

    /// The last place that is not behind a minute.
    pub(super) fn last_place(&self, minute: Minute) -> i32 {
        let even = 2 * self.position(minute);
        even + i32::from(self.minute(even + 1) <= minute)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{Calendar, Week};

    #[test]
    fn places_are_in_the_order_of_their_minutes() {
        let mut calendars = Calendars::new();
        let week = calendars.add(&Calendar::weekly(Week::standard()));
        let start = Minute::midnight(date(2026, 1, 5));
        let at = |minutes: i64| Minute::new(i64::from(start.get()) + minutes);
        for id in [week, CalendarId::AROUND_THE_CLOCK] {
            let axis = Axis::new(&calendars, id, (start, at(20_000)));
            for minutes in (-3_000..23_000).step_by(30) {
                let (one, next) = (axis.place(at(minutes)), axis.place(at(minutes + 30)));
                assert!(one <= next);
                assert!(axis.minute(one) >= at(minutes) && axis.minute(axis.last_place(at(minutes))) <= at(minutes));
                assert!(axis.last_place(at(minutes)) <= one + 1, "{}", at(minutes));
            }
        }
    }

    #[test]
    fn the_evening_and_the_next_morning_are_two_places() {
        let mut calendars = Calendars::new();
        let id = calendars.add(&Calendar::weekly(Week::standard()));
        let day = |day, hour| Minute::from(date(2026, 1, day).at(hour, 0, 0, 0));
        let axis = Axis::new(&calendars, id, (day(1, 0), day(30, 0)));
        let (evening, night, morning) = (axis.place(day(6, 17)), axis.place(day(6, 20)), axis.place(day(7, 8)));
        assert_eq!((evening + 1, night), (morning, morning));
        assert_eq!((axis.minute(evening), axis.minute(morning)), (day(6, 17), day(7, 8)));
        assert_eq!(axis.last_place(day(6, 20)), evening);
    }
}
