//! Risks: what may happen, how probable it is, what it would do to tasks, and what is done about it.
//!
//! A risk is avoided, reduced or transferred by whoever plans; to accept it takes the authority to take risks at or above what it hits. Its owner is its
//! Accountable, as of everything.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{
    Act, AnyId, Changes, Decide, Estimate, MoneyPoints, Name, Openness, Organization, PersonId, Prose, Refusal, Set, TaskId,
};

pub use crate::record::{RiskId, RiskImpactId};

/// Something that may happen and hit a goal, a project or a task.
#[record(reference = 'R')]
pub struct Risk {
    /// What may happen, in one line.
    pub title: Name,
    /// What it hits.
    pub subject: Option<AnyId>,
    /// Why it may happen.
    pub cause: Prose,
    /// What would happen.
    pub event: Prose,
    /// What that would do.
    pub effect: Prose,
    /// How probable it is, in per cent.
    pub probability: Option<u8>,
    /// What is done about it.
    pub response: Response,
    /// How probable it is after that, in per cent.
    pub residual: Option<u8>,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// Open or closed.
    pub state: Openness,
}

/// What a risk would do to a task if it happened: working time and money, each as three points.
#[record]
pub struct RiskImpact {
    /// The risk.
    pub risk: RiskId,
    /// The task.
    pub task: TaskId,
    /// Minutes of working time that it would take more.
    pub time: Option<Box<Estimate>>,
    /// What it would cost more.
    pub money: Option<Box<MoneyPoints>>,
}

/// What is done about a risk, with the facts of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// Nobody has said it yet.
    #[default]
    Undecided,
    /// The work is planned so that it cannot happen.
    Avoid {
        /// How.
        how: Prose,
    },
    /// It is made less probable, or less bad.
    Reduce {
        /// How.
        how: Prose,
    },
    /// Somebody else bears it: a contract, an insurance.
    Transfer {
        /// How.
        how: Prose,
    },
    /// It is borne, by whoever has the authority to take risks there.
    Accept {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        on: Date,
        /// Why.
        because: Prose,
    },
}

impl Response {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Response::Undecided => "undecided",
            Response::Avoid { .. } => "avoided",
            Response::Reduce { .. } => "reduced",
            Response::Transfer { .. } => "transferred",
            Response::Accept { .. } => "accepted",
        }
    }
}

/// The responses that need no authority to take risks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Countermeasure {
    /// It cannot happen any more.
    Avoid,
    /// It is less probable, or less bad.
    #[default]
    Reduce,
    /// Somebody else bears it.
    Transfer,
}

impl Shape for Risk {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(format!("{} {} {}", self.cause, self.event, self.effect))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.subject.iter().for_each(|id| visit(link(Relation::RiskSubject, *id)));
        if let Response::Accept { by: Some(by), .. } = &self.response {
            visit(link(Relation::RiskAcceptedBy, *by));
        }
    }
    fn home(&self) -> Option<AnyId> {
        self.subject
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        let wrong = |share: Option<u8>| share.is_some_and(|share| share > 100);
        if wrong(self.probability) || wrong(self.residual) {
            return Err(Refusal::OutOfRange { what: "A probability".to_owned(), range: "0 and 100 per cent".to_owned() });
        }
        Ok(())
    }
}

impl Shape for RiskImpact {
    fn title(&self, organization: &Organization) -> String {
        format!("{} on {}", organization.label(self.risk.into()), organization.label(self.task.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::RiskImpactRisk, self.risk));
        visit(link(Relation::RiskImpactTask, self.task));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.risk.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let twice = |other: &Arc<RiskImpact>| other.id != self.id && other.task == self.task;
        if organization.impacts_of(self.risk).any(twice) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        let time = self.time.as_ref().map(|points| [0, points.optimistic, points.likely, points.pessimistic]);
        let money = self.money.as_ref().map(|points| [0, points.optimistic, points.likely, points.pessimistic]);
        if [time, money].into_iter().flatten().any(|points| !points.is_sorted()) {
            let range = "the optimistic and the pessimistic one, from 0 on".to_owned();
            return Err(Refusal::OutOfRange { what: "The likely impact".to_owned(), range });
        }
        Ok(())
    }
}

impl Organization {
    /// What a risk would do to tasks.
    pub fn impacts_of(&self, risk: RiskId) -> impl DoubleEndedIterator<Item = &Arc<RiskImpact>> {
        self.linked::<RiskImpact>(Relation::RiskImpactRisk, risk)
    }

    /// The risks that hit a thing itself.
    pub fn risks_on(&self, thing: AnyId) -> impl DoubleEndedIterator<Item = &Arc<Risk>> {
        self.linked::<Risk>(Relation::RiskSubject, thing)
    }
}

/// Names a risk.
#[command(function = Monitor, adds = Risk)]
pub struct AddRisk {
    /// The id of the new risk.
    pub id: RiskId,
    /// What may happen, in one line.
    pub title: Name,
    /// What it hits.
    pub subject: Option<AnyId>,
    /// Why it may happen.
    pub cause: Option<Prose>,
    /// What would happen.
    pub event: Option<Prose>,
    /// What that would do.
    pub effect: Option<Prose>,
    /// How probable it is, in per cent.
    pub probability: Option<u8>,
    /// What is done about it.
    #[imports]
    pub response: Option<Response>,
    /// How probable it is after that, in per cent.
    pub residual: Option<u8>,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// Open or closed.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes a risk.
#[command(function = Monitor, changes = Risk)]
pub struct ChangeRisk {
    /// The risk.
    pub risk: RiskId,
    /// What may happen, in one line.
    pub title: Set<Name>,
    /// What it hits.
    pub subject: Set<Option<AnyId>>,
    /// Why it may happen.
    pub cause: Set<Prose>,
    /// What would happen.
    pub event: Set<Prose>,
    /// What that would do.
    pub effect: Set<Prose>,
    /// How probable it is, in per cent.
    pub probability: Set<Option<u8>>,
    /// What is done about it.
    #[imports]
    pub response: Set<Response>,
    /// How probable it is after that, in per cent.
    pub residual: Set<Option<u8>>,
    /// When it is to be looked at again.
    pub review: Set<Option<Date>>,
    /// Open or closed.
    #[imports]
    pub state: Set<Openness>,
}

/// Says what a risk would do to a task.
#[command(function = Monitor, adds = RiskImpact)]
pub struct AddRiskImpact {
    /// The id of the new risk impact.
    pub id: RiskImpactId,
    /// The risk.
    pub risk: RiskId,
    /// The task.
    pub task: TaskId,
    /// Minutes of working time that it would take more.
    pub time: Option<Box<Estimate>>,
    /// What it would cost more.
    pub money: Option<Box<MoneyPoints>>,
}

/// Changes a risk impact.
#[command(function = Monitor, changes = RiskImpact)]
pub struct ChangeRiskImpact {
    /// The risk impact.
    pub risk_impact: RiskImpactId,
    /// Minutes of working time that it would take more.
    pub time: Set<Option<Box<Estimate>>>,
    /// What it would cost more.
    pub money: Set<Option<Box<MoneyPoints>>>,
}

/// Takes a risk impact away.
#[command(function = Monitor, removes = RiskImpact)]
pub struct RemoveRiskImpact {
    /// The risk impact.
    pub risk_impact: RiskImpactId,
}

/// Says what is done about a risk: it is avoided, reduced or transferred.
#[command(function = Plan)]
pub struct RespondToRisk {
    /// The risk.
    pub risk: RiskId,
    /// What is done.
    pub response: Countermeasure,
    /// How.
    pub how: Prose,
    /// How probable it is after that, in per cent.
    pub residual: Option<u8>,
}

impl Decide for RespondToRisk {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.risk, act, |before| {
            if before.state.is_closed() {
                return Err(Refusal::AlreadyClosed { what: organization.label(before.id.into()) });
            }
            let how = self.how.clone();
            let response = match self.response {
                Countermeasure::Avoid => Response::Avoid { how },
                Countermeasure::Reduce => Response::Reduce { how },
                Countermeasure::Transfer => Response::Transfer { how },
            };
            Ok(Risk { response, residual: self.residual.or(before.residual), ..before.clone() })
        })
    }
}

/// Takes a risk: it is borne as it is.
#[command(function = TakeRisk)]
pub struct AcceptRisk {
    /// The risk.
    pub risk: RiskId,
    /// Why.
    pub because: Prose,
}

impl Decide for AcceptRisk {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.risk, act, |before| {
            if before.state.is_closed() {
                return Err(Refusal::AlreadyClosed { what: organization.label(before.id.into()) });
            }
            if self.because.is_empty() {
                return Err(Refusal::Missing { what: "The reason".to_owned() });
            }
            let response = Response::Accept { by: act.person, on: act.day, because: self.because.clone() };
            Ok(Risk { response, ..before.clone() })
        })
    }
}

/// Closes a risk: it can no longer happen, or it has happened.
#[command(function = Monitor)]
pub struct CloseRisk {
    /// The risk.
    pub risk: RiskId,
    /// Since when; today where it is left out.
    pub on: Option<Date>,
}

impl Decide for CloseRisk {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.risk, act, |before| {
            if before.state.is_closed() {
                return Err(Refusal::AlreadyClosed { what: organization.label(before.id.into()) });
            }
            Ok(Risk { state: Openness::Closed { on: self.on.or(Some(act.day)) }, ..before.clone() })
        })
    }
}

/// Opens a closed risk again.
#[command(function = Monitor)]
pub struct ReopenRisk {
    /// The risk.
    pub risk: RiskId,
}

impl Decide for ReopenRisk {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.risk, act, |before| {
            if !before.state.is_closed() {
                return Err(Refusal::NotClosed { what: organization.label(before.id.into()) });
            }
            Ok(Risk { state: Openness::Active, ..before.clone() })
        })
    }
}
