//! Real exports and workbooks, where they lie.

use std::path::PathBuf;

use exchange::table::{self, TimeUnit};
use organization::Organization;

use crate::world::{bring, counts, faults, guessed};

#[expect(clippy::print_stdout, reason = "tests say when the real data is not there")]
fn file(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("THROUGHLINE_REAL_DATA") else {
        println!("{name}: needs the real data; set THROUGHLINE_REAL_DATA to its folder");
        return None;
    };
    Some(std::fs::read(PathBuf::from(folder).join("project-files").join(name)).expect("the real data is there"))
}

#[test]
fn a_real_jira_export_comes_in_whole_and_only_once() {
    let Some(bytes) = file("jira/dutch-school-all-fields.csv") else { return };
    let grids = table::read_text("jira.csv", &bytes, &table::Writing::default()).expect("a table");
    let mut recipe = guessed(&grids, None);
    assert_eq!((recipe.target.as_str(), recipe.times), ("tasks", TimeUnit::Seconds));
    assert!(
        table::evidence(&grids.grids[0], 0, &recipe).order().is_none() && !table::evidence(&grids.grids[0], 0, &recipe).is_open(),
        "months have names"
    );
    recipe.make_people = true;
    let imported = bring(&Organization::default(), &grids, &recipe);
    assert_eq!(faults(&imported), Vec::<String>::new());
    assert_eq!(counts(&imported), [26, 0, 0, 0]);
    let value = &imported.value;
    let closed = value.tasks().iter().filter(|task| task.state.is_closed()).count();
    let under = value.tasks().iter().filter(|task| task.parent.is_some()).count();
    assert_eq!((value.projects().len(), value.tasks().len(), closed, under), (1, 26, 9, 13));
    assert_eq!(bring(value, &grids, &recipe).plan.commands.len(), 0);
}

#[test]
fn a_real_planning_sheet_keeps_its_outline_links_and_people() {
    let Some(bytes) = file("xlsx/project-plan.xlsx") else { return };
    let grids = table::read_workbook("project-plan.xlsx", &bytes).expect("a workbook");
    let mut recipe = guessed(&grids, None);
    assert_eq!((recipe.target.as_str(), recipe.header), ("tasks", 1), "{recipe:#?}");
    recipe.make_people = true;
    recipe.times = TimeUnit::Weeks;
    let imported = bring(&Organization::default(), &grids, &recipe);
    assert_eq!(faults(&imported), Vec::<String>::new());
    assert_eq!(counts(&imported), [39, 0, 0, 0]);
    let value = &imported.value;
    let names: std::collections::BTreeSet<&str> = value.people().iter().map(|person| &*person.name).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["Arun", "Bex", "Charley", "Danielle", "Eliza"]);
    let under = value.tasks().iter().filter(|task| task.parent.is_some()).count();
    assert_eq!((value.tasks().len(), under, value.dependencies().len()), (39, 25, 13));
    assert_eq!(bring(value, &grids, &recipe).plan.commands.len(), 0);
}

#[test]
fn a_real_matrix_of_responsibilities_has_one_accountable_in_each_row() {
    let Some(bytes) = file("xlsx/raci.xlsx") else { return };
    let grids = table::read_workbook("raci.xlsx", &bytes).expect("a workbook");
    let recipe = guessed(&grids, None);
    assert_eq!(recipe.target, "responsibilities", "{recipe:#?}");
    let imported = bring(&Organization::default(), &grids, &recipe);
    assert_eq!(faults(&imported), Vec::<String>::new());
    assert_eq!(
        (imported.value.processes().len(), imported.value.roles().len(), imported.value.responsibilities().len()),
        (8, 6, 48)
    );
}

#[test]
fn a_real_risk_log_without_rows_is_known_by_its_heads() {
    let Some(bytes) = file("xlsx/risk-log.xlsx") else { return };
    let grids = table::read_workbook("risk-log.xlsx", &bytes).expect("a workbook");
    assert_eq!(guessed(&grids, None).target, "risks");
}
