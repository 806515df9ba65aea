//! What the fuzz targets share: a small organization, ids that count, and the day.
//!
//! A target is fed bytes that the fuzzer changes until they reach new code. It may refuse them in words; it may not panic, run out of memory or take long,
//! and what it accepts must hold what is promised of it (cells are counted, a second import changes nothing, what is written is read again).

use jiff::civil::{Date, date};
use organization::{Act, Command, Organization};
use uuid::Uuid;

/// The day of all targets.
pub const DAY: Date = date(2026, 11, 23);

/// Ids that count, from a number on.
pub fn counting(from: u128) -> impl FnMut() -> Uuid {
    let mut next = from;
    move || {
        next += 1;
        uuid::Builder::from_unix_timestamp_millis(1_700_000_000_000, &next.to_be_bytes()[6..].try_into().unwrap_or_default()).into_uuid()
    }
}

/// Applies commands that are accepted, each on what those before it made; how many were.
pub fn perform(value: &mut Organization, commands: impl IntoIterator<Item = Command>) -> usize {
    let act = Act { imported: true, ..Act::of_system(DAY) };
    let mut accepted = 0;
    for command in commands {
        let before = value.clone();
        match value.decide(&command, &act) {
            Ok(mut changes) => {
                let position = value.position() + 1;
                value.apply(&mut changes, position);
                accepted += 1;
            }
            Err(_) => assert_eq!(before.records().len(), value.records().len(), "refused leaves no trace"),
        }
    }
    accepted
}
