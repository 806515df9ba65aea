//! A second import from the same source: nothing where nothing changed, one command for one changed cell, and nothing taken away.

use std::collections::BTreeMap;

use exchange::import::Outcome;
use organization::Organization;

use crate::world::{import_into, read};

type Files = BTreeMap<String, Vec<u8>>;

/// A bundle in which every file and column that a bundle from elsewhere may have says something.
const BUNDLE: [(&str, &str); 16] = [
    ("settings.csv", "name,time_zone,span_limit\nHafenwerke,Europe/Berlin,8\n"),
    ("calendars.csv", "id,name,week\nday,Day,Mon 08:00-12:00; Tue -\nnight,Night,Mon 20:00-24:00\n"),
    (
        "units.csv",
        "id,name,kind,parent,status,description,calendar,source\nroot,Hafenwerke,organization,,active,All,,x\nworks,Works,team,,active,Pipes,day,x\ncrew,Crew,team,works,archived,,,y\n",
    ),
    ("roles.csv", "id,unit,name,description,functions\nworks/fitter,works,Fitter,Fits,take-part-in-daily-operations\n"),
    (
        "people.csv",
        "id,name,email,affiliation,status,from,to,stage,calendar,weekly_work\nana,Ana,ana@x.example,Port,active,2020-01-01,,senior,,40h\nben,Ben,,,active,,,early,day,\ncora,Cora,,,active,,,,,\n",
    ),
    (
        "memberships.csv",
        "person,unit,role,from,to\nana,works,lead,2024-01-01,\nben,works,member,,2027-01-01\ncora,works,role:fitter,,\ncora,crew,alumni,,\n",
    ),
    (
        "goals.csv",
        "id,parent,title,owner,unit,period,status,weight,why,note\nleaks,,Fewer leaks,ana,works;crew,2026h2,Accepted,2,Water is dear,n\nmains,leaks,New mains,ben,works,2026,Proposed,,,\nold,,Old goal,,works,2025,Accepted,,,\n",
    ),
    ("measures.csv", "id,goal,name,unit,baseline,target\nyear,leaks,Leaks a year,leaks,120,60\n"),
    ("readings.csv", "id,measure,on,value,note\nr1,year,2026-09-30,96,third quarter\n"),
    (
        "tasks.csv",
        "id,goal,parent,title,owner,team,accountable,start,due,status,estimate,percent,notes\nsurvey,leaks,,Survey,ana;ben,works,,2026-07-01,2026-08-31,open,3d,10,by night\ndig,leaks,survey,Dig,cora,,ben,,,done,,,\nlay,mains,,Lay,,works;crew,,,,milestone,1h/2h/4h,,\n",
    ),
    ("dependencies.csv", "from,to,kind,lag\nsurvey,lay,FS,2d\nleaks,mains,continues,\n"),
    ("asks.csv", "id,goal,team,level,notes\na1,leaks,crew,Reviews,soon\n"),
    (
        "proposals.csv",
        "id,title,type,status,unit,authors,created,decided\np1,Whistles,rfc,accepted,works,ana;cora,2026-01-01,2026-03-01\np2,Bells,rfc,Draft,works,ben,2026-02-01,\n",
    ),
    ("policies.csv", "id,unit,title,kind,status,date,accountable\nl1,works,Night work,rule,active,2020-01-01,ana\n"),
    ("raci.csv", "item,person,letter\nmains,cora,C\n"),
    ("funding.csv", "goal,purpose,cost\nleaks,Crew,100\n"),
];

fn bundle() -> Files {
    BUNDLE.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn first() -> Organization {
    let imported = import_into(&Organization::default(), &read(&bundle()), "x");
    let told: Vec<String> = imported.plan.findings.iter().map(|finding| finding.sentence.clone()).collect();
    assert_eq!(
        told,
        [
            "It asks the unit “crew”, which is closed.",
            "“leaks” continues “mains”: only tasks wait for each other here, so the row is kept as it stands.",
        ]
    );
    imported.value
}

/// The commands of a second import in which a piece of one file reads otherwise.
fn changed(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = bundle();
    let text = String::from_utf8(files[file].clone()).expect("text");
    assert_eq!(text.matches(from).count(), 1, "{from} stands once in {file}");
    files.insert(file.to_owned(), text.replace(from, to).into_bytes());
    let imported = import_into(&first(), &read(&files), "x");
    imported.plan.commands().map(|command| format!("{} {}", command.kind(), command.data())).collect()
}

#[test]
fn one_changed_cell_is_one_command() {
    for (file, from, to, command) in [
        ("settings.csv", "Hafenwerke", "Wasserwerke", "change-settings"),
        ("settings.csv", ",8", ",", "change-settings"),
        ("calendars.csv", "12:00", "13:00", "change-calendar"),
        ("units.csv", "Works", "Pipe works", "change-unit"),
        ("units.csv", "Works,team", "Works,department", "change-unit"),
        ("units.csv", "team,works,archived", "team,root,archived", "change-unit"),
        ("units.csv", "archived", "active", "change-unit"),
        ("units.csv", "Pipes", "", "change-unit"),
        ("units.csv", "Pipes,day,", "Pipes,night,", "change-unit"),
        ("units.csv", ",y", ",z", "change-remainder"),
        ("units.csv", ",y", ",", "remove-remainder"),
        ("roles.csv", "Fits", "Fits pipes", "change-role"),
        ("roles.csv", "take-part-in-daily-operations", "take-part-in-daily-operations;improve", "change-role"),
        ("people.csv", "ana@x", "ana@y", "change-person"),
        ("people.csv", "Port", "", "change-person"),
        ("people.csv", "2020-01-01,", "2020-01-01,2026-10-01", "change-person"),
        ("people.csv", "early", "mid", "change-person"),
        ("people.csv", "40h", "35h", "change-person"),
        ("memberships.csv", "2024-01-01,", "2024-01-01,2026-12-01", "change-appointment"),
        ("memberships.csv", ",2027-01-01", ",", "change-membership"),
        ("memberships.csv", "cora,crew,alumni", "cora,crew,member", "add-membership"),
        ("memberships.csv", "ben,works", "cora,works", "add-membership"),
        ("goals.csv", "Fewer leaks", "No leaks", "change-goal"),
        ("goals.csv", ",ana,works;crew", ",ben,works;crew", "change-responsibility"),
        ("goals.csv", ",ana,works;crew", ",,works;crew", "end-responsibility"),
        ("goals.csv", "works;crew", "works", "change-goal"),
        ("goals.csv", "works;crew", "crew;works", "change-goal"),
        ("goals.csv", "2026h2", "2026q3", "change-goal"),
        ("goals.csv", "mains,leaks", "mains,", "move-goal"),
        ("goals.csv", "2025,Accepted", "2025,Not accepted", "change-goal"),
        ("goals.csv", "Water is dear", "Water is life", "change-goal"),
        ("goals.csv", ",n\n", ",m\n", "change-remainder"),
        ("measures.csv", "60", "50", "change-measure"),
        ("readings.csv", "96", "97", "change-reading"),
        ("readings.csv", "third", "fourth", "change-reading"),
        ("tasks.csv", "Survey", "Listen", "change-task"),
        ("tasks.csv", "dig,leaks,survey", "dig,leaks,", "move-task"),
        ("tasks.csv", "ana;ben", "ana;cora", "change-demand"),
        ("tasks.csv", "ana;ben", "ana", "remove-demand"),
        ("tasks.csv", ",,works;crew", ",cora,works;crew", "add-demand"),
        ("tasks.csv", "works;crew", "works;root", "change-responsibility"),
        ("tasks.csv", "works;crew", "works", "end-responsibility"),
        ("tasks.csv", ",ben,,,done", ",cora,,,done", "change-responsibility"),
        ("tasks.csv", "2026-07-01", "2026-07-02", "change-task"),
        ("tasks.csv", "2026-08-31", "", "change-task"),
        ("tasks.csv", "open", "done", "change-task"),
        ("tasks.csv", "milestone", "open", "change-task"),
        ("tasks.csv", "3d", "4d", "change-task"),
        ("tasks.csv", "1h/2h/4h", "1h/2h/8h", "change-task"),
        ("tasks.csv", "10,by", "20,by", "change-task"),
        ("tasks.csv", "by night", "", "change-task"),
        ("dependencies.csv", "FS", "SS", "change-dependency"),
        ("dependencies.csv", "2d", "", "change-dependency"),
        ("dependencies.csv", "continues", "replaces", "change-remainder"),
        ("asks.csv", "leaks", "mains", "change-directive"),
        ("asks.csv", "crew", "works", "change-answer"),
        ("asks.csv", "Reviews", "Advice", "change-remainder"),
        ("proposals.csv", "Whistles", "Loud whistles", "change-proposal"),
        ("proposals.csv", "ana;cora", "ana", "change-proposal"),
        ("proposals.csv", "2026-03-01", "2026-03-02", "change-proposal"),
        ("proposals.csv", "accepted", "rejected", "change-proposal"),
        ("policies.csv", "Night work", "Work at night", "change-policy"),
        ("policies.csv", "active", "retired", "change-policy"),
        ("policies.csv", "2020-01-01", "2021-01-01", "change-remainder"),
        ("policies.csv", ",ana", ",ben", "change-responsibility"),
        ("funding.csv", "100", "200", "change-remainder"),
    ] {
        let commands = changed(file, from, to);
        assert!(
            matches!(commands.as_slice(), [only] if only.starts_with(command)),
            "{file}: {from} → {to}: wanted {command}, got {commands:#?}"
        );
    }
}

#[test]
fn nothing_changed_is_no_command() {
    let again = import_into(&first(), &read(&bundle()), "x");
    assert_eq!(again.plan.commands, Vec::new());
    assert!(again.plan.rows.iter().all(|row| matches!(row.outcome, Outcome::Same | Outcome::Kept { .. })));
}

#[test]
fn what_a_file_no_longer_names_is_listed_and_stays() {
    let mut files = bundle();
    files.insert("people.csv".to_owned(), b"id,name\nana,Ana\nben,Ben\n".to_vec());
    files.insert("dependencies.csv".to_owned(), b"from,to,kind,lag\n".to_vec());
    let before = first();
    let imported = import_into(&before, &read(&files), "x");
    let gone: Vec<String> = imported
        .plan
        .rows
        .iter()
        .filter(|row| row.outcome == Outcome::NoLongerNamed)
        .map(|row| format!("{} {} {}", row.at, row.kind.name(), row.key))
        .collect();
    assert_eq!(gone, ["people.csv person cora", "dependencies.csv dependency survey,lay"]);
    assert_eq!(imported.plan.commands, Vec::new());
    assert!(imported.value.same_records(&before));
}

#[test]
fn a_file_that_is_not_there_and_a_column_that_is_not_there_leave_things_as_they_are() {
    let files = BTreeMap::from([("goals.csv".to_owned(), b"id,title\nleaks,No leaks\n".to_vec())]);
    let imported = import_into(&first(), &read(&files), "x");
    assert_eq!(imported.plan.commands.len(), 1);
    assert_eq!(imported.plan.count("No longer named"), 2);
}
