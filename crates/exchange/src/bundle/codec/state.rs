//! States in cells: a word and the facts of that state.

use jiff::civil::Date;
use organization::{
    AnswerState, AnyId, GoalState, Kind, Openness, PersonId, ProjectId, ProposalState, Prose, RecordId, Reported, Status, TaskId,
    Work,
};

use super::time::read_date;
use super::{Lookup, Naming, parts};

/// A word and perhaps a day.
fn dated(text: &str) -> Result<(String, Option<Date>), String> {
    match text.split_once(char::is_whitespace) {
        None => Ok((text.to_lowercase(), None)),
        Some((word, day)) => Ok((word.to_lowercase(), Some(read_date(day.trim())?))),
    }
}

fn with_day(word: &str, day: Option<Date>) -> String {
    day.map_or_else(|| word.to_owned(), |day| format!("{word} {day}"))
}

pub(super) fn read_openness(text: &str) -> Result<Openness, String> {
    match dated(text)? {
        (word, None) if word == "active" || word == "open" => Ok(Openness::Active),
        (word, on) if word == "closed" => Ok(Openness::Closed { on }),
        _ => Err(format!("“{text}” is none of: active, closed, closed and a day.")),
    }
}

pub(super) fn write_openness(state: Openness) -> String {
    match state {
        Openness::Active => "active".to_owned(),
        Openness::Closed { on } => with_day("closed", on),
    }
}

pub(super) fn read_goal(text: &str) -> Result<GoalState, String> {
    let (word, on) = dated(text)?;
    match (word.as_str(), on) {
        ("proposed", None) => Ok(GoalState::Proposed),
        ("active", None) => Ok(GoalState::Active),
        ("met", on) => Ok(GoalState::Met { on }),
        ("missed", on) => Ok(GoalState::Missed { on }),
        ("dropped", on) => Ok(GoalState::Dropped { on }),
        _ => Err(format!("“{text}” is none of: proposed, active, met, missed, dropped.")),
    }
}

pub(super) fn write_goal(state: GoalState) -> String {
    match state {
        GoalState::Proposed | GoalState::Active => state.word().to_owned(),
        GoalState::Met { on } | GoalState::Missed { on } | GoalState::Dropped { on } => with_day(state.word(), on),
    }
}

const STATUSES: [(&str, Status); 3] =
    [("on-track", Status::OnTrack), ("at-risk", Status::AtRisk), ("off-track", Status::OffTrack)];

pub(super) fn read_reported(text: &str) -> Result<Reported, String> {
    let (word, on) = dated(text)?;
    let status = STATUSES.iter().find(|(name, _)| *name == word);
    let fault = || format!("“{text}” is no status (use on-track, at-risk or off-track and a day).");
    Ok(Reported { status: status.ok_or_else(fault)?.1, on: on.ok_or_else(fault)? })
}

pub(super) fn write_reported(reported: &Reported) -> String {
    let word = STATUSES.iter().find(|(_, status)| *status == reported.status).map_or("", |(word, _)| word);
    with_day(word, Some(reported.on))
}

pub(super) fn read_proposal(text: &str, lookup: &mut dyn Lookup) -> Result<ProposalState, String> {
    let fault = || format!("“{text}” is none of: draft, open, trial and a project, adopted, rejected, with or without a day.");
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [word, project, since @ ..] = words.as_slice()
        && word.eq_ignore_ascii_case("trial")
    {
        let since = match since {
            [] => None,
            [day] => Some(read_date(day)?),
            _ => return Err(fault()),
        };
        return Ok(ProposalState::Trial { since, project: ProjectId::from(lookup.find(&[Kind::Project], project)?.id) });
    }
    let (word, on) = dated(text)?;
    match (word.as_str(), on) {
        ("draft", None) => Ok(ProposalState::Draft),
        ("open", since) => Ok(ProposalState::Open { since }),
        ("adopted", on) => Ok(ProposalState::Adopted { on }),
        ("rejected", on) => Ok(ProposalState::Rejected { on }),
        _ => Err(fault()),
    }
}

pub(super) fn write_proposal(state: &ProposalState, naming: &dyn Naming) -> String {
    match state {
        ProposalState::Draft => "draft".to_owned(),
        ProposalState::Open { since } => with_day("open", *since),
        ProposalState::Trial { since, project } => {
            with_day(&format!("trial {}", naming.name(AnyId { kind: Kind::Project, id: project.uuid() })), *since)
        }
        ProposalState::Adopted { on } => with_day("adopted", *on),
        ProposalState::Rejected { on } => with_day("rejected", *on),
    }
}

pub(super) fn read_answer(text: &str, lookup: &mut dyn Lookup) -> Result<AnswerState, String> {
    let fault =
        || format!("“{text}” is no state of an answer (use issued, or accepted 2026-11-23 by H-3, or another of its words).");
    if text.trim().eq_ignore_ascii_case("issued") {
        return Ok(AnswerState::Issued);
    }
    let (facts, rest) = match text.split_once(':') {
        Some((facts, rest)) => (facts, Some(rest.strip_prefix(' ').unwrap_or(rest))),
        None => (text, None),
    };
    let (facts, by) = facts.split_once(" by ").map_or((facts, None), |(facts, by)| (facts, Some(by.trim())));
    let (word, Some(on)) = dated(facts.trim())? else { return Err(fault()) };
    let by = match by {
        Some(by) => Some(PersonId::from(lookup.find(&[Kind::Person], by)?.id)),
        None => None,
    };
    let prose = |rest: Option<&str>| Prose::new(rest.unwrap_or_default());
    match word.as_str() {
        "questioned" => Ok(AnswerState::Questioned { by, on, question: prose(rest)? }),
        "accepted" => Ok(AnswerState::Accepted { by, on }),
        "declined" => Ok(AnswerState::Declined { by, on, because: prose(rest)? }),
        "planned" => Ok(AnswerState::Planned { by, on, work: read_work(rest.unwrap_or_default(), lookup)? }),
        "done" => Ok(AnswerState::Done { on, work: read_work(rest.unwrap_or_default(), lookup)? }),
        "confirmed" => Ok(AnswerState::Confirmed { by, on }),
        "withdrawn" => Ok(AnswerState::Withdrawn { on }),
        _ => Err(fault()),
    }
}

fn read_work(text: &str, lookup: &mut dyn Lookup) -> Result<Work, String> {
    let mut tasks = Vec::new();
    for part in parts(text).filter(|part| *part != "-") {
        let id = lookup.find(&[Kind::Project, Kind::Task], part)?;
        match (id.to::<ProjectId>(), id.to::<TaskId>()) {
            (Some(project), _) => return Ok(Work::Project(project)),
            (None, Some(task)) => tasks.push(task),
            (None, None) => return Err(format!("“{part}” is no project or task.")),
        }
    }
    Ok(Work::Tasks(tasks))
}

fn write_work(work: &Work, naming: &dyn Naming) -> String {
    match work {
        Work::Project(project) => naming.name(AnyId { kind: Kind::Project, id: project.uuid() }),
        Work::Tasks(tasks) if tasks.is_empty() => "-".to_owned(),
        Work::Tasks(tasks) => {
            tasks.iter().map(|task| naming.name(AnyId { kind: Kind::Task, id: task.uuid() })).collect::<Vec<_>>().join(";")
        }
    }
}

pub(super) fn write_answer(state: &AnswerState, naming: &dyn Naming) -> String {
    let facts = |on: &Date, by: &Option<PersonId>| {
        let by = by.map(|by| format!(" by {}", naming.name(AnyId { kind: Kind::Person, id: by.uuid() })));
        format!("{} {on}{}", state.word(), by.unwrap_or_default())
    };
    match state {
        AnswerState::Issued => "issued".to_owned(),
        AnswerState::Questioned { by, on, question } => format!("{}: {question}", facts(on, by)),
        AnswerState::Accepted { by, on } | AnswerState::Confirmed { by, on } => facts(on, by),
        AnswerState::Declined { by, on, because } => format!("{}: {because}", facts(on, by)),
        AnswerState::Planned { by, on, work } => format!("{}: {}", facts(on, by), write_work(work, naming)),
        AnswerState::Done { on, work } => format!("{}: {}", facts(on, &None), write_work(work, naming)),
        AnswerState::Withdrawn { on } => facts(on, &None),
    }
}
