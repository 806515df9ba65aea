//! Is every demand met by different people who qualify, and is nobody asked for more than they can?

use std::collections::BTreeMap;

use super::{Breach, Checker};
use crate::level::{Demand, DemandIndex, Need, ResourceIndex, Shortage, Work};
use crate::minute::Minute;
use crate::network::{Length, Progress, Span, TaskIndex};

/// Most people that a task gets.
const PLACES: u32 = 256;

impl Checker<'_> {
    pub(super) fn demands(&mut self) {
        for index in 0..self.resources.demands.len() {
            let demand = DemandIndex(u32::try_from(index).unwrap_or(u32::MAX));
            let own = &self.resources.demands[index];
            let work: Vec<Work> = match self.network.tasks.get(own.task.0 as usize) {
                Some(_) => self.levelled.work_on(own.task).iter().filter(|work| work.demand == demand).copied().collect(),
                None => continue,
            };
            self.count(demand, own, &work);
            for work in &work {
                self.qualification(demand, own, work);
            }
            if !self.stands(own.task) && !self.excused.contains(&own.task) {
                self.amounts(demand, own, &work);
            }
        }
        for work in &self.levelled.work {
            let known = self.resources.demands.get(work.demand.0 as usize).is_some_and(|demand| demand.task == work.task);
            let exists = (work.resource.0 as usize) < self.resources.resources.len();
            if !known || !exists {
                self.breaches.insert(Breach::NotQualified { demand: work.demand, resource: work.resource });
            }
        }
        for same in self.levelled.work.chunk_by(|one, other| one.task == other.task) {
            let mut filled: BTreeMap<ResourceIndex, DemandIndex> = BTreeMap::new();
            for work in same {
                if *filled.entry(work.resource).or_insert(work.demand) != work.demand {
                    self.breaches.insert(Breach::Twice { task: work.task, resource: work.resource });
                }
            }
        }
    }

    /// Whether a demand asks for anybody's time at all.
    fn asks(&self, demand: &Demand) -> bool {
        let task = demand.task;
        if !self.takes_part(task) || self.is_summary(task) || demand.units == 0 || demand.work.is_some_and(|work| work <= 0) {
            return false;
        }
        let lasts = self.placed(task).is_some_and(|dates| dates.start < dates.finish);
        lasts && (self.driven(task) || self.task(task).span.planned().minutes() > 0)
    }

    fn count(&mut self, demand: DemandIndex, own: &Demand, work: &[Work]) {
        let mut people: Vec<ResourceIndex> = work.iter().map(|work| work.resource).collect();
        people.sort_unstable();
        people.dedup();
        let wanted = match own.need {
            Need::Resource(_) => 1,
            Need::Skill { people, .. } => people,
        };
        let filled = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let lacks = filled < wanted.min(PLACES) && self.asks(own) && !self.said_short(own.task, demand);
        let known = self.excused.contains(&own.task) || self.done(own.task);
        if filled > wanted || (lacks && !known) {
            self.breaches.insert(Breach::People { demand });
        }
    }

    /// What is done may have been done by people whom nobody wrote down.
    fn done(&self, task: TaskIndex) -> bool {
        matches!(self.task(task).progress, Progress::Finished { .. })
    }

    fn qualification(&mut self, demand: DemandIndex, own: &Demand, work: &Work) {
        let Some(resource) = self.resources.resources.get(work.resource.0 as usize) else { return };
        let able = match own.need {
            Need::Resource(index) => index == work.resource,
            Need::Skill { skill, level, .. } => resource.can(skill, level),
        };
        if !able || resource.capacity < own.units || work.units != own.units {
            self.breaches.insert(Breach::NotQualified { demand, resource: work.resource });
        }
    }

    /// Each one works as long as they have to, in one piece unless pieces are allowed, while the task lasts.
    fn amounts(&mut self, demand: DemandIndex, own: &Demand, work: &[Work]) {
        let Some(dates) = self.placed(own.task) else { return };
        let mut by_resource: BTreeMap<ResourceIndex, Vec<&Work>> = BTreeMap::new();
        for work in work {
            by_resource.entry(work.resource).or_default().push(work);
        }
        for (resource, pieces) in by_resource {
            let Some(calendar) = self.resources.resources.get(resource.0 as usize).map(|resource| resource.calendar) else {
                continue;
            };
            let inside =
                pieces.iter().all(|work| work.start >= dates.start && work.finish <= dates.finish && work.start < work.finish);
            let driven = self.driven(own.task);
            let wanted = self.wanted(own, driven);
            let heeded = self.task(own.task).calendar.is_some() && driven && wanted.is_some();
            let counted = if heeded { self.calendars.intersection(self.calendar(own.task), calendar) } else { calendar };
            let minutes: i64 = pieces.iter().map(|work| self.calendars.working_between(counted, work.start, work.finish)).sum();
            let lasting = self.calendars.working_between(calendar, dates.start, dates.finish);
            let enough = match wanted {
                Some(wanted) if driven => minutes == wanted,
                Some(wanted) => minutes == wanted.min(lasting),
                None => minutes == lasting,
            };
            let least = own.piece.filter(|_| driven).unwrap_or(i64::MAX).max(1);
            let total = wanted.unwrap_or(minutes);
            let long = |work: &&Work| {
                let own = self.calendars.working_between(counted, work.start, work.finish);
                own >= least.min(total)
            };
            let whole = pieces.len() == 1 || (least < i64::MAX && pieces.iter().rev().skip(1).all(long));
            if !inside || !enough || !whole {
                self.breaches.insert(Breach::Work { demand, resource });
            }
        }
    }

    /// The minutes that each one works; `None` when as long as the task lasts.
    fn wanted(&self, own: &Demand, driven: bool) -> Option<i64> {
        if let Some(work) = own.work {
            let units = i128::from(own.units.max(1));
            let minutes = (i128::from(work.max(0)) * 10_000 + units / 2) / units;
            return i64::try_from(minutes).ok().map(|minutes| minutes.min(1 << 29));
        }
        let others = self.demands.get(&own.task)?;
        let any_work = others.iter().any(|other| self.resources.demands[other.0 as usize].work.is_some_and(|work| work > 0));
        match &self.task(own.task).span {
            Span::Assigned { otherwise: Length::Working(minutes), .. } if driven && !any_work => Some(*minutes),
            Span::Assigned { .. } | Span::Fixed(_) => None,
        }
    }

    /// Nobody is asked for more than they can at any minute, but by what stands.
    pub(super) fn capacities(&mut self) {
        let mut by_resource: BTreeMap<ResourceIndex, Vec<&Work>> = BTreeMap::new();
        for work in &self.levelled.work {
            by_resource.entry(work.resource).or_default().push(work);
        }
        for (resource, works) in by_resource {
            let Some(capacity) = self.resources.resources.get(resource.0 as usize).map(|resource| resource.capacity) else {
                continue;
            };
            let mut events: Vec<(Minute, bool, u32, bool)> = Vec::with_capacity(works.len() * 2);
            for work in works {
                let moves = !self.stands(work.task);
                events.push((work.start, true, work.units, moves));
                events.push((work.finish, false, work.units, moves));
            }
            // What ends at a minute ends before what begins there.
            events.sort_unstable_by_key(|(at, begins, _, _)| (*at, *begins));
            let (mut taken, mut moving) = (0u64, 0u32);
            for (index, (at, begins, units, moves)) in events.iter().copied().enumerate() {
                if begins {
                    taken += u64::from(units);
                    moving += u32::from(moves);
                } else {
                    taken -= u64::from(units);
                    moving -= u32::from(moves);
                }
                let more = events.get(index + 1).is_some_and(|next| next.0 == at);
                if !more && taken > u64::from(capacity) && (moving > 0 || !self.said_overloaded(resource, at)) {
                    self.breaches.insert(Breach::Overloaded { resource, at });
                }
            }
        }
    }

    fn said_overloaded(&self, resource: ResourceIndex, at: Minute) -> bool {
        self.levelled.shortages.iter().any(|shortage| {
            matches!(*shortage, Shortage::Overloaded { resource: own, from, to } if own == resource && from <= at && at < to)
        })
    }
}
