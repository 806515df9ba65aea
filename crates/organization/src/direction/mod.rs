//! Direction: what leaders set and ask for.

mod decisions;
mod directives;
mod goals;
mod measures;
mod proposals;

pub use decisions::*;
pub use directives::*;
pub use goals::*;
pub use measures::*;
pub use proposals::*;
