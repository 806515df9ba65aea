//! Calls, proposals and decisions as rows: in the lists of `/decisions`, and on the page of what they are about.

use std::sync::Arc;

use organization::{AnswerState, AnyId, Decision, Directive, Party, Proposal, ProposalState, Relation};

use super::answers::{self, State};
use crate::component::{Cell, Column, Row, Status, Table, Tone, Who};
use crate::pages::parts;
use crate::visit::Visit;
use crate::{address, format};

/// Calls for action with where each stands.
pub(in crate::pages) fn calls(visit: &Visit, directives: &[Arc<Directive>], caption: &str) -> Table {
    let seen = &visit.seen;
    let today = seen.day();
    let row = |directive: &Arc<Directive>| {
        let all = seen.linked::<organization::Answer>(Relation::AnswerDirective, directive.id);
        let wanted = all.iter().filter(|answer| !matches!(answer.state, AnswerState::Withdrawn { .. })).count();
        let open =
            |answer: &&Arc<organization::Answer>| matches!(answer.state, AnswerState::Issued | AnswerState::Questioned { .. });
        let answered = wanted - all.iter().filter(open).count();
        let late = all.iter().any(|answer| answers::late(directive, answer, today));
        let standing = seen.compute(|value| value.standing_of(directive.id).cloned());
        let standing = standing
            .map_or_else(|| Cell::Status(Status::new(Tone::Mute, "Nobody is called")), |state| State::of(&state, late).cell());
        let title = Cell::title(
            directive.title.to_string(),
            address::of(seen, directive.id.into()),
            Some(format!("D-{}", directive.number)),
        );
        Row::new(
            format!("call-{}", directive.number),
            vec![
                title,
                directive.from.map_or(Cell::Blank, |from| Cell::Who(parts::who(seen, Party::Person(from)))),
                standing,
                if wanted == 0 { Cell::Blank } else { Cell::number(format!("{answered} of {wanted}")) },
                directive.answer_by.map_or(Cell::Blank, |by| Cell::number(format::day(by, today))),
                directive.due.map_or(Cell::Blank, |due| Cell::number(format::day(due, today))),
            ],
        )
    };
    let columns = vec![
        Column::words("Call for action"),
        Column::words("From"),
        Column::words("Stands at"),
        Column::numbers("Answered"),
        Column::numbers("Answer by"),
        Column::numbers("Due"),
    ];
    Table::new(caption, columns, directives.iter().map(row).collect())
}

/// The state of a proposal in shape, word and colour; what is open in good time needs only its word.
pub(super) fn proposal_state(visit: &Visit, proposal: &Proposal) -> State {
    let long = visit.seen.compute(|value| insight::open_too_long(value, proposal.id, visit.seen.day()));
    let (tone, word) = match (&proposal.state, long) {
        (ProposalState::Open { .. }, false) => return State::Plain("Open"),
        (ProposalState::Trial { .. }, false) => return State::Plain("On trial"),
        (ProposalState::Open { .. }, true) => (Tone::Warn, "Open too long"),
        (ProposalState::Trial { .. }, true) => (Tone::Warn, "On trial too long"),
        (ProposalState::Draft, _) => (Tone::Mute, "Draft"),
        (ProposalState::Adopted { .. }, _) => (Tone::Ok, "Adopted"),
        (ProposalState::Rejected { .. }, _) => (Tone::Mute, "Rejected"),
    };
    State::Marked(Status::new(tone, word))
}

/// Proposals with where each stands.
pub(in crate::pages) fn proposed(visit: &Visit, proposals: &[Arc<Proposal>], caption: &str) -> Table {
    let seen = &visit.seen;
    let today = seen.day();
    let row = |proposal: &Arc<Proposal>| {
        let author = proposal.authors.first().map_or(Cell::Blank, |author| Cell::Who(people(visit, *author, &proposal.authors)));
        let decides = match (proposal.approvers.first(), proposal.unit) {
            (Some(first), _) => Cell::Who(people(visit, *first, &proposal.approvers)),
            (None, Some(unit)) => Cell::Who(parts::who(seen, Party::Unit(unit))),
            (None, None) => Cell::Status(Status::new(Tone::Warn, "Nobody")),
        };
        let about = proposal.challenges.filter(|id| seen.shows(*id));
        let since = match &proposal.state {
            ProposalState::Draft => proposal.created,
            ProposalState::Open { since } | ProposalState::Trial { since, .. } => since.or(proposal.created),
            ProposalState::Adopted { on } | ProposalState::Rejected { on } => *on,
        };
        Row::new(
            format!("proposal-{}", proposal.number),
            vec![
                Cell::title(
                    proposal.title.to_string(),
                    address::of(seen, proposal.id.into()),
                    Some(format!("C-{}", proposal.number)),
                ),
                proposal_state(visit, proposal).cell(),
                since.map_or(Cell::Blank, |since| Cell::number(format::day(since, today))),
                author,
                decides,
                about.map_or(Cell::Blank, |id| Cell::Link { text: seen.title(id), href: address::of(seen, id) }),
            ],
        )
    };
    let columns = vec![
        Column::words("Proposal"),
        Column::words("State"),
        Column::words("Since"),
        Column::words("From"),
        Column::words("Decides"),
        Column::words("Challenges"),
    ];
    Table::new(caption, columns, proposals.iter().map(row).collect())
}

/// The first of several people, with how many more there are.
fn people(visit: &Visit, first: organization::PersonId, all: &[organization::PersonId]) -> Who {
    let mut who = parts::who(&visit.seen, Party::Person(first));
    if all.len() > 1 {
        who.name = format!("{} and {} more", who.name, all.len() - 1);
    }
    who
}

/// Decisions with what was chosen.
pub(in crate::pages) fn decided(visit: &Visit, decisions: &[Arc<Decision>], caption: &str) -> Table {
    let seen = &visit.seen;
    let row = |decision: &Arc<Decision>| {
        let again = seen.linked::<Decision>(Relation::DecisionSupersedes, decision.id);
        let about = decision.subject.filter(|id| seen.shows(*id));
        let choice = decision.choice.lines().next().unwrap_or_default().to_owned();
        Row::new(
            format!("decision-{}", decision.number),
            vec![
                Cell::title(
                    decision.question.to_string(),
                    address::of(seen, decision.id.into()),
                    Some(format!("N-{}", decision.number)),
                ),
                Cell::text(choice),
                decision.by.first().map_or(Cell::Blank, |by| Cell::Who(people(visit, *by, &decision.by))),
                decision.on.map_or(Cell::Blank, |on| Cell::number(format::day(on, seen.day()))),
                about.map_or(Cell::Blank, |id| Cell::Link { text: seen.title(id), href: address::of(seen, id) }),
                if again.is_empty() { Cell::Blank } else { Cell::Status(Status::new(Tone::Mute, "Superseded")) },
            ],
        )
    };
    let columns = vec![
        Column::words("Question"),
        Column::words("Choice"),
        Column::words("Decided by"),
        Column::numbers("On"),
        Column::words("About"),
        Column::silent("Whether another decision superseded it"),
    ];
    Table::new(caption, columns, decisions.iter().map(row).collect())
}

/// The newest decision first; what has no day comes last.
pub(super) fn newest_first(decisions: &mut [Arc<Decision>]) {
    decisions.sort_by_key(|decision| std::cmp::Reverse((decision.on, decision.number)));
}

/// The proposals that challenge a thing and the decisions about it, as far as the viewer sees them.
pub(in crate::pages) fn about(visit: &Visit, id: AnyId) -> (Vec<Arc<Proposal>>, Vec<Arc<Decision>>) {
    let mut decisions = visit.seen.linked::<Decision>(Relation::DecisionSubject, id);
    newest_first(&mut decisions);
    (visit.seen.linked::<Proposal>(Relation::ProposalChallenges, id), decisions)
}
