//! A plan as it was read beside the truth about it, value by value.

use exchange::mspdi::{
    Calendar, ConstraintKind, DayRule, Duration, DurationFormat, Lag, LinkKind, Plan, Rate, RateUnit, ResourceKind, TaskKind,
    Tenths, TimeUnit, WorkContour, WorkingTime,
};
use jiff::civil::{Date, DateTime};
use serde_json::Value;
use std::collections::BTreeMap;

/// One value as it was read, and as it should be.
pub(crate) struct Row {
    /// The kind of record and its UID.
    pub(crate) subject: String,
    /// The field of the truth.
    pub(crate) field: String,
    /// The value that was read.
    pub(crate) ours: String,
    /// The value that it should be.
    pub(crate) truth: String,
}

struct Rows {
    rows: Vec<Row>,
    subject: String,
}

const NONE: &str = "-";

impl Rows {
    fn add(&mut self, field: &str, ours: impl Into<String>, truth: impl Into<String>) {
        self.rows.push(Row { subject: self.subject.clone(), field: field.to_owned(), ours: ours.into(), truth: truth.into() });
    }

    fn text(&mut self, field: &str, ours: Option<&String>, truth: &Value) {
        self.add(
            field,
            ours.map_or(NONE, |text| text.as_str()).trim(),
            truth.as_str().filter(|text| !text.is_empty()).unwrap_or(NONE).trim(),
        );
    }

    fn number(&mut self, field: &str, ours: Option<i64>, truth: &Value) {
        self.add(field, shown(ours), shown(truth.as_f64().map(|number| number.round())));
    }

    fn flag(&mut self, field: &str, ours: bool, truth: &Value) {
        self.add(field, ours.to_string(), shown(truth.as_bool()));
    }

    fn date(&mut self, field: &str, ours: Option<DateTime>, truth: &Value) {
        self.add(field, shown(ours), shown(truth.as_str().map(rounded)));
    }

    fn duration(&mut self, field: &str, ours: Option<Duration>, truth: &Value) {
        let ours = ours.map(|duration| format!("{} {}", duration.minutes, letters(duration.format)));
        self.add(field, shown(ours), shown(truth_duration(truth)));
    }

    fn minutes(&mut self, field: &str, ours: Option<i64>, truth: &Value) {
        self.add(field, shown(ours), shown(truth["minutes"].as_f64().map(f64::round)));
    }

    fn tenths(&mut self, field: &str, ours: Option<Tenths>, truth: &Value) {
        self.add(field, shown(ours.map(Tenths::minutes)), shown(truth["minutes"].as_f64().map(f64::round)));
    }

    fn money(&mut self, field: &str, ours: Option<exchange::mspdi::Money>, truth: &Value) {
        self.add(field, shown(ours.map(|money| money.hundredths)), shown(truth.as_f64().map(|money| (money * 100.0).round())));
    }
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or(NONE.to_owned(), |value| value.to_string())
}

fn rounded(text: &str) -> DateTime {
    let exact: DateTime = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    exact.round(jiff::Unit::Minute).expect("a date")
}

fn letters(format: DurationFormat) -> String {
    let unit = match format.unit {
        TimeUnit::Minute => "m",
        TimeUnit::Hour => "h",
        TimeUnit::Day | TimeUnit::Unstated => "d",
        TimeUnit::Week => "w",
        TimeUnit::Month => "mo",
        TimeUnit::Percent => "%",
    };
    format!("{}{unit}", if format.elapsed && format.unit != TimeUnit::Percent { "e" } else { "" })
}

fn truth_duration(truth: &Value) -> Option<String> {
    Some(format!("{} {}", truth["minutes"].as_f64()?.round(), truth["units"].as_str()?))
}

fn hours(times: &[WorkingTime]) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    let times: Vec<String> = times.iter().map(|time| format!("{}-{}", clock(time.from), clock(time.to))).collect();
    times.join(" ")
}

fn truth_hours(truth: &Value) -> String {
    let pairs = truth.as_array().into_iter().flatten();
    let times: Vec<String> =
        pairs.map(|pair| format!("{}-{}", pair[0].as_str().unwrap_or(NONE), pair[1].as_str().unwrap_or(NONE))).collect();
    times.join(" ")
}

/// The entries of a list in the truth, by UID.
fn by_uid<'t>(truth: &'t Value, list: &str) -> BTreeMap<i64, &'t Value> {
    truth[list].as_array().into_iter().flatten().filter_map(|entry| Some((entry["uid"].as_i64()?, entry))).collect()
}

/// Every value of a plan that the truth has too, and every record that one of the two lacks.
pub(crate) fn compare(plan: &Plan, truth: &Value) -> Vec<Row> {
    let mut rows = Rows { rows: Vec::new(), subject: "project".to_owned() };
    let calendars: BTreeMap<i64, &Calendar> = plan.calendars.iter().map(|calendar| (calendar.uid, calendar)).collect();
    let named = |uid: Option<i64>| uid.and_then(|uid| calendars.get(&uid)).and_then(|calendar| calendar.name.clone());
    project(&mut rows, plan, &truth["project"], named(plan.project.calendar));
    let mut known = by_uid(truth, "calendars");
    for calendar in &plan.calendars {
        rows.subject = format!("calendar {}", calendar.uid);
        match known.remove(&calendar.uid) {
            Some(truth) => compare_calendar(&mut rows, calendar, named(calendar.base), truth),
            None => rows.add("there", "yes", "no"),
        }
    }
    missing(&mut rows, "calendar", known);
    let mut known = by_uid(truth, "tasks");
    for task in &plan.tasks {
        rows.subject = format!("task {}", task.uid);
        match known.remove(&task.uid) {
            Some(truth) => compare_task(&mut rows, task, named(task.calendar), truth),
            None => rows.add("there", "yes", "no"),
        }
    }
    missing(&mut rows, "task", known);
    let mut known = by_uid(truth, "resources");
    for resource in &plan.resources {
        rows.subject = format!("resource {}", resource.uid);
        match known.remove(&resource.uid) {
            Some(truth) => compare_resource(&mut rows, resource, named(resource.calendar), truth),
            None => rows.add("there", "yes", "no"),
        }
    }
    missing(&mut rows, "resource", known);
    let mut known = by_uid(truth, "assignments");
    known.retain(|_, truth| !truth["resource_uid"].is_null());
    for assignment in plan.assignments.iter().filter(|assignment| assignment.resource.is_some()) {
        rows.subject = format!("assignment {}", assignment.uid);
        match known.remove(&assignment.uid) {
            Some(truth) => compare_assignment(&mut rows, assignment, truth),
            None => rows.add("there", "yes", "no"),
        }
    }
    missing(&mut rows, "assignment", known);
    rows.rows
}

fn missing(rows: &mut Rows, kind: &str, known: BTreeMap<i64, &Value>) {
    for uid in known.into_keys() {
        rows.subject = format!("{kind} {uid}");
        rows.add("there", "no", "yes");
    }
}

fn project(rows: &mut Rows, plan: &Plan, truth: &Value, calendar: Option<String>) {
    let project = &plan.project;
    rows.text("title", project.title.as_ref(), &truth["title"]);
    rows.text("calendar", calendar.as_ref(), &truth["calendar"]);
    rows.text("currency", project.currency_code.as_ref(), &truth["currency"]);
    rows.date("start", project.start, &truth["start"]);
    rows.date("finish", project.finish, &truth["finish"]);
    rows.date("status_date", project.status_date, &truth["status_date"]);
    rows.number("minutes_per_day", project.minutes_per_day, &truth["minutes_per_day"]);
    rows.number("minutes_per_week", project.minutes_per_week, &truth["minutes_per_week"]);
    rows.number("days_per_month", project.days_per_month_millionths.map(|days| days / 1_000_000), &truth["days_per_month"]);
    rows.add(
        "schedule_from",
        if project.schedule_from_start { "START" } else { "FINISH" },
        truth["schedule_from"].as_str().unwrap_or(NONE),
    );
    rows.flag("honor_constraints", project.honor_constraints.unwrap_or(false), &truth["honor_constraints"]);
    rows.flag("multiple_critical_paths", project.multiple_critical_paths.unwrap_or(false), &truth["multiple_critical_paths"]);
    rows.flag("split_in_progress", project.splits_in_progress_tasks.unwrap_or(false), &truth["split_in_progress"]);
    let slack = truth["critical_slack_limit"]["value"].as_f64().map(f64::round);
    rows.add("critical_slack_limit", shown(project.critical_slack_limit), shown(slack));
}

fn compare_calendar(rows: &mut Rows, calendar: &Calendar, base: Option<String>, truth: &Value) {
    rows.text("name", calendar.name.as_ref(), &truth["name"]);
    rows.text("parent", base.as_ref(), &truth["parent"]);
    let names = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
    for (name, rule) in names.iter().zip(&calendar.week.days) {
        let ours = match rule {
            DayRule::Inherited => "DEFAULT ".to_owned(),
            DayRule::NonWorking => "NON_WORKING ".to_owned(),
            DayRule::Working(times) => format!("WORKING {}", hours(times)),
        };
        let truth = &truth["days"][name];
        rows.add(name, ours, format!("{} {}", truth["type"].as_str().unwrap_or(NONE), truth_hours(&truth["hours"])));
    }
    let exception = |name: Option<&str>, from: Date, to: Date, working: bool, times: String| {
        format!("{} {from} {to} {working} {times}", name.unwrap_or(NONE))
    };
    let mut ours: Vec<String> = Vec::new();
    for (number, entered) in calendar.exceptions.iter().enumerate() {
        let mut spans = calendar.expanded.iter().filter(|span| span.exception == number);
        let first = spans.next().map_or(entered.from, |span| span.from);
        let last = calendar.expanded.iter().rfind(|span| span.exception == number).map_or(entered.to, |span| span.to);
        ours.push(exception(entered.name.as_deref(), first, last, entered.day_working, hours(&entered.working)));
    }
    let mut theirs: Vec<String> = Vec::new();
    for entered in truth["exceptions"].as_array().into_iter().flatten() {
        let (from, to) = (truth_day(&entered["from"]), truth_day(&entered["to"]));
        let working = entered["working"].as_bool().unwrap_or(false);
        theirs.push(exception(entered["name"].as_str(), from, to, working, truth_hours(&entered["hours"])));
    }
    ours.sort();
    theirs.sort();
    rows.add("exceptions", ours.join("; "), theirs.join("; "));
    let ours: Vec<String> = calendar
        .expanded
        .iter()
        .map(|span| {
            let working = calendar.exceptions.get(span.exception).is_some_and(|entered| entered.day_working);
            format!("{} {} {working}", span.from, span.to)
        })
        .collect();
    let theirs: Vec<String> = truth["expanded_exceptions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|span| format!("{} {} {}", truth_day(&span["from"]), truth_day(&span["to"]), span["working"]))
        .collect();
    rows.add("expanded_exceptions", ours.join("; "), theirs.join("; "));
}

fn truth_day(truth: &Value) -> Date {
    truth.as_str().expect("a date").parse().expect("a date")
}

fn compare_task(rows: &mut Rows, task: &exchange::mspdi::Task, calendar: Option<String>, truth: &Value) {
    rows.number("id", task.id, &truth["id"]);
    rows.text("name", task.name.as_ref(), &truth["name"]);
    rows.text("wbs", task.wbs.as_ref(), &truth["wbs"]);
    rows.text("outline_number", task.outline_number.as_ref(), &truth["outline_number"]);
    rows.number("outline_level", task.outline_level, &truth["outline_level"]);
    rows.number("parent_uid", task.parent, &truth["parent_uid"]);
    rows.flag("null", task.is_null, &truth["null"]);
    rows.flag("active", task.active, &truth["active"]);
    rows.add("mode", if task.manual { "MANUALLY_SCHEDULED" } else { "AUTO_SCHEDULED" }, truth["mode"].as_str().unwrap_or(NONE));
    rows.flag("summary", task.summary, &truth["summary"]);
    rows.flag("milestone", task.milestone, &truth["milestone"]);
    rows.flag("recurring", task.recurring.unwrap_or(false), &truth["recurring"]);
    rows.flag("external", task.external, &truth["external"]);
    rows.text("subproject_file", task.subproject_name.as_ref(), &truth["subproject_file"]);
    rows.text("hyperlink", task.hyperlink.as_ref(), &truth["hyperlink"]);
    rows.text("notes", task.notes.as_ref(), &truth["notes"]);
    rows.number("priority", task.priority, &truth["priority"]);
    rows.flag("effort_driven", task.effort_driven.unwrap_or(false), &truth["effort_driven"]);
    let kind = task.kind.map(|kind| match kind {
        TaskKind::FixedUnits => "FIXED_UNITS",
        TaskKind::FixedDuration => "FIXED_DURATION",
        TaskKind::FixedWork => "FIXED_WORK",
    });
    rows.add("type", shown(kind), truth["type"].as_str().unwrap_or(NONE));
    let constraint = task.constraint.map(|constraint| match constraint {
        ConstraintKind::AsSoonAsPossible => "AS_SOON_AS_POSSIBLE",
        ConstraintKind::AsLateAsPossible => "AS_LATE_AS_POSSIBLE",
        ConstraintKind::MustStartOn => "MUST_START_ON",
        ConstraintKind::MustFinishOn => "MUST_FINISH_ON",
        ConstraintKind::StartNoEarlierThan => "START_NO_EARLIER_THAN",
        ConstraintKind::StartNoLaterThan => "START_NO_LATER_THAN",
        ConstraintKind::FinishNoEarlierThan => "FINISH_NO_EARLIER_THAN",
        ConstraintKind::FinishNoLaterThan => "FINISH_NO_LATER_THAN",
    });
    rows.add("constraint", shown(constraint), truth["constraint"].as_str().unwrap_or(NONE));
    rows.date("constraint_date", task.constraint_date, &truth["constraint_date"]);
    rows.date("deadline", task.deadline, &truth["deadline"]);
    rows.text("calendar", calendar.as_ref(), &truth["calendar"]);
    rows.minutes("work", task.work, &truth["work"]);
    rows.money("cost", task.cost, &truth["cost"]);
    rows.money("fixed_cost", task.fixed_cost, &truth["fixed_cost"]);
    rows.tenths("leveling_delay", task.leveling_delay, &truth["leveling_delay"]);
    compare_dates(rows, task, truth);
    let baseline = task.baselines.iter().find(|baseline| baseline.number == 0);
    rows.date("baseline_start", baseline.and_then(|baseline| baseline.start), &truth["baseline_start"]);
    rows.date("baseline_finish", baseline.and_then(|baseline| baseline.finish), &truth["baseline_finish"]);
    rows.duration("baseline_duration", baseline.and_then(|baseline| baseline.duration), &truth["baseline_duration"]);
    rows.money("baseline_cost", baseline.and_then(|baseline| baseline.cost), &truth["baseline_cost"]);
    compare_links(rows, task, truth);
    let stretches = |truth: &Value| {
        let pairs = truth.as_array().into_iter().flatten().map(|pair| {
            let date = |number: usize| shown(pair[number].as_str().map(rounded));
            format!("{} {}", date(0), date(1))
        });
        pairs.collect::<Vec<_>>()
    };
    let ours: Vec<String> = task.splits.iter().map(|segment| format!("{} {}", segment.start, segment.finish)).collect();
    let theirs = Some(stretches(&truth["splits"])).filter(|segments| segments.len() > 1).unwrap_or_default();
    rows.add("splits", ours.join("; "), theirs.join("; "));
}

fn compare_dates(rows: &mut Rows, task: &exchange::mspdi::Task, truth: &Value) {
    let (schedule, progress) = (&task.schedule, &task.progress);
    for (field, ours) in [
        ("start", schedule.start),
        ("finish", schedule.finish),
        ("early_start", schedule.early_start),
        ("early_finish", schedule.early_finish),
        ("late_start", schedule.late_start),
        ("late_finish", schedule.late_finish),
        ("actual_start", progress.actual_start),
        ("actual_finish", progress.actual_finish),
    ] {
        rows.date(field, ours, &truth[field]);
    }
    rows.flag("critical", schedule.critical.unwrap_or(false), &truth["critical"]);
    rows.duration("duration", schedule.duration, &truth["duration"]);
    rows.duration("actual_duration", progress.actual_duration, &truth["actual_duration"]);
    rows.duration("remaining_duration", progress.remaining_duration, &truth["remaining_duration"]);
    rows.tenths("free_slack", schedule.free_slack, &truth["free_slack"]);
    rows.tenths("total_slack", schedule.total_slack, &truth["total_slack"]);
    rows.money("actual_cost", progress.actual_cost, &truth["actual_cost"]);
    rows.number("percent_complete", progress.percent_complete, &truth["percent_complete"]);
    rows.number("percent_work_complete", progress.percent_work_complete, &truth["percent_work_complete"]);
    rows.number("physical_percent_complete", progress.physical_percent_complete, &truth["physical_percent_complete"]);
}

fn compare_links(rows: &mut Rows, task: &exchange::mspdi::Task, truth: &Value) {
    let mut ours: BTreeMap<i64, String> = BTreeMap::new();
    for link in &task.predecessors {
        let kind = match link.kind {
            LinkKind::FinishToFinish => "FF",
            LinkKind::FinishToStart => "FS",
            LinkKind::StartToFinish => "SF",
            LinkKind::StartToStart => "SS",
        };
        let lag = match link.lag {
            Lag::Percent { percent, .. } => format!("{percent} %"),
            Lag::Time { length, format } if format == DurationFormat::UNSTATED => format!("{} -", length.minutes()),
            Lag::Time { length, format } => format!("{} {}", length.minutes(), letters(format)),
        };
        ours.entry(link.predecessor).or_default().push_str(&format!("{kind} {lag};"));
    }
    let mut theirs: BTreeMap<i64, String> = BTreeMap::new();
    for link in truth["predecessors"].as_array().into_iter().flatten() {
        let lag = &link["lag"];
        // The truth's minutes of a share mean nothing.
        let lag = match lag["units"].as_str() {
            Some("%") => format!("{} %", lag["value"].as_f64().expect("a share")),
            _ => shown(truth_duration(lag)),
        };
        let link = (link["uid"].as_i64().expect("a UID"), link["type"].as_str().unwrap_or(NONE));
        theirs.entry(link.0).or_default().push_str(&format!("{} {lag};", link.1));
    }
    rows.add("predecessors", format!("{:?}", ours.keys()), format!("{:?}", theirs.keys()));
    for (predecessor, link) in ours {
        rows.add("link", link, theirs.remove(&predecessor).unwrap_or_default());
    }
}

/// The truth counts a rate in the unit that the person entered, the file in hours.
fn rate(rate: Option<Rate>) -> String {
    let Some(rate) = rate else { return NONE.to_owned() };
    let (hours, unit) = match rate.unit {
        Some(RateUnit::Minute) => (1.0 / 60.0, "m"),
        Some(RateUnit::Day) => (8.0, "d"),
        Some(RateUnit::Week) => (40.0, "w"),
        Some(RateUnit::Month) => (160.0, "mo"),
        Some(RateUnit::Year) => (2080.0, "y"),
        Some(RateUnit::Hour | RateUnit::MaterialUnit) | None => (1.0, "h"),
    };
    #[expect(clippy::cast_precision_loss, reason = "rates are small")]
    let amount = rate.ten_thousandths as f64 / 10_000.0 * hours;
    format!("{amount:?}/{unit}")
}

fn compare_resource(rows: &mut Rows, resource: &exchange::mspdi::Resource, calendar: Option<String>, truth: &Value) {
    rows.number("id", resource.id, &truth["id"]);
    rows.text("name", resource.name.as_ref(), &truth["name"]);
    rows.text("initials", resource.initials.as_ref(), &truth["initials"]);
    rows.text("group", resource.group.as_ref(), &truth["group"]);
    rows.text("calendar", calendar.as_ref(), &truth["calendar"]);
    let kind = match resource.kind {
        ResourceKind::Work => "WORK",
        ResourceKind::Material => "MATERIAL",
        ResourceKind::Cost => "COST",
    };
    rows.add("type", kind, truth["type"].as_str().unwrap_or(NONE));
    rows.number("max_units", resource.max_units.map(|units| units.millionths / 10_000), &truth["max_units"]);
    rows.flag("generic", resource.generic, &truth["generic"]);
    rows.flag("budget", resource.budget, &truth["budget"]);
    rows.add("standard_rate", rate(resource.standard_rate), truth["standard_rate"].as_str().unwrap_or(NONE));
    rows.add("overtime_rate", rate(resource.overtime_rate), truth["overtime_rate"].as_str().unwrap_or(NONE));
    rows.money("cost_per_use", resource.cost_per_use, &truth["cost_per_use"]);
    let ours: Vec<String> = resource
        .availability
        .iter()
        .map(|period| {
            let units = period.units.map(|units| units.millionths / 10_000);
            format!("{} {} {}", shown(period.from), shown(period.to), shown(units))
        })
        .collect();
    let theirs: Vec<String> = truth["availability"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|period| {
            let date = |field: &str| shown(period[field].as_str().map(rounded));
            format!("{} {} {}", date("from"), date("to"), shown(period["units"].as_i64()))
        })
        .collect();
    rows.add("availability", ours.join("; "), theirs.join("; "));
}

fn compare_assignment(rows: &mut Rows, assignment: &exchange::mspdi::Assignment, truth: &Value) {
    rows.number("task", Some(assignment.task), &truth["task_uid"]);
    rows.number("resource", assignment.resource, &truth["resource_uid"]);
    rows.number("units", assignment.units.map(|units| units.millionths / 10_000), &truth["units"]);
    rows.date("start", assignment.start, &truth["start"]);
    rows.date("finish", assignment.finish, &truth["finish"]);
    rows.minutes("work", assignment.work, &truth["work"]);
    rows.minutes("actual_work", assignment.actual_work, &truth["actual_work"]);
    rows.minutes("remaining_work", assignment.remaining_work, &truth["remaining_work"]);
    rows.number("percent_work_complete", assignment.percent_work_complete, &truth["percent_work_complete"]);
    rows.money("cost", assignment.cost, &truth["cost"]);
    rows.tenths("delay", assignment.delay, &truth["delay"]);
    let contour = assignment.contour.map(|contour| match contour {
        WorkContour::Flat => "FLAT",
        WorkContour::BackLoaded => "BACK_LOADED",
        WorkContour::FrontLoaded => "FRONT_LOADED",
        WorkContour::DoublePeak => "DOUBLE_PEAK",
        WorkContour::EarlyPeak => "EARLY_PEAK",
        WorkContour::LatePeak => "LATE_PEAK",
        WorkContour::Bell => "BELL",
        WorkContour::Turtle => "TURTLE",
        WorkContour::Contoured => "CONTOURED",
    });
    rows.add("contour", shown(contour), truth["contour"].as_str().unwrap_or(NONE));
}
