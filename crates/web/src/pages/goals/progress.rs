//! How far goals are, by the tasks of the projects that serve them and the goals below them.

use std::collections::{BTreeMap, BTreeSet};

use insight::Plan;
use jiff::civil::Date;
use office::Seen;
use organization::{GoalId, Organization, ProjectId};

/// The work behind a goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Progress {
    /// The open projects that serve it or a goal below it.
    pub(super) projects: Vec<ProjectId>,
    /// How many of their tasks are done.
    pub(super) done: usize,
    /// How many tasks they have, summaries left out.
    pub(super) tasks: usize,
    /// The last day on which one of them is worked on; nothing where none has dates.
    pub(super) finish: Option<Date>,
}

/// The projects that serve a goal or one below it, open ones only, each once.
fn serving(value: &Organization, goal: GoalId) -> BTreeSet<ProjectId> {
    let mut projects = BTreeSet::new();
    let mut waiting = vec![goal];
    let mut seen = BTreeSet::new();
    while let Some(goal) = waiting.pop() {
        if !seen.insert(goal) {
            continue;
        }
        projects.extend(value.projects_serving(goal).filter(|project| !project.state.is_closed()).map(|project| project.id));
        waiting.extend(value.goals_under(goal).map(|goal| goal.id));
    }
    projects
}

/// The work behind one goal.
pub(super) fn of(seen: &Seen, plan: &Plan, goal: GoalId) -> Progress {
    let projects = seen.compute(|value| serving(value, goal));
    let mut progress = Progress::default();
    for project in projects.into_iter().filter(|project| seen.shows((*project).into())) {
        progress.projects.push(project);
        let Some(summary) = plan.project(project) else { continue };
        progress.done += summary.closed;
        progress.tasks += summary.open + summary.closed;
        progress.finish = progress.finish.max(summary.finish.map(|finish| finish.date()));
    }
    progress
}

/// How many findings each goal has itself.
pub(super) fn findings(findings: &insight::Findings) -> BTreeMap<GoalId, usize> {
    let mut counts = BTreeMap::new();
    for goal in findings.open.iter().filter_map(|finding| finding.subject.to::<GoalId>()) {
        *counts.entry(goal).or_default() += 1;
    }
    counts
}
