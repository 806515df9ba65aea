//! Assignments: which resource works on which task, how much and when.

use super::fields::Fields;
use super::measure::{DurationFormat, Money, Position, Tenths, Units};
use super::plan::{Baseline, ExtendedAttribute, Remainder, Shared, Timephased};
use super::resource::proposed;
use jiff::civil::DateTime;

/// A resource on a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Number of the assignment.
    pub uid: i64,
    /// Identity that survives copies of the file.
    pub guid: Option<String>,
    /// The task. In [`Plan::assignments`](super::Plan::assignments) it is always one that is in the file.
    pub task: i64,
    /// The resource; nothing for the placeholder that a task without resources has, or if the file does not have it.
    pub resource: Option<i64>,
    /// Share of the resource.
    pub units: Option<Units>,
    /// Begin.
    pub start: Option<DateTime>,
    /// End.
    pub finish: Option<DateTime>,
    /// Work, in minutes. For a material it is an amount: 60 are one unit.
    pub work: Option<i64>,
    /// Work outside overtime, in minutes.
    pub regular_work: Option<i64>,
    /// Overtime, in minutes.
    pub overtime_work: Option<i64>,
    /// Work done, in minutes.
    pub actual_work: Option<i64>,
    /// Work that remains, in minutes.
    pub remaining_work: Option<i64>,
    /// Share of the work that is done, in per cent.
    pub percent_work_complete: Option<i64>,
    /// When it began.
    pub actual_start: Option<DateTime>,
    /// When it ended.
    pub actual_finish: Option<DateTime>,
    /// Where the work was interrupted.
    pub stop: Option<DateTime>,
    /// Where it goes on.
    pub resume: Option<DateTime>,
    /// Time after the task's start at which it begins.
    pub delay: Option<Tenths>,
    /// Time by which levelling delayed it.
    pub leveling_delay: Option<Tenths>,
    /// How that delay was entered.
    pub leveling_delay_format: Option<DurationFormat>,
    /// How the work is spread over time.
    pub contour: Option<WorkContour>,
    /// Cost.
    pub cost: Option<Money>,
    /// Cost so far.
    pub actual_cost: Option<Money>,
    /// Cost to come.
    pub remaining_cost: Option<Money>,
    /// Table of the resource's rates, 0 to 4.
    pub rate_table: Option<i64>,
    /// Whether the amount of material does not depend on the duration.
    pub fixed_material: Option<bool>,
    /// Whether the rate of material is fixed.
    pub fixed_rate_units: Option<bool>,
    /// Whether it is proposed only; otherwise it is committed.
    pub proposed: bool,
    /// When it was made.
    pub created: Option<DateTime>,
    /// Notes.
    pub notes: Option<String>,
    /// Copies of the plan kept earlier, by number.
    pub baselines: Vec<Baseline>,
    /// Values of fields that the author named.
    pub extended_attributes: Vec<ExtendedAttribute>,
    /// Amounts over time.
    pub timephased: Vec<Timephased>,
    /// What has no field here.
    pub remainder: Remainder,
    /// The whole assignment as it stands in the file.
    pub xml: String,
    /// Where the assignment begins in the file.
    pub at: Position,
}

/// How work is spread over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkContour {
    /// Evenly.
    Flat,
    /// More towards the end.
    BackLoaded,
    /// More towards the begin.
    FrontLoaded,
    /// Two peaks.
    DoublePeak,
    /// A peak early.
    EarlyPeak,
    /// A peak late.
    LatePeak,
    /// Most in the middle.
    Bell,
    /// Most in the middle, and long there.
    Turtle,
    /// As a person typed it.
    Contoured,
}

/// What stands for "no resource" in an assignment.
const NO_RESOURCE: i64 = -65535;

impl Assignment {
    pub(super) fn read(f: &mut Fields<'_, '_>, uid: i64, task: i64) -> Self {
        f.integer("UID");
        f.integer("TaskUID");
        let shared = Shared::read(f);
        Self {
            uid,
            guid: f.text("GUID"),
            task,
            resource: f.integer("ResourceUID").filter(|resource| *resource != NO_RESOURCE),
            units: f.units("Units"),
            start: f.moment("Start"),
            finish: f.moment("Finish"),
            work: f.work("Work"),
            regular_work: f.work("RegularWork"),
            overtime_work: f.work("OvertimeWork"),
            actual_work: f.work("ActualWork"),
            remaining_work: f.work("RemainingWork"),
            percent_work_complete: f.percent("PercentWorkComplete"),
            actual_start: f.moment("ActualStart"),
            actual_finish: f.moment("ActualFinish"),
            stop: f.moment("Stop"),
            resume: f.moment("Resume"),
            delay: f.tenths("Delay"),
            leveling_delay: f.tenths("LevelingDelay"),
            leveling_delay_format: f.format("LevelingDelayFormat"),
            contour: f.choice("WorkContour", WorkContour::from_code),
            cost: f.money("Cost"),
            actual_cost: f.money("ActualCost"),
            remaining_cost: f.money("RemainingCost"),
            rate_table: f.integer("CostRateTable"),
            fixed_material: f.flag("FixedMaterial"),
            fixed_rate_units: f.flag("HasFixedRateUnits"),
            proposed: f.choice("BookingType", proposed).unwrap_or(false),
            created: f.moment("CreationDate"),
            notes: f.text("Notes"),
            baselines: shared.baselines,
            extended_attributes: shared.extended_attributes,
            timephased: shared.timephased,
            remainder: Remainder::default(),
            xml: String::new(),
            at: f.at(),
        }
    }
}

impl WorkContour {
    fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            0 => Self::Flat,
            1 => Self::BackLoaded,
            2 => Self::FrontLoaded,
            3 => Self::DoublePeak,
            4 => Self::EarlyPeak,
            5 => Self::LatePeak,
            6 => Self::Bell,
            7 => Self::Turtle,
            8 => Self::Contoured,
            _ => return None,
        })
    }
}
