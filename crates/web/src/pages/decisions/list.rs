//! `/decisions`: what waits for somebody's word, and all proposals, calls and decisions.

use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use insight::{Step, Waiting};
use organization::{
    AbsenceId, AnswerState, Decision, DelegationId, Directive, DirectiveId, Party, Proposal, ProposalId, ProposalState,
    RecordId as _, Relation,
};
use serde::Deserialize;

use super::tables;
use crate::component::{Cell, Column, Empty, Link, Pages, Place, Row, Segmented, Tab, Table, Tabs};
use crate::pages::absences::days_of;
use crate::pages::parts;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Visit};
use crate::{address, format};

/// How many rows one page shows.
const ROWS: usize = 100;
/// How many things that wait are shown; nobody answers more in a day.
const QUEUE: usize = 200;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `proposals`, `calls` or `log`; else what waits.
    view: String,
    /// Which of them: `open`, `over` or `all`; for calls also `mine` and `sent`.
    show: String,
    /// Words that occur in a decision.
    q: String,
    page: String,
}

/// The page `/decisions`.
#[derive(Template, serde::Serialize)]
#[template(path = "decisions.html")]
struct Decisions {
    shell: Shell,
    sentence: String,
    tabs: Tabs,
    shows: Option<Segmented>,
    search: Option<String>,
    table: Option<Table>,
    pages: Option<Pages>,
    empty: Option<Empty>,
    more: usize,
    start: (&'static str, &'static str),
}

impl Page for Decisions {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Decisions::of(&visit, &asked))
}

impl Asked {
    fn href(&self, show: &str, page: usize) -> String {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        let pairs = [("view", self.view.as_str()), ("show", show), ("q", self.q.trim()), ("page", page.as_str())];
        let kept: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", address::escape(value)))
            .collect();
        if kept.is_empty() { "/decisions".to_owned() } else { format!("/decisions?{}", kept.join("&")) }
    }

    /// The rows of the page that is asked for, with the way to the others.
    fn window<'a, T>(&self, visit: &Visit, all: &'a [T], noun: &str) -> (&'a [T], Option<Pages>) {
        let size = visit.rows(ROWS);
        let page = self.page.parse::<usize>().unwrap_or(1).clamp(1, all.len().div_ceil(size).max(1));
        let from = (page - 1) * size;
        let window = all.get(from..(from + size).min(all.len())).unwrap_or_default();
        let pages = (all.len() > size).then(|| Pages {
            from: from + 1,
            to: from + window.len(),
            total: all.len(),
            noun: noun.to_owned(),
            previous: (page > 1).then(|| self.href(&self.show, page - 1)),
            next: (from + size < all.len()).then(|| self.href(&self.show, page + 1)),
        });
        (window, pages)
    }

    fn shows(&self, choices: &[(&str, &str)]) -> Segmented {
        let tab = |(show, words): &(&str, &str)| Tab::new(*words, self.href(show, 1), self.show == *show);
        Segmented { label: "Which".to_owned(), choices: choices.iter().map(tab).collect() }
    }
}

impl Decisions {
    fn of(visit: &Visit, asked: &Asked) -> Decisions {
        let waiting = visit.waiting();
        let tab = |view: &str, words: &str| {
            let href = if view.is_empty() { "/decisions".to_owned() } else { format!("/decisions?view={view}") };
            Tab::new(words, href, asked.view == view)
        };
        let tabs = vec![
            tab("", "Waiting for you").counting(waiting.len()),
            tab("proposals", "Proposals").counting(visit.seen.count::<Proposal>()),
            tab("calls", "Calls for action").counting(visit.seen.count::<Directive>()),
            tab("log", "Log").counting(visit.seen.count::<Decision>()),
        ];
        let page = Decisions {
            shell: visit.shell("Decisions", Some(Place::Decisions), Vec::new()),
            sentence: sentence(&waiting),
            tabs: Tabs { label: "Decisions".to_owned(), tabs },
            shows: None,
            search: None,
            table: None,
            pages: None,
            empty: None,
            more: 0,
            start: ("New call for action", "/decisions/new-call"),
        };
        match asked.view.as_str() {
            "proposals" => page.proposals(visit, asked),
            "calls" => page.calls(visit, asked),
            "log" => page.log(visit, asked),
            _ => page.waiting(visit, &waiting),
        }
    }

    fn waiting(self, visit: &Visit, waiting: &[Waiting]) -> Decisions {
        let rows: Vec<Row> = waiting.iter().take(QUEUE).filter_map(|one| queued(visit, one)).collect();
        let columns = vec![
            Column::words("What"),
            Column::words("You are asked to"),
            Column::words("Who waits"),
            Column::numbers("By"),
            Column::silent("Whether it is late"),
        ];
        let empty = rows.is_empty().then(|| Empty {
            icon: Icon::CircleCheck,
            title: "Nothing waits for you".to_owned(),
            text: "No proposal or request is yours to decide, no call asks you for an answer, and nothing is to be confirmed."
                .to_owned(),
            links: vec![
                Link::new("See all proposals", "/decisions?view=proposals"),
                Link::new("See all calls", "/decisions?view=calls"),
            ],
        });
        let table = (!rows.is_empty()).then(|| Table::new("What waits for you, by deadline", columns, rows));
        Decisions { table, empty, more: waiting.len().saturating_sub(QUEUE), ..self }
    }

    fn proposals(self, visit: &Visit, asked: &Asked) -> Decisions {
        let takes = |proposal: &Arc<Proposal>| match (asked.show.as_str(), &proposal.state) {
            ("all", _) => true,
            ("draft", state) => *state == ProposalState::Draft,
            ("over", ProposalState::Adopted { .. } | ProposalState::Rejected { .. }) => true,
            ("over", _) => false,
            (_, state) => state.waits_since().is_some(),
        };
        let mut all: Vec<Arc<Proposal>> = visit.seen.all::<Proposal>().into_iter().filter(takes).collect();
        let over = matches!(asked.show.as_str(), "over" | "all");
        all.sort_by_key(|proposal| proposal.state.waits_since().flatten().or(proposal.created));
        if over {
            all.reverse();
        }
        let (window, pages) = asked.window(visit, &all, "proposals");
        let long =
            |proposal: &&Arc<Proposal>| visit.seen.compute(|value| insight::open_too_long(value, proposal.id, visit.seen.day()));
        let long = all.iter().filter(long).count();
        let sentence = match (asked.show.as_str(), all.len(), long) {
            ("", 0, _) => "No proposal waits for a decision.".to_owned(),
            ("", waiting, 0) => format!("{} for a decision.", format::count(waiting, "proposal waits", "proposals wait")),
            ("", waiting, long) => {
                let verb = if waiting == 1 { "proposal waits" } else { "proposals wait" };
                format!("{waiting} {verb} for a decision; {long} too long.")
            }
            (_, all, _) => format!("{}.", format::count(all, "proposal", "proposals")),
        };
        let empty = window.is_empty().then(|| Empty {
            icon: Icon::Lightbulb,
            title: "No proposals here".to_owned(),
            text: "Whoever sees how something could be better writes a proposal: what it challenges, what would become better, and how one would see it.".to_owned(),
            links: vec![Link::new("Write a proposal", "/decisions/new-proposal")],
        });
        Decisions {
            sentence,
            shows: Some(asked.shows(&[("", "Undecided"), ("draft", "Drafts"), ("over", "Decided"), ("all", "All")])),
            table: (!window.is_empty()).then(|| tables::proposed(visit, window, "Proposals")),
            pages,
            empty,
            start: ("New proposal", "/decisions/new-proposal"),
            ..self
        }
    }

    fn calls(self, visit: &Visit, asked: &Asked) -> Decisions {
        let seen = &visit.seen;
        let open = |directive: &Arc<Directive>| {
            seen.compute(|value| value.answers_to(directive.id).any(|answer| answer.state.progress().is_some()))
        };
        let mut all: Vec<Arc<Directive>> = match asked.show.as_str() {
            "sent" => seen.linked::<Directive>(Relation::DirectiveFrom, visit.me),
            "mine" => called(visit),
            "all" => seen.all::<Directive>(),
            "over" => seen.all::<Directive>().into_iter().filter(|directive| !open(directive)).collect(),
            _ => seen.all::<Directive>().into_iter().filter(open).collect(),
        };
        all.sort_by_key(|directive| std::cmp::Reverse((directive.issued, directive.number)));
        let (window, pages) = asked.window(visit, &all, "calls");
        let sentence = match (asked.show.as_str(), all.len()) {
            ("", 0) => "No call is open.".to_owned(),
            ("", open) => format!("{} open.", format::count(open, "call for action is", "calls for action are")),
            ("sent", sent) => format!("{} from you.", format::count(sent, "call", "calls")),
            ("mine", mine) => format!("{} to you.", format::count(mine, "call", "calls")),
            (_, all) => format!("{}.", format::count(all, "call for action", "calls for action")),
        };
        let empty = window.is_empty().then(|| Empty {
            icon: Icon::Megaphone,
            title: "No calls here".to_owned(),
            text: "A call says why, what is wanted and by when; everybody called answers for themselves.".to_owned(),
            links: vec![Link::new("Call for action", "/decisions/new-call")],
        });
        let choices = [("", "Open"), ("mine", "To you"), ("sent", "From you"), ("over", "Closed"), ("all", "All")];
        Decisions {
            sentence,
            shows: Some(asked.shows(&choices)),
            table: (!window.is_empty()).then(|| tables::calls(visit, window, "Calls for action")),
            pages,
            empty,
            ..self
        }
    }

    fn log(self, visit: &Visit, asked: &Asked) -> Decisions {
        let words: Vec<String> = asked.q.split_whitespace().map(str::to_lowercase).collect();
        let says = |decision: &Arc<Decision>| {
            let text = [&*decision.question, &*decision.options, &*decision.choice, &*decision.reasons].join("\n").to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let mut all = visit.seen.all::<Decision>();
        if !words.is_empty() {
            all.retain(says);
        }
        tables::newest_first(&mut all);
        let (window, pages) = asked.window(visit, &all, "decisions");
        let sentence = match (words.is_empty(), all.len()) {
            (true, 0) => "Nothing was decided yet.".to_owned(),
            (true, count) => format!("{}, the newest first.", format::count(count, "decision", "decisions")),
            (false, 0) => format!("No decision speaks of “{}”.", asked.q.trim()),
            (false, count) => format!("{} of “{}”.", format::count(count, "decision speaks", "decisions speak"), asked.q.trim()),
        };
        let empty = window.is_empty().then(|| Empty {
            icon: Icon::Scale,
            title: "No decisions here".to_owned(),
            text: "Write down what was decided and why, so that nobody has to decide it twice.".to_owned(),
            links: vec![Link::new("Record a decision", "/decisions/new-decision")],
        });
        Decisions {
            sentence,
            search: Some(asked.q.trim().to_owned()),
            table: (!window.is_empty()).then(|| tables::decided(visit, window, "Decisions, the newest first")),
            pages,
            empty,
            start: ("Record a decision", "/decisions/new-decision"),
            ..self
        }
    }
}

/// The calls that ask the viewer, under whichever name.
fn called(visit: &Visit) -> Vec<Arc<Directive>> {
    let seen = &visit.seen;
    let parties = seen.compute(|value| insight::parties_of(value, visit.me, seen.day()));
    let answers = parties.iter().flat_map(|party| seen.linked::<organization::Answer>(Relation::AnswerAddressee, party.id()));
    let wanted = answers.filter(|answer| !matches!(answer.state, AnswerState::Withdrawn { .. }));
    let ids: std::collections::BTreeSet<DirectiveId> = wanted.map(|answer| answer.directive).collect();
    ids.into_iter().filter_map(|id| seen.find(id)).collect()
}

/// "3 things wait for you; 1 is late."
fn sentence(waiting: &[Waiting]) -> String {
    let late = waiting.iter().filter(|one| one.late).count();
    match (waiting.len(), late) {
        (0, _) => "Nothing waits for you.".to_owned(),
        (1, 0) => "One thing waits for you.".to_owned(),
        (1, _) => "One thing waits for you, and it is late.".to_owned(),
        (all, 0) => format!("{all} things wait for you."),
        (all, 1) => format!("{all} things wait for you; one is late."),
        (all, late) => format!("{all} things wait for you; {late} are late."),
    }
}

/// One row of the queue.
fn queued(visit: &Visit, one: &Waiting) -> Option<Row> {
    let seen = &visit.seen;
    let title = match (one.thing.to::<AbsenceId>(), one.thing.to::<DelegationId>()) {
        (Some(absence), _) => {
            let absence = seen.find(absence)?;
            format!("{} away {}", seen.title(absence.person.into()), days_of(&absence, seen.day()))
        }
        (_, Some(delegation)) => format!("Act for {}", seen.title(seen.find(delegation)?.from.into())),
        (None, None) => seen.title(one.thing),
    };
    let reference = seen.reference(one.thing).map(|reference| reference.to_string());
    let answer = one.answer.and_then(|id| seen.find(id));
    let addressee = answer.as_ref().map(|answer| seen.title(answer.addressee.id())).unwrap_or_default();
    let step = match one.step {
        Step::Decide => "Decide".to_owned(),
        Step::Answer => format!("Answer for {addressee}"),
        Step::Plan => format!("Say which work it became, for {addressee}"),
        Step::Clarify => format!("Answer what {addressee} asks"),
        Step::Confirm => format!("Confirm that {addressee} has done it"),
        Step::Approve => "Approve or decline".to_owned(),
        Step::StandIn => "Accept or decline".to_owned(),
    };
    let from = match (one.thing.to::<ProposalId>(), one.thing.to::<DirectiveId>()) {
        (Some(proposal), _) => seen.find(proposal).and_then(|proposal| proposal.authors.first().copied()),
        (_, Some(directive)) => seen.find(directive).and_then(|directive| directive.from),
        (None, None) => None,
    };
    let asks = one.thing.to::<AbsenceId>().and_then(|id| seen.find(id)).map(|absence| absence.person);
    let asks = asks.or_else(|| one.thing.to::<DelegationId>().and_then(|id| seen.find(id)).map(|delegation| delegation.from));
    let from = from.or(asks).filter(|from| seen.shows((*from).into())).map(Party::Person);
    let theirs = matches!(one.step, Step::Clarify | Step::Confirm);
    let who = if theirs { answer.as_ref().map(|answer| answer.addressee) } else { from };
    let name = reference.clone().unwrap_or_else(|| one.thing.id.simple().to_string());
    let id = answer.map_or_else(|| name.clone(), |answer| format!("{name}-{}", answer.id.uuid().simple()));
    let href = match one.step {
        Step::StandIn => format!("{}#delegations", address::of(seen, visit.me.into())),
        Step::Decide | Step::Answer | Step::Plan | Step::Clarify | Step::Confirm | Step::Approve => address::of(seen, one.thing),
    };
    let by = one.by.map_or(Cell::Blank, |by| Cell::number(format::day(by, seen.day())));
    Some(Row::new(
        format!("waiting-{id}"),
        vec![
            Cell::title(title, href, reference),
            Cell::text(step),
            who.map_or(Cell::Blank, |who| Cell::Who(parts::who(seen, who))),
            by,
            if one.late { Cell::Status(Status::new(Tone::Warn, "Late")) } else { Cell::Blank },
        ],
    ))
}
