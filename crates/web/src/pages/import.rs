//! Import: files in, a preview of all rows, one atomic apply; and everything out again.
//!
//! *Bring* takes a table of any kind (a workbook, CSV, an export of a tracker, pasted rows), a bundle (a ZIP of it, its files, or a workbook) or a Microsoft
//! Project file in XML. *Columns* says which column of a table is which field; where its source was met before, that is known. *Preview* says of every row what it becomes and why some are
//! left out; those can be mended in place. *Apply* does all of it as one import, which can be undone whole. A run is kept in memory for two hours, for whoever
//! brought it. Only administrators import and export.

mod apply;
mod archive;
mod bring;
mod columns;
mod done;
mod export;
mod meanwhile;
mod mend;
mod preview;
mod recipe;
mod rest;
mod run;
mod view;

use std::sync::Arc;

use axum::extract::{Extension, Form, Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Router, extract::multipart::MultipartRejection};
use organization::Administrator;
use uuid::Uuid;

use super::ErrorPage;
use crate::Desk;
use crate::component::Problem;
use crate::forms::Fields;
use crate::guard::upload_limit;
use crate::visit::{Answer, Tried, Visit};
use bring::Bring;
use run::{Content, Run, Runs};
use view::{Asked, ImportRun};

/// The most bytes of one upload.
const UPLOAD: usize = 64 << 20;

/// The most bytes of a form with the cells of a row.
const FORM: usize = 4 << 20;

/// The routes of this chapter.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/import", get(show).post(bring_in).layer(upload_limit(UPLOAD)))
        .route("/import/{run}", get(preview).post(decide).layer(upload_limit(FORM)))
        .route("/import/{run}/columns", get(columns::show).post(columns::decide))
        .route("/import/{run}/rest.csv", get(rest::show))
        .route("/export", get(export::show))
        .layer(Extension(Arc::new(Runs::default())))
}

type Kept = Extension<Arc<Runs>>;

/// Who can do it, for everybody else.
fn denied(visit: &Visit, what: &str) -> Response {
    let holds = |administrator: &Arc<Administrator>| administrator.dated.holds(visit.seen.day());
    let administrators = visit.seen.all::<Administrator>().into_iter().filter(holds);
    let names: Vec<String> = administrators.take(5).map(|administrator| visit.seen.title(administrator.person.into())).collect();
    let sentence = format!("{what} is for administrators. Ask {}.", names.join(" or "));
    ErrorPage::denied(visit.shell("Import", None, Vec::new()), sentence).into_response()
}

async fn show(visit: Visit, Extension(runs): Kept) -> Answer {
    if !visit.seen.is_administrator() {
        return Err(denied(&visit, "Bringing files in"));
    }
    let page = Bring::of(&visit, &runs, &Tried::default()).await;
    visit.page(page)
}

async fn bring_in(visit: Visit, Extension(runs): Kept, upload: Result<Multipart, MultipartRejection>) -> Answer {
    if !visit.seen.is_administrator() {
        return Err(denied(&visit, "Bringing files in"));
    }
    let made = match upload {
        Ok(upload) => bring::receive(&visit, upload).await,
        Err(_) => Err(vec!["Choose a file and send it with the button.".to_owned()]),
    };
    match made {
        Ok(run) => {
            let address = format!("/import/{}", run.id);
            runs.keep(run);
            Ok(Redirect::to(&address).into_response())
        }
        Err(sentences) => {
            let problems = sentences.into_iter().map(|sentence| Problem::at("files", sentence)).collect();
            let tried = Tried::with("bring", Fields::default(), problems);
            let page = Bring::of(&visit, &runs, &tried).await;
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

fn find(visit: &Visit, runs: &Runs, id: &str) -> Result<Run, Response> {
    let id = Uuid::parse_str(id).map_err(|_| visit.not_found())?;
    runs.find(id, visit.me, visit.desk.surroundings.now()).ok_or_else(|| visit.not_found())
}

async fn preview(
    visit: Visit,
    Extension(runs): Kept,
    Path(id): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Answer {
    let run = find(&visit, &runs, &id)?;
    if matches!(&*run.content, Content::Table(table) if !table.ready) {
        return Ok(Redirect::to(&format!("/import/{}/columns", run.id)).into_response());
    }
    visit.page(ImportRun::of(&visit, &run, &asked, &Tried::default()).await?)
}

async fn decide(
    visit: Visit,
    Extension(runs): Kept,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let run = find(&visit, &runs, &id)?;
    if !visit.seen.is_administrator() {
        return Err(denied(&visit, "Bringing files in"));
    }
    let fields = Fields(fields);
    match fields.get("do") {
        Some("settings") => mend::settings(&visit, &runs, run, fields).await,
        Some("mend") => mend::row(&visit, &runs, run, fields).await,
        Some("replace") => mend::replace(&visit, &runs, run, fields).await,
        Some("apply") => apply::apply(&visit, &runs, run, fields).await,
        Some("drop") => {
            runs.drop_run(run.id);
            Ok(Redirect::to("/import").into_response())
        }
        _ => Err(visit.not_found()),
    }
}

/// The page of a run again, with what was wrong.
async fn again(visit: &Visit, run: &Run, status: StatusCode, fields: Fields, problems: Vec<Problem>) -> Answer {
    let form = fields.get("do").unwrap_or_default().to_owned();
    let asked = Asked::of_fields(&fields);
    let tried = Tried::with(&form, fields, problems);
    visit.page_with(status, ImportRun::of(visit, run, &asked, &tried).await?)
}
