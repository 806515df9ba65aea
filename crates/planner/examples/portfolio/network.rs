//! Made-up projects for benchmarks: as many links as tasks, 200 tasks in a project, each linked to one or two of the 20 before it.

use planner::{CalendarId, Lag, Link, LinkKind, Minute, Network, Project, ProjectIndex, Task, TaskIndex};

use crate::chance::Chance;

/// Tasks in a project.
const PROJECT: u32 = 200;

/// Whether one link in ten has a lag.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lags {
    None,
    Some,
}

/// So many tasks, each on one of the calendars.
pub(crate) fn network(count: u32, calendars: &[CalendarId], lags: Lags) -> Network {
    let mut chance = Chance(7);
    let start = Minute::midnight(jiff::civil::date(2026, 1, 5));
    let mut network = Network::default();
    for index in 0..count {
        let own = calendars[chance.below(u32::try_from(calendars.len()).unwrap_or(1)) as usize];
        if index.is_multiple_of(PROJECT) {
            network.projects.push(Project::starting(start, own));
        }
        let mut task = Task::working(ProjectIndex(index / PROJECT), 60 + 30 * i64::from(chance.below(60)));
        task.calendar = Some(own);
        network.tasks.push(task);
        let before = index % PROJECT;
        for _ in 0..before.min(1 + u32::from(before > 1 && index.is_multiple_of(PROJECT - 1))) {
            let from = index - 1 - chance.below(before.min(20));
            let lag = if lags == Lags::Some && chance.below(10) == 0 { Lag::Working(480) } else { Lag::NONE };
            network.links.push(Link { from: TaskIndex(from), to: TaskIndex(index), kind: LinkKind::FinishToStart, lag });
        }
    }
    network
}
