//! Improvements: what exists is made better, tried, and kept or undone by what was seen.

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Name, Organization, PersonId, Prose, Refusal, Set};

pub use crate::record::ImprovementId;

/// A change of how something is done, with how it was before, how it is measured, and what came of it.
#[record(reference = 'I')]
pub struct Improvement {
    /// What changes, in one line.
    pub title: Name,
    /// What is improved: a process, a policy, a project.
    pub subject: Option<AnyId>,
    /// How it was before.
    pub before: Prose,
    /// What is done otherwise.
    pub change: Prose,
    /// How one sees whether it is better.
    pub measure: Option<Name>,
    /// How it was afterwards.
    pub after: Prose,
    /// Whose idea it was.
    pub by: Option<PersonId>,
    /// How far it is.
    pub state: ImprovementState,
}

/// How far an improvement is, with the facts of that state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum ImprovementState {
    /// Being tried.
    #[default]
    Tried,
    /// It stays.
    Kept {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
    },
    /// It was undone.
    Undone {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
        /// Why.
        because: Prose,
    },
}

impl ImprovementState {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            ImprovementState::Tried => "being tried",
            ImprovementState::Kept { .. } => "kept",
            ImprovementState::Undone { .. } => "undone",
        }
    }
}

impl Shape for Improvement {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(format!("{} {} {}", self.before, self.change, self.after))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.subject.iter().for_each(|id| visit(link(Relation::ImprovementSubject, *id)));
        self.by.iter().for_each(|id| visit(link(Relation::ImprovementBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.subject
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.by == Some(person)
    }
}

fn tried(improvement: &Improvement, organization: &Organization) -> Result<(), Refusal> {
    match &improvement.state {
        ImprovementState::Tried => Ok(()),
        ImprovementState::Kept { .. } | ImprovementState::Undone { .. } => {
            Err(organization.wrong_state(improvement.id, improvement.state.word(), "being tried"))
        }
    }
}

/// Adds an improvement.
#[command(function = Improve, adds = Improvement)]
pub struct AddImprovement {
    /// The id of the new improvement.
    pub id: ImprovementId,
    /// What changes, in one line.
    pub title: Name,
    /// What is improved: a process, a policy, a project.
    pub subject: Option<AnyId>,
    /// How it was before.
    pub before: Option<Prose>,
    /// What is done otherwise.
    pub change: Option<Prose>,
    /// How one sees whether it is better.
    pub measure: Option<Name>,
    /// How it was afterwards.
    pub after: Option<Prose>,
    /// Whose idea it was.
    pub by: Option<PersonId>,
    /// How far it is.
    #[imports]
    pub state: Option<ImprovementState>,
}

/// Changes an improvement.
#[command(function = Improve, changes = Improvement)]
pub struct ChangeImprovement {
    /// The improvement.
    pub improvement: ImprovementId,
    /// What changes, in one line.
    pub title: Set<Name>,
    /// What is improved: a process, a policy, a project.
    pub subject: Set<Option<AnyId>>,
    /// How it was before.
    pub before: Set<Prose>,
    /// What is done otherwise.
    pub change: Set<Prose>,
    /// How one sees whether it is better.
    pub measure: Set<Option<Name>>,
    /// How it was afterwards.
    pub after: Set<Prose>,
    /// Whose idea it was.
    pub by: Set<Option<PersonId>>,
    /// How far it is.
    #[imports]
    pub state: Set<ImprovementState>,
}

/// Keeps an improvement: it was better afterwards.
#[command(function = Improve)]
pub struct KeepImprovement {
    /// The improvement.
    pub improvement: ImprovementId,
    /// How it was afterwards.
    pub after: Prose,
}

impl Decide for KeepImprovement {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.improvement, act, |before| {
            tried(before, organization)?;
            let state = ImprovementState::Kept { by: act.person, on: act.day };
            Ok(Improvement { after: self.after.clone(), state, ..before.clone() })
        })
    }
}

/// Undoes an improvement: it was not better afterwards.
#[command(function = Improve)]
pub struct RevertImprovement {
    /// The improvement.
    pub improvement: ImprovementId,
    /// How it was afterwards.
    pub after: Prose,
    /// Why it is undone.
    pub because: Prose,
}

impl Decide for RevertImprovement {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.improvement, act, |before| {
            tried(before, organization)?;
            if self.because.is_empty() {
                return Err(Refusal::Missing { what: "The reason".to_owned() });
            }
            let state = ImprovementState::Undone { by: act.person, on: act.day, because: self.because.clone() };
            Ok(Improvement { after: self.after.clone(), state, ..before.clone() })
        })
    }
}
