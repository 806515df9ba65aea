//! A recipe: how a table is read. It is guessed, corrected by people, kept under the name of the source, and known again by the heads of the columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::amount::TimeUnit;
use super::day::DayOrder;
use super::grid::Grid;
use super::target::{Field, Target, head};
use super::text::Writing;

/// A column that is kept as it stands, beside its record.
pub const KEEP: &str = "keep";
/// A column that is left out.
pub const LEAVE: &str = "leave";

/// How a table becomes records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recipe {
    /// What the table is about: the name of a target.
    pub target: String,
    /// The sheet of a workbook; empty is the first that is not hidden and not empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// The line of the row with the heads of the columns.
    pub header: u32,
    /// What each column becomes, by its head: a field, [`KEEP`] or [`LEAVE`].
    pub columns: BTreeMap<String, String>,
    /// Whether days or months come first; nothing where the cells say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DayOrder>,
    /// What working times without a unit are counted in.
    pub times: TimeUnit,
    /// The plan into which tasks come: its reference, or the name of a new one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub into: String,
    /// Whether people are made who are named and not here yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub make_people: bool,
    /// How a text is written, where it is not guessed.
    pub writing: Writing,
}

/// A column of a table: all those with the same head are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The head as it stands, or the letters of the column where it has none.
    pub head: String,
    /// Where it stands, from 0; several where a head occurs several times.
    pub places: Vec<usize>,
}

/// The columns of a table under a head row. Those without head and cells are left out.
pub fn columns(grid: &Grid, header: usize) -> Vec<Column> {
    let width = grid.width();
    let mut columns: Vec<Column> = Vec::new();
    for place in 0..width {
        let said = grid.cell(header, place).split_whitespace().collect::<Vec<_>>().join(" ");
        let filled = || (header + 1..grid.rows.len()).any(|row| !grid.cell(row, place).trim().is_empty());
        if said.is_empty() && !filled() {
            continue;
        }
        let name = if said.is_empty() { format!("Column {}", super::grid::column_letters(place)) } else { said };
        match columns.iter_mut().find(|known| head(&known.head) == head(&name) && !head(&name).is_empty() || known.head == name) {
            Some(known) => known.places.push(place),
            None => columns.push(Column { head: name, places: vec![place] }),
        }
    }
    columns
}

impl Recipe {
    /// The grid of a workbook that it is about.
    pub fn grid<'a>(&self, grids: &'a [Grid]) -> Option<&'a Grid> {
        let named = grids.iter().find(|grid| grid.sheet == self.sheet && !self.sheet.is_empty());
        named
            .or_else(|| grids.iter().find(|grid| !grid.hidden && !grid.rows.is_empty()))
            .or_else(|| grids.iter().find(|grid| !grid.rows.is_empty()))
    }

    /// What a column becomes; what is not said is kept.
    pub fn becomes(&self, head: &str) -> &str {
        self.columns.get(head).map_or(KEEP, String::as_str)
    }

    /// Whether it can read a table: the same heads in a row of it. Then the row may stand elsewhere than last time.
    pub fn fits(&self, grid: &Grid) -> Option<Recipe> {
        let heads = |row: usize| columns(grid, row).into_iter().map(|column| column.head).collect::<Vec<_>>();
        let rows = 0..grid.rows.len().min(super::guess::HEADER_ROWS);
        let row = rows.into_iter().find(|row| {
            let heads = heads(*row);
            // A table that lost a column nobody uses, or gained one, is still the same table.
            let used = |(name, becomes): (&String, &String)| becomes == KEEP || becomes == LEAVE || heads.contains(name);
            !heads.is_empty()
                && self.columns.iter().all(used)
                && heads.iter().filter(|head| self.columns.contains_key(*head)).count() * 2 > heads.len()
        })?;
        Some(Recipe { header: grid.rows.get(row)?.line, ..self.clone() })
    }

    /// The field that a column becomes, where it becomes one.
    pub(super) fn field<'a>(&self, target: &'a Target, head: &str) -> Option<&'a Field> {
        target.field(self.becomes(head))
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Back from there.
    pub fn from_text(text: &str) -> Option<Recipe> {
        serde_json::from_str(text).ok()
    }
}
