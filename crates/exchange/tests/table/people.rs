//! People as offices keep them.

use exchange::bundle::Meanwhile;
use organization::{AnyId, Organization};
use serde_json::json;

use crate::world::{DAY, becomes, bring, bring_beside, brought, counts, faults, grids, guessed};

const STAFF: &str = "Personnel list 2026;;;;;;\n\nPersonalnummer;Name;E-Mail;Abteilung;Titel;Manager ID;Eintritt\n\
    100;Ines Duarte;ines@example.org;Works;Head of works;;01.02.2019\n\
    101;Bo Lind;bo@example.org;Works;Engineer;100;13.05.2021\n\
    102;Ana Ruiz;ana@example.org;Billing;;;1.6.2024\n";

#[test]
fn one_row_becomes_a_person_their_position_unit_and_manager() {
    let grids = grids(STAFF);
    let recipe = guessed(&grids, None);
    assert_eq!(recipe.target, "people");
    assert_eq!(
        becomes(&recipe),
        [
            ("Abteilung", "unit"),
            ("E-Mail", "email"),
            ("Eintritt", "from"),
            ("Manager ID", "manager"),
            ("Name", "name"),
            ("Personalnummer", "id"),
            ("Titel", "title"),
        ]
    );
    let imported = brought(STAFF, None);
    let value = &imported.value;
    assert_eq!(counts(&imported), [3, 0, 0, 0]);
    assert_eq!(
        (
            value.people().len(),
            value.units().len(),
            value.positions().len(),
            value.appointments().len(),
            value.memberships().len()
        ),
        (3, 2, 2, 2, 1)
    );
    let bo = value.people().iter().find(|person| &*person.name == "Bo Lind").expect("Bo");
    assert_eq!(bo.employed.from.map(|day| day.to_string()).as_deref(), Some("2021-05-13"));
    let held = value.appointments_of(bo.id, DAY).next().expect("an appointment");
    let position = value.find(held.position).expect("a position");
    let boss = value.find(position.reports_to.expect("a manager")).expect("a position");
    assert_eq!((&*position.title, &*boss.title), ("Engineer", "Head of works"));
    let report = &imported.plan.report.parts[0];
    assert_eq!((report.read, report.imported, report.listed), (18, 18, 0));
}

#[test]
fn the_same_file_again_does_nothing_and_a_changed_one_only_what_changed() {
    let first = brought(STAFF, None);
    let same = grids(STAFF);
    let again = bring(&first.value, &same, &guessed(&same, None));
    assert_eq!((again.plan.commands.len(), counts(&again)), (0, [0, 0, 3, 0]), "{:?}", again.plan.commands);
    let newer = grids(
        &STAFF
            .replace("Bo Lind", "Bo Lindqvist")
            .replace("Engineer", "Lead engineer")
            .replace("102;Ana Ruiz", "103;Cleo Marsh")
            .replace("ana@", "cleo@"),
    );
    let changed = bring(&first.value, &newer, &guessed(&newer, None));
    assert_eq!(counts(&changed), [1, 1, 1, 0]);
    assert_eq!(changed.value.people().len(), 4);
    assert!(changed.value.people().iter().any(|person| &*person.name == "Bo Lindqvist"));
    assert_eq!(changed.plan.count("No longer named"), 1, "Ana stays and is listed");
}

#[test]
fn people_who_are_here_already_are_known_by_address_or_name_and_keep_what_the_file_does_not_say() {
    let here = brought("Name,Email,Company\nInes Duarte,ines@example.org,Aqua\nBo Lind,,\n", Some("people")).value;
    let table = grids("Employee ID,Full name,Email,Company\n7,Ines Duarte-Silva,INES@example.org,\n8,Bo Lind,bo@example.org,\n");
    let source = exchange::bundle::Source::new("another").expect("a source");
    let recipe = guessed(&table, None);
    let imported =
        exchange::table::import(&here, (&table, &recipe), &source, (DAY, &Meanwhile::default()), &mut crate::world::counting(77))
            .expect("it fits");
    assert_eq!(imported.value.people().len(), 2, "nobody is doubled");
    let ines = imported.value.people().iter().find(|person| &*person.name == "Ines Duarte-Silva").expect("Ines");
    assert_eq!(ines.affiliation.as_deref(), Some("Aqua"), "an empty cell says nothing of a record that came from elsewhere");
    assert_eq!((ines.keys.in_source("sheet").is_some(), ines.keys.in_source("another")), (true, Some("7")));
}

#[test]
fn faults_name_their_cells_and_the_rest_of_the_row_comes_in() {
    let table = grids(
        "id,name,unit,title,manager,start date\n1,Ines Duarte,Works,Head,,2026-13-01\n2,,Works,Engineer,1,2026-01-01\n3,Bo Lind,Works,Engineer,nobody,2026-02-01\n4,Cleo Marsh,Works,Engineer,4,\n",
    );
    let imported = bring(&Organization::default(), &table, &guessed(&table, None));
    assert_eq!(
        faults(&imported),
        [
            "2:6 start date: “2026-13-01” is not a date (write it like 2026-02-19, 19.02.2026 or 19 Feb 2026).",
            "3:2 name: A person needs a name.",
            "4:5 manager: There is no person “nobody”. Correct the name, or let people who are named be made.",
            "5:5 manager: Nobody reports to themselves. It is left out here.",
        ]
    );
    assert_eq!(counts(&imported), [3, 0, 0, 1]);
    let report = &imported.plan.report.parts[0];
    assert_eq!(report.read, report.imported + report.kept + report.listed);
}

#[test]
fn days_that_can_be_read_in_two_ways_are_asked() {
    let table = grids("name,start date\nInes Duarte,03/04/2026\n");
    let mut recipe = guessed(&table, Some("people"));
    let unsure = bring(&Organization::default(), &table, &recipe);
    assert_eq!(faults(&unsure), ["2:2 start date: “03/04/2026” can be read in two ways. Say whether days or months come first."]);
    recipe.dates = Some(exchange::table::DayOrder::MonthFirst);
    let sure = bring(&Organization::default(), &table, &recipe);
    assert_eq!(
        sure.value.people().iter().next().and_then(|person| person.employed.from).map(|day| day.to_string()).as_deref(),
        Some("2026-03-04")
    );
}

#[test]
fn what_somebody_changed_here_meanwhile_stays() {
    let first = brought("id,name,company\n1,Ines Duarte,Aqua\n2,Bo Lind,Aqua\n", Some("people"));
    let id = |name: &str| AnyId::from(first.value.people().iter().find(|person| &*person.name == name).expect("a person").id);
    let meanwhile: Meanwhile =
        ["Ines Duarte", "Bo Lind"].map(|name| (id(name), "affiliation".to_owned(), json!("Aqua"))).into_iter().collect();
    let mut value = first.value.clone();
    for name in ["Ines Duarte", "Bo Lind"] {
        let data = json!({ "person": id(name).id, "affiliation": "Hydra" });
        let command = organization::Command::from_parts("change-person", data).expect("a command");
        let mut changes = value.decide(&command, &organization::Act::of_system(DAY)).expect("it is done");
        let position = value.position();
        value.apply(&mut changes, position);
    }
    let table = grids("id,name,company\n1,Ines Duarte,Aqua\n2,Bo Lind,Nereus\n");
    let imported = bring_beside(&value, &table, &guessed(&table, Some("people")), &meanwhile);
    assert_eq!(imported.plan.commands.len(), 0, "{:?}", imported.plan.commands);
    let told = faults(&imported);
    assert!(
        told[0].starts_with("2:3 company: It was changed here since the last import, and the file says what it said then."),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("3:3 company: It was changed here since the last import, and the file says something new."),
        "{told:?}"
    );
    assert_eq!(imported.plan.report.parts[0].listed, 1);
    let bold = bring(&value, &table, &guessed(&table, Some("people")));
    assert_eq!(bold.plan.commands.len(), 2, "without that it would be overwritten");
}

#[test]
fn what_a_row_says_of_a_position_is_named_where_it_has_no_unit_for_it() {
    let table = grids("Name,Title,Manager\nInes Duarte,,\nBo Lind,Engineer,Ines Duarte\n");
    let imported = bring(&Organization::default(), &table, &guessed(&table, Some("people")));
    assert_eq!((imported.value.people().len(), imported.value.positions().len()), (2, 0));
    let sentences = faults(&imported);
    assert_eq!(sentences.len(), 2, "{sentences:?}");
    assert!(
        sentences.iter().all(|sentence| sentence.contains("A position belongs to a unit, and this row names none.")),
        "{sentences:?}"
    );
}
