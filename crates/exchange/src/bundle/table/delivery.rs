//! The files of delivery: projects, resources and rates, tasks, demands, dependencies, progress, baselines, hand-offs, processes, improvements.

use organization::Kind;

use super::{Table, column, extra};
use crate::bundle::codec::{Codec, Fact, Form, form};

const SCHEDULE: &[Form] = &[
    form("as-needed", &[]),
    form("days", &[("from", Fact::Day), ("every", Fact::Number)]),
    form("weeks", &[("from", Fact::Day), ("every", Fact::Number)]),
    form("months", &[("from", Fact::Day), ("every", Fact::Number)]),
];

const BY_ON: &[(&str, Fact)] = &[("on", Fact::Day), ("by", Fact::Record(Kind::Person))];
const BY_ON_BECAUSE: &[(&str, Fact)] = &[("on", Fact::Day), ("by", Fact::Record(Kind::Person)), ("because", Fact::Text)];
const RUN: &[Form] = &[form("open", &[]), form("done", BY_ON), form("skipped", BY_ON_BECAUSE)];
const IMPROVEMENT: &[Form] = &[form("tried", &[]), form("kept", BY_ON), form("undone", BY_ON_BECAUSE)];

const RESOURCE: &[Form] = &[
    form("work", &[]),
    form("generic", &[("skill", Fact::Record(Kind::Skill)), ("level", Fact::Number)]),
    form("equipment", &[]),
    form("material", &[]),
    form("cost", &[]),
];

pub(super) const PROJECTS: Table = Table {
    kind: Kind::Project,
    file: "projects.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("purpose", "purpose", Codec::Prose),
        column("serves", "serves", Codec::Services),
        column("unit", "unit", Codec::OptionOne(Kind::Unit)),
        column("sponsor", "sponsor", Codec::OptionOne(Kind::Person)),
        column("calendar", "calendar", Codec::OptionOne(Kind::Calendar)),
        column("day", "minutes_per_day", Codec::Minutes),
        column("week", "minutes_per_week", Codec::Minutes),
        column("start", "start", Codec::OptionMoment),
        column("finish_first", "finish_first", Codec::OptionMoment),
        column("status_date", "status_date", Codec::OptionMoment),
        column("links_win", "links_win", Codec::Flag),
        column("critical_float", "critical_float", Codec::Minutes),
        column("target", "target", Codec::OptionDate),
        column("budget", "budget", Codec::OptionMoney),
        column("priority", "priority", Codec::Number),
        column("state", "state", Codec::Openness),
    ],
    extras: &[
        extra("goal", "The goals that it serves, where there is no column `serves`."),
        extra("owner", "The person who is accountable for it."),
    ],
};

pub(super) const RESOURCES: Table = Table {
    kind: Kind::Resource,
    file: "resources.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("kind", "sort", Codec::State(RESOURCE)),
        column("project", "project", Codec::OptionOne(Kind::Project)),
        column("calendar", "calendar", Codec::OptionOne(Kind::Calendar)),
        column("units", "units", Codec::Number),
        column("label", "label", Codec::OptionName),
    ],
    extras: &[],
};

pub(super) const TASKS: Table = Table {
    kind: Kind::Task,
    file: "tasks.csv",
    columns: &[
        column("project", "project", Codec::One(Kind::Project)),
        column("parent", "parent", Codec::OptionOne(Kind::Task)),
        column("rank", "rank", Codec::Number),
        column("title", "name", Codec::Name),
        column("notes", "notes", Codec::Prose),
        column("milestone", "milestone", Codec::Flag),
        column("duration", "duration", Codec::OptionDuration),
        column("work", "work", Codec::OptionMinutes),
        column("estimate", "estimate", Codec::OptionEstimate),
        column("fixed", "fixed", Codec::Word(&[("units", "units"), ("duration", "duration"), ("work", "work")])),
        column("manual", "manual", Codec::OptionTimes),
        column("constraint", "constraint", Codec::OptionConstraint),
        column("due", "deadline", Codec::OptionDeadline),
        column("calendar", "calendar", Codec::OptionOne(Kind::Calendar)),
        column("ignores_people", "ignores_people", Codec::Flag),
        column("percent", "percent", Codec::Number),
        column("actual_start", "actual_start", Codec::OptionMoment),
        column("actual_finish", "actual_finish", Codec::OptionMoment),
        column("remaining", "remaining", Codec::OptionMinutes),
        column("resume", "resume", Codec::OptionMoment),
        column("splits", "splits", Codec::Parts),
        column("agreed", "agreed", Codec::OptionAgreed),
        column("priority", "priority", Codec::Number),
        column("cost", "cost", Codec::OptionMoney),
        column("inactive", "inactive", Codec::Flag),
        column("stated", "stated", Codec::OptionTimes),
        column("state", "state", Codec::Openness),
    ],
    extras: &[
        extra(
            "goal",
            "The goal that the task is for: where `project` names no project, the tasks of a goal form one that serves it.",
        ),
        extra("owner", "The people who work on it, between `;`: each is a demand of the task."),
        extra("owner_role", "The role that is responsible for it."),
        extra("team", "The units that are responsible for it, between `;`."),
        extra(
            "accountable",
            "The person who is accountable for it; empty inherits from the task above, the project and the goal.",
        ),
        extra("start", "The first day on which it may start: a constraint."),
        extra(
            "status",
            "`open`, `done` (closed, the day unknown), `milestone`, `summary`. Any other word is kept, and the task is open.",
        ),
    ],
};

pub(super) const DEMANDS: Table = Table {
    kind: Kind::Demand,
    file: "demands.csv",
    columns: &[
        column("task", "task", Codec::One(Kind::Task)),
        column("need", "need", Codec::Need),
        column("units", "units", Codec::Number),
        column("work", "work", Codec::OptionMinutes),
        column("remaining", "remaining", Codec::OptionMinutes),
        column("delay", "delay", Codec::Minutes),
    ],
    extras: &[],
};

pub(super) const DEPENDENCIES: Table = Table {
    kind: Kind::Dependency,
    file: "dependencies.csv",
    columns: &[
        column("from", "from", Codec::One(Kind::Task)),
        column("to", "to", Codec::One(Kind::Task)),
        column(
            "kind",
            "sort",
            Codec::Word(&[
                ("FS", "finish-start"),
                ("SS", "start-start"),
                ("FF", "finish-finish"),
                ("SF", "start-finish"),
                ("blocks", "finish-start"),
            ]),
        ),
        column("lag", "lag", Codec::Lag),
    ],
    extras: &[],
};

pub(super) const RATES: Table = Table {
    kind: Kind::Rate,
    file: "rates.csv",
    columns: &[
        column("resource", "resource", Codec::One(Kind::Resource)),
        column("amount", "amount", Codec::Money),
        column("per", "per", Codec::Word(&[("hour", "hour"), ("unit", "unit"), ("use", "use")])),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const PROGRESS_REPORTS: Table = Table {
    kind: Kind::ProgressReport,
    file: "progress_reports.csv",
    columns: &[
        column("task", "task", Codec::One(Kind::Task)),
        column("by", "by", Codec::OptionOne(Kind::Person)),
        column("on", "on", Codec::OptionDate),
        column("percent", "percent", Codec::OptionNumber),
        column("remaining", "remaining", Codec::OptionMinutes),
        column(
            "status",
            "status",
            Codec::OptionWord(&[("on-track", "on-track"), ("at-risk", "at-risk"), ("off-track", "off-track")]),
        ),
        column("text", "text", Codec::Prose),
    ],
    extras: &[],
};

pub(super) const BASELINES: Table = Table {
    kind: Kind::Baseline,
    file: "baselines.csv",
    columns: &[
        column("project", "project", Codec::One(Kind::Project)),
        column("name", "name", Codec::Name),
        column("on", "on", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const BASELINE_TASKS: Table = Table {
    kind: Kind::BaselineTask,
    file: "baseline_tasks.csv",
    columns: &[
        column("baseline", "baseline", Codec::One(Kind::Baseline)),
        column("task", "task", Codec::One(Kind::Task)),
        column("start", "start", Codec::OptionMoment),
        column("finish", "finish", Codec::OptionMoment),
        column("work", "work", Codec::OptionMinutes),
        column("cost", "cost", Codec::OptionMoney),
    ],
    extras: &[],
};

pub(super) const HAND_OFFS: Table = Table {
    kind: Kind::HandOff,
    file: "hand_offs.csv",
    columns: &[
        column("dependency", "dependency", Codec::One(Kind::Dependency)),
        column("task", "task", Codec::One(Kind::Task)),
        column("by", "by", Codec::OptionOne(Kind::Person)),
        column("on", "on", Codec::OptionDate),
        column("terms", "terms", Codec::Prose),
    ],
    extras: &[],
};

pub(super) const PROCESSES: Table = Table {
    kind: Kind::Process,
    file: "processes.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("unit", "unit", Codec::OptionOne(Kind::Unit)),
        column("description", "description", Codec::Prose),
        column("schedule", "schedule", Codec::State(SCHEDULE)),
        column("checklist", "checklist", Codec::Lines),
        column("state", "state", Codec::Openness),
    ],
    extras: &[],
};

pub(super) const PROCESS_RUNS: Table = Table {
    kind: Kind::ProcessRun,
    file: "process_runs.csv",
    columns: &[
        column("process", "process", Codec::One(Kind::Process)),
        column("due", "due", Codec::Date),
        column("ticked", "ticked", Codec::Lines),
        column("note", "note", Codec::Prose),
        column("state", "state", Codec::State(RUN)),
    ],
    extras: &[],
};

pub(super) const IMPROVEMENTS: Table = Table {
    kind: Kind::Improvement,
    file: "improvements.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("subject", "subject", Codec::OptionAny),
        column("before", "before", Codec::Prose),
        column("change", "change", Codec::Prose),
        column("measure", "measure", Codec::OptionName),
        column("after", "after", Codec::Prose),
        column("by", "by", Codec::OptionOne(Kind::Person)),
        column("state", "state", Codec::State(IMPROVEMENT)),
    ],
    extras: &[],
};
