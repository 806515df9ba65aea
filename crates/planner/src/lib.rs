//! When work can happen.
//!
//! [`schedule`] answers with the dates of every task of a [`Network`], on [`Calendars`], by the
//! critical path method: early and late dates, total and free float, and findings. It knows nothing
//! of organizations and computes in civil local minutes, so it needs no clock and no time zone.
//!
//! It never gives up. A cycle, an impossible constraint or a calendar without working time is a
//! [`Finding`], and the rest is still scheduled. The same network gives the same answer, whatever the
//! order of its tasks and links.
//!
//! [`simulate`] answers what the dates are when durations are uncertain: see [`Uncertainty`] and [`Distribution`].
//!
//! What it deliberately does not do: it does not level resources.

mod minute;
pub use minute::Minute;

mod calendar;
pub use calendar::{Calendar, CalendarId, Calendars, Exception, Shift, Week, WorkingWeek};

mod network;
pub use network::{
    Assignment, Constraint, Direction, Lag, Length, Link, LinkKind, Mode, Network, Pause, Progress, Project, ProjectIndex, Span,
    Task, TaskIndex,
};

mod assembly;
mod conflicts;
mod free;
mod graph;
mod hierarchy;
mod order;
mod outcome;
mod pass;
mod prepared;
mod rules;
pub use assembly::schedule;
pub use outcome::{Finding, Placement, ProjectSpan, Schedule};
pub use pass::Pass;
pub use prepared::Prepared;

mod simulate;
pub use simulate::{
    Asked, CERTAIN, Cause, Change, Correlation, Curve, DeadlineChance, Distribution, Done, Doubt, Driver, Effect, Estimate,
    Impact, MOST_SAMPLES, Risk, Share, Spread, TaskShare, ThreePoints, Uncertainty, simulate, simulate_levelled,
};
