//! Draws a levelled plan: a bar with one sign a day, the dates, who does it, and below what is wrong.

use planner::{Dates, Levelled, Shortage, TaskIndex, Wait, check as verify, explain, level};

use crate::plan::{epoch, show};
use crate::reading::{Case, case};

/// Compares the levelled plan with a drawing, after the checker has found it possible. Blanks do not count.
#[track_caller]
pub(crate) fn check(drawn: &str, expected: &str) {
    let case = case(drawn);
    let levelled = sound(&case);
    same(&draw(&case, &levelled), expected);
}

/// The same for why tasks wait.
#[track_caller]
pub(crate) fn check_reasons(drawn: &str, expected: &str) {
    let case = case(drawn);
    let levelled = sound(&case);
    same(&tell(&case, &levelled), expected);
}

/// Compares two drawings line by line.
#[track_caller]
pub(crate) fn same(drawing: &str, expected: &str) {
    let lines = |text: &str| -> Vec<String> {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines().map(words).filter(|line| !line.is_empty()).collect()
    };
    assert!(lines(drawing) == lines(expected), "drawn:\n{drawing}\nexpected:\n{expected}");
}

/// Levels a plan and lets the checker look at it.
#[track_caller]
pub(crate) fn sound(case: &Case) -> Levelled {
    let levelled = level(&case.network, &case.calendars, &case.resources, &case.objective);
    let breaches = verify(&case.network, &case.calendars, &case.resources, &case.objective, &levelled);
    assert!(breaches.is_empty(), "{breaches:?}\n{}", draw(case, &levelled));
    assert!(levelled.bound <= levelled.score, "{:?} {:?}", levelled.bound, levelled.score);
    levelled
}

/// One line for each task, then one for each shortage.
pub(crate) fn draw(case: &Case, levelled: &Levelled) -> String {
    let days = |dates: &Dates| {
        let day = |minute: i32| (minute - epoch().get()).div_euclid(1_440);
        let last = if dates.finish > dates.start { dates.finish.get() - 1 } else { dates.finish.get() };
        (day(dates.start.get()), day(last))
    };
    let all: Vec<(i32, i32)> = levelled.tasks.iter().flatten().map(days).collect();
    let first = all.iter().map(|span| span.0).min().unwrap_or(0);
    let last = all.iter().map(|span| span.1).max().unwrap_or(0).min(first + 60);
    let mut drawing = String::new();
    for (index, (name, dates)) in (0u32..).zip(case.tasks.iter().zip(&levelled.tasks)) {
        let Some(own) = dates else {
            drawing.push_str(&format!("{name:10} -\n"));
            continue;
        };
        let (from, to) = days(own);
        let sign = if own.start == own.finish { 'o' } else { '#' };
        let bar: String = (first..=last).map(|day| if (from..=to).contains(&day) { sign } else { '.' }).collect();
        let mut who: Vec<&str> =
            levelled.work_on(TaskIndex(index)).iter().map(|work| case.people[work.resource.0 as usize].as_str()).collect();
        who.dedup();
        let line = format!("{name:10} |{bar}| {} .. {} {}", show(own.start), show(own.finish), who.join(" "));
        drawing.push_str(line.trim_end());
        drawing.push('\n');
    }
    for shortage in &levelled.shortages {
        drawing.push_str(&format!("! {}\n", words(case, shortage)));
    }
    drawing
}

fn words(case: &Case, shortage: &Shortage) -> String {
    let name = |task: &TaskIndex| case.tasks[task.0 as usize].clone();
    match shortage {
        Shortage::Unknown { demand } => format!("demand {} is of nothing", demand.0),
        Shortage::NeverWorks { resource } => format!("{} never works", case.people[resource.0 as usize]),
        Shortage::NobodyMeets { task, demand, places, .. } => {
            format!("{} lacks {places} with {}", name(task), case.need(*demand))
        }
        Shortage::NobodyFree { task, demand } => format!("{} finds nobody free with {}", name(task), case.need(*demand)),
        Shortage::OutOfFloat { task, demand } => format!("{} finds nobody within float with {}", name(task), case.need(*demand)),
        Shortage::Overloaded { resource, from, to } => {
            format!("{} overloaded {} .. {}", case.people[resource.0 as usize], show(*from), show(*to))
        }
        Shortage::WorkLeftOver { task, demand, minutes } => {
            format!("{} leaves {minutes}m of {}", name(task), case.need(*demand))
        }
        Shortage::ConstraintBroken { task, date, stands } => {
            format!("{} should be at {} and is at {}", name(task), show(*date), show(*stands))
        }
    }
}

/// For each task that waits its chain, and who else was thought of.
pub(crate) fn tell(case: &Case, levelled: &Levelled) -> String {
    let explained = explain(&case.network, &case.calendars, &case.resources, &case.objective, levelled);
    let name = |task: TaskIndex| case.tasks[task.0 as usize].as_str();
    let person = |resource: planner::ResourceIndex| case.people[resource.0 as usize].as_str();
    let mut told = String::new();
    for reason in &explained.reasons {
        let chain = explained.chain(reason.task).into_iter().map(|step| match step.wait {
            Wait::Link { link, until } => format!("{} waits for {} until {}", name(step.task), name(link.from), show(until)),
            Wait::Busy { resource, with, until, .. } => {
                format!("{} waits for {} on {} until {}", name(step.task), person(resource), name(with), show(until))
            }
            Wait::Away { resource, until, .. } => {
                format!("{} waits for {} away until {}", name(step.task), person(resource), show(until))
            }
            Wait::Agreed { until } => format!("{} is agreed for {}", name(step.task), show(until)),
            Wait::NotBefore { until } => format!("{} moves from {}", name(step.task), show(until)),
        });
        told.push_str(&chain.collect::<Vec<_>>().join("; "));
        for considered in &reason.considered {
            let others = considered.alternatives.iter().map(|other| match other.obstacle {
                planner::Obstacle::Busy { with, until } => {
                    format!("{} is on {} until {}", person(other.resource), name(with), show(until))
                }
                planner::Obstacle::Away { until } => format!("{} is away until {}", person(other.resource), show(until)),
                planner::Obstacle::NotPreferred => format!("{} was not preferred", person(other.resource)),
            });
            let others: Vec<String> = others.collect();
            let others = if others.is_empty() { "nobody else".to_owned() } else { others.join(", ") };
            told.push_str(&format!("; {}: {others}", case.need(considered.demand)));
        }
        told.push('\n');
    }
    told
}
