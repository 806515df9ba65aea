//! After an edit: as much of the plan before as can be kept, and the rest levelled around it.
//!
//! First every task keeps the time of those who did it. Then tasks are looked at in the order in which they started. Where
//! links, constraints and its people let a task start where it did, it stays; nobody else is asked, which is what makes this
//! fast. What has to move is placed between the others, or at the cost of those that start later, whichever disturbs less;
//! they are placed anew in their turn. So the answer is a function of the plan before and of what is asked now, and what an
//! edit does not reach does not move.
//!
//! It looks for no better order of the tasks, and nobody is asked who might do sooner what can stay as it is. Whoever wants
//! that levels afresh.

use std::borrow::Cow;

use super::decoder::{Decoder, Hold};
use super::lowering::{Kind, LASTS, Lowered, Place};
use super::objective::{Agreed, Objective};
use super::outcome::{Levelled, Work};
use super::problem::Problem;
use super::profile::Profile;
use super::resources::{ResourceIndex, Resources};
use super::score::{REPLACED, after};
use crate::calendar::Calendars;
use crate::hierarchy::NONE;
use crate::minute::{DAY, Minute};
use crate::network::{Constraint, Mode, Network, Progress, Task, TaskIndex};
use crate::rules::Asked;

/// Minutes by the clock in a minute of work, about.
const BY_THE_CLOCK: i64 = 3;

/// Levels a plan after an edit so that as little as possible of it changes, in one schedule.
///
/// `before` is the plan that was made before the edit; everything else says what holds after it. Tasks and resources stand at
/// the positions that they had, new ones behind them; what is gone is inactive, or has no working time. Each task, in the
/// order of their starts before, stays where it was with those who did it where it still can, and is levelled anew where it
/// cannot. Where disturbance counts before makespan nothing is pulled before where it stood, unless something earlier was
/// agreed.
///
/// A task about which nothing was agreed counts as agreed where the plan before had it: in [`Levelled::moved`], and in the
/// score. The answer depends on nothing but the arguments, whatever the order of lines. Levelling the same plan again
/// changes nothing.
#[must_use]
pub fn relevel(
    before: &Levelled,
    network: &Network,
    calendars: &Calendars,
    resources: &Resources,
    objective: &Objective,
) -> Levelled {
    let objective = told(before, network, resources, objective);
    let mut prepared = network.prepare(calendars);
    let lowered = Lowered::new(&mut prepared, resources, &objective);
    let problem = Problem::new(&prepared, &lowered, resources, &objective);
    let kept = Kept::new(&problem, before);
    let order = problem.sorted_by(|problem, node| match kept.starts[node] {
        Some(start) => start.get(),
        None => problem.agreed_start(node),
    });
    let mut decoder = Decoder::new(&problem);
    let mut repair = Repair {
        settled: decoder.profiles.clone(),
        reserved: vec![None; kept.starts.len()],
        claims: vec![Vec::new(); decoder.profiles.len()],
        kept: &kept,
        decoder: &mut decoder,
    };
    repair.reserve(&order);
    for node in order {
        repair.place(node as usize);
    }
    let bound = decoder.bound();
    decoder.assemble(bound, 1)
}

/// The objective with the plan before as what was agreed where nothing was.
fn told<'o>(before: &Levelled, network: &Network, resources: &Resources, objective: &'o Objective) -> Cow<'o, Objective> {
    let mut own = Cow::Borrowed(objective);
    let known = |person: &ResourceIndex| (person.0 as usize) < resources.resources.len();
    for (index, dates) in (0u32..).zip(&before.tasks).take(network.tasks.len()) {
        let (task, Some(dates)) = (TaskIndex(index), dates) else { continue };
        if objective.agreed(task).is_some() || !moves(&network.tasks[index as usize]) {
            continue;
        }
        let mut people: Vec<ResourceIndex> = before.work_on(task).iter().map(|work| work.resource).filter(known).collect();
        people.sort_unstable();
        people.dedup();
        // What nobody was told does not stand because it would begin in the past.
        let start = dates.start.max(objective.from.unwrap_or(Minute::EARLIEST));
        let agreed = &mut own.to_mut().agreed;
        if agreed.len() < network.tasks.len() {
            agreed.resize(network.tasks.len(), None);
        }
        agreed[index as usize] = Some(Agreed { start, people });
    }
    own
}

/// Whether the planner decides when a task begins and who does it.
fn moves(task: &Task) -> bool {
    let must = matches!(task.constraint, Constraint::MustStartOn(_) | Constraint::MustFinishOn(_));
    task.progress == Progress::NotStarted && task.pinned.is_none() && task.mode == Mode::Automatic && !must
}

/// The plan before, by node.
pub(super) struct Kept<'p> {
    before: &'p Levelled,
    /// Where each node started.
    starts: Vec<Option<Minute>>,
    /// For each node its first place; nodes that keep nobody have no places.
    first: Vec<u32>,
    /// Who filled each place.
    people: Vec<u32>,
}

impl<'p> Kept<'p> {
    pub(super) fn new(problem: &Problem<'_>, before: &'p Levelled) -> Self {
        let lowered = problem.lowered;
        let count = lowered.kinds.len();
        let mut kept = Self {
            before,
            starts: Vec::with_capacity(count),
            first: Vec::with_capacity(count + 1),
            people: Vec::with_capacity(count),
        };
        let (mut work, mut found) = (Vec::new(), Vec::new());
        for node in 0..count {
            let task = problem.task_of(node);
            let dates = before.tasks.get(task.0 as usize).copied().flatten();
            kept.starts.push(dates.map(|dates| dates.start).filter(|_| lowered.kinds[node] != Kind::Outline));
            kept.first.push(u32::try_from(kept.people.len()).unwrap_or(NONE));
            let places = lowered.places(node);
            if places.is_empty() || dates.is_none() || lowered.stands[node] {
                continue;
            }
            work.clear();
            work.extend_from_slice(before.work_on(task));
            found.clear();
            found.extend(places.iter().map_while(|place| who(lowered, place, &mut work)));
            if found.len() == places.len() {
                kept.people.extend_from_slice(&found);
            }
        }
        kept.first.push(u32::try_from(kept.people.len()).unwrap_or(NONE));
        kept
    }

    /// Where a node started.
    pub(super) fn start(&self, node: usize) -> Option<Minute> {
        self.starts[node]
    }

    /// Who filled the places of a node, when all of them can again.
    pub(super) fn people(&self, node: usize) -> &[u32] {
        &self.people[self.first[node] as usize..self.first[node + 1] as usize]
    }
}

/// Who of those who did a task can fill one of its places: whoever met the same demand, else anybody of them.
fn who(lowered: &Lowered, place: &Place, work: &mut Vec<Work>) -> Option<u32> {
    let members = lowered.members(place);
    let able = |work: &&Work| members.contains(&work.resource.0);
    let same = work.iter().filter(|work| work.demand.0 == place.demand).find(able);
    let person = same.or_else(|| work.iter().find(able))?.resource;
    work.retain(|work| work.resource != person);
    Some(person.0)
}

/// A plan that is being repaired.
///
/// There are two worlds. In the *settled* one only what was decided takes anybody's time; in the other one, which the
/// decoder sees, what was not looked at yet keeps the time that it had before.
struct Repair<'d, 'p> {
    decoder: &'d mut Decoder<'p>,
    kept: &'d Kept<'p>,
    settled: Vec<Profile>,
    /// For each node that was not looked at yet and keeps its people the dates that it would have.
    reserved: Vec<Option<(Minute, Minute)>>,
    /// For each resource the nodes that had its time reserved.
    claims: Vec<Vec<u32>>,
}

impl Repair<'_, '_> {
    /// Lets each task that keeps its people have the time that it had, as far as those that began before it leave it.
    fn reserve(&mut self, order: &[u32]) {
        for node in order.iter().map(|node| *node as usize) {
            let (Some(start), false) = (self.kept.starts[node], self.kept.people(node).is_empty()) else { continue };
            let first = self.decoder.holds.len();
            self.reserved[node] = self.decoder.as_before(node, start, self.kept);
            self.decoder.hold_from(node, first);
            if self.reserved[node].is_some() {
                for hold in &self.decoder.holds[first..] {
                    self.claims[hold.resource as usize].push(u32::try_from(node).unwrap_or(NONE));
                }
            }
        }
    }

    fn place(&mut self, node: usize) {
        if self.decoder.place_without_people(node) {
            return;
        }
        let asked = self.decoder.allowed(node);
        if let Some(dates) = self.reserved[node].take() {
            let lasts = dates.1 >= asked.finish.max(asked.stretch);
            let in_pieces = self.decoder.lowered().places(node).iter().any(|place| place.piece > 0);
            if lasts && (asked.from == dates.0 || (asked.from < dates.0 && in_pieces)) {
                return self.settle(node, dates);
            }
            self.decoder.release(node);
            if asked.from <= dates.0 {
                // It could begin sooner, where it was agreed; or its finish is asked to be elsewhere.
                let unfilled = self.decoder.empty.len();
                let dates = self.decoder.place_with(node, asked, self.kept.people(node));
                if self.decoder.empty.len() == unfilled {
                    return self.settle(node, dates);
                }
                self.decoder.release(node);
                self.decoder.empty.truncate(unfilled);
            }
        }
        self.search(node, asked);
    }

    /// What a node holds is decided.
    fn settle(&mut self, node: usize, dates: (Minute, Minute)) {
        self.decoder.set(node, dates);
        let places = self.decoder.lowered().places(node);
        for hold in self.decoder.holds_of(node) {
            self.settled[hold.resource as usize].take(hold.from, hold.to, places[hold.place as usize].units);
        }
    }

    /// Finds a place for a node that has to move: between all others where that costs less than to move those who would be
    /// in the way.
    fn search(&mut self, node: usize, asked: Asked) {
        let unfilled = self.decoder.empty.len();
        let between = self.decoder.place_with(node, asked, &[]);
        let cost = self.cost(node, between);
        if cost <= i64::from(DAY) && self.decoder.empty.len() == unfilled {
            return self.settle(node, between);
        }
        let (held, empty) = (self.decoder.holds_of(node).to_vec(), self.decoder.empty.split_off(unfilled));
        self.decoder.release(node);
        std::mem::swap(&mut self.decoder.profiles, &mut self.settled);
        let first = self.decoder.place_with(node, asked, &[]);
        std::mem::swap(&mut self.decoder.profiles, &mut self.settled);
        let pushed: i64 = self.decoder.holds_of(node).iter().map(|hold| self.pushed(node, hold)).sum();
        let fuller = self.decoder.empty.len() - unfilled < empty.len();
        if fuller || self.cost(node, first) + pushed < cost {
            for other in self.in_the_way(node) {
                self.reserved[other as usize] = None;
                self.decoder.release(other as usize);
            }
            let places = self.decoder.lowered().places(node);
            let (from, count) = self.decoder.held[node];
            for at in from..from + count {
                let hold = self.decoder.holds[at as usize];
                self.decoder.profiles[hold.resource as usize].take(hold.from, hold.to, places[hold.place as usize].units);
            }
            return;
        }
        let places = self.decoder.lowered().places(node);
        for hold in self.decoder.holds_of(node) {
            self.settled[hold.resource as usize].give_back(hold.from, hold.to, places[hold.place as usize].units);
        }
        let from = self.decoder.holds.len();
        for hold in held {
            self.decoder.hold(hold.place, &places[hold.place as usize], hold.resource, (hold.from, hold.to));
        }
        self.decoder.hold_from(node, from);
        self.decoder.empty.truncate(unfilled);
        self.decoder.empty.extend(empty);
        self.settle(node, between);
    }

    /// What it costs in minutes that a node lies there and is done by those who hold it.
    fn cost(&self, node: usize, dates: (Minute, Minute)) -> i64 {
        let Some(agreed) = self.decoder.problem.agreed_of(node) else { return 0 };
        let others = self.decoder.holds_of(node).iter().filter(|hold| !agreed.people.contains(&ResourceIndex(hold.resource)));
        let others = if agreed.people.is_empty() { 0 } else { others.count() };
        after(dates.0, agreed.start).abs() + REPLACED * i64::try_from(others).unwrap_or(0)
    }

    /// By how many minutes those who have somebody's time reserved would be pushed, one behind the other, until a gap takes
    /// it up.
    fn pushed(&self, node: usize, hold: &Hold) -> i64 {
        let (lowered, resource) = (self.decoder.lowered(), hold.resource as usize);
        let units = |node: usize, hold: &Hold| lowered.places(node)[hold.place as usize].units;
        let room = self.decoder.profiles[resource].capacity.saturating_sub(units(node, hold));
        let (mut end, mut pushed) = (hold.to, 0);
        for other in self.claims[resource].iter().map(|other| *other as usize) {
            if self.reserved[other].is_none() {
                continue;
            }
            let own = self.decoder.holds_of(other).iter().filter(|own| own.resource == hold.resource && own.to > hold.from);
            for own in own.filter(|own| units(other, own) > room) {
                if own.from < end {
                    pushed += i64::from(end - own.from);
                    end = end.saturating_add(own.to - own.from);
                }
            }
        }
        pushed * BY_THE_CLOCK
    }

    /// Those whose reserved time a node takes away, in the settled world.
    fn in_the_way(&self, node: usize) -> Vec<u32> {
        let lowered = self.decoder.lowered();
        let mut found: Vec<u32> = Vec::new();
        for hold in self.decoder.holds_of(node) {
            let (resource, units) = (hold.resource as usize, lowered.places(node)[hold.place as usize].units);
            if self.decoder.profiles[resource].blocked(hold.from, hold.to, units).is_none() {
                continue;
            }
            let mut free = self.decoder.profiles[resource].clone();
            let give = |free: &mut Profile, other: u32| {
                let places = lowered.places(other as usize);
                for own in self.decoder.holds_of(other as usize).iter().filter(|own| own.resource == hold.resource) {
                    free.give_back(own.from, own.to, places[own.place as usize].units);
                }
            };
            for other in &found {
                give(&mut free, *other);
            }
            // Whoever began last goes first.
            for other in self.claims[resource].iter().rev() {
                let overlaps = |own: &&Hold| own.resource == hold.resource && own.from < hold.to && own.to > hold.from;
                let there = self.reserved[*other as usize].is_some() && !found.contains(other);
                if there && self.decoder.holds_of(*other as usize).iter().any(|own| overlaps(&own)) {
                    if free.blocked(hold.from, hold.to, units).is_none() {
                        break;
                    }
                    give(&mut free, *other);
                    found.push(*other);
                }
            }
        }
        found
    }
}

impl Decoder<'_> {
    /// Gives back what a node holds.
    fn release(&mut self, node: usize) {
        let (first, count) = std::mem::take(&mut self.held[node]);
        let places = self.problem.lowered.places(node);
        for hold in &self.holds[first as usize..(first + count) as usize] {
            self.profiles[hold.resource as usize].give_back(hold.from, hold.to, places[hold.place as usize].units);
        }
    }

    /// Takes for a node the time that it had before, from its start on, as long as it takes now; `None` when somebody is not
    /// free then.
    fn as_before(&mut self, node: usize, start: Minute, kept: &Kept<'_>) -> Option<(Minute, Minute)> {
        let (places, people) = (self.lowered().places(node), kept.people(node));
        if places.iter().any(|place| place.piece > 0)
            && let Some(dates) = self.pieces_as_before(node, kept)
        {
            return Some(dates);
        }
        let asked = Asked { from: start, finish: Minute::EARLIEST, stretch: Minute::EARLIEST };
        if let ([place], [person], Kind::Driven) = (places, people, self.lowered().kinds[node]) {
            let offer = self.offer(node, place, *person, start).filter(|offer| offer.start == start)?;
            self.take(node, &[(0, *place)], &[offer]);
            return Some((offer.start, offer.finish));
        }
        let (first, unfilled) = (self.holds.len(), self.empty.len());
        let dates = self.place_with(node, asked, people);
        if dates.0 == start && self.empty.len() == unfilled {
            return Some(dates);
        }
        self.release(node);
        self.holds.truncate(first);
        self.empty.truncate(unfilled);
        None
    }

    /// Takes for a node the pieces of time that it had before, when they are what it still takes and all of them are free.
    fn pieces_as_before(&mut self, node: usize, kept: &Kept<'_>) -> Option<(Minute, Minute)> {
        let places = self.lowered().places(node);
        let task = self.problem.task_of(node);
        let dates = kept.before.tasks.get(task.0 as usize).copied().flatten()?;
        if places.iter().any(|place| place.minutes == LASTS) {
            return None;
        }
        let mut pieces: Vec<(u32, u32, (i32, i32))> = Vec::new();
        for ((index, place), person) in (0u32..).zip(places).zip(kept.people(node)) {
            if self.problem.shared(node, *person).is_some() {
                return None;
            }
            let (clock, mut rest) = (self.problem.clock(*person), place.rest);
            for work in kept.before.work_on(task).iter().filter(|work| work.resource.0 == *person) {
                let (from, to) = (clock.position(work.start), clock.position(work.finish));
                let least = if place.piece > 0 { place.piece.min(rest) } else { place.rest };
                rest = rest.checked_sub(to - from).filter(|rest| *rest >= 0)?;
                let free = self.profiles[*person as usize].blocked(from, to, place.units).is_none();
                let there = clock.start_at(from) == Some(work.start) && clock.finish_at(to) == Some(work.finish);
                if !free || !there || to - from < least {
                    return None;
                }
                pieces.push((index, *person, (from, to)));
            }
            if rest > 0 {
                return None;
            }
        }
        for (index, person, piece) in pieces {
            self.hold(index, &places[index as usize], person, piece);
        }
        Some((dates.start, dates.finish))
    }
}
