//! Patterson's format (1984), `.rcp`: also RG300 (Debels and Vanhoucke 2007).

use super::{Instance, Numbers};

/// Reads the text of a file: activities and pools, capacities, then of each activity duration, needs and successors.
///
/// # Errors
///
/// A sentence that says what is not of the format.
pub(crate) fn read(text: &str) -> Result<Instance, String> {
    let mut numbers = Numbers::new(text);
    let count = numbers.count("number of activities")?;
    let pools = numbers.count("number of pools")?;
    let capacities = (0..pools).map(|_| numbers.number("capacity")).collect::<Result<_, _>>()?;
    let mut instance = Instance { capacities, ..Instance::default() };
    for from in 0..count {
        let duration = numbers.number("duration")?;
        instance.durations.push(duration);
        instance.needs.push((0..pools).map(|_| numbers.number("need")).collect::<Result<_, _>>()?);
        for _ in 0..numbers.count("number of successors")? {
            let to = numbers.count("successor")?.checked_sub(1).ok_or("activities are numbered from 1")?;
            instance.distances.push((from, to, i64::from(duration)));
        }
    }
    instance.checked()
}
