//! `/goals/new`: a goal is written down, with whoever answers for it.

use askama::Template;
use axum::extract::{Form, Query};
use axum::response::Response;
use serde::Deserialize;

use crate::component::{ActForm, Crumb, ErrorSummary, Link, Place, Stale};
use crate::filling::{self, Filling};
use crate::forms::Fields;
use crate::pages::parts;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Tried, Visit};

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The goal that it is to help.
    parent: String,
}

/// A page with one form: used for a new goal and for the changes of one.
#[derive(Template, serde::Serialize)]
#[template(path = "one_form.html")]
pub(in crate::pages) struct OneForm {
    shell: Shell,
    heading: String,
    lead: String,
    summary: Option<ErrorSummary>,
    stale: Option<Stale>,
    form: ActForm,
}

impl OneForm {
    /// A page with a form; what was tried on it and refused stands above.
    pub(in crate::pages) fn new(shell: Shell, tried: &Tried, heading: &str, lead: &str, form: ActForm) -> OneForm {
        let (heading, lead) = (heading.to_owned(), lead.to_owned());
        OneForm { shell, heading, lead, summary: filling::summary(tried), stale: tried.stale(), form }
    }
}

impl Page for OneForm {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

fn page(visit: &Visit, asked: &Asked, tried: &Tried) -> OneForm {
    let seen = &visit.seen;
    let parent = crate::forms::named(&asked.parent, Some(organization::Kind::Goal), seen)
        .map(|id| parts::written(seen, id))
        .unwrap_or_default();
    let me = parts::written(seen, visit.me);
    let form = Filling::new(visit, tried, "add-goal")
        .line("title", "What is to be true", "")
        .required()
        .lines("why", "Why it matters", "")
        .suggested("parent", "Helps the goal", parts::goals(seen), parent)
        .hint("Leave it empty for a goal at the top.")
        .suggested("unit", "Unit", parts::units(seen), "")
        .suggested("accountable", "Owner", parts::parties(seen), me)
        .hint("Who answers for it: a person, position or unit.")
        .day("period.from", "From", "")
        .day("period.last", "To", "")
        .one_of("state", "State", &[("active", "Active"), ("proposed", "Proposed")], "active")
        .required()
        .submit("Add goal")
        .look("primary")
        .or(Link::new("Cancel", "/goals"));
    OneForm::new(
        visit.shell("New goal", Some(Place::Goals), vec![Crumb::new("Goals", "/goals")]),
        tried,
        "Write a goal",
        "What is to be true, why, and who answers for it.",
        form,
    )
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.page(page(&visit, &asked, &Tried::default()))
}

pub(super) async fn send(visit: Visit, Query(asked): Query<Asked>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    visit.send(Fields(fields), |visit, tried| Ok::<_, Response>(page(visit, &asked, tried))).await
}
