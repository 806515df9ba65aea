//! `/decisions/D-1`: did the call become work? Who was called, how far each answer is, and what it turned into.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use office::Seen;
use organization::{AnswerState, AnyId, Directive, DirectiveId, Function, Party, RecordId as _, Relation};

use super::answers::{self, AnswerView, State};
use super::work;
use crate::component::{ActFold, ActForm, Crumb, ErrorSummary, Place, Problem, Stale, Table, Thread};
use crate::filling::{self, Filling};
use crate::forms::{self, Fields};
use crate::pages::parts::{self, Comments, Fact, Facts, Found};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// How many answers one page shows.
const SHOWN: usize = 200;

/// The page of a call for action.
#[derive(Template, serde::Serialize)]
#[template(path = "call.html")]
pub(super) struct CallPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: String,
    state: Option<Status>,
    heading: String,
    lead: String,
    thread: Thread,
    edit: Option<String>,
    /// The answers that the viewer is asked for and can take a step in.
    mine: Vec<AnswerView>,
    matrix: Option<Table>,
    /// How many answers the table leaves out.
    more: usize,
    /// The other answers in which something can be done or was said.
    others: Vec<AnswerView>,
    add: Option<ActFold>,
    work: Option<Table>,
    said: Vec<(&'static str, Vec<String>)>,
    facts: Facts,
    found: Found,
    comments: Comments,
    withdraw: Option<ActForm>,
    history: String,
}

impl Page for CallPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl CallPage {
    pub(super) fn of(visit: &Visit, reference: &str, tried: &Tried) -> Result<CallPage, Response> {
        let directive = visit.lookup::<DirectiveId>(reference)?;
        let seen = &visit.seen;
        let id = AnyId::from(directive.id);
        let mut all = seen.linked::<organization::Answer>(Relation::AnswerDirective, directive.id);
        let standing = Standing::of(seen, &all);
        let more = all.len().saturating_sub(SHOWN);
        all.truncate(SHOWN);
        let sends = visit.may(Function::CallForAction, id);
        let views = all.iter().map(|answer| answers::view(visit, tried, &directive, answer, sends));
        let useful = |view: &AnswerView| !view.acts.is_empty() || !view.folds.is_empty() || !view.said.is_empty();
        let (mine, others) = views.filter(useful).partition(|view| view.mine);
        let ids: Vec<AnyId> = all.iter().map(|answer| answer.id.into()).collect();
        Ok(CallPage {
            shell: visit.shell(&directive.title, Some(Place::Decisions), crumbs()),
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: eyebrow(seen, &directive),
            state: standing.status(),
            heading: format!("{}: {}", directive.title, standing.verdict()),
            lead: standing.lead(&directive, seen.day()),
            thread: parts::thread(visit, id, "Thread of this call"),
            edit: sends.then(|| format!("{}/edit", address::of(seen, id))),
            mine,
            matrix: (!all.is_empty()).then(|| answers::matrix(seen, &directive, &all)),
            more,
            others,
            add: sends.then(|| add(visit, tried, id)),
            work: work::table(visit, &all, directive.due),
            said: said(&directive),
            facts: Facts { rows: facts(seen, &directive) },
            found: Found::of(visit, id, |finding| finding.subject == id || ids.contains(&finding.subject)),
            comments: Comments::of(visit, tried, id),
            withdraw: (sends && standing.open() > 0).then(|| withdraw(visit, tried, id)),
            history: address::history(id),
        })
    }
}

pub(super) fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Decisions", "/decisions"), Crumb::new("Calls for action", "/decisions?view=calls")]
}

fn eyebrow(seen: &Seen, directive: &Directive) -> String {
    let from = directive.from.filter(|from| seen.shows((*from).into()));
    let from = from.map(|from| format!(", from {}", seen.title(from.into()))).unwrap_or_default();
    let issued = directive.issued.map(|issued| format!(", issued {}", format::day(issued, seen.day()))).unwrap_or_default();
    format!("Call for action D-{}{from}{issued}", directive.number)
}

fn said(directive: &Directive) -> Vec<(&'static str, Vec<String>)> {
    let parts = [
        ("Why", &directive.why),
        ("What is wanted", &directive.outcome),
        ("Limits", &directive.limits),
        ("Help", &directive.help),
    ];
    parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, parts::paragraphs(text))).collect()
}

fn facts(seen: &Seen, directive: &Directive) -> Vec<Fact> {
    let today = seen.day();
    let from = directive.from.filter(|from| seen.shows((*from).into()));
    let mut facts: Vec<Fact> = from.map(|from| Fact::who("From", parts::who(seen, Party::Person(from)))).into_iter().collect();
    facts.extend(directive.goal.and_then(|goal| Fact::record("For the goal", seen, goal.into())));
    facts.extend(Fact::day("Issued", directive.issued, today));
    facts.extend(Fact::day("Answer by", directive.answer_by, today));
    facts.extend(Fact::day("To be done by", directive.due, today));
    facts
}

fn add(visit: &Visit, tried: &Tried, id: AnyId) -> ActFold {
    let form = Filling::new(visit, tried, "add-answer").with("directive", id);
    let form = form.suggested("addressee", "Whom else you call", parts::parties(&visit.seen), "").required();
    let form = form.hint("A person, position or unit: name or reference.").submit("Call").look("primary");
    ActFold::new("Call somebody else", form, tried.is("add-answer"))
}

fn withdraw(visit: &Visit, tried: &Tried, id: AnyId) -> ActForm {
    Filling::new(visit, tried, "withdraw-directive").with("directive", id).submit("Withdraw the call").look("danger")
}

/// How the answers to a call stand together.
#[derive(serde::Serialize)]
struct Standing {
    /// How many there are, those that were withdrawn left out.
    wanted: usize,
    withdrawn: usize,
    /// Who has not answered, who asks back, who declined, who accepted and has no work.
    silent: Vec<String>,
    asking: Vec<String>,
    declined: Vec<String>,
    unplanned: Vec<String>,
    planned: usize,
    done: usize,
    confirmed: usize,
}

impl Standing {
    fn of(seen: &Seen, answers: &[Arc<organization::Answer>]) -> Standing {
        let mut standing = Standing {
            wanted: 0,
            withdrawn: 0,
            silent: Vec::new(),
            asking: Vec::new(),
            declined: Vec::new(),
            unplanned: Vec::new(),
            planned: 0,
            done: 0,
            confirmed: 0,
        };
        for answer in answers {
            let name = seen.title(answer.addressee.id());
            standing.wanted += 1;
            match &answer.state {
                AnswerState::Issued => standing.silent.push(name),
                AnswerState::Questioned { .. } => standing.asking.push(name),
                AnswerState::Accepted { .. } => standing.unplanned.push(name),
                AnswerState::Declined { .. } => standing.declined.push(name),
                AnswerState::Planned { .. } => standing.planned += 1,
                AnswerState::Done { .. } => standing.done += 1,
                AnswerState::Confirmed { .. } => standing.confirmed += 1,
                AnswerState::Withdrawn { .. } => {
                    standing.wanted -= 1;
                    standing.withdrawn += 1;
                }
            }
        }
        standing
    }

    /// How many answers are not over.
    fn open(&self) -> usize {
        self.silent.len() + self.asking.len() + self.unplanned.len() + self.planned + self.done
    }

    fn status(&self) -> Option<Status> {
        match (self.wanted, self.open()) {
            (0, _) if self.withdrawn > 0 => Some(Status::new(Tone::Mute, "Withdrawn")),
            (0, _) => Some(Status::new(Tone::Mute, "Nobody is called")),
            (_, 0) if self.confirmed > 0 => Some(Status::new(Tone::Ok, "Closed")),
            (_, 0) => Some(Status::new(Tone::Warn, "Declined")),
            (_, _) => None,
        }
    }

    fn verdict(&self) -> String {
        let waiting = self.silent.len() + self.asking.len();
        match self.wanted {
            0 if self.withdrawn > 0 => "withdrawn".to_owned(),
            0 => "nobody is called yet".to_owned(),
            wanted if waiting == wanted && wanted == 1 => "no answer yet".to_owned(),
            wanted if waiting > 0 => format!("{} of {wanted} have answered", wanted - waiting),
            wanted if self.confirmed == wanted => "done and confirmed".to_owned(),
            wanted if self.declined.len() == wanted => "declined".to_owned(),
            _ if !self.unplanned.is_empty() => "answered, and not work yet".to_owned(),
            _ if self.planned > 0 => "all have answered, and it is work".to_owned(),
            _ => "done, and to be confirmed".to_owned(),
        }
    }

    /// "Eastvale site lead has not answered; an answer was wanted by 20 Nov."
    fn lead(&self, directive: &Directive, today: Date) -> String {
        let mut sentences = Vec::new();
        if !self.silent.is_empty() {
            let wanted = directive.answer_by.map(|by| {
                let verb = if by < today { "was" } else { "is" };
                format!("; an answer {verb} wanted by {}", format::day(by, today))
            });
            let verb = if self.silent.len() == 1 { "has" } else { "have" };
            sentences.push(format!("{} {verb} not answered{}.", together(&self.silent), wanted.unwrap_or_default()));
        }
        let told = |names: &[String], one: &str, many: &str| {
            let verb = if names.len() == 1 { one } else { many };
            (!names.is_empty()).then(|| format!("{} {verb}.", together(names)))
        };
        sentences.extend(told(&self.asking, "asks back", "ask back"));
        sentences.extend(told(&self.declined, "declined", "declined"));
        sentences.extend(told(&self.unplanned, "accepted and has not planned it", "accepted and have not planned it"));
        match self.done {
            0 => {}
            1 => sentences.push("One answer is done and waits to be confirmed.".to_owned()),
            done => sentences.push(format!("{done} answers are done and wait to be confirmed.")),
        }
        sentences.join(" ")
    }
}

/// "Billing", "Billing and Safety", "Billing, Safety and 3 more".
fn together(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

/// What somebody must say in a step, with what is wrong where they do not.
const SAID: [(&str, &str, &str); 3] = [
    ("decline-directive", "because", "Say why: the sender reads it."),
    ("question-directive", "question", "Write what is not clear yet."),
    ("clarify-directive", "text", "Write what the addressee is to know."),
];

/// Takes a step. The answer to a question is kept as a comment, together with the question.
pub(super) async fn send(visit: &Visit, reference: &str, mut fields: Fields) -> Answer {
    let again = |visit: &Visit, tried: &Tried| CallPage::of(visit, reference, tried);
    let kind = fields.get("command").unwrap_or_default().to_owned();
    let silent =
        SAID.iter().find(|(command, field, _)| *command == kind && fields.get(field).unwrap_or_default().trim().is_empty());
    let commands = match silent {
        Some((_, field, sentence)) => Err(vec![Problem::at(*field, *sentence)]),
        None if kind == "clarify-directive" => {
            let directive = visit.lookup::<DirectiveId>(reference)?;
            let (_, new) = visit.minted(&mut fields);
            clarified(visit, &directive, &fields, new)
        }
        None => return visit.send(fields, again).await,
    };
    match commands {
        Ok(commands) => visit.send_commands(fields, commands, again).await,
        Err(problems) => {
            let form = fields.get("form").unwrap_or_default().to_owned();
            let page = again(visit, &Tried::with(&form, fields, problems))?;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

fn clarified(
    visit: &Visit,
    directive: &Directive,
    fields: &Fields,
    new: uuid::Uuid,
) -> Result<Vec<organization::Command>, Vec<Problem>> {
    let seen = &visit.seen;
    let said = fields.get("text").unwrap_or_default().trim();
    let answers = seen.linked::<organization::Answer>(Relation::AnswerDirective, directive.id);
    let asked = fields.get("answer").and_then(|id| answers.iter().find(|answer| answer.id.uuid().to_string() == id));
    let text = match asked.map(|answer| (&answer.state, answer.addressee)) {
        Some((AnswerState::Questioned { question, .. }, addressee)) => {
            format!("{} asked: “{question}”\n\n{said}", seen.title(addressee.id()))
        }
        _ => said.to_owned(),
    };
    let comment = vec![("on".to_owned(), AnyId::from(directive.id).to_string()), ("text".to_owned(), text)];
    let comment = forms::command("add-comment", &Fields(comment), seen, new)?;
    Ok(vec![comment, forms::command("clarify-directive", fields, seen, new)?])
}
