//! The time axis that all charts share: civil days on the left, tenths of a pixel on the right, ticks with labels between.
//!
//! A day is never an instant: the same day stands at the same place whatever the time zone of server or reader.

use std::fmt;
use std::ops::{Add, Sub};

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use serde::Serialize;

/// A length in tenths of a pixel, so that no float takes part and the same chart is always the same text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Px(i64);

impl Px {
    /// Whole pixels.
    #[must_use]
    pub const fn new(pixels: i64) -> Self {
        Self(pixels * 10)
    }

    /// Tenths of a pixel.
    #[must_use]
    pub const fn tenths(tenths: i64) -> Self {
        Self(tenths)
    }

    /// A part of a length: `part` of `whole`.
    #[must_use]
    pub fn part(self, part: i64, whole: i64) -> Self {
        Self(if whole == 0 { 0 } else { self.0 * part / whole })
    }
}

impl Add for Px {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Px {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, tenths) = (if self.0 < 0 { "-" } else { "" }, self.0.abs());
        if tenths % 10 == 0 { write!(f, "{sign}{}", tenths / 10) } else { write!(f, "{sign}{}.{}", tenths / 10, tenths % 10) }
    }
}

/// How much time a pixel holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Zoom {
    /// Each day has a label.
    Day,
    /// Each Monday has a label.
    Week,
    /// Each month has a label.
    Month,
    /// Each quarter has a label.
    Quarter,
}

impl Zoom {
    /// From the closest to the widest.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Quarter];

    /// The width of a day.
    #[must_use]
    pub fn day(self) -> Px {
        match self {
            Self::Day => Px::new(24),
            Self::Week => Px::tenths(57),
            Self::Month => Px::tenths(18),
            Self::Quarter => Px::tenths(6),
        }
    }

    /// The word in the address and on the button.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "days",
            Self::Week => "weeks",
            Self::Month => "months",
            Self::Quarter => "quarters",
        }
    }

    /// The zoom with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zoom| zoom.name() == name)
    }

    /// One step closer, if there is one.
    #[must_use]
    pub fn closer(self) -> Option<Self> {
        match self {
            Self::Day => None,
            Self::Week => Some(Self::Day),
            Self::Month => Some(Self::Week),
            Self::Quarter => Some(Self::Month),
        }
    }

    /// One step wider, if there is one.
    #[must_use]
    pub fn wider(self) -> Option<Self> {
        match self {
            Self::Day => Some(Self::Week),
            Self::Week => Some(Self::Month),
            Self::Month => Some(Self::Quarter),
            Self::Quarter => None,
        }
    }

    /// The closest zoom in which so many days need no more than `width`, else the widest.
    #[must_use]
    pub fn fitting(days: i64, width: Px) -> Self {
        Self::ALL.into_iter().find(|zoom| zoom.day().0 * days <= width.0).unwrap_or(Self::Quarter)
    }
}

/// A mark on the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where it stands.
    pub x: Px,
    /// What it says; empty where words would collide.
    pub label: String,
    /// Whether it begins a larger unit.
    pub major: bool,
}

/// Days from `from` to before `until` over a width.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    from: Date,
    days: i64,
    width: Px,
}

impl Scale {
    /// A range of days in a given width; at least one day.
    #[must_use]
    pub fn within(from: Date, until: Date, width: Px) -> Self {
        Self { from, days: days_between(from, until).max(1), width }
    }

    /// A range of days as wide as the zoom makes it, and at least `least` wide: then it shows more days.
    #[must_use]
    pub fn zoomed(from: Date, until: Date, zoom: Zoom, least: Px) -> Self {
        let least_days = (least.0 + zoom.day().0 - 1) / zoom.day().0;
        let days = days_between(from, until).max(1).max(least_days);
        Self { from, days, width: Px(days * zoom.day().0) }
    }

    /// The width of the whole range.
    #[must_use]
    pub fn width(&self) -> Px {
        self.width
    }

    /// The first day.
    #[must_use]
    pub fn from(&self) -> Date {
        self.from
    }

    /// The day after the last one.
    #[must_use]
    pub fn until(&self) -> Date {
        add_days(self.from, self.days)
    }

    /// Where a day begins; days outside of the range have places outside of the width.
    #[must_use]
    pub fn begin(&self, day: Date) -> Px {
        self.width.part(days_between(self.from, day), self.days)
    }

    /// Where a day ends.
    #[must_use]
    pub fn end(&self, day: Date) -> Px {
        self.width.part(days_between(self.from, day) + 1, self.days)
    }

    /// The middle of a day.
    #[must_use]
    pub fn middle(&self, day: Date) -> Px {
        self.width.part(2 * days_between(self.from, day) + 1, 2 * self.days)
    }

    /// The larger units: months over weeks, years over months and quarters.
    #[must_use]
    pub fn heads(&self, zoom: Zoom) -> Vec<Tick> {
        let starts = match zoom {
            Zoom::Day | Zoom::Week => self.starts(first_of_month(self.from), 1.month()),
            Zoom::Month | Zoom::Quarter => self.starts(first_of_year(self.from), 1.year()),
        };
        let short = matches!(zoom, Zoom::Day | Zoom::Week);
        let name = |at: usize, day: Date| match zoom {
            Zoom::Day | Zoom::Week if at == 0 || day.month() == 1 => day.strftime("%b %Y").to_string(),
            Zoom::Day | Zoom::Week => day.strftime("%b").to_string(),
            Zoom::Month | Zoom::Quarter => day.year().to_string(),
        };
        let ticks = starts.iter().enumerate().map(|(at, day)| self.tick(*day, name(at, *day), true)).collect();
        let mut ticks = self.uncollided(ticks, Px::new(7));
        // Where the first month is too short for words, the second one says the year.
        if short && ticks.first().is_some_and(|tick| tick.label.is_empty()) && starts.len() > 2 {
            ticks[1].label = starts[1].strftime("%b %Y").to_string();
        }
        ticks
    }

    /// The smaller units: days, Mondays, months, quarters. A tick is major where a larger unit begins.
    #[must_use]
    pub fn ticks(&self, zoom: Zoom) -> Vec<Tick> {
        let starts = match zoom {
            Zoom::Day => self.starts(self.from, 1.day()),
            Zoom::Week => self.starts(monday(self.from), 1.week()),
            Zoom::Month => self.starts(first_of_month(self.from), 1.month()),
            Zoom::Quarter => self.starts(first_of_quarter(self.from), 3.months()),
        };
        let tick = |day: &Date| match zoom {
            Zoom::Day => self.tick(*day, day.day().to_string(), day.weekday() == Weekday::Monday),
            Zoom::Week => self.tick(*day, day.day().to_string(), day.day() <= 7),
            Zoom::Month => self.tick(*day, day.strftime("%b").to_string(), day.month() == 1),
            Zoom::Quarter => self.tick(*day, format!("Q{}", (day.month() - 1) / 3 + 1), day.month() == 1),
        };
        self.uncollided(starts.iter().map(tick).collect(), Px::new(7))
    }

    /// Ticks for a chart of fixed width: months, quarters or years, whatever leaves room for the words.
    #[must_use]
    pub fn sparse(&self) -> Vec<Tick> {
        let months = self.days / 30;
        let room = self.width.0 / 340;
        let (starts, name) = if months <= room {
            (self.starts(first_of_month(self.from), 1.month()), "%b")
        } else if months / 3 <= self.width.0 / 460 {
            (self.starts(first_of_quarter(self.from), 3.months()), "%b %y")
        } else {
            (self.starts(first_of_year(self.from), 1.year()), "%Y")
        };
        let ticks = starts.iter().map(|day| self.tick(*day, day.strftime(name).to_string(), day.month() == 1)).collect();
        self.uncollided(ticks, Px::new(6))
    }

    fn starts(&self, first: Date, step: Span) -> Vec<Date> {
        let mut days = Vec::new();
        let mut day = first;
        while day < self.until() && days.len() < 4000 {
            days.push(day);
            let Ok(next) = day.checked_add(step) else { break };
            day = next;
        }
        days
    }

    fn tick(&self, day: Date, label: String, major: bool) -> Tick {
        Tick { x: self.begin(day), label, major }
    }

    /// Leaves out words that would run into the next word or over the end. A unit that began before the range is named at its edge.
    fn uncollided(&self, mut ticks: Vec<Tick>, letter: Px) -> Vec<Tick> {
        let room = |from: Px, label: &str| from + Px(letter.0 * i64::try_from(label.chars().count()).unwrap_or(0)) + Px::new(5);
        let zero = Px::default();
        for at in 0..ticks.len() {
            let end = ticks.get(at + 1).map_or(self.width, |next| next.x);
            ticks[at].x = ticks[at].x.max(zero);
            if room(ticks[at].x, &ticks[at].label) > end {
                ticks[at].label.clear();
            }
        }
        ticks
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

fn add_days(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

fn first_of_month(day: Date) -> Date {
    day.first_of_month()
}

fn first_of_quarter(day: Date) -> Date {
    let back = (day.month() - 1) % 3;
    day.first_of_month().saturating_sub(i64::from(back).months())
}

fn first_of_year(day: Date) -> Date {
    day.first_of_year()
}

fn monday(day: Date) -> Date {
    add_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn labels(ticks: &[Tick]) -> String {
        ticks.iter().map(|tick| format!("{}@{}", tick.label, tick.x)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_month_in_weeks_names_its_mondays_below_the_months() {
        let scale = Scale::zoomed(date(2026, 10, 26), date(2026, 12, 14), Zoom::Week, Px::default());
        insta::assert_snapshot!(labels(&scale.heads(Zoom::Week)), @"@0 Nov 2026@34.2 Dec@205.2");
        insta::assert_snapshot!(labels(&scale.ticks(Zoom::Week)), @"26@0 2@39.9 9@79.8 16@119.7 23@159.6 30@199.5 7@239.4");
    }

    #[test]
    fn a_day_begins_where_the_day_before_ends() {
        let scale = Scale::within(date(2026, 3, 1), date(2026, 4, 1), Px::new(310));
        let mut day = date(2026, 3, 1);
        while day < date(2026, 3, 31) {
            let next = add_days(day, 1);
            assert_eq!(scale.end(day), scale.begin(next), "{day}");
            assert_eq!(scale.begin(next) - scale.begin(day), Px::new(10), "{day}, also over the change of the clocks");
            day = next;
        }
    }

    #[test]
    fn the_zoom_is_the_closest_that_fits() {
        let fits = |days| Zoom::fitting(days, Px::new(800)).name();
        assert_eq!([fits(20), fits(120), fits(400), fits(1200), fits(9000)], ["days", "weeks", "months", "quarters", "quarters"]);
    }

    #[test]
    fn a_fixed_width_never_crowds_its_words() {
        for days in [1, 20, 90, 200, 500, 1500, 8000] {
            let scale = Scale::within(date(2026, 1, 15), add_days(date(2026, 1, 15), days), Px::new(272));
            let ticks: Vec<Tick> = scale.sparse().into_iter().filter(|tick| !tick.label.is_empty()).collect();
            for pair in ticks.windows(2) {
                let room = (pair[1].x - pair[0].x).0;
                assert!(room >= 60 * i64::try_from(pair[0].label.len()).expect("short"), "{days} days: {}", labels(&ticks));
            }
        }
    }
}
