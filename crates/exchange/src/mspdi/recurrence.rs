//! The days on which recurring exceptions fall.
//!
//! The rules are Project's, as its own files show: weeks are counted from the Sunday on or before the first day; months and years from the month
//! of the first day, except that a day of the month that is over by then begins with the next month; a day that a month does not have is its last.

use super::calendar::{CalendarException, ExpandedException, MonthItem, MonthPosition, Recurrence};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The stretches of days of one exception, in order, and at most `most` of them. The second value is false if there were more.
pub(super) fn expand(number: usize, exception: &CalendarException, most: usize) -> (Vec<ExpandedException>, bool) {
    if exception.recurrence == Recurrence::Continuous {
        let whole = ExpandedException { from: exception.from, to: exception.to, exception: number };
        return if most == 0 { (Vec::new(), false) } else { (vec![whole], true) };
    }
    let mut spans = Vec::new();
    let wanted = if exception.entered_by_occurrences {
        usize::try_from(exception.occurrences.unwrap_or(1).max(1)).unwrap_or(usize::MAX)
    } else {
        usize::MAX
    };
    for day in days(exception) {
        if spans.len() >= wanted || (!exception.entered_by_occurrences && day > exception.to) {
            break;
        }
        if spans.len() >= most {
            return (spans, false);
        }
        spans.push(ExpandedException { from: day, to: day, exception: number });
    }
    (spans, true)
}

/// Every day from the exception's first on which it falls, without an end but that of the calendar.
fn days(exception: &CalendarException) -> Box<dyn Iterator<Item = Date>> {
    let first = exception.from;
    let from_first = move |day: &Date| *day >= first;
    let next_month = |date: Date| date.first_of_month().checked_add(1.month()).ok();
    match exception.recurrence {
        Recurrence::Continuous => Box::new(every(Some(first), 1)),
        Recurrence::Daily { every: step } => Box::new(every(Some(first), step)),
        Recurrence::Weekdays { every: step } => {
            let workdays = every(Some(first), 1).filter(|day| is_weekday(*day));
            Box::new(workdays.step_by(usize::try_from(step).unwrap_or(usize::MAX)))
        }
        Recurrence::Weekly { every: step, days } => {
            let sunday = first.checked_sub(i64::from(first.weekday().to_sunday_zero_offset()).days()).ok();
            let inside = move |sunday: Date| {
                (0..7_i64)
                    .filter(move |offset| days >> offset & 1 == 1)
                    .filter_map(move |offset| sunday.checked_add(offset.days()).ok())
            };
            Box::new(every(sunday, step.saturating_mul(7)).flat_map(inside).filter(from_first))
        }
        Recurrence::MonthlyByDay { every: step, day } => {
            let month = if day < first.day() { next_month(first) } else { Some(first.first_of_month()) };
            Box::new(months(month, step).map(move |month| clamped(month, day)).filter(from_first))
        }
        Recurrence::MonthlyByPosition { every: step, position, item } => {
            let month = Some(first.first_of_month());
            Box::new(months(month, step).filter_map(move |month| positioned(month, position, item)).filter(from_first))
        }
        Recurrence::YearlyByDay { month, day } => {
            let month = Date::new(first.year(), month, 1).ok();
            Box::new(months(month, 12).map(move |month| clamped(month, day)).filter(from_first))
        }
        Recurrence::YearlyByPosition { month, position, item } => {
            let month = Date::new(first.year(), month, 1).ok();
            Box::new(months(month, 12).filter_map(move |month| positioned(month, position, item)).filter(from_first))
        }
    }
}

fn every(first: Option<Date>, step: u32) -> impl Iterator<Item = Date> {
    std::iter::successors(first, move |day| day.checked_add(i64::from(step).days()).ok())
}

fn months(first: Option<Date>, step: u32) -> impl Iterator<Item = Date> {
    let step = i64::from(step.min(200_000));
    std::iter::successors(first, move |month| month.checked_add(step.months()).ok())
}

fn clamped(month: Date, day: i8) -> Date {
    Date::new(month.year(), month.month(), day.min(month.days_in_month())).unwrap_or(month)
}

fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day of a month at a position among those that count.
fn positioned(month: Date, position: MonthPosition, item: MonthItem) -> Option<Date> {
    let counts = |day: &Date| match item {
        MonthItem::Day => true,
        MonthItem::Weekday => is_weekday(*day),
        MonthItem::WeekendDay => !is_weekday(*day),
        MonthItem::On(weekday) => day.weekday() == weekday,
    };
    let mut days = (1..=month.days_in_month()).filter_map(|day| Date::new(month.year(), month.month(), day).ok()).filter(counts);
    match position {
        MonthPosition::First => days.next(),
        MonthPosition::Second => days.nth(1),
        MonthPosition::Third => days.nth(2),
        MonthPosition::Fourth => days.nth(3),
        MonthPosition::Last => days.next_back(),
    }
}
