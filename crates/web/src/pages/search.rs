//! Search: `/search?q=` shows what was found by kind; `/search/suggestions?q=` is the same for the palette, as JSON.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use axum::{Router, http::header};
use office::{Found, Hit};
use serde::{Deserialize, Serialize};

use crate::Desk;
use crate::address;
use crate::component::Link;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Visit};

/// Hits on the page.
const HITS: usize = 200;
/// Suggestions of the palette.
const SUGGESTIONS: usize = 12;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/search", get(show)).route("/search/suggestions", get(suggest))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

/// `/search`.
#[derive(Template, serde::Serialize)]
#[template(path = "search.html")]
struct Search {
    shell: Shell,
    sentence: String,
    query: String,
    groups: Vec<Group>,
    not_yet: bool,
    ways: Vec<Link>,
}

/// The hits of one kind.
#[derive(serde::Serialize)]
struct Group {
    id: &'static str,
    title: String,
    hits: Vec<Row>,
}

/// One hit.
#[derive(serde::Serialize)]
struct Row {
    reference: String,
    title: String,
    hint: String,
    href: String,
}

/// What the palette shows of a hit.
#[derive(Serialize)]
struct Suggestion {
    label: String,
    hint: String,
    href: String,
    kind: &'static str,
}

/// Where a thing lies: a task in its plan, a position in its unit, a person in their units.
fn place(visit: &Visit, hit: &Hit) -> String {
    let seen = &visit.seen;
    if let Some(person) = hit.id.to::<organization::PersonId>() {
        let units: Vec<String> = seen.units_of(person).into_iter().take(2).map(|unit| seen.title(unit.into())).collect();
        return units.join(", ");
    }
    if let Some(task) = hit.id.to::<organization::TaskId>().and_then(|id| seen.find(id)) {
        return seen.title(task.project.into());
    }
    let home = seen.record(hit.id).and_then(|record| record.home()).filter(|home| *home != hit.id);
    home.map(|home| seen.title(home)).unwrap_or_default()
}

impl Search {
    fn of(visit: &Visit, asked: &Asked) -> Search {
        let query = asked.q.trim().to_owned();
        let found = if query.is_empty() { Found::Hits(Vec::new()) } else { visit.desk.office.search(&visit.seen, &query, HITS) };
        let not_yet = found == Found::NotYet;
        let hits = match found {
            Found::NotYet => Vec::new(),
            Found::Hits(hits) => hits,
        };
        let sentence = sentence(&query, hits.len(), not_yet);
        let mut kinds: BTreeMap<(usize, &str, &'static str), Vec<Row>> = BTreeMap::new();
        for hit in &hits {
            let place = place(visit, hit);
            let row = Row {
                reference: hit.reference.map(|reference| reference.to_string()).unwrap_or_default(),
                title: hit.title.clone(),
                hint: place,
                href: address::of(&visit.seen, hit.id),
            };
            let (at, title) = address::plural(hit.id.kind);
            kinds.entry((at, title, hit.id.kind.name())).or_default().push(row);
        }
        let groups = kinds.into_iter().map(|((_, title, id), hits)| Group { id, title: title.to_owned(), hits });
        Search {
            shell: visit.shell("Search", None, Vec::new()),
            sentence,
            groups: groups.collect(),
            not_yet,
            ways: [
                ("Goals", "/goals"),
                ("Plans", "/plans"),
                ("People", "/people"),
                ("Skills", "/skills"),
                ("Resources", "/resources"),
                ("Decisions", "/decisions"),
                ("Policies", "/policies"),
                ("Check", "/check"),
            ]
            .map(|(label, href)| Link::new(label, href))
            .to_vec(),
            query,
        }
    }
}

fn sentence(query: &str, hits: usize, not_yet: bool) -> String {
    match (query, hits, not_yet) {
        ("", _, _) => "Find a goal, plan, task, person or unit.".to_owned(),
        (_, _, true) => "The index is still being built.".to_owned(),
        (query, 0, _) => format!("Nothing here is called “{query}” or speaks of it."),
        (query, 1, _) => format!("One thing is called “{query}” or speaks of it."),
        (query, hits, _) if hits >= HITS => {
            format!("More than {HITS} things are called “{query}” or speak of it; these are the nearest.")
        }
        (query, hits, _) => format!("{hits} things are called “{query}” or speak of it."),
    }
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Search::of(&visit, &asked))
}

async fn suggest(visit: Visit, Query(asked): Query<Asked>) -> Response {
    let found = visit.desk.office.search(&visit.seen, asked.q.trim(), SUGGESTIONS);
    let hits = match found {
        Found::NotYet => Vec::new(),
        Found::Hits(hits) => hits,
    };
    let suggestion = |hit: Hit| Suggestion {
        hint: hit.reference.map_or_else(
            || place(&visit, &hit),
            |reference| match place(&visit, &hit) {
                place if place.is_empty() => reference.to_string(),
                place => format!("{reference}, {place}"),
            },
        ),
        href: address::of(&visit.seen, hit.id),
        kind: address::plural(hit.id.kind).1,
        label: hit.title,
    };
    let items: Vec<Suggestion> = hits.into_iter().map(suggestion).collect();
    ([(header::CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "items": items }))).into_response()
}

impl Page for Search {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}
