//! Views for reporting tools: one for each kind of record, with a plain column for each of its fields.
//!
//! They are written from the fields that the records declare, so a new field is there without anybody thinking of it. `report_task` has a row for each task
//! and the columns that the reference lists for it. A list or a nested field is a column of JSON. A field that holds its default is left out of a record's
//! body, so it reads as 0, as false or as nothing.
//!
//! The views are made anew when a program with other fields opens the database to write.

use organization::{FieldAbout, Kind};
use sha2::{Digest as _, Sha256};

use super::engine::{Connection, sql};
use super::meta::mark;

/// How a field is shown in its column.
enum Column {
    Whole,
    Truth,
    Other,
}

/// The columns of a kind of record, by name.
pub fn columns(kind: Kind) -> impl Iterator<Item = &'static FieldAbout> {
    kind.fields().iter()
}

/// The name of the view of a kind.
pub fn name_of(kind: Kind) -> String {
    format!("report_{}", kind.name().replace('-', "_"))
}

fn column_of(field: &FieldAbout) -> Column {
    match field.kind {
        "u8" | "u16" | "u32" | "u64" | "i64" | "Option<u32>" | "Option<i64>" => Column::Whole,
        "bool" => Column::Truth,
        _ => Column::Other,
    }
}

/// The statement that makes the view of a kind.
fn view(kind: Kind, postgres: bool) -> String {
    let columns: Vec<String> = columns(kind).map(|field| column(field, postgres)).collect();
    let name = name_of(kind);
    format!("CREATE VIEW {name} AS SELECT {} FROM record WHERE kind = '{}'", columns.join(", "), kind.name())
}

fn column(field: &FieldAbout, postgres: bool) -> String {
    let name = field.name;
    let absent_is_zero = !field.kind.starts_with("Option");
    let value = match (postgres, column_of(field)) {
        (false, Column::Whole) if absent_is_zero => format!("coalesce(json_extract(body, '$.{name}'), 0)"),
        (false, Column::Truth) => format!("coalesce(json_extract(body, '$.{name}'), 0)"),
        (false, Column::Whole | Column::Other) => format!("json_extract(body, '$.{name}')"),
        (true, Column::Whole) if absent_is_zero => format!("coalesce((body::json ->> '{name}')::bigint, 0)"),
        (true, Column::Whole) => format!("(body::json ->> '{name}')::bigint"),
        (true, Column::Truth) => format!("coalesce((body::json ->> '{name}')::boolean, false)"),
        (true, Column::Other) => format!("body::json ->> '{name}'"),
    };
    format!("{value} AS \"{name}\"")
}

/// What all views say, to know whether those of a database are these.
fn edition(postgres: bool) -> String {
    let mut hash = Sha256::new();
    Kind::ALL.iter().for_each(|kind| hash.update(view(*kind, postgres)));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes the views anew where those of the database are of a program with other fields.
pub(super) async fn keep(connection: &mut Connection) -> Result<(), sqlx::Error> {
    let edition = edition(connection.is_postgres());
    if mark(connection, "views").await? == edition {
        return Ok(());
    }
    connection.begin_alone().await?;
    // Another server may have made them while this one waited for its turn.
    if mark(connection, "views").await? != edition {
        make(connection).await?;
    }
    connection.commit().await
}

/// Makes the views, in the place of those that are there.
pub(super) async fn make(connection: &mut Connection) -> Result<(), sqlx::Error> {
    const NOTE: &str =
        "INSERT INTO meta (key, value) VALUES ('views', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    let postgres = connection.is_postgres();
    for kind in Kind::ALL {
        connection.run_all(&format!("DROP VIEW IF EXISTS {}", name_of(*kind))).await?;
        connection.run_all(&view(*kind, postgres)).await?;
    }
    sql(NOTE).bind(edition(postgres)).run(connection).await.map(|_| ())
}
