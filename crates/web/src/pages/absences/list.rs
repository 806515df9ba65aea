//! `/absences`: one's own, the month of a team, and the requests that wait for one's answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query};
use axum::response::Response;
use insight::Step;
use organization::{Absence, AbsenceId};
use serde::Deserialize;

use super::team::{self, Team};
use super::{answers, of_person, status, words};
use crate::component::{Control, Empty, ErrorSummary, Field, Link, Place, Stale, Tab, Tabs};
use crate::forms::Fields;
use crate::pages::listing::{Listed, Listing};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, choices, filling, format};

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `team` or `waiting`; else one's own.
    view: String,
    /// The unit of the team.
    unit: String,
    /// The month of the team: `2026-12`.
    pub(super) month: String,
    pub(super) page: String,
}

/// The page `/absences`.
#[derive(Template, serde::Serialize)]
#[template(path = "absences.html")]
struct Absences {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    sentence: String,
    tabs: Tabs,
    list: Option<Listing>,
    team: Option<Team>,
    choose: Option<Field>,
    empty: Option<Empty>,
}

impl Page for Absences {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(Absences::of(&visit, &asked, &Tried::default()))
}

pub(super) async fn send(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Ok::<_, Response>(Absences::of(visit, &asked, tried))).await
}

/// The requests that wait for the viewer, the earliest first.
fn waiting(visit: &Visit) -> Vec<Arc<Absence>> {
    let waiting = visit.waiting().into_iter().filter(|one| one.step == Step::Approve);
    waiting.filter_map(|one| one.thing.to::<AbsenceId>().and_then(|id| visit.seen.find(id))).collect()
}

/// A request with the forms that answer it.
pub(in crate::pages) fn asked_for(visit: &Visit, tried: &Tried, absence: &Absence) -> Listed {
    let (approve, decline) = answers(visit, tried, absence).unzip();
    Listed::new(absence.id, team::queued(visit, absence))
        .href(address::of(&visit.seen, absence.id.into()))
        .status(Some(status(absence)))
        .facts([words::sort(absence), words::part(absence)])
        .said(&absence.reason)
        .act(approve)
        .fold(decline)
}

impl Absences {
    fn of(visit: &Visit, asked: &Asked, tried: &Tried) -> Absences {
        let waiting = waiting(visit);
        let tab = |view: &str, words: &str| {
            let href = if view.is_empty() { "/absences".to_owned() } else { format!("/absences?view={view}") };
            Tab::new(words, href, asked.view == view)
        };
        let tabs = vec![tab("", "Yours"), tab("team", "By month"), tab("waiting", "Waiting for you").counting(waiting.len())];
        let mut page = Absences {
            shell: visit.shell("Absences", Some(Place::People), vec![Link::new("People", "/people")]),
            summary: filling::summary(tried),
            stale: tried.stale(),
            sentence: String::new(),
            tabs: Tabs { label: "Absences".to_owned(), tabs },
            list: None,
            team: None,
            choose: None,
            empty: None,
        };
        match asked.view.as_str() {
            "team" => {
                let unit = team::unit_of(visit, &asked.unit);
                let wrong = unit.is_none() && !asked.unit.trim().is_empty();
                let team = Team::of(visit, asked, unit);
                let suggestions = choices::records(&visit.seen, organization::Kind::Unit);
                let value = if wrong { asked.unit.clone() } else { team.unit.clone() };
                let field = Field::new("unit", "Unit", Control::Suggested { value, suggestions });
                let sentence = wrong.then(|| format!("“{}” is no unit here. Everybody is shown.", asked.unit.trim()));
                page.choose = Some(field.wrong(sentence));
                page.sentence.clone_from(&team.sentence);
                page.team = Some(team);
            }
            "waiting" => {
                page.sentence = match waiting.len() {
                    0 => "No request waits for your answer.".to_owned(),
                    waiting => format!("{} for your answer.", format::count(waiting, "request waits", "requests wait")),
                };
                let rows = waiting.iter().map(|absence| asked_for(visit, tried, absence));
                let list = Listing::new("waiting", "Waiting for your answer", "").rows(rows);
                page.empty = waiting.is_empty().then(|| Empty {
                    icon: Icon::CircleCheck,
                    title: "Nothing to answer".to_owned(),
                    text:
                        "Requests of the people whose unit you head come here, and those of heads for whom nobody stands above."
                            .to_owned(),
                    links: vec![Link::new("See who is away when", "/absences?view=team")],
                });
                page.list = (!waiting.is_empty()).then_some(list);
            }
            _ => {
                page.list = Some(of_person(visit, tried, visit.me));
                page.sentence = own(visit);
            }
        }
        page
    }
}

/// "You are away next from 1 to 4 Dec; 1 request waits for an answer."
fn own(visit: &Visit) -> String {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let all = seen.linked::<Absence>(organization::Relation::AbsencePerson, visit.me);
    let next = all.iter().filter(|absence| absence.is_approved() && absence.until > today).min_by_key(|absence| absence.from);
    let open = all.iter().filter(|absence| absence.stands() && !absence.is_approved()).count();
    let next = next.map_or_else(
        || "You have no approved absence ahead".to_owned(),
        |absence| format!("You are away {}", words::days_of(absence, today)),
    );
    match open {
        0 => format!("{next}."),
        open => format!("{next}; {} for an answer.", format::count(open, "request of yours waits", "requests of yours wait")),
    }
}
