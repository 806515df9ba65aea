//! The files of development: skills, qualifications, requirements, absences, recognition, growth, succession, check-ins.

use organization::Kind;

use super::{Table, column};
use crate::bundle::codec::{Codec, Fact, Form, form};

const ABSENCE: &[Form] = &[
    form("requested", &[]),
    form("approved", BY_ON),
    form("declined", &[("on", Fact::Day), ("by", Fact::Record(Kind::Person)), ("because", Fact::Text)]),
    form("cancelled", BY_ON),
];

const BY_ON: &[(&str, Fact)] = &[("on", Fact::Day), ("by", Fact::Record(Kind::Person))];

const ASKED: &[Form] = &[
    form("skill", &[("skill", Fact::Record(Kind::Skill)), ("level", Fact::Number)]),
    form("qualification", &[("name", Fact::Text)]),
    form("education", &[("eqf", Fact::Number)]),
];

pub(super) const SKILLS: Table = Table {
    kind: Kind::Skill,
    file: "skills.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("parent", "parent", Codec::OptionOne(Kind::Skill)),
        column("description", "description", Codec::Prose),
        column("levels", "levels", Codec::Lines),
    ],
    extras: &[],
};

pub(super) const SKILL_HOLDINGS: Table = Table {
    kind: Kind::SkillHolding,
    file: "skill_holdings.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column("skill", "skill", Codec::One(Kind::Skill)),
        column("level", "level", Codec::Number),
        column("evidence", "evidence", Codec::Prose),
        column("assessed_by", "assessed_by", Codec::OptionOne(Kind::Person)),
        column("on", "on", Codec::OptionDate),
        column("expires", "expires", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const QUALIFICATIONS: Table = Table {
    kind: Kind::Qualification,
    file: "qualifications.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column(
            "kind",
            "sort",
            Codec::Word(&[("education", "education"), ("certificate", "certificate"), ("licence", "licence")]),
        ),
        column("name", "name", Codec::Name),
        column("eqf", "eqf", Codec::OptionNumber),
        column("issuer", "issuer", Codec::OptionName),
        column("obtained", "obtained", Codec::OptionDate),
        column("expires", "expires", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const REQUIREMENTS: Table = Table {
    kind: Kind::Requirement,
    file: "requirements.csv",
    columns: &[
        column("of", "of", Codec::OneOf(&[Kind::Role, Kind::Position])),
        column("what", "what", Codec::MustState(ASKED)),
        column("strength", "strength", Codec::Word(&[("must", "must"), ("should", "should")])),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const ABSENCES: Table = Table {
    kind: Kind::Absence,
    file: "absences.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column(
            "kind",
            "sort",
            Codec::Word(&[
                ("away", "away"),
                ("holiday", "holiday"),
                ("illness", "illness"),
                ("care", "care"),
                ("training", "training"),
            ]),
        ),
        column("from", "from", Codec::Date),
        column("until", "until", Codec::Date),
        column("part", "part", Codec::Word(&[("whole", "whole"), ("morning", "morning"), ("afternoon", "afternoon")])),
        column("reason", "reason", Codec::Prose),
        column("state", "state", Codec::State(ABSENCE)),
    ],
    extras: &[],
};

pub(super) const RECOGNITIONS: Table = Table {
    kind: Kind::Recognition,
    file: "recognitions.csv",
    columns: &[
        column("from", "from", Codec::OptionOne(Kind::Person)),
        column("to", "to", Codec::One(Kind::Person)),
        column("functions", "functions", Codec::Functions),
        column("subject", "subject", Codec::OptionAny),
        column("text", "text", Codec::Prose),
        column("on", "on", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const MENTORSHIPS: Table = Table {
    kind: Kind::Mentorship,
    file: "mentorships.csv",
    columns: &[
        column("mentor", "mentor", Codec::One(Kind::Person)),
        column("mentee", "mentee", Codec::One(Kind::Person)),
        column("aim", "aim", Codec::Prose),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const DEVELOPMENT_PLANS: Table = Table {
    kind: Kind::DevelopmentPlan,
    file: "development_plans.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column("title", "title", Codec::Name),
        column("aim", "aim", Codec::Prose),
        column("mentor", "mentor", Codec::OptionOne(Kind::Person)),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
        column("state", "state", Codec::Openness),
    ],
    extras: &[],
};

pub(super) const DEVELOPMENT_ACTIONS: Table = Table {
    kind: Kind::DevelopmentAction,
    file: "development_actions.csv",
    columns: &[
        column("plan", "plan", Codec::One(Kind::DevelopmentPlan)),
        column("title", "title", Codec::Name),
        column("task", "task", Codec::OptionOne(Kind::Task)),
        column("due", "due", Codec::OptionDate),
        column("done", "done", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const DEVELOPMENT_REVIEWS: Table = Table {
    kind: Kind::DevelopmentReview,
    file: "development_reviews.csv",
    columns: &[
        column("plan", "plan", Codec::One(Kind::DevelopmentPlan)),
        column("on", "on", Codec::Date),
        column("by", "by", Codec::OptionOne(Kind::Person)),
        column("text", "text", Codec::Prose),
    ],
    extras: &[],
};

pub(super) const SUCCESSIONS: Table = Table {
    kind: Kind::Succession,
    file: "successions.csv",
    columns: &[
        column("position", "position", Codec::One(Kind::Position)),
        column("candidate", "candidate", Codec::One(Kind::Person)),
        column("readiness", "readiness", Codec::Word(&[("soon", "soon"), ("now", "now"), ("later", "later")])),
        column("note", "note", Codec::Prose),
    ],
    extras: &[],
};

pub(super) const CHECK_INS: Table = Table {
    kind: Kind::CheckIn,
    file: "check_ins.csv",
    columns: &[
        column("lead", "lead", Codec::One(Kind::Person)),
        column("person", "person", Codec::One(Kind::Person)),
        column("on", "on", Codec::Date),
        column("notes", "notes", Codec::Prose),
        column("next", "next", Codec::OptionDate),
    ],
    extras: &[],
};
