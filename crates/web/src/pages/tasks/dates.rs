//! When a task happens, in words: durations as people type them, how far it can slip, what holds it where it is.

use insight::PlannedTask;
use jiff::civil::{Date, DateTime};
use organization::{Constraint, Lag, Task};

use crate::format;

/// A duration as one types it: `3d`, `4h`, `30m`, and `2ed` where nights and days off count.
pub(in crate::pages) fn typed(minutes: i64, elapsed: bool) -> String {
    let (day, mark) = if elapsed { (1440, "e") } else { (480, "") };
    let (number, unit) = if minutes % day == 0 {
        (minutes / day, "d")
    } else if minutes % 60 == 0 {
        (minutes / 60, "h")
    } else {
        (minutes, "m")
    };
    format!("{number}{mark}{unit}")
}

/// Work as one types it: `60h`.
pub(in crate::pages) fn typed_work(minutes: i64) -> String {
    if minutes % 60 == 0 { format!("{}h", minutes / 60) } else { format!("{minutes}m") }
}

/// Working minutes in days of the project: "3 days", "1.5 days", "2 h".
pub(in crate::pages) fn days(minutes: i64, day: u32) -> String {
    let day = i64::from(day.max(1));
    if minutes.abs() < day {
        return format::work(minutes);
    }
    let tenths = (minutes.abs() * 10 + day / 2) / day;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let sign = if minutes < 0 { "−" } else { "" };
    let word = if (whole, tenth) == (1, 0) { "day" } else { "days" };
    if tenth == 0 { format!("{sign}{whole} {word}") } else { format!("{sign}{whole}.{tenth} {word}") }
}

/// A duration of a task in words: "3 days", "2 days by the clock".
pub(in crate::pages) fn duration(task: &Task, day: u32) -> Option<String> {
    let duration = task.duration?;
    Some(if duration.elapsed { format!("{} by the clock", days(duration.minutes, 1440)) } else { days(duration.minutes, day) })
}

/// How long after, in words: "2 days later", "half a day before", or empty for no lag.
pub(in crate::pages) fn lag(lag: Lag, day: u32) -> String {
    let (amount, minutes) = match lag {
        Lag::Working(0) | Lag::Elapsed(0) | Lag::Percent(0) | Lag::ElapsedPercent(0) => return String::new(),
        Lag::Working(minutes) => (days(minutes.abs(), day), minutes),
        Lag::Elapsed(minutes) => (format!("{} by the clock", days(minutes.abs(), 1440)), minutes),
        Lag::Percent(percent) => (format!("{}% of it", percent.abs()), i64::from(percent)),
        Lag::ElapsedPercent(percent) => (format!("{}% of it by the clock", percent.abs()), i64::from(percent)),
    };
    format!("{amount} {}", if minutes < 0 { "before" } else { "later" })
}

/// A day, with its time where that says something.
pub(in crate::pages) fn instant(at: DateTime, today: Date) -> String {
    let day = format::day(at.date(), today);
    if matches!((at.hour(), at.minute()), (0, 0) | (23, 59)) { day } else { format!("{day}, {}", at.strftime("%H:%M")) }
}

/// What holds a task, in words; nothing where it starts as soon as it can.
pub(in crate::pages) fn constraint(constraint: Constraint, today: Date) -> String {
    let (words, at) = match constraint {
        Constraint::AsLateAsPossible => return "as late as possible".to_owned(),
        Constraint::StartNoEarlier(at) => ("starts no earlier than", at),
        Constraint::StartNoLater(at) => ("starts no later than", at),
        Constraint::FinishNoEarlier(at) => ("finishes no earlier than", at),
        Constraint::FinishNoLater(at) => ("finishes no later than", at),
        Constraint::MustStart(at) => ("must start", at),
        Constraint::MustFinish(at) => ("must finish", at),
    };
    format!("{words} {}", instant(at, today))
}

/// How a constraint is called in a form, with its day.
pub(in crate::pages) fn constraint_fields(constraint: Option<Constraint>) -> (&'static str, Option<DateTime>) {
    match constraint {
        None => ("", None),
        Some(Constraint::AsLateAsPossible) => ("as-late-as-possible", None),
        Some(Constraint::StartNoEarlier(at)) => ("start-no-earlier", Some(at)),
        Some(Constraint::StartNoLater(at)) => ("start-no-later", Some(at)),
        Some(Constraint::FinishNoEarlier(at)) => ("finish-no-earlier", Some(at)),
        Some(Constraint::FinishNoLater(at)) => ("finish-no-later", Some(at)),
        Some(Constraint::MustStart(at)) => ("must-start", Some(at)),
        Some(Constraint::MustFinish(at)) => ("must-finish", Some(at)),
    }
}

/// How far a task can slip, as a sentence.
pub(in crate::pages) fn slack(planned: &PlannedTask, day: u32) -> String {
    match planned.total_float {
        float if float < 0 => format!("It is {} too late for what was promised.", days(-float, day)),
        0 => "It is critical: each day later moves the finish of the plan, or a promised date.".to_owned(),
        float => format!("It can slip {} before the finish of the plan, or a promised date, moves.", days(float, day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_shown_as_it_is_typed() {
        let typed: Vec<String> = [(1440, false), (240, false), (30, false), (2880, true), (90, true)]
            .map(|(minutes, elapsed)| super::typed(minutes, elapsed))
            .to_vec();
        assert_eq!(typed, ["3d", "4h", "30m", "2ed", "90em"]);
        for text in &typed {
            assert!(crate::forms::minutes(text).is_ok(), "{text} is understood again");
        }
    }

    #[test]
    fn slack_is_said_in_days_of_the_project() {
        let said = [480, 450, 720, 60, -960].map(|minutes| days(minutes, 480));
        assert_eq!(said, ["1 day", "7.5 h", "1.5 days", "1 h", "−2 days"]);
    }
}
