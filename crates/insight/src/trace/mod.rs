//! The thread: the line from a purpose to a person through one object, cut where a link is missing.
//!
//! Upwards it names each step: goals above, the goal, the project, summaries. Downwards it counts what there is (plans, open tasks, people) and names what is
//! the only one. A cut carries the code of the rule that says what is missing. [`trace`] lists what hangs below an object: goals, plans, what can be done next,
//! and who does it.
//!
//! Both read only what is near to the object, so they are quick in an organization of any size; counts stop at [`COUNT_LIMIT`].

mod below;
mod near;

use std::collections::BTreeSet;

use jiff::civil::Date;
use organization::{
    AnswerId, AnswerState, AnyId, DirectiveId, GoalId, Kind, Organization, Party, PersonId, PolicyId, PositionId, ProjectId,
    ProposalId, TaskId, UnitId, Work,
};
use serde::Serialize;

pub use below::{Trace, TraceRow, trace};
use near::Near;

/// How many tasks a thread counts before it says “more than”.
pub const COUNT_LIMIT: usize = 2_000;

/// What a knot of a thread is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// A goal.
    Goal,
    /// A directive.
    Directive,
    /// A project.
    Plan,
    /// A unit.
    Unit,
    /// A task or tasks.
    Task,
    /// A position.
    Position,
    /// A policy.
    Policy,
    /// A proposal.
    Proposal,
    /// A person or people.
    Person,
    /// Anything else.
    Other,
}

impl Layer {
    /// Its word, as a page shows it above the name.
    pub fn word(self) -> &'static str {
        match self {
            Layer::Goal => "Goal",
            Layer::Directive => "Directive",
            Layer::Plan => "Plan",
            Layer::Unit => "Unit",
            Layer::Task => "Task",
            Layer::Position => "Position",
            Layer::Policy => "Policy",
            Layer::Proposal => "Proposal",
            Layer::Person => "Person",
            Layer::Other => "Object",
        }
    }

    pub(crate) fn of(kind: Kind) -> Layer {
        let layers = [
            (Kind::Goal, Layer::Goal),
            (Kind::Directive, Layer::Directive),
            (Kind::Project, Layer::Plan),
            (Kind::Unit, Layer::Unit),
            (Kind::Task, Layer::Task),
            (Kind::Position, Layer::Position),
            (Kind::Policy, Layer::Policy),
            (Kind::Proposal, Layer::Proposal),
            (Kind::Person, Layer::Person),
        ];
        layers.into_iter().find(|(known, _)| *known == kind).map_or(Layer::Other, |(_, layer)| layer)
    }
}

/// One knot of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThreadNode {
    /// What it is.
    pub layer: Layer,
    /// Which one; nothing where it stands for several or for none.
    pub id: Option<AnyId>,
    /// For how many it stands; 0 where something is missing.
    pub count: usize,
    /// Its name, a count (“4 plans”), or what is missing (“nobody”).
    pub label: String,
    /// Whether it is the object that the thread was asked of.
    pub here: bool,
    /// The code of the rule that says what is missing between this knot and the next.
    pub cut: Option<&'static str>,
}

/// A line of knots from a purpose to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Thread {
    /// The knots in order.
    pub nodes: Vec<ThreadNode>,
}

/// Words for one, many and none of a layer.
struct Words {
    layer: Layer,
    one: &'static str,
    many: &'static str,
    none: &'static str,
}

const GOALS: Words = Words { layer: Layer::Goal, one: "goal", many: "goals", none: "no goal" };
const PLANS: Words = Words { layer: Layer::Plan, one: "plan", many: "plans", none: "no plan" };
const TASKS: Words = Words { layer: Layer::Task, one: "open task", many: "open tasks", none: "no open task" };
const PEOPLE: Words = Words { layer: Layer::Person, one: "person", many: "people", none: "nobody" };

impl Thread {
    /// Whether a link is missing anywhere.
    pub fn is_cut(&self) -> bool {
        self.nodes.iter().any(|node| node.cut.is_some())
    }

    fn name(&mut self, organization: &Organization, id: AnyId) {
        let label = organization.record(id).map(|record| record.title(organization)).unwrap_or_default();
        self.nodes.push(ThreadNode { layer: Layer::of(id.kind), id: Some(id), count: 1, label, here: false, cut: None });
    }

    fn here(&mut self, organization: &Organization, id: AnyId) {
        self.name(organization, id);
        if let Some(last) = self.nodes.last_mut() {
            last.here = true;
        }
    }

    /// A knot for several: named where it is the only one, missing where there is none, and then the thread is cut before it.
    fn several(&mut self, organization: &Organization, words: &Words, ids: &[AnyId], cut: Option<&'static str>) {
        if let [only] = ids {
            self.name(organization, *only);
            return;
        }
        if ids.is_empty() {
            self.missing(words, cut);
            return;
        }
        let label = if ids.len() > COUNT_LIMIT {
            format!("more than {COUNT_LIMIT} {}", words.many)
        } else {
            format!("{} {}", ids.len(), if ids.len() == 1 { words.one } else { words.many })
        };
        self.nodes.push(ThreadNode { layer: words.layer, id: None, count: ids.len(), label, here: false, cut: None });
    }

    fn missing(&mut self, words: &Words, cut: Option<&'static str>) {
        if let Some(last) = self.nodes.last_mut() {
            last.cut = cut;
        }
        self.nodes.push(ThreadNode {
            layer: words.layer,
            id: None,
            count: 0,
            label: words.none.to_owned(),
            here: false,
            cut: None,
        });
    }
}

/// The thread through an object on a day. Records that belong to another (a demand, a measure, an answer) have the thread of that one.
pub fn thread(organization: &Organization, subject: AnyId, day: Date) -> Thread {
    let drawing = Drawing { organization, near: Near { organization, day }, day };
    drawing.of(subject)
}

struct Drawing<'a> {
    organization: &'a Organization,
    near: Near<'a>,
    day: Date,
}

impl Drawing<'_> {
    fn of(&self, subject: AnyId) -> Thread {
        if let Some(goal) = subject.to() {
            return self.goal(goal);
        }
        if let Some(project) = subject.to() {
            return self.project(project);
        }
        if let Some(task) = subject.to() {
            return self.task(task);
        }
        if let Some(person) = subject.to() {
            return self.person(person);
        }
        if let Some(unit) = subject.to() {
            return self.unit(unit);
        }
        let answered = subject.to::<AnswerId>().and_then(|id| self.organization.find(id)).map(|answer| answer.directive);
        if let Some(directive) = subject.to().or(answered) {
            return self.directive(directive);
        }
        if let Some(position) = subject.to() {
            return self.position(position);
        }
        if let Some(policy) = subject.to::<PolicyId>() {
            let unit = self.organization.find(policy).and_then(|policy| policy.unit);
            return self.in_unit(unit, subject, self.near.accountable(subject), Some("TL301"));
        }
        if let Some(proposal) = subject.to::<ProposalId>().and_then(|id| self.organization.find(id)) {
            let mut people = proposal.approvers.clone();
            if people.is_empty() {
                people = proposal.unit.map(|unit| self.organization.people_of(Party::Unit(unit), self.day)).unwrap_or_default();
            }
            return self.in_unit(proposal.unit, subject, people, None);
        }
        match self.organization.record(subject).and_then(|record| record.home()).filter(|home| *home != subject) {
            Some(home) => self.of(home),
            None => {
                let mut thread = Thread::default();
                thread.here(self.organization, subject);
                thread
            }
        }
    }

    fn goals_above(&self, thread: &mut Thread, goal: GoalId) {
        let mut goals: Vec<GoalId> = self.organization.goals_from(goal).map(|goal| goal.id).collect();
        goals.reverse();
        for goal in goals {
            thread.name(self.organization, goal.into());
        }
    }

    /// The goals that a project serves, over its first one, or the cut where it serves none.
    fn purpose(&self, thread: &mut Thread, project: ProjectId) {
        let serves = self.organization.find(project).map(|project| project.serves.clone()).unwrap_or_default();
        match serves.first() {
            Some(first) => self.goals_above(thread, first.goal),
            None => {
                thread.missing(&GOALS, None);
                if let Some(last) = thread.nodes.last_mut() {
                    last.cut = Some("TL102");
                }
            }
        }
    }

    fn people(&self, thread: &mut Thread, people: impl IntoIterator<Item = PersonId>, cut: Option<&'static str>) {
        let people: BTreeSet<AnyId> = people.into_iter().map(AnyId::from).collect();
        thread.several(self.organization, &PEOPLE, &people.into_iter().collect::<Vec<_>>(), cut);
    }

    /// Open tasks of projects, and who works on them or answers for them.
    fn work(&self, thread: &mut Thread, projects: &[ProjectId], answers: Vec<PersonId>, cut: &'static str) {
        let tasks = self.near.open_tasks(projects);
        let ids: Vec<AnyId> = tasks.iter().map(|task| AnyId::from(*task)).collect();
        thread.several(self.organization, &TASKS, &ids, None);
        let workers = self.near.workers(&tasks);
        let people = if workers.is_empty() { answers } else { workers };
        self.people(thread, people, Some(cut));
    }

    fn goal(&self, goal: GoalId) -> Thread {
        let mut thread = Thread::default();
        self.goals_above(&mut thread, goal);
        if let Some(last) = thread.nodes.last_mut() {
            last.here = true;
        }
        let over = self.organization.find(goal).is_none_or(|goal| goal.state.is_over());
        let projects = self.near.projects_under(goal);
        let ids: Vec<AnyId> = projects.iter().map(|project| AnyId::from(*project)).collect();
        thread.several(self.organization, &PLANS, &ids, (!over).then_some("TL101"));
        let answers = self.near.accountable(goal.into());
        if projects.is_empty() {
            self.people(&mut thread, answers, (!over).then_some("TL104"));
        } else {
            self.work(&mut thread, &projects, answers, "TL201");
        }
        thread
    }

    fn project(&self, project: ProjectId) -> Thread {
        let mut thread = Thread::default();
        self.purpose(&mut thread, project);
        thread.here(self.organization, project.into());
        self.work(&mut thread, &[project], self.near.accountable(project.into()), "TL301");
        thread
    }

    fn task(&self, task: TaskId) -> Thread {
        let mut thread = Thread::default();
        let Some(record) = self.organization.find(task) else { return thread };
        self.purpose(&mut thread, record.project);
        thread.name(self.organization, record.project.into());
        let mut tasks: Vec<TaskId> = self.organization.tasks_from(task).map(|task| task.id).collect();
        tasks.reverse();
        for task in tasks {
            thread.name(self.organization, task.into());
        }
        if let Some(last) = thread.nodes.last_mut() {
            last.here = true;
        }
        let workers = self.near.workers(&[task]);
        let people = if workers.is_empty() { self.near.accountable(task.into()) } else { workers };
        let open = !crate::findings::is_over(record);
        self.people(&mut thread, people, open.then_some("TL201"));
        thread
    }

    fn person(&self, person: PersonId) -> Thread {
        let mut thread = Thread::default();
        let work = self.near.work_of(person);
        let sets = [(&GOALS, &work.goals), (&PLANS, &work.projects), (&TASKS, &work.tasks)];
        for (words, ids) in sets {
            thread.several(self.organization, words, ids, None);
        }
        thread.here(self.organization, person.into());
        thread
    }

    fn unit(&self, unit: UnitId) -> Thread {
        let mut thread = Thread::default();
        let work = self.near.work_in(unit);
        for (words, ids) in [(&GOALS, &work.goals), (&PLANS, &work.projects)] {
            thread.several(self.organization, words, ids, None);
        }
        thread.here(self.organization, unit.into());
        let open = self.organization.find(unit).is_some_and(|unit| !unit.state.is_closed());
        self.people(&mut thread, self.organization.people_of(Party::Unit(unit), self.day), open.then_some("TL311"));
        thread
    }

    fn directive(&self, directive: DirectiveId) -> Thread {
        let mut thread = Thread::default();
        let Some(record) = self.organization.find(directive) else { return thread };
        match record.goal {
            Some(goal) => self.goals_above(&mut thread, goal),
            None => thread.missing(&GOALS, None),
        }
        thread.here(self.organization, directive.into());
        let (mut work, mut people, mut accepted) = (Vec::new(), Vec::new(), false);
        for answer in self.organization.answers_to(directive) {
            people.extend(self.organization.people_of(answer.addressee, self.day));
            accepted |= matches!(answer.state, AnswerState::Accepted { .. });
            if let AnswerState::Planned { work: planned, .. } | AnswerState::Done { work: planned, .. } = &answer.state {
                match planned {
                    Work::Project(project) => work.push(AnyId::from(*project)),
                    Work::Tasks(tasks) => work.extend(tasks.iter().map(|task| AnyId::from(*task))),
                }
            }
        }
        thread.several(self.organization, &PLANS, &work, accepted.then_some("TL107"));
        self.people(&mut thread, people, None);
        thread
    }

    fn position(&self, position: PositionId) -> Thread {
        let unit = self.organization.find(position).map(|position| position.unit);
        self.in_unit(unit, position.into(), self.organization.people_of(Party::Position(position), self.day), Some("TL303"))
    }

    /// What belongs to a unit and is answered for by people.
    fn in_unit(&self, unit: Option<UnitId>, subject: AnyId, people: Vec<PersonId>, cut: Option<&'static str>) -> Thread {
        let mut thread = Thread::default();
        if let Some(unit) = unit {
            thread.name(self.organization, unit.into());
        }
        thread.here(self.organization, subject);
        self.people(&mut thread, people, cut);
        thread
    }
}
