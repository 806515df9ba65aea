//! Recipes: how a source's tables were read is kept, so that the next file of the same columns needs no questions.
//!
//! A recipe is a remainder of its source: only administrators see it, it goes out and comes back with the bundle, and a later one supersedes it.

use std::sync::Arc;

use exchange::table::{Recipe, target};
use office::Request;
use organization::{Act, Command, Remainder};
use serde_json::json;

use super::run::{Content, Run, TableContent};
use crate::visit::Visit;

/// What the remainders that are recipes are called.
const NAME: &str = "How its tables are read";

fn kept(visit: &Visit) -> Vec<(Arc<Remainder>, Recipe)> {
    let all = visit.seen.all::<Remainder>().into_iter().filter(|kept| &*kept.name == NAME);
    all.filter_map(|kept| Recipe::from_text(&kept.content).map(|recipe| (kept, recipe))).collect()
}

/// A table whose columns were met before, with the recipe and the source of that time.
pub(super) fn known(visit: &Visit, content: Content, source: String) -> (Arc<Content>, String) {
    let Content::Table(table) = content else { return (Arc::new(content), source) };
    let fits = |recipe: &Recipe| {
        let mut grids = table.grids.grids.iter().filter(|grid| recipe.sheet.is_empty() || grid.sheet == recipe.sheet);
        grids.find_map(|grid| recipe.fits(grid))
    };
    // The newest first.
    let found = kept(visit).into_iter().rev().find_map(|(kept, recipe)| Some((kept.source.to_string(), fits(&recipe)?)));
    match found {
        Some((source, recipe)) => (Arc::new(Content::Table(Box::new(TableContent { recipe, ready: true, ..*table }))), source),
        None => (Arc::new(Content::Table(table)), source),
    }
}

/// Keeps the recipe of a run that was applied. It is no part of the import: taking that back leaves it.
pub(super) async fn keep(visit: &Visit, run: &Run) {
    let Content::Table(table) = &*run.content else { return };
    let before = kept(visit)
        .into_iter()
        .find(|(kept, recipe)| *kept.source == *run.settings.source && recipe.target == table.recipe.target);
    let content = table.recipe.to_text();
    let command = match before {
        Some((kept, _)) => Command::from_parts("change-remainder", json!({ "remainder": kept.id, "content": content })),
        None => {
            let data = json!({ "id": visit.mint(), "of": null, "source": run.settings.source, "name": NAME, "content": content });
            Command::from_parts("add-remainder", data)
        }
    };
    let Ok(command) = command else { return };
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
