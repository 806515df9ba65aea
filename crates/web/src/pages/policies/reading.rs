//! Who has read what was published: the button with which somebody says that they have, and, for those who may know, who has not.
//!
//! A version of a policy and a notice are read alike. Whether somebody has read something is theirs and of those who published it to know.

use insight::Readers;
use organization::authority::Section;
use organization::{AnyId, NoticeId, Party, PersonId, PolicyVersionId};

use crate::component::{ActForm, Status, Tone};
use crate::filling::Filling;
use crate::format;
use crate::pages::cards::{Block, Card};
use crate::pages::parts;
use crate::visit::{Tried, Visit};

/// People who have not read it that a page names.
const NAMED: usize = 200;

/// How the viewer stands to something that is to be read.
pub(in crate::pages) struct Reading {
    /// Whether it concerns them.
    concerned: bool,
    /// Whether they have read it.
    read: bool,
    /// Whether those whom it concerns are asked to, by a day.
    asked: bool,
}

impl Reading {
    /// How they stand to a version of a policy, or to a notice; nothing of it concerns anybody where it is neither.
    pub(in crate::pages) fn of(visit: &Visit, thing: AnyId) -> Reading {
        let (me, day) = (visit.me, visit.seen.day());
        visit.seen.compute(|value| {
            if let Some(version) = thing.to::<PolicyVersionId>().and_then(|id| value.find(id)) {
                let concerned = insight::concerns(value, &version.audience, me, day);
                return Reading { concerned, read: value.has_read(me, version.id), asked: version.acknowledge_by.is_some() };
            }
            match thing.to::<NoticeId>().and_then(|id| value.find(id)) {
                Some(notice) => Reading {
                    concerned: insight::concerns(value, &notice.audience, me, day),
                    read: value.has_read_notice(me, notice.id),
                    asked: notice.acknowledge_by.is_some(),
                },
                None => Reading { concerned: false, read: false, asked: false },
            }
        })
    }

    /// What the viewer has done about it; nothing where they have not read it and nobody asks them to.
    pub(in crate::pages) fn status(&self) -> Option<Status> {
        match (self.read, self.concerned && self.asked) {
            (true, _) => Some(Status::new(Tone::Ok, "You have read this")),
            (false, true) => Some(Status::new(Tone::Warn, "You have not read this")),
            (false, false) => None,
        }
    }

    /// The button that says "I have read this", where it concerns the viewer and they have not.
    pub(in crate::pages) fn button(&self, visit: &Visit, tried: &Tried, thing: AnyId) -> Option<ActForm> {
        (self.concerned && !self.read).then(|| button(visit, tried, thing).submit("I have read this").look("primary"))
    }
}

/// The form that says that the viewer has read something.
pub(in crate::pages) fn button<'a>(visit: &'a Visit, tried: &'a Tried, thing: AnyId) -> Filling<'a> {
    let field = if thing.to::<NoticeId>().is_some() { "notice" } else { "version" };
    let form = Filling::new(visit, tried, "add-acknowledgement").named(format!("read-{}", thing.id.simple()));
    form.with(field, thing.id).back()
}

/// Who has read a version of a policy or a notice; nothing for those who may not know.
pub(in crate::pages) fn card(visit: &Visit, thing: AnyId, asked: bool) -> Option<Card> {
    if !visit.seen.sees(Section::Acknowledgement, thing) {
        return None;
    }
    let day = visit.seen.day();
    let readers = visit.seen.compute(|value| {
        let version = thing.to::<PolicyVersionId>().and_then(|id| value.find(id));
        version.map_or_else(
            || thing.to::<NoticeId>().map(|notice| insight::readers_of_notice(value, notice, day)).unwrap_or_default(),
            |version| insight::readers_of_version(value, version, day),
        )
    });
    Some(told(visit, &readers, asked))
}

fn told(visit: &Visit, readers: &Readers, asked: bool) -> Card {
    let card = Card::new("readers", "Who has read it");
    if readers.asked == 0 {
        return card.with(Block::Sentence("Nobody is named to read it.".to_owned()));
    }
    let read = readers.asked - readers.missing.len();
    let people = format::count(readers.asked, "person", "people");
    let card = card.with(Block::Sentence(format!("{read} of {people} have read it.")));
    if readers.missing.is_empty() {
        return card;
    }
    let named = |person: &PersonId| parts::who(&visit.seen, Party::Person(*person));
    let names = readers.missing.iter().take(NAMED).map(named).collect();
    let card =
        card.with(Block::Heading(if asked { "They have not" } else { "They have not, and nobody asked them to" }.to_owned()));
    let more = readers.missing.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| Block::Sentence(format!("And {}.", format::count(more, "other", "others"))));
    card.with(Block::People(names)).with_some(more)
}
