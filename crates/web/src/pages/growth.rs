//! Growth: what somebody wants to grow into, the steps towards it, tied to real work, and what was said when it was looked at. `/growth/…` is one development
//! plan; a person's page lists theirs, with their mentorships.
//!
//! Plans are seen by the person, whoever helps them, and those who lead them; to everybody else they do not exist.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::Response;
use axum::routing::get;
use organization::{
    AnyId, AnyRecord, DevelopmentAction, DevelopmentPlan, DevelopmentPlanId, DevelopmentReview, Function, Mentorship, Openness,
    Party, PersonId, Relation,
};

use super::listing::{Listed, Listing};
use super::parts::{self, Fact, Facts};
use super::scope::*;
use crate::component::{ActFold, ActForm, ErrorSummary, Link, Place, Stale};
use crate::filling::{self, Filling, fold};
use crate::forms::Fields;
use crate::visit::{Answer, Page, Tried, Visit};
use crate::{Desk, address, format};

/// Who sees a development plan.
const SEEN_BY: &str = "the person, whoever helps them and those who lead them";

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/growth/{id}", get(show).post(send))
}

/// The development plans of a person; nothing where the viewer may see none.
pub(super) fn of_person(visit: &Visit, tried: &Tried, person: PersonId) -> Option<Listing> {
    let seen = &visit.seen;
    let (closed, open): (Vec<_>, Vec<_>) = seen
        .linked::<DevelopmentPlan>(Relation::DevelopmentPlanPerson, person)
        .into_iter()
        .partition(|plan| plan.state.is_closed());
    let add = develops(visit, person).then(|| {
        let form = Filling::new(visit, tried, "add-development-plan").with("person", AnyId::from(person));
        let form = form.ask("title", "What they want to grow into").ask("aim", "What that means").ask("mentor", "Who helps them");
        fold(tried, "Begin a development plan", form.ask("dated", "").submit("Begin").look("primary"))
    });
    let section = Listing::new("growth", "Growth", "No development plan yet.")
        .private(SEEN_BY)
        .rows(open.iter().map(|plan| listed(visit, plan)))
        .past(closed.iter().map(|plan| listed(visit, plan)))
        .fold(add);
    let own = person == visit.me;
    (own || !section.is_bare()).then_some(section)
}

/// Whether the viewer may develop a person.
fn develops(visit: &Visit, person: PersonId) -> bool {
    let function = visit.seen.compute(|value| value.developing(person));
    visit.may(function, person)
}

fn listed(visit: &Visit, plan: &DevelopmentPlan) -> Listed {
    let seen = &visit.seen;
    let steps = seen.linked::<DevelopmentAction>(Relation::DevelopmentActionPlan, plan.id);
    let done = steps.iter().filter(|step| step.done.is_some()).count();
    let steps = if steps.is_empty() { "no step yet".to_owned() } else { format!("{done} of {} steps done", steps.len()) };
    let mentor = plan.mentor.map(|mentor| format!("helped by {}", seen.title(mentor.into()))).unwrap_or_default();
    Listed::new(plan.id, plan.title.to_string()).href(address::of(seen, plan.id.into())).facts([
        steps,
        mentor,
        parts::span(plan.dated, seen.day()),
    ])
}

/// The mentorships of a person: who helps them, and whom they help.
pub(super) fn mentorships(visit: &Visit, tried: &Tried, person: PersonId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let helped = seen.linked::<Mentorship>(Relation::MentorshipMentee, person);
    let helping = seen.linked::<Mentorship>(Relation::MentorshipMentor, person);
    let (past, now): (Vec<Arc<Mentorship>>, Vec<Arc<Mentorship>>) =
        helped.into_iter().chain(helping).partition(|mentorship| mentorship.dated.is_over(today));
    let add = develops(visit, person).then(|| {
        let form = Filling::new(visit, tried, "add-mentorship").back().with("mentee", AnyId::from(person));
        let form = form.ask("mentor", "Who helps them").ask("aim", "What for").ask("dated", "");
        fold(tried, "Name a mentor", form.submit("Name the mentor").look("primary"))
    });
    let row = |mentorship: &Arc<Mentorship>| mentors(visit, tried, mentorship, person);
    Listing::new("mentors", "Mentors", "No mentorship.").rows(now.iter().map(row)).past(past.iter().map(row)).fold(add)
}

fn mentors(visit: &Visit, tried: &Tried, mentorship: &Arc<Mentorship>, person: PersonId) -> Listed {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let helped = mentorship.mentee == person;
    let other = if helped { mentorship.mentor } else { mentorship.mentee };
    let name = seen.title(other.into());
    let may = develops(visit, mentorship.mentee) && !mentorship.dated.is_over(today);
    let record = AnyRecord::Mentorship(mentorship.clone());
    Listed::new(mentorship.id, if helped { "Helped by" } else { "Helps" })
        .who(Some(parts::who(seen, Party::Person(other))))
        .facts([parts::span(mentorship.dated, today)])
        .said(&mentorship.aim)
        .fold(may.then(|| {
            let form = Filling::changing(visit, tried, "change-mentorship", &record).ask("aim", "What for").ask("dated", "");
            fold(tried, "Change", form.submit("Save").look("primary").about(name.clone()))
        }))
        .act(may.then(|| {
            let form = Filling::about(visit, tried, "end-mentorship", mentorship.id).with("until", today);
            form.submit("End today").look("quiet").about(name)
        }))
}

/// `/growth/…`.
#[derive(Template, serde::Serialize)]
#[template(path = "growth.html")]
struct Growth {
    shell: Shell,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    title: String,
    sentence: String,
    aim: Vec<String>,
    steps: Listing,
    reviews: Listing,
    facts: Facts,
    folds: Vec<ActFold>,
    close: Option<ActForm>,
    seen_by: &'static str,
    history: String,
}

impl Page for Growth {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.page(Growth::of(&visit, &id, &Tried::default())?)
}

async fn send(visit: Visit, Path(id): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Growth::of(visit, &id, tried)).await
}

impl Growth {
    fn of(visit: &Visit, id: &str, tried: &Tried) -> Result<Growth, Response> {
        let plan = visit.lookup::<DevelopmentPlanId>(id)?;
        let (seen, today) = (&visit.seen, visit.seen.day());
        let (title, name) = (plan.title.to_string(), seen.title(plan.person.into()));
        let person = Link::new(name.clone(), address::of(seen, plan.person.into()));
        let mut rows = vec![Fact::who("Who", parts::who(seen, Party::Person(plan.person)))];
        rows.extend(plan.mentor.map(|mentor| Fact::who("Helped by", parts::who(seen, Party::Person(mentor)))));
        let span = parts::span(plan.dated, today);
        if !span.is_empty() {
            rows.push(Fact::text("Runs", span));
        }
        if let Openness::Closed { on } = plan.state {
            rows.push(Fact::text("Closed", on.map(|on| format::day(on, today)).unwrap_or_default()));
        }
        let may = develops(visit, plan.person);
        let record = AnyRecord::DevelopmentPlan(plan.clone());
        let edit = may.then(|| {
            let form =
                Filling::changing(visit, tried, "change-development-plan", &record).ask("title", "What they want to grow into");
            let form = form.ask("aim", "What that means").ask("mentor", "Who helps them").ask("dated", "");
            fold(tried, "Edit", form.submit("Save").look("primary")).key("e")
        });
        let close = (may && !plan.state.is_closed())
            .then(|| Filling::about(visit, tried, "close-development-plan", plan.id).submit("Close the plan").look("quiet"));
        Ok(Growth {
            shell: visit.shell(&title, Some(Place::People), vec![Link::new("People", "/people"), person]),
            summary: filling::summary(tried),
            stale: tried.stale(),
            sentence: sentence(visit, &plan, &name),
            aim: parts::paragraphs(&plan.aim),
            steps: steps(visit, tried, plan.id),
            reviews: reviews(visit, tried, plan.id),
            facts: Facts { rows },
            folds: edit.into_iter().collect(),
            close,
            seen_by: SEEN_BY,
            history: address::history(plan.id.into()),
            title,
        })
    }
}

fn sentence(visit: &Visit, plan: &DevelopmentPlan, name: &str) -> String {
    let steps = visit.seen.linked::<DevelopmentAction>(Relation::DevelopmentActionPlan, plan.id);
    let done = steps.iter().filter(|step| step.done.is_some()).count();
    let next = steps.iter().filter(|step| step.done.is_none()).filter_map(|step| step.due).min();
    let next = next.map(|due| format!(" The next is due {}.", format::day(due, visit.seen.day()))).unwrap_or_default();
    match steps.len() {
        0 => format!("{name} has no step on this way yet."),
        all => format!("{name} has done {done} of {}.{next}", format::count(all, "step", "steps")),
    }
}

/// The steps of a plan, open ones by their day first.
fn steps(visit: &Visit, tried: &Tried, plan: DevelopmentPlanId) -> Listing {
    let mut all = visit.seen.linked::<DevelopmentAction>(Relation::DevelopmentActionPlan, plan);
    all.sort_by_key(|step| (step.done.is_some(), step.due.is_none(), step.due, step.id));
    let add = visit.may(Function::OperateDaily, plan).then(|| {
        let form = Filling::new(visit, tried, "add-development-action").back().with("plan", AnyId::from(plan));
        let form = form
            .ask("title", "What is done")
            .line("task", "The task in which it is done", "")
            .hint("Its reference, such as T-12.");
        fold(tried, "Add a step", form.ask("due", "By when").submit("Add the step").look("primary"))
    });
    Listing::new("steps", "Steps", "No step yet. Tie each to real work where there is some.")
        .rows(all.iter().map(|step| step_row(visit, tried, step)))
        .fold(add)
}

fn step_row(visit: &Visit, tried: &Tried, step: &Arc<DevelopmentAction>) -> Listed {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let title = step.title.to_string();
    let status = match (step.done, step.due) {
        (Some(done), _) => Status::new(Tone::Ok, format!("Done {}", format::day(done, today))),
        (None, Some(due)) if due < today => Status::new(Tone::Warn, format!("Was due {}", format::day(due, today))),
        (None, Some(due)) => Status::new(Tone::Mute, format!("Due {}", format::day(due, today))),
        (None, None) => Status::new(Tone::Mute, "Not done yet"),
    };
    let may = visit.may(Function::OperateDaily, step.id);
    let record = AnyRecord::DevelopmentAction(step.clone());
    let task = step.task.map(|task| crate::pages::written(seen, task)).unwrap_or_default();
    let work = step.task.filter(|task| seen.shows((*task).into()));
    let row = Listed::new(step.id, title.clone()).status(Some(status)).facts([task.clone()]);
    let row = match work {
        Some(task) => row.href(address::of(seen, task.into())),
        None => row,
    };
    row.act((may && step.done.is_none()).then(|| {
        let form = Filling::about(visit, tried, "change-development-action", step.id);
        form.named(format!("done-{}", AnyId::from(step.id).id.simple()))
            .with("done", today)
            .submit("Done today")
            .about(title.clone())
    }))
    .fold(may.then(|| {
        let form = Filling::changing(visit, tried, "change-development-action", &record).ask("title", "What is done");
        let form = form.line("task", "The task in which it is done", task).ask("due", "By when").ask("done", "Done on");
        fold(tried, "Change", form.submit("Save").look("primary").about(title.clone()))
    }))
    .act(
        may.then(|| {
            Filling::about(visit, tried, "remove-development-action", step.id).submit("Remove").look("quiet").about(title)
        }),
    )
}

/// What was said when the plan was looked at, the newest first.
fn reviews(visit: &Visit, tried: &Tried, plan: DevelopmentPlanId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let mut all = seen.linked::<DevelopmentReview>(Relation::DevelopmentReviewPlan, plan);
    all.sort_by_key(|review| std::cmp::Reverse((review.on, review.id)));
    let add = visit.may(Function::OperateDaily, plan).then(|| {
        let form = Filling::new(visit, tried, "add-development-review").back().with("plan", AnyId::from(plan));
        let form =
            form.with("by", AnyId::from(visit.me)).day("on", "When", today.to_string()).required().ask("text", "What was said");
        fold(tried, "Write a review", form.submit("Save the review").look("primary"))
    });
    let row = |review: &Arc<DevelopmentReview>| {
        let may = visit.may(Function::OperateDaily, review.id);
        let record = AnyRecord::DevelopmentReview(review.clone());
        let day = format::day(review.on, today);
        Listed::new(review.id, day.clone())
            .who(review.by.map(|by| parts::who(seen, Party::Person(by))))
            .said(&review.text)
            .fold(may.then(|| {
                let form = Filling::changing(visit, tried, "change-development-review", &record).ask("on", "When");
                fold(tried, "Change", form.ask("text", "What was said").submit("Save").look("primary").about(day.clone()))
            }))
            .act(may.then(|| {
                Filling::about(visit, tried, "remove-development-review", review.id).submit("Remove").look("quiet").about(day)
            }))
    };
    Listing::new("reviews", "Reviews", "Nobody has looked at it yet.").rows(all.iter().map(row)).fold(add)
}
