//! Goals as OKR tools and sheets have them.

use exchange::table::{KEEP, Recipe};
use organization::Organization;

use crate::world::{becomes, bring, brought, counts, faults, grids, guessed};

const OKRS: &str = "Title,Object type,Owner,Parent,Time period,Status,Last updated,Target,Current value,Metric unit,Tags\n\
    Fewer leaks,Objective,Ines Duarte,,Q1 2026,On Track,2026-03-01,,,,water\n\
    Repair in a day,Key result,Ines Duarte,Fewer leaks,Q1 2026,Behind,2026-03-01,90,\"72,5\",%,\n\
    New meters,Project,Bo Lind,Fewer leaks,Q1 2026,Not Started,,,,,\n\
    Trust,Objective,Bo Lind,Fewer leaks,Q1 2026,Closed,,,,,\n";

#[test]
fn objectives_key_results_and_projects_become_goals_measures_and_projects() {
    let people = brought("Name,Email\nInes Duarte,ines@example.org\nBo Lind,bo@example.org\n", None).value;
    let grids = grids(OKRS);
    let recipe = guessed(&grids, None);
    assert_eq!(recipe.target, "goals");
    assert!(
        becomes(&recipe).contains(&("Tags", KEEP)) && becomes(&recipe).contains(&("Time period", "period")),
        "{:?}",
        becomes(&recipe)
    );
    let imported = bring(&people, &grids, &recipe);
    assert_eq!(
        faults(&imported),
        ["3:3 Owner: A measure has no owner of its own: the owner of its goal answers for it. The cell is not taken over."]
    );
    assert_eq!(counts(&imported), [4, 0, 0, 0]);
    let value = &imported.value;
    assert_eq!((value.goals().len(), value.measures().len(), value.readings().len(), value.projects().len()), (2, 1, 1, 1));
    let reading = value.readings().iter().next().expect("a reading");
    assert_eq!((reading.value.to_string().as_str(), reading.on.to_string().as_str()), ("72.5", "2026-03-01"));
    let trust = value.goals().iter().find(|goal| &*goal.title == "Trust").expect("a goal");
    assert_eq!((trust.state.word(), trust.parent.is_some()), ("met", true));
    assert_eq!(value.responsibilities().iter().filter(|held| held.letter.letter() == 'A').count(), 3);
    let again = bring(value, &grids, &recipe);
    assert_eq!(again.plan.commands.len(), 0, "{:?}", again.plan.commands);
}

#[test]
fn a_recipe_is_known_again_by_its_heads_where_the_rows_moved() {
    let first = grids(OKRS);
    let recipe = guessed(&first, None);
    let kept = Recipe::from_text(&recipe.to_text()).expect("it is read back");
    assert_eq!(kept, recipe);
    let moved = grids(&format!("Export of today\n\n{}", OKRS.replace(",Tags", ",Tags,Score")));
    let found = kept.fits(&moved.grids[0]).expect("it fits");
    assert_eq!(found.header, 3);
    assert_eq!(kept.fits(&grids("Name,Email\nA,b@c\n").grids[0]), None);
    let imported = bring(&Organization::default(), &moved, &found);
    assert_eq!(imported.value.goals().len(), 2, "a new column is kept, and nothing else differs");
}

#[test]
fn a_unit_whose_name_has_a_semicolon_is_one_unit_also_the_second_time() {
    let text = "Goal\tUnit\nFewer leaks\tResearch; Development\n";
    let table = grids(text);
    let recipe = guessed(&table, Some("goals"));
    let first = bring(&Organization::default(), &table, &recipe);
    assert_eq!(faults(&first), Vec::<String>::new());
    let goal = first.value.goals().iter().next().expect("a goal").clone();
    let unit = goal.unit.and_then(|unit| first.value.find(unit)).expect("its unit");
    assert_eq!((&*unit.name, goal.supporting.len()), ("Research; Development", 0));
    assert_eq!(bring(&first.value, &table, &recipe).plan.commands.len(), 0);
}
