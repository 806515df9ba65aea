//! Tasks that stand: done, under way, typed by hand, pinned, promised for a date, or agreed to begin before the day from
//! which on work can be moved. They are placed before everything else and hold those who do them, even beyond what there
//! is; only the rest of a task under way waits for whoever does it.
//!
//! Whoever was agreed fills a place; in a done task nobody else is supposed to have done it.

use super::decoder::Decoder;
use super::lowering::{Kind, LASTS, Place, begun};
use super::offering::Offer;
use crate::calendar::CalendarId;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Constraint, Length, Mode, Progress};
use crate::prepared::{Prepared, within};

/// From which end work on a standing task is reckoned.
#[derive(Clone, Copy)]
enum From {
    /// It begins at a minute.
    Start(Minute),
    /// It ends at a minute.
    Finish(Minute),
    /// It lasts from one minute to another.
    Both(Minute, Minute),
}

impl Decoder<'_> {
    /// Places everything that stands: first what is done, then what is under way, then what is fixed; by key.
    pub(super) fn place_standing(&mut self) {
        let problem = self.problem;
        let mut nodes: Vec<u32> = problem.nodes.iter().copied().filter(|node| problem.lowered.stands[*node as usize]).collect();
        nodes.sort_by_key(|node| {
            let rank = match problem.prepared.task(*node as usize).progress {
                Progress::Finished { .. } => 0,
                Progress::Started { .. } => 1,
                Progress::NotStarted => 2,
            };
            (rank, problem.key(problem.prepared.graph.nodes[*node as usize].task))
        });
        for node in nodes {
            let first = self.holds.len();
            self.stand(node as usize);
            let count = u32::try_from(self.holds.len() - first).unwrap_or(NONE);
            self.held[node as usize] = (u32::try_from(first).unwrap_or(NONE), count);
        }
    }

    fn stand(&mut self, node: usize) {
        let (problem, prepared) = (self.problem, self.problem.prepared);
        let times = &problem.pass.times[node];
        let mut dates = (times.early_start, times.early_finish);
        if let Some(start) = begun(prepared, problem.objective, node) {
            let run = prepared.run(node, start);
            dates = (run.start, run.finish);
        }
        self.set(node, dates);
        let places = problem.lowered.places(node);
        let driven = problem.lowered.kinds[node] == Kind::Driven;
        let from = match prepared.task(node).progress {
            Progress::Finished { start, finish } => From::Both(start, finish),
            Progress::Started { .. } | Progress::NotStarted if driven => self.fixed_end(node, dates),
            Progress::Started { .. } | Progress::NotStarted => From::Both(dates.0, dates.1),
        };
        let mut used: Vec<u32> = Vec::new();
        let mut span: Option<(Minute, Minute)> = None;
        let drives = |place: &Place| driven && place.minutes != LASTS && !matches!(from, From::Both(..));
        for pass in [true, false] {
            for (index, place) in (0u32..).zip(places).filter(|(_, place)| drives(place) == pass) {
                let ends = if pass { from } else { From::Both(span.unwrap_or(dates).0, span.unwrap_or(dates).1) };
                let Some(stretches) = self.fill(node, (index, place), ends, &mut used) else { continue };
                if pass {
                    let so_far = span.unwrap_or(stretches);
                    span = Some((so_far.0.min(stretches.0), so_far.1.max(stretches.1)));
                }
            }
        }
        let Some(span) = span else { return };
        let start = match (prepared.task(node).progress, from) {
            (Progress::Started { start, .. }, _) => start,
            (Progress::NotStarted, From::Start(start)) if self.typed(node) => start,
            (Progress::NotStarted | Progress::Finished { .. }, _) => span.0,
        };
        let finish = match from {
            From::Finish(finish) => finish.max(span.1),
            From::Start(_) | From::Both(..) => span.1,
        };
        self.set(node, (start, finish));
    }

    fn typed(&self, node: usize) -> bool {
        self.problem.prepared.task(node).mode != Mode::Automatic
    }

    /// Which end of a task stands whose other end follows from those who do it.
    fn fixed_end(&self, node: usize, dates: (Minute, Minute)) -> From {
        let prepared = self.problem.prepared;
        let task = prepared.task(node);
        match (task.mode, task.progress) {
            (Mode::Manual { start: Some(start), finish: Some(finish) }, _) => return From::Both(start, finish),
            (_, Progress::Started { start, .. }) => return From::Start(start),
            (Mode::Manual { start: Some(start), finish: None }, _) => return From::Start(start),
            (Mode::Manual { start: None, finish: Some(finish) }, _) => return From::Finish(finish),
            (Mode::Automatic | Mode::Manual { start: None, finish: None }, _) => {}
        }
        if let Some(start) = begun(prepared, self.problem.objective, node).or(task.pinned) {
            return From::Start(start);
        }
        match task.constraint {
            Constraint::MustFinishOn(date) => From::Finish(date),
            Constraint::MustStartOn(date) => From::Start(date),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoEarlierThan(_)
            | Constraint::StartNoLaterThan(_)
            | Constraint::FinishNoEarlierThan(_)
            | Constraint::FinishNoLaterThan(_) => From::Start(dates.0),
        }
    }

    /// Fills one place of a standing task; from when to when the work on it takes.
    fn fill(&mut self, node: usize, (index, place): (u32, &Place), from: From, used: &mut Vec<u32>) -> Option<(Minute, Minute)> {
        let problem = self.problem;
        let members = problem.lowered.members(place);
        let done = matches!(problem.prepared.task(node).progress, Progress::Finished { .. });
        let open = |member: &u32| !used.contains(member);
        let told = members.iter().copied().filter(open).find(|member| problem.told(node, *member));
        let who = told.or(if members.len() == 1 { members.first().copied().filter(open) } else { None });
        let who = match who {
            Some(who) => who,
            None if done => return None,
            None => {
                let free = |member: &u32| {
                    self.stretches(node, place, *member, from).is_some_and(|stretches| {
                        stretches
                            .iter()
                            .all(|(begin, end)| self.profiles[*member as usize].blocked(*begin, *end, place.units).is_none())
                    })
                };
                let free = members.iter().copied().filter(open).find(free);
                let Some(free) = free else {
                    self.empty.push((u32::try_from(node).unwrap_or(NONE), *place));
                    return None;
                };
                free
            }
        };
        let stretches = self.stretches(node, place, who, from).filter(|stretches| stretches.iter().any(|(from, to)| from < to));
        let Some(stretches) = stretches else {
            if !done {
                self.empty.push((u32::try_from(node).unwrap_or(NONE), *place));
            }
            return None;
        };
        used.push(who);
        for stretch in &stretches {
            self.hold(index, place, who, *stretch);
        }
        let clock = problem.clock(who);
        let (first, last) = (stretches.first()?, stretches.last()?);
        Some((clock.start_at(first.0)?, clock.finish_at(last.1)?))
    }

    /// The positions at which somebody works on a standing task.
    fn stretches(&self, node: usize, place: &Place, resource: u32, from: From) -> Option<Vec<(i32, i32)>> {
        let problem = self.problem;
        let clock = problem.clock(resource);
        let shared = problem.shared(node, resource).map(|shared| problem.prepared.calendars.get(shared)).unwrap_or(clock);
        let in_own = |begin: i32, end: i32| -> Option<(i32, i32)> {
            Some((clock.position(shared.start_at(begin)?), clock.position(shared.finish_at(end)?)))
        };
        match from {
            From::Both(start, finish) => {
                let limit = |stop: Minute| {
                    if place.minutes == LASTS { i32::MAX } else { clock.position(stop).saturating_add(place.minutes) }
                };
                if let (Progress::Started { .. }, Some((stop, again))) =
                    (problem.prepared.task(node).progress, interruption(problem.prepared, node))
                {
                    let pieces = [(clock.position(start), clock.position(stop)), (clock.position(again), clock.position(finish))];
                    return Some(pieces.into_iter().filter(|(from, to)| from < to).collect());
                }
                Some(vec![(clock.position(start), clock.position(finish).min(limit(start)))])
            }
            From::Start(start) => {
                let begin = shared.position(start);
                let done = place.minutes - place.rest;
                match interruption(problem.prepared, node) {
                    Some((_, again)) if place.rest > 0 && shared.position(again) > begin + done => {
                        let rest = Place { minutes: place.rest, piece: 0, ..*place };
                        let offer: Offer = self.offer(node, &rest, resource, again)?;
                        let mut stretches = vec![(offer.from, offer.to)];
                        if done > 0 {
                            stretches.insert(0, in_own(begin, begin + done)?);
                        }
                        Some(stretches)
                    }
                    Some(_) | None => Some(vec![in_own(begin, begin.checked_add(place.minutes)?)?]),
                }
            }
            From::Finish(finish) => {
                let end = shared.position(finish);
                Some(vec![in_own(end.checked_sub(place.minutes)?, end)?])
            }
        }
    }
}

/// Where the done work of a task under way stops, and from where on the rest can go on, if that is later.
fn interruption(prepared: &Prepared<'_>, node: usize) -> Option<(Minute, Minute)> {
    let task = prepared.task(node);
    let Progress::Started { start, remaining, resume } = task.progress else { return None };
    let again = resume.max(prepared.project_of(node).status)?;
    let planned = task.span.planned();
    let done = planned.minutes().saturating_sub(remaining.clamp(0, planned.minutes().max(0)));
    let calendar = match planned {
        Length::Elapsed(_) => CalendarId::AROUND_THE_CLOCK,
        Length::Working(_) => prepared.calendar(node),
    };
    let stop = prepared.calendars.get(calendar).finish_after(start, within(done));
    (again > stop && remaining > 0).then_some((stop, again))
}
