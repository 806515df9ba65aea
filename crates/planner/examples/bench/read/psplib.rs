//! PSPLIB single-mode files (Kolisch and Sprecher 1996), `.sm`.

use super::{Instance, Numbers};

/// Reads the text of a file.
///
/// # Errors
///
/// A sentence that says what is not of the format.
pub(crate) fn read(text: &str) -> Result<Instance, String> {
    let jobs = field(text, "jobs")?;
    let pools = field(text, "- renewable")?;
    let mut instance = Instance::default();
    let mut numbers = Numbers::new(behind(text, "successors")?);
    let mut successors = Vec::new();
    for job in 0..jobs {
        same(numbers.count("number of a job")?, job + 1)?;
        same(numbers.count("number of modes")?, 1)?;
        let count = numbers.count("number of successors")?;
        for _ in 0..count {
            let to = numbers.count("successor")?;
            successors.push((job, to.checked_sub(1).ok_or("jobs are numbered from 1")?));
        }
    }
    let requests = behind(text, "REQUESTS/DURATIONS")?;
    let mut numbers = Numbers::new(requests.split_once("---").map_or("", |(_, rest)| rest.trim_start_matches('-')));
    for job in 0..jobs {
        same(numbers.count("number of a job")?, job + 1)?;
        same(numbers.count("number of a mode")?, 1)?;
        instance.durations.push(numbers.number("duration")?);
        instance.needs.push((0..pools).map(|_| numbers.number("need")).collect::<Result<_, _>>()?);
    }
    let available = behind(text, "RESOURCEAVAILABILITIES")?;
    let mut numbers = Numbers::new(available.split_once('\n').map_or("", |(_, rest)| rest));
    instance.capacities = (0..pools).map(|_| numbers.number("capacity")).collect::<Result<_, _>>()?;
    instance.distances = successors.iter().map(|(from, to)| (*from, *to, i64::from(instance.durations[*from]))).collect();
    instance.checked()
}

/// The number behind the colon of a line that begins with some words.
fn field(text: &str, name: &str) -> Result<usize, String> {
    let line = text.lines().find(|line| line.trim_start().starts_with(name)).ok_or(format!("no line “{name}”"))?;
    Numbers::new(line.split_once(':').map_or("", |(_, rest)| rest)).count(name)
}

/// What stands behind the line in which some words are.
fn behind<'a>(text: &'a str, name: &str) -> Result<&'a str, String> {
    // The line of the resources' heads names them before they are listed, so the last word wins where it ends a line.
    let at = text.match_indices(name).map(|(at, _)| at).find(|at| ends_head(&text[at + name.len()..]));
    let rest = at.map(|at| &text[at + name.len()..]).ok_or(format!("no section “{name}”"))?;
    Ok(rest.split_once('\n').map_or("", |(_, rest)| rest))
}

fn ends_head(rest: &str) -> bool {
    rest.lines().next().is_none_or(|line| line.trim().is_empty() || line.trim() == ":")
}

fn same(found: usize, wanted: usize) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{found} stands where {wanted} should")) }
}
