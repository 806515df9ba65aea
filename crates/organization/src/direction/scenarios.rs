//! Scenarios: a what-if is kept under a name, as data: the position of the journal from which it starts, and the commands. They are decided and derived like any
//! others, on a copy of the value, and change nothing until somebody gives them.

use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, Changes, Command, Decide, Keys, Name, Organization, PersonId, Prose, Refusal, Set};

pub use crate::record::ScenarioId;

/// A what-if that has a name: commands on the organization as it was at a position of the journal, which nobody has given.
#[record(reference = 'S')]
pub struct Scenario {
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: Prose,
    /// The position of the journal on which it is based.
    pub base: u64,
    /// The commands, in order.
    pub commands: Vec<Proposed>,
    /// Whose it is.
    pub by: Option<PersonId>,
}

/// The most commands of a scenario.
pub const SCENARIO_LIMIT: usize = 10_000;

/// A command as data: its name and its fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// Its name.
    pub kind: Name,
    /// Its fields.
    pub data: serde_json::Value,
}

impl Shape for Scenario {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.by.iter().for_each(|id| visit(link(Relation::ScenarioBy, *id)));
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.by == Some(person)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.commands.len() > SCENARIO_LIMIT {
            return Err(Refusal::OutOfRange { what: "The number of commands".to_owned(), range: "0 and 10,000".to_owned() });
        }
        for proposed in &self.commands {
            if let Err(fault) = Command::from_parts(&proposed.kind, proposed.data.clone()) {
                return Err(Refusal::NoCommand { kind: proposed.kind.to_string(), fault });
            }
        }
        Ok(())
    }
}

impl Scenario {
    /// Its commands, as far as they can be read.
    pub fn steps(&self) -> impl Iterator<Item = Command> + '_ {
        self.commands.iter().filter_map(|proposed| Command::from_parts(&proposed.kind, proposed.data.clone()).ok())
    }
}

/// Keeps a what-if under a name.
#[command(function = ChallengeStatusQuo)]
pub struct AddScenario {
    /// The id of the new scenario.
    pub id: ScenarioId,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: Option<Prose>,
    /// The position of the journal on which it is based; the newest where it is left out.
    pub base: Option<u64>,
    /// The commands, in order.
    pub commands: Vec<Proposed>,
    /// Whose it is, in an import; otherwise whoever acts.
    pub by: Option<PersonId>,
    /// The number of its reference, where it brings one along.
    pub number: Option<u32>,
    /// Keys under which other systems know it.
    pub keys: Keys,
}

impl Decide for AddScenario {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let scenario = Scenario {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone().unwrap_or_default(),
            base: self.base.unwrap_or(organization.position()),
            commands: self.commands.clone(),
            by: if act.imported { self.by } else { act.person },
            number: self.number.unwrap_or_default(),
            keys: self.keys.clone(),
            ..Scenario::default()
        };
        organization.add(scenario, act)
    }
}

/// Changes a scenario.
#[command(function = ChallengeStatusQuo, changes = Scenario)]
pub struct ChangeScenario {
    /// The scenario.
    pub scenario: ScenarioId,
    /// Its name.
    pub name: Set<Name>,
    /// What it is for.
    pub description: Set<Prose>,
    /// The commands, in order.
    pub commands: Set<Vec<Proposed>>,
    /// Whose it is.
    pub by: Set<Option<PersonId>>,
}

/// Takes a scenario away.
#[command(function = ChallengeStatusQuo, removes = Scenario)]
pub struct RemoveScenario {
    /// The scenario.
    pub scenario: ScenarioId,
}
