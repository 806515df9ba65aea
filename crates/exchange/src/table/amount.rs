//! Amounts as people write them: working times with and without a unit, numbers with either comma, shares in per cent, yes and no.

use serde::{Deserialize, Serialize};

use super::day::folded;

/// What a working time without a unit is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeUnit {
    /// Seconds, as Jira exports them.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of eight hours.
    #[default]
    Days,
    /// Weeks of five such days.
    Weeks,
}

impl TimeUnit {
    /// All of them.
    pub const ALL: [TimeUnit; 5] = [TimeUnit::Seconds, TimeUnit::Minutes, TimeUnit::Hours, TimeUnit::Days, TimeUnit::Weeks];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            TimeUnit::Seconds => "seconds",
            TimeUnit::Minutes => "minutes",
            TimeUnit::Hours => "hours",
            TimeUnit::Days => "days",
            TimeUnit::Weeks => "weeks",
        }
    }

    /// The unit with this word.
    pub fn named(word: &str) -> Option<TimeUnit> {
        TimeUnit::ALL.into_iter().find(|unit| unit.word() == word)
    }

    fn minutes(self) -> f64 {
        match self {
            TimeUnit::Seconds => 1.0 / 60.0,
            TimeUnit::Minutes => 1.0,
            TimeUnit::Hours => 60.0,
            TimeUnit::Days => 480.0,
            TimeUnit::Weeks => 2400.0,
        }
    }
}

/// The beginnings of units, without accents; the longest that fits counts.
const UNITS: [(&str, TimeUnit); 27] = [
    ("s", TimeUnit::Seconds),
    ("sec", TimeUnit::Seconds),
    ("sek", TimeUnit::Seconds),
    ("m", TimeUnit::Minutes),
    ("min", TimeUnit::Minutes),
    ("h", TimeUnit::Hours),
    ("hr", TimeUnit::Hours),
    ("hour", TimeUnit::Hours),
    ("std", TimeUnit::Hours),
    ("stunde", TimeUnit::Hours),
    ("heure", TimeUnit::Hours),
    ("hora", TimeUnit::Hours),
    ("ora", TimeUnit::Hours),
    ("ore", TimeUnit::Hours),
    ("uur", TimeUnit::Hours),
    ("d", TimeUnit::Days),
    ("t", TimeUnit::Days),
    ("tag", TimeUnit::Days),
    ("j", TimeUnit::Days),
    ("dag", TimeUnit::Days),
    ("pt", TimeUnit::Days),
    ("giorn", TimeUnit::Days),
    ("w", TimeUnit::Weeks),
    ("sem", TimeUnit::Weeks),
    ("set", TimeUnit::Weeks),
    ("wee", TimeUnit::Weeks),
    ("woc", TimeUnit::Weeks),
];

/// Units that are said by one or two letters only where nothing follows.
const SHORT: [&str; 7] = ["s", "m", "h", "d", "t", "j", "w"];

/// The unit that a word names.
pub(super) fn unit_named(word: &str) -> Option<TimeUnit> {
    let word = folded(word);
    let fits = |(name, _): &&(&str, TimeUnit)| {
        if SHORT.contains(name) {
            word == *name
                || matches!(
                    (*name, word.as_str()),
                    ("d", "day" | "days" | "dia" | "dias") | ("w", "wk" | "wks" | "wo") | ("j", "jour" | "jours")
                )
        } else {
            word.starts_with(*name)
        }
    };
    UNITS.iter().filter(fits).max_by_key(|(name, _)| name.len()).map(|(_, unit)| *unit)
}

/// Whole minutes of a working time: `5`, `5 days`, `2,5 h`, `1w 2d`, `3 wks?`, `PT8H`. Without a unit it is counted in `unit`.
pub(super) fn read_working_time(text: &str, unit: TimeUnit) -> Option<i64> {
    let text = text.trim().trim_end_matches('?').trim_end();
    if let Some(number) = read_number(text) {
        return minutes(number * unit.minutes());
    }
    let text = text.strip_prefix("PT").or_else(|| text.strip_prefix('P')).unwrap_or(text);
    let mut total = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-')))?;
        let number = read_number(&rest[..end])?;
        rest = rest[end..].trim_start();
        let end = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        total += number * unit_named(rest[..end].trim().trim_end_matches(['.', ',']))?.minutes();
        rest = rest[end..].trim_start();
    }
    minutes(total)
}

fn minutes(amount: f64) -> Option<i64> {
    let rounded = amount.round();
    #[expect(clippy::cast_possible_truncation, reason = "it was looked at that it is small")]
    (rounded.abs() < 1e12).then_some(rounded as i64)
}

/// A number with a point or a comma before its fraction, and signs between thousands: `1234.5`, `1.234,5`, `1,234.5`, `1 234,5`.
pub(super) fn read_number(text: &str) -> Option<f64> {
    canonical(text)?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The number as a program writes it.
pub(super) fn canonical(text: &str) -> Option<String> {
    let bare: String = text.trim().chars().filter(|letter| !matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '’' | '\'')).collect();
    let digits = bare.strip_prefix(['-', '+']).unwrap_or(&bare);
    if digits.is_empty()
        || digits.len() > 40
        || !digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        || !digits.bytes().any(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let thousands = |mark: char| {
        let mut groups = digits.split(mark);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && groups.clone().count() > 0 && groups.all(|group| group.len() == 3)
    };
    let fraction = match (digits.rfind('.'), digits.rfind(',')) {
        (Some(point), Some(comma)) => Some(if point > comma { '.' } else { ',' }),
        (Some(_), None) if digits.matches('.').count() > 1 => {
            if thousands('.') {
                None
            } else {
                return None;
            }
        }
        (Some(_), None) => Some('.'),
        (None, Some(_)) if digits.matches(',').count() > 1 => {
            if thousands(',') {
                None
            } else {
                return None;
            }
        }
        // A single comma before three digits separates thousands where the program that wrote it is English, else a fraction: it is read as one.
        (None, Some(_)) => Some(','),
        (None, None) => None,
    };
    let mut plain = String::from(if bare.starts_with('-') { "-" } else { "" });
    for letter in digits.chars() {
        if Some(letter) == fraction {
            if plain.contains('.') {
                return None;
            }
            plain.push('.');
        } else if letter.is_ascii_digit() {
            plain.push(letter);
        }
    }
    Some(plain)
}

/// Per cent, from 0: `45%`, `45`, and `0.45` where `shares` says that the column holds shares of 1.
pub(super) fn read_percent(text: &str, shares: bool) -> Option<i64> {
    let (number, said) = text.trim().strip_suffix('%').map_or((text, false), |number| (number, true));
    let number = read_number(number)?;
    minutes(if shares && !said { number * 100.0 } else { number })
}

const YES: [&str; 18] =
    ["yes", "y", "true", "x", "1", "ja", "j", "oui", "o", "si", "s", "sim", "wahr", "vrai", "✓", "✔", "tak", "да"];
const NO: [&str; 13] = ["no", "n", "false", "0", "nein", "nee", "non", "nao", "falsch", "faux", "-", "nie", "нет"];

/// Yes or no in several languages.
pub(super) fn read_flag(text: &str) -> Option<bool> {
    let word = folded(text.trim());
    if YES.contains(&word.as_str()) { Some(true) } else { NO.contains(&word.as_str()).then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::{TimeUnit, canonical, read_flag, read_percent, read_working_time};

    #[test]
    fn working_times_have_units_of_several_languages_or_take_the_one_that_was_chosen() {
        for (text, minutes) in [
            ("5", 2400),
            ("5 days", 2400),
            ("5d", 2400),
            ("2.5 hrs", 150),
            ("2,5 Std.", 150),
            ("1w 2d", 3360),
            ("3 wks?", 7200),
            ("PT8H0M0S", 480),
            ("90 min", 90),
            ("2 jours", 960),
            ("1 Woche", 2400),
            ("3 Tage", 1440),
            ("2 weeks", 4800),
            ("750min", 750),
            ("1 hour 30 minutes", 90),
            ("4 heures", 240),
            ("2 semanas", 4800),
        ] {
            assert_eq!(read_working_time(text, TimeUnit::Days), Some(minutes), "{text}");
        }
        assert_eq!(read_working_time("28800", TimeUnit::Seconds), Some(480));
        for text in ["", "soon", "5 apples", "d", "1e400", "99999999999999999999w", "5 days or so 3", "--5"] {
            assert_eq!(read_working_time(text, TimeUnit::Days), None, "{text}");
        }
    }

    #[test]
    fn numbers_have_points_or_commas() {
        for (text, number) in [
            ("1234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1 234,5", "1234.5"),
            ("1,234,567", "1234567"),
            ("-0,5", "-0.5"),
            ("1’000", "1000"),
            ("7", "7"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", "-", ".", "1.2.3", "1,23,456", "5 EUR", "1.234,5,6", "0x10"] {
            assert_eq!(canonical(text), None, "{text}");
        }
        assert_eq!(
            [
                read_percent("45%", false),
                read_percent("0.45", true),
                read_percent("45", false),
                read_percent("45%", true),
                read_percent("high", true)
            ],
            [Some(45), Some(45), Some(45), Some(45), None]
        );
        assert_eq!(
            [read_flag("Ja"), read_flag("x"), read_flag("FALSE"), read_flag("Sí"), read_flag("maybe")],
            [Some(true), Some(true), Some(false), Some(true), None]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,24}") {
            let _ = (read_working_time(&text, TimeUnit::Weeks), canonical(&text), read_percent(&text, true), read_flag(&text));
        }
    }
}
