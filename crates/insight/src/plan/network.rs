//! Projects and tasks of the organization as a network of the planner.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use organization::{Constraint, Demand, DependencySort, Fixed, Lag, Need, Openness, Organization, ProjectId, Task, TaskId};
use planner::{
    Assignment, Calendars, Length, Link, LinkKind, Minute, Mode, Network, Pause, Progress, Project, ProjectIndex, Span, TaskIndex,
};

use super::calendars::CalendarBook;

/// All of somebody's time, in ten-thousandths.
pub(super) const WHOLE: u32 = 10_000;

/// A network with the way back to records.
pub(super) struct Mapped<'a> {
    pub(super) network: Network,
    pub(super) calendars: Calendars,
    pub(super) projects: Vec<&'a Arc<organization::Project>>,
    pub(super) tasks: Vec<&'a Arc<Task>>,
    /// The project of each task.
    pub(super) project: Vec<usize>,
    /// Whether others are under each task.
    pub(super) summary: Vec<bool>,
    /// Whether each task's duration is only assumed.
    pub(super) assumed: Vec<bool>,
    /// The duration of each task in minutes.
    pub(super) minutes: Vec<i64>,
}

/// Projects with all those that dependencies tie to them, directly or over others, by id.
pub(super) fn tied(organization: &Organization, projects: &[ProjectId]) -> Vec<ProjectId> {
    let mut tied: BTreeSet<ProjectId> = BTreeSet::new();
    let mut waiting: Vec<ProjectId> = projects.to_vec();
    while let Some(project) = waiting.pop() {
        if !tied.insert(project) {
            continue;
        }
        for task in organization.tasks_of(project) {
            let before = organization.predecessors(task.id).map(|link| link.from);
            let after = organization.successors(task.id).map(|link| link.to);
            let others = before.chain(after).filter_map(|other| organization.find(other)).map(|other| other.project);
            waiting.extend(others.filter(|other| !tied.contains(other)));
        }
    }
    tied.into_iter().collect()
}

impl<'a> Mapped<'a> {
    /// Maps projects, given by id in ascending order.
    pub(super) fn new(organization: &'a Organization, projects: Vec<ProjectId>, day: Date) -> Self {
        let mut book = CalendarBook::new(organization, day);
        let mut mapped = Self::with(organization, projects, day, &mut book);
        mapped.calendars = book.compiled;
        mapped
    }

    /// The same without its calendars, which stay in a book to which others may be added.
    pub(super) fn with(organization: &'a Organization, projects: Vec<ProjectId>, day: Date, book: &mut CalendarBook<'_>) -> Self {
        let projects: Vec<&Arc<organization::Project>> = projects.iter().filter_map(|id| organization.find(*id)).collect();
        let mut network = Network::default();
        let (mut tasks, mut project_of): (Vec<&Arc<Task>>, Vec<usize>) = (Vec::new(), Vec::new());
        for (number, project) in projects.iter().enumerate() {
            network.projects.push(project_head(project, book.of_project(project), day));
            tasks.extend(organization.tasks_of(project.id));
            project_of.resize(tasks.len(), number);
        }
        let mut order: Vec<usize> = (0..tasks.len()).collect();
        order.sort_by_key(|at| tasks[*at].id);
        let tasks: Vec<&Arc<Task>> = order.iter().map(|at| tasks[*at]).collect();
        let project: Vec<usize> = order.iter().map(|at| project_of[*at]).collect();
        let count = tasks.len();
        let mut mapped = Mapped {
            network,
            calendars: Calendars::new(),
            projects,
            project,
            summary: vec![false; count],
            assumed: vec![false; count],
            minutes: vec![0; count],
            tasks,
        };
        mapped.map_tasks(organization, book);
        mapped.map_links(organization);
        mapped
    }

    /// The position of a task.
    pub(super) fn index(&self, task: TaskId) -> Option<TaskIndex> {
        let at = self.tasks.binary_search_by_key(&task, |task| task.id).ok()?;
        u32::try_from(at).ok().map(TaskIndex)
    }

    fn map_tasks(&mut self, organization: &Organization, book: &mut CalendarBook<'_>) {
        let parents: Vec<Option<TaskIndex>> =
            self.tasks.iter().map(|task| task.parent.and_then(|parent| self.index(parent))).collect();
        for parent in parents.iter().flatten() {
            self.summary[parent.0 as usize] = true;
        }
        for (number, parent) in parents.into_iter().enumerate() {
            let task = self.tasks[number];
            let project = self.projects[self.project[number]];
            let demands: Vec<&Arc<Demand>> =
                if self.summary[number] { Vec::new() } else { organization.demands_of(task.id).collect() };
            let length = length_of(task, project, &demands);
            self.assumed[number] = !self.summary[number] && !task.milestone && !task.is_estimated();
            self.minutes[number] = length.minutes();
            let calendar = task.calendar.map(|calendar| book.get(calendar));
            let base = self.network.projects[self.project[number]].calendar;
            let span = driven(task, length, demands_on(organization, &demands, base, book), base, book);
            let progress = progress_of(task, length, calendar.unwrap_or(base), &book.compiled);
            let done_unknown = task.state.is_closed() && progress == Progress::NotStarted;
            self.network.tasks.push(planner::Task {
                project: ProjectIndex(u32::try_from(self.project[number]).unwrap_or(u32::MAX)),
                parent,
                active: !task.inactive && (self.summary[number] || !done_unknown),
                span,
                calendar,
                mode: mode_of(task),
                constraint: constraint_of(task),
                deadline: task.deadline.map(Minute::from),
                progress,
                pinned: task.agreed.as_ref().and_then(|agreed| agreed.start).map(Minute::from),
                delay: Length::Elapsed(0),
                pauses: pauses_of(task),
            });
        }
    }

    fn map_links(&mut self, organization: &Organization) {
        for number in 0..self.tasks.len() {
            for dependency in organization.predecessors(self.tasks[number].id) {
                let (Some(from), Some(to)) = (self.index(dependency.from), self.index(dependency.to)) else { continue };
                let (kind, lag) = (kind_of(dependency.sort), lag_of(dependency.lag));
                self.network.links.push(Link { from, to, kind, lag });
            }
        }
    }
}

fn project_head(project: &organization::Project, calendar: planner::CalendarId, day: Date) -> Project {
    let start = project.start.unwrap_or_else(|| day.at(0, 0, 0, 0));
    let head = match project.finish_first {
        Some(finish) => Project::finishing(finish.into(), calendar),
        None => Project::starting(start.into(), calendar),
    };
    let status = project.status_date.map(Minute::from);
    Project { status, honor_constraints: !project.links_win, critical_limit: project.critical_float, ..head }
}

/// How long a task takes: its duration, else its work shared among those who do it, else its likely estimate, else one day.
fn length_of(task: &Task, project: &organization::Project, demands: &[&Arc<Demand>]) -> Length {
    if let Some(duration) = task.duration {
        return if duration.elapsed { Length::Elapsed(duration.minutes) } else { Length::Working(duration.minutes) };
    }
    if task.milestone {
        return Length::Working(0);
    }
    if let Some(work) = task.work {
        let units: u64 = demands.iter().map(|demand| u64::from(units_of(demand))).sum();
        let units = i64::try_from(units).unwrap_or(i64::MAX).max(1);
        let units = if demands.is_empty() { i64::from(WHOLE) } else { units };
        return Length::Working(work.saturating_mul(i64::from(WHOLE)) / units);
    }
    let likely = task.estimate.as_ref().map(|points| points.likely);
    Length::Working(likely.unwrap_or_else(|| i64::from(project.day_minutes())))
}

pub(super) fn units_of(demand: &Demand) -> u32 {
    if demand.units == 0 { WHOLE } else { demand.units }
}

/// The calendars of those whose time a task takes: people and work resources, unless no work falls to them.
fn demands_on<'a>(
    organization: &Organization,
    demands: &[&'a Arc<Demand>],
    base: planner::CalendarId,
    book: &mut CalendarBook<'_>,
) -> Vec<(&'a Demand, planner::CalendarId)> {
    let mut driving = Vec::new();
    for demand in demands {
        let calendar = match demand.need {
            Need::Person(person) => Some(book.of_person(person, base)),
            Need::Skill { .. } => continue,
            Need::Resource(resource) => match organization.find(resource) {
                Some(resource) if resource.sort.takes_time() => resource.calendar.map(|calendar| book.get(calendar)),
                _ => continue,
            },
        };
        if demand.work != Some(0) {
            driving.push((&***demand, calendar.unwrap_or(base)));
        }
    }
    driving
}

/// Lets the work of people drive a task where one of their calendars differs from the project's and the task is not of fixed duration and heeds them.
fn driven(
    task: &Task,
    length: Length,
    demands: Vec<(&Demand, planner::CalendarId)>,
    base: planner::CalendarId,
    book: &CalendarBook<'_>,
) -> Span {
    let differs = demands.iter().any(|(_, calendar)| !book.compiled.same_working_time(*calendar, base));
    let Length::Working(minutes) = length else { return Span::Fixed(length) };
    if !differs || task.fixed == Fixed::Duration || task.ignores_people || minutes == 0 {
        return Span::Fixed(length);
    }
    let assignment = |(demand, calendar): (&Demand, planner::CalendarId)| {
        let units = units_of(demand);
        let work = demand.work.unwrap_or_else(|| minutes.saturating_mul(i64::from(units)) / i64::from(WHOLE));
        let remaining = match (demand.remaining, task.remaining) {
            (Some(left), _) => left,
            (None, Some(left)) => work.saturating_mul(left.min(minutes)) / minutes,
            (None, None) => left_of(work, task.percent),
        };
        Assignment { calendar, work, remaining, units, delay: demand.delay }
    };
    Span::Assigned { assignments: demands.into_iter().map(assignment).collect(), otherwise: length }
}

fn left_of(minutes: i64, percent: u8) -> i64 {
    minutes.saturating_mul(100 - i64::from(percent.min(100))) / 100
}

fn progress_of(task: &Task, length: Length, calendar: planner::CalendarId, calendars: &Calendars) -> Progress {
    let closed = match task.state {
        Openness::Active => None,
        Openness::Closed { on } => on,
    };
    let finish: Option<Minute> =
        task.actual_finish.map(Minute::from).or_else(|| closed.map(|on| end_of_work(on, calendar, calendars)));
    if let Some(finish) = finish {
        let before = match length {
            Length::Working(minutes) => calendars.subtract_working(calendar, finish, minutes),
            Length::Elapsed(minutes) => Some(Minute::new(i64::from(finish.get()) - minutes)),
        };
        let start = task.actual_start.map(Minute::from).or(before).unwrap_or(finish);
        return Progress::Finished { start: start.min(finish), finish };
    }
    match task.actual_start {
        Some(start) => {
            let remaining = task.remaining.unwrap_or_else(|| left_of(length.minutes(), task.percent));
            Progress::Started { start: start.into(), remaining, resume: task.resume.map(Minute::from) }
        }
        None => Progress::NotStarted,
    }
}

/// The end of the last shift of a day, or of the last working day before it.
fn end_of_work(day: Date, calendar: planner::CalendarId, calendars: &Calendars) -> Minute {
    let midnight = Minute::midnight(day.tomorrow().unwrap_or(day));
    calendars.previous_working(calendar, midnight).unwrap_or(midnight)
}

fn mode_of(task: &Task) -> Mode {
    task.manual.as_ref().map_or(Mode::Automatic, |manual| Mode::Manual {
        start: manual.start.map(Minute::from),
        finish: manual.finish.map(Minute::from),
    })
}

fn constraint_of(task: &Task) -> planner::Constraint {
    let at = |date: DateTime| Minute::from(date);
    task.constraint.as_deref().map_or(planner::Constraint::None, |constraint| match *constraint {
        Constraint::AsLateAsPossible => planner::Constraint::AsLateAsPossible,
        Constraint::StartNoEarlier(date) => planner::Constraint::StartNoEarlierThan(at(date)),
        Constraint::StartNoLater(date) => planner::Constraint::StartNoLaterThan(at(date)),
        Constraint::FinishNoEarlier(date) => planner::Constraint::FinishNoEarlierThan(at(date)),
        Constraint::FinishNoLater(date) => planner::Constraint::FinishNoLaterThan(at(date)),
        Constraint::MustStart(date) => planner::Constraint::MustStartOn(at(date)),
        Constraint::MustFinish(date) => planner::Constraint::MustFinishOn(at(date)),
    })
}

/// The interruptions between the parts that a task is split into.
fn pauses_of(task: &Task) -> Vec<Pause> {
    let mut after = 0;
    let mut pauses = Vec::new();
    for part in &task.splits {
        after += part.minutes;
        if part.pause > 0 {
            pauses.push(Pause { after, length: part.pause });
        }
    }
    pauses
}

fn kind_of(sort: DependencySort) -> LinkKind {
    match sort {
        DependencySort::FinishStart => LinkKind::FinishToStart,
        DependencySort::StartStart => LinkKind::StartToStart,
        DependencySort::FinishFinish => LinkKind::FinishToFinish,
        DependencySort::StartFinish => LinkKind::StartToFinish,
    }
}

fn lag_of(lag: Lag) -> planner::Lag {
    match lag {
        Lag::Working(minutes) => planner::Lag::Working(minutes),
        Lag::Elapsed(minutes) => planner::Lag::Elapsed(minutes),
        Lag::Percent(percent) => planner::Lag::Percent(percent.into()),
        Lag::ElapsedPercent(percent) => planner::Lag::ElapsedPercent(percent.into()),
    }
}
