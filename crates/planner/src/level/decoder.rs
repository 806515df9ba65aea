//! Serial schedule generation with calendars and skills (Kelley 1963; Kolisch 1996).
//!
//! Tasks are placed in turn, each as early as its links, its constraints and those who do it allow. What links, lags,
//! constraints and summaries ask for is what [`Pass`] says, computed from the dates that the predecessors have got here
//! in place of their early dates; so there is one set of rules. What stands (done, typed, pinned) was placed before.

use super::lowering::{Kind, LASTS, Lowered, Place};
use super::matching::Matching;
use super::objective::{Agreed, Score};
use super::problem::Problem;
use super::profile::Profile;
use super::resources::ResourceIndex;
use super::score::REPLACED;
use crate::calendar::{CalendarId, Compiled};
use crate::hierarchy::NONE;
use crate::minute::{DAY, Minute};
use crate::pass::Pass;
use crate::prepared::{SPECIAL, elapsed};
use crate::rules::Asked;

/// Of a large group whoever is not free at once is asked no further when so many were asked.
const ASKED: usize = 48;

/// How often a task is tried at a later minute before its places are left empty.
const TRIES: u32 = 20_000;

/// How often in a row a task is tried at a later minute because somebody does not work then, before their place is left
/// empty: there may be no minute at which all work.
const STALLS: u32 = 120;

/// How often two calendars take turns in search of a minute at which both work.
const TURNS: u32 = 60;

/// How many weeks around tell whether somebody works on a day of the week.
const WEEKS: i32 = 6;

/// Somebody's time that a place takes, in working minutes of their calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    /// The position of the place among those of its node.
    pub(super) place: u32,
    pub(super) resource: u32,
    pub(super) from: i32,
    pub(super) to: i32,
}

/// Where somebody could fill a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    pub(super) resource: u32,
    /// The minute at which the task could start for that; not later than asked when they are free at once.
    pub(super) ready: Minute,
    pub(super) start: Minute,
    pub(super) finish: Minute,
    /// Positions of the work; the last piece's when it is interrupted.
    pub(super) from: i32,
    pub(super) to: i32,
    /// They are not ready because they do not work then, not because they are busy.
    apart: bool,
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

impl<'p> Decoder<'p> {
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
        let lowered = self.lowered();
        if lowered.kinds[node] == Kind::Outline {
            self.pass.forward_special(node);
            return;
        }
        if lowered.stands[node] {
            return;
        }
        let special = self.problem.prepared.nodes[node].kind & SPECIAL != 0;
        let floor = self.problem.floors[node];
        if lowered.kinds[node] == Kind::Free {
            let dates = if special {
                self.pass.planned_from(node, floor)
            } else {
                let run = self.problem.prepared.run(node, self.pass.plain_bound(node).max(floor));
                (run.start, run.finish)
            };
            self.set(node, dates);
            return;
        }
        let asked = if special {
            self.pass.allowed_from(node, floor)
        } else {
            let from = self.pass.plain_bound(node).max(floor);
            Asked { from, finish: Minute::EARLIEST, stretch: Minute::EARLIEST }
        };
        let (first, unfilled) = (self.holds.len(), self.empty.len());
        let mut dates = self.settle(node, asked);
        if let Some(limits) = &self.limits
            && dates.1 > limits[node]
        {
            dates = self.give_up(node, (first, unfilled), asked);
        }
        let count = u32::try_from(self.holds.len() - first).unwrap_or(NONE);
        self.held[node] = (u32::try_from(first).unwrap_or(NONE), count);
        self.set(node, dates);
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
    fn settle(&mut self, node: usize, asked: Asked) -> (Minute, Minute) {
        let lowered = self.lowered();
        let places = lowered.places(node);
        if let ([only], Kind::Driven) = (places, lowered.kinds[node]) {
            return self.settle_one(node, only, asked);
        }
        let mut places: Vec<(u32, Place)> = (0..).zip(places.iter().copied()).collect();
        let (mut at, mut stalls) = (asked.from, 0);
        for _ in 0..TRIES {
            let attempt = self.attempt(node, at, asked.stretch, &places);
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
                        None => return self.take(node, (start, finish), &places, &offers),
                    }
                }
                Attempt::Placed { start, finish, offers } => return self.take(node, (start, finish), &places, &offers),
                Attempt::Wait(until) if until > at => at = until,
                Attempt::Wait(_) => break,
                Attempt::Nobody(place) => {
                    let lost = places.remove(place);
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
    fn settle_one(&mut self, node: usize, place: &Place, asked: Asked) -> (Minute, Minute) {
        let lowered = self.lowered();
        let agreed = self.problem.agreed_of(node);
        let mut at = asked.from;
        for _ in 0..TRIES {
            let mut best: Option<((i64, Minute, u32), Offer)> = None;
            for (count, resource) in self.asked(lowered.members(place), agreed).enumerate() {
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
            return self.take(node, (offer.start, offer.finish.max(asked.stretch)), &[(0, *place)], &[offer]);
        }
        self.empty.push((u32::try_from(node).unwrap_or(NONE), *place));
        self.alone(node, asked)
    }

    /// Those who qualify, whoever was agreed first.
    fn asked<'a>(&self, members: &'a [u32], agreed: Option<&'a Agreed>) -> impl Iterator<Item = u32> + use<'a> {
        let told = agreed.map_or(&[][..], |agreed| agreed.people.as_slice());
        let known = members.len() > ASKED;
        let first = told.iter().map(|resource| resource.0).filter(move |resource| known && members.contains(resource));
        first.chain(members.iter().copied().filter(move |member| !known || !told.contains(&ResourceIndex(*member))))
    }

    /// How much an offer is liked: first what it disturbs, then when it ends, then whose rank is best.
    fn preference(&self, agreed: Option<&Agreed>, offer: &Offer) -> (i64, Minute, u32) {
        let rank = self.lowered().rank[offer.resource as usize];
        let Some(agreed) = agreed.filter(|_| self.problem.objective.keeps()) else { return (0, offer.finish, rank) };
        let moved = i64::from(offer.start.get()) - i64::from(agreed.start.get());
        let other = !agreed.people.is_empty() && !agreed.people.contains(&ResourceIndex(offer.resource));
        (moved.abs() + if other { REPLACED } else { 0 }, offer.finish, rank)
    }

    /// A later minute from which on work ends where it is asked to; `None` when no working time lies between.
    fn later(&self, node: usize, at: Minute, (finish, asked): (Minute, Minute), offers: &[Offer]) -> Option<Minute> {
        let last = offers.iter().max_by_key(|offer| offer.finish)?;
        let clock = match (self.lowered().kinds[node], self.problem.shared(node, last.resource)) {
            (Kind::Driven, Some(shared)) => self.problem.prepared.calendars.get(shared),
            (Kind::Driven, None) => self.problem.clock(last.resource),
            (Kind::Window | Kind::Free | Kind::Outline, _) => {
                self.problem.prepared.calendars.get(self.problem.prepared.calendar(node))
            }
        };
        let missing = clock.position(asked) - clock.position(finish);
        if missing <= 0 {
            return None;
        }
        let begin = clock.start_at(clock.position(at))?;
        let later = clock.start_at(clock.position(begin).checked_add(missing)?)?;
        (later > at).then_some(later)
    }

    /// Where somebody could fill a place that drives its task, from a minute on.
    pub(super) fn offer(&self, node: usize, place: &Place, resource: u32, from: Minute) -> Option<Offer> {
        if let Some(shared) = self.problem.shared(node, resource) {
            return self.offer_shared(shared, place, resource, from);
        }
        let clock = self.problem.clock(resource);
        let profile = &self.profiles[resource as usize];
        let wanted = clock.position(from);
        if place.piece > 0 {
            return self.offer_in_pieces(place, resource, from);
        }
        let begin = profile.earliest(wanted, place.rest, place.units)?;
        let end = begin.checked_add(place.rest)?;
        let start = clock.start_at(begin)?;
        let finish = clock.finish_at(end)?;
        let ready = if begin == wanted { from } else { start };
        Some(Offer { resource, ready, start, finish, from: begin, to: end, apart: false })
    }

    /// The same where the task has a calendar of its own: they hold their time also while the task does not run.
    fn offer_shared(&self, shared: CalendarId, place: &Place, resource: u32, from: Minute) -> Option<Offer> {
        let (common, clock) = (self.problem.prepared.calendars.get(shared), self.problem.clock(resource));
        let profile = &self.profiles[resource as usize];
        let mut ready = from;
        for _ in 0..TRIES {
            let position = common.position(ready);
            let start = common.start_at(position)?;
            let finish = common.finish_at(position.checked_add(place.rest)?)?;
            let (begin, end) = (clock.position(start), clock.position(finish));
            match profile.blocked(begin, end, place.units) {
                Some(next) => ready = clock.finish_at(next)?.max(ready),
                None => return Some(Offer { resource, ready, start, finish, from: begin, to: end, apart: false }),
            }
        }
        None
    }

    /// The same where the work may be interrupted.
    fn offer_in_pieces(&self, place: &Place, resource: u32, from: Minute) -> Option<Offer> {
        let clock = self.problem.clock(resource);
        let wanted = clock.position(from);
        let mut first = None;
        let mut last = (wanted, wanted);
        self.pieces(place, resource, wanted, |begin, end| {
            first.get_or_insert(begin);
            last = (begin, end);
        })?;
        let begin = first?;
        let start = clock.start_at(begin)?;
        let ready = if begin == wanted { from } else { start };
        Some(Offer { resource, ready, start, finish: clock.finish_at(last.1)?, from: begin, to: last.1, apart: false })
    }

    /// The pieces of free time, each at least so long as the place asks for, that do its work.
    fn pieces(&self, place: &Place, resource: u32, from: i32, mut piece: impl FnMut(i32, i32)) -> Option<()> {
        let profile = &self.profiles[resource as usize];
        let total = self.problem.clock(resource).total();
        let (mut rest, mut at) = (place.rest, from);
        while rest > 0 {
            let least = place.piece.min(rest);
            let begin = profile.earliest(at, least, place.units)?;
            let free = profile.free_until(begin, place.units).min(total);
            if begin.checked_add(least)? > free {
                return None;
            }
            // What would remain must not be shorter than a piece, unless it is all that is left.
            let most = rest.min(free - begin);
            let left = rest - most;
            let taken = if left > 0 && left < place.piece { (most - (place.piece - left)).max(least) } else { most };
            piece(begin, begin + taken);
            (rest, at) = (rest - taken, begin + taken);
        }
        Some(())
    }

    /// Takes the time of those who were chosen.
    fn take(&mut self, node: usize, dates: (Minute, Minute), places: &[(u32, Place)], offers: &[Offer]) -> (Minute, Minute) {
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
        dates
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

    /// Tries to place a node at a minute.
    fn attempt(&mut self, node: usize, at: Minute, stretch: Minute, places: &[(u32, Place)]) -> Attempt {
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
            for (count, resource) in self.asked(lowered.members(place), agreed).enumerate() {
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

    /// Where somebody could be held while a task runs.
    pub(super) fn offer_window(
        &self,
        node: usize,
        place: &Place,
        resource: u32,
        (at, (start, finish)): (Minute, (Minute, Minute)),
    ) -> Option<Offer> {
        let clock = self.problem.clock(resource);
        let fixed = self.lowered().kinds[node] == Kind::Window;
        let (begin, mut end) = (clock.position(start), clock.position(finish));
        if fixed && place.minutes != LASTS {
            end = end.min(begin.checked_add(place.minutes)?);
        }
        let own = Offer { resource, ready: at, start, finish, from: begin, to: end, apart: false };
        let profile = &self.profiles[resource as usize];
        if let Some(next) = profile.blocked(begin, end, place.units).and_then(|next| profile.earliest(next, 1, place.units)) {
            let ready = clock.finish_at(next)?;
            return Some(Offer { ready, ..own });
        }
        if !fixed {
            // Whoever is held while others work has to be at work at some time.
            let next = clock.next(finish);
            let later = elapsed(at, i64::from(next.ordinal() - finish.ordinal()) + 1);
            let own = if begin < end || start == finish { own } else { Offer { ready: later, apart: true, ..own } };
            return Some(own).filter(|_| next < Minute::LATEST);
        }
        let own_clock = self.problem.prepared.calendars.get(self.problem.prepared.calendar(node));
        let begins = common(own_clock, clock, start)?;
        if begins > start {
            return Some(Offer { ready: begins, apart: true, ..own });
        }
        if !is_away(clock, start, finish) {
            return Some(own);
        }
        let back = clock.next(finish);
        let missing = i32::try_from(self.problem.prepared.between(node, finish, back).max(0)).ok()?;
        let later = own_clock.start_at(own_clock.position(start).checked_add(missing)?.checked_add(1)?)?;
        Some(Offer { ready: later, apart: true, ..own }).filter(|_| back < Minute::LATEST)
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

/// The first minute at or after one at which both work.
fn common(one: Compiled<'_>, other: Compiled<'_>, from: Minute) -> Option<Minute> {
    let mut at = one.next(from);
    for _ in 0..TURNS {
        let both = other.next(at);
        if both == at {
            return (at < Minute::LATEST).then_some(at);
        }
        at = one.next(both);
    }
    None
}

/// Whether somebody does not work in the last 24 hours between two minutes although they do in other weeks: they are
/// away, and do not just work part time.
fn is_away(clock: Compiled<'_>, start: Minute, finish: Minute) -> bool {
    let (from, to) = (start.ordinal().max(finish.ordinal() - DAY), finish.ordinal());
    let works = |weeks: i32| {
        let at =
            |minute: i32| clock.position(Minute::from_ordinal((minute + weeks * 7 * DAY).clamp(0, Minute::LATEST.ordinal())));
        at(to) > at(from)
    };
    !works(0) && (1..=WEEKS).any(|weeks| works(weeks) || works(-weeks))
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
