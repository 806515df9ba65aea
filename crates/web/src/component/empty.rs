//! What a page shows when there is nothing: what is missing, and how to begin.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::{Icon, Link};

/// An empty list with a way to fill it.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/empty.html")]
pub struct Empty {
    /// A picture of what would be here.
    #[serde(skip)]
    pub icon: Icon,
    /// What is missing, as a sentence.
    pub title: String,
    /// What would change that.
    pub text: String,
    /// The ways to begin; the first one is offered most strongly.
    pub links: Vec<Link>,
}

impl HtmlSafe for Empty {}
