//! The order of decisions: what others point at comes first.

use std::collections::HashMap;

use organization::{AnyId, AnyRecord, Relation};

/// Links that may go in circles: they are set after all records are there.
pub(super) fn is_soft(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::PositionDotted | Relation::ProposalChallenges | Relation::RiskSubject | Relation::ImprovementSubject
    )
}

/// The numbers of the records, so that each comes after those that it points at. Circles stay: whoever closes one is refused later.
pub(super) fn in_order(records: &[(AnyId, Option<AnyRecord>)]) -> Vec<usize> {
    let numbers: HashMap<AnyId, usize> =
        records.iter().enumerate().filter(|(_, (_, record))| record.is_some()).map(|(number, (id, _))| (*id, number)).collect();
    let mut by_kind: Vec<usize> = (0..records.len()).collect();
    by_kind.sort_by_key(|number| (records[*number].0.kind, *number));
    let before = |number: usize| {
        let mut targets = Vec::new();
        if let Some(record) = &records[number].1 {
            record.links(&mut |link| {
                if !is_soft(link.relation) {
                    targets.extend(numbers.get(&link.to).copied());
                }
            });
        }
        targets
    };
    let mut placed = vec![false; records.len()];
    let mut order = Vec::with_capacity(records.len());
    let mut waiting: Vec<(usize, bool)> = by_kind.into_iter().rev().map(|number| (number, false)).collect();
    while let Some((number, ready)) = waiting.pop() {
        if ready {
            order.push(number);
        } else if !std::mem::replace(&mut placed[number], true) {
            waiting.push((number, true));
            waiting.extend(before(number).into_iter().rev().filter(|target| !placed[*target]).map(|target| (target, false)));
        }
    }
    order
}
