//! The forecast: when projects will be finished and with which chance, by simulating the agreed plan many times.
//!
//! What is uncertain is taken from what people said: three points of a task (the distribution of PERT), and open risks with their probability after the response and their
//! impact on tasks. A task without three points varies around its duration as the question says, or not at all. Nothing is drawn from a clock: the same
//! value and question give the same answer.

use jiff::civil::{Date, DateTime};
use organization::{AnyId, Kind, Organization, ProjectId, RiskId, TaskId};
use planner::{
    Asked, CERTAIN, Distribution, Estimate, Impact, Minute, Progress, Risk, Share, Span, Spread, TaskIndex, ThreePoints,
    Uncertainty,
};
use serde::Serialize;

use super::Mapped;
use super::network;
use crate::standing_probability;

/// What is asked of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForecastQuestion {
    /// How many times the plan is simulated.
    pub samples: u32,
    /// Where chance begins.
    pub seed: u64,
    /// By how many per cent a task without three points may be shorter and longer: -10 and 30. `None`: it takes as long as planned.
    pub others: Option<(i64, i64)>,
    /// How many threads work; the answer does not depend on it.
    pub threads: u32,
}

impl Default for ForecastQuestion {
    fn default() -> Self {
        ForecastQuestion { samples: 2_000, seed: 1, others: None, threads: 1 }
    }
}

/// When projects will be finished, with which chance, and what that hangs on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Forecast {
    /// How many times the plan was simulated.
    pub samples: u32,
    /// How many open tasks have three points.
    pub estimated: usize,
    /// How many open tasks have none, and vary or not as was asked.
    pub others: usize,
    /// The projects that were planned, by id.
    pub projects: Vec<ProjectForecast>,
    /// The deadlines of tasks and summaries, by task.
    pub deadlines: Vec<DeadlineForecast>,
    /// Tasks that are critical in some sample, the most critical first.
    pub critical: Vec<TaskForecast>,
    /// What each open risk costs, the most first.
    pub risks: Vec<RiskForecast>,
}

/// When a project will be finished.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProjectForecast {
    /// The project.
    pub project: ProjectId,
    /// Where the agreed plan finishes.
    pub planned: Option<DateTime>,
    /// The chance that it finishes where the agreed plan does, or before.
    pub as_planned: Chance,
    /// By when it is finished with a chance of so many per cent: 10, 50, 80 and 90.
    pub finishes: Vec<(u8, DateTime)>,
    /// The target and the chance to keep it, where there is one.
    pub target: Option<(Date, Chance)>,
}

/// The chance to keep a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DeadlineForecast {
    /// The task.
    pub task: TaskId,
    /// Its deadline.
    pub deadline: DateTime,
    /// The chance.
    pub chance: Chance,
}

/// How often a task is critical.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TaskForecast {
    /// The task.
    pub task: TaskId,
    /// The share of samples in which its delay delays its project.
    pub critical: Chance,
}

/// What a risk costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RiskForecast {
    /// The risk.
    pub risk: RiskId,
    /// The project that it delays most; nothing where it delays none.
    pub project: Option<ProjectId>,
    /// Minutes by the clock by which that would be finished earlier on average if the risk could not happen.
    pub minutes: i64,
}

/// A chance as the share of samples, with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chance {
    /// From 0 to 1.
    pub share: f64,
    /// The standard error of the share.
    pub error: f64,
}

impl From<Share> for Chance {
    fn from(share: Share) -> Self {
        Chance { share: share.value(), error: share.standard_error() }
    }
}

/// Simulates projects, together with those that dependencies tie to them.
pub fn forecast(organization: &Organization, projects: &[ProjectId], day: Date, question: ForecastQuestion) -> Forecast {
    let mapped = Mapped::new(organization, network::tied(organization, projects), day);
    let (estimates, estimated, others) = estimates(organization, &mapped, question.others);
    let risks = risks(organization, &mapped);
    let uncertainty = Uncertainty {
        estimates,
        risks: risks.iter().map(|(_, risk)| risk.clone()).collect(),
        samples: question.samples,
        seed: question.seed,
        threads: question.threads,
        asked: Asked { risks: !risks.is_empty(), ..Asked::default() },
        ..Uncertainty::default()
    };
    let agreed = planner::schedule(&mapped.network, &mapped.calendars);
    let drawn = planner::simulate(&mapped.network, &mapped.calendars, &uncertainty);
    let mut forecast = Forecast { samples: drawn.samples, estimated, others, ..Forecast::default() };
    for (number, curve) in drawn.projects.iter().enumerate() {
        let (Some(curve), Some(project)) = (curve, mapped.projects.get(number)) else { continue };
        let planned = agreed.projects.get(number).copied().flatten().map(|span| span.finish);
        forecast.projects.push(ProjectForecast {
            project: project.id,
            planned: planned.map(DateTime::from),
            as_planned: curve.chance(planned.unwrap_or(Minute::LATEST)).into(),
            finishes: [10u8, 50, 80, 90].map(|chance| (chance, curve.finish(u32::from(chance) * 100).into())).to_vec(),
            target: project.target.map(|target| (target, curve.chance(target.at(23, 59, 0, 0).into()).into())),
        });
    }
    forecast.projects.sort_by_key(|project| project.project);
    forecast.deadlines = deadlines(&mapped, &drawn);
    forecast.critical = critical(&mapped, &drawn);
    for ((risk, _), effect) in risks.iter().zip(&drawn.risks) {
        let most = effect.projects.iter().min_by(|(_, one), (_, other)| one.mean.total_cmp(&other.mean));
        let (project, change) =
            most.map_or((None, 0.0), |(project, change)| (mapped.projects.get(project.0 as usize), change.mean));
        forecast.risks.push(RiskForecast { risk: *risk, project: project.map(|project| project.id), minutes: minutes(-change) });
    }
    forecast.risks.sort_by_key(|risk| (std::cmp::Reverse(risk.minutes), risk.risk));
    forecast
}

/// The spread of every open task, and how many have three points and how many have none.
fn estimates(organization: &Organization, mapped: &Mapped<'_>, others: Option<(i64, i64)>) -> (Vec<Estimate>, usize, usize) {
    let (mut estimates, mut estimated, mut without) = (Vec::new(), 0, 0);
    for (number, task) in mapped.tasks.iter().enumerate() {
        let planned = &mapped.network.tasks[number];
        let over = matches!(planned.progress, Progress::Finished { .. });
        if mapped.summary[number] || task.milestone || over || !planned.active || task.manual.is_some() {
            continue;
        }
        let Ok(index) = u32::try_from(number) else { continue };
        let left = match (&planned.progress, &planned.span) {
            (Progress::Started { remaining, .. }, _) => *remaining,
            (_, Span::Fixed(length) | Span::Assigned { otherwise: length, .. }) => length.minutes(),
        };
        let points = match (task.estimate.as_deref(), others) {
            (Some(points), _) => {
                estimated += 1;
                // Three points speak of the whole task; what remains of it varies in proportion.
                let part = |point: i64| scaled(point, left, mapped.minutes[number]);
                ThreePoints { low: part(points.optimistic), likely: part(points.likely), high: part(points.pessimistic) }
            }
            (None, others) => {
                without += 1;
                let Some((low, high)) = others else { continue };
                ThreePoints::around(left, low, high)
            }
        };
        estimates.push(Estimate {
            task: TaskIndex(index),
            stream: stream(organization, task.id.into()),
            spread: Spread::Pert(points),
        });
    }
    (estimates, estimated, without)
}

/// A point of a whole duration for the part of it that is left.
fn scaled(point: i64, left: i64, whole: i64) -> i64 {
    if whole <= 0 || left == whole {
        return point;
    }
    i64::try_from(i128::from(point) * i128::from(left) / i128::from(whole)).unwrap_or(i64::MAX)
}

/// What names a record's own numbers of chance: its reference, which is the same wherever the same things were brought in.
fn stream(organization: &Organization, id: AnyId) -> u64 {
    let number = organization.reference(id).map_or(0, |reference| u64::from(reference.number));
    (u64::from(id.kind == Kind::Risk) << 32) | number
}

/// The open risks that would delay a task of the plan, as they stand after what is done about them.
fn risks(organization: &Organization, mapped: &Mapped<'_>) -> Vec<(RiskId, Risk)> {
    let mut found = Vec::new();
    for risk in organization.risks().iter().filter(|risk| !risk.state.is_closed()) {
        let Some(probability) = standing_probability(risk) else { continue };
        let impacts: Vec<Impact> = organization
            .impacts_of(risk.id)
            .filter_map(|impact| {
                let points = impact.time.as_deref()?;
                let spread =
                    Spread::Pert(ThreePoints { low: points.optimistic, likely: points.likely, high: points.pessimistic });
                Some(Impact { task: mapped.index(impact.task)?, spread })
            })
            .collect();
        if !impacts.is_empty() {
            let chance = u32::from(probability) * (CERTAIN / 100);
            found.push((risk.id, Risk { stream: stream(organization, risk.id.into()), chance, impacts }));
        }
    }
    found
}

fn deadlines(mapped: &Mapped<'_>, drawn: &Distribution) -> Vec<DeadlineForecast> {
    let mut found: Vec<DeadlineForecast> = drawn
        .deadlines
        .iter()
        .filter_map(|kept| {
            let task = mapped.tasks.get(kept.task.0 as usize).filter(|task| !task.state.is_closed())?.id;
            Some(DeadlineForecast { task, deadline: kept.deadline.into(), chance: kept.chance.into() })
        })
        .collect();
    found.sort_by_key(|kept| kept.task);
    found
}

fn critical(mapped: &Mapped<'_>, drawn: &Distribution) -> Vec<TaskForecast> {
    let mut found: Vec<(u32, TaskForecast)> = (0u32..)
        .zip(&drawn.tasks)
        .filter_map(|(number, task)| {
            let share = task.as_ref()?.criticality.filter(|share| share.times > 0)?;
            Some((share.times, TaskForecast { task: mapped.task(TaskIndex(number))?, critical: share.into() }))
        })
        .collect();
    found.sort_by_key(|(times, task)| (std::cmp::Reverse(*times), task.task));
    found.into_iter().map(|(_, task)| task).collect()
}

fn minutes(mean: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast from a float stays inside the range")]
    let whole = mean.round() as i64;
    whole
}
