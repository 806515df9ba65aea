//! Weekly patterns, each kept once however many calendars follow it.

use std::collections::BTreeMap;

use super::Shift;

/// Minutes in a week.
pub(super) const WEEK: i32 = 7 * 1_440;

/// The shifts of a week as minutes of the week, sorted, not touching each other within a day.
type Spans = Vec<(u16, u16)>;

/// All weekly patterns of a set of calendars.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    patterns: Vec<Pattern>,
    known: BTreeMap<Spans, u32>,
}

/// One weekly pattern with its prefix sums.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// Shifts in order, closed by a sentinel that begins and ends beyond every minute.
    shifts: Vec<Span>,
    /// For each day the first shift that ends after its midnight.
    first: [u16; 7],
    /// Working minutes in the week.
    total: i32,
    /// `2^64 / total`, rounded up, to divide by multiplying; 0 when the total is 0 or 1.
    reciprocal: u64,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    from: u16,
    to: u16,
    /// Working minutes of the week before it.
    before: u16,
}

/// A minute of a week, seen from a pattern.
#[derive(Clone, Copy)]
pub(super) struct Within {
    /// Working minutes of the week before the minute.
    pub(super) before: i32,
    /// The first minute of the week, at or after it, at which work can begin; `None` when only in another week.
    pub(super) next: Option<i32>,
    /// The last minute of the week, at or before it, at which work can end; `None` when only in another week.
    pub(super) previous: Option<i32>,
}

impl Patterns {
    /// The pattern with this number.
    #[inline]
    pub(crate) fn get(&self, pattern: u32) -> &Pattern {
        &self.patterns[pattern as usize]
    }

    /// The number of a week; the same for equal weeks.
    pub(super) fn intern(&mut self, days: [&[Shift]; 7]) -> u32 {
        let mut spans = Spans::new();
        for (day, shifts) in (0u16..).zip(days) {
            let midnight = day * 1_440;
            spans.extend(merged(shifts).into_iter().map(|(from, to)| (midnight + from, midnight + to)));
        }
        self.intern_spans(spans)
    }

    /// The number of the week in which both have working time.
    pub(super) fn intersection(&mut self, one: u32, other: u32) -> u32 {
        if one == other {
            return one;
        }
        let mut spans = Spans::new();
        let (left, right) = (&self.get(one).shifts, &self.get(other).shifts);
        let (mut i, mut j) = (0, 0);
        while i + 1 < left.len() && j + 1 < right.len() {
            let (from, to) = (left[i].from.max(right[j].from), left[i].to.min(right[j].to));
            if from < to {
                spans.push((from, to));
            }
            if left[i].to < right[j].to { i += 1 } else { j += 1 }
        }
        self.intern_spans(spans)
    }

    fn intern_spans(&mut self, spans: Spans) -> u32 {
        if let Some(known) = self.known.get(&spans) {
            return *known;
        }
        let number = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        self.patterns.push(Pattern::new(&spans));
        self.known.insert(spans, number);
        number
    }
}

/// The shifts of one day sorted, clipped to the day, overlapping or touching ones merged.
fn merged(shifts: &[Shift]) -> Spans {
    let end = |shift: &Shift| if shift.to <= shift.from { 1_440 } else { shift.to.min(1_440) };
    let mut sorted: Spans = shifts.iter().filter(|shift| shift.from < 1_440).map(|shift| (shift.from, end(shift))).collect();
    sorted.sort_unstable();
    let mut spans = Spans::new();
    for (from, to) in sorted {
        match spans.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            Some(_) | None => spans.push((from, to)),
        }
    }
    spans
}

impl Pattern {
    fn new(spans: &Spans) -> Self {
        let mut before = 0;
        let mut shifts = Vec::with_capacity(spans.len() + 1);
        for (from, to) in spans {
            shifts.push(Span { from: *from, to: *to, before });
            before += to - from;
        }
        shifts.push(Span { from: u16::MAX, to: u16::MAX, before });
        let first = std::array::from_fn(|day| {
            let index = shifts.partition_point(|span| usize::from(span.to) <= day * 1_440);
            u16::try_from(index).unwrap_or(u16::MAX)
        });
        let total = i32::from(before);
        let reciprocal = if total > 1 { (u64::MAX / u64::from(before)) + 1 } else { 0 };
        Self { shifts, first, total, reciprocal }
    }

    /// The shifts of a day of the week, Monday 0, in minutes from its midnight.
    pub(super) fn shifts_of(&self, day: i32) -> impl Iterator<Item = (u16, u16)> {
        let midnight = u16::try_from(day * 1_440).unwrap_or(0);
        let first = usize::from(self.first[usize::from(midnight / 1_440)]);
        let of_day = self.shifts[first..].iter().take_while(move |span| span.from < midnight + 1_440);
        of_day.map(move |span| (span.from - midnight, span.to - midnight))
    }

    /// Working minutes in a week.
    #[inline]
    pub(super) fn total(&self) -> i32 {
        self.total
    }

    /// Working minutes of the week before a minute of the week, and the next working minute.
    #[inline]
    pub(super) fn within(&self, minute_of_week: i32) -> Within {
        let mut index = usize::from(self.first[(minute_of_week / 1_440) as usize]);
        while i32::from(self.shifts[index].to) <= minute_of_week {
            index += 1;
        }
        let span = self.shifts[index];
        let from = i32::from(span.from);
        if from < minute_of_week {
            let before = i32::from(span.before) + minute_of_week - from;
            return Within { before, next: Some(minute_of_week), previous: Some(minute_of_week) };
        }
        let next = if span.from == u16::MAX { None } else { Some(from) };
        let previous = if index == 0 { None } else { Some(i32::from(self.shifts[index - 1].to)) };
        Within { before: i32::from(span.before), next, previous }
    }

    /// The minute, counted from a Monday, at which the working minute with this number (also counted from that
    /// Monday, weeks on end) begins. The pattern has working time and the number is not negative.
    #[inline]
    pub(super) fn minute_at(&self, number: i32) -> i32 {
        let week = self.divide(number);
        let rest = number - week * self.total;
        let mut index = 0;
        while i32::from(self.shifts[index + 1].before) <= rest {
            index += 1;
        }
        let span = self.shifts[index];
        week * WEEK + i32::from(span.from) + rest - i32::from(span.before)
    }

    /// Whole weeks in a number of working minutes. Multiplying by the reciprocal is exact: the number has at most
    /// 28 bits and the total at most 14 (Granlund and Montgomery 1994, theorem 4.2).
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the quotient is at most the number")]
    fn divide(&self, number: i32) -> i32 {
        if self.reciprocal == 0 {
            return number;
        }
        ((u128::from(number as u64) * u128::from(self.reciprocal)) >> 64) as i32
    }
}
