//! Growth: mentorships, and development plans with their steps and reviews.
//!
//! To set them up develops juniors where the person is early in their working life, else seniors. Plans are private to the person, whoever helps them and those
//! who lead them.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::authority::Section;
use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, AnyId, Changes, Dated, Decide, Function, Name, Openness, Organization, PersonId, Prose, Refusal, Set, TaskId};

pub use crate::record::{DevelopmentActionId, DevelopmentPlanId, DevelopmentReviewId, MentorshipId};

/// That somebody with experience helps somebody to grow.
#[record]
pub struct Mentorship {
    /// Who helps.
    pub mentor: PersonId,
    /// Whom.
    pub mentee: PersonId,
    /// What for.
    pub aim: Prose,
    /// From when until when.
    pub dated: Dated,
}

/// What a person wants to grow into. Seen by them, whoever helps them with it, and those who lead them.
#[record]
pub struct DevelopmentPlan {
    /// Who.
    pub person: PersonId,
    /// What they want to grow into, in one line.
    pub title: Name,
    /// What that means (Markdown).
    pub aim: Prose,
    /// Who helps them with it.
    pub mentor: Option<PersonId>,
    /// From when until when it runs.
    pub dated: Dated,
    /// Open or closed.
    pub state: Openness,
}

/// One step of a development plan, tied to real work where there is some.
#[record]
pub struct DevelopmentAction {
    /// The plan.
    pub plan: DevelopmentPlanId,
    /// What is done.
    pub title: Name,
    /// The task in which it is done.
    pub task: Option<TaskId>,
    /// By when.
    pub due: Option<Date>,
    /// When it was done.
    pub done: Option<Date>,
}

/// What was said when a development plan was looked at.
#[record]
pub struct DevelopmentReview {
    /// The plan.
    pub plan: DevelopmentPlanId,
    /// When.
    pub on: Date,
    /// Who wrote it down.
    pub by: Option<PersonId>,
    /// What was said.
    pub text: Prose,
}

impl Shape for Mentorship {
    fn title(&self, organization: &Organization) -> String {
        format!("{} mentors {}", organization.label(self.mentor.into()), organization.label(self.mentee.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::MentorshipMentor, self.mentor));
        visit(link(Relation::MentorshipMentee, self.mentee));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.mentee.into())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.mentor == person || self.mentee == person
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)?;
        if self.mentor == self.mentee {
            return Err(Refusal::WithOneself { what: "A mentorship".to_owned() });
        }
        let twice =
            |other: &Arc<Mentorship>| other.id != self.id && other.mentor == self.mentor && other.dated.overlaps(self.dated);
        if organization.linked::<Mentorship>(Relation::MentorshipMentee, self.mentee).any(twice) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

impl Shape for DevelopmentPlan {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.aim.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::DevelopmentPlanPerson, self.person));
        self.mentor.iter().for_each(|id| visit(link(Relation::DevelopmentPlanMentor, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.person.into())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person || self.mentor == Some(person)
    }
    fn private(&self) -> Option<Section> {
        Some(Section::Development)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)
    }
}

impl Shape for DevelopmentAction {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::DevelopmentActionPlan, self.plan));
        self.task.iter().for_each(|id| visit(link(Relation::DevelopmentActionTask, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.plan.into())
    }
    fn is_own(&self, organization: &Organization, person: PersonId) -> bool {
        organization.find(self.plan).is_some_and(|plan| plan.person == person || plan.mentor == Some(person))
    }
    fn private(&self) -> Option<Section> {
        Some(Section::Development)
    }
}

impl Shape for DevelopmentReview {
    fn title(&self, organization: &Organization) -> String {
        format!("review of {} on {}", organization.label(self.plan.into()), self.on)
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::DevelopmentReviewPlan, self.plan));
        self.by.iter().for_each(|id| visit(link(Relation::DevelopmentReviewBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.plan.into())
    }
    fn is_own(&self, organization: &Organization, person: PersonId) -> bool {
        organization.find(self.plan).is_some_and(|plan| plan.person == person || plan.mentor == Some(person))
    }
    fn private(&self) -> Option<Section> {
        Some(Section::Development)
    }
}

impl Organization {
    /// The people who mentor a person on a day.
    pub fn mentors_of(&self, person: PersonId, day: Date) -> impl Iterator<Item = PersonId> {
        let mentored = self.linked::<Mentorship>(Relation::MentorshipMentee, person);
        mentored.filter(move |mentorship| mentorship.dated.holds(day)).map(|mentorship| mentorship.mentor)
    }

    /// The development plans of a person.
    pub fn development_of(&self, person: PersonId) -> impl DoubleEndedIterator<Item = &Arc<DevelopmentPlan>> {
        self.linked::<DevelopmentPlan>(Relation::DevelopmentPlanPerson, person)
    }

    fn developing_mentee(&self, mentorship: MentorshipId) -> Function {
        self.find(mentorship).map_or(Function::DevelopSeniors, |mentorship| self.developing(mentorship.mentee))
    }

    fn developing_planned(&self, plan: DevelopmentPlanId) -> Function {
        self.find(plan).map_or(Function::DevelopSeniors, |plan| self.developing(plan.person))
    }
}

fn mentoring(command: &AddMentorship, organization: &Organization) -> Function {
    organization.developing(command.mentee)
}

fn mentoring_again(command: &ChangeMentorship, organization: &Organization) -> Function {
    organization.developing_mentee(command.mentorship)
}

fn mentoring_no_more(command: &EndMentorship, organization: &Organization) -> Function {
    organization.developing_mentee(command.mentorship)
}

fn planning_growth(command: &AddDevelopmentPlan, organization: &Organization) -> Function {
    organization.developing(command.person)
}

fn changing_growth(command: &ChangeDevelopmentPlan, organization: &Organization) -> Function {
    organization.developing_planned(command.development_plan)
}

fn closing_growth(command: &CloseDevelopmentPlan, organization: &Organization) -> Function {
    organization.developing_planned(command.development_plan)
}

/// Adds a mentorship.
#[command(function_of = mentoring, adds = Mentorship)]
pub struct AddMentorship {
    /// The id of the new mentorship.
    pub id: MentorshipId,
    /// Who helps.
    pub mentor: PersonId,
    /// Whom.
    pub mentee: PersonId,
    /// What for.
    pub aim: Option<Prose>,
    /// From when until when.
    pub dated: Option<Dated>,
}

/// Changes a mentorship.
#[command(function_of = mentoring_again, changes = Mentorship)]
pub struct ChangeMentorship {
    /// The mentorship.
    pub mentorship: MentorshipId,
    /// What for.
    pub aim: Set<Prose>,
    /// From when until when.
    pub dated: Set<Dated>,
}

/// Ends a mentorship: it no longer holds from that day on.
#[command(function_of = mentoring_no_more)]
pub struct EndMentorship {
    /// The mentorship.
    pub mentorship: MentorshipId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndMentorship {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.mentorship, act, |before| {
            Ok(Mentorship { dated: Dated { until: Some(self.until), ..before.dated }, ..before.clone() })
        })
    }
}

/// Adds a development plan.
#[command(function_of = planning_growth, adds = DevelopmentPlan)]
pub struct AddDevelopmentPlan {
    /// The id of the new development plan.
    pub id: DevelopmentPlanId,
    /// Who.
    pub person: PersonId,
    /// What they want to grow into, in one line.
    pub title: Name,
    /// What that means (Markdown).
    pub aim: Option<Prose>,
    /// Who helps them with it.
    pub mentor: Option<PersonId>,
    /// From when until when it runs.
    pub dated: Option<Dated>,
    /// Open or closed.
    #[imports]
    pub state: Option<Openness>,
}

/// Changes a development plan.
#[command(function_of = changing_growth, changes = DevelopmentPlan)]
pub struct ChangeDevelopmentPlan {
    /// The development plan.
    pub development_plan: DevelopmentPlanId,
    /// What they want to grow into, in one line.
    pub title: Set<Name>,
    /// What that means (Markdown).
    pub aim: Set<Prose>,
    /// Who helps them with it.
    pub mentor: Set<Option<PersonId>>,
    /// From when until when it runs.
    pub dated: Set<Dated>,
    /// Open or closed.
    #[imports]
    pub state: Set<Openness>,
}

/// Adds a development action.
#[command(function = OperateDaily, adds = DevelopmentAction)]
pub struct AddDevelopmentAction {
    /// The id of the new development action.
    pub id: DevelopmentActionId,
    /// The plan.
    pub plan: DevelopmentPlanId,
    /// What is done.
    pub title: Name,
    /// The task in which it is done.
    pub task: Option<TaskId>,
    /// By when.
    pub due: Option<Date>,
    /// When it was done.
    pub done: Option<Date>,
}

/// Changes a development action.
#[command(function = OperateDaily, changes = DevelopmentAction)]
pub struct ChangeDevelopmentAction {
    /// The development action.
    pub development_action: DevelopmentActionId,
    /// What is done.
    pub title: Set<Name>,
    /// The task in which it is done.
    pub task: Set<Option<TaskId>>,
    /// By when.
    pub due: Set<Option<Date>>,
    /// When it was done.
    pub done: Set<Option<Date>>,
}

/// Takes a development action away.
#[command(function = OperateDaily, removes = DevelopmentAction)]
pub struct RemoveDevelopmentAction {
    /// The development action.
    pub development_action: DevelopmentActionId,
}

/// Adds a development review.
#[command(function = OperateDaily, adds = DevelopmentReview)]
pub struct AddDevelopmentReview {
    /// The id of the new development review.
    pub id: DevelopmentReviewId,
    /// The plan.
    pub plan: DevelopmentPlanId,
    /// When.
    pub on: Date,
    /// Who wrote it down.
    pub by: Option<PersonId>,
    /// What was said.
    pub text: Option<Prose>,
}

/// Changes a development review.
#[command(function = OperateDaily, changes = DevelopmentReview)]
pub struct ChangeDevelopmentReview {
    /// The development review.
    pub development_review: DevelopmentReviewId,
    /// When.
    pub on: Set<Date>,
    /// Who wrote it down.
    pub by: Set<Option<PersonId>>,
    /// What was said.
    pub text: Set<Prose>,
}

/// Takes a development review away.
#[command(function = OperateDaily, removes = DevelopmentReview)]
pub struct RemoveDevelopmentReview {
    /// The development review.
    pub development_review: DevelopmentReviewId,
}

/// Closes a development plan.
#[command(function_of = closing_growth)]
pub struct CloseDevelopmentPlan {
    /// The development plan.
    pub development_plan: DevelopmentPlanId,
    /// Since when; today where it is left out.
    pub on: Option<Date>,
}

impl Decide for CloseDevelopmentPlan {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.development_plan, act, |before| {
            if before.state.is_closed() {
                return Err(Refusal::AlreadyClosed { what: organization.label(before.id.into()) });
            }
            Ok(DevelopmentPlan { state: Openness::Closed { on: self.on.or(Some(act.day)) }, ..before.clone() })
        })
    }
}
