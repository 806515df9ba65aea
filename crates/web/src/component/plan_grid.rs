//! The work of a plan as a treegrid: numbers, names by level, owner, work and dates. Alone it is the outline;
//! beside the bars it is the truth of the timeline.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::{Icon, Status, Tone, Who};

/// The grid, or a window of it.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/plan_grid.html")]
pub struct PlanGrid {
    /// What it lists, for screen readers: "Work breakdown, 418 rows".
    pub label: String,
    /// How many rows there are in all.
    pub total: usize,
    /// The rows of the window.
    pub rows: Vec<GridRow>,
}

impl HtmlSafe for PlanGrid {}

/// What kind of row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// It has parts.
    Summary,
    /// Work.
    Task,
    /// A point in time.
    Milestone,
    /// Kept but not to be done.
    Inactive,
}

/// Whether the parts of a row are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Expansion {
    /// It has none.
    Leaf,
    /// They are; the address hides them.
    Open(String),
    /// They are not; the address shows them.
    Closed(String),
}

/// One row.
#[derive(Clone, Debug, Serialize)]
pub struct GridRow {
    /// A stable id.
    pub id: String,
    /// Its number in the whole list, counted from one.
    pub number: usize,
    /// Its place in the outline: "2.1".
    pub outline: String,
    /// Its level, from 1.
    pub level: usize,
    /// The name.
    pub name: String,
    /// The page or panel of the task.
    pub href: String,
    /// What kind of row it is.
    pub kind: RowKind,
    /// Whether its parts are shown.
    pub expansion: Expansion,
    /// Who does it.
    pub owner: Option<Who>,
    /// Whether somebody should do it and nobody does.
    pub unowned: bool,
    /// How much work it is: "60 h", or empty.
    pub work: String,
    /// When it starts: "2 Nov".
    pub start: String,
    /// When it is finished.
    pub finish: String,
    /// How much is done: "64%", or empty.
    pub done: String,
    /// Whether it is on the critical path.
    pub critical: bool,
    /// What waits for it, for small but crucial work: "31 tasks wait".
    pub waits: Option<String>,
    /// Whether it is the one shown beside the plan.
    pub selected: bool,
    /// Where the row is moved, linked and closed, where the viewer may do so.
    pub arrange: Option<String>,
}

impl PlanGrid {
    fn arranges(&self) -> bool {
        self.rows.iter().any(|row| row.arrange.is_some())
    }
}

impl GridRow {
    fn class(&self) -> String {
        let kind = match self.kind {
            RowKind::Summary => "summary",
            RowKind::Inactive => "inactive",
            RowKind::Task | RowKind::Milestone => "",
        };
        let classes = [kind, if self.selected { "selected" } else { "" }];
        classes.into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn step(&self) -> usize {
        self.level.clamp(1, 8)
    }
}
