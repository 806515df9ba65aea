//! Who is asked to read what was published, and who has read it: versions of policies that are to be acknowledged by a day, and notices.
//!
//! Whom it concerns is said by an audience of people, positions, roles and units; a unit stands for everybody who takes part in it or in a unit below, and
//! an empty audience for everybody who is here. Minor versions keep what was read of their major one.

use std::collections::BTreeSet;

use jiff::civil::Date;
use organization::{
    Acknowledgement, AnyId, MemberStanding, Notice, NoticeId, Organization, Party, PersonId, Policy, PolicyVersion, Position,
    Relation, Unit, UnitId,
};

use crate::parties_of;

/// How many of the newest notices are looked at for one person.
const NOTICES: usize = 1_000;

/// Something that somebody is asked to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// By when.
    pub by: Date,
    /// The version of a policy, or the notice.
    pub thing: AnyId,
    /// Whether that day is past.
    pub late: bool,
}

/// Who was asked to read something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readers {
    /// How many are asked.
    pub asked: usize,
    /// Those who have not read it, by name.
    pub missing: Vec<PersonId>,
}

/// What a person is asked to read on a day and has not, what is due first before the rest.
pub fn unread(organization: &Organization, person: PersonId, day: Date) -> Vec<Unread> {
    if !organization.is_here(person, day) {
        return Vec::new();
    }
    let names = Names::of(organization, person, day);
    let mut unread = Vec::new();
    for policy in organization.table::<Policy>().iter().filter(|policy| !policy.state.is_closed()) {
        let Some(version) = organization.version_on(policy.id, day) else { continue };
        let Some(by) = version.acknowledge_by.filter(|_| names.are_in(&version.audience)) else { continue };
        if !organization.has_read(person, version.id) {
            unread.push(Unread { by, thing: version.id.into(), late: by < day });
        }
    }
    for notice in organization.table::<Notice>().iter().rev().take(NOTICES) {
        let Some(by) = notice.acknowledge_by.filter(|_| names.are_in(&notice.audience)) else { continue };
        if !organization.has_read_notice(person, notice.id) {
            unread.push(Unread { by, thing: notice.id.into(), late: by < day });
        }
    }
    unread.sort_unstable();
    unread
}

/// Whether an audience names a person on a day; an empty one names everybody.
pub fn concerns(organization: &Organization, audience: &[Party], person: PersonId, day: Date) -> bool {
    concerning(organization, person, day)(audience)
}

/// Asks of many audiences whether they name one person on a day.
pub fn concerning(organization: &Organization, person: PersonId, day: Date) -> impl Fn(&[Party]) -> bool + use<> {
    let names = organization.is_here(person, day).then(|| Names::of(organization, person, day));
    move |audience| names.as_ref().is_some_and(|names| names.are_in(audience))
}

/// Who is asked to read a version of a policy, and who has not.
pub fn readers_of_version(organization: &Organization, version: &PolicyVersion, day: Date) -> Readers {
    let same = organization.versions_of(version.policy).into_iter().filter(|other| other.major == version.major);
    let read = same.flat_map(|version| organization.linked::<Acknowledgement>(Relation::AcknowledgementVersion, version.id));
    readers(organization, &version.audience, &read.map(|read| read.person).collect(), day)
}

/// Who is asked to read a notice, and who has not.
pub fn readers_of_notice(organization: &Organization, notice: NoticeId, day: Date) -> Readers {
    let Some(notice) = organization.find(notice) else { return Readers::default() };
    let read = organization.linked::<Acknowledgement>(Relation::AcknowledgementNotice, notice.id);
    readers(organization, &notice.audience, &read.map(|read| read.person).collect(), day)
}

fn readers(organization: &Organization, audience: &[Party], read: &BTreeSet<PersonId>, day: Date) -> Readers {
    let asked = people_in(organization, audience, day);
    let mut missing: Vec<PersonId> = asked.iter().filter(|person| !read.contains(person)).copied().collect();
    missing.sort_by_cached_key(|person| organization.find(*person).map(|person| person.name.to_string()));
    Readers { asked: asked.len(), missing }
}

/// The people whom an audience names on a day.
fn people_in(organization: &Organization, audience: &[Party], day: Date) -> BTreeSet<PersonId> {
    if audience.is_empty() {
        return organization
            .people()
            .iter()
            .map(|person| person.id)
            .filter(|person| organization.is_here(*person, day))
            .collect();
    }
    let mut people = BTreeSet::new();
    for party in audience {
        match party {
            Party::Person(_) | Party::Position(_) | Party::Role(_) => people.extend(organization.people_of(*party, day)),
            Party::Unit(unit) => taking_part(organization, *unit, day, &mut people),
        }
    }
    people
}

/// Everybody who takes part in a unit or in one below.
fn taking_part(organization: &Organization, unit: UnitId, day: Date, people: &mut BTreeSet<PersonId>) {
    let mut waiting = vec![unit];
    while let Some(unit) = waiting.pop() {
        let members = organization.memberships_in(unit);
        let members = members.filter(|member| member.dated.holds(day) && member.standing == MemberStanding::Member);
        people.extend(members.map(|member| member.person).filter(|person| organization.is_here(*person, day)));
        for position in organization.linked::<Position>(Relation::PositionUnit, unit) {
            people.extend(organization.people_of(Party::Position(position.id), day));
        }
        waiting.extend(organization.linked::<Unit>(Relation::UnitParent, unit).map(|below| below.id));
    }
}

/// The names under which an audience may call one person.
struct Names {
    parties: Vec<Party>,
    /// The units in which they take part, and those above.
    units: BTreeSet<UnitId>,
}

impl Names {
    fn of(organization: &Organization, person: PersonId, day: Date) -> Names {
        let units = organization.units_of(person, day);
        let units = units.into_iter().flat_map(|unit| organization.units_from(unit).map(|above| above.id)).collect();
        Names { parties: parties_of(organization, person, day), units }
    }

    fn are_in(&self, audience: &[Party]) -> bool {
        let named = |party: &Party| match party {
            Party::Unit(unit) => self.units.contains(unit),
            Party::Person(_) | Party::Position(_) | Party::Role(_) => self.parties.contains(party),
        };
        audience.is_empty() || audience.iter().any(named)
    }
}
