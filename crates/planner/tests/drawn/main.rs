//! Plans drawn as text in, schedules drawn as text out.

#![expect(
    clippy::unwrap_used,
    reason = "what reads the drawings belongs to the tests, and a drawing that is wrong fails its test"
)]

mod calendars;
#[path = "../../examples/portfolio/chance.rs"]
mod chance;
mod constraints;
mod findings;
mod links;
mod made;
mod microsoft;
mod picture;
mod plan;
mod progress;
mod properties;
