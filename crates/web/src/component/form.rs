//! Forms that work without a script: fields with label, hint and error; the summary of errors; the hidden head that makes
//! a command of them.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::{Icon, Link};

/// The hidden fields of every form that changes something.
#[derive(Clone, Debug, Template)]
#[template(path = "components/form_head.html")]
pub struct FormHead {
    /// The kind of the command.
    pub command: String,
    /// The id of the command, minted when the page was drawn: sent twice it happens once.
    pub id: String,
    /// The revision from which the form was filled.
    pub based_on: u64,
}

impl HtmlSafe for FormHead {}

/// What is entered in a field, with the value it has now.
#[derive(Clone, Debug, Serialize)]
pub enum Control {
    /// One line.
    Line(String),
    /// One line that is not shown.
    Secret,
    /// An address of mail.
    Mail(String),
    /// A day, as `2026-11-23`.
    Day(String),
    /// A number.
    Number(String),
    /// Several lines.
    Lines(String),
    /// One of a list: value and words, and the value that is chosen.
    OneOf {
        /// Values with their words.
        options: Vec<(String, String)>,
        /// The chosen value.
        chosen: String,
    },
    /// Any of a list: values with their words, and those that are chosen. A hidden empty value goes before them, so that none can be chosen.
    Several {
        /// Values with their words.
        options: Vec<(String, String)>,
        /// The chosen values.
        chosen: Vec<String>,
    },
    /// One line with suggestions while typing: the browser offers the list, other text stays possible.
    Suggested {
        /// The text now.
        value: String,
        /// What is offered.
        suggestions: Vec<String>,
    },
    /// Yes or no.
    Check(bool),
    /// A file, with the kinds that are taken: `.zip,.csv,.xml`.
    File(String),
}

/// One field of a form.
#[derive(Clone, Debug, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    /// The name under which it is sent.
    pub name: String,
    /// The form that it belongs to, where the page has several: its id then begins with it.
    pub form: String,
    /// What is asked for.
    pub label: String,
    /// How to answer, or empty.
    pub hint: String,
    /// What was wrong with the answer.
    pub error: Option<String>,
    /// How it is entered, and what it holds.
    pub control: Control,
    /// Whether it must be answered.
    pub required: bool,
    /// What browsers may fill in: `username`, `current-password`, `new-password`, `name`, `email`, or empty.
    pub autocomplete: &'static str,
}

impl HtmlSafe for Field {}

impl Field {
    /// A field that may stay empty.
    pub fn new(name: impl Into<String>, label: impl Into<String>, control: Control) -> Self {
        Self {
            name: name.into(),
            form: String::new(),
            label: label.into(),
            hint: String::new(),
            error: None,
            control,
            required: false,
            autocomplete: "",
        }
    }

    /// The same with a hint below the label.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// The same, to be answered.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same with what browsers may fill in.
    #[must_use]
    pub fn autocomplete(self, kind: &'static str) -> Self {
        Self { autocomplete: kind, ..self }
    }

    /// The same with what was wrong with the answer.
    #[must_use]
    pub fn wrong(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    /// The same as a field of one of several forms of a page.
    #[must_use]
    pub fn within(self, form: impl Into<String>) -> Self {
        Self { form: form.into(), ..self }
    }

    fn id(&self) -> String {
        Problem::place(&self.form, &self.name)
    }

    fn kind(&self) -> &'static str {
        match self.control {
            Control::Secret => "password",
            Control::Mail(_) => "email",
            Control::Day(_) => "date",
            Control::Line(_)
            | Control::Number(_)
            | Control::Lines(_)
            | Control::OneOf { .. }
            | Control::Several { .. }
            | Control::Suggested { .. }
            | Control::Check(_)
            | Control::File(_) => "text",
        }
    }

    fn value(&self) -> &str {
        match &self.control {
            Control::Line(value)
            | Control::Mail(value)
            | Control::Day(value)
            | Control::Number(value)
            | Control::Lines(value)
            | Control::Suggested { value, .. } => value,
            Control::Secret | Control::OneOf { .. } | Control::Several { .. } | Control::Check(_) | Control::File(_) => "",
        }
    }

    fn short(&self) -> &'static str {
        if matches!(self.control, Control::Day(_) | Control::Number(_)) { " short" } else { "" }
    }

    fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id()));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id()));
        }
        ids.join(" ")
    }
}

/// The errors of a form on top of it, each a link to its field. It takes the focus, and the title of the page says "Error:".
#[derive(Clone, Debug, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    /// What could not be done, as a sentence: "The goal was not saved".
    pub title: String,
    /// Each error in the words that stand beside its field.
    pub problems: Vec<Problem>,
}

impl HtmlSafe for ErrorSummary {}

/// One error of a form.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// The id of the field, or empty for the form as a whole.
    pub field: String,
    /// What is wrong and what to do.
    pub sentence: String,
    /// Where that can be done, when it is on another page.
    pub link: Option<Link>,
}

impl Problem {
    /// An error at a field; an empty name means the whole form.
    pub fn at(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { field: field.into(), sentence: sentence.into(), link: None }
    }

    /// The id of a field: its name, behind that of its form where the page has several.
    #[must_use]
    pub fn place(form: &str, field: &str) -> String {
        if form.is_empty() || field.is_empty() { field.to_owned() } else { format!("{form}-{field}") }
    }
}
