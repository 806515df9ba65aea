//! ProGen/max (Schwindt 1996), `.SCH`: minimal and maximal distances between starts.

use super::{Instance, Numbers};

/// Reads the text of a file: real activities and pools, then of each activity its distances, then durations and needs,
/// then capacities.
///
/// # Errors
///
/// A sentence that says what is not of the format.
pub(crate) fn read(text: &str) -> Result<Instance, String> {
    let mut numbers = Numbers::new(text);
    let count = numbers.count("number of activities")? + 2;
    let pools = numbers.count("number of pools")?;
    numbers.number("number of nonrenewable pools")?;
    numbers.number("number of doubly constrained pools")?;
    let mut instance = Instance::default();
    for from in 0..count {
        numbered(&mut numbers, from)?;
        let links = numbers.count("number of successors")?;
        let to: Vec<usize> = (0..links).map(|_| numbers.count("successor")).collect::<Result<_, _>>()?;
        for to in to {
            instance.distances.push((from, to, numbers.signed("distance")?));
        }
    }
    for activity in 0..count {
        numbered(&mut numbers, activity)?;
        instance.durations.push(numbers.number("duration")?);
        instance.needs.push((0..pools).map(|_| numbers.number("need")).collect::<Result<_, _>>()?);
    }
    instance.capacities = (0..pools).map(|_| numbers.number("capacity")).collect::<Result<_, _>>()?;
    instance.checked()
}

/// The number of an activity and that of its mode.
fn numbered(numbers: &mut Numbers<'_>, activity: usize) -> Result<(), String> {
    let (number, mode) = (numbers.count("number of an activity")?, numbers.number("number of modes")?);
    if (number, mode) == (activity, 1) { Ok(()) } else { Err(format!("{number} {mode} stands where {activity} 1 should")) }
}
