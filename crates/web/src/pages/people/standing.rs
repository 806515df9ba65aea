//! Spans in words, and what forms suggest.

use jiff::civil::Date;
use office::Seen;
use organization::{Dated, Kind, PersonId, Position, Relation, UnitId};

use crate::format;
use crate::staff::Staff;

/// People that a form suggests at most; beyond that one writes the name.
const SUGGESTED: usize = 300;

/// "since 3 Feb", "from 4 Jan to 30 Jun", "until 30 Jun"; nothing where no day is known.
pub(super) fn span(dated: Dated, today: Date) -> String {
    let last = dated.until.map(|until| until.yesterday().unwrap_or(until));
    match (dated.from, last) {
        (None, None) => String::new(),
        (Some(from), None) if from <= today => format!("since {}", format::day(from, today)),
        (Some(from), None) => format!("from {} on", format::day(from, today)),
        (None, Some(last)) => format!("until {}", format::day(last, today)),
        (Some(from), Some(last)) => format!("{} to {}", format::day(from, today), format::day(last, today)),
    }
}

/// The days of a span as a form shows them: the first and the last.
pub(super) fn days(dated: Dated) -> (String, String) {
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    (text(dated.from), text(dated.until.and_then(|until| until.yesterday().ok())))
}

/// "H-3 Ines Duarte" for people whom a form suggests.
pub(super) fn people(seen: &Seen, staff: &Staff) -> Vec<String> {
    let named = |person: PersonId| labelled(seen, person.into());
    staff.people.iter().take(SUGGESTED).filter_map(|person| named(person.person)).collect()
}

/// "U-3 Operations" for units that are active.
pub(super) fn units(seen: &Seen, staff: &Staff) -> Vec<String> {
    let active = staff.units.iter().filter(|row| !row.unit.state.is_closed());
    active.take(SUGGESTED).filter_map(|row| labelled(seen, row.unit.id.into())).collect()
}

/// "O-3 Fitter, Operations" for the active positions of a unit, or of all units.
pub(super) fn positions(seen: &Seen, staff: &Staff, unit: Option<UnitId>) -> Vec<String> {
    let units = staff.units.iter().filter(|row| unit.is_none_or(|unit| unit == row.unit.id));
    units
        .flat_map(|row| seen.linked::<Position>(Relation::PositionUnit, row.unit.id))
        .filter(|position| !position.state.is_closed())
        .take(SUGGESTED)
        .filter_map(|position| Some(format!("{}, {}", labelled(seen, position.id.into())?, seen.title(position.unit.into()))))
        .collect()
}

fn labelled(seen: &Seen, id: organization::AnyId) -> Option<String> {
    let reference = seen.reference(id)?;
    Some(format!("{reference} {}", seen.title(id)))
}

/// The roles that can be played in a unit, with "none" first.
pub(super) fn roles(seen: &Seen, unit: Option<UnitId>) -> Vec<(String, String)> {
    let fits = |role: &std::sync::Arc<organization::Role>| role.unit.is_none() || unit.is_none() || role.unit == unit;
    let known = seen.all::<organization::Role>().into_iter().filter(fits);
    std::iter::once((String::new(), "none".to_owned()))
        .chain(known.map(|role| (organization::RecordId::uuid(role.id).to_string(), role.name.to_string())))
        .collect()
}

/// The calendars that anybody may use, with a word for none first.
pub(super) fn calendars(seen: &Seen, none: &str) -> Vec<(String, String)> {
    let common = seen.all::<organization::Calendar>().into_iter().filter(|calendar| calendar.project.is_none());
    std::iter::once((String::new(), none.to_owned()))
        .chain(common.map(|calendar| (organization::RecordId::uuid(calendar.id).to_string(), calendar.name.to_string())))
        .collect()
}

/// What people of a kind are called where a form asks for one.
pub(super) fn hint(kind: Kind) -> &'static str {
    if kind == Kind::Unit { "Its name or reference, such as U-3." } else { "Name or reference, such as H-3." }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_span_names_its_last_day_and_not_the_day_after() {
        let today = date(2026, 11, 23);
        let said = |from, until| span(Dated { from, until }, today);
        assert_eq!(said(Some(date(2026, 2, 3)), None), "since 3 Feb");
        assert_eq!(said(Some(date(2027, 1, 4)), None), "from 4 Jan 2027 on");
        assert_eq!(said(None, Some(date(2026, 7, 1))), "until 30 Jun");
        assert_eq!(said(Some(date(2026, 1, 1)), Some(date(2027, 1, 1))), "1 Jan to 31 Dec");
        assert_eq!(said(None, None), "");
    }
}
