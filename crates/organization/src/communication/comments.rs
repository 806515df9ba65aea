//! Comments on anything. A private one is seen by its author and by whoever answers for the thing.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, Changes, Decide, Organization, PersonId, Prose, Refusal, Set};

pub use crate::record::CommentId;

/// What somebody said about a thing.
#[record]
pub struct Comment {
    /// The thing.
    pub on: AnyId,
    /// Who said it; nobody where an import does not say.
    pub by: Option<PersonId>,
    /// On which day.
    pub day: Option<Date>,
    /// What (Markdown).
    pub text: Prose,
    /// Whether only its author and whoever answers for the thing may see it.
    pub private: bool,
}

impl Shape for Comment {
    fn title(&self, _: &Organization) -> String {
        self.text.chars().take(60).collect()
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::CommentOn, self.on));
        self.by.iter().for_each(|id| visit(link(Relation::CommentBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.on)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.text.is_empty() { Err(Refusal::Missing { what: "The text of the comment".to_owned() }) } else { Ok(()) }
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.by == Some(person)
    }
    fn private(&self) -> Option<Section> {
        self.private.then_some(Section::PrivateComment)
    }
}

impl Organization {
    /// The comments on a thing, the oldest first.
    pub fn comments_on(&self, thing: AnyId) -> impl DoubleEndedIterator<Item = &Arc<Comment>> {
        self.linked::<Comment>(Relation::CommentOn, thing)
    }
}

/// Says something about a thing.
#[command(function = OperateDaily)]
pub struct AddComment {
    /// The id of the new comment.
    pub id: CommentId,
    /// The thing.
    pub on: AnyId,
    /// What (Markdown).
    pub text: Prose,
    /// Whether only its author and whoever answers for the thing may see it.
    pub private: bool,
    /// Who said it, in an import; otherwise whoever acts.
    pub by: Option<PersonId>,
    /// On which day, in an import; otherwise today.
    pub day: Option<Date>,
    /// Keys under which other systems know it.
    pub keys: crate::Keys,
}

impl Decide for AddComment {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let (by, day) = if act.imported { (self.by, self.day) } else { (act.person, Some(act.day)) };
        let comment = Comment {
            id: self.id,
            on: self.on,
            by,
            day,
            text: self.text.clone(),
            private: self.private,
            keys: self.keys.clone(),
            ..Comment::default()
        };
        organization.add(comment, act)
    }
}

/// Changes one's comment.
#[command(function = OperateDaily, changes = Comment)]
pub struct ChangeComment {
    /// The comment.
    pub comment: CommentId,
    /// What.
    pub text: Set<Prose>,
    /// Whether only its author and whoever answers for the thing may see it.
    pub private: Set<bool>,
}

/// Takes a comment away.
#[command(function = OperateDaily, removes = Comment)]
pub struct RemoveComment {
    /// The comment.
    pub comment: CommentId,
}
