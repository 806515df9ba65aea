//! Numbers that people type: decimals with six places and money, both exact.

use std::fmt;
use std::ops::Deref;
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

/// The code of a currency: three letters, as in ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// No currency (`XXX` in ISO 4217).
    pub const NONE: Currency = Currency(*b"XXX");

    /// How many places of it are its smallest unit (ISO 4217).
    pub fn places(self) -> usize {
        match &*self {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND" | "VUV"
            | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }

    /// How many of its smallest units make one of it.
    pub fn minor(self) -> i64 {
        [1, 10, 100, 1000][self.places()]
    }
}

impl Default for Currency {
    fn default() -> Currency {
        Currency::NONE
    }
}

impl Deref for Currency {
    type Target = str;
    fn deref(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl FromStr for Currency {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.as_bytes() {
            [a, b, c] if text.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Currency([*a, *b, *c])),
            _ => {
                let start: String = text.chars().take(10).collect();
                Err(format!("“{start}” is no currency. Write its three letters, such as EUR."))
            }
        }
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Currency {
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
    /// The currency.
    pub currency: Currency,
}

/// An amount in the smallest unit of a currency, 18400000 EUR being €184,000.00.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units (cents).
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// As it is typed and kept in files, with all places of its currency: `184000.00 EUR`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, one) = (self.minor.unsigned_abs(), self.currency.minor().unsigned_abs());
        let sign = if self.minor < 0 { "-" } else { "" };
        write!(f, "{sign}{}", size / one)?;
        match self.currency.places() {
            0 => {}
            places => write!(f, ".{:0places$}", size % one)?,
        }
        write!(f, " {}", self.currency)
    }
}

impl FromStr for Money {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("“{text}” is not an amount of money (use 184000.00 EUR).");
        let (amount, currency) = text.trim_start().split_once(' ').ok_or_else(fault)?;
        let currency: Currency = currency.parse()?;
        let (sign, digits) = amount.strip_prefix('-').map_or((1, amount), |digits| (-1, digits));
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let places = currency.places();
        if whole.is_empty() || rest.len() > places || !(whole.bytes().chain(rest.bytes())).all(|byte| byte.is_ascii_digit()) {
            return Err(fault());
        }
        let minor: i128 = format!("{whole}{rest:0<places$}").parse().map_err(|_| fault())?;
        Ok(Money { minor: i64::try_from(sign * minor).map_err(|_| fault())?, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact_in_the_places_of_its_currency() {
        let minor = |text: &str| text.parse().map(|money: Money| money.minor).ok();
        assert_eq!(minor("184000.00 EUR"), Some(18_400_000));
        assert_eq!(minor("184000 EUR"), Some(18_400_000));
        assert_eq!(minor("-0.5 EUR"), Some(-50));
        assert_eq!(minor("500 JPY"), Some(500));
        assert_eq!(minor("1.234 KWD"), Some(1234));
        for text in [
            "1.234 EUR",
            "5.0 JPY",
            "1,000 EUR",
            "EUR 5",
            "5",
            "x EUR",
            "99999999999999999999 EUR",
            "5 eur",
            "5 EURO",
            "5 E\u{202E}",
        ] {
            assert_eq!(minor(text), None, "{text}");
        }
    }

    #[test]
    fn money_is_written_as_it_is_read() {
        for text in ["184000.00 EUR", "-0.50 EUR", "500 JPY", "1.234 KWD", "-92233720368547758.08 EUR"] {
            assert_eq!(text.parse().map(|money: Money| money.to_string()).as_deref(), Ok(text));
        }
    }
}
