//! Links in their arrangements: crumbs, the segmented control, tabs, the pages of a list.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::Icon;

/// A link with its words.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// One step of "where am I"; the last one is the page itself.
pub type Crumb = Link;

/// One choice of a segmented control or one tab.
#[derive(Clone, Debug, Serialize)]
pub struct Tab {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the one that is shown.
    pub current: bool,
    /// How many things are behind it.
    pub count: Option<usize>,
    /// An icon before the words.
    #[serde(skip)]
    pub icon: Option<Icon>,
}

impl Tab {
    /// A choice without count and icon.
    pub fn new(label: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        Self { label: label.into(), href: href.into(), current, count: None, icon: None }
    }

    /// The same with a count behind the words.
    #[must_use]
    pub fn counting(self, count: usize) -> Self {
        Self { count: Some(count), ..self }
    }

    /// The same with an icon before the words.
    #[must_use]
    pub fn with(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }
}

/// Few choices of which one holds, as links: the lens of Home, the filter of a list.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/segmented.html")]
pub struct Segmented {
    /// What is chosen, for screen readers.
    pub label: String,
    /// The choices.
    pub choices: Vec<Tab>,
}

impl HtmlSafe for Segmented {}

/// The views of one object.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    /// What the views are of, for screen readers.
    pub label: String,
    /// The views.
    pub tabs: Vec<Tab>,
}

impl HtmlSafe for Tabs {}

/// Where one is in a list that is shown in pieces.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/pages.html")]
pub struct Pages {
    /// The first row shown, counted from one.
    pub from: usize,
    /// The last row shown.
    pub to: usize,
    /// How many rows there are.
    pub total: usize,
    /// What is counted: "tasks".
    pub noun: String,
    /// The piece before.
    pub previous: Option<String>,
    /// The piece after.
    pub next: Option<String>,
}

impl HtmlSafe for Pages {}
