//! `/plans/P-3`: what the work is, who does it, and when, as the plan computes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse as _, Response};
use insight::{Plan, ProjectSummary};
use organization::{AnyId, Function, Kind, Project, ProjectId, TaskId};
use serde::Deserialize;
use uuid::Uuid;

use super::arrange::{self, Panel};
use super::baselines;
use super::drawn::{Drawn, Fact, Served, ZoomBar};
use super::rows;
use super::sheet;
use crate::component::{ActFold, ActForm, Crumb, Empty, ErrorSummary, Pages, Place, Segmented, Stale, Tabs, Thread, Timeline};
use crate::filling::{self, Filling};
use crate::forms::{Fields, named};
use crate::pages::cards::{Block, Card};
use crate::pages::parts::{self, Comments, Found, Responsibilities};
use crate::pages::scope::*;
use crate::pages::tasks::progress;
use crate::pages::{handoffs, improvements, risks};
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// How many rows one page shows.
pub(super) const ROWS: usize = 100;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) view: String,
    pub(super) zoom: String,
    pub(super) page: String,
    /// The row that is arranged.
    pub(super) row: String,
    /// Summaries that are closed, divided by dots.
    pub(super) hide: String,
    /// `off` hides the arrows.
    pub(super) links: String,
    /// `off` hides what is critical.
    pub(super) critical: String,
    /// The baseline whose bars lie behind those of the plan.
    pub(super) vs: String,
    /// `csv` for the rows as a file, `mspdi` for the plan as one of Microsoft Project.
    pub(super) r#as: String,
}

impl Asked {
    /// The address of the same page with something else.
    pub(super) fn href(&self, path: &str, change: impl FnOnce(&mut Asked)) -> String {
        let mut asked = self.clone();
        change(&mut asked);
        let pairs = [
            ("view", &asked.view),
            ("zoom", &asked.zoom),
            ("page", &asked.page),
            ("row", &asked.row),
            ("hide", &asked.hide),
            ("links", &asked.links),
            ("critical", &asked.critical),
            ("vs", &asked.vs),
            ("as", &asked.r#as),
        ];
        let kept = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let kept: Vec<String> = kept.map(|(name, value)| format!("{name}={}", address::escape(value))).collect();
        if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
    }

    pub(super) fn is_timeline(&self) -> bool {
        self.view == "timeline"
    }
}

/// The page of a project.
#[derive(Template, serde::Serialize)]
#[template(path = "plan.html")]
struct PlanPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    heading: String,
    status: Status,
    counts: String,
    thread: Thread,
    tabs: Tabs,
    layers: Option<Segmented>,
    zoom: Option<ZoomBar>,
    sheet: String,
    file: Option<String>,
    edit: Option<String>,
    panel: Option<Panel>,
    timeline: Option<Timeline>,
    empty: Option<Empty>,
    pages: Option<Pages>,
    add: Option<ActFold>,
    read_only: Option<String>,
    purpose: Vec<String>,
    facts: Vec<Fact>,
    goals: Vec<Served>,
    link: Option<ActFold>,
    found: Found,
    obstacles: Vec<String>,
    responsibilities: Responsibilities,
    cards: Vec<Card>,
    comments: Comments,
    close: Option<ActForm>,
    history: String,
}

impl Page for PlanPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Path(reference): Path<String>, Query(asked): Query<Asked>) -> Answer {
    if asked.r#as == "csv" {
        let project = visit.lookup::<ProjectId>(&reference)?;
        let plan = planned(&visit, &project);
        let lines = rows::outline(&visit.seen, project.id);
        return Ok(sheet::answer(&visit.seen, &reference, &lines, &plan).into_response());
    }
    if asked.r#as == "mspdi" {
        let project = visit.lookup::<ProjectId>(&reference)?;
        return sheet::project_file(&visit, &reference, project.id);
    }
    visit.page(PlanPage::of(&visit, &reference, &asked, &Tried::default())?)
}

pub(super) async fn send(
    visit: Visit,
    Path(reference): Path<String>,
    Query(asked): Query<Asked>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let fields = Fields(fields);
    if fields.get("command") != Some("add-task") {
        return visit.send(fields, |visit, tried| PlanPage::of(visit, &reference, &asked, tried)).await;
    }
    let id = fields.get("id").and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_else(|| visit.mint());
    match arrange::added(&visit, &fields, Uuid::from_u128(id.as_u128() ^ 1)) {
        Ok(commands) => {
            visit.send_commands(fields, commands, |visit, tried| PlanPage::of(visit, &reference, &asked, tried)).await
        }
        Err(problems) => {
            let tried = Tried::with("add-task", fields, problems);
            let page = PlanPage::of(&visit, &reference, &asked, &tried)?;
            visit.page_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

/// The plan of a project: an open one is part of the plan of all.
pub(in crate::pages) fn planned(visit: &Visit, project: &Project) -> Arc<Plan> {
    if project.state.is_closed() { visit.desk.derived.closed_plan(&visit.seen, project.id) } else { visit.results.plan.clone() }
}

impl PlanPage {
    fn of(visit: &Visit, reference: &str, asked: &Asked, tried: &Tried) -> Result<PlanPage, Response> {
        let project = visit.lookup::<ProjectId>(reference)?;
        let seen = &visit.seen;
        let id = AnyId::from(project.id);
        let plan = planned(visit, &project);
        let lines = rows::outline(seen, project.id);
        let task = |text: &str| named(text, Some(Kind::Task), seen).ok().and_then(|id| id.to::<TaskId>());
        let closed: BTreeSet<TaskId> = asked.hide.split('.').filter(|text| !text.is_empty()).filter_map(task).collect();
        let at = Some(asked.row.as_str()).filter(|row| !row.is_empty()).and_then(task);
        let at = at.and_then(|task| lines.iter().position(|line| line.task.id == task));
        let selected = at.map(|at| lines[at].task.id);
        let may = visit.may(Function::Plan, id) && !project.state.is_closed();
        let drawn = Drawn { visit, asked, path: &visit.path, project: &project, plan: &plan, closed, selected, may };
        let shown = rows::visible(&lines, &drawn.closed);
        let from = drawn.first(&shown);
        let window = &shown[from..(from + ROWS).min(shown.len())];
        let summary = plan.project(project.id);
        let found = Found::of(visit, id, |finding| belongs(visit, finding.subject, project.id));
        let (timeline, zoom) = drawn.timeline(&shown, from, window);
        let mut shell = visit.shell(&project.name, Some(Place::Plans), vec![Crumb::new("Plans", "/plans")]);
        shell.rail = if asked.is_timeline() { Rail::Icons } else { Rail::Words };
        let through = selected.map_or(id, AnyId::from);
        let label = if selected.is_some() { "Thread of the chosen task" } else { "Thread of this plan" };
        Ok(PlanPage {
            shell,
            summary: filling::summary(tried),
            stale: tried.stale(),
            heading: heading(visit, &project, summary),
            status: drawn.status(),
            counts: drawn.counts(&lines, summary, &found),
            thread: parts::thread(visit, through, label),
            tabs: drawn.tabs(),
            layers: asked.is_timeline().then(|| drawn.layers()),
            zoom,
            sheet: asked.href(&visit.path, |asked| asked.r#as = "csv".to_owned()),
            file: sheet::may_take(visit, project.id).then(|| asked.href(&visit.path, |asked| asked.r#as = "mspdi".to_owned())),
            edit: visit.may(Function::Plan, id).then(|| format!("{}/edit", visit.path)),
            panel: at.map(|at| Panel::of(visit, tried, asked, (&lines, at), may)),
            empty: lines.is_empty().then(|| empty(may)),
            timeline: (!lines.is_empty()).then_some(timeline),
            pages: drawn.pages(from, window.len(), shown.len()),
            add: may.then(|| arrange::add(visit, tried, &project, (&lines, at), window)),
            read_only: (!may).then(|| read_only(visit, &project)),
            purpose: parts::paragraphs(&project.purpose),
            facts: drawn.facts(&plan),
            goals: drawn.goals(tried),
            link: may.then(|| link(visit, tried, id)),
            obstacles: arrange::obstacles(seen, &plan, project.id),
            found,
            responsibilities: Responsibilities::of(visit, tried, id),
            cards: cards(visit, tried, &project, &plan),
            comments: Comments::of(visit, tried, id),
            close: visit.may(Function::Plan, id).then(|| closing(visit, tried, &project)),
            history: address::history(id),
        })
    }
}

/// What other chapters say of the plan.
fn cards(visit: &Visit, tried: &Tried, project: &Project, plan: &Plan) -> Vec<Card> {
    let mut cards = vec![progress::news(visit, project.id), against(visit, project, plan)];
    cards.extend(handoffs::of_plan(visit, tried, project.id));
    cards.push(risks::card(visit, project.id.into()));
    cards.push(improvements::card(visit, project.id.into()));
    cards
}

/// The card that compares the plan with its last baseline.
fn against(visit: &Visit, project: &Project, plan: &Plan) -> Card {
    let kept = baselines::of(visit, project.id);
    let card = Card::new("baselines", "Against the baseline").more("Baselines", format!("{}/baselines", visit.path));
    let Some(last) = kept.last() else {
        return card.with(Block::Sentence("No baseline is taken: nobody can see later what became of these dates.".to_owned()));
    };
    card.with(Block::Sentence(baselines::told(visit, project.id, last, plan)))
}

/// Whether a finding's subject is the project or one of its tasks.
fn belongs(visit: &Visit, subject: AnyId, project: ProjectId) -> bool {
    let task = || subject.to::<TaskId>().and_then(|task| visit.seen.find(task));
    subject == AnyId::from(project) || task().is_some_and(|task| task.project == project)
}

/// "Wave 2 Eastvale: finishes 26 Feb, 4 days after its target."
pub(super) fn heading(visit: &Visit, project: &Project, summary: Option<&ProjectSummary>) -> String {
    let today = visit.seen.day();
    if let organization::Openness::Closed { on } = project.state {
        let on = on.map(|on| format!(" on {}", format::day(on, today))).unwrap_or_default();
        return format!("{}: closed{on}", project.name);
    }
    let Some(finish) = summary.and_then(|summary| summary.finish) else {
        return format!("{}: no dates yet", project.name);
    };
    let finish = finish.date();
    let goal = project.serves.iter().find_map(|service| {
        let goal = visit.seen.find(service.goal)?;
        goal.period.until.map(|until| until.yesterday().unwrap_or(until))
    });
    let Some((end, what)) =
        project.target.map(|target| (target, "its target")).or(goal.map(|goal| (goal, "the end of its goal")))
    else {
        return format!("{}: finishes {}", project.name, format::day(finish, today));
    };
    let days = finish.until(end).map_or(0, |span| span.get_days());
    let count = |days: i32| format::count(usize::try_from(days).unwrap_or_default(), "day", "days");
    let rest = match days {
        0 => format!("on {what}"),
        days if days > 0 => format!("{} before {what}", count(days)),
        days => format!("{} after {what}", count(-days)),
    };
    format!("{}: finishes {}, {rest}", project.name, format::day(finish, today))
}

fn empty(may: bool) -> Empty {
    let text = if may {
        "Add the first task below: its name, how long it takes, and what it follows. Dates come by themselves."
    } else {
        "Whoever answers for this plan can add the first task."
    };
    Empty { icon: Icon::ListTree, title: "No work in this plan yet".to_owned(), text: text.to_owned(), links: Vec::new() }
}

fn read_only(visit: &Visit, project: &Project) -> String {
    if project.state.is_closed() {
        return "This plan is closed: nothing more is planned in it.".to_owned();
    }
    match visit.seen.accountable(project.id.into()).filter(|found| visit.seen.shows(found.party.id())) {
        Some(found) => format!("You can read this plan. Ask {} to change it.", visit.seen.title(found.party.id())),
        None => "You can read this plan. Nobody answers for it; an administrator can change it.".to_owned(),
    }
}

fn link(visit: &Visit, tried: &Tried, project: AnyId) -> ActFold {
    let form = Filling::new(visit, tried, "link-project").back().with("project", project);
    let form = form
        .suggested("goal", "Goal", parts::goals(&visit.seen), "")
        .required()
        .number("contribution", "Carries of the goal, in per cent", "")
        .submit("Link goal")
        .look("primary");
    ActFold::new("Link a goal", form, tried.is("link-project"))
}

fn closing(visit: &Visit, tried: &Tried, project: &Project) -> ActForm {
    let id = AnyId::from(project.id);
    if project.state.is_closed() {
        return Filling::new(visit, tried, "reopen-project").back().with("project", id).submit("Open it again");
    }
    let form = Filling::new(visit, tried, "close-project").back().with("project", id);
    form.with("on", visit.seen.day()).submit("Close this plan").look("quiet")
}
