//! Proposals: somebody challenges how things are, with a hypothesis, perhaps a trial, and a decision.
//!
//! draft → open → trial → adopted or rejected; an open proposal can be decided without a trial.
//!
//! Whoever is named to decide it decides it. So it takes the standing to decide it to name somebody: who only proposes leaves that to the head of the unit.

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Function, Name, Organization, PersonId, ProjectId, Prose, Refusal, Set, UnitId};

pub use crate::record::ProposalId;

/// A challenge to how things are.
#[record(reference = 'C')]
pub struct Proposal {
    /// What is proposed.
    pub title: Name,
    /// What sort of proposal it is, in the organization's own words.
    pub sort: Option<Name>,
    /// What it challenges: a policy, goal, project or unit.
    pub challenges: Option<AnyId>,
    /// What is expected to become better.
    pub hypothesis: Prose,
    /// How one would see it.
    pub measure: Option<Name>,
    /// The unit that decides.
    pub unit: Option<UnitId>,
    /// Who proposes it.
    pub authors: Vec<PersonId>,
    /// Who decides.
    pub approvers: Vec<PersonId>,
    /// When it was written, where that is known.
    pub created: Option<Date>,
    /// Draft, open, on trial, adopted or rejected.
    pub state: ProposalState,
}

/// The state of a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum ProposalState {
    /// Being written.
    #[default]
    Draft,
    /// Open to everybody's word since a day.
    Open {
        /// Since when, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Date>,
    },
    /// Tried out.
    Trial {
        /// Open since.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Date>,
        /// The project that tries it.
        project: ProjectId,
    },
    /// Decided for.
    Adopted {
        /// When, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
    /// Decided against.
    Rejected {
        /// When, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
}

impl ProposalState {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            ProposalState::Draft => "a draft",
            ProposalState::Open { .. } => "open",
            ProposalState::Trial { .. } => "on trial",
            ProposalState::Adopted { .. } => "adopted",
            ProposalState::Rejected { .. } => "rejected",
        }
    }

    /// The day since which it waits for a decision; nothing where it does not.
    pub fn waits_since(&self) -> Option<Option<Date>> {
        match self {
            ProposalState::Open { since } | ProposalState::Trial { since, .. } => Some(*since),
            ProposalState::Draft | ProposalState::Adopted { .. } | ProposalState::Rejected { .. } => None,
        }
    }
}

impl Shape for Proposal {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.hypothesis.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.unit.iter().for_each(|id| visit(link(Relation::ProposalUnit, *id)));
        self.challenges.iter().for_each(|id| visit(link(Relation::ProposalChallenges, *id)));
        self.authors.iter().for_each(|id| visit(link(Relation::ProposalAuthor, *id)));
        self.approvers.iter().for_each(|id| visit(link(Relation::ProposalApprover, *id)));
        if let ProposalState::Trial { project, .. } = &self.state {
            visit(link(Relation::ProposalTrial, *project));
        }
    }
    fn home(&self) -> Option<AnyId> {
        self.unit.map(AnyId::from)
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.authors.contains(&person)
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        self.unit.into_iter().collect()
    }
}

fn naming(command: &AddProposal, _: &Organization) -> Function {
    if command.approvers.is_empty() { Function::ChallengeStatusQuo } else { Function::SetDirection }
}

fn naming_again(command: &ChangeProposal, organization: &Organization) -> Function {
    let known = organization.find(command.proposal).map(|proposal| proposal.approvers.clone()).unwrap_or_default();
    match &command.approvers {
        Set::To(named) if named.iter().any(|person| !known.contains(person)) => Function::SetDirection,
        Set::To(_) | Set::Keep => Function::ChallengeStatusQuo,
    }
}

/// Adds a proposal.
#[command(function_of = naming, adds = Proposal)]
pub struct AddProposal {
    /// The id of the new proposal.
    pub id: ProposalId,
    /// What is proposed.
    pub title: Name,
    /// What sort of proposal it is.
    pub sort: Option<Name>,
    /// What it challenges.
    pub challenges: Option<AnyId>,
    /// What is expected to become better.
    pub hypothesis: Option<Prose>,
    /// How one would see it.
    pub measure: Option<Name>,
    /// The unit that decides.
    pub unit: Option<UnitId>,
    /// Who proposes it.
    pub authors: Vec<PersonId>,
    /// Who decides.
    pub approvers: Vec<PersonId>,
    /// When it was written.
    pub created: Option<Date>,
    /// Its state; a draft where it is left out.
    #[imports]
    pub state: Option<ProposalState>,
}

/// Changes a proposal.
#[command(function_of = naming_again, changes = Proposal)]
pub struct ChangeProposal {
    /// The proposal.
    pub proposal: ProposalId,
    /// What is proposed.
    pub title: Set<Name>,
    /// What sort of proposal it is.
    pub sort: Set<Option<Name>>,
    /// What it challenges.
    pub challenges: Set<Option<AnyId>>,
    /// What is expected to become better.
    pub hypothesis: Set<Prose>,
    /// How one would see it.
    pub measure: Set<Option<Name>>,
    /// The unit that decides.
    pub unit: Set<Option<UnitId>>,
    /// Who proposes it.
    pub authors: Set<Vec<PersonId>>,
    /// Who decides.
    pub approvers: Set<Vec<PersonId>>,
    /// When it was written.
    pub created: Set<Option<Date>>,
    /// Its state, as an import states it.
    #[imports]
    pub state: Set<ProposalState>,
}

fn step(
    organization: &Organization,
    act: &Act,
    id: ProposalId,
    next: impl FnOnce(&ProposalState) -> Result<ProposalState, &'static str>,
) -> Result<Changes, Refusal> {
    let before = organization.get(id)?;
    let refused = |wanted: &str| Refusal::WrongState {
        what: organization.label(id.into()),
        state: before.state.word().to_owned(),
        wanted: wanted.to_owned(),
    };
    let state = next(&before.state).map_err(refused)?;
    organization.change(before, Proposal { state, ..(**before).clone() }, act)
}

/// Opens a draft to everybody's word.
#[command(function = ChallengeStatusQuo)]
pub struct OpenProposal {
    /// The proposal.
    pub proposal: ProposalId,
}

impl Decide for OpenProposal {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.proposal, |state| match state {
            ProposalState::Draft => Ok(ProposalState::Open { since: Some(act.day) }),
            ProposalState::Open { .. }
            | ProposalState::Trial { .. }
            | ProposalState::Adopted { .. }
            | ProposalState::Rejected { .. } => Err("a draft"),
        })
    }
}

/// Tries an open proposal out in a project.
#[command(function = ChallengeStatusQuo)]
pub struct TryProposal {
    /// The proposal.
    pub proposal: ProposalId,
    /// The project that tries it.
    pub project: ProjectId,
}

impl Decide for TryProposal {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.proposal, |state| match state {
            ProposalState::Open { since } => Ok(ProposalState::Trial { since: *since, project: self.project }),
            ProposalState::Draft
            | ProposalState::Trial { .. }
            | ProposalState::Adopted { .. }
            | ProposalState::Rejected { .. } => Err("open"),
        })
    }
}

/// Decides for a proposal.
#[command(function = SetDirection)]
pub struct AdoptProposal {
    /// The proposal.
    pub proposal: ProposalId,
}

impl Decide for AdoptProposal {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.proposal, |state| match state {
            ProposalState::Open { .. } | ProposalState::Trial { .. } => Ok(ProposalState::Adopted { on: Some(act.day) }),
            ProposalState::Draft | ProposalState::Adopted { .. } | ProposalState::Rejected { .. } => Err("open or on trial"),
        })
    }
}

/// Decides against a proposal.
#[command(function = SetDirection)]
pub struct RejectProposal {
    /// The proposal.
    pub proposal: ProposalId,
}

impl Decide for RejectProposal {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.proposal, |state| match state {
            ProposalState::Open { .. } | ProposalState::Trial { .. } => Ok(ProposalState::Rejected { on: Some(act.day) }),
            ProposalState::Draft | ProposalState::Adopted { .. } | ProposalState::Rejected { .. } => Err("open or on trial"),
        })
    }
}
