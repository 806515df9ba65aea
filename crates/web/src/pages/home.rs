//! Home with its three lenses: *Lead* (will we arrive, and what needs me?), *Manage* (what will slip, and what can I move?), *Today* (what do I do now, and
//! why?). Everybody may look through each of them; nobody is locked into one. The last used one is kept in a cookie.

mod arrival;
mod breaks;
mod calls;
mod lead;
pub(crate) mod loose;
mod manage;
mod mine;
mod requests;
mod steps;
mod today;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Query};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::routing::get;
use serde::Deserialize;

use crate::component::{ErrorSummary, Place, Segmented, Stale, Tab};
use crate::filling;
use crate::format;
use crate::forms::Fields;
use crate::pages::decisions;
use crate::pages::listing::Listing;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{Desk, address};

use mine::Mine;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/", get(show).post(send))
}

/// What Home is looked at through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
enum Lens {
    Lead,
    Manage,
    Today,
}

impl Lens {
    const ALL: [Lens; 3] = [Lens::Lead, Lens::Manage, Lens::Today];

    fn name(self) -> &'static str {
        match self {
            Lens::Lead => "lead",
            Lens::Manage => "manage",
            Lens::Today => "today",
        }
    }

    fn tab(self, current: Lens) -> Tab {
        let (label, icon) = match self {
            Lens::Lead => ("Lead", Icon::Compass),
            Lens::Manage => ("Manage", Icon::ChartGantt),
            Lens::Today => ("Today", Icon::ListChecks),
        };
        Tab::new(label, format!("/?lens={}", self.name()), self == current).with(icon)
    }

    fn named(name: &str) -> Option<Lens> {
        Lens::ALL.into_iter().find(|lens| lens.name() == name)
    }

    /// The lens of the cookie.
    fn kept(headers: &HeaderMap) -> Option<Lens> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == "lens").and_then(|(_, name)| Lens::named(name))
    }

    /// What somebody sees who has not chosen: Lead where they answer for a goal, Manage where they answer for a plan, else Today.
    fn first(visit: &Visit) -> Lens {
        let mine = Mine::of(visit);
        if mine.answers_for_a_goal() {
            Lens::Lead
        } else if mine.answers_for_a_plan() {
            Lens::Manage
        } else {
            Lens::Today
        }
    }
}

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    lens: String,
}

/// `/`.
#[derive(Template, serde::Serialize)]
#[template(path = "home.html")]
struct Home {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    day: String,
    sentence: String,
    /// A second sentence, or empty.
    lead: String,
    lens: Segmented,
    steps: Option<steps::Steps>,
    /// What people ask of the reader, through every lens.
    requests: Option<Listing>,
    leading: Option<lead::Lead>,
    managing: Option<manage::Manage>,
    doing: Option<today::Today>,
}

impl Home {
    fn of(visit: &Visit, lens: Lens, tried: &Tried) -> Home {
        let mine = Mine::of(visit);
        let label = "What you look at".to_owned();
        let choices = Lens::ALL.into_iter().map(|one| one.tab(lens)).collect();
        let mut home = Home {
            shell: visit.shell("Home", Some(Place::Home), Vec::new()),
            summary: filling::summary(tried),
            stale: tried.stale(),
            day: format::long_day(visit.seen.day()),
            sentence: String::new(),
            lead: String::new(),
            lens: Segmented { label, choices },
            steps: steps::Steps::of(visit),
            requests: requests::requests(visit, tried),
            leading: None,
            managing: None,
            doing: None,
        };
        match lens {
            Lens::Lead => {
                let lead = lead::Lead::of(visit, &mine, tried);
                (home.sentence, home.lead) = lead.sentences();
                home.leading = Some(lead);
            }
            Lens::Manage => {
                let manage = manage::Manage::of(visit, &mine);
                (home.sentence, home.lead) = manage.sentences();
                home.managing = Some(manage);
            }
            Lens::Today => {
                let today = today::Today::of(visit, tried);
                (home.sentence, home.lead) = today.sentences(visit);
                home.doing = Some(today);
            }
        }
        if let Some(steps) = home.steps.as_ref().filter(|steps| steps.begins()) {
            home.sentence = steps.sentence();
            home.lead = String::new();
            (home.leading, home.managing, home.doing) = (None, None, None);
        }
        home
    }
}

async fn show(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Answer {
    let asked = Lens::named(&asked.lens);
    let lens = asked.or(Lens::kept(&headers)).unwrap_or_else(|| Lens::first(&visit));
    let mut answer = visit.page(Home::of(&visit, lens, &Tried::default()))?;
    if let Some(lens) = asked {
        let cookie = format!("lens={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000", lens.name());
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(answer)
}

async fn send(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let lens = Lens::named(&asked.lens).or(Lens::kept(&headers)).unwrap_or_else(|| Lens::first(&visit));
    let mut fields = Fields(fields);
    match decisions::decided_by(&visit, &mut fields) {
        None => visit.send(fields, |visit, tried| Ok(Home::of(visit, lens, tried))).await,
        Some(Ok(commands)) => visit.send_commands(fields, commands, |visit, tried| Ok(Home::of(visit, lens, tried))).await,
        Some(Err(problems)) => {
            let form = fields.get("form").unwrap_or_default().to_owned();
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, Home::of(&visit, lens, &Tried::with(&form, fields, problems)))
        }
    }
}

/// A link to a record by its title.
fn link(visit: &Visit, id: impl Into<organization::AnyId>) -> crate::component::Link {
    let id = id.into();
    crate::component::Link::new(visit.seen.title(id), address::of(&visit.seen, id))
}

/// Small numbers as words, at the beginning of a sentence.
fn counted(number: usize) -> String {
    const WORDS: [&str; 13] =
        ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];
    WORDS.get(number).map_or_else(|| format::thousands(i64::try_from(number).unwrap_or(i64::MAX)), |word| (*word).to_owned())
}

/// Days in a sentence: "1 day", "12 days".
fn days(number: i64) -> String {
    format::count(usize::try_from(number).unwrap_or_default(), "day", "days")
}

/// How many days lie between two.
fn apart(from: jiff::civil::Date, to: jiff::civil::Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

impl Page for Home {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}
