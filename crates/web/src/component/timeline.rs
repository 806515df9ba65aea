//! The grid and the bars beside it, in one region that scrolls: names stay at the left, dates at the top.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Serialize;

use super::PlanGrid;
use crate::chart::{Drawing, Gantt};

/// A plan as a timeline, or with the grid alone as an outline.
#[derive(Clone, Debug, Template, Serialize)]
#[template(path = "components/timeline.html")]
pub struct Timeline {
    /// The rows.
    pub grid: PlanGrid,
    /// The axis and the bars; none for the outline.
    pub chart: Option<(Drawing, Drawing)>,
}

impl HtmlSafe for Timeline {}

impl Timeline {
    /// The grid alone.
    #[must_use]
    pub fn outline(grid: PlanGrid) -> Self {
        Self { grid, chart: None }
    }

    /// The grid with bars; both must show the same window of rows.
    #[must_use]
    pub fn with_bars(grid: PlanGrid, gantt: &Gantt) -> Self {
        Self { grid, chart: Some((gantt.axis(), gantt.bars())) }
    }
}
