//! What slips: for each open plan the tasks that should be finished by now, the promised days that it misses, the work that nobody answers for, the work that
//! is under way and of which nobody has heard, whether its dependencies run in a circle, and what starts next. Whoever manages plans looks at this first.
//!
//! It is read off the plan and the findings; nothing is planned or checked here.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use organization::{Comment, Organization, ProjectId, Relation, Task, TaskId};

use crate::{Findings, Obstacle, Plan, is_over};

/// What slips, by project. Projects in which nothing slips and nothing starts are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slips(BTreeMap<ProjectId, Slip>);

/// What slips in one plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slip {
    /// Open tasks whose planned finish has passed, with that day; the longest overdue first.
    pub overdue: Vec<(Date, TaskId)>,
    /// Promised days that open tasks miss, the earliest first.
    pub missed: Vec<MissedDay>,
    /// Open tasks that nobody is accountable for, as far as nobody waived that.
    pub unowned: Vec<TaskId>,
    /// Tasks under way without news for longer than [`SILENCE`], with the day of the last news; the longest silent first.
    pub silent: Vec<(Date, TaskId)>,
    /// Whether dependencies of the plan run in a circle.
    pub circle: bool,
    /// The open task that starts next, today or later.
    pub next: Option<(Date, TaskId)>,
}

/// A promised day, a deadline or a constraint, that a task misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissedDay {
    /// The day that was promised.
    pub promised: Date,
    /// The task.
    pub task: TaskId,
    /// The day that the plan reaches.
    pub reached: Date,
}

impl Slips {
    /// What slips in a project; nothing where all goes as planned and no task is left to start.
    pub fn of(&self, project: ProjectId) -> Option<&Slip> {
        self.0.get(&project)
    }
}

/// Reads off a plan and the findings what slips on a day.
pub fn slips(organization: &Organization, day: Date, plan: &Plan, findings: &Findings) -> Slips {
    let mut slips: BTreeMap<ProjectId, Slip> = BTreeMap::new();
    let open = |task: TaskId| organization.find(task).filter(|task| !is_over(task) && !task.inactive);
    for planned in plan.tasks.iter().filter(|planned| !planned.summary) {
        let Some(task) = open(planned.task) else { continue };
        let (start, finish) = (planned.start.date(), planned.finish.date());
        if let Some(last) = silent(organization, task, start, day) {
            slips.entry(task.project).or_default().silent.push((last, task.id));
        }
        if finish < day {
            slips.entry(task.project).or_default().overdue.push((finish, task.id));
        } else if start >= day {
            let slip = slips.entry(task.project).or_default();
            slip.next = slip.next.into_iter().chain([(start, task.id)]).min();
        }
    }
    for missed in plan.obstacles.iter().filter_map(missed) {
        if let Some(task) = open(missed.task) {
            slips.entry(task.project).or_default().missed.push(missed);
        }
    }
    for task in findings.of("TL201").filter_map(|finding| finding.subject.to::<TaskId>()) {
        if let Some(task) = organization.find(task) {
            slips.entry(task.project).or_default().unowned.push(task.id);
        }
    }
    for project in findings.of("TL203").filter_map(|finding| finding.place?.to::<ProjectId>()) {
        slips.entry(project).or_default().circle = true;
    }
    for slip in slips.values_mut() {
        slip.overdue.sort_unstable();
        slip.silent.sort_unstable();
        slip.missed.sort_unstable();
    }
    Slips(slips)
}

/// Days after which a task that is under way, and of which nobody has said anything, counts as silent.
pub const SILENCE: i32 = 14;

/// The day of the last news of a task that is under way, where that is too long ago: what was reported, what was said, else when it began.
fn silent(organization: &Organization, task: &Task, planned: Date, day: Date) -> Option<Date> {
    let began = task.actual_start.map(|at| at.date());
    if began.is_none() && task.percent == 0 {
        return None;
    }
    let reported = organization.progress_of(task.id).filter_map(|report| report.on).max();
    let said = organization.linked::<Comment>(Relation::CommentOn, task.id).filter_map(|comment| comment.day).max();
    let last = [reported, said, began].into_iter().flatten().max().unwrap_or(planned);
    (last.checked_add(SILENCE.days()).ok()? < day).then_some(last)
}

fn missed(obstacle: &Obstacle) -> Option<MissedDay> {
    match obstacle {
        Obstacle::DeadlineMissed { task, deadline, finish } => {
            Some(MissedDay { promised: deadline.date(), task: *task, reached: finish.date() })
        }
        Obstacle::ConstraintBroken { task, date, links } => {
            Some(MissedDay { promised: date.date(), task: *task, reached: links.date() })
        }
        Obstacle::FinishMissed { .. }
        | Obstacle::TypedConflict { .. }
        | Obstacle::AgreedConflict { .. }
        | Obstacle::StartedEarly { .. }
        | Obstacle::NoWorkingTime { .. }
        | Obstacle::OutOfHorizon { .. }
        | Obstacle::Circle { .. } => None,
    }
}
