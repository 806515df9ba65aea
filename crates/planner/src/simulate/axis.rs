//! A calendar as a line of whole numbers, on which working time is added like any number.
//!
//! A *place* on the line is twice the number of working minutes before it, and one more where the next working
//! minute begins rather than where the last one ends: the evening and the next morning have as much work behind
//! them, and a milestone knows which of the two it stands at. Places are in order as their minutes are. Tasks on one
//! calendar are simulated in places without asking the calendar at all; only links between calendars ask it.

use super::draws::Lanes;
use super::ruler::Ruler;
use crate::calendar::{CalendarId, Calendars, Compiled};
use crate::minute::{DAY, Minute};

/// A calendar to compute with in places.
pub(super) struct Axis<'a> {
    calendar: Compiled<'a>,
    ruler: Option<Ruler>,
    around_the_clock: bool,
}

impl<'a> Axis<'a> {
    /// The axis of a calendar, fast between two minutes.
    pub(super) fn new(calendars: &'a Calendars, id: CalendarId, window: (Minute, Minute)) -> Self {
        let calendar = calendars.get(id);
        let around_the_clock = id == CalendarId::AROUND_THE_CLOCK;
        let days = (window.1.ordinal() - window.0.ordinal()) / DAY + 2;
        let ruler = if around_the_clock { None } else { Ruler::new(calendar, window.0, days) };
        Self { calendar, ruler, around_the_clock }
    }

    /// Working minutes before a minute.
    pub(super) fn position(&self, minute: Minute) -> i32 {
        if self.around_the_clock {
            return minute.ordinal();
        }
        let place = self.ruler.as_ref().and_then(|ruler| ruler.place(minute.ordinal()));
        place.map_or_else(|| self.calendar.position(minute), |place| place >> 1)
    }

    /// The minute of a place.
    pub(super) fn minute(&self, place: i32) -> Minute {
        if self.around_the_clock {
            return Minute::from_ordinal((place >> 1).clamp(0, Minute::LATEST.ordinal()));
        }
        let minute = self.ruler.as_ref().and_then(|ruler| ruler.minute(place));
        minute.map_or_else(|| self.far_minute(place), Minute::from_ordinal)
    }

    fn far_minute(&self, place: i32) -> Minute {
        let position = place >> 1;
        if place & 1 == 1 {
            return self.calendar.start_at(position).unwrap_or(Minute::LATEST);
        }
        match self.calendar.start_at(position - 1) {
            Some(last) => Minute::from_ordinal(last.ordinal() + 1),
            None if position <= 0 => Minute::EARLIEST,
            None => Minute::LATEST,
        }
    }

    /// The place at which something stands that may begin at a minute.
    pub(super) fn place(&self, minute: Minute) -> i32 {
        if self.around_the_clock {
            return 2 * minute.ordinal();
        }
        let place = self.ruler.as_ref().and_then(|ruler| ruler.place(minute.ordinal()));
        place.unwrap_or_else(|| self.far_place(minute))
    }

    fn far_place(&self, minute: Minute) -> i32 {
        let even = 2 * self.calendar.position(minute);
        even + i32::from(self.far_minute(even) < minute)
    }

    /// The last place that is not behind a minute.
    pub(super) fn last_place(&self, minute: Minute) -> i32 {
        let even = 2 * self.position(minute);
        even + i32::from(self.minute(even + 1) <= minute)
    }

    /// The places of all samples of a block; minutes count from the start of the horizon.
    #[inline(always)]
    pub(super) fn places(&self, minutes: &Lanes) -> Lanes {
        if self.around_the_clock {
            return Lanes(minutes.0.map(|minute| 2 * minute));
        }
        match &self.ruler {
            Some(ruler) => {
                let (places, outside) = ruler.places(minutes);
                if outside == 0 { places } else { self.each_place(minutes) }
            }
            None => self.each_place(minutes),
        }
    }

    /// The minutes of all samples of a block, from the start of the horizon.
    #[inline(always)]
    pub(super) fn minutes(&self, places: &Lanes) -> Lanes {
        if self.around_the_clock {
            return Lanes(places.0.map(|place| (place >> 1).clamp(0, Minute::LATEST.ordinal())));
        }
        match &self.ruler {
            Some(ruler) => {
                let (minutes, outside) = ruler.minutes(places);
                if outside == 0 { minutes } else { self.each_minute(places) }
            }
            None => self.each_minute(places),
        }
    }

    #[inline(never)]
    fn each_place(&self, minutes: &Lanes) -> Lanes {
        Lanes(std::array::from_fn(|lane| self.place(Minute::from_ordinal(minutes.0[lane]))))
    }

    #[inline(never)]
    fn each_minute(&self, places: &Lanes) -> Lanes {
        Lanes(std::array::from_fn(|lane| self.minute(places.0[lane]).ordinal()))
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
