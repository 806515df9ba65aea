//! A page of cards: most kinds of records need no layout of their own. A list, or the page of one record, is a head with a sentence and acts, and cards
//! that hold parts: tables, facts, forms, who answers for it, what was found, what people say.
//!
//! A kind says what stands on its cards and writes no template; the routes that draw a page and send its forms are the same for all of them.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::{Form, Path, Query};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use organization::AnyId;
use serde::de::DeserializeOwned;

use super::parts::{Comments, Facts, Found, Responsibilities};
use super::scope::*;
use crate::Desk;
use crate::address;
use crate::component::{
    ActFold, ActForm, Empty, ErrorSummary, Field, Link, Pages, Place, Segmented, SmallIcon, Stale, Table, Thread, Who,
};
use crate::filling;
use crate::forms::Fields;
use crate::visit::{Page, Tried, Visit};

/// A page of cards in one column or two.
#[derive(Template, serde::Serialize)]
#[template(path = "cards.html")]
pub(super) struct CardPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    /// What it is, in small words above the heading; empty for a list.
    pub(super) eyebrow: String,
    /// Its state beside that.
    pub(super) state: Option<Status>,
    heading: String,
    /// A second sentence.
    pub(super) lead: String,
    /// The thread through it.
    pub(super) thread: Option<Thread>,
    /// What one can do with it, the strongest last.
    pub(super) acts: Vec<PageAct>,
    /// Which part of a list is shown.
    pub(super) choices: Vec<Segmented>,
    /// The wide column.
    pub(super) main: Vec<Card>,
    /// The narrow column; without one the page is a list.
    pub(super) side: Vec<Card>,
}

impl Page for CardPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl CardPage {
    /// A page with its heading; what was tried on it and refused stands above.
    pub(super) fn new(shell: Shell, heading: impl Into<String>, tried: &Tried) -> CardPage {
        CardPage {
            shell,
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: String::new(),
            state: None,
            heading: heading.into(),
            lead: String::new(),
            thread: None,
            acts: Vec::new(),
            choices: Vec::new(),
            main: Vec::new(),
            side: Vec::new(),
        }
    }
}

/// Something that one can do with what a page shows.
#[derive(serde::Serialize)]
pub(super) enum PageAct {
    /// Leads to a page: words, address, icon, key, and whether it is the strongest.
    Go(GoAct),
    /// Happens at once.
    Do(ActForm),
}

/// An act that leads to a page.
#[derive(serde::Serialize)]
pub(super) struct GoAct {
    label: String,
    href: String,
    #[serde(skip)]
    icon: SmallIcon,
    key: &'static str,
    primary: bool,
}

impl PageAct {
    /// The page where it is changed.
    pub(super) fn edit(href: impl Into<String>) -> PageAct {
        PageAct::Go(GoAct { label: "Edit".to_owned(), href: href.into(), icon: Icon::Pencil.small(), key: "e", primary: false })
    }

    /// The page where a new one is written.
    pub(super) fn new(label: impl Into<String>, href: impl Into<String>) -> PageAct {
        PageAct::Go(GoAct { label: label.into(), href: href.into(), icon: Icon::Plus.small(), key: "", primary: true })
    }
}

/// How many people a card names at once; the others are behind a button.
const PEOPLE: usize = 12;

/// One card.
#[derive(Template, serde::Serialize)]
#[template(path = "parts/card.html")]
pub(super) struct Card {
    id: &'static str,
    title: String,
    /// Whether the title is only read out, since the page has said it.
    silent: bool,
    /// A note beside the title.
    note: String,
    /// Where more of it is, or where it grows.
    more: Option<Link>,
    /// Whether it waits for the viewer.
    pressing: bool,
    blocks: Vec<Block>,
}

impl HtmlSafe for Card {}

/// What stands on a card.
#[derive(serde::Serialize)]
pub(super) enum Block {
    /// A sentence in the second ink.
    Sentence(String),
    /// Text as it was written, line by line.
    Prose(Vec<String>),
    /// Text with marks, as safe HTML.
    Marked(String),
    /// A state as a sentence.
    State(Status),
    /// Fields that choose what the page shows, sent to an address.
    Choose(String, Vec<Field>),
    /// A form that is open.
    Form(Box<ActForm>),
    /// A small heading.
    Heading(String),
    /// Rows.
    Table(Box<Table>),
    /// Where one is in a list.
    Pages(Pages),
    /// Facts beside their names.
    Facts(Facts),
    /// People, units, positions.
    People(Vec<Who>),
    /// What was found about it.
    Found(Found),
    /// Who carries it.
    Responsibilities(Responsibilities),
    /// What people say.
    Comments(Comments),
    /// Forms behind buttons, and buttons.
    Acts(Vec<ActForm>, Vec<ActFold>),
    /// What is missing and how to begin.
    Empty(Empty),
    /// Lines with a state, what they say, and forms.
    Items(Vec<Item>),
    /// A drawing of the kind's own, as safe HTML of its own template.
    Drawn(String),
    /// The way to the history.
    History(String),
}

/// One line of a list on a card.
#[derive(Default, serde::Serialize)]
pub(super) struct Item {
    /// Its state.
    pub(super) status: Option<Status>,
    /// What it says.
    pub(super) text: String,
    /// Where that leads.
    pub(super) href: Option<String>,
    /// What is to be known beside it.
    pub(super) note: String,
    /// What can be done.
    pub(super) acts: Vec<ActForm>,
    /// What can be done with a form.
    pub(super) folds: Vec<ActFold>,
}

impl Card {
    /// A card with a title.
    pub(super) fn new(id: &'static str, title: impl Into<String>) -> Card {
        let title = title.into();
        Card { id, title, silent: false, note: String::new(), more: None, pressing: false, blocks: Vec::new() }
    }

    /// The same with a title that is only read out.
    #[must_use]
    pub(super) fn silent(self) -> Card {
        Card { silent: true, ..self }
    }

    /// The same with a note beside the title.
    #[must_use]
    pub(super) fn note(self, note: impl Into<String>) -> Card {
        Card { note: note.into(), ..self }
    }

    /// The same with a way to more of it.
    #[must_use]
    pub(super) fn more(self, label: impl Into<String>, href: impl Into<String>) -> Card {
        Card { more: Some(Link::new(label, href)), ..self }
    }

    /// The same, marked as waiting for the viewer where that is so.
    #[must_use]
    pub(super) fn pressing(self, pressing: bool) -> Card {
        Card { pressing, ..self }
    }

    /// The same with one more block.
    #[must_use]
    pub(super) fn with(mut self, block: Block) -> Card {
        self.blocks.push(block);
        self
    }

    /// The same with one more block where there is one.
    #[must_use]
    pub(super) fn with_some(mut self, block: Option<Block>) -> Card {
        self.blocks.extend(block);
        self
    }

    /// The same with rows.
    #[must_use]
    pub(super) fn table(self, table: Table) -> Card {
        self.with(Block::Table(Box::new(table)))
    }

    /// The same with forms, where there are any.
    #[must_use]
    pub(super) fn acts(self, acts: Vec<ActForm>, folds: Vec<ActFold>) -> Card {
        let some = !acts.is_empty() || !folds.is_empty();
        self.with_some(some.then_some(Block::Acts(acts, folds)))
    }

    /// The card that says what was found about a record.
    pub(super) fn found(visit: &Visit, id: AnyId) -> Card {
        Card::new("found", "In the way").with(Block::Found(Found::of(visit, id, |finding| finding.subject == id)))
    }

    /// The card that says who carries a record.
    pub(super) fn carried(visit: &Visit, tried: &Tried, id: AnyId) -> Card {
        Card::new("carried", "Responsible").with(Block::Responsibilities(Responsibilities::of(visit, tried, id)))
    }

    /// The card with what people say of a record.
    pub(super) fn talk(visit: &Visit, tried: &Tried, id: AnyId) -> Card {
        Card::new("talk", "What people say").with(Block::Comments(Comments::of(visit, tried, id)))
    }

    /// The card with the way to the history of a record, and the last acts.
    pub(super) fn this(title: impl Into<String>, id: AnyId, acts: Vec<ActForm>, folds: Vec<ActFold>) -> Card {
        Card::new("this", title).with(Block::History(address::history(id))).acts(acts, folds)
    }
}

/// The rows of a list that one page shows, and where one is in it. `asked` is the page that is asked for, from 1; a sheet holds all of them.
pub(super) fn piece<'a, T>(
    visit: &Visit,
    all: &'a [T],
    asked: &str,
    rows: usize,
    noun: &str,
    href: impl Fn(usize) -> String,
) -> (&'a [T], Option<Pages>) {
    let rows = visit.rows(rows);
    let page = asked.parse::<usize>().unwrap_or(1).clamp(1, all.len().div_ceil(rows).max(1));
    let from = (page - 1) * rows;
    let window = all.get(from..(from + rows).min(all.len())).unwrap_or_default();
    let pages = (all.len() > rows).then(|| Pages {
        from: from + 1,
        to: from + window.len(),
        total: all.len(),
        noun: noun.to_owned(),
        previous: (page > 1).then(|| href(page - 1)),
        next: (from + rows < all.len()).then(|| href(page + 1)),
    });
    (window, pages)
}

/// An address with a query of what is not empty.
pub(super) fn asking(path: &str, pairs: &[(&str, &str)]) -> String {
    let kept = pairs.iter().filter(|(_, value)| !value.is_empty());
    let kept: Vec<String> = kept.map(|(name, value)| format!("{name}={}", address::escape(value))).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// The page of a record: drawn by its reference, and sent its own forms.
pub(super) fn one<P: Page + Send + 'static>(draw: fn(&Visit, &str, &Tried) -> Result<P, Response>) -> MethodRouter<Desk> {
    let show = move |visit: Visit, Path(reference): Path<String>| async move {
        visit.page(draw(&visit, &reference, &Tried::default())?)
    };
    let send = move |visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>| async move {
        visit.send(Fields(fields), |visit, tried| draw(visit, &reference, tried)).await
    };
    get(show).post(send)
}

/// A list, or the form of something new: drawn by its query, and sent its own forms.
pub(super) fn all<A, P>(draw: fn(&Visit, &A, &Tried) -> Result<P, Response>) -> MethodRouter<Desk>
where
    A: DeserializeOwned + Send + Sync + 'static,
    P: Page + Send + 'static,
{
    let show = move |visit: Visit, Query(asked): Query<A>| async move { visit.page(draw(&visit, &asked, &Tried::default())?) };
    let send = move |visit: Visit, Query(asked): Query<A>, Form(fields): Form<Vec<(String, String)>>| async move {
        visit.send(Fields(fields), |visit, tried| draw(visit, &asked, tried)).await
    };
    get(show).post(send)
}

/// The crumb of a list, before the page of one of its records.
pub(super) fn within(place: Place) -> Vec<Link> {
    vec![Link::new(place.label(), place.href())]
}
