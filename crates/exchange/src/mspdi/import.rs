//! From a Microsoft Project plan to commands: calendars, the project, resources, tasks in their outline, demands and dependencies.
//!
//! Every record carries the key (source, UID), so importing the same file again plans nothing, and a changed file plans its differences. What a file no
//! longer names stays and is listed. Names and notes come from the file; goals, sponsor, agreed starts and whether a task is closed are decided here and are
//! never touched.
//!
//! Dates of automatic tasks move nothing: they are kept as *stated* to tell where our own computation differs. What has no field here (baselines, named
//! fields, rates, amounts over time, and whatever a file holds beyond that) is kept beside its record as the text of the file.

mod calendars;
mod demands;
mod difference;
mod gathering;
mod kept;
mod links;
mod project;
mod tasks;
mod texts;

use jiff::civil::Date;
use organization::{GoalId, Name, Organization, ProjectId, UnitId};
use uuid::Uuid;

use super::fault::{ItemKind, Problem, ProblemCode};
use super::plan::Plan;
use crate::import::{IMPORT, Import, ImportFinding, Outcome};
use gathering::{Gathering, Subject};
use insight::Severity;
use organization::Kind;

/// What an import is told beside the file.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The name of the source, under which the file's UIDs are known; one file, one source.
    pub source: Name,
    /// The name of the file, for places.
    pub file: String,
    /// The project that the plan becomes; nothing for the one that the source is known by, or a new one.
    pub project: Option<ProjectId>,
    /// The unit of a new project.
    pub unit: Option<UnitId>,
    /// The goal that a new project serves.
    pub goal: Option<GoalId>,
    /// Today.
    pub day: Date,
}

/// Plans what a file means for an organization. `mint` gives the ids of new records; they should be of version 7, in order.
///
/// Never fails: what cannot go in is left out and listed, with its place in the file.
pub fn import(organization: &Organization, plan: &Plan, options: &ImportOptions, mint: &mut dyn FnMut() -> Uuid) -> Import {
    let mut gathering = Gathering::new(organization, plan, options, mint);
    problems(&mut gathering, plan);
    if gathering.settle_project() {
        gathering.calendars();
        gathering.finish_project();
        gathering.resources();
        gathering.tasks();
        gathering.links();
        gathering.assignments();
        gathering.no_longer_named();
    }
    gathering.finish()
}

/// What the reader found wrong becomes findings; records that it set aside become rows.
fn problems(gathering: &mut Gathering<'_>, plan: &Plan) {
    for problem in &plan.problems {
        let key = problem.item.uid.map(|uid| uid.to_string()).unwrap_or_default();
        let (code, severity) = weight(problem.code);
        let kind = kind_of(problem.item.kind);
        let at = gathering.place(problem.at);
        let sentence = problem.sentence.clone();
        if is_row(problem, plan) {
            let subject = Subject { at: at.clone(), kind, key: key.clone(), title: String::new() };
            gathering.row(subject, None, Outcome::LeftOut { because: sentence.clone() });
        }
        gathering.findings.push(ImportFinding { code, severity, kind, key, sentence, at });
    }
}

/// Whether a problem is about a record that the plan does not hold.
fn is_row(problem: &Problem, plan: &Plan) -> bool {
    match problem.code {
        ProblemCode::MissingUid | ProblemCode::DuplicateUid => true,
        ProblemCode::UnknownTask => !plan.refused_assignments.iter().any(|refused| refused.at == problem.at),
        ProblemCode::DanglingLink
        | ProblemCode::LinkLoop
        | ProblemCode::NegativeDuration
        | ProblemCode::BadDuration
        | ProblemCode::BadDate
        | ProblemCode::BadNumber
        | ProblemCode::BadValue => false,
        ProblemCode::DateWithZone
        | ProblemCode::UnknownCalendar
        | ProblemCode::CalendarLoop
        | ProblemCode::UnknownResource
        | ProblemCode::TooManyDates
        | ProblemCode::UnreadAttribute => false,
    }
}

fn weight(code: ProblemCode) -> (&'static str, Severity) {
    match code {
        ProblemCode::LinkLoop => ("TL203", Severity::Error),
        ProblemCode::MissingUid
        | ProblemCode::DuplicateUid
        | ProblemCode::DanglingLink
        | ProblemCode::UnknownTask
        | ProblemCode::UnknownResource => (IMPORT, Severity::Error),
        ProblemCode::NegativeDuration
        | ProblemCode::BadDuration
        | ProblemCode::BadDate
        | ProblemCode::BadNumber
        | ProblemCode::BadValue
        | ProblemCode::UnknownCalendar
        | ProblemCode::CalendarLoop
        | ProblemCode::TooManyDates => (IMPORT, Severity::Warning),
        ProblemCode::DateWithZone | ProblemCode::UnreadAttribute => (IMPORT, Severity::Hint),
    }
}

fn kind_of(kind: ItemKind) -> Kind {
    match kind {
        ItemKind::Project => Kind::Project,
        ItemKind::Calendar => Kind::Calendar,
        ItemKind::Task => Kind::Task,
        ItemKind::Resource => Kind::Resource,
        ItemKind::Assignment => Kind::Demand,
    }
}
