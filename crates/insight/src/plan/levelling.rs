//! Levelling: the plan with everybody's time taken into account, as options to choose from.
//!
//! The agreed plan lets one person work on two tasks at once; here nobody does, and a demand for a skill is given to somebody who has it. What was agreed with people is kept
//! where it can be. Nothing is changed: each option says what would move and why, and what stays unsolved.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use organization::{AnyId, Demand, Need, Organization, PersonId, ProjectId, ResourceId, ResourceSort, SkillId, TaskId};
use planner::{
    Aim, Goal, LevelOption, Minute, Objective, Progress, ProjectIndex, ResourceIndex, Resources, Shortage, Span, Strategy,
    Unsolved, Wait,
};
use serde::Serialize;

use super::Mapped;
use super::calendars::CalendarBook;
use super::network::{self, WHOLE, units_of};
use crate::Abilities;

/// What is asked of a levelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelQuestion {
    /// How many plans may be made for each option: the budget, which does not depend on the machine.
    pub schedules: u64,
    /// Where chance begins.
    pub seed: u64,
    /// How many threads work; the answer does not depend on it.
    pub threads: u32,
}

impl Default for LevelQuestion {
    fn default() -> Self {
        LevelQuestion { schedules: 500, seed: 1, threads: 1 }
    }
}

/// The ways to level some projects, and those that dependencies and people tie to them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Levelling {
    /// How many tasks have demands that take somebody's time.
    pub tasks: usize,
    /// How many people and other resources there are for them.
    pub resources: usize,
    /// The options.
    pub options: Vec<LevelledPlan>,
}

/// One way to level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelledPlan {
    /// Which.
    pub way: Way,
    /// When each project would be finished, beside where the agreed plan finishes.
    pub projects: Vec<LevelledProject>,
    /// The tasks that would start elsewhere, the latest first.
    pub moved: Vec<MovedTask>,
    /// What stays unsolved, as sentences about records.
    pub unsolved: Vec<Unmet>,
    /// Whether no plan can be better by what this option asks for.
    pub optimal: bool,
}

/// How a plan is levelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Within the slack of tasks: no project moves.
    WithinFloat,
    /// With as few changes as possible of what people were told.
    LeastDisturbance,
    /// Everything as soon as possible.
    Fastest,
    /// A project comes first.
    Protect(ProjectId),
}

/// When a project would be finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LevelledProject {
    /// The project.
    pub project: ProjectId,
    /// Where the agreed plan finishes.
    pub planned: Option<DateTime>,
    /// Where this one would.
    pub levelled: Option<DateTime>,
}

/// A task that would start elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedTask {
    /// The task.
    pub task: TaskId,
    /// Where it starts now.
    pub from: DateTime,
    /// Where it would.
    pub to: DateTime,
    /// What it waits for, each step for what the task before waits for.
    pub because: Vec<Because>,
}

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// Another task.
    After(TaskId),
    /// Somebody or something that works on another task.
    Busy(Worker, TaskId),
    /// Somebody or something away until then.
    Away(Worker, DateTime),
    /// The start that was agreed.
    Agreed(DateTime),
    /// The day from which on work can be moved.
    NotBefore(DateTime),
}

/// Somebody or something whose time work takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Worker {
    /// A person.
    Person(PersonId),
    /// A resource.
    Resource(ResourceId),
}

/// Something that an option does not solve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unmet {
    /// Nobody who could do a task is there, or there are too few.
    Nobody(TaskId),
    /// Somebody could, but never when the task must stand.
    NobodyFree(TaskId),
    /// Nobody is free within the slack of the task.
    OutOfFloat(TaskId),
    /// Somebody is never at work.
    NeverThere(Worker),
    /// So many minutes of the work on a task do not fit into its fixed duration.
    WorkLeftOver(TaskId, i64),
    /// What stands already needs more of somebody than there is, from then on.
    Overloaded(Worker, DateTime),
    /// The wait moves a task past a date that it must keep.
    DateBroken(TaskId, DateTime),
    /// A task is done after its deadline.
    LateTask(TaskId, DateTime, DateTime),
    /// A project is done after its target.
    LateProject(ProjectId, DateTime, DateTime),
}

/// Who works, and what for.
struct Staff {
    resources: Resources,
    workers: Vec<Worker>,
    known: BTreeMap<Worker, u32>,
}

/// Levels projects together with those that dependencies tie to them: the ways to do it.
pub fn level(organization: &Organization, projects: &[ProjectId], day: Date, question: LevelQuestion) -> Levelling {
    let mut book = CalendarBook::new(organization, day);
    let mut mapped = Mapped::with(organization, network::tied(organization, projects), day, &mut book);
    let staff = Staff::new(organization, &mapped, day, &mut book);
    mapped.calendars = book.compiled;
    let objective = objective(&mapped, &staff, day, question);
    let agreed = planner::schedule(&mapped.network, &mapped.calendars);
    let options = planner::options(&mapped.network, &mapped.calendars, &staff.resources, &objective);
    let mut demanding: Vec<u32> = staff.resources.demands.iter().map(|demand| demand.task.0).collect();
    demanding.dedup();
    let read = |option: &LevelOption| {
        let projects = mapped.projects.iter().enumerate().map(|(number, project)| LevelledProject {
            project: project.id,
            planned: agreed.projects.get(number).copied().flatten().map(|span| span.finish.into()),
            levelled: option.plan.projects.get(number).copied().flatten().map(|span| span.finish.into()),
        });
        let mut moved: Vec<MovedTask> = option
            .effect
            .moved
            .iter()
            .filter_map(|moved| {
                let because =
                    option.explained.chain(moved.task).iter().filter_map(|step| staff.because(&mapped, &step.wait)).collect();
                Some(MovedTask { task: mapped.task(moved.task)?, from: moved.agreed.into(), to: moved.start.into(), because })
            })
            .filter(|moved| moved.from != moved.to)
            .collect();
        moved.sort_by_key(|moved| {
            (std::cmp::Reverse(moved.from.max(moved.to).duration_since(moved.from.min(moved.to))), moved.task)
        });
        LevelledPlan {
            way: way(option.strategy, &objective, &mapped),
            projects: projects.collect(),
            moved,
            unsolved: option.effect.unsolved.iter().filter_map(|unsolved| staff.unmet(&mapped, unsolved)).collect(),
            optimal: option.plan.is_optimal(),
        }
    };
    Levelling { tasks: demanding.len(), resources: staff.workers.len(), options: options.iter().map(read).collect() }
}

/// What counts: targets and deadlines by the priority of their projects, what people were told, then the finish.
fn objective(mapped: &Mapped<'_>, staff: &Staff, day: Date, question: LevelQuestion) -> Objective {
    let priority =
        |project: &organization::Project| if project.priority == 0 { planner::USUAL_PRIORITY } else { project.priority };
    let goals = (0u32..).zip(&mapped.projects).filter_map(|(number, project)| {
        let due = project.target?.at(23, 59, 0, 0).into();
        Some(Goal { aim: Aim::Project(ProjectIndex(number)), due, weight: priority(project) })
    });
    let agreed = mapped.tasks.iter().map(|task| {
        let agreed = task.agreed.as_ref()?;
        let people = agreed.people.iter().filter_map(|person| staff.index(Worker::Person(*person))).collect();
        Some(planner::Agreed { start: agreed.start?.into(), people })
    });
    Objective {
        goals: goals.collect(),
        priorities: mapped.projects.iter().map(|project| priority(project)).collect(),
        agreed: agreed.collect(),
        from: Some(Minute::midnight(day)),
        schedules: question.schedules.max(1),
        seed: question.seed,
        threads: question.threads.max(1),
        ..Objective::default()
    }
}

fn way(strategy: Strategy, objective: &Objective, mapped: &Mapped<'_>) -> Way {
    match strategy {
        Strategy::WithinFloat => Way::WithinFloat,
        Strategy::LeastDisturbance => Way::LeastDisturbance,
        Strategy::Fastest => Way::Fastest,
        Strategy::Protect(goal) => {
            let project = objective.goals.get(goal).and_then(|goal| match goal.aim {
                Aim::Project(project) => mapped.projects.get(project.0 as usize).map(|project| project.id),
                Aim::Task(_) => None,
            });
            project.map_or(Way::LeastDisturbance, Way::Protect)
        }
    }
}

impl Staff {
    fn new(organization: &Organization, mapped: &Mapped<'_>, day: Date, book: &mut CalendarBook<'_>) -> Staff {
        let mut staff = Staff { resources: Resources::default(), workers: Vec::new(), known: BTreeMap::new() };
        staff.resources.keys = mapped.tasks.iter().map(|task| u64::from(task.number)).collect();
        let mut skills: BTreeMap<SkillId, u32> = BTreeMap::new();
        for (number, task) in (0u32..).zip(&mapped.tasks) {
            let planned = &mapped.network.tasks[number as usize];
            if mapped.summary[number as usize] || !planned.active || matches!(planned.progress, Progress::Finished { .. }) {
                continue;
            }
            for demand in organization.demands_of(task.id) {
                let units = units_of(demand);
                let (need, people, units) = match wanted(organization, demand) {
                    Some(Wanted::Worker(worker)) => {
                        let index = staff.add(organization, worker, book);
                        (planner::Need::Resource(ResourceIndex(index)), 1, units)
                    }
                    Some(Wanted::Skill { skill, level, people, units }) => {
                        let next = u32::try_from(skills.len()).unwrap_or(u32::MAX);
                        let skill = planner::SkillId(*skills.entry(skill).or_insert(next));
                        (planner::Need::Skill { skill, level: level.into(), people }, people, units)
                    }
                    None => continue,
                };
                let work = work_of(demand, &planned.span, units).map(|work| work / i64::from(people.max(1)));
                let task = planner::TaskIndex(number);
                staff.resources.demands.push(planner::Demand { task, need, units, work, piece: None });
            }
        }
        staff.add_skilled(organization, day, &skills, book);
        staff
    }

    /// The position of a worker, who is added where they are new.
    fn add(&mut self, organization: &Organization, worker: Worker, book: &mut CalendarBook<'_>) -> u32 {
        if let Some(known) = self.known.get(&worker) {
            return *known;
        }
        let index = u32::try_from(self.workers.len()).unwrap_or(u32::MAX);
        let (key, calendar, capacity) = match worker {
            Worker::Person(person) => {
                let number = organization.find(person).map_or(0, |person| person.number);
                (u64::from(number), book.of_person(person, book.standard()), WHOLE)
            }
            Worker::Resource(id) => {
                let resource = organization.find(id);
                let calendar = resource.and_then(|resource| resource.calendar).map(|calendar| book.get(calendar));
                let units = resource.map_or(0, |resource| resource.units);
                // Resources have no number; between them the order of their ids decides, behind all people.
                let key = (1 << 63) | (u64::try_from(AnyId::from(id).id.as_u128() >> 65).unwrap_or_default());
                (key, calendar.unwrap_or(book.standard()), if units == 0 { WHOLE } else { units })
            }
        };
        self.resources.resources.push(planner::Resource { key, calendar, capacity, skills: Vec::new() });
        self.workers.push(worker);
        self.known.insert(worker, index);
        index
    }

    /// Adds everybody who can do what is demanded, with how well they can.
    fn add_skilled(
        &mut self,
        organization: &Organization,
        day: Date,
        skills: &BTreeMap<SkillId, u32>,
        book: &mut CalendarBook<'_>,
    ) {
        if skills.is_empty() {
            return;
        }
        let abilities = Abilities::of(organization, day);
        for (skill, number) in skills {
            for (person, level) in abilities.people(*skill, 1) {
                let index = self.add(organization, Worker::Person(person), book);
                let skill = planner::Skill { skill: planner::SkillId(*number), level: level.into() };
                self.resources.resources[index as usize].skills.push(skill);
            }
        }
    }

    fn index(&self, worker: Worker) -> Option<ResourceIndex> {
        self.known.get(&worker).copied().map(ResourceIndex)
    }

    fn worker(&self, index: ResourceIndex) -> Option<Worker> {
        self.workers.get(index.0 as usize).copied()
    }

    fn because(&self, mapped: &Mapped<'_>, wait: &Wait) -> Option<Because> {
        Some(match wait {
            Wait::Link { link, .. } => Because::After(mapped.task(link.from)?),
            Wait::Busy { resource, with, .. } => Because::Busy(self.worker(*resource)?, mapped.task(*with)?),
            Wait::Away { resource, until, .. } => Because::Away(self.worker(*resource)?, (*until).into()),
            Wait::Agreed { until } => Because::Agreed((*until).into()),
            Wait::NotBefore { until } => Because::NotBefore((*until).into()),
        })
    }

    fn unmet(&self, mapped: &Mapped<'_>, unsolved: &Unsolved) -> Option<Unmet> {
        Some(match unsolved {
            Unsolved::Late { aim: Aim::Task(task), due, finish, .. } => {
                Unmet::LateTask(mapped.task(*task)?, (*due).into(), (*finish).into())
            }
            Unsolved::Late { aim: Aim::Project(project), due, finish, .. } => {
                Unmet::LateProject(mapped.projects.get(project.0 as usize)?.id, (*due).into(), (*finish).into())
            }
            Unsolved::Short(Shortage::NobodyMeets { task, .. }) => Unmet::Nobody(mapped.task(*task)?),
            Unsolved::Short(Shortage::NobodyFree { task, .. }) => Unmet::NobodyFree(mapped.task(*task)?),
            Unsolved::Short(Shortage::OutOfFloat { task, .. }) => Unmet::OutOfFloat(mapped.task(*task)?),
            Unsolved::Short(Shortage::Overloaded { resource, from, .. }) => {
                Unmet::Overloaded(self.worker(*resource)?, (*from).into())
            }
            Unsolved::Short(Shortage::ConstraintBroken { task, date, .. }) => {
                Unmet::DateBroken(mapped.task(*task)?, (*date).into())
            }
            Unsolved::Short(Shortage::NeverWorks { resource }) => Unmet::NeverThere(self.worker(*resource)?),
            Unsolved::Short(Shortage::WorkLeftOver { task, minutes, .. }) => Unmet::WorkLeftOver(mapped.task(*task)?, *minutes),
            // The mapping names only what is there.
            Unsolved::Short(Shortage::Unknown { .. }) => return None,
        })
    }
}

/// Who or what a demand asks for, as far as their time is limited.
enum Wanted {
    Worker(Worker),
    Skill { skill: SkillId, level: u8, people: u32, units: u32 },
}

fn wanted(organization: &Organization, demand: &Demand) -> Option<Wanted> {
    let units = units_of(demand);
    Some(match demand.need {
        Need::Person(person) => Wanted::Worker(Worker::Person(person)),
        Need::Skill { skill, level, count } => Wanted::Skill { skill, level, people: count, units },
        Need::Resource(resource) => match organization.find(resource)?.sort {
            ResourceSort::Work | ResourceSort::Equipment => Wanted::Worker(Worker::Resource(resource)),
            // A place for whoever can do something: two of them full time are two people.
            ResourceSort::Generic { skill, level } => {
                Wanted::Skill { skill, level, people: units.div_ceil(WHOLE).max(1), units: units.min(WHOLE) }
            }
            ResourceSort::Material | ResourceSort::Cost => return None,
        },
    })
}

/// Minutes of work that fall to a demand where its work drives the task; nothing where it lasts as long as the task.
fn work_of(demand: &Demand, span: &Span, units: u32) -> Option<i64> {
    match span {
        Span::Fixed(_) => None,
        Span::Assigned { otherwise, .. } => {
            let shared = otherwise.minutes().saturating_mul(i64::from(units)) / i64::from(WHOLE);
            Some(demand.work.unwrap_or(shared)).filter(|work| *work > 0)
        }
    }
}
