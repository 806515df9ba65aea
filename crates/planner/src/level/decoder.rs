//! Serial schedule generation with calendars and skills (Kelley 1963; Kolisch 1996).
//!
//! Tasks are placed in turn, each as early as its links, its constraints and those who do it allow. What links, lags,
//! constraints and summaries ask for is what [`Pass`] says, computed from the dates that the predecessors have got here
//! in place of their early dates; so there is one set of rules. What stands (done, typed, pinned) was placed before.

use super::lowering::{Kind, LASTS, Lowered, Place};
use super::matching::Matching;
use super::objective::Score;
use super::offering::Offer;
use super::problem::Problem;
use super::profile::Profile;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::pass::{Pass, PassMemory};
use crate::prepared::SPECIAL;
use crate::rules::Asked;

/// Of a large group whoever is not free at once is asked no further when so many were asked.
pub(super) const ASKED: usize = 48;

/// How often a task is tried at a later minute before its places are left empty.
pub(super) const TRIES: u32 = 20_000;

/// How often in a row a task is tried at a later minute because somebody does not work then, before their place is left
/// empty: there may be no minute at which all work.
const STALLS: u32 = 120;

/// Somebody's time that a place takes, in working minutes of their calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    /// The position of the place among those of its node.
    pub(super) place: u32,
    pub(super) resource: u32,
    pub(super) from: i32,
    pub(super) to: i32,
}

/// A plan in the making.
pub(super) struct Decoder<'p> {
    pub(super) problem: &'p Problem<'p>,
    pub(super) pass: Pass<'p>,
    pub(super) profiles: Vec<Profile>,
    /// Resources whose profile differs from the one that stands.
    touched: Vec<u32>,
    standing: std::sync::Arc<Standing>,
    pub(super) holds: Vec<Hold>,
    /// For each node where its holds begin and how many there are.
    pub(super) held: Vec<(u32, u32)>,
    /// Nodes with places that nobody was free for, and how many.
    pub(super) empty: Vec<(u32, Place)>,
    /// For each node the finish after which it is not put, when levelling stays within float; it then keeps its place
    /// and the places stay empty.
    pub(super) limits: Option<std::sync::Arc<Vec<Minute>>>,
    /// A place for which nobody works while the task would run, in the last attempt.
    stalled: Option<usize>,
    matching: Matching,
    offers: Vec<Vec<Offer>>,
}

/// What is placed before everything else, once.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    pub(super) profiles: Vec<Profile>,
    pub(super) holds: Vec<Hold>,
    pub(super) empty: Vec<(u32, Place)>,
}

impl Clone for Decoder<'_> {
    fn clone(&self) -> Self {
        Self {
            problem: self.problem,
            pass: self.pass.clone(),
            profiles: self.profiles.clone(),
            touched: self.touched.clone(),
            standing: std::sync::Arc::clone(&self.standing),
            holds: self.holds.clone(),
            held: self.held.clone(),
            empty: self.empty.clone(),
            limits: self.limits.clone(),
            stalled: None,
            matching: Matching::default(),
            offers: Vec::new(),
        }
    }
}

/// The memory of a decoder, while the durations of its network are changed.
#[derive(Default)]
pub(super) struct DecoderMemory {
    pass: PassMemory,
    profiles: Vec<Profile>,
    touched: Vec<u32>,
    standing: std::sync::Arc<Standing>,
    holds: Vec<Hold>,
    held: Vec<(u32, u32)>,
    empty: Vec<(u32, Place)>,
    matching: Matching,
    offers: Vec<Vec<Offer>>,
}

impl DecoderMemory {
    /// The decoder of a problem of the same shape.
    pub(super) fn over<'p>(self, problem: &'p Problem<'p>) -> Decoder<'p> {
        let Self { pass, profiles, touched, standing, holds, held, empty, matching, offers } = self;
        let pass = pass.over(problem.prepared);
        Decoder { problem, pass, profiles, touched, standing, holds, held, empty, limits: None, stalled: None, matching, offers }
    }
}

impl<'p> Decoder<'p> {
    /// What the decoder knows, without the problem.
    pub(super) fn into_memory(self) -> DecoderMemory {
        let Self { pass, profiles, touched, standing, holds, held, empty, matching, offers, .. } = self;
        let pass = pass.into_memory();
        DecoderMemory { pass, profiles, touched, standing, holds, held, empty, matching, offers }
    }

    /// Forgets everything and places what stands, which may last longer now.
    pub(super) fn begin_again(&mut self) {
        for profile in self.profiles.iter_mut().filter(|profile| !profile.is_empty()) {
            profile.clear();
        }
        self.holds.clear();
        self.empty.clear();
        self.touched.clear();
        self.place_standing();
    }

    /// A decoder in which everything that stands is placed.
    pub(super) fn new(problem: &'p Problem<'p>) -> Self {
        let profiles: Vec<Profile> = problem.resources.resources.iter().map(|resource| Profile::new(resource.capacity)).collect();
        let mut pass = problem.pass.clone();
        pass.frozen.fill(None);
        let mut decoder = Self {
            problem,
            pass,
            profiles,
            touched: Vec::new(),
            standing: std::sync::Arc::default(),
            holds: Vec::new(),
            held: vec![(0, 0); problem.nodes.len()],
            empty: Vec::new(),
            limits: None,
            stalled: None,
            matching: Matching::default(),
            offers: Vec::new(),
        };
        decoder.place_standing();
        decoder.standing = std::sync::Arc::new(Standing {
            profiles: decoder.profiles.clone(),
            holds: decoder.holds.clone(),
            empty: decoder.empty.clone(),
        });
        decoder.touched.clear();
        decoder
    }

    pub(super) fn lowered(&self) -> &'p Lowered {
        self.problem.lowered
    }

    /// Places all nodes in an order in which predecessors come first, and says how good the plan is.
    pub(super) fn place_all(&mut self, nodes: impl Iterator<Item = u32>) -> Score {
        self.reset();
        for node in nodes {
            self.place(node as usize);
        }
        self.score()
    }

    fn reset(&mut self) {
        for resource in self.touched.drain(..) {
            let index = resource as usize;
            if self.standing.profiles[index].is_empty() {
                self.profiles[index].clear();
            } else {
                self.profiles[index].clone_from(&self.standing.profiles[index]);
            }
        }
        self.holds.truncate(self.standing.holds.len());
        self.empty.truncate(self.standing.empty.len());
    }

    /// Places one node.
    fn place(&mut self, node: usize) {
        if !self.place_without_people(node) {
            let asked = self.allowed(node);
            self.place_with(node, asked, &[]);
        }
    }

    /// Places a node that needs nobody, or that stands; whether it does.
    pub(super) fn place_without_people(&mut self, node: usize) -> bool {
        let lowered = self.lowered();
        match lowered.kinds[node] {
            Kind::Outline => self.pass.forward_special(node),
            Kind::Free | Kind::Window | Kind::Driven if lowered.stands[node] => {}
            Kind::Free => {
                let floor = self.problem.floors[node];
                let dates = if self.problem.prepared.nodes[node].kind & SPECIAL != 0 {
                    self.pass.planned_from(node, floor)
                } else {
                    let run = self.problem.prepared.run(node, self.pass.plain_bound(node).max(floor));
                    (run.start, run.finish)
                };
                self.set(node, dates);
            }
            Kind::Window | Kind::Driven => return false,
        }
        true
    }

    /// What links, constraints and floors ask of a node that people do.
    pub(super) fn allowed(&self, node: usize) -> Asked {
        let floor = self.problem.floors[node];
        if self.problem.prepared.nodes[node].kind & SPECIAL != 0 {
            return self.pass.allowed_from(node, floor);
        }
        let from = self.pass.plain_bound(node).max(floor);
        Asked { from, finish: Minute::EARLIEST, stretch: Minute::EARLIEST }
    }

    /// Places a node where it is asked to begin and those who do it are free; with these people, when they are named.
    pub(super) fn place_with(&mut self, node: usize, asked: Asked, only: &[u32]) -> (Minute, Minute) {
        let (first, unfilled) = (self.holds.len(), self.empty.len());
        let mut dates = self.settle(node, asked, only);
        if let Some(limits) = &self.limits
            && dates.1 > limits[node]
        {
            dates = self.give_up(node, (first, unfilled), asked);
        }
        self.hold_from(node, first);
        self.set(node, dates);
        dates
    }

    /// Says that the holds from one on are those of a node.
    pub(super) fn hold_from(&mut self, node: usize, first: usize) {
        let count = u32::try_from(self.holds.len() - first).unwrap_or(NONE);
        self.held[node] = (u32::try_from(first).unwrap_or(NONE), count);
    }

    /// Gives back what a node took and leaves it where links put it, with its places empty.
    fn give_up(&mut self, node: usize, (first, unfilled): (usize, usize), asked: Asked) -> (Minute, Minute) {
        for hold in self.holds.drain(first..) {
            let place = &self.problem.lowered.places(node)[hold.place as usize];
            self.profiles[hold.resource as usize].give_back(hold.from, hold.to, place.units);
        }
        let at = u32::try_from(node).unwrap_or(NONE);
        self.empty.truncate(unfilled);
        self.empty.extend(self.problem.lowered.places(node).iter().map(|place| (at, *place)));
        self.alone(node, asked)
    }

    /// Where a node stands when nobody does it.
    fn alone(&self, node: usize, asked: Asked) -> (Minute, Minute) {
        if self.problem.prepared.nodes[node].kind & SPECIAL != 0 {
            return self.pass.planned_from(node, self.problem.floors[node]);
        }
        let run = self.problem.prepared.run(node, asked.from);
        (run.start, run.finish)
    }

    pub(super) fn set(&mut self, node: usize, (start, finish): (Minute, Minute)) {
        let times = &mut self.pass.times[node];
        (times.early_start, times.early_finish) = (start, finish.max(start));
    }

    /// Finds the first minute from one on at which everybody whom a node needs is free, and takes their time.
    fn settle(&mut self, node: usize, asked: Asked, only: &[u32]) -> (Minute, Minute) {
        let lowered = self.lowered();
        let places = lowered.places(node);
        if let ([place], Kind::Driven) = (places, lowered.kinds[node]) {
            return self.settle_one(node, place, asked, only.first().copied());
        }
        let mut places: Vec<(u32, Place)> = (0..).zip(places.iter().copied()).collect();
        let mut only = only.to_vec();
        let (mut at, mut stalls) = (asked.from, 0);
        for _ in 0..TRIES {
            let attempt = self.attempt(node, (at, asked.stretch), &places, &only);
            stalls = if self.stalled.is_some() { stalls + 1 } else { 0 };
            let attempt = match self.stalled.take() {
                Some(place) if stalls > STALLS => {
                    stalls = 0;
                    Attempt::Nobody(place)
                }
                Some(_) | None => attempt,
            };
            match attempt {
                Attempt::Placed { start, finish, offers } if finish < asked.finish => {
                    match self.later(node, at, (finish, asked.finish), &offers) {
                        Some(later) => at = later,
                        None => {
                            self.take(node, &places, &offers);
                            return (start, finish);
                        }
                    }
                }
                Attempt::Placed { start, finish, offers } => {
                    self.take(node, &places, &offers);
                    return (start, finish);
                }
                Attempt::Wait(until) if until > at => at = until,
                Attempt::Wait(_) => break,
                Attempt::Nobody(place) => {
                    let lost = places.remove(place);
                    only = only.into_iter().enumerate().filter(|(at, _)| *at != place).map(|(_, person)| person).collect();
                    self.empty.push((u32::try_from(node).unwrap_or(NONE), lost.1));
                    at = asked.from;
                    let drives = |place: &(u32, Place)| lowered.kinds[node] != Kind::Driven || place.1.minutes != LASTS;
                    if !places.iter().any(drives) {
                        break;
                    }
                }
            }
        }
        self.empty.extend(places.iter().map(|place| (u32::try_from(node).unwrap_or(NONE), place.1)));
        self.alone(node, asked)
    }

    /// The same for a task that one place drives: the common case.
    fn settle_one(&mut self, node: usize, place: &Place, asked: Asked, only: Option<u32>) -> (Minute, Minute) {
        let lowered = self.lowered();
        let agreed = self.problem.agreed_of(node);
        let mut at = asked.from;
        for _ in 0..TRIES {
            let mut best: Option<((i64, Minute, u32), Offer)> = None;
            let others = if only.is_some() { &[] } else { lowered.members(place) };
            for (count, resource) in only.into_iter().chain(self.asked(others, agreed)).enumerate() {
                if count >= ASKED && best.as_ref().is_some_and(|(_, offer)| offer.ready <= at) {
                    break;
                }
                let Some(offer) = self.offer(node, place, resource, at) else { continue };
                let rank = self.preference(agreed, &offer);
                if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                    best = Some((rank, offer));
                }
            }
            let Some((_, offer)) = best else { break };
            if offer.finish < asked.finish
                && let Some(later) = self.later(node, at.max(offer.ready), (offer.finish, asked.finish), &[offer])
            {
                at = later;
                continue;
            }
            self.take(node, &[(0, *place)], &[offer]);
            return (offer.start, offer.finish.max(asked.stretch));
        }
        self.empty.push((u32::try_from(node).unwrap_or(NONE), *place));
        self.alone(node, asked)
    }

    /// Takes the time of those who were chosen.
    pub(super) fn take(&mut self, node: usize, places: &[(u32, Place)], offers: &[Offer]) {
        for ((index, place), offer) in places.iter().zip(offers) {
            if place.piece > 0 && place.minutes != LASTS && self.problem.shared(node, offer.resource).is_none() {
                let mut taken = Vec::new();
                let done = self.pieces(place, offer.resource, offer.from, |from, to| taken.push((from, to)));
                if done.is_some() {
                    for (from, to) in taken {
                        self.hold(*index, place, offer.resource, (from, to));
                    }
                    continue;
                }
            }
            self.hold(*index, place, offer.resource, (offer.from, offer.to));
        }
    }

    pub(super) fn hold(&mut self, index: u32, place: &Place, resource: u32, (from, to): (i32, i32)) {
        self.profiles[resource as usize].take(from, to, place.units);
        if self.touched.last() != Some(&resource) {
            self.touched.push(resource);
        }
        self.holds.push(Hold { place: index, resource, from, to });
    }

    /// The holds of a node.
    pub(super) fn holds_of(&self, node: usize) -> &[Hold] {
        let (first, count) = self.held[node];
        self.holds.get(first as usize..(first + count) as usize).unwrap_or(&[])
    }

    /// Tries to place a node at a minute, with these people in its places when they are named.
    fn attempt(&mut self, node: usize, (at, stretch): (Minute, Minute), places: &[(u32, Place)], only: &[u32]) -> Attempt {
        let lowered = self.lowered();
        let agreed = self.problem.agreed_of(node);
        let driven = lowered.kinds[node] == Kind::Driven;
        let window = if driven { None } else { Some(self.problem.prepared.run(node, at)) };
        let no_work = |finish: Minute| self.problem.prepared.between(node, finish, stretch) == 0;
        let stretched = |finish: Minute| if stretch > finish && no_work(finish) { stretch } else { finish };
        let mut window = window.map(|run| (run.start, stretched(run.finish)));
        let mut all = std::mem::take(&mut self.offers);
        all.resize_with(places.len().max(all.len()), Vec::new);
        // Places that drive come first: they say how long those are held that last as long as the task.
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|index| driven && places[*index].1.minutes == LASTS);
        for index in &order {
            let place = &places[*index].1;
            let drives = driven && place.minutes != LASTS;
            if !drives && window.is_none() {
                window = self.span_of(&all, places, at);
            }
            let offers = &mut all[*index];
            offers.clear();
            let mut free = 0;
            let named = only.get(*index).copied();
            let others = if named.is_some() { &[] } else { lowered.members(place) };
            for (count, resource) in named.into_iter().chain(self.asked(others, agreed)).enumerate() {
                if count >= ASKED && free >= places.len() {
                    break;
                }
                let offer = match window.filter(|_| !drives) {
                    None => self.offer(node, place, resource, at),
                    Some(window) => self.offer_window(node, place, resource, (at, window)),
                };
                if let Some(offer) = offer {
                    free += usize::from(offer.ready <= at);
                    offers.push(offer);
                }
            }
            if !drives && !offers.is_empty() && offers.iter().all(|offer| offer.apart) {
                self.stalled = Some(*index);
            }
            offers.sort_by_key(|offer| self.preference(agreed, offer));
        }
        let attempt = self.choose(node, (at, stretch), places, &all);
        self.offers = all;
        attempt
    }

    /// From when to when the places that drive a task would take it, each filled by whoever ends first.
    fn span_of(&self, all: &[Vec<Offer>], places: &[(u32, Place)], at: Minute) -> Option<(Minute, Minute)> {
        let drive = all.iter().zip(places).filter(|(_, place)| place.1.minutes != LASTS);
        let best = drive.filter_map(|(offers, _)| offers.iter().min_by_key(|offer| offer.finish));
        best.map(|offer| (offer.start, offer.finish))
            .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
            .or(Some((at, at)))
    }

    /// Fills the places with those who are free at a minute, or says when enough of them are (bottleneck matching).
    fn choose(&mut self, node: usize, (at, stretch): (Minute, Minute), places: &[(u32, Place)], all: &[Vec<Offer>]) -> Attempt {
        self.matching.begin(places.len());
        let mut until = at;
        for place in 0..places.len() {
            loop {
                let free = |place: usize, visit: &mut dyn FnMut(u32) -> bool| {
                    all[place].iter().filter(|offer| offer.ready <= until).any(|offer| visit(offer.resource))
                };
                if self.matching.add(place, free) {
                    break;
                }
                // Somebody more has to become free: the next one of any place so far.
                let later = all[..=place].iter().flatten().map(|offer| offer.ready).filter(|ready| *ready > until).min();
                match later {
                    Some(later) => until = later,
                    None => return Attempt::Nobody(place),
                }
            }
        }
        if until > at {
            return Attempt::Wait(until);
        }
        let chosen = |place: usize| {
            let who = self.matching.who(place)?;
            all[place].iter().find(|offer| offer.resource == who).copied()
        };
        let mut offers: Vec<Offer> = (0..places.len()).filter_map(chosen).collect();
        let driven = self.lowered().kinds[node] == Kind::Driven;
        let of_task = |index: usize| !driven || places[index].1.minutes != LASTS;
        let spans = offers.iter().enumerate().filter(|(index, _)| of_task(*index)).map(|(_, offer)| (offer.start, offer.finish));
        let (start, mut finish) = spans.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or((at, at));
        if driven {
            if stretch > finish && self.later(node, at, (finish, stretch), &offers).is_none() {
                finish = stretch;
            }
            for (index, offer) in offers.iter_mut().enumerate().filter(|(index, _)| places[*index].1.minutes == LASTS) {
                match self.offer_window(node, &places[index].1, offer.resource, (at, (start, finish))) {
                    Some(held) if held.ready <= at => *offer = held,
                    Some(held) => {
                        self.stalled = held.apart.then_some(index);
                        return Attempt::Wait(held.ready);
                    }
                    None => return Attempt::Nobody(index),
                }
            }
        }
        Attempt::Placed { start, finish, offers }
    }
}

/// What came of trying to place a node at a minute.
enum Attempt {
    /// Everybody is free.
    Placed { start: Minute, finish: Minute, offers: Vec<Offer> },
    /// Not before this minute.
    Wait(Minute),
    /// Nobody is ever free for one place.
    Nobody(usize),
}
