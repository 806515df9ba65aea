//! Days, times, spans, durations, lags and money in cells.

use jiff::civil::{Date, DateTime, Time};
use organization::{
    Agreed, AnyId, Constraint, Dated, Duration, Estimate, Kind, Lag, Manual, Money, MoneyPoints, Part, PersonId, Quantity,
    RecordId,
};

use super::{Lookup, Naming, parts};

/// The time that a day alone stands for where the end of something is meant.
const END_OF_DAY: Time = Time::constant(23, 59, 0, 0);

/// A day, written `2026-11-23`.
pub(in crate::bundle) fn read_date(text: &str) -> Result<Date, String> {
    let fault = || format!("“{text}” is not a date (use YYYY-MM-DD).");
    let digits = text.strip_prefix('-').unwrap_or(text);
    let shaped = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && digits.len() >= 10;
    if shaped { text.parse().map_err(|_| fault()) } else { Err(fault()) }
}

/// A day and time; a day alone is its beginning or its end.
pub(in crate::bundle) fn read_moment(text: &str, end: bool) -> Result<DateTime, String> {
    if let Ok(day) = read_date(text) {
        return Ok(if end { day.to_datetime(END_OF_DAY) } else { day.at(0, 0, 0, 0) });
    }
    let fault = || format!("“{text}” is not a day and time (use YYYY-MM-DDTHH:MM).");
    let clock = text.rsplit(['T', 't', ' ']).next().unwrap_or_default();
    if text.len() < 16 || clock.contains(|letter: char| !(letter.is_ascii_digit() || matches!(letter, ':' | '.'))) {
        return Err(fault());
    }
    text.parse().map_err(|_| fault())
}

pub(super) fn write_moment(moment: DateTime, end: bool) -> String {
    let alone = if end { END_OF_DAY } else { Time::midnight() };
    if moment.time() == alone {
        return moment.date().to_string();
    }
    let whole = moment.to_string();
    if moment.second() == 0 && moment.subsec_nanosecond() == 0 {
        whole.strip_suffix(":00").unwrap_or(&whole).to_owned()
    } else {
        whole
    }
}

/// `2026`, `2026h2`, `2026q3` or two days with `..` between them, each of which may be left out.
pub(super) fn read_period(text: &str) -> Result<Dated, String> {
    let fault = || format!("“{text}” is not a period (use 2026, 2026h2, 2026q3 or 2026-07-01..2027-01-01).");
    if let Some((from, until)) = text.split_once("..") {
        let day = |text: &str| if text.trim().is_empty() { Ok(None) } else { read_date(text.trim()).map(Some) };
        return Ok(Dated { from: day(from)?, until: day(until)? });
    }
    let lower = text.to_ascii_lowercase();
    let (year, months, number) = match lower.split_once(['h', 'q']) {
        None => (lower.as_str(), 12, 1),
        Some((year, number)) => {
            let months: i16 = if lower.contains('h') { 6 } else { 3 };
            (year, months, number.parse::<i16>().map_err(|_| fault())?)
        }
    };
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) || !(1..=12 / months).contains(&number) {
        return Err(fault());
    }
    let year: i16 = year.parse().map_err(|_| fault())?;
    let month = |months: i16| -> Result<Date, String> {
        let (year, month) = (year + months / 12, months % 12 + 1);
        Date::new(year, i8::try_from(month).map_err(|_| fault())?, 1).map_err(|_| fault())
    };
    Ok(Dated::between(month((number - 1) * months)?, month(number * months)?))
}

pub(super) fn write_period(period: Dated) -> String {
    let (Some(from), Some(until)) = (period.from, period.until) else {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        return if period == Dated::ALWAYS { String::new() } else { format!("{}..{}", day(period.from), day(period.until)) };
    };
    let year = from.year();
    let mut short = vec![format!("{year:04}")];
    short.extend((1..=2).map(|half| format!("{year:04}h{half}")));
    short.extend((1..=4).map(|quarter| format!("{year:04}q{quarter}")));
    let same = short.into_iter().find(|text| read_period(text) == Ok(period));
    same.unwrap_or_else(|| format!("{from}..{until}"))
}

const UNITS: [(&str, i64); 4] = [("min", 1), ("h", 60), ("d", 480), ("w", 2400)];
const ELAPSED: [(&str, i64); 4] = [("emin", 1), ("eh", 60), ("ed", 1440), ("ew", 10_080)];

fn amount(text: &str, units: &[(&str, i64)]) -> Option<i64> {
    let split = text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == '-'))?;
    let (number, unit) = text.split_at(split);
    let (_, factor) = units.iter().find(|(name, _)| unit.trim().eq_ignore_ascii_case(name))?;
    if let Ok(whole) = number.parse::<i64>() {
        return whole.checked_mul(*factor);
    }
    let millionths = number.parse::<Quantity>().ok()?.millionths().checked_mul(*factor)?;
    (millionths % 1_000_000 == 0).then_some(millionths / 1_000_000)
}

fn write_amount(minutes: i64, units: &[(&str, i64)]) -> String {
    let (minute, hour) = (units[0].0, units[1].0);
    if minutes % 60 == 0 { format!("{}{hour}", minutes / 60) } else { format!("{minutes}{minute}") }
}

pub(super) fn read_minutes(text: &str) -> Result<i64, String> {
    amount(text, &UNITS).ok_or_else(|| format!("“{text}” is not a working time (use 90min, 12h, 3d or 2w)."))
}

pub(super) fn write_minutes(minutes: i64) -> String {
    write_amount(minutes, &UNITS)
}

pub(super) fn read_duration(text: &str) -> Result<Duration, String> {
    if let Some(minutes) = amount(text, &UNITS) {
        return Ok(Duration { minutes, elapsed: false });
    }
    amount(text, &ELAPSED)
        .map(|minutes| Duration { minutes, elapsed: true })
        .ok_or_else(|| format!("“{text}” is not a duration (use 90min, 12h, 3d, 2w, or 12eh by the clock)."))
}

pub(super) fn write_duration(duration: Duration) -> String {
    write_amount(duration.minutes, if duration.elapsed { &ELAPSED } else { &UNITS })
}

pub(super) fn read_estimate(text: &str) -> Result<Estimate, String> {
    let points: Vec<i64> = text.split('/').map(|point| read_minutes(point.trim())).collect::<Result<_, _>>()?;
    match points.as_slice() {
        [optimistic, likely, pessimistic] => Ok(Estimate { optimistic: *optimistic, likely: *likely, pessimistic: *pessimistic }),
        _ => Err(format!("“{text}” is not an estimate (use optimistic/likely/pessimistic, 8h/12h/40h).")),
    }
}

pub(super) fn write_estimate(points: Estimate) -> String {
    [points.optimistic, points.likely, points.pessimistic].map(write_minutes).join("/")
}

pub(super) fn read_times(text: &str) -> Result<Manual, String> {
    let (start, finish) =
        text.split_once("..").ok_or_else(|| format!("“{text}” is no pair of times (use 2026-11-23T08:00..2026-11-24T17:00)."))?;
    let moment = |text: &str| if text.trim().is_empty() { Ok(None) } else { read_moment(text.trim(), false).map(Some) };
    Ok(Manual { start: moment(start)?, finish: moment(finish)? })
}

pub(super) fn write_times(times: Manual) -> String {
    let moment = |moment: Option<DateTime>| moment.map(|moment| write_moment(moment, false)).unwrap_or_default();
    format!("{}..{}", moment(times.start), moment(times.finish))
}

type Dating = fn(DateTime) -> Constraint;
const CONSTRAINTS: [(&str, Dating); 6] = [
    ("start-no-earlier", Constraint::StartNoEarlier),
    ("start-no-later", Constraint::StartNoLater),
    ("finish-no-earlier", Constraint::FinishNoEarlier),
    ("finish-no-later", Constraint::FinishNoLater),
    ("must-start", Constraint::MustStart),
    ("must-finish", Constraint::MustFinish),
];

pub(super) fn read_constraint(text: &str) -> Result<Constraint, String> {
    let fault = || format!("“{text}” is not a constraint (use start-no-earlier 2026-11-23T08:00, or another of its words).");
    if text.eq_ignore_ascii_case("as-late-as-possible") {
        return Ok(Constraint::AsLateAsPossible);
    }
    let (word, moment) = text.split_once(char::is_whitespace).ok_or_else(fault)?;
    let (_, dating) = CONSTRAINTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).ok_or_else(fault)?;
    Ok(dating(read_moment(moment.trim(), false)?))
}

pub(super) fn write_constraint(constraint: Constraint) -> String {
    let (word, moment) = match constraint {
        Constraint::AsLateAsPossible => return "as-late-as-possible".to_owned(),
        Constraint::StartNoEarlier(moment) => ("start-no-earlier", moment),
        Constraint::StartNoLater(moment) => ("start-no-later", moment),
        Constraint::FinishNoEarlier(moment) => ("finish-no-earlier", moment),
        Constraint::FinishNoLater(moment) => ("finish-no-later", moment),
        Constraint::MustStart(moment) => ("must-start", moment),
        Constraint::MustFinish(moment) => ("must-finish", moment),
    };
    format!("{word} {}", write_moment(moment, false))
}

pub(super) fn read_parts(text: &str) -> Result<Vec<Part>, String> {
    let part = |text: &str| {
        let (work, pause) = text.split_once('+').ok_or_else(|| format!("“{text}” is no part of a split (use 16h+8h)."))?;
        Ok(Part { minutes: read_minutes(work.trim())?, pause: read_minutes(pause.trim())? })
    };
    parts(text).map(part).collect()
}

pub(super) fn write_parts(parts: &[Part]) -> String {
    let part = |part: &Part| format!("{}+{}", write_minutes(part.minutes), write_minutes(part.pause));
    parts.iter().map(part).collect::<Vec<_>>().join(";")
}

pub(super) fn read_agreed(text: &str, lookup: &mut dyn Lookup) -> Result<Agreed, String> {
    let (start, people) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let start = if start == "-" { None } else { Some(read_moment(start, false)?) };
    let mut found = Vec::new();
    for person in parts(people) {
        found.push(PersonId::from(lookup.find(&[Kind::Person], person)?.id));
    }
    Ok(Agreed { start, people: found })
}

pub(super) fn write_agreed(agreed: &Agreed, naming: &dyn Naming) -> String {
    let start = agreed.start.map_or_else(|| "-".to_owned(), |start| write_moment(start, false));
    let people: Vec<String> =
        agreed.people.iter().map(|person| naming.name(AnyId { kind: Kind::Person, id: person.uuid() })).collect();
    if people.is_empty() { start } else { format!("{start} {}", people.join(";")) }
}

pub(super) fn read_lag(text: &str) -> Result<Lag, String> {
    let fault = || format!("“{text}” is not a lag (use 4h, -4h, 4eh, 50% or 50e%).");
    if let Some(share) = text.strip_suffix('%') {
        return match share.strip_suffix('e') {
            Some(share) => share.trim().parse().map(Lag::ElapsedPercent).map_err(|_| fault()),
            None => share.trim().parse().map(Lag::Percent).map_err(|_| fault()),
        };
    }
    if let Some(minutes) = amount(text, &UNITS) {
        return Ok(Lag::Working(minutes));
    }
    amount(text, &ELAPSED).map(Lag::Elapsed).ok_or_else(fault)
}

pub(super) fn write_lag(lag: Lag) -> String {
    match lag {
        Lag::Working(0) => String::new(),
        Lag::Working(minutes) => write_amount(minutes, &UNITS),
        Lag::Elapsed(minutes) => write_amount(minutes, &ELAPSED),
        Lag::Percent(share) => format!("{share}%"),
        Lag::ElapsedPercent(share) => format!("{share}e%"),
    }
}

pub(super) fn read_money_points(text: &str) -> Result<MoneyPoints, String> {
    let fault = || format!("“{text}” is no amount as three points (use 0.00/500.00/2000.00 EUR).");
    let (amounts, currency) = text.split_once(' ').ok_or_else(fault)?;
    let points: Vec<i64> = amounts
        .split('/')
        .map(|amount| format!("{amount} {currency}").parse().map(|money: Money| money.minor))
        .collect::<Result<_, _>>()?;
    let [optimistic, likely, pessimistic] = points.as_slice() else { return Err(fault()) };
    Ok(MoneyPoints { optimistic: *optimistic, likely: *likely, pessimistic: *pessimistic, currency: currency.parse()? })
}

pub(super) fn write_money_points(points: &MoneyPoints) -> String {
    let amount = |minor| {
        let money = Money { minor, currency: points.currency }.to_string();
        money.split_once(' ').map_or(money.clone(), |(amount, _)| amount.to_owned())
    };
    let amounts = [points.optimistic, points.likely, points.pessimistic].map(amount).join("/");
    format!("{amounts} {}", points.currency)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use organization::{Dated, Lag};

    use super::{read_date, read_duration, read_estimate, read_lag, read_minutes, read_moment, read_period, write_period};

    #[test]
    fn periods_are_years_halves_quarters_or_two_days() {
        let between = |from, until| Ok(Dated::between(from, until));
        assert_eq!(read_period("2026"), between(date(2026, 1, 1), date(2027, 1, 1)));
        assert_eq!(read_period("2025h2"), between(date(2025, 7, 1), date(2026, 1, 1)));
        assert_eq!(read_period("2026Q1"), between(date(2026, 1, 1), date(2026, 4, 1)));
        assert_eq!(read_period("2026-02-01..2026-05-01"), between(date(2026, 2, 1), date(2026, 5, 1)));
        assert_eq!(read_period("..2026-05-01"), Ok(Dated { from: None, until: Some(date(2026, 5, 1)) }));
        for text in ["2026", "2025h2", "2026q4", "2026-02-01..2026-05-01", "2026-02-01..", "..2026-05-01", ""] {
            assert_eq!(write_period(read_period(text).unwrap_or_default()), text);
        }
        for text in ["26", "2026h3", "2026h0", "2026q5", "2026x", "-123", "+202", "2026h", "9999", "soon", "2026-13-01.."] {
            assert!(read_period(text).is_err(), "{text}");
        }
    }

    #[test]
    fn working_times_are_minutes_hours_days_of_eight_hours_and_weeks_of_forty() {
        for (text, minutes) in
            [("90min", 90), ("12h", 720), ("1.5h", 90), ("3d", 1440), ("2w", 4800), ("0.25 d", 120), ("-4h", -240)]
        {
            assert_eq!(read_minutes(text), Ok(minutes), "{text}");
        }
        assert_eq!(read_duration("1ed").map(|duration| (duration.minutes, duration.elapsed)), Ok((1440, true)));
        assert_eq!(read_estimate("1h/2h/1d").map(|points| points.pessimistic), Ok(480));
        for (text, lag) in
            [("2d", Lag::Working(960)), ("-1eh", Lag::Elapsed(-60)), ("50%", Lag::Percent(50)), ("-5e%", Lag::ElapsedPercent(-5))]
        {
            assert_eq!(read_lag(text), Ok(lag));
        }
        for text in ["", "h", "3", "0.001min", "99999999999999999999h", "9000000000000000000w", "1x", "1h 2h"] {
            assert!(read_minutes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_and_times_are_said_in_full_and_never_guessed() {
        assert_eq!(read_moment("2026-11-23", true).map(|moment| moment.hour()), Ok(23));
        assert_eq!(read_moment("2026-11-23 08:30", false).map(|moment| moment.minute()), Ok(30));
        for text in ["May 24", "23.11.2026", "11/23/2026", "2026-11-31", "2026-1-2", "TBD", "20261123"] {
            assert!(read_date(text).is_err(), "{text}");
        }
        for text in [
            "2026-11-23T08:00Z",
            "2026-11-23T08:00-05:00",
            "2026-11-23T08:00+01:00[Europe/Berlin]",
            "2026-11-23T25:00",
            "2026-11-23T08",
        ] {
            assert!(read_moment(text, false).is_err(), "{text}");
        }
    }
}
