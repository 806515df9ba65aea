//! What follows from the organization: the agreed plan, the findings, the thread. Pure functions of the value and a day.
//!
//! [`plan`] computes when work happens, from links, calendars, constraints, progress and agreed starts. [`findings`] looks for everything that is broken or
//! missing between purpose and person; each rule is a file with its explanation, a right and a wrong example and its fixes as commands. [`thread`] draws the
//! line from a goal to a person through one object, cut where a link is missing, and [`trace`] lists what hangs below it. [`slips`] says which plans run late, and [`strands`]
//! follows the work from goals over plans to units. [`waiting`] is what somebody is asked to decide or answer. [`exposures`] ranks risks by what they are worth,
//! [`hand_offs`] says who waits for whose word between units, and [`unread`] what somebody is asked to read.
//!
//! Nothing here changes anything, knows a clock or remembers: results are kept, filtered for the viewer and shown elsewhere.

mod abilities;
mod baselines;
mod findings;
mod handoffs;
mod plan;
mod readers;
mod risks;
mod slips;
mod strands;
mod trace;
mod waiting;

pub use abilities::*;
pub use baselines::*;
pub use findings::*;
pub use handoffs::*;
pub use plan::*;
pub use readers::*;
pub use risks::*;
pub use slips::*;
pub use strands::*;
pub use trace::*;
pub use waiting::*;
