//! Tables from anywhere: the first byte says whether the rest is a workbook; read, guessed, brought in, and brought in again.
#![no_main]

use exchange::bundle::{Meanwhile, Source};
use exchange::table::{self, Writing};
use libfuzzer_sys::fuzz_target;
use organization::Organization;
use throughline_fuzz::{DAY, counting};

fuzz_target!(|input: &[u8]| {
    let read = match input.split_first() {
        Some((b'P', _)) => table::read_workbook_within("chance.xlsx", input, 4 << 20),
        _ => table::read_text("chance.csv", input, &Writing::default()),
    };
    let Ok(grids) = read else { return };
    let source = Source::new("chance").expect("a source");
    for grid in &grids.grids {
        let recipe = table::guess(grid, None);
        assert_eq!(table::Recipe::from_text(&recipe.to_text()).as_ref(), Some(&recipe), "a recipe is read as it was written");
        let value = Organization::default();
        let meanwhile = Meanwhile::default();
        let Some(first) = table::import(&value, (&grids, &recipe), &source, (DAY, &meanwhile), &mut counting(1)) else { continue };
        for part in &first.plan.report.parts {
            assert_eq!(part.read, part.imported + part.kept + part.listed, "every cell has one fate: {part:?}");
        }
        let again = table::import(&first.value, (&grids, &recipe), &source, (DAY, &meanwhile), &mut counting(1 << 40));
        let again = again.expect("it fits still");
        assert!(again.plan.commands.is_empty(), "a second import changes nothing: {:?}", again.plan.commands.first());
    }
});
