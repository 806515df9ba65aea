//! The smallest marks: a status (shape, word and colour together), a person with initials, a rule code.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::{Icon, SmallIcon};

/// What a status or a word says by colour; the shape and the word always say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// On track, done, healthy: a circle with a check.
    Ok,
    /// At risk, a loose end: a triangle.
    Warn,
    /// Off track, cut, over capacity: an octagon.
    Bad,
    /// Nothing known yet: a dashed circle.
    Mute,
    /// On the critical path: a diamond.
    Crit,
    /// Small but crucial: a bolt.
    Accent,
}

impl Tone {
    /// The class of its colour.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Mute => "mute",
            Self::Crit => "crit",
            Self::Accent => "accent",
        }
    }

    /// Its shape.
    #[must_use]
    pub fn icon(self) -> SmallIcon {
        match self {
            Self::Ok => Icon::CircleCheck,
            Self::Warn => Icon::TriangleAlert,
            Self::Bad => Icon::OctagonAlert,
            Self::Mute => Icon::CircleDashed,
            Self::Crit => Icon::Diamond,
            Self::Accent => Icon::Zap,
        }
        .small()
    }
}

/// A state in shape, word and colour: `Status::new(Tone::Ok, "81%")`.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/status.html")]
pub struct Status {
    /// Which of the six looks.
    pub tone: Tone,
    /// The word a member would use.
    pub text: String,
    /// Whether it is the main figure of its row.
    pub large: bool,
}

impl Status {
    /// A status in the size of the text around it.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), large: false }
    }

    /// The same as the main figure of a row.
    #[must_use]
    pub fn large(self) -> Self {
        Self { large: true, ..self }
    }
}

impl HtmlSafe for Status {}

/// The initials of a person in a circle; the name stands beside it, so screen readers skip it.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/avatar.html")]
pub struct Avatar {
    /// One or two letters.
    pub initials: String,
    /// `plain`, `tiny plain`, `large` or nothing.
    pub look: &'static str,
}

impl Avatar {
    /// The circle of a person in the shell.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self { initials: crate::format::initials(name), look: "" }
    }

    /// The large circle at the head of a person's page.
    #[must_use]
    pub fn large(name: &str) -> Self {
        Self { look: "large", ..Self::of(name) }
    }

    /// The small grey circle inside a row.
    #[must_use]
    pub fn tiny(name: &str) -> Self {
        Self { look: "tiny plain", ..Self::of(name) }
    }
}

impl HtmlSafe for Avatar {}

/// A person in a row: circle and name, with a link where the viewer may open the person.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/who.html")]
pub struct Who {
    /// The circle.
    pub avatar: Avatar,
    /// The whole name.
    pub name: String,
    /// The page of the person.
    pub href: Option<String>,
}

impl Who {
    /// A person, or a unit, with its page if it may be opened.
    #[must_use]
    pub fn new(name: &str, href: Option<String>) -> Self {
        Self { avatar: Avatar::tiny(name), name: name.to_owned(), href }
    }
}

impl HtmlSafe for Who {}

/// A rule code or a reference in a frame: `TL203`, `G-12`.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/code.html")]
pub struct Code {
    /// What is in the frame.
    pub code: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Code {
    /// A code that leads to `href`.
    pub fn linked(code: impl Into<String>, href: impl Into<String>) -> Self {
        Self { code: code.into(), href: Some(href.into()) }
    }

    /// A code that leads nowhere.
    pub fn plain(code: impl Into<String>) -> Self {
        Self { code: code.into(), href: None }
    }
}

impl HtmlSafe for Code {}
