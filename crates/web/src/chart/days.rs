//! A month of one person as a row of days: those on which they are away are filled, those that they asked for are outlined, parts of a day are half as high.
//! The words beside it say the same.

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use super::svg::Canvas;
use super::{Drawing, Px};
use crate::format;

/// The width of a day in pixels: a month fits on a narrow phone.
const DAY: i64 = 8;
const HEIGHT: i64 = 20;

/// Some days on which somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Away {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Whether it was approved.
    pub approved: bool,
    /// Which half of each day: the upper one is the morning; all of it where neither is set.
    pub half: Option<Half>,
}

/// A half of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Half {
    /// Until noon.
    Morning,
    /// From noon.
    Afternoon,
}

/// The days of a month.
#[derive(Clone, Debug, Serialize)]
pub struct Days {
    /// The first of the month.
    pub first: Date,
    /// Today.
    pub today: Date,
}

impl Days {
    fn count(&self) -> i64 {
        i64::from(self.first.days_in_month())
    }

    fn canvas(&self, height: i64) -> Canvas {
        Canvas::new(Px::new(DAY * self.count()), Px::new(height))
    }

    /// The numbers of the days, for the head of the column.
    #[must_use]
    pub fn head(&self) -> Drawing {
        let mut canvas = self.canvas(16);
        for day in [1, 8, 15, 22] {
            canvas.text("faint", (Px::new((day - 1) * DAY), Px::new(12)), &day.to_string());
        }
        canvas.silent("strip-head")
    }

    /// The row of one person, with the sentence that says the same.
    #[must_use]
    pub fn draw(&self, name: &str, away: &[Away]) -> Drawing {
        let mut canvas = self.canvas(HEIGHT);
        let (top, low) = (Px::new(2), Px::new(HEIGHT - 4));
        let mut day = self.first;
        for at in 0..self.count() {
            let x = Px::new(at * DAY);
            let rest = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            canvas.rect(if rest { "weekend" } else { "workday" }, (x, top), (Px::new(DAY - 1), low), 0);
            for one in away.iter().filter(|one| one.from <= day && day <= one.to) {
                let half = low.part(1, 2);
                let (y, height) = match one.half {
                    None => (top, low),
                    Some(Half::Morning) => (top, half),
                    Some(Half::Afternoon) => (top + half, half),
                };
                canvas.rect(if one.approved { "away" } else { "away asked" }, (x, y), (Px::new(DAY - 1), height), 1);
            }
            if day == self.today {
                canvas.line("today-line", (x, Px::default()), (x, Px::new(HEIGHT)));
            }
            day = day.tomorrow().unwrap_or(day);
        }
        canvas.named("days", format!("{name}: {}.", self.sentence(away)))
    }

    /// The same in words: "away 1 to 4 Dec, asks for 10 Dec".
    #[must_use]
    pub fn sentence(&self, away: &[Away]) -> String {
        if away.is_empty() {
            return "here all month".to_owned();
        }
        let words = away.iter().map(|one| {
            let verb = if one.approved { "away" } else { "asks for" };
            let half = match one.half {
                None => "",
                Some(Half::Morning) => ", mornings",
                Some(Half::Afternoon) => ", afternoons",
            };
            format!("{verb} {}{half}", format::days(one.from, one.to, self.today))
        });
        words.collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_says_what_it_draws() {
        let month = Days { first: date(2026, 12, 1), today: date(2026, 11, 23) };
        let away = [
            Away { from: date(2026, 12, 1), to: date(2026, 12, 4), approved: true, half: None },
            Away { from: date(2026, 12, 10), to: date(2026, 12, 10), approved: false, half: Some(Half::Morning) },
        ];
        let drawing = month.draw("Tomas", &away);
        insta::assert_snapshot!(drawing.sentence, @"Tomas: away 1 to 4 Dec; asks for 10 Dec, mornings.");
        let picture = drawing.to_string();
        assert_eq!((picture.matches("class=\"away\"").count(), picture.matches("class=\"away asked\"").count()), (4, 1));
        assert_eq!(month.draw("Ines", &[]).sentence, "Ines: here all month.");
    }
}
