//! The list of people with the tree of units beside it, and the section of one unit.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use office::Seen;
use organization::{AnyId, Person, UnitId};
use serde::Deserialize;

use super::open_tasks;
use super::unit::UnitSheet;
use crate::address;
use crate::component::{ActFold, Cell, Column, Empty, ErrorSummary, Link, Pages, Place, Row, Stale, Table};
use crate::filling;
use crate::format;
use crate::pages::scope::*;
use crate::staff::{Staff, Staffed};
use crate::visit::{Page, Tried, Visit};

/// People on one page of the list.
const PAGE: usize = 100;
/// Units that the tree shows at most.
const UNITS: usize = 200;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The reference of a unit.
    pub(super) unit: String,
    /// A part of a name.
    pub(super) name: String,
    /// Which hundred, from 1.
    page: String,
}

/// `/people`.
#[derive(Template, serde::Serialize)]
#[template(path = "people.html")]
pub(super) struct People {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: Option<String>,
    sentence: String,
    may_add: bool,
    add: String,
    /// Who is away, and who can do what: of the unit, where one is shown.
    away: String,
    skills: String,
    unit: Option<UnitSheet>,
    filter: String,
    filtered: bool,
    everybody: String,
    reference: String,
    table: Option<Table>,
    pages: Option<Pages>,
    empty: Option<Empty>,
    tree: Vec<UnitRow>,
    more_units: usize,
    /// The form of a first unit, or of one more at the top.
    root: Option<ActFold>,
}

/// One unit of the tree.
#[derive(serde::Serialize)]
struct UnitRow {
    level: usize,
    name: String,
    href: String,
    current: bool,
    closed: bool,
    people: String,
    heads: String,
    headless: bool,
    open: usize,
}

impl People {
    pub(super) fn of(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<People, Response> {
        let seen = &visit.seen;
        let staff = visit.desk.derived.staff(seen);
        let unit = if asked.unit.is_empty() { None } else { Some(visit.lookup::<UnitId>(&asked.unit)?) };
        let under = unit.as_ref().map(|unit| staff.under(unit.id));
        let wanted = asked.name.trim().to_lowercase();
        let shown: Vec<&Staffed> = staff
            .people
            .iter()
            .filter(|person| under.as_ref().is_none_or(|under| person.units.iter().any(|unit| under.contains(unit))))
            .filter(|person| wanted.split_whitespace().all(|word| person.name.contains(word)))
            .collect();
        let size = visit.rows(PAGE);
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, shown.len().div_ceil(size).max(1));
        let first = (page - 1) * size;
        let rows: Vec<Row> = shown.iter().skip(first).take(size).map(|person| row(seen, &staff, person)).collect();
        let columns = vec![Column::words("Name"), Column::words("Unit"), Column::words("Heads"), Column::numbers("Open tasks")];
        let before = if unit.is_some() { vec![Link::new("People", "/people")] } else { Vec::new() };
        let title = unit.as_ref().map_or_else(|| "People".to_owned(), |unit| unit.name.to_string());
        let sentence = match &unit {
            Some(unit) => of_unit(seen, &staff, unit.id),
            None => of_all(&staff),
        };
        let reference = if unit.is_some() { asked.unit.clone() } else { String::new() };
        let (tree, more_units) = tree(seen, &staff, unit.as_ref().map(|unit| unit.id));
        let pages = (shown.len() > size).then(|| Pages {
            from: first + 1,
            to: (first + size).min(shown.len()),
            total: shown.len(),
            noun: "people".to_owned(),
            previous: (page > 1).then(|| asked.at(page - 1)),
            next: (first + size < shown.len()).then(|| asked.at(page + 1)),
        });
        let empty = shown.is_empty().then(|| nobody(visit, asked, unit.is_some()));
        Ok(People {
            shell: visit.shell(&title, Some(Place::People), before),
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: unit.as_ref().map(|unit| {
                let sort = unit.sort.as_deref().unwrap_or("unit");
                format!("{} {}", seen.reference(unit.id.into()).map(|reference| reference.to_string()).unwrap_or_default(), sort)
            }),
            sentence,
            may_add: seen.is_administrator(),
            away: if reference.is_empty() { "/absences".to_owned() } else { format!("/absences?view=team&unit={reference}") },
            skills: if reference.is_empty() { "/skills".to_owned() } else { format!("/skills?view=coverage&unit={reference}") },
            add: if reference.is_empty() { "/people/new".to_owned() } else { format!("/people/new?unit={reference}") },
            unit: unit.as_ref().map(|unit| UnitSheet::of(visit, &staff, unit, tried)),
            filter: asked.name.clone(),
            filtered: !wanted.is_empty(),
            everybody: if reference.is_empty() { "/people".to_owned() } else { format!("/people?unit={reference}") },
            reference,
            table: (!rows.is_empty()).then(|| Table { dense: true, ..Table::new("People", columns, rows) }),
            pages,
            empty,
            tree,
            more_units,
            root: (seen.is_administrator() && unit.is_none()).then(|| super::unit::at_the_top(visit, tried)),
        })
    }
}

impl Asked {
    fn at(&self, page: usize) -> String {
        let pairs = [("unit", self.unit.as_str()), ("name", &self.name), ("page", &page.to_string())];
        let pairs: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", address::escape(value)))
            .collect();
        format!("/people?{}", pairs.join("&"))
    }
}

fn of_all(staff: &Staff) -> String {
    let people = format::count(staff.people.len(), "person is", "people are");
    let units = match staff.active_units() {
        0 => "in no unit yet".to_owned(),
        units => format!("in {}", format::count(units, "unit", "units")),
    };
    let open = match staff.open() {
        0 => String::new(),
        open => format!(" {} open.", format::count(open, "position is", "positions are")),
    };
    format!("{people} here, {units}.{open}")
}

fn of_unit(seen: &Seen, staff: &Staff, unit: UnitId) -> String {
    let Some(row) = staff.unit(unit) else { return seen.title(unit.into()) };
    let people = match row.people {
        0 => "nobody yet".to_owned(),
        people => format::count(people, "person", "people"),
    };
    let heads =
        if row.heads.is_empty() { "headed by nobody".to_owned() } else { format!("headed by {}", names(seen, &row.heads)) };
    let open = match row.open {
        0 => String::new(),
        open => format!(", {} open", format::count(open, "position", "positions")),
    };
    if row.unit.state.is_closed() {
        return format!("{} is closed.", row.unit.name);
    }
    format!("{}: {people}, {heads}{open}.", row.unit.name)
}

/// Names in a sentence: "Ines Duarte and Jonas Weber".
pub(super) fn names(seen: &Seen, people: &[organization::PersonId]) -> String {
    let names: Vec<String> = people.iter().map(|person| seen.title((*person).into())).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

fn row(seen: &Seen, staff: &Staff, person: &Staffed) -> Row {
    let id = AnyId::from(person.person);
    let record: Option<Arc<Person>> = seen.find(person.person);
    let posts: Vec<String> = person.positions.iter().map(|position| seen.title((*position).into())).collect();
    let heads: Vec<String> = person
        .units
        .iter()
        .filter(|unit| staff.unit(**unit).is_some_and(|row| row.heads.contains(&person.person)))
        .map(|unit| seen.title((*unit).into()))
        .collect();
    let unit = match person.units.as_slice() {
        [] => Cell::text("none yet"),
        [first] => Cell::Link { text: seen.title((*first).into()), href: address::of(seen, (*first).into()) },
        [first, rest @ ..] => Cell::Link {
            text: format!("{} and {} more", seen.title((*first).into()), rest.len()),
            href: address::of(seen, (*first).into()),
        },
    };
    let reference = seen.reference(id).map(|reference| reference.to_string()).unwrap_or_default();
    let name = record.map(|record| record.name.to_string()).unwrap_or_default();
    let cells = vec![
        Cell::title(name, address::of(seen, id), (!posts.is_empty()).then(|| posts.join(", "))),
        unit,
        if heads.is_empty() { Cell::Blank } else { Cell::text(heads.join(", ")) },
        Cell::number(open_tasks(seen, person.person).len().to_string()),
    ];
    Row::new(reference, cells)
}

fn nobody(visit: &Visit, asked: &Asked, in_unit: bool) -> Empty {
    let mut links = Vec::new();
    if !asked.name.trim().is_empty() {
        links.push(Link::new(
            "Show all",
            if asked.unit.is_empty() { "/people".to_owned() } else { format!("/people?unit={}", asked.unit) },
        ));
        let title = format!("Nobody here is called “{}”", asked.name.trim());
        return Empty { icon: Icon::Users, title, text: "Write a part of the name, in any case.".to_owned(), links };
    }
    if visit.seen.is_administrator() {
        let new = if asked.unit.is_empty() { "/people/new".to_owned() } else { format!("/people/new?unit={}", asked.unit) };
        links.push(Link::new("Add a person", new));
        links.push(Link::new("Import a file", "/import"));
    }
    let (title, text) = if in_unit {
        ("Nobody is in this unit yet", "Add a member who is here already, or a new person.")
    } else {
        ("Nobody is here yet", "Add the first people, or import them with their units from a file.")
    };
    Empty { icon: Icon::Users, title: title.to_owned(), text: text.to_owned(), links }
}

/// The tree of units: all of them while there are few, else the tops, and the way to the chosen unit with what is under it.
fn tree(seen: &Seen, staff: &Staff, chosen: Option<UnitId>) -> (Vec<UnitRow>, usize) {
    let way: Vec<UnitId> =
        chosen.map(|unit| seen.compute(|value| value.units_from(unit).map(|unit| unit.id).collect())).unwrap_or_default();
    let all = staff.units.len() <= UNITS;
    let near = staff.units.iter().filter(|row| {
        all || row.level <= 2 || way.contains(&row.unit.id) || row.unit.parent.is_some_and(|parent| way.contains(&parent))
    });
    let rows: Vec<UnitRow> = near
        .take(UNITS)
        .map(|row| UnitRow {
            level: row.level.min(8),
            name: row.unit.name.to_string(),
            href: address::of(seen, row.unit.id.into()),
            current: chosen == Some(row.unit.id),
            closed: row.unit.state.is_closed(),
            people: match row.people {
                0 => "nobody".to_owned(),
                people => format::thousands(i64::try_from(people).unwrap_or(i64::MAX)),
            },
            heads: names(seen, &row.heads),
            headless: row.heads.is_empty() && row.own > 0 && !row.unit.state.is_closed(),
            open: row.open,
        })
        .collect();
    let more = staff.units.len() - rows.len();
    (rows, more)
}

impl Page for People {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}
