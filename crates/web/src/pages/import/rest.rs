//! The rows of a table that stay behind or have wrong cells, as a CSV file with the reasons: to be mended elsewhere and brought again.

use axum::extract::{Extension, Path};
use exchange::table::{self, Out, OutTable};

use super::preview::Part;
use super::run::Content;
use super::{Kept, find};
use crate::out;
use crate::visit::{Answer, Visit};

/// `/import/{run}/rest.csv`.
pub(super) async fn show(visit: Visit, Extension(runs): Kept, Path(id): Path<String>) -> Answer {
    let run = find(&visit, &runs, &id)?;
    let Content::Table(brought) = &*run.content else { return Err(visit.not_found()) };
    let Some((grid, header)) = brought.grid() else { return Err(visit.not_found()) };
    let mut heads: Vec<String> = grid.rows.get(header).map(|row| row.cells.clone()).unwrap_or_default();
    heads.push("What is wrong".to_owned());
    let mut rest = OutTable { name: "rest".to_owned(), heads, rows: Vec::new() };
    for row in run.preview.rows_of(Part::LeftOut).chain(run.preview.rows_of(Part::Faulty)) {
        let Some(at) = grid.row_at(row.at.line) else { continue };
        let mut cells: Vec<Out> = (0..rest.heads.len() - 1).map(|column| Out::Text(grid.cell(at, column).to_owned())).collect();
        cells.push(Out::Text(super::view::wrong_in(&run.preview, row).join(" ")));
        rest.rows.push(cells);
    }
    Ok(out::file("rest.csv", out::CSV, table::write_csv(&rest)))
}
