//! Who does what and when: plans with calendars, people, skills and priorities across projects.
//!
//! [`level()`] places every task of a [`Network`] so that nobody does more than they can, every demand is met by people who
//! qualify, and what matters most to the [`Objective`] comes out best. The rules for links, lags, constraints, progress and
//! summaries are those of [`schedule`](crate::schedule()): when nobody is short the dates are the same.
//!
//! Serial schedule generation makes a plan of an order of tasks (`decoder`); priority rules give the first order, and
//! [`search`](crate::search) looks for better ones within a budget of schedules (`improving`). A resource is planned in
//! its own working minutes (`profile`), so that work around weekends and absences is one stretch. Whoever qualifies for a
//! place is a group (`lowering`); when several places of a task compete, augmenting paths fill them (`matching`).
//!
//! It never gives up: a demand that nobody meets, a resource that never works and a date that cannot be kept are findings
//! and shortages, and the rest is levelled all the same. The same input gives the same plan, whatever the order of its
//! lines (when tasks and resources have keys) and the number of threads.
//!
//! What it deliberately does not do: it does not lend people beyond their capacity, it does not interrupt work that does
//! not say it may be interrupted, and it moves nothing that stands (done, under way, typed, pinned).

mod assembly;
mod bound;
mod decoder;
mod explaining;
mod improving;
mod lowering;
mod matching;
mod objective;
mod offering;
mod options;
mod outcome;
mod problem;
mod profile;
mod releveling;
mod replaying;
mod resources;
mod score;
mod standing;

pub use explaining::{Alternative, Chain, Considered, Explained, Obstacle, Reason, Step, Wait, explain};
pub use objective::{Agreed, Aim, Goal, Objective, Score, Term, USUAL_PRIORITY, Watch};
pub use options::{Consequence, LevelOption, Strategy, Unsolved, options};
pub use outcome::{Dates, Levelled, Moved, Shortage, Work};
pub use releveling::relevel;
pub use replaying::Replay;
pub use resources::{Demand, DemandIndex, Need, Resource, ResourceIndex, Resources, Skill, SkillId, WHOLE};

use crate::calendar::Calendars;
use crate::network::Network;
use decoder::Decoder;
use lowering::Lowered;
use problem::Problem;

/// Who does what and when.
///
/// It never fails: what stands in the way is a finding or a shortage, and the rest is levelled. The answer depends on
/// nothing but its arguments: neither on the order of lines (when tasks and resources have keys) nor on threads or time.
#[must_use]
pub fn level(network: &Network, calendars: &Calendars, resources: &Resources, objective: &Objective) -> Levelled {
    level_watched(network, calendars, resources, objective, &mut Watch::default())
}

/// The same while somebody looks on, who may end it: the best plan so far is the answer.
#[must_use]
pub fn level_watched(
    network: &Network,
    calendars: &Calendars,
    resources: &Resources,
    objective: &Objective,
    watch: &mut Watch<'_>,
) -> Levelled {
    let mut prepared = network.prepare(calendars);
    let lowered = Lowered::new(&mut prepared, resources, objective);
    let problem = Problem::new(&prepared, &lowered, resources, objective);
    let mut decoder = Decoder::new(&problem);
    let bound = decoder.bound();
    let schedules = improving::improve(&mut decoder, bound, watch);
    decoder.assemble(bound, schedules)
}
