//! Islands, threads and exchange: who computes what, without the answer knowing.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use super::island::Island;
use super::{Decoder, Effort, Found, Known, lists};

/// Work between two exchanges of threads, in activities planned; enough to pay for starting them.
const STRETCH: u64 = 240_000;

/// Stretches between two exchanges of members.
const EXCHANGE: u64 = 32;

/// The least work that is worth an island of its own, in activities planned and in schedules: below, two populations find
/// less than one.
const SMALLEST: (u64, u64) = (6_000_000, 4_000);

/// Searches for the list with the best score.
///
/// `watch` is told the best so far after fixed numbers of schedules and ends the search by breaking. The answer is
/// never worse than any of the known lists.
#[must_use]
pub fn search<D: Decoder>(
    decoder: &D,
    effort: &Effort<'_>,
    known: &Known<'_, D::Score>,
    watch: &mut dyn FnMut(&Found<D::Score>) -> ControlFlow<()>,
) -> Found<D::Score> {
    let count = u64::from(decoder.activities());
    let budget = effort.schedules.max(1);
    let smallest = (SMALLEST.0 / count.max(1)).max(SMALLEST.1);
    let islands = u64::from(effort.islands.max(1)).min((budget / smallest).max(1));
    let stretch = (STRETCH / count.max(1)).clamp(16, 4_096);
    let mended: Vec<Vec<u32>> = known.lists.iter().map(|list| lists::mended(decoder, list)).collect();
    let mut islands: Vec<Island<D>> = (0..islands)
        .map(|number| {
            let share = budget / islands + u64::from(number < budget % islands);
            Island::new(decoder.clone(), (number, share), effort, &mended, known.enough)
        })
        .collect();
    for round in 1u64.. {
        go_on(&mut islands, stretch, effort);
        let best = merged(&islands);
        let cancelled = effort.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
        let reached = known.enough.is_some_and(|enough| best.score <= enough);
        if cancelled || reached || islands.iter().all(Island::done) || watch(&best).is_break() {
            return best;
        }
        if round.is_multiple_of(EXCHANGE) {
            exchange(&mut islands);
        }
    }
    merged(&islands)
}

/// Lets every island generate so many schedules.
fn go_on<D: Decoder>(islands: &mut [Island<D>], schedules: u64, effort: &Effort<'_>) {
    let threads = (effort.threads.max(1) as usize).min(islands.len());
    if threads == 1 {
        islands.iter_mut().for_each(|island| island.go_on(schedules, effort.cancel));
        return;
    }
    let share = islands.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let mut shares = islands.chunks_mut(share);
        let own = shares.next();
        for share in shares {
            scope.spawn(move || share.iter_mut().for_each(|island| island.go_on(schedules, effort.cancel)));
        }
        own.into_iter().flatten().for_each(|island| island.go_on(schedules, effort.cancel));
    });
}

/// The best of all islands; among equals that of the first.
fn merged<D: Decoder>(islands: &[Island<D>]) -> Found<D::Score> {
    let schedules = islands.iter().map(Island::schedules).sum();
    let mut best = islands[0].best();
    for island in &islands[1..] {
        if island.best().score < best.score {
            best = island.best();
        }
    }
    Found { score: best.score, list: best.list.clone(), way: best.way, schedules }
}

/// Each island hands its best to the next one.
fn exchange<D: Decoder>(islands: &mut [Island<D>]) {
    if islands.len() < 2 {
        return;
    }
    let gifts: Vec<_> = islands.iter().map(|island| island.best().clone()).collect();
    let count = islands.len();
    for (at, gift) in gifts.iter().enumerate() {
        islands[(at + 1) % count].receive(gift);
    }
}
