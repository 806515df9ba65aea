//! How values are written as JSON, as a JSON Schema (2020-12) of each type.
//!
//! Commands and records are plain data, and each of their fields says its type; from here comes the one description of how that type is written. It is
//! published, and it is what a command that comes from outside is checked against before it is read, so the description cannot promise anything else than
//! what holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value, json};

use crate::command::FieldAbout;
use crate::text::{INVISIBLE, NAME_LIMIT, PROSE_LIMIT};
use crate::{AnyId, Currency, Key, Keys, Kind, Name, Prose, Quantity, Set};

/// Where named schemas are found: `#/components/schemas/` as in OpenAPI.
pub const PLACE: &str = "#/components/schemas/";

/// The word in a schema that says which kind of record an id names; `any` where it may be every kind.
pub const NAMES: &str = "x-names";

/// A type that says how its values are written.
pub trait Written {
    /// The schema of its values. A type with a name puts its schema into the definitions and answers with a reference to it.
    fn schema(definitions: &mut Definitions) -> Value;
}

/// The schemas that have names.
#[derive(Clone, Debug, Default)]
pub struct Definitions(BTreeMap<String, Value>);

impl Definitions {
    /// A reference to a named schema, which is written down when it is first asked for.
    pub fn named(&mut self, name: &str, schema: impl FnOnce(&mut Definitions) -> Value) -> Value {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Value::Null);
            let written = schema(self);
            self.0.insert(name.to_owned(), written);
        }
        json!({ "$ref": format!("{PLACE}{name}") })
    }

    /// The schema with a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The schema behind a reference; any other schema is answered as it is.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix(PLACE));
        name.and_then(|name| self.get(name)).unwrap_or(schema)
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }
}

/// One member of an object.
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// How it is written.
    pub schema: Value,
}

/// The schema of an object with these members and no others.
pub fn object(about: &str, members: Vec<Member>) -> Value {
    let required: Vec<&str> = members.iter().filter(|member| member.required).map(|member| member.name).collect();
    let required = json!(required);
    let properties: Map<String, Value> =
        members.into_iter().map(|member| (member.name.to_owned(), with_about(member.schema, member.about))).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if required.as_array().is_some_and(|names| !names.is_empty()) {
        schema["required"] = required;
    }
    with_about(schema, about)
}

/// The schema of an enum: words without more to say, and objects with one member.
pub fn one_of(about: &str, words: &[(&str, &str)], objects: Vec<(&'static str, &'static str, Value)>) -> Value {
    let said: Vec<String> = words.iter().map(|(word, about)| format!("`{word}`: {about}")).collect();
    let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let plain = json!({ "type": "string", "enum": names });
    if objects.is_empty() {
        return with_about(plain, &format!("{about} {}", said.join(" ")));
    }
    let mut choices = Vec::new();
    if !words.is_empty() {
        choices.push(with_about(plain, &said.join(" ")));
    }
    for (name, about, schema) in objects {
        choices.push(object(about, vec![Member { name, about: "", required: true, schema }]));
    }
    with_about(json!({ "oneOf": choices }), about)
}

/// A schema with what it means.
pub fn with_about(mut schema: Value, about: &str) -> Value {
    if !about.trim().is_empty() {
        schema["description"] = json!(about.trim());
    }
    schema
}

/// A schema that also takes `null`.
fn nullable(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// The schema of the fields of a command. The id of what it makes is its sender's to mint, so a reference will not do there.
pub fn command(fields: &[FieldAbout], about: &str, definitions: &mut Definitions) -> Value {
    let member = |(at, field): (usize, &FieldAbout)| {
        let new = at == 0 && field.name == "id";
        let schema = if new { json!({ "type": "string", "format": "uuid" }) } else { (field.schema)(definitions) };
        Member { name: field.name, about: field.about, required: field.required, schema }
    };
    let members = fields.iter().enumerate().map(member).collect();
    object(about, members)
}

/// The schema of a record. More fields may come.
pub fn record(kind: Kind, definitions: &mut Definitions) -> Value {
    let member = |field: &FieldAbout| {
        let id = field.name == "id";
        let schema = if id { json!({ "type": "string", "format": "uuid" }) } else { (field.schema)(definitions) };
        Member { name: field.name, about: field.about, required: id, schema }
    };
    let members = kind.fields().iter().map(member).collect();
    let mut schema = object(kind.about(), members);
    schema["additionalProperties"] = json!(true);
    schema
}

/// The schema of an id of one kind: the id itself or, where records of the kind have them, the reference that people say.
pub fn id_of(kind: Kind, definitions: &mut Definitions) -> Value {
    definitions.named(&format!("{kind:?}Id"), |_| {
        let words = kind.words();
        let id = json!({ "type": "string", "format": "uuid" });
        let mut schema = match kind.letter() {
            Some(letter) => {
                let reference = json!({ "type": "string", "pattern": format!("^{letter}-[1-9][0-9]{{0,8}}$") });
                with_about(
                    json!({ "anyOf": [id, reference] }),
                    &format!("The id of a {words}, or its reference, such as `{letter}-12`."),
                )
            }
            None => with_about(id, &format!("The id of a {words}.")),
        };
        schema[NAMES] = json!(kind.name());
        schema
    })
}

impl Written for AnyId {
    fn schema(definitions: &mut Definitions) -> Value {
        definitions.named("AnyId", |_| {
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            let letters: String = Kind::ALL.iter().filter_map(|kind| kind.letter()).collect();
            let id = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
            let by_id = json!({ "type": "string", "pattern": format!("^({})/{id}$", names.join("|")) });
            let by_reference = json!({ "type": "string", "pattern": format!("^[{letters}]-[1-9][0-9]{{0,8}}$") });
            let about = "A record of any kind: kind and id, such as `task/0190a5c4-…`, or its reference, such as `T-12`.";
            let mut schema = with_about(json!({ "anyOf": [by_id, by_reference] }), about);
            schema[NAMES] = json!("any");
            schema
        })
    }
}

impl Written for Kind {
    fn schema(definitions: &mut Definitions) -> Value {
        let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        definitions.named("Kind", |_| with_about(json!({ "type": "string", "enum": names }), "A kind of record."))
    }
}

/// Characters that no text may hold, as [`crate::text`] refuses them: they cannot be shown, or turn the direction of writing around.
const UNSHOWABLE: &str = r"\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF";

impl Written for Name {
    fn schema(definitions: &mut Definitions) -> Value {
        definitions.named("Name", |_| {
            // The first character that is seen, then whatever can be shown.
            let invisible: String = INVISIBLE
                .iter()
                .map(|range| format!(r"\u{:04X}-\u{:04X}", u32::from(*range.start()), u32::from(*range.end())))
                .collect();
            let pattern = format!(
                r"^[^\u0000-\u0020\u00A0\u1680\u2000-\u200A\u2028\u2029\u205F\u3000{invisible}{UNSHOWABLE}][^\u0000-\u001F{UNSHOWABLE}]*$"
            );
            let about = format!("A name or title: one line of 1 to {NAME_LIMIT} characters.");
            with_about(json!({ "type": "string", "minLength": 1, "maxLength": NAME_LIMIT, "pattern": pattern }), &about)
        })
    }
}

impl Written for Prose {
    fn schema(definitions: &mut Definitions) -> Value {
        definitions.named("Prose", |_| {
            let pattern = format!(r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F{UNSHOWABLE}]*$");
            let about = format!("Text of any number of lines, in Markdown: at most {PROSE_LIMIT} characters.");
            with_about(json!({ "type": "string", "maxLength": PROSE_LIMIT, "pattern": pattern }), &about)
        })
    }
}

impl Written for Quantity {
    fn schema(definitions: &mut Definitions) -> Value {
        definitions.named("Quantity", |_| {
            let about = "A decimal number as text, with at most six places: `\"12.5\"`.";
            with_about(json!({ "type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$" }), about)
        })
    }
}

impl Written for Currency {
    fn schema(definitions: &mut Definitions) -> Value {
        definitions.named("Currency", |_| {
            with_about(json!({ "type": "string", "pattern": "^[A-Z]{3}$" }), "The code of a currency, as in ISO 4217: `EUR`.")
        })
    }
}

impl Written for Date {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string", "format": "date", "pattern": "^[1-9]" })
    }
}

impl Written for DateTime {
    fn schema(definitions: &mut Definitions) -> Value {
        definitions.named("DateTime", |_| {
            let about = "A day and a time of day, local to what it is about: `2026-11-23T08:00:00`.";
            let pattern = r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";
            with_about(json!({ "type": "string", "pattern": pattern }), about)
        })
    }
}

impl Written for Key {
    fn schema(definitions: &mut Definitions) -> Value {
        let text = || json!({ "type": "string", "minLength": 1, "maxLength": NAME_LIMIT });
        definitions.named("Key", |_| {
            let members = vec![
                Member { name: "source", about: "The source.", required: true, schema: text() },
                Member { name: "key", about: "The key within it.", required: true, schema: text() },
            ];
            object("The key under which another system knows a record.", members)
        })
    }
}

impl Written for Keys {
    fn schema(definitions: &mut Definitions) -> Value {
        nullable(json!({ "type": "array", "items": Key::schema(definitions), "maxItems": 100 }))
    }
}

impl Written for bool {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "boolean" })
    }
}

impl Written for Box<str> {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string", "maxLength": NAME_LIMIT })
    }
}

impl Written for Arc<str> {
    fn schema(definitions: &mut Definitions) -> Value {
        Box::<str>::schema(definitions)
    }
}

impl Written for Value {
    fn schema(_: &mut Definitions) -> Value {
        json!({})
    }
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl Written for $number {
            fn schema(_: &mut Definitions) -> Value {
                json!({ "type": "integer", "minimum": <$number>::MIN, "maximum": <$number>::MAX })
            }
        }
    )*};
}
whole_numbers!(u8 u16 u32 u64 i16 i32 i64);

impl<T: Written> Written for Option<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        nullable(T::schema(definitions))
    }
}

impl<T: Written> Written for Set<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Written> Written for Box<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Written> Written for Vec<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions), "maxItems": 10_000 })
    }
}

impl<T: Written, const COUNT: usize> Written for [T; COUNT] {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions), "minItems": COUNT, "maxItems": COUNT })
    }
}

impl<T: Written> Written for (T, T) {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions), "minItems": 2, "maxItems": 2 })
    }
}
