//! `/decisions/C-1`: should we do this? What a proposal challenges, what would become better, how it is tried, and how it was decided.
//!
//! Whoever decides writes the reasons in the same form: the proposal changes its state and a decision is recorded, as one change.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use organization::{AnyId, Command, Decision, Function, Kind, Party, Proposal, ProposalId, ProposalState, Relation};
use serde_json::json;
use uuid::Uuid;

use super::answers::State;
use super::{tables, work};
use crate::component::{ActFold, ActForm, Crumb, ErrorSummary, Place, Problem, Stale, Table, Thread};
use crate::filling::{self, Filling};
use crate::forms::{self, Fields};
use crate::pages::parts::{self, Comments, Fact, Facts, Found};
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{address, format};

/// The page of a proposal.
#[derive(Template, serde::Serialize)]
#[template(path = "proposal.html")]
pub(super) struct ProposalPage {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    eyebrow: String,
    state: State,
    heading: String,
    lead: String,
    thread: Thread,
    edit: Option<String>,
    hypothesis: Vec<String>,
    measure: Option<String>,
    trial: Option<Table>,
    open: Option<ActForm>,
    steps: Vec<ActFold>,
    /// Who decides, where the viewer may not.
    decides: String,
    decisions: Option<Table>,
    facts: Facts,
    found: Found,
    comments: Comments,
    history: String,
}

impl Page for ProposalPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

pub(super) fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Decisions", "/decisions"), Crumb::new("Proposals", "/decisions?view=proposals")]
}

impl ProposalPage {
    pub(super) fn of(visit: &Visit, reference: &str, tried: &Tried) -> Result<ProposalPage, Response> {
        let proposal = visit.lookup::<ProposalId>(reference)?;
        let seen = &visit.seen;
        let id = AnyId::from(proposal.id);
        let changes = visit.may(Function::ChallengeStatusQuo, id);
        let decides = visit.may(Function::SetDirection, id);
        let waits = proposal.state.waits_since().is_some();
        let mut decisions = seen.linked::<Decision>(Relation::DecisionSubject, id);
        tables::newest_first(&mut decisions);
        let trial = match &proposal.state {
            ProposalState::Trial { project, .. } => Some(*project).filter(|project| seen.shows((*project).into())),
            ProposalState::Draft
            | ProposalState::Open { .. }
            | ProposalState::Adopted { .. }
            | ProposalState::Rejected { .. } => None,
        };
        let mut steps = Vec::new();
        if changes && matches!(proposal.state, ProposalState::Open { .. }) {
            steps.push(try_it(visit, tried, id));
        }
        if decides && waits {
            steps.push(decide(visit, tried, &proposal, "adopt-proposal", "adopt-proposal"));
            steps.push(decide(visit, tried, &proposal, "reject-proposal", "reject-proposal"));
        }
        let draft = proposal.state == ProposalState::Draft;
        Ok(ProposalPage {
            shell: visit.shell(&proposal.title, Some(Place::Decisions), crumbs()),
            summary: filling::summary(tried),
            stale: tried.stale(),
            eyebrow: eyebrow(visit, &proposal),
            state: tables::proposal_state(visit, &proposal),
            heading: format!("{}: {}", proposal.title, verdict(&proposal.state, seen.day())),
            lead: lead(visit, &proposal),
            thread: parts::thread(visit, id, "Thread of this proposal"),
            edit: (changes && (draft || waits)).then(|| format!("{}/edit", address::of(seen, id))),
            hypothesis: parts::paragraphs(&proposal.hypothesis),
            measure: proposal.measure.as_ref().map(ToString::to_string),
            trial: trial.map(|project| work::trial(visit, project)),
            open: (changes && draft).then(|| {
                let form = Filling::new(visit, tried, "open-proposal").with("proposal", id);
                form.submit("Open it to everybody's word").look("primary")
            }),
            steps,
            decides: if waits && !decides { who_decides(visit, &proposal) } else { String::new() },
            decisions: (!decisions.is_empty()).then(|| tables::decided(visit, &decisions, "Decisions about this proposal")),
            facts: Facts { rows: facts(visit, &proposal) },
            found: Found::of(visit, id, |finding| finding.subject == id),
            comments: Comments::of(visit, tried, id),
            history: address::history(id),
        })
    }
}

fn names(visit: &Visit, people: &[organization::PersonId]) -> String {
    let names: Vec<String> =
        people.iter().map(|person| visit.seen.title((*person).into())).filter(|name| !name.is_empty()).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

fn eyebrow(visit: &Visit, proposal: &Proposal) -> String {
    let authors = names(visit, &proposal.authors);
    let authors = if authors.is_empty() { authors } else { format!(", from {authors}") };
    let created = proposal.created.map(|day| format!(", written {}", format::day(day, visit.seen.day()))).unwrap_or_default();
    format!("Proposal C-{}{authors}{created}", proposal.number)
}

fn verdict(state: &ProposalState, today: Date) -> String {
    let since = |since: Option<Date>| match since.map(|since| (today - since).get_days()) {
        None => String::new(),
        Some(days) if days <= 0 => " since today".to_owned(),
        Some(days) => format!(" for {}", format::count(usize::try_from(days).unwrap_or_default(), "day", "days")),
    };
    let on = |on: Option<Date>| on.map(|on| format!(" on {}", format::day(on, today))).unwrap_or_default();
    match state {
        ProposalState::Draft => "a draft".to_owned(),
        ProposalState::Open { since: day } => format!("open{}", since(*day)),
        ProposalState::Trial { since: day, .. } => format!("on trial, open{}", since(*day)),
        ProposalState::Adopted { on: day } => format!("adopted{}", on(*day)),
        ProposalState::Rejected { on: day } => format!("rejected{}", on(*day)),
    }
}

fn lead(visit: &Visit, proposal: &Proposal) -> String {
    let challenged = proposal.challenges.filter(|id| visit.seen.shows(*id)).map(|id| visit.seen.title(id));
    challenged.map(|title| format!("It challenges {title}.")).unwrap_or_default()
}

fn who_decides(visit: &Visit, proposal: &Proposal) -> String {
    let named = names(visit, &proposal.approvers);
    match (named.is_empty(), proposal.unit.filter(|unit| visit.seen.shows((*unit).into()))) {
        (false, _) => format!("{named} decides."),
        (true, Some(unit)) => format!("The head of {} decides.", visit.seen.title(unit.into())),
        (true, None) => "Nobody is named to decide it.".to_owned(),
    }
}

fn facts(visit: &Visit, proposal: &Proposal) -> Vec<Fact> {
    let seen = &visit.seen;
    let mut facts = Vec::new();
    facts.extend(proposal.challenges.and_then(|id| Fact::record("Challenges", seen, id)));
    facts.extend(proposal.sort.as_ref().map(|sort| Fact::text("Sort", sort.to_string())));
    let unit = proposal.unit.filter(|unit| seen.shows((*unit).into()));
    facts.extend(unit.map(|unit| Fact::who("Unit that decides", parts::who(seen, Party::Unit(unit)))));
    let person = |id: &organization::PersonId| parts::who(seen, Party::Person(*id));
    facts.extend(proposal.authors.iter().map(|author| Fact::who("From", person(author))));
    facts.extend(proposal.approvers.iter().map(|approver| Fact::who("Decides", person(approver))));
    facts.extend(Fact::day("Written", proposal.created, seen.day()));
    facts.extend(Fact::day("Open since", proposal.state.waits_since().flatten(), seen.day()));
    facts
}

fn try_it(visit: &Visit, tried: &Tried, id: AnyId) -> ActFold {
    let form = Filling::new(visit, tried, "try-proposal").with("proposal", id);
    let form = form.suggested("project", "The plan that tries it", parts::projects(&visit.seen), "").required();
    let form = form.hint("A small plan with an end: what it shows decides.").submit("Begin the trial").look("primary");
    ActFold::new("Try it", form, tried.is("try-proposal"))
}

/// The form that adopts or rejects a proposal, behind its button. `form` is its name among those of the page.
pub(in crate::pages) fn decide(visit: &Visit, tried: &Tried, proposal: &Proposal, command: &str, form: &str) -> ActFold {
    let adopt = command == "adopt-proposal";
    let filling = Filling::new(visit, tried, command).named(form).with("proposal", AnyId::from(proposal.id)).back();
    let filling = filling.lines("reasons", if adopt { "Why it is adopted" } else { "Why it is rejected" }, "").required();
    let filling = filling.hint("They stand in the log of decisions.").lines("options", "What else was looked at", "");
    let filled = filling.submit(if adopt { "Adopt the proposal" } else { "Reject the proposal" });
    let filled = filled.look(if adopt { "primary" } else { "danger" }).about(proposal.title.to_string());
    ActFold::new(if adopt { "Adopt" } else { "Reject" }, filled, tried.is(form))
}

/// The commands of a form that adopts or rejects a proposal: the step, and the decision with its reasons. Nothing where the form does something else.
pub(in crate::pages) fn decided(visit: &Visit, fields: &mut Fields) -> Option<Result<Vec<Command>, Vec<Problem>>> {
    let kind = fields.get("command").unwrap_or_default().to_owned();
    let choice = match kind.as_str() {
        "adopt-proposal" => "Adopted",
        "reject-proposal" => "Rejected",
        _ => return None,
    };
    let (_, new) = visit.minted(fields);
    Some(with_reasons(visit, fields, &kind, choice, new))
}

fn with_reasons(visit: &Visit, fields: &Fields, kind: &str, choice: &str, new: Uuid) -> Result<Vec<Command>, Vec<Problem>> {
    let said = |name: &str| fields.get(name).unwrap_or_default().trim().to_owned();
    if said("reasons").is_empty() {
        return Err(vec![Problem::at("reasons", "Say why: whoever proposed it wants to know.")]);
    }
    let proposal = forms::named(&said("proposal"), Some(Kind::Proposal), &visit.seen);
    let proposal = proposal.map_err(|sentence| vec![Problem::at("", sentence)])?;
    let data = json!({
        "id": new, "question": visit.seen.title(proposal), "options": said("options"), "choice": choice,
        "reasons": said("reasons"), "subject": proposal, "by": [visit.me], "on": visit.seen.day(),
    });
    let record = Command::from_parts("record-decision", data).map_err(|fault| vec![Problem::at("reasons", fault)])?;
    let mut commands = visit.commands(kind, fields, new)?;
    commands.push(record);
    Ok(commands)
}

/// Takes a step. Adopting and rejecting record a decision with its reasons.
pub(super) async fn send(visit: &Visit, reference: &str, mut fields: Fields) -> Answer {
    match decided(visit, &mut fields) {
        None => visit.send(fields, |visit, tried| ProposalPage::of(visit, reference, tried)).await,
        Some(Ok(commands)) => {
            visit.send_commands(fields, commands, |visit, tried| ProposalPage::of(visit, reference, tried)).await
        }
        Some(Err(problems)) => {
            let kind = fields.get("command").unwrap_or_default().to_owned();
            let page = ProposalPage::of(visit, reference, &Tried::with(&kind, fields, problems))?;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}
