//! What people changed here since the last import from a source. An import does not overwrite it silently: where the file still says what it said then, the
//! change stays; where the file says something new as well, the change stays, too, and the cell is listed with both.

use std::collections::BTreeMap;

use organization::AnyId;
use serde_json::Value;

use super::builder::{Builder, Told};
use crate::bundle::table::Table;

/// Fields that people changed, with what the last import had made of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meanwhile {
    changed: BTreeMap<(AnyId, String), Value>,
}

/// Fields of records that were changed, each with its value after the last import.
impl FromIterator<(AnyId, String, Value)> for Meanwhile {
    fn from_iter<T: IntoIterator<Item = (AnyId, String, Value)>>(changed: T) -> Meanwhile {
        Meanwhile { changed: changed.into_iter().map(|(record, field, imported)| ((record, field), plain(imported))).collect() }
    }
}

impl Meanwhile {
    /// Whether nobody changed anything.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }
}

/// A value without what is absent, so that `{}` and `{"from": null}` are the same.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object.into_iter().map(|(name, value)| (name, plain(value))).filter(|(_, value)| !value.is_null()).collect(),
        ),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => other,
    }
}

/// Leaves alone what people changed.
pub(super) fn spare(builder: &mut Builder<'_>, meanwhile: &Meanwhile) {
    if meanwhile.is_empty() {
        return;
    }
    let mut wanted = std::mem::take(&mut builder.wanted);
    for one in wanted.iter_mut().filter(|one| one.is_there) {
        let spared: Vec<&'static str> =
            one.fields.keys().copied().filter(|field| meanwhile.changed.contains_key(&(one.id, (*field).to_owned()))).collect();
        for field in spared {
            let Some(said) = one.fields.remove(field) else { continue };
            let before = meanwhile.changed.get(&(one.id, field.to_owned()));
            let empty = Table::of(one.id.kind).and_then(|table| table.empty(field)).map(plain);
            let says = plain(said);
            // What is absent in the stored record is the same as the empty value.
            let same =
                before == Some(&says) || before.is_some_and(Value::is_null) && empty.as_ref().is_some_and(|empty| *empty == says);
            let name = Table::of(one.id.kind).map_or(field, |table| table.column_of(field));
            let column = one.column.or_else(|| builder.column(one.row, name));
            if same {
                let sentence = format!(
                    "Column {name}: It was changed here since the last import, and the file says what it said then. It stays as it is here."
                );
                builder.tell(one.row, column, Told::hint(sentence));
            } else {
                let sentence = format!(
                    "Column {name}: It was changed here since the last import, and the file says something new. It stays as it is here; clear or correct it here to take the file's."
                );
                match column {
                    Some(column) => builder.list(one.row, column, Told::warning(sentence)),
                    None => builder.tell(one.row, None, Told::warning(sentence)),
                }
            }
        }
    }
    builder.wanted = wanted;
}
