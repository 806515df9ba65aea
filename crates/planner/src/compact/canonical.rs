//! One order for the same problem, however its lines are shuffled.
//!
//! What cannot be planned is left out and found. The rest is numbered along its arcs; among those that could come next
//! the one with the smallest mark does. A mark says what an activity is and what is around it, refined in rounds
//! (Weisfeiler and Leman 1968): those that still have the same mark are interchangeable but for contrived cases.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Activity, Arc, End, Finding, Problem};
use crate::graph::{Bond, Tie};
use crate::network::Lag;
use crate::order::circles;

/// Rounds of refinement: as far as an activity looks around.
const ROUNDS: u32 = 12;

/// A problem in canonical order.
#[derive(Clone, Debug)]
pub(crate) struct Canonical {
    /// Activities numbered along arcs, of which all can be kept and all needs met.
    pub(crate) problem: Problem,
    /// For each activity its position in the problem as it was given.
    pub(crate) originals: Vec<u32>,
}

/// Leaves out what cannot be planned and orders the rest.
pub(crate) fn canonical(problem: &Problem) -> (Canonical, Vec<Finding>) {
    let mut findings = Vec::new();
    let possible: Vec<bool> = (0u32..)
        .zip(&problem.activities)
        .map(|(index, activity)| match unmet(problem, activity) {
            Some(pool) => {
                findings.push(Finding::Unmet { activity: index, pool });
                false
            }
            None => true,
        })
        .collect();
    let arcs = kept(problem, &mut findings);
    findings.sort_unstable();
    let (possible, arcs) = (&possible, bridged(&arcs, &possible));
    let marks = marks(problem, &arcs);
    let originals = numbered(problem.activities.len(), &arcs, possible, &marks);
    let mut number = vec![0u32; problem.activities.len()];
    for (new, original) in (0u32..).zip(&originals) {
        number[*original as usize] = new;
    }
    let mut arcs: Vec<Arc> = arcs
        .iter()
        .map(|arc| Arc { from: (number[arc.from.0 as usize], arc.from.1), to: (number[arc.to.0 as usize], arc.to.1), ..*arc })
        .collect();
    arcs.sort_unstable();
    let activities = originals.iter().map(|original| problem.activities[*original as usize].clone()).collect();
    (Canonical { problem: Problem { activities, arcs, pools: problem.pools.clone() }, originals }, findings)
}

/// The first pool of which an activity needs more than there is.
pub(crate) fn unmet(problem: &Problem, activity: &Activity) -> Option<u32> {
    if activity.duration == 0 {
        return None;
    }
    let mut needs = activity.needs.clone();
    needs.sort_unstable();
    needs.chunk_by(|one, other| one.0 == other.0).find_map(|same| {
        let pool = same.first()?.0;
        let all: u64 = same.iter().map(|(_, need)| u64::from(*need)).sum();
        let there = problem.pools.get(pool as usize).copied().map_or(0, u64::from);
        (all > there).then_some(pool)
    })
}

/// Whether every activity has what it needs and every arc leads between activities.
#[cfg(feature = "proof")]
pub(crate) fn is_whole(problem: &Problem) -> bool {
    let count = problem.activities.len();
    let known = |arc: &Arc| (arc.from.0 as usize) < count && (arc.to.0 as usize) < count;
    problem.arcs.iter().all(known) && problem.activities.iter().all(|activity| unmet(problem, activity).is_none())
}

/// The arcs between activities that exist and not on a circle.
fn kept(problem: &Problem, findings: &mut Vec<Finding>) -> Vec<Arc> {
    let count = problem.activities.len();
    let known = |arc: &Arc| (arc.from.0 as usize) < count && (arc.to.0 as usize) < count;
    let ties: Vec<Tie> = (0u32..)
        .zip(&problem.arcs)
        .filter(|(_, arc)| known(arc))
        .map(|(link, arc)| Tie { from: arc.from.0, to: arc.to.0, bond: Bond::Inherit, lag: Lag::NONE, link })
        .collect();
    let circle = circles(count, &ties);
    let mut arcs = Vec::with_capacity(problem.arcs.len());
    for (index, arc) in (0u32..).zip(&problem.arcs) {
        if !known(arc) {
            findings.push(Finding::UnknownArc { arc: index });
        } else if circle[arc.from.0 as usize] == circle[arc.to.0 as usize] {
            findings.push(Finding::Circle { arc: index });
        } else {
            arcs.push(*arc);
        }
    }
    arcs
}

/// The arcs between activities that are planned.
fn bridged(arcs: &[Arc], possible: &[bool]) -> Vec<Arc> {
    arcs.iter().filter(|arc| possible[arc.from.0 as usize] && possible[arc.to.0 as usize]).copied().collect()
}

/// A number that follows from two others and looks like chance (Steele, Lea and Flood 2014).
fn mixed(one: u64, other: u64) -> u64 {
    let mut mixed = one.rotate_left(23).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ other.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// What each activity is and what is around it.
fn marks(problem: &Problem, arcs: &[Arc]) -> Vec<u64> {
    // A pool is what is needed of it and by what: the order of pools says nothing.
    let own: Vec<u64> = problem.activities.iter().map(|activity| mixed(activity.key, u64::from(activity.duration))).collect();
    let mut pools: Vec<u64> = problem.pools.iter().map(|capacity| u64::from(*capacity)).collect();
    for (mark, activity) in own.iter().zip(&problem.activities) {
        for (pool, need) in &activity.needs {
            if let Some(pool) = pools.get_mut(*pool as usize) {
                *pool = pool.wrapping_add(mixed(*mark, u64::from(*need)));
            }
        }
    }
    let mut marks: Vec<u64> = own
        .iter()
        .zip(&problem.activities)
        .map(|(mark, activity)| {
            let of = |(pool, need): &(u32, u32)| pools.get(*pool as usize).map_or(0, |pool| mixed(*pool, u64::from(*need)));
            mixed(*mark, activity.needs.iter().map(of).fold(0, u64::wrapping_add))
        })
        .collect();
    let kind = |arc: &Arc| {
        let end = |end: End| u64::from(end == End::Finish);
        i64::from(arc.lag).cast_unsigned().wrapping_mul(4) ^ (end(arc.from.1) * 2 + end(arc.to.1))
    };
    for _ in 0..ROUNDS {
        let mut next: Vec<u64> = marks.iter().map(|mark| mixed(*mark, 1)).collect();
        for arc in arcs {
            let (from, to) = (arc.from.0 as usize, arc.to.0 as usize);
            next[to] = next[to].wrapping_add(mixed(mixed(marks[from], 2), kind(arc)));
            next[from] = next[from].wrapping_add(mixed(mixed(marks[to], 3), kind(arc)));
        }
        marks = next;
    }
    marks
}

/// The activities that can be planned, along arcs and by marks.
fn numbered(count: usize, arcs: &[Arc], possible: &[bool], marks: &[u64]) -> Vec<u32> {
    let mut waits = vec![0u32; count];
    let mut successors = vec![Vec::new(); count];
    for arc in arcs {
        waits[arc.to.0 as usize] += 1;
        successors[arc.from.0 as usize].push(arc.to.0);
    }
    let entry = |activity: u32| Reverse((marks[activity as usize], activity));
    let free = (0u32..).zip(possible).filter(|(activity, possible)| **possible && waits[*activity as usize] == 0);
    let mut heap: BinaryHeap<_> = free.map(|(activity, _)| entry(activity)).collect();
    let mut originals = Vec::with_capacity(count);
    while let Some(Reverse((_, activity))) = heap.pop() {
        originals.push(activity);
        for next in &successors[activity as usize] {
            waits[*next as usize] -= 1;
            if waits[*next as usize] == 0 {
                heap.push(entry(*next));
            }
        }
    }
    originals
}
