//! The parts of a plan's page: rows, bars, tabs, pieces of the list, facts.

use std::collections::{BTreeMap, BTreeSet};

use insight::{Plan, ProjectSummary};
use organization::{AnyId, Demand, Kind, Project, RecordId as _, Relation, TaskId};

use super::baselines;
use super::chart;
use super::plan::{Asked, ROWS};
use super::rows::{self, OutlineLine};
use crate::chart::{Span, Zoom};
use crate::component::{
    ActForm, Expansion, GridRow, Pages, PlanGrid, RowKind, Segmented, Status, Tab, Tabs, Timeline, Tone, Who,
};
use crate::filling::Filling;
use crate::pages::parts::{self, Found};
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// What a page of a plan is drawn from.
pub(super) struct Drawn<'a> {
    pub(super) visit: &'a Visit,
    pub(super) asked: &'a Asked,
    pub(super) path: &'a str,
    pub(super) project: &'a Project,
    pub(super) plan: &'a Plan,
    pub(super) closed: BTreeSet<TaskId>,
    pub(super) selected: Option<TaskId>,
    pub(super) may: bool,
}

/// Closer and wider.
#[derive(serde::Serialize)]
pub(super) struct ZoomBar {
    pub(super) wider: Option<String>,
    pub(super) name: String,
    pub(super) closer: Option<String>,
}

/// One fact beside its name.
#[derive(serde::Serialize)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
    pub(super) href: Option<String>,
    pub(super) who: Option<Who>,
}

/// A goal that the project serves.
#[derive(serde::Serialize)]
pub(super) struct Served {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) share: String,
    pub(super) unlink: Option<ActForm>,
}

impl Drawn<'_> {
    /// The first row of the window: that of the page asked for, else that of the row that is arranged.
    pub(super) fn first(&self, shown: &[&OutlineLine]) -> usize {
        let last = shown.len().saturating_sub(1) / ROWS;
        let page = self.asked.page.parse::<usize>().ok().map(|page| page.saturating_sub(1));
        let selected = self.selected.and_then(|task| shown.iter().position(|line| line.task.id == task)).map(|at| at / ROWS);
        page.or(selected).unwrap_or(0).min(last) * ROWS
    }

    fn href(&self, change: impl FnOnce(&mut Asked)) -> String {
        self.asked.href(self.path, change)
    }

    pub(super) fn status(&self) -> Status {
        let own = |obstacle: &insight::Obstacle| matches!(obstacle, insight::Obstacle::FinishMissed { project, .. } if *project == self.project.id);
        let late = self.plan.obstacles.iter().any(own);
        let finish = self.plan.project(self.project.id).and_then(|summary| summary.finish);
        match (self.project.state.is_closed(), late, finish) {
            (true, _, _) => Status::new(Tone::Ok, "Closed"),
            (_, true, _) => Status::new(Tone::Bad, "After its target"),
            (_, _, None) => Status::new(Tone::Mute, "No dates yet"),
            (_, _, Some(_)) if self.project.target.is_some() => Status::new(Tone::Ok, "In time for its target"),
            (_, _, Some(_)) => Status::new(Tone::Mute, "No target set"),
        }
    }

    pub(super) fn counts(&self, lines: &[OutlineLine], summary: Option<&ProjectSummary>, found: &Found) -> String {
        let Some(summary) = summary else { return format::count(lines.len(), "task", "tasks") };
        let tasks = summary.open + summary.closed;
        let mut parts = vec![
            format!("{} of {} done, {}% by duration", summary.closed, format::count(tasks, "task", "tasks"), summary.done),
            format!("{} critical", rows::critical(lines, self.plan)),
        ];
        if summary.assumed > 0 {
            parts.push(format!("{} without an estimate, counted as one day", summary.assumed));
        }
        let ids: BTreeSet<TaskId> = lines.iter().map(|line| line.task.id).collect();
        let differing = self.plan.differing.iter().filter(|difference| ids.contains(&difference.task)).count();
        if differing > 0 {
            let verb = if differing == 1 { "differs" } else { "differ" };
            parts.push(format!("{} {verb} from the dates of the imported file", format::count(differing, "task", "tasks")));
        }
        if found.count() > 0 {
            parts.push(format::count(found.count(), "finding", "findings"));
        }
        parts.join(" · ")
    }

    pub(super) fn tabs(&self) -> Tabs {
        let timeline = self.asked.is_timeline();
        let outline = self.href(|asked| {
            asked.view.clear();
            asked.zoom.clear();
        });
        let bars = self.href(|asked| asked.view = "timeline".to_owned());
        let tabs = vec![Tab::new("Outline", outline, !timeline), Tab::new("Timeline", bars, timeline)];
        Tabs { label: "Views of the plan".to_owned(), tabs }
    }

    pub(super) fn layers(&self) -> Segmented {
        let flip = |value: &str| if value == "off" { String::new() } else { "off".to_owned() };
        let links = self.href(|asked| asked.links = flip(&asked.links));
        let critical = self.href(|asked| asked.critical = flip(&asked.critical));
        let mut choices = vec![
            Tab::new("Critical", critical, self.asked.critical != "off"),
            Tab::new("Links", links, self.asked.links != "off"),
        ];
        if let Some(last) = baselines::of(self.visit, self.project.id).last() {
            let flip = |asked: &mut Asked| {
                asked.vs = if asked.vs.is_empty() { last.id.uuid().to_string() } else { String::new() };
            };
            choices.push(Tab::new("Baseline", self.href(flip), !self.asked.vs.is_empty()));
        }
        Segmented { label: "Layers".to_owned(), choices }
    }

    pub(super) fn timeline(&self, shown: &[&OutlineLine], from: usize, window: &[&OutlineLine]) -> (Timeline, Option<ZoomBar>) {
        let mut unowned = Vec::with_capacity(window.len());
        let rows = window.iter().enumerate().map(|(at, line)| {
            let row = self.row(from + at, line);
            unowned.push(row.unowned);
            row
        });
        let rows: Vec<GridRow> = rows.collect();
        let label = format!("Work breakdown, {}", format::count(shown.len(), "row", "rows"));
        let grid = PlanGrid { label, total: shown.len(), rows };
        if !self.asked.is_timeline() {
            return (Timeline::outline(grid), None);
        }
        let wanted = chart::Wanted {
            zoom: Zoom::named(&self.asked.zoom),
            links: self.asked.links != "off",
            critical: self.asked.critical != "off",
            selected: self.selected,
            baseline: self.baseline(),
        };
        let gantt = chart::gantt(&self.visit.seen, self.project, shown, (from, &unowned), self.plan, &wanted);
        let to = |zoom: Zoom| self.href(|asked| asked.zoom = zoom.name().to_owned());
        let mut name = gantt.zoom.name().to_owned();
        if let Some(first) = name.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        let zoom = ZoomBar { wider: gantt.zoom.wider().map(to), name, closer: gantt.zoom.closer().map(to) };
        (Timeline::with_bars(grid, &gantt), Some(zoom))
    }

    /// Where the tasks were in the baseline that is asked for.
    fn baseline(&self) -> BTreeMap<TaskId, Span> {
        let Some(baseline) = baselines::named(&baselines::of(self.visit, self.project.id), &self.asked.vs) else {
            return BTreeMap::new();
        };
        let stands = self.visit.seen.compute(|value| insight::stands_of(value, baseline.id));
        let span = |(task, stand): (TaskId, insight::Stand)| {
            let (from, to) = (stand.start?.date(), stand.finish?.date());
            Some((task, Span { from, to: to.max(from) }))
        };
        stands.into_iter().filter_map(span).collect()
    }

    fn row(&self, at: usize, line: &OutlineLine) -> GridRow {
        let seen = &self.visit.seen;
        let task = &line.task;
        let reference = format!("T-{}", task.number);
        let planned = self.plan.of(task.id);
        let day = |day: Option<jiff::civil::DateTime>| day.map(|day| format::day(day.date(), seen.day())).unwrap_or_default();
        let leaf = !line.summary && !task.inactive;
        let accountable = if leaf { seen.accountable(task.id.into()).filter(|found| seen.shows(found.party.id())) } else { None };
        let unowned = leaf && line.done < 100 && accountable.is_none();
        let owner = if leaf { self.worker(task.id).or(accountable.map(|found| parts::who(seen, found.party))) } else { None };
        let toggled = |closed: bool| {
            self.href(|asked| {
                let mut hidden: Vec<&str> = asked.hide.split('.').filter(|text| !text.is_empty() && *text != reference).collect();
                if !closed {
                    hidden.push(&reference);
                }
                asked.hide = hidden.join(".");
            })
        };
        let expansion = match (line.summary, self.closed.contains(&task.id)) {
            (false, _) => Expansion::Leaf,
            (true, false) => Expansion::Open(toggled(false)),
            (true, true) => Expansion::Closed(toggled(true)),
        };
        let kind = if task.inactive {
            RowKind::Inactive
        } else if line.summary {
            RowKind::Summary
        } else if task.milestone {
            RowKind::Milestone
        } else {
            RowKind::Task
        };
        let arrange = self.may.then(|| self.href(|asked| asked.row.clone_from(&reference)));
        GridRow {
            id: format!("row-{reference}"),
            number: at + 1,
            outline: line.outline.clone(),
            level: line.level,
            name: task.name.to_string(),
            href: address::of(seen, task.id.into()),
            kind,
            expansion,
            owner,
            unowned,
            work: if line.work > 0 { format::work(line.work) } else { String::new() },
            start: day(planned.map(|planned| planned.start)),
            finish: day(planned.map(|planned| planned.finish)),
            done: if task.milestone && line.done == 0 { String::new() } else { format!("{}%", line.done) },
            critical: leaf && planned.is_some_and(|planned| planned.critical),
            waits: None,
            selected: self.selected == Some(task.id),
            arrange,
        }
    }

    /// Who works on a task: the first of its people, and how many more there are.
    fn worker(&self, task: TaskId) -> Option<Who> {
        let seen = &self.visit.seen;
        let demands = seen.linked::<Demand>(Relation::DemandTask, task);
        let first = demands.first()?;
        let id = first.need.id();
        let name = seen.title(id);
        let who = Who::new(&name, (id.kind == Kind::Person).then(|| address::of(seen, id)));
        let more = demands.len() - 1;
        Some(if more > 0 { Who { name: format!("{name} +{more}"), ..who } } else { who })
    }

    pub(super) fn pages(&self, from: usize, count: usize, total: usize) -> Option<Pages> {
        let piece = |page: usize| {
            self.href(|asked| {
                asked.page = page.to_string();
                asked.row.clear();
            })
        };
        let page = from / ROWS + 1;
        (total > ROWS).then(|| Pages {
            from: from + 1,
            to: from + count,
            total,
            noun: "rows".to_owned(),
            previous: (page > 1).then(|| piece(page - 1)),
            next: (from + ROWS < total).then(|| piece(page + 1)),
        })
    }

    pub(super) fn facts(&self, plan: &Plan) -> Vec<Fact> {
        let (seen, project) = (&self.visit.seen, self.project);
        let today = seen.day();
        let text = |name: &'static str, text: String| Fact { name, text, href: None, who: None };
        let mut facts = Vec::new();
        if let Some(unit) = project.unit.filter(|unit| seen.shows((*unit).into())) {
            let who = parts::who(seen, organization::Party::Unit(unit));
            facts.push(Fact { name: "Unit", text: String::new(), href: None, who: Some(who) });
        }
        if let Some(sponsor) = project.sponsor.filter(|sponsor| seen.shows((*sponsor).into())) {
            let who = parts::who(seen, organization::Party::Person(sponsor));
            facts.push(Fact { name: "Sponsor", text: String::new(), href: None, who: Some(who) });
        }
        let start = project.start.map_or("not set; it begins today".to_owned(), |start| format::day(start.date(), today));
        facts.push(text("Start", start));
        if let Some(finish) = plan.project(project.id).and_then(|summary| summary.finish) {
            facts.push(text("Finish, computed", format::day(finish.date(), today)));
        }
        facts.push(text("Target", project.target.map_or("not set".to_owned(), |target| format::day(target, today))));
        if let Some(finish) = project.finish_first {
            facts.push(text("Planned back from", format::day(finish.date(), today)));
        }
        if let Some(status) = project.status_date {
            facts.push(text("Progress known to", format::day(status.date(), today)));
        }
        let (name, href) = chart::calendar_name(seen, project);
        facts.push(Fact { name: "Calendar", text: name, href, who: None });
        facts.push(text("A day is", format::work(i64::from(project.day_minutes()))));
        facts
    }

    pub(super) fn goals(&self, tried: &Tried) -> Vec<Served> {
        let seen = &self.visit.seen;
        let served = self.project.serves.iter().filter(|service| seen.shows(service.goal.into()));
        served
            .map(|service| Served {
                title: seen.title(service.goal.into()),
                href: address::of(seen, service.goal.into()),
                share: service.contribution.map(|share| format!("carries {share}%")).unwrap_or_default(),
                unlink: self.may.then(|| {
                    let name = seen.reference(service.goal.into()).map(|reference| reference.to_string()).unwrap_or_default();
                    let form = Filling::new(self.visit, tried, "unlink-project").named(format!("unlink-{name}")).back();
                    let form = form.with("project", AnyId::from(self.project.id)).with("goal", AnyId::from(service.goal));
                    form.submit("Unlink").look("quiet").about(seen.title(service.goal.into()))
                }),
            })
            .collect()
    }
}
