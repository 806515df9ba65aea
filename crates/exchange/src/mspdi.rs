//! Microsoft Project XML (MSPDI): from the bytes of a file to a [`Plan`], a complete, typed and neutral picture of it.
//!
//! The picture holds the file's own concepts and is bound to no organization: what a task or a resource means to us is decided elsewhere.
//! A file is either refused as a whole, with the reason and the place, or read; then every single fault is a [`Problem`] beside the plan, the value
//! concerned is left empty, and the rest is there. Elements that have no field here are kept as text in the *remainder* of their record, so nothing
//! is lost without being counted. Comments, processing instructions and the order of elements within a record are not kept.
//!
//! Dates are civil local time without a zone, as Project keeps them. Seconds are rounded to the nearest minute. A reader never guesses: an empty
//! element is the same as none.

mod across;
mod assignment;
mod calendar;
mod charset;
mod export;
mod fault;
mod fields;
mod import;
mod limits;
mod links;
mod measure;
mod parse;
mod plan;
mod read;
mod recurrence;
mod resource;
mod splits;
mod task;
mod xml;

pub use assignment::{Assignment, WorkContour};
pub use calendar::{
    Calendar, CalendarException, DayRule, ExpandedException, MonthItem, MonthPosition, Recurrence, Week, WorkWeek, WorkingTime,
};
pub use export::export;
pub use fault::{Item, ItemKind, Problem, ProblemCode, Refusal, RefusalCode};
pub use import::{ImportOptions, import};
pub use limits::Limits;
pub use measure::{Duration, DurationFormat, Lag, Money, Position, Rate, RateUnit, Tenths, TimeUnit, Units};
pub use plan::{
    Baseline, Census, ExtendedAttribute, ExtendedAttributeDefinition, Plan, Project, Remainder, RemainderPart, Timephased,
};
pub use read::read;
pub use resource::{Availability, DatedRate, Resource, ResourceKind};
pub use task::{ConstraintKind, Link, LinkKind, Progress, Schedule, Segment, Task, TaskKind, Typed};
