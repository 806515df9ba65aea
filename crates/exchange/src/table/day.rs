//! Days as people and programs write them: `2026-02-19`, `19/Feb/26 2:19 PM`, `Mon 19.02.2026`, `19. Februar 2026`, `Feb 19, 2026`, `44928`.
//!
//! Whether `03/04/2026` is in March or in April no cell says by itself. All cells of a column together often do: a 13 at one place settles it. Where they do
//! not, it is asked and never guessed.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time, date};
use serde::{Deserialize, Serialize};

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    /// `19/02/2026`
    DayFirst,
    /// `02/19/2026`
    MonthFirst,
}

/// The beginnings of the names of months in several languages, without accents, from January on.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "styc", "led", "янв", "sty"],
    &["feb", "fev", "fevr", "lut", "uno", "фев"],
    &["mar", "mae", "mrz", "maar", "mrt", "brez", "мар"],
    &["apr", "avr", "abr", "kwi", "dub", "апр"],
    &["may", "mai", "mag", "mei", "maj", "kve", "май", "мая"],
    &["jun", "juin", "giu", "cze", "cerven", "июн"],
    &["jul", "juil", "lug", "lip", "cervenec", "июл"],
    &["aug", "aou", "ago", "sie", "srp", "авг"],
    &["sep", "set", "wrz", "zar", "сен"],
    &["oct", "okt", "out", "ott", "paz", "rij", "окт"],
    &["nov", "lis", "ноя"],
    &["dec", "dez", "dic", "des", "gru", "pros", "дек"],
];

/// Latin letters without their accents, small.
pub(super) fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => plain.push('e'),
            'í' | 'ì' | 'î' | 'ï' => plain.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => plain.push('o'),
            'ú' | 'ù' | 'û' | 'ü' | 'ů' => plain.push('u'),
            'ç' | 'ć' | 'č' => plain.push('c'),
            'ñ' | 'ń' => plain.push('n'),
            'ś' | 'š' => plain.push('s'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            'ł' => plain.push('l'),
            'ř' => plain.push('r'),
            'ý' => plain.push('y'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            other => plain.push(other),
        }
    }
    plain
}

fn month_named(word: &str) -> Option<i8> {
    let word = folded(word);
    let mut best: Option<(usize, usize)> = None;
    for (month, names) in MONTHS.iter().enumerate() {
        for name in names.iter().filter(|name| word.starts_with(**name)) {
            if best.is_none_or(|(length, _)| name.len() > length) {
                best = Some((name.len(), month));
            }
        }
    }
    i8::try_from(best?.1 + 1).ok()
}

/// A part of a text.
#[derive(Debug, PartialEq)]
enum Token<'a> {
    Number(&'a str),
    Word(&'a str),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = |is: fn(char) -> bool| rest.find(|letter| !is(letter)).unwrap_or(rest.len());
        let end = if first.is_ascii_digit() {
            let end = length(|letter| letter.is_ascii_digit());
            tokens.push(Token::Number(&rest[..end]));
            end
        } else if first.is_alphabetic() {
            let end = length(char::is_alphabetic);
            tokens.push(Token::Word(&rest[..end]));
            end
        } else {
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    tokens
}

/// A time of day at the end of a text: what stands before it, and the time. `2:19 PM`, `14:19`, `14:19:05.2`, `T14:19Z`.
fn split_time(text: &str) -> Option<(&str, Option<Time>)> {
    let Some(colon) = text.find(':') else { return Some((text, None)) };
    let start = text[..colon]
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let (day, clock) = text.split_at(start);
    let parts = tokens(clock);
    let mut numbers =
        parts.iter().map_while(|part| if let Token::Number(number) = part { number.parse::<i8>().ok() } else { None });
    let (hour, minute, second) = (numbers.next()?, numbers.next()?, numbers.next().filter(|second| *second < 60).unwrap_or(0));
    let half = parts.iter().find_map(|part| match part {
        Token::Word(word) => match word.to_ascii_lowercase().as_str() {
            "am" | "a" => Some(false),
            "pm" | "p" => Some(true),
            _ => None,
        },
        Token::Number(_) => None,
    });
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(after_noon) => hour % 12 + if after_noon { 12 } else { 0 },
        None => hour,
    };
    let day = day.trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, ',' | 'T' | 't'));
    Some((day, Some(Time::new(hour, minute, second, 0).ok()?)))
}

fn year(text: &str) -> Option<i16> {
    let number: i16 = text.parse().ok()?;
    match text.len() {
        // Two digits are of the hundred years that end 29 years from 2000, as spreadsheets have it.
        2 => Some(if number < 30 { 2000 + number } else { 1900 + number }),
        4 => Some(number),
        _ => None,
    }
}

/// What three numbers of which the year stands last, or first, could be.
enum Shape<'a> {
    /// The day is settled.
    Known(Date),
    /// Two numbers and a year.
    Either(&'a str, &'a str, i16),
}

fn shape(text: &str) -> Option<Shape<'_>> {
    let parts = tokens(text);
    let words: Vec<&str> =
        parts.iter().filter_map(|part| if let Token::Word(word) = part { Some(*word) } else { None }).collect();
    let numbers: Vec<&str> =
        parts.iter().filter_map(|part| if let Token::Number(number) = part { Some(*number) } else { None }).collect();
    let known = |year: i16, month: i8, day: &str| Date::new(year, month, day.parse().ok()?).ok().map(Shape::Known);
    let month = words.iter().find_map(|word| month_named(word).filter(|_| word.chars().count() >= 3));
    match (numbers.as_slice(), month) {
        ([day, of], Some(month)) if day.len() <= 2 => known(year(of)?, month, day),
        ([of, day], Some(month)) if of.len() == 4 && day.len() <= 2 => known(year(of)?, month, day),
        ([one, other, of], None) if of.len() == 4 || of.len() == 2 && one.len() <= 2 => {
            // Besides a day of the week no word belongs to three numbers.
            (words.len() <= 1 && other.len() <= 2 && one.len() <= 2)
                .then(|| year(of))
                .flatten()
                .map(|of| Shape::Either(one, other, of))
        }
        ([of, month, day], None) if of.len() == 4 && words.is_empty() => known(year(of)?, month.parse().ok()?, day),
        ([whole], None) if words.is_empty() && whole.len() == 8 && text.len() == 8 => {
            known(whole[..4].parse().ok()?, whole[4..6].parse().ok()?, &whole[6..])
        }
        ([serial], None) if words.is_empty() && text.len() == serial.len() && serial.len() == 5 => {
            // A workbook's number for a day between 1954 and 2119, pasted without its format.
            let days: i64 = serial.parse().ok()?;
            (20_000..80_000).contains(&days).then(|| date(1899, 12, 30).checked_add(days.days()).ok()).flatten().map(Shape::Known)
        }
        _ => None,
    }
}

/// The day that a text says by itself: one whose day and month cannot be told apart is none.
pub fn day(text: &str) -> Option<Date> {
    read_day(text, None).filter(|(_, time)| time.is_none()).map(|(day, _)| day)
}

/// The day that a text says, and the time where it says one. `order` settles what the text leaves open.
pub(super) fn read_day(text: &str, order: Option<DayOrder>) -> Option<(Date, Option<Time>)> {
    let text = text.trim();
    if text.len() > 60 {
        return None;
    }
    if let Ok(moment) = text.parse::<DateTime>().or_else(|_| text.trim_end_matches('Z').parse())
        && text.len() > 10
    {
        return Some((moment.date(), Some(moment.time())));
    }
    let (day, time) = split_time(text)?;
    match shape(day)? {
        Shape::Known(day) => Some((day, time)),
        Shape::Either(one, other, year) => {
            let (one, other): (i8, i8) = (one.parse().ok()?, other.parse().ok()?);
            let order = order.or_else(|| settles(one, other))?;
            let (day, month) = match order {
                DayOrder::DayFirst => (one, other),
                DayOrder::MonthFirst => (other, one),
            };
            Some((Date::new(year, month, day).ok()?, time))
        }
    }
}

fn settles(one: i8, other: i8) -> Option<DayOrder> {
    match (one > 12, other > 12) {
        (true, false) => Some(DayOrder::DayFirst),
        (false, true) => Some(DayOrder::MonthFirst),
        (true, true) => None,
        // The same number twice is the same day either way.
        (false, false) => (one == other).then_some(DayOrder::DayFirst),
    }
}

/// What the cells of a column together say about the order of day and month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How many cells are a day.
    pub days: usize,
    /// How many of them only make sense with the day first.
    pub day_first: usize,
    /// How many only with the month first.
    pub month_first: usize,
    /// A cell that could be either.
    pub open: Option<String>,
}

impl Evidence {
    /// Looks at one more cell.
    pub(super) fn see(&mut self, text: &str) {
        let text = text.trim();
        let Some((day, _)) = split_time(text).filter(|_| text.len() <= 60) else { return };
        match shape(day) {
            None => {}
            Some(Shape::Known(_)) => self.days += 1,
            Some(Shape::Either(one, other, _)) => {
                let (Ok(one), Ok(other)) = (one.parse::<i8>(), other.parse::<i8>()) else { return };
                if one > 31 || other > 31 || one > 12 && other > 12 {
                    return;
                }
                self.days += 1;
                match settles(one, other) {
                    Some(_) if one == other => {}
                    Some(DayOrder::DayFirst) => self.day_first += 1,
                    Some(DayOrder::MonthFirst) => self.month_first += 1,
                    None => self.open = self.open.take().or_else(|| Some(text.to_owned())),
                }
            }
        }
    }

    /// Adds what another column says.
    pub(super) fn join(&mut self, other: &Evidence) {
        self.days += other.days;
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.open = self.open.take().or_else(|| other.open.clone());
    }

    /// The order that follows; nothing where cells leave it open, or contradict each other.
    pub fn order(&self) -> Option<DayOrder> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (_, 0) => Some(DayOrder::DayFirst),
            (0, _) => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether somebody has to say it.
    pub fn is_open(&self) -> bool {
        self.order().is_none() && (self.open.is_some() || self.day_first > 0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{DayOrder, Evidence, read_day};

    #[test]
    fn days_are_read_as_people_and_programs_write_them() {
        for text in [
            "2026-02-19",
            "2026/2/19",
            "20260219",
            "2026-02-19T14:19:05",
            "2026-02-19 14:19",
            "19/Feb/26 2:19 PM",
            "19-Feb-2026",
            "19. Februar 2026",
            "19 février 2026",
            "Feb 19, 2026",
            "February 19th 2026",
            "Mon 19.02.2026",
            "19.2.26",
            "02/19/2026",
            "Thu 19/02/26",
            "19 feb. 2026",
            "19 de febrero de 2026",
            "19 февраля 2026",
            "2026-02-19T14:19:05Z",
            "46072",
        ] {
            assert_eq!(read_day(text, None).map(|(day, _)| day), Some(date(2026, 2, 19)), "{text}");
        }
        assert_eq!(
            read_day("19/Feb/26 2:19 PM", None).and_then(|(_, time)| time).map(|time| time.to_string()),
            Some("14:19:00".to_owned())
        );
        assert_eq!(read_day("19/Feb/26 12:05 AM", None).and_then(|(_, time)| time).map(|time| time.hour()), Some(0));
        for text in [
            "",
            "TBD",
            "2026-13-01",
            "31.02.2026",
            "19",
            "Feb",
            "Q1 2026",
            "1.2.3.4",
            "14:19",
            "99/99/99",
            "12345",
            "19/Feb/26 25:00",
            "v1.2.26 beta two",
        ] {
            assert_eq!(read_day(text, Some(DayOrder::DayFirst)), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_follows_from_the_column_or_is_asked() {
        assert_eq!(read_day("03/04/2026", None), None);
        assert_eq!(read_day("03/04/2026", Some(DayOrder::DayFirst)).map(|(day, _)| day), Some(date(2026, 4, 3)));
        assert_eq!(read_day("03/04/2026", Some(DayOrder::MonthFirst)).map(|(day, _)| day), Some(date(2026, 3, 4)));
        assert_eq!(read_day("04/04/2026", None).map(|(day, _)| day), Some(date(2026, 4, 4)));
        let seen = |cells: &[&str]| {
            let mut evidence = Evidence::default();
            cells.iter().for_each(|cell| evidence.see(cell));
            evidence
        };
        assert_eq!(seen(&["03/04/2026", "13/04/2026"]).order(), Some(DayOrder::DayFirst));
        assert_eq!(seen(&["03/04/2026", "04/13/2026"]).order(), Some(DayOrder::MonthFirst));
        let open = seen(&["03/04/2026", "2026-01-01"]);
        assert_eq!((open.order(), open.is_open(), open.open.as_deref()), (None, true, Some("03/04/2026")));
        assert!(seen(&["13/04/2026", "04/13/2026"]).is_open(), "both ways in one column");
        assert!(!seen(&["2026-01-01", "", "TBD"]).is_open());
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,24}") {
            let _ = read_day(&text, None);
            let mut evidence = Evidence::default();
            evidence.see(&text);
        }

        #[test]
        fn numbers_with_anything_between_them_never_panic(text in "[0-9]{1,9}[-/. :T]{0,2}[0-9]{0,9}[-/. :]{0,2}[0-9]{0,9} ?[aApP]?[mM]?") {
            let _ = read_day(&text, Some(DayOrder::MonthFirst));
        }
    }
}
