//! How two lists breed: a stretch of one between what the other says.

use super::chance::Chance;

/// Marks which activities stand in a list already, without being cleared between lists.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    marks: Vec<u32>,
    now: u32,
}

impl Taken {
    pub(crate) fn new(count: usize) -> Self {
        Self { marks: vec![0; count], now: 0 }
    }

    fn begin(&mut self) {
        self.now = self.now.wrapping_add(1);
        if self.now == 0 {
            self.marks.fill(0);
            self.now = 1;
        }
    }
}

/// Two-point crossover (Hartmann 1998): the child keeps the positions outside a stretch in the order of the mother and
/// takes the stretch in the order of the father. Valid lists breed valid lists of the same way.
///
/// The child is the mother's list up to `from`, then what is left of the father's until `to` positions are filled, then
/// what is left of the mother's. It has one place more than the lists, which is never read: so what is skipped can be
/// written and written over instead of being decided on.
pub(crate) fn two_point(mother: &[u32], father: &[u32], stretch: (usize, usize), taken: &mut Taken, child: &mut [u32]) {
    let (from, to) = stretch;
    taken.begin();
    let now = taken.now;
    child[..from].copy_from_slice(&mother[..from]);
    for activity in &mother[..from] {
        taken.marks[*activity as usize] = now;
    }
    let mut filled = from;
    for activity in father {
        if filled >= to {
            break;
        }
        let mark = &mut taken.marks[*activity as usize];
        let fresh = *mark != now;
        child[filled] = *activity;
        *mark = now;
        filled += usize::from(fresh);
    }
    for activity in &mother[from..] {
        let fresh = taken.marks[*activity as usize] != now;
        child[filled] = *activity;
        filled += usize::from(fresh);
    }
}

/// Moves one activity elsewhere as far as its neighbours in the precedence allow. `before` says whether the first of two
/// must stand before the second.
pub(crate) fn shifted(list: &mut [u32], chance: &mut Chance, farthest: u32, before: impl Fn(u32, u32) -> bool) {
    let count = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let at = chance.below(count) as usize;
    let distance = 1 + chance.below(farthest.max(1)) as usize;
    let activity = list[at];
    if chance.happens(32_768) {
        let mut to = at;
        while to > 0 && at - to < distance && !before(list[to - 1], activity) {
            to -= 1;
        }
        list[to..=at].rotate_right(1);
    } else {
        let mut to = at;
        while to + 1 < list.len() && to - at < distance && !before(activity, list[to + 1]) {
            to += 1;
        }
        list[at..=to].rotate_left(1);
    }
}
