//! Matrices of skills and responsibilities, risks and absences.

use organization::Organization;

use crate::world::{bring, brought, counts, faults, grids, guessed};

#[test]
fn activities_by_parties_become_responsibilities() {
    let table = grids(
        "Step Id,Name,Phase,TPM,Lead SDE,Business\n1,Refine requirements,Start,A,C,R\n2,Design,Start,C,A/R,I\n3,Review,End,A,A,X\n",
    );
    let mut recipe = guessed(&table, None);
    assert_eq!(recipe.target, "responsibilities", "{recipe:#?}");
    recipe.columns.insert("Business".to_owned(), "matrix".to_owned());
    let imported = bring(&Organization::default(), &table, &recipe);
    let told = faults(&imported);
    assert!(told.iter().any(|told| told.starts_with("4:6 Business: “X” is no letter of responsibility")), "{told:?}");
    assert!(
        told.iter().any(|told| told.starts_with("4:0 ") && told.contains("already accountable")),
        "one is accountable: {told:?}"
    );
    let value = &imported.value;
    assert_eq!((value.processes().len(), value.roles().len(), value.responsibilities().len()), (3, 3, 8));
    let again = bring(value, &table, &recipe);
    assert_eq!(again.plan.commands.len(), 0, "{:?}", again.plan.commands);
}

#[test]
fn people_by_skills_become_holdings() {
    let people = brought("Name,Email\nInes Duarte,ines@example.org\nBo Lind,bo@example.org\n", None).value;
    let table = grids("Employee,Rust,SQL,Welding\nInes Duarte,5,3,\nBo Lind,0,7,2\n");
    let recipe = guessed(&table, None);
    assert_eq!(recipe.target, "skill_holdings", "{recipe:#?}");
    let imported = bring(&people, &table, &recipe);
    assert_eq!(faults(&imported), ["3:3 SQL: “7” is no level of a skill: levels are numbers from 1 to 5."]);
    assert_eq!((imported.value.skills().len(), imported.value.skill_holdings().len()), (3, 3));
    let again = bring(&imported.value, &table, &recipe);
    assert_eq!(again.plan.commands.len(), 0, "{:?}", again.plan.commands);
}

#[test]
fn risks_have_words_for_how_likely_they_are_and_owners() {
    let people = brought("Name,Email\nInes Duarte,ines@example.org\n", None).value;
    let table = grids(
        "Id,Risk,Probability,Impact,Strategy,Mitigation,Owner,Status\nR1,Frost,High,Pipes burst,Mitigate,Drain them,Ines Duarte,Open\nR2,Flood,30%,,Accept,Rare,,Closed\nR3,Fire,maybe,,Hope,,,\n",
    );
    let recipe = guessed(&table, None);
    assert_eq!(recipe.target, "risks", "{recipe:#?}");
    let imported = bring(&people, &table, &recipe);
    let told = faults(&imported);
    assert_eq!(told.len(), 2, "{told:?}");
    let value = &imported.value;
    let risk = |name: &str| value.risks().iter().find(|risk| &*risk.title == name).expect("a risk").clone();
    assert_eq!(
        (risk("Frost").probability, risk("Frost").response.word(), risk("Flood").probability, risk("Flood").state.is_closed()),
        (Some(70), "reduced", Some(30), true)
    );
    assert_eq!(value.responsibilities().len(), 1);
    let again = bring(value, &table, &recipe);
    assert_eq!(again.plan.commands.len(), 0, "{:?}", again.plan.commands);
}

#[test]
fn absences_end_on_their_last_day() {
    let people = brought("Personalnummer,Name,Email\n7,Ines Duarte,ines@example.org\n", None).value;
    let table = grids(
        "Mitarbeiter;Art;Von;Bis;Halbtags;Status\nInes Duarte;Urlaub;24.12.2026;31.12.2026;;genehmigt\n7;krank;01.02.2026;01.02.2026;ja;\n",
    );
    let recipe = guessed(&table, None);
    assert_eq!(recipe.target, "absences", "{recipe:#?}");
    let imported = bring(&people, &table, &recipe);
    assert_eq!(faults(&imported), Vec::<String>::new());
    let mut days: Vec<String> = imported
        .value
        .absences()
        .iter()
        .map(|absence| format!("{} {} {:?} {}", absence.from, absence.until, absence.part, absence.state.word()))
        .collect();
    days.sort();
    assert_eq!(days, ["2026-02-01 2026-02-02 Morning requested", "2026-12-24 2027-01-01 Whole approved"]);
    assert_eq!(counts(&bring(&imported.value, &table, &recipe)), [0, 0, 2, 0]);
}
