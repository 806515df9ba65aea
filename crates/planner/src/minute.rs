//! A point in civil local time, to the minute.

use jiff::civil::{Date, DateTime};

/// The first day that the planner knows, 1 January 1900, a Monday.
pub(crate) const FIRST_DAY: Date = Date::constant(1900, 1, 1);

/// Days from 1900-01-01 to 1970-01-01.
const DAYS_BEFORE_1970: i32 = 25_567;

/// Days in the horizon, 1900-01-01 to 2199-12-31.
pub(crate) const DAYS: i32 = 109_572;

/// Minutes in a day.
pub(crate) const DAY: i32 = 1_440;

/// Minutes since 1970-01-01T00:00 in civil local time, without a time zone.
///
/// The planner knows the years 1900 to 2199. Every minute that it makes lies in
/// [`Minute::EARLIEST`] `..=` [`Minute::LATEST`]; what would lie outside stands at the border, and the
/// schedule says so with [`Finding::OutOfHorizon`](crate::Finding::OutOfHorizon).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Minute(i32);

impl Minute {
    /// 1900-01-01T00:00.
    pub const EARLIEST: Self = Self(-DAYS_BEFORE_1970 * DAY);

    /// 2200-01-01T00:00, the end of the last day.
    pub const LATEST: Self = Self((DAYS - DAYS_BEFORE_1970) * DAY);

    /// The minute so many minutes after 1970-01-01T00:00 (before it when negative), moved to the border
    /// when it lies outside the years 1900 to 2199.
    #[must_use]
    pub fn new(minutes: i64) -> Self {
        let inside = minutes.clamp(i64::from(Self::EARLIEST.0), i64::from(Self::LATEST.0));
        Self(i32::try_from(inside).unwrap_or(Self::EARLIEST.0))
    }

    /// The first minute of a day.
    #[must_use]
    pub fn midnight(date: Date) -> Self {
        Self::from(date.to_datetime(jiff::civil::Time::midnight()))
    }

    /// Minutes since 1970-01-01T00:00.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// The date and time of this minute.
    #[must_use]
    pub fn datetime(self) -> DateTime {
        DateTime::constant(1970, 1, 1, 0, 0, 0, 0)
            .checked_add(jiff::SignedDuration::from_mins(i64::from(self.0)))
            .unwrap_or(DateTime::MIN)
    }

    /// Minutes since the start of the horizon; never negative.
    pub(crate) const fn ordinal(self) -> i32 {
        self.0 - Self::EARLIEST.0
    }

    /// The minute so many minutes after the start of the horizon; the caller stays inside it.
    pub(crate) const fn from_ordinal(ordinal: i32) -> Self {
        Self(ordinal + Self::EARLIEST.0)
    }
}

/// Rounds to the nearest minute, half a minute upwards, because files carry seconds and sums of
/// truncated durations lose minutes.
impl From<DateTime> for Minute {
    fn from(at: DateTime) -> Self {
        let days = (at.date() - Date::constant(1970, 1, 1)).get_days();
        let within = i64::from(at.hour()) * 60 + i64::from(at.minute()) + i64::from(at.second() >= 30);
        Self::new(i64::from(days) * i64::from(DAY) + within)
    }
}

impl From<Minute> for DateTime {
    fn from(minute: Minute) -> Self {
        minute.datetime()
    }
}

/// `2026-11-23T08:00`.
impl std::fmt::Display for Minute {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.datetime().strftime("%Y-%m-%dT%H:%M"))
    }
}

impl std::fmt::Debug for Minute {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{self}")
    }
}
