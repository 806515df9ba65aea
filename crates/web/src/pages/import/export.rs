//! Export: the whole organization as a bundle in one ZIP file, for administrators.

use axum::http::header;
use axum::response::IntoResponse;
use exchange::bundle;
use office::Seen;
use organization::{Change, Changes, Organization};

use super::{archive, denied};
use crate::visit::{Answer, Visit};

/// `/export`.
pub(super) async fn show(visit: Visit) -> Answer {
    if !visit.seen.is_administrator() {
        return Err(denied(&visit, "Taking the whole organization out"));
    }
    let seen = visit.seen.clone();
    let work = move || {
        let files = seen.compute(|value| bundle::export(&visible(&seen, value)));
        archive::pack(&files)
    };
    let packed = tokio::task::spawn_blocking(work).await.map_err(|error| visit.broken(&error))?;
    let packed = packed.map_err(|error| visit.broken(&error))?;
    let name = format!("attachment; filename=\"organization-{}.zip\"", visit.seen.day());
    Ok(([(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)], packed).into_response())
}

/// The organization without private comments that the viewer may not see.
fn visible(seen: &Seen, value: &Organization) -> Organization {
    let hidden = value.comments().iter().filter(|comment| comment.private && !seen.shows(comment.id.into()));
    let removal =
        |comment: &std::sync::Arc<organization::Comment>| Change { before: value.record(comment.id.into()), after: None };
    let mut changes = Changes::of(hidden.map(removal).collect());
    let mut visible = value.clone();
    visible.apply(&mut changes, value.position());
    visible
}
