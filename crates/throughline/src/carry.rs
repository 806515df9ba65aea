//! `throughline import` and `export`: files in and out.

use std::path::Path;
use std::sync::Arc;

use exchange::bundle::Meanwhile;
use exchange::import::changed;
use exchange::table;
use jiff::civil::Date;
use office::{BATCH_LIMIT, Seen};
use organization::{AnyId, Organization, ProjectId, Reference};
use web::Surroundings as _;

use crate::failure::Failure;
use crate::place::Place;
use crate::reach::{self, Errand, Reach};
use crate::source::{self, Brought, Wish};
use crate::surroundings::Machine;
use crate::tables;

/// Brings a source into a data directory.
pub(crate) async fn import(
    path: &Path,
    place: &Place,
    day: Date,
    (name, asked): (Option<&str>, &tables::Asked),
    (dry, demo): (bool, bool),
) -> Result<(), Failure> {
    if !path.exists() {
        return Err(Failure::usage(format!(
            "{}: there is nothing. Name a folder of CSV files, a spreadsheet or a Microsoft Project XML file.",
            path.display()
        )));
    }
    let value = reach::read_or_empty(place).await?;
    let wish = Wish { name, table: asked, meanwhile: &Meanwhile::default() };
    let mut brought = source::bring(path, &value, day, &wish)?;
    let meanwhile = since_the_last_import(place, &value, &brought, day).await?;
    if !meanwhile.is_empty() {
        brought = source::bring(path, &value, day, &Wish { meanwhile: &meanwhile, ..wish })?;
    }
    print!("{}", brought.report);
    print!("{}", exchange::diagnostics::text(&brought.findings, false));
    let count = brought.commands.len();
    if dry {
        println!("{count} commands would be carried out; nothing was changed.");
        return Ok(());
    }
    if count == 0 {
        println!("Everything is already so; nothing was changed.");
        return Ok(());
    }
    let mut reach = Reach::or_new(place, demo).await?;
    let import = Machine.mint();
    let bar = crate::progress("Importing");
    for commands in brought.commands.chunks(BATCH_LIMIT) {
        let errand = Errand { commands: commands.to_vec(), imported: true, import: Some(import), reason: None };
        reach.perform(errand, day).await?;
        bar.inc(u64::try_from(commands.len()).unwrap_or_default());
    }
    bar.finish_and_clear();
    let kept = value.remainders().iter().map(|kept| &**kept);
    let recipe = brought.recipe.as_ref().and_then(|recipe| table::keep(kept, &brought.source, recipe, Machine.mint()));
    if let Some(command) = recipe {
        reach.perform(Errand { commands: vec![command], imported: true, ..Errand::default() }, day).await?;
    }
    println!("Imported {} by {count} commands. To take it back: throughline undo --import {import}", path.display());
    Ok(())
}

/// What people changed since the last import of a table, of what it would change now.
async fn since_the_last_import(place: &Place, value: &Organization, brought: &Brought, day: Date) -> Result<Meanwhile, Failure> {
    let of_source = |id: &AnyId| value.record(*id).is_some_and(|record| record.keys().in_source(&brought.source).is_some());
    let records: Vec<AnyId> = changed(&brought.commands).filter(of_source).collect();
    if brought.recipe.is_none() || records.is_empty() {
        return Ok(Meanwhile::default());
    }
    let seen = Seen::at_terminal(Arc::new(value.clone()), day);
    let since = office::changed_since_import(&place.read().await?, &seen, records).await?;
    Ok(since.into_iter().map(|(id, change)| (id, change.name, change.before)).collect())
}

/// As what everything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum As {
    /// A folder of CSV files.
    Csv,
    /// One workbook, a sheet for each file.
    Xlsx,
}

/// Writes everything that a data directory, or another source, holds as a bundle.
pub(crate) async fn export(from: &Path, to: &Path, day: Date, form: As) -> Result<(), Failure> {
    let value = source::look(from, day).await?.value;
    if form == As::Xlsx {
        let bytes = exchange::bundle::export_workbook(&value).map_err(Failure::data)?;
        let unwritable = |error| Failure::storage(format!("{}: it cannot be written ({error}).", to.display()));
        std::fs::write(to, bytes).map_err(unwritable)?;
        println!("Wrote {}.", to.display());
        return Ok(());
    }
    let files = exchange::bundle::export(&value);
    let unwritable = |error: std::io::Error| Failure::storage(format!("{}: it cannot be written ({error}).", to.display()));
    std::fs::create_dir_all(to).map_err(unwritable)?;
    for (name, bytes) in &files {
        std::fs::write(to.join(name), bytes).map_err(unwritable)?;
    }
    println!("Wrote {} files to {}.", files.len(), to.display());
    Ok(())
}

/// Writes one plan of a data directory, or of another source, as a Microsoft Project file.
pub(crate) async fn export_plan(folder: &Path, to: &Path, reference: &str, day: Date) -> Result<(), Failure> {
    let value = source::look(folder, day).await?.value;
    let named = reference.parse::<Reference>().ok().and_then(|reference| value.at_reference(reference));
    let text = named.and_then(AnyId::to::<ProjectId>).and_then(|project| exchange::mspdi::export(&value, project, day));
    let Some(text) = text else {
        return Err(Failure::usage(format!("There is no plan {reference}. Name it by its reference, such as P-1.")));
    };
    std::fs::write(to, text).map_err(|error| Failure::storage(format!("{}: it cannot be written ({error}).", to.display())))?;
    println!("Wrote {reference} to {}.", to.display());
    Ok(())
}
