//! Calls for action, from both ends: those that somebody sent and how they stand, and those that wait for somebody's answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use organization::{Answer, AnswerId, AnswerState, Directive, DirectiveId, Function, Party, RecordId, Relation};

use super::mine::Mine;
use crate::address;
use crate::component::{ActFold, ActForm};
use crate::filling::Filling;
use crate::format;
use crate::visit::{Tried, Visit, without_done};

/// Calls that are shown at once.
const SHOWN: usize = 8;

/// A call that somebody sent.
#[derive(serde::Serialize)]
pub(super) struct Sent {
    pub(super) title: String,
    pub(super) href: String,
    /// "5 of 6 accepted".
    pub(super) standing: String,
    /// What is wrong, or empty: "Eastvale has not answered."
    pub(super) wrong: String,
    /// A question that waits for the sender.
    pub(super) questions: Vec<(String, String)>,
    pub(super) acts: Vec<ActForm>,
}

/// A call that waits for an answer.
#[derive(serde::Serialize)]
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) from: String,
    pub(super) facts: String,
    pub(super) why: String,
    pub(super) overdue: bool,
    pub(super) state: &'static str,
    pub(super) accept: Option<ActForm>,
    pub(super) folds: Vec<ActFold>,
}

fn form<'a>(visit: &'a Visit, tried: &'a Tried, command: &str, answer: AnswerId) -> Filling<'a> {
    let name = format!("{command}-{}", answer.uuid());
    Filling::new(visit, tried, command).named(name).with("answer", answer.uuid()).with("then", without_done(&visit.address))
}

/// The calls that the reader sent and that are not over.
pub(super) fn sent(visit: &Visit, tried: &Tried) -> Vec<Sent> {
    let seen = &visit.seen;
    let directives = seen.linked::<Directive>(Relation::DirectiveFrom, visit.me);
    let open = |directive: &Arc<Directive>| answers(visit, directive.id).iter().any(|answer| answer.state.progress().is_some());
    directives.into_iter().rev().filter(open).take(SHOWN).map(|directive| of_sender(visit, &directive, tried)).collect()
}

fn answers(visit: &Visit, directive: DirectiveId) -> Vec<Arc<Answer>> {
    visit.seen.linked::<Answer>(Relation::AnswerDirective, directive)
}

fn of_sender(visit: &Visit, directive: &Directive, tried: &Tried) -> Sent {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let all = answers(visit, directive.id);
    let name = |party: Party| seen.title(party.id());
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for answer in &all {
        *counts.entry(answer.state.word()).or_default() += 1;
    }
    let standing: Vec<String> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
    let silent: Vec<String> =
        all.iter().filter(|answer| answer.state == AnswerState::Issued).map(|answer| name(answer.addressee)).collect();
    let late = directive.answer_by.is_some_and(|by| by < today);
    let wrong = match silent.as_slice() {
        [] => String::new(),
        _ if !late => String::new(),
        [only] => format!("{only} has not answered."),
        several => format!("{} have not answered.", several.join(", ")),
    };
    let mut questions = Vec::new();
    let mut acts = Vec::new();
    for answer in all.iter().filter(|answer| visit.may(Function::CallForAction, answer.id)) {
        match &answer.state {
            AnswerState::Questioned { question, .. } => {
                questions.push((name(answer.addressee), question.to_string()));
                acts.push(
                    form(visit, tried, "clarify-directive", answer.id).submit("It is clear now").about(name(answer.addressee)),
                );
            }
            AnswerState::Done { .. } => {
                let confirm = form(visit, tried, "confirm-directive", answer.id).submit("Confirm that it is done");
                acts.push(confirm.about(format!("by {}", name(answer.addressee))));
            }
            AnswerState::Issued
            | AnswerState::Accepted { .. }
            | AnswerState::Declined { .. }
            | AnswerState::Planned { .. }
            | AnswerState::Confirmed { .. }
            | AnswerState::Withdrawn { .. } => {}
        }
    }
    let id = directive.id.into();
    Sent {
        title: directive.title.to_string(),
        href: address::of(seen, id),
        standing: format!("{}.", standing.join(", ")),
        wrong,
        questions,
        acts,
    }
}

/// The calls that wait for the reader: to be answered, or to be turned into work.
pub(super) fn asked(visit: &Visit, mine: &Mine, tried: &Tried) -> Vec<Asked> {
    let seen = &visit.seen;
    let mut waiting: Vec<Arc<Answer>> =
        mine.parties.iter().flat_map(|party| seen.linked::<Answer>(Relation::AnswerAddressee, party.id())).collect();
    waiting.retain(|answer| matches!(answer.state, AnswerState::Issued | AnswerState::Accepted { .. }));
    waiting.sort_by_key(|answer| (answer.state != AnswerState::Issued, answer.id));
    waiting.dedup_by_key(|answer| answer.id);
    waiting.iter().take(SHOWN).filter_map(|answer| of_addressee(visit, answer, tried)).collect()
}

fn of_addressee(visit: &Visit, answer: &Answer, tried: &Tried) -> Option<Asked> {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let directive = seen.find(answer.directive)?;
    let title = directive.title.to_string();
    let mut facts = Vec::new();
    if let Party::Unit(unit) = answer.addressee {
        facts.push(format!("to {}", seen.title(unit.into())));
    }
    if answer.state == AnswerState::Issued {
        facts.extend(directive.answer_by.map(|by| format!("answer by {}", format::day(by, today))));
    }
    facts.extend(directive.due.map(|due| format!("done by {}", format::day(due, today))));
    let mut folds = Vec::new();
    let mut fold = |label: &str, form: ActForm| {
        let open = tried.is(&form.name);
        folds.push(ActFold::new(label, form.about(title.clone()), open));
    };
    let issued = answer.state == AnswerState::Issued;
    let accept = (issued && visit.may(Function::Implement, answer.id))
        .then(|| form(visit, tried, "accept-directive", answer.id).submit("Accept").look("primary").about(title.clone()));
    if issued && visit.may(Function::Coordinate, answer.id) {
        let question =
            form(visit, tried, "question-directive", answer.id).lines("question", "What is not clear yet?", "").required();
        fold("Ask back", question.submit("Send the question"));
        let decline = form(visit, tried, "decline-directive", answer.id).lines("because", "Why not?", "").required();
        fold("Decline", decline.hint("The sender reads this.").submit("Decline"));
    }
    if !issued && visit.may(Function::Plan, answer.id) {
        let plan =
            form(visit, tried, "plan-directive", answer.id).line("work", "The plan or the tasks that do it", "").required();
        fold("Say what work it became", plan.hint("A reference, such as P-4, or T-12, T-13.").submit("Save"));
    }
    let from = directive.from.map_or_else(|| "nobody named".to_owned(), |from| seen.title(from.into()));
    Some(Asked {
        id: format!("answer-{}", answer.id.uuid()),
        title,
        from,
        facts: facts.join(", "),
        why: directive.why.to_string(),
        overdue: issued && directive.answer_by.is_some_and(|by| by < today),
        state: if issued { "waits for your answer" } else { "was accepted and is not work yet" },
        accept,
        folds,
    })
}
