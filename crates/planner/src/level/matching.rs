//! Who fills which place when several places of a task compete for the same people: augmenting paths (Kuhn 1955).

use std::collections::BTreeMap;

/// People matched to places, each to one at most.
#[derive(Clone, Debug, Default)]
pub(super) struct Matching {
    /// Who fills each place.
    filled: Vec<Option<u32>>,
    /// The place that each person fills.
    place: BTreeMap<u32, usize>,
    /// People who were asked in this search for a path.
    asked: Vec<u32>,
}

impl Matching {
    /// Begins with so many empty places.
    pub(super) fn begin(&mut self, places: usize) {
        self.filled.clear();
        self.filled.resize(places, None);
        self.place.clear();
    }

    /// Who fills a place.
    pub(super) fn who(&self, place: usize) -> Option<u32> {
        self.filled[place]
    }

    /// Fills a place, moving others to other places if need be. `candidates` visits those who could fill a place, the
    /// preferred first, until one is taken (it then returns true).
    pub(super) fn add(&mut self, place: usize, candidates: impl Fn(usize, &mut dyn FnMut(u32) -> bool) -> bool) -> bool {
        self.asked.clear();
        self.path(place, &candidates, 0)
    }

    fn path(&mut self, place: usize, candidates: &impl Fn(usize, &mut dyn FnMut(u32) -> bool) -> bool, depth: usize) -> bool {
        // First whoever is free, so that others are moved only when they must.
        let mut free = None;
        candidates(place, &mut |person| {
            free = (!self.place.contains_key(&person)).then_some(person);
            free.is_some()
        });
        if let Some(person) = free {
            self.filled[place] = Some(person);
            self.place.insert(person, place);
            return true;
        }
        if depth >= self.filled.len() {
            return false;
        }
        let mut all = Vec::new();
        candidates(place, &mut |person| {
            all.push(person);
            false
        });
        for person in all {
            if self.asked.contains(&person) {
                continue;
            }
            self.asked.push(person);
            let Some(other) = self.place.get(&person).copied() else { continue };
            if self.path(other, candidates, depth + 1) {
                self.filled[place] = Some(person);
                self.place.insert(person, place);
                return true;
            }
        }
        false
    }
}
