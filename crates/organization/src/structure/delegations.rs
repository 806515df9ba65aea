//! Delegations: somebody acts for somebody else for a time. Offered → accepted or declined; only what the deputy has accepted holds.
//!
//! A deputy has the standings of the one whom they act for, in the functions and on the things that the delegation names, and never more: standings that
//! come from another delegation, from oneself or from administration are not passed on.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, AnyId, Changes, Dated, Decide, Function, Kind, Organization, PersonId, Prose, Refusal, Set};

pub use crate::record::DelegationId;

/// That somebody acts for somebody else for a time: in which functions, on what.
#[record]
pub struct Delegation {
    /// Whose authority it is.
    pub from: PersonId,
    /// Who acts for them.
    pub to: PersonId,
    /// On what: a unit, goal, project or task, and all that hangs under it; empty is everything.
    pub scope: Option<AnyId>,
    /// In which functions; empty is all.
    pub functions: Vec<Function>,
    /// From when until when.
    pub dated: Dated,
    /// Why.
    pub reason: Prose,
    /// Whether the deputy has accepted it.
    pub state: DelegationState,
}

/// Whether a deputy has accepted, with the facts of that state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum DelegationState {
    /// Asked.
    #[default]
    Offered,
    /// The deputy acts.
    Accepted {
        /// When they said so.
        on: Date,
    },
    /// The deputy does not.
    Declined {
        /// When they said so.
        on: Date,
        /// Why.
        because: Prose,
    },
}

impl DelegationState {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            DelegationState::Offered => "offered",
            DelegationState::Accepted { .. } => "accepted",
            DelegationState::Declined { .. } => "declined",
        }
    }
}

impl Shape for Delegation {
    fn title(&self, organization: &Organization) -> String {
        format!("{} for {}", organization.label(self.to.into()), organization.label(self.from.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::DelegationFrom, self.from));
        visit(link(Relation::DelegationTo, self.to));
        self.scope.iter().for_each(|id| visit(link(Relation::DelegationScope, *id)));
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)?;
        if self.from == self.to {
            return Err(Refusal::WithOneself { what: "A delegation".to_owned() });
        }
        match self.scope {
            Some(scope) if !matches!(scope.kind, Kind::Unit | Kind::Goal | Kind::Project | Kind::Task) => {
                Err(Refusal::OtherKind { what: organization.label(scope), wanted: "a unit, goal, project or task".to_owned() })
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn is_offered(delegation: &Delegation, organization: &Organization, act: &Act) -> Result<(), Refusal> {
    match &delegation.state {
        DelegationState::Offered => Ok(()),
        DelegationState::Accepted { .. } | DelegationState::Declined { .. } if act.imported => Ok(()),
        DelegationState::Accepted { .. } | DelegationState::Declined { .. } => {
            Err(organization.wrong_state(delegation.id, delegation.state.word(), "offered"))
        }
    }
}

impl Organization {
    /// The delegations by which a person acts for others on a day.
    pub fn delegations_to(&self, person: PersonId, day: Date) -> impl Iterator<Item = &Arc<Delegation>> {
        self.linked::<Delegation>(Relation::DelegationTo, person)
            .filter(move |delegation| matches!(delegation.state, DelegationState::Accepted { .. }) && delegation.dated.holds(day))
    }

    /// Who acts for a person on a day.
    pub fn deputies_of(&self, person: PersonId, day: Date) -> Vec<PersonId> {
        let given = self.linked::<Delegation>(Relation::DelegationFrom, person);
        let holds = |delegation: &&Arc<Delegation>| {
            matches!(delegation.state, DelegationState::Accepted { .. }) && delegation.dated.holds(day)
        };
        given.filter(holds).map(|delegation| delegation.to).collect()
    }
}

/// Asks somebody to act for oneself. It holds once they have accepted.
#[command(function = Organize, adds = Delegation)]
pub struct AddDelegation {
    /// The id of the new delegation.
    pub id: DelegationId,
    /// Whose authority it is.
    pub from: PersonId,
    /// Who acts for them.
    pub to: PersonId,
    /// On what: a unit, goal, project or task, and all that hangs under it; empty is everything.
    pub scope: Option<AnyId>,
    /// In which functions; empty is all.
    pub functions: Vec<Function>,
    /// From when until when.
    pub dated: Option<Dated>,
    /// Why.
    pub reason: Option<Prose>,
    /// Whether the deputy has accepted it.
    #[imports]
    pub state: Option<DelegationState>,
}

/// Changes what was offered, while the deputy has not answered.
#[command(function = Organize, when = is_offered, changes = Delegation)]
pub struct ChangeDelegation {
    /// The delegation.
    pub delegation: DelegationId,
    /// On what: a unit, goal, project or task, and all that hangs under it; empty is everything.
    pub scope: Set<Option<AnyId>>,
    /// In which functions; empty is all.
    pub functions: Set<Vec<Function>>,
    /// From when until when.
    pub dated: Set<Dated>,
    /// Why.
    pub reason: Set<Prose>,
    /// Whether the deputy has accepted it.
    #[imports]
    pub state: Set<DelegationState>,
}

/// Takes a delegation back that nobody has used.
#[command(function = Organize, removes = Delegation)]
pub struct RemoveDelegation {
    /// The delegation.
    pub delegation: DelegationId,
}

/// Ends a delegation: it no longer holds from that day on.
#[command(function = Organize)]
pub struct EndDelegation {
    /// The delegation.
    pub delegation: DelegationId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndDelegation {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.delegation, act, |before| {
            Ok(Delegation { dated: Dated { until: Some(self.until), ..before.dated }, ..before.clone() })
        })
    }
}

/// Accepts to act for somebody.
#[command(function = Coordinate)]
pub struct AcceptDelegation {
    /// The delegation.
    pub delegation: DelegationId,
}

impl Decide for AcceptDelegation {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.delegation, act, |before| {
            is_offered(before, organization, act)?;
            Ok(Delegation { state: DelegationState::Accepted { on: act.day }, ..before.clone() })
        })
    }
}

/// Does not act for somebody.
#[command(function = Coordinate)]
pub struct DeclineDelegation {
    /// The delegation.
    pub delegation: DelegationId,
    /// Why.
    pub because: Prose,
}

impl Decide for DeclineDelegation {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.delegation, act, |before| {
            is_offered(before, organization, act)?;
            Ok(Delegation { state: DelegationState::Declined { on: act.day, because: self.because.clone() }, ..before.clone() })
        })
    }
}
