//! Dependencies in the timeline: the way of each arrow from bar to bar.
//!
//! An arrow leaves and enters horizontally. Where the successor begins too early for a straight way down, it goes back
//! between the two rows, so that it never runs through a bar of its own.

use jiff::civil::Date;
use serde::Serialize;

use super::svg::Canvas;
use super::{Px, Scale};

/// Days from the first to the last, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// The form of a row on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A bracket over its parts.
    Summary(Span),
    /// A bar.
    Task(Span),
    /// A diamond.
    Milestone(Date),
}

impl Mark {
    /// Where it begins and ends on the axis.
    pub(super) fn edges(self, scale: &Scale) -> (Px, Px) {
        match self {
            Self::Summary(span) | Self::Task(span) => {
                let begin = scale.begin(span.from);
                (begin, scale.end(span.to).max(begin + Px::new(4)))
            }
            Self::Milestone(day) => {
                let middle = scale.middle(day);
                (middle - Px::new(6), middle + Px::new(6))
            }
        }
    }
}

/// Which ends a dependency joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum LinkKind {
    /// The successor starts after the predecessor finishes.
    FinishToStart,
    /// Both start together.
    StartToStart,
    /// Both finish together.
    FinishToFinish,
    /// The successor finishes after the predecessor starts.
    StartToFinish,
}

/// One end of a dependency. The row may lie outside of the window that is drawn: the arrow then runs over its edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Anchor {
    /// The row in the whole list, counted from zero.
    pub row: usize,
    /// What is drawn there.
    pub mark: Mark,
}

/// A dependency that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The predecessor.
    pub from: Anchor,
    /// The successor.
    pub to: Anchor,
    /// Which ends it joins.
    pub kind: LinkKind,
    /// Whether both are critical.
    pub critical: bool,
}

const STUB: Px = Px::new(6);

impl Link {
    /// Draws the arrow; `row` gives the top of a row.
    pub(super) fn draw(&self, canvas: &mut Canvas, scale: &Scale, row: impl Fn(usize) -> Px, height: Px) {
        let half = height.part(1, 2);
        let (from, to) = (row(self.from.row), row(self.to.row));
        let (y1, y2) = (from + half, to + half);
        let (from_begin, from_end) = self.from.mark.edges(scale);
        let (to_begin, to_end) = self.to.mark.edges(scale);
        let between = if to > from { to } else { to + height };
        let class = if self.critical { "link critical" } else { "link" };
        let head = if self.critical { "link-head critical" } else { "link-head" };
        let (start, entry, rightwards) = match self.kind {
            LinkKind::FinishToStart => (from_end, to_begin, true),
            LinkKind::StartToStart => (from_begin, to_begin, true),
            LinkKind::FinishToFinish => (from_end, to_end, false),
            LinkKind::StartToFinish => (from_begin, to_end, false),
        };
        match self.kind {
            LinkKind::FinishToStart if start + STUB + STUB > entry => {
                let (out, back) = (start + STUB, entry - STUB);
                canvas.path(class, format_args!("M{start} {y1}H{out}V{between}H{back}V{y2}H{entry}"));
            }
            LinkKind::StartToFinish if entry + STUB + STUB > start => {
                let (out, back) = (start - STUB, entry + STUB);
                canvas.path(class, format_args!("M{start} {y1}H{out}V{between}H{back}V{y2}H{entry}"));
            }
            LinkKind::FinishToStart => {
                let turn = start + STUB;
                canvas.path(class, format_args!("M{start} {y1}H{turn}V{y2}H{entry}"));
            }
            LinkKind::StartToFinish => {
                let turn = start - STUB;
                canvas.path(class, format_args!("M{start} {y1}H{turn}V{y2}H{entry}"));
            }
            LinkKind::StartToStart => {
                let turn = start.min(entry) - STUB;
                canvas.path(class, format_args!("M{start} {y1}H{turn}V{y2}H{entry}"));
            }
            LinkKind::FinishToFinish => {
                let turn = start.max(entry) + STUB;
                canvas.path(class, format_args!("M{start} {y1}H{turn}V{y2}H{entry}"));
            }
        }
        let (top, low) = (y2 - Px::new(3), y2 + Px::new(3));
        let tail = if rightwards { entry - Px::new(6) } else { entry + Px::new(6) };
        canvas.path(head, format_args!("M{tail} {top}L{entry} {y2}L{tail} {low}z"));
    }
}
