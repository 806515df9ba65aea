//! Compact problems: what holds of every plan, what is found, and how good plans are after a fixed number of schedules.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "what makes instances up belongs to the tests")]

#[path = "../../examples/portfolio/chance.rs"]
mod chance;
#[path = "../../examples/bench/check.rs"]
mod check;
mod made_up;
#[cfg(feature = "proof")]
mod proof;
mod properties;
mod quality;
#[path = "../../examples/bench/read/mod.rs"]
mod read;
mod readers;
