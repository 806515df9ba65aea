//! `/goals/G-12`: will this goal be reached as far as the plans tell, who carries it, and what stands in the way.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path};
use axum::response::Response;
use jiff::civil::Date;
use office::Seen;
use organization::{AnyId, Function, Goal, GoalId, GoalState};

use super::measures::Measures;
use super::new::OneForm;
use super::progress::{self, Progress};
use super::work;
use crate::component::{ActFold, ActForm, Crumb, Empty, ErrorSummary, Link, Place, Stale, Table, Thread};
use crate::filling::{self, Filling};
use crate::forms::Fields;
use crate::pages::cards::Card;
use crate::pages::parts::{self, Comments, Fact, Facts, Found, Responsibilities};
use crate::pages::risks;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// The page of a goal.
#[derive(Template, serde::Serialize)]
#[template(path = "goal.html")]
struct GoalPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: String,
    state: Option<Status>,
    heading: String,
    lead: String,
    thread: Thread,
    edit: Option<String>,
    reopen: Option<ActForm>,
    folds: Vec<ActFold>,
    projects: Option<Table>,
    no_projects: Option<Empty>,
    link: Option<ActFold>,
    unlink: Vec<ActForm>,
    start: Option<String>,
    next: Option<Table>,
    below: Option<Table>,
    add_below: Option<String>,
    measures: Measures,
    directives: Option<Table>,
    call: Option<String>,
    challenged: Option<Table>,
    decided: Option<Table>,
    cards: Vec<Card>,
    comments: Comments,
    found: Found,
    why: Vec<String>,
    facts: Facts,
    responsibilities: Responsibilities,
    history: String,
}

impl Page for GoalPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(GoalPage::of(&visit, &reference, &Tried::default())?)
}

pub(super) async fn send(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| GoalPage::of(visit, &reference, tried)).await
}

impl GoalPage {
    fn of(visit: &Visit, reference: &str, tried: &Tried) -> Result<GoalPage, Response> {
        let goal = visit.lookup::<GoalId>(reference)?;
        let seen = &visit.seen;
        let plan = visit.results.plan.clone();
        let progress = progress::of(seen, &plan, goal.id);
        let id = AnyId::from(goal.id);
        let measures = Measures::of(visit, tried, goal.id);
        let found = Found::of(visit, id, |finding| finding.subject == id);
        let directs = visit.may(Function::SetDirection, id);
        let page = address::of(seen, id);
        let (projects, unlink) =
            work::projects(visit, tried, &goal, &plan).map_or((None, Vec::new()), |(table, unlink)| (Some(table), unlink));
        let over = goal.state.is_over();
        let start = (!over && visit.may(Function::Plan, id)).then(|| format!("/plans/new?goal={reference}"));
        let (challenged, decided) = work::judged(visit, goal.id);
        let link = if over { None } else { work::link(visit, tried, goal.id) };
        Ok(GoalPage {
            shell: visit.shell(&goal.title, Some(Place::Goals), crumbs(seen, &goal)),
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: eyebrow(seen, &goal),
            state: super::list::state(goal.state),
            heading: heading(seen, &goal, &progress),
            lead: lead(&progress, &measures, &found),
            thread: parts::thread(visit, id, "Thread of this goal"),
            edit: (directs && !over).then(|| format!("{page}/edit")),
            reopen: (directs && over)
                .then(|| Filling::new(visit, tried, "reopen-goal").with("goal", id).submit("Take it up again")),
            folds: if directs { folds(visit, tried, &goal) } else { Vec::new() },
            no_projects: projects.is_none().then(|| no_projects(&progress, start.clone())),
            projects,
            link,
            unlink,
            start,
            next: work::next(seen, &plan, &progress),
            below: work::below(seen, &plan, goal.id),
            add_below: directs.then(|| format!("/goals/new?parent={reference}")),
            measures,
            directives: work::directives(visit, goal.id),
            call: (!over && visit.may(Function::CallForAction, id)).then(|| format!("/decisions/new-call?goal={reference}")),
            challenged,
            decided,
            cards: vec![risks::card(visit, id)],
            comments: Comments::of(visit, tried, id),
            found,
            why: parts::paragraphs(&goal.why),
            facts: Facts { rows: facts(seen, &goal) },
            responsibilities: Responsibilities::of(visit, tried, id),
            history: address::history(id),
        })
    }
}

fn crumbs(seen: &Seen, goal: &Goal) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("Goals", "/goals")];
    if let Some(parent) = goal.parent.filter(|parent| seen.shows((*parent).into())) {
        crumbs.push(Crumb::new(seen.title(parent.into()), address::of(seen, parent.into())));
    }
    crumbs
}

fn eyebrow(seen: &Seen, goal: &Goal) -> String {
    let reference = seen.reference(goal.id.into()).map(|reference| reference.to_string()).unwrap_or_default();
    let owner = seen.accountable(goal.id.into()).filter(|found| seen.shows(found.party.id()));
    let owner = owner.map_or_else(|| "owned by nobody".to_owned(), |found| format!("owned by {}", seen.title(found.party.id())));
    let period = parts::span(goal.period, seen.day());
    let period = if period.is_empty() { period } else { format!(", {period}") };
    format!("Goal {reference}, {owner}{period}")
}

fn on(day: Option<Date>, today: Date) -> String {
    day.map(|day| format!(" on {}", format::day(day, today))).unwrap_or_default()
}

/// The answer of the page, as far as the plans give one: there is no forecast, only dates.
fn heading(seen: &Seen, goal: &Goal, progress: &Progress) -> String {
    let today = seen.day();
    let verdict = match (goal.state, progress.finish, work::last_day(goal)) {
        (GoalState::Met { on: day }, _, _) => format!("met{}", on(day, today)),
        (GoalState::Missed { on: day }, _, _) => format!("missed{}", on(day, today)),
        (GoalState::Dropped { on: day }, _, _) => format!("dropped{}", on(day, today)),
        (GoalState::Proposed | GoalState::Active, _, _) if progress.projects.is_empty() => "no plan carries it yet".to_owned(),
        (GoalState::Proposed | GoalState::Active, None, _) => "its plans have no dates yet".to_owned(),
        (GoalState::Proposed | GoalState::Active, Some(finish), None) => {
            format!("planned to be done by {}", format::day(finish, today))
        }
        (GoalState::Proposed | GoalState::Active, Some(finish), Some(end)) => {
            let days = finish.until(end).map_or(0, |span| span.get_days());
            let count = |days: i32| format::count(usize::try_from(days).unwrap_or_default(), "day", "days");
            let end = format::day(end, today);
            match days {
                0 => format!("its plans finish on the last day, {end}"),
                days if days > 0 => format!("its plans finish {} before {end}", count(days)),
                days => format!("its plans finish {} after {end}", count(-days)),
            }
        }
    };
    format!("{}: {verdict}", goal.title)
}

fn lead(progress: &Progress, measures: &Measures, found: &Found) -> String {
    let mut sentences = Vec::new();
    if progress.tasks > 0 {
        let plans = format::count(progress.projects.len(), "plan", "plans");
        sentences.push(format!("{} of {} done in {plans}.", progress.done, format::count(progress.tasks, "task", "tasks")));
    }
    sentences.extend(measures.sentence());
    if found.count() > 0 {
        let verb = if found.count() == 1 { "stands" } else { "stand" };
        sentences.push(format!("{} {verb} in the way.", format::count(found.count(), "finding", "findings")));
    }
    sentences.join(" ")
}

fn no_projects(progress: &Progress, start: Option<String>) -> Empty {
    let links = start.into_iter().map(|start| Link::new("Start a plan", start)).collect();
    let (title, text) = if progress.projects.is_empty() {
        ("No plan serves this goal".to_owned(), "Link a plan that helps it, or start one.".to_owned())
    } else {
        let plans = format::count(progress.projects.len(), "plan serves", "plans serve");
        ("Its plans serve the goals below".to_owned(), format!("{plans} a goal under this one."))
    };
    Empty { icon: Icon::ChartGantt, title, text, links }
}

fn facts(seen: &Seen, goal: &Goal) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(unit) = goal.unit.filter(|unit| seen.shows((*unit).into())) {
        facts.push(Fact::who("Unit", parts::who(seen, organization::Party::Unit(unit))));
    }
    for unit in goal.supporting.iter().filter(|unit| seen.shows((**unit).into())) {
        facts.push(Fact::who("Supported by", parts::who(seen, organization::Party::Unit(*unit))));
    }
    let period = parts::span(goal.period, seen.day());
    facts.push(Fact::text("Period", if period.is_empty() { "not set".to_owned() } else { period }));
    if goal.weight > 1 {
        facts.push(Fact::text("Weight", goal.weight.to_string()));
    }
    if let Some(reported) = &goal.reported {
        let words = match reported.status {
            organization::Status::OnTrack => "on track",
            organization::Status::AtRisk => "at risk",
            organization::Status::OffTrack => "off track",
        };
        facts.push(Fact::text("Reported", format!("{words} on {}", format::day(reported.on, seen.day()))));
    }
    facts
}

fn folds(visit: &Visit, tried: &Tried, goal: &Arc<Goal>) -> Vec<ActFold> {
    let seen = &visit.seen;
    let id = AnyId::from(goal.id);
    let parent = goal.parent.map(|parent| parts::written(seen, parent)).unwrap_or_default();
    let moved = Filling::new(visit, tried, "move-goal").with("goal", id);
    let moved = moved
        .suggested("parent", "Helps the goal", parts::goals(seen), parent)
        .hint("Leave it empty for a goal at the top.")
        .submit("Move")
        .look("primary");
    let mut folds = vec![ActFold::new("Move", moved, tried.is("move-goal"))];
    if !goal.state.is_over() {
        let states =
            [("met", "Met: it became true"), ("missed", "Missed: its time passed"), ("dropped", "Dropped: no longer wanted")];
        let close = Filling::new(visit, tried, "close-goal").with("goal", id);
        let close = close
            .one_of("state", "What became of it", &states, "met")
            .required()
            .line("reason", "Reason", "")
            .submit("Close goal")
            .look("primary");
        folds.push(ActFold::new("Close", close, tried.is("close-goal")));
    }
    folds
}

pub(super) async fn edit(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(edit_page(&visit, &reference, &Tried::default())?)
}

pub(super) async fn send_edit(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| edit_page(visit, &reference, tried)).await
}

/// The form of everything that a goal says of itself.
fn edit_page(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let goal = visit.lookup::<GoalId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, goal.id.into());
    let unit = goal.unit.map(|unit| parts::written(seen, unit)).unwrap_or_default();
    let supporting: Vec<String> = goal.supporting.iter().map(|unit| parts::written(seen, *unit)).collect();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let reported = goal.reported.as_ref().map_or("", |reported| match reported.status {
        organization::Status::OnTrack => "on-track",
        organization::Status::AtRisk => "at-risk",
        organization::Status::OffTrack => "off-track",
    });
    let statuses = [("", "Nothing said"), ("on-track", "On track"), ("at-risk", "At risk"), ("off-track", "Off track")];
    let mut form = Filling::new(visit, tried, "change-goal")
        .with("goal", AnyId::from(goal.id))
        .with("then", &page)
        .line("title", "What is to be true", goal.title.to_string())
        .required()
        .lines("why", "Why it matters", goal.why.to_string())
        .suggested("unit", "Unit", parts::units(seen), unit)
        .line("supporting", "Units that support it", supporting.join("; "))
        .hint("Several are divided by a semicolon.")
        .day("period.from", "From", day(goal.period.from))
        .day("period.last", "To", day(work::last_day(&goal)))
        .number("weight", "Weight beside other goals", goal.weight.max(1).to_string())
        .one_of("reported.status", "Where it stands, as you see it", &statuses, reported);
    if !goal.state.is_over() {
        form = form.one_of("state", "State", &[("active", "Active"), ("proposed", "Proposed")], goal.state.word()).required();
    }
    let form = form.line("reason", "Reason of the change", "").submit("Save goal").look("primary").or(Link::new("Cancel", &page));
    let mut before = crumbs(seen, &goal);
    before.push(Crumb::new(goal.title.to_string(), &page));
    Ok(OneForm::new(visit.shell("Edit", Some(Place::Goals), before), tried, &format!("Edit “{}”", goal.title), "", form))
}
