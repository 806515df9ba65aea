//! Abilities: who can do what how well, all people at once; and what the positions and roles of a person ask that they cannot show.
//!
//! The newest statement about a skill counts until it expires, and counts for the skills above it too, as [`Organization::level_of`] says for one person.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use organization::{
    AnyId, MemberStanding, Organization, PersonId, QualificationId, Relation, Requirement, RoleId, SkillHolding, SkillId,
    Strength,
};

/// For each skill the people who can do it on a day and are with the organization then, with their levels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Abilities {
    of: BTreeMap<SkillId, BTreeMap<PersonId, u8>>,
}

impl Abilities {
    /// Reads all statements once.
    pub fn of(organization: &Organization, day: Date) -> Abilities {
        let mut newest: BTreeMap<(PersonId, SkillId), &Arc<SkillHolding>> = BTreeMap::new();
        for holding in organization.skill_holdings().iter().filter(|holding| holding.on.is_none_or(|on| on <= day)) {
            let before = newest.entry((holding.person, holding.skill)).or_insert(holding);
            if before.on <= holding.on {
                *before = holding;
            }
        }
        let mut abilities = Abilities::default();
        for ((person, skill), holding) in newest {
            if holding.expires.is_some_and(|expires| expires <= day) || !organization.is_here(person, day) {
                continue;
            }
            for above in organization.skills_from(skill) {
                let level = abilities.of.entry(above.id).or_default().entry(person).or_default();
                *level = (*level).max(holding.level);
            }
        }
        abilities
    }

    /// The people who can do a skill at a level or better, in the order of their ids.
    pub fn people(&self, skill: SkillId, level: u8) -> impl Iterator<Item = (PersonId, u8)> {
        let people = self.of.get(&skill).into_iter().flatten();
        people.filter(move |(_, held)| **held >= level).map(|(person, held)| (*person, *held))
    }
}

/// What a position or role asks of a person who fills it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asks {
    /// What is asked, and how strongly.
    pub requirement: Arc<Requirement>,
    /// The position or role.
    pub of: AnyId,
    /// Whether they meet it.
    pub met: bool,
}

/// What the positions and roles of a person ask of them on a day: what is not met first, what must be before what should.
pub fn asks(organization: &Organization, person: PersonId, day: Date) -> Vec<Asks> {
    let mut bearers: Vec<AnyId> = Vec::new();
    for held in organization.appointments_of(person, day) {
        bearers.push(held.position.into());
        let roles = organization.find(held.position).map(|position| position.roles.clone()).unwrap_or_default();
        bearers.extend(roles.into_iter().map(AnyId::from));
    }
    let plays =
        organization.memberships_of(person).filter(|member| member.dated.holds(day) && member.standing == MemberStanding::Member);
    let played: Vec<RoleId> = plays.flat_map(|member| member.roles.iter().copied()).collect();
    bearers.extend(played.into_iter().map(AnyId::from));
    bearers.sort_unstable();
    bearers.dedup();
    let mut asks: Vec<Asks> = Vec::new();
    for of in bearers {
        for requirement in organization.requirements_of(of).filter(|requirement| requirement.dated.holds(day)) {
            let met = organization.meets(person, &requirement.what, day);
            asks.push(Asks { requirement: requirement.clone(), of, met });
        }
    }
    asks.sort_by_key(|asks| (asks.met, asks.requirement.strength == Strength::Should, asks.requirement.id));
    asks
}

/// The qualifications that expire within some days and have not yet, the next first.
pub fn expiring(organization: &Organization, day: Date, days: i32) -> Vec<(Date, PersonId, QualificationId)> {
    let until = jiff::Span::new().try_days(days).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(day);
    let mut found: Vec<(Date, PersonId, QualificationId)> = organization
        .qualifications()
        .iter()
        .filter(|qualification| organization.is_here(qualification.person, day))
        .filter_map(|held| Some((held.expires.filter(|expires| day < *expires && *expires <= until)?, held.person, held.id)))
        .collect();
    found.sort_unstable();
    found
}

/// The skills directly under one, or those at the top, by name.
pub fn skills_under(organization: &Organization, parent: Option<SkillId>) -> Vec<Arc<organization::Skill>> {
    let mut skills: Vec<Arc<organization::Skill>> = match parent {
        Some(parent) => organization.linked(Relation::SkillParent, parent).cloned().collect(),
        None => organization.skills().iter().filter(|skill| skill.parent.is_none()).cloned().collect(),
    };
    skills.sort_by_cached_key(|skill| (skill.name.to_lowercase(), skill.id));
    skills
}
