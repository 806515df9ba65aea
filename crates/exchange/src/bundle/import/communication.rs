//! Policies, and what is kept of a row that is not modelled.

use organization::{AnyId, Kind};
use serde_json::json;

use super::builder::{Builder, Fate, Part, Told};
use super::identify::fingerprint;
use super::structure::set_closed;
use super::wanted::{Doing, Wanted};

/// The state of a policy.
pub(super) fn policy(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    super::direction::owner(builder, row, "accountable", wanted.id);
    let Some((column, text)) = builder.cell(row, "status").filter(|_| builder.column(row, "state").is_none()) else { return };
    match text.to_lowercase().as_str() {
        "" | "active" | "accepted" | "final" => set_closed(builder, wanted, false),
        "retired" | "superseded" | "withdrawn" | "archived" | "expired" | "closed" => set_closed(builder, wanted, true),
        _ => {
            let sentence =
                format!("“{text}” is no status of a policy that is known here; the policy comes in as one that holds.");
            builder.list(row, column, Told::warning(sentence));
        }
    }
}

/// What is kept of a row: one remainder beside its record, the cells by the names of their columns.
pub(super) fn remainder(builder: &mut Builder<'_>, row: usize) {
    let sheet = builder.row(row).sheet;
    let name = format!("{}#{}", sheet.name, remainder_key(builder, row));
    if builder.names.given(Kind::Remainder, &name).is_some() {
        return;
    }
    let known = builder.value.at_key(Kind::Remainder, builder.source, &name);
    let before = known.and_then(|known| known.to()).and_then(|known: organization::RemainderId| builder.value.find(known));
    let mut kept: serde_json::Map<String, serde_json::Value> =
        before.and_then(|before| serde_json::from_str(&before.content).ok()).unwrap_or_default();
    for (column, name) in sheet.header.iter().enumerate() {
        let text = builder.row(row).cell(column);
        if builder.fate(row, column) == Fate::Kept && !text.trim().is_empty() {
            kept.insert(name.clone(), json!(text));
        } else {
            kept.remove(name);
        }
    }
    if kept.is_empty() {
        if let Some(known) = known {
            let mut removed = Wanted::new(known, true, row);
            removed.doing = Doing::Remove;
            builder.wanted.push(removed);
        }
        return;
    }
    let (id, is_there) = builder.claim(Kind::Remainder, &name);
    let of = builder.rows[row].main.or_else(|| subject(builder, row));
    if builder.rows[row].main.is_none() {
        builder.rows[row].main = Some(id);
    }
    let mut wanted = Wanted::new(id, is_there, row);
    wanted.fields.insert("content", json!(serde_json::Value::Object(kept).to_string()));
    if let Some(of) = of {
        wanted.derived.insert("of", json!(of));
    }
    wanted.derived.insert("source", json!(builder.source));
    wanted.derived.insert("name", json!(sheet.name));
    wanted.keys = (!is_there).then(|| builder.keyed(&name));
    builder.wanted.push(wanted);
}

/// The row's key; where several rows of a file that is kept whole share it, what stands in them tells them apart.
fn remainder_key(builder: &Builder<'_>, row: usize) -> String {
    let key = builder.rows[row].key.clone();
    if !matches!(Part::of(builder.row(row).sheet), Part::Guest(_)) || !builder.is_shared(row) {
        return key;
    }
    let sheet = builder.row(row).sheet;
    let text: Vec<&str> = (0..sheet.header.len()).map(|column| builder.row(row).cell(column)).collect();
    format!("{key}#{:016x}", fingerprint(&text.join("\u{1f}")))
}

/// What a row is about that is no record itself.
fn subject(builder: &Builder<'_>, row: usize) -> Option<AnyId> {
    let kinds = [Kind::Goal, Kind::Policy, Kind::Proposal, Kind::Unit, Kind::Project, Kind::Task];
    let columns = ["goal", "policy", "unit", "from", "item"];
    columns.iter().find_map(|column| {
        let text = builder.text(row, column);
        kinds.iter().find_map(|kind| builder.names.exactly(*kind, text)).filter(|_| !text.is_empty())
    })
}
