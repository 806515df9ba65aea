//! Qualifications: what people have learned and can show, and what roles and positions ask of whoever fills them.
//!
//! A requirement is a skill at a level, a qualification by name, or an education of a level. One that is not met, or no longer, is a finding, never a refusal.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::development::skills::{refuse_expired_at_once, refuse_level};
use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, AnyId, Changes, Dated, Decide, Name, Organization, PersonId, PositionId, Refusal, RoleId, Set, SkillId};

pub use crate::record::{QualificationId, RequirementId};

/// Something that a person has learned and can show: an education, a certificate, a licence.
#[record]
pub struct Qualification {
    /// Who.
    pub person: PersonId,
    /// Education, certificate or licence.
    pub sort: QualificationSort,
    /// What it is called.
    pub name: Name,
    /// Its level in the European Qualifications Framework, from 1 to 8.
    pub eqf: Option<u8>,
    /// Who issued it.
    pub issuer: Option<Name>,
    /// When it was obtained.
    pub obtained: Option<Date>,
    /// The first day on which it no longer holds.
    pub expires: Option<Date>,
}

/// What a role or a position asks of whoever fills it.
#[record]
pub struct Requirement {
    /// The role or position.
    pub of: Bearer,
    /// What is asked for.
    pub what: Asked,
    /// Whether it must or should be met.
    pub strength: Strength,
    /// From when until when it is asked.
    pub dated: Dated,
}

/// The sorts of qualifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum QualificationSort {
    /// A school, a course of studies, an apprenticeship.
    #[default]
    Education,
    /// That somebody passed something.
    Certificate,
    /// That somebody may do something.
    Licence,
}

/// What has requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Bearer {
    /// A role.
    Role(RoleId),
    /// A position.
    Position(PositionId),
}

impl Default for Bearer {
    fn default() -> Self {
        Bearer::Role(RoleId::default())
    }
}

impl Bearer {
    /// The record that it names.
    pub fn id(self) -> AnyId {
        match self {
            Bearer::Role(id) => id.into(),
            Bearer::Position(id) => id.into(),
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// A skill at a level or better.
    Skill {
        /// The skill.
        skill: SkillId,
        /// The level, from 1 to 5.
        level: u8,
    },
    /// A qualification by its name.
    Qualification {
        /// What it is called.
        name: Name,
    },
    /// An education of a level or higher.
    Education {
        /// The level in the European Qualifications Framework, from 1 to 8.
        eqf: u8,
    },
}

impl Default for Asked {
    fn default() -> Self {
        Asked::Education { eqf: 1 }
    }
}

impl Asked {
    /// Its words in a sentence.
    pub fn words(&self, organization: &Organization) -> String {
        match self {
            Asked::Skill { skill, level } => format!("{} at level {level}", organization.label((*skill).into())),
            Asked::Qualification { name } => format!("qualification “{name}”"),
            Asked::Education { eqf } => format!("education of level {eqf}"),
        }
    }
}

/// Whether a requirement must or should be met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// It must.
    #[default]
    Must,
    /// It should.
    Should,
}

impl Shape for Qualification {
    fn title(&self, organization: &Organization) -> String {
        format!("{} of {}", self.name, organization.label(self.person.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::QualificationPerson, self.person));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.person.into())
    }
    fn is_own(&self, _: &Organization, person: PersonId) -> bool {
        self.person == person
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        refuse_eqf(self.eqf)?;
        refuse_expired_at_once(self.obtained, self.expires)
    }
}

impl Shape for Requirement {
    fn title(&self, organization: &Organization) -> String {
        format!("{} of {}", self.what.words(organization), organization.label(self.of.id()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::RequirementOf, self.of.id()));
        if let Asked::Skill { skill, .. } = &self.what {
            visit(link(Relation::RequirementSkill, *skill));
        }
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.of.id())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)?;
        match &self.what {
            Asked::Skill { level, .. } => refuse_level(*level)?,
            Asked::Education { eqf } => refuse_eqf(Some(*eqf))?,
            Asked::Qualification { .. } => {}
        }
        let same = |other: &&Arc<Requirement>| other.id != self.id && other.what == self.what && other.dated.overlaps(self.dated);
        match organization.requirements_of(self.of.id()).find(same) {
            Some(_) => Err(Refusal::AlreadySo { what: self.title(organization) }),
            None => Ok(()),
        }
    }
}

fn refuse_eqf(level: Option<u8>) -> Result<(), Refusal> {
    if level.is_none_or(|level| (1..=8).contains(&level)) {
        return Ok(());
    }
    Err(Refusal::OutOfRange { what: "The level of a qualification".to_owned(), range: "1 and 8".to_owned() })
}

impl Organization {
    /// The requirements of a role or position, past ones among them.
    pub fn requirements_of(&self, bearer: AnyId) -> impl DoubleEndedIterator<Item = &Arc<Requirement>> {
        self.linked::<Requirement>(Relation::RequirementOf, bearer)
    }

    /// Whether a person meets what is asked on a day.
    pub fn meets(&self, person: PersonId, asked: &Asked, day: Date) -> bool {
        let held = |fits: &dyn Fn(&Qualification) -> bool| {
            self.linked::<Qualification>(Relation::QualificationPerson, person).any(|qualification| {
                let begun = qualification.obtained.is_none_or(|obtained| obtained <= day);
                begun && qualification.expires.is_none_or(|expires| day < expires) && fits(qualification)
            })
        };
        match asked {
            Asked::Skill { skill, level } => self.level_of(person, *skill, day).is_some_and(|held| held >= *level),
            Asked::Qualification { name } => held(&|qualification| qualification.name.eq_ignore_ascii_case(name)),
            Asked::Education { eqf } => held(&|qualification| {
                qualification.sort == QualificationSort::Education && qualification.eqf.is_some_and(|level| level >= *eqf)
            }),
        }
    }
}

/// Adds a qualification.
#[command(function = OperateDaily, adds = Qualification)]
pub struct AddQualification {
    /// The id of the new qualification.
    pub id: QualificationId,
    /// Who.
    pub person: PersonId,
    /// Education, certificate or licence.
    pub sort: Option<QualificationSort>,
    /// What it is called.
    pub name: Name,
    /// Its level in the European Qualifications Framework, from 1 to 8.
    pub eqf: Option<u8>,
    /// Who issued it.
    pub issuer: Option<Name>,
    /// When it was obtained.
    pub obtained: Option<Date>,
    /// The first day on which it no longer holds.
    pub expires: Option<Date>,
}

/// Changes a qualification.
#[command(function = OperateDaily, changes = Qualification)]
pub struct ChangeQualification {
    /// The qualification.
    pub qualification: QualificationId,
    /// Education, certificate or licence.
    pub sort: Set<QualificationSort>,
    /// What it is called.
    pub name: Set<Name>,
    /// Its level in the European Qualifications Framework, from 1 to 8.
    pub eqf: Set<Option<u8>>,
    /// Who issued it.
    pub issuer: Set<Option<Name>>,
    /// When it was obtained.
    pub obtained: Set<Option<Date>>,
    /// The first day on which it no longer holds.
    pub expires: Set<Option<Date>>,
}

/// Takes a qualification away.
#[command(function = OperateDaily, removes = Qualification)]
pub struct RemoveQualification {
    /// The qualification.
    pub qualification: QualificationId,
}

/// Adds a requirement.
#[command(function = DetermineRequirements, adds = Requirement)]
pub struct AddRequirement {
    /// The id of the new requirement.
    pub id: RequirementId,
    /// The role or position.
    pub of: Bearer,
    /// What is asked for.
    pub what: Asked,
    /// Whether it must or should be met.
    pub strength: Option<Strength>,
    /// From when until when it is asked.
    pub dated: Option<Dated>,
}

/// Changes a requirement.
#[command(function = DetermineRequirements, changes = Requirement)]
pub struct ChangeRequirement {
    /// The requirement.
    pub requirement: RequirementId,
    /// What is asked for.
    pub what: Set<Asked>,
    /// Whether it must or should be met.
    pub strength: Set<Strength>,
    /// From when until when it is asked.
    pub dated: Set<Dated>,
}

/// Takes a requirement away.
#[command(function = DetermineRequirements, removes = Requirement)]
pub struct RemoveRequirement {
    /// The requirement.
    pub requirement: RequirementId,
}

/// Ends a requirement: it no longer holds from that day on.
#[command(function = DetermineRequirements)]
pub struct EndRequirement {
    /// The requirement.
    pub requirement: RequirementId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndRequirement {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.requirement, act, |before| {
            Ok(Requirement { dated: Dated { until: Some(self.until), ..before.dated }, ..before.clone() })
        })
    }
}
