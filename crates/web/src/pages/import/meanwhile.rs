//! What people changed since the last import of a source. The journal knows: of each record that the import would change, the fields that were changed behind
//! the last entry of an import.

use exchange::bundle::Meanwhile;
use exchange::import::Import;
use organization::{AnyId, Command, Kind};
use uuid::Uuid;

use crate::visit::Visit;

/// How many entries of a record's history are looked at.
const ENTRIES: u32 = 100;
/// How many records are looked at; beyond that everything is new to somebody anyway.
const RECORDS: usize = 20_000;

/// The fields that were changed here; nothing where there are none.
pub(super) async fn since_the_last_import(visit: &Visit, import: &Import, source: &str) -> Option<Meanwhile> {
    let mut meanwhile = Meanwhile::default();
    for id in changed(import).take(RECORDS) {
        let Some(record) = visit.seen.record(id).filter(|record| record.keys().in_source(source).is_some()) else { continue };
        // Mostly an import was the last to change a record, and one look tells.
        let few = visit.desk.office.history(&visit.seen, id, None, 1).await.ok().flatten().unwrap_or_default();
        if few.first().is_none_or(|told| told.import.is_some() || told.position != record.revision()) {
            continue;
        }
        let told = visit.desk.office.history(&visit.seen, id, None, ENTRIES).await.ok().flatten().unwrap_or_default();
        let Some(last) = told.iter().position(|told| told.import.is_some()) else { continue };
        // From the oldest change on, so that what the import had made is kept.
        for change in told.iter().take(last).flat_map(|told| &told.fields) {
            meanwhile.add(id, &change.name, change.before.clone());
        }
    }
    (!meanwhile.is_empty()).then_some(meanwhile)
}

/// The records that an import would change.
fn changed(import: &Import) -> impl Iterator<Item = AnyId> {
    import.commands().filter_map(|command: &Command| {
        let kind = command.kind().strip_prefix("change-").and_then(Kind::from_name)?;
        let data = command.data();
        let id = data.get(kind.name().replace('-', "_"))?.as_str()?;
        Some(AnyId { kind, id: Uuid::parse_str(id).ok()? })
    })
}
