//! A section of a page that lists the records of one kind: each with its facts, what was said, and its forms; what is over behind a button; and the forms
//! that add one. The pages of people, skills, positions and resources are made of such sections.

use askama::Template;
use askama::filters::HtmlSafe;
use organization::AnyId;

use super::scope::*;
use crate::address;
use crate::component::{ActFold, ActForm, Link, Who};

/// A section with the records of one kind.
#[derive(Template, serde::Serialize)]
#[template(path = "parts/listing.html")]
pub(super) struct Listing {
    id: &'static str,
    title: String,
    /// Who sees it, or how to read it.
    note: String,
    /// Whether not everybody sees it.
    private: bool,
    rows: Vec<Listed>,
    /// Those that are over.
    past: Vec<Listed>,
    /// How many more there are.
    more: usize,
    /// What stands there where there is none.
    empty: String,
    folds: Vec<ActFold>,
    link: Option<Link>,
}

impl HtmlSafe for Listing {}

/// One record of a section.
#[derive(Template, serde::Serialize)]
#[template(path = "parts/listed.html")]
pub(super) struct Listed {
    id: String,
    title: String,
    href: Option<String>,
    who: Option<Who>,
    status: Option<Status>,
    facts: String,
    lines: Vec<String>,
    acts: Vec<ActForm>,
    folds: Vec<ActFold>,
    /// Buttons that take something away: they come last.
    last: Vec<ActForm>,
    history: String,
}

impl HtmlSafe for Listed {}

/// Records that a section shows at once.
const SHOWN: usize = 100;

impl Listing {
    /// An empty section.
    pub(super) fn new(id: &'static str, title: &str, empty: &str) -> Listing {
        Listing {
            id,
            title: title.to_owned(),
            note: String::new(),
            private: false,
            rows: Vec::new(),
            past: Vec::new(),
            more: 0,
            empty: empty.to_owned(),
            folds: Vec::new(),
            link: None,
        }
    }

    /// The same with a word about how to read it.
    pub(super) fn note(self, note: impl Into<String>) -> Listing {
        Listing { note: note.into(), ..self }
    }

    /// The same with a lock and who sees it.
    pub(super) fn private(self, who: &str) -> Listing {
        Listing { note: format!("Seen by {who}."), private: true, ..self }
    }

    /// The same with a link beside its title.
    pub(super) fn link(self, label: &str, href: impl Into<String>) -> Listing {
        Listing { link: Some(Link::new(label, href)), ..self }
    }

    /// The same with its records; those beyond a hundred are counted.
    pub(super) fn rows(self, rows: impl IntoIterator<Item = Listed>) -> Listing {
        let mut rows: Vec<Listed> = rows.into_iter().collect();
        let more = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        Listing { rows, more, ..self }
    }

    /// The same with those that are over.
    pub(super) fn past(self, past: impl IntoIterator<Item = Listed>) -> Listing {
        Listing { past: past.into_iter().take(SHOWN).collect(), ..self }
    }

    /// The same with one more form.
    pub(super) fn fold(mut self, fold: Option<ActFold>) -> Listing {
        self.folds.extend(fold);
        self
    }

    /// Whether there is nothing to see and nothing to do.
    pub(super) fn is_bare(&self) -> bool {
        self.rows.is_empty() && self.past.is_empty() && self.folds.is_empty()
    }
}

impl Listed {
    /// A record with its name.
    pub(super) fn new(id: impl Into<AnyId>, title: impl Into<String>) -> Listed {
        let id = id.into();
        Listed {
            id: format!("{}-{}", id.kind.name(), id.id.simple()),
            title: title.into(),
            href: None,
            who: None,
            status: None,
            facts: String::new(),
            lines: Vec::new(),
            acts: Vec::new(),
            folds: Vec::new(),
            last: Vec::new(),
            history: address::history(id),
        }
    }

    /// The same with the page that its name leads to.
    pub(super) fn href(self, href: impl Into<String>) -> Listed {
        Listed { href: Some(href.into()), ..self }
    }

    /// The same with somebody beside its name.
    pub(super) fn who(self, who: Option<Who>) -> Listed {
        Listed { who, ..self }
    }

    /// The same with a state.
    pub(super) fn status(self, status: Option<Status>) -> Listed {
        Listed { status, ..self }
    }

    /// The same with facts; empty ones are left out.
    pub(super) fn facts(self, facts: impl IntoIterator<Item = String>) -> Listed {
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        Listed { facts: facts.join(", "), ..self }
    }

    /// The same with what was said, a paragraph each line.
    pub(super) fn said(self, text: &str) -> Listed {
        Listed { lines: super::parts::paragraphs(text), ..self }
    }

    /// The same with a button, where it may be pressed; a quiet one stands behind the others.
    pub(super) fn act(mut self, act: Option<ActForm>) -> Listed {
        let (last, first): (Vec<ActForm>, Vec<ActForm>) = act.into_iter().partition(|act| act.look == "quiet");
        self.acts.extend(first);
        self.last.extend(last);
        self
    }

    /// The same with a form behind a button, where it may be sent.
    pub(super) fn fold(mut self, fold: Option<ActFold>) -> Listed {
        self.folds.extend(fold);
        self
    }
}
