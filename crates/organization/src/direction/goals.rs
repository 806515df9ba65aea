//! Goals: what the organization wants to be true, as a tree. A goal's owner is its Accountable; projects serve it; measures say how far it is.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, AnyId, Changes, Dated, Decide, Measure, Name, Organization, Project, Prose, Refusal, Set, UnitId};

pub use crate::record::GoalId;

/// Something that is to be true.
#[record(reference = 'G')]
pub struct Goal {
    /// What is to be true, in one line.
    pub title: Name,
    /// Why it matters.
    pub why: Prose,
    /// The goal that it helps.
    pub parent: Option<GoalId>,
    /// The unit whose goal it is.
    pub unit: Option<UnitId>,
    /// Units that support it.
    pub supporting: Vec<UnitId>,
    /// The period in which it is worked for; its last day is the day before `until`.
    pub period: Dated,
    /// How much it weighs beside others, from 1; 0 stands for 1.
    pub weight: u32,
    /// Where people say that it stands.
    pub reported: Option<Reported>,
    /// Proposed, active, met, missed or dropped.
    pub state: GoalState,
}

/// Where people say that a goal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct Reported {
    /// What they say.
    pub status: Status,
    /// When they said it.
    pub on: Date,
}

/// A reported status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It will be met.
    OnTrack,
    /// It may be missed.
    AtRisk,
    /// It will be missed unless something changes.
    OffTrack,
}

/// The state of a goal. *Active* is a state, whatever its period says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum GoalState {
    /// Somebody wants it; nobody has taken it on.
    Proposed,
    /// It is worked for.
    #[default]
    Active,
    /// It became true.
    Met {
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
    /// Its time passed without it.
    Missed {
        /// When that was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
    /// It is no longer wanted.
    Dropped {
        /// When that was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
}

impl GoalState {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            GoalState::Proposed => "proposed",
            GoalState::Active => "active",
            GoalState::Met { .. } => "met",
            GoalState::Missed { .. } => "missed",
            GoalState::Dropped { .. } => "dropped",
        }
    }

    /// Whether nothing is done for it any more.
    pub fn is_over(self) -> bool {
        match self {
            GoalState::Proposed | GoalState::Active => false,
            GoalState::Met { .. } | GoalState::Missed { .. } | GoalState::Dropped { .. } => true,
        }
    }
}

impl Shape for Goal {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.why.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.parent.iter().for_each(|id| visit(link(Relation::GoalParent, *id)));
        self.unit.iter().for_each(|id| visit(link(Relation::GoalUnit, *id)));
        self.supporting.iter().for_each(|id| visit(link(Relation::GoalSupport, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.parent.map(AnyId::from).or(self.unit.map(AnyId::from))
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.period)?;
        if self.weight > 1000 {
            return Err(Refusal::OutOfRange { what: "The weight of a goal".to_owned(), range: "1 and 1000".to_owned() });
        }
        Ok(())
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        self.unit.into_iter().collect()
    }
}

impl Organization {
    /// The goals directly under one.
    pub fn goals_under(&self, goal: GoalId) -> impl DoubleEndedIterator<Item = &Arc<Goal>> {
        self.linked::<Goal>(Relation::GoalParent, goal)
    }

    /// A goal and those above it, from below.
    pub fn goals_from(&self, goal: GoalId) -> impl Iterator<Item = &Arc<Goal>> {
        crate::value::parent_chain(self.find(goal), |goal| goal.parent.and_then(|parent| self.find(parent)))
    }

    /// The projects that serve a goal.
    pub fn projects_serving(&self, goal: GoalId) -> impl DoubleEndedIterator<Item = &Arc<Project>> {
        self.linked::<Project>(Relation::ProjectGoal, goal)
    }

    /// The measures of a goal.
    pub fn measures_of(&self, goal: GoalId) -> impl DoubleEndedIterator<Item = &Arc<Measure>> {
        self.linked::<Measure>(Relation::MeasureGoal, goal)
    }
}

/// Adds a goal.
#[command(function = SetDirection, adds = Goal)]
pub struct AddGoal {
    /// The id of the new goal.
    pub id: GoalId,
    /// What is to be true, in one line.
    pub title: Name,
    /// Why it matters.
    pub why: Option<Prose>,
    /// The goal that it helps.
    pub parent: Option<GoalId>,
    /// The unit whose goal it is.
    pub unit: Option<UnitId>,
    /// Units that support it.
    pub supporting: Vec<UnitId>,
    /// The period in which it is worked for.
    pub period: Option<Dated>,
    /// How much it weighs beside others, from 1.
    pub weight: Option<u32>,
    /// Proposed or active; active where it is left out.
    pub state: Option<GoalState>,
}

/// Changes a goal.
#[command(function = SetDirection, changes = Goal)]
pub struct ChangeGoal {
    /// The goal.
    pub goal: GoalId,
    /// What is to be true, in one line.
    pub title: Set<Name>,
    /// Why it matters.
    pub why: Set<Prose>,
    /// The unit whose goal it is.
    pub unit: Set<Option<UnitId>>,
    /// Units that support it.
    pub supporting: Set<Vec<UnitId>>,
    /// The period in which it is worked for.
    pub period: Set<Dated>,
    /// How much it weighs beside others.
    pub weight: Set<u32>,
    /// Where people say that it stands.
    pub reported: Set<Option<Reported>>,
    /// Proposed or active.
    pub state: Set<GoalState>,
}

/// Hangs a goal under another, or at the top.
#[command(function = SetDirection, changes = Goal)]
pub struct MoveGoal {
    /// The goal.
    pub goal: GoalId,
    /// The goal that it helps; nothing at the top.
    pub parent: Set<Option<GoalId>>,
}

/// Closes a goal: it was met, missed, or is no longer wanted.
#[command(function = SetDirection)]
pub struct CloseGoal {
    /// The goal.
    pub goal: GoalId,
    /// Met, missed or dropped.
    pub state: GoalState,
}

impl Decide for CloseGoal {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.goal)?;
        if before.state.is_over() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.goal.into()) });
        }
        if !self.state.is_over() {
            return Err(Refusal::WrongState {
                what: "A closed goal".to_owned(),
                state: self.state.word().to_owned(),
                wanted: "met, missed or dropped".to_owned(),
            });
        }
        organization.change(before, Goal { state: self.state, ..(**before).clone() }, act)
    }
}

/// Takes a closed goal up again.
#[command(function = SetDirection)]
pub struct ReopenGoal {
    /// The goal.
    pub goal: GoalId,
}

impl Decide for ReopenGoal {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.goal)?;
        if !before.state.is_over() {
            return Err(Refusal::NotClosed { what: organization.label(self.goal.into()) });
        }
        organization.change(before, Goal { state: GoalState::Active, ..(**before).clone() }, act)
    }
}
