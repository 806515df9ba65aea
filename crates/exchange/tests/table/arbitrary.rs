//! Any bytes and any cells: nothing panics, limits hold, and every cell is accounted for.

use exchange::bundle::{Meanwhile, Source};
use exchange::table::{self, Grid, GridRow, Grids, Recipe, Writing};
use organization::Organization;
use proptest::prelude::*;

use crate::world::{DAY, counting};

const WORDS: [&str; 30] = [
    "",
    "1",
    "2",
    "1.1",
    "Name",
    "Ines",
    "Bo Lind",
    "2026-02-19",
    "03/04/2026",
    "19/Feb/26 2:19 PM",
    "5d",
    "Done",
    "yes",
    "A/R",
    "R",
    "45%",
    "ines@example.org",
    "=1+1",
    "2fs+1d",
    "1;2",
    "Key result",
    "Q1 2026",
    "unit/x",
    "High",
    "\u{202e}x",
    "😀",
    "-",
    "Title",
    "0",
    "a,b;c",
];
const HEADS: [&str; 28] = [
    "id",
    "Name",
    "Title",
    "Task name",
    "Parent",
    "WBS",
    "Predecessors",
    "Assignee",
    "Start",
    "Finish",
    "Duration",
    "Status",
    "Owner",
    "Email",
    "Unit",
    "Manager",
    "Probability",
    "Strategy",
    "From",
    "To",
    "Type",
    "Time period",
    "Target",
    "Current",
    "Issue key",
    "Activity",
    "Person",
    "Rust",
];

fn import(grids: &Grids, recipe: &Recipe) {
    let source = Source::new("any").expect("a source");
    let value = Organization::default();
    let Some(imported) = table::import(&value, (grids, recipe), &source, (DAY, &Meanwhile::default()), &mut counting(0)) else {
        return;
    };
    for part in &imported.plan.report.parts {
        assert_eq!(part.read, part.imported + part.computed + part.kept + part.listed, "every cell is accounted for");
    }
    let again = table::import(&imported.value, (grids, recipe), &source, (DAY, &Meanwhile::default()), &mut counting(1 << 40))
        .expect("it fits");
    assert_eq!(again.value.records().len(), imported.value.records().len(), "nothing is doubled: {:?}", again.plan.commands);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = table::read_text("a", &bytes, &Writing::default());
        let _ = table::read_workbook("a", &bytes);
        let _ = table::is_workbook(&bytes);
    }

    #[test]
    fn a_workbook_with_any_byte_changed_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let table = table::OutTable { name: "a".to_owned(), heads: vec!["Name".to_owned(), "Due".to_owned()], rows: vec![vec![table::Out::of("Ines"), table::Out::of("2026-02-19")]] };
        let mut bytes = table::write_workbook(&[table]);
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let _ = table::read_workbook("a", &bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = table::read_workbook("a", &bytes);
    }

    #[test]
    fn any_table_becomes_records_once_and_every_cell_is_accounted_for(
        heads in proptest::collection::vec(0..HEADS.len(), 1..8),
        cells in proptest::collection::vec(proptest::collection::vec(0..WORDS.len(), 0..9), 0..8),
        about in 0..9_usize,
    ) {
        let mut rows = vec![GridRow { line: 1, cells: heads.iter().map(|at| HEADS[*at].to_owned()).collect() }];
        for (number, cells) in cells.iter().enumerate() {
            let cells: Vec<String> = cells.iter().map(|at| WORDS[*at].to_owned()).collect();
            if !cells.is_empty() {
                rows.push(GridRow { line: u32::try_from(number).expect("small") + 2, cells });
            }
        }
        let grid = Grid { rows, ..Grid::default() };
        let targets = table::targets();
        let mut recipe = match targets.get(about) {
            Some(target) if about < 8 => table::with_header(&grid, 0, target),
            _ => table::guess(&grid, None),
        };
        recipe.make_people = about % 2 == 0;
        import(&Grids { file: "a".to_owned(), grids: vec![grid], is_workbook: false }, &recipe);
    }
}
