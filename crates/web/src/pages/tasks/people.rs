//! Who and what works on a task: its demands, with the share of their time.

use organization::{AnyId, Demand, Kind, RecordId as _, Relation, Resource, Task};

use super::dates;
use crate::component::{ActFold, ActForm, Problem, Who};
use crate::filling::Filling;
use crate::forms::Fields;
use crate::pages::parts;
use crate::visit::{Tried, Visit};
use crate::{address, format};

/// Who works on a task.
#[derive(serde::Serialize)]
pub(super) struct Workers {
    pub(super) rows: Vec<Worker>,
    pub(super) add: Option<ActFold>,
}

/// One of them.
#[derive(serde::Serialize)]
pub(super) struct Worker {
    pub(super) who: Who,
    pub(super) share: String,
    pub(super) work: String,
    pub(super) change: Option<ActFold>,
    pub(super) remove: Option<ActForm>,
}

fn share(units: u32) -> String {
    let units = if units == 0 { 10_000 } else { units };
    if units.is_multiple_of(100) { format!("{}%", units / 100) } else { format!("{}.{:02}%", units / 100, units % 100) }
}

impl Workers {
    pub(super) fn of(visit: &Visit, tried: &Tried, task: &Task, may: bool) -> Workers {
        let demands = visit.seen.linked::<Demand>(Relation::DemandTask, task.id);
        let rows = demands.iter().map(|demand| worker(visit, tried, demand, may)).collect();
        let add = may.then(|| {
            let form = Filling::new(visit, tried, "add-demand").back().with("task", AnyId::from(task.id));
            let form = form
                .suggested("need", "Who", offered(visit, task), "")
                .required()
                .line("share", "Share of their time", "100%")
                .line("work", "Work that falls to them", "")
                .hint("60h; empty where nobody said.")
                .submit("Add")
                .look("primary")
                .across();
            ActFold::new("Add somebody", form, tried.is("add-demand"))
        });
        Workers { rows, add }
    }
}

/// People and the resources of the project, as one writes them.
fn offered(visit: &Visit, task: &Task) -> Vec<String> {
    let seen = &visit.seen;
    let mut offered = parts::people(seen);
    let resources = seen.linked::<Resource>(Relation::ResourceProject, task.project);
    offered.extend(resources.iter().take(60).map(|resource| parts::written(seen, resource.id)));
    offered
}

fn worker(visit: &Visit, tried: &Tried, demand: &Demand, may: bool) -> Worker {
    let seen = &visit.seen;
    let id = demand.need.id();
    let name = seen.title(id);
    let place = demand.id.uuid().simple();
    let change = may.then(|| {
        let form_name = format!("change-{place}");
        let form = Filling::new(visit, tried, "change-demand").named(&form_name).back().with("demand", AnyId::from(demand.id));
        let form = form
            .line("share", "Share of their time", share(demand.units))
            .required()
            .line("work", "Work that falls to them", demand.work.map(dates::typed_work).unwrap_or_default())
            .submit("Save")
            .look("primary")
            .about(name.clone())
            .across();
        ActFold::new("Change", form, tried.is(&form_name))
    });
    let remove = may.then(|| {
        let form = Filling::new(visit, tried, "remove-demand").named(format!("remove-{place}")).back();
        form.with("demand", AnyId::from(demand.id)).submit("Remove").look("quiet").about(name.clone())
    });
    Worker {
        who: Who::new(&name, (id.kind == Kind::Person && seen.shows(id)).then(|| address::of(seen, id))),
        share: share(demand.units),
        work: demand.work.map(format::work).unwrap_or_default(),
        change,
        remove,
    }
}

/// A share in per cent, as people write it, becomes the units of a demand.
pub(super) fn with_units(mut fields: Fields) -> Result<Fields, (Fields, Problem)> {
    let Some(text) = fields.get("share").map(str::trim).map(str::to_owned) else { return Ok(fields) };
    let number: Option<organization::Quantity> = if text.is_empty() {
        Some(organization::Quantity::from_millionths(100_000_000))
    } else {
        text.trim_end_matches('%').trim().parse().ok()
    };
    let units = number.map(|number| number.millionths() / 10_000).filter(|units| (1..=100_000).contains(units));
    match units {
        Some(units) => {
            fields.0.push(("units".to_owned(), units.to_string()));
            Ok(fields)
        }
        None => Err((fields, Problem::at("share", format!("“{text}” is not a share of somebody's time. Write 50% or 100%.")))),
    }
}
