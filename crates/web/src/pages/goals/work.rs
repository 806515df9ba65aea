//! What carries a goal: projects on one time axis, the tasks that come next, the goals below, and the directives that ask for it.

use insight::{Plan, is_over};
use jiff::ToSpan as _;
use jiff::civil::Date;
use office::Seen;
use organization::{AnyId, Directive, Function, Goal, GoalId, Project, ProjectId, Relation};

use super::list::state_cell;
use super::progress::{self, Progress};
use crate::chart::{Span, Strip, StripAxis};
use crate::component::{ActFold, ActForm, Cell, Column, Row, Status, Table, Tone};
use crate::filling::Filling;
use crate::pages::{decisions, parts};
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// How many tasks the page names.
const NEXT: usize = 8;

/// One axis for several projects: from the first start to the last finish or target, and today always on it.
pub(in crate::pages) fn axis(spans: &[Option<Span>], targets: &[Option<Date>], today: Date, width: i64) -> StripAxis {
    let days = spans.iter().flatten().flat_map(|span| [span.from, span.to]).chain(targets.iter().copied().flatten());
    let (mut from, mut until) = (today, today);
    for day in days {
        (from, until) = (from.min(day), until.max(day));
    }
    StripAxis { from: from.saturating_sub(7.days()), until: until.saturating_add(15.days()), width, today }
}

/// From when to when a project is planned.
pub(in crate::pages) fn span_of(plan: &Plan, project: ProjectId) -> Option<Span> {
    let summary = plan.project(project)?;
    Some(Span { from: summary.start?.date(), to: summary.finish?.date() })
}

/// The projects that serve a goal itself, with what the plan says of them.
pub(super) fn projects(visit: &Visit, tried: &Tried, goal: &Goal, plan: &Plan) -> Option<(Table, Vec<ActForm>)> {
    let seen = &visit.seen;
    let serving = seen.linked::<Project>(Relation::ProjectGoal, goal.id);
    if serving.is_empty() {
        return None;
    }
    let end = last_day(goal);
    let spans: Vec<Option<Span>> = serving.iter().map(|project| span_of(plan, project.id)).collect();
    let axis = axis(&spans, &[end], seen.day(), 210);
    let row = |(project, span): (&std::sync::Arc<Project>, &Option<Span>)| {
        let summary = plan.project(project.id);
        let closed = project.state.is_closed();
        let share = project.serves.iter().find(|service| service.goal == goal.id).and_then(|service| service.contribution);
        let owner = seen.accountable(project.id.into()).filter(|found| seen.shows(found.party.id()));
        let under = share.map(|share| format!("carries {share}%"));
        let strip =
            Strip { name: project.name.to_string(), span: *span, done: summary.map_or(0, |found| found.done), target: end };
        Row::new(
            format!("project-{}", project.number),
            vec![
                Cell::title(project.name.to_string(), address::of(seen, project.id.into()), under),
                owner.map_or_else(
                    || Cell::Status(Status::new(Tone::Bad, "Nobody")),
                    |found| Cell::Who(parts::who(seen, found.party)),
                ),
                if closed { Cell::Status(Status::new(Tone::Ok, "Closed")) } else { Cell::Drawing(strip.draw(&axis)) },
                span.map_or(Cell::Blank, |span| Cell::number(format::day(span.to, seen.day()))),
                summary.map_or(Cell::Blank, |found| Cell::number(format!("{}%", found.done))),
            ],
        )
    };
    let columns = vec![
        Column::words("Plan"),
        Column::words("Owner"),
        Column::charts("From start to finish", axis.head()),
        Column::numbers("Finish"),
        Column::numbers("Done"),
    ];
    let rows = serving.iter().zip(&spans).map(row).collect();
    let unlink = serving.iter().filter(|project| visit.may(Function::Plan, project.id)).map(|project| {
        let form = Filling::new(visit, tried, "unlink-project").named(format!("unlink-P-{}", project.number)).back();
        let form = form.with("project", AnyId::from(project.id)).with("goal", AnyId::from(goal.id));
        form.submit(format!("Unlink {}", project.name)).look("quiet")
    });
    Some((Table::new("Plans that serve this goal", columns, rows), unlink.collect()))
}

/// The form that links a project. Anybody who may plan one may link it, so it is offered to whoever may set the goal's direction.
pub(super) fn link(visit: &Visit, tried: &Tried, goal: GoalId) -> Option<ActFold> {
    if !visit.may(Function::Plan, goal) {
        return None;
    }
    let form = Filling::new(visit, tried, "link-project").back().with("goal", AnyId::from(goal));
    let form = form
        .suggested("project", "Plan", parts::projects(&visit.seen), "")
        .required()
        .number("contribution", "Carries of the goal, in per cent", "")
        .submit("Link plan")
        .look("primary");
    Some(ActFold::new("Link a plan", form, tried.is("link-project")))
}

/// The last day of a goal's period.
pub(super) fn last_day(goal: &Goal) -> Option<Date> {
    goal.period.until.map(|until| until.yesterday().unwrap_or(until))
}

/// The open tasks of the projects behind a goal that come next, by their planned start.
pub(super) fn next(seen: &Seen, plan: &Plan, progress: &Progress) -> Option<Table> {
    let mut next: Vec<(Date, Date, bool, organization::TaskId)> = Vec::new();
    let ids = seen.compute(|value| {
        let tasks = progress.projects.iter().flat_map(|project| value.tasks_of(*project));
        tasks.filter(|task| !is_over(task) && !task.inactive).map(|task| task.id).collect::<Vec<_>>()
    });
    for id in ids {
        if let Some(planned) = plan.of(id).filter(|planned| !planned.summary) {
            next.push((planned.start.date(), planned.finish.date(), !planned.critical, id));
        }
    }
    next.sort();
    let row = |(start, finish, float, id): &(Date, Date, bool, organization::TaskId)| {
        let task = seen.find(*id)?;
        let owner = seen.accountable((*id).into()).filter(|found| seen.shows(found.party.id()));
        let project = seen.title(task.project.into());
        Some(Row::new(
            format!("task-{}", task.number),
            vec![
                Cell::title(task.name.to_string(), address::of(seen, (*id).into()), Some(project)),
                owner.map_or(Cell::Blank, |found| Cell::Who(parts::who(seen, found.party))),
                Cell::number(format::day(*start, seen.day())),
                Cell::number(format::day(*finish, seen.day())),
                if *finish < seen.day() {
                    Cell::Status(Status::new(Tone::Warn, "Late"))
                } else if *float {
                    Cell::Blank
                } else {
                    Cell::Status(Status::new(Tone::Crit, "Critical"))
                },
            ],
        ))
    };
    let rows: Vec<Row> = next.iter().take(NEXT).filter_map(row).collect();
    let columns = vec![
        Column::words("Task"),
        Column::words("Owner"),
        Column::numbers("Start"),
        Column::numbers("Finish"),
        Column::silent("Late or critical"),
    ];
    (!rows.is_empty()).then(|| Table::new("Tasks that come next", columns, rows))
}

/// The goals directly under one.
pub(super) fn below(seen: &Seen, plan: &Plan, goal: GoalId) -> Option<Table> {
    let goals = seen.linked::<Goal>(Relation::GoalParent, goal);
    let row = |goal: &std::sync::Arc<Goal>| {
        let progress = progress::of(seen, plan, goal.id);
        let owner = seen.accountable(goal.id.into()).filter(|found| seen.shows(found.party.id()));
        Row::new(
            format!("goal-{}", goal.number),
            vec![
                Cell::title(goal.title.to_string(), address::of(seen, goal.id.into()), None),
                state_cell(goal.state),
                owner.map_or_else(
                    || Cell::Status(Status::new(Tone::Bad, "Nobody")),
                    |found| Cell::Who(parts::who(seen, found.party)),
                ),
                if progress.tasks == 0 { Cell::Blank } else { Cell::number(format!("{} of {}", progress.done, progress.tasks)) },
            ],
        )
    };
    let columns = vec![Column::words("Goal"), Column::words("State"), Column::words("Owner"), Column::numbers("Tasks done")];
    let rows: Vec<Row> = goals.iter().take(100).map(row).collect();
    (!rows.is_empty()).then(|| Table::new("Goals under this one", columns, rows))
}

/// The directives that ask for a goal, with where each stands.
pub(super) fn directives(visit: &Visit, goal: GoalId) -> Option<Table> {
    let directives = visit.seen.linked::<Directive>(Relation::DirectiveGoal, goal);
    let shown = directives.get(..directives.len().min(50)).unwrap_or_default();
    (!shown.is_empty()).then(|| decisions::calls(visit, shown, "Calls for action that ask for this goal"))
}

/// The proposals that challenge a goal, and the decisions about it.
pub(super) fn judged(visit: &Visit, goal: GoalId) -> (Option<Table>, Option<Table>) {
    let (mut proposals, mut decisions) = decisions::about(visit, goal.into());
    proposals.truncate(50);
    decisions.truncate(50);
    let challenged =
        (!proposals.is_empty()).then(|| decisions::proposed(visit, &proposals, "Proposals that challenge this goal"));
    let decided = (!decisions.is_empty()).then(|| decisions::decided(visit, &decisions, "Decisions about this goal"));
    (challenged, decided)
}
