//! Choices: what a field that takes one of a few values offers, and the records that a field suggests.
//!
//! Commands say the type of each field; this is the one place that knows the values of a type in people's words. Lists say a value in the same words.

use office::Seen;
use organization::{AnyId, AnyRecord, Function, Kind, Organization};

use crate::pages::written;

/// Values of a type with their words.
pub type Choices = &'static [(&'static str, &'static str)];

/// The types whose values are chosen from a list, each with what stands first as its default.
const OF_TYPES: [(&str, Choices); 7] = [
    (
        "AbsenceSort",
        &[
            ("holiday", "Holiday"),
            ("illness", "Illness"),
            ("care", "Care for others"),
            ("training", "Training"),
            ("away", "Something else"),
        ],
    ),
    ("DayPart", &[("whole", "Whole days"), ("morning", "Mornings"), ("afternoon", "Afternoons")]),
    ("QualificationSort", &[("education", "Education"), ("certificate", "Certificate"), ("licence", "Licence")]),
    ("Strength", &[("must", "Must be met"), ("should", "Should be met")]),
    ("Readiness", &[("now", "At once"), ("soon", "Within a year"), ("later", "In more than a year")]),
    ("RatePer", &[("hour", "An hour of work"), ("unit", "A unit"), ("use", "Each use")]),
    ("Openness", &[("active", "Open"), ("closed", "Closed")]),
];

/// The values of a type, where it has a few.
#[must_use]
pub fn of(kind: &str) -> Option<Choices> {
    OF_TYPES.iter().find(|(known, _)| *known == kind).map(|(_, choices)| *choices)
}

/// A value of a type in words.
#[must_use]
pub fn words(kind: &str, value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    let value = value.as_str().unwrap_or_default();
    let found = of(kind).and_then(|choices| choices.iter().find(|(known, _)| *known == value));
    found.map_or_else(|| value.to_owned(), |(_, words)| (*words).to_owned())
}

/// The functions of leading and managing, as a form offers them.
#[must_use]
pub fn functions() -> Vec<(String, String)> {
    let work = Function::ALL.into_iter().filter(|function| *function != Function::Administer);
    work.map(|function| (format!("{function:?}"), crate::words::field(function.words()))).collect()
}

/// How many suggestions a field offers; more would slow the page, and other names can be typed all the same.
const SUGGESTED: usize = 120;

/// The records of a kind that a field suggests, as one writes them: those that are open, and of people those who are here.
#[must_use]
pub fn records(seen: &Seen, kind: Kind) -> Vec<String> {
    let day = seen.day();
    let ids = seen.compute(|value| {
        let open = value.of_kind(kind).filter(|record| !is_over(value, record, day));
        open.map(|record| record.id()).take(SUGGESTED).collect::<Vec<AnyId>>()
    });
    ids.into_iter().filter(|id| seen.shows(*id)).map(|id| written(seen, id)).collect()
}

fn is_over(value: &Organization, record: &AnyRecord, day: jiff::civil::Date) -> bool {
    if let AnyRecord::Person(person) = record {
        !value.is_here(person.id, day)
    } else if let AnyRecord::Unit(unit) = record {
        unit.state.is_closed()
    } else if let AnyRecord::Goal(goal) = record {
        goal.state.is_over()
    } else if let AnyRecord::Project(project) = record {
        project.state.is_closed()
    } else if let AnyRecord::Position(position) = record {
        position.state.is_closed()
    } else {
        false
    }
}
