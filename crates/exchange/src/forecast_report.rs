//! A forecast as text for people and as JSON for programs: what `throughline simulate` prints.

use std::fmt::Write as _;

use insight::{Chance, Forecast, ForecastQuestion, ProjectForecast};
use organization::{AnyId, Organization, ProjectId, TaskId};

use crate::paint::painter;

/// How many tasks and risks the text names for a project.
const NAMED: usize = 5;

/// JSON: the forecast as it is, with ids.
pub fn json(forecast: &Forecast) -> String {
    serde_json::to_string_pretty(forecast).unwrap_or_default() + "\n"
}

/// Text: what was drawn from what, then for each project when it will be finished with which chance, and what that hangs on.
pub fn text(
    value: &Organization,
    forecast: &Forecast,
    projects: &[ProjectId],
    question: ForecastQuestion,
    colour: bool,
) -> String {
    let paint = painter(colour);
    let mut text = String::new();
    let others = match question.others {
        _ if forecast.others == 0 => String::new(),
        Some((low, high)) => format!(" {} have none and vary by {low} % to +{high} %.", forecast.others),
        None => format!(" {} have none and take as long as planned.", forecast.others),
    };
    let _ = writeln!(text, "{} samples; {} open tasks have three points.{others}", forecast.samples, forecast.estimated);
    for project in forecast.projects.iter().filter(|project| projects.contains(&project.project)) {
        let _ = writeln!(text, "\n{}", paint("1", &head(value, project)));
        for (chance, finish) in &project.finishes {
            let _ = writeln!(text, "  {chance:>3} %  by {}", finish.strftime("%Y-%m-%d %H:%M"));
        }
        let of_project = |task: TaskId| value.find(task).is_some_and(|task| task.project == project.project);
        let critical: Vec<_> = forecast.critical.iter().filter(|task| of_project(task.task)).take(NAMED).collect();
        for task in critical {
            let _ = writeln!(text, "  critical in {}: {}", percent(task.critical), value.label(AnyId::from(task.task)));
        }
    }
    let deadlines: Vec<_> = forecast
        .deadlines
        .iter()
        .filter(|kept| value.find(kept.task).is_some_and(|task| projects.contains(&task.project)))
        .collect();
    if !deadlines.is_empty() {
        let _ = writeln!(text, "\n{}", paint("1", "Deadlines"));
    }
    for kept in deadlines {
        let by = kept.deadline.strftime("%Y-%m-%d %H:%M");
        let _ = writeln!(text, "  kept in {}: {} by {by}", percent(kept.chance), value.label(AnyId::from(kept.task)));
    }
    if !forecast.risks.is_empty() {
        let _ = writeln!(text, "\n{}", paint("1", "Risks, by what they cost on average"));
    }
    for risk in forecast.risks.iter().take(2 * NAMED) {
        let hit = risk.project.map_or_else(String::new, |project| format!(" for {}", value.label(AnyId::from(project))));
        let _ = writeln!(text, "  {}{hit}: {}", days(risk.minutes), value.label(AnyId::from(risk.risk)));
    }
    text
}

fn head(value: &Organization, project: &ProjectForecast) -> String {
    let planned = project.planned.map_or_else(String::new, |planned| {
        format!(": planned for {}, reached in {}", planned.strftime("%Y-%m-%d"), percent(project.as_planned))
    });
    let target = project.target.map_or_else(String::new, |(day, chance)| format!("; target {day} kept in {}", percent(chance)));
    format!("{}{planned}{target}", value.label(AnyId::from(project.project)))
}

/// A chance in whole per cent; what is neither never nor always is shown as neither.
fn percent(chance: Chance) -> String {
    let whole = (chance.share * 100.0).round();
    match () {
        () if chance.share > 0.0 && whole < 1.0 => "less than 1 %".to_owned(),
        () if chance.share < 1.0 && whole > 99.0 => "more than 99 %".to_owned(),
        () => format!("{whole} %"),
    }
}

/// Minutes by the clock in days or hours.
fn days(minutes: i64) -> String {
    let tenths = |unit: i64| {
        let tenths = (minutes * 10 + unit / 2).div_euclid(unit);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    if minutes >= 1440 { format!("{} days", tenths(1440)) } else { format!("{} hours", tenths(60)) }
}
