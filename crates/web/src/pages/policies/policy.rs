//! `/policies/L-1`: what holds, since when, for whom, and what changed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::response::Response;
use jiff::civil::Date;
use office::Seen;
use organization::{AnyId, Function, Openness, Party, Policy, PolicyId, PolicyVersion};
use serde::Deserialize;

use super::reading::{self, Reading};
use crate::component::{
    ActForm, Cell, Column, Control, Crumb, Empty, ErrorSummary, Field, Link, Place, Row, Stale, Table, Thread, Who,
};
use crate::difference::Difference;
use crate::filling::{self, Filling};
use crate::forms::Fields;
use crate::pages::cards::Card;
use crate::pages::improvements;
use crate::pages::parts::{self, Comments, Fact, Facts, Found, Responsibilities};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format, markdown};

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The version whose text is shown; else the one that holds.
    version: String,
    /// The older version of a comparison.
    from: String,
    /// The newer version of a comparison.
    to: String,
}

/// The page of a policy.
#[derive(Template, serde::Serialize)]
#[template(path = "policy.html")]
struct PolicyPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: String,
    state: Option<Status>,
    heading: String,
    lead: String,
    thread: Thread,
    edit: Option<String>,
    renew: Option<String>,
    changed: Option<Changed>,
    text: Option<Text>,
    empty: Option<Empty>,
    versions: Option<Table>,
    choose: Option<(Field, Field)>,
    audience: Vec<Who>,
    /// Whether the viewer has read what holds, and the button that says so.
    read: Option<Status>,
    reading: Option<ActForm>,
    cards: Vec<Card>,
    facts: Facts,
    found: Found,
    responsibilities: Responsibilities,
    comments: Comments,
    retire: Option<ActForm>,
    history: String,
    here: String,
}

impl Page for PolicyPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// The difference between two versions.
#[derive(serde::Serialize)]
struct Changed {
    title: String,
    sentence: String,
    difference: Difference,
}

/// The text of one version.
#[derive(serde::Serialize)]
struct Text {
    title: String,
    /// Safe HTML.
    html: String,
    note: String,
}

/// The number of a version: `4.0`.
pub(super) fn number(version: &PolicyVersion) -> String {
    format!("{}.{}", version.major, version.minor)
}

pub(super) fn versions_of(seen: &Seen, policy: PolicyId) -> Vec<Arc<PolicyVersion>> {
    seen.compute(|value| value.versions_of(policy).into_iter().cloned().collect())
}

pub(super) fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Policies", "/policies")]
}

pub(super) async fn show(visit: Visit, Path(reference): Path<String>, Query(asked): Query<Asked>) -> Answer {
    visit.page(PolicyPage::of(&visit, &reference, &asked, &Tried::default())?)
}

pub(super) async fn send(
    visit: Visit,
    Path(reference): Path<String>,
    Query(asked): Query<Asked>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    visit.send(Fields(fields), |visit, tried| PolicyPage::of(visit, &reference, &asked, tried)).await
}

impl PolicyPage {
    fn of(visit: &Visit, reference: &str, asked: &Asked, tried: &Tried) -> Result<PolicyPage, Response> {
        let policy = visit.lookup::<PolicyId>(reference)?;
        let seen = &visit.seen;
        let today = seen.day();
        let id = AnyId::from(policy.id);
        let here = address::of(seen, id);
        let versions = versions_of(seen, policy.id);
        let holds = seen.compute(|value| value.version_on(policy.id, today).cloned());
        let known = |text: &str| versions.iter().find(|version| number(version) == text.trim()).cloned();
        for asked in [&asked.version, &asked.from, &asked.to].into_iter().filter(|asked| !asked.trim().is_empty()) {
            known(asked).ok_or_else(|| visit.not_found())?;
        }
        let shown =
            known(&asked.version).or_else(|| known(&asked.to)).or_else(|| holds.clone()).or_else(|| versions.first().cloned());
        let chosen = known(&asked.from).zip(known(&asked.to));
        let compared = chosen.clone().or_else(|| last_change(&versions, shown.as_ref()));
        let may = visit.may(Function::CommunicateChange, id);
        let open = !policy.state.is_closed();
        let wanted = shown.as_ref().map(|version| audience(seen, version)).unwrap_or_default();
        let read = holds.as_ref().map(|holds| (AnyId::from(holds.id), Reading::of(visit, holds.id.into())));
        Ok(PolicyPage {
            shell: visit.shell(&policy.title, Some(Place::Policies), crumbs()),
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: eyebrow(seen, &policy),
            state: policy.state.is_closed().then(|| Status::new(Tone::Mute, "Retired")),
            heading: format!("{}: {}", policy.title, verdict(&policy, holds.as_deref(), &versions, today)),
            lead: lead(&policy, holds.as_deref(), &versions, today),
            thread: parts::thread(visit, id, "Thread of this policy"),
            edit: (may && open).then(|| format!("{here}/edit")),
            renew: (may && open).then(|| format!("{here}/new-version")),
            changed: compared.as_ref().map(|(from, to)| changed(from, to)),
            text: shown.as_ref().map(|shown| text(&policy, shown, holds.as_ref(), today)),
            empty: versions.is_empty().then(|| nothing(may.then(|| format!("{here}/new-version")))),
            versions: (!versions.is_empty()).then(|| table(&here, &versions, holds.as_ref(), today)),
            choose: (versions.len() > 2).then(|| choose(&versions, compared.as_ref())),
            audience: wanted,
            read: read.as_ref().filter(|_| open).and_then(|(_, read)| read.status()),
            reading: read.as_ref().filter(|_| open).and_then(|(version, read)| read.button(visit, tried, *version)),
            cards: cards(visit, id, holds.as_deref()),
            facts: Facts { rows: shown.map(|shown| facts(&shown, today)).unwrap_or_default() },
            found: Found::of(visit, id, |finding| finding.subject == id),
            responsibilities: Responsibilities::of(visit, tried, id),
            comments: Comments::of(visit, tried, id),
            retire: (may && open).then(|| {
                let form = Filling::new(visit, tried, "retire-policy").with("policy", id);
                form.submit("Retire this policy").look("danger")
            }),
            history: address::history(id),
            here,
        })
    }
}

/// Who has read what holds, for those who may know, and what was made better.
fn cards(visit: &Visit, id: AnyId, holds: Option<&PolicyVersion>) -> Vec<Card> {
    let read = holds.and_then(|holds| reading::card(visit, holds.id.into(), holds.acknowledge_by.is_some()));
    read.into_iter().chain([improvements::card(visit, id)]).collect()
}

/// The version that is shown against the one before it.
fn last_change(
    versions: &[Arc<PolicyVersion>],
    shown: Option<&Arc<PolicyVersion>>,
) -> Option<(Arc<PolicyVersion>, Arc<PolicyVersion>)> {
    let at = versions.iter().position(|version| shown.is_some_and(|shown| shown.id == version.id))?;
    Some((versions.get(at.checked_sub(1)?)?.clone(), versions.get(at)?.clone()))
}

fn changed(from: &PolicyVersion, to: &PolicyVersion) -> Changed {
    let difference = Difference::between(&from.text, &to.text);
    let title = format!("What changed from {} to {}", number(from), number(to));
    Changed { title, sentence: difference.sentence(), difference }
}

fn text(policy: &Policy, shown: &PolicyVersion, holds: Option<&Arc<PolicyVersion>>, today: Date) -> Text {
    let current = holds.is_some_and(|holds| holds.id == shown.id);
    let note = match (current, shown.effective, policy.state.is_closed()) {
        (_, _, true) => "This no longer holds: the policy is retired.".to_owned(),
        (true, _, _) => String::new(),
        (false, Some(effective), _) if effective > today => format!("It holds from {}.", format::day(effective, today)),
        (false, _, _) => holds.map(|holds| format!("This no longer holds: {} does.", number(holds))).unwrap_or_default(),
    };
    Text { title: format!("Version {}", number(shown)), html: markdown::html(&shown.text, &policy.title), note }
}

fn nothing(renew: Option<String>) -> Empty {
    Empty {
        icon: Icon::ScrollText,
        title: "It has no text yet".to_owned(),
        text: "A policy holds when its first version is written.".to_owned(),
        links: renew.into_iter().map(|renew| Link::new("Write the first version", renew)).collect(),
    }
}

fn eyebrow(seen: &Seen, policy: &Policy) -> String {
    let sort = policy.sort.as_ref().map(|sort| format!(", {sort}")).unwrap_or_default();
    let unit = policy.unit.filter(|unit| seen.shows((*unit).into()));
    let unit = unit.map(|unit| format!(", given by {}", seen.title(unit.into()))).unwrap_or_default();
    format!("Policy L-{}{sort}{unit}", policy.number)
}

fn verdict(policy: &Policy, holds: Option<&PolicyVersion>, versions: &[Arc<PolicyVersion>], today: Date) -> String {
    if let Openness::Closed { on } = policy.state {
        return on.map_or("retired".to_owned(), |on| format!("retired on {}", format::day(on, today)));
    }
    let since = |version: &PolicyVersion| version.effective.map(|since| format!(" since {}", format::day(since, today)));
    match (holds, next(versions, today)) {
        (Some(holds), _) => format!("version {} holds{}", number(holds), since(holds).unwrap_or_default()),
        (None, Some((next, from))) => format!("version {} will hold from {}", number(next), format::day(from, today)),
        (None, None) => "no text yet".to_owned(),
    }
}

/// The version that will hold next.
fn next(versions: &[Arc<PolicyVersion>], today: Date) -> Option<(&Arc<PolicyVersion>, Date)> {
    let later = versions.iter().filter_map(|version| Some((version, version.effective.filter(|from| *from > today)?)));
    later.min_by_key(|(_, from)| *from)
}

fn lead(policy: &Policy, holds: Option<&PolicyVersion>, versions: &[Arc<PolicyVersion>], today: Date) -> String {
    let Some(holds) = holds.filter(|_| !policy.state.is_closed()) else { return String::new() };
    let mut sentences = Vec::new();
    if let Some((next, from)) = next(versions, today) {
        sentences.push(format!("Version {} will hold from {}.", number(next), format::day(from, today)));
    }
    match holds.acknowledge_by {
        Some(by) if by >= today => sentences.push(format!("It is to be read by {}.", format::day(by, today))),
        Some(_) | None => {}
    }
    match holds.review {
        Some(review) if review < today => {
            sentences.push(format!("It was to be looked at again by {}.", format::day(review, today)));
        }
        Some(review) => sentences.push(format!("It is looked at again by {}.", format::day(review, today))),
        None => {}
    }
    sentences.join(" ")
}

fn audience(seen: &Seen, version: &PolicyVersion) -> Vec<Who> {
    version.audience.iter().filter(|party| seen.shows(party.id())).map(|party: &Party| parts::who(seen, *party)).collect()
}

fn facts(version: &PolicyVersion, today: Date) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Fact::day("Holds from", version.effective, today).into_iter().collect();
    facts.extend(Fact::day("To be read by", version.acknowledge_by, today));
    facts.extend(Fact::day("Looked at again by", version.review, today));
    facts
}

fn table(here: &str, versions: &[Arc<PolicyVersion>], holds: Option<&Arc<PolicyVersion>>, today: Date) -> Table {
    let row = |at: usize, version: &Arc<PolicyVersion>| {
        let name = number(version);
        let day = |day: Option<Date>| day.map_or(Cell::Blank, |day| Cell::number(format::day(day, today)));
        let before = at.checked_sub(1).and_then(|before| versions.get(before));
        let later = version.effective.is_some_and(|from| from > today);
        let state = match holds.is_some_and(|holds| holds.id == version.id) {
            true => Cell::Status(Status::new(Tone::Ok, "Holds")),
            false if later => Cell::text("To come"),
            false => Cell::text("Superseded"),
        };
        let compare = before.map_or(Cell::Blank, |before| Cell::Link {
            text: format!("What changed since {}", number(before)),
            href: format!("{here}?from={}&to={name}#changed", number(before)),
        });
        let title = Cell::title(format!("Version {name}"), format!("{here}?version={name}#text"), None);
        let cells = vec![title, state, day(version.effective), day(version.review), day(version.acknowledge_by), compare];
        Row::new(format!("version-{}-{}", version.major, version.minor), cells)
    };
    let columns = vec![
        Column::words("Version"),
        Column::words("State"),
        Column::numbers("Holds from"),
        Column::numbers("Review"),
        Column::numbers("To be read by"),
        Column::silent("Compare"),
    ];
    let rows = versions.iter().enumerate().rev().map(|(at, version)| row(at, version)).collect();
    Table::new("Versions, the newest first", columns, rows)
}

/// The two fields that choose what is compared.
fn choose(versions: &[Arc<PolicyVersion>], compared: Option<&(Arc<PolicyVersion>, Arc<PolicyVersion>)>) -> (Field, Field) {
    let options: Vec<(String, String)> = versions.iter().rev().map(|version| (number(version), number(version))).collect();
    let (from, to) = compared.map(|(from, to)| (number(from), number(to))).unwrap_or_default();
    let field = |name: &str, label: &str, chosen: String| {
        Field::new(name, label, Control::OneOf { options: options.clone(), chosen }).required()
    };
    (field("from", "From", from), field("to", "To", to))
}
