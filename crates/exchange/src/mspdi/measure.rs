//! The quantities of a Project file: lengths of time, lags, shares, money and rates, each as a whole number in the file's own unit.
//!
//! Nothing here is a floating-point number: a length of time is minutes, a slack and a lag are tenths of a minute, a share is millionths,
//! money is hundredths. The unit that the person typed ("3 wks?") is kept beside the number, so that it can be shown and written again.

use std::fmt;

/// The unit in which a person entered a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days: of working time as long as the project's `MinutesPerDay`, of elapsed time 24 hours.
    Day,
    /// Weeks: of working time as long as the project's `MinutesPerWeek`, of elapsed time seven days.
    Week,
    /// Months: of working time the project's `DaysPerMonth` days, of elapsed time 30 days.
    Month,
    /// Per cent of another length of time; used by lags.
    Percent,
    /// The file states no unit.
    Unstated,
}

/// How a length of time was entered: its unit, whether it runs day and night, and whether it is a guess (shown with a question mark).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DurationFormat {
    /// The unit.
    pub unit: TimeUnit,
    /// Elapsed time runs through nights and holidays; otherwise the time is working time of a calendar.
    pub elapsed: bool,
    /// The person marked the value as an estimate.
    pub estimated: bool,
}

impl DurationFormat {
    /// Working time without a stated unit.
    pub const UNSTATED: Self = Self { unit: TimeUnit::Unstated, elapsed: false, estimated: false };

    /// The meaning of a `DurationFormat` or `LagFormat` number (3 to 21, and 35 to 53 for estimates), or nothing if there is no such number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        let estimated = code >= 35;
        let base = if estimated { code - 32 } else { code };
        let unit = match base {
            3 | 4 => TimeUnit::Minute,
            5 | 6 => TimeUnit::Hour,
            7 | 8 => TimeUnit::Day,
            9 | 10 => TimeUnit::Week,
            11 | 12 => TimeUnit::Month,
            19 | 20 => TimeUnit::Percent,
            21 => TimeUnit::Unstated,
            _ => return None,
        };
        Some(Self { unit, elapsed: base % 2 == 0, estimated })
    }

    /// The number that stands for this format in the file.
    #[must_use]
    pub fn code(self) -> i64 {
        let base = match self.unit {
            TimeUnit::Minute => 3,
            TimeUnit::Hour => 5,
            TimeUnit::Day => 7,
            TimeUnit::Week => 9,
            TimeUnit::Month => 11,
            TimeUnit::Percent => 19,
            TimeUnit::Unstated => return if self.estimated { 53 } else { 21 },
        };
        base + i64::from(self.elapsed) + if self.estimated { 32 } else { 0 }
    }
}

/// A length of time in minutes, with the format in which it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    /// Whole minutes; seconds of the file are rounded to the nearest minute.
    pub minutes: i64,
    /// How it was entered. Elapsed durations count minutes of the clock, others minutes of a calendar.
    pub format: DurationFormat,
}

/// Tenths of a minute, the unit of slack, of levelling delay and of lag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenths(pub i64);

impl Tenths {
    /// The nearest whole minute; halves go away from zero.
    #[must_use]
    pub fn minutes(self) -> i64 {
        let half = if self.0 < 0 { -5 } else { 5 };
        self.0.saturating_add(half) / 10
    }
}

/// The wait between the two ends that a link joins; negative where they overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lag {
    /// A length of time.
    Time {
        /// Tenths of a minute.
        length: Tenths,
        /// How it was entered; says whether the time is elapsed.
        format: DurationFormat,
    },
    /// A share of the predecessor's duration.
    Percent {
        /// Whole per cent: -75 is minus three quarters.
        percent: i64,
        /// How it was entered; says whether the time is elapsed.
        format: DurationFormat,
    },
}

impl Lag {
    /// No wait at all.
    #[must_use]
    pub fn is_zero(self) -> bool {
        match self {
            Self::Time { length, .. } => length.0 == 0,
            Self::Percent { percent, .. } => percent == 0,
        }
    }
}

/// A share of something whole: 1,000,000 is one full-time person, or one unit of a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units {
    /// Millionths of one.
    pub millionths: i64,
}

impl Units {
    /// One whole, or 100 %.
    pub const ONE: Self = Self { millionths: 1_000_000 };
}

/// An amount of money in hundredths of the project's currency, as the file counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// Hundredths of the currency's unit.
    pub hundredths: i64,
}

/// What a rate is paid for, as the person entered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateUnit {
    /// A minute of work.
    Minute,
    /// An hour of work.
    Hour,
    /// A working day.
    Day,
    /// A working week.
    Week,
    /// A working month.
    Month,
    /// A working year.
    Year,
    /// One unit of a material.
    MaterialUnit,
}

impl RateUnit {
    /// The meaning of a `StandardRateFormat` or `OvertimeRateFormat` number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            1 => Self::Minute,
            2 => Self::Hour,
            3 => Self::Day,
            4 => Self::Week,
            5 => Self::Month,
            7 => Self::Year,
            8 => Self::MaterialUnit,
            _ => return None,
        })
    }
}

/// What an hour of work, or a unit of material, costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    /// Ten-thousandths of the currency's unit for an hour of work, or for one unit of a material. The file always counts hours.
    pub ten_thousandths: i64,
    /// The unit that the person entered, if stated.
    pub unit: Option<RateUnit>,
}

/// Where something stands in the file. Both numbers count from 1; a column is a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}", self.line, self.column)
    }
}
