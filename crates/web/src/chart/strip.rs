//! A project as one line on an axis that all rows of a list share: from its start to its finish, with the part that is done,
//! and a flag where it should end.

use jiff::civil::Date;
use serde::Serialize;

use super::links::Span;
use super::svg::Canvas;
use super::{Drawing, Px, Scale};
use crate::format;

const HEIGHT: i64 = 28;

/// The axis of a list: drawn once in the head of the column, and the ground of every row.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StripAxis {
    /// The first day.
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
    /// The width in pixels.
    pub width: i64,
    /// Today.
    pub today: Date,
}

impl StripAxis {
    fn scale(&self) -> Scale {
        Scale::within(self.from, self.until, Px::new(self.width))
    }

    /// The words for the head of the column.
    #[must_use]
    pub fn head(&self) -> Drawing {
        let mut canvas = Canvas::new(Px::new(self.width), Px::new(16));
        for tick in self.scale().sparse() {
            canvas.text("faint", (tick.x + Px::new(2), Px::new(12)), &tick.label);
        }
        canvas.silent("strip-head")
    }
}

/// One row of such a list.
#[derive(Clone, Debug, Serialize)]
pub struct Strip {
    /// The name, for the sentence.
    pub name: String,
    /// From start to finish, or nothing when no date is known.
    pub span: Option<Span>,
    /// How much is done, in per cent.
    pub done: u8,
    /// Where it should end.
    pub target: Option<Date>,
}

impl Strip {
    /// Draws the row on the axis.
    #[must_use]
    pub fn draw(&self, axis: &StripAxis) -> Drawing {
        let scale = axis.scale();
        let mut canvas = Canvas::new(scale.width(), Px::new(HEIGHT));
        let (zero, low) = (Px::default(), Px::new(HEIGHT));
        for tick in scale.sparse() {
            canvas.line("grid-line", (tick.x, zero), (tick.x, low));
        }
        if axis.today >= axis.from && axis.today < axis.until {
            let x = scale.begin(axis.today);
            canvas.line("today-line", (x, zero), (x, low));
        }
        let late = matches!((self.span, self.target), (Some(span), Some(target)) if span.to > target);
        if let Some(span) = self.span {
            let y = Px::new(HEIGHT / 2);
            let (from, to) = (scale.begin(span.from), scale.end(span.to));
            canvas.raw(format_args!(r#"<g class="{}">"#, if late { "late" } else { "in-time" }));
            canvas.line("span-line", (from, y), (to, y));
            if self.done > 0 {
                canvas.line("span-line done", (from, y), (from + (to - from).part(i64::from(self.done.min(100)), 100), y));
            }
            canvas.line("span-end", (to, y - Px::new(6)), (to, y + Px::new(6)));
            canvas.raw(format_args!("</g>"));
        }
        if let Some(target) = self.target {
            let x = scale.end(target);
            let (tip, fold) = (x + Px::new(8), x + Px::tenths(58));
            canvas.path("flag", format_args!("M{x} {low}V2H{tip}L{fold} 5L{tip} 8H{x}"));
        }
        canvas.named("strip", self.sentence(axis.today, late))
    }

    fn sentence(&self, today: Date, late: bool) -> String {
        let Some(span) = self.span else {
            return format!("{} has no dates.", self.name);
        };
        let (from, to) = (format::day(span.from, today), format::day(span.to, today));
        let mut sentence = format!("{}: from {from} to {to}, {} per cent done", self.name, self.done);
        if let Some(target) = self.target {
            let word = if late { "after" } else { "in time for" };
            sentence.push_str(&format!(", {word} its target {}", format::day(target, today)));
        }
        sentence.push('.');
        sentence
    }
}

/// A bar for a part of a whole beside its figure, which says the same in digits.
#[must_use]
pub fn meter(part: i64, whole: i64, width: i64) -> Drawing {
    let mut canvas = Canvas::new(Px::new(width), Px::new(14));
    let full = Px::new(width) - Px::new(1);
    canvas.rect("meter-ground", (Px::tenths(5), Px::tenths(25)), (full, Px::new(9)), 2);
    let filled = full.part(part.clamp(0, whole.max(0)), whole.max(1));
    if filled > Px::default() {
        canvas.rect("meter", (Px::tenths(5), Px::tenths(25)), (filled, Px::new(9)), 2);
    }
    canvas.silent("meter")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_project_that_ends_after_its_target_says_so() {
        let axis = StripAxis { from: date(2026, 10, 1), until: date(2027, 7, 1), width: 240, today: date(2026, 11, 23) };
        let strip = Strip {
            name: "Pump renewal".to_owned(),
            span: Some(Span { from: date(2026, 11, 2), to: date(2027, 4, 2) }),
            done: 40,
            target: Some(date(2027, 3, 31)),
        };
        let drawing = strip.draw(&axis);
        insta::assert_snapshot!(drawing.sentence, @"Pump renewal: from 2 Nov to 2 Apr 2027, 40 per cent done, after its target 31 Mar 2027.");
        assert!(drawing.to_string().contains(r#"<g class="late">"#));
        let none = Strip { span: None, ..strip };
        assert_eq!(none.draw(&axis).sentence, "Pump renewal has no dates.");
    }
}
