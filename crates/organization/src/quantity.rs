//! Numbers that people type: decimals with six places and money, both exact.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A decimal number with up to six places, kept exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity {
    millionths: i64,
}

impl Quantity {
    /// Takes a number of millionths.
    pub fn from_millionths(millionths: i64) -> Quantity {
        Quantity { millionths }
    }

    /// The number in millionths.
    pub fn millionths(self) -> i64 {
        self.millionths
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.millionths < 0 { "-" } else { "" };
        let size = self.millionths.unsigned_abs();
        let (whole, rest) = (size / 1_000_000, size % 1_000_000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{rest:06}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

impl FromStr for Quantity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("“{text}” is not a number (write 12 or 12.5, at most six places).");
        let (sign, digits) = match text.trim().strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.trim()),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && places.is_empty()) || places.len() > 6 || !plain(whole) || !plain(places) {
            return Err(fault());
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| fault())? };
        let rest: i64 = format!("{places:0<6}").parse().map_err(|_| fault())?;
        let millionths = whole.checked_mul(1_000_000).and_then(|whole| whole.checked_add(rest)).ok_or_else(fault)?;
        Ok(Quantity { millionths: sign * millionths })
    }
}

impl Serialize for Quantity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of money as three points, in the smallest unit of a currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct MoneyPoints {
    /// If all goes well.
    pub optimistic: i64,
    /// Most likely.
    pub likely: i64,
    /// If all goes badly.
    pub pessimistic: i64,
    /// The code of ISO 4217.
    pub currency: Box<str>,
}

/// An amount in the smallest unit of a currency, 18400000 EUR being €184,000.00.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units (cents).
    pub minor: i64,
    /// The code of ISO 4217.
    pub currency: Box<str>,
}
