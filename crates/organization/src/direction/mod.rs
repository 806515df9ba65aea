//! Direction: what leaders set and ask for.

mod decisions;
mod directives;
mod goals;
mod measures;
mod proposals;
mod risks;
mod scenarios;

pub use decisions::*;
pub use directives::*;
pub use goals::*;
pub use measures::*;
pub use proposals::*;
pub use risks::*;
pub use scenarios::*;
