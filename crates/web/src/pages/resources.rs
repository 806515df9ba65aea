//! Resources: what tasks need beside people by name: whoever can do something, groups, equipment, material, cost. `/resources` lists them by sort; `/resources/…`
//! is one of them with what it costs since when, and the tasks that need it.

mod list;
mod resource;

use axum::Router;
use axum::routing::get;
use office::Seen;
use organization::{Quantity, Resource, ResourceSort};

use crate::Desk;
use crate::filling::Filling;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/resources", get(list::show).post(list::send))
        .route("/resources/{id}", get(resource::show).post(resource::send))
}

/// The sorts of resources, as a form offers them.
const SORTS: [(&str, &str); 5] = [
    ("equipment", "Equipment: machines and rooms, limited by time"),
    ("generic", "Whoever can do something, named later"),
    ("work", "Group of people, limited by time"),
    ("material", "Material that is used up"),
    ("cost", "Money"),
];

/// The value of a sort in forms and addresses.
fn sort_name(sort: ResourceSort) -> &'static str {
    match sort {
        ResourceSort::Work => "work",
        ResourceSort::Generic { .. } => "generic",
        ResourceSort::Equipment => "equipment",
        ResourceSort::Material => "material",
        ResourceSort::Cost => "cost",
    }
}

/// The sort of a resource in words; of a generic one also what it must be able to do.
fn sort_words(seen: &Seen, resource: &Resource) -> String {
    match resource.sort {
        ResourceSort::Work => "group".to_owned(),
        ResourceSort::Generic { skill, level } => format!("whoever can do {} at level {level}", seen.title(skill.into())),
        ResourceSort::Equipment => "equipment".to_owned(),
        ResourceSort::Material => "material".to_owned(),
        ResourceSort::Cost => "cost".to_owned(),
    }
}

/// How much of it there is: "2.5 at a time"; nothing for what limits nothing.
fn amount(resource: &Resource) -> String {
    if !resource.sort.takes_time() {
        return String::new();
    }
    format!("{} at a time", whole(resource))
}

/// How much of it there is, one being a person or machine at a time.
fn whole(resource: &Resource) -> Quantity {
    let units = if resource.units == 0 { 10_000 } else { resource.units };
    Quantity::from_millionths(i64::from(units) * 100)
}

/// The fields that describe a resource; the skill counts for generic ones only.
fn described<'a>(form: Filling<'a>, now: Option<&Resource>) -> Filling<'a> {
    let sort = now.map_or(ResourceSort::Equipment, |now| now.sort);
    let (skill, level) = match sort {
        ResourceSort::Generic { skill, level } => (Some(skill), level),
        ResourceSort::Work | ResourceSort::Equipment | ResourceSort::Material | ResourceSort::Cost => (None, 3),
    };
    let form = form.ask("name", "Name").one_of("sort", "Sort", &SORTS, sort_name(sort)).required();
    let form = form.of_kind("sort.skill", "Skill", organization::Kind::Skill, skill.map(organization::AnyId::from));
    let form = form.hint("Only for whoever can do something.").number("sort.level", "Level, 1 to 5", level.to_string());
    let form = form.ask("project", "Plan that it belongs to").hint("Empty where all may use it.");
    let form = form.line("units.whole", "How many at a time", now.map_or("1".to_owned(), |now| whole(now).to_string()));
    let form = form.hint("Material and money are not limited by it.");
    form.ask("calendar", "Working times").ask("label", "What a unit of material is called")
}
