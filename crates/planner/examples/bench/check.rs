//! The independent checker: says whether starts keep an instance. It shares nothing with what plans.

use crate::read::Instance;

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
