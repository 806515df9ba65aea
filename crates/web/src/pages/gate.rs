//! The pages before anybody is known: signing in, and the first set-up of a server.

use askama::Template;
use jiff::Timestamp;
use office::accounts::Session;

use super::scope::*;
use crate::component::{Control, ErrorSummary, Field, Problem};
use crate::visit::{Page, Tried};

/// The sign-in page, `/sign-in`.
#[derive(Template, serde::Serialize)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// A bare shell.
    pub shell: Shell,
    /// Why the last try failed.
    pub summary: Option<ErrorSummary>,
    /// Name and password.
    pub fields: Vec<Field>,
    /// Where to go afterwards, an address of this server.
    pub next: String,
    /// People of the example, whom one may sign in as without a password; empty everywhere else.
    pub people: Vec<ExamplePerson>,
}

/// A person of the example on the sign-in page.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ExamplePerson {
    /// What is sent as `person`.
    pub id: String,
    /// The name.
    pub name: String,
    /// What one sees as this person: "leads the organization".
    pub why: String,
}

impl SignIn {
    /// The page, empty or after a try that failed with `refusal`; the name that was typed is kept.
    #[must_use]
    pub fn new(theme: Theme, next: String, name: String, refusal: Option<String>) -> Self {
        let mut shell = Shell::bare("Sign in", theme);
        shell.refused = refusal.is_some();
        let fields = vec![
            Field::new("name", "E-mail or user name", Control::Line(name)).required().autocomplete("username"),
            Field::new("password", "Password", Control::Secret).required().autocomplete("current-password"),
        ];
        let summary = refusal.map(|sentence| ErrorSummary {
            title: "You are not signed in".to_owned(),
            problems: vec![Problem::at("name", sentence)],
        });
        Self { shell, summary, fields, next: crate::theme::local(&next).to_owned(), people: Vec::new() }
    }
}

/// The page behind the one-time link of a new server.
#[derive(Template, serde::Serialize)]
#[template(path = "first_run.html")]
pub struct FirstRun {
    /// A bare shell.
    pub shell: Shell,
    /// What was wrong with the last try.
    pub summary: Option<ErrorSummary>,
    /// Organization, name, e-mail, password.
    pub fields: Vec<Field>,
    /// The one-time address.
    pub action: String,
}

impl FirstRun {
    /// The page with the four fields; `values` are organization, name and e-mail as typed, `problems` what was wrong with them.
    #[must_use]
    pub fn new(theme: Theme, action: String, values: [String; 3], problems: Vec<Problem>) -> Self {
        let mut shell = Shell::bare("Set up", theme);
        shell.refused = !problems.is_empty();
        let [organization, name, mail] = values;
        let fields = [
            Field::new("organization", "Name of the organization", Control::Line(organization)).autocomplete("organization"),
            Field::new("name", "Your name", Control::Line(name)).autocomplete("name"),
            Field::new("mail", "Your e-mail", Control::Mail(mail)).hint("You sign in with it.").autocomplete("username"),
            Field::new("password", "Password", Control::Secret).hint("At least 12 characters.").autocomplete("new-password"),
        ];
        let wrong = |field: Field| {
            let problem = problems.iter().find(|problem| problem.field == field.name);
            let sentence = problem.map(|problem| problem.sentence.clone());
            field.required().wrong(sentence)
        };
        let fields = fields.into_iter().map(wrong).collect();
        let title = "The server was not set up".to_owned();
        let summary = (!problems.is_empty()).then(|| ErrorSummary { title, problems: problems.clone() });
        Self { shell, summary, fields, action }
    }
}

/// The page behind an invitation, `/invitation/…`.
#[derive(Template, serde::Serialize)]
#[template(path = "invitation.html")]
pub struct Invitation {
    /// A bare shell.
    pub shell: Shell,
    /// What was wrong with the last try.
    pub summary: Option<ErrorSummary>,
    /// The password.
    pub fields: Vec<Field>,
    /// The one-time address.
    pub action: String,
    /// The login of whoever is invited.
    pub login: String,
}

impl Invitation {
    /// The page, empty or after a password that was refused.
    #[must_use]
    pub fn new(theme: Theme, token: &str, login: &str, refusal: Option<String>) -> Self {
        let mut shell = Shell::bare("Welcome", theme);
        shell.refused = refusal.is_some();
        let password = Field::new("password", "Choose a password", Control::Secret).hint("At least 12 characters.").required();
        let fields = vec![password.autocomplete("new-password").wrong(refusal.clone())];
        let summary = refusal.map(|sentence| ErrorSummary {
            title: "Your password was not set".to_owned(),
            problems: vec![Problem::at("password", sentence)],
        });
        Self { shell, summary, fields, action: format!("/invitation/{token}"), login: login.to_owned() }
    }
}

/// One's sessions and password, `/sessions`.
#[derive(Template, serde::Serialize)]
#[template(path = "sessions.html")]
pub struct Sessions {
    /// The shell.
    pub shell: Shell,
    /// What was wrong with the last try.
    pub summary: Option<ErrorSummary>,
    /// The sessions, this one first.
    pub sessions: Vec<SessionRow>,
    /// The fields of a new password.
    pub fields: Vec<Field>,
}

/// One session, as its owner reads it.
#[derive(serde::Serialize)]
pub struct SessionRow {
    /// Its id, to end it.
    pub id: String,
    /// The browser.
    pub browser: String,
    /// Where it comes from.
    pub address: String,
    /// When it was used last.
    pub used: String,
    /// Whether it is the one that looks at the page.
    pub this: bool,
}

impl Sessions {
    /// The page.
    #[must_use]
    pub fn new(shell: Shell, list: &[Session], own: &Session, now: Timestamp, tried: &Tried) -> Self {
        let row = |session: &Session| SessionRow {
            id: session.id.to_string(),
            browser: browser(&session.agent),
            address: session.address.clone(),
            used: crate::words::ago(session.seen_at, now),
            this: session.id == own.id,
        };
        let mut sessions: Vec<SessionRow> = list.iter().map(row).collect();
        sessions.sort_by_key(|session| !session.this);
        let secret = |name: &'static str, label: &str, kind| {
            Field::new(name, label, Control::Secret).required().autocomplete(kind).wrong(tried.error("password", name))
        };
        let fields = vec![
            secret("old", "Your password now", "current-password"),
            secret("new", "The new password", "new-password").hint("At least 12 characters."),
        ];
        Self { shell, summary: tried.summary(), sessions, fields }
    }
}

/// A browser by its name, where it can be told.
fn browser(agent: &str) -> String {
    let known = [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let name = known.iter().find(|(mark, _)| agent.contains(mark)).map_or("A browser or program", |(_, name)| name);
    let systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];
    let system = systems.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, system)| system);
    system.map_or_else(|| name.to_owned(), |system| format!("{name} on {system}"))
}

impl Page for Sessions {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}
