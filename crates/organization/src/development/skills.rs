//! Skills: what people can do, in a tree with five levels, and who can do what how well.
//!
//! A person says it of themselves, or somebody who leads them assesses it. The newest statement counts until it expires. Whoever can do a skill can do those
//! that it hangs under, at the same level.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};

use crate::record::{Link, Relation, Shape, link};
use crate::{Act, AnyId, CareerStage, Changes, Decide, Function, Keys, Name, Organization, PersonId, Prose, Refusal, Set};

pub use crate::record::{SkillHoldingId, SkillId};

/// Something that people can do. Skills form a tree: who can do one can do what it hangs under.
#[record]
pub struct Skill {
    /// Its name.
    pub name: Name,
    /// The skill that it is a part of.
    pub parent: Option<SkillId>,
    /// What it is.
    pub description: Prose,
    /// What its five levels are called, from the lowest; empty takes those of the skill above.
    pub levels: Vec<Name>,
}

/// That a person can do something, how well, and who says so.
#[record]
pub struct SkillHolding {
    /// Who.
    pub person: PersonId,
    /// What.
    pub skill: SkillId,
    /// How well, from 1 to 5.
    pub level: u8,
    /// What shows it.
    pub evidence: Prose,
    /// Who assessed it; nobody where they say it of themselves.
    pub assessed_by: Option<PersonId>,
    /// When it was said.
    pub on: Option<Date>,
    /// The first day on which it no longer counts.
    pub expires: Option<Date>,
}

/// The highest level of a skill; the lowest is 1.
pub const HIGHEST_LEVEL: u8 = 5;

impl Shape for Skill {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn found_by(&self) -> Option<String> {
        Some(self.description.to_string())
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.parent.iter().for_each(|id| visit(link(Relation::SkillParent, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.parent.map(AnyId::from)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        if self.levels.is_empty() || self.levels.len() == usize::from(HIGHEST_LEVEL) {
            return Ok(());
        }
        Err(Refusal::OutOfRange { what: "The number of names for levels".to_owned(), range: "5 and 5, or none".to_owned() })
    }
}

impl Shape for SkillHolding {
    fn title(&self, organization: &Organization) -> String {
        format!("{} in {} at level {}", organization.label(self.person.into()), organization.label(self.skill.into()), self.level)
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::SkillHoldingPerson, self.person));
        visit(link(Relation::SkillHoldingSkill, self.skill));
        self.assessed_by.iter().for_each(|id| visit(link(Relation::SkillHoldingAssessedBy, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.person.into())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_level(self.level)?;
        refuse_expired_at_once(self.on, self.expires)?;
        // What somebody says of themselves may be assessed on the same day.
        let same = |other: &Arc<SkillHolding>| {
            let apart = other.id != self.id && other.skill == self.skill;
            apart && (other.on, other.assessed_by) == (self.on, self.assessed_by)
        };
        if organization.linked::<SkillHolding>(Relation::SkillHoldingPerson, self.person).any(same) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

/// Refuses a level that there is not.
pub(crate) fn refuse_level(level: u8) -> Result<(), Refusal> {
    if (1..=HIGHEST_LEVEL).contains(&level) {
        return Ok(());
    }
    Err(Refusal::OutOfRange { what: "The level of a skill".to_owned(), range: "1 and 5".to_owned() })
}

/// Refuses what expires before it begins.
pub(crate) fn refuse_expired_at_once(on: Option<Date>, expires: Option<Date>) -> Result<(), Refusal> {
    match (on, expires) {
        (Some(start), Some(end)) if end <= start => {
            Err(Refusal::EndsBeforeStart { end: end.to_string(), start: start.to_string() })
        }
        _ => Ok(()),
    }
}

impl Organization {
    /// A skill and those that it hangs under, from below.
    pub fn skills_from(&self, skill: SkillId) -> impl Iterator<Item = &Arc<Skill>> {
        crate::value::parent_chain(self.find(skill), |skill| skill.parent.and_then(|parent| self.find(parent)))
    }

    /// What the levels of a skill are called: its own names, or those of the nearest skill above that has some.
    pub fn levels_of(&self, skill: SkillId) -> &[Name] {
        self.skills_from(skill).find(|skill| !skill.levels.is_empty()).map_or(&[], |skill| &skill.levels)
    }

    /// The level at which a person can do a skill on a day: the highest that counts for it or for a skill under it; nothing where they cannot.
    pub fn level_of(&self, person: PersonId, skill: SkillId, day: Date) -> Option<u8> {
        let mut newest: std::collections::BTreeMap<SkillId, &Arc<SkillHolding>> = std::collections::BTreeMap::new();
        for holding in self.linked::<SkillHolding>(Relation::SkillHoldingPerson, person) {
            let said = holding.on.is_none_or(|on| on <= day);
            if said && newest.get(&holding.skill).is_none_or(|before| before.on <= holding.on) {
                newest.insert(holding.skill, holding);
            }
        }
        let counts = newest.into_values().filter(|holding| {
            holding.expires.is_none_or(|expires| day < expires)
                && (holding.skill == skill || self.is_above(skill.into(), holding.skill.into(), Relation::SkillParent))
        });
        counts.map(|holding| holding.level).max()
    }

    /// The people who can do a skill at a level or better on a day and are with the organization then, in the order of their ids.
    pub fn people_with(&self, skill: SkillId, level: u8, day: Date) -> Vec<PersonId> {
        let mut people = std::collections::BTreeSet::new();
        let mut waiting = vec![skill];
        while let Some(here) = waiting.pop() {
            people.extend(self.linked::<SkillHolding>(Relation::SkillHoldingSkill, here).map(|holding| holding.person));
            waiting.extend(self.linked::<Skill>(Relation::SkillParent, here).map(|under| under.id));
        }
        let able = |person: &PersonId| self.level_of(*person, skill, day).is_some_and(|held| held >= level);
        people.into_iter().filter(|person| self.is_here(*person, day) && able(person)).collect()
    }

    /// The function that is exercised by developing a person: of those early in their working life it is that of juniors.
    pub fn developing(&self, person: PersonId) -> Function {
        match self.find(person).and_then(|person| person.stage) {
            Some(CareerStage::Early) => Function::DevelopJuniors,
            Some(CareerStage::Mid | CareerStage::Senior) | None => Function::DevelopSeniors,
        }
    }
}

fn assessing_again(command: &ChangeSkillHolding, organization: &Organization) -> Function {
    said_by(organization, command.skill_holding)
}

fn assessed(command: &RemoveSkillHolding, organization: &Organization) -> Function {
    said_by(organization, command.skill_holding)
}

/// What people say of themselves is theirs to change; an assessment is for those who develop them.
fn said_by(organization: &Organization, holding: SkillHoldingId) -> Function {
    match organization.find(holding) {
        Some(holding) if holding.assessed_by.is_some() => organization.developing(holding.person),
        Some(_) | None => Function::OperateDaily,
    }
}

/// Adds a skill.
#[command(function = StrengthenOrganization, adds = Skill)]
pub struct AddSkill {
    /// The id of the new skill.
    pub id: SkillId,
    /// Its name.
    pub name: Name,
    /// The skill that it is a part of.
    pub parent: Option<SkillId>,
    /// What it is.
    pub description: Option<Prose>,
    /// What its five levels are called, from the lowest; empty takes those of the skill above.
    pub levels: Vec<Name>,
}

/// Changes a skill.
#[command(function = StrengthenOrganization, changes = Skill)]
pub struct ChangeSkill {
    /// The skill.
    pub skill: SkillId,
    /// Its name.
    pub name: Set<Name>,
    /// The skill that it is a part of.
    pub parent: Set<Option<SkillId>>,
    /// What it is.
    pub description: Set<Prose>,
    /// What its five levels are called, from the lowest; empty takes those of the skill above.
    pub levels: Set<Vec<Name>>,
}

/// Takes a skill away that nobody holds and nothing needs.
#[command(function = StrengthenOrganization, removes = Skill)]
pub struct RemoveSkill {
    /// The skill.
    pub skill: SkillId,
}

/// Changes a skill holding.
#[command(function_of = assessing_again, changes = SkillHolding)]
pub struct ChangeSkillHolding {
    /// The skill holding.
    pub skill_holding: SkillHoldingId,
    /// How well, from 1 to 5.
    pub level: Set<u8>,
    /// What shows it.
    pub evidence: Set<Prose>,
    /// Who assessed it; nobody where they say it of themselves.
    #[imports]
    pub assessed_by: Set<Option<PersonId>>,
    /// When it was said.
    pub on: Set<Option<Date>>,
    /// The first day on which it no longer counts.
    pub expires: Set<Option<Date>>,
}

/// Takes a skill holding away.
#[command(function_of = assessed, removes = SkillHolding)]
pub struct RemoveSkillHolding {
    /// The skill holding.
    pub skill_holding: SkillHoldingId,
}

/// Says that a person can do something. Of oneself it is a statement; said by somebody else it is an assessment.
#[command(function_of = stating)]
pub struct AddSkillHolding {
    /// The id of the new skill holding.
    pub id: SkillHoldingId,
    /// Who.
    pub person: PersonId,
    /// What.
    pub skill: SkillId,
    /// How well, from 1 to 5.
    pub level: u8,
    /// What shows it.
    pub evidence: Option<Prose>,
    /// Whether whoever acts assesses it; otherwise the person says it of themselves.
    pub assessed: bool,
    /// Who assessed it, in an import.
    pub assessed_by: Option<PersonId>,
    /// When it was said; today where it is left out, unknown in an import.
    pub on: Option<Date>,
    /// The first day on which it no longer counts.
    pub expires: Option<Date>,
    /// Keys under which other systems know it.
    pub keys: Keys,
}

fn stating(command: &AddSkillHolding, organization: &Organization) -> Function {
    if command.assessed { organization.developing(command.person) } else { Function::OperateDaily }
}

impl Decide for AddSkillHolding {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        if !act.imported && self.assessed_by.is_some() {
            return Err(Refusal::OnlyImported { field: "assessed_by".to_owned() });
        }
        let by = if act.imported { self.assessed_by } else { act.person.filter(|_| self.assessed) };
        let today = (!act.imported).then_some(act.day);
        let holding = SkillHolding {
            id: self.id,
            person: self.person,
            skill: self.skill,
            level: self.level,
            evidence: self.evidence.clone().unwrap_or_default(),
            assessed_by: by,
            on: self.on.or(today),
            expires: self.expires,
            keys: self.keys.clone(),
            ..SkillHolding::default()
        };
        organization.add(holding, act)
    }
}
