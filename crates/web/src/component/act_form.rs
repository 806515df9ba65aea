//! A form that becomes a command: alone as a button, open in a page, or behind a disclosure that needs no script.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Field, Link};

/// A form with its hidden head. One without fields is a button.
#[derive(Clone, Debug, Template)]
#[template(path = "components/act_form.html")]
pub struct ActForm {
    /// Its name among the forms of the page.
    pub name: String,
    /// The address that it is sent to: that of its own page.
    pub action: String,
    /// The hidden fields: the name of the form, command, id, revision, and what the page knows already.
    pub hidden: Vec<(String, String)>,
    /// What is asked for.
    pub fields: Vec<Field>,
    /// What the button says.
    pub submit: String,
    /// `primary`, `danger`, `quiet` or nothing.
    pub look: &'static str,
    /// Words for screen readers behind those of the button, where several buttons of a page say the same.
    pub about: String,
    /// The way out of a form on an address of its own.
    pub cancel: Option<Link>,
    /// Whether short fields stand side by side.
    pub across: bool,
}

impl HtmlSafe for ActForm {}

impl ActForm {
    /// The same with another look of the button: `primary`, `danger` or `quiet`.
    #[must_use]
    pub fn look(self, look: &'static str) -> Self {
        Self { look, ..self }
    }

    /// The same with words behind those of the button that only screen readers hear.
    #[must_use]
    pub fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }

    /// The same with fields side by side.
    #[must_use]
    pub fn across(self) -> Self {
        Self { across: true, ..self }
    }

    /// The same with a way out.
    #[must_use]
    pub fn or(self, cancel: Link) -> Self {
        Self { cancel: Some(cancel), ..self }
    }
}

/// A form behind a button that opens it, without a script.
#[derive(Clone, Debug, Template)]
#[template(path = "components/act_fold.html")]
pub struct ActFold {
    /// A stable id.
    pub id: String,
    /// What the button says.
    pub label: String,
    /// Words for screen readers behind those of the button.
    pub about: String,
    /// The key that opens it, or empty.
    pub key: &'static str,
    /// Whether it is open: a form that was refused stays open.
    pub open: bool,
    /// What is inside.
    pub forms: Vec<ActForm>,
}

impl HtmlSafe for ActFold {}

impl ActFold {
    /// A form behind a button. It is open where it was refused.
    #[must_use]
    pub fn new(label: impl Into<String>, form: ActForm, open: bool) -> Self {
        Self {
            id: format!("{}-box", form.name),
            label: label.into(),
            about: form.about.clone(),
            key: "",
            open,
            forms: vec![form],
        }
    }

    /// The same with a key that opens it.
    #[must_use]
    pub fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }
}
