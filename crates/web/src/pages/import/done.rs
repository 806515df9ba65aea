//! The imports of the last thirty days: each can be taken back whole, also after its preview is forgotten.

use jiff::SignedDuration;

use crate::visit::Visit;
use crate::words;

/// How long imports are offered to be taken back here.
const DAYS: i64 = 30;
/// How many entries of the journal are looked through.
const ENTRIES: u32 = 2_000;
/// How many imports are shown.
const SHOWN: usize = 20;

/// One import.
#[derive(serde::Serialize)]
pub(super) struct Done {
    /// When, and by whom.
    pub(super) words: String,
    /// The entry.
    pub(super) href: String,
    /// The hidden fields of the button that takes it back.
    pub(super) undo: Vec<(String, String)>,
}

/// The newest first.
pub(super) async fn of(visit: &Visit) -> Vec<Done> {
    let now = visit.desk.surroundings.now();
    let mut done: Vec<(uuid::Uuid, Done)> = Vec::new();
    let log = visit.desk.office.log(None, ENTRIES).await.unwrap_or_default();
    let recent = |at: jiff::Timestamp| now.duration_since(at) < SignedDuration::from_hours(24 * DAYS);
    for told in log.into_iter().filter(|told| recent(told.at) && told.kind != "undo") {
        let Some(import) = told.import.filter(|import| !done.iter().any(|(known, _)| known == import)) else { continue };
        let who =
            told.person.map_or_else(|| "at the terminal".to_owned(), |person| format!("by {}", visit.seen.title(person.into())));
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let undo =
            vec![pair("import", import.to_string()), pair("id", visit.mint().to_string()), pair("back", "/import".to_owned())];
        let href = format!("/history/entries/{}", told.position);
        done.push((import, Done { words: format!("{}, {who}", words::ago(told.at, now)), href, undo }));
        if done.len() >= SHOWN {
            break;
        }
    }
    done.into_iter().map(|(_, done)| done).collect()
}
