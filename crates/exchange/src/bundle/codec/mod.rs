//! How the fields of records are written in cells, and read back: one codec for each shape of a field. `read(write(x)) = x` for every value that the
//! organization can hold.

mod calendar;
mod form;
mod identity;
mod state;
mod time;

use organization::{AnyId, Kind, Money, Name, Prose, Quantity};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) use form::{Fact, Form, form};
pub(crate) use identity::write_keys;
pub(super) use identity::{id_value, read_keys};
pub(super) use time::{read_date, read_moment};

/// Finds the record that a cell names.
pub(super) trait Lookup {
    /// The record of one of these kinds that the text names, or the words why there is none.
    fn find(&mut self, kinds: &[Kind], text: &str) -> Result<AnyId, String>;
}

/// Says how a cell names a record.
pub(super) trait Naming {
    /// Its reference, or its id where records of its kind have none.
    fn name(&self, id: AnyId) -> String;
}

/// The shape of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    /// A name that must be there.
    Name,
    /// A name that may be left out.
    OptionName,
    /// Text of any number of lines.
    Prose,
    /// A whole number, 0 where it is left out.
    Number,
    /// Yes or no.
    Flag,
    /// A day that must be there.
    Date,
    /// A day that may be left out.
    OptionDate,
    /// A day and time that may be left out; a day alone is its beginning.
    OptionMoment,
    /// A day and time that may be left out; a day alone is its end.
    OptionDeadline,
    /// A whole span in one cell.
    Period,
    /// Minutes of working time, which may be left out.
    OptionMinutes,
    /// Minutes of working time, 0 where they are left out.
    Minutes,
    /// A duration, perhaps elapsed.
    OptionDuration,
    /// A duration as three points.
    OptionEstimate,
    /// A pair of times that may be left out.
    OptionTimes,
    /// A constraint.
    OptionConstraint,
    /// Parts of a split.
    Parts,
    /// What people were told.
    OptionAgreed,
    /// A lag.
    Lag,
    /// A decimal number.
    Quantity,
    /// A decimal number that may be left out.
    OptionQuantity,
    /// Money that may be left out.
    OptionMoney,
    /// One word of a list, the first being the default.
    Word(&'static [(&'static str, &'static str)]),
    /// One word of a list, or none.
    OptionWord(&'static [(&'static str, &'static str)]),
    /// Functions of leading and managing.
    Functions,
    /// One record.
    One(Kind),
    /// One record or none.
    OptionOne(Kind),
    /// Several records.
    Many(Kind),
    /// A record of any kind.
    Any,
    /// A record of any kind or none.
    OptionAny,
    /// A person, position, role or unit.
    Party,
    /// Several of them.
    Parties,
    /// A person or resource.
    Need,
    /// Goals with contributions.
    Services,
    /// Open or closed.
    Openness,
    /// The state of a goal.
    GoalState,
    /// A reported status.
    OptionReported,
    /// The state of a proposal.
    ProposalState,
    /// The state of an answer.
    AnswerState,
    /// A word and its facts, the first being the default.
    State(&'static [Form]),
    /// A word and its facts that must be there.
    MustState(&'static [Form]),
    /// A record of one of several kinds.
    OneOf(&'static [Kind]),
    /// A whole number that may be left out.
    OptionNumber,
    /// An amount of money that must be there.
    Money,
    /// An amount of money as three points.
    OptionMoneyPoints,
    /// Names, one on a line.
    Lines,
    /// A list as JSON.
    Json,
    /// The hours of a week.
    Week,
    /// Exceptions of a calendar.
    Exceptions,
    /// Weeks that differ for a time.
    Weeks,
}

fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

fn json_of<T: Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("“{text}” is not a whole number."))
}

fn word(words: &[(&str, &str)], text: &str) -> Result<Value, String> {
    let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
    let all = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    found.map(|(_, value)| json!(value)).ok_or_else(|| format!("“{text}” is none of: {}.", all()))
}

/// The cells of a list: what stands between semicolons.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

impl Codec {
    /// The value that an empty cell stands for; nothing where something must be said.
    pub(crate) fn empty(self) -> Option<Value> {
        match self {
            Codec::Name | Codec::Date | Codec::Quantity | Codec::Money | Codec::One(_) | Codec::OneOf(_) => None,
            Codec::Any | Codec::Party | Codec::Need | Codec::MustState(_) => None,
            Codec::State(forms) => form::empty(forms),
            Codec::OptionName
            | Codec::OptionDate
            | Codec::OptionMoment
            | Codec::OptionDeadline
            | Codec::OptionMinutes
            | Codec::OptionDuration
            | Codec::OptionEstimate
            | Codec::OptionTimes
            | Codec::OptionConstraint
            | Codec::OptionAgreed
            | Codec::OptionQuantity
            | Codec::OptionMoney
            | Codec::OptionWord(_)
            | Codec::OptionOne(_)
            | Codec::OptionAny
            | Codec::OptionReported
            | Codec::OptionNumber
            | Codec::OptionMoneyPoints
            | Codec::Week => Some(Value::Null),
            Codec::Prose => Some(json!("")),
            Codec::Number | Codec::Minutes => Some(json!(0)),
            Codec::Flag => Some(json!(false)),
            Codec::Period => Some(json!({ "from": null, "until": null })),
            Codec::Parts
            | Codec::Functions
            | Codec::Many(_)
            | Codec::Parties
            | Codec::Services
            | Codec::Exceptions
            | Codec::Lines
            | Codec::Json
            | Codec::Weeks => Some(json!([])),
            Codec::Lag => Some(json!({ "working": 0 })),
            Codec::Word(words) => words.first().map(|(_, value)| json!(value)),
            Codec::Openness | Codec::GoalState => Some(json!("active")),
            Codec::ProposalState => Some(json!("draft")),
            Codec::AnswerState => Some(json!("issued")),
        }
    }

    /// The value that a record leaves out of its stored body although an empty cell would not say it.
    pub(super) fn stored_default(self) -> Option<Value> {
        if self == Codec::Date {
            return Some(json_of(jiff::civil::Date::default()));
        }
        (self == Codec::Quantity).then(|| json_of(Quantity::default()))
    }

    /// The value that a cell says.
    pub(super) fn read(self, text: &str, lookup: &mut dyn Lookup) -> Result<Value, String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return self.empty().ok_or_else(|| "This cell must not be empty.".to_owned());
        }
        match self {
            Codec::Name | Codec::OptionName => Name::new(trimmed).map(json_of),
            Codec::Prose => Prose::new(text).map(json_of),
            Codec::Number | Codec::OptionNumber => number(trimmed).map(|number| json!(number)),
            Codec::Flag => word(&[("yes", "true"), ("no", "false"), ("true", "true"), ("false", "false")], trimmed)
                .map(|value| json!(value == json!("true"))),
            Codec::Date | Codec::OptionDate => read_date(trimmed).map(json_of),
            Codec::OptionMoment => read_moment(trimmed, false).map(json_of),
            Codec::OptionDeadline => read_moment(trimmed, true).map(json_of),
            Codec::Period => time::read_period(trimmed).map(|period| json!({ "from": period.from, "until": period.until })),
            Codec::OptionMinutes | Codec::Minutes => time::read_minutes(trimmed).map(|minutes| json!(minutes)),
            Codec::OptionDuration => time::read_duration(trimmed).map(json_of),
            Codec::OptionEstimate => time::read_estimate(trimmed).map(json_of),
            Codec::OptionTimes => time::read_times(trimmed).map(json_of),
            Codec::OptionConstraint => time::read_constraint(trimmed).map(json_of),
            Codec::Parts => time::read_parts(trimmed).map(json_of),
            Codec::OptionAgreed => time::read_agreed(trimmed, lookup).map(json_of),
            Codec::Lag => time::read_lag(trimmed).map(json_of),
            Codec::Quantity | Codec::OptionQuantity => trimmed.parse::<Quantity>().map(json_of),
            Codec::OptionMoney | Codec::Money => text.parse().map(|money: Money| json_of(money)),
            Codec::OptionMoneyPoints => time::read_money_points(trimmed).map(json_of),
            Codec::State(forms) | Codec::MustState(forms) => form::read(forms, text, lookup),
            Codec::OneOf(kinds) => lookup.find(kinds, trimmed).map(|id| json!({ id.kind.name(): id.id })),
            Codec::Lines => {
                trimmed.lines().filter(|line| !line.trim().is_empty()).map(Name::new).collect::<Result<Vec<_>, _>>().map(json_of)
            }
            Codec::Json => serde_json::from_str(trimmed).map_err(|_| "This is no list in JSON.".to_owned()),
            Codec::Word(words) | Codec::OptionWord(words) => word(words, trimmed),
            Codec::Functions => identity::read_functions(trimmed),
            Codec::One(kind) | Codec::OptionOne(kind) => lookup.find(&[kind], trimmed).map(|id| json!(id.id)),
            Codec::Many(kind) => identity::read_many(kind, trimmed, lookup),
            Codec::Any | Codec::OptionAny => lookup.find(Kind::ALL, trimmed).map(json_of),
            Codec::Party => identity::read_party(trimmed, lookup).map(json_of),
            Codec::Parties => {
                parts(trimmed).map(|part| identity::read_party(part, lookup)).collect::<Result<Vec<_>, _>>().map(json_of)
            }
            Codec::Need => identity::read_need(trimmed, lookup).map(json_of),
            Codec::Services => identity::read_services(trimmed, lookup).map(json_of),
            Codec::Openness => state::read_openness(trimmed).map(json_of),
            Codec::GoalState => state::read_goal(trimmed).map(json_of),
            Codec::OptionReported => state::read_reported(trimmed).map(json_of),
            Codec::ProposalState => state::read_proposal(trimmed, lookup).map(json_of),
            Codec::AnswerState => state::read_answer(text, lookup).map(json_of),
            Codec::Week => calendar::read_week(trimmed).map(json_of),
            Codec::Exceptions => calendar::read_exceptions(trimmed).map(json_of),
            Codec::Weeks => calendar::read_weeks(trimmed).map(json_of),
        }
    }

    /// The cell of a value; an absent one is `null`.
    pub(super) fn write(self, value: &Value, naming: &dyn Naming) -> String {
        if value.is_null() {
            return String::new();
        }
        let text = || value.as_str().unwrap_or_default().to_owned();
        let said = match self {
            Codec::Name
            | Codec::OptionName
            | Codec::Prose
            | Codec::Date
            | Codec::OptionDate
            | Codec::Quantity
            | Codec::OptionQuantity => Some(text()),
            Codec::Number | Codec::OptionNumber => value.as_i64().map(|number| number.to_string()),
            Codec::Flag => Some(if value == &json!(true) { "yes" } else { "" }.to_owned()),
            Codec::OptionMoment => typed(value).map(|moment| time::write_moment(moment, false)),
            Codec::OptionDeadline => typed(value).map(|moment| time::write_moment(moment, true)),
            Codec::Period => typed(value).map(time::write_period),
            Codec::OptionMinutes | Codec::Minutes => value.as_i64().map(time::write_minutes),
            Codec::OptionDuration => typed(value).map(time::write_duration),
            Codec::OptionEstimate => typed(value).map(time::write_estimate),
            Codec::OptionTimes => typed(value).map(time::write_times),
            Codec::OptionConstraint => typed(value).map(time::write_constraint),
            Codec::Parts => typed(value).map(|parts: Vec<_>| time::write_parts(&parts)),
            Codec::OptionAgreed => typed(value).map(|agreed| time::write_agreed(&agreed, naming)),
            Codec::Lag => typed(value).map(time::write_lag),
            Codec::OptionMoney | Codec::Money => typed(value).map(|money: Money| money.to_string()),
            Codec::OptionMoneyPoints => typed(value).map(|points| time::write_money_points(&points)),
            Codec::State(forms) | Codec::MustState(forms) => form::write(forms, value, naming),
            Codec::OneOf(kinds) => identity::write_one_of(kinds, value, naming),
            Codec::Lines => typed::<Vec<String>>(value).map(|lines| lines.join("\n")),
            Codec::Json => value.as_array().filter(|list| !list.is_empty()).map(|_| value.to_string()),
            Codec::Word(words) | Codec::OptionWord(words) => {
                words.iter().find(|(_, name)| Some(*name) == value.as_str()).map(|(word, _)| (*word).to_owned())
            }
            Codec::Functions => Some(identity::write_functions(value)),
            Codec::One(kind) | Codec::OptionOne(kind) => typed(value).map(|id| naming.name(AnyId { kind, id })),
            Codec::Many(kind) => typed::<Vec<uuid::Uuid>>(value)
                .map(|ids| ids.into_iter().map(|id| naming.name(AnyId { kind, id })).collect::<Vec<_>>().join(";")),
            Codec::Any | Codec::OptionAny => typed(value).map(|id| identity::write_any(id, naming)),
            Codec::Party => typed(value).map(|party| identity::write_party(party, naming)),
            Codec::Parties => typed::<Vec<_>>(value).map(|parties| {
                parties.into_iter().map(|party| identity::write_party(party, naming)).collect::<Vec<_>>().join(";")
            }),
            Codec::Need => typed(value).map(|need| identity::write_need(need, naming)),
            Codec::Services => typed(value).map(|services: Vec<_>| identity::write_services(&services, naming)),
            Codec::Openness => typed(value).map(state::write_openness),
            Codec::GoalState => typed(value).map(state::write_goal),
            Codec::OptionReported => typed(value).map(|reported| state::write_reported(&reported)),
            Codec::ProposalState => typed(value).map(|state| state::write_proposal(&state, naming)),
            Codec::AnswerState => typed(value).map(|state| state::write_answer(&state, naming)),
            Codec::Week => typed(value).map(|week| calendar::write_week(&week)),
            Codec::Exceptions => typed(value).map(|exceptions: Vec<_>| calendar::write_exceptions(&exceptions)),
            Codec::Weeks => typed(value).map(|weeks: Vec<_>| calendar::write_weeks(&weeks)),
        };
        said.unwrap_or_default()
    }

    /// How it is written, for the reference.
    pub(crate) fn grammar(self) -> String {
        let words = |words: &[(&str, &str)]| words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        match self {
            Codec::Name => "one line, up to 500 characters; must not be empty".to_owned(),
            Codec::OptionName => "one line, up to 500 characters".to_owned(),
            Codec::Prose => "text, also of several lines".to_owned(),
            Codec::Number | Codec::OptionNumber => "a whole number".to_owned(),
            Codec::Flag => "`yes` or empty".to_owned(),
            Codec::Date => "a day, `2026-11-23`; must not be empty".to_owned(),
            Codec::OptionDate => "a day, `2026-11-23`".to_owned(),
            Codec::OptionMoment => "a day and time, `2026-11-23T08:00`; a day alone is its beginning".to_owned(),
            Codec::OptionDeadline => "a day and time, `2026-11-23T17:00`; a day alone is its end".to_owned(),
            Codec::Period => "`2026`, `2026h2`, `2026q3`, or `2026-07-01..2027-01-01`, the second day excluded".to_owned(),
            Codec::OptionMinutes | Codec::Minutes => "working time: `90min`, `12h`, `3d` (of 8 hours), `2w` (of 40)".to_owned(),
            Codec::OptionDuration => "working time: `90min`, `12h`, `3d`, `2w`; by the clock `90emin`, `12eh`, `3ed`, `2ew`".to_owned(),
            Codec::OptionEstimate => "optimistic/likely/pessimistic, `8h/12h/40h`".to_owned(),
            Codec::OptionTimes => "`2026-11-23T08:00..2026-11-24T17:00`; either may be left out".to_owned(),
            Codec::OptionConstraint => {
                "`as-late-as-possible`, or `start-no-earlier`, `start-no-later`, `finish-no-earlier`, `finish-no-later`, `must-start`, \
                 `must-finish` and a day and time"
                    .to_owned()
            }
            Codec::Parts => "work and the rest after it, `16h+8h;8h+0h`".to_owned(),
            Codec::OptionAgreed => "a day and time or `-`, then people: `2026-11-23T08:00 H-3;H-4`".to_owned(),
            Codec::Lag => "`4h` or `-4h` of working time, `4eh` by the clock, `50%` or `50e%` of the predecessor".to_owned(),
            Codec::Quantity => "a number with at most six places; must not be empty".to_owned(),
            Codec::OptionQuantity => "a number with at most six places".to_owned(),
            Codec::OptionMoney => "an amount and a currency, `184000.00 EUR`".to_owned(),
            Codec::Money => "an amount and a currency, `184000.00 EUR`; must not be empty".to_owned(),
            Codec::OptionMoneyPoints => "optimistic/likely/pessimistic and a currency, `0.00/500.00/2000.00 EUR`".to_owned(),
            Codec::State(forms) => format!("{}; the first where it is empty; each fact may be left out", form::grammar(forms)),
            Codec::MustState(forms) => format!("{}; must not be empty", form::grammar(forms)),
            Codec::OneOf(kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| kind.words()).collect();
                format!("a {}; must not be empty", kinds.join(" or "))
            }
            Codec::Lines => "one on each line".to_owned(),
            Codec::Json => "a list in JSON".to_owned(),
            Codec::Word(list) => format!("{}; the first where it is empty", words(list)),
            Codec::OptionWord(list) => words(list),
            Codec::Functions => "functions between `;`, such as `set-direction;plan`".to_owned(),
            Codec::One(kind) => format!("a {}; must not be empty", kind.words()),
            Codec::OptionOne(kind) => format!("a {}", kind.words()),
            Codec::Many(kind) => format!("one or more of kind {}, between `;`", kind.words()),
            Codec::Any => "a record of any kind: a reference, or `kind/id`; must not be empty".to_owned(),
            Codec::OptionAny => "a record of any kind: a reference, or `kind/id`".to_owned(),
            Codec::Party => "a person, position, role or unit; must not be empty".to_owned(),
            Codec::Parties => "people, positions, roles or units, between `;`".to_owned(),
            Codec::Need => "a person or resource, or how many people with a skill at a level, `2 x welding at 3`; must not be empty".to_owned(),
            Codec::Services => "goals between `;`, each perhaps with its share: `G-1 60%;G-2`".to_owned(),
            Codec::Openness => "`active` or empty, `closed`, `closed 2026-11-23`".to_owned(),
            Codec::GoalState => {
                "`active` or empty, `proposed`, `met`, `missed`, `dropped`, the last three perhaps with a day".to_owned()
            }
            Codec::OptionReported => "`on-track`, `at-risk` or `off-track` and a day".to_owned(),
            Codec::ProposalState => {
                "`draft` or empty, `open 2026-11-23`, `trial P-3 2026-11-23`, `adopted 2026-11-23`, `rejected 2026-11-23`; the day may be left out"
                    .to_owned()
            }
            Codec::AnswerState => {
                "`issued` or empty; `questioned 2026-11-23 by H-3: why?`; `accepted 2026-11-23 by H-3`; `declined 2026-11-23 by H-3: no time`; \
                 `planned 2026-11-23 by H-3: P-2` (a project, tasks between `;`, or `-`); `done 2026-11-23: P-2`; `confirmed 2026-11-23 by H-3`; \
                 `withdrawn 2026-11-23`; `by` may be left out"
                    .to_owned()
            }
            Codec::Week => {
                "`Mon 08:00-12:00,13:00-17:00; Sat -`; a day left out is as in the base, `-` is a day without work, `unsaid` leaves all out".to_owned()
            }
            Codec::Exceptions => {
                "one line each: first and last day, hours in brackets, name: `2026-12-24 to 2026-12-26 [] Christmas`".to_owned()
            }
            Codec::Weeks => {
                "one line each: first and last day, week in brackets, name: `2026-07-01 to 2026-08-31 [Mon 07:00-13:00; Fri -] Summer`".to_owned()
            }
        }
    }
}
