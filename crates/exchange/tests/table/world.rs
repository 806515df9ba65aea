//! A table drawn as text, brought into an organization in one step.

use exchange::bundle::{Imported, Meanwhile, Source};
use exchange::import::Outcome;
use exchange::table::{self, Grids, Recipe, Writing};
use jiff::civil::{Date, date};
use organization::Organization;
use uuid::Uuid;

/// The day of all tests.
pub(crate) const DAY: Date = date(2026, 11, 23);

/// Ids that count up.
pub(crate) fn counting(from: u128) -> impl FnMut() -> Uuid {
    let mut next = from;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// A CSV text as a table.
pub(crate) fn grids(text: &str) -> Grids {
    table::read_text("table.csv", text.as_bytes(), &Writing::default()).unwrap_or_else(|fault| panic!("{fault}"))
}

/// The recipe that is guessed for a table.
pub(crate) fn guessed(grids: &Grids, about: Option<&str>) -> Recipe {
    let grid = grids.grids.iter().find(|grid| !grid.rows.is_empty()).expect("a table");
    table::guess(grid, about)
}

/// What a table means for an organization.
pub(crate) fn bring(value: &Organization, grids: &Grids, recipe: &Recipe) -> Imported {
    bring_beside(value, grids, recipe, &Meanwhile::default())
}

/// The same beside what was changed meanwhile.
pub(crate) fn bring_beside(value: &Organization, grids: &Grids, recipe: &Recipe, meanwhile: &Meanwhile) -> Imported {
    let source = Source::new("sheet").expect("a source");
    let from = 1_000_000_000 * (1 + u128::from(value.records().len() as u64));
    table::import(value, (grids, recipe), &source, (DAY, meanwhile), &mut counting(from)).expect("the recipe fits")
}

/// Reads, guesses and brings a CSV text into an empty organization, without a fault.
pub(crate) fn brought(text: &str, about: Option<&str>) -> Imported {
    let grids = grids(text);
    let recipe = guessed(&grids, about);
    let imported = bring(&Organization::default(), &grids, &recipe);
    assert_eq!(faults(&imported), Vec::<String>::new(), "{recipe:#?}");
    imported
}

/// Findings with their places.
pub(crate) fn faults(imported: &Imported) -> Vec<String> {
    imported
        .plan
        .findings
        .iter()
        .map(|finding| format!("{}:{} {}", finding.at.line, finding.at.column, finding.sentence))
        .collect()
}

/// How many rows are new, changed, the same and left out.
pub(crate) fn counts(imported: &Imported) -> [usize; 4] {
    let count = |is: fn(&Outcome) -> bool| imported.plan.rows.iter().filter(|row| is(&row.outcome)).count();
    [
        count(|outcome| *outcome == Outcome::New),
        count(|outcome| matches!(outcome, Outcome::Changed { .. })),
        count(|outcome| *outcome == Outcome::Same),
        count(|outcome| matches!(outcome, Outcome::LeftOut { .. })),
    ]
}

/// The field that each head became.
pub(crate) fn becomes(recipe: &Recipe) -> Vec<(&str, &str)> {
    recipe.columns.iter().map(|(head, field)| (head.as_str(), field.as_str())).collect()
}
