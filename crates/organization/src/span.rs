//! From when until when something holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A span of days: from the first day that it holds (empty: since ever) until the first day that it no longer holds (empty: open).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(default, deny_unknown_fields)]
pub struct Dated {
    /// The first day, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The day after the last, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Dated {
    /// Since ever and open.
    pub const ALWAYS: Dated = Dated { from: None, until: None };

    /// From a day on, open.
    pub fn since(day: Date) -> Dated {
        Dated { from: Some(day), until: None }
    }

    /// From a day until before another.
    pub fn between(from: Date, until: Date) -> Dated {
        Dated { from: Some(from), until: Some(until) }
    }

    /// Whether it holds on a day.
    pub fn holds(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether it ended before a day or on it.
    pub fn is_over(self, day: Date) -> bool {
        self.until.is_some_and(|until| until <= day)
    }

    /// Whether there is a day on which both hold.
    pub fn overlaps(self, other: Dated) -> bool {
        let starts_before = |a: Dated, b: Dated| match (a.from, b.until) {
            (Some(from), Some(until)) => from < until,
            _ => true,
        };
        starts_before(self, other) && starts_before(other, self)
    }

    /// Whether no day lies in it.
    pub fn is_empty(self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until <= from)
    }
}
