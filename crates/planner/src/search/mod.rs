//! The search for a good order of work, whatever the rules by which an order becomes a plan.
//!
//! A plan is written as an *activity list*: every activity once, after all its predecessors. A [`Decoder`] turns a
//! list into dates by serial schedule generation (each activity in turn as early as its predecessors and the resources
//! allow; Kelley 1963) and says how good they are. It alone knows calendars, skills and capacities; [`search()`] knows
//! lists only, so that the bare integer problem and a plan of real people share it.
//!
//! The search is a genetic one over lists in both directions: planning backwards from the finish and forwards again
//! packs a plan (forward-backward improvement: Li and Willis 1992; Valls, Ballestín and Quintanilla 2005; survey:
//! Kolisch and Hartmann 2006), and plans that lean right and plans that lean left breed each other (Debels and
//! Vanhoucke 2007).
//!
//! The answer depends on the decoder, the seed and the number of schedules, on nothing else. The population lives on
//! *islands* with chances of their own, which exchange their best after fixed numbers of schedules in a fixed order;
//! threads only decide who computes an island. The search is *anytime*: at each exchange the best list so far is handed
//! to the caller, who may end it there, and the cancel flag ends it between two schedules with the best so far.
//!
//! What it deliberately does not do: it proves nothing. A caller who knows a bound says at which score it may stop.

mod chance;
mod crossover;
mod island;
mod lists;
mod run;

pub(crate) use lists::by_finish;
pub use run::search;

use std::fmt::Debug;
use std::sync::atomic::AtomicBool;

/// From which end a list is planned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Way {
    /// From the start: each activity as early as possible, predecessors first.
    Forwards,
    /// From the finish: each activity as late as possible, successors first.
    Backwards,
}

impl Way {
    /// The other one.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Forwards => Self::Backwards,
            Self::Backwards => Self::Forwards,
        }
    }
}

/// Turns activity lists into plans.
///
/// Activities are numbered from 0 so that every predecessor has a smaller number than its successors. A decoder is
/// cloned once for each island; what does not change belongs behind a reference or an [`Arc`](std::sync::Arc).
/// The same list must always give the same score.
pub trait Decoder: Clone + Send {
    /// How good a plan is: smaller is better.
    type Score: Ord + Copy + Send + Sync + Debug;

    /// How many activities there are.
    fn activities(&self) -> u32;

    /// The direct predecessors of an activity: those that must stand before it in a forward list.
    fn predecessors(&self, activity: u32) -> &[u32];

    /// Whether lists can be planned backwards. When not, [`decode`](Self::decode) is only called with
    /// [`Way::Forwards`].
    fn goes_backwards(&self) -> bool;

    /// Plans a list and says how good the plan is. A list for [`Way::Backwards`] has every successor before its
    /// predecessors.
    fn decode(&mut self, list: &[u32], way: Way) -> Self::Score;

    /// The same, unless the score would be worse than `limit`: a decoder that sees so before the end gives up there, and the
    /// last decode is then none.
    fn decode_within(&mut self, list: &[u32], way: Way, limit: Self::Score) -> Option<Self::Score> {
        Some(self.decode(list, way)).filter(|score| *score <= limit)
    }

    /// The same where there may be a limit or not.
    fn decode_below(&mut self, list: &[u32], way: Way, limit: Option<Self::Score>) -> Option<Self::Score> {
        match limit {
            Some(limit) => self.decode_within(list, way, limit),
            None => Some(self.decode(list, way)),
        }
    }

    /// Decodes two lists with two decoders, one after the other or, where that is faster, at the same time.
    fn decode_two(
        [one, other]: [&mut Self; 2],
        lists: [&[u32]; 2],
        way: Way,
        limits: [Option<Self::Score>; 2],
    ) -> [Option<Self::Score>; 2] {
        [one.decode_below(lists[0], way, limits[0]), other.decode_below(lists[1], way, limits[1])]
    }

    /// Where each activity of the last decode starts and finishes, in any unit of time: on the axis of its way, so that
    /// a backward plan counts from its finish towards its start, and what is planned first has the smallest times.
    fn span(&self, activity: u32) -> (i64, i64);

    /// Writes the list for the other way that packs the plan of the last decode: by finish on the axis of its way, the
    /// last first (Valls, Ballestín and Quintanilla 2005, justification).
    fn turn(&mut self, way: Way, list: &mut [u32]) {
        lists::by_finish(self, way, list);
    }
}

/// How long and how to search.
#[derive(Clone, Copy, Debug)]
pub struct Effort<'a> {
    /// How many schedules may be generated: the budget, which does not depend on the machine. At least one is.
    pub schedules: u64,
    /// Where chance begins.
    pub seed: u64,
    /// How many threads may compute; 0 counts as 1. Changes nothing but the time it takes.
    pub threads: u32,
    /// How many populations there are; 0 counts as 1. Part of the question: another number gives another answer.
    pub islands: u32,
    /// Set by anybody to end the search; the best so far is the answer. How far the search is by then is not determined.
    pub cancel: Option<&'a AtomicBool>,
}

impl Effort<'_> {
    /// So many schedules with seed 1 on two islands and one thread.
    #[must_use]
    pub const fn schedules(schedules: u64) -> Self {
        Self { schedules, seed: 1, threads: 1, islands: 2, cancel: None }
    }
}

/// The best list that a search has found so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found<S> {
    /// The score of its plan.
    pub score: S,
    /// The list; [`Decoder::decode`] makes the plan of it.
    pub list: Vec<u32>,
    /// The way in which it is to be decoded.
    pub way: Way,
    /// How many schedules were generated in all.
    pub schedules: u64,
}

/// What is known beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a, S> {
    /// Forward lists to begin with, such as those of priority rules; invalid ones are mended.
    pub lists: &'a [Vec<u32>],
    /// The search ends when a plan is as good as this: a lower bound.
    pub enough: Option<S>,
}
