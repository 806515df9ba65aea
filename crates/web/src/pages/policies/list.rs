//! `/policies`: which policies hold, since when, and which are due to be looked at again.

use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use organization::{Party, Policy, PolicyVersion};
use serde::Deserialize;

use crate::component::{Cell, Column, Empty, Link, Pages, Place, Row, Segmented, Tab, Table};
use crate::pages::cards::{asking, piece};
use crate::pages::scope::*;
use crate::pages::{notices, parts};
use crate::visit::{Answer, Page, Visit};
use crate::{address, format};

/// How many policies one page shows.
const ROWS: usize = 100;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `retired` or `all`; else those that hold.
    state: String,
    page: String,
}

/// The page `/policies`.
#[derive(Template, serde::Serialize)]
#[template(path = "policies.html")]
struct Policies {
    shell: Shell,
    sentence: String,
    published: Segmented,
    states: Segmented,
    table: Option<Table>,
    pages: Option<Pages>,
    empty: Option<Empty>,
}

impl Page for Policies {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// A policy with the versions that matter today.
#[derive(serde::Serialize)]
struct Standing {
    policy: Arc<Policy>,
    /// The version that holds.
    holds: Option<Arc<PolicyVersion>>,
    /// The next one that will.
    next: Option<Arc<PolicyVersion>>,
}

impl Standing {
    fn of(visit: &Visit, policy: Arc<Policy>) -> Standing {
        let today = visit.seen.day();
        let (holds, next) = visit.seen.compute(|value| {
            let later = |version: &&Arc<PolicyVersion>| version.effective.is_some_and(|effective| effective > today);
            let next = value.versions_of(policy.id).into_iter().filter(later).min_by_key(|version| version.effective).cloned();
            (value.version_on(policy.id, today).cloned(), next)
        });
        Standing { policy, holds, next }
    }

    fn past_review(&self, today: jiff::civil::Date) -> bool {
        let review = self.holds.as_ref().and_then(|version| version.review);
        !self.policy.state.is_closed() && review.is_some_and(|review| review < today)
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Policies::of(&visit, &asked))
}

fn href(state: &str, page: usize) -> String {
    let page = if page <= 1 { String::new() } else { page.to_string() };
    asking("/policies", &[("state", state), ("page", &page)])
}

impl Policies {
    fn of(visit: &Visit, asked: &Asked) -> Policies {
        let seen = &visit.seen;
        let today = seen.day();
        let every: Vec<Standing> = seen.all::<Policy>().into_iter().map(|policy| Standing::of(visit, policy)).collect();
        let sentence = sentence(&every, today);
        let takes = |standing: &Standing, state: &str| match state {
            "all" => true,
            "retired" => standing.policy.state.is_closed(),
            _ => !standing.policy.state.is_closed(),
        };
        let tab = |(state, words): (&str, &str)| {
            let count = every.iter().filter(|standing| takes(standing, state)).count();
            Tab::new(words, href(state, 1), asked.state == state).counting(count)
        };
        let states = [("", "In force"), ("retired", "Retired"), ("all", "All")].map(tab).to_vec();
        let taken: Vec<&Standing> = every.iter().filter(|standing| takes(standing, &asked.state)).collect();
        let (window, pages) = piece(visit, &taken, &asked.page, ROWS, "policies", |page| href(&asked.state, page));
        let empty = window.is_empty().then(|| Empty {
            icon: Icon::ScrollText,
            title: "No policies here".to_owned(),
            text: "A policy says what holds, for whom and since when. Its versions stay, so that everybody sees what changed."
                .to_owned(),
            links: vec![Link::new("Write a policy", "/policies/new")],
        });
        Policies {
            shell: visit.shell("Policies", Some(Place::Policies), Vec::new()),
            sentence,
            published: notices::published("/policies"),
            states: Segmented { label: "State".to_owned(), choices: states },
            table: (!window.is_empty()).then(|| table(visit, window)),
            pages,
            empty,
        }
    }
}

/// "7 policies hold; one is past its review, one changes on 7 Dec."
fn sentence(all: &[Standing], today: jiff::civil::Date) -> String {
    let holding = all.iter().filter(|standing| !standing.policy.state.is_closed()).count();
    let past = all.iter().filter(|standing| standing.past_review(today)).count();
    let open = all.iter().filter(|standing| !standing.policy.state.is_closed());
    let changing = open.filter_map(|standing| standing.next.as_ref()).count();
    let mut parts = Vec::new();
    match past {
        0 => {}
        1 => parts.push("one is past its review".to_owned()),
        past => parts.push(format!("{past} are past their review")),
    }
    match changing {
        0 => {}
        1 => parts.push("one will change".to_owned()),
        changing => parts.push(format!("{changing} will change")),
    }
    match (holding, parts.is_empty()) {
        (0, _) => "No policy holds yet.".to_owned(),
        (holding, true) => format!("{}.", format::count(holding, "policy holds", "policies hold")),
        (holding, false) => format!("{}; {}.", format::count(holding, "policy holds", "policies hold"), parts.join(", ")),
    }
}

fn table(visit: &Visit, window: &[&Standing]) -> Table {
    let seen = &visit.seen;
    let today = seen.day();
    let row = |standing: &&Standing| {
        let policy = &standing.policy;
        let version = standing.holds.as_ref();
        let under = [Some(format!("L-{}", policy.number)), policy.sort.as_ref().map(ToString::to_string)];
        let under = under.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let unit = policy.unit.filter(|unit| seen.shows((*unit).into()));
        let state = match (policy.state.is_closed(), version, &standing.next) {
            (true, _, _) => Cell::Status(Status::new(Tone::Mute, "Retired")),
            (false, None, None) => Cell::Status(Status::new(Tone::Mute, "No text yet")),
            (false, None, Some(next)) => {
                let from = next.effective.map(|from| format::day(from, today)).unwrap_or_default();
                Cell::Status(Status::new(Tone::Mute, format!("Holds from {from}")))
            }
            (false, Some(_), _) if standing.past_review(today) => Cell::Status(Status::new(Tone::Warn, "Past its review")),
            (false, Some(_), Some(next)) => {
                let from = next.effective.map(|from| format::day(from, today)).unwrap_or_default();
                Cell::text(format!("Changes on {from}"))
            }
            (false, Some(_), None) => Cell::text("In force"),
        };
        let day = |day: Option<jiff::civil::Date>| day.map_or(Cell::Blank, |day| Cell::number(format::day(day, today)));
        Row::new(
            format!("policy-{}", policy.number),
            vec![
                Cell::title(policy.title.to_string(), address::of(seen, policy.id.into()), Some(under)),
                unit.map_or(Cell::Blank, |unit| Cell::Who(parts::who(seen, Party::Unit(unit)))),
                state,
                version.map_or(Cell::Blank, |version| Cell::number(format!("{}.{}", version.major, version.minor))),
                day(version.and_then(|version| version.effective)),
                day(version.and_then(|version| version.review)),
            ],
        )
    };
    let columns = vec![
        Column::words("Policy"),
        Column::words("Given by"),
        Column::words("State"),
        Column::numbers("Version"),
        Column::numbers("Since"),
        Column::numbers("Review"),
    ];
    Table::new("Policies", columns, window.iter().map(row).collect())
}
