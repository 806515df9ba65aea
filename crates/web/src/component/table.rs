//! A table of typed cells that becomes blocks on the phone. Because that display takes the meaning of rows and cells away,
//! every role is written out.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::{Code, Link, Status, Who};
use crate::chart::Drawing;
use crate::out::Listing;

/// A table with one kind of thing per row.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/table.html")]
pub struct Table {
    /// What is listed, for screen readers.
    pub caption: String,
    /// Close rows for long lists.
    pub dense: bool,
    /// The heads.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl HtmlSafe for Table {}

impl Table {
    /// A table in comfortable rows.
    pub fn new(caption: impl Into<String>, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self { caption: caption.into(), dense: false, columns, rows }
    }
}

/// Where the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Width {
    /// Words: at the start.
    Words,
    /// Numbers: at the end, so that digits stand under digits.
    Numbers,
}

/// The head of a column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// The words; for a column of buttons they are only read out.
    pub label: String,
    /// Whether the words are only for screen readers.
    pub silent: bool,
    /// Where its cells stand.
    pub width: Width,
    /// The axis of the charts in its cells, below the words.
    pub head: Option<Drawing>,
}

impl Column {
    /// A column of words.
    pub fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), silent: false, width: Width::Words, head: None }
    }

    /// A column of numbers.
    pub fn numbers(label: impl Into<String>) -> Self {
        Self { label: label.into(), silent: false, width: Width::Numbers, head: None }
    }

    /// A column of charts on one axis, which its head shows.
    pub fn charts(label: impl Into<String>, axis: Drawing) -> Self {
        Self { head: Some(axis), ..Self::words(label) }
    }

    /// A column whose head is only read out.
    pub fn silent(label: impl Into<String>) -> Self {
        Self { label: label.into(), silent: true, width: Width::Numbers, head: None }
    }

    fn class(&self) -> &'static str {
        match self.width {
            Width::Words => "",
            Width::Numbers => "end",
        }
    }
}

/// One row; its cells stand in the order of the columns.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// A stable id, so that focus stays where it was when the page changes.
    pub id: String,
    /// Whether the row is the one shown beside the table.
    pub selected: bool,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row that is not selected.
    pub fn new(id: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self { id: id.into(), selected: false, cells }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Serialize)]
pub enum Cell {
    /// Nothing: not applicable.
    Blank,
    /// Words.
    Text(String),
    /// A number or date with its unit, never wrapped.
    Number(String),
    /// The name of the row with its page, a second line below it, and its level in a tree (1 is the top).
    Title {
        /// The name.
        text: String,
        /// The page.
        href: String,
        /// The line below the name.
        under: Option<String>,
        /// The level, from 1.
        level: usize,
    },
    /// A link.
    Link {
        /// The words.
        text: String,
        /// The page.
        href: String,
    },
    /// A state.
    Status(Status),
    /// A person.
    Who(Who),
    /// Several codes or references.
    Codes(Vec<Code>),
    /// A chart.
    Drawing(Drawing),
}

impl Cell {
    /// The name of a row that is no tree.
    pub fn title(text: impl Into<String>, href: impl Into<String>, under: Option<String>) -> Self {
        Self::Title { text: text.into(), href: href.into(), under, level: 1 }
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number or date.
    pub fn number(text: impl Into<String>) -> Self {
        Self::Number(text.into())
    }
}

/// Under which name a page's [`Listing`] is given to the templates inside it.
pub const LISTING: &str = "listing";

#[expect(unreachable_pub, reason = "the macro makes the filter public inside this module")]
mod filters {
    use std::rc::Rc;

    use super::{LISTING, Link, Listing, Table};

    /// Where the table can be had as a file; nothing where no page is rendered around it.
    #[askama::filter_fn]
    pub(super) fn as_files(table: &Table, values: &dyn askama::Values) -> askama::Result<Vec<Link>> {
        let listing = askama::get_value::<Rc<Listing>>(values, LISTING).ok();
        Ok(listing.filter(|_| !table.rows.is_empty()).map(|listing| listing.take(table)).unwrap_or_default())
    }
}

impl Table {
    /// On the phone the head of the table is gone, so bare numbers say what they are.
    fn told(&self, at: &usize, cell: &Cell) -> Option<&str> {
        let column = self.columns.get(*at).filter(|column| !column.silent)?;
        matches!(cell, Cell::Number(_)).then_some(column.label.as_str())
    }

    fn class(&self, at: &usize, cell: &Cell) -> &'static str {
        let numbers = self.columns.get(*at).is_some_and(|column| column.width == Width::Numbers);
        match cell {
            Cell::Title { .. } => "first",
            Cell::Number(_) if numbers => "end number",
            Cell::Number(_) => "number",
            Cell::Text(_) => "sub",
            Cell::Blank | Cell::Link { .. } | Cell::Status(_) | Cell::Who(_) | Cell::Codes(_) | Cell::Drawing(_) => {
                if numbers {
                    "end"
                } else {
                    ""
                }
            }
        }
    }
}
