//! The thread: the signature of the product. A line with a knot for each layer between purpose and person,
//! visibly cut where a link is missing.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

/// The thread of one object, from the goal to the person.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/thread.html")]
pub struct Thread {
    /// What it is the thread of, for screen readers: "Thread of this task".
    pub label: String,
    /// From the purpose to the person.
    pub knots: Vec<Knot>,
}

impl HtmlSafe for Thread {}

/// One layer of the thread.
#[derive(Clone, Debug, Serialize)]
pub struct Knot {
    /// The layer: "Goal", "Plan", "Task 3.1", "Person".
    pub kind: String,
    /// What is there: a name, a count, or "nobody" where nothing is.
    pub value: String,
    /// Its page.
    pub href: Option<String>,
    /// Whether it is the object of this page.
    pub here: bool,
    /// Whether nothing is there.
    pub nothing: bool,
    /// Whether the link from it to the next knot is cut.
    pub cut: bool,
}

impl Knot {
    /// A layer with its page.
    pub fn new(kind: impl Into<String>, value: impl Into<String>, href: Option<String>) -> Self {
        Self { kind: kind.into(), value: value.into(), href, here: false, nothing: false, cut: false }
    }

    /// The layer of the object that the page shows.
    pub fn here(kind: impl Into<String>, value: impl Into<String>) -> Self {
        Self { here: true, ..Self::new(kind, value, None) }
    }

    /// A layer where nothing is: "no plan", "nobody".
    pub fn nothing(kind: impl Into<String>, word: impl Into<String>) -> Self {
        Self { nothing: true, ..Self::new(kind, word, None) }
    }

    /// The same, with the link to the next layer cut.
    #[must_use]
    pub fn cut(self) -> Self {
        Self { cut: true, ..self }
    }

    fn class(&self) -> String {
        let marks = [(self.here, "here"), (self.cut, "cut"), (self.nothing, "nothing")];
        marks.iter().filter(|(holds, _)| *holds).map(|(_, class)| *class).collect::<Vec<_>>().join(" ")
    }
}
