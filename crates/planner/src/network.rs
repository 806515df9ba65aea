//! What is to be done: projects, tasks and links, in any order.
//!
//! Indices point into the lists of the same network. An index that points nowhere, a task that is its
//! own ancestor or a link that closes a circle is a finding, never an error. A task that is the parent
//! of another is a summary, whatever else it says: its dates follow from its descendants, unless it is
//! manual. Inactive tasks take part in nothing and get no dates.

use crate::calendar::CalendarId;
use crate::minute::Minute;

/// Position of a project in [`Network::projects`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProjectIndex(pub u32);

/// Position of a task in [`Network::tasks`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TaskIndex(pub u32);

/// Projects, tasks and links that are scheduled together.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The projects; links may cross from one to another.
    pub projects: Vec<Project>,
    /// All tasks of all projects.
    pub tasks: Vec<Task>,
    /// All links.
    pub links: Vec<Link>,
}

/// A project: from where it is scheduled and on which calendar.
#[derive(Clone, Debug)]
pub struct Project {
    /// From where it is scheduled.
    pub direction: Direction,
    /// The calendar of every task that has none of its own.
    pub calendar: CalendarId,
    /// The day and time up to which progress is known. Work that is not done is not planned before it.
    /// `None`: progress moves nothing.
    pub status: Option<Minute>,
    /// Largest total float, in working minutes, at which a task is still critical; 0 as a rule.
    pub critical_limit: i64,
    /// Whether a constraint date wins over links. When not, a link moves the task and the broken
    /// constraint shows as negative float.
    pub honor_constraints: bool,
}

impl Project {
    /// A project that is scheduled from its start, without status date; float 0 is critical and
    /// constraints win over links.
    #[must_use]
    pub fn starting(start: Minute, calendar: CalendarId) -> Self {
        Self { direction: Direction::FromStart(start), calendar, status: None, critical_limit: 0, honor_constraints: true }
    }

    /// A project that is scheduled backwards from its finish.
    #[must_use]
    pub fn finishing(finish: Minute, calendar: CalendarId) -> Self {
        Self { direction: Direction::FromFinish(finish), ..Self::starting(finish, calendar) }
    }
}

/// From where a project is scheduled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// From its start: every task as soon as possible, unless it says [`Constraint::AsLateAsPossible`].
    FromStart(Minute),
    /// From its finish: every task as late as possible, unless it says [`Constraint::AsSoonAsPossible`].
    FromFinish(Minute),
}

/// A length of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// Minutes of working time.
    Working(i64),
    /// Minutes by the clock, day and night.
    Elapsed(i64),
}

impl Length {
    /// The minutes, of whichever kind.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        match self {
            Self::Working(minutes) | Self::Elapsed(minutes) => minutes,
        }
    }
}

/// One task, milestone or summary.
#[derive(Clone, Debug)]
pub struct Task {
    /// The project that it belongs to.
    pub project: ProjectIndex,
    /// The summary above it. Being somebody's parent makes a task a summary.
    pub parent: Option<TaskIndex>,
    /// Inactive tasks take part in nothing and get no placement.
    pub active: bool,
    /// How much time it takes.
    pub span: Span,
    /// Its own calendar, in place of the project's. Assignments work where both it and the resource's
    /// calendar have working time.
    pub calendar: Option<CalendarId>,
    /// Scheduled by the engine or typed by hand.
    pub mode: Mode,
    /// Wish or promise about its dates.
    pub constraint: Constraint,
    /// Latest wanted finish. It moves nothing but the late dates.
    pub deadline: Option<Minute>,
    /// What is done already.
    pub progress: Progress,
    /// An agreed start, which stands, even against links. A conflict is a finding.
    pub pinned: Option<Minute>,
    /// Levelling delay: added to the start that links and constraints allow.
    pub delay: Length,
    /// Interruptions, in the order of `after`.
    pub pauses: Vec<Pause>,
}

impl Task {
    /// An automatic task of a project that runs so many working minutes on the project's calendar, as
    /// soon as possible (as late as possible when the project is scheduled from its finish).
    #[must_use]
    pub fn working(project: ProjectIndex, minutes: i64) -> Self {
        Self {
            project,
            parent: None,
            active: true,
            span: Span::Fixed(Length::Working(minutes)),
            calendar: None,
            mode: Mode::Automatic,
            constraint: Constraint::None,
            deadline: None,
            progress: Progress::NotStarted,
            pinned: None,
            delay: Length::Elapsed(0),
            pauses: Vec::new(),
        }
    }
}

/// How the time that a task takes comes about.
#[derive(Clone, Debug)]
pub enum Span {
    /// A length on the task's calendar. Zero is a milestone.
    Fixed(Length),
    /// Each assignment starts at the next working minute of its calendar and runs work ÷ units on it;
    /// the task spans the first start to the last finish. Without any assignment that has work and
    /// units it takes `otherwise`, which is also the duration that per cent lags refer to.
    Assigned {
        /// The assignments that drive the task.
        assignments: Vec<Assignment>,
        /// The duration as planned, on the task's calendar.
        otherwise: Length,
    },
}

impl Span {
    /// The duration as planned: what per cent lags refer to and what makes a milestone.
    #[must_use]
    pub const fn planned(&self) -> Length {
        match self {
            Self::Fixed(length) | Self::Assigned { otherwise: length, .. } => *length,
        }
    }
}

/// Work of one resource on a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// The resource's calendar.
    pub calendar: CalendarId,
    /// Minutes of work in all.
    pub work: i64,
    /// Minutes of that work which remain to be done.
    pub remaining: i64,
    /// Share of the resource's time in ten-thousandths: 10,000 is one person full time.
    pub units: u32,
    /// Working minutes on the resource's calendar between the task's start and this assignment's.
    pub delay: i64,
}

/// Who decides the dates of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The engine.
    Automatic,
    /// A person. The dates stand as typed; one that is not typed follows from the other and the
    /// duration, and when neither is typed the task is placed like an automatic one. Links, constraints
    /// and status date move nothing; what they contradict is a finding.
    Manual {
        /// The start as typed.
        start: Option<Minute>,
        /// The finish as typed.
        finish: Option<Minute>,
    },
}

/// Wish or promise about the dates of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Constraint {
    /// None: the project's direction decides.
    None,
    /// As soon as possible. In a project that is scheduled from its finish the task uses up its float.
    AsSoonAsPossible,
    /// As late as possible without moving the project's finish. In a project that is scheduled from
    /// its start the task uses up its float, and its successors move with it.
    AsLateAsPossible,
    /// Start no earlier than.
    StartNoEarlierThan(Minute),
    /// Start no later than.
    StartNoLaterThan(Minute),
    /// Finish no earlier than.
    FinishNoEarlierThan(Minute),
    /// Finish no later than.
    FinishNoLaterThan(Minute),
    /// Must start on.
    MustStartOn(Minute),
    /// Must finish on.
    MustFinishOn(Minute),
}

/// What is done of a task. What is done stands, even against links and outside working time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Nothing.
    NotStarted,
    /// It has started and some of it remains.
    Started {
        /// When it started.
        start: Minute,
        /// How much of the planned duration remains.
        remaining: i64,
        /// When the remaining work goes on, if later than where the done work ends.
        resume: Option<Minute>,
    },
    /// It is done.
    Finished {
        /// When it started.
        start: Minute,
        /// When it finished.
        finish: Minute,
    },
}

/// An interruption of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pause {
    /// Minutes of the duration that lie before it.
    pub after: i64,
    /// Its length, in the same kind of minutes as the duration.
    pub length: i64,
}

/// A dependency of one task on another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Link {
    /// The predecessor.
    pub from: TaskIndex,
    /// The successor.
    pub to: TaskIndex,
    /// Which ends it ties.
    pub kind: LinkKind,
    /// The distance that it asks for.
    pub lag: Lag,
}

/// Which end of the predecessor binds which end of the successor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LinkKind {
    /// The successor starts after the predecessor's finish.
    FinishToStart,
    /// The successor starts after the predecessor's start.
    StartToStart,
    /// The successor finishes after the predecessor's finish.
    FinishToFinish,
    /// The successor finishes after the predecessor's start.
    StartToFinish,
}

/// The distance that a link asks for; a lead when negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Lag {
    /// Working minutes on the successor's calendar.
    Working(i64),
    /// Minutes by the clock.
    Elapsed(i64),
    /// Whole per cent of the predecessor's duration, as working time on the successor's calendar.
    Percent(i64),
    /// Whole per cent of the predecessor's duration, as minutes by the clock.
    ElapsedPercent(i64),
}

impl Lag {
    /// No lag.
    pub const NONE: Self = Self::Working(0);
}
