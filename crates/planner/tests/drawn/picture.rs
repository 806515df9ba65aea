//! Draws a schedule: a bar with one sign a day, the dates, the total float, and the findings below.

use planner::{Finding, Link, Placement, Schedule, TaskIndex, schedule};

use crate::plan::{Plan, epoch, plan, show};

/// Compares what the planner makes of a plan with a drawing. Blanks do not count.
#[track_caller]
pub(crate) fn check(drawn: &str, expected: &str) {
    let plan = plan(drawn);
    let drawing = draw(&plan, &schedule(&plan.network, &plan.calendars));
    let lines = |text: &str| -> Vec<String> {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines().map(words).filter(|line| !line.is_empty()).collect()
    };
    assert!(lines(&drawing) == lines(expected), "drawn:\n{drawing}\nexpected:\n{expected}");
}

/// One line for each task, then one for each finding.
pub(crate) fn draw(plan: &Plan, schedule: &Schedule) -> String {
    let days = |placement: &Placement| {
        let day = |minute: i32| (minute - epoch().get()).div_euclid(1_440);
        let last = if placement.finish > placement.start { placement.finish.get() - 1 } else { placement.finish.get() };
        (day(placement.start.get()), day(last))
    };
    let all: Vec<(i32, i32)> = schedule.tasks.iter().flatten().map(days).collect();
    let first = all.iter().map(|span| span.0).min().unwrap_or(0);
    let last = all.iter().map(|span| span.1).max().unwrap_or(0).min(first + 60);
    let mut drawing = String::new();
    for (name, placement) in plan.names.iter().zip(&schedule.tasks) {
        let Some(own) = placement else {
            drawing.push_str(&format!("{name:10} -\n"));
            continue;
        };
        let (from, to) = days(own);
        let sign = if own.start == own.finish { 'o' } else { '#' };
        let bar: String = (first..=last).map(|day| if (from..=to).contains(&day) { sign } else { '.' }).collect();
        let float = hours(own.total_float);
        drawing.push_str(&format!("{name:10} |{bar}| {} .. {} float {float}\n", show(own.start), show(own.finish)));
    }
    for finding in &schedule.findings {
        drawing.push_str(&format!("! {}\n", words(plan, finding)));
    }
    drawing
}

/// `8h`, `-1h30m`, `0`.
pub(crate) fn hours(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    match (hours, rest) {
        (0, 0) => "0".to_owned(),
        (hours, 0) => format!("{sign}{hours}h"),
        (0, rest) => format!("{sign}{rest}m"),
        (hours, rest) => format!("{sign}{hours}h{rest}m"),
    }
}

fn words(plan: &Plan, finding: &Finding) -> String {
    let name = |task: &TaskIndex| plan.names[task.0 as usize].clone();
    let link = |link: &Link| format!("{} after {}", name(&link.to), name(&link.from));
    match finding {
        Finding::Cycle { members } => format!("circle {}", members.iter().map(name).collect::<Vec<_>>().join(" ")),
        Finding::OwnAncestor { task } => format!("{} is its own ancestor", name(task)),
        Finding::UnknownReference { task } => format!("{} names something unknown", name(task)),
        Finding::UnknownLink { link } => format!("link {link} leads nowhere"),
        Finding::ImpossibleConstraint { task, date, links } => {
            format!("{} cannot keep {} links say {}", name(task), show(*date), show(*links))
        }
        Finding::DeadlineMissed { task, deadline, finish } => {
            format!("{} misses {} finishes {}", name(task), show(*deadline), show(*finish))
        }
        Finding::ManualConflict { link: broken, .. } => format!("manual dates contradict {}", link(broken)),
        Finding::PinnedConflict { link: broken, .. } => format!("agreed start contradicts {}", link(broken)),
        Finding::StartedBeforePredecessor { link: broken, .. } => format!("progress contradicts {}", link(broken)),
        Finding::EmptyCalendar { task } => format!("{} has no working time", name(task)),
        Finding::OutOfHorizon { task } => format!("{} is out of horizon", name(task)),
        Finding::FinishMissed { wanted, finish, .. } => format!("project misses {} finishes {}", show(*wanted), show(*finish)),
    }
}
