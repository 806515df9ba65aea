//! Succession: who could follow in a position. It promises nobody anything, and the candidates do not see it.

use std::sync::Arc;

use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, Organization, PersonId, PositionId, Prose, Refusal, Set};

pub use crate::record::SuccessionId;

/// Who could follow in a position, and how soon. Seen by those who lead there and by administrators.
#[record]
pub struct Succession {
    /// The position.
    pub position: PositionId,
    /// Who.
    pub candidate: PersonId,
    /// How soon they could.
    pub readiness: Readiness,
    /// What is missing, and what is done about it.
    pub note: Prose,
}

/// How soon somebody could follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Readiness {
    /// At once.
    Now,
    /// Within a year.
    #[default]
    Soon,
    /// In more than a year.
    Later,
}

impl Shape for Succession {
    fn title(&self, organization: &Organization) -> String {
        format!("{} for {}", organization.label(self.candidate.into()), organization.label(self.position.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::SuccessionPosition, self.position));
        visit(link(Relation::SuccessionCandidate, self.candidate));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.position.into())
    }
    fn private(&self) -> Option<Section> {
        Some(Section::Succession)
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let twice = |other: &Arc<Succession>| other.id != self.id && other.candidate == self.candidate;
        if organization.linked::<Succession>(Relation::SuccessionPosition, self.position).any(twice) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

/// Names a candidate for a position.
#[command(function = StrengthenOrganization, adds = Succession)]
pub struct AddSuccession {
    /// The id of the new succession.
    pub id: SuccessionId,
    /// The position.
    pub position: PositionId,
    /// Who.
    pub candidate: PersonId,
    /// How soon they could.
    pub readiness: Option<Readiness>,
    /// What is missing, and what is done about it.
    pub note: Option<Prose>,
}

/// Changes a succession.
#[command(function = StrengthenOrganization, changes = Succession)]
pub struct ChangeSuccession {
    /// The succession.
    pub succession: SuccessionId,
    /// How soon they could.
    pub readiness: Set<Readiness>,
    /// What is missing, and what is done about it.
    pub note: Set<Prose>,
}

/// Takes a succession away.
#[command(function = StrengthenOrganization, removes = Succession)]
pub struct RemoveSuccession {
    /// The succession.
    pub succession: SuccessionId,
}
