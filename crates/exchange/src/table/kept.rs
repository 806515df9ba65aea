//! Recipes that are kept: how a source's tables were read, so that the next file of the same columns needs no questions.
//!
//! A recipe is a remainder of its source: only administrators see it, it goes out and comes back with the bundle, and a later one supersedes it.

use organization::{Command, Remainder};
use serde_json::json;
use uuid::Uuid;

use super::{Grids, Recipe};

/// What the remainders that are recipes are called.
const NAME: &str = "How its tables are read";

fn recipes<'a>(kept: impl IntoIterator<Item = &'a Remainder>) -> impl Iterator<Item = (&'a Remainder, Recipe)> {
    let all = kept.into_iter().filter(|kept| &*kept.name == NAME);
    all.filter_map(|kept| Recipe::from_text(&kept.content).map(|recipe| (kept, recipe)))
}

/// The source and the recipe of a table whose columns were met before; of several the newest. `kept` is in the order in which it came.
pub fn known<'a>(kept: impl IntoIterator<Item = &'a Remainder>, grids: &Grids) -> Option<(String, Recipe)> {
    let fits = |recipe: &Recipe| {
        let mut grids = grids.grids.iter().filter(|grid| recipe.sheet.is_empty() || grid.sheet == recipe.sheet);
        grids.find_map(|grid| recipe.fits(grid))
    };
    recipes(kept).filter_map(|(kept, recipe)| Some((kept.source.to_string(), fits(&recipe)?))).last()
}

/// The command that keeps the recipe of a source in place of the one before about the same kind of records. It is no part of an import: taking that back
/// leaves it. Nothing where it is kept already, or cannot be.
pub fn keep<'a>(kept: impl IntoIterator<Item = &'a Remainder>, source: &str, recipe: &Recipe, id: Uuid) -> Option<Command> {
    let content = recipe.to_text();
    let before = recipes(kept).find(|(kept, before)| *kept.source == *source && before.target == recipe.target);
    let command = match before {
        Some((kept, _)) if *kept.content == *content => return None,
        Some((kept, _)) => Command::from_parts("change-remainder", json!({ "remainder": kept.id, "content": content })),
        None => Command::from_parts(
            "add-remainder",
            json!({ "id": id, "of": null, "source": source, "name": NAME, "content": content }),
        ),
    };
    command.ok()
}
