//! Directives: a leader calls somebody to act, and every addressee answers.
//!
//! An answer goes issued → questioned ↔ issued → accepted or declined → planned → done → confirmed or reopened; the sender may withdraw it. The directive
//! stands where its least advanced open answer stands.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{
    Act, AnyId, Changes, Decide, GoalId, Name, Organization, Party, PersonId, ProjectId, Prose, Refusal, Set, TaskId, UnitId,
};

pub use crate::record::{AnswerId, DirectiveId};

/// A call for action.
#[record(reference = 'D')]
pub struct Directive {
    /// What is asked for, in one line.
    pub title: Name,
    /// Who asks; nobody where an import does not say.
    pub from: Option<PersonId>,
    /// The goal that it is for.
    pub goal: Option<GoalId>,
    /// Why.
    pub why: Prose,
    /// The outcome that is wanted.
    pub outcome: Prose,
    /// The limits to keep.
    pub limits: Prose,
    /// The help that is offered.
    pub help: Prose,
    /// When it was issued, where that is known.
    pub issued: Option<Date>,
    /// By when an answer is wanted.
    pub answer_by: Option<Date>,
    /// By when it is to be done.
    pub due: Option<Date>,
}

/// The answer of one addressee.
#[record]
pub struct Answer {
    /// The directive.
    pub directive: DirectiveId,
    /// Who is called: a person, a position or a unit.
    pub addressee: Party,
    /// How far it is.
    pub state: AnswerState,
}

/// How far an answer is, with the facts of that state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerState {
    /// Asked, not yet answered.
    #[default]
    Issued,
    /// The addressee asks back.
    Questioned {
        /// Who.
        by: Option<PersonId>,
        /// When.
        on: Date,
        /// What.
        question: Prose,
    },
    /// Taken on.
    Accepted {
        /// Who.
        by: Option<PersonId>,
        /// When.
        on: Date,
    },
    /// Not taken on.
    Declined {
        /// Who.
        by: Option<PersonId>,
        /// When.
        on: Date,
        /// Why.
        because: Prose,
    },
    /// Turned into work.
    Planned {
        /// Who.
        by: Option<PersonId>,
        /// When.
        on: Date,
        /// The project or tasks.
        work: Work,
    },
    /// Done, says the addressee.
    Done {
        /// When.
        on: Date,
        /// The project or tasks.
        work: Work,
    },
    /// Done, says the sender.
    Confirmed {
        /// Who.
        by: Option<PersonId>,
        /// When.
        on: Date,
    },
    /// Taken back by the sender.
    Withdrawn {
        /// When.
        on: Date,
    },
}

/// The work that a directive was turned into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// A whole project.
    Project(ProjectId),
    /// Tasks.
    Tasks(Vec<TaskId>),
}

impl AnswerState {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            AnswerState::Issued => "issued",
            AnswerState::Questioned { .. } => "questioned",
            AnswerState::Accepted { .. } => "accepted",
            AnswerState::Declined { .. } => "declined",
            AnswerState::Planned { .. } => "planned",
            AnswerState::Done { .. } => "done",
            AnswerState::Confirmed { .. } => "confirmed",
            AnswerState::Withdrawn { .. } => "withdrawn",
        }
    }

    /// How far it is, the least advanced first; nothing where it is over.
    pub fn progress(&self) -> Option<u8> {
        match self {
            AnswerState::Issued => Some(0),
            AnswerState::Questioned { .. } => Some(1),
            AnswerState::Accepted { .. } => Some(2),
            AnswerState::Planned { .. } => Some(3),
            AnswerState::Done { .. } => Some(4),
            AnswerState::Declined { .. } | AnswerState::Confirmed { .. } | AnswerState::Withdrawn { .. } => None,
        }
    }
}

impl Shape for Directive {
    fn title(&self, _: &Organization) -> String {
        self.title.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(format!("{} {}", self.why, self.outcome))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.goal.iter().for_each(|id| visit(link(Relation::DirectiveGoal, *id)));
        self.from.iter().for_each(|id| visit(link(Relation::DirectiveFrom, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.goal.map(AnyId::from)
    }
    fn units(&self, organization: &Organization, day: Date) -> Vec<UnitId> {
        self.from.map(|from| organization.units_of(from, day)).unwrap_or_default()
    }
}

impl Shape for Answer {
    fn title(&self, organization: &Organization) -> String {
        format!("{} to {}", organization.label(self.addressee.id()), organization.label(self.directive.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::AnswerDirective, self.directive));
        visit(link(Relation::AnswerAddressee, self.addressee.id()));
        match &self.state {
            AnswerState::Planned { work, .. } | AnswerState::Done { work, .. } => match work {
                Work::Project(project) => visit(link(Relation::AnswerWork, *project)),
                Work::Tasks(tasks) => tasks.iter().for_each(|task| visit(link(Relation::AnswerWork, *task))),
            },
            AnswerState::Issued
            | AnswerState::Questioned { .. }
            | AnswerState::Accepted { .. }
            | AnswerState::Declined { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => {}
        }
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.addressee.id())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let twice = organization.answers_to(self.directive).any(|other| other.id != self.id && other.addressee == self.addressee);
        if twice { Err(Refusal::AlreadySo { what: self.title(organization) }) } else { Ok(()) }
    }
    fn units(&self, organization: &Organization, day: Date) -> Vec<UnitId> {
        match self.addressee {
            Party::Unit(unit) => vec![unit],
            Party::Person(person) => organization.units_of(person, day),
            Party::Position(position) => organization.find(position).map(|position| position.unit).into_iter().collect(),
            Party::Role(_) => Vec::new(),
        }
    }
}

impl Organization {
    /// The answers to a directive.
    pub fn answers_to(&self, directive: DirectiveId) -> impl DoubleEndedIterator<Item = &Arc<Answer>> {
        self.linked::<Answer>(Relation::AnswerDirective, directive)
    }

    /// Where a directive stands: at its least advanced open answer; at the last one where all are over.
    pub fn standing_of(&self, directive: DirectiveId) -> Option<&AnswerState> {
        let open = self.answers_to(directive).filter_map(|answer| answer.state.progress().map(|progress| (progress, answer)));
        let least = open.min_by_key(|(progress, _)| *progress).map(|(_, answer)| &answer.state);
        least.or_else(|| self.answers_to(directive).next_back().map(|answer| &answer.state))
    }
}

/// Calls somebody to act.
#[command(function = CallForAction)]
pub struct IssueDirective {
    /// The id of the new directive.
    pub id: DirectiveId,
    /// What is asked for, in one line.
    pub title: Name,
    /// Who asks; whoever acts where it is left out.
    pub from: Option<PersonId>,
    /// The goal that it is for.
    pub goal: Option<GoalId>,
    /// Why.
    pub why: Option<Prose>,
    /// The outcome that is wanted.
    pub outcome: Option<Prose>,
    /// The limits to keep.
    pub limits: Option<Prose>,
    /// The help that is offered.
    pub help: Option<Prose>,
    /// When it was issued; today where it is left out, unknown in an import.
    pub issued: Option<Date>,
    /// By when an answer is wanted.
    pub answer_by: Option<Date>,
    /// By when it is to be done.
    pub due: Option<Date>,
    /// The number of its reference, where it brings one along.
    pub number: Option<u32>,
    /// Keys under which other systems know it.
    pub keys: crate::Keys,
}

impl Decide for IssueDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        if !act.imported && act.person.is_some_and(|person| self.from.is_some_and(|from| from != person)) {
            return Err(Refusal::OnlyImported { field: "from".to_owned() });
        }
        let own = if act.imported { None } else { act.person };
        let today = (!act.imported).then_some(act.day);
        let directive = Directive {
            id: self.id,
            title: self.title.clone(),
            from: self.from.or(own),
            goal: self.goal,
            why: self.why.clone().unwrap_or_default(),
            outcome: self.outcome.clone().unwrap_or_default(),
            limits: self.limits.clone().unwrap_or_default(),
            help: self.help.clone().unwrap_or_default(),
            issued: self.issued.or(today),
            answer_by: self.answer_by,
            due: self.due,
            number: self.number.unwrap_or_default(),
            keys: self.keys.clone(),
            revision: 0,
        };
        organization.add(directive, act)
    }
}

/// Changes a directive.
#[command(function = CallForAction, changes = Directive)]
pub struct ChangeDirective {
    /// The directive.
    pub directive: DirectiveId,
    /// What is asked for, in one line.
    pub title: Set<Name>,
    /// Who asks.
    pub from: Set<Option<PersonId>>,
    /// The goal that it is for.
    pub goal: Set<Option<GoalId>>,
    /// Why.
    pub why: Set<Prose>,
    /// The outcome that is wanted.
    pub outcome: Set<Prose>,
    /// The limits to keep.
    pub limits: Set<Prose>,
    /// The help that is offered.
    pub help: Set<Prose>,
    /// When it was issued.
    pub issued: Set<Option<Date>>,
    /// By when an answer is wanted.
    pub answer_by: Set<Option<Date>>,
    /// By when it is to be done.
    pub due: Set<Option<Date>>,
}

/// Addresses a directive to one more party.
#[command(function = CallForAction, adds = Answer)]
pub struct AddAnswer {
    /// The id of the new answer.
    pub id: AnswerId,
    /// The directive.
    pub directive: DirectiveId,
    /// Who is called.
    pub addressee: Party,
    /// How far it is, as an export or import states it; issued where it is left out.
    #[imports]
    pub state: Option<AnswerState>,
}

/// Corrects whom an answer is asked of.
#[command(function = CallForAction, changes = Answer)]
pub struct ChangeAnswer {
    /// The answer.
    pub answer: AnswerId,
    /// Who is called.
    pub addressee: Set<Party>,
    /// How far it is, as an import states it.
    #[imports]
    pub state: Set<AnswerState>,
}

fn step(
    organization: &Organization,
    act: &Act,
    id: AnswerId,
    next: impl FnOnce(&AnswerState) -> Result<AnswerState, Refusal>,
) -> Result<Changes, Refusal> {
    let before = organization.get(id)?;
    let state = next(&before.state)?;
    organization.change(before, Answer { state, ..(**before).clone() }, act)
}

fn closed(state: &AnswerState) -> Refusal {
    Refusal::AnswerClosed { state: state.word().to_owned() }
}

fn taken(organization: &Organization, by: Option<PersonId>) -> Refusal {
    Refusal::AlreadyTaken { by: by.map_or_else(|| "Somebody".to_owned(), |by| organization.label(by.into())) }
}

fn too_early(state: &AnswerState, wanted: &str) -> Refusal {
    Refusal::WrongState { what: "The answer".to_owned(), state: state.word().to_owned(), wanted: wanted.to_owned() }
}

/// Asks the sender back before answering.
#[command(function = Coordinate)]
pub struct QuestionDirective {
    /// The answer.
    pub answer: AnswerId,
    /// The question.
    pub question: Prose,
}

impl Decide for QuestionDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.answer, |state| match state {
            AnswerState::Issued => Ok(AnswerState::Questioned { by: act.person, on: act.day, question: self.question.clone() }),
            AnswerState::Questioned { by, .. } | AnswerState::Accepted { by, .. } | AnswerState::Planned { by, .. } => {
                Err(taken(organization, *by))
            }
            AnswerState::Declined { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => Err(closed(state)),
        })
    }
}

/// The sender has made a question clear: the addressee is to answer again.
#[command(function = CallForAction)]
pub struct ClarifyDirective {
    /// The answer.
    pub answer: AnswerId,
}

impl Decide for ClarifyDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.answer, |state| match state {
            AnswerState::Questioned { .. } => Ok(AnswerState::Issued),
            AnswerState::Issued | AnswerState::Accepted { .. } | AnswerState::Planned { .. } => {
                Err(too_early(state, "questioned"))
            }
            AnswerState::Declined { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => Err(closed(state)),
        })
    }
}

/// Takes a directive on: whoever it calls says that they will see to it.
#[command(function = Implement)]
pub struct AcceptDirective {
    /// The answer.
    pub answer: AnswerId,
}

impl Decide for AcceptDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.answer, |state| match state {
            AnswerState::Issued | AnswerState::Questioned { .. } => Ok(AnswerState::Accepted { by: act.person, on: act.day }),
            AnswerState::Accepted { by, .. } | AnswerState::Planned { by, .. } => Err(taken(organization, *by)),
            AnswerState::Declined { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => Err(closed(state)),
        })
    }
}

/// Does not take a directive on, and says why.
#[command(function = Coordinate)]
pub struct DeclineDirective {
    /// The answer.
    pub answer: AnswerId,
    /// Why.
    pub because: Prose,
}

impl Decide for DeclineDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        if self.because.is_empty() {
            return Err(Refusal::Missing { what: "The reason".to_owned() });
        }
        step(organization, act, self.answer, |state| match state {
            AnswerState::Issued | AnswerState::Questioned { .. } => {
                Ok(AnswerState::Declined { by: act.person, on: act.day, because: self.because.clone() })
            }
            AnswerState::Accepted { by, .. } | AnswerState::Planned { by, .. } => Err(taken(organization, *by)),
            AnswerState::Declined { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => Err(closed(state)),
        })
    }
}

/// Says which project or tasks a directive became.
#[command(function = Plan)]
pub struct PlanDirective {
    /// The answer.
    pub answer: AnswerId,
    /// The project or tasks.
    pub work: Work,
}

impl Decide for PlanDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        if matches!(&self.work, Work::Tasks(tasks) if tasks.is_empty()) {
            return Err(Refusal::Missing { what: "The work".to_owned() });
        }
        step(organization, act, self.answer, |state| match state {
            AnswerState::Issued | AnswerState::Questioned { .. } | AnswerState::Accepted { .. } | AnswerState::Planned { .. } => {
                Ok(AnswerState::Planned { by: act.person, on: act.day, work: self.work.clone() })
            }
            AnswerState::Declined { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => Err(closed(state)),
        })
    }
}

/// Says that what a directive asked for is done.
#[command(function = Implement)]
pub struct FinishDirective {
    /// The answer.
    pub answer: AnswerId,
}

impl Decide for FinishDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.answer, |state| match state {
            AnswerState::Planned { work, .. } => Ok(AnswerState::Done { on: act.day, work: work.clone() }),
            AnswerState::Accepted { .. } => Ok(AnswerState::Done { on: act.day, work: Work::Tasks(Vec::new()) }),
            AnswerState::Issued | AnswerState::Questioned { .. } => Err(too_early(state, "accepted or planned")),
            AnswerState::Declined { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => Err(closed(state)),
        })
    }
}

/// The sender agrees that it is done.
#[command(function = CallForAction)]
pub struct ConfirmDirective {
    /// The answer.
    pub answer: AnswerId,
}

impl Decide for ConfirmDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.answer, |state| match state {
            AnswerState::Done { .. } => Ok(AnswerState::Confirmed { by: act.person, on: act.day }),
            AnswerState::Issued | AnswerState::Questioned { .. } | AnswerState::Accepted { .. } | AnswerState::Planned { .. } => {
                Err(too_early(state, "done"))
            }
            AnswerState::Declined { .. } | AnswerState::Confirmed { .. } | AnswerState::Withdrawn { .. } => Err(closed(state)),
        })
    }
}

/// The sender asks again: it is not done, or is to be looked at anew.
#[command(function = CallForAction)]
pub struct ReopenDirective {
    /// The answer.
    pub answer: AnswerId,
}

impl Decide for ReopenDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        step(organization, act, self.answer, |state| match state {
            AnswerState::Declined { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => Ok(AnswerState::Issued),
            AnswerState::Issued | AnswerState::Questioned { .. } | AnswerState::Accepted { .. } | AnswerState::Planned { .. } => {
                Err(Refusal::NotClosed { what: organization.label(self.answer.into()) })
            }
        })
    }
}

/// Takes a directive back: all its open answers are withdrawn.
#[command(function = CallForAction)]
pub struct WithdrawDirective {
    /// The directive.
    pub directive: DirectiveId,
}

impl Decide for WithdrawDirective {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.get(self.directive)?;
        let mut all = Changes::none();
        for answer in organization.answers_to(self.directive).filter(|answer| answer.state.progress().is_some()) {
            let after = Answer { state: AnswerState::Withdrawn { on: act.day }, ..(**answer).clone() };
            all = all.and(organization.change(answer, after, act)?);
        }
        if all.is_empty() {
            return Err(Refusal::AlreadyClosed { what: organization.label(self.directive.into()) });
        }
        Ok(all)
    }
}
