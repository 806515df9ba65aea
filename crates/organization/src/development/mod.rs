//! Development: when people can work, what they can do, how they grow, and who could follow whom.

mod absences;
mod calendars;
mod checkins;
mod growth;
mod holidays;
mod qualifications;
mod recognition;
mod skills;
mod succession;

pub use absences::*;
pub use calendars::*;
pub use checkins::*;
pub use growth::*;
pub use holidays::*;
pub use qualifications::*;
pub use recognition::*;
pub use skills::*;
pub use succession::*;

pub(crate) use skills::refuse_level;
