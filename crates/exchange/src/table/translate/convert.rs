//! Cells into the words of the bundle, by the shape of their field.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use organization::Kind;

use super::Translation;
use crate::table::amount::{canonical, read_flag, read_number, read_percent, read_working_time};
use crate::table::day::{folded, read_day};
use crate::table::target::{Shape, head};

/// Words that say that something is over, without accents.
const OVER: [&str; 26] = [
    "done",
    "closed",
    "resolved",
    "complete",
    "completed",
    "finished",
    "erledigt",
    "geschlossen",
    "fertig",
    "abgeschlossen",
    "termine",
    "ferme",
    "hecho",
    "cerrado",
    "cerrada",
    "gereed",
    "klaar",
    "chiuso",
    "completato",
    "concluido",
    "archived",
    "retired",
    "inactive",
    "yes",
    "true",
    "100",
];
/// Words that say that it goes on.
const OPEN: [&str; 14] = [
    "open",
    "active",
    "new",
    "to do",
    "todo",
    "in progress",
    "offen",
    "aktiv",
    "ouvert",
    "abierto",
    "aperto",
    "laufend",
    "identified",
    "monitoring",
];

/// Whether a word says that something is over.
pub(super) fn is_over(text: &str) -> bool {
    OVER.contains(&head(text).as_str())
}

/// Parts of a list: between `;`, `,` or line ends, and `&` or ` and `.
pub(super) fn parts(text: &str) -> Vec<String> {
    let text = text.replace(" and ", ";").replace(" und ", ";").replace(" & ", ";");
    text.split([';', ',', '\n', '|'])
        .map(|part| part.split('[').next().unwrap_or_default().trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

impl Translation<'_> {
    /// A cell as the bundle has it; the words say what is wrong with it.
    pub(super) fn convert(&mut self, row: usize, place: usize, shape: Shape, text: &str) -> Result<String, String> {
        match shape {
            Shape::Text | Shape::State(_) | Shape::Matrix => Ok(text.to_owned()),
            Shape::Day => self.day_of(text).map(|day| day.to_string()),
            Shape::Moment => self.moment_of(text),
            Shape::Time => self.minutes_of(place, text).map(|minutes| format!("{minutes}min")),
            Shape::Whole => {
                let number = read_number(text.trim_end_matches('%')).ok_or_else(|| format!("“{text}” is not a number."))?;
                Ok(format!("{:.0}", number.round()))
            }
            Shape::Number => canonical(text.trim_end_matches('%').trim()).ok_or_else(|| format!("“{text}” is not a number.")),
            Shape::Percent => read_percent(text, false)
                .map(|percent| percent.to_string())
                .ok_or_else(|| format!("“{text}” is not a share in per cent.")),
            Shape::Flag => read_flag(text)
                .map(|flag| if flag { "yes" } else { "no" }.to_owned())
                .ok_or_else(|| format!("“{text}” is neither yes nor no.")),
            Shape::Period => Ok(period(text)),
            Shape::Words(words) => Ok(words
                .iter()
                .find(|(word, _)| head(word) == head(text))
                .map_or_else(|| text.to_owned(), |(word, _)| (*word).to_owned())),
            Shape::Openness => Ok(if is_over(text) {
                "closed".to_owned()
            } else if OPEN.contains(&head(text).as_str()) {
                "active".to_owned()
            } else {
                text.to_owned()
            }),
            Shape::Record(kinds) => self.record(row, kinds, text),
            Shape::Records(kinds) => self.records(row, place, kinds, text),
        }
    }

    /// One record that a cell names; `task/T-3` says its kind, too.
    pub(super) fn record(&mut self, row: usize, kinds: &[Kind], text: &str) -> Result<String, String> {
        let line = self.line(row);
        let said =
            text.split_once('/').and_then(|(kind, name)| Some((kinds.iter().position(|known| known.name() == kind)?, name)));
        match said.and_then(|(at, name)| Some((kinds.get(at..=at)?, name))) {
            Some((kind, name)) if kinds.len() > 1 => {
                self.names.resolve(kind, name, line).map(|name| format!("{}/{name}", kind[0].name()))
            }
            _ => self.names.resolve(kinds, text, line),
        }
    }

    /// Several records; those that are nobody are told one by one and left out.
    pub(super) fn records(&mut self, row: usize, place: usize, kinds: &[Kind], text: &str) -> Result<String, String> {
        let line = self.line(row);
        // One name may hold a comma: “Weber, Jonas”.
        if let Ok(Some(whole)) = self.names.known(kinds, text) {
            return Ok(whole);
        }
        let mut found = Vec::new();
        for part in parts(text) {
            match self.names.resolve(kinds, &part, line) {
                Ok(name) => found.push(name),
                Err(sentence) => self.wrong(row, place, format!("{sentence} It is left out here.")),
            }
        }
        Ok(found.join(";"))
    }

    /// The day that a cell says.
    pub(super) fn day_of(&self, text: &str) -> Result<Date, String> {
        read_day(text, self.order).map(|(day, _)| day).ok_or_else(|| self.no_day(text))
    }

    fn no_day(&self, text: &str) -> String {
        use crate::table::day::DayOrder;
        let either = self.order.is_none()
            && read_day(text, Some(DayOrder::DayFirst)).or_else(|| read_day(text, Some(DayOrder::MonthFirst))).is_some();
        if either {
            return format!("“{text}” can be read in two ways. Say whether days or months come first.");
        }
        format!("“{text}” is not a date (write it like 2026-02-19, 19.02.2026 or 19 Feb 2026).")
    }

    /// The day and time that a cell says; midnight is the whole day.
    pub(super) fn moment_of(&self, text: &str) -> Result<String, String> {
        let (day, time) = read_day(text, self.order).ok_or_else(|| self.no_day(text))?;
        Ok(match time.filter(|time| *time != Time::midnight()) {
            Some(time) => format!("{day}T{}", time.strftime("%H:%M")),
            None => day.to_string(),
        })
    }

    /// The day after one that a cell says.
    pub(super) fn day_after(&self, text: &str) -> Result<Date, String> {
        self.day_of(text)?.checked_add(1.day()).map_err(|_| format!("“{text}” is too late."))
    }

    /// Minutes of working time, counted in what the head of the column or the recipe says.
    pub(super) fn minutes_of(&self, place: usize, text: &str) -> Result<i64, String> {
        let unit = self.units.get(&place).copied().unwrap_or(self.recipe.times);
        read_working_time(text, unit)
            .ok_or_else(|| format!("“{text}” is not a working time (write it like 90min, 12h, 3d or 2w)."))
    }
}

/// A period as the bundle has it: `Q1 2026`, `2026/Q1`, `H2 25` and `FY 2026` are known beside its own words.
pub(super) fn period(text: &str) -> String {
    let plain = folded(text);
    let words: Vec<String> =
        plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let year = |word: &str| match (word.len(), word.parse::<u16>()) {
        (4, Ok(year)) => Some(year),
        (2, Ok(year)) => Some(2000 + year),
        _ => None,
    };
    let part = |word: &str| {
        let (letter, number) = word.split_at_checked(1)?;
        let most = match letter {
            "q" => 4,
            "h" => 2,
            _ => return None,
        };
        number.parse::<u8>().ok().filter(|number| (1..=most).contains(number)).map(|number| format!("{letter}{number}"))
    };
    let found = match words.as_slice() {
        [one, other] => {
            part(one).zip(year(other)).or_else(|| part(other).zip(year(one))).map(|(part, year)| format!("{year}{part}")).or_else(
                || {
                    matches!(one.as_str(), "fy" | "year" | "jahr" | "annual")
                        .then(|| year(other))
                        .flatten()
                        .map(|year| year.to_string())
                },
            )
        }
        [one] => one.strip_prefix("fy").and_then(year).map(|year| year.to_string()),
        _ => None,
    };
    found.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{parts, period};

    #[test]
    fn periods_are_written_in_several_ways() {
        for (text, said) in [
            ("Q1 2026", "2026q1"),
            ("2026-Q3", "2026q3"),
            ("H2 25", "2025h2"),
            ("FY2026", "2026"),
            ("FY 26", "2026"),
            ("2026q1", "2026q1"),
            ("2026", "2026"),
            ("Spring", "Spring"),
        ] {
            assert_eq!(period(text), said, "{text}");
        }
    }

    #[test]
    fn lists_have_many_separators() {
        assert_eq!(parts("Arun, Bex;Charley[50%]\nDana and Eli"), ["Arun", "Bex", "Charley", "Dana", "Eli"]);
    }
}
