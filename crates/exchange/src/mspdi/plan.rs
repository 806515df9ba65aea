//! A Project file as a value: the project's own facts, its calendars, tasks, resources and assignments, what was not understood and what was
//! wrong. Records stand in the order of the file.

use super::assignment::Assignment;
use super::calendar::Calendar;
use super::fault::Problem;
use super::fields::Fields;
use super::measure::{DurationFormat, Money, Rate};
use super::resource::Resource;
use super::task::{Task, TaskKind};
use jiff::civil::{DateTime, Weekday};
use std::collections::BTreeMap;

/// Everything that was read from one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The project's own facts.
    pub project: Project,
    /// Calendars, of the project and of resources.
    pub calendars: Vec<Calendar>,
    /// Tasks in outline order. A task with UID 0 is the project's own summary.
    pub tasks: Vec<Task>,
    /// Resources.
    pub resources: Vec<Resource>,
    /// Assignments whose task is in the file.
    pub assignments: Vec<Assignment>,
    /// Assignments that were set aside because their task is not in the file, each with a problem.
    pub refused_assignments: Vec<Assignment>,
    /// What was wrong, in the order in which it was found.
    pub problems: Vec<Problem>,
    /// How many elements were read, understood and kept.
    pub census: Census,
}

/// A count of the file's elements. `read` is always `understood` plus `kept`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// Elements in the file.
    pub read: u64,
    /// Elements whose value stands in a field of the model, or that only hold such elements.
    pub understood: u64,
    /// Elements kept as text in a remainder, with everything inside them.
    pub kept: u64,
    /// How often each element that is kept occurs, by its path from the record that holds it, such as `Task/CV`. What lies inside a kept
    /// element is not counted again.
    pub names: BTreeMap<String, u64>,
}

/// Parts of a record that have no field here, kept as the text of the file so that nothing is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remainder {
    /// The parts in the order of the file.
    pub parts: Vec<RemainderPart>,
}

/// Neighbouring elements that stand in one place of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemainderPart {
    /// Where in the record: empty for the record itself, else the path of the element inside it with its number, such as `Baseline[2]`.
    pub within: String,
    /// The elements as they stand in the file, one after the other.
    pub xml: String,
}

impl Remainder {
    /// Nothing is left over.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// The facts of the project itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Number of the file format: 9 to 11 up to 2003, 12 for 2007, 14 for 2010 and later.
    pub save_version: Option<i64>,
    /// Identity that survives copies of the file.
    pub guid: Option<String>,
    /// Name of the file when it was saved.
    pub name: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// Category.
    pub category: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Manager.
    pub manager: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// When the project was created.
    pub created: Option<DateTime>,
    /// How often it was saved.
    pub revision: Option<i64>,
    /// When it was last saved.
    pub last_saved: Option<DateTime>,
    /// Whether tasks are scheduled from the project's start; otherwise backwards from its finish.
    pub schedule_from_start: bool,
    /// Start of the project.
    pub start: Option<DateTime>,
    /// Finish of the project.
    pub finish: Option<DateTime>,
    /// Day on which progress was recorded.
    pub status_date: Option<DateTime>,
    /// What the file took for today.
    pub current_date: Option<DateTime>,
    /// First month of the fiscal year.
    pub fiscal_year_month: Option<i64>,
    /// Tasks are critical when their total slack is at most this many days.
    pub critical_slack_limit: Option<i64>,
    /// Digits after the point in amounts of money.
    pub currency_digits: Option<i64>,
    /// Sign of the currency.
    pub currency_symbol: Option<String>,
    /// ISO 4217 code of the currency.
    pub currency_code: Option<String>,
    /// The calendar of the project; only a calendar that is in the file.
    pub calendar: Option<i64>,
    /// Minute of the day at which new tasks start.
    pub default_start: Option<u16>,
    /// Minute of the day at which new tasks finish.
    pub default_finish: Option<u16>,
    /// Working minutes in a day, for lengths entered in days.
    pub minutes_per_day: Option<i64>,
    /// Working minutes in a week, for lengths entered in weeks.
    pub minutes_per_week: Option<i64>,
    /// Working days in a month, in millionths, for lengths entered in months.
    pub days_per_month_millionths: Option<i64>,
    /// Kind of new tasks.
    pub default_task_kind: Option<TaskKind>,
    /// Rate of new resources.
    pub default_standard_rate: Option<Rate>,
    /// Overtime rate of new resources.
    pub default_overtime_rate: Option<Rate>,
    /// Unit in which durations are shown.
    pub duration_format: Option<DurationFormat>,
    /// Unit in which work is shown.
    pub work_format: Option<DurationFormat>,
    /// Whether constraints win over links.
    pub honor_constraints: Option<bool>,
    /// Whether work that is under way may be split when progress is moved.
    pub splits_in_progress_tasks: Option<bool>,
    /// Whether every chain without followers has a critical path of its own.
    pub multiple_critical_paths: Option<bool>,
    /// Whether new tasks are driven by effort.
    pub new_tasks_effort_driven: Option<bool>,
    /// Whether new tasks have estimated durations.
    pub new_tasks_estimated: Option<bool>,
    /// Whether new tasks are scheduled by hand.
    pub new_tasks_are_manual: Option<bool>,
    /// First day of the week.
    pub week_start: Option<Weekday>,
    /// Fields that the file's author named or added.
    pub extended_attributes: Vec<ExtendedAttributeDefinition>,
    /// What has no field here, such as views, outline codes and records that were left out.
    pub remainder: Remainder,
    /// The project's own elements as they stand in the file, one after the other, without the lists of records.
    pub xml: String,
}

/// A field that the file's author named, or that belongs to the numbered ones (Text1, Flag20).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendedAttributeDefinition {
    /// Number of the field; values refer to it.
    pub field_id: Option<i64>,
    /// Name of the field in Project.
    pub field_name: Option<String>,
    /// Name that the author gave it.
    pub alias: Option<String>,
}

/// The value of an extended attribute in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendedAttribute {
    /// Number of the field.
    pub field_id: Option<i64>,
    /// The value as text.
    pub value: Option<String>,
    /// Identity of the value in a lookup table.
    pub value_guid: Option<String>,
    /// How the value was entered, if it is a length of time.
    pub format: Option<DurationFormat>,
}

/// A copy of dates, work and cost that was kept at some moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// 0 for the baseline, 1 to 10 for the numbered ones.
    pub number: i64,
    /// Start then.
    pub start: Option<DateTime>,
    /// Finish then.
    pub finish: Option<DateTime>,
    /// Duration then; only tasks have one.
    pub duration: Option<super::measure::Duration>,
    /// Whether that duration was an estimate.
    pub estimated: Option<bool>,
    /// Work then, in minutes.
    pub work: Option<i64>,
    /// Cost then.
    pub cost: Option<Money>,
}

/// An amount over one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timephased {
    /// What is counted, as the file numbers it: 1 remaining work, 2 actual work, 11 per cent complete, and others.
    pub kind: i64,
    /// Begin of the stretch.
    pub start: DateTime,
    /// End of the stretch.
    pub finish: DateTime,
    /// Unit of the stretch, as the file numbers it: 0 minutes, 1 hours, 2 days, 3 weeks, 5 months, 8 years.
    pub unit: Option<i64>,
    /// The amount as it stands in the file; empty where nothing was done.
    pub value: Option<String>,
}

impl Project {
    pub(super) fn read(f: &mut Fields<'_, '_>) -> Self {
        Self {
            save_version: f.integer("SaveVersion"),
            guid: f.text("GUID"),
            name: f.text("Name"),
            title: f.text("Title"),
            subject: f.text("Subject"),
            category: f.text("Category"),
            company: f.text("Company"),
            manager: f.text("Manager"),
            author: f.text("Author"),
            created: f.moment("CreationDate"),
            revision: f.integer("Revision"),
            last_saved: f.moment("LastSaved"),
            schedule_from_start: f.flag("ScheduleFromStart").unwrap_or(true),
            start: f.moment("StartDate"),
            finish: f.moment("FinishDate"),
            status_date: f.moment("StatusDate"),
            current_date: f.moment("CurrentDate"),
            fiscal_year_month: f.integer("FYStartDate"),
            critical_slack_limit: f.integer("CriticalSlackLimit"),
            currency_digits: f.integer("CurrencyDigits"),
            currency_symbol: f.text("CurrencySymbol"),
            currency_code: f.text("CurrencyCode"),
            calendar: f.integer("CalendarUID"),
            default_start: f.minute_of_day("DefaultStartTime"),
            default_finish: f.minute_of_day("DefaultFinishTime"),
            minutes_per_day: f.integer("MinutesPerDay"),
            minutes_per_week: f.integer("MinutesPerWeek"),
            days_per_month_millionths: f.millionths("DaysPerMonth"),
            default_task_kind: f.choice("DefaultTaskType", TaskKind::from_code),
            default_standard_rate: f.rate("DefaultStandardRate", "DefaultStandardRateFormat"),
            default_overtime_rate: f.rate("DefaultOvertimeRate", "DefaultOvertimeRateFormat"),
            duration_format: f.format("DurationFormat"),
            work_format: f.choice("WorkFormat", work_format),
            honor_constraints: f.flag("HonorConstraints"),
            splits_in_progress_tasks: f.flag("SplitsInProgressTasks"),
            multiple_critical_paths: f.flag("MultipleCriticalPaths"),
            new_tasks_effort_driven: f.flag("NewTasksEffortDriven"),
            new_tasks_estimated: f.flag("NewTasksEstimated"),
            new_tasks_are_manual: f.flag("NewTasksAreManual"),
            week_start: f.choice("WeekStartDay", week_start),
            extended_attributes: f
                .one("ExtendedAttributes", |list| {
                    Some(list.each("ExtendedAttribute", |f| {
                        Some(ExtendedAttributeDefinition {
                            field_id: f.integer("FieldID"),
                            field_name: f.text("FieldName"),
                            alias: f.text("Alias"),
                        })
                    }))
                })
                .unwrap_or_default(),
            remainder: Remainder::default(),
            xml: String::new(),
        }
    }
}

/// `WorkFormat` numbers its units by themselves: 1 minutes to 5 months.
fn work_format(code: i64) -> Option<DurationFormat> {
    (1..=5).contains(&code).then(|| DurationFormat::from_code(code * 2 + 1)).flatten()
}

fn week_start(code: i64) -> Option<Weekday> {
    Weekday::from_sunday_zero_offset(i8::try_from(code).ok()?).ok()
}

/// The elements that tasks, resources and assignments have alike.
pub(super) struct Shared {
    pub(super) baselines: Vec<Baseline>,
    pub(super) extended_attributes: Vec<ExtendedAttribute>,
    pub(super) timephased: Vec<Timephased>,
}

impl Shared {
    pub(super) fn read(f: &mut Fields<'_, '_>) -> Self {
        Self {
            baselines: f.each("Baseline", Baseline::read),
            extended_attributes: f.each("ExtendedAttribute", |f| {
                Some(ExtendedAttribute {
                    field_id: f.integer("FieldID"),
                    value: f.text("Value"),
                    value_guid: f.text("ValueGUID"),
                    format: f.format("DurationFormat"),
                })
            }),
            timephased: f.each("TimephasedData", |f| {
                let (kind, start, finish) = (f.integer("Type")?, f.moment("Start")?, f.moment("Finish")?);
                Some(Timephased { kind, start, finish, unit: f.integer("Unit"), value: f.text("Value") })
            }),
        }
    }
}

impl Baseline {
    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        let number = f.integer("Number")?;
        let format = f.format("DurationFormat");
        Some(Self {
            number,
            start: f.moment("Start"),
            finish: f.moment("Finish"),
            duration: f.duration("Duration", format),
            estimated: f.flag("EstimatedDuration"),
            work: f.work("Work"),
            cost: f.money("Cost"),
        })
    }
}
