//! The recipe of a run: the one that is kept from before, and keeping its own.

use std::sync::Arc;

use exchange::table::{self, Recipe, target};
use office::Request;
use organization::{Act, Remainder};

use super::run::{Content, Run, TableContent};
use crate::visit::Visit;

/// A table whose columns were met before, with the recipe and the source of that time.
pub(super) fn known(visit: &Visit, content: Content, source: String) -> (Arc<Content>, String) {
    let Content::Table(table) = content else { return (Arc::new(content), source) };
    let kept = visit.seen.all::<Remainder>();
    match table::known(kept.iter().map(|kept| &**kept), &table.grids) {
        Some((source, recipe)) => (Arc::new(Content::Table(Box::new(TableContent { recipe, ready: true, ..*table }))), source),
        None => (Arc::new(Content::Table(table)), source),
    }
}

/// Keeps the recipe of a run that was applied.
pub(super) async fn keep(visit: &Visit, run: &Run) {
    let Content::Table(table) = &*run.content else { return };
    let kept = visit.seen.all::<Remainder>();
    let kept = kept.iter().map(|kept| &**kept);
    let Some(command) = table::keep(kept, &run.settings.source, &table.recipe, visit.mint()) else { return };
    let act = Act { imported: true, ..visit.act() };
    let request = Request { id: visit.mint(), act, commands: vec![command], based_on: None, import: None };
    // The import itself is done; without its recipe the next one asks again.
    if let Err(failure) = visit.desk.office.perform(request).await {
        tracing::warn!(%failure, "the recipe of an import could not be kept");
    }
}

/// What a table is about, for people.
pub(super) fn about(recipe: &Recipe) -> String {
    target(&recipe.target).map_or_else(|| "Table".to_owned(), |target| target.label)
}
