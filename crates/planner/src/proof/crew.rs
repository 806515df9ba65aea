//! Who does it: people with skills, each busy with one activity at a time and there from its start to its finish.
//!
//! A crew does an activity when the people in it can be matched with the places: that is so when for every set of skills at least
//! as many have one of them as are asked for (Hall 1935). The same holds at every moment for all activities that run, so every
//! set of skills is a pool of those who have one of them.

use super::model::Pool;

/// People and what activities ask of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Crews {
    /// For each person one bit for each skill.
    pub(super) people: Vec<u64>,
    /// For each activity, skills and how many people with each; empty where none are asked for.
    pub(super) demands: Vec<Vec<(u32, i32)>>,
}

/// Sets of skills are listed where an activity asks for at most so many, and problems have at most so many.
const MOST_SKILLS: usize = 12;

/// Pools for sets of skills are at most so many.
const MOST_POOLS: usize = 48;

impl Crews {
    /// Who has one of some skills.
    fn having(&self, skills: u64) -> impl Iterator<Item = usize> + '_ {
        self.people.iter().enumerate().filter(move |(_, person)| **person & skills != 0).map(|(number, _)| number)
    }

    /// How many people an activity asks for with one of some skills.
    fn asked(&self, activity: usize, skills: u64) -> i32 {
        self.demands[activity].iter().filter(|(skill, _)| skills >> skill & 1 == 1).map(|(_, people)| people).sum()
    }

    /// How many people an activity asks for.
    pub(super) fn size(&self, activity: usize) -> i32 {
        self.asked(activity, u64::MAX)
    }

    /// Those who could do something of an activity; whoever has the fewest skills first.
    pub(super) fn useful(&self, activity: usize) -> Vec<usize> {
        let skills = self.demands[activity].iter().fold(0, |skills, (skill, _)| skills | 1 << skill);
        let mut useful: Vec<usize> = self.having(skills).collect();
        useful.sort_by_key(|person| (self.people[*person].count_ones(), *person));
        useful
    }

    /// Sets of skills of an activity, those who have one of them, and how many of those it takes at least.
    pub(super) fn conditions(&self, activity: usize) -> Vec<(Vec<usize>, i32)> {
        let skills: Vec<u32> = self.demands[activity].iter().map(|(skill, _)| *skill).collect();
        let mut conditions: Vec<(Vec<usize>, i32)> = Vec::new();
        for set in 1..1u64 << skills.len().min(MOST_SKILLS) {
            let of = skills.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).fold(0, |of, (_, skill)| of | 1 << skill);
            let (people, least) = (self.having(of).collect::<Vec<_>>(), self.asked(activity, of));
            match conditions.iter_mut().find(|(same, _)| *same == people) {
                Some((_, known)) => *known = (*known).max(least),
                None => conditions.push((people, least)),
            }
        }
        conditions
    }

    /// Pools of all who have one of some skills, the scarcest first; a set counts only with all skills that nobody else has.
    pub(super) fn pools(&self, durations: &[i32]) -> Vec<Pool> {
        let mut skills: Vec<u32> = self.demands.iter().flatten().map(|(skill, _)| *skill).collect();
        skills.sort_unstable();
        skills.dedup();
        let mut pools = Vec::new();
        for set in 1..1u64 << skills.len().min(MOST_SKILLS) {
            let of = skills.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).fold(0u64, |of, (_, skill)| of | 1 << skill);
            let only =
                |skill: &&u32| of >> **skill & 1 == 0 && self.having(1 << **skill).all(|person| self.people[person] & of != 0);
            if skills.iter().find(only).is_some() {
                continue;
            }
            let capacity = i32::try_from(self.having(of).count()).unwrap_or(i32::MAX);
            let asking = (0..self.demands.len()).map(|activity| (activity, self.asked(activity, of)));
            let needs: Vec<(usize, i32)> = asking.filter(|(activity, need)| *need > 0 && durations[*activity] > 0).collect();
            let work: i64 = needs.iter().map(|(activity, need)| i64::from(*need) * i64::from(durations[*activity])).sum();
            pools.push((work * 1_000 / i64::from(capacity.max(1)), Pool { capacity, needs }));
        }
        pools.sort_by_key(|(scarcity, pool)| (std::cmp::Reverse(*scarcity), pool.capacity));
        pools.into_iter().map(|(_, pool)| pool).take(MOST_POOLS).collect()
    }

    /// Whether there are enough people for each activity by itself.
    pub(super) fn can_be_met(&self) -> bool {
        let enough = |activity: usize| self.conditions(activity).iter().all(|(people, least)| fits(people.len(), *least));
        (0..self.demands.len()).all(enough)
    }

    /// Gives everybody of a crew a place: person and skill. `None` when a place stays empty.
    pub(super) fn places(&self, activity: usize, crew: &[usize]) -> Option<Vec<(u32, u32)>> {
        let demands = self.demands[activity].iter();
        let places: Vec<u32> = demands.flat_map(|(skill, people)| (0..*people).map(|_| *skill)).collect();
        let mut taken: Vec<Option<usize>> = vec![None; crew.len()];
        for place in 0..places.len() {
            let mut seen = vec![false; crew.len()];
            if !self.seat(&places, crew, place, &mut taken, &mut seen) {
                return None;
            }
        }
        let number = |person: usize| u32::try_from(person).unwrap_or(u32::MAX);
        Some(crew.iter().zip(taken).filter_map(|(person, place)| Some((number(*person), places[place?]))).collect())
    }

    /// Finds someone for a place, moving others where that helps (augmenting paths).
    fn seat(&self, places: &[u32], crew: &[usize], place: usize, taken: &mut [Option<usize>], seen: &mut [bool]) -> bool {
        for at in 0..crew.len() {
            if self.people[crew[at]] >> places[place] & 1 == 1 && !seen[at] {
                seen[at] = true;
                if taken[at].is_none_or(|other| self.seat(places, crew, other, taken, seen)) {
                    taken[at] = Some(place);
                    return true;
                }
            }
        }
        false
    }
}

fn fits(people: usize, least: i32) -> bool {
    i32::try_from(people).unwrap_or(i32::MAX) >= least
}
