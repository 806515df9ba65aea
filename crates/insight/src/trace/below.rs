//! What hangs below an object, as indented rows: goals, plans, what can be done next, and who does it.

use jiff::civil::Date;
use organization::{AnyId, GoalId, GoalState, Organization, ProjectId, Task, TaskId};
use serde::Serialize;

use super::near::Near;
use super::{Layer, Thread, thread};
use crate::findings::is_over;

/// The thread of an object and what hangs below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The line through the object.
    pub thread: Thread,
    /// What hangs below it, each row after the one that it hangs under.
    pub below: Vec<TraceRow>,
}

/// One row below an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TraceRow {
    /// How deep it hangs, from 0.
    pub depth: usize,
    /// What it is.
    pub layer: Layer,
    /// Which one; nothing where something is missing or more is left out.
    pub id: Option<AnyId>,
    /// Its reference and name, or what is missing or left out.
    pub label: String,
    /// The code of the rule that says what is missing here.
    pub cut: Option<&'static str>,
}

impl TraceRow {
    /// The row as a terminal shows it: indented, with the code of what is cut.
    pub fn line(&self) -> String {
        let cut = self.cut.map(|code| format!(" ({code})")).unwrap_or_default();
        format!("{}{}{cut}", "  ".repeat(self.depth), self.label)
    }
}

/// The thread of an object and what hangs below it. Of each project the first `most` open tasks that wait for nothing open are listed, and the rest counted.
pub fn trace(organization: &Organization, subject: AnyId, day: Date, most: usize) -> Trace {
    let mut list = List { organization, near: Near { organization, day }, most, rows: Vec::new() };
    if let Some(goal) = subject.to() {
        list.goal(goal, 0);
    } else if let Some(project) = subject.to() {
        list.project(project, 0);
    } else if let Some(task) = subject.to() {
        list.task(task, 0);
    }
    Trace { thread: thread(organization, subject, day), below: list.rows }
}

struct List<'a> {
    organization: &'a Organization,
    near: Near<'a>,
    most: usize,
    rows: Vec<TraceRow>,
}

impl List<'_> {
    fn named(&mut self, depth: usize, id: impl Into<AnyId>) {
        let id = id.into();
        let label = self.organization.label(id);
        self.rows.push(TraceRow { depth, layer: Layer::of(id.kind), id: Some(id), label, cut: None });
    }

    fn said(&mut self, depth: usize, layer: Layer, label: impl Into<String>, cut: Option<&'static str>) {
        self.rows.push(TraceRow { depth, layer, id: None, label: label.into(), cut });
    }

    fn goal(&mut self, goal: GoalId, depth: usize) {
        let organization = self.organization;
        let Some(record) = organization.find(goal) else { return };
        if self.near.accountable(goal.into()).is_empty() && !record.state.is_over() {
            self.said(depth, Layer::Person, "no owner", Some("TL104"));
        }
        for below in organization.goals_under(goal) {
            self.named(depth, below.id);
            self.goal(below.id, depth + 1);
        }
        let projects: Vec<ProjectId> =
            organization.projects_serving(goal).filter(|project| !project.state.is_closed()).map(|project| project.id).collect();
        for project in &projects {
            self.named(depth, *project);
            self.project(*project, depth + 1);
        }
        if record.state == GoalState::Active && self.near.projects_under(goal).is_empty() {
            self.said(depth, Layer::Plan, "no plan", Some("TL101"));
        }
    }

    fn project(&mut self, project: ProjectId, depth: usize) {
        let organization = self.organization;
        let outline = organization.outline(project);
        let open = |task: &Task| !is_over(task) && !task.inactive;
        let ready: Vec<TaskId> = outline
            .iter()
            .filter(|row| !row.summary && open(row.task) && self.waits_for_nothing(row.task.id))
            .map(|row| row.task.id)
            .collect();
        let all = outline.iter().filter(|row| !row.summary && open(row.task)).count();
        for task in ready.iter().take(self.most) {
            self.named(depth, *task);
            self.task(*task, depth + 1);
        }
        let left = all - ready.len().min(self.most);
        if left > 0 {
            self.said(depth, Layer::Task, format!("{left} more open {}", if left == 1 { "task" } else { "tasks" }), None);
        }
    }

    /// Whether everything that a task, or a summary above it, waits for is done.
    fn waits_for_nothing(&self, task: TaskId) -> bool {
        let organization = self.organization;
        let mut links = organization.tasks_from(task).flat_map(|task| organization.predecessors(task.id));
        links.all(|link| organization.find(link.from).is_none_or(|before| is_over(before) || before.inactive))
    }

    fn task(&mut self, task: TaskId, depth: usize) {
        let workers = self.near.workers(&[task]);
        let people = if workers.is_empty() { self.near.accountable(task.into()) } else { workers };
        if people.is_empty() {
            self.said(depth, Layer::Person, "nobody", Some("TL201"));
        }
        for person in people {
            self.named(depth, person);
        }
    }
}
