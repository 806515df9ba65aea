//! When somebody could fill a place of a task: in one piece, in pieces, in the hours of the task and their own, or as long
//! as the task lasts; and who is liked most of those who could.

use super::decoder::{ASKED, Decoder, TRIES};
use super::lowering::{Kind, LASTS, Place};
use super::objective::Agreed;
use super::resources::ResourceIndex;
use super::score::REPLACED;
use crate::calendar::{CalendarId, Compiled};
use crate::minute::{DAY, Minute};
use crate::prepared::elapsed;

/// How often two calendars take turns in search of a minute at which both work.
const TURNS: u32 = 60;

/// How many weeks around tell whether somebody works on a day of the week.
const WEEKS: i32 = 6;
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
    pub(super) apart: bool,
}

impl Decoder<'_> {
    /// Those who qualify, whoever was agreed first.
    pub(super) fn asked<'a>(&self, members: &'a [u32], agreed: Option<&'a Agreed>) -> impl Iterator<Item = u32> + use<'a> {
        let told = agreed.map_or(&[][..], |agreed| agreed.people.as_slice());
        let known = members.len() > ASKED;
        let first = told.iter().map(|resource| resource.0).filter(move |resource| known && members.contains(resource));
        first.chain(members.iter().copied().filter(move |member| !known || !told.contains(&ResourceIndex(*member))))
    }

    /// How much an offer is liked: first what it disturbs, then when it ends, then whose rank is best.
    pub(super) fn preference(&self, agreed: Option<&Agreed>, offer: &Offer) -> (i64, Minute, u32) {
        let rank = self.lowered().rank[offer.resource as usize];
        let Some(agreed) = agreed.filter(|_| self.problem.objective.keeps()) else { return (0, offer.finish, rank) };
        let moved = i64::from(offer.start.get()) - i64::from(agreed.start.get());
        let other = !agreed.people.is_empty() && !agreed.people.contains(&ResourceIndex(offer.resource));
        (moved.abs() + if other { REPLACED } else { 0 }, offer.finish, rank)
    }

    /// A later minute from which on work ends where it is asked to; `None` when no working time lies between.
    pub(super) fn later(&self, node: usize, at: Minute, (finish, asked): (Minute, Minute), offers: &[Offer]) -> Option<Minute> {
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
    pub(super) fn pieces(&self, place: &Place, resource: u32, from: i32, mut piece: impl FnMut(i32, i32)) -> Option<()> {
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
