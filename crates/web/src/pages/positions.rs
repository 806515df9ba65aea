//! Positions and roles: what they ask of whoever fills them, who does, what these people meet of it, and who could follow in a position.
//!
//! `/positions/O-3` is a position, `/roles/…` a role. Who could follow is seen by those who lead there and by administrators; the candidates do not see it.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::Response;
use axum::routing::get;
use organization::{
    AnyId, AnyRecord, Asked, Function, Party, PersonId, PositionId, Readiness, Relation, Requirement, RoleId, Strength,
    Succession,
};

use super::listing::{Listed, Listing};
use super::parts::{self, Fact, Facts};
use super::scope::*;
use crate::component::{ActForm, ErrorSummary, Link, Place, Stale};
use crate::filling::{self, Filling, fold};
use crate::forms::Fields;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{Desk, address, choices, format};

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/positions/{reference}", get(show_position).post(send_position))
        .route("/roles/{id}", get(show_role).post(send_role))
}

/// `/positions/…` and `/roles/…`.
#[derive(Template, serde::Serialize)]
#[template(path = "position.html")]
struct Bearer {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: String,
    title: String,
    sentence: String,
    about: Vec<String>,
    sections: Vec<Listing>,
    facts: Facts,
    history: String,
}

impl Page for Bearer {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

async fn show_position(visit: Visit, Path(reference): Path<String>) -> Answer {
    visit.page(position(&visit, &reference, &Tried::default())?)
}

async fn send_position(visit: Visit, Path(reference): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| position(visit, &reference, tried)).await
}

async fn show_role(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.page(role(&visit, &id, &Tried::default())?)
}

async fn send_role(visit: Visit, Path(id): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| role(visit, &id, tried)).await
}

fn position(visit: &Visit, reference: &str, tried: &Tried) -> Result<Bearer, Response> {
    let position = visit.lookup::<PositionId>(reference)?;
    let seen = &visit.seen;
    let (id, title) = (AnyId::from(position.id), position.title.to_string());
    let holders: Vec<PersonId> = seen.compute(|value| {
        let held = value.holders(position.id, seen.day());
        held.iter().map(|held| held.person).filter(|person| value.is_here(*person, seen.day())).collect()
    });
    let mut rows = vec![Fact::who("Unit", parts::who(seen, Party::Unit(position.unit)))];
    rows.extend(holders.iter().map(|holder| Fact::who("Held by", parts::who(seen, Party::Person(*holder)))));
    rows.extend(position.reports_to.and_then(|above| Fact::record("Reports to", seen, above.into())));
    rows.extend(position.dotted.iter().filter_map(|above| Fact::record("Also reports to", seen, (*above).into())));
    rows.extend(position.roles.iter().filter_map(|role| Fact::record("Role", seen, (*role).into())));
    rows.extend(position.grade.as_ref().map(|grade| Fact::text("Grade", grade.to_string())));
    if position.share != 0 && position.share != 100 {
        rows.push(Fact::text("Share of full time", format!("{} per cent", position.share)));
    }
    let bearers: Vec<AnyId> = std::iter::once(id).chain(position.roles.iter().map(|role| AnyId::from(*role))).collect();
    let unit = Link::new(seen.title(position.unit.into()), address::of(seen, position.unit.into()));
    let mut sections = vec![requirements(visit, tried, id)];
    sections.extend(held_against(visit, &bearers, &holders));
    sections.extend(succession(visit, tried, position.id));
    let heads = if position.head { "heads the unit" } else { "position" };
    Ok(Bearer {
        shell: visit.shell(&title, Some(Place::People), vec![Link::new("People", "/people"), unit]),
        summary: filling::summary(tried),
        stale: tried.stale(),
        eyebrow: format!("O-{}, {heads}", position.number),
        sentence: match (position.state.is_closed(), holders.len()) {
            (true, _) => "This position is closed.".to_owned(),
            (false, 0) => "Nobody holds this position.".to_owned(),
            (false, holders) => format!("{} this position.", format::count(holders, "person holds", "people hold")),
        },
        about: Vec::new(),
        sections,
        facts: Facts { rows },
        history: address::history(id),
        title,
    })
}

fn role(visit: &Visit, id: &str, tried: &Tried) -> Result<Bearer, Response> {
    let role = visit.lookup::<RoleId>(id)?;
    let seen = &visit.seen;
    let (id, title) = (AnyId::from(role.id), role.name.to_string());
    let players = seen.people_of(Party::Role(role.id));
    let mut rows: Vec<Fact> = Vec::new();
    rows.extend(role.unit.map(|unit| Fact::who("Unit", parts::who(seen, Party::Unit(unit)))));
    rows.extend(role.functions.iter().map(|function| Fact::text("Carries", function.words())));
    rows.extend(players.iter().take(40).map(|player| Fact::who("Played by", parts::who(seen, Party::Person(*player)))));
    let mut sections = vec![requirements(visit, tried, id)];
    sections.extend(held_against(visit, &[id], &players));
    Ok(Bearer {
        shell: visit.shell(&title, Some(Place::People), vec![Link::new("People", "/people")]),
        summary: filling::summary(tried),
        stale: tried.stale(),
        eyebrow: "Role".to_owned(),
        sentence: match players.len() {
            0 => "Nobody plays this role.".to_owned(),
            players => format!("{} this role.", format::count(players, "person plays", "people play")),
        },
        about: parts::paragraphs(&role.description),
        sections,
        facts: Facts { rows },
        history: address::history(id),
        title,
    })
}

/// What is asked, as its fields.
fn asked<'a>(form: Filling<'a>, what: Option<&Asked>) -> Filling<'a> {
    let (sort, skill, level, name, eqf) = match what {
        None => ("skill", None, 3, String::new(), String::new()),
        Some(Asked::Skill { skill, level }) => ("skill", Some(AnyId::from(*skill)), *level, String::new(), String::new()),
        Some(Asked::Qualification { name }) => ("qualification", None, 3, name.to_string(), String::new()),
        Some(Asked::Education { eqf }) => ("education", None, 3, String::new(), eqf.to_string()),
    };
    let sorts = [
        ("skill", "A skill at a level"),
        ("qualification", "A qualification by its name"),
        ("education", "An education of a level"),
    ];
    let form = form.one_of("what.sort", "What is asked", &sorts, sort).required();
    let form = form.of_kind("what.skill", "Skill", organization::Kind::Skill, skill).hint("For a skill.");
    let form = form.number("what.level", "Level, 1 to 5", level.to_string()).line("what.name", "Qualification", name);
    let form = form.hint("For a qualification.").number("what.eqf", "Level of education, 1 to 8", eqf).hint("For an education.");
    form.ask("strength", "How strongly").ask("dated", "")
}

/// What a position or role asks, with the forms that change it.
fn requirements(visit: &Visit, tried: &Tried, of: AnyId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let may = visit.may(Function::DetermineRequirements, of);
    let mut all = seen.linked::<Requirement>(Relation::RequirementOf, of);
    all.sort_by_key(|requirement| (requirement.strength, requirement.id));
    let (past, now): (Vec<Arc<Requirement>>, Vec<Arc<Requirement>>) =
        all.into_iter().partition(|requirement| requirement.dated.is_over(today));
    let row = |requirement: &Arc<Requirement>| {
        let words = seen.compute(|value| requirement.what.words(value));
        let record = AnyRecord::Requirement(requirement.clone());
        Listed::new(requirement.id, words.clone())
            .facts([choices::words("Strength", &requirement.strength).to_lowercase(), parts::span(requirement.dated, today)])
            .fold(may.then(|| {
                let form = asked(Filling::changing(visit, tried, "change-requirement", &record), Some(&requirement.what));
                fold(tried, "Change", form.submit("Save").look("primary").about(words.clone()))
            }))
            .act((may && requirement.dated.from.is_none_or(|from| from < today)).then(|| {
                let form = Filling::about(visit, tried, "end-requirement", requirement.id).with("until", today);
                form.submit("End today").look("quiet").about(words.clone())
            }))
            .act(may.then(|| {
                Filling::about(visit, tried, "remove-requirement", requirement.id).submit("Remove").look("quiet").about(words)
            }))
    };
    let add = may.then(|| {
        let form = asked(Filling::new(visit, tried, "add-requirement").back().with("of", of), None);
        fold(tried, "Ask for something", form.submit("Ask for it").look("primary"))
    });
    Listing::new("requirements", "What it asks", "It asks nothing of whoever fills it.")
        .rows(now.iter().map(row))
        .past(past.iter().map(row))
        .fold(add)
}

/// The people who fill it, each with what they do not meet of what it and its roles ask; nothing where nobody does.
fn held_against(visit: &Visit, bearers: &[AnyId], people: &[PersonId]) -> Option<Listing> {
    let seen = &visit.seen;
    let row = |person: &PersonId| {
        let asks = seen.compute(|value| insight::asks(value, *person, seen.day()));
        let here: Vec<&insight::Asks> = asks.iter().filter(|asks| bearers.contains(&asks.of)).collect();
        let missing: Vec<String> =
            here.iter().filter(|asks| !asks.met).map(|asks| seen.compute(|value| asks.requirement.what.words(value))).collect();
        let must = here.iter().any(|asks| !asks.met && asks.requirement.strength == Strength::Must);
        let status = match (here.is_empty(), missing.len(), must) {
            (true, _, _) => Status::new(Tone::Mute, "Nothing is asked"),
            (false, 0, _) => Status::new(Tone::Ok, "Meets all of it"),
            (false, missing, true) => Status::new(Tone::Bad, format!("{missing} not met")),
            (false, missing, false) => Status::new(Tone::Warn, format!("{missing} not met")),
        };
        Listed::new(*person, "").who(Some(parts::who(seen, Party::Person(*person)))).status(Some(status)).facts(missing)
    };
    (!people.is_empty()).then(|| Listing::new("holders", "Who fills it", "").rows(people.iter().map(row)))
}

/// Who could follow; nothing where the viewer may not see it.
fn succession(visit: &Visit, tried: &Tried, position: PositionId) -> Option<Listing> {
    let seen = &visit.seen;
    let mut all = seen.linked::<Succession>(Relation::SuccessionPosition, position);
    all.sort_by_cached_key(|named| (named.readiness, seen.title(named.candidate.into())));
    let may = visit.may(Function::StrengthenOrganization, position);
    let row = |named: &Arc<Succession>| {
        let record = AnyRecord::Succession(named.clone());
        let name = seen.title(named.candidate.into());
        let tone = if named.readiness == Readiness::Now { Tone::Ok } else { Tone::Mute };
        Listed::new(named.id, "")
            .who(Some(parts::who(seen, Party::Person(named.candidate))))
            .status(Some(Status::new(tone, choices::words("Readiness", &named.readiness))))
            .said(&named.note)
            .fold(may.then(|| {
                let form = Filling::changing(visit, tried, "change-succession", &record).ask("readiness", "How soon");
                let form = form.ask("note", "What is missing, and what is done about it");
                fold(tried, "Change", form.submit("Save").look("primary").about(name.clone()))
            }))
            .act(may.then(|| {
                let form: ActForm = Filling::about(visit, tried, "remove-succession", named.id).submit("Remove").look("quiet");
                form.about(name)
            }))
    };
    let add = may.then(|| {
        let form = Filling::new(visit, tried, "add-succession").back().with("position", AnyId::from(position));
        let form =
            form.ask("candidate", "Who").ask("readiness", "How soon").ask("note", "What is missing, and what is done about it");
        fold(tried, "Name somebody", form.submit("Name them").look("primary"))
    });
    let section = Listing::new("succession", "Who could follow", "Nobody is named yet.")
        .private("those who lead here and administrators, not by the candidates")
        .rows(all.iter().map(row))
        .fold(add);
    (!section.is_bare()).then_some(section)
}
