//! Delivery: projects and tasks, who and what they need, and what waits for what.

mod demands;
mod dependencies;
mod projects;
mod resources;
mod tasks;

pub use demands::*;
pub use dependencies::*;
pub use projects::*;
pub use resources::*;
pub use tasks::*;
