//! The readings of a measure as a line over time, with its target as a flag at the right edge. The table beside it has the same numbers.

use jiff::civil::Date;
use serde::Serialize;

use super::svg::Canvas;
use super::{Drawing, Px, Scale};
use crate::format;

const WIDTH: i64 = 420;
const HEIGHT: i64 = 120;
const PLOT: (i64, i64) = (14, 96);
const RIGHT: i64 = 330;

/// The readings of one measure. Values are millionths.
#[derive(Clone, Debug, Serialize)]
pub struct Readings {
    /// The measure, for the sentence.
    pub name: String,
    /// Its readings by day.
    pub points: Vec<(Date, i64)>,
    /// Where it is to arrive, with its words.
    pub target: Option<(i64, String)>,
    /// The words of the last reading.
    pub last: String,
    /// Today.
    pub today: Date,
}

impl Readings {
    /// Draws the line; nothing where there are fewer than two readings.
    #[must_use]
    pub fn draw(&self) -> Option<Drawing> {
        let ((first, _), (last, value)) = (*self.points.first()?, *self.points.last()?);
        if self.points.len() < 2 {
            return None;
        }
        let mut canvas = Canvas::new(Px::new(WIDTH), Px::new(HEIGHT));
        let scale = Scale::within(first, last.tomorrow().unwrap_or(last), Px::new(RIGHT));
        let all = self.points.iter().map(|(_, value)| *value).chain(self.target.iter().map(|(value, _)| *value));
        // The axis begins at zero unless readings go below it.
        let (low, high) = all.fold((0, 0), |(low, high), value| (value.min(low), value.max(high)));
        let height = |value: i64| {
            let (part, whole) = (i128::from(value) - i128::from(low), (i128::from(high) - i128::from(low)).max(1));
            let room = i128::from(PLOT.1 - PLOT.0) * 10;
            Px::new(PLOT.1) - Px::tenths(i64::try_from(part * room / whole).unwrap_or_default())
        };
        for tick in scale.sparse() {
            canvas.line("grid-line", (tick.x, Px::new(PLOT.0)), (tick.x, Px::new(PLOT.1)));
            canvas.text("faint", (tick.x + Px::new(2), Px::new(HEIGHT - 8)), &tick.label);
        }
        canvas.line("row-line", (Px::default(), height(0)), (Px::new(RIGHT), height(0)));
        let mut target_at = None;
        if let Some((target, words)) = &self.target {
            let y = height(*target);
            canvas.line("target-line", (Px::default(), y), (Px::new(RIGHT), y));
            canvas.text("faint", (Px::new(RIGHT + 8), y + Px::new(4)), words);
            target_at = Some(y);
        }
        let point = |(day, value): &(Date, i64)| (scale.middle(*day), height(*value));
        let mut path = String::new();
        for (at, (x, y)) in self.points.iter().map(point).enumerate() {
            path.push_str(&format!("{}{x} {y}", if at == 0 { "M" } else { "L" }));
        }
        canvas.path("reading-line", format_args!("{path}"));
        let (x, mut y) = point(&(last, value));
        canvas.circle("reading-end", (x, y), Px::new(4));
        // The words of the last reading give way to those of the target.
        if let Some(target) = target_at
            && (y - target).max(target - y) < Px::new(13)
        {
            y = if y < target { target - Px::new(13) } else { target + Px::new(13) };
        }
        canvas.text("figure", (Px::new(RIGHT + 8), y + Px::new(4)), &self.last);
        Some(canvas.named("readings fluid", self.sentence(first, last)))
    }

    fn sentence(&self, first: Date, last: Date) -> String {
        let (from, to) = (format::day(first, self.today), format::day(last, self.today));
        let count = self.points.len();
        let mut sentence = format!("{}: {count} readings from {from} to {to}, the last one {}", self.name, self.last);
        if let Some((_, words)) = &self.target {
            sentence.push_str(&format!("; {words}"));
        }
        sentence.push('.');
        sentence
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_line_of_readings_says_the_last_one_and_the_target() {
        let readings = Readings {
            name: "Homes connected".to_owned(),
            points: vec![(date(2026, 3, 1), 0), (date(2026, 9, 1), 20_000_000_000), (date(2026, 11, 1), 31_480_000_000)],
            target: Some((60_000_000_000, "target 60,000".to_owned())),
            last: "31,480".to_owned(),
            today: date(2026, 11, 23),
        };
        let drawing = readings.draw().expect("three readings");
        insta::assert_snapshot!(drawing.sentence, @"Homes connected: 3 readings from 1 Mar to 1 Nov, the last one 31,480; target 60,000.");
        let picture = drawing.to_string();
        assert!(picture.contains(r#"y1="14""#), "the target is the top: {picture}");
        let one = Readings { points: vec![(date(2026, 3, 1), 5)], ..readings };
        assert!(one.draw().is_none(), "one reading is no line");
    }
}
