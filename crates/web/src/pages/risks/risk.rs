//! `/risks/R-1`: what may happen and why, what it would do to which tasks, and what is done about it.

use std::sync::Arc;

use axum::response::Response;
use insight::Exposure;
use organization::{
    AnyId, Estimate, Function, MoneyPoints, Openness, Party, Quantity, RecordId as _, Relation, Response as Answer, Risk, RiskId,
    RiskImpact,
};

use super::tables;
use crate::component::{ActFold, ActForm, Cell, Column, Place, Row, Table};
use crate::filling::Filling;
use crate::pages::cards::{Block, Card, CardPage, Item, PageAct, within};
use crate::pages::parts::{self, Fact, Facts};
use crate::pages::tasks::dates;
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// The longest part of a risk that is told as a part of one sentence.
const SENTENCE: usize = 160;
/// Impacts that the page shows.
const IMPACTS: usize = 200;

pub(super) fn page(visit: &Visit, reference: &str, tried: &Tried) -> Result<CardPage, Response> {
    let risk = visit.lookup::<RiskId>(reference)?;
    let seen = &visit.seen;
    let id = AnyId::from(risk.id);
    let worth = visit.results.exposures.of(risk.id);
    let open = !risk.state.is_closed();
    let watches = visit.may(Function::Monitor, id);
    let shell = visit.shell(&risk.title, Some(Place::Risks), within(Place::Risks));
    let mut page = CardPage::new(shell, format!("{}: {}", risk.title, verdict(visit, &risk, worth)), tried);
    page.eyebrow = eyebrow(visit, &risk);
    page.state = Some(tables::response(&risk));
    page.lead = lead(visit, worth);
    page.thread = Some(parts::thread(visit, id, "Thread of this risk"));
    if watches {
        let reopen = || Filling::new(visit, tried, "reopen-risk").with("risk", id).back().submit("Open it again");
        let edit = || PageAct::edit(format!("{}/edit", address::of(seen, id)));
        page.acts.push(if open { edit() } else { PageAct::Do(reopen()) });
    }
    page.main = vec![what(&risk), impacts(visit, tried, &risk, watches && open), done(visit, tried, &risk, open)];
    page.main.push(Card::talk(visit, tried, id));
    let mut facts =
        vec![Fact::text("Chance", if risk.probability.is_some() { tables::chance(&risk) } else { "not estimated".to_owned() })];
    facts.extend(risk.subject.and_then(|subject| Fact::record("Hits", seen, subject)));
    facts.extend(Fact::day("Looked at again on", risk.review, seen.day()));
    let close = (watches && open).then(|| closing(visit, tried, &risk)).into_iter().collect();
    page.side = vec![
        Card::new("facts", "The risk").with(Block::Facts(Facts { rows: facts })),
        Card::carried(visit, tried, id),
        Card::found(visit, id),
        Card::this("This risk", id, close, Vec::new()),
    ];
    Ok(page)
}

fn eyebrow(visit: &Visit, risk: &Risk) -> String {
    let owner = visit.seen.accountable(risk.id.into()).filter(|found| visit.seen.shows(found.party.id()));
    let owner = owner
        .map_or_else(|| "watched by nobody".to_owned(), |found| format!("watched by {}", visit.seen.title(found.party.id())));
    format!("Risk R-{}, {owner}", risk.number)
}

/// "expected to move plans by 2 days".
fn verdict(visit: &Visit, risk: &Risk, worth: Option<&Exposure>) -> String {
    if let Openness::Closed { on } = risk.state {
        return on.map_or("closed".to_owned(), |on| format!("closed on {}", format::day(on, visit.seen.day())));
    }
    let Some(worth) = worth else { return "not looked at yet".to_owned() };
    if let Some(moves) = tables::delay(worth.moves) {
        return format!("expected to move plans by {moves}");
    }
    match (tables::delay(worth.delay), tables::money(&worth.money)) {
        (Some(delay), _) => format!("{delay} of delay expected, within what its tasks can slip"),
        (None, Some(money)) => format!("{money} expected"),
        (None, None) => "not estimated yet".to_owned(),
    }
}

fn lead(visit: &Visit, worth: Option<&Exposure>) -> String {
    let Some(worth) = worth else { return String::new() };
    let mut sentences = Vec::new();
    if let (Some(effect), Some(chance)) = (tables::delay(worth.effect), worth.probability) {
        sentences.push(format!("If it happens it costs {effect} of work; it happens in {chance} of 100 cases."));
    }
    sentences.extend(tables::money(&worth.money).map(|money| format!("In expectation it costs {money}.")));
    let plans = worth.plans.iter().filter(|(project, _)| visit.seen.shows((*project).into()));
    let plans: Vec<String> = plans.map(|(project, _)| format!("“{}”", visit.seen.title((*project).into()))).collect();
    if !plans.is_empty() {
        sentences.push(format!("It moves {}.", plans.join(", ")));
    }
    sentences.join(" ")
}

/// Cause, event and effect: one sentence where they are short enough for one.
fn what(risk: &Risk) -> Card {
    let card = Card::new("what", "What may happen");
    let parts = [("Because", &risk.cause), ("it may happen that", &risk.event), ("so that", &risk.effect)];
    let said: Vec<(&str, &str)> =
        parts.iter().map(|(words, text)| (*words, text.trim())).filter(|(_, text)| !text.is_empty()).collect();
    if said.is_empty() {
        return card.with(Block::Sentence("Nobody has written down why it may happen and what it would do.".to_owned()));
    }
    if said.iter().all(|(_, text)| text.len() <= SENTENCE && !text.contains('\n')) {
        let text: Vec<String> = said.iter().map(|(words, text)| format!("{words} {}", text.trim_end_matches('.'))).collect();
        let mut text = format!("{}.", text.join(", "));
        if let Some(first) = text.get(..1).map(str::to_uppercase) {
            text.replace_range(..1, &first);
        }
        return card.with(Block::Prose(vec![text]));
    }
    let part = |card: Card, (words, text): (&str, &str)| {
        card.with(Block::Heading(words.to_owned())).with(Block::Prose(parts::paragraphs(text)))
    };
    said.into_iter().fold(card, part)
}

/// What it would do to tasks.
fn impacts(visit: &Visit, tried: &Tried, risk: &Risk, may: bool) -> Card {
    let seen = &visit.seen;
    let impacts = seen.linked::<RiskImpact>(Relation::RiskImpactRisk, risk.id);
    let shown: Vec<&Arc<RiskImpact>> = impacts.iter().filter(|impact| seen.shows(impact.task.into())).take(IMPACTS).collect();
    let mut card = Card::new("impacts", "What it would do").note("Best, likely and worst case");
    card = if shown.is_empty() {
        card.with(Block::Sentence("Nobody has said which tasks it would delay, and by how much.".to_owned()))
    } else {
        card.table(impact_table(visit, risk, &shown))
    };
    if !may {
        return card;
    }
    let items: Vec<Item> = shown.iter().map(|impact| change_impact(visit, tried, impact)).collect();
    let add = Filling::new(visit, tried, "add-risk-impact").with("risk", AnyId::from(risk.id)).back();
    let add = impact_fields(add.line("task", "Task", "").required().hint("Its reference, such as T-12."), None, None);
    let add = ActFold::new("Add an impact", add.submit("Add the impact").look("primary"), tried.is("add-risk-impact"));
    let items = (!items.is_empty()).then_some(Block::Items(items));
    card.with_some(items).acts(Vec::new(), vec![add])
}

fn impact_fields<'a>(form: Filling<'a>, time: Option<&Estimate>, money: Option<&MoneyPoints>) -> Filling<'a> {
    let time = time
        .map(|points| [points.optimistic, points.likely, points.pessimistic].map(|point| dates::typed(point, false)).join("/"));
    let money = money.map(|points| {
        let one = points.currency.minor();
        let amount = |minor: i64| Quantity::from_millionths(minor.saturating_mul(1_000_000 / one)).to_string();
        let amounts = [points.optimistic, points.likely, points.pessimistic].map(amount).join("/");
        format!("{amounts} {}", points.currency)
    });
    form.line("time", "Working time that it would take more", time.unwrap_or_default())
        .hint("If all goes well, most likely, if all goes badly: 2d/5d/10d")
        .line("money", "What it would cost more", money.unwrap_or_default())
        .hint("1000/2000/5000 EUR")
}

fn change_impact(visit: &Visit, tried: &Tried, impact: &RiskImpact) -> Item {
    let seen = &visit.seen;
    let id = AnyId::from(impact.id);
    let name = |verb: &str| format!("{verb}-{}", impact.id.uuid().simple());
    let about = seen.title(impact.task.into());
    let form = Filling::new(visit, tried, "change-risk-impact").named(name("impact")).with("risk_impact", id).back();
    let form =
        impact_fields(form, impact.time.as_deref(), impact.money.as_deref()).submit("Save").look("primary").about(about.clone());
    let remove = Filling::new(visit, tried, "remove-risk-impact").named(name("unsay")).with("risk_impact", id).back();
    Item {
        text: about.clone(),
        acts: vec![remove.submit("Remove").look("quiet").about(about)],
        folds: vec![ActFold::new("Change", form, tried.is(&name("impact")))],
        ..Item::default()
    }
}

fn impact_table(visit: &Visit, risk: &Risk, impacts: &[&Arc<RiskImpact>]) -> Table {
    let seen = &visit.seen;
    let row = |impact: &&Arc<RiskImpact>| {
        let task = seen.find(impact.task);
        let under = task.as_ref().map(|task| seen.title(task.project.into()));
        let closed = task.as_ref().is_some_and(|task| task.state.is_closed());
        let points = |points: &Estimate| {
            [points.optimistic, points.likely, points.pessimistic].map(|point| dates::typed(point, false)).join(" / ")
        };
        let money = |points: &MoneyPoints| {
            let amounts = [points.optimistic, points.likely, points.pessimistic]
                .map(|minor| format::thousands(minor / points.currency.minor()));
            format!("{} {}", amounts.join(" / "), points.currency)
        };
        let (delay, cost) = if closed { (None, None) } else { insight::expected(risk, impact) };
        let number = |text: Option<String>| text.map_or(Cell::Blank, Cell::number);
        let slip = visit.results.plan.of(impact.task).filter(|_| !closed);
        Row::new(
            format!("impact-{}", impact.id.uuid().simple()),
            vec![
                Cell::title(seen.title(impact.task.into()), address::of(seen, impact.task.into()), under),
                number(impact.time.as_deref().map(points)),
                number(delay.and_then(tables::delay)),
                number(slip.map(|planned| dates::days(planned.total_float, 480))),
                number(impact.money.as_deref().map(money)),
                number(cost.map(|(minor, currency)| tables::whole(minor, currency))),
            ],
        )
    };
    let columns = vec![
        Column::words("Task"),
        Column::numbers("Takes more"),
        Column::numbers("Expected"),
        Column::numbers("Can slip"),
        Column::numbers("Costs more"),
        Column::numbers("Expected"),
    ];
    Table::new("Tasks that it would delay or make dearer", columns, impacts.iter().map(row).collect())
}

/// What is done about it, with the forms that say so.
fn done(visit: &Visit, tried: &Tried, risk: &Risk, open: bool) -> Card {
    let seen = &visit.seen;
    let id = AnyId::from(risk.id);
    let card = Card::new("response", "What is done about it");
    let how = |how: &organization::Prose| parts::paragraphs(how);
    let card = match &risk.response {
        Answer::Undecided => card.with(Block::Sentence("Nobody has said yet what is done about it.".to_owned())),
        Answer::Avoid { how: text } => {
            card.with(Block::Heading("It is avoided: it cannot happen any more".to_owned())).with(Block::Prose(how(text)))
        }
        Answer::Reduce { how: text } => {
            card.with(Block::Heading("It is made less probable, or less bad".to_owned())).with(Block::Prose(how(text)))
        }
        Answer::Transfer { how: text } => {
            card.with(Block::Heading("Somebody else bears it".to_owned())).with(Block::Prose(how(text)))
        }
        Answer::Accept { by, on, because } => {
            let who = by.filter(|by| seen.shows((*by).into())).map(|by| parts::who(seen, Party::Person(by)));
            let when = format!("It was taken as it is on {}", format::day(*on, seen.day()));
            card.with(Block::Heading(when)).with_some(who.map(|who| Block::People(vec![who]))).with(Block::Prose(how(because)))
        }
    };
    if !open {
        return card;
    }
    let mut folds = Vec::new();
    if visit.may(Function::Plan, id) {
        folds.push(respond(visit, tried, risk));
    }
    let accepts = visit.may(Function::TakeRisk, id);
    if accepts {
        folds.push(accept(visit, tried, id));
    }
    let pressing = !folds.is_empty() && matches!(risk.response, Answer::Undecided);
    let card = card.acts(Vec::new(), folds).pressing(pressing);
    if accepts {
        return card;
    }
    card.with(Block::Sentence("To accept it as it is takes the authority to take risks: that of whoever answers for what it hits, or heads its unit or one above.".to_owned()))
}

fn respond(visit: &Visit, tried: &Tried, risk: &Risk) -> ActFold {
    let (chosen, how) = match &risk.response {
        Answer::Avoid { how } => ("avoid", how.to_string()),
        Answer::Transfer { how } => ("transfer", how.to_string()),
        Answer::Reduce { how } => ("reduce", how.to_string()),
        Answer::Undecided | Answer::Accept { .. } => ("reduce", String::new()),
    };
    let options = [
        ("reduce", "Make it less probable, or less bad"),
        ("avoid", "Plan so that it cannot happen"),
        ("transfer", "Let somebody else bear it: a contract, an insurance"),
    ];
    let form = Filling::new(visit, tried, "respond-to-risk").with("risk", AnyId::from(risk.id)).back();
    let form = form
        .one_of("response", "What is done", &options, chosen)
        .required()
        .lines("how", "How", how)
        .required()
        .number(
            "residual",
            "How probable it is then, in per cent",
            risk.residual.map(|share| share.to_string()).unwrap_or_default(),
        )
        .submit("Save what is done")
        .look("primary");
    ActFold::new("Do something about it", form, tried.is("respond-to-risk"))
}

fn accept(visit: &Visit, tried: &Tried, id: AnyId) -> ActFold {
    let form = Filling::new(visit, tried, "accept-risk").with("risk", id).back();
    let form = form.lines("because", "Why it is taken as it is", "").required().submit("Accept the risk").look("primary");
    ActFold::new("Accept it", form, tried.is("accept-risk"))
}

fn closing(visit: &Visit, tried: &Tried, risk: &Risk) -> ActForm {
    let form = Filling::new(visit, tried, "close-risk").with("risk", AnyId::from(risk.id)).back();
    form.submit("Close this risk").look("quiet")
}
