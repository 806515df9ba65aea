//! The example: a made-up water utility called Merewater, with everything that the program can show.
//!
//! It is a bundle of CSV files like any other, kept in the program and brought in by the importer, so that whatever it shows could have been imported by
//! anybody. The story that its files tell happens on a Monday, [`STORY_DAY`]. So that it is always today's story, all dates are moved by the same number of
//! whole weeks: weekdays stay, and what was due on the Thursday of the story is due on this Thursday. For that reason no text of it names a date or a month.
//!
//! At least one thing is wrong for each rule of the checker, except for what the organization refuses to hold.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};

/// The Monday on which the story of the example happens.
pub const STORY_DAY: Date = date(2026, 11, 23);

/// The source under which the keys of the example are kept.
pub const SOURCE: &str = "example";

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../example/", $name)))),*]
    };
}

/// The files as they are kept, with the dates of the story.
const FILES: &[(&str, &str)] = files![
    "absences.csv",
    "acknowledgements.csv",
    "administrators.csv",
    "answers.csv",
    "appointments.csv",
    "baseline_tasks.csv",
    "baselines.csv",
    "calendars.csv",
    "check_ins.csv",
    "comments.csv",
    "decisions.csv",
    "delegations.csv",
    "demands.csv",
    "dependencies.csv",
    "development_actions.csv",
    "development_plans.csv",
    "development_reviews.csv",
    "directives.csv",
    "goals.csv",
    "improvements.csv",
    "measures.csv",
    "memberships.csv",
    "mentorships.csv",
    "notices.csv",
    "people.csv",
    "policies.csv",
    "policy_versions.csv",
    "positions.csv",
    "process_runs.csv",
    "processes.csv",
    "progress_reports.csv",
    "projects.csv",
    "proposals.csv",
    "qualifications.csv",
    "rates.csv",
    "readings.csv",
    "recognitions.csv",
    "requirements.csv",
    "resources.csv",
    "responsibilities.csv",
    "risk_impacts.csv",
    "risks.csv",
    "roles.csv",
    "scenarios.csv",
    "settings.csv",
    "skill_holdings.csv",
    "skills.csv",
    "successions.csv",
    "tasks.csv",
    "units.csv",
    "waivers.csv",
];

/// The files of the bundle by name, dates moved so that the story happens in the week of `today`.
pub fn files(today: Date) -> BTreeMap<String, Vec<u8>> {
    let weeks = weeks_until(today);
    FILES.iter().map(|(name, text)| ((*name).to_owned(), shifted(text, weeks).into_bytes())).collect()
}

/// How many whole weeks lie between the week of the story and the week of `today`; negative before it.
pub fn weeks_until(today: Date) -> i32 {
    let monday = today.tomorrow().and_then(|next| next.nth_weekday(-1, Weekday::Monday)).unwrap_or(today);
    (monday - STORY_DAY).get_days() / 7
}

/// A text with every date in it (`2026-11-23`, also as a part of `2026-11-23T08:00`) moved by whole weeks. What only looks like a date stays.
pub fn shifted(text: &str, weeks: i32) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut kept = 0;
    for Range { start, end } in dates(text) {
        let day: Option<Date> = text[start..end].parse().ok();
        if let Some(day) = day.and_then(|day| day.checked_add(weeks.weeks()).ok()) {
            moved.push_str(&text[kept..start]);
            moved.push_str(&day.to_string());
            kept = end;
        }
    }
    moved.push_str(&text[kept..]);
    moved
}

/// Where ten bytes have the shape of a date and no digit or hyphen touches them.
fn dates(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const SHAPE: &[u8; 10] = b"dddd-dd-dd";
    let bytes = text.as_bytes();
    let fits = |(byte, shape): (&u8, &u8)| if *shape == b'd' { byte.is_ascii_digit() } else { byte == shape };
    let touches = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-');
    let windows = bytes.windows(SHAPE.len()).enumerate();
    windows
        .filter(move |(at, window)| {
            window.iter().zip(SHAPE).all(fits) && !touches(at.checked_sub(1)) && !touches(Some(at + SHAPE.len()))
        })
        .map(|(at, window)| at..at + window.len())
}
