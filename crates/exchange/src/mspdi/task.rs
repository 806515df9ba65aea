//! Tasks and the links between them.
//!
//! A task holds what the file states. What the file only implies is added in fields that say so: the parent in the outline, and the segments of
//! a task that was split. Links that cannot hold are set aside in `refused_links`, so whoever schedules meets only links to tasks that exist and
//! no circle.

use super::fields::Fields;
use super::measure::{Duration, DurationFormat, Lag, Money, Position, Tenths};
use super::plan::{Baseline, ExtendedAttribute, Remainder, Shared, Timephased};
use jiff::civil::DateTime;

/// A task, a milestone or a summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Number that everything in the file refers to. 0 is the project's own summary.
    pub uid: i64,
    /// Row in which the task was shown; it changes when rows move.
    pub id: Option<i64>,
    /// Identity that survives copies of the file.
    pub guid: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// An empty row of the outline; it is no task.
    pub is_null: bool,
    /// Whether the task counts; an inactive one is kept but moves nothing.
    pub active: bool,
    /// Whether its dates stand as typed; otherwise they are computed.
    pub manual: bool,
    /// Which of duration, units and work stays when another changes.
    pub kind: Option<TaskKind>,
    /// Work breakdown structure code.
    pub wbs: Option<String>,
    /// Place in the outline, such as `1.3.2`.
    pub outline_number: Option<String>,
    /// Depth in the outline: 0 is the project's summary, 1 the top.
    pub outline_level: Option<i64>,
    /// The summary above it, which the order of rows and the outline level imply; nothing at the top.
    pub parent: Option<i64>,
    /// Whether it sums up the tasks below it.
    pub summary: bool,
    /// Whether it is a milestone.
    pub milestone: bool,
    /// Priority for levelling, 0 to 1000.
    pub priority: Option<i64>,
    /// When the row was made.
    pub created: Option<DateTime>,
    /// Person to ask.
    pub contact: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// Text of a link to elsewhere.
    pub hyperlink: Option<String>,
    /// Address of that link.
    pub hyperlink_address: Option<String>,
    /// Place within that address.
    pub hyperlink_place: Option<String>,
    /// Scheduled dates, duration and slack.
    pub schedule: Schedule,
    /// What was typed for a task that is scheduled by hand; newer files state it for others too.
    pub typed: Typed,
    /// What was done.
    pub progress: Progress,
    /// Work, in minutes over all resources.
    pub work: Option<i64>,
    /// Total cost.
    pub cost: Option<Money>,
    /// Cost that depends on no resource.
    pub fixed_cost: Option<Money>,
    /// Whether more people shorten the task.
    pub effort_driven: Option<bool>,
    /// Rule that ties the task to a date.
    pub constraint: Option<ConstraintKind>,
    /// Date of that rule.
    pub constraint_date: Option<DateTime>,
    /// Date after which the task is late; it moves nothing.
    pub deadline: Option<DateTime>,
    /// Calendar of the task; only one that is in the file.
    pub calendar: Option<i64>,
    /// Whether the calendars of its resources are ignored.
    pub ignore_resource_calendar: Option<bool>,
    /// Whether levelling may move single assignments.
    pub level_assignments: Option<bool>,
    /// Whether levelling may split it.
    pub leveling_can_split: Option<bool>,
    /// Time by which levelling delayed it.
    pub leveling_delay: Option<Tenths>,
    /// How that delay was entered.
    pub leveling_delay_format: Option<DurationFormat>,
    /// Whether it is one of a series.
    pub recurring: Option<bool>,
    /// Whether it stands for a project inserted here.
    pub is_subproject: bool,
    /// File of that project.
    pub subproject_name: Option<String>,
    /// Whether it stands for a task of another project.
    pub external: bool,
    /// File of that project.
    pub external_project: Option<String>,
    /// Links from the tasks that this one waits for. Each names a task of the file, and together they make no circle.
    pub predecessors: Vec<Link>,
    /// Links that were set aside, each with a problem that says why.
    pub refused_links: Vec<Link>,
    /// Copies of the plan kept earlier, by number.
    pub baselines: Vec<Baseline>,
    /// Values of fields that the author named.
    pub extended_attributes: Vec<ExtendedAttribute>,
    /// Amounts over time that belong to the task itself.
    pub timephased: Vec<Timephased>,
    /// The stretches in which work is done, if there are at least two: taken from the assignments' amounts over time.
    pub splits: Vec<Segment>,
    /// What has no field here.
    pub remainder: Remainder,
    /// The whole task as it stands in the file.
    pub xml: String,
    /// Where the task begins in the file.
    pub at: Position,
}

/// The dates that the file's own scheduler computed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Start.
    pub start: Option<DateTime>,
    /// Finish.
    pub finish: Option<DateTime>,
    /// Duration, on the task's calendar or of the clock. It is never negative.
    pub duration: Option<Duration>,
    /// Whether the duration is a guess.
    pub estimated: Option<bool>,
    /// Whether the task decides the project's finish.
    pub critical: Option<bool>,
    /// Earliest start.
    pub early_start: Option<DateTime>,
    /// Earliest finish.
    pub early_finish: Option<DateTime>,
    /// Latest start.
    pub late_start: Option<DateTime>,
    /// Latest finish.
    pub late_finish: Option<DateTime>,
    /// Time that the task may slip without delaying another.
    pub free_slack: Option<Tenths>,
    /// Time that the task may slip without delaying the project.
    pub total_slack: Option<Tenths>,
    /// Slack of the start.
    pub start_slack: Option<Tenths>,
    /// Slack of the finish.
    pub finish_slack: Option<Tenths>,
}

/// What a person typed for a task that is scheduled by hand; texts such as "soon" stand where a date is not known yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Start as a date.
    pub start: Option<DateTime>,
    /// Finish as a date.
    pub finish: Option<DateTime>,
    /// Duration as a length.
    pub duration: Option<Duration>,
    /// Start as text.
    pub start_text: Option<String>,
    /// Finish as text.
    pub finish_text: Option<String>,
    /// Duration as text.
    pub duration_text: Option<String>,
}

/// What was done on a task and what remains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Share of the duration that is over, in per cent.
    pub percent_complete: Option<i64>,
    /// Share of the work that is done, in per cent.
    pub percent_work_complete: Option<i64>,
    /// Share of the result that is there, in per cent.
    pub physical_percent_complete: Option<i64>,
    /// When it began.
    pub actual_start: Option<DateTime>,
    /// When it ended.
    pub actual_finish: Option<DateTime>,
    /// Duration that is over.
    pub actual_duration: Option<Duration>,
    /// Duration that remains.
    pub remaining_duration: Option<Duration>,
    /// Work done, in minutes.
    pub actual_work: Option<i64>,
    /// Work that remains, in minutes.
    pub remaining_work: Option<i64>,
    /// Cost so far.
    pub actual_cost: Option<Money>,
    /// Cost to come.
    pub remaining_cost: Option<Money>,
    /// Where the work was interrupted.
    pub stop: Option<DateTime>,
    /// Where it goes on.
    pub resume: Option<DateTime>,
}

/// Which of duration, units and work stays when another changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// The units of its resources stay.
    FixedUnits,
    /// Its duration stays.
    FixedDuration,
    /// Its work stays.
    FixedWork,
}

/// Rule that ties a task to a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConstraintKind {
    /// As soon as possible; has no date.
    AsSoonAsPossible,
    /// As late as possible; has no date.
    AsLateAsPossible,
    /// Must start on the date.
    MustStartOn,
    /// Must finish on the date.
    MustFinishOn,
    /// Start no earlier than the date.
    StartNoEarlierThan,
    /// Start no later than the date.
    StartNoLaterThan,
    /// Finish no earlier than the date.
    FinishNoEarlierThan,
    /// Finish no later than the date.
    FinishNoLaterThan,
}

/// Which ends of two tasks a link joins; the first is the predecessor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// The successor finishes after the predecessor's finish.
    FinishToFinish,
    /// The successor starts after the predecessor's finish.
    FinishToStart,
    /// The successor finishes after the predecessor's start.
    StartToFinish,
    /// The successor starts after the predecessor's start.
    StartToStart,
}

/// A link from the task that is waited for. It stands in the task that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// UID of the task that is waited for.
    pub predecessor: i64,
    /// Which ends it joins.
    pub kind: LinkKind,
    /// The wait between the two ends.
    pub lag: Lag,
    /// Whether the predecessor is in another project.
    pub cross_project: bool,
    /// File and task of that project.
    pub cross_project_name: Option<String>,
    /// Where the link begins in the file.
    pub at: Position,
}

/// One stretch of a split task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Segment {
    /// Begin.
    pub start: DateTime,
    /// End.
    pub finish: DateTime,
}

impl Task {
    pub(super) fn read(f: &mut Fields<'_, '_>, uid: i64) -> Self {
        f.integer("UID");
        let format = f.format("DurationFormat");
        let shared = Shared::read(f);
        Self {
            uid,
            id: f.integer("ID"),
            guid: f.text("GUID"),
            name: f.text("Name"),
            is_null: f.flag("IsNull").unwrap_or(false),
            active: f.flag("Active").unwrap_or(true),
            manual: f.flag("Manual").unwrap_or(false),
            kind: f.choice("Type", TaskKind::from_code),
            wbs: f.text("WBS"),
            outline_number: f.text("OutlineNumber"),
            outline_level: f.integer("OutlineLevel"),
            parent: None,
            summary: f.flag("Summary").unwrap_or(false),
            milestone: f.flag("Milestone").unwrap_or(false),
            priority: f.integer("Priority"),
            created: f.moment("CreateDate"),
            contact: f.text("Contact"),
            notes: f.text("Notes"),
            hyperlink: f.text("Hyperlink"),
            hyperlink_address: f.text("HyperlinkAddress"),
            hyperlink_place: f.text("HyperlinkSubAddress"),
            schedule: Schedule::read(f, format),
            typed: Typed::read(f, format),
            progress: Progress::read(f, format),
            work: f.work("Work"),
            cost: f.money("Cost"),
            fixed_cost: f.money("FixedCost"),
            effort_driven: f.flag("EffortDriven"),
            constraint: f.choice("ConstraintType", ConstraintKind::from_code),
            constraint_date: f.moment("ConstraintDate"),
            deadline: f.moment("Deadline"),
            calendar: f.integer("CalendarUID"),
            ignore_resource_calendar: f.flag("IgnoreResourceCalendar"),
            level_assignments: f.flag("LevelAssignments"),
            leveling_can_split: f.flag("LevelingCanSplit"),
            leveling_delay: f.tenths("LevelingDelay"),
            leveling_delay_format: f.format("LevelingDelayFormat"),
            recurring: f.flag("Recurring"),
            is_subproject: f.flag("IsSubproject").unwrap_or(false),
            subproject_name: f.text("SubprojectName"),
            external: f.flag("ExternalTask").unwrap_or(false),
            external_project: f.text("ExternalTaskProject"),
            predecessors: f.each("PredecessorLink", Link::read),
            refused_links: Vec::new(),
            baselines: shared.baselines,
            extended_attributes: shared.extended_attributes,
            timephased: shared.timephased,
            splits: Vec::new(),
            remainder: Remainder::default(),
            xml: String::new(),
            at: f.at(),
        }
    }
}

impl Schedule {
    fn read(f: &mut Fields<'_, '_>, format: Option<DurationFormat>) -> Self {
        Self {
            start: f.moment("Start"),
            finish: f.moment("Finish"),
            duration: f.duration("Duration", format),
            estimated: f.flag("Estimated"),
            critical: f.flag("Critical"),
            early_start: f.moment("EarlyStart"),
            early_finish: f.moment("EarlyFinish"),
            late_start: f.moment("LateStart"),
            late_finish: f.moment("LateFinish"),
            free_slack: f.tenths("FreeSlack"),
            total_slack: f.tenths("TotalSlack"),
            start_slack: f.tenths("StartSlack"),
            finish_slack: f.tenths("FinishSlack"),
        }
    }
}

impl Typed {
    fn read(f: &mut Fields<'_, '_>, format: Option<DurationFormat>) -> Self {
        let format = f.format("FreeformDurationFormat").or(format);
        Self {
            start: f.moment("ManualStart"),
            finish: f.moment("ManualFinish"),
            duration: f.duration("ManualDuration", format),
            start_text: f.text("StartText"),
            finish_text: f.text("FinishText"),
            duration_text: f.text("DurationText"),
        }
    }
}

impl Progress {
    fn read(f: &mut Fields<'_, '_>, format: Option<DurationFormat>) -> Self {
        Self {
            percent_complete: f.percent("PercentComplete"),
            percent_work_complete: f.percent("PercentWorkComplete"),
            physical_percent_complete: f.percent("PhysicalPercentComplete"),
            actual_start: f.moment("ActualStart"),
            actual_finish: f.moment("ActualFinish"),
            actual_duration: f.duration("ActualDuration", format),
            remaining_duration: f.duration("RemainingDuration", format),
            actual_work: f.work("ActualWork"),
            remaining_work: f.work("RemainingWork"),
            actual_cost: f.money("ActualCost"),
            remaining_cost: f.money("RemainingCost"),
            stop: f.moment("Stop"),
            resume: f.moment("Resume"),
        }
    }
}

impl Link {
    /// A link without a kind joins finish to start, as in Project.
    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        let predecessor = f.integer("PredecessorUID")?;
        Some(Self {
            predecessor,
            kind: f.choice("Type", LinkKind::from_code).unwrap_or(LinkKind::FinishToStart),
            lag: f.lag(),
            cross_project: f.flag("CrossProject").unwrap_or(false),
            cross_project_name: f.text("CrossProjectName"),
            at: f.at(),
        })
    }
}

impl TaskKind {
    pub(super) fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            0 => Self::FixedUnits,
            1 => Self::FixedDuration,
            2 => Self::FixedWork,
            _ => return None,
        })
    }
}

impl ConstraintKind {
    fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            0 => Self::AsSoonAsPossible,
            1 => Self::AsLateAsPossible,
            2 => Self::MustStartOn,
            3 => Self::MustFinishOn,
            4 => Self::StartNoEarlierThan,
            5 => Self::StartNoLaterThan,
            6 => Self::FinishNoEarlierThan,
            7 => Self::FinishNoLaterThan,
            _ => return None,
        })
    }
}

impl LinkKind {
    fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            0 => Self::FinishToFinish,
            1 => Self::FinishToStart,
            2 => Self::StartToFinish,
            3 => Self::StartToStart,
            _ => return None,
        })
    }
}
