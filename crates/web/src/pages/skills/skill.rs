//! `/skills/…`: one skill: what its levels are called, who can do it, what asks for it, and what hangs under it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path};
use axum::response::Response;
use organization::{AnyId, AnyRecord, Demand, Function, Party, Relation, Requirement, Skill, SkillHolding, SkillId, Strength};

use super::held::{level_words, newest, said_by};
use crate::component::{ActFold, ActForm, Cell, Column, Empty, ErrorSummary, Link, Place, Row, Stale, Table};
use crate::filling::{self, Filling, fold, levels};
use crate::forms::Fields;
use crate::pages::listing::{Listed, Listing};
use crate::pages::parts;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// People that are shown; the count says how many there are.
const SHOWN: usize = 200;

/// `/skills/…`.
#[derive(Template, serde::Serialize)]
#[template(path = "skill.html")]
struct SkillPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    name: String,
    sentence: String,
    description: Vec<String>,
    levels: Vec<String>,
    people: Option<Table>,
    more: usize,
    nobody: Option<Empty>,
    under: Vec<Link>,
    asks: Listing,
    needs: Vec<Link>,
    folds: Vec<ActFold>,
    remove: Option<ActForm>,
    history: String,
}

impl Page for SkillPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.page(SkillPage::of(&visit, &id, &Tried::default())?)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| SkillPage::of(visit, &id, tried)).await
}

/// The fields that a skill is described by.
pub(super) fn described(form: Filling<'_>) -> Filling<'_> {
    let form = form.ask("name", "Name").ask("parent", "Part of").hint("A wider skill; whoever can do this one can do that one.");
    form.ask("description", "What it is")
}

impl SkillPage {
    fn of(visit: &Visit, id: &str, tried: &Tried) -> Result<SkillPage, Response> {
        let skill = visit.lookup::<SkillId>(id)?;
        let seen = &visit.seen;
        let name = skill.name.to_string();
        let abilities = visit.desk.derived.abilities(seen);
        let mut able: Vec<_> =
            abilities.people(skill.id, 1).map(|(person, level)| (seen.title(person.into()), person, level)).collect();
        able.sort();
        let above = seen.compute(|value| value.skills_from(skill.id).skip(1).map(|above| above.id).collect::<Vec<_>>());
        let mut before = vec![Link::new("People", "/people"), Link::new("Skills", "/skills")];
        before.extend(above.iter().rev().map(|above| Link::new(seen.title((*above).into()), address::of(seen, (*above).into()))));
        let under = seen.compute(|value| insight::skills_under(value, Some(skill.id)));
        let needs = seen.linked::<Demand>(Relation::DemandParty, skill.id);
        let needs: Vec<Link> = needs.iter().take(20).map(|demand| link(visit, demand.task.into())).collect();
        Ok(SkillPage {
            shell: visit.shell(&name, Some(Place::People), before),
            summary: filling::summary(tried),
            stale: tried.stale(),
            sentence: match able.len() {
                0 => "Nobody can do this, as far as is written down.".to_owned(),
                people => format!("{} do this.", format::count(people, "person can", "people can")),
            },
            description: parts::paragraphs(&skill.description),
            levels: levels(visit, skill.id).into_iter().map(|(_, words)| words).collect(),
            more: able.len().saturating_sub(SHOWN),
            people: (!able.is_empty()).then(|| people(visit, &skill, &able)),
            nobody: able.is_empty().then(|| Empty {
                icon: Icon::Users,
                title: "Nobody yet".to_owned(),
                text: "People say on their own page what they can do; whoever leads them confirms it.".to_owned(),
                links: vec![Link::new("To your page", address::of(seen, visit.me.into()))],
            }),
            under: under.iter().map(|under| link(visit, under.id.into())).collect(),
            asks: asks(visit, skill.id),
            needs,
            folds: folds(visit, tried, &skill),
            remove: visit.may(Function::StrengthenOrganization, skill.id).then(|| {
                let form = Filling::about(visit, tried, "remove-skill", skill.id).leading("/skills");
                form.submit("Remove the skill").look("danger")
            }),
            history: address::history(skill.id.into()),
            name,
        })
    }
}

fn link(visit: &Visit, id: AnyId) -> Link {
    Link::new(visit.seen.title(id), address::of(&visit.seen, id))
}

/// Who can do it, by name, with who says so.
fn people(visit: &Visit, skill: &Skill, able: &[(String, organization::PersonId, u8)]) -> Table {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let row = |(name, person, level): &(String, organization::PersonId, u8)| {
        let held = seen.linked::<SkillHolding>(Relation::SkillHoldingPerson, *person);
        let (now, _) = newest(held);
        let said = now.iter().find(|holding| holding.skill == skill.id);
        let through = now.iter().find(|holding| holding.level == *level && holding.skill != skill.id);
        let by = match (said, through) {
            (Some(holding), _) => Cell::Status(said_by(visit, holding)),
            (None, Some(other)) => Cell::text(format!("through {}", seen.title(other.skill.into()))),
            (None, None) => Cell::Blank,
        };
        let since = said.and_then(|holding| holding.on).map_or(Cell::Blank, |on| Cell::number(format::day(on, today)));
        let until = said.and_then(|holding| holding.expires).and_then(|expires| expires.yesterday().ok());
        let reference = seen.reference((*person).into()).map(|reference| reference.to_string()).unwrap_or_default();
        let cells = vec![
            Cell::title(name.clone(), address::of(seen, (*person).into()), None),
            Cell::text(level_words(visit, skill.id, *level)),
            by,
            since,
            until.map_or(Cell::Blank, |last| Cell::number(format::day(last, today))),
        ];
        Row::new(format!("able-{reference}"), cells)
    };
    let columns = vec![
        Column::words("Who"),
        Column::words("How well"),
        Column::words("Who says so"),
        Column::numbers("Since"),
        Column::numbers("Until"),
    ];
    Table { dense: true, ..Table::new("Who can do it, by name", columns, able.iter().take(SHOWN).map(row).collect()) }
}

/// The positions and roles that ask for it.
fn asks(visit: &Visit, skill: SkillId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let asking = seen.linked::<Requirement>(Relation::RequirementSkill, skill);
    let row = |requirement: &Arc<Requirement>| {
        let words = seen.compute(|value| requirement.what.words(value));
        let strength = if requirement.strength == Strength::Must { "must be met" } else { "should be met" };
        let of = Party::of(requirement.of.id()).map(|party| parts::who(seen, party));
        Listed::new(requirement.id, words).who(of).facts([strength.to_owned()])
    };
    let holds = asking.iter().filter(|requirement| requirement.dated.holds(today));
    Listing::new("asks", "What asks for it", "No position or role asks for it.").rows(holds.map(row))
}

fn folds(visit: &Visit, tried: &Tried, skill: &Arc<Skill>) -> Vec<ActFold> {
    let record = AnyRecord::Skill(skill.clone());
    let offered = levels(visit, skill.id);
    let offered: Vec<(&str, &str)> = offered.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let own = Filling::new(visit, tried, "add-skill-holding").back().with("person", AnyId::from(visit.me));
    let own =
        own.with("skill", AnyId::from(skill.id)).one_of("level", "How well", &offered, "3").ask("evidence", "What shows it");
    let mut folds = vec![fold(tried, "I can do this", own.submit("Say so").look("primary"))];
    if visit.may(Function::StrengthenOrganization, skill.id) {
        let names: Vec<String> = skill.levels.iter().map(ToString::to_string).collect();
        let edit = described(Filling::changing(visit, tried, "change-skill", &record)).line(
            "levels",
            "What its levels are called",
            names.join("; "),
        );
        let edit = edit.hint("Five names from the lowest, divided by semicolons. Empty takes those of the wider skill.");
        folds.push(fold(tried, "Edit", edit.submit("Save").look("primary")).key("e"));
    }
    folds
}
