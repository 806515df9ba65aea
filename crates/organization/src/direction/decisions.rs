//! Decisions: a question, what was chosen, why, by whom, when. Never edited, only superseded.

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, Name, Organization, PersonId, Prose};

pub use crate::record::DecisionId;

/// What was decided.
#[record(reference = 'N')]
pub struct Decision {
    /// The question.
    pub question: Name,
    /// The options that were looked at.
    pub options: Prose,
    /// What was chosen.
    pub choice: Prose,
    /// Why.
    pub reasons: Prose,
    /// What it is about.
    pub subject: Option<AnyId>,
    /// Who decided, where that is known.
    pub by: Vec<PersonId>,
    /// When, where that is known.
    pub on: Option<Date>,
    /// The decision that this one supersedes.
    pub supersedes: Option<DecisionId>,
}

impl Shape for Decision {
    fn title(&self, _: &Organization) -> String {
        self.question.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(format!("{} {}", self.choice, self.reasons))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.subject.iter().for_each(|id| visit(link(Relation::DecisionSubject, *id)));
        self.by.iter().for_each(|id| visit(link(Relation::DecisionBy, *id)));
        self.supersedes.iter().for_each(|id| visit(link(Relation::DecisionSupersedes, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.subject
    }
    fn stands_for_good(&self) -> bool {
        true
    }
}

/// Records a decision.
#[command(function = SetDirection, adds = Decision)]
pub struct RecordDecision {
    /// The id of the new decision.
    pub id: DecisionId,
    /// The question.
    pub question: Name,
    /// The options that were looked at.
    pub options: Option<Prose>,
    /// What was chosen.
    pub choice: Option<Prose>,
    /// Why.
    pub reasons: Option<Prose>,
    /// What it is about.
    pub subject: Option<AnyId>,
    /// Who decided.
    pub by: Vec<PersonId>,
    /// When.
    pub on: Option<Date>,
    /// The decision that this one supersedes.
    pub supersedes: Option<DecisionId>,
}
