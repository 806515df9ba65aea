//! What a row asks for: a record with some of its fields, or that one goes away.

use std::collections::BTreeMap;

use jiff::civil::Date;
use organization::{AnyId, Keys};
use serde_json::Value;

/// Fields by name, as JSON.
pub(super) type Fields = BTreeMap<&'static str, Value>;

/// What is to happen to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// It is there, with these fields.
    Put,
    /// It is taken away.
    Remove,
    /// It no longer holds from a day on.
    End(Date),
}

/// One record that a row asks for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Which.
    pub(super) id: AnyId,
    /// Whether the value has it already.
    pub(super) is_there: bool,
    /// What is to happen.
    pub(super) doing: Doing,
    /// The number of its reference, where the row brings one along; 0 for none.
    pub(super) number: u32,
    /// The fields that the row says.
    pub(super) fields: Fields,
    /// Fields that follow from other rows: set when the record is made, and left alone afterwards.
    pub(super) derived: Fields,
    /// All its keys, where the row says them; a new record has these.
    pub(super) keys: Option<Keys>,
    /// The row, counted over all files.
    pub(super) row: usize,
    /// The column of the cell that asks for it, where it is not the row as a whole.
    pub(super) column: Option<usize>,
}

impl Wanted {
    /// A record with no fields yet.
    pub(super) fn new(id: AnyId, is_there: bool, row: usize) -> Wanted {
        Wanted {
            id,
            is_there,
            doing: Doing::Put,
            number: 0,
            fields: Fields::new(),
            derived: Fields::new(),
            keys: None,
            row,
            column: None,
        }
    }
}
