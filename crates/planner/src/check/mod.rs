//! Verifies a levelled plan by itself: it knows the input and the answer and shares nothing with what made it.
//!
//! It asks of the plan what people would ask: is every task placed and long enough, does it wait for its links, is nobody
//! asked for more than they can, is every demand met by different people who qualify, did what stands stay where it is. It
//! counts in civil minutes and on calendars, never in anybody's positions. What the plan itself lists as a finding or a
//! shortage is not held against it, but only where it says so.
//!
//! What it deliberately does not do: it does not say whether a plan is good, only whether it is possible.

mod links;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{CalendarId, Calendars};
use crate::level::{Dates, DemandIndex, Levelled, Need, Objective, ResourceIndex, Resources, Shortage};
use crate::minute::Minute;
use crate::network::{Constraint, Length, Mode, Network, Progress, Span, Task, TaskIndex};
use crate::outcome::Finding;

/// Something that makes a levelled plan impossible.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Breach {
    /// An active task has no dates, an inactive one has, or its dates lie the wrong way round.
    Dates {
        /// The task.
        task: TaskIndex,
    },
    /// The task is shorter or longer than its duration, or than the work on it.
    Length {
        /// The task.
        task: TaskIndex,
    },
    /// A task does not wait as long as a link asks.
    Link {
        /// Position of the link in the network.
        link: u32,
        /// The successor, or the task below it.
        task: TaskIndex,
    },
    /// A task that has not started stands before its constraint, the status date or the day from which work can be moved.
    TooEarly {
        /// The task.
        task: TaskIndex,
    },
    /// What is done, typed by hand or pinned does not stand where it did.
    Moved {
        /// The task.
        task: TaskIndex,
    },
    /// More of a resource is taken than there is.
    Overloaded {
        /// The resource.
        resource: ResourceIndex,
        /// The first minute.
        at: Minute,
    },
    /// Somebody works who does not qualify, or on a task that did not ask for it.
    NotQualified {
        /// The demand.
        demand: DemandIndex,
        /// Who.
        resource: ResourceIndex,
    },
    /// Somebody fills two places of a task.
    Twice {
        /// The task.
        task: TaskIndex,
        /// Who.
        resource: ResourceIndex,
    },
    /// Fewer or more people than asked for, and the plan does not say so.
    People {
        /// The demand.
        demand: DemandIndex,
    },
    /// Somebody works longer or shorter than the demand asks, in more pieces than allowed, or outside the task.
    Work {
        /// The demand.
        demand: DemandIndex,
        /// Who.
        resource: ResourceIndex,
    },
}

/// What makes a levelled plan impossible, sorted; nothing when it is sound.
#[must_use]
pub fn check(
    network: &Network,
    calendars: &Calendars,
    resources: &Resources,
    objective: &Objective,
    levelled: &Levelled,
) -> Vec<Breach> {
    let mut checker = Checker::new(network, calendars, resources, objective, levelled);
    checker.dates();
    checker.links();
    checker.demands();
    checker.capacities();
    let mut breaches: Vec<Breach> = checker.breaches.into_iter().collect();
    breaches.sort_unstable();
    breaches
}

struct Checker<'a> {
    network: &'a Network,
    calendars: Calendars,
    resources: &'a Resources,
    objective: &'a Objective,
    levelled: &'a Levelled,
    /// For each task its children.
    children: BTreeMap<u32, Vec<u32>>,
    /// Tasks whose calendar is empty, or that stand at the border of what calendars know.
    excused: BTreeSet<TaskIndex>,
    /// Demands by task.
    demands: BTreeMap<TaskIndex, Vec<DemandIndex>>,
    breaches: BTreeSet<Breach>,
}

impl<'a> Checker<'a> {
    fn new(
        network: &'a Network,
        calendars: &Calendars,
        resources: &'a Resources,
        objective: &'a Objective,
        levelled: &'a Levelled,
    ) -> Self {
        let own_ancestor: BTreeSet<TaskIndex> = levelled
            .findings
            .iter()
            .filter_map(|finding| if let Finding::OwnAncestor { task } = finding { Some(*task) } else { None })
            .collect();
        let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (index, task) in (0u32..).zip(&network.tasks) {
            let parent = task.parent.filter(|parent| (parent.0 as usize) < network.tasks.len());
            if let Some(parent) = parent.filter(|_| !own_ancestor.contains(&TaskIndex(index))) {
                children.entry(parent.0).or_default().push(index);
            }
        }
        let mut excused = BTreeSet::new();
        for finding in &levelled.findings {
            if let Finding::EmptyCalendar { task } | Finding::OutOfHorizon { task } = finding {
                excused.insert(*task);
            }
        }
        let mut demands: BTreeMap<TaskIndex, Vec<DemandIndex>> = BTreeMap::new();
        for (index, demand) in (0u32..).zip(&resources.demands) {
            demands.entry(demand.task).or_default().push(DemandIndex(index));
        }
        Self {
            network,
            calendars: calendars.clone(),
            resources,
            objective,
            levelled,
            children,
            excused,
            demands,
            breaches: BTreeSet::new(),
        }
    }

    fn task(&self, task: TaskIndex) -> &'a Task {
        &self.network.tasks[task.0 as usize]
    }

    fn placed(&self, task: TaskIndex) -> Option<Dates> {
        self.levelled.tasks.get(task.0 as usize).copied().flatten()
    }

    fn is_summary(&self, task: TaskIndex) -> bool {
        self.children.contains_key(&task.0)
    }

    fn takes_part(&self, task: TaskIndex) -> bool {
        let own = self.task(task);
        own.active && (own.project.0 as usize) < self.network.projects.len()
    }

    /// The calendar of a task: its own, else its project's.
    fn calendar(&self, task: TaskIndex) -> CalendarId {
        let own = self.task(task);
        let project = self.network.projects.get(own.project.0 as usize).map(|project| project.calendar);
        let known = |calendar: &CalendarId| self.calendars.contains(*calendar);
        own.calendar.filter(known).or(project).filter(known).unwrap_or(CalendarId::AROUND_THE_CLOCK)
    }

    /// Whether the dates of a task stand: done, under way, typed, pinned, promised, or agreed to begin before the day from
    /// which on work can be moved.
    fn stands(&self, task: TaskIndex) -> bool {
        let own = self.task(task);
        let honored = self.network.projects.get(own.project.0 as usize).is_some_and(|project| project.honor_constraints);
        let must = matches!(own.constraint, Constraint::MustStartOn(_) | Constraint::MustFinishOn(_));
        let typed = own.mode != Mode::Automatic && own.mode != (Mode::Manual { start: None, finish: None });
        typed
            || own.progress != Progress::NotStarted
            || own.pinned.is_some()
            || (must && honored && own.mode == Mode::Automatic)
            || self.begun(task)
    }

    fn begun(&self, task: TaskIndex) -> bool {
        let agreed = self.objective.agreed.get(task.0 as usize).and_then(Option::as_ref);
        let before = |start: Minute| self.objective.from.is_some_and(|from| start < from);
        let own = self.task(task);
        let free = own.progress == Progress::NotStarted && own.mode == Mode::Automatic && own.pinned.is_none();
        free && agreed.is_some_and(|agreed| before(agreed.start))
    }

    /// Working minutes on the calendar that a task's length is counted on.
    fn between(&self, task: TaskIndex, from: Minute, to: Minute) -> i64 {
        let calendar = match self.task(task).span.planned() {
            Length::Elapsed(_) => CalendarId::AROUND_THE_CLOCK,
            Length::Working(_) => self.calendar(task),
        };
        self.calendars.working_between(calendar, from, to)
    }

    /// Whether work on a task could go on at some minute between two: on its calendar and on those of all who do it, or
    /// are assigned; not where one of these waits for some time after the task's start.
    fn work_lies(&self, task: TaskIndex, from: Minute, to: Minute) -> bool {
        let assigned = match &self.task(task).span {
            Span::Assigned { assignments, .. } => assignments.as_slice(),
            Span::Fixed(_) => &[],
        };
        if assigned.iter().any(|own| own.delay != 0) {
            return false;
        }
        let beside = assigned.iter().flat_map(|own| [own.calendar, self.calendar(task)]);
        let own = match self.task(task).span.planned() {
            Length::Elapsed(_) => CalendarId::AROUND_THE_CLOCK,
            Length::Working(_) => self.calendar(task),
        };
        let people = self.levelled.work_on(task).iter().map(|work| work.resource);
        let of = |resource: ResourceIndex| self.resources.resources.get(resource.0 as usize).map(|resource| resource.calendar);
        let all: BTreeSet<CalendarId> = people.filter_map(of).chain([own]).chain(beside).collect();
        let mut at = from;
        while at < to {
            let next = all.iter().filter_map(|calendar| self.calendars.next_working(*calendar, at)).max();
            match next {
                Some(next) if next > at => at = next,
                Some(_) => return true,
                None => return false,
            }
        }
        false
    }

    /// Whether a task takes as long as those who do it.
    fn driven(&self, task: TaskIndex) -> bool {
        let own = self.task(task);
        let Span::Assigned { otherwise, .. } = &own.span else { return false };
        let demands = self.demands.get(&task).map_or(&[][..], Vec::as_slice);
        let of = |demand: &DemandIndex| &self.resources.demands[demand.0 as usize];
        let work = demands.iter().map(of).any(|demand| demand.work.is_some_and(|work| work > 0));
        !demands.is_empty() && (work || (matches!(otherwise, Length::Working(_)) && otherwise.minutes() > 0))
    }

    fn dates(&mut self) {
        for (index, own) in (0u32..).zip(&self.network.tasks) {
            let task = TaskIndex(index);
            let Some(dates) = self.placed(task) else {
                if self.takes_part(task) && !self.is_summary(task) {
                    self.breaches.insert(Breach::Dates { task });
                }
                continue;
            };
            if dates.start > dates.finish || !own.active {
                self.breaches.insert(Breach::Dates { task });
            }
            if self.is_summary(task) {
                self.summary(task, dates);
            } else if !self.excused.contains(&task) && self.takes_part(task) {
                self.standing(task, dates);
                if !self.stands(task) {
                    self.moving(task, dates);
                }
            }
        }
    }

    /// A summary spans what is below it, unless it is typed.
    fn summary(&mut self, task: TaskIndex, dates: Dates) {
        let below = self.children[&task.0].iter().filter_map(|child| self.placed(TaskIndex(*child)));
        let span = below.map(|own| (own.start, own.finish)).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        let (mut start, mut finish) = span.unwrap_or((dates.start, dates.finish));
        if let Mode::Manual { start: from, finish: to } = self.task(task).mode {
            start = from.unwrap_or(start);
            finish = to.unwrap_or(finish).max(start);
        }
        if (start, finish) != (dates.start, dates.finish) {
            self.breaches.insert(Breach::Dates { task });
        }
    }

    /// What stands has the dates that it was given.
    fn standing(&mut self, task: TaskIndex, dates: Dates) {
        let own = self.task(task);
        let stays = match (own.mode, own.progress) {
            (Mode::Manual { start: Some(start), finish: Some(finish) }, _) => {
                dates.start == start && dates.finish == finish.max(start)
            }
            (_, Progress::Finished { start, finish }) => dates.start == start && dates.finish == finish.max(start),
            (_, Progress::Started { start, .. }) => dates.start == start,
            (Mode::Manual { start: Some(start), finish: None }, Progress::NotStarted) => dates.start == start,
            (Mode::Manual { start: None, finish: Some(finish) }, Progress::NotStarted) => dates.finish == finish.max(dates.start),
            (Mode::Automatic | Mode::Manual { start: None, finish: None }, Progress::NotStarted) => {
                let agreed = self.objective.agreed.get(task.0 as usize).and_then(Option::as_ref).filter(|_| self.begun(task));
                // Whoever sets dates by hand and leaves them open is bound by no promise.
                let pinned = own.pinned.filter(|_| own.mode == Mode::Automatic);
                let start = agreed.map(|agreed| agreed.start).or(pinned);
                start.is_none_or(|start| dates.start >= start && !self.work_lies(task, start, dates.start))
            }
        };
        if !stays {
            self.breaches.insert(Breach::Moved { task });
        }
    }

    /// What moves is as long as it has to be and not before it may be.
    fn moving(&mut self, task: TaskIndex, dates: Dates) {
        let own = self.task(task);
        let status = self.network.projects.get(own.project.0 as usize).and_then(|project| project.status);
        let automatic = own.mode == Mode::Automatic;
        let late = |date: Option<Minute>| date.is_none_or(|date| dates.start >= date || !self.work_lies(task, dates.start, date));
        let constrained = match own.constraint {
            Constraint::StartNoEarlierThan(date) => dates.start >= date || !self.work_lies(task, dates.start, date),
            Constraint::FinishNoEarlierThan(date) => dates.finish >= date || !self.work_lies(task, dates.finish, date),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoLaterThan(_)
            | Constraint::FinishNoLaterThan(_)
            | Constraint::MustStartOn(_)
            | Constraint::MustFinishOn(_) => true,
        };
        let honored = self.network.projects.get(own.project.0 as usize).is_some_and(|project| project.honor_constraints);
        let promised = honored && matches!(own.constraint, Constraint::StartNoLaterThan(_) | Constraint::FinishNoLaterThan(_));
        if !late(self.objective.from) || (automatic && (!constrained || (!promised && !late(status)))) {
            self.breaches.insert(Breach::TooEarly { task });
        }
        let demands = self.demands.get(&task).map_or(0, Vec::len);
        let assigned = matches!(&own.span, Span::Assigned { assignments, .. } if !assignments.is_empty());
        if self.driven(task) {
            let work = self.levelled.work_on(task);
            let first = work.iter().map(|work| work.start).min();
            let last = work.iter().map(|work| work.finish).max();
            let spans = first.is_none_or(|first| first == dates.start)
                && last.is_none_or(|last| {
                    last == dates.finish || (last < dates.finish && !self.work_lies(task, last, dates.finish))
                });
            if !spans {
                self.breaches.insert(Breach::Length { task });
            }
        } else if !assigned || demands > 0 {
            let planned = own.span.planned().minutes().max(0);
            let within = |pause: &&crate::network::Pause| pause.after > 0 && pause.after < planned;
            let pauses: i64 = own.pauses.iter().filter(within).map(|pause| pause.length.max(0)).sum();
            if !assigned && self.between(task, dates.start, dates.finish) != planned + pauses {
                self.breaches.insert(Breach::Length { task });
            }
        }
    }

    /// Whether the plan says that places of a demand are empty.
    fn said_short(&self, task: TaskIndex, demand: DemandIndex) -> bool {
        self.levelled.shortages.iter().any(|shortage| match *shortage {
            Shortage::Unknown { demand: own } => own == demand,
            Shortage::NobodyMeets { demand: own, .. }
            | Shortage::NobodyFree { demand: own, .. }
            | Shortage::OutOfFloat { demand: own, .. } => own == demand,
            Shortage::NeverWorks { resource } => self.resources.demands[demand.0 as usize].need == Need::Resource(resource),
            Shortage::WorkLeftOver { .. } | Shortage::Overloaded { .. } | Shortage::ConstraintBroken { .. } => false,
        }) && task.0 as usize <= self.network.tasks.len()
    }
}
