//! Communication: policies and their versions, comments, waivers of findings, and what imports bring that is not modelled.

mod comments;
mod policies;
mod remainders;
mod waivers;

pub use comments::*;
pub use policies::*;
pub use remainders::*;
pub use waivers::*;
