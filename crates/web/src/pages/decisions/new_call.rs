//! `/decisions/new-call`: a call for action is written and sent to everybody it calls, as one change. The same fields change it later.

use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::Response;
use organization::{AnyId, Command, DirectiveId};
use serde::Deserialize;
use serde_json::json;

use super::call::crumbs;
use crate::address;
use crate::component::{Crumb, Link, Place, Problem};
use crate::filling::Filling;
use crate::forms::{self, Fields};
use crate::pages::goals::OneForm;
use crate::pages::parts;
use crate::visit::{Answer, Tried, Visit};

/// The fields for whom one calls; each may hold several, divided by a semicolon.
const CALLED: [(&str, &str); 4] =
    [("called", "Whom you call"), ("called.2", "And also"), ("called.3", "And also"), ("called.4", "And also")];

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The goal that it is for.
    goal: String,
    /// Somebody who is called.
    to: String,
}

fn page(visit: &Visit, asked: &Asked, tried: &Tried) -> OneForm {
    let seen = &visit.seen;
    let known = |text: &str| forms::named(text, None, seen).map(|id| parts::written(seen, id)).unwrap_or_default();
    let mut form = Filling::new(visit, tried, "issue-directive").line("title", "What you ask for, in one line", "").required();
    for (name, label) in CALLED {
        let first = name == "called";
        form = form.suggested(name, label, parts::parties(seen), if first { known(&asked.to) } else { String::new() });
        if first {
            form = form.required().hint("A person, position or unit: name or reference. Several are divided by a semicolon.");
        }
    }
    let form = form
        .lines("why", "Why", "")
        .lines("outcome", "What is wanted in the end", "")
        .lines("limits", "Limits to keep", "")
        .lines("help", "Help that you offer", "")
        .suggested("goal", "For the goal", parts::goals(seen), known(&asked.goal))
        .day("answer_by", "Answer by", "")
        .day("due", "To be done by", "")
        .submit("Send the call")
        .look("primary")
        .or(Link::new("Cancel", "/decisions?view=calls"));
    OneForm::new(
        visit.shell("New call for action", Some(Place::Decisions), crumbs()),
        tried,
        "Call for action",
        "Everybody you call answers for themselves: accept and plan it, ask back, or say why it cannot be done.",
        form,
    )
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(page(&visit, &asked, &Tried::default()))
}

/// The call and all that it asks, or what is wrong in the form.
fn commands(visit: &Visit, fields: &Fields, new: uuid::Uuid) -> Result<Vec<Command>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut commands = Vec::new();
    match forms::command("issue-directive", fields, &visit.seen, new) {
        Ok(command) => commands.push(command),
        Err(found) => problems.extend(found),
    }
    for (field, _) in CALLED {
        let typed = fields.get(field).unwrap_or_default();
        for party in typed.split(';').map(str::trim).filter(|party| !party.is_empty()) {
            match called(visit, new, party) {
                Ok(command) => commands.push(command),
                Err(sentence) => problems.push(Problem::at(field, sentence)),
            }
        }
    }
    let nobody = commands.len() < 2 && !problems.iter().any(|problem| problem.field.starts_with("called"));
    if nobody {
        problems.push(Problem::at("called", "Say whom you call."));
    }
    if problems.is_empty() { Ok(commands) } else { Err(problems) }
}

/// One more who is called.
fn called(visit: &Visit, directive: uuid::Uuid, party: &str) -> Result<Command, String> {
    let party = Fields(vec![("party".to_owned(), party.to_owned())]);
    let addressee = forms::party_of(&party, &visit.seen)?.remove("party");
    Command::from_parts("add-answer", json!({ "id": visit.mint(), "directive": directive, "addressee": addressee }))
}

pub(super) async fn send(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let mut fields = Fields(fields);
    let (_, new) = visit.minted(&mut fields);
    match commands(&visit, &fields, new) {
        Ok(commands) => visit.send_commands(fields, commands, |visit, tried| Ok::<_, Response>(page(visit, &asked, tried))).await,
        Err(problems) => {
            let page = page(&visit, &asked, &Tried::with("issue-directive", fields, problems));
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

/// The form of everything that a call says of itself.
pub(super) fn edit(visit: &Visit, reference: &str, tried: &Tried) -> Result<OneForm, Response> {
    let directive = visit.lookup::<DirectiveId>(reference)?;
    let seen = &visit.seen;
    let page = address::of(seen, directive.id.into());
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let goal = directive.goal.map(|goal| parts::written(seen, goal)).unwrap_or_default();
    let form = Filling::new(visit, tried, "change-directive")
        .with("directive", AnyId::from(directive.id))
        .with("then", &page)
        .line("title", "What you ask for, in one line", directive.title.to_string())
        .required()
        .lines("why", "Why", directive.why.to_string())
        .lines("outcome", "What is wanted in the end", directive.outcome.to_string())
        .lines("limits", "Limits to keep", directive.limits.to_string())
        .lines("help", "Help that you offer", directive.help.to_string())
        .suggested("goal", "For the goal", parts::goals(seen), goal)
        .day("answer_by", "Answer by", day(directive.answer_by))
        .day("due", "To be done by", day(directive.due))
        .line("reason", "Reason of the change", "")
        .submit("Save the call")
        .look("primary")
        .or(Link::new("Cancel", &page));
    let mut before = crumbs();
    before.push(Crumb::new(directive.title.to_string(), &page));
    Ok(OneForm::new(visit.shell("Edit", Some(Place::Decisions), before), tried, &format!("Edit “{}”", directive.title), "", form))
}
