//! Applying a run: all of it as one import, or nothing.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use office::{BATCH_LIMIT, Failure, Request, Undo, Undone};
use organization::{Act, Command};
use uuid::Uuid;

use super::preview::{Part, Preview};
use super::run::{Applied, Run, Runs};
use super::{again, recipe};
use crate::component::Problem;
use crate::forms::Fields;
use crate::visit::{Answer, Visit, with_done};

/// Does what the preview shows. Where the organization has changed since and the import would do something else, the new preview is shown first.
pub(super) async fn apply(visit: &Visit, runs: &Runs, run: Run, fields: Fields) -> Answer {
    let address = format!("/import/{}", run.id);
    if let Some(applied) = run.applied {
        return Ok(Redirect::to(&with_done(&address, applied.position)).into_response());
    }
    let (left, faulty) = (run.preview.count(Part::LeftOut), run.preview.count(Part::Faulty));
    if left + faulty > 0 && fields.get("leave") != Some("true") {
        let sentence = match (left, faulty) {
            (left, 0) => format!("{left} rows are left out. Mend them, or tick that they stay behind."),
            (0, faulty) => {
                format!("{faulty} rows have cells that are wrong. Mend them, or tick that they come in without these cells.")
            }
            (left, faulty) => format!(
                "{left} rows are left out and {faulty} have cells that are wrong. Mend them, or tick that all this stays behind."
            ),
        };
        return again(visit, &run, StatusCode::UNPROCESSABLE_ENTITY, fields, vec![Problem::at("leave", sentence)]).await;
    }
    let run = if run.preview.position == visit.seen.position() {
        run
    } else {
        let preview = Arc::new(Preview::of(visit, &run.content, &run.settings).await);
        let same = preview.agrees_with(&run.preview);
        let newer = Run { preview, ..run };
        runs.keep(newer.clone());
        if !same {
            let sentence =
                "Somebody changed the organization meanwhile. This is what the import would do now; look again and apply.";
            return again(visit, &newer, StatusCode::CONFLICT, fields, vec![Problem::at("", sentence)]).await;
        }
        newer
    };
    let commands: Vec<Command> = run.preview.import.commands().cloned().collect();
    if commands.is_empty() {
        let problem = Problem::at("", "There is nothing to change: the organization already says all of this.");
        return again(visit, &run, StatusCode::UNPROCESSABLE_ENTITY, fields, vec![problem]).await;
    }
    match perform(visit, &run, commands).await {
        Ok(applied) => {
            recipe::keep(visit, &run).await;
            runs.keep(Run { applied: Some(applied), ..run });
            Ok(Redirect::to(&with_done(&address, applied.position)).into_response())
        }
        Err((Failure::Refused { sentence, .. }, at)) => {
            let place = run.preview.import.commands.get(at).map(|planned| format!("{}: ", planned.at)).unwrap_or_default();
            let problem = Problem::at("", format!("{place}{sentence} Nothing was changed."));
            again(visit, &run, StatusCode::UNPROCESSABLE_ENTITY, fields, vec![problem]).await
        }
        Err((failure, _)) => Err(visit.failure(failure)),
    }
}

/// Performs commands under the id of the run, in parts where there are more than one request holds. When a part fails, those before it are taken back.
async fn perform(visit: &Visit, run: &Run, commands: Vec<Command>) -> Result<Applied, (Failure, usize)> {
    let act = Act { imported: true, ..visit.act() };
    let mut applied = Applied { position: visit.seen.position(), changed: 0 };
    for (number, part) in commands.chunks(BATCH_LIMIT).enumerate() {
        // Ids that follow from the run: sent twice, each part happens once.
        let id = Uuid::from_u128(run.id.as_u128() ^ (u128::try_from(number).unwrap_or_default() + 1));
        let request = Request { id, act: act.clone(), commands: part.to_vec(), based_on: None, import: Some(run.id) };
        match visit.desk.office.perform(request).await {
            Ok(done) => applied = Applied { position: done.position, changed: applied.changed + done.changed },
            Err(failure) => {
                let at = match &failure {
                    Failure::Refused { at, .. } | Failure::Denied { at, .. } => number * BATCH_LIMIT + at,
                    Failure::NotFound | Failure::Stale(_) | Failure::Broken(_) => number * BATCH_LIMIT,
                };
                if number > 0 {
                    let undo = Undo { id: visit.mint(), act: visit.act(), what: Undone::Import(run.id) };
                    if let Err(failure) = visit.desk.office.undo(undo).await {
                        tracing::error!(%failure, "the first parts of an import that failed could not be taken back");
                    }
                }
                return Err((failure, at));
            }
        }
    }
    Ok(applied)
}
