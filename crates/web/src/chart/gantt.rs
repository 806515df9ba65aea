//! The timeline of a plan: a window of rows over the axis. It draws what it is given and decides nothing.
//!
//! Forms differ before colours do: a bracket is a summary, a bar a task, a diamond a milestone; a thick tinted outline is
//! critical, a broken red outline has nobody, a broken blue one has dates that were typed; the hatch is time off.

use jiff::civil::Date;
use serde::Serialize;

use super::svg::Canvas;
use super::{Drawing, Link, Mark, Px, Scale, Span, Tick, Zoom};
use crate::format;

/// The height of a row; the grid beside the chart has the same in its style sheet.
pub const ROW_HEIGHT: i64 = 27;

const AXIS_HEIGHT: i64 = 37;
const LEAST_WIDTH: i64 = 780;

/// How a row looks beyond its form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Look {
    /// A plain bar.
    #[default]
    Plain,
    /// Dates that somebody typed.
    Manual,
    /// Nobody does it.
    Unowned,
    /// Kept in the plan but not to be done.
    Inactive,
}

/// One row of the timeline.
#[derive(Clone, Debug, Serialize)]
pub struct GanttRow {
    /// What is drawn, or nothing for a row without dates.
    pub mark: Option<Mark>,
    /// How much is done, in per cent.
    pub done: u8,
    /// Whether it is on the critical path.
    pub critical: bool,
    /// What else there is to see.
    pub look: Look,
    /// The day by which it must be done.
    pub deadline: Option<Date>,
    /// Where it was in the baseline.
    pub baseline: Option<Span>,
    /// A few words beside the bar.
    pub note: Option<String>,
    /// Whether the row is the one shown beside the plan.
    pub selected: bool,
}

impl GanttRow {
    /// A row with a mark and nothing else.
    #[must_use]
    pub fn new(mark: Option<Mark>) -> Self {
        Self { mark, done: 0, critical: false, look: Look::Plain, deadline: None, baseline: None, note: None, selected: false }
    }
}

/// Days on which nobody works: a weekend, a holiday, a closing over the year's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Closure {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// A window of rows over a range of days.
#[derive(Clone, Debug, Serialize)]
pub struct Gantt {
    /// Distinguishes the parts of this chart from those of others on the page.
    pub id: String,
    /// The first day.
    pub from: Date,
    /// The day after the last one; a short range shows more, so that the chart fills its place.
    pub until: Date,
    /// How wide a day is.
    pub zoom: Zoom,
    /// Today.
    pub today: Date,
    /// The number of the first row of the window in the whole list, counted from zero.
    pub first_row: usize,
    /// The rows of the window.
    pub rows: Vec<GanttRow>,
    /// The dependencies with at least one end in the window.
    pub links: Vec<Link>,
    /// Time off.
    pub closures: Vec<Closure>,
}

impl Gantt {
    fn scale(&self) -> Scale {
        Scale::zoomed(self.from, self.until, self.zoom, Px::new(LEAST_WIDTH))
    }

    /// The head with months and days, for the top of the scrolling region.
    #[must_use]
    pub fn axis(&self) -> Drawing {
        let scale = self.scale();
        let mut canvas = Canvas::new(scale.width(), Px::new(AXIS_HEIGHT));
        for Tick { x, label, .. } in scale.heads(self.zoom) {
            canvas.text("strong", (x + Px::new(4), Px::new(13)), &label);
        }
        for Tick { x, label, .. } in scale.ticks(self.zoom) {
            canvas.text("faint", (x + Px::new(4), Px::new(29)), &label);
        }
        if self.today >= scale.from() && self.today < scale.until() {
            let x = scale.begin(self.today).max(Px::new(21)).min(scale.width() - Px::new(21));
            canvas.rect("today-label", (x - Px::new(20), Px::new(18)), (Px::new(40), Px::new(16)), 4);
            canvas.text("today-text middle", (x, Px::new(30)), "Today");
        }
        let low = Px::tenths(AXIS_HEIGHT * 10 - 5);
        canvas.line("row-line", (Px::default(), low), (scale.width(), low));
        canvas.silent("axis")
    }

    /// The bars, as tall as the rows of the grid.
    #[must_use]
    pub fn bars(&self) -> Drawing {
        let scale = self.scale();
        let count = i64::try_from(self.rows.len()).unwrap_or(0);
        let mut canvas = Canvas::new(scale.width(), Px::new(ROW_HEIGHT * count));
        self.ground(&mut canvas, &scale);
        for link in &self.links {
            link.draw(&mut canvas, &scale, |row| self.top(row), Px::new(ROW_HEIGHT));
        }
        if self.today >= scale.from() && self.today < scale.until() {
            let x = scale.begin(self.today);
            canvas.line("today-line", (x, Px::default()), (x, canvas.height()));
        }
        for (at, row) in self.rows.iter().enumerate() {
            draw_row(&mut canvas, &scale, row, self.top(self.first_row + at));
        }
        canvas.named("bars", self.sentence())
    }

    fn top(&self, row: usize) -> Px {
        let number = |row: usize| i64::try_from(row).unwrap_or(0);
        Px::new((number(row) - number(self.first_row)) * ROW_HEIGHT)
    }

    fn ground(&self, canvas: &mut Canvas, scale: &Scale) {
        let zero = Px::default();
        for (at, row) in self.rows.iter().enumerate() {
            let class = if row.selected {
                "row-selected"
            } else if matches!(row.mark, Some(Mark::Summary(_))) {
                "row-summary"
            } else {
                continue;
            };
            let top = self.top(self.first_row + at);
            canvas.rect(class, (zero, top), (canvas.width(), Px::new(ROW_HEIGHT)), 0);
        }
        self.time_off(canvas, scale);
        for tick in scale.ticks(self.zoom) {
            let class = if tick.major { "grid-line major" } else { "grid-line" };
            canvas.line(class, (tick.x, zero), (tick.x, canvas.height()));
        }
        for at in 1..=self.rows.len() {
            let y = self.top(self.first_row + at) - Px::tenths(5);
            canvas.line("row-line", (zero, y), (canvas.width(), y));
        }
    }

    /// Weekends are a tint, and only where a day has a width that can be seen; longer closures are hatched at every zoom.
    fn time_off(&self, canvas: &mut Canvas, scale: &Scale) {
        let id = &self.id;
        canvas.raw(format_args!(
            r#"<defs><pattern id="{id}-off" width="6" height="6" patternUnits="userSpaceOnUse"><path class="closed" d="M-1 1l2-2M0 6l6-6M5 7l2-2"/></pattern></defs>"#
        ));
        for closure in &self.closures {
            let (from, to) = (scale.begin(closure.from), scale.end(closure.to));
            if to <= Px::default() || from >= scale.width() {
                continue;
            }
            let long = to - from > scale.zoom_days(2);
            if long {
                let height = canvas.height();
                let width = to - from;
                canvas.raw(format_args!(r#"<rect x="{from}" y="0" width="{width}" height="{height}" fill="url(#{id}-off)"/>"#));
            } else if self.zoom == Zoom::Day {
                canvas.rect("weekend", (from, Px::default()), (to - from, canvas.height()), 0);
            }
        }
    }

    fn sentence(&self) -> String {
        let tasks = self.rows.iter().filter(|row| !matches!(row.mark, Some(Mark::Summary(_)))).count();
        let critical = self.rows.iter().filter(|row| row.critical).count();
        let spans = self.rows.iter().filter_map(|row| match row.mark? {
            Mark::Summary(span) | Mark::Task(span) => Some((span.from, span.to)),
            Mark::Milestone(day) => Some((day, day)),
        });
        let (mut from, mut to) = (None::<Date>, None::<Date>);
        for (begin, end) in spans {
            from = Some(from.map_or(begin, |day| day.min(begin)));
            to = Some(to.map_or(end, |day| day.max(end)));
        }
        let counted = format::count(tasks, "task", "tasks");
        let (Some(from), Some(to)) = (from, to) else {
            return format!("Timeline of {counted} without dates.");
        };
        let verb = if critical == 1 { "is" } else { "are" };
        format!(
            "Timeline of {counted} from {} to {}; {critical} {verb} critical. The dates stand in the table beside it.",
            from.strftime("%-d %B %Y"),
            to.strftime("%-d %B %Y"),
        )
    }
}

impl Scale {
    /// The width of so many days.
    fn zoom_days(&self, days: i64) -> Px {
        let first = self.from();
        self.end(first).part(days, 1) - self.begin(first)
    }
}

fn draw_row(canvas: &mut Canvas, scale: &Scale, row: &GanttRow, top: Px) {
    if let Some(baseline) = row.baseline {
        let (from, to) = Mark::Task(baseline).edges(scale);
        canvas.rect("baseline", (from, top + Px::new(22)), (to - from, Px::tenths(25)), 1);
    }
    let Some(mark) = row.mark else { return };
    let mut classes = vec!["row"];
    if row.critical {
        classes.push("critical");
    }
    match row.look {
        Look::Plain => {}
        Look::Manual => classes.push("manual"),
        Look::Unowned => classes.push("unowned"),
        Look::Inactive => classes.push("inactive"),
    }
    canvas.raw(format_args!(r#"<g class="{}">"#, classes.join(" ")));
    let (from, to) = mark.edges(scale);
    match mark {
        Mark::Summary(_) => bracket(canvas, (from, to), top),
        Mark::Task(_) => bar(canvas, (from, to), top, row.done),
        Mark::Milestone(_) => diamond(canvas, from + Px::new(6), top + Px::tenths(135)),
    }
    if let Some(note) = &row.note {
        let wide = Px::new(7 * i64::try_from(note.chars().count()).unwrap_or(0));
        let y = top + Px::tenths(175);
        if to + wide > scale.width() {
            canvas.text("note halo right", (from - Px::new(8), y), note);
        } else {
            canvas.text("note halo", (to + Px::new(8), y), note);
        }
    }
    canvas.raw(format_args!("</g>"));
    if let Some(deadline) = row.deadline {
        flag(canvas, scale.end(deadline), top, to > scale.end(deadline));
    }
}

fn bar(canvas: &mut Canvas, (from, to): (Px, Px), top: Px, done: u8) {
    let (y, height) = (top + Px::tenths(65), Px::new(13));
    canvas.rect("bar", (from, y), (to - from, height), 2);
    if done > 0 {
        let width = (to - from).part(i64::from(done.min(100)), 100);
        canvas.rect("bar-done", (from, y), (width, height), 2);
    }
}

fn bracket(canvas: &mut Canvas, (from, to): (Px, Px), top: Px) {
    let (y, low, tip) = (top + Px::new(9), top + Px::new(13), top + Px::new(19));
    let reach = Px::new(6).min((to - from).part(1, 2));
    let (left, right) = (from + reach, to - reach);
    canvas.path("summary-bar", format_args!("M{from} {y}H{to}V{tip}L{right} {low}H{left}L{from} {tip}z"));
}

fn diamond(canvas: &mut Canvas, x: Px, y: Px) {
    let reach = Px::tenths(65);
    let (left, right, up, down) = (x - reach, x + reach, y - reach, y + reach);
    canvas.path("diamond", format_args!("M{x} {up}L{right} {y}L{x} {down}L{left} {y}z"));
}

fn flag(canvas: &mut Canvas, x: Px, top: Px, missed: bool) {
    let class = if missed { "deadline missed" } else { "deadline" };
    let (head, low) = (top + Px::new(4), top + Px::new(23));
    let (tip, fold, middle, under) = (x + Px::new(8), x + Px::tenths(58), head + Px::new(3), head + Px::new(6));
    canvas.path(class, format_args!("M{x} {low}V{head}H{tip}L{fold} {middle}L{tip} {under}H{x}"));
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Anchor, LinkKind};
    use super::*;

    fn span(from: (i8, i8), to: (i8, i8)) -> Span {
        Span { from: date(2026, from.0, from.1), to: date(2026, to.0, to.1) }
    }

    fn plan() -> Gantt {
        let dig = Mark::Task(span((11, 2), (11, 6)));
        let pour = Mark::Milestone(date(2026, 11, 9));
        let anchor = |row, mark| Anchor { row, mark };
        Gantt {
            id: "plan".to_owned(),
            from: date(2026, 11, 2),
            until: date(2026, 12, 1),
            zoom: Zoom::Day,
            today: date(2026, 11, 5),
            first_row: 10,
            rows: vec![
                GanttRow { done: 40, critical: true, ..GanttRow::new(Some(dig)) },
                GanttRow { deadline: Some(date(2026, 11, 8)), ..GanttRow::new(Some(pour)) },
                GanttRow::new(None),
            ],
            links: vec![
                Link { from: anchor(10, dig), to: anchor(11, pour), kind: LinkKind::FinishToStart, critical: false },
                Link { from: anchor(2, dig), to: anchor(11, pour), kind: LinkKind::FinishToStart, critical: true },
            ],
            closures: vec![Closure { from: date(2026, 11, 7), to: date(2026, 11, 8) }],
        }
    }

    #[test]
    fn the_picture_says_in_a_sentence_what_it_shows() {
        insta::assert_snapshot!(plan().bars().sentence, @"Timeline of 3 tasks from 2 November 2026 to 9 November 2026; 1 is critical. The dates stand in the table beside it.");
    }

    #[test]
    fn bars_stand_on_their_days_and_arrows_end_at_them() {
        let picture = plan().bars().to_string();
        // Five days of 24 pixels, two fifths of them done.
        assert!(picture.contains(r#"<rect class="bar" x="0" y="6.5" width="120" height="13" rx="2"/>"#), "{picture}");
        assert!(picture.contains(r#"<rect class="bar-done" x="0" y="6.5" width="48" height="13" rx="2"/>"#), "{picture}");
        assert!(picture.contains(r#"d="M120 13.5H126V40.5H174""#), "{picture}");
        assert!(picture.contains(r#"class="deadline missed""#), "{picture}");
        // The predecessor lies eight rows above the window.
        assert!(picture.contains(r#"<path class="link critical" d="M120 -202.5H126V40.5H174""#), "{picture}");
    }

    #[test]
    fn text_from_people_cannot_become_markup() {
        let mut gantt = plan();
        gantt.rows[0].note = Some("<script>\"&'".to_owned());
        let picture = gantt.bars().to_string();
        assert!(picture.contains("&lt;script&gt;&quot;&amp;&#39;"), "{picture}");
        assert!(!picture.contains("<script"), "{picture}");
    }
}
