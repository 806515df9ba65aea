//! Scenarios: a what-if under a name. It keeps commands that nobody has given yet, in words; nothing of them happens.
//!
//! `/scenarios` lists them, `/scenarios/S-1` is one. A command is written as its name and its fields, each on a line, as one would type them into a form.

use axum::Router;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use organization::{AnyId, Command, Function, Party, Proposed, Scenario, ScenarioId};
use serde::Deserialize;
use serde_json::json;

use super::cards::{self, Block, Card, CardPage, Item, PageAct, asking, piece};
use super::goals::OneForm;
use super::parts::{self, Fact, Facts};
use super::plans;
use super::scope::*;
use crate::component::{ActFold, ActForm, Cell, Column, Crumb, Empty, Link, Place, Problem, Row, Table};
use crate::filling::Filling;
use crate::forms::{self, Fields};
use crate::visit::{Answer, Tried, Visit};
use crate::{Desk, address, format, words};

/// How many scenarios, or commands of one, a page shows.
const ROWS: usize = 100;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/scenarios", cards::all(list))
        .route("/scenarios/new", cards::all(new))
        .route("/scenarios/{reference}", get(show).post(send))
        .route("/scenarios/{reference}/edit", cards::one(edit))
}

/// The query of the lists.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    page: String,
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Scenarios", "/scenarios")]
}

fn list(visit: &Visit, asked: &Asked, tried: &Tried) -> Result<CardPage, Response> {
    let mut every = visit.seen.all::<Scenario>();
    every.sort_by_key(|scenario| std::cmp::Reverse(scenario.number));
    let href = |page: usize| asking("/scenarios", &[("page", &if page <= 1 { String::new() } else { page.to_string() })]);
    let (window, pages) = piece(visit, &every, &asked.page, ROWS, "scenarios", href);
    let sentence = match every.len() {
        0 => "No what-if is kept.".to_owned(),
        all => format!("{} kept. Nothing of them has happened.", format::count(all, "what-if is", "what-ifs are")),
    };
    let mut page = CardPage::new(visit.shell("Scenarios", Some(Place::Plans), Vec::new()), sentence, tried);
    page.acts = vec![PageAct::new("New scenario", "/scenarios/new")];
    page.choices = vec![plans::places("/scenarios")];
    let card = Card::new("scenarios", "Scenarios").silent();
    page.main.push(if window.is_empty() {
        let text = "A scenario keeps what one would do, step by step, so that others can look at it before anybody does it.";
        let links = vec![Link::new("Write a scenario", "/scenarios/new")];
        card.with(Block::Empty(Empty { icon: Icon::GitBranch, title: "No scenarios".to_owned(), text: text.to_owned(), links }))
    } else {
        card.table(table(visit, window)).with_some(pages.map(Block::Pages))
    });
    Ok(page)
}

fn table(visit: &Visit, window: &[std::sync::Arc<Scenario>]) -> Table {
    let seen = &visit.seen;
    let row = |scenario: &std::sync::Arc<Scenario>| {
        let by = scenario.by.filter(|by| seen.shows((*by).into()));
        let under = format!("S-{}", scenario.number);
        Row::new(
            format!("scenario-{}", scenario.number),
            vec![
                Cell::title(scenario.name.to_string(), address::of(seen, scenario.id.into()), Some(under)),
                by.map_or(Cell::Blank, |by| Cell::Who(parts::who(seen, Party::Person(by)))),
                Cell::number(scenario.commands.len().to_string()),
            ],
        )
    };
    let columns = vec![Column::words("Scenario"), Column::words("From"), Column::numbers("Steps")];
    Table::new("Scenarios, the newest first", columns, window.iter().map(row).collect())
}

async fn show(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(page(&visit, &reference, &Tried::default())?)
}

/// Adds a step, takes one away, or does what else a form of the page asks for.
async fn send(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = Fields(fields);
    let scenario = visit.lookup::<ScenarioId>(&reference)?;
    let again = |visit: &Visit, tried: &Tried| page(visit, &reference, tried);
    let mut steps = scenario.commands.clone();
    match fields.get("step") {
        Some("add") => match step(&visit, &fields) {
            Ok(step) => steps.push(step),
            Err(problems) => {
                let page = page(&visit, &reference, &Tried::with("add-step", fields, problems))?;
                return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page);
            }
        },
        Some(number) => match number.parse::<usize>().ok().filter(|number| *number < steps.len()) {
            Some(number) => drop(steps.remove(number)),
            None => return Err(visit.not_found()),
        },
        None => return visit.send(fields, again).await,
    }
    let data = json!({ "scenario": scenario.id, "commands": steps });
    match Command::from_parts("change-scenario", data) {
        Ok(command) => visit.send_commands(fields, vec![command], again).await,
        Err(fault) => {
            let page = page(&visit, &reference, &Tried::with("add-step", fields, vec![Problem::at("kind", fault)]))?;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

/// A step as it was typed: a command and its fields, each on a line.
fn step(visit: &Visit, fields: &Fields) -> Result<Proposed, Vec<Problem>> {
    let kind = fields.get("kind").unwrap_or_default().trim();
    let mut typed = Vec::new();
    for line in fields.get("fields").unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((name, value)) = line.split_once(':') else {
            let sentence = format!("“{line}” names no field. Write its name, a colon and its value: duration: 3d.");
            return Err(vec![Problem::at("fields", sentence)]);
        };
        typed.push((name.trim().replace(' ', "_").to_lowercase(), value.trim().to_owned()));
    }
    let known = Command::ALL.iter().find(|entry| entry.kind == kind);
    let known = known.ok_or_else(|| vec![Problem::at("kind", format!("There is no command “{kind}”."))])?;
    let lost = |name: &str| !known.fields.iter().any(|field| name.split('.').next() == Some(field.name));
    if let Some((name, _)) = typed.iter().find(|(name, _)| lost(name)) {
        let names: Vec<&str> = known.fields.iter().map(|field| field.name).filter(|name| *name != "id").collect();
        return Err(vec![Problem::at("fields", format!("{kind} has no field “{name}”. It has {}.", names.join(", ")))]);
    }
    let command = forms::command(kind, &Fields(typed), &visit.seen, visit.mint()).map_err(|problems| {
        let told = problems.into_iter().map(|problem| match problem.field.as_str() {
            "" => Problem::at("fields", problem.sentence),
            field => Problem::at("fields", format!("{field}: {}", problem.sentence)),
        });
        told.collect::<Vec<_>>()
    })?;
    serde_json::from_value(json!({ "kind": command.kind(), "data": command.data() }))
        .map_err(|fault| vec![Problem::at("fields", fault.to_string())])
}

fn page(visit: &Visit, reference: &str, tried: &Tried) -> Result<CardPage, Response> {
    let scenario = visit.lookup::<ScenarioId>(reference)?;
    let seen = &visit.seen;
    let id = AnyId::from(scenario.id);
    let may = visit.may(Function::ChallengeStatusQuo, id);
    let steps = format::count(scenario.commands.len(), "step", "steps");
    let shell = visit.shell(&scenario.name, Some(Place::Plans), crumbs());
    let mut page = CardPage::new(shell, format!("{}: {steps}, none of which has happened", scenario.name), tried);
    let by = scenario.by.map(|by| seen.title(by.into())).filter(|by| !by.is_empty());
    page.eyebrow = format!("Scenario S-{}{}", scenario.number, by.map(|by| format!(", from {by}")).unwrap_or_default());
    page.lead = scenario.description.lines().next().unwrap_or_default().to_owned();
    if may {
        page.acts.push(PageAct::edit(format!("{}/edit", address::of(seen, id))));
    }
    let shown = scenario.commands.iter().take(ROWS).enumerate();
    let items: Vec<Item> = shown.map(|(at, proposed)| item(visit, tried, &scenario, (at, proposed), may)).collect();
    let more = scenario.commands.len().saturating_sub(ROWS);
    let mut card = Card::new("steps", "What would be done");
    card = if items.is_empty() {
        card.with(Block::Sentence("No step is written down yet.".to_owned()))
    } else {
        card.with(Block::Items(items))
    };
    card =
        card.with_some((more > 0).then(|| Block::Sentence(format!("And {}.", format::count(more, "more step", "more steps")))));
    page.main.push(card.acts(Vec::new(), if may { vec![add(visit, tried, id)] } else { Vec::new() }));
    if scenario.description.lines().count() > 1 {
        page.main.push(Card::new("why", "What it is for").with(Block::Prose(parts::paragraphs(&scenario.description))));
    }
    page.main.push(Card::talk(visit, tried, id));
    let mut facts = vec![Fact::text("Based on change", scenario.base.to_string())];
    let by = scenario.by.filter(|by| seen.shows((*by).into()));
    facts.extend(by.map(|by| Fact::who("From", parts::who(seen, Party::Person(by)))));
    let remove = may.then(|| {
        let form = Filling::new(visit, tried, "remove-scenario").with("scenario", id).with("then", "/scenarios");
        form.submit("Remove this scenario").look("quiet")
    });
    page.side = vec![
        Card::new("facts", "The scenario").with(Block::Facts(Facts { rows: facts })),
        Card::this("This scenario", id, remove.into_iter().collect(), Vec::new()),
    ];
    Ok(page)
}

/// A step in words, with the button that takes it away.
fn item(visit: &Visit, tried: &Tried, scenario: &Scenario, (at, proposed): (usize, &Proposed), may: bool) -> Item {
    let known = Command::ALL.iter().find(|entry| entry.kind == proposed.kind.to_string());
    let names = known.into_iter().flat_map(|entry| entry.fields).map(|field| field.name).filter(|name| *name != "id");
    let told = names.filter_map(|name| Some((name, proposed.data.get(name).filter(|value| !value.is_null())?)));
    let told: Vec<String> =
        told.map(|(name, value)| format!("{} {}", words::field(name).to_lowercase(), words::value(&visit.seen, value))).collect();
    let number = at + 1;
    let remove = || -> ActForm {
        let form = Filling::new(visit, tried, "change-scenario").named(format!("remove-step-{number}"));
        let form = form.with("scenario", AnyId::from(scenario.id)).with("step", at).back();
        form.submit("Remove").look("quiet").about(format!("step {number}"))
    };
    Item {
        text: format!("{number}. {}", words::field(&proposed.kind)),
        note: told.join(", "),
        acts: if may { vec![remove()] } else { Vec::new() },
        ..Item::default()
    }
}

fn add(visit: &Visit, tried: &Tried, id: AnyId) -> ActFold {
    let kinds: Vec<String> = Command::ALL.iter().map(|entry| entry.kind.to_owned()).collect();
    let form = Filling::new(visit, tried, "change-scenario").named("add-step").with("scenario", id).with("step", "add").back();
    let form = form
        .suggested("kind", "Command", kinds, "")
        .required()
        .hint("Such as change-task or end-appointment.")
        .lines("fields", "Its fields, each on a line", "")
        .hint("As you would type them into a form: task: T-12, and below it duration: 3d")
        .submit("Add the step")
        .look("primary");
    ActFold::new("Add a step", form, tried.is("add-step"))
}

fn fields<'a>(form: Filling<'a>, name: String, description: String) -> Filling<'a> {
    form.line("name", "Name", name).required().lines("description", "What it is for", description)
}

fn new(visit: &Visit, _: &Asked, tried: &Tried) -> Result<OneForm, Response> {
    let form = fields(Filling::new(visit, tried, "add-scenario"), String::new(), String::new());
    Ok(OneForm::new(
        visit.shell("New scenario", Some(Place::Plans), crumbs()),
        tried,
        "What if?",
        "Its steps you write on its page. Nothing of them happens.",
        form.submit("Keep the scenario").look("primary").or(Link::new("Cancel", "/scenarios")),
    ))
}

fn edit(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let scenario = visit.lookup::<ScenarioId>(reference)?;
    let page = address::of(&visit.seen, scenario.id.into());
    let form = Filling::new(visit, tried, "change-scenario").with("scenario", AnyId::from(scenario.id)).with("then", &page);
    let form = fields(form, scenario.name.to_string(), scenario.description.to_string());
    let mut before = crumbs();
    before.push(Crumb::new(scenario.name.to_string(), &page));
    Ok(OneForm::new(
        visit.shell("Edit", Some(Place::Plans), before),
        tried,
        &format!("Edit “{}”", scenario.name),
        "",
        form.submit("Save the scenario").look("primary").or(Link::new("Cancel", &page)),
    ))
}
