//! *Lead*: will we arrive, and what needs me?

use std::collections::BTreeMap;
use std::sync::Arc;

use insight::{Finding, Findings, Plan};
use jiff::civil::Date;
use organization::{AnyId, Function, Goal, GoalId, Project, Proposal, RecordId, Relation};

use super::arrival::{Arrival, axis};
use super::breaks::Breaks;
use super::calls::{self, Sent};
use super::mine::Mine;
use super::{apart, counted, days, loose};
use crate::address;
use crate::chart::StripAxis;
use crate::component::{ActFold, Cell, Code, Column, Empty, FindingTable, Link, Row, Table};
use crate::format;
use crate::pages::decisions;
use crate::pages::scope::*;
use crate::visit::{Tried, Visit};

/// Goals that are shown at once.
const GOALS: usize = 30;
/// Proposals that are shown at once.
const PROPOSALS: usize = 6;
/// Findings that are shown at once.
const FINDINGS: usize = 6;
/// Rules that are named beside one goal.
const BROKEN: usize = 3;

/// What a leader sees.
#[derive(serde::Serialize)]
pub(super) struct Lead {
    pub(super) goals: Option<Table>,
    pub(super) more: usize,
    pub(super) empty: Option<Empty>,
    pub(super) whole: bool,
    pub(super) proposals: Vec<Waiting>,
    pub(super) sent: Vec<Sent>,
    pub(super) asked: usize,
    pub(super) findings: Option<FindingTable>,
    pub(super) more_findings: usize,
    pub(super) breaks: Breaks,
    sentence: String,
    second: String,
}

/// A proposal that waits for a decision.
#[derive(serde::Serialize)]
pub(super) struct Waiting {
    pub(super) title: String,
    pub(super) facts: String,
    pub(super) why: String,
    pub(super) href: String,
    pub(super) acts: Vec<ActFold>,
}

/// How a goal stands by its plans.
#[derive(serde::Serialize)]
struct Standing {
    goal: Arc<Goal>,
    plans: Vec<Arc<Project>>,
    arrival: Arrival,
    broken: Vec<Code>,
}

impl Lead {
    pub(super) fn of(visit: &Visit, mine: &Mine, tried: &Tried) -> Lead {
        let seen = &visit.seen;
        let plan = visit.results.plan.clone();
        let findings = visit.results.findings.clone();
        let mut standings: Vec<Standing> = mine.goals.iter().map(|goal| standing(visit, goal, &plan)).collect();
        let (sentence, second) = sentences(&standings, mine.whole);
        standings.sort_by_key(|standing| {
            (std::cmp::Reverse(standing.arrival.late()), standing.arrival.last.is_none(), standing.arrival.last)
        });
        let more = standings.len().saturating_sub(GOALS);
        standings.truncate(GOALS);
        let near = near(visit, &findings);
        standings.iter_mut().for_each(|standing| standing.broken = broken(visit, standing, &near));
        let reached: Vec<&Finding> = findings
            .open
            .iter()
            .filter(|finding| seen.shows(finding.subject))
            .filter(|finding| seen.compute(|value| mine.reaches(value, finding.subject)))
            .collect();
        let rows = loose::by_rule(seen, reached.iter().copied(), FINDINGS);
        Lead {
            goals: (!standings.is_empty()).then(|| table(visit, &standings)),
            more,
            empty: standings.is_empty().then(nothing),
            whole: mine.whole,
            proposals: proposals(visit, mine, tried),
            sent: calls::sent(visit, tried),
            asked: calls::asked(visit, mine, tried).len(),
            more_findings: reached.len() - rows.iter().map(|row| row.count).sum::<usize>(),
            findings: (!rows.is_empty()).then(|| FindingTable { caption: "The gravest findings".to_owned(), rows }),
            breaks: Breaks::of(visit, &findings),
            sentence,
            second,
        }
    }

    pub(super) fn sentences(&self) -> (String, String) {
        (self.sentence.clone(), self.second.clone())
    }
}

fn nothing() -> Empty {
    Empty {
        icon: Icon::Goal,
        title: "No goals yet".to_owned(),
        text: "Write the first one: what is to be true, by when, and who answers for it. Or bring goals from a file.".to_owned(),
        links: vec![Link::new("Write a goal", "/goals/new"), Link::new("Import a file", "/import")],
    }
}

fn sentences(standings: &[Standing], whole: bool) -> (String, String) {
    let all = standings.len();
    if all == 0 {
        return ("There is no goal to lead to yet.".to_owned(), String::new());
    }
    let late = standings.iter().filter(|standing| standing.arrival.late().is_some()).count();
    let planless = standings.iter().filter(|standing| standing.plans.is_empty()).count();
    let worst = standings.iter().max_by_key(|standing| standing.arrival.late());
    let of = if whole { "goals of the organization" } else { "goals" };
    let first = match (late, worst) {
        (0, _) if planless == all => {
            format!("No plan carries {}.", if all == 1 { "the goal".to_owned() } else { format!("any of the {all} {of}") })
        }
        (0, _) if planless > 0 => format!("Every goal that has a plan ends in time, but {}.", one_or_more(planless)),
        (0, _) => {
            if all == 1 {
                "The goal ends in time, as planned today.".to_owned()
            } else {
                format!("All {all} {of} end in time, as planned today.")
            }
        }
        (late, Some(worst)) => {
            let verb = if late == 1 { "ends" } else { "end" };
            let days = days(worst.arrival.late().unwrap_or_default());
            format!("{} of {all} {of} {verb} late. The latest is “{}”, by {days}.", counted(late), worst.goal.title)
        }
        (_, None) => String::new(),
    };
    let second = if late > 0 && planless > 0 { format!("{} no plan yet.", has(planless)) } else { String::new() };
    (first, second)
}

fn one_or_more(planless: usize) -> String {
    if planless == 1 { "one has none".to_owned() } else { format!("{} have none", counted(planless).to_lowercase()) }
}

fn has(planless: usize) -> String {
    if planless == 1 { "One goal has".to_owned() } else { format!("{} goals have", counted(planless)) }
}

/// The open plans that carry a goal or one below it.
fn carrying(visit: &Visit, goal: GoalId) -> Vec<Arc<Project>> {
    let seen = &visit.seen;
    let mut waiting = vec![goal];
    let mut known: BTreeMap<AnyId, Arc<Project>> = BTreeMap::new();
    let mut looked = 0;
    while let Some(goal) = waiting.pop().filter(|_| looked < 1000) {
        looked += 1;
        for plan in seen.linked::<Project>(Relation::ProjectGoal, goal).into_iter().filter(|plan| !plan.state.is_closed()) {
            known.insert(plan.id.into(), plan);
        }
        waiting.extend(seen.linked::<Goal>(Relation::GoalParent, goal).into_iter().map(|below| below.id));
    }
    known.into_values().collect()
}

fn standing(visit: &Visit, goal: &Arc<Goal>, plan: &Plan) -> Standing {
    let plans = carrying(visit, goal.id);
    let summaries: Vec<_> = plans.iter().filter_map(|project| plan.project(project.id)).collect();
    let start = summaries.iter().filter_map(|summary| summary.start).min();
    let finish = summaries.iter().filter_map(|summary| summary.finish).max();
    let tasks: usize = summaries.iter().map(|summary| summary.open + summary.closed).sum();
    let done: usize = summaries.iter().map(|summary| usize::from(summary.done) * (summary.open + summary.closed)).sum();
    Standing {
        goal: goal.clone(),
        arrival: Arrival {
            span: start.zip(finish).map(|(start, finish)| (start.date(), finish.date())),
            done: u8::try_from(done.checked_div(tasks).unwrap_or_default()).unwrap_or(100),
            last: goal.period.until.and_then(|until| until.yesterday().ok()),
        },
        broken: Vec::new(),
        plans,
    }
}

/// The findings that the reader sees, by the object that each is about and by the place in which it lies.
fn near<'a>(visit: &Visit, findings: &'a Findings) -> BTreeMap<AnyId, Vec<&'a Finding>> {
    let mut near: BTreeMap<AnyId, Vec<&Finding>> = BTreeMap::new();
    let grave = findings.open.iter().filter(|finding| finding.rule.severity != insight::Severity::Hint);
    for finding in grave.filter(|finding| visit.seen.shows(finding.subject)) {
        near.entry(finding.subject).or_default().push(finding);
        if let Some(place) = finding.place.filter(|place| *place != finding.subject) {
            near.entry(place).or_default().push(finding);
        }
    }
    near
}

/// The rules that found something at a goal or at a plan that carries it, the gravest first.
fn broken(visit: &Visit, standing: &Standing, near: &BTreeMap<AnyId, Vec<&Finding>>) -> Vec<Code> {
    let goal = AnyId::from(standing.goal.id);
    let ids = standing.plans.iter().map(|plan| plan.id.into()).chain([goal]);
    let mut rules: Vec<_> = ids.filter_map(|id| near.get(&id)).flatten().map(|finding| finding.rule).collect();
    rules.sort_by_key(|rule| (rule.severity, rule.code));
    rules.dedup();
    let reference = visit.seen.reference(goal).map(|reference| reference.to_string()).unwrap_or_default();
    let code = |rule: &insight::Rule| Code::linked(rule.code, format!("/check?rule={}&in={reference}", rule.code));
    rules.into_iter().take(BROKEN).map(code).collect()
}

fn table(visit: &Visit, standings: &[Standing]) -> Table {
    let axis = axis(standings.iter().map(|standing| &standing.arrival), 250, visit.seen.day());
    let columns = vec![
        Column::words("Goal"),
        Column::words("Carried by"),
        Column::words("Against its end"),
        Column::charts("From start to finish", axis.head()),
        Column::words("What broke"),
    ];
    let rows = standings.iter().map(|standing| row(visit, standing, &axis)).collect();
    Table::new("Goals, the plans that carry them, and when they finish", columns, rows)
}

fn row(visit: &Visit, standing: &Standing, axis: &StripAxis) -> Row {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let id = AnyId::from(standing.goal.id);
    let owner = seen.accountable(id).map(|owner| match owner.people.as_slice() {
        [] => seen.title(owner.party.id()),
        [first, ..] => seen.title((*first).into()),
    });
    let due = standing.arrival.last.map_or_else(|| "no end named".to_owned(), |due| format!("due {}", format::day(due, today)));
    let under = format!("{}, {due}", owner.unwrap_or_else(|| "no owner".to_owned()));
    let carried = match standing.plans.as_slice() {
        [] => Cell::Link { text: "Link a plan".to_owned(), href: address::of(seen, id) },
        [only] => Cell::Link { text: only.name.to_string(), href: address::of(seen, only.id.into()) },
        several => Cell::Link { text: format!("{} plans", several.len()), href: address::of(seen, id) },
    };
    let dateless = if standing.plans.is_empty() { "No plan yet" } else { "No dates yet" };
    let against = standing.arrival.status(today, dateless);
    let chart = standing.arrival.strip(&standing.goal.title, axis);
    let reference = seen.reference(id).map(|reference| reference.to_string()).unwrap_or_default();
    let broken = if standing.broken.is_empty() { Cell::text("nothing") } else { Cell::Codes(standing.broken.clone()) };
    let title = Cell::title(standing.goal.title.to_string(), address::of(seen, id), Some(under));
    Row::new(reference, vec![title, carried, Cell::Status(against), chart, broken])
}

/// Proposals that wait for a decision in the reader's units, or that name the reader as the one who decides.
fn proposals(visit: &Visit, mine: &Mine, tried: &Tried) -> Vec<Waiting> {
    let seen = &visit.seen;
    let today = seen.day();
    let named = seen.linked::<Proposal>(Relation::ProposalApprover, visit.me);
    let ours = mine.units.iter().flat_map(|unit| seen.linked::<Proposal>(Relation::ProposalUnit, *unit));
    let mut waiting: BTreeMap<AnyId, Arc<Proposal>> = BTreeMap::new();
    for proposal in named.into_iter().chain(ours).filter(|proposal| proposal.state.waits_since().is_some()) {
        waiting.insert(proposal.id.into(), proposal);
    }
    let mut waiting: Vec<Arc<Proposal>> = waiting.into_values().collect();
    waiting.sort_by_key(|proposal| proposal.state.waits_since().flatten());
    waiting.iter().take(PROPOSALS).map(|proposal| of_proposal(visit, proposal, today, tried)).collect()
}

fn of_proposal(visit: &Visit, proposal: &Proposal, today: Date, tried: &Tried) -> Waiting {
    let seen = &visit.seen;
    let authors: Vec<String> = proposal.authors.iter().take(2).map(|author| seen.title((*author).into())).collect();
    let since = proposal.state.waits_since().flatten().map(|since| match apart(since, today) {
        0 => "opened today".to_owned(),
        open => format!("open for {}", days(open)),
    });
    let facts: Vec<String> = Some(authors.join(" and ")).filter(|authors| !authors.is_empty()).into_iter().chain(since).collect();
    let fold = |command: &str| decisions::decide(visit, tried, proposal, command, &format!("{command}-{}", proposal.id.uuid()));
    let may = visit.may(Function::SetDirection, proposal.id);
    let acts = if may { vec![fold("adopt-proposal"), fold("reject-proposal")] } else { Vec::new() };
    Waiting {
        title: proposal.title.to_string(),
        facts: facts.join(", "),
        why: proposal.hypothesis.to_string(),
        href: address::of(seen, proposal.id.into()),
        acts,
    }
}
