//! A project in one line: when it runs, how far it is, how much is open.

use jiff::civil::DateTime;
use organization::ProjectId;
use planner::Schedule;
use serde::Serialize;

use super::network::Mapped;

/// The span and progress of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ProjectSummary {
    /// The project.
    pub project: ProjectId,
    /// First start of its tasks; nothing where none has dates.
    pub start: Option<DateTime>,
    /// Last finish of its tasks.
    pub finish: Option<DateTime>,
    /// How much is done, in per cent of the durations of its tasks; of their number where none has a duration.
    pub done: u8,
    /// How many of its tasks are open, summaries left out.
    pub open: usize,
    /// How many of its tasks are done or closed, summaries left out.
    pub closed: usize,
    /// How many of its open tasks have no float.
    pub critical: usize,
    /// How many of its open tasks nobody has estimated.
    pub assumed: usize,
}

#[derive(Clone, Default)]
struct Tally {
    open: usize,
    closed: usize,
    critical: usize,
    assumed: usize,
    minutes: i128,
    done_minutes: i128,
}

impl Tally {
    fn done(&self) -> u8 {
        let all = i128::try_from(self.open + self.closed).unwrap_or_default();
        let closed = i128::try_from(self.closed).unwrap_or_default();
        let (done, of) = if self.minutes > 0 { (self.done_minutes, self.minutes) } else { (closed * 100, all) };
        u8::try_from(done.checked_div(of).unwrap_or_default()).unwrap_or(100)
    }
}

impl Mapped<'_> {
    /// Every project in one line.
    pub(super) fn summaries(&self, schedule: &Schedule) -> Vec<ProjectSummary> {
        let mut tallies = vec![Tally::default(); self.projects.len()];
        for (number, task) in self.tasks.iter().enumerate() {
            if self.summary[number] || task.inactive {
                continue;
            }
            let tally = &mut tallies[self.project[number]];
            let over = crate::findings::is_over(task);
            let percent = if over { 100 } else { i128::from(task.percent) };
            let minutes = i128::from(self.minutes[number]);
            tally.minutes += minutes;
            tally.done_minutes += minutes * percent;
            if over {
                tally.closed += 1;
                continue;
            }
            tally.open += 1;
            tally.assumed += usize::from(self.assumed[number]);
            tally.critical += usize::from(schedule.tasks[number].is_some_and(|placement| placement.critical));
        }
        let mut summaries = Vec::with_capacity(self.projects.len());
        for (number, project) in self.projects.iter().enumerate() {
            let (span, tally) = (schedule.projects.get(number).copied().flatten(), &tallies[number]);
            summaries.push(ProjectSummary {
                project: project.id,
                start: span.map(|span| span.start.into()),
                finish: span.map(|span| span.finish.into()),
                done: tally.done(),
                open: tally.open,
                closed: tally.closed,
                critical: tally.critical,
                assumed: tally.assumed,
            });
        }
        summaries
    }
}
