//! Organizations made by chance: any commands with any fields, whatever is refused left away. What a field may hold follows from its type in the command
//! list, so that a new command or field is tried without a word here; a type that is unknown here fails.

use organization::command::CommandEntry;
use organization::{Act, AnyId, Command, DependencyId, Function, Kind, Organization};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::DAY;

/// Chance that begins with a seed: SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) struct Dice(pub(crate) u64);

const NAMES: [&str; 14] = [
    "Works",
    "=1+1",
    "'=1",
    "a;b, \"c\"",
    "Zürich – 水",
    "-5",
    "2026-01-01",
    "G-1",
    "+49 30",
    "@home",
    "“=x”",
    "yes",
    "unit/x",
    "100%",
];
const TEXTS: [&str; 10] =
    ["", "One line.", "Two\nlines", "\t=1", "  indented", "a: b: c", "'", "\"quoted\"", "=cmd|' /C calc'!A0", "a;b,c\td"];
const DATES: [&str; 6] = ["2020-02-29", "2024-12-31", "2026-01-01", "2026-07-01", "2027-01-01", "0001-01-01"];
const TIMES: [&str; 5] =
    ["2026-01-05T08:00:00", "2026-01-05T00:00:00", "2026-01-06T23:59:00", "2026-02-01T17:30:15", "2026-03-01T12:00:00.5"];

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (sides.max(1) as u64)).expect("it is small")
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }

    fn some(&mut self, organization: &Organization, kinds: &[Kind]) -> Option<AnyId> {
        let all: Vec<AnyId> =
            organization.records().iter().map(organization::AnyRecord::id).filter(|id| kinds.contains(&id.kind)).collect();
        (!all.is_empty()).then(|| all[self.roll(all.len())])
    }

    fn hours(&mut self) -> Value {
        [json!([]), json!([[480, 720], [780, 1020]]), json!([[0, 1440]]), json!([[485, 1439]])][self.roll(4)].clone()
    }

    fn week(&mut self) -> Value {
        match self.roll(4) {
            0 => Value::Null,
            1 => json!([null, null, null, null, null, null, null]),
            _ => (0..7).map(|_| if self.roll(3) == 0 { Value::Null } else { self.hours() }).collect(),
        }
    }

    /// A state with its facts: any of them, each optional fact there or not.
    fn one_of(&mut self, list: Vec<Value>) -> Value {
        let at = self.roll(list.len());
        list[at].clone()
    }

    /// A value of a type; nothing where the organization has no record that it could name.
    fn value(&mut self, name: &str, of: &str, organization: &Organization) -> Option<Value> {
        let inside = |outer: &str| of.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
        if let Some(of) = inside("Set<").or_else(|| inside("Box<")) {
            return self.value(name, of, organization);
        }
        if let Some(of) = inside("Option<") {
            let left_out = self.roll(3) == 0;
            return Some(if left_out { Value::Null } else { self.value(name, of, organization).unwrap_or(Value::Null) });
        }
        if let Some(of) = inside("Vec<") {
            let mut list: Vec<Value> = Vec::new();
            for _ in 0..self.roll(3) {
                list.extend(self.value(name, of, organization).filter(|value| !list.contains(value)));
            }
            return Some(json!(list));
        }
        let person = self.some(organization, &[Kind::Person]).map(|id| json!(id.id));
        let by = if self.roll(2) == 0 { Value::Null } else { person.unwrap_or(Value::Null) };
        let (day, text) = (self.pick(&DATES), self.pick(&TEXTS));
        let on = if self.roll(2) == 0 { json!({}) } else { json!({ "on": day }) };
        let work = |dice: &mut Dice| match (
            dice.roll(3),
            dice.some(organization, &[Kind::Project]),
            dice.some(organization, &[Kind::Task]),
        ) {
            (0, Some(project), _) => json!({ "project": project.id }),
            (1, _, Some(task)) => json!({ "tasks": [task.id] }),
            _ => json!({ "tasks": [] }),
        };
        let minutes = [0, 1, 60, 480, 4800, 90][self.roll(6)];
        Some(match of {
            "AnyId" if name == "scope" => json!(self.some(organization, &[Kind::Unit, Kind::Goal, Kind::Project, Kind::Task])?),
            "AnyId" => json!(self.some(organization, Kind::ALL)?),
            "Name" => json!(self.pick(&NAMES)),
            "Prose" => json!(text),
            "bool" => json!(self.roll(2) == 0),
            "u8" if matches!(name, "level" | "eqf") => json!(1 + self.roll(5)),
            "u8" => json!(self.roll(101)),
            "u64" => json!([0, 1, 4_000_000][self.roll(3)]),
            "u32" => json!([0, 1, 60, 100, 480][self.roll(5)]),
            "i64" => json!(minutes),
            "Date" => json!(day),
            "DateTime" => json!(self.pick(&TIMES)),
            "Quantity" => json!(self.pick(&["0", "-1.5", "100", "0.000001"])),
            "Money" => {
                json!({ "minor": ([0, -5, 18_400_001][self.roll(3)]), "currency": self.pick(&["EUR", "JPY", "KWD", "", "a b"]) })
            }
            "Dated" => match self.roll(4) {
                0 => json!({}),
                1 => json!({ "from": day }),
                2 => json!({ "until": day }),
                _ => {
                    json!({ "from": "2026-01-01", "until": self.pick(&["2027-01-01", "2026-07-01", "2026-04-01", "2026-02-03"]) })
                }
            },
            "Keys" => {
                json!([{ "source": self.pick(&["a:b", " x ", "%"]), "key": format!("{}{}", self.pick(&["k;", "=", "ü\n"]), self.roll(1000)) }])
            }
            "Function" => json!(Function::ALL[self.roll(Function::ALL.len())]),
            "Letter" => json!(self.pick(&["accountable", "responsible", "support", "consulted", "informed"])),
            "MemberStanding" => json!(self.pick(&["member", "alumni"])),
            "CareerStage" => json!(self.pick(&["early", "mid", "senior"])),
            "ResourceSort" => {
                let mut sorts = vec![json!("work"), json!("equipment"), json!("material"), json!("cost")];
                if let Some(skill) = self.some(organization, &[Kind::Skill]) {
                    sorts.push(json!({ "generic": { "skill": skill.id, "level": 2 } }));
                }
                self.one_of(sorts)
            }
            "RatePer" => json!(self.pick(&["hour", "unit", "use"])),
            "Fixed" => json!(self.pick(&["units", "duration", "work"])),
            "DependencySort" => json!(self.pick(&["finish-start", "start-start", "finish-finish", "start-finish"])),
            "Openness" => self.one_of(vec![json!("active"), json!({ "closed": on })]),
            "GoalState" => self.one_of(vec![
                json!("proposed"),
                json!("active"),
                json!({ "met": on }),
                json!({ "missed": on }),
                json!({ "dropped": on }),
            ]),
            "Reported" => json!({ "status": self.pick(&["on-track", "at-risk", "off-track"]), "on": day }),
            "ProposalState" => {
                let since = if self.roll(2) == 0 { Value::Null } else { json!(day) };
                let mut states = vec![
                    json!("draft"),
                    json!({ "open": { "since": since } }),
                    json!({ "adopted": on }),
                    json!({ "rejected": on }),
                ];
                if let Some(project) = self.some(organization, &[Kind::Project]) {
                    states.push(json!({ "trial": { "since": since, "project": project.id } }));
                }
                self.one_of(states)
            }
            "AnswerState" => {
                let (planned, done) = (work(self), work(self));
                self.one_of(vec![
                    json!("issued"),
                    json!({ "questioned": { "by": by, "on": day, "question": text } }),
                    json!({ "accepted": { "by": by, "on": day } }),
                    json!({ "declined": { "by": by, "on": day, "because": text } }),
                    json!({ "planned": { "by": by, "on": day, "work": planned } }),
                    json!({ "done": { "on": day, "work": done } }),
                    json!({ "confirmed": { "by": by, "on": day } }),
                    json!({ "withdrawn": { "on": day } }),
                ])
            }
            "Duration" => json!({ "minutes": minutes, "elapsed": self.roll(2) == 0 }),
            "Estimate" => json!({ "optimistic": minutes, "likely": minutes + 30, "pessimistic": minutes + 90 }),
            "Manual" | "Stated" => match self.roll(4) {
                0 => json!({}),
                1 => json!({ "start": self.pick(&TIMES) }),
                2 => json!({ "finish": self.pick(&TIMES) }),
                _ => json!({ "start": "2026-01-05T08:00:00", "finish": "2026-02-05T08:00:00" }),
            },
            "Constraint" => {
                let words =
                    ["start-no-earlier", "start-no-later", "finish-no-earlier", "finish-no-later", "must-start", "must-finish"];
                let (word, moment) = (self.pick(&words), self.pick(&TIMES));
                self.one_of(vec![json!("as-late-as-possible"), json!({ word: moment })])
            }
            "Part" => json!({ "minutes": minutes, "pause": ([0, 480][self.roll(2)]) }),
            "Agreed" => {
                let people: Vec<Value> = self.some(organization, &[Kind::Person]).map(|id| json!(id.id)).into_iter().collect();
                self.one_of(vec![
                    json!({}),
                    json!({ "start": "2026-01-05T08:00:00" }),
                    json!({ "people": people }),
                    json!({ "start": "2026-01-05T00:00:00", "people": people }),
                ])
            }
            "Lag" => {
                let sorts = ["working", "elapsed", "percent", "elapsed-percent"];
                let amount = [0, -240, 480, 50, 61][self.roll(5)];
                json!({ self.pick(&sorts): amount })
            }
            "Service" => {
                let goal = self.some(organization, &[Kind::Goal])?.id;
                self.one_of(vec![json!({ "goal": goal }), json!({ "goal": goal, "contribution": 60 })])
            }
            "Party" => {
                let id = self.some(organization, &[Kind::Person, Kind::Position, Kind::Role, Kind::Unit])?;
                json!({ id.kind.name(): id.id })
            }
            "Need" => {
                let id = self.some(organization, &[Kind::Person, Kind::Resource, Kind::Skill])?;
                if id.kind == Kind::Skill {
                    json!({ "skill": { "skill": id.id, "level": 3, "count": 1 + self.roll(3) } })
                } else {
                    json!({ id.kind.name(): id.id })
                }
            }
            "AbsenceSort" => json!(self.pick(&["away", "holiday", "illness", "care", "training"])),
            "DayPart" => json!(self.pick(&["whole", "morning", "afternoon"])),
            "AbsenceState" => self.one_of(vec![
                json!("requested"),
                json!({ "approved": { "by": by, "on": day } }),
                json!({ "declined": { "by": by, "on": day, "because": text } }),
                json!({ "cancelled": { "on": day } }),
            ]),
            "i16" => json!(2026),
            "Response" => self.one_of(vec![
                json!("undecided"),
                json!({ "avoid": { "how": text } }),
                json!({ "reduce": { "how": text } }),
                json!({ "transfer": { "how": text } }),
                json!({ "accept": { "by": by, "on": day, "because": text } }),
            ]),
            "Countermeasure" => json!(self.pick(&["avoid", "reduce", "transfer"])),
            "Status" => json!(self.pick(&["on-track", "at-risk", "off-track"])),
            "Schedule" => {
                let sort = self.pick(&["days", "weeks", "months"]);
                self.one_of(vec![json!("as-needed"), json!({ sort: { "from": "2026-01-31", "every": 2 } })])
            }
            "RunState" => self.one_of(vec![
                json!("open"),
                json!({ "done": { "by": by, "on": day } }),
                json!({ "skipped": { "on": day, "because": text } }),
            ]),
            "ImprovementState" => self.one_of(vec![
                json!("tried"),
                json!({ "kept": { "by": by, "on": day } }),
                json!({ "undone": { "by": by, "on": day, "because": text } }),
            ]),
            "DelegationState" => self.one_of(vec![
                json!("offered"),
                json!({ "accepted": { "on": day } }),
                json!({ "declined": { "on": day, "because": text } }),
            ]),
            "Readiness" => json!(self.pick(&["now", "soon", "later"])),
            "Proposed" => {
                json!({ "kind": "add-skill", "data": { "id": "01900000-0000-7000-8000-000000000001", "name": self.pick(&NAMES) } })
            }
            "TakenTask" => {
                let task = self.some(organization, &[Kind::Task])?.id;
                json!({ "task": task, "start": self.pick(&TIMES), "work": minutes })
            }
            "QualificationSort" => json!(self.pick(&["education", "certificate", "licence"])),
            "Strength" => json!(self.pick(&["must", "should"])),
            "Bearer" => {
                let id = self.some(organization, &[Kind::Role, Kind::Position])?;
                json!({ id.kind.name(): id.id })
            }
            "Asked" => {
                let mut asked =
                    vec![json!({ "education": { "eqf": 6 } }), json!({ "qualification": { "name": self.pick(&NAMES) } })];
                if let Some(skill) = self.some(organization, &[Kind::Skill]) {
                    asked.push(json!({ "skill": { "skill": skill.id, "level": 2 } }));
                }
                self.one_of(asked)
            }
            "MoneyPoints" => {
                json!({ "optimistic": 0, "likely": 500, "pessimistic": 12_345, "currency": self.pick(&["EUR", "JPY", "KWD"]) })
            }
            "Week" => self.week(),
            "CalendarException" => {
                let name = self.pick(&NAMES);
                self.one_of(vec![
                    json!({ "from": "2026-12-24", "to": "2026-12-26", "name": name }),
                    json!({ "from": "2026-12-31", "to": "2026-12-31", "hours": [[480, 720]] }),
                ])
            }
            "WorkWeek" => json!({ "from": "2026-07-01", "to": "2026-08-31", "name": self.pick(&NAMES), "week": self.week() }),
            "Work" => work(self),
            _ => {
                let kind = of.strip_suffix("Id").and_then(|name| Kind::ALL.iter().find(|kind| format!("{kind:?}") == name));
                let kind = *kind.unwrap_or_else(|| panic!("chance knows no {of}"));
                json!(self.some(organization, &[kind])?.id)
            }
        })
    }

    fn command(&mut self, entry: &CommandEntry, organization: &Organization, mint: &mut dyn FnMut() -> Uuid) -> Option<Command> {
        let mut data = serde_json::Map::new();
        for field in entry.fields {
            let value = match field.name {
                "id" => Some(json!(mint())),
                "number" => continue,
                "code" => Some(json!("TL202")),
                "keys" if self.roll(3) > 0 => continue,
                _ if !field.required && self.roll(4) == 0 => continue,
                "region" => Some(json!(self.pick(&["DE", "DE-BY", "US-CA"]))),
                "levels" => {
                    Some(if self.roll(2) == 0 { json!([]) } else { json!(["Knows", "Helps", "Does", "Leads", "Teaches"]) })
                }
                _ => self.value(field.name, field.kind, organization),
            };
            match value {
                Some(value) => {
                    data.insert(field.name.to_owned(), value);
                }
                None if field.required => return None,
                None => {}
            }
        }
        if entry.kind == "add-hand-off" {
            let link = data.get("dependency").and_then(|id| serde_json::from_value::<DependencyId>(id.clone()).ok());
            let link = organization.find(link?)?;
            data.insert("task".to_owned(), json!(if self.roll(2) == 0 { link.from } else { link.to }));
        }
        Command::from_parts(entry.kind, Value::Object(data)).ok()
    }
}

/// An organization after so many tries of any command.
pub(crate) fn organization(seed: u64, tries: usize) -> Organization {
    let mut dice = Dice(seed);
    let mut mint = crate::world::counting(u128::from(seed) << 64);
    let mut value = Organization::default();
    let act = Act { imported: true, ..Act::of_system(DAY) };
    for number in 0..tries {
        let adding: Vec<&CommandEntry> = Command::ALL
            .iter()
            .filter(|entry| {
                number % 3 == 0 || entry.kind.starts_with("add-") || matches!(entry.kind, "issue-directive" | "record-decision")
            })
            .collect();
        let entry = adding[dice.roll(adding.len())];
        if let Some(command) = dice.command(entry, &value, &mut mint)
            && let Ok(mut changes) = value.decide(&command, &act)
        {
            value.apply(&mut changes, 0);
        }
    }
    value
}
