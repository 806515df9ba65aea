//! Filling a form: each field with what holds now, or with what was typed when the form was refused.
//!
//! A page has several forms; each has a name, and the ids of its fields begin with it.

mod asking;

use serde_json::{Map, Value};

pub use asking::{fold, levels};

use crate::component::{ActForm, Control, ErrorSummary, Field, Problem};
use crate::visit::{Tried, Visit};

/// A form that is being filled.
pub struct Filling<'a> {
    visit: &'a Visit,
    tried: &'a Tried,
    form: String,
    command: String,
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    /// What the record says now, where the form changes one.
    held: Map<String, Value>,
    action: String,
}

impl<'a> Filling<'a> {
    /// A form for a command, sent to the page's own address.
    pub fn new(visit: &'a Visit, tried: &'a Tried, command: &str) -> Filling<'a> {
        let action = crate::visit::without_done(&visit.address);
        let (form, command) = (command.to_owned(), command.to_owned());
        Filling { visit, tried, form, command, hidden: Vec::new(), fields: Vec::new(), held: Map::new(), action }
    }

    /// The same under another name, where the page has several forms for one command.
    #[must_use]
    pub fn named(self, form: impl Into<String>) -> Self {
        Self { form: form.into(), ..self }
    }

    /// The same, sent to another address.
    #[must_use]
    pub fn to(self, action: impl Into<String>) -> Self {
        Self { action: action.into(), ..self }
    }

    /// The same, coming back to this very address with its query.
    #[must_use]
    pub fn back(self) -> Self {
        let here = crate::visit::without_done(&self.visit.address);
        self.with("then", here)
    }

    /// Something that the page knows already.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.hidden.push((name.to_owned(), value.to_string()));
        self
    }

    /// What a field shows.
    fn now(&self, name: &str, now: impl Into<String>) -> String {
        self.tried.value(&self.form, name, now)
    }

    /// Any field.
    #[must_use]
    pub fn field(mut self, name: &str, label: &str, control: Control) -> Self {
        let field = Field::new(name, label, control).within(&self.form);
        // `period.from` is a part of `period`, and what is wrong is said of the whole, once.
        let whole = name.split_once('.').map_or(name, |(whole, _)| whole);
        let first = whole == name || !self.fields.iter().any(|field| field.name.starts_with(whole) && field.error.is_some());
        let error = self.tried.error(&self.form, name).or_else(|| self.tried.error(&self.form, whole).filter(|_| first));
        self.fields.push(field.wrong(error));
        self
    }

    /// One line.
    #[must_use]
    pub fn line(self, name: &str, label: &str, now: impl Into<String>) -> Self {
        let now = self.now(name, now);
        self.field(name, label, Control::Line(now))
    }

    /// Several lines.
    #[must_use]
    pub fn lines(self, name: &str, label: &str, now: impl Into<String>) -> Self {
        let now = self.now(name, now);
        self.field(name, label, Control::Lines(now))
    }

    /// A day.
    #[must_use]
    pub fn day(self, name: &str, label: &str, now: impl Into<String>) -> Self {
        let now = self.now(name, now);
        self.field(name, label, Control::Day(now))
    }

    /// A point in time: a day, or a day with its time where that is neither the beginning nor the end of it.
    #[must_use]
    pub fn instant(self, name: &str, label: &str, now: Option<jiff::civil::DateTime>) -> Self {
        let whole = now.is_none_or(|at| matches!((at.hour(), at.minute()), (0, 0) | (23, 59)));
        let text = now.map(|at| if whole { at.date().to_string() } else { at.strftime("%Y-%m-%d %H:%M").to_string() });
        let value = self.now(name, text.unwrap_or_default());
        self.field(name, label, if whole { Control::Day(value) } else { Control::Line(value) })
    }

    /// A number.
    #[must_use]
    pub fn number(self, name: &str, label: &str, now: impl Into<String>) -> Self {
        let now = self.now(name, now);
        self.field(name, label, Control::Number(now))
    }

    /// Yes or no. A box that is not ticked sends nothing, so a hidden "false" goes before it.
    #[must_use]
    pub fn check(mut self, name: &str, label: &str, now: bool) -> Self {
        let now = self.now(name, if now { "true" } else { "false" }) == "true";
        self.hidden.push((name.to_owned(), "false".to_owned()));
        self.field(name, label, Control::Check(now))
    }

    /// Any of a list.
    #[must_use]
    pub fn several(self, name: &str, label: &str, options: Vec<(String, String)>, now: Vec<String>) -> Self {
        let chosen = self.tried.values(&self.form, name).unwrap_or(now);
        self.field(name, label, Control::Several { options, chosen })
    }

    /// One of a list.
    #[must_use]
    pub fn one_of(self, name: &str, label: &str, options: &[(&str, &str)], now: &str) -> Self {
        let chosen = self.now(name, now);
        let options = options.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect();
        self.field(name, label, Control::OneOf { options, chosen })
    }

    /// One line with suggestions.
    #[must_use]
    pub fn suggested(self, name: &str, label: &str, suggestions: Vec<String>, now: impl Into<String>) -> Self {
        let value = self.now(name, now);
        self.field(name, label, Control::Suggested { value, suggestions })
    }

    /// The last field must be answered.
    #[must_use]
    pub fn required(mut self) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.required = true;
        }
        self
    }

    /// How to answer the last field.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.hint = hint.to_owned();
        }
        self
    }

    /// The form with its button.
    #[must_use]
    pub fn submit(self, label: impl Into<String>) -> ActForm {
        let position = self.visit.seen.position().to_string();
        let mut hidden = vec![
            ("form".to_owned(), self.form.clone()),
            ("command".to_owned(), self.command),
            ("id".to_owned(), self.visit.mint().to_string()),
            ("based_on".to_owned(), self.tried.value(&self.form, "based_on", position)),
        ];
        hidden.extend(self.hidden);
        ActForm {
            name: self.form,
            action: self.action,
            hidden,
            fields: self.fields,
            submit: label.into(),
            look: "",
            about: String::new(),
            cancel: None,
            across: false,
        }
    }
}

/// Fields of a command that a form asks for in parts, with the first part.
const PARTS: [(&str, &str); 11] = [
    ("period", "period.from"),
    ("dated", "dated.from"),
    ("employed", "employed.from"),
    ("constraint", "constraint.kind"),
    ("manual", "manual.start"),
    ("reported", "reported.status"),
    ("schedule", "schedule.kind"),
    ("until", "until.last"),
    ("expires", "expires.last"),
    ("what", "what.sort"),
    ("units", "units.whole"),
];

/// The errors of whichever form was refused, each leading to its field.
pub fn summary(tried: &Tried) -> Option<ErrorSummary> {
    let mut summary = tried.summary()?;
    for problem in &mut summary.problems {
        let parts = PARTS.iter().find(|(whole, part)| *whole == problem.field && tried.asked(part));
        let part = parts.map_or(&*problem.field, |(_, part)| part);
        problem.field = Problem::place(tried.form(), part);
    }
    Some(summary)
}
