//! Public holidays by region: those of a country, or of a part of it, are put into a calendar as exceptions, year by year.
//!
//! The days are a reviewed text file that `script/holidays` writes from the Python package *holidays* for 2020 to 2035. Days that depend on the moon are
//! calculated there and may be moved when they are announced; holidays that only some believers or trades have are left out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use organization_derive::command;

use crate::{Act, Calendar, CalendarException, CalendarId, Changes, Decide, Name, Organization, Refusal};

/// The first and the last year whose holidays are known.
pub const HOLIDAY_YEARS: std::ops::RangeInclusive<i16> = 2020..=2035;

static HOLIDAYS: &str = include_str!("holidays.txt");

/// What the file says of a region, before its days are read.
#[derive(Clone, Copy, Debug, Default)]
struct Lines {
    name: &'static str,
    text: &'static str,
}

static REGIONS: LazyLock<BTreeMap<&'static str, Lines>> = LazyLock::new(|| {
    let regions = HOLIDAYS.split("\n= ").skip(1);
    let region = |part: &'static str| {
        let (head, text) = part.split_once('\n').unwrap_or((part, ""));
        let (code, name) = head.split_once(' ').unwrap_or((head, ""));
        (code, Lines { name, text })
    };
    regions.map(region).collect()
});

/// The regions whose holidays are known: code (ISO 3166-1, or 3166-2 for a part of a country) and the name of the part.
pub fn holiday_regions() -> impl Iterator<Item = (&'static str, &'static str)> {
    REGIONS.iter().map(|(code, lines)| (*code, lines.name))
}

/// The public holidays of a region in a year, in order; nothing where the region or the year is not known.
pub fn public_holidays(region: &str, year: i16) -> Option<Vec<(Date, Name)>> {
    let own = REGIONS.get(region).filter(|_| HOLIDAY_YEARS.contains(&year))?;
    let mut days = BTreeMap::new();
    if let Some((country, _)) = region.split_once('-') {
        days.extend(days_of(REGIONS.get(country)?, year));
        for line in own.text.lines().filter_map(|line| line.strip_prefix("-: ")) {
            line.split(' ').filter_map(|day| day_of(day, year)).for_each(|day| {
                days.remove(&day);
            });
        }
    }
    days.extend(days_of(own, year));
    Some(days.into_iter().collect())
}

fn days_of(lines: &Lines, year: i16) -> Vec<(Date, Name)> {
    let mut found = Vec::new();
    for line in lines.text.lines() {
        let Some((name, days)) = line.split_once(": ").filter(|(name, _)| *name != "-") else { continue };
        if let Ok(name) = Name::new(name) {
            found.extend(days.split(' ').filter_map(|day| day_of(day, year)).map(|day| (day, name.clone())));
        }
    }
    found
}

/// A day of the file, `0101` in every year or `200413` in one, where it lies in a year.
fn day_of(text: &str, year: i16) -> Option<Date> {
    let number: i16 = text.get(text.len().checked_sub(4)?..)?.parse().ok()?;
    let said: i16 = if text.len() == 6 { 2000 + text[..2].parse::<i16>().ok()? } else { year };
    let (month, day) = (i8::try_from(number / 100).ok()?, i8::try_from(number % 100).ok()?);
    (said == year).then(|| Date::new(year, month, day).ok()).flatten()
}

/// Puts the public holidays of a region into a calendar, as days without work. Days of which the calendar says something already stay as they are.
#[command(function = Plan)]
pub struct AddHolidays {
    /// The calendar.
    pub calendar: CalendarId,
    /// The code of the region: a country such as `AT`, or a part of one such as `DE-BY`.
    pub region: Name,
    /// The years, 2020 to 2035.
    pub years: Vec<i16>,
}

impl Decide for AddHolidays {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        if !REGIONS.contains_key(&*self.region) {
            return Err(Refusal::UnknownRegion { region: self.region.to_string() });
        }
        organization.alter(self.calendar, act, |before| {
            let mut after: Calendar = before.clone();
            for year in &self.years {
                let out_of_range = || Refusal::OutOfRange { what: "A year".to_owned(), range: "2020 and 2035".to_owned() };
                for (day, name) in public_holidays(&self.region, *year).ok_or_else(out_of_range)? {
                    let said = |exception: &CalendarException| exception.from <= day && day <= exception.to;
                    if !after.exceptions.iter().any(said) {
                        after.exceptions.push(CalendarException { from: day, to: day, name: Some(name), hours: Vec::new() });
                    }
                }
            }
            Ok(after)
        })
    }
}
