//! The files of communication: policies and their versions, who has read them, notices, comments, waivers, remainders.

use organization::Kind;

use super::{Guest, Table, column, extra};
use crate::bundle::codec::Codec;

pub(super) const POLICIES: Table = Table {
    kind: Kind::Policy,
    file: "policies.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("kind", "sort", Codec::OptionName),
        column("unit", "unit", Codec::OptionOne(Kind::Unit)),
        column("state", "state", Codec::Openness),
    ],
    extras: &[
        extra(
            "status",
            "`active` or `accepted`; `retired`, `superseded`, `withdrawn` or `archived` for one that no longer holds. Any other word is listed.",
        ),
        extra("accountable", "The person who is accountable for it."),
    ],
};

pub(super) const POLICY_VERSIONS: Table = Table {
    kind: Kind::PolicyVersion,
    file: "policy_versions.csv",
    columns: &[
        column("policy", "policy", Codec::One(Kind::Policy)),
        column("major", "major", Codec::Number),
        column("minor", "minor", Codec::Number),
        column("text", "text", Codec::Prose),
        column("audience", "audience", Codec::Parties),
        column("effective", "effective", Codec::OptionDate),
        column("review", "review", Codec::OptionDate),
        column("acknowledge_by", "acknowledge_by", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const COMMENTS: Table = Table {
    kind: Kind::Comment,
    file: "comments.csv",
    columns: &[
        column("on", "on", Codec::Any),
        column("by", "by", Codec::OptionOne(Kind::Person)),
        column("day", "day", Codec::OptionDate),
        column("text", "text", Codec::Prose),
        column("private", "private", Codec::Flag),
    ],
    extras: &[],
};

pub(super) const WAIVERS: Table = Table {
    kind: Kind::Waiver,
    file: "waivers.csv",
    columns: &[
        column("code", "code", Codec::Name),
        column("subject", "subject", Codec::Any),
        column("reason", "reason", Codec::Prose),
        column("until", "until", Codec::Date),
        column("by", "by", Codec::OptionOne(Kind::Person)),
    ],
    extras: &[],
};

pub(super) const REMAINDERS: Table = Table {
    kind: Kind::Remainder,
    file: "remainders.csv",
    columns: &[
        column("of", "of", Codec::OptionAny),
        column("source", "source", Codec::Name),
        column("name", "name", Codec::Name),
        column("content", "content", Codec::Prose),
    ],
    extras: &[],
};

pub(super) const MEETINGS: Guest = Guest {
    file: "meetings.csv",
    about: "Meetings of units. Not modelled yet: kept as they stand beside the unit.",
    extras: &[],
    key: &["unit", "title"],
};

pub(super) const EXCEPTIONS: Guest = Guest {
    file: "exceptions.csv",
    about: "Exceptions to policies. Not modelled yet: kept as they stand beside the policy.",
    extras: &[],
    key: &["id"],
};

pub(super) const ACKNOWLEDGEMENTS: Table = Table {
    kind: Kind::Acknowledgement,
    file: "acknowledgements.csv",
    columns: &[
        column("person", "person", Codec::One(Kind::Person)),
        column("version", "version", Codec::OptionOne(Kind::PolicyVersion)),
        column("notice", "notice", Codec::OptionOne(Kind::Notice)),
        column("on", "on", Codec::OptionDate),
    ],
    extras: &[],
};

pub(super) const NOTICES: Table = Table {
    kind: Kind::Notice,
    file: "notices.csv",
    columns: &[
        column("title", "title", Codec::Name),
        column("text", "text", Codec::Prose),
        column("about", "about", Codec::OptionAny),
        column("unit", "unit", Codec::OptionOne(Kind::Unit)),
        column("audience", "audience", Codec::Parties),
        column("by", "by", Codec::OptionOne(Kind::Person)),
        column("on", "on", Codec::OptionDate),
        column("acknowledge_by", "acknowledge_by", Codec::OptionDate),
    ],
    extras: &[],
};
