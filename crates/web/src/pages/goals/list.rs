//! `/goals`: what the organization aims for and how it hangs together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use organization::{Function, Goal, GoalId, GoalState, PersonId, UnitId};
use serde::Deserialize;

use super::progress;
use crate::chart::meter;
use crate::component::{Cell, Column, Control, Empty, Field, Link, Pages, Place, Row, Segmented, Tab, Table};
use crate::pages::parts;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Visit};
use crate::{address, format};

/// How many goals one page shows.
const ROWS: usize = 100;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `mine`, or everybody's.
    owner: String,
    /// A unit by its reference.
    unit: String,
    /// `active`, `proposed`, `over` or `all`; else what is not over.
    state: String,
    page: String,
}

/// The page `/goals`.
#[derive(Template, serde::Serialize)]
#[template(path = "goals.html")]
struct Goals {
    shell: Shell,
    sentence: String,
    states: Segmented,
    owners: Segmented,
    unit: Field,
    kept: Vec<(&'static str, String)>,
    table: Option<Table>,
    pages: Option<Pages>,
    empty: Option<Empty>,
    may_add: bool,
}

impl Page for Goals {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Goals::of(&visit, &asked))
}

impl Asked {
    fn href(&self, owner: &str, state: &str, page: usize) -> String {
        let page = if page <= 1 { String::new() } else { page.to_string() };
        let pairs = [("owner", owner), ("unit", self.unit.as_str()), ("state", state), ("page", page.as_str())];
        let kept: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", address::escape(value)))
            .collect();
        if kept.is_empty() { "/goals".to_owned() } else { format!("/goals?{}", kept.join("&")) }
    }

    fn takes(&self, state: GoalState) -> bool {
        match (self.state.as_str(), state) {
            ("all", _) | ("active", GoalState::Active) | ("proposed", GoalState::Proposed) => true,
            ("over", state) => state.is_over(),
            ("active" | "proposed", _) => false,
            (_, state) => !state.is_over(),
        }
    }

    fn narrows(&self) -> bool {
        !self.owner.is_empty() || !self.unit.trim().is_empty() || !self.state.is_empty()
    }
}

/// A goal in its place of the tree that is shown.
#[derive(serde::Serialize)]
struct Placed {
    goal: Arc<Goal>,
    level: usize,
}

impl Goals {
    fn of(visit: &Visit, asked: &Asked) -> Goals {
        let seen = &visit.seen;
        let all = seen.all::<Goal>();
        let unit = crate::forms::named(&asked.unit, Some(organization::Kind::Unit), seen).ok().and_then(|id| id.to::<UnitId>());
        let units = unit.map(|unit| seen.compute(|value| below(value, unit)));
        let taken: BTreeSet<GoalId> = all
            .iter()
            .filter(|goal| asked.takes(goal.state))
            .filter(|goal| units.as_ref().is_none_or(|units| goal.unit.is_some_and(|unit| units.contains(&unit))))
            .filter(|goal| asked.owner != "mine" || owns(visit, visit.me, goal.id))
            .map(|goal| goal.id)
            .collect();
        let placed = tree(&all, &taken);
        let size = visit.rows(ROWS);
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, placed.len().div_ceil(size).max(1));
        let from = (page - 1) * size;
        let window = placed.get(from..(from + size).min(placed.len())).unwrap_or_default();
        let piece = |page: usize| asked.href(&asked.owner, &asked.state, page);
        let pages = (placed.len() > size).then(|| Pages {
            from: from + 1,
            to: from + window.len(),
            total: placed.len(),
            noun: "goals".to_owned(),
            previous: (page > 1).then(|| piece(page - 1)),
            next: (from + size < placed.len()).then(|| piece(page + 1)),
        });
        let wrong = (unit.is_none() && !asked.unit.trim().is_empty()).then(|| format!("“{}” is no unit here.", asked.unit));
        let unit_field = Control::Suggested { value: asked.unit.clone(), suggestions: parts::units(seen) };
        Goals {
            shell: visit.shell("Goals", Some(Place::Goals), Vec::new()),
            sentence: sentence(visit, &all),
            states: asked.states(&all),
            owners: asked.owners(),
            unit: Field::new("unit", "Unit", unit_field).wrong(wrong),
            kept: vec![("owner", asked.owner.clone()), ("state", asked.state.clone())],
            table: (!window.is_empty()).then(|| table(visit, window)),
            pages,
            empty: window.is_empty().then(|| empty(asked, all.is_empty())),
            may_add: seen.is_administrator() || !seen.carried_by(visit.me).is_empty() || heads_something(visit),
        }
    }
}

impl Asked {
    fn states(&self, all: &[Arc<Goal>]) -> Segmented {
        let count = |asked: &str| {
            let asked = Asked { state: asked.to_owned(), ..Asked::default() };
            all.iter().filter(|goal| asked.takes(goal.state)).count()
        };
        let words = [("", "Open"), ("active", "Active"), ("proposed", "Proposed"), ("over", "Closed"), ("all", "All")];
        let tab = |(state, words): (&str, &str)| {
            Tab::new(words, self.href(&self.owner, state, 1), self.state == state).counting(count(state))
        };
        Segmented { label: "State".to_owned(), choices: words.into_iter().map(tab).collect() }
    }

    fn owners(&self) -> Segmented {
        let tab = |owner: &str, words: &str| Tab::new(words, self.href(owner, &self.state, 1), self.owner == owner);
        Segmented { label: "Whose".to_owned(), choices: vec![tab("", "Everybody's"), tab("mine", "Mine")] }
    }
}

/// "14 active goals; 3 have no plan."
fn sentence(visit: &Visit, all: &[Arc<Goal>]) -> String {
    let active = all.iter().filter(|goal| goal.state == GoalState::Active).count();
    if all.is_empty() {
        return "No goals yet.".to_owned();
    }
    let findings = visit.results.findings.clone();
    let lacking = |code: &str| findings.of(code).filter(|finding| visit.seen.shows(finding.subject)).count();
    let (plan, owner) = (lacking("TL101"), lacking("TL104"));
    let verb = |count: usize| if count == 1 { "has" } else { "have" };
    let mut sentence = format::count(active, "active goal", "active goals");
    match (plan, owner) {
        (0, 0) => {
            sentence.push_str(if active == 1 { "; it has a plan and an owner." } else { "; all have a plan and an owner." })
        }
        (plan, 0) => sentence.push_str(&format!("; {plan} {} no plan.", verb(plan))),
        (0, owner) => sentence.push_str(&format!("; {owner} {} no owner.", verb(owner))),
        (plan, owner) => sentence.push_str(&format!("; {plan} {} no plan, {owner} no owner.", verb(plan))),
    }
    if active == 0 { "No goal is active.".to_owned() } else { sentence }
}

fn owns(visit: &Visit, person: PersonId, goal: GoalId) -> bool {
    visit.seen.accountable(goal.into()).is_some_and(|found| found.people.contains(&person))
}

fn heads_something(visit: &Visit) -> bool {
    let units = visit.seen.units_of(visit.me);
    units.into_iter().any(|unit| visit.may(Function::SetDirection, unit))
}

/// A unit with all below it.
fn below(value: &organization::Organization, unit: UnitId) -> BTreeSet<UnitId> {
    let mut units = BTreeSet::new();
    let mut waiting = vec![unit];
    while let Some(unit) = waiting.pop() {
        if units.insert(unit) {
            waiting.extend(value.linked::<organization::Unit>(organization::Relation::UnitParent, unit).map(|unit| unit.id));
        }
    }
    units
}

/// The goals that are taken, as a tree: what hangs under a goal that is left out hangs under the next one above that is shown.
fn tree(all: &[Arc<Goal>], taken: &BTreeSet<GoalId>) -> Vec<Placed> {
    let by_id: BTreeMap<GoalId, &Arc<Goal>> = all.iter().map(|goal| (goal.id, goal)).collect();
    let mut under: BTreeMap<Option<GoalId>, Vec<&Arc<Goal>>> = BTreeMap::new();
    for goal in all.iter().filter(|goal| taken.contains(&goal.id)) {
        let mut above = goal.parent;
        while let Some(parent) = above.filter(|parent| !taken.contains(parent)) {
            above = by_id.get(&parent).and_then(|goal| goal.parent);
        }
        under.entry(above).or_default().push(goal);
    }
    let mut rows = Vec::with_capacity(taken.len());
    let mut waiting: Vec<(&Arc<Goal>, usize)> = Vec::new();
    let push = |waiting: &mut Vec<_>, parent: Option<GoalId>, level: usize| {
        let children = under.get(&parent).map(Vec::as_slice).unwrap_or_default();
        waiting.extend(children.iter().rev().map(|goal| (*goal, level)));
    };
    push(&mut waiting, None, 1);
    while let Some((goal, level)) = waiting.pop() {
        rows.push(Placed { goal: goal.clone(), level });
        push(&mut waiting, Some(goal.id), level + 1);
    }
    rows
}

fn table(visit: &Visit, window: &[Placed]) -> Table {
    let seen = &visit.seen;
    let plan = visit.results.plan.clone();
    let findings = progress::findings(&visit.results.findings);
    let row = |placed: &Placed| {
        let goal = &placed.goal;
        let progress = progress::of(seen, &plan, goal.id);
        let owner = seen.accountable(goal.id.into());
        let owner = match owner {
            Some(found) if seen.shows(found.party.id()) => Cell::Who(parts::who(seen, found.party)),
            Some(_) | None if goal.state.is_over() => Cell::Blank,
            Some(_) | None => Cell::Status(Status::new(Tone::Bad, "Nobody")),
        };
        let reference = seen.reference(goal.id.into()).map(|reference| reference.to_string()).unwrap_or_default();
        let found = findings.get(&goal.id).copied().unwrap_or_default();
        let href = address::of(seen, goal.id.into());
        let title = Cell::Title { text: goal.title.to_string(), href, under: Some(reference), level: placed.level.min(8) };
        let period = parts::span(goal.period, seen.day());
        let projects = progress.projects.len();
        Row::new(
            format!("goal-{}", goal.number),
            vec![
                title,
                state_cell(goal.state),
                owner,
                if period.is_empty() { Cell::Blank } else { Cell::text(period) },
                if goal.state.is_over() && projects == 0 { Cell::Blank } else { Cell::number(projects.to_string()) },
                if progress.tasks == 0 { Cell::Blank } else { Cell::number(format!("{} of {}", progress.done, progress.tasks)) },
                if progress.tasks == 0 { Cell::Blank } else { Cell::Drawing(bar(progress.done, progress.tasks)) },
                match found {
                    0 => Cell::number("0"),
                    found => Cell::Link { text: found.to_string(), href: format!("/check?in=G-{}", goal.number) },
                },
            ],
        )
    };
    let columns = vec![
        Column::words("Goal"),
        Column::words("State"),
        Column::words("Owner"),
        Column::words("Period"),
        Column::numbers("Plans"),
        Column::numbers("Tasks done"),
        Column::silent("Progress"),
        Column::numbers("Findings"),
    ];
    Table::new("Goals as a tree", columns, window.iter().map(row).collect())
}

fn bar(done: usize, tasks: usize) -> crate::chart::Drawing {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    meter(number(done), number(tasks), 64)
}

/// The state of a goal in shape, word and colour; an active one needs none.
pub(super) fn state(state: GoalState) -> Option<Status> {
    match state {
        GoalState::Active => None,
        GoalState::Proposed => Some(Status::new(Tone::Mute, "Proposed")),
        GoalState::Met { .. } => Some(Status::new(Tone::Ok, "Met")),
        GoalState::Missed { .. } => Some(Status::new(Tone::Bad, "Missed")),
        GoalState::Dropped { .. } => Some(Status::new(Tone::Mute, "Dropped")),
    }
}

/// The same in a table.
pub(super) fn state_cell(goal: GoalState) -> Cell {
    state(goal).map_or_else(|| Cell::text("Active"), Cell::Status)
}

fn empty(asked: &Asked, nothing: bool) -> Empty {
    if asked.narrows() && !nothing {
        return Empty {
            icon: Icon::Funnel,
            title: "No goal is like that".to_owned(),
            text: "Other states, or everybody's goals, may show some.".to_owned(),
            links: vec![Link::new("Show all goals", "/goals?state=all")],
        };
    }
    Empty {
        icon: Icon::Goal,
        title: "No goals yet".to_owned(),
        text: "Write the first one, or bring in what you have: a folder of tables or a project file.".to_owned(),
        links: vec![Link::new("Write a goal", "/goals/new"), Link::new("Import", "/import")],
    }
}
