//! Coverage: how many people of each unit can do each skill. Counts, never names in an order.

use std::collections::{BTreeMap, BTreeSet};

use organization::{AnyId, Kind, PersonId, RecordId as _, SkillId, UnitId};

use super::list::Asked;
use crate::component::{Cell, Column, Control, Field, Row, Table};
use crate::visit::Visit;
use crate::{address, choices, forms};

/// Skills that stand side by side; more would not be read.
const COLUMNS: usize = 8;
/// Units that are shown.
const ROWS: usize = 100;

/// Units by skills.
#[derive(serde::Serialize)]
pub(super) struct Coverage {
    pub(super) fields: Vec<Field>,
    pub(super) sentence: String,
    pub(super) table: Option<Table>,
    pub(super) more: usize,
}

impl Coverage {
    pub(super) fn of(visit: &Visit, asked: &Asked) -> Coverage {
        let seen = &visit.seen;
        let level = asked.level.parse::<u8>().ok().filter(|level| (1..=5).contains(level)).unwrap_or(3);
        let named = |text: &str, kind: Kind| {
            let typed = Some(text.trim()).filter(|text| !text.is_empty());
            typed.map(|text| forms::named(text, Some(kind), seen)).transpose()
        };
        let (unit, under) = (named(&asked.unit, Kind::Unit), named(&asked.under, Kind::Skill));
        let field = |name: &str, label: &str, value: &str, kind: Kind, found: &Result<Option<AnyId>, String>| {
            let suggestions = choices::records(seen, kind);
            let field = Field::new(name, label, Control::Suggested { value: value.to_owned(), suggestions });
            field.wrong(found.as_ref().err().cloned())
        };
        let levels = (1..=5).map(|level: u8| (level.to_string(), format!("{level} or better"))).collect();
        let fields = vec![
            field("unit", "Parts of the unit", &asked.unit, Kind::Unit, &unit),
            field("under", "Parts of the skill", &asked.under, Kind::Skill, &under),
            Field::new("level", "Level", Control::OneOf { options: levels, chosen: level.to_string() }).required(),
        ];
        let unit: Option<UnitId> = unit.ok().flatten().and_then(AnyId::to);
        let under: Option<SkillId> = under.ok().flatten().and_then(AnyId::to);
        let mut skills = seen.compute(|value| insight::skills_under(value, under));
        if skills.is_empty() {
            skills.extend(under.and_then(|skill| seen.find(skill)));
        }
        let more = skills.len().saturating_sub(COLUMNS);
        skills.truncate(COLUMNS);
        let skills: Vec<SkillId> = skills.iter().map(|skill| skill.id).collect();
        let (table, thin) = table(visit, unit, &skills, level);
        let sentence = match thin {
            0 => format!("How many people can do each skill at level {level} or better, in each unit with those below it."),
            thin => format!(
                "How many people can do each skill at level {level} or better, in each unit with those below it. In {thin} places there is nobody, or one person alone."
            ),
        };
        Coverage { fields, sentence, table, more }
    }
}

/// The rows are a unit and those directly below it, or those at the top; the second is how often nobody or one person alone can do a skill.
fn table(visit: &Visit, unit: Option<UnitId>, skills: &[SkillId], level: u8) -> (Option<Table>, usize) {
    let seen = &visit.seen;
    let staff = visit.desk.derived.staff(seen);
    let abilities = visit.desk.derived.abilities(seen);
    let mut rows: Vec<UnitId> = staff
        .units
        .iter()
        .filter(|row| row.people > 0 && (Some(row.unit.id) == unit || row.unit.parent == unit))
        .map(|row| row.unit.id)
        .collect();
    // One unit at the top says nothing of its parts.
    if let ([only], None) = (rows.as_slice(), unit) {
        let only = *only;
        rows.extend(staff.units.iter().filter(|row| row.people > 0 && row.unit.parent == Some(only)).map(|row| row.unit.id));
    }
    rows.truncate(ROWS);
    let units: BTreeMap<PersonId, &[UnitId]> =
        staff.people.iter().map(|person| (person.person, person.units.as_slice())).collect();
    let able: Vec<Vec<PersonId>> =
        skills.iter().map(|skill| abilities.people(*skill, level).map(|(person, _)| person).collect()).collect();
    let mut thin = 0;
    let row = |row: &UnitId| {
        let under: BTreeSet<UnitId> = staff.under(*row);
        let count = |people: &Vec<PersonId>| {
            let here = |person: &&PersonId| units.get(person).is_some_and(|units| units.iter().any(|unit| under.contains(unit)));
            people.iter().filter(here).count()
        };
        let people = staff.unit(*row).map_or(0, |row| row.people);
        let title = Cell::title(
            seen.title((*row).into()),
            address::of(seen, (*row).into()),
            Some(crate::format::count(people, "person", "people")),
        );
        let mut cells = vec![title];
        for people in &able {
            let count = count(people);
            thin += usize::from(count < 2);
            cells.push(Cell::number(match count {
                0 => "nobody".to_owned(),
                count => count.to_string(),
            }));
        }
        Row::new(format!("unit-{}", row.uuid().simple()), cells)
    };
    let rows: Vec<Row> = rows.iter().map(row).collect();
    let columns =
        std::iter::once(Column::words("Unit")).chain(skills.iter().map(|skill| Column::numbers(seen.title((*skill).into()))));
    let table = (!rows.is_empty() && !skills.is_empty()).then(|| Table::new("People by unit and skill", columns.collect(), rows));
    (table, thin)
}
