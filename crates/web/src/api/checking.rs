//! Checking what a program sends against the published schema, before anything is read from it.
//!
//! Everything that is wrong is found at once, each with its place and a sentence. References such as `G-12` become ids on the way, and all records that are
//! named are collected, so that what the sender may not see can be answered as what is not there.

use office::Seen;
use organization::written::{NAMES, PLACE};
use organization::{AnyId, Kind, Name, Prose, Quantity, Reference};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::catalogue::{Catalogue, catalogue};
use super::problem::Wrong;
use super::reading::{nearest, shortened};

/// The most faults that one answer lists.
const FAULTS: usize = 100;

/// A value being checked for somebody.
pub(super) struct Checking<'a> {
    seen: &'a Seen,
    catalogue: &'static Catalogue,
    /// What is wrong.
    pub(super) wrong: Vec<Wrong>,
    /// The records that are named, with the place.
    pub(super) named: Vec<(AnyId, String)>,
}

impl<'a> Checking<'a> {
    /// Begins.
    pub(super) fn new(seen: &'a Seen) -> Checking<'a> {
        Checking { seen, catalogue: catalogue(), wrong: Vec::new(), named: Vec::new() }
    }

    fn fault(&mut self, at: &str, code: &'static str, message: impl Into<String>) {
        if self.wrong.len() < FAULTS {
            self.wrong.push(Wrong { field: at.to_owned(), code, message: message.into() });
        }
    }

    /// Checks a value at a place; references in it become ids.
    pub(super) fn check(&mut self, schema: &Value, value: &mut Value, at: &str) {
        let named = schema.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix(PLACE));
        let schema = self.catalogue.definitions.resolve(schema);
        if let Some(kind) = schema.get(NAMES).and_then(Value::as_str) {
            return self.record(kind, value, at);
        }
        if let (Some(name), Value::String(text)) = (named, &*value)
            && let Some(read) = text_of(name, text)
        {
            if let Err(sentence) = read {
                self.fault(at, "text", sentence);
            }
            return;
        }
        if let Some(choices) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) {
            return self.one_of(choices, value, at);
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            if !words.contains(value) {
                let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                let meant = value.as_str().and_then(|word| nearest(word, words.iter().copied()));
                let meant = meant.map(|word| format!(" Did you mean “{word}”?")).unwrap_or_default();
                self.fault(at, "choice", format!("{} is none of {}.{meant}", shown(value), words.join(", ")));
            }
            return;
        }
        match (schema.get("type").and_then(Value::as_str), &mut *value) {
            (Some("object"), Value::Object(members)) => self.members(schema, members, at),
            (Some("array"), Value::Array(items)) => self.items(schema, items, at),
            (Some("string"), Value::String(text)) => {
                let text = text.clone();
                self.text(schema, &text, at);
            }
            (Some("integer"), Value::Number(_)) => self.whole_number(schema, value, at),
            (Some("boolean"), Value::Bool(_)) | (Some("null"), Value::Null) | (None, _) => {}
            (Some(kind), _) => {
                let wanted = match kind {
                    "object" => "an object",
                    "array" => "a list",
                    "string" => "text in quotation marks",
                    "integer" => "a whole number",
                    "boolean" => "true or false",
                    _ => "null",
                };
                self.fault(at, "type", format!("{} is {}, and {wanted} is expected.", place_words(at), sort_of(value)));
            }
        }
    }

    fn members(&mut self, schema: &Value, members: &mut Map<String, Value>, at: &str) {
        let nothing = Map::new();
        let known = schema.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        for name in required.filter(|name| !members.contains_key(*name)) {
            self.fault(&format!("{at}/{name}"), "missing", format!("The field “{name}” is missing."));
        }
        let closed = schema.get("additionalProperties") == Some(&json!(false));
        for (name, value) in members.iter_mut() {
            let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            match known.get(name) {
                Some(schema) => self.check(schema, value, &place),
                None if closed => {
                    let meant = nearest(name, known.keys().map(String::as_str));
                    let sentence = match meant {
                        Some(meant) => format!("Unknown field “{}”. Did you mean “{meant}”?", shortened(name)),
                        None if known.len() <= 20 => {
                            let names: Vec<&str> = known.keys().map(String::as_str).collect();
                            format!("Unknown field “{}”. Known: {}.", shortened(name), names.join(", "))
                        }
                        None => format!("Unknown field “{}”.", shortened(name)),
                    };
                    self.fault(&place, "unknown-field", sentence);
                }
                None => {}
            }
        }
    }

    fn items(&mut self, schema: &Value, items: &mut [Value], at: &str) {
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        if !(least..=most).contains(&items.len()) {
            let wanted = if least == most {
                format!("exactly {least}")
            } else if most == usize::MAX {
                format!("at least {least}")
            } else {
                format!("{least} to {most}")
            };
            return self.fault(at, "length", format!("The list has {} items, and must have {wanted}.", items.len()));
        }
        if let Some(each) = schema.get("items") {
            for (number, item) in items.iter_mut().enumerate() {
                self.check(each, item, &format!("{at}/{number}"));
            }
        }
    }

    fn text(&mut self, schema: &Value, text: &str, at: &str) {
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength").unwrap_or(usize::MAX));
        let length = text.chars().count();
        if !(least..=most).contains(&length) {
            return self.fault(at, "length", format!("The text must have {least} to {most} characters; this has {length}."));
        }
        match schema.get("format").and_then(Value::as_str) {
            Some("uuid") if id_of(text).is_none() => {
                self.fault(
                    at,
                    "id",
                    format!("“{}” is no id. Write a UUID, such as 0190a5c4-7c1e-7000-8000-000000000001.", shortened(text)),
                );
            }
            Some("date") if !is_shaped(text, "dddd-dd-dd") => {
                self.fault(at, "date", format!("“{}” is not a date. Write it as 2026-11-23.", shortened(text)));
            }
            Some("date") => {
                if let Err(sentence) = crate::forms::day(text) {
                    self.fault(at, "date", sentence);
                }
            }
            _ => {}
        }
    }

    fn whole_number(&mut self, schema: &Value, value: &mut Value, at: &str) {
        // 3.0 is a whole number in JSON, though not for what reads it later. Large ones are read to within their last place, as far as any number goes: 2^63
        // may stand for one that lies beyond.
        if let Some(float) =
            value.as_f64().filter(|float| !value.is_i64() && !value.is_u64() && float.abs() < 9_223_372_036_854_775_808.0)
            && (float - float.round()).abs() <= float.abs() * f64::EPSILON
            && let Ok(whole) = format!("{float:.0}").parse::<i64>()
        {
            *value = json!(whole);
        }
        let bound =
            |name: &str| schema.get(name).and_then(|bound| bound.as_i64().map(i128::from).or(bound.as_u64().map(i128::from)));
        let (least, most) = (bound("minimum").unwrap_or(i128::MIN), bound("maximum").unwrap_or(i128::MAX));
        let number = value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
        if number.is_none_or(|number| !(least..=most).contains(&number)) {
            self.fault(at, "number", format!("{} must be a whole number from {least} to {most}.", place_words(at)));
        }
    }

    /// Takes the first choice that fits; where none does, the faults of the choice that was most likely meant are told.
    fn one_of(&mut self, choices: &[Value], value: &mut Value, at: &str) {
        let mut likely: Option<Vec<Wrong>> = None;
        for choice in choices {
            let mut trying = Checking::new(self.seen);
            let mut copy = value.clone();
            trying.check(choice, &mut copy, at);
            if trying.wrong.is_empty() {
                *value = copy;
                self.named.append(&mut trying.named);
                return;
            }
            let meant = !value.is_null() && could_be(self.catalogue, choice, value);
            if meant && likely.as_ref().is_none_or(|before| before.len() > trying.wrong.len()) {
                likely = Some(trying.wrong);
            }
        }
        match likely {
            Some(wrong) => self.wrong.extend(wrong),
            None => {
                let mut words = Vec::new();
                choices.iter().for_each(|choice| names_of(self.catalogue, choice, &mut words));
                let wanted = if words.is_empty() { String::new() } else { format!(" Write one of {}.", words.join(", ")) };
                self.fault(at, "choice", format!("{} is {}, which does not fit here.{wanted}", place_words(at), sort_of(value)));
            }
        }
    }

    /// An id, or a reference that becomes one.
    fn record(&mut self, kind: &str, value: &mut Value, at: &str) {
        let Value::String(text) = &*value else {
            return self.fault(
                at,
                "type",
                format!("{} is {}, and the id of a record is expected.", place_words(at), sort_of(value)),
            );
        };
        let text = text.clone();
        let wanted = Kind::from_name(kind);
        let by_id = match wanted {
            Some(kind) => id_of(&text).map(|id| AnyId { kind, id }),
            None => text.split_once('/').and_then(|(kind, id)| Some(AnyId { kind: Kind::from_name(kind)?, id: id_of(id)? })),
        };
        let reference = || reference_of(&text).filter(|reference| wanted.is_none_or(|kind| kind == reference.kind));
        let found = match (by_id, reference()) {
            (Some(id), _) => Some(id),
            (None, Some(reference)) => {
                let id = self.seen.at_reference(reference);
                if id.is_none() {
                    // What is not there, or may not be seen, is asked for under an id that nothing has.
                    self.named.push((AnyId { kind: reference.kind, id: Uuid::max() }, at.to_owned()));
                    return;
                }
                id
            }
            (None, None) => None,
        };
        match found {
            Some(id) => {
                *value = if wanted.is_some() { json!(id.id) } else { json!(id) };
                self.named.push((id, at.to_owned()));
            }
            None => {
                let words = wanted.map_or("record", Kind::words);
                let such = match wanted {
                    Some(kind) => {
                        kind.letter().map_or("an id".to_owned(), |letter| format!("an id, or a reference such as {letter}-12"))
                    }
                    None => "kind and id (task/0190a5c4-…), or a reference such as G-12".to_owned(),
                };
                self.fault(at, "id", format!("“{}” names no {words}. Write {such}.", shortened(&text)));
            }
        }
    }
}

/// Text that has a reader of its own.
fn text_of(name: &str, text: &str) -> Option<Result<(), String>> {
    let limit = organization::text::NAME_LIMIT;
    match name {
        "Name" if text.chars().count() > limit => {
            Some(Err(format!("A name must have 1 to {limit} characters; this has {}.", text.chars().count())))
        }
        "Name" => Some(Name::new(text).map(drop)),
        "Prose" => Some(Prose::new(text).map(drop)),
        "Quantity" => Some(quantity(text)),
        "DateTime" => Some(moment(text)),
        _ => None,
    }
}

fn quantity(text: &str) -> Result<(), String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = digits.split_once('.').map_or((digits, None), |(whole, places)| (whole, Some(places)));
    let plain = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole, 12) || places.is_some_and(|places| !plain(places, 6)) {
        return Err(format!("“{}” is not a number. Write 12 or 12.5 as text, with at most six places.", shortened(text)));
    }
    text.parse::<Quantity>().map(drop)
}

fn moment(text: &str) -> Result<(), String> {
    let shaped = is_shaped(text, "dddd-dd-ddTdd:dd:dd") || is_shaped(text, "dddd-dd-ddTdd:dd");
    if shaped && let Err(sentence) = crate::forms::day(&text[..10]) {
        return Err(sentence);
    }
    let read = text.parse::<jiff::civil::DateTime>();
    // The last second of a minute that has 61 is no time of day here.
    if !shaped || read.is_err() || text.ends_with(":60") {
        return Err(format!("“{}” is not a day and time. Write it as 2026-11-23T08:00:00.", shortened(text)));
    }
    Ok(())
}

/// Whether a text has the shape of a pattern in which `d` is any digit.
fn is_shaped(text: &str, pattern: &str) -> bool {
    let fits = |(letter, wanted): (u8, u8)| if wanted == b'd' { letter.is_ascii_digit() } else { letter == wanted };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits)
}

/// An id as it is written: with hyphens, in any case.
pub(super) fn id_of(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::parse_str(text).ok()).flatten()
}

/// A reference as it is written: a capital letter and a number of at most nine digits.
pub(super) fn reference_of(text: &str) -> Option<Reference> {
    let (letter, number) = text.split_once('-')?;
    let shaped = letter.len() == 1
        && letter.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=9).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !number.starts_with('0');
    shaped.then(|| text.parse().ok()).flatten()
}

/// Whether a choice could be the one that was meant: the same sort of value and, for an object with one member, the same name.
fn could_be(catalogue: &Catalogue, choice: &Value, value: &Value) -> bool {
    let choice = catalogue.definitions.resolve(choice);
    if let Some(inner) = choice.get("anyOf").or(choice.get("oneOf")).and_then(Value::as_array) {
        return choice.get(NAMES).is_some() && value.is_string() || inner.iter().any(|inner| could_be(catalogue, inner, value));
    }
    match (choice.get("type").and_then(Value::as_str), value) {
        (Some("object"), Value::Object(members)) => {
            let required: Vec<&str> =
                choice.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
            required.is_empty() || required.iter().any(|name| members.contains_key(*name))
        }
        (Some("array"), Value::Array(_)) | (Some("string"), Value::String(_)) | (Some("integer"), Value::Number(_)) => true,
        (Some("boolean"), Value::Bool(_)) | (Some("null"), Value::Null) => true,
        _ => false,
    }
}

/// The words and names of members that a choice takes.
fn names_of(catalogue: &Catalogue, choice: &Value, names: &mut Vec<String>) {
    let choice = catalogue.definitions.resolve(choice);
    for inner in choice.get("anyOf").or(choice.get("oneOf")).and_then(Value::as_array).into_iter().flatten() {
        names_of(catalogue, inner, names);
    }
    names.extend(choice.get("enum").and_then(Value::as_array).into_iter().flatten().map(Value::to_string));
    let required = choice.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    names.extend(required.map(|name| format!("{{\"{name}\": …}}")));
}

/// The last name of a place, for the beginning of a sentence.
fn place_words(at: &str) -> String {
    match at.rsplit('/').next().filter(|name| !name.is_empty()) {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => format!("Item {number}"),
        Some(name) => format!("“{}”", shortened(name)),
        None => "The body".to_owned(),
    }
}

fn sort_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn shown(value: &Value) -> String {
    if let Value::String(text) = value {
        return format!("“{}”", shortened(text));
    }
    let sort = sort_of(value);
    sort[..1].to_uppercase() + &sort[1..]
}
