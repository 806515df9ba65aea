//! Delivery: projects and tasks, who and what they need, what waits for what, how it goes, and what is done again and again.

mod baselines;
mod demands;
mod dependencies;
mod handoffs;
mod improvements;
mod processes;
mod progress;
mod projects;
mod rates;
mod resources;
mod tasks;

pub use baselines::*;
pub use demands::*;
pub use dependencies::*;
pub use handoffs::*;
pub use improvements::*;
pub use processes::*;
pub use progress::*;
pub use projects::*;
pub use rates::*;
pub use resources::*;
pub use tasks::*;
