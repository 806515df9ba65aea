//! `/resources`: all of them by sort, with what they cost today.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query};
use axum::response::Response;
use organization::{AnyId, Function, RatePer, RecordId as _, Relation, Resource};
use serde::Deserialize;

use super::{amount, described, sort_name, sort_words};
use crate::component::{ActFold, Cell, Column, Empty, ErrorSummary, Link, Pages, Place, Row, Segmented, Stale, Tab, Table};
use crate::filling::{self, Filling, fold};
use crate::forms::Fields;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, choices, format};

/// Resources on one page.
const ROWS: usize = 100;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// One of the sorts; all where it is empty.
    sort: String,
    page: String,
}

/// The page `/resources`.
#[derive(Template, serde::Serialize)]
#[template(path = "resources.html")]
struct Resources {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    sentence: String,
    sorts: Segmented,
    table: Option<Table>,
    pages: Option<Pages>,
    empty: Option<Empty>,
    add: Option<ActFold>,
}

impl Page for Resources {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Resources::of(&visit, &asked, &Tried::default()))
}

pub(super) async fn send(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Ok::<_, Response>(Resources::of(visit, &asked, tried))).await
}

fn href(sort: &str, page: usize) -> String {
    let page = if page > 1 { format!("page={page}") } else { String::new() };
    let sort = if sort.is_empty() { String::new() } else { format!("sort={}", address::escape(sort)) };
    match [sort, page].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("&") {
        query if query.is_empty() => "/resources".to_owned(),
        query => format!("/resources?{query}"),
    }
}

impl Resources {
    fn of(visit: &Visit, asked: &Asked, tried: &Tried) -> Resources {
        let seen = &visit.seen;
        let mut all = seen.all::<Resource>();
        all.sort_by_cached_key(|resource| (resource.name.to_lowercase(), resource.id));
        let count = all.len();
        let tab = |(sort, words): (&str, &str)| {
            let count = all.iter().filter(|resource| sort.is_empty() || sort_name(resource.sort) == sort).count();
            Tab::new(words, href(sort, 1), asked.sort == sort).counting(count)
        };
        let sorts = [
            ("", "All"),
            ("generic", "By skill"),
            ("work", "Groups"),
            ("equipment", "Equipment"),
            ("material", "Material"),
            ("cost", "Cost"),
        ];
        let sorts = Segmented { label: "Sort".to_owned(), choices: sorts.map(tab).to_vec() };
        let taken: Vec<&Arc<Resource>> =
            all.iter().filter(|resource| asked.sort.is_empty() || sort_name(resource.sort) == asked.sort).collect();
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, taken.len().div_ceil(ROWS).max(1));
        let from = (page - 1) * ROWS;
        let window = taken.get(from..(from + ROWS).min(taken.len())).unwrap_or_default();
        Resources {
            shell: visit.shell("Resources", Some(Place::Plans), vec![Link::new("Plans", "/plans")]),
            summary: filling::summary(tried),
            stale: tried.stale(),
            sentence: match count {
                0 => "No resource is written down yet.".to_owned(),
                count => format!("{} beside people by name.", format::count(count, "resource", "resources")),
            },
            sorts,
            table: (!window.is_empty()).then(|| table(visit, window)),
            pages: (taken.len() > ROWS).then(|| Pages {
                from: from + 1,
                to: from + window.len(),
                total: taken.len(),
                noun: "resources".to_owned(),
                previous: (page > 1).then(|| href(&asked.sort, page - 1)),
                next: (from + ROWS < taken.len()).then(|| href(&asked.sort, page + 1)),
            }),
            empty: window.is_empty().then(|| Empty {
                icon: Icon::Briefcase,
                title: "No resources here".to_owned(),
                text: "Tasks need more than people by name: a crane, a room, concrete, or anybody who can weld.".to_owned(),
                links: Vec::new(),
            }),
            add: may_add(visit).then(|| {
                let form = described(Filling::new(visit, tried, "add-resource"), None);
                fold(tried, "Add a resource", form.submit("Add the resource").look("primary"))
            }),
        }
    }
}

/// Whether the viewer may add a resource somewhere: whoever plans in one of their units, or administers.
fn may_add(visit: &Visit) -> bool {
    let seen = &visit.seen;
    seen.is_administrator() || seen.units_of(visit.me).into_iter().any(|unit| visit.may(Function::Plan, unit))
}

fn table(visit: &Visit, window: &[&Arc<Resource>]) -> Table {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let row = |resource: &&Arc<Resource>| {
        let id = AnyId::from(resource.id);
        let rates = seen.compute(|value| {
            let rate = |per: RatePer| value.rate(resource.id, per, today).map(|rate| (per, rate.clone()));
            [RatePer::Hour, RatePer::Unit, RatePer::Use].into_iter().filter_map(rate).collect::<Vec<_>>()
        });
        let rates: Vec<String> = rates
            .iter()
            .map(|(per, rate)| {
                format!("{} for {}", format::money(rate.minor, rate.currency), choices::words("RatePer", per).to_lowercase())
            })
            .collect();
        let needed = seen.compute(|value| value.count_linked(Relation::DemandParty, resource.id));
        let project = resource.project.filter(|project| seen.shows((*project).into()));
        let place = project.map_or_else(
            || Cell::text("everywhere"),
            |project| Cell::Link { text: seen.title(project.into()), href: address::of(seen, project.into()) },
        );
        let cells = vec![
            Cell::title(resource.name.to_string(), address::of(seen, id), Some(sort_words(seen, resource))),
            place,
            Cell::text(amount(resource)),
            Cell::text(rates.join(", ")),
            Cell::number(needed.to_string()),
        ];
        Row::new(format!("resource-{}", resource.id.uuid().simple()), cells)
    };
    let columns = vec![
        Column::words("Resource"),
        Column::words("Where"),
        Column::words("How much"),
        Column::words("Costs today"),
        Column::numbers("Tasks"),
    ];
    Table::new("Resources", columns, window.iter().map(row).collect())
}
