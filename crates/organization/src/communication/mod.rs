//! Communication: policies and who has read them, notices, comments, waivers of findings, and what imports bring that is not modelled.

mod acknowledgements;
mod comments;
mod notices;
mod policies;
mod remainders;
mod waivers;

pub use acknowledgements::*;
pub use comments::*;
pub use notices::*;
pub use policies::*;
pub use remainders::*;
pub use waivers::*;
