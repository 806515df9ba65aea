//! Development: when people can work and what they can do. In this release: calendars.

mod calendars;

pub use calendars::*;
