//! What must run at a time in any case leaves less for the others.

use super::windows::{Empty, Starts, Windows};

/// Longer horizons are not looked at period by period.
const LONGEST: i32 = 20_000;

/// Shrinks windows by the parts that are certain: between its latest start and its earliest finish an activity runs
/// whatever the plan (Klein and Scholl 1999, core times). Whether anything changed.
pub(super) fn shrink(windows: &Windows, starts: &mut Starts) -> Result<bool, Empty> {
    if starts.horizon > LONGEST {
        return Ok(false);
    }
    let mut changed = false;
    let mut used = vec![0i64; usize::try_from(starts.horizon).unwrap_or(0)];
    let period = |time: i32| usize::try_from(time).unwrap_or(0);
    for pool in &windows.pools {
        used.fill(0);
        let certain =
            |starts: &Starts, activity: usize| (starts.late[activity], starts.early[activity] + windows.durations[activity]);
        for (activity, need) in &pool.needs {
            let (from, to) = certain(starts, *activity);
            for sum in used.get_mut(period(from)..period(to)).into_iter().flatten() {
                *sum += need;
            }
        }
        if used.iter().any(|sum| *sum > pool.capacity) {
            return Err(Empty);
        }
        for (activity, need) in &pool.needs {
            let (from, to) = certain(starts, *activity);
            let full = |time: i32| {
                let own = if from <= time && time < to { *need } else { 0 };
                used[period(time)] - own + need > pool.capacity
            };
            let duration = windows.durations[*activity];
            let (mut early, mut late) = (starts.early[*activity], starts.late[*activity]);
            while let Some(time) = (early..early + duration).rev().find(|time| *time < starts.horizon && full(*time)) {
                early = time + 1;
            }
            while let Some(time) = (late..late + duration).find(|time| *time >= 0 && full(*time)) {
                late = time - duration;
            }
            changed |= starts.raise(*activity, early)?;
            changed |= starts.lower(*activity, late)?;
        }
    }
    Ok(changed)
}
