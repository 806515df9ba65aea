//! Goals as OKR tools and sheets have them: objectives in a tree, key results that become measures with readings, projects that serve their goal.

use organization::Kind;

use super::convert::is_over;
use super::{Known, Making, Translation};
use crate::table::amount::{canonical, read_percent};
use crate::table::target::head;

const GOAL: &[Kind] = &[Kind::Goal];
const PERSON: &[Kind] = &[Kind::Person];

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Objective,
    KeyResult,
    Project,
}

fn level(translation: &Translation<'_>, row: usize) -> Level {
    match head(translation.text(row, "level")).as_str() {
        "key result" | "keyresult" | "kr" | "schlusselergebnis" | "resultat cle" | "resultado clave" => Level::KeyResult,
        "project" | "initiative" | "projekt" | "projet" | "proyecto" | "kr project" => Level::Project,
        _ => Level::Objective,
    }
}

/// Translates all rows.
pub(super) fn goals(translation: &mut Translation<'_>) {
    for row in translation.rows() {
        if translation.text(row, "title").is_empty() {
            let column = translation.said(row, "title").map(|(_, place)| place);
            translation.leave(row, column, "A goal needs a title.");
            continue;
        }
        match level(translation, row) {
            Level::KeyResult if !translation.text(row, "parent").is_empty() => key_result(translation, row),
            Level::Project => project(translation, row),
            Level::Objective | Level::KeyResult => goal(translation, row),
        }
    }
}

fn goal(translation: &mut Translation<'_>, row: usize) {
    let mut making = translation.main(row);
    translation.put_plain(&mut making, row, &["parent"]);
    parent(translation, &mut making, row);
    if !translation.has("period") {
        days(translation, &mut making, row);
    }
    owner(translation, &mut making, row);
    status(translation, &mut making, row);
    translation.add("goals.csv", making);
    let measured = translation.text(row, "measure");
    if !measured.is_empty() || !translation.text(row, "goal_value").is_empty() {
        let (name, place) = translation
            .said(row, "measure")
            .filter(|(text, _)| !text.is_empty())
            .or_else(|| translation.said(row, "title"))
            .unwrap_or_default();
        let goal = translation.name_of(row);
        measure(translation, row, (&goal, name, place));
    }
}

/// The goal above. It may stand further down in the table, or be here already.
fn parent(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let Some((text, place)) = translation.said(row, "parent") else { return };
    if text.is_empty() {
        if matches!(translation.known[row], Known::Keyed(_)) {
            making.put("parent", "", Some(place));
        }
        return;
    }
    match translation.record(row, GOAL, text) {
        Ok(goal) => making.put("parent", goal, Some(place)),
        Err(sentence) => translation.wrong(row, place, sentence),
    }
}

/// First and last day as a period.
fn days(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    for (field, column) in [("first_day", "from"), ("last_day", "until")] {
        let Some((text, place)) = translation.said(row, field).filter(|(text, _)| !text.is_empty()) else { continue };
        let day = if column == "from" { translation.day_of(text) } else { translation.day_after(text) };
        match day {
            Ok(day) => making.put(column, day.to_string(), Some(place)),
            Err(sentence) => translation.wrong(row, place, sentence),
        }
    }
}

/// The owner becomes the one who is accountable.
pub(super) fn owner(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let Some((text, place)) = translation.said(row, "owner") else { return };
    if text.is_empty() {
        if matches!(translation.known[row], Known::Keyed(_)) {
            making.put("owner", "", Some(place));
        }
        return;
    }
    let named = translation.names.known(PERSON, text).ok().flatten();
    match named.map_or_else(|| translation.records(row, place, PERSON, text), Ok) {
        Ok(people) if !people.is_empty() => making.put("owner", people, Some(place)),
        Ok(_) => {}
        Err(sentence) => translation.wrong(row, place, sentence),
    }
}

/// What people say of where it stands, and whether it is over.
fn status(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let Some((text, place)) = translation.said(row, "status").filter(|(text, _)| !text.is_empty()) else { return };
    let word = head(text);
    let reported = match word.as_str() {
        "on track" | "green" | "grun" | "ahead" | "good" => Some("on-track"),
        "at risk" | "amber" | "yellow" | "gelb" => Some("at-risk"),
        "off track" | "behind" | "red" | "rot" | "delayed" => Some("off-track"),
        _ => None,
    };
    let full = || read_percent(translation.text(row, "progress"), false).is_none_or(|progress| progress >= 100);
    let state = match word.as_str() {
        "met" | "achieved" | "erreicht" => Some("met"),
        "missed" | "failed" | "verfehlt" => Some("missed"),
        "dropped" | "postponed" | "cancelled" | "canceled" | "abandoned" | "rejected" => Some("dropped"),
        "proposed" | "draft" | "planned" => Some("proposed"),
        "active" | "open" | "not started" | "in progress" | "reopened" | "pending" | "accepted" => Some("active"),
        _ if is_over(text) => Some(if full() { "met" } else { "missed" }),
        _ => None,
    };
    match (reported, state) {
        (Some(word), _) => {
            let day = said_on(translation, row);
            making.put("reported", format!("{word} {day}"), Some(place));
        }
        (None, Some(state)) if !translation.has("state") => making.put("state", state, Some(place)),
        (None, Some(_)) => {}
        (None, None) => translation.wrong(
            row,
            place,
            format!("“{text}” is no status that is known here (On track, At risk, Behind, Not started, Closed, Postponed)."),
        ),
    }
}

/// The day on which status and value were said.
fn said_on(translation: &mut Translation<'_>, row: usize) -> jiff::civil::Date {
    let Some((text, place)) = translation.said(row, "said_on").filter(|(text, _)| !text.is_empty()) else {
        return translation.day;
    };
    match translation.day_of(text) {
        Ok(day) => day,
        Err(sentence) => {
            translation.wrong(row, place, sentence);
            translation.day
        }
    }
}

/// A key result is a measure of the goal above it.
fn key_result(translation: &mut Translation<'_>, row: usize) {
    let (text, place) = translation.said(row, "parent").unwrap_or_default();
    let goal = match translation.record(row, GOAL, text) {
        Ok(goal) => goal,
        Err(sentence) => {
            return translation.leave(row, Some(place), format!("{sentence} A key result needs the objective that it is of."));
        }
    };
    let (title, at) = translation.said(row, "title").unwrap_or_default();
    measure(translation, row, (&goal, title, at));
    if let Some((_, place)) = translation.said(row, "owner").filter(|(text, _)| !text.is_empty()) {
        translation.wrong(
            row,
            place,
            "A measure has no owner of its own: the owner of its goal answers for it. The cell is not taken over.",
        );
    }
}

/// A measure with its newest reading.
fn measure(translation: &mut Translation<'_>, row: usize, (goal, name, place): (&str, &str, usize)) {
    let (line, key) = (translation.line(row), translation.keys[row].clone());
    let mut making = Making::new(line, key.clone()).with("goal", goal, None).with("name", name, Some(place));
    if let Some((unit, place)) = translation.said(row, "measure_unit").filter(|(unit, _)| !unit.is_empty()) {
        making.put("unit", unit, Some(place));
    }
    let has_target = !translation.text(row, "goal_value").is_empty();
    for (field, column) in [("baseline", "baseline"), ("goal_value", "target")] {
        let Some((text, place)) = translation.said(row, field).filter(|(text, _)| !text.is_empty()) else { continue };
        match canonical(text.trim_end_matches('%')) {
            Some(number) => making.put(column, number, Some(place)),
            None => translation.wrong(row, place, format!("“{text}” is not a number.")),
        }
    }
    let progress = translation.said(row, "progress").filter(|(text, _)| !text.is_empty() && !has_target);
    if let Some((_, place)) = progress {
        making.put("unit", "%", Some(place));
        making.put("baseline", "0", Some(place));
        making.put("target", "100", Some(place));
    }
    translation.add("measures.csv", making);
    let current = translation.said(row, "current").filter(|(text, _)| !text.is_empty()).or(progress);
    let Some((text, place)) = current else { return };
    match canonical(text.trim_end_matches('%')) {
        Some(number) => {
            let on = said_on(translation, row);
            let known = translation.value.at_key(Kind::Measure, translation.source, &key);
            let same = known.is_some_and(|id| newest(translation, id).is_some_and(|value| value == number));
            if !same {
                let reading =
                    Making::new(line, format!("{key}@{on}")).with("measure", key, None).with("on", on.to_string(), None);
                translation.add("readings.csv", reading.with("value", number, Some(place)));
            }
        }
        None => translation.wrong(row, place, format!("“{text}” is not a number.")),
    }
}

/// The newest reading of a measure: the same value again is no new one.
fn newest(translation: &Translation<'_>, measure: organization::AnyId) -> Option<String> {
    let readings = translation.value.linked::<organization::Reading>(organization::Relation::ReadingMeasure, measure);
    readings.max_by_key(|reading| reading.on).map(|reading| reading.value.to_string())
}

/// A project that serves the goal above it.
fn project(translation: &mut Translation<'_>, row: usize) {
    let (line, key) = (translation.line(row), translation.keys[row].clone());
    let (title, place) = translation.said(row, "title").unwrap_or_default();
    let mut making = Making::new(line, key).with("name", title, Some(place));
    if let Some((text, place)) = translation.said(row, "parent").filter(|(text, _)| !text.is_empty()) {
        match translation.record(row, GOAL, text) {
            Ok(goal) => making.put("serves", goal, Some(place)),
            Err(sentence) => translation.wrong(row, place, sentence),
        }
    }
    if let Some((text, place)) = translation.said(row, "why").filter(|(text, _)| !text.is_empty()) {
        making.put("purpose", text, Some(place));
    }
    if let Some((text, place)) = translation.said(row, "last_day").filter(|(text, _)| !text.is_empty()) {
        match translation.day_of(text) {
            Ok(day) => making.put("target", day.to_string(), Some(place)),
            Err(sentence) => translation.wrong(row, place, sentence),
        }
    }
    owner(translation, &mut making, row);
    translation.add("projects.csv", making);
}
