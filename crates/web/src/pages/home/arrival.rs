//! When something that is under way arrives, beside the day by which it should: a goal by its plans, a plan by its tasks. One axis for all rows of a table.

use jiff::civil::Date;

use super::{apart, days};
use crate::chart::{Span, Strip, StripAxis};
use crate::component::{Cell, Status, Tone};
use crate::format;

/// From when to when something runs, how far it is, and its last day.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub(super) struct Arrival {
    /// The first and the last day as planned; nothing where nothing has dates.
    pub(super) span: Option<(Date, Date)>,
    /// How much is done, in per cent.
    pub(super) done: u8,
    /// The day by which it should be finished.
    pub(super) last: Option<Date>,
}

impl Arrival {
    /// By how many days it ends after its last day.
    pub(super) fn late(&self) -> Option<i64> {
        let ((_, finish), last) = (self.span?, self.last?);
        Some(apart(last, finish)).filter(|days| *days > 0)
    }

    /// Shape and words: "12 days late", "On the day", "3 days to spare", "Ends 4 Dec"; `dateless` where nothing has dates.
    pub(super) fn status(&self, today: Date, dateless: &str) -> Status {
        match (self.span, self.last, self.late()) {
            (_, _, Some(late)) => Status::new(Tone::Bad, format!("{} late", days(late))),
            (Some((_, finish)), Some(last), None) => match apart(finish, last) {
                0 => Status::new(Tone::Ok, "On the day"),
                spare => Status::new(Tone::Ok, format!("{} to spare", days(spare))),
            },
            (Some((_, finish)), None, None) => Status::new(Tone::Mute, format!("Ends {}", format::day(finish, today))),
            (None, _, None) => Status::new(Tone::Mute, dateless),
        }
    }

    /// The line from start to finish with the flag of the last day.
    pub(super) fn strip(&self, name: &str, axis: &StripAxis) -> Cell {
        if self.span.is_none() && self.last.is_none() {
            return Cell::Blank;
        }
        let span = self.span.map(|(from, to)| Span { from, to });
        Cell::Drawing(Strip { name: name.to_owned(), span, done: self.done, target: self.last }.draw(axis))
    }
}

/// One axis for all: from the first start to the last end, today among them.
pub(super) fn axis<'a>(arrivals: impl Iterator<Item = &'a Arrival>, width: i64, today: Date) -> StripAxis {
    let of_one = |arrival: &Arrival| arrival.span.into_iter().flat_map(|(from, to)| [from, to]).chain(arrival.last);
    let days: Vec<Date> = arrivals.flat_map(|arrival| of_one(arrival).collect::<Vec<_>>()).chain([today]).collect();
    // What lies years back or ahead would leave no room for this year.
    let reach = |days: i32| today.checked_add(jiff::Span::new().days(days)).unwrap_or(today);
    let from = days.iter().copied().min().unwrap_or(today).max(reach(-400));
    let until = days.iter().copied().max().unwrap_or(today).min(reach(800));
    let until = until.checked_add(jiff::Span::new().days(12)).unwrap_or(until);
    StripAxis { from, until, width, today }
}
