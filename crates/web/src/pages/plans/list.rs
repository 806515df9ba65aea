//! `/plans`: which plans exist, what they serve, and when they finish.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use insight::Plan;
use jiff::civil::Date;
use organization::{Goal, GoalId, Kind, Project, ProjectId, TaskId, UnitId};
use serde::Deserialize;

use crate::chart::{Span, Strip};
use crate::component::{Cell, Code, Column, Control, Empty, Field, Link, Pages, Place, Row, Segmented, Tab, Table};
use crate::forms::named;
use crate::pages::scope::*;
use crate::pages::{goals, parts};
use crate::visit::{Answer, Page, Visit};
use crate::{address, format};

/// How many plans one page shows.
const ROWS: usize = 50;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `closed` or `all`; else open ones.
    state: String,
    unit: String,
    goal: String,
    page: String,
}

/// The page `/plans`.
#[derive(Template, serde::Serialize)]
#[template(path = "plans.html")]
struct Plans {
    shell: Shell,
    sentence: String,
    places: Segmented,
    states: Segmented,
    fields: Vec<Field>,
    state: String,
    table: Option<Table>,
    pages: Option<Pages>,
    empty: Option<Empty>,
}

impl Page for Plans {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Plans::of(&visit, &asked))
}

impl Asked {
    fn href(&self, state: &str, page: usize) -> String {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        let pairs = [("state", state), ("unit", self.unit.as_str()), ("goal", self.goal.as_str()), ("page", page.as_str())];
        let kept: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", address::escape(value)))
            .collect();
        if kept.is_empty() { "/plans".to_owned() } else { format!("/plans?{}", kept.join("&")) }
    }

    fn takes(&self, project: &Project) -> bool {
        match self.state.as_str() {
            "all" => true,
            "closed" => project.state.is_closed(),
            _ => !project.state.is_closed(),
        }
    }
}

impl Plans {
    fn of(visit: &Visit, asked: &Asked) -> Plans {
        let seen = &visit.seen;
        let all = seen.all::<Project>();
        let unit = named(&asked.unit, Some(Kind::Unit), seen).ok().and_then(|id| id.to::<UnitId>());
        let goal = named(&asked.goal, Some(Kind::Goal), seen).ok().and_then(|id| id.to::<GoalId>());
        let lost = |text: &str, found: bool, what: &str| {
            (!found && !text.trim().is_empty()).then(|| format!("“{}” is no {what} here.", text.trim()))
        };
        let taken: Vec<&Arc<Project>> = all
            .iter()
            .filter(|project| asked.takes(project))
            .filter(|project| asked.unit.trim().is_empty() || unit.is_some_and(|unit| in_unit(visit, project, unit)))
            .filter(|project| asked.goal.trim().is_empty() || goal.is_some_and(|goal| helps(visit, project, goal)))
            .collect();
        let size = visit.rows(ROWS);
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, taken.len().div_ceil(size).max(1));
        let from = (page - 1) * size;
        let window = &taken[from.min(taken.len())..(from + size).min(taken.len())];
        let plan = visit.results.plan.clone();
        let field = |name: &str, label: &str, value: &str, suggestions: Vec<String>, wrong: Option<String>| {
            Field::new(name, label, Control::Suggested { value: value.to_owned(), suggestions }).wrong(wrong)
        };
        Plans {
            shell: visit.shell("Plans", Some(Place::Plans), Vec::new()),
            sentence: sentence(visit, &all, &plan),
            places: super::places("/plans"),
            states: asked.states(&all),
            fields: vec![
                field("unit", "Unit", &asked.unit, parts::units(seen), lost(&asked.unit, unit.is_some(), "unit")),
                field("goal", "Goal", &asked.goal, parts::goals(seen), lost(&asked.goal, goal.is_some(), "goal")),
            ],
            state: asked.state.clone(),
            table: (!window.is_empty()).then(|| table(visit, window, &plan)),
            pages: (taken.len() > size).then(|| Pages {
                from: from + 1,
                to: from + window.len(),
                total: taken.len(),
                noun: "plans".to_owned(),
                previous: (page > 1).then(|| asked.href(&asked.state, page - 1)),
                next: (from + size < taken.len()).then(|| asked.href(&asked.state, page + 1)),
            }),
            empty: window.is_empty().then(|| empty(all.is_empty())),
        }
    }
}

impl Asked {
    fn states(&self, all: &[Arc<Project>]) -> Segmented {
        let count = |state: &str| {
            let asked = Asked { state: state.to_owned(), ..Asked::default() };
            all.iter().filter(|project| asked.takes(project)).count()
        };
        let tab = |(state, words): (&str, &str)| Tab::new(words, self.href(state, 1), self.state == state).counting(count(state));
        let words = [("", "Open"), ("closed", "Closed"), ("all", "All")];
        Segmented { label: "State".to_owned(), choices: words.into_iter().map(tab).collect() }
    }
}

/// Whether a project belongs to a unit or one below it.
fn in_unit(visit: &Visit, project: &Project, unit: UnitId) -> bool {
    project.unit.is_some_and(|own| visit.seen.compute(|value| value.units_from(own).any(|above| above.id == unit)))
}

/// Whether a project serves a goal or one below it.
fn helps(visit: &Visit, project: &Project, goal: GoalId) -> bool {
    project.serves.iter().any(|service| visit.seen.goals_from(service.goal).iter().any(|above| above.id == goal))
}

/// "8 open plans; 2 finish after their target or the end of their goal."
fn sentence(visit: &Visit, all: &[Arc<Project>], plan: &Plan) -> String {
    if all.is_empty() {
        return "No plans yet.".to_owned();
    }
    let open: Vec<&Arc<Project>> = all.iter().filter(|project| !project.state.is_closed()).collect();
    let is_late = |project: &&&Arc<Project>| {
        let finish = plan.project(project.id).and_then(|summary| summary.finish).map(|finish| finish.date());
        finish.is_some_and(|finish| target(visit, project).is_some_and(|target| finish > target))
    };
    let late = open.iter().filter(is_late).count();
    let aimless = open.iter().filter(|project| project.serves.is_empty()).count();
    let late = match late {
        0 => "none finishes after its target or the end of its goal".to_owned(),
        1 => "1 finishes after its target or the end of its goal".to_owned(),
        late => format!("{late} finish after their target or the end of their goal"),
    };
    let aimless = match aimless {
        0 => String::new(),
        1 => ", 1 serves no goal".to_owned(),
        aimless => format!(", {aimless} serve no goal"),
    };
    format!("{}; {late}{aimless}.", format::count(open.len(), "open plan", "open plans"))
}

/// The day by which a project is to be finished: its own target, else the last day of the goal that it serves first.
fn target(visit: &Visit, project: &Project) -> Option<Date> {
    let goal = || project.serves.first().and_then(|service| visit.seen.find::<GoalId>(service.goal));
    project
        .target
        .or_else(|| goal().and_then(|goal: Arc<Goal>| goal.period.until.map(|until| until.yesterday().unwrap_or(until))))
}

/// How many findings there are in each project.
fn findings(visit: &Visit) -> BTreeMap<ProjectId, usize> {
    let mut counts = BTreeMap::new();
    for finding in &visit.results.findings.open {
        let of_task = || finding.subject.to::<TaskId>().and_then(|task| visit.seen.find(task)).map(|task| task.project);
        if let Some(project) = finding.subject.to::<ProjectId>().or_else(of_task) {
            *counts.entry(project).or_default() += 1;
        }
    }
    counts
}

fn table(visit: &Visit, window: &[&Arc<Project>], open: &Plan) -> Table {
    let seen = &visit.seen;
    let closed: Vec<ProjectId> = window.iter().filter(|project| project.state.is_closed()).map(|project| project.id).collect();
    let past = seen.compute(|value| if closed.is_empty() { Plan::default() } else { insight::plan(value, &closed, seen.day()) });
    let plan_of = |project: &Project| if project.state.is_closed() { &past } else { open };
    let spans: Vec<Option<Span>> = window.iter().map(|project| goals::span_of(plan_of(project), project.id)).collect();
    let targets: Vec<Option<Date>> = window.iter().map(|project| target(visit, project)).collect();
    let axis = goals::axis(&spans, &targets, seen.day(), 300);
    let findings = findings(visit);
    let row = |((project, span), target): ((&&Arc<Project>, &Option<Span>), &Option<Date>)| {
        let summary = plan_of(project).project(project.id);
        let owner = seen.accountable(project.id.into()).filter(|found| seen.shows(found.party.id()));
        let served = project.serves.iter().filter(|service| seen.shows(service.goal.into())).take(3);
        let served: Vec<Code> = served
            .filter_map(|service| {
                let reference = seen.reference(service.goal.into())?;
                Some(Code::linked(reference.to_string(), address::of(seen, service.goal.into())))
            })
            .collect();
        let unit = project.unit.map(|unit| seen.title(unit.into())).filter(|unit| !unit.is_empty());
        let strip =
            Strip { name: project.name.to_string(), span: *span, done: summary.map_or(0, |found| found.done), target: *target };
        let found = findings.get(&project.id).copied().unwrap_or_default();
        let closed = project.state.is_closed();
        Row::new(
            format!("project-{}", project.number),
            vec![
                Cell::title(project.name.to_string(), address::of(seen, project.id.into()), unit),
                match served.is_empty() {
                    true if closed => Cell::Blank,
                    true => Cell::Status(Status::new(Tone::Warn, "No goal")),
                    false => Cell::Codes(served),
                },
                match owner {
                    Some(found) => Cell::Who(parts::who(seen, found.party)),
                    None if closed => Cell::Blank,
                    None => Cell::Status(Status::new(Tone::Bad, "Nobody")),
                },
                if span.is_some() {
                    Cell::Drawing(strip.draw(&axis))
                } else {
                    Cell::Status(Status::new(Tone::Mute, "No dates yet"))
                },
                span.map_or(Cell::Blank, |span| Cell::number(format::day(span.from, seen.day()))),
                span.map_or(Cell::Blank, |span| Cell::number(format::day(span.to, seen.day()))),
                summary.map_or(Cell::Blank, |found| Cell::number(format!("{}%", found.done))),
                match (found, closed) {
                    (0, true) => Cell::Blank,
                    (0, false) => Cell::number("0"),
                    (found, _) => Cell::Link { text: found.to_string(), href: format!("/check?in=P-{}", project.number) },
                },
            ],
        )
    };
    let columns = vec![
        Column::words("Plan"),
        Column::words("Serves"),
        Column::words("Accountable"),
        Column::charts("From start to finish", axis.head()),
        Column::numbers("Start"),
        Column::numbers("Finish"),
        Column::numbers("Done"),
        Column::numbers("Findings"),
    ];
    Table::new("Plans on one time axis", columns, window.iter().zip(&spans).zip(&targets).map(row).collect())
}

fn empty(nothing: bool) -> Empty {
    let (title, text, links) = if nothing {
        (
            "No plans yet",
            "Start one from a goal, write one, or import a Microsoft Project file.",
            vec![Link::new("Start a plan", "/plans/new"), Link::new("Import", "/import")],
        )
    } else {
        (
            "No plan is like that",
            "Other states, units or goals may show some.",
            vec![Link::new("Show all plans", "/plans?state=all")],
        )
    };
    Empty { icon: Icon::ChartGantt, title: title.to_owned(), text: text.to_owned(), links }
}
