//! Who is here and who belongs where, computed once for each value: what the list of people and the tree of units show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use organization::{Organization, PersonId, Position, PositionId, Relation, Unit, UnitId};

/// Everybody who is with the organization on a day, and its units.
#[derive(Debug, Default)]
pub struct Staff {
    /// People by name.
    pub people: Vec<Staffed>,
    /// Units as a tree: each before those under it, siblings by name, closed units last.
    pub units: Vec<StaffedUnit>,
    /// How many people have left.
    pub left: usize,
}

/// A person with where they take part.
#[derive(Debug)]
pub struct Staffed {
    /// The person.
    pub person: PersonId,
    /// Their name in small letters, to look for.
    pub name: String,
    /// The units that they take part in: those of their positions first.
    pub units: Vec<UnitId>,
    /// The positions that they hold.
    pub positions: Vec<PositionId>,
}

/// A unit with how many are in it.
#[derive(Debug)]
pub struct StaffedUnit {
    /// The unit.
    pub unit: Arc<Unit>,
    /// Its level, from 1.
    pub level: usize,
    /// How many people take part in it.
    pub own: usize,
    /// How many people take part in it or in a unit below.
    pub people: usize,
    /// Its open positions: active, and nobody who is here holds them.
    pub open: usize,
    /// Whoever heads it.
    pub heads: Vec<PersonId>,
}

impl Staff {
    /// Counts an organization on a day.
    #[must_use]
    pub fn of(organization: &Organization, day: Date) -> Staff {
        let mut people: Vec<Staffed> = organization
            .people()
            .iter()
            .filter(|person| person.employed.holds(day))
            .map(|person| Staffed {
                person: person.id,
                name: person.name.to_lowercase(),
                units: organization.units_of(person.id, day),
                positions: organization.appointments_of(person.id, day).map(|held| held.position).collect(),
            })
            .collect();
        people.sort_by(|a, b| (&a.name, a.person).cmp(&(&b.name, b.person)));
        let mut members: BTreeMap<UnitId, Vec<PersonId>> = BTreeMap::new();
        for person in &people {
            for unit in &person.units {
                members.entry(*unit).or_default().push(person.person);
            }
        }
        let left = organization.people().iter().filter(|person| person.employed.is_over(day)).count();
        let mut tree = Tree { organization, day, members, units: Vec::new() };
        for root in siblings(organization.units().iter().filter(|unit| unit.parent.is_none())) {
            tree.add(root, 1);
        }
        Staff { people, units: tree.units, left }
    }

    /// A unit.
    #[must_use]
    pub fn unit(&self, unit: UnitId) -> Option<&StaffedUnit> {
        self.units.iter().find(|row| row.unit.id == unit)
    }

    /// A unit and those below it.
    #[must_use]
    pub fn under(&self, unit: UnitId) -> BTreeSet<UnitId> {
        let mut rows = self.units.iter().skip_while(|row| row.unit.id != unit);
        let Some(top) = rows.next() else { return BTreeSet::new() };
        let below = rows.take_while(|row| row.level > top.level).map(|row| row.unit.id);
        std::iter::once(unit).chain(below).collect()
    }

    /// How many positions are open in all.
    #[must_use]
    pub fn open(&self) -> usize {
        self.units.iter().map(|row| row.open).sum()
    }

    /// How many units are active.
    #[must_use]
    pub fn active_units(&self) -> usize {
        self.units.iter().filter(|row| !row.unit.state.is_closed()).count()
    }
}

fn siblings<'a>(units: impl Iterator<Item = &'a Arc<Unit>>) -> Vec<&'a Arc<Unit>> {
    let mut units: Vec<&Arc<Unit>> = units.collect();
    units.sort_by_cached_key(|unit| (unit.state.is_closed(), unit.name.to_lowercase(), unit.id));
    units
}

/// Whether a position is to be filled and nobody who is here holds it.
#[must_use]
pub fn is_open(organization: &Organization, position: &Position, day: Date) -> bool {
    !position.state.is_closed()
        && !organization.holders(position.id, day).iter().any(|held| organization.is_here(held.person, day))
}

struct Tree<'a> {
    organization: &'a Organization,
    day: Date,
    members: BTreeMap<UnitId, Vec<PersonId>>,
    units: Vec<StaffedUnit>,
}

impl Tree<'_> {
    /// Adds a unit with all below it, and answers everybody who takes part in them.
    fn add(&mut self, unit: &Arc<Unit>, level: usize) -> BTreeSet<PersonId> {
        let at = self.units.len();
        let (organization, day) = (self.organization, self.day);
        let mut people: BTreeSet<PersonId> = self.members.remove(&unit.id).unwrap_or_default().into_iter().collect();
        let positions = organization.linked::<Position>(Relation::PositionUnit, unit.id);
        let open = positions.filter(|position| !unit.state.is_closed() && is_open(organization, position, day)).count();
        let heads = organization.head_people(unit.id, day).into_iter().map(|person| person.id).collect();
        self.units.push(StaffedUnit { unit: unit.clone(), level, own: people.len(), people: 0, open, heads });
        for below in siblings(organization.units_under(unit.id)) {
            people.extend(self.add(below, level + 1));
        }
        self.units[at].people = people.len();
        people
    }
}
