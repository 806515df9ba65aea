//! The independent checker: says whether starts keep an instance. It shares nothing with what plans.

use crate::read::Instance;
#[cfg(feature = "proof")]
use crate::read::mspsp::Staffed;

/// The makespan of a plan that keeps every distance and every capacity.
///
/// # Errors
///
/// A sentence that names the first thing that is broken.
pub(crate) fn check(instance: &Instance, starts: &[u32]) -> Result<u32, String> {
    if starts.len() != instance.durations.len() {
        return Err(format!("{} starts for {} activities", starts.len(), instance.durations.len()));
    }
    for (from, to, distance) in &instance.distances {
        let there = i64::from(starts[*to]) - i64::from(starts[*from]);
        if there < *distance {
            return Err(format!("{to} starts {there} after {from} instead of {distance}"));
        }
    }
    let finish = |activity: usize| u64::from(starts[activity]) + u64::from(instance.durations[activity]);
    for (pool, capacity) in instance.capacities.iter().enumerate() {
        // What is freed at a time is freed before anything is taken there.
        let mut events: Vec<(u64, i64)> = Vec::new();
        for (activity, needs) in instance.needs.iter().enumerate() {
            if instance.durations[activity] > 0 && needs[pool] > 0 {
                events.push((u64::from(starts[activity]), i64::from(needs[pool])));
                events.push((finish(activity), -i64::from(needs[pool])));
            }
        }
        events.sort_unstable();
        let mut used = 0;
        for (time, change) in events {
            used += change;
            if used > i64::from(*capacity) {
                return Err(format!("{used} of {capacity} of pool {pool} are used at {time}"));
            }
        }
    }
    let last = (0..starts.len()).map(finish).max().unwrap_or(0);
    u32::try_from(last).map_err(|_| format!("{last} is beyond what can be counted"))
}

/// The makespan of a plan whose activities have the people that they ask for: each (person, skill) of a crew is there from start
/// to finish, has the skill, and is nowhere else meanwhile.
///
/// # Errors
///
/// A sentence that names the first thing that is broken.
#[cfg(feature = "proof")]
pub(crate) fn check_crews(staffed: &Staffed, starts: &[u32], crews: &[Vec<(u32, u32)>]) -> Result<u32, String> {
    let makespan = check(&staffed.instance, starts)?;
    if crews.len() != starts.len() {
        return Err(format!("{} crews for {} activities", crews.len(), starts.len()));
    }
    let mut busy: Vec<(u32, u32, u32)> = Vec::new();
    for (activity, crew) in crews.iter().enumerate() {
        let mut missing = staffed.demands[activity].clone();
        let duration = staffed.instance.durations[activity];
        for (person, skill) in crew {
            let has = staffed.people.get(*person as usize).and_then(|skills| skills.get(*skill as usize));
            if has != Some(&true) {
                return Err(format!("{person} does {skill} for {activity} without having it"));
            }
            missing[*skill as usize] = missing[*skill as usize].saturating_sub(1);
            busy.push((*person, starts[activity], starts[activity] + duration));
        }
        if missing.iter().any(|missing| *missing > 0) {
            return Err(format!("{activity} lacks {missing:?}"));
        }
        let mut people: Vec<u32> = crew.iter().map(|(person, _)| *person).collect();
        people.sort_unstable();
        if people.windows(2).any(|two| two[0] == two[1]) {
            return Err(format!("somebody is in {activity} twice"));
        }
    }
    busy.retain(|(_, from, to)| from < to);
    busy.sort_unstable();
    match busy.windows(2).find(|two| two[0].0 == two[1].0 && two[1].1 < two[0].2) {
        Some(two) => Err(format!("{} is in two places at {}", two[0].0, two[1].1)),
        None => Ok(makespan),
    }
}
