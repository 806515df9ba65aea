//! Words for what the value says in codes: fields, values, outcomes, how long ago.

use jiff::Timestamp;
use jiff::civil::Date;
use office::Seen;
use organization::{AnyId, Kind};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::format;

/// A field as people read it: `minutes_per_day` becomes "Minutes per day".
pub fn field(name: &str) -> String {
    let text = name.replace(['_', '-'], " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A stored value as people read it: ids become titles, spans and lists become words, nothing becomes "nothing".
pub fn value(seen: &Seen, value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => named(seen, text).or_else(|| dated(seen, text)).unwrap_or_else(|| text.clone()),
        Value::Array(items) if items.is_empty() => "nothing".to_owned(),
        Value::Array(items) => items.iter().map(|item| self::value(seen, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => together(seen, fields),
    }
}

/// Several fields as one phrase: an amount of work, a span of days, a reference, else each with its name.
fn together(seen: &Seen, fields: &Map<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    if let Some(minutes) = fields.get("minutes").and_then(Value::as_i64) {
        let elapsed = if fields.get("elapsed") == Some(&Value::Bool(true)) { " elapsed" } else { "" };
        return format!("{}{elapsed}", format::work(minutes));
    }
    if fields.keys().all(|name| matches!(name.as_str(), "from" | "until")) && !fields.is_empty() {
        let last = text("until").and_then(|until| until.parse::<Date>().ok()).and_then(|until| until.yesterday().ok());
        let from = text("from").and_then(|from| from.parse::<Date>().ok());
        let day = |date: Date| format::day(date, seen.day());
        return match (from, last) {
            (Some(from), Some(last)) => format!("{} to {}", day(from), day(last)),
            (Some(from), None) => format!("from {}", day(from)),
            (None, Some(last)) => format!("to {}", day(last)),
            (None, None) => "nothing".to_owned(),
        };
    }
    if let (Some(source), Some(key)) = (text("source"), text("key")) {
        return format!("{key} in {source}");
    }
    let mut parts = Vec::new();
    for (name, item) in fields.iter().filter(|(_, item)| !item.is_null()) {
        let words = value(seen, item);
        let names_itself = Kind::from_name(name).is_some() && item.as_str().and_then(|id| named(seen, id)).is_some();
        parts.push(if names_itself { words } else { format!("{} {words}", name.replace(['_', '-'], " ")) });
    }
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// A day, or a day with a time, as pages write it.
fn dated(seen: &Seen, text: &str) -> Option<String> {
    if let Some((date, time)) = text.split_once('T') {
        let date: Date = date.parse().ok()?;
        return Some(format!("{}, {}", format::day(date, seen.day()), time.get(..5)?));
    }
    (text.len() == 10).then(|| text.parse().ok()).flatten().map(|date| format::day(date, seen.day()))
}

fn named(seen: &Seen, text: &str) -> Option<String> {
    let label = |id: AnyId| Some(seen.label(id)).filter(|label| !label.is_empty());
    if let Ok(id) = text.parse::<AnyId>() {
        return label(id);
    }
    let id = Uuid::parse_str(text).ok()?;
    Kind::ALL.iter().map(|kind| AnyId { kind: *kind, id }).find(|id| seen.shows(*id)).and_then(label)
}

/// What a command is called in a sentence about the past: "Added goal".
pub fn done(kind: &str) -> String {
    let (verb, rest) = kind.split_once('-').unwrap_or((kind, ""));
    let past = match verb {
        "add" => "Added",
        "change" => "Changed",
        "move" => "Moved",
        "close" => "Closed",
        "reopen" => "Reopened",
        "end" => "Ended",
        "remove" => "Removed",
        "link" => "Linked",
        "unlink" => "Unlinked",
        "replace" => "Replaced",
        "issue" => "Issued",
        "record" => "Recorded",
        "accept" => "Accepted",
        "decline" => "Declined",
        "question" => "Asked back about",
        "clarify" => "Made clear",
        "plan" => "Planned",
        "finish" => "Finished",
        "confirm" => "Confirmed",
        "withdraw" => "Withdrew",
        "open" => "Opened",
        "try" => "Tried",
        "adopt" => "Adopted",
        "reject" => "Rejected",
        "retire" => "Retired",
        "undo" => "Took back",
        "import" => "Imported",
        "batch" => "Changed together",
        "approve" => "Approved",
        "cancel" => "Cancelled",
        "keep" => "Kept",
        "respond" => "Responded",
        "revert" => "Undid",
        "skip" => "Skipped",
        other => return field(&format!("{other} {rest}")),
    };
    format!("{past} {}", rest.replace('-', " ")).trim().to_owned()
}

/// The outcome of an entry: "Added goal G-13 “Outages”."
pub fn outcome(seen: &Seen, kind: &str, changed: &[AnyId]) -> String {
    let called =
        |id: &AnyId| id.to::<organization::AnswerId>().and_then(|id| seen.find(id)).map(|answer| answer.directive.into());
    let named = changed.iter().find(|id| id.kind.letter().is_some()).copied();
    let named = named.or_else(|| changed.iter().find_map(called)).map(|id| seen.label(id));
    match (kind, named) {
        ("batch", Some(label)) => format!("Saved {label}."),
        ("undo", Some(label)) => format!("Took the change of {label} back."),
        ("undo", None) => "Took it back.".to_owned(),
        ("import", _) => format!("Imported: {} records changed.", changed.len()),
        (kind, Some(label)) => format!("{} {label}.", done(kind)),
        (kind, None) => format!("{}.", done(kind)),
    }
}

/// How long ago something was: "2 minutes ago".
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = (now.as_second() - at.as_second()).max(0);
    let (count, unit) = match seconds {
        0..60 => return "a moment ago".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}
