//! Notices: a change is told to those whom it concerns. A notice stands; a correction is another notice.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Keys, Name, Organization, Party, PersonId, Prose, Refusal, UnitId};

pub use crate::record::NoticeId;

/// A change that an audience is told.
#[record]
pub struct Notice {
    /// What is told, in one line.
    pub title: Name,
    /// The text (Markdown).
    pub text: Prose,
    /// What has changed.
    pub about: Option<AnyId>,
    /// The unit that tells it.
    pub unit: Option<UnitId>,
    /// Whom it concerns; everybody where it is empty.
    pub audience: Vec<Party>,
    /// Who tells it.
    pub by: Option<PersonId>,
    /// When.
    pub on: Option<Date>,
    /// By when it is to be read; nobody is asked where it is left out.
    pub acknowledge_by: Option<Date>,
}

impl Shape for Notice {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.text.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.about.iter().for_each(|id| visit(link(Relation::NoticeAbout, *id)));
        self.unit.iter().for_each(|id| visit(link(Relation::NoticeUnit, *id)));
        self.audience.iter().for_each(|party| visit(link(Relation::NoticeAudience, party.id())));
        self.by.iter().for_each(|id| visit(link(Relation::NoticeBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.unit.map(AnyId::from).or(self.about)
    }
    fn stands_for_good(&self) -> bool {
        true
    }
    fn units(&self, _: &Organization, _: Date) -> Vec<UnitId> {
        self.unit.into_iter().collect()
    }
}

impl Organization {
    /// The notices about a thing, the oldest first.
    pub fn notices_about(&self, thing: AnyId) -> impl DoubleEndedIterator<Item = &Arc<Notice>> {
        self.linked::<Notice>(Relation::NoticeAbout, thing)
    }
}

/// Tells an audience that something has changed.
#[command(function = CommunicateChange)]
pub struct AddNotice {
    /// The id of the new notice.
    pub id: NoticeId,
    /// What is told, in one line.
    pub title: Name,
    /// The text (Markdown).
    pub text: Option<Prose>,
    /// What has changed.
    pub about: Option<AnyId>,
    /// The unit that tells it.
    pub unit: Option<UnitId>,
    /// Whom it concerns; everybody where it is empty.
    pub audience: Vec<Party>,
    /// Who tells it, in an import; otherwise whoever acts.
    pub by: Option<PersonId>,
    /// When, in an import; otherwise today.
    pub on: Option<Date>,
    /// By when it is to be read; nobody is asked where it is left out.
    pub acknowledge_by: Option<Date>,
    /// Keys under which other systems know it.
    pub keys: Keys,
}

impl Decide for AddNotice {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let (by, on) = if act.imported { (self.by, self.on) } else { (act.person, Some(act.day)) };
        let notice = Notice {
            id: self.id,
            title: self.title.clone(),
            text: self.text.clone().unwrap_or_default(),
            about: self.about,
            unit: self.unit,
            audience: self.audience.clone(),
            by,
            on,
            acknowledge_by: self.acknowledge_by,
            keys: self.keys.clone(),
            ..Notice::default()
        };
        organization.add(notice, act)
    }
}
