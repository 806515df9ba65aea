//! People as an office keeps them: one row says who somebody is, where they work, in which position, and to whom that reports.

use organization::{AnyId, Kind, PersonId};

use super::{Known, Making, Translation};
use crate::table::target::Shape;

const PERSON: &[Kind] = &[Kind::Person];
const UNIT: &[Kind] = &[Kind::Unit];

/// The whole name of a row: as it stands, or of its two parts.
pub(super) fn name(translation: &Translation<'_>, row: usize) -> String {
    let whole = translation.text(row, "name");
    let name = if whole.is_empty() {
        format!("{} {}", translation.text(row, "first_name"), translation.text(row, "last_name"))
    } else {
        whole.to_owned()
    };
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a row works.
struct Place {
    unit: String,
    title: String,
    has_position: bool,
}

/// Translates all rows.
pub(super) fn people(translation: &mut Translation<'_>) {
    let places: Vec<Option<Place>> = (0..translation.grid.rows.len())
        .map(|row| if row < translation.first { None } else { place_of(translation, row) })
        .collect();
    let mut places = places;
    let bosses = named_bosses(translation);
    for row in translation.rows() {
        let boss = bosses.contains(&translation.name_of(row));
        places[row].iter_mut().for_each(|place| place.has_position |= boss);
    }
    let positions: std::collections::HashMap<String, usize> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.as_ref().is_some_and(|place| place.has_position))
        .map(|(row, _)| (translation.name_of(row), row))
        .collect();
    for row in translation.rows() {
        let full = name(translation, row);
        if full.is_empty() {
            let column = translation.said(row, "name").or_else(|| translation.said(row, "last_name")).map(|(_, place)| place);
            translation.leave(row, column, "A person needs a name.");
            continue;
        }
        let mut making = translation.main(row);
        let named =
            translation.said(row, "name").filter(|(text, _)| !text.is_empty()).or_else(|| translation.said(row, "last_name"));
        making.put("name", full, named.map(|(_, place)| place));
        translation.put_plain(&mut making, row, &["name"]);
        last_day(translation, &mut making, row);
        translation.add("people.csv", making);
        if let Some(place) = &places[row] {
            work(translation, row, place, &positions);
        }
    }
}

/// Everybody whom a row names as a manager: they need a position, so that others can report to it.
fn named_bosses(translation: &Translation<'_>) -> std::collections::HashSet<String> {
    let named = translation.rows().flat_map(|row| {
        let dotted = translation.all_said(row, "dotted").map(|(text, _)| text).unwrap_or_default();
        let mut all = super::convert::parts(&dotted);
        all.push(translation.text(row, "manager").to_owned());
        all
    });
    named.filter(|text| !text.is_empty()).filter_map(|text| translation.names.known(PERSON, &text).ok().flatten()).collect()
}

/// The last day of an employment, as the day after it.
fn last_day(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let Some((text, place)) = translation.said(row, "last_day") else { return };
    if text.is_empty() {
        if matches!(translation.known[row], Known::Keyed(_)) {
            making.put("to", "", Some(place));
        }
        return;
    }
    match translation.day_after(text) {
        Ok(day) => making.put("to", day.to_string(), Some(place)),
        Err(sentence) => translation.wrong(row, place, sentence),
    }
}

/// The unit and position that a row says.
fn place_of(translation: &mut Translation<'_>, row: usize) -> Option<Place> {
    let Some((text, at)) = translation.said(row, "unit").filter(|(text, _)| !text.is_empty()) else {
        // Nothing of these can be kept: they say something of a position, and a position belongs to a unit.
        for field in ["title", "manager", "dotted", "head"] {
            if let Some((_, at)) = translation.said(row, field).filter(|(text, _)| !text.is_empty()) {
                translation.wrong(row, at, "A position belongs to a unit, and this row names none. It is left out here.");
            }
        }
        return None;
    };
    let unit = match translation.record(row, UNIT, text) {
        Ok(unit) => unit,
        Err(sentence) => {
            translation.wrong(row, at, sentence);
            return None;
        }
    };
    let title = translation.text(row, "title").to_owned();
    let leads = !translation.text(row, "manager").is_empty()
        || !translation.text(row, "dotted").is_empty()
        || !translation.text(row, "head").is_empty();
    Some(Place { unit, has_position: !title.is_empty() || leads, title })
}

/// The position and appointment of a row, or its membership.
fn work(translation: &mut Translation<'_>, row: usize, place: &Place, positions: &std::collections::HashMap<String, usize>) {
    let (person, line) = (translation.name_of(row), translation.line(row));
    let key = translation.keys[row].clone();
    let at = |field: &str| translation.said(row, field).map(|(_, place)| place);
    let (unit_at, title_at) = (at("unit"), at("title"));
    let from = translation
        .said(row, "from")
        .filter(|(text, _)| !text.is_empty())
        .and_then(|(text, place)| Some((translation.day_of(text).ok()?, place)));
    let mut making = if place.has_position {
        let Some(position) = position_of(translation, row, place) else { return };
        let title = if place.title.is_empty() { "Staff" } else { &place.title };
        let mut making =
            Making::new(line, position.clone()).with("title", title, title_at).with("unit", place.unit.clone(), unit_at);
        reports_to(translation, &mut making, row, positions);
        translation.add("positions.csv", making);
        Making::new(line, format!("{key}#appointment")).with("person", person, None).with("position", position, title_at)
    } else {
        let membership = format!("{key}#membership");
        let here = known_person(translation, row).is_some_and(|person| is_member(translation, person, &place.unit));
        if here && translation.value.at_key(Kind::Membership, translation.source, &membership).is_none() {
            return;
        }
        Making::new(line, membership).with("person", person, None).with("unit", place.unit.clone(), unit_at)
    };
    if let Some((day, place)) = from {
        making.put("from", day.to_string(), Some(place));
    }
    translation.add(if place.has_position { "appointments.csv" } else { "memberships.csv" }, making);
}

fn known_person(translation: &Translation<'_>, row: usize) -> Option<PersonId> {
    match translation.known[row] {
        Known::Keyed(id) | Known::Named(id) => id.to(),
        Known::New => None,
    }
}

fn is_member(translation: &Translation<'_>, person: PersonId, unit: &str) -> bool {
    let unit = uuid::Uuid::parse_str(unit).ok().map(organization::UnitId::from);
    unit.is_some_and(|unit| translation.value.is_member(person, unit, translation.day))
}

/// The name of the position of a row. Nothing where somebody who is here already holds the same in the same unit without having come from this source.
fn position_of(translation: &Translation<'_>, row: usize, place: &Place) -> Option<String> {
    let position = format!("{}#position", translation.keys[row]);
    if translation.value.at_key(Kind::Position, translation.source, &position).is_some() {
        return Some(position);
    }
    let same = known_person(translation, row).is_some_and(|person| {
        translation.value.appointments_of(person, translation.day).any(|held| {
            translation.value.find(held.position).is_some_and(|held| {
                (place.title.is_empty() || held.title.eq_ignore_ascii_case(&place.title))
                    && AnyId::from(held.unit).id.to_string() == place.unit
            })
        })
    });
    (!same).then_some(position)
}

/// To which positions the position of a row reports, and whether it heads its unit.
fn reports_to(
    translation: &mut Translation<'_>,
    making: &mut Making,
    row: usize,
    positions: &std::collections::HashMap<String, usize>,
) {
    if let Some((text, place)) = translation.said(row, "manager") {
        let managers =
            if text.is_empty() { Ok(Vec::new()) } else { translation.record(row, PERSON, text).map(|manager| vec![manager]) };
        bosses(translation, making, row, (managers, place, "reports_to"), positions);
    }
    if let Some((text, place)) = translation.all_said(row, "dotted") {
        let managers = if text.is_empty() {
            Ok(Vec::new())
        } else {
            translation
                .records(row, place, PERSON, &text)
                .map(|names| names.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect())
        };
        bosses(translation, making, row, (managers, place, "dotted"), positions);
    }
    if let Some((text, place)) = translation.said(row, "head").filter(|(text, _)| !text.is_empty()) {
        match translation.convert(row, place, Shape::Flag, text) {
            Ok(flag) => making.put("head", flag, Some(place)),
            Err(sentence) => translation.wrong(row, place, sentence),
        }
    }
}

/// The positions of managers, in a column of the position's row.
fn bosses(
    translation: &mut Translation<'_>,
    making: &mut Making,
    row: usize,
    (managers, place, column): (Result<Vec<String>, String>, usize, &str),
    positions: &std::collections::HashMap<String, usize>,
) {
    let managers = match managers {
        Ok(managers) => managers,
        Err(sentence) => return translation.wrong(row, place, sentence),
    };
    let mut found = Vec::new();
    for manager in managers {
        if let Some(boss) = positions.get(&manager) {
            if *boss == row {
                translation.wrong(row, place, "Nobody reports to themselves. It is left out here.");
            } else {
                found.push(format!("{}#position", translation.keys[*boss]));
            }
            continue;
        }
        let person = uuid::Uuid::parse_str(&manager)
            .ok()
            .or_else(|| translation.value.at_key(Kind::Person, translation.source, &manager).map(|id| id.id))
            .map(PersonId::from);
        let held = person.and_then(|person| translation.value.appointments_of(person, translation.day).next());
        match held {
            Some(held) => found.push(AnyId::from(held.position).id.to_string()),
            None => {
                let text = translation.text(row, if column == "dotted" { "dotted" } else { "manager" });
                translation.wrong(
                    row,
                    place,
                    format!("“{text}” holds no position, so that nobody can report to them. It is left out here."),
                );
            }
        }
    }
    if !found.is_empty() || matches!(translation.known[row], Known::Keyed(_)) {
        making.put(column, found.join(";"), Some(place));
    }
}
