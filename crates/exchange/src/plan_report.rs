//! A computed plan as text for people and as JSON for programs: what `throughline plan` prints.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use insight::{Obstacle, Plan, PlannedTask};
use jiff::civil::DateTime;
use organization::{Organization, ProjectId, Task, TaskId};
use serde::Serialize;

use crate::paint::painter;

/// The widest name that a table shows whole.
const NAME: usize = 44;

/// One task in the JSON of a plan. Times are `YYYY-MM-DDTHH:MM`, local to the plan.
#[derive(Serialize)]
struct Row {
    /// The UID in the file that was read, or the key of its source.
    source_id: Option<String>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    name: String,
    start: String,
    finish: String,
    early_start: String,
    late_finish: String,
    total_float_minutes: i64,
    critical: bool,
}

/// The whole JSON.
#[derive(Serialize)]
struct Rows {
    tasks: Vec<Row>,
}

fn minute(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// JSON: `{"tasks": […]}`, all tasks of the projects in the order of their outlines. `source` names the source whose keys become `source_id`.
pub fn json(value: &Organization, plan: &Plan, projects: &[ProjectId], source: Option<&str>) -> String {
    let mut rows = Vec::new();
    for project in projects {
        for row in value.outline(*project) {
            let Some(planned) = plan.of(row.task.id) else { continue };
            let keys = &row.task.keys;
            let key = source.map_or_else(|| keys.iter().next().map(|key| &*key.key), |source| keys.in_source(source));
            rows.push(Row {
                source_id: key.map(str::to_owned),
                reference: value.reference(row.task.id.into()).map(|reference| reference.to_string()),
                name: row.task.name.to_string(),
                start: minute(planned.start),
                finish: minute(planned.finish),
                early_start: minute(planned.early_start),
                late_finish: minute(planned.late_finish),
                total_float_minutes: planned.total_float,
                critical: planned.critical,
            });
        }
    }
    serde_json::to_string_pretty(&Rows { tasks: rows }).unwrap_or_default() + "\n"
}

/// The words for a number of minutes of work in days of the project: `3 d`, `2.5 d`, `90 min`.
fn days(minutes: i64, per_day: i64) -> String {
    let per_day = per_day.max(1);
    if minutes % per_day != 0 && minutes.abs() < per_day {
        return if minutes % 60 == 0 { format!("{} h", minutes / 60) } else { format!("{minutes} min") };
    }
    let tenths = i128::from(minutes) * 10 / i128::from(per_day);
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if rest == 0 { format!("{sign}{whole} d") } else { format!("{sign}{whole}.{rest} d") }
}

/// How many columns of a terminal a letter takes.
fn columns(letter: char) -> usize {
    match u32::from(letter) {
        0x0300..=0x036F | 0x200B..=0x200D | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 => 2,
        0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// A text in a column: cut with an ellipsis where it is too wide, filled with blanks where it is too narrow.
fn in_column(text: &str, wide: usize) -> String {
    let mut shown = String::new();
    let cut = width(text) > wide;
    for letter in text.chars() {
        if cut && width(&shown) + columns(letter) > wide.saturating_sub(1) {
            shown.push('…');
            break;
        }
        shown.push(letter);
    }
    let blanks = wide.saturating_sub(width(&shown));
    shown + &" ".repeat(blanks)
}

/// One line of the table, before its columns have a width.
struct Line<'a> {
    number: String,
    name: String,
    task: &'a Task,
    planned: Option<&'a PlannedTask>,
    differs: bool,
}

/// A table for people: outline number, name, start, finish, duration, float, marks; then what stands in the way and how much differs from the file.
pub fn table(value: &Organization, plan: &Plan, project: ProjectId, colour: bool) -> String {
    let mut text = String::new();
    let Some(record) = value.find(project) else { return text };
    let paint = painter(colour);
    let span = plan.project(project).and_then(|summary| Some((summary.start?, summary.finish?)));
    let head = match span {
        Some((start, finish)) => format!("{}: {} to {}", value.label(project.into()), start.date(), finish.date()),
        None => format!("{}: nothing is planned", value.label(project.into())),
    };
    let _ = writeln!(text, "{}", paint("1", &head));
    let lines = lines(value, plan, project);
    let widest = |of: &dyn Fn(&Line<'_>) -> usize, least: usize, most: usize| {
        lines.iter().map(of).max().unwrap_or_default().clamp(least, most)
    };
    let numbers = widest(&|line| width(&line.number), 3, 14);
    let names = widest(&|line| width(&line.name), 4, NAME);
    let titles = format!("{}  {}", in_column("No.", numbers), in_column("Task", names));
    let titles = format!("{titles}  {:<16}  {:<16}  {:>8}  {:>8}", "Start", "Finish", "Duration", "Float");
    let _ = writeln!(text, "{}", paint("2", &titles));
    for line in &lines {
        let begin = format!("{}  {}", in_column(&line.number, numbers), in_column(&line.name, names));
        let whole = format!("{begin}  {}", line.rest(i64::from(record.day_minutes())));
        let _ = match line.shade() {
            Some(code) => writeln!(text, "{}", paint(code, whole.trim_end())),
            None => writeln!(text, "{}", whole.trim_end()),
        };
    }
    notes(&mut text, value, plan, project);
    text
}

/// The lines of a project in the order of its outline.
fn lines<'a>(value: &'a Organization, plan: &'a Plan, project: ProjectId) -> Vec<Line<'a>> {
    let differing: BTreeSet<TaskId> = plan.differing.iter().map(|difference| difference.task).collect();
    let mut numbers: Vec<usize> = Vec::new();
    let mut lines = Vec::new();
    for row in value.outline(project) {
        numbers.truncate(row.depth + 1);
        match numbers.get_mut(row.depth) {
            Some(number) => *number += 1,
            None => numbers.push(1),
        }
        lines.push(Line {
            number: numbers.iter().map(usize::to_string).collect::<Vec<_>>().join("."),
            name: format!("{}{}", "  ".repeat(row.depth.min(8)), row.task.name),
            task: row.task,
            planned: plan.of(row.task.id),
            differs: differing.contains(&row.task.id),
        });
    }
    lines
}

impl Line<'_> {
    /// What follows the name.
    fn rest(&self, per_day: i64) -> String {
        let Some(planned) = self.planned else { return "takes no part in the plan".to_owned() };
        let at = |at: DateTime| at.strftime("%Y-%m-%d %H:%M").to_string();
        let dates = format!("{:<16}  {:<16}", at(planned.start), at(planned.finish));
        let (duration, float) = (self.duration(planned, per_day), days(planned.total_float, per_day));
        format!("{dates}  {duration:>8}  {float:>8}  {}", self.marks(planned).join(", "))
    }

    /// How long it takes: its duration, else its likely estimate, else its work. Summaries take as long as what is under them.
    fn duration(&self, planned: &PlannedTask, per_day: i64) -> String {
        if planned.summary {
            return String::new();
        }
        if planned.assumed {
            return "1 d".to_owned();
        }
        match self.task.duration {
            Some(duration) if duration.elapsed => format!("{} elapsed", days(duration.minutes, 1440)),
            Some(duration) => days(duration.minutes, per_day),
            None => {
                let likely = self.task.estimate.as_ref().map(|points| points.likely);
                likely.or(self.task.work).map_or_else(String::new, |minutes| days(minutes, per_day))
            }
        }
    }

    fn is_done(&self) -> bool {
        self.task.actual_finish.is_some() || self.task.percent >= 100 || self.task.state.is_closed()
    }

    fn marks(&self, planned: &PlannedTask) -> Vec<&'static str> {
        let marks = [
            (planned.critical && !planned.summary, "critical"),
            (planned.assumed, "1 day assumed"),
            (self.is_done() && !planned.summary, "done"),
            (self.task.manual.is_some(), "dates typed"),
            (self.differs, "differs from the file"),
        ];
        marks.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect()
    }

    /// The colour of the line: critical red, summaries bold, what is done or left out faint.
    fn shade(&self) -> Option<&'static str> {
        match self.planned {
            None => Some("2"),
            Some(planned) if planned.summary => Some("1"),
            Some(planned) if planned.critical => Some("31"),
            Some(_) if self.is_done() => Some("2"),
            Some(_) => None,
        }
    }
}

/// Counts, and what stands in the way.
fn notes(text: &mut String, value: &Organization, plan: &Plan, project: ProjectId) {
    let here = |task: TaskId| value.find(task).is_some_and(|task| task.project == project);
    let leaves = || plan.tasks.iter().filter(|planned| !planned.summary && here(planned.task));
    let critical = leaves().filter(|planned| planned.critical).count();
    let assumed = leaves().filter(|planned| planned.assumed).count();
    let differing = plan.differing.iter().filter(|difference| here(difference.task)).count();
    let _ = writeln!(text, "\n{}, {critical} critical.", counted(leaves().count(), "task", "tasks"));
    if assumed > 0 {
        let _ = writeln!(text, "{} without an estimate, counted as one day each.", counted(assumed, "task", "tasks"));
    }
    if differing > 0 {
        let words = counted(differing, "task differs", "tasks differ");
        let _ = writeln!(text, "{words} from the dates that the file states.");
    }
    for obstacle in &plan.obstacles {
        if let Some(sentence) = sentence(value, obstacle, project) {
            let _ = writeln!(text, "{sentence}");
        }
    }
    text.push('\n');
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What stands in the way of the tasks of a project, in one sentence.
fn sentence(value: &Organization, obstacle: &Obstacle, project: ProjectId) -> Option<String> {
    let at = |at: DateTime| at.strftime("%Y-%m-%d %H:%M").to_string();
    let task = |task: TaskId| value.label(task.into());
    let here = |task: &TaskId| value.find(*task).is_some_and(|task| task.project == project);
    Some(match obstacle {
        Obstacle::DeadlineMissed { task: late, deadline, finish } if here(late) => {
            format!("{} finishes {}, after its deadline {}.", task(*late), at(*finish), at(*deadline))
        }
        Obstacle::ConstraintBroken { task: held, date, links } if here(held) => {
            format!("{} is held to {}, but what it waits for puts it at {}.", task(*held), at(*date), at(*links))
        }
        Obstacle::FinishMissed { project: late, wanted, finish } if *late == project => {
            format!("{} finishes {}, after {}.", value.label(project.into()), at(*finish), at(*wanted))
        }
        Obstacle::TypedConflict { task: held, waits_for } if here(held) => {
            format!("The dates typed for {} contradict its waiting for {}.", task(*held), task(*waits_for))
        }
        Obstacle::AgreedConflict { task: held, waits_for } if here(held) => {
            format!("The agreed start of {} contradicts its waiting for {}.", task(*held), task(*waits_for))
        }
        Obstacle::StartedEarly { task: held, waits_for } if here(held) => {
            format!("{} started before {} allowed it.", task(*held), task(*waits_for))
        }
        Obstacle::NoWorkingTime { task: held } if here(held) => {
            format!("{} and its people have no working time in common.", task(*held))
        }
        Obstacle::OutOfHorizon { task: held } if here(held) => {
            format!("{} would lie outside of the years 1900 to 2199.", task(*held))
        }
        Obstacle::Circle { tasks } if tasks.iter().any(here) => {
            let names: Vec<String> = tasks.iter().map(|held| task(*held)).collect();
            format!("{} wait for each other in a circle.", names.join(", "))
        }
        Obstacle::DeadlineMissed { .. }
        | Obstacle::ConstraintBroken { .. }
        | Obstacle::FinishMissed { .. }
        | Obstacle::TypedConflict { .. }
        | Obstacle::AgreedConflict { .. }
        | Obstacle::StartedEarly { .. }
        | Obstacle::NoWorkingTime { .. }
        | Obstacle::OutOfHorizon { .. }
        | Obstacle::Circle { .. } => return None,
    })
}
