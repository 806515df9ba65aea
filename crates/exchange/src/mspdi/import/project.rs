//! The project itself: its name, start or finish, status date, hours of a day and week, and calendar.

use insight::Severity;
use jiff::civil::DateTime;
use organization::{AddProject, AnyId, Kind, Name, Openness, Project, ProjectId, Service};

use super::difference::{calendar_of_project, of_project};
use super::gathering::{Deed, Gathering, Subject};
use super::kept::{Becomes, Sorted};
use super::texts;
use crate::import::{Outcome, Place};

/// The key of a project that a file brought: the UID of its own summary.
const KEY: &str = "0";
/// The key of a project that was there before a file was brought into it. Its name is its own.
const JOINED: &str = "0 joined";

impl Gathering<'_> {
    /// Makes sure that there is a project. Where it is refused, nothing else can go in.
    pub(super) fn settle_project(&mut self) -> bool {
        let at_key = |key| self.before.at_key(Kind::Project, &self.options.source, key).and_then(AnyId::to::<ProjectId>);
        let known = at_key(KEY).or_else(|| at_key(JOINED));
        match (self.options.project, known) {
            (Some(chosen), Some(known)) if chosen != known => {
                let known = self.before.label(known.into());
                return self.cannot(format!(
                    "{} is already {known}. Bring it there, or name the source otherwise.",
                    self.options.source
                ));
            }
            (Some(chosen), _) if self.before.find(chosen).is_none() => {
                return self.cannot("The project that it is to go into is not there.".to_owned());
            }
            (Some(project), _) | (None, Some(project)) => self.project = project,
            (None, None) => (self.project, _) = self.id(KEY),
        }
        let Some(add) = self.new_project() else { return true };
        let subject = self.project_subject();
        match self.list.give(add, &subject.at) {
            Ok(()) => true,
            Err(refusal) => self.cannot(refusal.to_string()),
        }
    }

    /// Says why nothing of the file can go in.
    fn cannot(&mut self, because: String) -> bool {
        let subject = self.project_subject();
        self.finding(&subject, Severity::Error, because.clone());
        self.row(subject, None, Outcome::LeftOut { because });
        false
    }

    fn project_subject(&self) -> Subject {
        let at = Place { file: self.options.file.clone(), line: 0, column: 0 };
        Subject { at, kind: Kind::Project, key: KEY.to_owned(), title: self.project_name().to_string() }
    }

    /// The command that makes the project, where there is none.
    fn new_project(&self) -> Option<AddProject> {
        if self.before.find(self.project).is_some() {
            return None;
        }
        let desired = self.desired(&Project { id: self.project, ..Project::default() });
        Some(AddProject {
            id: self.project,
            name: desired.name,
            purpose: None,
            serves: self.options.goal.iter().map(|goal| Service { goal: *goal, contribution: None }).collect(),
            unit: self.options.unit,
            sponsor: None,
            calendar: None,
            minutes_per_day: Some(desired.minutes_per_day),
            minutes_per_week: Some(desired.minutes_per_week),
            start: desired.start,
            finish_first: desired.finish_first,
            status_date: desired.status_date,
            links_win: desired.links_win,
            critical_float: Some(desired.critical_float),
            target: None,
            budget: None,
            priority: None,
            state: None::<Openness>,
            number: None,
            keys: desired.keys,
        })
    }

    /// Gives the project its calendar and what changed since it was imported, and adds its row.
    pub(super) fn finish_project(&mut self) {
        let new = self.before.find(self.project).is_none();
        let now = self.list.value.find(self.project).cloned().unwrap_or_default();
        let calendar =
            self.plan.project.calendar.or_else(|| self.plan.calendars.iter().find(|own| own.is_base).map(|own| own.uid));
        let calendar = calendar.and_then(|uid| self.calendar_ids.get(&uid)).copied();
        let change =
            if new { calendar_of_project(&now, calendar) } else { of_project(&now, &Project { calendar, ..self.desired(&now) }) };
        let plan = self.plan;
        let sorted = Sorted::of("Project", &in_one(&plan.project.xml), &plan.project.remainder, &|name, _| meaning(self, name));
        let subject = self.project_subject();
        let deed = Deed {
            id: self.project.into(),
            new,
            add: None,
            changes: change.into_iter().collect(),
            rest: "project".to_owned(),
            sorted: Sorted { imported: sorted.imported.saturating_sub(1), ..sorted },
            part: "Project",
            xml: String::new(),
        };
        self.settle(subject, deed);
    }

    /// The project as the file states it.
    fn desired(&self, before: &Project) -> Project {
        let stated = &self.plan.project;
        let from_start = stated.schedule_from_start;
        let minutes = |minutes: Option<i64>, most: u32, usual: u32| {
            let minutes = minutes.and_then(|minutes| u32::try_from(minutes).ok()).filter(|minutes| *minutes <= most);
            minutes.filter(|minutes| *minutes != usual).unwrap_or_default()
        };
        let brought = self.before.find(self.project).is_none() || before.keys.in_source(&self.options.source) == Some(KEY);
        Project {
            name: if brought { self.project_name() } else { before.name.clone() },
            minutes_per_day: minutes(stated.minutes_per_day, 1440, 480),
            minutes_per_week: minutes(stated.minutes_per_week, 10_080, 2400),
            start: if from_start { stated.start.or_else(|| self.first_start()) } else { None },
            finish_first: if from_start { None } else { stated.finish },
            status_date: stated.status_date,
            links_win: stated.honor_constraints == Some(false),
            critical_float: self.critical_float(),
            keys: self.keys(&before.keys, if brought { KEY } else { JOINED }),
            ..before.clone()
        }
    }

    /// The file says in days of the project with how much float a task counts as critical.
    fn critical_float(&self) -> i64 {
        let days = self.plan.project.critical_slack_limit.unwrap_or_default().clamp(0, 1000);
        days * self.plan.project.minutes_per_day.filter(|minutes| (1..=1440).contains(minutes)).unwrap_or(480)
    }

    /// Where a file states no start of the project: the first start that it states of a task.
    fn first_start(&self) -> Option<DateTime> {
        self.plan.tasks.iter().filter_map(|task| task.schedule.start).min()
    }

    /// The project's title, else the name of its own summary, else the name of the file.
    fn project_name(&self) -> Name {
        let stated = &self.plan.project;
        let summary = || self.plan.tasks.iter().find(|task| task.uid == 0).and_then(|task| task.name.as_deref());
        let file = stated.name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let name = stated.title.as_deref().or_else(summary).or(file);
        texts::name(name, &self.options.source).text
    }
}

/// The project's elements inside one.
fn in_one(xml: &str) -> String {
    format!("<Project>{xml}</Project>")
}

fn meaning(gathering: &Gathering<'_>, name: &str) -> Becomes {
    let stated = &gathering.plan.project;
    let fits = |minutes: Option<i64>, most: i64| minutes.is_none_or(|minutes| (1..=most).contains(&minutes));
    match name {
        "ScheduleFromStart" | "StatusDate" | "CalendarUID" | "HonorConstraints" => Becomes::Imported,
        "CriticalSlackLimit" if stated.critical_slack_limit.is_none_or(|days| (0..=1000).contains(&days)) => Becomes::Imported,
        "MinutesPerDay" if fits(stated.minutes_per_day, 1440) => Becomes::Imported,
        "MinutesPerWeek" if fits(stated.minutes_per_week, 10_080) => Becomes::Imported,
        "StartDate" if stated.schedule_from_start => Becomes::Imported,
        "FinishDate" if !stated.schedule_from_start => Becomes::Imported,
        _ => Becomes::Kept,
    }
}
