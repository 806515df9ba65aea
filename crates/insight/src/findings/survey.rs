//! The value numbered once: tasks, projects and goals on arrays, who answers for what, and who works where. Rules read from here instead of asking the
//! value a question per record.

use std::sync::Arc;

use jiff::civil::Date;
use organization::{
    AnyId, Goal, GoalId, GoalState, Letter, Need, Organization, Party, PersonId, Project, ProjectId, RecordId, Responsibility,
    Task, TaskId,
};
use uuid::Uuid;

use crate::Plan;

/// No row.
const NONE: u32 = u32::MAX;

/// A task and what rules ask about it.
pub(crate) struct TaskRow<'a> {
    pub(crate) task: &'a Arc<Task>,
    parent: u32,
    project: u32,
    accountable: u32,
    /// Whether nothing is under it.
    pub(crate) leaf: bool,
    /// Whether something remains to be done in it, in an open project.
    pub(crate) open: bool,
    /// Whether it has a dependency of its own.
    pub(crate) linked: bool,
}

/// A party that is named Accountable, with the people that it is on the day.
pub(crate) struct Named<'a> {
    pub(crate) responsibility: &'a Arc<Responsibility>,
    pub(crate) people: Vec<PersonId>,
}

/// What all rules look at.
pub(crate) struct Survey<'a> {
    pub(crate) organization: &'a Organization,
    pub(crate) day: Date,
    pub(crate) plan: Option<&'a Plan>,
    /// All tasks by id.
    pub(crate) tasks: Vec<TaskRow<'a>>,
    /// All projects by id.
    projects: Vec<&'a Arc<Project>>,
    /// Whether a task of each project has a dependency.
    linked_projects: Vec<bool>,
    /// Accountable on the day, by subject.
    named: Vec<Named<'a>>,
    /// Who is named by the demands of each task: row of the task and person.
    workers: Vec<(u32, PersonId)>,
}

/// Whether a task is done or closed, so that nothing remains.
pub fn is_over(task: &Task) -> bool {
    task.state.is_closed() || task.percent >= 100 || task.actual_finish.is_some()
}

fn row_of<T>(rows: &[T], id: Uuid, key: impl Fn(&T) -> Uuid) -> u32 {
    rows.binary_search_by_key(&id, key).ok().and_then(|row| u32::try_from(row).ok()).unwrap_or(NONE)
}

impl<'a> Survey<'a> {
    pub(crate) fn new(organization: &'a Organization, day: Date, plan: Option<&'a Plan>) -> Survey<'a> {
        let projects: Vec<&Arc<Project>> = organization.projects().iter().collect();
        let named = named_on(organization, day);
        let mut survey = Survey {
            organization,
            day,
            plan,
            tasks: Vec::new(),
            linked_projects: Vec::new(),
            projects,
            named,
            workers: Vec::new(),
        };
        survey.tasks = organization.tasks().iter().map(|task| survey.row(task)).collect();
        survey.join_parents();
        survey.join_links();
        survey.join_accountables();
        survey.join_workers();
        survey
    }

    fn row(&self, task: &'a Arc<Task>) -> TaskRow<'a> {
        let project = row_of(&self.projects, task.project.uuid(), |project| project.id.uuid());
        let project_open = self.projects.get(project as usize).is_some_and(|project| !project.state.is_closed());
        let open = project_open && !is_over(task) && !task.inactive;
        TaskRow { task, parent: NONE, project, accountable: NONE, leaf: true, open, linked: false }
    }

    fn task_row(&self, task: TaskId) -> u32 {
        row_of(&self.tasks, task.uuid(), |row| row.task.id.uuid())
    }

    fn join_parents(&mut self) {
        for row in 0..self.tasks.len() {
            let Some(parent) = self.tasks[row].task.parent else { continue };
            let parent = self.task_row(parent);
            self.tasks[row].parent = parent;
            if let Some(above) = self.tasks.get_mut(parent as usize) {
                above.leaf = false;
            }
        }
    }

    fn join_links(&mut self) {
        self.linked_projects = vec![false; self.projects.len()];
        for dependency in self.organization.dependencies().iter() {
            for end in [dependency.from, dependency.to] {
                let row = self.task_row(end) as usize;
                let Some(task) = self.tasks.get_mut(row) else { continue };
                task.linked = true;
                if let Some(linked) = self.linked_projects.get_mut(task.project as usize) {
                    *linked = true;
                }
            }
        }
    }

    /// Accountability is inherited from the task above, the project, and the goals that it serves. Each task looks up until it meets one whose answer is known.
    fn join_accountables(&mut self) {
        let of_projects: Vec<u32> = self.projects.iter().map(|project| self.named_for_project(project)).collect();
        let mut known = vec![false; self.tasks.len()];
        let mut path = Vec::new();
        for start in 0..self.tasks.len() {
            let mut at = start;
            let answer = loop {
                let row = &self.tasks[at];
                if known[at] {
                    break row.accountable;
                }
                path.push(at);
                let own = self.named_row(row.task.id.into());
                if own != NONE {
                    break own;
                }
                if row.parent == NONE || path.len() > self.tasks.len() {
                    break of_projects.get(row.project as usize).copied().unwrap_or(NONE);
                }
                at = row.parent as usize;
            };
            for at in path.drain(..) {
                self.tasks[at].accountable = answer;
                known[at] = true;
            }
        }
    }

    fn join_workers(&mut self) {
        let mut workers = Vec::new();
        for demand in self.organization.demands().iter() {
            if let Need::Person(person) = demand.need {
                workers.push((self.task_row(demand.task), person));
            }
        }
        workers.sort_by_key(|(row, _)| *row);
        self.workers = workers;
    }

    fn named_row(&self, subject: AnyId) -> u32 {
        let row = self.named.binary_search_by_key(&subject, |named| named.responsibility.subject);
        row.ok().and_then(|row| u32::try_from(row).ok()).unwrap_or(NONE)
    }

    fn named_for_project(&self, project: &Project) -> u32 {
        let own = self.named_row(project.id.into());
        let from_goals = || project.serves.iter().map(|service| self.named_row(service.goal.into())).find(|row| *row != NONE);
        if own == NONE { from_goals().unwrap_or(NONE) } else { own }
    }

    /// Who is named Accountable for the thing itself.
    pub(crate) fn named(&self, subject: impl Into<AnyId>) -> Option<&Named<'a>> {
        self.named.get(self.named_row(subject.into()) as usize)
    }

    /// Who is named Accountable for a project or, where nobody is, for a goal that it serves.
    pub(crate) fn accountable_for_project(&self, project: &Project) -> Option<&Named<'a>> {
        self.named.get(self.named_for_project(project) as usize)
    }

    /// Everybody who is named Accountable for something.
    pub(crate) fn all_named(&self) -> &[Named<'a>] {
        &self.named
    }

    /// Who is accountable for a task, after inheritance.
    pub(crate) fn accountable_for(&self, row: &TaskRow<'a>) -> Option<&Named<'a>> {
        self.named.get(row.accountable as usize)
    }

    /// The task above.
    pub(crate) fn above(&self, row: &TaskRow<'a>) -> Option<&TaskRow<'a>> {
        self.tasks.get(row.parent as usize)
    }

    /// Whether the project of a task has a dependency anywhere.
    pub(crate) fn in_linked_project(&self, row: &TaskRow<'a>) -> bool {
        self.linked_projects.get(row.project as usize).copied().unwrap_or(false)
    }

    /// Whoever works on a task, then whoever is accountable for it.
    pub(crate) fn people_at(&self, number: usize) -> Vec<PersonId> {
        let row = u32::try_from(number).unwrap_or(NONE);
        let start = self.workers.partition_point(|(task, _)| *task < row);
        let mut people: Vec<PersonId> =
            self.workers[start..].iter().take_while(|(task, _)| *task == row).map(|(_, person)| *person).collect();
        if let Some(named) = self.tasks.get(number).and_then(|row| self.accountable_for(row)) {
            people.extend(named.people.iter().copied());
        }
        let mut once = Vec::with_capacity(people.len());
        for person in people {
            if !once.contains(&person) {
                once.push(person);
            }
        }
        once
    }

    /// Whoever works on a task and answers for it, with its project.
    pub(crate) fn people_and_project(&self, task: AnyId) -> (Vec<PersonId>, Option<AnyId>) {
        let row = task.to::<TaskId>().map_or(NONE, |task| self.task_row(task));
        let project = self.tasks.get(row as usize).map(|row| row.task.project.into());
        (self.people_at(row as usize), project)
    }

    /// Goals that are worked for.
    pub(crate) fn active_goals(&self) -> impl Iterator<Item = &'a Arc<Goal>> {
        self.organization.goals().iter().filter(|goal| goal.state == GoalState::Active)
    }

    /// Projects in which something remains to be done.
    pub(crate) fn open_projects(&self) -> impl Iterator<Item = &'a Arc<Project>> {
        self.projects.iter().copied().filter(|project| !project.state.is_closed())
    }

    /// Whether something may still be done for a record: it is not closed, met, dropped or done.
    pub(crate) fn is_open(&self, id: AnyId) -> bool {
        if let Some(task) = id.to::<TaskId>() {
            return self.tasks.get(self.task_row(task) as usize).is_some_and(|row| row.open);
        }
        if let Some(project) = id.to::<ProjectId>() {
            return self.organization.find(project).is_some_and(|project| !project.state.is_closed());
        }
        if let Some(goal) = id.to::<GoalId>() {
            return self.organization.find(goal).is_some_and(|goal| !goal.state.is_over());
        }
        let policy = id.to::<organization::PolicyId>().and_then(|id| self.organization.find(id));
        policy.is_none_or(|policy| !policy.state.is_closed())
    }

    /// The people that are answerable for a unit: its heads, else those of the nearest unit above that has any.
    pub(crate) fn heads_over(&self, unit: Option<organization::UnitId>) -> Vec<PersonId> {
        let units = unit.into_iter().flat_map(|unit| self.organization.units_from(unit));
        let heads = units.map(|unit| self.organization.people_of(Party::Unit(unit.id), self.day));
        heads.into_iter().find(|heads| !heads.is_empty()).unwrap_or_default()
    }
}

fn named_on(organization: &Organization, day: Date) -> Vec<Named<'_>> {
    let accountable = |held: &&Arc<Responsibility>| held.letter == Letter::Accountable && held.dated.holds(day);
    let held = organization.responsibilities().iter().filter(accountable);
    let mut named: Vec<Named<'_>> =
        held.map(|held| Named { responsibility: held, people: organization.people_of(held.party, day) }).collect();
    named.sort_by_key(|named| (named.responsibility.subject, named.responsibility.id));
    named.dedup_by_key(|named| named.responsibility.subject);
    named
}
