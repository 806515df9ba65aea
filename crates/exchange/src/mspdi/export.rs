//! From a project of the organization to a Microsoft Project file.
//!
//! A plan that came from such a file goes back with its UIDs and with everything that the file held beside what we model: the import kept it, and it is
//! written where it stood. Where we and the kept text say the same element, the text wins as long as its record was not changed since; values that a
//! scheduler computes (dates of summaries, of assignments, amounts over time) are given back only while *nothing* of the plan was changed, and are computed
//! anew or left to Project afterwards. A person who is needed by a task becomes a resource of the file with a calendar of their own, a skill a
//! generic one.
//!
//! Not written: goals, responsibilities, comments and whatever else such a file has no place for.

mod assignments;
mod calendars;
mod element;
mod order;
mod rests;
mod tasks;

use std::collections::{BTreeMap, BTreeSet};

use insight::Plan;
use jiff::civil::Date;
use organization::{
    AnyId, AnyRecord, Calendar, CalendarId, Demand, Dependency, Kind, Name, Need, Organization, PersonId, Project, ProjectId,
    Relation, Resource, ResourceId, SkillId, Task,
};
use std::sync::Arc;

use element::{Record, flag, list, moment};
use rests::Rest;

/// The namespace of the format.
const NAMESPACE: &str = "http://schemas.microsoft.com/project";

/// Writes a project as a Microsoft Project file; nothing where there is no such project.
///
/// The plan is computed for the day. The text is UTF-8 and ends with a line break.
#[must_use]
pub fn export(organization: &Organization, project: ProjectId, day: Date) -> Option<String> {
    let record = organization.find(project)?.clone();
    let plan = insight::plan(organization, &[project], day);
    let sheet = Sheet::of(organization, record, (&plan, day));
    Some(sheet.written())
}

/// The source that brought a project from such a file: that of its key.
fn source_of(project: &Project) -> Option<Name> {
    let brought = project.keys.iter().rfind(|key| matches!(&*key.key, "0" | "0 joined"));
    brought.and_then(|key| Name::new(&key.source).ok())
}

/// Everything that goes into the file.
struct Sheet<'a> {
    organization: &'a Organization,
    project: Arc<Project>,
    plan: &'a Plan,
    day: Date,
    source: Option<Name>,
    /// Whether nothing of the plan was changed since it came in.
    as_imported: bool,
    /// What was kept beside the project: of itself, and of records that are none here.
    beside: BTreeMap<String, Rest>,
    tasks: Vec<(usize, Arc<Task>)>,
    demands: Vec<Arc<Demand>>,
    resources: Vec<Arc<Resource>>,
    people: Vec<PersonId>,
    /// Skills that tasks need, each a generic resource of the file, with how many people at most.
    skills: BTreeMap<SkillId, u32>,
    calendars: Vec<Arc<Calendar>>,
    uids: BTreeMap<AnyId, i64>,
    /// The calendars of people, by person.
    own_calendars: BTreeMap<PersonId, i64>,
}

impl<'a> Sheet<'a> {
    fn of(organization: &'a Organization, project: Arc<Project>, (plan, day): (&'a Plan, Date)) -> Sheet<'a> {
        let source = source_of(&project);
        let tasks: Vec<(usize, Arc<Task>)> =
            organization.outline(project.id).into_iter().map(|row| (row.depth, row.task.clone())).collect();
        let demands: Vec<Arc<Demand>> = tasks.iter().flat_map(|(_, task)| organization.demands_of(task.id).cloned()).collect();
        let mut sheet = Sheet {
            beside: source.as_deref().map(|source| rests::beside(organization, project.id.into(), source)).unwrap_or_default(),
            organization,
            plan,
            day,
            as_imported: false,
            tasks,
            demands,
            resources: Vec::new(),
            people: Vec::new(),
            skills: BTreeMap::new(),
            calendars: Vec::new(),
            uids: BTreeMap::new(),
            own_calendars: BTreeMap::new(),
            source,
            project,
        };
        sheet.gather();
        sheet.as_imported = sheet.source.is_some() && sheet.is_untouched();
        sheet.number();
        sheet
    }

    /// The resources, people and calendars that the plan needs.
    fn gather(&mut self) {
        let organization = self.organization;
        let own = organization.linked::<Resource>(Relation::ResourceProject, self.project.id);
        let mut resources: BTreeMap<ResourceId, Arc<Resource>> = own.map(|own| (own.id, own.clone())).collect();
        let mut people: BTreeSet<PersonId> = BTreeSet::new();
        for demand in &self.demands {
            match demand.need {
                Need::Person(person) => {
                    people.insert(person);
                }
                Need::Skill { skill, count, .. } => {
                    let most = self.skills.entry(skill).or_default();
                    *most = count.max(*most);
                }
                Need::Resource(id) => resources.extend(organization.find(id).map(|resource| (id, resource.clone()))),
            }
        }
        let mut wanted: Vec<CalendarId> = self.calendar_of_project().into_iter().collect();
        wanted.extend(self.tasks.iter().filter_map(|(_, task)| task.calendar));
        wanted.extend(resources.values().filter_map(|resource| resource.calendar));
        wanted.extend(people.iter().filter_map(|person| self.calendar_of(*person)));
        let mut calendars: BTreeMap<CalendarId, Arc<Calendar>> = BTreeMap::new();
        let own = organization.calendars().iter().filter(|own| own.project == Some(self.project.id)).map(|own| own.id);
        wanted.extend(own);
        while let Some(id) = wanted.pop() {
            if let Some(calendar) = organization.find(id).filter(|_| !calendars.contains_key(&id)) {
                wanted.extend(calendar.base);
                calendars.insert(id, calendar.clone());
            }
        }
        self.calendars = calendars.into_values().collect();
        self.resources = resources.into_values().collect();
        self.people = people.into_iter().collect();
    }

    /// Whether every record of the plan was last changed by one entry of the journal: that which brought it.
    fn is_untouched(&self) -> bool {
        let mut revisions = BTreeSet::from([self.project.revision]);
        revisions.extend(self.tasks.iter().map(|(_, task)| task.revision));
        revisions.extend(self.demands.iter().map(|demand| demand.revision));
        revisions.extend(self.resources.iter().map(|resource| resource.revision));
        revisions.extend(self.calendars.iter().map(|calendar| calendar.revision));
        let links = |task: &Arc<Task>| self.organization.linked::<Dependency>(Relation::DependencyTo, task.id);
        revisions.extend(self.tasks.iter().flat_map(|(_, task)| links(task)).map(|link| link.revision));
        revisions.len() == 1 && self.people.is_empty() && self.skills.is_empty()
    }

    /// Gives every record the UID that it had in the file, and new ones to others.
    fn number(&mut self) {
        let beside = |word: &str| {
            let uids = self.beside.keys().filter_map(|key| key.strip_prefix(word)?.parse::<i64>().ok());
            uids.collect::<BTreeSet<i64>>()
        };
        let groups: Vec<(Vec<AnyId>, BTreeSet<i64>)> = vec![
            (self.calendars.iter().map(|own| AnyId::from(own.id)).collect(), BTreeSet::new()),
            (self.tasks.iter().map(|(_, task)| AnyId::from(task.id)).collect(), beside("task/")),
            (
                self.resources
                    .iter()
                    .map(|own| AnyId::from(own.id))
                    .chain(self.people.iter().map(|person| AnyId::from(*person)))
                    .chain(self.skills.keys().map(|skill| AnyId::from(*skill)))
                    .collect(),
                beside("resource/"),
            ),
            (self.demands.iter().map(|own| AnyId::from(own.id)).collect(), beside("assignment/")),
        ];
        let mut calendars_end = 0;
        for (ids, mut taken) in groups {
            let mut unnumbered = Vec::new();
            for id in &ids {
                match self.stated_uid(*id).filter(|uid| !taken.contains(uid)) {
                    Some(uid) => {
                        taken.insert(uid);
                        self.uids.insert(*id, uid);
                    }
                    None => unnumbered.push(*id),
                }
            }
            let mut next = taken.last().copied().unwrap_or_default().max(0);
            for id in unnumbered {
                next += 1;
                self.uids.insert(id, next);
            }
            if ids.first().is_some_and(|id| id.kind == Kind::Calendar) {
                calendars_end = next;
            }
        }
        let own = self.people.iter().filter(|person| self.calendar_of(**person).is_some());
        self.own_calendars = own.zip(calendars_end + 1..).map(|(person, uid)| (*person, uid)).collect();
    }

    /// The UID that a record had in the file.
    fn stated_uid(&self, id: AnyId) -> Option<i64> {
        let record = self.organization.record(id)?;
        record.keys().in_source(self.source.as_deref()?)?.parse().ok().filter(|uid| *uid >= 0)
    }

    /// The UID of a record in the file that is written.
    fn uid(&self, id: impl Into<AnyId>) -> i64 {
        self.uids.get(&id.into()).copied().unwrap_or_default()
    }

    /// What was kept of a record, and whether the record is still as the file had it.
    fn rest(&self, record: &AnyRecord, word: &str, key: &str) -> (Rest, bool) {
        let Some(source) = self.source.as_deref() else { return (Rest::default(), false) };
        let mut rests = rests::beside(self.organization, record.id(), source);
        let rest = rests.remove(&format!("{word}/{key}")).unwrap_or_default();
        let fresh = !rest.is_empty() && rest.revision == record.revision();
        (rest, fresh)
    }

    /// Records of the file that are none here, by their UIDs.
    fn whole(&self, word: &str, name: &str) -> Vec<(i64, String)> {
        let mut whole: Vec<(i64, String)> = self
            .beside
            .iter()
            .filter_map(|(key, rest)| Some((key.strip_prefix(word)?.parse::<i64>().ok()?, rest.of(name).to_owned())))
            .filter(|(_, xml)| !xml.is_empty())
            .collect();
        whole.sort();
        whole
    }

    fn written(&self) -> String {
        let rest = self.beside.get("project").cloned().unwrap_or_default();
        let lists = |name: &str| rest.of(&format!("Project/{name}")).to_owned();
        let (before, after) = self.head(&rest);
        let mut text =
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Project xmlns=\"{NAMESPACE}\">\n{before}\n");
        for (name, records) in [
            ("Calendars", self.written_calendars()),
            ("Tasks", self.written_tasks()),
            ("Resources", self.written_resources()),
            ("Assignments", self.written_assignments()),
        ] {
            text.push_str(&list(name, &records, &lists(name)));
            text.push('\n');
        }
        text.push_str(&after);
        text.push_str("</Project>\n");
        text
    }

    /// The project's own elements: those before the lists, and those after them.
    fn head(&self, rest: &Rest) -> (String, String) {
        let project = &self.project;
        let mut record = Record::new("Project", order::PROJECT);
        let span = self.plan.project(project.id);
        let (start, finish) = (span.and_then(|span| span.start), span.and_then(|span| span.finish));
        if rest.is_empty() {
            record.say("SaveVersion", "14");
        }
        if !self.names_itself(rest) {
            record.say("Title", &*project.name);
        }
        record.say("ScheduleFromStart", flag(project.finish_first.is_none()));
        record.say_some("StartDate", project.start.or(start).map(moment));
        record.say_some("FinishDate", project.finish_first.or(finish).map(moment));
        let per_day = minutes_or(project.minutes_per_day, 480);
        record.say("CriticalSlackLimit", (project.critical_float / i64::from(per_day)).to_string());
        record.say_some("CalendarUID", self.calendar_of_project().map(|calendar| self.uid(calendar).to_string()));
        record.say("MinutesPerDay", per_day.to_string());
        record.say("MinutesPerWeek", minutes_or(project.minutes_per_week, 2400).to_string());
        record.say("HonorConstraints", flag(!project.links_win));
        record.say_some("StatusDate", project.status_date.map(moment));
        if let Some(budget) = &project.budget {
            record.say("CurrencyCode", &*budget.currency);
        }
        let untouched = self.as_imported;
        let computed = |element: &str| matches!(element, "StartDate" | "FinishDate") && !untouched;
        let all = record.inside(rest, rest.revision == project.revision, computed);
        split_after_lists(&all)
    }

    /// Whether the project is called as the file is called, or its own summary, and so needs no title.
    fn names_itself(&self, rest: &Rest) -> bool {
        let named = |xml: &str| {
            element::elements(xml).into_iter().find(|(name, _)| name == "Name").map(|(_, xml)| element::text_of(&xml))
        };
        let file = named(rest.of("Project")).map(|name| name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.to_owned()));
        let summary = self.whole("task/", "Task").into_iter().find(|(uid, _)| *uid == 0);
        let summary = summary.and_then(|(_, xml)| named(element::inner(&xml)));
        summary.or(file).is_some_and(|name| *self.project.name == *name)
    }

    /// The calendar of the project: its own, else that of its unit or of the nearest unit above.
    fn calendar_of_project(&self) -> Option<CalendarId> {
        self.project.calendar.or_else(|| self.project.unit.and_then(|unit| self.calendar_of_unit(unit)))
    }
}

/// Minutes that a record leaves out where they are the usual ones.
fn minutes_or(stated: u32, usual: u32) -> u32 {
    if stated == 0 { usual } else { stated }
}

/// Elements that Project writes after the lists, such as views, stand behind those of the schema.
fn split_after_lists(all: &str) -> (String, String) {
    element::elements(all).into_iter().fold((String::new(), String::new()), |(mut before, mut after), (name, xml)| {
        if order::place(order::PROJECT, &name) == usize::MAX {
            after.push_str(&xml)
        } else {
            before.push_str(&xml)
        }
        (before, after)
    })
}
