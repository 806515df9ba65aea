//! The rows of a plan: the outline with its numbers, what is hidden under closed summaries, and what summaries sum up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use insight::{Plan, is_over};
use office::Seen;
use organization::{ProjectId, Task, TaskId};

/// One row of the outline.
#[derive(serde::Serialize)]
pub(super) struct OutlineLine {
    /// The task.
    pub(super) task: Arc<Task>,
    /// Its place: "2.1".
    pub(super) outline: String,
    /// Its level, from 1.
    pub(super) level: usize,
    /// Whether others are under it.
    pub(super) summary: bool,
    /// Minutes of work in it and in all under it, where somebody said.
    pub(super) work: i64,
    /// How much is done in per cent; of a summary, by the durations under it.
    pub(super) done: u8,
}

/// The outline of a project. A task without a duration counts one day, as in the plan.
pub(super) fn outline(seen: &Seen, project: ProjectId) -> Vec<OutlineLine> {
    let rows = seen.outline(project);
    let mut lines: Vec<OutlineLine> = Vec::with_capacity(rows.len());
    let mut numbers: Vec<usize> = Vec::new();
    for row in &rows {
        numbers.truncate(row.depth + 1);
        if numbers.len() == row.depth + 1 {
            numbers[row.depth] += 1;
        } else {
            numbers.push(1);
        }
        let outline = numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(".");
        let done = if is_over(row.task) { 100 } else { row.task.percent };
        let work = row.task.work.unwrap_or_default();
        lines.push(OutlineLine { task: row.task.clone(), outline, level: row.depth + 1, summary: row.summary, work, done });
    }
    sum_up(&mut lines);
    lines
}

/// Work and progress of summaries, from the last row to the first.
fn sum_up(lines: &mut [OutlineLine]) {
    // Work, minutes, and done minutes times hundred of what is directly under the level at that place.
    let mut under: Vec<(i64, i64, i64)> = Vec::new();
    for line in lines.iter_mut().rev() {
        let level = line.level;
        under.resize(under.len().max(level + 1), (0, 0, 0));
        let (work, minutes, done) = if line.summary {
            let (work, minutes, done) = std::mem::take(&mut under[level]);
            line.work = work;
            line.done = u8::try_from(done.checked_div(minutes).unwrap_or_default()).unwrap_or(100);
            (work, minutes, done)
        } else if line.task.inactive {
            (0, 0, 0)
        } else {
            let minutes = minutes_of(&line.task);
            (line.work, minutes, minutes * i64::from(line.done))
        };
        let above = &mut under[level - 1];
        *above = (above.0 + work, above.1 + minutes, above.2 + done);
    }
}

fn minutes_of(task: &Task) -> i64 {
    if task.milestone {
        return 0;
    }
    let duration = task.duration.map(|duration| duration.minutes);
    duration.or(task.estimate.as_ref().map(|points| points.likely)).or(task.work).unwrap_or(480).clamp(0, 60 * 24 * 366 * 50)
}

/// The rows that are shown: what is under a closed summary is left out.
pub(super) fn visible<'a>(lines: &'a [OutlineLine], closed: &BTreeSet<TaskId>) -> Vec<&'a OutlineLine> {
    let mut shown = Vec::with_capacity(lines.len());
    let mut hidden_below: Option<usize> = None;
    for line in lines {
        if hidden_below.is_some_and(|level| line.level > level) {
            continue;
        }
        hidden_below = (line.summary && closed.contains(&line.task.id)).then_some(line.level);
        shown.push(line);
    }
    shown
}

/// Where each task stands among the rows that are shown.
pub(super) fn places(shown: &[&OutlineLine]) -> BTreeMap<TaskId, usize> {
    shown.iter().enumerate().map(|(at, line)| (line.task.id, at)).collect()
}

/// How many leaf tasks of a plan there are, and how many of them are critical.
pub(super) fn critical(lines: &[OutlineLine], plan: &Plan) -> usize {
    let leaf = lines.iter().filter(|line| !line.summary);
    leaf.filter(|line| plan.of(line.task.id).is_some_and(|planned| planned.critical)).count()
}
