//! What people changed since the last import of a source: of each record that the import would change, the fields that were changed behind the last entry of an
//! import.

use exchange::bundle::Meanwhile;
use exchange::import::{Import, changed};

use crate::visit::Visit;

/// How many records are looked at; beyond that everything is new to somebody anyway.
const RECORDS: usize = 20_000;

/// The fields that were changed here; nothing where there are none.
pub(super) async fn since_the_last_import(visit: &Visit, import: &Import, source: &str) -> Option<Meanwhile> {
    let of_source =
        |id: &organization::AnyId| visit.seen.record(*id).is_some_and(|record| record.keys().in_source(source).is_some());
    let records = changed(import.commands()).filter(of_source).take(RECORDS);
    let since = office::changed_since_import(visit.desk.office.db(), &visit.seen, records).await.unwrap_or_default();
    (!since.is_empty()).then(|| since.into_iter().map(|(id, change)| (id, change.name, change.before)).collect())
}
