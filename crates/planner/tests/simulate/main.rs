//! Simulations: what is known exactly, what always holds, and what a drawn plan gives.

#![expect(
    clippy::unwrap_used,
    reason = "what reads the drawings belongs to the tests, and a drawing that is wrong fails its test"
)]

#[path = "../../examples/portfolio/chance.rs"]
mod chance;
#[path = "../drawn/made.rs"]
mod made;
#[path = "../drawn/plan.rs"]
#[expect(dead_code, reason = "the drawings of schedules use more of it")]
mod plan;

mod agreement;
mod always;
mod known;
