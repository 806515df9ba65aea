//! The files of direction: goals, measures, readings, directives, answers, risks, proposals, decisions, scenarios.

use organization::Kind;

use super::{Guest, Table, column, extra};
use crate::bundle::codec::{Codec, Fact, Form, form};

const RESPONSE: &[Form] = &[
    form("undecided", &[]),
    form("avoid", &[("how", Fact::Text)]),
    form("reduce", &[("how", Fact::Text)]),
    form("transfer", &[("how", Fact::Text)]),
    form("accept", &[("on", Fact::Day), ("by", Fact::Record(Kind::Person)), ("because", Fact::Text)]),
];

pub(super) const GOALS: Table = Table {
    kind: Kind::Goal,
    file: "goals.csv",
    columns: &[
        column("parent", "parent", Codec::OptionOne(Kind::Goal)),
        column("title", "title", Codec::Name),
        column("why", "why", Codec::Prose),
        column("unit", "unit", Codec::OptionOne(Kind::Unit)),
        column("supporting", "supporting", Codec::Many(Kind::Unit)),
        column("period", "period", Codec::Period),
        column("weight", "weight", Codec::Number),
        column("reported", "reported", Codec::OptionReported),
        column("state", "state", Codec::GoalState),
    ],
    extras: &[
        extra("from", "The first day of the period, where there is no column `period`."),
        extra("until", "The day after its last."),
        extra("owner", "The person who is accountable: a responsibility from ever on, unless the goal has another already."),
        extra(
            "status",
            "The source's word for the state: `Accepted`, `Proposed`, `theme` and an empty cell are active; `Not accepted` is dropped, and its \
             project closed. Where `unit` names several between `;`, the first is the unit and the others support.",
        ),
    ],
};

pub(super) const MEASURES: Table = Table {
    kind: Kind::Measure,
    file: "measures.csv",
    columns: &[
        column("goal", "goal", Codec::One(Kind::Goal)),
        column("name", "name", Codec::Name),
        column("unit", "unit", Codec::OptionName),
        column("baseline", "baseline", Codec::OptionQuantity),
        column("target", "target", Codec::OptionQuantity),
    ],
    extras: &[],
};

pub(super) const READINGS: Table = Table {
    kind: Kind::Reading,
    file: "readings.csv",
    columns: &[
        column("measure", "measure", Codec::One(Kind::Measure)),
        column("on", "on", Codec::Date),
        column("value", "value", Codec::Quantity),
        column("note", "note", Codec::Prose),
    ],
    extras: &[],
};

pub(super) const DIRECTIVES: Table = Table {
    kind: Kind::Directive,
    file: "directives.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("from", "from", Codec::OptionOne(Kind::Person)),
        column("goal", "goal", Codec::OptionOne(Kind::Goal)),
        column("why", "why", Codec::Prose),
        column("outcome", "outcome", Codec::Prose),
        column("limits", "limits", Codec::Prose),
        column("help", "help", Codec::Prose),
        column("issued", "issued", Codec::OptionDate),
        column("answer_by", "answer_by", Codec::OptionDate),
        column("due", "due", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const ANSWERS: Table = Table {
    kind: Kind::Answer,
    file: "answers.csv",
    columns: &[
        column("directive", "directive", Codec::One(Kind::Directive)),
        column("addressee", "addressee", Codec::Party),
        column("state", "state", Codec::AnswerState),
    ],
    extras: &[
        extra("on", "Where there is such a column, `state` holds the word alone and this the day."),
        extra("by", "Who answered, likewise."),
        extra("question", "What was asked back, likewise."),
        extra("because", "Why it was declined, likewise."),
        extra("work", "The project or tasks that it was turned into, likewise."),
    ],
};

pub(super) const PROPOSALS: Table = Table {
    kind: Kind::Proposal,
    file: "proposals.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("type", "sort", Codec::OptionName),
        column("challenges", "challenges", Codec::OptionAny),
        column("hypothesis", "hypothesis", Codec::Prose),
        column("measure", "measure", Codec::OptionName),
        column("unit", "unit", Codec::OptionOne(Kind::Unit)),
        column("authors", "authors", Codec::Many(Kind::Person)),
        column("approvers", "approvers", Codec::Many(Kind::Person)),
        column("created", "created", Codec::OptionDate),
        column("state", "state", Codec::ProposalState),
    ],
    extras: &[
        extra(
            "status",
            "The source's word for the state: `Draft` and `Deferred` are open since `created`; `Accepted`, `Active`, `Final` and `Superseded` are \
             adopted; `Rejected` and `Withdrawn` are rejected. Any other word is listed.",
        ),
        extra("decided", "The day of the decision; a day before `created` is listed and not taken over."),
    ],
};

pub(super) const DECISIONS: Table = Table {
    kind: Kind::Decision,
    file: "decisions.csv",
    columns: &[
        column("question", "question", Codec::Name),
        column("options", "options", Codec::Prose),
        column("choice", "choice", Codec::Prose),
        column("reasons", "reasons", Codec::Prose),
        column("subject", "subject", Codec::OptionAny),
        column("by", "by", Codec::Many(Kind::Person)),
        column("on", "on", Codec::OptionDate),
        column("supersedes", "supersedes", Codec::OptionOne(Kind::Decision)),
    ],
    extras: &[],
};

pub(super) const ASKS: Guest = Guest {
    file: "asks.csv",
    about: "What goals ask of units: each row is a directive from the goal's owner to the unit, and its answer, issued and not yet answered.",
    extras: &[
        extra("id", "The key of the directive and of its answer."),
        extra("goal", "The goal that it is for."),
        extra("team", "The unit that is called."),
    ],
    key: &["id"],
};

pub(super) const FUNDING: Guest = Guest {
    file: "funding.csv",
    about: "Money that goals look for. Not modelled yet: kept as it stands beside the goal.",
    extras: &[],
    key: &["goal", "purpose"],
};

pub(super) const RISKS: Table = Table {
    kind: Kind::Risk,
    file: "risks.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("subject", "subject", Codec::OptionAny),
        column("cause", "cause", Codec::Prose),
        column("event", "event", Codec::Prose),
        column("effect", "effect", Codec::Prose),
        column("probability", "probability", Codec::OptionNumber),
        column("response", "response", Codec::State(RESPONSE)),
        column("residual", "residual", Codec::OptionNumber),
        column("review", "review", Codec::OptionDate),
        column("state", "state", Codec::Openness),
    ],
    extras: &[],
};

pub(super) const RISK_IMPACTS: Table = Table {
    kind: Kind::RiskImpact,
    file: "risk_impacts.csv",
    columns: &[
        column("risk", "risk", Codec::One(Kind::Risk)),
        column("task", "task", Codec::One(Kind::Task)),
        column("time", "time", Codec::OptionEstimate),
        column("money", "money", Codec::OptionMoneyPoints),
    ],
    extras: &[],
};

pub(super) const SCENARIOS: Table = Table {
    kind: Kind::Scenario,
    file: "scenarios.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("description", "description", Codec::Prose),
        column("base", "base", Codec::Number),
        column("commands", "commands", Codec::Json),
        column("by", "by", Codec::OptionOne(Kind::Person)),
    ],
    extras: &[],
};
