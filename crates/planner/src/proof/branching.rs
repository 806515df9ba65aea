//! What the solver decides next when its own experience says nothing.

use pumpkin_core::branching::{Brancher, BrancherEvent, SelectionContext};
use pumpkin_core::predicate;
use pumpkin_core::predicates::Predicate;
use pumpkin_core::variables::DomainId;

/// Starts what can start first, at once, what ends last first; then gives it its crew.
#[derive(Clone, Debug)]
pub(super) struct Chronological {
    /// Starts and what lies behind each of them.
    starts: Vec<(DomainId, i32)>,
    /// Others that are to be decided at last, the wish first.
    others: Vec<Predicate>,
}

impl Chronological {
    pub(super) fn new(starts: Vec<(DomainId, i32)>, others: Vec<Predicate>) -> Self {
        Self { starts, others }
    }
}

impl Brancher for Chronological {
    fn next_decision(&mut self, context: &mut SelectionContext<'_>) -> Option<Predicate> {
        let open = self.starts.iter().filter(|(start, _)| !context.is_integer_fixed(*start));
        let next = open.min_by_key(|(start, tail)| (context.lower_bound(*start), -tail));
        if let Some((start, _)) = next {
            let early = context.lower_bound(*start);
            return Some(predicate![start <= early]);
        }
        self.others.iter().find(|other| !context.is_predicate_assigned(**other)).copied()
    }

    fn subscribe_to_events(&self) -> Vec<BrancherEvent> {
        Vec::new()
    }
}
