//! `/risks`: the register, ranked by what each risk is expected to cost.

use std::sync::Arc;

use axum::response::Response;
use organization::Risk;
use serde::Deserialize;

use super::{map, tables};
use crate::component::{Empty, Link, Place, Segmented, Tab};
use crate::format;
use crate::pages::cards::{Block, Card, CardPage, PageAct, asking, piece};
use crate::pages::scope::*;
use crate::visit::{Tried, Visit};

/// How many risks one page shows.
const ROWS: usize = 100;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `closed` or `all`; else those that are open.
    state: String,
    /// `map` for the five by five map.
    view: String,
    page: String,
}

impl Asked {
    fn href(&self, state: &str, view: &str, page: usize) -> String {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        asking("/risks", &[("state", state), ("view", view), ("page", &page)])
    }
}

pub(super) fn page(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<CardPage, Response> {
    let mut every = visit.seen.all::<Risk>();
    tables::rank(visit, &mut every);
    let takes = |risk: &Risk, state: &str| match state {
        "all" => true,
        "closed" => risk.state.is_closed(),
        _ => !risk.state.is_closed(),
    };
    let tab = |(state, words): (&str, &str)| {
        let count = every.iter().filter(|risk| takes(risk, state)).count();
        Tab::new(words, asked.href(state, &asked.view, 1), asked.state == state).counting(count)
    };
    let states = [("", "Open"), ("closed", "Closed"), ("all", "All")].map(tab).to_vec();
    let mapped = asked.view == "map";
    let views = vec![
        Tab::new("Ranked", asked.href(&asked.state, "", 1), !mapped),
        Tab::new("Map", asked.href(&asked.state, "map", 1), mapped),
    ];
    let taken: Vec<Arc<Risk>> = every.iter().filter(|risk| takes(risk, &asked.state)).cloned().collect();
    let (window, pages) = piece(visit, &taken, &asked.page, ROWS, "risks", |page| asked.href(&asked.state, &asked.view, page));
    let mut page = CardPage::new(visit.shell("Risks", Some(Place::Risks), Vec::new()), sentence(visit, &every), tried);
    page.lead = lead(visit, &every);
    page.acts = vec![PageAct::new("Name a risk", "/risks/new")];
    page.choices =
        vec![Segmented { label: "View".to_owned(), choices: views }, Segmented { label: "State".to_owned(), choices: states }];
    if mapped && !window.is_empty() {
        let note = "How bad: by working time, up to a day, a week, a month, a quarter, or more; or by the share of the budgets, up to 1, 2, 5, 10% or more.";
        page.main.push(Card::new("map", "Chance and effect").note(note).with(Block::Drawn(map::of(visit, &taken))));
    }
    let card = Card::new("register", "Register").silent();
    page.main.push(if window.is_empty() {
        card.with(Block::Empty(empty(&asked.state)))
    } else {
        card.table(tables::risks(visit, window, "Risks, what is worth most first")).with_some(pages.map(Block::Pages))
    });
    Ok(page)
}

fn empty(state: &str) -> Empty {
    let (title, text) = if state == "closed" {
        ("No risk is closed", "A risk is closed when it can no longer happen, or has happened.")
    } else {
        (
            "No risks are named",
            "That is itself a risk. Ask of each plan: what could stop it, what would that cost, and who watches it?",
        )
    };
    let links = vec![Link::new("Name a risk", "/risks/new")];
    Empty { icon: Icon::TriangleAlert, title: title.to_owned(), text: text.to_owned(), links }
}

/// "12 risks are open; together they are expected to cost 8 days of work."
fn sentence(visit: &Visit, every: &[Arc<Risk>]) -> String {
    let open: Vec<&Arc<Risk>> = every.iter().filter(|risk| !risk.state.is_closed()).collect();
    if open.is_empty() {
        return "No risk is open.".to_owned();
    }
    let exposures = &visit.results.exposures;
    let delay: i64 = open.iter().filter_map(|risk| exposures.of(risk.id)).map(|worth| worth.delay).sum();
    let risks = format::count(open.len(), "risk is", "risks are");
    match tables::delay(delay) {
        Some(delay) => format!("{risks} open, worth {delay} of work in expectation."),
        None => format!("{risks} open; nobody has said yet what they would cost."),
    }
}

fn lead(visit: &Visit, every: &[Arc<Risk>]) -> String {
    let today = visit.seen.day();
    let exposures = &visit.results.exposures;
    let open: Vec<&Arc<Risk>> = every.iter().filter(|risk| !risk.state.is_closed()).collect();
    let mut sentences = Vec::new();
    let worst = open.first().and_then(|risk| Some((risk, tables::delay(exposures.of(risk.id)?.moves)?)));
    sentences.extend(worst.map(|(risk, moves)| format!("“{}” is expected to move plans by {moves}, most of all.", risk.title)));
    let undecided = open.iter().filter(|risk| matches!(risk.response, organization::Response::Undecided)).count();
    if undecided > 0 {
        sentences.push(format!("Nobody has said what is done about {}.", format::count(undecided, "risk", "risks")));
    }
    let overdue = open.iter().filter(|risk| risk.review.is_some_and(|review| review < today)).count();
    if overdue > 0 {
        sentences.push(format!("{} overdue.", format::count(overdue, "review is", "reviews are")));
    }
    sentences.join(" ")
}
