//! How dates, amounts of work and counts read on a page: short, without a word of doubt, the year only when it is not this one.

use jiff::civil::Date;
use organization::Currency;

/// "30 Jun", or "30 Jun 2028" when that is not the year of `today`.
#[must_use]
pub fn day(date: Date, today: Date) -> String {
    if date.year() == today.year() { date.strftime("%-d %b").to_string() } else { date.strftime("%-d %b %Y").to_string() }
}

/// Days from one to another, both included: "4 Dec", "1 to 4 Dec", "30 Nov to 4 Dec".
#[must_use]
pub fn days(from: Date, to: Date, today: Date) -> String {
    if from == to {
        return day(from, today);
    }
    let same = (from.year(), from.month()) == (to.year(), to.month());
    let first = if same { from.day().to_string() } else { day(from, today) };
    format!("{first} to {}", day(to, today))
}

/// "Monday 23 November, week 48".
#[must_use]
pub fn long_day(date: Date) -> String {
    date.strftime("%A %-d %B, week %-V").to_string()
}

/// Minutes of work in hours: "2 h", "1.5 h", "40 min", "1,240 h".
#[must_use]
pub fn work(minutes: i64) -> String {
    if minutes.abs() < 60 && minutes != 0 {
        return format!("{minutes} min");
    }
    let tenths = (minutes * 10 + 30 * minutes.signum()) / 60;
    let (hours, tenth) = (tenths / 10, (tenths % 10).abs());
    if tenth == 0 || hours.abs() >= 100 { format!("{} h", thousands(hours)) } else { format!("{hours}.{tenth} h") }
}

/// Money in the smallest unit of a currency, in whole units: "1,240 EUR"; with its places where those say something.
#[must_use]
pub fn money(minor: i64, currency: Currency) -> String {
    let (whole, rest, width) = (minor / currency.minor(), (minor % currency.minor()).abs(), currency.places());
    let places = if rest == 0 { String::new() } else { format!(".{rest:0width$}") };
    format!("{}{places} {currency}", thousands(whole))
}

/// "1,204".
#[must_use]
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("−{text}") } else { text }
}

/// "1 cut", "3 cuts", "1,204 links".
#[must_use]
pub fn count(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", thousands(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// "AO" for Amara Okafor: the first letters of the first and the last name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_date_shows_its_year_only_when_it_is_another_one() {
        let today = date(2026, 11, 23);
        assert_eq!(day(date(2026, 6, 30), today), "30 Jun");
        assert_eq!(day(date(2027, 1, 4), today), "4 Jan 2027");
        assert_eq!(long_day(today), "Monday 23 November, week 48");
    }

    #[test]
    fn work_reads_in_hours_and_small_work_in_minutes() {
        let read: Vec<String> = [0, 40, 60, 90, 96, 4800, 74_430].map(work).to_vec();
        assert_eq!(read, ["0 h", "40 min", "1 h", "1.5 h", "1.6 h", "80 h", "1,240 h"]);
    }

    #[test]
    fn initials_are_of_the_first_and_last_name() {
        assert_eq!(["Amara Okafor", "Øyvind", "  ", "Jan van der Berg", "crew-a"].map(initials), ["AO", "Ø", "", "JB", "C"]);
    }
}
