//! Who and what does the work: people with skills, pools, equipment, and what tasks demand of them.
//!
//! Indices point into the lists of the same [`Resources`] and of the network beside them; one that points nowhere is a
//! finding. Material is no resource here: it does not limit.

use crate::calendar::CalendarId;
use crate::network::TaskIndex;

/// Position of a resource in [`Resources::resources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ResourceIndex(pub u32);

/// Position of a demand in [`Resources::demands`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DemandIndex(pub u32);

/// A skill, by whatever number the caller gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SkillId(pub u32);

/// All of somebody's time, in ten-thousandths.
pub const WHOLE: u32 = 10_000;

/// Everybody and everything that can work, and what the tasks of a network demand of them.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// People, pools and equipment.
    pub resources: Vec<Resource>,
    /// What tasks demand. A demand of a summary, of an inactive task or of one that does not exist is a finding.
    pub demands: Vec<Demand>,
    /// A number for each task of the network by which it is known wherever it stands in the list. Between tasks that
    /// are equally urgent the smaller comes first, so the answer does not depend on the order of the input. A task
    /// without a number is known by its position.
    pub keys: Vec<u64>,
}

/// A person, a pool of people, a room, a machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    /// The number by which it is known wherever it stands in the list: between resources that are equally good the
    /// smaller is taken.
    pub key: u64,
    /// When it works. Absences are exceptions in it.
    pub calendar: CalendarId,
    /// How much work it does at a time, in ten-thousandths of a person: [`WHOLE`] is one person full time, pools and
    /// equipment may have more.
    pub capacity: u32,
    /// What it can do.
    pub skills: Vec<Skill>,
}

impl Resource {
    /// One person with all their time and without skills.
    #[must_use]
    pub const fn person(key: u64, calendar: CalendarId) -> Self {
        Self { key, calendar, capacity: WHOLE, skills: Vec::new() }
    }

    /// Whether it has a skill at a level or more.
    #[must_use]
    pub fn can(&self, skill: SkillId, level: u16) -> bool {
        self.skills.iter().any(|own| own.skill == skill && own.level >= level)
    }
}

/// A skill that a resource has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Skill {
    /// Which.
    pub skill: SkillId,
    /// How well; more is better.
    pub level: u16,
}

/// What a task needs to be done.
///
/// How a demand and the task's [`Span`](crate::Span) meet (Microsoft Project's task types):
///
/// - [`Span::Fixed`](crate::Span::Fixed) is *fixed duration*. The task runs on its own calendar, whoever does it. Each
///   demand holds its resource from the task's start to its finish, in the resource's own working time. The resource has
///   to be at work when the task begins, and must not be away (not work although it does in other weeks) on its last
///   day. A demand with `work` lets its resource go as soon as work ÷ units is done; it never moves the finish.
/// - [`Span::Assigned`](crate::Span::Assigned) is *fixed work* or *fixed units*. Each demand with `work` starts at the
///   first working minute of its resource at or after the task's start (where the task has a calendar of its own: a
///   working minute of both) and runs work ÷ units; the task spans the first start to the last finish. A demand without
///   work beside such demands is held from start to finish. When no demand has work (fixed units), each runs the planned
///   duration `otherwise` in the working time of its resource. The `assignments` of the span, of which only calendars
///   are known, count only for a task without demands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Demand {
    /// The task.
    pub task: TaskIndex,
    /// Who or what.
    pub need: Need,
    /// Share of each one's time in ten-thousandths: [`WHOLE`] is one person full time.
    pub units: u32,
    /// Minutes of work for each one in all; `None`: as long as the task lasts.
    pub work: Option<i64>,
    /// Where the work may be interrupted by other work, the least minutes of working time in a piece (the last
    /// may be shorter); `None`: nowhere. It says something only of demands that drive their task.
    pub piece: Option<i64>,
}

impl Demand {
    /// All the time of a certain resource, as long as the task lasts.
    #[must_use]
    pub const fn of(task: TaskIndex, resource: ResourceIndex) -> Self {
        Self { task, need: Need::Resource(resource), units: WHOLE, work: None, piece: None }
    }

    /// All the time of so many people with a skill at a level or more, as long as the task lasts.
    #[must_use]
    pub const fn skilled(task: TaskIndex, skill: SkillId, level: u16, people: u32) -> Self {
        Self { task, need: Need::Skill { skill, level, people }, units: WHOLE, work: None, piece: None }
    }

    /// The same with so many minutes of work for each.
    #[must_use]
    pub const fn with_work(mut self, minutes: i64) -> Self {
        self.work = Some(minutes);
        self
    }
}

/// Whom or what a demand asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// This one.
    Resource(ResourceIndex),
    /// So many different resources with the skill at the level or more; nobody fills two places of one task.
    Skill {
        /// Which skill.
        skill: SkillId,
        /// The least level.
        level: u16,
        /// How many.
        people: u32,
    },
}
