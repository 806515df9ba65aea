//! The shifts of a calendar laid out so that the minutes and places of all samples are looked up side by side.
//!
//! Both lines, that of minutes and that of places, are cut into steps so short that at most one shift ends (or begins) in
//! each. A step knows the shift at its beginning and where within it the next one takes over. So a look-up is a load, a
//! comparison and one or two loads more, without a loop or a branch, and what is loaded lies together for samples that lie
//! together.

use super::draws::{LANES, Lanes};
use crate::calendar::Compiled;
use crate::minute::{DAY, DAYS, Minute};

/// Bits of a step that say where the next shift takes over; the others name the shift.
const WITHIN: u32 = 9;

/// The longest step, in doublings: its length has to fit into [`WITHIN`] bits.
const LONGEST: u32 = WITHIN - 1;

/// The shortest step, in doublings.
const SHORTEST: u32 = 4;

/// The most steps for which memory is spent.
const MOST: u32 = 1 << 18;

/// A calendar over a window of days.
pub(super) struct Ruler {
    minutes: Steps,
    places: Steps,
    /// For each shift the place where it begins: twice the working minutes before it, and one more.
    starts: Vec<i32>,
    /// For each shift the minutes before it at which nobody works.
    skipped: Vec<i32>,
    /// The last shift.
    last: u32,
}

/// A line cut into equal steps.
struct Steps {
    /// Where the line begins and its last point.
    ends: (i32, i32),
    /// The length of a step, in doublings.
    doublings: u32,
    steps: Vec<u32>,
    /// The last step.
    last: u32,
}

/// A shift of a certain day; minutes from the start of the horizon.
#[derive(Clone, Copy)]
struct Dated {
    from: i32,
    to: i32,
    /// Working minutes before it.
    before: i32,
}

impl Ruler {
    /// The shifts of so many days from a minute on; `None` where no work lies before or behind them, or where shifts are
    /// too short or too many.
    pub(super) fn new(calendar: Compiled<'_>, from: Minute, days: i32) -> Option<Self> {
        let first = (from.ordinal() / DAY).clamp(0, DAYS - 1);
        let last = first + days.clamp(1, DAYS - first);
        let (start, end) = (Minute::from_ordinal(first * DAY), Minute::from_ordinal(last * DAY));
        let base = calendar.position(start);
        let before = calendar.finish_at(base)?.ordinal();
        let mut shifts = vec![Dated { from: before - 1, to: before, before: base - 1 }];
        for day in first..last {
            for (from, to) in calendar.shifts_of(day) {
                extend(&mut shifts, (day * DAY + i32::from(from), day * DAY + i32::from(to)));
            }
        }
        let after = calendar.start_at(calendar.position(end))?.ordinal();
        extend(&mut shifts, (after, after + 1));
        let last_place = 2 * calendar.position(end) + 1;
        let ends: Vec<i32> = shifts.iter().map(|shift| shift.to + 1).collect();
        let starts: Vec<i32> = shifts.iter().map(|shift| 2 * shift.before + 1).collect();
        Some(Self {
            minutes: Steps::new((start.ordinal(), end.ordinal() - 1), &ends)?,
            places: Steps::new((2 * base, last_place), &starts[1..])?,
            last: u32::try_from(shifts.len() - 1).ok()?,
            starts,
            skipped: shifts.iter().map(|shift| shift.from - shift.before).collect(),
        })
    }

    /// The places of minutes; the second number is zero when all lie in the window.
    #[inline(always)]
    pub(super) fn places(&self, minutes: &Lanes) -> (Lanes, i32) {
        let (mut places, mut outside) = (Lanes::of(0), 0);
        let (last, steps) = (self.last, self.minutes.view());
        let (starts, skipped) = (&self.starts[..=last as usize], &self.skipped[..=last as usize]);
        for lane in 0..LANES {
            let minute = minutes.0[lane].max(steps.ends.0).min(steps.ends.1);
            outside |= minute ^ minutes.0[lane];
            let shift = steps.shift(minute).min(last) as usize;
            places.0[lane] = (2 * (minute - skipped[shift])).max(starts[shift]);
        }
        (places, outside)
    }

    /// The minutes of places; the second number is zero when all lie in the window.
    #[inline(always)]
    pub(super) fn minutes(&self, places: &Lanes) -> (Lanes, i32) {
        let (mut minutes, mut outside) = (Lanes::of(0), 0);
        let (last, steps) = (self.last, self.places.view());
        let skipped = &self.skipped[..=last as usize];
        for lane in 0..LANES {
            let place = places.0[lane].max(steps.ends.0).min(steps.ends.1);
            outside |= place ^ places.0[lane];
            minutes.0[lane] = (place >> 1) + skipped[steps.shift(place).min(last) as usize];
        }
        (minutes, outside)
    }

    /// The place of one minute.
    pub(super) fn place(&self, minute: i32) -> Option<i32> {
        let shift = self.minutes.shift(minute)?;
        Some((2 * (minute - self.skipped[shift])).max(self.starts[shift]))
    }

    /// The minute of one place.
    pub(super) fn minute(&self, place: i32) -> Option<i32> {
        Some((place >> 1) + self.skipped[self.places.shift(place)?])
    }
}

/// Adds a shift; one that goes on where the last one ended makes it longer.
fn extend(shifts: &mut Vec<Dated>, (from, to): (i32, i32)) {
    let Some(last) = shifts.last_mut() else { return };
    let before = last.before + (last.to - last.from);
    if last.to == from {
        last.to = to;
    } else {
        shifts.push(Dated { from, to, before });
    }
}

/// Steps as a loop over lanes reads them.
#[derive(Clone, Copy)]
struct View<'a> {
    ends: (i32, i32),
    doublings: u32,
    steps: &'a [u32],
    last: u32,
}

impl View<'_> {
    /// The shift at a point of the line. The compiler sees that numbers of steps are small, and gathers sixteen at once.
    #[inline(always)]
    fn shift(&self, at: i32) -> u32 {
        let along = (at - self.ends.0).cast_unsigned();
        let step = self.steps[((along >> self.doublings) & (MOST - 1)).min(self.last) as usize];
        let within = along & ((1 << self.doublings) - 1);
        (step >> WITHIN) + u32::from(within >= step & ((1 << WITHIN) - 1))
    }
}

impl Steps {
    /// A line between two points, and where on it each shift gives way to the one behind it, in order.
    fn new(ends: (i32, i32), turns: &[i32]) -> Option<Self> {
        let inside = turns.windows(2).filter(|pair| pair[1] >= ends.0 && pair[0] <= ends.1);
        let least = inside.map(|pair| pair[1] - pair[0]).min().unwrap_or(i32::MAX);
        let doublings = least.max(1).ilog2().min(LONGEST);
        if doublings < SHORTEST || (ends.1 - ends.0).cast_unsigned() >> doublings >= MOST {
            return None;
        }
        let mut shift = 0;
        let mut steps = Vec::new();
        for begin in (ends.0..=ends.1).step_by(1 << doublings) {
            while turns.get(shift).is_some_and(|turn| *turn <= begin) {
                shift += 1;
            }
            let turn = turns.get(shift).map_or(1 << doublings, |turn| (turn - begin).min(1 << doublings));
            let name = u32::try_from(shift).ok().filter(|shift| *shift < 1 << (31 - WITHIN))?;
            steps.push((name << WITHIN) | turn.cast_unsigned());
        }
        Some(Self { ends, doublings, last: u32::try_from(steps.len() - 1).ok()?, steps })
    }

    #[inline(always)]
    fn view(&self) -> View<'_> {
        let last = self.last;
        View { ends: self.ends, doublings: self.doublings, steps: &self.steps[..=last as usize], last }
    }

    /// The shift at one point of the line, if the point is on it.
    fn shift(&self, at: i32) -> Option<usize> {
        (self.ends.0..=self.ends.1).contains(&at).then(|| self.view().shift(at) as usize)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Calendar, Calendars, Shift, Week};

    /// What a place is, said by the calendar itself.
    fn place(calendar: Compiled<'_>, minute: Minute) -> i32 {
        let position = calendar.position(minute);
        2 * position + i32::from(calendar.finish_at(position).is_none_or(|end| end < minute))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_ruler_says_what_its_calendar_says(
            hours in proptest::collection::vec(proptest::collection::vec((0u16..48, 1u16..20), 0..4), 7),
            away in proptest::collection::vec((0i32..120, 0i32..20), 0..6),
            questions in proptest::collection::vec(0i32..200_000, LANES),
        ) {
            let shift = |(from, length): &(u16, u16)| Shift::new(from * 30, (from * 30 + length * 45).min(1_440));
            let week = Week { days: std::array::from_fn(|day| hours[day].iter().map(shift).collect()) };
            let day = |number| date(2024, 1, 1).saturating_add(jiff::Span::new().days(i64::from(number)));
            let away = away.into_iter();
            let calendar = away.fold(Calendar::weekly(week), |own, (from, days)| own.off(day(from), day(from + days)));
            let mut calendars = Calendars::new();
            let id = calendars.add(&calendar);
            let calendar = calendars.get(id);
            let start = Minute::midnight(date(2023, 12, 20));
            let Some(ruler) = Ruler::new(calendar, start, 120) else { return Ok(()) };
            let asked = Lanes(std::array::from_fn(|lane| start.ordinal() - 2_000 + questions[lane]));
            let (places, outside) = ruler.places(&asked);
            let inside = |minute: i32| (0..120 * DAY).contains(&(minute - start.ordinal()));
            prop_assert_eq!(outside == 0, asked.0.iter().all(|minute| inside(*minute)));
            for (minute, own) in asked.0.into_iter().zip(places.0).filter(|(minute, _)| inside(*minute)) {
                let minute = Minute::from_ordinal(minute);
                prop_assert_eq!(own, place(calendar, minute), "{}", minute);
                prop_assert_eq!(ruler.place(minute.ordinal()), Some(own));
            }
            let (minutes, outside) = ruler.minutes(&Lanes(std::array::from_fn(|lane| places.0[lane] ^ (questions[lane] & 1))));
            for (lane, own) in minutes.0.into_iter().enumerate().filter(|_| outside == 0) {
                let place = places.0[lane] ^ (questions[lane] & 1);
                let (next, last) = (calendar.start_at(place >> 1), calendar.finish_at(place >> 1));
                let expected = if place & 1 == 1 { next } else { last };
                prop_assert_eq!(Some(Minute::from_ordinal(own)), expected, "{}", place);
                prop_assert_eq!(ruler.minute(place), Some(own));
            }
        }
    }
}
