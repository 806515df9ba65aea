//! Processes: what is done again and again, by a schedule and a checklist, and its runs.
//!
//! A run is open → done or skipped. A process that is closed gets no new runs; those that there are stay.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Name, Openness, Organization, PersonId, Prose, Refusal, Set, UnitId};

pub use crate::record::{ProcessId, ProcessRunId};

/// Something that is done again and again: when, and by which checklist.
#[record]
pub struct Process {
    /// Its title.
    pub title: Name,
    /// The unit that runs it.
    pub unit: Option<UnitId>,
    /// What it is for and how it goes (Markdown).
    pub description: Prose,
    /// When it is due.
    pub schedule: Schedule,
    /// What is to be done in each run, in order.
    pub checklist: Vec<Name>,
    /// In use or closed.
    pub state: Openness,
}

/// One run of a process: when it is due, what is ticked, and what came of it.
#[record]
pub struct ProcessRun {
    /// The process.
    pub process: ProcessId,
    /// When it is due.
    pub due: Date,
    /// The lines of the checklist that are done.
    pub ticked: Vec<Name>,
    /// What to know about it.
    pub note: Prose,
    /// How far it is.
    pub state: RunState,
}

/// When a process is due, from a first day on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// When somebody sets a run.
    #[default]
    AsNeeded,
    /// Every so many days.
    Days {
        /// The first day.
        from: Date,
        /// Every how many days.
        every: u16,
    },
    /// Every so many weeks, on the weekday of the first day.
    Weeks {
        /// The first day.
        from: Date,
        /// Every how many weeks.
        every: u16,
    },
    /// Every so many months, on the day of the first; where a month is shorter, on its last day.
    Months {
        /// The first day.
        from: Date,
        /// Every how many months.
        every: u16,
    },
}

/// How far a run is, with the facts of that state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// To be done.
    #[default]
    Open,
    /// Done.
    Done {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
    },
    /// Left out this time.
    Skipped {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
        /// Why.
        because: Prose,
    },
}

impl RunState {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            RunState::Open => "open",
            RunState::Done { .. } => "done",
            RunState::Skipped { .. } => "skipped",
        }
    }
}

impl Schedule {
    fn is_possible(self) -> bool {
        match self {
            Schedule::AsNeeded => true,
            Schedule::Days { every, .. } | Schedule::Weeks { every, .. } | Schedule::Months { every, .. } => {
                (1..=365).contains(&every)
            }
        }
    }

    /// The last day on which it was due, up to a day (inclusive); none before its first day.
    pub fn last_due(self, day: Date) -> Option<Date> {
        let (first, step) = match self {
            Schedule::AsNeeded => return None,
            Schedule::Days { from, every } => (from, i64::from(every)),
            Schedule::Weeks { from, every } => (from, 7 * i64::from(every)),
            Schedule::Months { from, every } => return last_month(from, every, day),
        };
        let passed = i64::from((day - first).get_days());
        let whole = passed - passed.rem_euclid(step.max(1));
        (passed >= 0).then(|| first.checked_add(jiff::Span::new().days(whole)).ok()).flatten()
    }

    /// The days on which it is due, from a day (inclusive) until another (exclusive).
    pub fn due(self, from: Date, until: Date) -> Vec<Date> {
        let (first, step) = match self {
            Schedule::AsNeeded => return Vec::new(),
            Schedule::Days { from, every } => (from, jiff::Span::new().days(every)),
            Schedule::Weeks { from, every } => (from, jiff::Span::new().weeks(every)),
            Schedule::Months { from, every } => (from, jiff::Span::new().months(every)),
        };
        first.series(step).skip_while(|day| *day < from).take_while(|day| *day < until).collect()
    }
}

/// The last day up to `day` that lies a whole number of so many months after the first one.
fn last_month(first: Date, every: u16, day: Date) -> Option<Date> {
    let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let every = i64::from(every.max(1));
    let passed = months(day) - months(first);
    let whole = passed - passed.rem_euclid(every);
    let at = |months: i64| first.checked_add(jiff::Span::new().try_months(months).ok()?).ok();
    [whole, whole - every].into_iter().filter(|months| *months >= 0).filter_map(at).find(|due| *due <= day)
}

impl Shape for Process {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.description.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.unit.iter().for_each(|id| visit(link(Relation::ProcessUnit, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.unit.map(AnyId::from)
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        self.unit.into_iter().collect()
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.schedule.is_possible() {
            return Ok(());
        }
        let range = "every day, week or month and every 365 of them".to_owned();
        Err(Refusal::OutOfRange { what: "The schedule".to_owned(), range })
    }
}

impl Shape for ProcessRun {
    fn title(&self, organization: &Organization) -> String {
        format!("{} of {}", organization.label(self.process.into()), self.due)
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::ProcessRunProcess, self.process));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.process.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let twice = |other: &Arc<ProcessRun>| other.id != self.id && other.due == self.due;
        if organization.runs_of(self.process).any(twice) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

impl Organization {
    /// The runs of a process, the oldest first.
    pub fn runs_of(&self, process: ProcessId) -> impl DoubleEndedIterator<Item = &Arc<ProcessRun>> {
        self.linked::<ProcessRun>(Relation::ProcessRunProcess, process)
    }

    /// The processes in use that were due by a day and have no run of the last such day or a later one, with that day. What
    /// fell in a time when nobody looked is not made up for, but for the last.
    pub fn runs_due(&self, day: Date) -> Vec<(ProcessId, Date)> {
        let in_use = self.processes().iter().filter(|process| !process.state.is_closed());
        let due = in_use.filter_map(|process| Some((process.id, process.schedule.last_due(day)?)));
        due.filter(|(process, due)| self.runs_of(*process).all(|run| run.due < *due)).collect()
    }
}

fn open_run(run: &ProcessRun, organization: &Organization) -> Result<(), Refusal> {
    match &run.state {
        RunState::Open => Ok(()),
        RunState::Done { .. } | RunState::Skipped { .. } => Err(organization.wrong_state(run.id, run.state.word(), "open")),
    }
}

/// Adds a process.
#[command(function = Organize, adds = Process)]
pub struct AddProcess {
    /// The id of the new process.
    pub id: ProcessId,
    /// Its title.
    pub title: Name,
    /// The unit that runs it.
    pub unit: Option<UnitId>,
    /// What it is for and how it goes (Markdown).
    pub description: Option<Prose>,
    /// When it is due.
    pub schedule: Option<Schedule>,
    /// What is to be done in each run, in order.
    pub checklist: Vec<Name>,
    /// In use or closed.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes a process.
#[command(function = Organize, changes = Process)]
pub struct ChangeProcess {
    /// The process.
    pub process: ProcessId,
    /// Its title.
    pub title: Set<Name>,
    /// The unit that runs it.
    pub unit: Set<Option<UnitId>>,
    /// What it is for and how it goes (Markdown).
    pub description: Set<Prose>,
    /// When it is due.
    pub schedule: Set<Schedule>,
    /// What is to be done in each run, in order.
    pub checklist: Set<Vec<Name>>,
    /// In use or closed.
    #[imports]
    pub state: Set<Openness>,
}

/// Sets a run of a process.
#[command(function = OperateDaily, adds = ProcessRun)]
pub struct AddProcessRun {
    /// The id of the new process run.
    pub id: ProcessRunId,
    /// The process.
    pub process: ProcessId,
    /// When it is due.
    pub due: Date,
    /// The lines of the checklist that are done.
    pub ticked: Vec<Name>,
    /// What to know about it.
    pub note: Option<Prose>,
    /// How far it is.
    #[imports]
    pub state: Option<RunState>,
}

/// Changes a run: what is ticked, what to know.
#[command(function = OperateDaily, changes = ProcessRun)]
pub struct ChangeProcessRun {
    /// The process run.
    pub process_run: ProcessRunId,
    /// When it is due.
    pub due: Set<Date>,
    /// The lines of the checklist that are done.
    pub ticked: Set<Vec<Name>>,
    /// What to know about it.
    pub note: Set<Prose>,
    /// How far it is.
    #[imports]
    pub state: Set<RunState>,
}

/// Takes a process run away.
#[command(function = OperateDaily, removes = ProcessRun)]
pub struct RemoveProcessRun {
    /// The process run.
    pub process_run: ProcessRunId,
}

/// Closes a process: it is not run any more.
#[command(function = Organize)]
pub struct CloseProcess {
    /// The process.
    pub process: ProcessId,
    /// Since when; today where it is left out.
    pub on: Option<Date>,
}

impl Decide for CloseProcess {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.process, act, |before| {
            if before.state.is_closed() {
                return Err(Refusal::AlreadyClosed { what: organization.label(before.id.into()) });
            }
            Ok(Process { state: Openness::Closed { on: self.on.or(Some(act.day)) }, ..before.clone() })
        })
    }
}

/// Takes a closed process up again.
#[command(function = Organize)]
pub struct ReopenProcess {
    /// The process.
    pub process: ProcessId,
}

impl Decide for ReopenProcess {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.process, act, |before| {
            if !before.state.is_closed() {
                return Err(Refusal::NotClosed { what: organization.label(before.id.into()) });
            }
            Ok(Process { state: Openness::Active, ..before.clone() })
        })
    }
}

/// Says that a run is done.
#[command(function = OperateDaily)]
pub struct FinishProcessRun {
    /// The process run.
    pub process_run: ProcessRunId,
}

impl Decide for FinishProcessRun {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.process_run, act, |before| {
            open_run(before, organization)?;
            Ok(ProcessRun { state: RunState::Done { by: act.person, on: act.day }, ..before.clone() })
        })
    }
}

/// Leaves a run out.
#[command(function = OperateDaily)]
pub struct SkipProcessRun {
    /// The process run.
    pub process_run: ProcessRunId,
    /// Why.
    pub because: Prose,
}

impl Decide for SkipProcessRun {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.process_run, act, |before| {
            open_run(before, organization)?;
            if self.because.is_empty() {
                return Err(Refusal::Missing { what: "The reason".to_owned() });
            }
            let state = RunState::Skipped { by: act.person, on: act.day, because: self.because.clone() };
            Ok(ProcessRun { state, ..before.clone() })
        })
    }
}
