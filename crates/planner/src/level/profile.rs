//! How much of a resource is taken, along its own working minutes.
//!
//! Positions are working minutes of the resource's calendar, so weekends and absences do not exist here and work without
//! interruption is one interval. The steps of the profile lie in chunks that know their least and most, so that a search
//! passes over what is full or free as a whole.

/// Most steps in a chunk; one that grows beyond it is cut in two.
const CHUNK: usize = 64;

/// From a position on so much is taken, until the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    at: i32,
    taken: u32,
}

/// Some neighbouring steps.
#[derive(Clone, Debug)]
struct Chunk {
    least: u32,
    most: u32,
    steps: Vec<Step>,
}

impl Chunk {
    fn count(&mut self) {
        self.least = self.steps.iter().map(|step| step.taken).min().unwrap_or(0);
        self.most = self.steps.iter().map(|step| step.taken).max().unwrap_or(0);
    }
}

/// How much of a resource is taken at each of its working minutes.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// How much there is at a time.
    pub(super) capacity: u32,
    /// The first position of each chunk.
    firsts: Vec<i32>,
    chunks: Vec<Chunk>,
    /// Memory of chunks that were forgotten.
    spare: Vec<Vec<Step>>,
}

impl Profile {
    pub(super) fn new(capacity: u32) -> Self {
        Self { capacity, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Forgets everything that is taken; the memory stays.
    pub(super) fn clear(&mut self) {
        self.firsts.clear();
        self.spare.extend(self.chunks.drain(..).map(|chunk| chunk.steps));
    }

    /// Memory for the steps of a chunk.
    fn steps(&mut self) -> Vec<Step> {
        let mut steps = self.spare.pop().unwrap_or_default();
        steps.clear();
        steps
    }

    /// The chunk and step in force at a position; the first step for a position before it.
    fn covering(&self, position: i32) -> (usize, usize) {
        let chunk = self.firsts.partition_point(|first| *first <= position).max(1) - 1;
        let step = self.chunks.get(chunk).map_or(0, |chunk| chunk.steps.partition_point(|step| step.at <= position).max(1) - 1);
        (chunk, step)
    }

    /// The first position at or after one from which on so much is free for a while.
    pub(super) fn earliest(&self, from: i32, length: i32, need: u32) -> Option<i32> {
        let room = self.capacity.checked_sub(need)?;
        let (mut start, mut blocked) = (from, false);
        let (first, mut skip) = self.covering(from);
        for (chunk, at) in self.chunks.iter().zip(&self.firsts).skip(first) {
            if skip == 0 {
                if !blocked && i64::from(*at) >= i64::from(start) + i64::from(length) {
                    return Some(start);
                }
                if chunk.least > room {
                    blocked = true;
                    continue;
                }
                if chunk.most <= room {
                    (start, blocked) = (if blocked { *at } else { start }, false);
                    continue;
                }
            }
            for step in &chunk.steps[skip..] {
                if step.taken > room {
                    if !blocked && i64::from(step.at) >= i64::from(start) + i64::from(length) {
                        return Some(start);
                    }
                    blocked = true;
                } else if blocked {
                    (start, blocked) = (step.at, false);
                }
            }
            skip = 0;
        }
        Some(start)
    }

    /// Where the last stretch ends, between two positions, in which so much is not free.
    pub(super) fn blocked(&self, from: i32, to: i32, need: u32) -> Option<i32> {
        let Some(room) = self.capacity.checked_sub(need) else { return Some(to) };
        if from >= to {
            return None;
        }
        let mut found = None;
        let mut open = false;
        let (first, mut skip) = self.covering(from);
        for chunk in self.chunks.iter().skip(first) {
            for step in &chunk.steps[skip..] {
                let taken = step.taken > room;
                if open && !taken {
                    found = Some(step.at);
                }
                // A stretch that is open where the question ends is followed to its end, through steps of other heights.
                if step.at >= to && !(open && taken) {
                    return found;
                }
                open = taken;
            }
            skip = 0;
        }
        found
    }

    /// The first position at or after one at which so much is not free.
    pub(super) fn free_until(&self, from: i32, need: u32) -> i32 {
        let Some(room) = self.capacity.checked_sub(need) else { return from };
        let (first, mut skip) = self.covering(from);
        for chunk in self.chunks.iter().skip(first) {
            if chunk.most > room
                && let Some(step) = chunk.steps[skip..].iter().find(|step| step.taken > room)
            {
                return step.at.max(from);
            }
            skip = 0;
        }
        i32::MAX
    }

    /// Stretches in which more is taken than there is.
    pub(super) fn overloads(&self) -> Vec<(i32, i32)> {
        let mut found: Vec<(i32, i32)> = Vec::new();
        let mut open = None;
        for step in self.chunks.iter().flat_map(|chunk| &chunk.steps) {
            match (open, step.taken > self.capacity) {
                (None, true) => open = Some(step.at),
                (Some(from), false) => {
                    found.push((from, step.at));
                    open = None;
                }
                (None, false) | (Some(_), true) => {}
            }
        }
        found
    }

    /// Takes so much from one position to another, also beyond the capacity.
    pub(super) fn take(&mut self, from: i32, to: i32, need: u32) {
        if from >= to || need == 0 {
            return;
        }
        if self.chunks.is_empty() {
            let mut steps = self.steps();
            steps.extend([Step { at: from, taken: need }, Step { at: to, taken: 0 }]);
            self.firsts.push(from);
            self.chunks.push(Chunk { least: 0, most: need, steps });
            return;
        }
        if !self.append(from, to, need) {
            self.change(from, to, |taken| taken.saturating_add(need));
        }
    }

    /// Takes what lies behind everything that is taken; whether it does.
    fn append(&mut self, from: i32, to: i32, need: u32) -> bool {
        let Some(own) = self.chunks.last_mut().filter(|chunk| chunk.steps.len() + 2 <= CHUNK) else { return false };
        let Some(last) = own.steps.last_mut().filter(|last| last.at <= from && last.taken == 0) else { return false };
        if last.at < from {
            own.steps.push(Step { at: from, taken: need });
        } else {
            last.taken = need;
            let count = own.steps.len();
            if count > 1 && own.steps[count - 2].taken == need {
                own.steps.pop();
            }
        }
        own.steps.push(Step { at: to, taken: 0 });
        (own.least, own.most) = (0, own.most.max(need));
        true
    }

    /// Gives back what was taken.
    pub(super) fn give_back(&mut self, from: i32, to: i32, need: u32) {
        if from >= to || need == 0 {
            return;
        }
        self.change(from, to, |taken| taken.saturating_sub(need));
    }

    /// Changes how much is taken from one position to another, where something was taken before.
    fn change(&mut self, from: i32, to: i32, with: impl Fn(u32) -> u32) {
        self.cut(from);
        self.cut(to);
        let (first, mut skip) = self.covering(from);
        for chunk in self.chunks.iter_mut().skip(first) {
            let mut any = false;
            for step in chunk.steps[skip..].iter_mut().take_while(|step| step.at < to) {
                step.taken = with(step.taken);
                any = true;
            }
            if !any {
                break;
            }
            chunk.count();
            skip = 0;
        }
        self.join(from);
        self.join(to);
    }

    /// Lets a step begin at a position.
    fn cut(&mut self, at: i32) {
        let (chunk, step) = self.covering(at);
        let own = &mut self.chunks[chunk];
        let there = own.steps[step];
        if there.at == at {
            return;
        }
        if at < there.at {
            own.steps.insert(0, Step { at, taken: 0 });
            self.firsts[chunk] = at;
        } else {
            own.steps.insert(step + 1, Step { at, taken: there.taken });
        }
        own.least = own.least.min(if at < there.at { 0 } else { there.taken });
        if own.steps.len() > CHUNK {
            let mut rest = self.spare.pop().unwrap_or_default();
            rest.clear();
            rest.extend(own.steps.drain(CHUNK / 2..));
            own.count();
            let mut next = Chunk { least: 0, most: 0, steps: rest };
            next.count();
            self.firsts.insert(chunk + 1, next.steps[0].at);
            self.chunks.insert(chunk + 1, next);
        }
    }

    /// Drops the step at a position when it changes nothing; the first step of a chunk stays unless it is the only one.
    fn join(&mut self, at: i32) {
        let (chunk, step) = self.covering(at);
        let own = &mut self.chunks[chunk];
        let there = own.steps[step];
        if there.at != at {
            return;
        }
        if step > 0 && own.steps[step - 1].taken == there.taken {
            own.steps.remove(step);
        } else if step == 0 && chunk > 0 && own.steps.len() == 1 {
            let before = self.chunks[chunk - 1].steps.last().map(|step| step.taken);
            if before == Some(there.taken) {
                self.chunks.remove(chunk);
                self.firsts.remove(chunk);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Profile;

    /// The same minute by minute.
    struct Plain {
        capacity: u32,
        taken: Vec<u32>,
    }

    impl Plain {
        fn free(&self, from: i32, to: i32, need: u32) -> bool {
            let taken = |at: i32| usize::try_from(at).ok().and_then(|at| self.taken.get(at)).copied().unwrap_or(0);
            (from..to).all(|at| taken(at) + need <= self.capacity)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_profile_answers_like_a_count_of_minutes(
            capacity in 1u32..4,
            taken in proptest::collection::vec((0i32..900, 1i32..40, 1u32..3), 0..260),
            back in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
            questions in proptest::collection::vec((0i32..950, 1i32..60, 1u32..4), 40),
        ) {
            let mut plain = Plain { capacity, taken: vec![0; 1_000] };
            let mut profile = Profile::new(capacity);
            let mut held: Vec<(i32, i32, u32)> = taken.into_iter().map(|(from, length, need)| (from, from + length, need)).collect();
            for (from, to, need) in &held {
                profile.take(*from, *to, *need);
                (*from..*to).for_each(|at| plain.taken[at as usize] += need);
            }
            for index in back {
                if held.is_empty() { break; }
                let (from, to, need) = held.swap_remove(index.index(held.len()));
                profile.give_back(from, to, need);
                (from..to).for_each(|at| plain.taken[at as usize] -= need);
            }
            for (at, length, need) in questions {
                if need > capacity {
                    prop_assert_eq!(profile.earliest(at, length, need), None);
                    continue;
                }
                let earliest = (at..).find(|start| plain.free(*start, start + length, need));
                prop_assert_eq!(profile.earliest(at, length, need), earliest);
                let until = (at..1_000).find(|minute| !plain.free(*minute, minute + 1, need)).unwrap_or(i32::MAX);
                prop_assert_eq!(profile.free_until(at, need), until);
                let last = (at..at + length).rev().find(|minute| !plain.free(*minute, minute + 1, need));
                let end = last.map(|last| (last..).find(|minute| plain.free(*minute, minute + 1, need)).unwrap_or(last));
                prop_assert_eq!(profile.blocked(at, at + length, need), end);
            }
        }
    }
}
