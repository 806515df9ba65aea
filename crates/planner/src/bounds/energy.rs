//! Work that must lie between two times in any case.

use super::windows::{Starts, Windows};

/// Whether some pool cannot do, between an earliest start and a latest finish, what must be done of it between them: an
/// activity does least there when it lies as far left or as far right as its window allows (Baptiste, Le Pape and
/// Nuijten 1999).
pub(super) fn is_short(windows: &Windows, starts: &Starts) -> bool {
    let mut lefts: Vec<i32> = Vec::new();
    let mut rights: Vec<i32> = Vec::new();
    for pool in &windows.pools {
        let all = |time: &dyn Fn(usize) -> i32| {
            let mut times: Vec<i32> = pool.needs.iter().map(|(activity, _)| time(*activity)).collect();
            times.sort_unstable();
            times.dedup();
            times
        };
        lefts.clone_from(&all(&|activity| starts.early[activity]));
        rights.clone_from(&all(&|activity| starts.late[activity] + windows.durations[activity]));
        let works: Vec<[i32; 4]> = pool
            .needs
            .iter()
            .map(|(activity, need)| {
                let duration = windows.durations[*activity];
                let need = i32::try_from(*need).unwrap_or(i32::MAX);
                [duration, starts.early[*activity] + duration, starts.late[*activity], need]
            })
            .collect();
        for left in &lefts {
            for right in rights.iter().filter(|right| *right > left) {
                let least = |[duration, finish, start, need]: &[i32; 4]| {
                    let inside = (*duration).min(right - left).min(finish - left).min(right - start).max(0);
                    i64::from(inside) * i64::from(*need)
                };
                let work: i64 = works.iter().map(least).sum();
                if work > pool.capacity * i64::from(right - left) {
                    return true;
                }
            }
        }
    }
    false
}
