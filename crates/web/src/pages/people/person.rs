//! One person: their threads to goals, what they hold and carry, their work, and what they may see of themselves.

mod forms;
mod relations;

pub(in crate::pages) use relations::delegated;

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use organization::authority::{Section, seeing};
use organization::{AnyId, Appointment, Function, Membership, Person, PersonId, Relation, Task};
use serde::Deserialize;

use super::account::{self, AccountState};
use super::responsibilities::{self, LetterRows};
use super::{carried, list, standing};
use crate::address;
use crate::component::{ActFold, ActForm, Avatar, Control, ErrorSummary, Field, FindingTable, Link, Place, Stale, Thread, Who};
use crate::filling;
use crate::format;
use crate::pages::home::loose;
use crate::pages::listing::Listing;
use crate::pages::scope::*;
use crate::pages::{absences, growth, skills};
use crate::visit::{Page, Tried, Visit};

/// Tasks that a page shows at once.
const TASKS: usize = 60;
/// Findings that are shown; the rest is in Check.
const FINDINGS: usize = 6;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `done` shows the tasks that are over.
    tasks: String,
}

/// `/people/H-4`.
#[derive(Template, serde::Serialize)]
#[template(path = "person.html")]
pub(super) struct PersonPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    avatar: Avatar,
    name: String,
    /// What they are here, as one line.
    line: String,
    /// Whom they report to and who reports to them.
    facts: Vec<(String, Vec<Who>)>,
    left: Option<String>,
    sentence: String,
    threads: Vec<Thread>,
    more_threads: usize,
    letters: Vec<LetterRows>,
    more_letters: usize,
    findings: Option<FindingTable>,
    more_findings: usize,
    tasks: Vec<TaskRow>,
    done: bool,
    tasks_more: usize,
    open_count: usize,
    done_count: usize,
    here: String,
    positions: Vec<Held>,
    memberships: Vec<Held>,
    past: Vec<(String, String)>,
    email: Option<Private>,
    details: Vec<(String, String)>,
    folds: Vec<ActFold>,
    more_folds: Vec<ActFold>,
    /// What they can do, and how they grow: below their work.
    abilities: Vec<Listing>,
    /// When they are away, and what stands between them and others.
    relations: Vec<Listing>,
    account: Option<AccountCard>,
    history: String,
}

/// A task in the list.
#[derive(serde::Serialize)]
struct TaskRow {
    id: String,
    title: String,
    href: String,
    plan: String,
    plan_href: String,
    day: Option<jiff::civil::Date>,
    due: String,
    status: Status,
}

/// A position or membership that holds today or later.
#[derive(serde::Serialize)]
struct Held {
    title: String,
    href: String,
    facts: String,
    change: Option<ActFold>,
    end: Option<ActForm>,
}

/// Something that not everybody sees.
#[derive(serde::Serialize)]
struct Private {
    email: String,
    who: String,
}

/// The account, for administrators.
#[derive(serde::Serialize)]
struct AccountCard {
    state: Status,
    login: String,
    link: Option<String>,
    action: String,
    invite: Field,
    invite_label: &'static str,
    /// `deactivate` or `activate`, with the words of the button; nothing without an account.
    switch: Option<(&'static str, &'static str)>,
    may_invite: bool,
}

impl PersonPage {
    pub(super) fn of(
        visit: &Visit,
        reference: &str,
        asked: &Asked,
        account: AccountState,
        tried: &Tried,
    ) -> Result<PersonPage, Response> {
        let person = visit.lookup::<PersonId>(reference)?;
        let seen = &visit.seen;
        let id = AnyId::from(person.id);
        let name = person.name.to_string();
        let open = carried::open_tasks(seen, person.id);
        let all = carried::tasks_of(seen, person.id);
        let over: Vec<Arc<Task>> = all.into_iter().filter(|task| insight::is_over(task)).collect();
        let done = asked.tasks == "done";
        let shown = if done { &over } else { &open };
        let (threads, more_threads) = carried::threads(seen, person.id, &name, &open);
        let (letters, more_letters) = responsibilities::of(visit, person.id, tried);
        let findings = visit.results.findings.clone();
        let about: Vec<_> = findings
            .open
            .iter()
            .filter(|finding| (finding.subject == id || finding.people.contains(&person.id)) && seen.shows(finding.subject))
            .collect();
        let rows = loose::rows(seen, about.iter().copied(), FINDINGS);
        let (positions, memberships, past) = held(visit, &person, tried);
        let mut tasks: Vec<TaskRow> = shown.iter().map(|task| task_row(visit, task, done)).collect();
        if !done {
            tasks.sort_by(|a, b| (a.day.is_none(), a.day, &a.title).cmp(&(b.day.is_none(), b.day, &b.title)));
        }
        tasks.truncate(TASKS);
        let here = person.employed.holds(seen.day());
        Ok(PersonPage {
            shell: visit.shell(&name, Some(Place::People), vec![Link::new("People", "/people")]),
            summary: filling::summary(tried),
            stale: tried.stale(),
            avatar: Avatar::large(&name),
            line: line(visit, &person),
            facts: around(visit, &person),
            left: (!here).then(|| left(&person, seen.day())),
            sentence: sentence(&name, open.len(), threads.len() + more_threads, about.len()),
            name,
            threads,
            more_threads,
            letters,
            more_letters,
            more_findings: about.len() - rows.len(),
            findings: (!rows.is_empty()).then(|| FindingTable { caption: "Findings that concern this person".to_owned(), rows }),
            tasks_more: shown.len().saturating_sub(TASKS),
            tasks,
            done,
            open_count: open.len(),
            done_count: over.len(),
            here: visit.path.clone(),
            positions,
            memberships,
            past,
            email: private(visit, &person),
            details: details(visit, &person),
            folds: forms::folds(visit, &person, tried),
            more_folds: responsibilities::add(visit, person.id, tried).into_iter().collect(),
            abilities: abilities(visit, &person, tried),
            relations: relations(visit, person.id, tried),
            account: account.shown.then(|| card(visit, &person, &account, tried)),
            history: address::history(id),
        })
    }
}

/// What they can do, what their positions ask, what they can show, and how they grow.
fn abilities(visit: &Visit, person: &Person, tried: &Tried) -> Vec<Listing> {
    let id = person.id;
    let mut sections = vec![skills::of_person(visit, tried, person)];
    sections.extend(skills::asked(visit, id));
    sections.push(skills::qualifications(visit, tried, id));
    sections.extend(growth::of_person(visit, tried, id));
    sections.push(growth::mentorships(visit, tried, id));
    sections
}

/// When they are away, who acts for whom, thanks and talks.
fn relations(visit: &Visit, person: PersonId, tried: &Tried) -> Vec<Listing> {
    let mut sections = vec![absences::of_person(visit, tried, person), relations::delegations(visit, tried, person)];
    sections.push(relations::recognition(visit, tried, person));
    sections.extend(relations::check_ins(visit, tried, person));
    sections
}

/// "Ines carries 3 open tasks, in 2 threads to goals. 1 finding concerns her work." without a word about how well.
fn sentence(name: &str, open: usize, threads: usize, findings: usize) -> String {
    let tasks = match open {
        0 => "carries no open task".to_owned(),
        open => format!("carries {}", format::count(open, "open task", "open tasks")),
    };
    let threads = match threads {
        0 => String::new(),
        threads => format!(" in {}", format::count(threads, "thread", "threads")),
    };
    let loose = match findings {
        0 => "Nothing near is loose.".to_owned(),
        findings => format!("{} near.", format::count(findings, "thing is loose", "things are loose")),
    };
    format!("{name} {tasks}{threads}. {loose}")
}

fn left(person: &Person, today: jiff::civil::Date) -> String {
    match person.employed.until {
        Some(until) if until <= today => {
            let last = until.yesterday().unwrap_or(until);
            format!(
                "No longer with the organization; the last day was {}. What is recorded here stays.",
                format::day(last, today)
            )
        }
        _ => match person.employed.from {
            Some(from) => format!("Joins the organization on {}.", format::day(from, today)),
            None => "Not with the organization.".to_owned(),
        },
    }
}

/// "Programme manager, Smart meters, heads Smart meters".
fn line(visit: &Visit, person: &Person) -> String {
    let seen = &visit.seen;
    let mut parts: Vec<String> = Vec::new();
    let held = seen.compute(|value| {
        value.appointments_of(person.id, seen.day()).map(|held| (held.position, held.acting)).collect::<Vec<_>>()
    });
    for (position, acting) in held {
        let Some(post) = seen.find(position) else { continue };
        let acting = if acting { " (acting)" } else { "" };
        parts.push(format!("{}{acting}, {}", post.title, seen.title(post.unit.into())));
    }
    if parts.is_empty() {
        parts.extend(seen.units_of(person.id).into_iter().take(3).map(|unit| seen.title(unit.into())));
    }
    if parts.is_empty() { "In no unit yet".to_owned() } else { parts.join(" · ") }
}

/// Who is above them and whose units they head.
fn around(visit: &Visit, person: &Person) -> Vec<(String, Vec<Who>)> {
    let seen = &visit.seen;
    let who = |id: PersonId| Who::new(&seen.title(id.into()), Some(address::of(seen, id.into())));
    let mut above: Vec<PersonId> = Vec::new();
    let mut heads: Vec<Who> = Vec::new();
    for unit in seen.units_of(person.id) {
        let own: Vec<PersonId> = seen.heads(unit).iter().map(|head| head.id).collect();
        if own.contains(&person.id) {
            heads.push(Who::new(&seen.title(unit.into()), Some(address::of(seen, unit.into()))));
            let parent = seen.find(unit).and_then(|unit| unit.parent);
            above.extend(parent.into_iter().flat_map(|unit| seen.heads(unit)).map(|head| head.id));
        } else {
            above.extend(own);
        }
    }
    let mut known = std::collections::BTreeSet::new();
    above.retain(|head| *head != person.id && known.insert(*head));
    let mut facts = Vec::new();
    if !above.is_empty() {
        facts.push(("Answers to".to_owned(), above.into_iter().take(3).map(who).collect()));
    }
    if !heads.is_empty() {
        facts.push(("Heads".to_owned(), heads));
    }
    facts
}

/// Positions, memberships, and what is past, the newest first.
fn held(visit: &Visit, person: &Person, tried: &Tried) -> (Vec<Held>, Vec<Held>, Vec<(String, String)>) {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let appointments = seen.linked::<Appointment>(Relation::AppointmentPerson, person.id);
    let memberships = seen.linked::<Membership>(Relation::MembershipPerson, person.id);
    let mut past: Vec<(Option<jiff::civil::Date>, String, String)> = Vec::new();
    let mut positions = Vec::new();
    for held in appointments {
        let unit = seen.find(held.position).map(|position| position.unit);
        let place = unit.map(|unit| seen.title(unit.into())).unwrap_or_default();
        let title = format!("{}, {place}", seen.title(held.position.into()));
        if held.dated.is_over(today) {
            past.push((held.dated.until, title, standing::span(held.dated, today)));
            continue;
        }
        let mut facts: Vec<String> =
            Some(standing::span(held.dated, today)).filter(|span| !span.is_empty()).into_iter().collect();
        if held.acting {
            facts.push(held.acting_for.map_or("acting".to_owned(), |person| format!("acting for {}", seen.title(person.into()))));
        }
        if held.share != 0 && held.share != 100 {
            facts.push(format!("{}% of it", held.share));
        }
        let (change, end) = forms::of_appointment(visit, &held, &title, tried);
        let href = unit.map(|unit| address::of(seen, unit.into())).unwrap_or_default();
        positions.push(Held { title, href, facts: facts.join(", "), change, end });
    }
    let mut members = Vec::new();
    for held in memberships {
        let mut title = seen.title(held.unit.into());
        let roles: Vec<String> = held.roles.iter().map(|role| seen.title((*role).into())).collect();
        let alumni = held.standing == organization::MemberStanding::Alumni;
        if held.dated.is_over(today) || alumni {
            let words = if alumni { "once a member".to_owned() } else { standing::span(held.dated, today) };
            past.push((held.dated.until, title, words));
            continue;
        }
        if !roles.is_empty() {
            title = format!("{title}, {}", roles.join(", "));
        }
        let (change, end) = forms::of_membership(visit, &held, &title, tried);
        let href = address::of(seen, held.unit.into());
        members.push(Held { title, href, facts: standing::span(held.dated, today), change, end });
    }
    past.sort_by_key(|(until, _, _)| std::cmp::Reverse(*until));
    (positions, members, past.into_iter().map(|(_, title, words)| (title, words)).collect())
}

fn task_row(visit: &Visit, task: &Task, done: bool) -> TaskRow {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let planned = if done { None } else { visit.results.plan.of(task.id).copied() };
    let due = task.deadline.map(|deadline| deadline.date()).or(planned.map(|planned| planned.finish.date()));
    let status = if done {
        Status::new(Tone::Ok, "Done")
    } else if due.is_some_and(|due| due < today) {
        Status::new(Tone::Bad, "Overdue")
    } else if task.actual_start.is_some() || task.percent > 0 {
        Status::new(Tone::Accent, format!("{}% done", task.percent))
    } else {
        Status::new(Tone::Mute, "Not started")
    };
    let finished = match task.state {
        organization::Openness::Closed { on } => on,
        organization::Openness::Active => None,
    };
    let finished = finished.or(task.actual_finish.map(|finish| finish.date()));
    let day = if done { finished } else { due };
    let project = AnyId::from(task.project);
    TaskRow {
        id: seen.reference(task.id.into()).map(|reference| reference.to_string()).unwrap_or_default(),
        title: task.name.to_string(),
        href: address::of(seen, task.id.into()),
        plan: seen.title(project),
        plan_href: address::of(seen, project),
        day,
        due: day.map(|day| format::day(day, today)).unwrap_or_else(|| "no date".to_owned()),
        status,
    }
}

/// The e-mail address, where the reader may see it, and who else may.
fn private(visit: &Visit, person: &Person) -> Option<Private> {
    let seen = &visit.seen;
    let sees = seen.compute(|value| value.sees(visit.me, Section::Email, person.id.into(), seen.day()));
    if !sees {
        return None;
    }
    let words: Vec<&str> = seeing(Section::Email).iter().map(|standing| standing.words()).collect();
    let heads: Vec<PersonId> = seen.units_of(person.id).iter().flat_map(|unit| seen.heads(*unit)).map(|head| head.id).collect();
    let today = match list::names(seen, &heads) {
        names if names.is_empty() => String::new(),
        names => format!(" The head is {names} today."),
    };
    let email = person.email.as_deref().unwrap_or("none yet").to_owned();
    Some(Private { email, who: format!("This is seen by {}.{today}", words.join(", ")) })
}

fn details(visit: &Visit, person: &Person) -> Vec<(String, String)> {
    let seen = &visit.seen;
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    let employed = standing::span(person.employed, seen.day());
    if !employed.is_empty() {
        fact("With the organization", employed);
    }
    if let Some(affiliation) = &person.affiliation {
        fact("Also belongs to", affiliation.to_string());
    }
    if let Some(calendar) = person.calendar {
        fact("Working times", seen.title(calendar.into()));
    }
    if let Some(minutes) = person.weekly_minutes {
        fact("Works", format!("{} a week", format::work(i64::from(minutes))));
    }
    facts
}

fn card(visit: &Visit, person: &Person, state: &AccountState, tried: &Tried) -> AccountCard {
    let account = state.account.as_ref();
    let login = account::login(account, person);
    let (status, switch) = match account {
        None => (Status::new(Tone::Mute, "No account yet"), None),
        Some(account) if account.active => {
            (Status::new(Tone::Ok, "Active"), Some(("deactivate", "Deactivate")).filter(|_| person.id != visit.me))
        }
        Some(_) => (Status::new(Tone::Warn, "Deactivated"), Some(("activate", "Activate"))),
    };
    let invite =
        Field::new("login", "E-mail or user name to sign in with", Control::Line(tried.value("invite", "login", login.clone())));
    AccountCard {
        state: status,
        login: account.and_then(|account| account.login.clone()).unwrap_or_default(),
        link: state.link.clone(),
        action: format!("{}/account", visit.path),
        invite: invite.within("invite").required().wrong(tried.error("invite", "login")),
        invite_label: if account.is_some_and(|account| account.login.is_some()) {
            "Make a link for a new password"
        } else {
            "Make an invitation"
        },
        switch,
        may_invite: account.is_none_or(|account| account.active) && person.employed.holds(visit.seen.day()),
    }
}

/// Whether the reader may change what a person is.
fn may_edit(visit: &Visit, person: &Person) -> bool {
    visit.may(Function::StrengthenOrganization, person.id)
}

impl Page for PersonPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}
