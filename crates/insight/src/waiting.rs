//! What waits for one person: proposals that they are to decide, calls that they are to answer or turn into work, answers to their own calls that they are to
//! make clear or confirm, absences that they are to approve, and delegations that they are asked to accept.
//!
//! Everything is found through indexes, so that it can be counted on every page. A proposal waits for those who are named to decide it; where nobody is named,
//! for the head of the unit that decides. It waits too long by the same days as TL801 says.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;
use organization::{
    Absence, AnswerId, AnswerState, AnyId, Delegation, DelegationState, Directive, DirectiveId, MemberStanding, Membership,
    Organization, Party, PersonId, Proposal, ProposalId, Relation,
};

use crate::findings::proposal_limit;

/// What somebody is waited for to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Decide a proposal.
    Decide,
    /// Answer a call.
    Answer,
    /// Say which work a call became.
    Plan,
    /// Make clear what an addressee asks back.
    Clarify,
    /// Confirm that what was called for is done.
    Confirm,
    /// Approve or decline that somebody is away.
    Approve,
    /// Accept or decline to act for somebody.
    StandIn,
}

/// One thing that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The proposal, directive, absence or delegation.
    pub thing: AnyId,
    /// The answer that it is about; nothing where it is about no call.
    pub answer: Option<AnswerId>,
    /// What is to be done.
    pub step: Step,
    /// By when, where a day was named or follows.
    pub by: Option<Date>,
    /// Whether that day is past.
    pub late: bool,
}

/// What waits for a person on a day: proposals that are open too long first, then by deadline, and what has none last.
pub fn waiting(organization: &Organization, person: PersonId, day: Date) -> Vec<Waiting> {
    let parties = parties_of(organization, person, day);
    let mut waiting = proposals(organization, person, &parties, day);
    for party in &parties {
        waiting.extend(asked(organization, *party, day));
    }
    for directive in organization.linked::<Directive>(Relation::DirectiveFrom, person) {
        waiting.extend(sent(organization, directive.id));
    }
    waiting.extend(absences(organization, person, &parties, day));
    waiting.extend(delegations(organization, person, day));
    waiting.sort_by_key(|one| (!(one.late && one.step == Step::Decide), one.by.is_none(), one.by, one.thing, one.answer));
    waiting.dedup();
    waiting
}

/// The names under which a person is addressed on a day: as themselves, by position, by role, as head of a unit. The reverse of
/// [`Organization::people_of`].
pub fn parties_of(organization: &Organization, person: PersonId, day: Date) -> Vec<Party> {
    if !organization.is_here(person, day) {
        return Vec::new();
    }
    let mut parties = BTreeSet::from([Party::Person(person)]);
    for held in organization.appointments_of(person, day) {
        parties.insert(Party::Position(held.position));
        let Some(position) = organization.find(held.position) else { continue };
        parties.extend(position.roles.iter().map(|role| Party::Role(*role)));
        if organization.head_position(position.unit).is_some_and(|head| head.id == position.id) {
            parties.insert(Party::Unit(position.unit));
        }
    }
    let plays = |member: &&Arc<Membership>| member.dated.holds(day) && member.standing == MemberStanding::Member;
    for member in organization.memberships_of(person).filter(plays) {
        parties.extend(member.roles.iter().map(|role| Party::Role(*role)));
    }
    parties.into_iter().collect()
}

fn proposals(organization: &Organization, person: PersonId, parties: &[Party], day: Date) -> Vec<Waiting> {
    let named = organization.linked::<Proposal>(Relation::ProposalApprover, person);
    let units = parties.iter().filter_map(|party| match party {
        Party::Unit(unit) => Some(*unit),
        Party::Person(_) | Party::Position(_) | Party::Role(_) => None,
    });
    let ours = units.flat_map(|unit| organization.linked::<Proposal>(Relation::ProposalUnit, unit));
    let ours = ours.filter(|proposal| proposal.approvers.is_empty());
    let limit = proposal_limit(organization);
    named.chain(ours).filter_map(|proposal| undecided(proposal, limit, day)).collect()
}

fn undecided(proposal: &Proposal, limit: i32, day: Date) -> Option<Waiting> {
    let since = proposal.state.waits_since()?.or(proposal.created);
    let by = since.and_then(|since| since.checked_add(Span::new().try_days(limit).ok()?).ok());
    let late = by.is_some_and(|by| by <= day);
    Some(Waiting { thing: proposal.id.into(), answer: None, step: Step::Decide, by, late })
}

/// Whether a proposal waits for a decision longer than it should.
pub fn open_too_long(organization: &Organization, proposal: ProposalId, day: Date) -> bool {
    let limit = proposal_limit(organization);
    organization.find(proposal).and_then(|proposal| undecided(proposal, limit, day)).is_some_and(|waiting| waiting.late)
}

/// The requests to be away that this person answers. Only heads and administrators do, and few requests are open at a time.
fn absences(organization: &Organization, person: PersonId, parties: &[Party], day: Date) -> Vec<Waiting> {
    let heads = parties.iter().any(|party| matches!(party, Party::Unit(_)));
    if !heads && !organization.is_administrator(person, day) {
        return Vec::new();
    }
    let theirs = organization
        .undecided_absences()
        .filter(|absence| organization.deciders_of_absences(absence.person, day).contains(&person));
    let waits = |absence: &Arc<Absence>| Waiting {
        thing: absence.id.into(),
        answer: None,
        step: Step::Approve,
        by: Some(absence.from),
        late: absence.from <= day,
    };
    theirs.map(waits).collect()
}

/// The delegations that ask this person to act for somebody.
fn delegations(organization: &Organization, person: PersonId, day: Date) -> Vec<Waiting> {
    let offered = organization
        .linked::<Delegation>(Relation::DelegationTo, person)
        .filter(|delegation| delegation.state == DelegationState::Offered && !delegation.dated.is_over(day));
    let waits = |delegation: &Arc<Delegation>| {
        let by = delegation.dated.from;
        let late = by.is_some_and(|by| by <= day);
        Waiting { thing: delegation.id.into(), answer: None, step: Step::StandIn, by, late }
    };
    offered.map(waits).collect()
}

fn asked(organization: &Organization, party: Party, day: Date) -> Vec<Waiting> {
    let answers = organization.linked::<organization::Answer>(Relation::AnswerAddressee, party.id());
    let waits = |answer: &Arc<organization::Answer>| {
        let directive = organization.find(answer.directive)?;
        let (step, by) = match answer.state {
            AnswerState::Issued => (Step::Answer, directive.answer_by.or(directive.due)),
            AnswerState::Accepted { .. } => (Step::Plan, directive.due),
            AnswerState::Questioned { .. }
            | AnswerState::Declined { .. }
            | AnswerState::Planned { .. }
            | AnswerState::Done { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => return None,
        };
        let late = by.is_some_and(|by| by < day);
        Some(Waiting { thing: directive.id.into(), answer: Some(answer.id), step, by, late })
    };
    answers.filter_map(waits).collect()
}

fn sent(organization: &Organization, directive: DirectiveId) -> Vec<Waiting> {
    let waits = |answer: &Arc<organization::Answer>| {
        let step = match answer.state {
            AnswerState::Questioned { .. } => Step::Clarify,
            AnswerState::Done { .. } => Step::Confirm,
            AnswerState::Issued
            | AnswerState::Accepted { .. }
            | AnswerState::Declined { .. }
            | AnswerState::Planned { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => return None,
        };
        Some(Waiting { thing: directive.into(), answer: Some(answer.id), step, by: None, late: false })
    };
    organization.answers_to(directive).filter_map(waits).collect()
}
