//! Made-up working time for benchmarks.

use jiff::civil::date;
use planner::{Calendar, Shift, Week};

use crate::chance::Chance;

/// A calendar: one of several kinds of hours, holidays on ten days of each of 20 years, two weeks away in each where that is asked for.
pub(crate) fn calendar(number: u32, away: bool) -> Calendar {
    let mut chance = Chance(u64::from(number) + 1);
    let from = 6 + u16::try_from(chance.below(4)).unwrap_or(0);
    let shifts = [Shift::hours(from, from + 4), Shift::hours(from + 5, from + 8 + u16::try_from(chance.below(2)).unwrap_or(0))];
    let week = if chance.below(8) == 0 { Week::every_day(&shifts) } else { Week::monday_to_friday(&shifts) };
    let mut calendar = Calendar::weekly(week);
    for year in 2020..2040 {
        for _ in 0..10 {
            let month = i8::try_from(1 + chance.below(12)).unwrap_or(1);
            let day = date(year, month, i8::try_from(1 + chance.below(28)).unwrap_or(1));
            calendar = calendar.off(day, day);
        }
        if away {
            let first = date(year, i8::try_from(1 + chance.below(12)).unwrap_or(1), 1);
            calendar = calendar.off(first, first.saturating_add(jiff::Span::new().days(13)));
        }
    }
    calendar
}
