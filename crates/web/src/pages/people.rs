//! People: who is here, who answers to whom, what a person carries. Nothing here ranks anybody.

mod account;
mod carried;
mod list;
mod newcomer;
mod person;
mod responsibilities;
mod standing;
mod unit;

use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::routing::{get, post};

use crate::Desk;
use crate::forms::Fields;
use crate::visit::{Answer, Visit};

pub(crate) use carried::{open_tasks, thread_of_task};
pub(super) use person::delegated;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/people", get(show_list).post(send_list))
        .route("/people/new", get(show_newcomer).post(send_newcomer))
        .route("/people/{reference}", get(show_person).post(send_person))
        .route("/people/{reference}/account", post(account::change))
}

type Sent = Form<Vec<(String, String)>>;

async fn show_list(visit: Visit, Query(asked): Query<list::Asked>) -> Answer {
    visit.page(list::People::of(&visit, &asked, &Default::default())?)
}

async fn send_list(visit: Visit, Query(asked): Query<list::Asked>, Form(fields): Sent) -> Answer {
    visit.send(Fields(fields), |visit, tried| list::People::of(visit, &asked, tried)).await
}

async fn show_newcomer(visit: Visit, Query(asked): Query<list::Asked>) -> Answer {
    visit.page(newcomer::Newcomer::of(&visit, &asked, &Default::default()))
}

async fn send_newcomer(visit: Visit, Query(asked): Query<list::Asked>, Form(fields): Sent) -> Answer {
    newcomer::send(&visit, &asked, Fields(fields)).await
}

async fn show_person(visit: Visit, Path(reference): Path<String>, Query(asked): Query<person::Asked>) -> Answer {
    let account = account::of(&visit, &reference).await?;
    visit.page(person::PersonPage::of(&visit, &reference, &asked, account, &Default::default())?)
}

async fn send_person(
    visit: Visit,
    Path(reference): Path<String>,
    Query(asked): Query<person::Asked>,
    Form(fields): Sent,
) -> Answer {
    let account = account::of(&visit, &reference).await?;
    visit.send(Fields(fields), |visit, tried| person::PersonPage::of(visit, &reference, &asked, account, tried)).await
}
