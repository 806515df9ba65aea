//! Asking for the fields of a command: each by the type that the command declares, with what the record holds now. A page says which fields it asks for and in
//! which words; how a type is asked for is said here, once.

use organization::{AnyId, AnyRecord, Command, FieldAbout, Kind, Money, SkillId};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Filling;
use crate::choices;
use crate::component::{ActFold, ActForm};
use crate::forms::unwrap;
use crate::pages::written;
use crate::visit::{Tried, Visit};

impl<'a> Filling<'a> {
    /// A form about a record that is there: its name is that of the command and the record, its hidden field the first of the command, and it comes back to
    /// this page.
    pub fn about(visit: &'a Visit, tried: &'a Tried, command: &str, record: impl Into<AnyId>) -> Filling<'a> {
        let record = record.into();
        let form = Filling::new(visit, tried, command).named(format!("{command}-{}", record.id.simple())).back();
        match fields(command).first() {
            Some(field) => form.with(field.name, record.id),
            None => form,
        }
    }

    /// A form that changes a record: its fields show what the record says.
    pub fn changing(visit: &'a Visit, tried: &'a Tried, command: &str, record: &AnyRecord) -> Filling<'a> {
        let held: Map<String, Value> = serde_json::from_str(&record.to_json()).unwrap_or_default();
        Filling { held, ..Filling::about(visit, tried, command, record.id()) }
    }

    /// Asks for a field of the command, in the way of its type. It must be answered where the command needs it.
    #[must_use]
    pub fn ask(self, name: &str, label: &str) -> Self {
        let Some(field) = fields(&self.command).into_iter().find(|field| field.name == name) else { return self };
        let (sets, inner) = unwrap("Set", field.kind).map_or((false, field.kind), |inner| (true, inner));
        let (optional, inner) = unwrap("Option", inner).map_or((false, inner), |inner| (true, inner));
        let held = self.held.get(name).cloned().unwrap_or(Value::Null);
        let text = self.text_of(inner, &held);
        let chosen = choices::of(inner).is_some() || (inner == "u8" && name == "level");
        let required = field.required || chosen || (sets && !optional && matches!(inner, "Name" | "Date"));
        let form = match inner {
            "Prose" => self.lines(name, label, text),
            "Date" => self.day(name, label, text),
            "bool" => self.check(name, label, held == Value::Bool(true)),
            "Dated" => {
                let from = held.get("from").and_then(Value::as_str).unwrap_or_default().to_owned();
                let last = held.get("until").map(day_before).unwrap_or_default();
                return self.day(&format!("{name}.from"), "First day", from).day(&format!("{name}.last"), "Last day", last);
            }
            "Vec<Function>" => self.some_of(name, label, choices::functions(), &held),
            "u8" if name == "level" => self.one_of(name, label, &LEVELS, if text.is_empty() { "3" } else { &text }),
            "u8" | "u32" => self.number(name, label, text),
            kind => match (choices::of(kind), kind_of(kind)) {
                (Some(choices), _) => self.one_of(name, label, choices, &text),
                (None, Some(kind)) => {
                    let offered = choices::records(&self.visit.seen, kind);
                    self.suggested(name, label, offered, text)
                }
                (None, None) => self.line(name, label, text),
            },
        };
        if required { form.required() } else { form }
    }

    /// Asks for the last day of something whose end the record keeps as the day after.
    #[must_use]
    pub fn ask_last(self, name: &str, label: &str) -> Self {
        let needed = |field: &FieldAbout| field.name == name && (field.required || field.kind == "Set<Date>");
        let required = fields(&self.command).iter().any(needed);
        let last = self.held.get(name).map(day_before).unwrap_or_default();
        let form = self.day(&format!("{name}.last"), label, last);
        if required { form.required() } else { form }
    }

    /// A record of a kind, with suggestions.
    #[must_use]
    pub fn of_kind(self, name: &str, label: &str, kind: Kind, now: Option<AnyId>) -> Self {
        let offered = choices::records(&self.visit.seen, kind);
        let now = now.map(|id| written(&self.visit.seen, id)).unwrap_or_default();
        self.suggested(name, label, offered, now)
    }

    /// The same leading to another page once it is done: for what takes its own page away.
    #[must_use]
    pub fn leading(mut self, to: &str) -> Self {
        self.hidden.retain(|(name, _)| name != "then");
        self.with("then", to)
    }

    /// Some of a list, as they are held.
    fn some_of(self, name: &str, label: &str, options: Vec<(String, String)>, held: &Value) -> Self {
        let held = held.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        self.several(name, label, options, held)
    }

    /// A held value as one writes it.
    fn text_of(&self, kind: &str, held: &Value) -> String {
        let id = || held.as_str().and_then(|id| Uuid::parse_str(id).ok());
        if let (Some(kind), Some(id)) = (kind_of(kind), id()) {
            return written(&self.visit.seen, AnyId { kind, id });
        }
        match held {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Object(_) if kind == "Money" => {
                serde_json::from_value(held.clone()).map(|money: Money| money.to_string()).unwrap_or_default()
            }
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
        }
    }
}

/// The five levels of a skill where nobody named them.
const LEVELS: [(&str, &str); 5] = [("1", "1, the lowest"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5, the highest")];

/// The levels of a skill as a form offers them, by the names that the organization gave them.
pub fn levels(visit: &Visit, skill: SkillId) -> Vec<(String, String)> {
    let names = visit.seen.compute(|value| value.levels_of(skill).iter().map(ToString::to_string).collect::<Vec<_>>());
    let named = |at: usize, words: &str| names.get(at).map_or_else(|| words.to_owned(), |name| format!("{}, {name}", at + 1));
    LEVELS.iter().enumerate().map(|(at, (value, words))| ((*value).to_owned(), named(at, words))).collect()
}

/// A form behind a button, open where it was refused.
pub fn fold(tried: &Tried, label: &str, form: ActForm) -> ActFold {
    let open = tried.is(&form.name);
    ActFold::new(label, form, open)
}

fn fields(command: &str) -> Vec<FieldAbout> {
    Command::ALL.iter().find(|entry| entry.kind == command).map(|entry| entry.fields.to_vec()).unwrap_or_default()
}

/// The kind that a typed id names.
fn kind_of(id: &str) -> Option<Kind> {
    let name = id.strip_suffix("Id")?;
    Kind::ALL.iter().copied().find(|kind| format!("{kind:?}") == name)
}

fn day_before(value: &Value) -> String {
    let day = value.as_str().and_then(|day| day.parse::<jiff::civil::Date>().ok()).and_then(|day| day.yesterday().ok());
    day.map(|day| day.to_string()).unwrap_or_default()
}
