//! What a table can be about, and which fields its columns can become. The fields of every kind of record are those of the bundle; what spreadsheets and
//! trackers say otherwise, such as a manager or a predecessor, is added here, with the names under which it is met.

use std::collections::HashMap;
use std::sync::LazyLock;

use organization::Kind;

use super::day::folded;
use crate::bundle::codec::{Codec, Form};
use crate::bundle::table::{TABLES, Table};

/// What stands in the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Text as it stands.
    Text,
    /// A day.
    Day,
    /// A day, perhaps with a time.
    Moment,
    /// Working time.
    Time,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A share in per cent.
    Percent,
    /// Yes or no.
    Flag,
    /// A year, half or quarter.
    Period,
    /// One of some words.
    Words(&'static [(&'static str, &'static str)]),
    /// Open or closed.
    Openness,
    /// A word with its facts.
    State(&'static [Form]),
    /// A record of one of these kinds.
    Record(&'static [Kind]),
    /// Several of them.
    Records(&'static [Kind]),
    /// Letters, or levels, for what the head of the column names.
    Matrix,
}

/// A field that a column can become.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in recipes and at the terminal.
    pub name: &'static str,
    /// What people call it.
    pub label: String,
    /// What it means.
    pub about: String,
    /// Whether a new row needs it.
    pub needed: bool,
    pub(super) shape: Shape,
    /// Whether it is a column of the bundle, written there under its own name.
    pub(super) plain: bool,
    /// The names under which it is met, folded.
    pub(super) met_as: &'static [&'static str],
}

/// What a table can be about.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in recipes and at the terminal.
    pub name: &'static str,
    /// What people call it.
    pub label: String,
    /// The kind of record that its rows are.
    pub kind: Kind,
    /// What its columns can become.
    pub fields: Vec<Field>,
}

impl Target {
    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(super) fn table(&self) -> Option<&'static Table> {
        Table::of(self.kind)
    }
}

/// A field that spreadsheets and trackers have beside those of the bundle.
struct Beside {
    name: &'static str,
    label: &'static str,
    about: &'static str,
    shape: Shape,
}

const fn beside(name: &'static str, label: &'static str, about: &'static str, shape: Shape) -> Beside {
    Beside { name, label, about, shape }
}

const PERSON: &[Kind] = &[Kind::Person];
const UNIT: &[Kind] = &[Kind::Unit];

const PEOPLE: &[Beside] = &[
    beside("first_name", "First name", "Put before the last name where no column holds the whole name.", Shape::Text),
    beside("last_name", "Last name", "Put behind the first name.", Shape::Text),
    beside("unit", "Unit", "Where they work: a unit that is here already by its name, else a new one.", Shape::Record(UNIT)),
    beside("title", "Position", "The title of their position in the unit.", Shape::Text),
    beside(
        "manager",
        "Manager",
        "To whom their position reports: the id, name or e-mail address of a person.",
        Shape::Record(PERSON),
    ),
    beside("dotted", "Dotted-line managers", "To whom their position reports beside its manager.", Shape::Records(PERSON)),
    beside("head", "Heads the unit", "Yes for whoever heads the unit.", Shape::Flag),
    beside("last_day", "Last day", "The last day of their employment.", Shape::Day),
];

const GOALS: &[Beside] = &[
    beside("owner", "Owner", "Who is accountable: a name, e-mail address or id.", Shape::Record(PERSON)),
    beside(
        "level",
        "What the row is",
        "Objective, key result or project: a key result becomes a measure of the goal above, a project one that serves it.",
        Shape::Text,
    ),
    beside("status", "Status", "On track, at risk, behind; or met, missed, dropped.", Shape::Text),
    beside(
        "said_on",
        "Day of the status",
        "When the status and the present value were said; the day of the import where it is left out.",
        Shape::Day,
    ),
    beside("progress", "Progress", "In per cent: the newest reading of a key result without a value of its own.", Shape::Percent),
    beside("baseline", "Start value", "What the measure was at the beginning.", Shape::Number),
    beside("goal_value", "Target value", "What the measure is to become.", Shape::Number),
    beside("current", "Present value", "What the measure is now: a reading.", Shape::Number),
    beside("measure", "Measure", "The name of what is measured, where the row of the goal says it.", Shape::Text),
    beside("measure_unit", "Unit of the measure", "What it is counted in.", Shape::Text),
    beside("first_day", "First day", "The first day of the period.", Shape::Day),
    beside("last_day", "Last day", "The last day of the period.", Shape::Day),
];

const TASKS: &[Beside] = &[
    beside("wbs", "Outline number", "`1.2.3` stands under `1.2`.", Shape::Text),
    beside("level", "Outline level", "1 is the top; a row stands under the last one with a lower level.", Shape::Whole),
    beside(
        "other_id",
        "Second id",
        "Another number under which rows name each other, such as the issue id beside the issue key.",
        Shape::Text,
    ),
    beside("predecessors", "Predecessors", "What must come first: `3`, `4FS+2d`, several between `;` or `,`.", Shape::Text),
    beside("successors", "Successors", "What waits for it, likewise.", Shape::Text),
    beside(
        "people",
        "Assigned people",
        "Who works on it: names, e-mail addresses or ids, several between `;` or `,`.",
        Shape::Records(PERSON),
    ),
    beside("accountable", "Accountable", "Who answers for it.", Shape::Record(PERSON)),
    beside("start", "Start", "The planned start: a task without predecessors starts no earlier.", Shape::Moment),
    beside("finish", "Finish", "The planned finish; with a start it gives the duration where no column does.", Shape::Moment),
    beside("status", "Status", "Done and its like close the task; other words are kept.", Shape::Text),
    beside("closed", "Closed on", "The day on which it was done.", Shape::Day),
    beside("type", "Type", "`Milestone` makes a milestone; an epic or summary is known by what stands under it.", Shape::Text),
    beside("project_name", "Project", "Which plan it belongs to; each name is one plan.", Shape::Text),
];

const RISKS: &[Beside] = &[
    beside("owner", "Owner", "Who is accountable.", Shape::Record(PERSON)),
    beside("strategy", "Response", "Avoid, reduce, transfer or accept.", Shape::Text),
    beside("plan", "How", "What is done about it.", Shape::Text),
    beside("status", "Status", "Closed and its like close the risk.", Shape::Text),
];

const ABSENCES: &[Beside] = &[
    beside("last", "Last day", "The last day of the absence.", Shape::Day),
    beside("half", "Half day", "Yes, morning or afternoon.", Shape::Text),
    beside("status", "Status", "Approved, requested, declined, cancelled.", Shape::Text),
];

const SKILLS: &[Beside] = &[beside(
    "matrix",
    "Level of the skill in the head",
    "Each such column is a skill, and its cells are levels from 1 to 5; 0 and empty are none.",
    Shape::Matrix,
)];

const LETTERS: &[Beside] = &[
    beside(
        "activity",
        "Activity",
        "What they are responsible for: a task, project, goal, process or policy by its name, else a new process.",
        Shape::Text,
    ),
    beside(
        "matrix",
        "Letters of the party in the head",
        "Each such column is a person, position, role or unit, and its cells are R, A, S, C or I.",
        Shape::Matrix,
    ),
];

/// The names under which fields are met, as they are compared: small, without accents. The first names of a line are met most.
static MET: LazyLock<HashMap<(&'static str, &'static str), Vec<&'static str>>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (field, names) = line.split_once(": ")?;
        Some((field.split_once('.')?, names.split(", ").collect()))
    };
    include_str!("heads.txt").lines().filter(|line| !line.starts_with('#')).filter_map(line).collect()
});

/// What people call the targets that are offered first.
const FIRST: &[(Kind, &str, &[Beside])] = &[
    (Kind::Person, "People", PEOPLE),
    (Kind::Unit, "Units", &[]),
    (Kind::Goal, "Goals and key results", GOALS),
    (Kind::Task, "Tasks of a plan", TASKS),
    (Kind::Risk, "Risks", RISKS),
    (Kind::SkillHolding, "Skills of people", SKILLS),
    (Kind::Absence, "Absences", ABSENCES),
    (Kind::Responsibility, "Responsibilities (RACI)", LETTERS),
];

/// Everything that a table can be about: what is met most first, then every other kind of record by its bundle table.
pub fn targets() -> Vec<Target> {
    let first = FIRST.iter().filter_map(|(kind, ..)| Table::of(*kind));
    let rest = TABLES.iter().filter(|table| table.kind != Kind::Settings && !FIRST.iter().any(|(kind, ..)| *kind == table.kind));
    first.chain(rest).map(target_of).collect()
}

/// The target with a name: that of the bundle's file without its ending.
pub fn target(name: &str) -> Option<Target> {
    let table = TABLES.iter().find(|table| stem(table) == name && table.kind != Kind::Settings)?;
    Some(target_of(table))
}

/// How many targets are offered first.
pub(super) const FIRST_TARGETS: usize = FIRST.len();

fn stem(table: &Table) -> &'static str {
    table.file.strip_suffix(".csv").unwrap_or(table.file)
}

fn target_of(table: &'static Table) -> Target {
    let first = FIRST.iter().find(|(kind, ..)| *kind == table.kind);
    let label = first.map_or_else(|| capital(&stem(table).replace('_', " ")), |(_, label, _)| (*label).to_owned());
    let besides = first.map_or(&[][..], |(.., besides)| besides);
    let met = |name: &'static str| -> &'static [&'static str] { MET.get(&(table.kind.name(), name)).map_or(&[], Vec::as_slice) };
    let mut fields = vec![Field {
        name: "id",
        label: "Id".to_owned(),
        about: "What tells the row apart in the file or tracker that it comes from, so that it is known again next time."
            .to_owned(),
        needed: false,
        shape: Shape::Text,
        plain: false,
        met_as: met("id"),
    }];
    let needed = |name: &str, codec: Codec| {
        codec.empty().is_none() && !besides.iter().any(|beside| stands_for(table.kind, beside.name, name))
    };
    for column in table.columns.iter().filter(|column| !is_said_otherwise(table.kind, column.name)) {
        fields.push(Field {
            name: column.name,
            label: label_of(column.name, column.field),
            about: about(table.kind, column.field),
            needed: needed(column.name, column.codec),
            shape: shape_of(column.codec),
            plain: true,
            met_as: met(column.name),
        });
    }
    fields.extend(besides.iter().map(|beside| Field {
        name: beside.name,
        label: beside.label.to_owned(),
        about: beside.about.to_owned(),
        needed: false,
        shape: beside.shape,
        plain: false,
        met_as: met(beside.name),
    }));
    Target { name: stem(table), label, kind: table.kind, fields }
}

/// Columns of the bundle that a table says in another way.
fn is_said_otherwise(kind: Kind, column: &str) -> bool {
    matches!(
        (kind, column),
        (Kind::Task, "project" | "rank" | "agreed" | "stated" | "splits")
            | (Kind::Absence, "part")
            | (Kind::Responsibility, "subject")
    )
}

/// Whether a field beside those of the bundle makes a needed one superfluous.
fn stands_for(kind: Kind, beside: &str, column: &str) -> bool {
    matches!(
        (kind, beside, column),
        (Kind::Person, "last_name", "name")
            | (Kind::Absence, "last", "until")
            | (Kind::SkillHolding, "matrix", "skill")
            | (Kind::Responsibility, "matrix", "party")
    )
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn label_of(name: &str, field: &str) -> String {
    match (name, field.split_once('.')) {
        ("email", _) => "E-mail address".to_owned(),
        (_, Some((_, "from"))) => "First day".to_owned(),
        (_, Some((_, "until"))) => "Day after the last".to_owned(),
        ("until", None) => "Day after the last".to_owned(),
        _ => capital(&name.replace('_', " ")),
    }
}

fn about(kind: Kind, field: &str) -> String {
    let whole = field.split('.').next().unwrap_or(field);
    kind.fields().iter().find(|known| known.name == whole).map(|known| known.about.to_owned()).unwrap_or_default()
}

const PARTIES: &[Kind] = &[Kind::Person, Kind::Position, Kind::Role, Kind::Unit];

fn shape_of(codec: Codec) -> Shape {
    match codec {
        Codec::Date | Codec::OptionDate => Shape::Day,
        Codec::OptionMoment | Codec::OptionDeadline => Shape::Moment,
        Codec::OptionMinutes | Codec::Minutes | Codec::OptionDuration => Shape::Time,
        Codec::Number | Codec::OptionNumber => Shape::Whole,
        Codec::Quantity | Codec::OptionQuantity => Shape::Number,
        Codec::Flag => Shape::Flag,
        Codec::Period => Shape::Period,
        Codec::Word(words) | Codec::OptionWord(words) => Shape::Words(words),
        Codec::Openness => Shape::Openness,
        Codec::State(forms) | Codec::MustState(forms) => Shape::State(forms),
        Codec::One(kind) | Codec::OptionOne(kind) => Shape::Record(one(kind)),
        Codec::Many(kind) => Shape::Records(one(kind)),
        Codec::Party => Shape::Record(PARTIES),
        Codec::Parties => Shape::Records(PARTIES),
        Codec::OneOf(kinds) => Shape::Record(kinds),
        Codec::Any | Codec::OptionAny => Shape::Record(Kind::ALL),
        Codec::Name
        | Codec::OptionName
        | Codec::Prose
        | Codec::OptionEstimate
        | Codec::OptionTimes
        | Codec::OptionConstraint
        | Codec::Parts
        | Codec::OptionAgreed
        | Codec::Lag
        | Codec::OptionMoney
        | Codec::Functions
        | Codec::Need
        | Codec::Services
        | Codec::GoalState
        | Codec::OptionReported
        | Codec::ProposalState
        | Codec::AnswerState
        | Codec::Money
        | Codec::OptionMoneyPoints
        | Codec::Lines
        | Codec::Json
        | Codec::Week
        | Codec::Exceptions
        | Codec::Weeks => Shape::Text,
    }
}

/// A list of one kind that lives as long as the program.
fn one(kind: Kind) -> &'static [Kind] {
    Kind::ALL.iter().position(|known| *known == kind).and_then(|at| Kind::ALL.get(at..=at)).unwrap_or_default()
}

/// The head of a column as it is compared: small, without accents, words apart.
pub(super) fn head(text: &str) -> String {
    let spaced: String =
        text.replace('%', " percent ").chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    folded(&spaced).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{FIRST, MET, head, target, targets};

    #[test]
    fn every_head_leads_to_a_field_and_is_written_as_it_is_compared() {
        let lines = include_str!("heads.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), MET.len(), "a line is broken, or a field is there twice");
        for line in include_str!("heads.txt").lines().filter(|line| !line.starts_with('#')) {
            let (name, names) = line.split_once(": ").expect("a field and its heads");
            let (kind, field) = name.split_once('.').expect("a kind and a field");
            let target = targets().into_iter().find(|target| target.kind.name() == kind).expect("a target");
            assert!(target.field(field).is_some(), "{} has no field {field}", target.name);
            assert!(names.split(", ").all(|name| head(name) == name), "{line}");
        }
        assert!(FIRST.iter().all(|(kind, ..)| targets().iter().any(|target| target.kind == *kind)));
    }

    #[test]
    fn every_kind_of_record_is_a_target_and_no_field_is_there_twice() {
        let all = targets();
        assert_eq!(all.len(), organization::Kind::ALL.len() - 1, "all but the settings");
        for target in &all {
            let mut names: Vec<&str> = target.fields.iter().map(|field| field.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}: {names:?}", target.name);
        }
        assert!(target("people").is_some_and(|people| people.label == "People"));
    }
}
