//! Who stands in a cell beside a record: owners and teams. They are records of their own, and compared with what earlier imports of this source made of
//! the same cell: another name in it changes that record, an empty cell ends it.

use organization::{AnyId, Kind, Letter, Party, RecordId, Relation, TaskId};
use serde_json::json;

use super::builder::Builder;
use super::wanted::{Doing, Wanted};
use crate::bundle::codec::id_value;

/// The parties of one cell.
pub(super) struct Named {
    pub(super) row: usize,
    pub(super) column: usize,
    /// What they are named for.
    pub(super) subject: AnyId,
    /// The letter that the column gives them.
    pub(super) letter: Letter,
    /// What tells the keys of this column from those of others.
    pub(super) suffix: &'static str,
    /// Who.
    pub(super) parties: Vec<AnyId>,
}

/// What an earlier import made of the cell.
struct Before {
    id: AnyId,
    party: AnyId,
    is_over: bool,
}

/// The key of the record that a cell makes of a party.
fn key_of(builder: &Builder<'_>, named: &Named, party: AnyId) -> String {
    let name = builder.value.record(party).and_then(|record| record.keys().in_source(builder.source).map(str::to_owned));
    let name = name.or_else(|| builder.row_of(party).map(|row| builder.rows[row].key.clone()));
    format!("{}#{}:{}", builder.rows[named.row].key, named.suffix, name.unwrap_or_else(|| party.id.to_string()))
}

/// Responsibilities of a cell.
pub(super) fn responsibilities(builder: &mut Builder<'_>, named: &Named) {
    let prefix = format!("{}#{}:", builder.rows[named.row].key, named.suffix);
    let before: Vec<Before> = builder
        .value
        .linked::<organization::Responsibility>(Relation::ResponsibilitySubject, named.subject)
        .filter(|held| held.keys.in_source(builder.source).is_some_and(|key| key.starts_with(&prefix)))
        .map(|held| Before { id: held.id.any(), party: held.party.id(), is_over: held.dated.is_over(builder.day) })
        .collect();
    let pairs = pair(named, &before);
    for (party, known) in pairs.wanted {
        let Some(said) = Party::of(party) else { continue };
        let mut wanted = start(builder, named, Kind::Responsibility, party, known);
        wanted.fields.insert("subject", json!(named.subject));
        wanted.fields.insert("party", json!(said));
        wanted.fields.insert("letter", json!(named.letter));
        if known.is_some_and(|known| known.is_over) {
            wanted.fields.insert("dated", json!({}));
        }
        builder.wanted.push(wanted);
    }
    for left in pairs.left {
        let mut ended = Wanted::new(left.id, true, named.row);
        ended.doing = Doing::End(builder.day);
        ended.column = Some(named.column);
        builder.wanted.push(ended);
    }
}

/// Demands of a cell.
pub(super) fn demands(builder: &mut Builder<'_>, named: &Named) {
    let prefix = format!("{}#{}:", builder.rows[named.row].key, named.suffix);
    let Some(task) = named.subject.to::<TaskId>() else { return };
    let before: Vec<Before> = builder
        .value
        .demands_of(task)
        .filter(|demand| demand.keys.in_source(builder.source).is_some_and(|key| key.starts_with(&prefix)))
        .map(|demand| Before { id: demand.id.any(), party: demand.need.id(), is_over: false })
        .collect();
    let pairs = pair(named, &before);
    for (party, known) in pairs.wanted {
        let mut wanted = start(builder, named, Kind::Demand, party, known);
        wanted.fields.insert("task", id_value(named.subject));
        wanted.fields.insert("need", json!({ "person": party.id }));
        builder.wanted.push(wanted);
    }
    for left in pairs.left {
        let mut removed = Wanted::new(left.id, true, named.row);
        removed.doing = Doing::Remove;
        removed.column = Some(named.column);
        builder.wanted.push(removed);
    }
}

struct Pairs<'a> {
    wanted: Vec<(AnyId, Option<&'a Before>)>,
    left: Vec<&'a Before>,
}

/// The same party first; then whoever is new takes the place of whoever is gone.
fn pair<'a>(named: &Named, before: &'a [Before]) -> Pairs<'a> {
    let mut parties: Vec<AnyId> = Vec::new();
    named.parties.iter().for_each(|party| {
        if !parties.contains(party) {
            parties.push(*party);
        }
    });
    let same = |party: &AnyId| before.iter().find(|known| known.party == *party);
    let mut left: Vec<&Before> = before.iter().filter(|known| !known.is_over && !parties.contains(&known.party)).collect();
    let mut wanted = Vec::new();
    for party in parties {
        let known = same(&party).or_else(|| (!left.is_empty()).then(|| left.remove(0)));
        wanted.push((party, known));
    }
    Pairs { wanted, left }
}

fn start(builder: &mut Builder<'_>, named: &Named, kind: Kind, party: AnyId, known: Option<&Before>) -> Wanted {
    let key = key_of(builder, named, party);
    let mut wanted = match known {
        Some(known) => {
            let mut wanted = Wanted::new(known.id, true, named.row);
            wanted.keys = (known.party != party).then(|| builder.keyed(&key));
            wanted
        }
        None => {
            let id = AnyId { kind, id: builder.mint() };
            let mut wanted = Wanted::new(id, false, named.row);
            wanted.keys = Some(builder.keyed(&key));
            wanted
        }
    };
    wanted.column = Some(named.column);
    wanted
}
