//! Responsibilities: who is responsible, accountable, supporting, consulted or informed for a thing.
//!
//! The owner of a goal, a policy or a proposal *is* its Accountable, and the project manager *is* the project's: none of them is a field. Accountability is
//! inherited from the task above, the project and the goal unless somebody is named nearer. A party resolves to people on a day through positions, acting
//! appointments and head positions. Who works on a task is said once, by its demands, and not repeated here.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{
    Act, AnyId, Changes, Dated, Decide, Kind, MemberStanding, Organization, PersonId, PositionId, ProjectId, Refusal, RoleId,
    Set, TaskId, UnitId,
};

pub use crate::record::ResponsibilityId;

/// A party that carries a letter for a thing, for a time.
#[record]
pub struct Responsibility {
    /// The thing: a goal, project, task, policy, proposal, directive or unit.
    pub subject: AnyId,
    /// Who carries it.
    pub party: Party,
    /// What they carry.
    pub letter: Letter,
    /// From when until when.
    pub dated: Dated,
}

/// Somebody who can carry a responsibility or be addressed: it resolves to people on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// A person.
    Person(PersonId),
    /// Whoever holds a position.
    Position(PositionId),
    /// Whoever plays a role.
    Role(RoleId),
    /// A unit, answered for by its head.
    Unit(UnitId),
}

impl Default for Party {
    fn default() -> Self {
        Party::Unit(UnitId::default())
    }
}

impl Party {
    /// The record that it names.
    pub fn id(self) -> AnyId {
        match self {
            Party::Person(id) => id.into(),
            Party::Position(id) => id.into(),
            Party::Role(id) => id.into(),
            Party::Unit(id) => id.into(),
        }
    }

    /// The party that a record is, where it can be one.
    pub fn of(id: AnyId) -> Option<Party> {
        let person = id.to().map(Party::Person);
        person.or_else(|| id.to().map(Party::Position)).or_else(|| id.to().map(Party::Role)).or_else(|| id.to().map(Party::Unit))
    }
}

/// The letters of a responsibility matrix.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, organization_derive::Written,
)]
#[serde(rename_all = "kebab-case")]
pub enum Letter {
    /// Answers for it; exactly one.
    #[default]
    Accountable,
    /// Does it.
    Responsible,
    /// Helps to do it.
    Support,
    /// Is asked before.
    Consulted,
    /// Is told after.
    Informed,
}

impl Letter {
    /// All, in the order of the matrix.
    pub const ALL: [Letter; 5] = [Letter::Accountable, Letter::Responsible, Letter::Support, Letter::Consulted, Letter::Informed];

    /// The letter as it stands in a matrix.
    pub fn letter(self) -> char {
        match self {
            Letter::Accountable => 'A',
            Letter::Responsible => 'R',
            Letter::Support => 'S',
            Letter::Consulted => 'C',
            Letter::Informed => 'I',
        }
    }

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Letter::Accountable => "Accountable",
            Letter::Responsible => "Responsible",
            Letter::Support => "Support",
            Letter::Consulted => "Consulted",
            Letter::Informed => "Informed",
        }
    }

    /// The letter that a matrix shows.
    pub fn from_letter(letter: &str) -> Option<Letter> {
        Letter::ALL
            .into_iter()
            .find(|known| letter.eq_ignore_ascii_case(&known.letter().to_string()) || letter.eq_ignore_ascii_case(known.word()))
    }
}

impl Shape for Responsibility {
    fn title(&self, organization: &Organization) -> String {
        format!("{} {} for {}", organization.label(self.party.id()), self.letter.word(), organization.label(self.subject))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::ResponsibilitySubject, self.subject));
        visit(link(Relation::ResponsibilityParty, self.party.id()));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.subject)
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)?;
        for other in organization
            .responsibilities_for(self.subject)
            .filter(|other| other.id != self.id && other.dated.overlaps(self.dated))
        {
            if other.letter == self.letter && other.party == self.party {
                return Err(Refusal::AlreadySo { what: self.title(organization) });
            }
            if self.letter == Letter::Accountable && other.letter == Letter::Accountable {
                return Err(Refusal::SecondAccountable {
                    subject: organization.label(self.subject),
                    by: organization.label(other.party.id()),
                });
            }
        }
        Ok(())
    }
}

/// Who answers for a thing, and where that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accountability {
    /// The party named.
    pub party: Party,
    /// Where: the thing itself, or what it is inherited from.
    pub said_at: AnyId,
    /// The people that the party is on that day; none where a position is vacant or a person has left.
    pub people: Vec<PersonId>,
}

impl Organization {
    /// All responsibilities for a thing.
    pub fn responsibilities_for(&self, subject: AnyId) -> impl DoubleEndedIterator<Item = &Arc<Responsibility>> {
        self.linked::<Responsibility>(Relation::ResponsibilitySubject, subject)
    }

    /// All responsibilities that a party itself carries.
    pub fn responsibilities_of(&self, party: Party) -> impl DoubleEndedIterator<Item = &Arc<Responsibility>> {
        self.linked::<Responsibility>(Relation::ResponsibilityParty, party.id())
    }

    /// The responsibility of whoever is named Accountable for the thing itself on a day.
    pub fn named_accountable(&self, subject: AnyId, day: Date) -> Option<&Arc<Responsibility>> {
        self.responsibilities_for(subject)
            .find(|responsibility| responsibility.letter == Letter::Accountable && responsibility.dated.holds(day))
    }

    /// Who is accountable for a thing on a day, after inheritance: from the task above, the project, and the goals that it serves.
    pub fn accountable(&self, subject: AnyId, day: Date) -> Option<Accountability> {
        let mut at = vec![subject];
        let mut tried = Vec::new();
        while let Some(here) = (!at.is_empty()).then(|| at.remove(0)) {
            if tried.contains(&here) {
                continue;
            }
            if let Some(named) = self.named_accountable(here, day) {
                return Some(Accountability { party: named.party, said_at: here, people: self.people_of(named.party, day) });
            }
            tried.push(here);
            at.extend(self.inherits_from(here));
        }
        None
    }

    /// The things that accountability is inherited from, nearest first.
    pub(crate) fn inherits_from(&self, subject: AnyId) -> Vec<AnyId> {
        if let Some(task) = subject.to::<TaskId>().and_then(|id| self.find(id)) {
            return vec![task.parent.map_or_else(|| AnyId::from(task.project), AnyId::from)];
        }
        if let Some(project) = subject.to::<ProjectId>().and_then(|id| self.find(id)) {
            return project.serves.iter().map(|service| AnyId::from(service.goal)).collect();
        }
        let homed = matches!(subject.kind, Kind::Measure | Kind::PolicyVersion | Kind::Answer);
        if homed { self.record(subject).and_then(|record| record.home()).into_iter().collect() } else { Vec::new() }
    }

    /// The people that a party is on a day, those who have left excepted.
    pub fn people_of(&self, party: Party, day: Date) -> Vec<PersonId> {
        let people: Vec<PersonId> = match party {
            Party::Person(person) => vec![person],
            Party::Position(position) => self.holders(position, day).iter().map(|held| held.person).collect(),
            Party::Role(role) => self.players_of(role, day),
            Party::Unit(unit) => self.heads(unit, day).iter().map(|held| held.person).collect(),
        };
        people.into_iter().filter(|person| self.is_here(*person, day)).collect()
    }

    fn players_of(&self, role: RoleId, day: Date) -> Vec<PersonId> {
        let members = self
            .linked::<crate::Membership>(Relation::MembershipRole, role)
            .filter(|membership| membership.dated.holds(day) && membership.standing == MemberStanding::Member)
            .map(|membership| membership.person);
        let holders = self
            .linked::<crate::Position>(Relation::PositionRole, role)
            .flat_map(|position| self.holders(position.id, day))
            .map(|held| held.person);
        let mut people: Vec<PersonId> = members.chain(holders).collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}

/// Gives a party a letter for a thing.
#[command(function = Organize, adds = Responsibility)]
pub struct AddResponsibility {
    /// The id of the new responsibility.
    pub id: ResponsibilityId,
    /// The thing.
    pub subject: AnyId,
    /// Who carries it.
    pub party: Party,
    /// What they carry.
    pub letter: Letter,
    /// From when until when.
    pub dated: Option<Dated>,
}

/// Changes a responsibility.
#[command(function = Organize, changes = Responsibility)]
pub struct ChangeResponsibility {
    /// The responsibility.
    pub responsibility: ResponsibilityId,
    /// Who carries it.
    pub party: Set<Party>,
    /// What they carry.
    pub letter: Set<Letter>,
    /// From when until when.
    pub dated: Set<Dated>,
}

/// Ends a responsibility: it no longer holds from that day on.
#[command(function = Organize)]
pub struct EndResponsibility {
    /// The responsibility.
    pub responsibility: ResponsibilityId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndResponsibility {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.get(self.responsibility)?;
        if before.dated.from.is_some_and(|from| self.until <= from) {
            return organization.remove(self.responsibility, act);
        }
        organization.change(
            before,
            Responsibility { dated: Dated { until: Some(self.until), ..before.dated }, ..(**before).clone() },
            act,
        )
    }
}

/// Makes a party the Accountable of a thing from a day on, and ends the accountability that held until then.
#[command(function = Organize)]
pub struct ReplaceAccountable {
    /// The id of the new responsibility.
    pub id: ResponsibilityId,
    /// The thing.
    pub subject: AnyId,
    /// Who is accountable from now on.
    pub party: Party,
    /// From which day on; today where it is left out.
    pub from: Option<Date>,
}

impl Decide for ReplaceAccountable {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let from = self.from.unwrap_or(act.day);
        let mut value = organization.clone();
        let mut all = Changes::none();
        let held: Vec<ResponsibilityId> = organization
            .responsibilities_for(self.subject)
            .filter(|held| held.letter == Letter::Accountable && held.dated.until.is_none_or(|until| until > from))
            .map(|held| held.id)
            .collect();
        for responsibility in held {
            let mut changes = EndResponsibility { responsibility, until: from }.decide(&value, act)?;
            value.apply(&mut changes, organization.position());
            all = all.and(changes);
        }
        let add = AddResponsibility {
            id: self.id,
            subject: self.subject,
            party: self.party,
            letter: Letter::Accountable,
            dated: Some(Dated::since(from)),
            number: None,
            keys: crate::Keys::NONE,
        };
        Ok(all.and(add.decide(&value, act)?))
    }
}
