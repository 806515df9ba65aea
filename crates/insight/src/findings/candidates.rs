//! Who could answer for a thing or take a post: people near to it, the nearest first.

use jiff::civil::Date;
use organization::{
    AnyId, GoalId, Letter, Organization, Party, PersonId, PolicyId, Project, ProjectId, ProposalId, TaskId, UnitId,
};

/// How many are offered.
const MOST: usize = 5;

/// People who could be accountable for a thing: the heads of its unit, those who answer for what is above and below it or work on it, the heads of the units
/// above. Where nobody is near, whoever is there. At most five, each still with the organization on the day.
pub(crate) fn candidates(organization: &Organization, subject: AnyId, day: Date) -> Vec<PersonId> {
    let mut near = Near { organization, day, people: Vec::new() };
    let units = near.around(subject);
    for unit in units {
        for above in organization.units_from(unit) {
            near.unit(above.id);
        }
    }
    if near.people.is_empty() {
        for person in organization.people().iter() {
            near.add(person.id);
        }
    }
    near.people.truncate(MOST);
    near.people
}

/// People who could hold a position in a unit: its members, those with roles first, then its heads and those of the units above.
pub(crate) fn possible_holders(organization: &Organization, unit: UnitId, day: Date) -> Vec<PersonId> {
    let mut near = Near { organization, day, people: Vec::new() };
    let mut members: Vec<_> = organization
        .memberships_in(unit)
        .filter(|member| member.standing == organization::MemberStanding::Member && member.dated.holds(day))
        .collect();
    members.sort_by_key(|member| (member.roles.is_empty(), member.dated.from, member.id));
    for member in members {
        near.add(member.person);
    }
    for above in organization.units_from(unit) {
        near.unit(above.id);
    }
    near.people.truncate(MOST);
    near.people
}

struct Near<'a> {
    organization: &'a Organization,
    day: Date,
    people: Vec<PersonId>,
}

impl Near<'_> {
    fn add(&mut self, person: PersonId) {
        if self.people.len() < MOST && !self.people.contains(&person) && self.organization.is_here(person, self.day) {
            self.people.push(person);
        }
    }

    fn unit(&mut self, unit: UnitId) {
        for person in self.organization.people_of(Party::Unit(unit), self.day) {
            self.add(person);
        }
    }

    fn answering(&mut self, subject: impl Into<AnyId>) {
        for person in self.organization.accountable(subject.into(), self.day).into_iter().flat_map(|answer| answer.people) {
            self.add(person);
        }
    }

    fn responsible(&mut self, subject: AnyId) {
        let held = self.organization.responsibilities_for(subject).filter(|held| held.dated.holds(self.day));
        let parties: Vec<Party> = held.filter(|held| held.letter != Letter::Informed).map(|held| held.party).collect();
        for party in parties {
            for person in self.organization.people_of(party, self.day) {
                self.add(person);
            }
        }
    }

    fn workers(&mut self, task: TaskId) {
        let people: Vec<PersonId> = self.organization.demands_of(task).filter_map(|demand| demand.need.id().to()).collect();
        for person in people {
            self.add(person);
        }
    }

    fn project(&mut self, project: &Project) {
        self.answering(project.id);
        if let Some(person) = project.sponsor {
            self.add(person);
        }
        for task in self.organization.tasks_of(project.id).map(|task| task.id).take(100).collect::<Vec<_>>() {
            self.workers(task);
        }
    }

    /// Takes the people directly around a thing, and says which units it belongs to.
    fn around(&mut self, subject: AnyId) -> Vec<UnitId> {
        let organization = self.organization;
        self.responsible(subject);
        if let Some(goal) = subject.to::<GoalId>().and_then(|id| organization.find(id)) {
            let units: Vec<UnitId> = goal.unit.into_iter().chain(goal.supporting.iter().copied()).collect();
            for unit in &units {
                self.unit(*unit);
            }
            for project in organization.projects_serving(goal.id) {
                self.project(project);
            }
            for goal in organization.goals_from(goal.id).skip(1) {
                self.answering(goal.id);
            }
            for goal in organization.goals_under(goal.id) {
                self.answering(goal.id);
            }
            return units;
        }
        if let Some(task) = subject.to::<TaskId>().and_then(|id| organization.find(id)) {
            self.workers(task.id);
            for above in organization.tasks_from(task.id).skip(1) {
                self.answering(above.id);
            }
            let units = self.around(task.project.into());
            return units;
        }
        if let Some(project) = subject.to::<ProjectId>().and_then(|id| organization.find(id)) {
            project.unit.iter().for_each(|unit| self.unit(*unit));
            self.project(project);
            for service in &project.serves {
                self.answering(service.goal);
            }
            return project.unit.into_iter().collect();
        }
        let unit = if let Some(policy) = subject.to::<PolicyId>().and_then(|id| organization.find(id)) {
            policy.unit
        } else if let Some(proposal) = subject.to::<ProposalId>().and_then(|id| organization.find(id)) {
            proposal.unit
        } else {
            subject.to::<UnitId>()
        };
        unit.into_iter().collect()
    }
}
