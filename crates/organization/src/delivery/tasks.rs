//! Tasks: what is done, as a tree within a project. A task that has others under it is a summary; it takes its dates from them.
//!
//! Durations and work are minutes of working time. What an import stated as dates of an automatic task is kept beside it, to tell where our own computation
//! differs, and never moves a bar.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, Stored, link};
use crate::{
    Act, AnyId, CalendarId, Changes, Decide, Money, Name, Openness, Organization, PersonId, ProjectId, Prose, Refusal, Set,
};

pub use crate::record::TaskId;

/// A piece of work, a milestone, or a summary of others.
#[record(reference = 'T')]
pub struct Task {
    /// Its name.
    pub name: Name,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// The task above it.
    pub parent: Option<TaskId>,
    /// Its place among its siblings: smaller comes first.
    pub rank: i64,
    /// What to know about it.
    pub notes: Prose,
    /// Whether it is a point in time and no work.
    pub milestone: bool,
    /// How long it takes.
    pub duration: Option<Duration>,
    /// Minutes of work in it.
    pub work: Option<i64>,
    /// Its duration as three points.
    pub estimate: Option<Box<Estimate>>,
    /// What stays when people or hours change.
    pub fixed: Fixed,
    /// Dates as typed, where the plan does not compute them.
    pub manual: Option<Box<Manual>>,
    /// When it may or must start or finish, beyond as soon as possible.
    pub constraint: Option<Box<Constraint>>,
    /// When it is to be finished; a deadline moves nothing.
    pub deadline: Option<DateTime>,
    /// Its own calendar.
    pub calendar: Option<CalendarId>,
    /// Whether the calendars of those who work on it are left out of account.
    pub ignores_people: bool,
    /// How much of its duration is done, in per cent.
    pub percent: u8,
    /// When it actually started.
    pub actual_start: Option<DateTime>,
    /// When it actually finished.
    pub actual_finish: Option<DateTime>,
    /// Minutes of its duration that are left, where that was said.
    pub remaining: Option<i64>,
    /// Where the work that is left goes on, where it was interrupted.
    pub resume: Option<DateTime>,
    /// The parts that it is split into.
    pub splits: Vec<Part>,
    /// What people were told: when it starts and who works on it. Only applying an option, dragging and pinning write it.
    pub agreed: Option<Box<Agreed>>,
    /// How urgent it is beside others, 1 to 1000; 0 stands for 500.
    pub priority: u32,
    /// What it costs beyond the people.
    pub cost: Option<Box<Money>>,
    /// Whether it takes part in the plan at all.
    pub inactive: bool,
    /// The dates that an imported file stated.
    pub stated: Option<Box<Stated>>,
    /// Open or closed.
    pub state: Openness,
}

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// Minutes of working time, or of the clock where it is elapsed.
    pub minutes: i64,
    /// Whether nights and days off count.
    #[serde(default, skip_serializing_if = "crate::record::is_default")]
    pub elapsed: bool,
}

/// A duration as three points, in minutes of working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// If all goes well.
    pub optimistic: i64,
    /// Most likely.
    pub likely: i64,
    /// If all goes badly.
    pub pessimistic: i64,
}

/// What stays when people or hours of a task change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Fixed {
    /// The share of each person's time.
    #[default]
    Units,
    /// How long it takes.
    Duration,
    /// How much work it is.
    Work,
}

/// Dates as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Manual {
    /// The start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime>,
    /// The finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<DateTime>,
}

/// When a task may or must start or finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Constraint {
    /// As late as possible.
    AsLateAsPossible,
    /// Start no earlier than.
    StartNoEarlier(DateTime),
    /// Start no later than.
    StartNoLater(DateTime),
    /// Finish no earlier than.
    FinishNoEarlier(DateTime),
    /// Finish no later than.
    FinishNoLater(DateTime),
    /// Must start on.
    MustStart(DateTime),
    /// Must finish on.
    MustFinish(DateTime),
}

/// One part of a split task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Minutes of working time that this part takes.
    pub minutes: i64,
    /// Minutes of working time that it rests afterwards; 0 after the last part.
    pub pause: i64,
}

/// What people were told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// When it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
}

/// The dates that an imported file stated for an automatic task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime>,
    /// The finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<DateTime>,
}

/// The distance between two ranks that are given out one after the other; between two neighbours there is room for 20 halvings.
pub const RANK_STEP: i64 = 1 << 20;

impl Shape for Task {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(String::new())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::TaskProject, self.project));
        self.parent.iter().for_each(|id| visit(link(Relation::TaskParent, *id)));
        self.calendar.iter().for_each(|id| visit(link(Relation::TaskCalendar, *id)));
        if let Some(agreed) = &self.agreed {
            agreed.people.iter().for_each(|id| visit(link(Relation::TaskAgreed, *id)));
        }
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.parent.map_or_else(|| AnyId::from(self.project), AnyId::from))
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        if let Some(parent) = self.parent.and_then(|parent| organization.find(parent))
            && parent.project != self.project
        {
            return Err(Refusal::OtherProject { task: organization.label(parent.id.into()), project: self.name.to_string() });
        }
        let out_of_range = |what: &str, range: &str| Refusal::OutOfRange { what: what.to_owned(), range: range.to_owned() };
        const YEARS: i64 = 60 * 24 * 366 * 50;
        if self.duration.is_some_and(|duration| !(0..=YEARS).contains(&duration.minutes)) {
            return Err(out_of_range("A duration", "0 and 50 years"));
        }
        if self.work.is_some_and(|work| !(0..=YEARS * 100).contains(&work))
            || self.remaining.is_some_and(|left| !(0..=YEARS).contains(&left))
        {
            return Err(out_of_range("Work", "0 and 5,000 person-years"));
        }
        if self.percent > 100 {
            return Err(out_of_range("The share that is done", "0 and 100 per cent"));
        }
        if self.estimate.as_ref().is_some_and(|points| {
            points.optimistic < 0 || points.optimistic > points.likely || points.likely > points.pessimistic
        }) {
            return Err(out_of_range("The likely duration", "the optimistic and the pessimistic one"));
        }
        let spans = [
            (self.actual_start, self.actual_finish),
            self.manual.as_ref().map_or((None, None), |manual| (manual.start, manual.finish)),
        ];
        for span in spans {
            if let (Some(start), Some(finish)) = span
                && finish < start
            {
                return Err(Refusal::EndsBeforeStart { end: finish.to_string(), start: start.to_string() });
            }
        }
        match organization.find(self.id) {
            Some(before) if before.parent != self.parent => organization.refuse_loop_by_move(self),
            _ => Ok(()),
        }
    }
}

impl Task {
    /// Whether somebody said how long it takes or how much work it is.
    pub fn is_estimated(&self) -> bool {
        self.duration.is_some() || self.work.is_some() || self.estimate.is_some()
    }
}

/// A task with its depth in the outline, from 0.
#[derive(Clone, Copy, Debug)]
pub struct OutlineRow<'a> {
    /// The task.
    pub task: &'a Arc<Task>,
    /// How many tasks are above it.
    pub depth: usize,
    /// Whether others are under it.
    pub summary: bool,
}

impl Organization {
    /// The tasks directly under one, in their order.
    pub fn tasks_under(&self, task: TaskId) -> Vec<&Arc<Task>> {
        let mut under: Vec<_> = self.linked::<Task>(Relation::TaskParent, task).collect();
        under.sort_by_key(|task| (task.rank, task.id));
        under
    }

    /// Whether others are under a task.
    pub fn is_summary(&self, task: TaskId) -> bool {
        self.linked::<Task>(Relation::TaskParent, task).next().is_some()
    }

    /// A task and those above it, from below.
    pub fn tasks_from(&self, task: TaskId) -> impl Iterator<Item = &Arc<Task>> {
        crate::value::parent_chain(self.find(task), |task| task.parent.and_then(|parent| self.find(parent)))
    }

    /// All tasks of a project in the order of its outline.
    pub fn outline(&self, project: ProjectId) -> Vec<OutlineRow<'_>> {
        let mut tasks: Vec<&Arc<Task>> = self.tasks_of(project).collect();
        tasks.sort_by_key(|task| (task.parent, task.rank, task.id));
        let under = |parent: Option<TaskId>| {
            let start = tasks.partition_point(|task| task.parent < parent);
            let end = tasks.partition_point(|task| task.parent <= parent);
            &tasks[start..end]
        };
        let mut rows = Vec::with_capacity(tasks.len());
        let mut waiting: Vec<(&Arc<Task>, usize)> = under(None).iter().rev().map(|task| (*task, 0)).collect();
        while let Some((task, depth)) = waiting.pop() {
            let children = under(Some(task.id));
            rows.push(OutlineRow { task, depth, summary: !children.is_empty() });
            waiting.extend(children.iter().rev().map(|child| (*child, depth + 1)));
        }
        rows
    }

    /// Refuses to hang a task where it would wait for itself: links of a summary bind all under it.
    fn refuse_loop_by_move(&self, moved: &Task) -> Result<(), Refusal> {
        let value = self.with(Task::any(Arc::new(moved.clone())));
        let mut concerned: Vec<TaskId> = value.tasks_from(moved.id).map(|task| task.id).collect();
        let mut waiting = vec![moved.id];
        while let Some(task) = waiting.pop() {
            concerned.push(task);
            waiting.extend(value.linked::<Task>(Relation::TaskParent, task).map(|task| task.id));
        }
        for task in concerned {
            for dependency in value.predecessors(task).chain(value.successors(task)) {
                if value.waits_for(dependency.from, dependency.to, dependency.id) {
                    return Err(Refusal::WouldWaitForItself {
                        from: value.label(dependency.from.into()),
                        to: value.label(dependency.to.into()),
                    });
                }
            }
        }
        Ok(())
    }

    /// The rank of a new last child of a task or project.
    pub fn last_rank(&self, project: ProjectId, parent: Option<TaskId>) -> i64 {
        let last = match parent {
            Some(parent) => self.linked::<Task>(Relation::TaskParent, parent).map(|task| task.rank).max(),
            None => self.tasks_of(project).filter(|task| task.parent.is_none()).map(|task| task.rank).max(),
        };
        last.map_or(0, |last| last.saturating_add(RANK_STEP))
    }
}

/// Adds a task, as the last of its siblings unless it brings a rank.
#[command(function = Plan, adds = Task, prepare = last_place)]
pub struct AddTask {
    /// The id of the new task.
    pub id: TaskId,
    /// Its name.
    pub name: Name,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// The task above it.
    pub parent: Option<TaskId>,
    /// Its place among its siblings.
    pub rank: Option<i64>,
    /// What to know about it.
    pub notes: Option<Prose>,
    /// Whether it is a point in time and no work.
    pub milestone: bool,
    /// How long it takes.
    pub duration: Option<Duration>,
    /// Minutes of work in it.
    pub work: Option<i64>,
    /// Its duration as three points.
    pub estimate: Option<Box<Estimate>>,
    /// What stays when people or hours change.
    pub fixed: Option<Fixed>,
    /// Dates as typed.
    pub manual: Option<Box<Manual>>,
    /// When it may or must start or finish.
    pub constraint: Option<Box<Constraint>>,
    /// When it is to be finished.
    pub deadline: Option<DateTime>,
    /// Its own calendar.
    pub calendar: Option<CalendarId>,
    /// Whether the calendars of those who work on it are left out of account.
    pub ignores_people: bool,
    /// How much of its duration is done, in per cent.
    pub percent: Option<u8>,
    /// When it actually started.
    pub actual_start: Option<DateTime>,
    /// When it actually finished.
    pub actual_finish: Option<DateTime>,
    /// Minutes of its duration that are left.
    pub remaining: Option<i64>,
    /// Where the work that is left goes on, where it was interrupted.
    pub resume: Option<DateTime>,
    /// The parts that it is split into.
    pub splits: Vec<Part>,
    /// How urgent it is beside others.
    pub priority: Option<u32>,
    /// What it costs beyond the people.
    pub cost: Option<Box<Money>>,
    /// Whether it takes no part in the plan.
    pub inactive: bool,
    /// The dates that an imported file stated.
    pub stated: Option<Box<Stated>>,
    /// Open or closed, as an export or import states it; open where it is left out.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes a task.
#[command(function_of = changes_of, changes = Task)]
pub struct ChangeTask {
    /// The task.
    pub task: TaskId,
    /// Its name.
    pub name: Set<Name>,
    /// What to know about it.
    pub notes: Set<Prose>,
    /// Whether it is a point in time and no work.
    pub milestone: Set<bool>,
    /// How long it takes.
    pub duration: Set<Option<Duration>>,
    /// Minutes of work in it.
    pub work: Set<Option<i64>>,
    /// Its duration as three points.
    pub estimate: Set<Option<Box<Estimate>>>,
    /// What stays when people or hours change.
    pub fixed: Set<Fixed>,
    /// Dates as typed.
    pub manual: Set<Option<Box<Manual>>>,
    /// When it may or must start or finish.
    pub constraint: Set<Option<Box<Constraint>>>,
    /// When it is to be finished.
    pub deadline: Set<Option<DateTime>>,
    /// Its own calendar.
    pub calendar: Set<Option<CalendarId>>,
    /// Whether the calendars of those who work on it are left out of account.
    pub ignores_people: Set<bool>,
    /// How much of its duration is done, in per cent.
    pub percent: Set<u8>,
    /// When it actually started.
    pub actual_start: Set<Option<DateTime>>,
    /// When it actually finished.
    pub actual_finish: Set<Option<DateTime>>,
    /// Minutes of its duration that are left.
    pub remaining: Set<Option<i64>>,
    /// Where the work that is left goes on, where it was interrupted.
    pub resume: Set<Option<DateTime>>,
    /// The parts that it is split into.
    pub splits: Set<Vec<Part>>,
    /// What people were told.
    pub agreed: Set<Option<Box<Agreed>>>,
    /// How urgent it is beside others.
    pub priority: Set<u32>,
    /// What it costs beyond the people.
    pub cost: Set<Option<Box<Money>>>,
    /// Whether it takes no part in the plan.
    pub inactive: Set<bool>,
    /// The dates that an imported file stated.
    pub stated: Set<Option<Box<Stated>>>,
    /// Open or closed, as an import states it.
    #[imports]
    pub state: Set<Openness>,
}

fn last_place(command: &AddTask, task: Task, organization: &Organization) -> Task {
    let rank = command.rank.unwrap_or_else(|| organization.last_rank(task.project, task.parent));
    Task { rank, ..task }
}

/// Saying how far a task is belongs to daily work; everything else about it is planning.
fn changes_of(command: &ChangeTask, _: &Organization) -> crate::Function {
    let mut rest = command.clone();
    (rest.percent, rest.actual_start, rest.actual_finish, rest.remaining) = (Set::Keep, Set::Keep, Set::Keep, Set::Keep);
    rest.resume = Set::Keep;
    let nothing = |command: &ChangeTask| {
        serde_json::to_value(command).ok().and_then(|value| value.as_object().map(|fields| fields.len() <= 1)).unwrap_or(false)
    };
    if nothing(&rest) && !nothing(command) { crate::Function::OperateDaily } else { crate::Function::Plan }
}

/// Moves a task with all under it: under another task, to the top of its project, or to another place among its siblings.
#[command(function = Plan)]
pub struct MoveTask {
    /// The task.
    pub task: TaskId,
    /// The task that it hangs under from now on; nothing at the top of the project.
    pub parent: Option<TaskId>,
    /// The sibling that it comes after; nothing for the first place.
    pub after: Option<TaskId>,
    /// The rank itself, as an import states it; `after` is then left out.
    pub rank: Option<i64>,
}

impl Decide for MoveTask {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.task)?;
        if let Some(rank) = self.rank {
            return organization.change(before, Task { parent: self.parent, rank, ..(**before).clone() }, act);
        }
        let mut siblings: Vec<Arc<Task>> = match self.parent {
            Some(parent) => organization.tasks_under(organization.get(parent)?.id).into_iter().cloned().collect(),
            None => {
                let mut top: Vec<_> =
                    organization.tasks_of(before.project).filter(|task| task.parent.is_none()).cloned().collect();
                top.sort_by_key(|task| (task.rank, task.id));
                top
            }
        };
        siblings.retain(|sibling| sibling.id != self.task);
        let place = match self.after {
            Some(after) => {
                1 + siblings
                    .iter()
                    .position(|sibling| sibling.id == after)
                    .ok_or(Refusal::NotFound { kind: "sibling".to_owned() })?
            }
            None => 0,
        };
        let low = place.checked_sub(1).map(|at| siblings[at].rank);
        let high = siblings.get(place).map(|sibling| sibling.rank);
        let rank = match (low, high) {
            (None, None) => Some(0),
            (Some(low), None) => low.checked_add(RANK_STEP),
            (None, Some(high)) => high.checked_sub(RANK_STEP),
            (Some(low), Some(high)) if high - low > 1 => Some(low + (high - low) / 2),
            (Some(_), Some(_)) => None,
        };
        if let Some(rank) = rank {
            return organization.change(before, Task { parent: self.parent, rank, ..(**before).clone() }, act);
        }
        siblings.insert(place, before.clone());
        let mut all = Changes::none();
        let ranks = std::iter::successors(Some(0_i64), |rank| rank.checked_add(RANK_STEP));
        for (sibling, rank) in siblings.iter().zip(ranks) {
            let parent = if sibling.id == self.task { self.parent } else { sibling.parent };
            all = all.and(organization.change(sibling, Task { parent, rank, ..(**sibling).clone() }, act)?);
        }
        Ok(all)
    }
}

/// Closes a task: it is done, or nothing more is to be done in it.
#[command(function = OperateDaily)]
pub struct CloseTask {
    /// The task.
    pub task: TaskId,
    /// When, where that is known.
    pub on: Option<Date>,
}

impl Decide for CloseTask {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.task)?;
        if before.state.is_closed() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.task.into()) });
        }
        organization.change(before, Task { state: Openness::Closed { on: self.on }, ..(**before).clone() }, act)
    }
}

/// Opens a closed task again.
#[command(function = OperateDaily)]
pub struct ReopenTask {
    /// The task.
    pub task: TaskId,
}

impl Decide for ReopenTask {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.task)?;
        if !before.state.is_closed() {
            return Err(Refusal::NotClosed { what: organization.label(self.task.into()) });
        }
        organization.change(before, Task { state: Openness::Active, ..(**before).clone() }, act)
    }
}

/// Takes a task away with what is its own: its demands, links, reports and the impacts of risks on it. What hangs under it or speaks of it must go first.
#[command(function = Plan, removes = Task)]
pub struct RemoveTask {
    /// The task.
    pub task: TaskId,
}
