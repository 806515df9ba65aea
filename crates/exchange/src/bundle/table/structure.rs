//! The files of structure: settings, calendars, units, roles, positions, people, appointments, memberships, administrators, responsibilities, delegations.

use organization::Kind;

use super::{Guest, Table, column, extra};
use crate::bundle::codec::{Codec, Fact, Form, form};

const DELEGATION: &[Form] = &[
    form("offered", &[]),
    form("accepted", &[("on", Fact::Day)]),
    form("declined", &[("on", Fact::Day), ("because", Fact::Text)]),
];

pub(super) const SETTINGS: Table = Table {
    kind: Kind::Settings,
    file: "settings.csv",
    columns: &[
        column("name", "name", Codec::OptionName),
        column("time_zone", "time_zone", Codec::OptionName),
        column("proposal_days", "proposal_days", Codec::Number),
        column("span_limit", "span_limit", Codec::Number),
    ],
    extras: &[],
};

pub(super) const CALENDARS: Table = Table {
    kind: Kind::Calendar,
    file: "calendars.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("base", "base", Codec::OptionOne(Kind::Calendar)),
        column("project", "project", Codec::OptionOne(Kind::Project)),
        column("week", "week", Codec::Week),
        column("exceptions", "exceptions", Codec::Exceptions),
        column("weeks", "weeks", Codec::Weeks),
    ],
    extras: &[],
};

pub(super) const UNITS: Table = Table {
    kind: Kind::Unit,
    file: "units.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("kind", "sort", Codec::OptionName),
        column("parent", "parent", Codec::OptionOne(Kind::Unit)),
        column("description", "purpose", Codec::Prose),
        column("calendar", "calendar", Codec::OptionOne(Kind::Calendar)),
        column("state", "state", Codec::Openness),
    ],
    extras: &[extra(
        "status",
        "`active`, or `archived` for a unit that is closed since an unknown day. Where exactly one unit of kind `organization` has no \
         parent, the others without one hang on it.",
    )],
};

pub(super) const ROLES: Table = Table {
    kind: Kind::Role,
    file: "roles.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("unit", "unit", Codec::OptionOne(Kind::Unit)),
        column("description", "description", Codec::Prose),
        column("functions", "functions", Codec::Functions),
    ],
    extras: &[],
};

pub(super) const POSITIONS: Table = Table {
    kind: Kind::Position,
    file: "positions.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("unit", "unit", Codec::One(Kind::Unit)),
        column("head", "head", Codec::Flag),
        column("reports_to", "reports_to", Codec::OptionOne(Kind::Position)),
        column("dotted", "dotted", Codec::Many(Kind::Position)),
        column("grade", "grade", Codec::OptionName),
        column("roles", "roles", Codec::Many(Kind::Role)),
        column("share", "share", Codec::Number),
        column("state", "state", Codec::Openness),
    ],
    extras: &[],
};

pub(super) const PEOPLE: Table = Table {
    kind: Kind::Person,
    file: "people.csv",
    columns: &[
        column("name", "name", Codec::Name),
        column("email", "email", Codec::OptionName),
        column("affiliation", "affiliation", Codec::OptionName),
        column("from", "employed.from", Codec::OptionDate),
        column("to", "employed.until", Codec::OptionDate),
        column("stage", "stage", Codec::OptionWord(&[("early", "early"), ("mid", "mid"), ("senior", "senior")])),
        column("calendar", "calendar", Codec::OptionOne(Kind::Calendar)),
        column("weekly_work", "weekly_minutes", Codec::OptionMinutes),
    ],
    extras: &[extra("status", "`active`; any other word is kept as it stands, since it does not say since when.")],
};

pub(super) const APPOINTMENTS: Table = Table {
    kind: Kind::Appointment,
    file: "appointments.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column("position", "position", Codec::One(Kind::Position)),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
        column("share", "share", Codec::Number),
        column("acting", "acting", Codec::Flag),
        column("acting_for", "acting_for", Codec::OptionOne(Kind::Person)),
    ],
    extras: &[],
};

pub(super) const MEMBERSHIPS: Table = Table {
    kind: Kind::Membership,
    file: "memberships.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column("unit", "unit", Codec::One(Kind::Unit)),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
        column("roles", "roles", Codec::Many(Kind::Role)),
        column("standing", "standing", Codec::Word(&[("member", "member"), ("alumni", "alumni")])),
    ],
    extras: &[extra(
        "role",
        "`member`, `alumni`, `lead`, or `role:x` for the role `x` of the unit, which is created where it has no row. A lead is appointed to \
         the unit's one head position (key `unit#head`) instead of being a member. Without an id, person, unit, role and from tell the rows apart.",
    )],
};

pub(super) const ADMINISTRATORS: Table = Table {
    kind: Kind::Administrator,
    file: "administrators.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const RESPONSIBILITIES: Table = Table {
    kind: Kind::Responsibility,
    file: "responsibilities.csv",
    columns: &[
        column("subject", "subject", Codec::Any),
        column("party", "party", Codec::Party),
        column(
            "letter",
            "letter",
            Codec::Word(&[("A", "accountable"), ("R", "responsible"), ("S", "support"), ("C", "consulted"), ("I", "informed")]),
        ),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const RACI: Guest = Guest {
    file: "raci.csv",
    about: "A responsibility matrix: each row is a responsibility; R for a task is a demand of the task.",
    extras: &[
        extra("item", "A goal, project, task, policy, proposal or unit."),
        extra("person", "A person, position, role or unit."),
        extra("letter", "`R`, `A`, `S`, `C` or `I`."),
    ],
    key: &["item", "person", "letter"],
};

pub(super) const SKILLS_WANTED: Guest = Guest {
    file: "skills_wanted.csv",
    about: "Skills that goals look for. Not modelled yet: kept as they stand beside the goal.",
    extras: &[],
    key: &["goal", "task"],
};

pub(super) const DELEGATIONS: Table = Table {
    kind: Kind::Delegation,
    file: "delegations.csv",
    columns: &[
        column("principal", "from", Codec::One(Kind::Person)),
        column("deputy", "to", Codec::One(Kind::Person)),
        column("scope", "scope", Codec::OptionAny),
        column("functions", "functions", Codec::Functions),
        column("from", "dated.from", Codec::OptionDate),
        column("to", "dated.until", Codec::OptionDate),
        column("reason", "reason", Codec::Prose),
        column("state", "state", Codec::State(DELEGATION)),
    ],
    extras: &[],
};
