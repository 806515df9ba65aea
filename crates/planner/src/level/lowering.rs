//! Demands made ready for decoding: who qualifies for which place of which task, and for how long.
//!
//! A demand of several people becomes as many *places*. Those who qualify for a place are a *group*, kept once however
//! many places ask for it; a named resource is a group of one. Members stand in the order in which they are preferred
//! when nothing else tells them apart: whoever has fewer skills first, so that rare ones stay free, then by key.

use std::collections::BTreeMap;

use super::matching::Matching;
use super::objective::Objective;
use super::outcome::Shortage;
use super::resources::{Demand, DemandIndex, Need, ResourceIndex, Resources, SkillId};
use crate::calendar::CalendarId;
use crate::graph::Role;
use crate::hierarchy::NONE;
use crate::network::{Constraint, Length, Mode, Progress, Span, TaskIndex};
use crate::prepared::{Prepared, divided, within};

/// Most places of a task that are filled; what a task demands beyond it is a finding.
const PLACES: usize = 256;

/// A place lasts as long as its task.
pub(super) const LASTS: i32 = -1;

/// One place of a task that somebody fills.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) demand: u32,
    /// Who qualifies.
    pub(super) group: u32,
    /// Working minutes in all, or [`LASTS`].
    pub(super) minutes: i32,
    /// Working minutes that remain to be done, or [`LASTS`].
    pub(super) rest: i32,
    pub(super) units: u32,
    /// Least working minutes in a piece; 0 when the work is not interrupted.
    pub(super) piece: i32,
}

/// How the dates of a node come about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A gate or sum of a summary.
    Outline,
    /// Nobody is needed: links and lengths say all.
    Free,
    /// It runs on its own calendar and holds who it needs.
    Window,
    /// It takes as long as those who do it.
    Driven,
}

/// The demands of a network, by node.
pub(super) struct Lowered {
    pub(super) kinds: Vec<Kind>,
    /// Whose dates stand whatever the links say: done, under way, typed by hand, pinned, agreed to begin before today.
    pub(super) stands: Vec<bool>,
    /// For each node its first place; one more at the end.
    first: Vec<u32>,
    places: Vec<Place>,
    /// For each group its first member; one more at the end.
    members_first: Vec<u32>,
    members: Vec<u32>,
    /// The preference of each resource: smaller is taken first.
    pub(super) rank: Vec<u32>,
    /// The calendar of each resource.
    pub(super) calendars: Vec<CalendarId>,
    /// For each node the calendar of its own that its places have to heed, unless that is nobody's business.
    pub(super) own: Vec<Option<CalendarId>>,
    pub(super) shortages: Vec<Shortage>,
}

impl Lowered {
    /// The places of a node.
    #[inline]
    pub(super) fn places(&self, node: usize) -> &[Place] {
        &self.places[self.first[node] as usize..self.first[node + 1] as usize]
    }

    /// The same, to change how long they take.
    pub(super) fn places_mut(&mut self, node: usize) -> &mut [Place] {
        &mut self.places[self.first[node] as usize..self.first[node + 1] as usize]
    }

    /// How many groups there are.
    pub(super) fn groups(&self) -> usize {
        self.members_first.len() - 1
    }

    /// Who qualifies for a place, the preferred first.
    #[inline]
    pub(super) fn members(&self, place: &Place) -> &[u32] {
        let group = place.group as usize;
        &self.members[self.members_first[group] as usize..self.members_first[group + 1] as usize]
    }

    pub(super) fn new(prepared: &mut Prepared<'_>, resources: &Resources, objective: &Objective) -> Self {
        let count = prepared.graph.nodes.len();
        let mut lowered = Self {
            kinds: Vec::with_capacity(count),
            stands: Vec::with_capacity(count),
            first: Vec::with_capacity(count + 1),
            places: Vec::new(),
            members_first: vec![0],
            members: Vec::new(),
            rank: ranks(resources),
            calendars: resources.resources.iter().map(|resource| resource.calendar).collect(),
            own: vec![None; count],
            shortages: Vec::new(),
        };
        let mut groups = Groups::new(prepared, resources, &mut lowered);
        let by_node = lowered.demands_by_node(prepared, resources);
        let mut next = 0;
        for node in 0..count {
            lowered.first.push(u32::try_from(lowered.places.len()).unwrap_or(NONE));
            let from = next;
            while by_node.get(next).is_some_and(|(at, _)| *at as usize == node) {
                next += 1;
            }
            let kind = lowered.add_node(prepared, node, resources, &by_node[from..next], &mut groups);
            lowered.kinds.push(kind);
            lowered.stands.push(prepared.is_leaf(node) && stands(prepared, objective, node));
        }
        lowered.first.push(u32::try_from(lowered.places.len()).unwrap_or(NONE));
        lowered.add_intersections(prepared);
        lowered.shortages.sort_unstable();
        lowered
    }

    /// The usable demands with their nodes, sorted by node.
    fn demands_by_node(&mut self, prepared: &Prepared<'_>, resources: &Resources) -> Vec<(u32, u32)> {
        let mut by_node = Vec::with_capacity(resources.demands.len());
        for (index, demand) in (0u32..).zip(&resources.demands) {
            let node = prepared.graph.leaf_or_sum.get(demand.task.0 as usize).copied().unwrap_or(NONE);
            let leaf = prepared.graph.nodes.get(node as usize).is_some_and(|node| node.role == Role::Leaf);
            let known = match demand.need {
                Need::Resource(resource) => (resource.0 as usize) < resources.resources.len(),
                Need::Skill { .. } => true,
            };
            if leaf && known {
                by_node.push((node, index));
            } else {
                self.shortages.push(Shortage::Unknown { demand: DemandIndex(index) });
            }
        }
        // What a demand says comes before its position, so that the order of the input decides nothing.
        by_node.sort_unstable_by_key(|(node, index)| {
            let demand = &resources.demands[*index as usize];
            let need = match demand.need {
                Need::Resource(resource) => (0, resources.resources[resource.0 as usize].key, 0, 1),
                Need::Skill { skill, level, people } => (1, u64::from(skill.0), level, people),
            };
            (*node, need, demand.units, demand.work, demand.piece, *index)
        });
        by_node
    }

    /// Adds the places of a node and says how its dates come about.
    fn add_node(
        &mut self,
        prepared: &Prepared<'_>,
        node: usize,
        resources: &Resources,
        demands: &[(u32, u32)],
        groups: &mut Groups<'_>,
    ) -> Kind {
        if prepared.graph.nodes[node].role != Role::Leaf {
            return Kind::Outline;
        }
        let task = prepared.task(node);
        if demands.is_empty() {
            return Kind::Free;
        }
        let demand_of = |index: &(u32, u32)| &resources.demands[index.1 as usize];
        let works = |demand: &Demand| demand.work.is_some_and(|work| work > 0);
        let planned = task.span.planned();
        let assigned = matches!(task.span, Span::Assigned { .. });
        let any_work = demands.iter().any(|index| works(demand_of(index)));
        let driven = assigned && (any_work || (matches!(planned, Length::Working(_)) && planned.minutes() > 0));
        if !driven && planned.minutes() <= 0 {
            return Kind::Free;
        }
        let from = self.places.len();
        for index in demands {
            let demand = demand_of(index);
            if demand.units == 0 || demand.work.is_some_and(|work| work <= 0) {
                continue;
            }
            let minutes = match demand.work {
                Some(work) => within(divided(work, demand.units)),
                None if driven && !any_work => within(planned.minutes()),
                None => LASTS,
            };
            let rest = match (task.progress, minutes) {
                (_, LASTS) | (Progress::NotStarted, _) => minutes,
                (Progress::Finished { .. }, _) => 0,
                (Progress::Started { remaining, .. }, _) => share(minutes, remaining, planned.minutes()),
            };
            let piece = demand.piece.filter(|_| driven).map_or(0, |piece| within(piece.max(1)));
            let place = Place { demand: index.1, group: 0, minutes, rest, units: demand.units, piece };
            self.add_places(place, demand, groups);
        }
        self.drop_unmatched(from, resources);
        if task.calendar.is_some() {
            self.own[node] =
                Some(crate::graph::calendar_of(prepared.network, &prepared.calendars, prepared.graph.nodes[node].task));
        }
        if self.places.len() == from {
            return Kind::Free;
        }
        let drives = self.places[from..].iter().any(|place| place.minutes != LASTS);
        if driven && drives { Kind::Driven } else { Kind::Window }
    }

    fn add_places(&mut self, place: Place, demand: &Demand, groups: &mut Groups<'_>) {
        let (group, wanted) = match demand.need {
            Need::Resource(resource) => (groups.of_one(resource, place.units, self), 1),
            Need::Skill { skill, level, people } => (groups.of_skill((skill, level, place.units), self), people as usize),
        };
        let place = Place { group, ..place };
        let known = self.members(&place).len();
        let given = wanted.min(known).min(PLACES);
        self.places.extend(std::iter::repeat_n(place, given));
        if wanted > given {
            self.short(demand, place.demand, wanted - given);
        }
    }

    fn short(&mut self, demand: &Demand, index: u32, places: usize) {
        let skill = match demand.need {
            Need::Resource(_) => None,
            Need::Skill { skill, level, .. } => Some((skill, level)),
        };
        let places = u32::try_from(places).unwrap_or(u32::MAX);
        self.shortages.push(Shortage::NobodyMeets { task: demand.task, demand: DemandIndex(index), skill, places });
    }

    /// Drops the places of a node, from one on, for which nobody is left when everybody fills one place only.
    fn drop_unmatched(&mut self, from: usize, resources: &Resources) {
        let mut extra = self.places.len() - from;
        if extra > PLACES {
            let beyond: Vec<Place> = self.places.drain(from + PLACES..).collect();
            for same in beyond.chunk_by(|one, other| one.demand == other.demand) {
                self.short(&resources.demands[same[0].demand as usize], same[0].demand, same.len());
            }
            extra = PLACES;
        }
        let same_group = self.places[from..].iter().all(|place| place.group == self.places[from].group);
        if extra < 2 || (same_group && extra <= self.members(&self.places[from]).len()) {
            return;
        }
        let mut matching = Matching::default();
        matching.begin(extra);
        let mut lost = Vec::new();
        for place in 0..extra {
            let found =
                matching.add(place, |place, visit| self.members(&self.places[from + place]).iter().any(|member| visit(*member)));
            if !found {
                lost.push(from + place);
            }
        }
        for place in lost.iter().rev() {
            let demand = self.places.remove(*place).demand;
            self.short(&resources.demands[demand as usize], demand, 1);
        }
    }

    /// Calendars in which tasks with calendars of their own and those who do them both work.
    fn add_intersections(&self, prepared: &mut Prepared<'_>) {
        let mut pairs: Vec<(CalendarId, CalendarId)> = Vec::new();
        let mut seen: Vec<(CalendarId, u32)> = Vec::new();
        for (node, own) in self.own.iter().enumerate() {
            let Some(own) = own else { continue };
            if self.kinds[node] == Kind::Driven {
                seen.extend(self.places(node).iter().map(|place| (*own, place.group)));
            }
        }
        seen.sort_unstable();
        seen.dedup();
        for (own, group) in seen {
            let group = group as usize;
            let members = &self.members[self.members_first[group] as usize..self.members_first[group + 1] as usize];
            pairs.extend(members.iter().map(|member| (own, self.calendars[*member as usize])));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (own, other) in pairs {
            prepared.calendars.to_mut().intersection(own, other);
        }
    }
}

/// A part of some minutes, rounded up.
fn share(minutes: i32, part: i64, whole: i64) -> i32 {
    if whole <= 0 {
        return minutes;
    }
    let part = i128::from(part.clamp(0, whole));
    i32::try_from((i128::from(minutes) * part + i128::from(whole) - 1) / i128::from(whole)).unwrap_or(minutes)
}

/// The place of each resource in the order of preference.
fn ranks(resources: &Resources) -> Vec<u32> {
    let mut order: Vec<usize> = (0..resources.resources.len()).collect();
    order.sort_by_key(|index| {
        let resource = &resources.resources[*index];
        (resource.skills.len(), resource.key, *index)
    });
    let mut rank = vec![0; order.len()];
    for (at, index) in (0u32..).zip(order) {
        rank[index] = at;
    }
    rank
}

/// Whether the dates of a task stand, whatever links say.
fn stands(prepared: &Prepared<'_>, objective: &Objective, node: usize) -> bool {
    let (task, project) = (prepared.task(node), prepared.project_of(node));
    let typed = task.mode != Mode::Automatic && task.mode != (Mode::Manual { start: None, finish: None });
    let must = matches!(task.constraint, Constraint::MustStartOn(_) | Constraint::MustFinishOn(_));
    typed
        || task.progress != Progress::NotStarted
        || task.pinned.is_some()
        || (must && project.honor_constraints && task.mode == Mode::Automatic)
        || begun(prepared, objective, node).is_some()
}

/// The agreed start of a task that lies before the day from which on work can be moved, unless it is typed or pinned.
pub(super) fn begun(prepared: &Prepared<'_>, objective: &Objective, node: usize) -> Option<crate::Minute> {
    let agreed = objective.agreed(TaskIndex(prepared.graph.nodes[node].task))?;
    let task = prepared.task(node);
    let free = task.progress == Progress::NotStarted && task.mode == Mode::Automatic && task.pinned.is_none();
    (free && agreed.start < objective.from?).then_some(agreed.start)
}

/// Groups that are known already.
struct Groups<'a> {
    resources: &'a Resources,
    usable: Vec<bool>,
    named: BTreeMap<(ResourceIndex, bool), u32>,
    skilled: BTreeMap<(SkillId, u16, u32), u32>,
    /// For each skill who has it, at which level.
    having: BTreeMap<SkillId, Vec<(u16, u32)>>,
}

impl<'a> Groups<'a> {
    fn new(prepared: &Prepared<'_>, resources: &'a Resources, lowered: &mut Lowered) -> Self {
        let works = |calendar| prepared.calendars.contains(calendar) && prepared.calendars.has_working_time(calendar);
        let usable: Vec<bool> = resources.resources.iter().map(|resource| works(resource.calendar)).collect();
        let mut having: BTreeMap<SkillId, Vec<(u16, u32)>> = BTreeMap::new();
        for (index, resource) in (0u32..).zip(&resources.resources) {
            if !usable[index as usize] {
                lowered.shortages.push(Shortage::NeverWorks { resource: ResourceIndex(index) });
                continue;
            }
            for skill in &resource.skills {
                having.entry(skill.skill).or_default().push((skill.level, index));
            }
        }
        Self { resources, usable, named: BTreeMap::new(), skilled: BTreeMap::new(), having }
    }

    /// The group of a named resource; empty when it has not so much time.
    fn of_one(&mut self, resource: ResourceIndex, units: u32, lowered: &mut Lowered) -> u32 {
        let index = resource.0 as usize;
        let able = self.usable[index] && units <= self.resources.resources[index].capacity;
        *self.named.entry((resource, able)).or_insert_with(|| lowered.add_group(able.then_some(resource.0).into_iter().collect()))
    }

    /// The group of all who have a skill at a level or more and so much time.
    fn of_skill(&mut self, wanted: (SkillId, u16, u32), lowered: &mut Lowered) -> u32 {
        let (skill, level, units) = wanted;
        if let Some(known) = self.skilled.get(&wanted) {
            return *known;
        }
        let having = self.having.get(&skill).map_or(&[][..], Vec::as_slice);
        let able = |index: u32| self.resources.resources[index as usize].capacity >= units;
        let mut members: Vec<u32> =
            having.iter().filter(|(own, index)| *own >= level && able(*index)).map(|(_, index)| *index).collect();
        members.sort_unstable_by_key(|index| lowered.rank[*index as usize]);
        members.dedup();
        let group = lowered.add_group(members);
        self.skilled.insert(wanted, group);
        group
    }
}

impl Lowered {
    fn add_group(&mut self, members: Vec<u32>) -> u32 {
        self.members.extend(members);
        self.members_first.push(u32::try_from(self.members.len()).unwrap_or(NONE));
        u32::try_from(self.members_first.len() - 2).unwrap_or(NONE)
    }
}
