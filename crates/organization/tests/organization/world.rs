//! A small organization for tests: people, units and tasks by name, commands as JSON, days as text.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use organization::{Act, AnyId, Changes, Command, Organization, PersonId, RecordId, Refusal};
use serde_json::{Value, json};
use uuid::Uuid;

/// The day on which tests happen.
pub(crate) const TODAY: Date = date(2026, 11, 23);

/// An organization that grows by commands, whose records have names.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) value: Organization,
    pub(crate) names: BTreeMap<String, AnyId>,
    pub(crate) history: Vec<Changes>,
    last: u128,
}

impl World {
    /// A new id, smaller ones first.
    pub(crate) fn mint(&mut self) -> Uuid {
        self.last += 1;
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + self.last)
    }

    /// The act of the program itself.
    pub(crate) fn act() -> Act {
        Act::of_system(TODAY)
    }

    /// The act of a person.
    pub(crate) fn act_of(person: PersonId) -> Act {
        Act { person: Some(person), ..Act::of_system(TODAY) }
    }

    /// The id behind a name.
    pub(crate) fn id(&self, name: &str) -> AnyId {
        *self.names.get(name).unwrap_or_else(|| panic!("nothing is called {name}"))
    }

    /// The typed id behind a name.
    pub(crate) fn of<I: RecordId>(&self, name: &str) -> I {
        self.id(name).to().unwrap_or_else(|| panic!("{name} is of another kind"))
    }

    /// A command from its name and fields; `"$name"` stands for the id behind a name, `"#name"` for the name of a new record.
    pub(crate) fn command(&mut self, kind: &str, mut data: Value) -> Command {
        let names = self.names.clone();
        fill(&mut data, &names);
        Command::from_parts(kind, data).unwrap_or_else(|fault| panic!("{kind}: {fault}"))
    }

    /// Performs a command as the program itself, or says why not.
    pub(crate) fn attempt(&mut self, kind: &str, data: Value) -> Result<(), Refusal> {
        self.attempt_as(kind, data, &World::act())
    }

    /// Performs a command in the circumstances given, or says why not.
    pub(crate) fn attempt_as(&mut self, kind: &str, data: Value, act: &Act) -> Result<(), Refusal> {
        let command = self.command(kind, data);
        let mut changes = self.value.decide(&command, act)?;
        let position = self.value.position() + 1;
        self.value.apply(&mut changes, position);
        self.history.push(changes);
        Ok(())
    }

    /// Performs a command that must succeed.
    pub(crate) fn perform(&mut self, kind: &str, data: Value) -> &mut World {
        self.attempt(kind, data).unwrap_or_else(|refusal| panic!("{kind}: {refusal}"));
        self
    }

    /// Adds a record under a name. The command is `add-` and the kind; its id is minted here.
    pub(crate) fn add(&mut self, kind: &str, name: &str, mut data: Value) -> &mut World {
        let id = self.mint();
        data["id"] = json!(id);
        let command = if kind == "directive" {
            "issue-directive".to_owned()
        } else if kind == "decision" {
            "record-decision".to_owned()
        } else {
            format!("add-{kind}")
        };
        let kind = organization::Kind::from_name(kind).unwrap_or_else(|| panic!("{kind} is no kind"));
        self.perform(&command, data);
        self.names.insert(name.to_owned(), AnyId { kind, id });
        self
    }

    /// The sentence with which a command is refused.
    pub(crate) fn refused(&mut self, kind: &str, data: Value) -> String {
        let before = self.value.clone();
        let refusal = match self.attempt(kind, data) {
            Err(refusal) => refusal,
            Ok(()) => panic!("{kind} was not refused"),
        };
        assert!(before.same_records(&self.value), "a refused command leaves no trace");
        format!("{}: {refusal}", refusal.code())
    }

    /// Waterworks: a root unit with a team, two people, a goal, a project and three tasks.
    pub(crate) fn waterworks() -> World {
        let mut world = World::default();
        world
            .add("unit", "works", json!({ "name": "Waterworks" }))
            .add("unit", "crew", json!({ "name": "Crew", "parent": "$works" }))
            .add("person", "ines", json!({ "name": "Ines" }))
            .add("person", "tomas", json!({ "name": "Tomas" }))
            .add("position", "head", json!({ "title": "Head of works", "unit": "$works", "head": true }))
            .add("position", "lead", json!({ "title": "Crew lead", "unit": "$crew", "head": true }))
            .add("appointment", "ines-heads", json!({ "person": "$ines", "position": "$head" }))
            .add("appointment", "tomas-leads", json!({ "person": "$tomas", "position": "$lead" }))
            .add("goal", "meters", json!({ "title": "Smart meters", "unit": "$works" }))
            .add("project", "wave", json!({ "name": "Wave two", "unit": "$crew", "serves": [{ "goal": "$meters" }] }))
            .add("task", "dig", json!({ "name": "Dig", "project": "$wave", "rank": 0 }))
            .add("task", "lay", json!({ "name": "Lay", "project": "$wave", "rank": 1 }))
            .add("task", "fill", json!({ "name": "Fill", "project": "$wave", "rank": 2 }));
        world
    }
}

fn fill(data: &mut Value, names: &BTreeMap<String, AnyId>) {
    match data {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix('$') {
                let id = names.get(name).unwrap_or_else(|| panic!("nothing is called {name}"));
                *text = id.id.to_string();
            } else if let Some(name) = text.strip_prefix('@') {
                let id = names.get(name).unwrap_or_else(|| panic!("nothing is called {name}"));
                *text = id.to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, names)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
