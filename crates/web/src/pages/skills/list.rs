//! `/skills`: the catalogue as a tree, and the coverage of units by skills.

use askama::Template;
use axum::extract::{Form, Query};
use axum::response::Response;
use organization::{Function, RecordId as _, Skill, SkillId};
use serde::Deserialize;

use super::coverage::Coverage;
use super::skill::described;
use crate::component::{ActFold, Cell, Column, Empty, ErrorSummary, Link, Place, Row, Stale, Tab, Table, Tabs};
use crate::filling::{self, Filling, fold};
use crate::forms::Fields;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// Skills that one page shows.
const SHOWN: usize = 300;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `coverage`, else the catalogue.
    view: String,
    /// The unit whose parts are the rows of the coverage.
    pub(super) unit: String,
    /// The skill whose parts are its columns.
    pub(super) under: String,
    /// The least level that counts.
    pub(super) level: String,
}

/// The page `/skills`.
#[derive(Template, serde::Serialize)]
#[template(path = "skills.html")]
struct Skills {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    sentence: String,
    tabs: Tabs,
    table: Option<Table>,
    more: usize,
    empty: Option<Empty>,
    coverage: Option<Coverage>,
    add: Option<ActFold>,
}

impl Page for Skills {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Skills::of(&visit, &asked, &Tried::default()))
}

pub(super) async fn send(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Ok::<_, Response>(Skills::of(visit, &asked, tried))).await
}

impl Skills {
    fn of(visit: &Visit, asked: &Asked, tried: &Tried) -> Skills {
        let seen = &visit.seen;
        let count = seen.count::<Skill>();
        let covered = asked.view == "coverage";
        let tabs = vec![
            Tab::new("Catalogue", "/skills", !covered).counting(count),
            Tab::new("Coverage", "/skills?view=coverage", covered),
        ];
        let rows = if covered { Vec::new() } else { tree(visit) };
        let columns = vec![
            Column::words("Skill"),
            Column::numbers("People"),
            Column::numbers("At level 3 or better"),
            Column::numbers("Asked by"),
        ];
        let more = if covered { 0 } else { count.saturating_sub(rows.len()) };
        Skills {
            shell: visit.shell("Skills", Some(Place::People), vec![Link::new("People", "/people")]),
            summary: filling::summary(tried),
            stale: tried.stale(),
            sentence: match count {
                0 => "No skill is written down yet.".to_owned(),
                count => sentence(visit, count),
            },
            tabs: Tabs { label: "Skills".to_owned(), tabs },
            more,
            table: (!rows.is_empty()).then(|| Table { dense: true, ..Table::new("Skills", columns, rows) }),
            empty: (count == 0).then(|| Empty {
                icon: Icon::ListTree,
                title: "No skills yet".to_owned(),
                text: "Write down what people here can do, the wide skills first. Then people say what they can, and whoever leads them confirms it."
                    .to_owned(),
                links: Vec::new(),
            }),
            coverage: (covered && count > 0).then(|| Coverage::of(visit, asked)),
            add: adds(visit).then(|| {
                let form = described(Filling::new(visit, tried, "add-skill"));
                let form = form.line("levels", "What its levels are called", "");
                let form = form.hint("Five names from the lowest, divided by semicolons. Empty takes those of the wider skill.");
                fold(tried, "Add a skill", form.submit("Add the skill").look("primary"))
            }),
        }
    }
}

/// Whether the viewer may add skills: whoever heads a unit, or administers.
fn adds(visit: &Visit) -> bool {
    let seen = &visit.seen;
    seen.is_administrator() || seen.units_of(visit.me).into_iter().any(|unit| visit.may(Function::StrengthenOrganization, unit))
}

fn sentence(visit: &Visit, count: usize) -> String {
    let seen = &visit.seen;
    let abilities = visit.desk.derived.abilities(seen);
    let ids = seen.compute(|value| value.skills().iter().map(|skill| skill.id).collect::<Vec<_>>());
    let nobody = ids.iter().filter(|id| abilities.people(**id, 1).next().is_none()).count();
    let skills = format::count(count, "skill", "skills");
    match nobody {
        0 => format!("{skills}, each held by somebody."),
        nobody => format!("{skills}; nobody can do {nobody} of them."),
    }
}

/// All skills, each before those under it.
fn tree(visit: &Visit) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut waiting: Vec<(SkillId, usize)> = below(visit, None, 1);
    let abilities = visit.desk.derived.abilities(&visit.seen);
    while let Some((skill, level)) = waiting.pop() {
        if rows.len() >= SHOWN {
            break;
        }
        let count = |least: u8| abilities.people(skill, least).count();
        let asked = visit.seen.compute(|value| value.count_linked(organization::Relation::RequirementSkill, skill));
        let number = |number: usize| if number == 0 { Cell::Blank } else { Cell::number(number.to_string()) };
        let title = Cell::Title {
            text: visit.seen.title(skill.into()),
            href: address::of(&visit.seen, skill.into()),
            under: None,
            level: level.min(8),
        };
        let cells = vec![title, Cell::number(count(1).to_string()), number(count(3)), number(asked)];
        rows.push(Row::new(format!("skill-{}", skill.uuid().simple()), cells));
        waiting.extend(below(visit, Some(skill), level + 1));
    }
    rows
}

/// The skills under one, the last first, as a stack takes them.
fn below(visit: &Visit, parent: Option<SkillId>, level: usize) -> Vec<(SkillId, usize)> {
    let skills = visit.seen.compute(|value| insight::skills_under(value, parent));
    skills.iter().rev().map(|skill| (skill.id, level)).collect()
}
