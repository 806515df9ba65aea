//! The month of a team: a row for each person, drawn day by day and said in words.

use jiff::ToSpan as _;
use jiff::civil::Date;
use organization::{Absence, AnyId, DayPart, PersonId, Relation, UnitId};

use super::list::Asked;
use super::words;
use crate::address;
use crate::chart::{Away, Days, Half};
use crate::component::{Cell, Column, Pages, Row, Table};
use crate::format;
use crate::visit::Visit;

/// People on one page.
const PAGE: usize = 50;

/// A team in a month.
#[derive(serde::Serialize)]
pub(super) struct Team {
    /// The unit as one writes it; everybody where it is empty.
    pub(super) unit: String,
    pub(super) month: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) sentence: String,
    pub(super) table: Option<Table>,
    pub(super) pages: Option<Pages>,
}

/// The first of the month that an address names, or of today's.
fn first_of(month: &str, today: Date) -> Date {
    let named = format!("{month}-01").parse::<Date>().ok();
    named.unwrap_or(today).first_of_month()
}

/// The unit whose people are shown: the one that is asked for, else the first of the viewer's own.
pub(super) fn unit_of(visit: &Visit, asked: &str) -> Option<UnitId> {
    if asked.trim().is_empty() {
        return visit.seen.units_of(visit.me).first().copied();
    }
    let named = crate::forms::named(asked, Some(organization::Kind::Unit), &visit.seen);
    named.ok().and_then(AnyId::to)
}

impl Team {
    pub(super) fn of(visit: &Visit, asked: &Asked, unit: Option<UnitId>) -> Team {
        let (seen, today) = (&visit.seen, visit.seen.day());
        let staff = visit.desk.derived.staff(seen);
        let under = unit.map(|unit| staff.under(unit));
        let belongs = |units: &[UnitId]| under.as_ref().is_none_or(|under| units.iter().any(|unit| under.contains(unit)));
        let people: Vec<PersonId> =
            staff.people.iter().filter(|person| belongs(&person.units)).map(|person| person.person).collect();
        let first = first_of(&asked.month, today);
        let days = Days { first, today };
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, people.len().div_ceil(PAGE).max(1));
        let from = (page - 1) * PAGE;
        let shown = people.get(from..(from + PAGE).min(people.len())).unwrap_or_default();
        let until = first.last_of_month().tomorrow().unwrap_or(first);
        let away = |person: PersonId| -> Vec<Away> {
            let mut away: Vec<Away> = seen
                .linked::<Absence>(Relation::AbsencePerson, person)
                .iter()
                .filter(|absence| absence.stands() && absence.touches(first, until))
                .map(|absence| drawn(absence))
                .collect();
            away.sort_by_key(|away| away.from);
            away
        };
        let rows: Vec<(PersonId, Vec<Away>)> = shown.iter().map(|person| (*person, away(*person))).collect();
        let absent = rows.iter().filter(|(_, away)| away.iter().any(|away| away.approved)).count();
        let name = unit.map(|unit| seen.title(unit.into()));
        let month = |month: Date| month.strftime("%Y-%m").to_string();
        let to = |first: Date, page: usize| {
            let reference = unit.and_then(|unit| seen.reference(unit.into())).map(|unit| unit.to_string()).unwrap_or_default();
            let page = if page > 1 { format!("&page={page}") } else { String::new() };
            format!("/absences?view=team&unit={}&month={}{page}", address::escape(&reference), month(first))
        };
        Team {
            unit: unit.map(|unit| crate::pages::written(seen, unit)).unwrap_or_default(),
            month: first.strftime("%B %Y").to_string(),
            before: to(first.saturating_sub(1.month()), 1),
            after: to(first.saturating_add(1.month()), 1),
            sentence: format!(
                "{}{} away in {}.",
                name.map(|name| format!("{name}: ")).unwrap_or_default(),
                match absent {
                    0 => "nobody is".to_owned(),
                    absent => format::count(absent, "person is", "people are"),
                },
                first.strftime("%B"),
            ),
            table: (!rows.is_empty()).then(|| table(visit, &days, &rows)),
            pages: (people.len() > PAGE).then(|| Pages {
                from: from + 1,
                to: from + shown.len(),
                total: people.len(),
                noun: "people".to_owned(),
                previous: (page > 1).then(|| to(first, page - 1)),
                next: (from + PAGE < people.len()).then(|| to(first, page + 1)),
            }),
        }
    }
}

fn drawn(absence: &Absence) -> Away {
    let half = match absence.part {
        DayPart::Whole => None,
        DayPart::Morning => Some(Half::Morning),
        DayPart::Afternoon => Some(Half::Afternoon),
    };
    Away { from: absence.from, to: absence.last_day(), approved: absence.is_approved(), half }
}

fn table(visit: &Visit, days: &Days, rows: &[(PersonId, Vec<Away>)]) -> Table {
    let seen = &visit.seen;
    let row = |(person, away): &(PersonId, Vec<Away>)| {
        let name = seen.title((*person).into());
        let reference = seen.reference((*person).into()).map(|reference| reference.to_string()).unwrap_or_default();
        let title = Cell::title(name.clone(), address::of(seen, (*person).into()), None);
        let words = if away.is_empty() { Cell::Blank } else { Cell::text(days.sentence(away)) };
        Row::new(format!("away-{reference}"), vec![title, Cell::Drawing(days.draw(&name, away)), words])
    };
    let columns = vec![Column::words("Who"), Column::charts("Days", days.head()), Column::words("In words")];
    Table { dense: true, ..Table::new("Who is away in the month", columns, rows.iter().map(row).collect()) }
}

/// A request in the queue of whoever answers it.
pub(super) fn queued(visit: &Visit, absence: &Absence) -> String {
    format!("{}, {}", visit.seen.title(absence.person.into()), words::days_of(absence, visit.seen.day()))
}
