//! Plans out of bytes: each byte decides something, so that whoever changes bytes changes plans. Any bytes are a plan.
//!
//! Bytes are read as records: what kind of thing is added, and then what it is like. When they end, zeros follow, which
//! are the usual case of everything.

use jiff::civil::date;
use planner::{
    Agreed, Aim, Asked, Assignment, Calendar, CalendarId, Calendars, Constraint, Correlation, Demand, Direction, Done, Estimate,
    Exception, Goal, Impact, Lag, Length, Link, LinkKind, Minute, Mode, Need, Network, Objective, Pause, Progress, Project,
    ProjectIndex, Resource, ResourceIndex, Resources, Risk, Shift, Skill, SkillId, Span, Spread, Task, TaskIndex, Term,
    ThreePoints, Uncertainty, Week, WorkingWeek,
};

/// The most tasks of a plan; what is said about more is not read. Larger plans are for measurements.
const TASKS: usize = 250;

/// Everything that planning is handed.
pub(crate) struct Plan {
    pub(crate) network: Network,
    pub(crate) calendars: Calendars,
    pub(crate) resources: Resources,
    pub(crate) objective: Objective,
    pub(crate) uncertainty: Uncertainty,
    ids: Vec<CalendarId>,
}

/// Bytes, one after the other.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count.max(1)
    }

    /// A position in a list, and now and then one behind its end.
    fn index(&mut self, length: usize) -> u32 {
        let wide = usize::from(u16::from_le_bytes([self.byte(), 0])) * if length > 200 { 2 } else { 1 };
        u32::try_from(wide % (length + 1)).unwrap_or(0)
    }

    fn flag(&mut self, one_in: u8) -> bool {
        self.byte() % one_in == one_in - 1
    }

    /// Minutes: mostly some hours, sometimes what nobody can mean.
    fn number(&mut self) -> i64 {
        let kind = self.byte();
        let some = i64::from(self.byte());
        match kind {
            0..=159 => some * 30,
            160..=199 => -some,
            200..=219 => some << 12,
            220..=229 => 1 << 40,
            230..=239 => -(1 << 40),
            240..=244 => i64::MAX,
            245..=249 => i64::MIN,
            250..=255 => some << 32,
        }
    }

    fn moment(&mut self) -> Minute {
        let days = self.byte();
        match days {
            254 => Minute::EARLIEST,
            255 => Minute::LATEST,
            _ => {
                let start = i64::from(Minute::midnight(date(2026, 1, 5)).get());
                Minute::new(start + i64::from(days) * 1_440 + i64::from(self.byte()) * 10)
            }
        }
    }

    fn perhaps<T>(&mut self, one_in: u8, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag(one_in).then(|| read(self))
    }

    fn length(&mut self) -> Length {
        let minutes = self.number();
        if self.flag(4) { Length::Elapsed(minutes) } else { Length::Working(minutes) }
    }

    fn shifts(&mut self) -> Vec<Shift> {
        let count = self.below(4);
        (0..count).map(|_| Shift::new(u16::from(self.byte()) * 7, u16::from(self.byte()) * 7)).collect()
    }

    fn calendar(&mut self) -> Calendar {
        let mut calendar = match self.below(4) {
            0 => Calendar::weekly(Week::standard()),
            1 => Calendar::weekly(Week::every_day(&self.shifts())),
            2 => Calendar::weekly(Week { days: std::array::from_fn(|_| self.shifts()) }),
            _ => Calendar::default(),
        };
        for _ in 0..self.below(4) {
            let from = date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(self.byte())));
            let to = from.saturating_add(jiff::Span::new().days(i64::from(self.byte()) - 10));
            if self.flag(2) {
                let days = std::array::from_fn(|_| self.perhaps(2, Self::shifts));
                calendar.working_weeks.push(WorkingWeek { from, to, days });
            } else {
                calendar.exceptions.push(Exception { from, to, shifts: self.shifts() });
            }
        }
        calendar
    }

    fn spread(&mut self) -> Spread {
        let kind = self.below(3);
        let points = ThreePoints { low: self.number(), likely: self.number(), high: self.number() };
        match kind {
            0 => Spread::Pert(points),
            1 => Spread::Triangular(points),
            _ => Spread::Lognormal { median: points.low, high: points.high },
        }
    }
}

impl Plan {
    /// The plan that some bytes are.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut bytes = Bytes(bytes.iter());
        let mut calendars = Calendars::new();
        let week = calendars.add(&Calendar::weekly(Week::standard()));
        let mut plan = Self {
            network: Network::default(),
            calendars,
            resources: Resources::default(),
            objective: Objective::schedules(8),
            uncertainty: Uncertainty { samples: 3, ..Uncertainty::default() },
            ids: vec![week, CalendarId::AROUND_THE_CLOCK],
        };
        plan.network.projects.push(Project::starting(Minute::midnight(date(2026, 1, 5)), week));
        while !bytes.0.as_slice().is_empty() {
            plan.add(&mut bytes);
        }
        plan
    }

    fn calendar(&self, bytes: &mut Bytes<'_>) -> CalendarId {
        self.ids[bytes.below(self.ids.len())]
    }

    fn some_task(&self, bytes: &mut Bytes<'_>) -> TaskIndex {
        TaskIndex(bytes.index(self.network.tasks.len()))
    }

    fn some_project(&self, bytes: &mut Bytes<'_>) -> ProjectIndex {
        ProjectIndex(bytes.index(self.network.projects.len()))
    }

    /// Adds the next thing.
    fn add(&mut self, bytes: &mut Bytes<'_>) {
        match bytes.below(24) {
            0..=6 => self.task(bytes),
            7..=11 => self.link(bytes),
            12 if self.ids.len() < 12 => {
                let calendar = bytes.calendar();
                self.ids.push(self.calendars.add(&calendar));
            }
            13 if self.network.projects.len() < 6 => self.project(bytes),
            14 if self.resources.resources.len() < 40 => self.resource(bytes),
            15..=17 => self.demand(bytes),
            18 | 19 => {
                let (task, stream, spread) = (self.some_task(bytes), u64::from(bytes.byte()), bytes.spread());
                self.uncertainty.estimates.push(Estimate { task, stream, spread });
            }
            20 => self.risk(bytes),
            21 => self.goal(bytes),
            22 => self.ask(bytes),
            _ => self.objective(bytes),
        }
    }

    fn project(&mut self, bytes: &mut Bytes<'_>) {
        let mut project = Project::starting(bytes.moment(), self.calendar(bytes));
        if bytes.flag(4) {
            project.direction = Direction::FromFinish(bytes.moment());
        }
        project.status = bytes.perhaps(4, Bytes::moment);
        project.honor_constraints = !bytes.flag(3);
        project.critical_limit = if bytes.flag(4) { bytes.number() } else { 0 };
        self.network.projects.push(project);
    }

    fn task(&mut self, bytes: &mut Bytes<'_>) {
        if self.network.tasks.len() >= TASKS {
            return;
        }
        let last = self.network.projects.len() - 1;
        let mut task = Task::working(ProjectIndex(u32::try_from(last).unwrap_or(0)), bytes.number());
        // Two bytes say what is unusual about it.
        let (odd, odder) = (bytes.byte(), bytes.byte());
        let is = |bits: u8, bit: u8| bits & (1 << bit) != 0;
        if is(odd, 0) {
            task.calendar = Some(self.calendar(bytes));
        }
        if is(odd, 1) {
            task.span = Span::Fixed(bytes.length());
        }
        if is(odd, 2) {
            task.parent = Some(self.some_task(bytes));
        }
        if is(odd, 3) {
            let count = bytes.below(4);
            let assignments = (0..count).map(|_| self.assignment(bytes)).collect();
            task.span = Span::Assigned { assignments, otherwise: task.span.planned() };
        }
        if is(odd, 4) {
            task.constraint = constraint(bytes);
        }
        if is(odd, 5) {
            task.deadline = Some(bytes.moment());
        }
        if is(odd, 6) {
            task.progress = match bytes.below(2) {
                0 => Progress::Started {
                    start: bytes.moment(),
                    remaining: bytes.number(),
                    resume: bytes.perhaps(2, Bytes::moment),
                },
                _ => Progress::Finished { start: bytes.moment(), finish: bytes.moment() },
            };
        }
        if is(odd, 7) {
            task.mode = Mode::Manual { start: bytes.perhaps(2, Bytes::moment), finish: bytes.perhaps(2, Bytes::moment) };
        }
        if is(odder, 0) {
            task.pinned = Some(bytes.moment());
        }
        if is(odder, 1) {
            task.delay = bytes.length();
        }
        if is(odder, 2) {
            task.pauses = (0..bytes.below(4)).map(|_| Pause { after: bytes.number(), length: bytes.number() }).collect();
        }
        if is(odder, 3) {
            task.project = self.some_project(bytes);
        }
        task.active = odder < 240;
        self.network.tasks.push(task);
    }

    fn assignment(&self, bytes: &mut Bytes<'_>) -> Assignment {
        Assignment {
            calendar: self.calendar(bytes),
            work: bytes.number(),
            remaining: bytes.number(),
            units: units(bytes),
            delay: if bytes.flag(4) { bytes.number() } else { 0 },
        }
    }

    fn link(&mut self, bytes: &mut Bytes<'_>) {
        if self.network.links.len() >= 4 * TASKS {
            return;
        }
        let kind = bytes.byte();
        let kinds = [LinkKind::FinishToStart, LinkKind::StartToStart, LinkKind::FinishToFinish, LinkKind::StartToFinish];
        let lag = match kind / 4 % 8 {
            1 => Lag::Working(bytes.number()),
            2 => Lag::Elapsed(bytes.number()),
            3 => Lag::Percent(bytes.number()),
            4 => Lag::ElapsedPercent(bytes.number()),
            _ => Lag::NONE,
        };
        let (from, to) = (self.some_task(bytes), self.some_task(bytes));
        self.network.links.push(Link { from, to, kind: kinds[usize::from(kind % 4)], lag });
    }

    fn resource(&mut self, bytes: &mut Bytes<'_>) {
        let mut resource = Resource::person(self.resources.resources.len() as u64, self.calendar(bytes));
        if bytes.flag(3) {
            resource.capacity = [0, 1, 5_000, 20_000, 100_000, u32::MAX][bytes.below(6)];
        }
        for _ in 0..bytes.below(4) {
            resource.skills.push(Skill { skill: SkillId(u32::from(bytes.byte() % 4)), level: u16::from(bytes.byte() % 4) });
        }
        self.resources.resources.push(resource);
    }

    fn demand(&mut self, bytes: &mut Bytes<'_>) {
        if self.resources.demands.len() >= 2 * TASKS {
            return;
        }
        let task = self.some_task(bytes);
        let need = if bytes.flag(2) {
            let (skill, level) = (SkillId(u32::from(bytes.byte() % 5)), u16::from(bytes.byte() % 5));
            let people = [1, 2, 3, 0, 300, u32::MAX][bytes.below(6)];
            Need::Skill { skill, level, people }
        } else {
            Need::Resource(ResourceIndex(bytes.index(self.resources.resources.len())))
        };
        let work = bytes.perhaps(2, Bytes::number);
        let piece = bytes.perhaps(4, Bytes::number);
        self.resources.demands.push(Demand { task, need, units: units(bytes), work, piece });
    }

    fn risk(&mut self, bytes: &mut Bytes<'_>) {
        if bytes.flag(3) {
            let (project, stream) = (self.some_project(bytes), u64::from(bytes.byte()));
            let share = u32::from(bytes.byte()) * 50;
            self.uncertainty.correlations.push(Correlation { project, stream, share });
            return;
        }
        let (stream, chance) = (u64::from(bytes.byte()), u32::from(bytes.byte()) * 4_000);
        let count = bytes.below(4);
        let impacts = (0..count).map(|_| Impact { task: self.some_task(bytes), spread: bytes.spread() }).collect();
        self.uncertainty.risks.push(Risk { stream, chance, impacts });
    }

    fn goal(&mut self, bytes: &mut Bytes<'_>) {
        let aim = if bytes.flag(2) { Aim::Project(self.some_project(bytes)) } else { Aim::Task(self.some_task(bytes)) };
        let weight = if bytes.flag(4) { u32::MAX } else { u32::from(bytes.byte()) };
        self.objective.goals.push(Goal { aim, due: bytes.moment(), weight });
    }

    fn ask(&mut self, bytes: &mut Bytes<'_>) {
        let bits = bytes.byte();
        self.uncertainty.samples = u32::from(bits % 4) * 30;
        self.uncertainty.asked = Asked {
            criticality: bits & 4 == 0,
            goals: vec![self.some_task(bytes), self.some_task(bytes)],
            cruciality: bits & 8 != 0,
            drivers: u32::from(bits & 16 != 0) * 2,
            risks: bits & 32 != 0,
            done: (bits & 64 != 0).then(|| Done { at: bytes.moment(), tasks: vec![self.some_task(bytes)] }),
        };
    }

    fn objective(&mut self, bytes: &mut Bytes<'_>) {
        match bytes.below(4) {
            0 => self.objective.from = Some(bytes.moment()),
            1 => {
                let terms = [Term::Tardiness, Term::Disturbance, Term::Makespan, Term::Finishes];
                self.objective.terms = (0..bytes.below(6)).map(|_| terms[bytes.below(4)]).collect();
            }
            2 => {
                let people = self.resources.resources.len();
                self.objective.agreed.resize_with(self.network.tasks.len(), || None);
                if let Some(agreed) = self.objective.agreed.last_mut() {
                    let people = bytes.perhaps(2, |bytes| ResourceIndex(bytes.index(people)));
                    *agreed = Some(Agreed { start: bytes.moment(), people: people.into_iter().collect() });
                }
            }
            _ => self.objective.priorities = (0..bytes.below(4)).map(|_| u32::from(bytes.byte()) << 24).collect(),
        }
    }
}

fn constraint(bytes: &mut Bytes<'_>) -> Constraint {
    match bytes.below(8) {
        0 => Constraint::AsLateAsPossible,
        1 => Constraint::StartNoEarlierThan(bytes.moment()),
        2 => Constraint::StartNoLaterThan(bytes.moment()),
        3 => Constraint::FinishNoEarlierThan(bytes.moment()),
        4 => Constraint::FinishNoLaterThan(bytes.moment()),
        5 => Constraint::MustStartOn(bytes.moment()),
        6 => Constraint::MustFinishOn(bytes.moment()),
        _ => Constraint::AsSoonAsPossible,
    }
}

fn units(bytes: &mut Bytes<'_>) -> u32 {
    [10_000, 5_000, 2_500, 20_000, 0, 1, u32::MAX][bytes.below(7)]
}
