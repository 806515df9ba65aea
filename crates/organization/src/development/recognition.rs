//! Recognition: people thank each other for what they did, and say which functions it showed. Everybody sees it; it counts for nothing else.

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Function, Keys, Organization, PersonId, Prose, Refusal};

pub use crate::record::RecognitionId;

/// What somebody thanks somebody else for.
#[record]
pub struct Recognition {
    /// Who thanks.
    pub from: Option<PersonId>,
    /// Whom.
    pub to: PersonId,
    /// Which functions of leading and managing they showed.
    pub functions: Vec<Function>,
    /// What it was about.
    pub subject: Option<AnyId>,
    /// What for.
    pub text: Prose,
    /// When.
    pub on: Option<Date>,
}

impl Shape for Recognition {
    fn title(&self, organization: &Organization) -> String {
        format!("recognition of {}", organization.label(self.to.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.from.iter().for_each(|id| visit(link(Relation::RecognitionFrom, *id)));
        visit(link(Relation::RecognitionTo, self.to));
        self.subject.iter().for_each(|id| visit(link(Relation::RecognitionSubject, *id)));
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.from == Some(person)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.from == Some(self.to) {
            return Err(Refusal::WithOneself { what: "A recognition".to_owned() });
        }
        if self.text.is_empty() {
            return Err(Refusal::Missing { what: "What the recognition is for".to_owned() });
        }
        Ok(())
    }
}

/// Thanks somebody.
#[command(function = RoleModel)]
pub struct AddRecognition {
    /// The id of the new recognition.
    pub id: RecognitionId,
    /// Who thanks, in an import; otherwise whoever acts.
    pub from: Option<PersonId>,
    /// Whom.
    pub to: PersonId,
    /// Which functions of leading and managing they showed.
    pub functions: Vec<Function>,
    /// What it was about.
    pub subject: Option<AnyId>,
    /// What for.
    pub text: Prose,
    /// When, in an import; otherwise today.
    pub on: Option<Date>,
    /// Keys under which other systems know it.
    pub keys: Keys,
}

impl Decide for AddRecognition {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let (from, on) = if act.imported { (self.from, self.on) } else { (act.person, Some(act.day)) };
        let recognition = Recognition {
            id: self.id,
            from,
            to: self.to,
            functions: self.functions.clone(),
            subject: self.subject,
            text: self.text.clone(),
            on,
            keys: self.keys.clone(),
            ..Recognition::default()
        };
        organization.add(recognition, act)
    }
}

/// Takes back what one said.
#[command(function = OperateDaily, removes = Recognition)]
pub struct RemoveRecognition {
    /// The recognition.
    pub recognition: RecognitionId,
}
