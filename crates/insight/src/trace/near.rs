//! What lies near to an object, found over the value's indexes: open work below goals and projects, and who does it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use organization::{AnyId, Goal, GoalId, Need, Organization, Party, PersonId, Project, ProjectId, Relation, TaskId, UnitId};

use super::COUNT_LIMIT;
use crate::findings::is_over;

/// Looks around in a value on a day.
pub(super) struct Near<'a> {
    pub(super) organization: &'a Organization,
    pub(super) day: Date,
}

/// Open goals, projects and tasks that belong to a person or a unit.
#[derive(Default)]
pub(super) struct Works {
    pub(super) goals: Vec<AnyId>,
    pub(super) projects: Vec<AnyId>,
    pub(super) tasks: Vec<AnyId>,
}

impl<'a> Near<'a> {
    /// The people who answer for a thing, after inheritance.
    pub(super) fn accountable(&self, subject: AnyId) -> Vec<PersonId> {
        self.organization.accountable(subject, self.day).map(|answer| answer.people).unwrap_or_default()
    }

    /// Open projects that serve a goal or one below it.
    pub(super) fn projects_under(&self, goal: GoalId) -> Vec<ProjectId> {
        let mut projects = BTreeSet::new();
        let mut waiting = vec![goal];
        while let Some(goal) = waiting.pop() {
            let serving = self.organization.projects_serving(goal).filter(|project| !project.state.is_closed());
            projects.extend(serving.map(|project| project.id));
            waiting.extend(self.organization.goals_under(goal).map(|goal| goal.id));
        }
        projects.into_iter().collect()
    }

    /// Whether something remains to be done in a task, and nothing is under it.
    pub(super) fn is_open_leaf(&self, task: &organization::Task) -> bool {
        !is_over(task) && !task.inactive && !self.organization.is_summary(task.id)
    }

    /// Open tasks of projects, summaries left out; the search stops when it has found too many to count.
    pub(super) fn open_tasks(&self, projects: &[ProjectId]) -> Vec<TaskId> {
        let tasks = projects.iter().flat_map(|project| self.organization.tasks_of(*project)).take(4 * COUNT_LIMIT);
        tasks.filter(|task| self.is_open_leaf(task)).map(|task| task.id).take(COUNT_LIMIT + 1).collect()
    }

    /// The people named by the demands of tasks, each once.
    pub(super) fn workers(&self, tasks: &[TaskId]) -> Vec<PersonId> {
        let demands = tasks.iter().flat_map(|task| self.organization.demands_of(*task));
        let people: BTreeSet<PersonId> = demands
            .filter_map(|demand| match demand.need {
                Need::Person(person) => Some(person),
                Need::Resource(_) | Need::Skill { .. } => None,
            })
            .filter(|person| self.organization.is_here(*person, self.day))
            .collect();
        people.into_iter().collect()
    }

    /// What a person works on or answers for.
    pub(super) fn work_of(&self, person: PersonId) -> Works {
        let organization = self.organization;
        let (mut goals, mut projects, mut tasks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        tasks.extend(organization.demands_for(person).map(|demand| demand.task));
        let held = organization.responsibilities_of(Party::Person(person)).filter(|held| held.dated.holds(self.day));
        for subject in held.map(|held| held.subject) {
            goals.extend(subject.to::<GoalId>());
            projects.extend(subject.to::<ProjectId>());
            tasks.extend(subject.to::<TaskId>());
        }
        let open = |task: &TaskId| organization.find(*task).is_some_and(|task| self.is_open_leaf(task));
        tasks.retain(open);
        projects.extend(tasks.iter().filter_map(|task| organization.find(*task)).map(|task| task.project));
        projects.retain(|project| organization.find(*project).is_some_and(|project| !project.state.is_closed()));
        let serves = |project: &Project| project.serves.iter().map(|service| service.goal).collect::<Vec<_>>();
        goals.extend(projects.iter().filter_map(|project| organization.find(*project)).flat_map(|project| serves(project)));
        goals.retain(|goal| organization.find(*goal).is_some_and(|goal| !goal.state.is_over()));
        Works {
            goals: goals.into_iter().map(AnyId::from).collect(),
            projects: projects.into_iter().map(AnyId::from).collect(),
            tasks: tasks.into_iter().map(AnyId::from).collect(),
        }
    }

    /// The open goals and projects of a unit.
    pub(super) fn work_in(&self, unit: UnitId) -> Works {
        let goals = self.organization.linked::<Goal>(Relation::GoalUnit, unit).filter(|goal| !goal.state.is_over());
        let projects = self.organization.projects_of_unit(unit).filter(|project| !project.state.is_closed());
        Works {
            goals: goals.map(|goal| goal.id.into()).collect(),
            projects: projects.map(|project| project.id.into()).collect(),
            tasks: Vec::new(),
        }
    }
}
