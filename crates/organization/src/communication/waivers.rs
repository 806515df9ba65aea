//! Waivers: whoever is accountable says that a finding is known and accepted for a time, and why.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Name, Organization, PersonId, Prose, Refusal};

pub use crate::record::WaiverId;

/// That a finding is accepted for a time.
#[record]
pub struct Waiver {
    /// The code of the finding: TL202.
    pub code: Name,
    /// The object that it is about.
    pub subject: AnyId,
    /// Why it is accepted.
    pub reason: Prose,
    /// The first day on which it is shown again.
    pub until: Date,
    /// Who waived it.
    pub by: Option<PersonId>,
}

impl Shape for Waiver {
    fn title(&self, organization: &Organization) -> String {
        format!("{} for {}", self.code, organization.label(self.subject))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::WaiverSubject, self.subject));
        self.by.iter().for_each(|id| visit(link(Relation::WaiverBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.subject)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.reason.is_empty() {
            return Err(Refusal::Missing { what: "The reason of the waiver".to_owned() });
        }
        let is_code =
            self.code.len() == 5 && self.code.starts_with("TL") && self.code[2..].bytes().all(|byte| byte.is_ascii_digit());
        if is_code {
            Ok(())
        } else {
            Err(Refusal::OutOfRange { what: "The code of a finding".to_owned(), range: "TL101 and TL999".to_owned() })
        }
    }
}

impl Organization {
    /// The waiver that holds for a finding on a day.
    pub fn waiver(&self, code: &str, subject: AnyId, day: Date) -> Option<&Arc<Waiver>> {
        self.linked::<Waiver>(Relation::WaiverSubject, subject).find(|waiver| *waiver.code == *code && day < waiver.until)
    }
}

/// Accepts a finding for a time.
#[command(function = Monitor)]
pub struct AddWaiver {
    /// The id of the new waiver.
    pub id: WaiverId,
    /// The code of the finding.
    pub code: Name,
    /// The object that it is about.
    pub subject: AnyId,
    /// Why it is accepted.
    pub reason: Prose,
    /// The first day on which it is shown again.
    pub until: Date,
    /// Who waived it, in an import; otherwise whoever acts.
    pub by: Option<PersonId>,
    /// Keys under which other systems know it.
    pub keys: crate::Keys,
}

impl Decide for AddWaiver {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        if !act.imported && self.until <= act.day {
            return Err(Refusal::EndsBeforeStart { end: self.until.to_string(), start: act.day.to_string() });
        }
        let by = if act.imported { self.by } else { act.person };
        let waiver = Waiver {
            id: self.id,
            code: self.code.clone(),
            subject: self.subject,
            reason: self.reason.clone(),
            until: self.until,
            by,
            keys: self.keys.clone(),
            ..Waiver::default()
        };
        organization.add(waiver, act)
    }
}

/// Ends a waiver: the finding is shown again from that day on.
#[command(function = Monitor)]
pub struct EndWaiver {
    /// The waiver.
    pub waiver: WaiverId,
    /// The first day on which it is shown again; today where it is left out.
    pub until: Option<Date>,
}

impl Decide for EndWaiver {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.waiver)?;
        let until = self.until.unwrap_or(act.day);
        organization.change(before, Waiver { until, ..(**before).clone() }, act)
    }
}
