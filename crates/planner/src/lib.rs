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
//! [`level()`] says who does what and when: with calendars, people, skills and priorities across projects.
//! [`explain`] tells why tasks wait, [`options`] offers several ways to level, and [`check`] verifies a levelled plan with
//! code that shares nothing with what made it.

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
mod check;
mod level;
pub use check::{Breach, check};
pub use level::{
    Agreed, Aim, Alternative, Chain, Consequence, Considered, Dates, Demand, DemandIndex, Explained, Goal, LevelOption, Levelled,
    Moved, Need, Objective, Obstacle, Reason, Replay, Resource, ResourceIndex, Resources, Score, Shortage, Skill, SkillId, Step,
    Strategy, Term, USUAL_PRIORITY, Unsolved, WHOLE, Wait, Watch, Work, explain, level, level_watched, options, relevel,
};

mod bounds;
pub mod compact;
pub mod search;

#[cfg(feature = "proof")]
pub mod proof;
