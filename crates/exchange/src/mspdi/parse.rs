//! From the texts of a file to numbers, dates and lengths of time. Nothing is guessed: a text that is not quite right is a fault.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// Why a text is not the value that a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not written as such values are.
    Form,
    /// It is written well, but there is no such day.
    NoSuchDay,
    /// It is less than nothing.
    Negative,
    /// It is more than any plan can hold.
    TooMuch,
}

/// A date with its time, and whether the text named a time zone, which is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) value: DateTime,
    pub(super) zoned: bool,
}

/// `2024-03-01T08:00:00`, or a day alone. Seconds are rounded to the nearest minute.
pub(super) fn moment(text: &str) -> Result<Moment, Fault> {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let date = date(day)?;
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(zone).ok_or(Fault::Form)?;
    let plain = |letter: char| letter.is_ascii_digit() || matches!(letter, 'Z' | '+' | '-' | ':');
    if zone.len() > 6 || !zone.chars().all(plain) {
        return Err(Fault::Form);
    }
    let minutes = minute_of_day(clock)?;
    let value = date.to_datetime(jiff::civil::Time::midnight());
    let value = value.checked_add(i64::from(minutes).minutes()).map_err(|_| Fault::TooMuch)?;
    Ok(Moment { value, zoned: !zone.is_empty() })
}

/// The day of a date with its time; the time says nothing, but must be one.
pub(super) fn day(text: &str) -> Result<Date, Fault> {
    match moment(text) {
        Ok(_) | Err(Fault::TooMuch) => date(text.split(['T', ' ']).next().unwrap_or_default()),
        Err(fault) => Err(fault),
    }
}

/// `2024-03-01`.
fn date(text: &str) -> Result<Date, Fault> {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Fault::Form);
    };
    if year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return Err(Fault::Form);
    }
    let year = whole(year)?.try_into().map_err(|_| Fault::NoSuchDay)?;
    let month = whole(month)?.try_into().map_err(|_| Fault::NoSuchDay)?;
    let day = whole(day)?.try_into().map_err(|_| Fault::NoSuchDay)?;
    if year == 0 { Err(Fault::NoSuchDay) } else { Date::new(year, month, day).map_err(|_| Fault::NoSuchDay) }
}

/// `08:00:00` or `08:00` as a minute of the day, 0 to 1440. Seconds are rounded to the nearest minute.
pub(super) fn minute_of_day(text: &str) -> Result<u16, Fault> {
    let mut parts = text.split(':');
    let (Some(hour), Some(minute), second, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Fault::Form);
    };
    if hour.len() != 2 || minute.len() != 2 {
        return Err(Fault::Form);
    }
    let (second, fraction) = second.unwrap_or("00").split_once('.').unwrap_or((second.unwrap_or("00"), ""));
    if second.len() != 2 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Fault::Form);
    }
    let (hour, minute, second) = (whole(hour)?, whole(minute)?, whole(second)?);
    let inside = hour < 24 && minute < 60 && second < 60;
    if !inside && (hour, minute, second) != (24, 0, 0) {
        return Err(Fault::Form);
    }
    u16::try_from(hour * 60 + minute + i64::from(second >= 30)).map_err(|_| Fault::TooMuch)
}

fn whole(text: &str) -> Result<i64, Fault> {
    if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Fault::Form);
    }
    text.parse().map_err(|_| Fault::TooMuch)
}

/// A decimal number such as `0.75` or `1.5E-3`, counted in units of 10^-`digits` and rounded to the nearest.
pub(super) fn decimal(text: &str, digits: u32) -> Result<i64, Fault> {
    let (negative, text) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().map_err(|_| Fault::Form)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let figures = || whole.bytes().chain(fraction.bytes());
    if figures().next().is_none() || !figures().all(|digit| digit.is_ascii_digit()) {
        return Err(Fault::Form);
    }
    let point = i64::try_from(whole.len()).map_err(|_| Fault::TooMuch)?.saturating_add(exponent.into());
    let keep = point.saturating_add(digits.into());
    let mut value: i64 = 0;
    let mut read = 0;
    for figure in figures() {
        if read == keep && figure >= b'5' {
            value = value.checked_add(1).ok_or(Fault::TooMuch)?;
        }
        if read >= keep {
            break;
        }
        value = value.checked_mul(10).and_then(|value| value.checked_add(i64::from(figure - b'0'))).ok_or(Fault::TooMuch)?;
        read += 1;
    }
    while read < keep && value != 0 {
        value = value.checked_mul(10).ok_or(Fault::TooMuch)?;
        read += 1;
    }
    Ok(if negative { -value } else { value })
}

/// A length of time such as `PT15H6M42S`, in minutes rounded to the nearest. A minus may stand before the `P` or, as Project writes it, before
/// the figures.
pub(super) fn minutes(text: &str) -> Result<i64, Fault> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let text = text.strip_prefix('P').ok_or(Fault::Form)?;
    let (days, times) = text.split_once('T').map_or((text, None), |(days, times)| (days, Some(times)));
    if times.is_some_and(str::is_empty) || (days.is_empty() && times.is_none()) {
        return Err(Fault::Form);
    }
    let milliseconds = sum(days, &[('W', 604_800_000), ('D', 86_400_000)])?
        .checked_add(sum(times.unwrap_or_default(), &[('H', 3_600_000), ('M', 60_000), ('S', 1_000)])?)
        .ok_or(Fault::TooMuch)?;
    let milliseconds = if negative { -milliseconds } else { milliseconds };
    let half = if milliseconds < 0 { -30_000 } else { 30_000 };
    Ok(milliseconds.checked_add(half).ok_or(Fault::TooMuch)? / 60_000)
}

/// Adds up figures with units behind them; the units come in order, each at most once. Years and months have no fixed length.
fn sum(text: &str, units: &[(char, i64)]) -> Result<i64, Fault> {
    let mut rest = text;
    let mut total: i64 = 0;
    for (letter, milliseconds) in units {
        let Some((figures, after)) = rest.split_once(*letter) else { continue };
        let thousandths = decimal(figures, 3)?;
        let part = i64::try_from(i128::from(thousandths) * i128::from(*milliseconds) / 1_000).map_err(|_| Fault::TooMuch)?;
        total = total.checked_add(part).ok_or(Fault::TooMuch)?;
        rest = after;
    }
    if rest.is_empty() { Ok(total) } else { Err(Fault::Form) }
}

#[cfg(test)]
mod tests {
    use super::{Fault, decimal, minute_of_day, minutes, moment};

    #[test]
    fn lengths_of_time_are_minutes_rounded_to_the_nearest() {
        for (text, value) in [
            ("PT8H0M0S", Ok(480)),
            ("PT15H6M42S", Ok(907)),
            ("PT15H6M29S", Ok(906)),
            ("PT0H0M30S", Ok(1)),
            ("PT2H0M0.15S", Ok(120)),
            ("PT1.5H", Ok(90)),
            ("P1DT1H", Ok(1500)),
            ("P2W", Ok(20160)),
            ("PT-8H0M0S", Ok(-480)),
            ("-PT8H", Ok(-480)),
            ("PT1e20H", Err(Fault::TooMuch)),
            ("PT99999999999999999999H", Err(Fault::TooMuch)),
            ("P1Y", Err(Fault::Form)),
            ("P1M", Err(Fault::Form)),
            ("PT", Err(Fault::Form)),
            ("P", Err(Fault::Form)),
            ("8H", Err(Fault::Form)),
            ("PT8", Err(Fault::Form)),
            ("PT3M2H", Err(Fault::Form)),
            ("PTH", Err(Fault::Form)),
        ] {
            assert_eq!(minutes(text), value, "{text}");
        }
    }

    #[test]
    fn decimals_are_counted_in_small_units_and_rounded() {
        for (text, digits, value) in [
            ("1", 6, Ok(1_000_000)),
            ("0.75", 6, Ok(750_000)),
            ("21.726166666666668", 6, Ok(21_726_167)),
            ("-0.5", 0, Ok(-1)),
            ("0.4999", 0, Ok(0)),
            (".5", 1, Ok(5)),
            ("1.5E-3", 6, Ok(1_500)),
            ("1.5e3", 0, Ok(1_500)),
            ("9.96", 1, Ok(100)),
            ("0.0000001", 6, Ok(0)),
            ("0e999999999", 2, Ok(0)),
            ("1e999999999", 2, Err(Fault::TooMuch)),
            ("1e-999999999", 2, Ok(0)),
            ("9223372036854775807", 0, Ok(i64::MAX)),
            ("9223372036854775808", 0, Err(Fault::TooMuch)),
            ("", 0, Err(Fault::Form)),
            (".", 0, Err(Fault::Form)),
            ("12,5", 0, Err(Fault::Form)),
            ("NaN", 0, Err(Fault::Form)),
        ] {
            assert_eq!(decimal(text, digits), value, "{text}");
        }
    }

    #[test]
    fn dates_are_civil_and_exist() {
        let read = |text: &str| moment(text).map(|moment| (moment.value.to_string(), moment.zoned));
        let day = |text: &str| Ok((text.to_owned(), false));
        assert_eq!(read("2024-02-29T17:00:00"), day("2024-02-29T17:00:00"));
        assert_eq!(read("2024-02-29"), day("2024-02-29T00:00:00"));
        assert_eq!(read("2024-12-31T23:59:59"), day("2025-01-01T00:00:00"));
        assert_eq!(read("2024-12-31T24:00:00"), day("2025-01-01T00:00:00"));
        assert_eq!(read("2024-12-31T08:00:29.9"), day("2024-12-31T08:00:00"));
        assert_eq!(read("2024-12-31T08:00:00Z"), Ok(("2024-12-31T08:00:00".to_owned(), true)));
        assert_eq!(read("2024-12-31T08:00:00+01:00"), Ok(("2024-12-31T08:00:00".to_owned(), true)));
        assert_eq!(read("2023-02-29T08:00:00"), Err(Fault::NoSuchDay));
        assert_eq!(read("0000-01-01T08:00:00"), Err(Fault::NoSuchDay));
        assert_eq!(read("9999-12-31T23:59:59"), Err(Fault::TooMuch));
        for text in [
            "31.12.2024",
            "2024-12-31T25:00:00",
            "2024-12-31T08:60:00",
            "2024-12-31Tx",
            "12024-12-31",
            "",
            "T",
            "2024-12-31T24:00:01",
        ] {
            assert_eq!(read(text), Err(Fault::Form), "{text}");
        }
    }

    #[test]
    fn a_day_may_end_at_24_oclock() {
        assert_eq!(minute_of_day("08:30"), Ok(510));
        assert_eq!(minute_of_day("23:59:59"), Ok(1440));
        assert_eq!(minute_of_day("24:00:00"), Ok(1440));
        assert_eq!(minute_of_day("é8:30"), Err(Fault::Form));
    }
}
