//! What a person carries: the tasks they work on or answer for, the plans and goals behind them, as threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use insight::is_over;
use office::Seen;
use organization::{AnyId, Demand, GoalId, Letter, PersonId, Project, ProjectId, Relation, Task, TaskId};

use crate::address;
use crate::component::{Knot, Thread};
use crate::format;

/// Threads that are drawn; the rest is counted.
const THREADS: usize = 6;

/// The tasks that name a person, by demand or as accountable, in the order of their creation.
pub(crate) fn tasks_of(seen: &Seen, person: PersonId) -> Vec<Arc<Task>> {
    let demanded = seen.linked::<Demand>(Relation::DemandParty, person).into_iter().map(|demand| demand.task);
    let carried = seen.carried_by(person).into_iter();
    let owned = carried.filter(|(letter, _)| *letter == Letter::Accountable).filter_map(|(_, subject)| subject.to::<TaskId>());
    let ids: BTreeSet<TaskId> = demanded.chain(owned).collect();
    ids.into_iter().filter_map(|task| seen.find(task)).collect()
}

/// The open ones among them: in open plans, not done, part of the plan, and no summaries of others.
pub(crate) fn open_tasks(seen: &Seen, person: PersonId) -> Vec<Arc<Task>> {
    let open = |task: &Arc<Task>| {
        !is_over(task)
            && !task.inactive
            && seen.find(task.project).is_some_and(|project| !project.state.is_closed())
            && seen.compute(|value| !value.is_summary(task.id))
    };
    tasks_of(seen, person).into_iter().filter(open).collect()
}

/// The threads of a person: from each goal through the plans in which they have open work to themselves, and from goals that they answer for.
pub(super) fn threads(seen: &Seen, person: PersonId, name: &str, open: &[Arc<Task>]) -> (Vec<Thread>, usize) {
    let mut work: BTreeMap<ProjectId, Vec<&Arc<Task>>> = BTreeMap::new();
    for task in open {
        work.entry(task.project).or_default().push(task);
    }
    let carried = seen.carried_by(person);
    let owned = |letter: &Letter| *letter == Letter::Accountable;
    for (_, subject) in carried.iter().filter(|(letter, _)| owned(letter)) {
        if let Some(project) = subject.to::<ProjectId>().and_then(|id| seen.find(id)).filter(|project| !project.state.is_closed())
        {
            work.entry(project.id).or_default();
        }
    }
    let mut threads: Vec<Thread> =
        work.iter().filter_map(|(project, tasks)| Some(of_plan(seen, &*seen.find(*project)?, tasks, name))).collect();
    let served: BTreeSet<GoalId> = work
        .keys()
        .filter_map(|project| seen.find(*project))
        .flat_map(|project| project.serves.iter().map(|service| service.goal).collect::<Vec<_>>())
        .collect();
    for (_, subject) in carried.iter().filter(|(letter, _)| owned(letter)) {
        let goal = subject.to::<GoalId>().and_then(|id| seen.find(id));
        if let Some(goal) = goal.filter(|goal| !goal.state.is_over() && !served.contains(&goal.id)) {
            let knots = vec![goal_knot(seen, goal.id), Knot::here("Answers for it", name)];
            threads.push(Thread { label: format!("Thread from the goal {} to {name}", goal.title), knots });
        }
    }
    let more = threads.len().saturating_sub(THREADS);
    threads.truncate(THREADS);
    (threads, more)
}

fn goal_knot(seen: &Seen, goal: GoalId) -> Knot {
    let id = AnyId::from(goal);
    Knot::new("Goal", seen.title(id), Some(address::of(seen, id)))
}

fn of_plan(seen: &Seen, project: &Project, tasks: &[&Arc<Task>], name: &str) -> Thread {
    let goal = match project.serves.first() {
        Some(service) => goal_knot(seen, service.goal),
        None => Knot::nothing("Goal", "none").cut(),
    };
    let plan = Knot::new("Plan", project.name.to_string(), Some(address::of(seen, project.id.into())));
    let mut knots = vec![goal, plan];
    match tasks {
        [] => {}
        [only] => knots.push(Knot::new("Task", only.name.to_string(), Some(address::of(seen, only.id.into())))),
        several => knots.push(Knot::new("Tasks", format!("{} open", format::count(several.len(), "task", "tasks")), None)),
    }
    knots.push(Knot::here("Person", name));
    Thread { label: format!("Thread of {name} through the plan {}", project.name), knots }
}

/// The short thread of one task, from its goal to itself, for lists of one's own work.
pub(crate) fn thread_of_task(seen: &Seen, task: &Task) -> Thread {
    let project = seen.find(task.project);
    let goal = project.as_ref().and_then(|project| project.serves.first()).map(|service| service.goal);
    let goal = match goal {
        Some(goal) => goal_knot(seen, goal),
        None => Knot::nothing("Goal", "none").cut(),
    };
    let mut knots = vec![goal];
    if let Some(project) = project {
        knots.push(Knot::new("Plan", project.name.to_string(), Some(address::of(seen, project.id.into()))));
    }
    knots.push(Knot::here("Task", task.name.to_string()));
    Thread { label: format!("Why {}", task.name), knots }
}
