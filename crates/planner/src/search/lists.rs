//! Valid activity lists: mended, made by chance, read off plans.

use super::chance::Chance;
use super::{Decoder, Way};

/// Orders a list for the other way by the finishes of the last decode, the last first.
pub(crate) fn by_finish<D: Decoder>(decoder: &D, way: Way, list: &mut [u32]) {
    let mut keyed = Vec::with_capacity(list.len());
    keyed.extend((0..decoder.activities()).map(|activity| decoder.span(activity).1.saturating_neg()));
    carry(decoder, way.turned(), &mut keyed);
    fill(list, way.turned());
    list.sort_by_key(|activity| keyed[*activity as usize]);
}

/// Raises the key of every activity to those of what must stand before it in a list of this way.
fn carry<D: Decoder>(decoder: &D, way: Way, keys: &mut [i64]) {
    match way {
        Way::Forwards => {
            for activity in 0..decoder.activities() {
                let before = decoder.predecessors(activity).iter().map(|before| keys[*before as usize]).max();
                let key = &mut keys[activity as usize];
                *key = before.map_or(*key, |before| before.max(*key));
            }
        }
        Way::Backwards => {
            for activity in (0..decoder.activities()).rev() {
                let key = keys[activity as usize];
                for before in decoder.predecessors(activity) {
                    let other = &mut keys[*before as usize];
                    *other = key.max(*other);
                }
            }
        }
    }
}

/// The list by number, which is valid.
pub(crate) fn fill(list: &mut [u32], way: Way) {
    let numbers = 0u32..;
    match way {
        Way::Forwards => list.iter_mut().zip(numbers).for_each(|(place, number)| *place = number),
        Way::Backwards => list.iter_mut().rev().zip(numbers).for_each(|(place, number)| *place = number),
    }
}

/// Mends a forward list: keeps the order where it is valid, puts predecessors before what names them too early, leaves
/// out what is named twice or unknown and puts what is missing as early as its number says.
pub(crate) fn mended<D: Decoder>(decoder: &D, list: &[u32]) -> Vec<u32> {
    let count = decoder.activities();
    let mut keys = vec![i64::MAX; count as usize];
    for (at, activity) in (0i64..).zip(list) {
        if let Some(key) = keys.get_mut(*activity as usize) {
            *key = at.min(*key);
        }
    }
    // What somebody names waits for it: predecessors come as early as the first successor, by number among equals.
    for activity in (0..count).rev() {
        let key = keys[activity as usize];
        for before in decoder.predecessors(activity) {
            let other = &mut keys[*before as usize];
            *other = key.min(*other);
        }
    }
    let mut mended: Vec<u32> = (0..count).collect();
    mended.sort_by_key(|activity| keys[*activity as usize]);
    mended
}

/// What must stand before each activity, and what waits for it, for both ways.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    successors: Vec<u32>,
    first: Vec<u32>,
    waits: Vec<u32>,
}

impl Order {
    /// Reads the precedence of a decoder.
    pub(crate) fn new<D: Decoder>(decoder: &D) -> Self {
        let count = decoder.activities();
        let mut first = vec![0u32; count as usize + 2];
        let mut waits = Vec::with_capacity(count as usize);
        for activity in 0..count {
            let before = decoder.predecessors(activity);
            waits.push(u32::try_from(before.len()).unwrap_or(u32::MAX));
            before.iter().for_each(|before| first[*before as usize + 2] += 1);
        }
        for at in 2..first.len() {
            first[at] += first[at - 1];
        }
        let mut successors = vec![0u32; first[first.len() - 1] as usize];
        for activity in 0..count {
            for before in decoder.predecessors(activity) {
                let next = &mut first[*before as usize + 1];
                successors[*next as usize] = activity;
                *next += 1;
            }
        }
        Self { successors, first, waits }
    }

    /// What waits for an activity.
    pub(crate) fn successors(&self, activity: u32) -> &[u32] {
        &self.successors[self.first[activity as usize] as usize..self.first[activity as usize + 1] as usize]
    }

    /// A forward list by chance; of what can come next, the best of `tries` by a key (smaller first) is taken, so that 1
    /// is pure chance and more leans towards the key (Kolisch and Hartmann 1999, sampling; Gonçalves et al. 2008).
    pub(crate) fn sampled(&self, key: &[i64], tries: u32, chance: &mut Chance, list: &mut [u32]) {
        let mut waits = self.waits.clone();
        let mut free: Vec<u32> = (0u32..).zip(&waits).filter(|(_, waits)| **waits == 0).map(|(activity, _)| activity).collect();
        for place in list {
            let count = u32::try_from(free.len()).unwrap_or(u32::MAX);
            let mut best = chance.below(count) as usize;
            for _ in 1..tries {
                let other = chance.below(count) as usize;
                if key[free[other] as usize] < key[free[best] as usize] {
                    best = other;
                }
            }
            let activity = free.swap_remove(best);
            *place = activity;
            for next in self.successors(activity) {
                let left = &mut waits[*next as usize];
                *left -= 1;
                if *left == 0 {
                    free.push(*next);
                }
            }
        }
    }
}
