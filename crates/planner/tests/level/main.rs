//! Plans with people drawn as text in, levelled plans drawn as text out; every one passes the independent checker.

#![expect(
    clippy::unwrap_used,
    reason = "what reads the drawings belongs to the tests, and a drawing that is wrong fails its test"
)]

mod aims;
#[path = "../../examples/portfolio/chance.rs"]
mod chance;
mod drawing;
mod edits;
mod made_up;
mod people;
#[path = "../drawn/plan.rs"]
mod plan;
mod properties;
mod reading;
mod reasons;
mod replays;
mod rules;
mod standing;
mod ways;
