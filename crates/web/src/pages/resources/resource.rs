//! `/resources/…`: one resource, what it costs since when, and the tasks that need it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path};
use axum::response::Response;
use organization::{AnyId, AnyRecord, Demand, Function, Rate, Relation, Resource, ResourceId, ResourceSort};

use super::{amount, described, sort_words};
use crate::component::{ActFold, ActForm, ErrorSummary, Link, Place, Stale};
use crate::filling::{self, Filling, fold};
use crate::forms::Fields;
use crate::pages::listing::{Listed, Listing};
use crate::pages::parts::{self, Fact, Facts};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, choices, format};

/// Tasks that are shown.
const TASKS: usize = 60;

/// `/resources/…`.
#[derive(Template, serde::Serialize)]
#[template(path = "resource.html")]
struct ResourcePage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    name: String,
    sentence: String,
    facts: Facts,
    able: Vec<Link>,
    rates: Listing,
    tasks: Listing,
    edit: Option<ActFold>,
    remove: Option<ActForm>,
    history: String,
}

impl Page for ResourcePage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.page(ResourcePage::of(&visit, &id, &Tried::default())?)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| ResourcePage::of(visit, &id, tried)).await
}

impl ResourcePage {
    fn of(visit: &Visit, id: &str, tried: &Tried) -> Result<ResourcePage, Response> {
        let resource = visit.lookup::<ResourceId>(id)?;
        let (seen, may) = (&visit.seen, visit.may(Function::Plan, resource.id));
        let name = resource.name.to_string();
        let record = AnyRecord::Resource(resource.clone());
        let tasks = needing(visit, resource.id);
        Ok(ResourcePage {
            shell: visit.shell(
                &name,
                Some(Place::Plans),
                vec![Link::new("Plans", "/plans"), Link::new("Resources", "/resources")],
            ),
            summary: filling::summary(tried),
            stale: tried.stale(),
            sentence: {
                let needed = seen.compute(|value| value.count_linked(Relation::DemandParty, resource.id));
                let needed = format::count(needed, "task needs it", "tasks need it");
                format!("{}; {needed}.", crate::words::field(&sort_words(seen, &resource)))
            },
            facts: facts(visit, &resource),
            able: able(visit, &resource),
            rates: rates(visit, tried, &resource, may),
            tasks,
            edit: may.then(|| {
                let form = described(Filling::changing(visit, tried, "change-resource", &record), Some(&resource));
                fold(tried, "Edit", form.submit("Save").look("primary")).key("e")
            }),
            remove: may.then(|| {
                let form = Filling::about(visit, tried, "remove-resource", resource.id);
                form.leading("/resources").submit("Remove the resource").look("danger")
            }),
            history: address::history(resource.id.into()),
            name,
        })
    }
}

fn facts(visit: &Visit, resource: &Resource) -> Facts {
    let seen = &visit.seen;
    let mut rows = vec![Fact::text("Sort", sort_words(seen, resource))];
    let amount = amount(resource);
    if !amount.is_empty() {
        rows.push(Fact::text("How much", amount));
    }
    rows.extend(resource.label.as_ref().map(|label| Fact::text("A unit is", label.to_string())));
    match resource.project {
        Some(project) => rows.extend(Fact::record("Plan", seen, project.into())),
        None => rows.push(Fact::text("Where", "everywhere")),
    }
    rows.extend(resource.calendar.map(|calendar| Fact::text("Working times", seen.title(calendar.into()))));
    Facts { rows }
}

/// The people who could be named for a generic resource, by name.
fn able(visit: &Visit, resource: &Resource) -> Vec<Link> {
    let ResourceSort::Generic { skill, level } = resource.sort else { return Vec::new() };
    let seen = &visit.seen;
    let abilities = visit.desk.derived.abilities(seen);
    let people = abilities.people(skill, level).map(|(person, _)| (seen.title(person.into()), person));
    let mut people: Vec<_> = people.collect();
    people.sort();
    people.into_iter().take(TASKS).map(|(name, person)| Link::new(name, address::of(seen, person.into()))).collect()
}

/// What it costs, the newest first; what no longer holds behind a button.
fn rates(visit: &Visit, tried: &Tried, resource: &Resource, may: bool) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let mut all = seen.linked::<Rate>(Relation::RateResource, resource.id);
    all.sort_by_key(|rate| std::cmp::Reverse((rate.dated.from, rate.id)));
    let (past, now): (Vec<Arc<Rate>>, Vec<Arc<Rate>>) = all.into_iter().partition(|rate| rate.dated.is_over(today));
    let row = |rate: &Arc<Rate>| {
        let record = AnyRecord::Rate(rate.clone());
        let about = format!(
            "{} for {}",
            format::money(rate.amount.minor, rate.amount.currency),
            choices::words("RatePer", &rate.per).to_lowercase()
        );
        let status = rate.dated.holds(today).then(|| Status::new(Tone::Ok, "Holds today"));
        Listed::new(rate.id, about.clone())
            .status(status)
            .facts([parts::span(rate.dated, today)])
            .fold(may.then(|| {
                let form = Filling::changing(visit, tried, "change-rate", &record).ask("amount", "How much").ask("per", "For");
                fold(tried, "Change", form.ask("dated", "").submit("Save").look("primary").about(about.clone()))
            }))
            .act((may && rate.dated.holds(today) && rate.dated.from.is_none_or(|from| from < today)).then(|| {
                let form = Filling::about(visit, tried, "end-rate", rate.id).with("until", today);
                form.submit("End today").look("quiet").about(about.clone())
            }))
            .act(may.then(|| Filling::about(visit, tried, "remove-rate", rate.id).submit("Remove").look("quiet").about(about)))
    };
    let add = may.then(|| {
        let form = Filling::new(visit, tried, "add-rate").back().with("resource", AnyId::from(resource.id));
        let form = form.line("amount", "How much", "").required().hint("An amount and its currency: 85 EUR.").ask("per", "For");
        fold(tried, "Add a rate", form.ask("dated", "").submit("Add the rate").look("primary"))
    });
    Listing::new("rates", "What it costs", "Nobody has said what it costs.")
        .rows(now.iter().map(row))
        .past(past.iter().map(row))
        .fold(add)
}

/// The tasks that need it, by their planned start.
fn needing(visit: &Visit, resource: ResourceId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let plan = visit.results.plan.clone();
    let demands = seen.linked::<Demand>(Relation::DemandParty, resource);
    let mut tasks: Vec<_> = demands.iter().filter_map(|demand| seen.find(demand.task)).collect();
    tasks.sort_by_key(|task| (insight::is_over(task), plan.of(task.id).map(|planned| planned.start), task.id));
    let row = |task: &Arc<organization::Task>| {
        let days = plan.of(task.id).map(|planned| format::days(planned.start.date(), planned.finish.date(), today));
        let status = insight::is_over(task).then(|| Status::new(Tone::Ok, "Done"));
        Listed::new(task.id, task.name.to_string())
            .href(address::of(seen, task.id.into()))
            .status(status)
            .facts([seen.title(task.project.into()), days.unwrap_or_default()])
    };
    Listing::new("tasks", "Tasks that need it", "No task needs it yet. A task says on its own page who and what it needs.")
        .rows(tasks.iter().map(row))
}
