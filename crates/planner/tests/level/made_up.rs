//! Plans with people that follow from a seed.

use jiff::civil::date;
use planner::{
    Agreed, Aim, Assignment, Calendar, CalendarId, Calendars, Constraint, Demand, Direction, Goal, Lag, Length, Link, LinkKind,
    Minute, Mode, Need, Network, Objective, Pause, Progress, Project, ProjectIndex, Resource, ResourceIndex, Resources, Shift,
    Skill, SkillId, Span, Task, TaskIndex, Term, Week,
};

use crate::plan::moment;

pub(crate) use crate::chance::Chance;

impl Chance {
    fn one_in(&mut self, many: u32) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(u32::try_from(list.len()).unwrap()) as usize]
    }

    fn moment(&mut self) -> Minute {
        Minute::new(i64::from(moment("Mon 00:00").get()) + i64::from(self.below(30_000)))
    }

    /// Mostly small, sometimes absurd.
    fn wild(&mut self) -> i64 {
        match self.below(9) {
            0 => i64::MAX,
            1 => i64::MIN,
            2 => 1 << 40,
            3 => -(1 << 40),
            4 => 0,
            _ => i64::from(self.below(9_000)) - 2_000,
        }
    }
}

/// A plan with people.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) network: Network,
    pub(crate) calendars: Calendars,
    pub(crate) resources: Resources,
    pub(crate) objective: Objective,
}

/// How wild a plan is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Everything that people plan with.
    Sane,
    /// Anything at all.
    Garbage,
}

const LINKS: [LinkKind; 4] = [LinkKind::FinishToStart, LinkKind::StartToStart, LinkKind::FinishToFinish, LinkKind::StartToFinish];

pub(crate) fn plan(seed: u64, size: u32, kind: Kind) -> Plan {
    let mut chance = Chance(seed);
    let chance = &mut chance;
    let mut calendars = Calendars::new();
    let standard = Calendar::weekly(Week::standard());
    let mut ids = vec![
        calendars.add(&standard.clone().off(date(2024, 1, 10), date(2024, 1, 12))),
        calendars.add(&Calendar::weekly(Week::monday_to_friday(&[Shift::hours(6, 14)]))),
        calendars.add(&Calendar::weekly(Week::every_day(&[Shift::hours(20, 24), Shift::hours(0, 4)]))),
        calendars.add(&Calendar::weekly(Week::monday_to_friday(&[Shift::hours(8, 12)])).off(date(2024, 1, 3), date(2024, 1, 4))),
        CalendarId::AROUND_THE_CLOCK,
    ];
    if kind == Kind::Garbage {
        ids.push(calendars.add(&Calendar::default()));
    }
    let mut network = Network::default();
    for _ in 0..1 + chance.below(3) {
        let mut project = Project::starting(moment("Mon 08:00"), ids[0]);
        project.honor_constraints = !chance.one_in(4);
        if chance.one_in(4) {
            project.status = Some(chance.moment());
        }
        if kind == Kind::Garbage && chance.one_in(3) {
            project.direction = Direction::FromFinish(chance.moment());
        }
        network.projects.push(project);
    }
    let mut resources = people(chance, &ids);
    let mut objective = Objective::schedules(1 + u64::from(chance.below(12)));
    for index in 0..size {
        let task = task(chance, &network, &ids, index, kind);
        network.tasks.push(task);
        demands(chance, &mut network, &mut resources, TaskIndex(index), kind);
    }
    for _ in 0..chance.below(size + size / 2 + 1) {
        let (one, other) = (chance.below(size), chance.below(size));
        let lag = match chance.below(8) {
            0 => Lag::Working(i64::from(chance.below(1_000)) - 300),
            1 => Lag::Elapsed(i64::from(chance.below(2_000)) - 500),
            2 => Lag::Percent(i64::from(chance.below(150)) - 50),
            _ => Lag::NONE,
        };
        let kind = if chance.one_in(2) { LinkKind::FinishToStart } else { chance.of(&LINKS) };
        network.links.push(Link { from: TaskIndex(one.min(other)), to: TaskIndex(one.max(other)), kind, lag });
    }
    aims(chance, &network, &resources, &mut objective);
    if kind == Kind::Garbage {
        garble(chance, &mut network, &mut resources, &mut objective, size);
    }
    resources.keys = (0..u64::from(size)).map(|index| index * 7 % 64 * 1_000 + index).collect();
    Plan { network, calendars, resources, objective }
}

fn people(chance: &mut Chance, ids: &[CalendarId]) -> Resources {
    let mut resources = Resources::default();
    for key in 0..1 + chance.below(6) {
        let mut person = Resource::person(u64::from(key), chance.of(ids));
        if chance.one_in(3) {
            person.capacity = 5_000 * (1 + chance.below(6));
        }
        for _ in 0..chance.below(3) {
            let level = u16::try_from(1 + chance.below(3)).unwrap();
            person.skills.push(Skill { skill: SkillId(chance.below(3)), level });
        }
        resources.resources.push(person);
    }
    resources
}

fn task(chance: &mut Chance, network: &Network, ids: &[CalendarId], index: u32, kind: Kind) -> Task {
    let projects = u32::try_from(network.projects.len()).unwrap();
    let mut task = Task::working(ProjectIndex(chance.below(projects)), 30 * i64::from(chance.below(60)));
    if index > 0 && chance.one_in(4) {
        let parent = TaskIndex(chance.below(index));
        task.parent = Some(parent);
        task.project = network.tasks[parent.0 as usize].project;
    }
    if chance.one_in(4) {
        task.calendar = Some(chance.of(ids));
    }
    match chance.below(14) {
        0 => task.constraint = Constraint::StartNoEarlierThan(chance.moment()),
        1 => task.constraint = Constraint::FinishNoEarlierThan(chance.moment()),
        2 => task.constraint = Constraint::StartNoLaterThan(chance.moment()),
        3 => task.constraint = Constraint::MustFinishOn(chance.moment()),
        4 => task.constraint = Constraint::AsLateAsPossible,
        5 => task.pinned = Some(chance.moment()),
        6 => task.mode = Mode::Manual { start: Some(chance.moment()), finish: None },
        7 => task.deadline = Some(chance.moment()),
        8 => task.span = Span::Fixed(Length::Elapsed(task.span.planned().minutes())),
        9 => {
            let (one, other) = (chance.moment(), chance.moment());
            task.progress = Progress::Finished { start: one.min(other), finish: one.max(other) };
        }
        10 => {
            let remaining = i64::from(chance.below(600)).min(task.span.planned().minutes());
            task.progress = Progress::Started { start: chance.moment(), remaining, resume: None };
        }
        11 => task.pauses.push(Pause { after: i64::from(chance.below(300)), length: i64::from(chance.below(300)) }),
        12 if kind == Kind::Garbage => task.active = false,
        _ => {}
    }
    task
}

fn demands(chance: &mut Chance, network: &mut Network, resources: &mut Resources, task: TaskIndex, kind: Kind) {
    let own = &mut network.tasks[task.0 as usize];
    let driven = chance.one_in(2) && matches!(own.span, Span::Fixed(Length::Working(_)));
    let count = chance.below(4);
    if driven && count > 0 {
        own.span = Span::Assigned { assignments: Vec::new(), otherwise: own.span.planned() };
    }
    for _ in 0..count {
        let known = u32::try_from(resources.resources.len()).unwrap();
        let need = if chance.one_in(2) {
            Need::Resource(ResourceIndex(chance.below(known + u32::from(kind == Kind::Garbage))))
        } else {
            let level = u16::try_from(1 + chance.below(2)).unwrap();
            Need::Skill { skill: SkillId(chance.below(3)), level, people: 1 + chance.below(2) }
        };
        let units = if chance.one_in(3) { 5_000 } else { 10_000 };
        let work = chance.one_in(2).then(|| 60 * i64::from(1 + chance.below(12)));
        let piece = chance.one_in(5).then(|| i64::from(30 + chance.below(200)));
        resources.demands.push(Demand { task, need, units, work, piece });
    }
}

fn aims(chance: &mut Chance, network: &Network, resources: &Resources, objective: &mut Objective) {
    let tasks = u32::try_from(network.tasks.len()).unwrap();
    let known = u32::try_from(resources.resources.len()).unwrap();
    if chance.one_in(3) {
        objective.from = Some(chance.moment());
    }
    if chance.one_in(3) {
        objective.terms = vec![Term::Makespan, Term::Finishes, Term::Tardiness];
    }
    for _ in 0..chance.below(3) {
        let aim = if chance.one_in(2) { Aim::Project(ProjectIndex(0)) } else { Aim::Task(TaskIndex(chance.below(tasks))) };
        objective.goals.push(Goal { aim, due: chance.moment(), weight: chance.below(5) });
    }
    if chance.one_in(2) {
        objective.agreed = (0..tasks)
            .map(|_| {
                let people = (0..known).filter(|_| chance.one_in(4)).map(ResourceIndex).collect();
                chance.one_in(2).then(|| Agreed { start: chance.moment(), people })
            })
            .collect();
    }
}

fn garble(chance: &mut Chance, network: &mut Network, resources: &mut Resources, objective: &mut Objective, size: u32) {
    for task in &mut network.tasks {
        match chance.below(8) {
            0 => task.span = Span::Fixed(Length::Working(chance.wild())),
            1 => task.span = Span::Assigned { assignments: Vec::new(), otherwise: Length::Working(chance.wild()) },
            2 => {
                let assignment = Assignment {
                    calendar: CalendarId::AROUND_THE_CLOCK,
                    work: chance.wild(),
                    remaining: chance.wild(),
                    units: chance.below(20_000),
                    delay: chance.wild(),
                };
                task.span = Span::Assigned { assignments: vec![assignment], otherwise: Length::Working(chance.wild()) };
            }
            3 => task.parent = Some(TaskIndex(chance.below(size + 1))),
            4 => task.project = ProjectIndex(chance.below(3)),
            5 => {
                task.progress =
                    Progress::Started { start: chance.moment(), remaining: chance.wild(), resume: Some(chance.moment()) }
            }
            6 => task.pinned = Some(chance.of(&[Minute::EARLIEST, Minute::LATEST])),
            _ => {}
        }
    }
    for _ in 0..chance.below(5) {
        let link = Link {
            from: TaskIndex(chance.below(size + 1)),
            to: TaskIndex(chance.below(size + 1)),
            kind: chance.of(&LINKS),
            lag: Lag::Working(chance.wild()),
        };
        network.links.push(link);
    }
    for demand in &mut resources.demands {
        match chance.below(10) {
            0 => demand.task = TaskIndex(chance.below(size + 2)),
            1 => demand.units = chance.of(&[0, 1, 7, u32::MAX]),
            2 => demand.work = Some(chance.wild()),
            3 => demand.need = Need::Skill { skill: SkillId(chance.below(9)), level: 1, people: chance.of(&[0, 3, u32::MAX]) },
            4 => demand.piece = Some(chance.wild()),
            _ => {}
        }
    }
    for resource in &mut resources.resources {
        if chance.one_in(6) {
            resource.capacity = chance.of(&[0, 1, u32::MAX]);
        }
    }
    if chance.one_in(4) {
        objective.from = Some(chance.of(&[Minute::EARLIEST, Minute::LATEST]));
        objective.schedules = 0;
        objective.terms = vec![Term::Finishes, Term::Finishes];
    }
    objective.goals.push(Goal { aim: Aim::Task(TaskIndex(chance.below(size + 3))), due: Minute::EARLIEST, weight: u32::MAX });
    objective.goals.push(Goal { aim: Aim::Project(ProjectIndex(chance.below(5))), due: Minute::EARLIEST, weight: u32::MAX });
}
