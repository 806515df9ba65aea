//! Multi-skill instances (Young, Feydy and Schutt 2017), `.dzn`: people with skills, each busy with one activity at a time.

use super::Instance;

/// An instance and its people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Staffed {
    /// Durations and distances; no pools.
    pub(crate) instance: Instance,
    /// For each person, which skills they have.
    pub(crate) people: Vec<Vec<bool>>,
    /// For each activity, how many people with each skill it takes.
    pub(crate) demands: Vec<Vec<u32>>,
}

/// Larger tables are not of the public sets.
const MOST: usize = 1 << 20;

/// Reads the text of a file: `nActs`, `dur`, `nSkills`, `sreq`, `nResources`, `mastery`, `pred` and `succ`. What else it says
/// (bounds, pairs without precedence, who is useful) follows from these.
///
/// # Errors
///
/// A sentence that says what is not of the format.
pub(crate) fn read(text: &str) -> Result<Staffed, String> {
    let text: String = text.lines().map(|line| line.split('%').next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let activities = count(&text, "nActs")?;
    let skills = count(&text, "nSkills")?;
    let durations = numbers(&text, "dur")?;
    let demands = table(numbers(&text, "sreq")?, activities, skills, "sreq")?;
    let people = count(&text, "nResources")?;
    let mastery = table(truths(&text, "mastery")?, people, skills, "mastery")?;
    if durations.len() != activities {
        return Err(format!("{} durations for {activities} activities", durations.len()));
    }
    let (before, after) = (numbers(&text, "pred")?, numbers(&text, "succ")?);
    if before.len() != after.len() {
        return Err(format!("{} predecessors for {} successors", before.len(), after.len()));
    }
    let index = |number: &u32| (*number as usize).checked_sub(1).filter(|index| *index < activities);
    let distance = |(from, to): (&u32, &u32)| Some((index(from)?, index(to)?, i64::from(durations[index(from)?])));
    let distances = before.iter().zip(&after).map(distance).collect::<Option<Vec<_>>>();
    let distances = distances.ok_or(format!("pred and succ name activities beyond the {activities}"))?;
    let instance = Instance { needs: vec![Vec::new(); activities], capacities: Vec::new(), distances, durations };
    Ok(Staffed { instance, people: mastery, demands })
}

/// What is given for a name, up to the semicolon.
fn given<'a>(text: &'a str, name: &str) -> Result<&'a str, String> {
    let statement = text.split(';').find_map(|statement| {
        let (given, value) = statement.split_once('=')?;
        (given.trim() == name).then_some(value)
    });
    statement.ok_or(format!("nothing is given for {name}"))
}

fn words<'a>(text: &'a str, name: &str) -> Result<Vec<&'a str>, String> {
    let value = given(text, name)?;
    let separators = |letter: char| letter.is_whitespace() || "[],|".contains(letter);
    let words: Vec<&str> = value.split(separators).filter(|word| !word.is_empty()).collect();
    if words.len() > MOST { Err(format!("{} values of {name} are too many", words.len())) } else { Ok(words) }
}

fn numbers(text: &str, name: &str) -> Result<Vec<u32>, String> {
    let parsed = |word: &str| word.parse().map_err(|_| format!("“{}” in {name} is no number", word.escape_debug()));
    words(text, name)?.into_iter().map(parsed).collect()
}

fn truths(text: &str, name: &str) -> Result<Vec<bool>, String> {
    let parsed = |word: &str| word.parse().map_err(|_| format!("“{}” in {name} is neither true nor false", word.escape_debug()));
    words(text, name)?.into_iter().map(parsed).collect()
}

fn count(text: &str, name: &str) -> Result<usize, String> {
    match numbers(text, name)?.as_slice() {
        [count] if (*count as usize) <= MOST => Ok(*count as usize),
        other => Err(format!("{name} is not one number: {other:?}")),
    }
}

fn table<T: Clone>(values: Vec<T>, rows: usize, columns: usize, name: &str) -> Result<Vec<Vec<T>>, String> {
    if rows.checked_mul(columns) != Some(values.len()) || columns == 0 {
        return Err(format!("{name} has {} values instead of {rows} times {columns}", values.len()));
    }
    Ok(values.chunks(columns).map(<[T]>::to_vec).collect())
}
