//! Two people changed the same field: both versions side by side, and a button for each.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

/// The conflict panel. It stands on top of the form, takes the focus, and is answered by choosing one side.
#[derive(Clone, Debug, Template)]
#[template(path = "components/stale.html")]
pub struct Stale {
    /// Who changed what and when: "Priya Nair changed Finish one minute ago."
    pub sentence: String,
    /// The fields that differ.
    pub fields: Vec<StaleField>,
    /// The page, which shows their version.
    pub keep: String,
    /// Where the form is sent again to set yours.
    pub action: String,
    /// The hidden fields of that form: command, a fresh id, the new revision, and every value that you entered.
    pub hidden: Vec<(String, String)>,
}

impl HtmlSafe for Stale {}

/// One field in both versions.
#[derive(Clone, Debug, Serialize)]
pub struct StaleField {
    /// The label of the field.
    pub label: String,
    /// What it says now.
    pub theirs: String,
    /// What you entered.
    pub yours: String,
}
