//! `throughline log` and `verify`: the journal, read and checked.

use jiff::tz::TimeZone;
use office::RecordedAct;
use office::storage::journal::{Entry, Verdict};
use organization::{AnyId, Kind, Organization};

use crate::failure::Failure;
use crate::place::Place;
use crate::reach;

/// Prints the newest entries of the journal, the oldest of them first.
pub(crate) async fn log(place: &Place, count: u32) -> Result<(), Failure> {
    let db = place.read().await?;
    let value = reach::read(place).await?;
    let mut entries = db.entries_before(None, count).await?;
    entries.reverse();
    for entry in entries {
        let whole = db.entry(entry.position).await?;
        let ids = whole
            .iter()
            .flat_map(|whole| &whole.changes)
            .filter_map(|change| Some(AnyId { kind: Kind::from_name(&change.record_kind)?, id: change.record_id }));
        println!("{}", line(&value, &entry, &ids.collect::<Vec<_>>()));
    }
    Ok(())
}

fn line(value: &Organization, entry: &Entry, ids: &[AnyId]) -> String {
    let act = RecordedAct::of(entry);
    let who = act
        .person
        .and_then(|person| value.find(person))
        .map_or_else(|| "the terminal".to_owned(), |person| person.name.to_string());
    let at = TimeZone::UTC.to_datetime(entry.at);
    let what = match ids {
        [] => String::new(),
        [only] => value.label(*only),
        several => format!("{} and {} more", value.label(several[0]), several.len() - 1),
    };
    format!("{:>6}  {}  {:<22} {what}  by {who}", entry.position, at.strftime("%Y-%m-%d %H:%M"), entry.kind)
}

/// Walks the chain of digests and says whether it holds.
pub(crate) async fn verify(place: &Place) -> Result<(), Failure> {
    let db = place.read().await?;
    match db.verify(None).await? {
        Verdict::Whole(verified) => {
            println!(
                "The journal is whole: {} entries with {} changes, {} erased.",
                verified.entries, verified.changes, verified.erased
            );
            println!(
                "Its head is {} at position {}. Keep this line elsewhere to notice if the end is ever cut off.",
                hex(verified.head.digest.as_bytes()),
                verified.head.position
            );
            Ok(())
        }
        Verdict::Broken(fault) => Err(Failure::data(format!("The journal is not whole: {fault}."))),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
