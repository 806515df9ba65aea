//! Notices: a change is told to those whom it concerns, and they say that they have read it.
//!
//! `/notices` lists them, `/notices/…` is one, with who has read it for those who may know. A notice stands: what was wrong in it another notice says.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use organization::{AnyId, Function, Notice, NoticeId, Party, RecordId as _};
use serde::Deserialize;

use super::cards::{self, Block, Card, CardPage, PageAct, asking, piece};
use super::goals::OneForm;
use super::parts::{self, Fact, Facts};
use super::policies::reading::{self, Reading};
use super::scope::*;
use crate::component::{Cell, Column, Crumb, Empty, Link, Place, Row, Segmented, Tab, Table};
use crate::filling::Filling;
use crate::visit::{Tried, Visit};
use crate::{Desk, address, format, forms, markdown};

/// How many notices one page shows.
const ROWS: usize = 100;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/notices", cards::all(list))
        .route("/notices/new", cards::all(new))
        .route("/notices/{reference}", cards::one(one))
}

/// The query of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `all`; else those that concern the viewer.
    show: String,
    page: String,
}

/// Policies and notices, of which one is shown.
pub(super) fn published(current: &str) -> Segmented {
    let tab = |(words, href): (&str, &str)| Tab::new(words, href, href == current);
    let choices = [("Policies", "/policies"), ("Notices", "/notices")].map(tab).to_vec();
    Segmented { label: "What is published".to_owned(), choices }
}

fn list(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<CardPage, Response> {
    let seen = &visit.seen;
    let mut every = seen.all::<Notice>();
    every.sort_by_key(|notice| std::cmp::Reverse((notice.on, notice.id)));
    let day = seen.day();
    let concerns = seen.compute(|value| insight::concerning(value, visit.me, day));
    let own: Vec<Arc<Notice>> = every.iter().filter(|notice| concerns(&notice.audience)).cloned().collect();
    let unread = seen.compute(|value| insight::unread(value, visit.me, day));
    let unread = unread.iter().filter(|unread| unread.thing.to::<NoticeId>().is_some()).count();
    let sentence = match (every.len(), unread) {
        (0, _) => "Nothing has been told yet.".to_owned(),
        (_, 0) => "You have read every notice that you were asked to read.".to_owned(),
        (_, unread) => format!("{} for you to read.", format::count(unread, "notice waits", "notices wait")),
    };
    let href = |show: &str, page: usize| {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        asking("/notices", &[("show", show), ("page", &page)])
    };
    let shows = vec![
        Tab::new("For you", href("", 1), asked.show.is_empty()).counting(own.len()),
        Tab::new("All", href("all", 1), !asked.show.is_empty()).counting(every.len()),
    ];
    let taken = if asked.show.is_empty() { &own } else { &every };
    let (window, pages) = piece(visit, taken, &asked.page, ROWS, "notices", |page| href(&asked.show, page));
    let mut page = CardPage::new(visit.shell("Notices", Some(Place::Policies), crumbs()), sentence, tried);
    page.acts = vec![PageAct::new("Tell something", "/notices/new")];
    page.choices = vec![published("/notices"), Segmented { label: "Which".to_owned(), choices: shows }];
    let card = Card::new("notices", "Notices").silent();
    page.main.push(if window.is_empty() {
        card.with(Block::Empty(empty()))
    } else {
        card.table(table(visit, window)).with_some(pages.map(Block::Pages))
    });
    Ok(page)
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Policies", "/policies")]
}

fn empty() -> Empty {
    Empty {
        icon: Icon::Megaphone,
        title: "No notices here".to_owned(),
        text: "A notice tells those whom a change concerns what is different now, and they say that they have read it."
            .to_owned(),
        links: vec![Link::new("Tell something", "/notices/new")],
    }
}

fn table(visit: &Visit, window: &[Arc<Notice>]) -> Table {
    let seen = &visit.seen;
    let today = seen.day();
    let row = |notice: &Arc<Notice>| {
        let id = AnyId::from(notice.id);
        let about = notice.about.filter(|about| seen.shows(*about));
        let day = |day: Option<jiff::civil::Date>| day.map_or(Cell::Blank, |day| Cell::number(format::day(day, today)));
        let by = notice.by.filter(|by| seen.shows((*by).into()));
        Row::new(
            format!("notice-{}", notice.id.uuid().simple()),
            vec![
                Cell::title(notice.title.to_string(), address::of(seen, id), notice.unit.map(|unit| seen.title(unit.into()))),
                about.map_or(Cell::Blank, |about| Cell::Link { text: seen.title(about), href: address::of(seen, about) }),
                by.map_or(Cell::Blank, |by| Cell::Who(parts::who(seen, Party::Person(by)))),
                day(notice.on),
                day(notice.acknowledge_by),
                Reading::of(visit, id).status().map_or(Cell::Blank, Cell::Status),
            ],
        )
    };
    let columns = vec![
        Column::words("Notice"),
        Column::words("About"),
        Column::words("Told by"),
        Column::numbers("On"),
        Column::numbers("To be read by"),
        Column::words("You"),
    ];
    Table::new("Notices, the newest first", columns, window.iter().map(row).collect())
}

fn one(visit: &Visit, reference: &str, tried: &Tried) -> Result<CardPage, Response> {
    let notice = visit.lookup::<NoticeId>(reference)?;
    let seen = &visit.seen;
    let today = seen.day();
    let id = AnyId::from(notice.id);
    let reading = Reading::of(visit, id);
    let mut before = crumbs();
    before.push(Crumb::new("Notices", "/notices"));
    let mut page = CardPage::new(visit.shell(&notice.title, Some(Place::Policies), before), notice.title.to_string(), tried);
    let by =
        notice.by.map(|by| seen.title(by.into())).filter(|by| !by.is_empty()).map(|by| format!(" by {by}")).unwrap_or_default();
    let on = notice.on.map(|on| format!(" on {}", format::day(on, today))).unwrap_or_default();
    page.eyebrow = format!("Notice, told{by}{on}");
    page.state = reading.status();
    page.lead = notice.acknowledge_by.map(|by| format!("It is to be read by {}.", format::day(by, today))).unwrap_or_default();
    page.acts.extend(reading.button(visit, tried, id).map(PageAct::Do));
    let text = if notice.text.is_empty() {
        Block::Sentence("It says no more than its title.".to_owned())
    } else {
        Block::Marked(markdown::html(&notice.text, &notice.title))
    };
    page.main = vec![Card::new("text", "The notice").silent().with(text), Card::talk(visit, tried, id)];
    let mut facts: Vec<Fact> = notice.about.and_then(|about| Fact::record("About", seen, about)).into_iter().collect();
    let unit = notice.unit.filter(|unit| seen.shows((*unit).into()));
    facts.extend(unit.map(|unit| Fact::who("Told by", parts::who(seen, Party::Unit(unit)))));
    let audience = notice.audience.iter().filter(|party| seen.shows(party.id())).map(|party| parts::who(seen, *party)).collect();
    let whom = if notice.audience.is_empty() { Block::Sentence("Everybody.".to_owned()) } else { Block::People(audience) };
    let facts = (!facts.is_empty()).then_some(Block::Facts(Facts { rows: facts }));
    page.side = vec![Card::new("audience", "Whom it concerns").with(whom).with_some(facts)];
    page.side.extend(reading::card(visit, id, notice.acknowledge_by.is_some()));
    let again = visit.may(Function::CommunicateChange, id).then(|| {
        let about = notice.about.and_then(|about| seen.reference(about)).map(|about| about.to_string()).unwrap_or_default();
        Block::Sentence(format!(
            "A notice stands. Where it is wrong, tell it anew{}.",
            if about.is_empty() { String::new() } else { format!(", about {about}") }
        ))
    });
    page.side.push(Card::this("This notice", id, Vec::new(), Vec::new()).with_some(again));
    Ok(page)
}

/// The query of the page of a new notice.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct About {
    /// What has changed.
    about: String,
}

fn new(visit: &Visit, asked: &About, tried: &Tried) -> Result<OneForm, Response> {
    let seen = &visit.seen;
    let about = forms::named(&asked.about, None, seen).map(|about| parts::written(seen, about)).unwrap_or_default();
    let unit = seen.units_of(visit.me).first().map(|unit| parts::written(seen, *unit)).unwrap_or_default();
    let form = Filling::new(visit, tried, "add-notice")
        .line("title", "What has changed, in one line", "")
        .required()
        .lines("text", "What is to be known about it", "")
        .hint("Markdown: # begins a heading, - a point of a list.")
        .line("about", "What it is about", about)
        .hint("A reference, such as L-2 or C-1.")
        .suggested("unit", "Unit that tells it", parts::units(seen), unit)
        .required()
        .line("audience", "Whom it concerns", "")
        .hint("People, positions and units, divided by a semicolon. Empty is everybody.")
        .day("acknowledge_by", "To be read by", "")
        .hint("Leave it empty where nobody has to say that they have read it.");
    let mut before = crumbs();
    before.push(Crumb::new("Notices", "/notices"));
    Ok(OneForm::new(
        visit.shell("New notice", Some(Place::Policies), before),
        tried,
        "Tell a change",
        "A notice stands: it cannot be changed or taken back.",
        form.submit("Tell it").look("primary").or(Link::new("Cancel", "/notices")),
    ))
}
