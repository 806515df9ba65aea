//! What bundles from elsewhere become, and what is left out of them: small bundles in, findings and records out.

use std::collections::BTreeMap;

use exchange::bundle::{self, Imported};
use organization::{Letter, Organization};

use crate::world::{DAY, import_into, read};

/// Files drawn as text: a name on a line of its own, then its rows until the next empty line.
fn bundle_of(text: &str) -> BTreeMap<String, Vec<u8>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut files = BTreeMap::new();
    for block in lines.split(|line| line.is_empty()).filter(|block| !block.is_empty()) {
        files.insert(block[0].to_owned(), block[1..].join("\n").into_bytes());
    }
    files
}

fn brought(text: &str) -> Imported {
    import_into(&Organization::default(), &read(&bundle_of(text)), "x")
}

/// The findings and what became of the rows, as text.
fn told(imported: &Imported) -> String {
    let findings = imported
        .plan
        .findings
        .iter()
        .map(|finding| format!("{} {} {}: {}", finding.at, finding.severity.name(), finding.code, finding.sentence));
    findings.collect::<Vec<_>>().join("\n")
}

#[test]
fn leads_share_one_head_position_and_others_are_members() {
    let imported = brought(
        "
        people.csv
        id,name
        ana,Ana
        ben,Ben
        cora,Cora

        units.csv
        id,name
        works,Works

        memberships.csv
        person,unit,role,from,to
        ana,works,lead,,
        ben,works,lead,2026-01-01,
        BEN,works,member,2025-01-01,2026-01-01
        cora,works,alumni,,
        cora,works,role:fitter,,
        ",
    );
    let value = &imported.value;
    assert_eq!(value.positions().len(), 1);
    let works = value.units().iter().next().expect("a unit");
    let head = value.head_position(works.id).expect("a head");
    assert_eq!((&*head.title, head.keys.in_source("x")), ("Head of Works", Some("works#head")));
    let heads: Vec<String> = value.head_people(works.id, DAY).iter().map(|person| person.name.to_string()).collect();
    assert_eq!(heads, ["Ana", "Ben"]);
    assert_eq!((value.appointments().len(), value.memberships().len(), value.roles().len()), (2, 3, 1));
    insta::assert_snapshot!(told(&imported), @r#"
    memberships.csv:4:1 hint IMPORT: “BEN” is written “ben” elsewhere; it was taken for the same person.
    memberships.csv:6:12 hint IMPORT: The role “works/fitter” has no row in roles.csv; it is created.
    "#);
}

#[test]
fn the_tasks_of_a_goal_form_one_project_that_serves_it() {
    let imported = brought(
        "
        people.csv
        id,name
        ana,Ana
        ben,Ben

        units.csv
        id,name
        works,Works

        goals.csv
        id,title,owner,unit,status
        leaks,Fewer leaks,ana,works,Accepted
        bells,Bells,ana,works,Not accepted

        tasks.csv
        id,goal,title,owner,team,due,status
        dig,leaks,Dig,ana;ben;nobody,works;none,May 24,open
        lay,leaks,Lay,,,2026-12-01,help wanted
        ring,bells,Ring,,,,done
        ",
    );
    let value = &imported.value;
    let projects: Vec<String> = value
        .projects()
        .iter()
        .map(|project| {
            let goal = value.label(project.serves[0].goal.into());
            format!("{} serves {goal}, {:?}, {} tasks", project.name, project.state, value.tasks_of(project.id).count())
        })
        .collect();
    insta::assert_snapshot!(projects.join("\n"), @r#"
    Fewer leaks serves G-1 “Fewer leaks”, Active, 2 tasks
    Bells serves G-2 “Bells”, Closed { on: None }, 1 tasks
    "#);
    let dig = value.tasks().iter().next().expect("a task");
    assert_eq!(value.demands_of(dig.id).count(), 2);
    let accountable = value.accountable(dig.id.into(), DAY).expect("the goal's owner");
    assert_eq!(accountable.people.len(), 1);
    let letters: Vec<Letter> = value.responsibilities_for(dig.id.into()).map(|held| held.letter).collect();
    assert_eq!(letters, [Letter::Responsible]);
    insta::assert_snapshot!(told(&imported), @r#"
    tasks.csv:2:15 warning IMPORT: There is no person “nobody”. It is left out here.
    tasks.csv:2:30 warning IMPORT: There is no unit “none”. It is left out here.
    tasks.csv:2:41 warning IMPORT: Column due: “May 24” is not a day and time (use YYYY-MM-DDTHH:MM). The cell is not taken over.
    "#);
}

#[test]
fn rows_without_ids_are_told_apart_by_what_they_are_about_and_not_by_what_they_say() {
    let text = "
        people.csv
        id,name
        ana,Ana

        goals.csv
        id,title
        leaks,Fewer leaks

        measures.csv
        id,goal,name
        year,leaks,Leaks a year

        readings.csv
        measure,on,value
        year,2026-06-30,96

        waivers.csv
        code,subject,reason,until
        TL103,goal/leaks,Known,2027-01-01
        ";
    let mut files = bundle_of(text);
    let long =
        "on,by,day,text\ngoal/leaks,ana,2026-06-30,\"Two\nlines\"\ngoal/leaks,ana,2026-06-30,".to_owned() + &"long ".repeat(200);
    files.insert("comments.csv".to_owned(), long.into_bytes());
    let first = import_into(&Organization::default(), &read(&files), "x");
    assert_eq!(told(&first), "");
    assert_eq!(first.value.comments().len(), 2);
    for (file, from, to, command) in
        [("readings.csv", "96", "97", "change-reading"), ("waivers.csv", "2027-01-01", "2026-12-01", "end-waiver")]
    {
        let mut files = files.clone();
        let text = String::from_utf8(files[file].clone()).expect("text").replace(from, to);
        files.insert(file.to_owned(), text.into_bytes());
        let again = import_into(&first.value, &read(&files), "x");
        assert_eq!(again.plan.commands().map(organization::Command::kind).collect::<Vec<_>>(), [command]);
    }
}

#[test]
fn what_one_person_has_read_and_learned_is_told_apart_without_ids() {
    let imported = brought(
        "
        people.csv
        id,name
        ana,Ana

        policies.csv
        id,title
        keys,Keys

        policy_versions.csv
        id,policy,major,minor,text
        keys-1,keys,1,0,Lock up.
        keys-2,keys,2,0,Lock up twice.

        notices.csv
        title,on
        The door sticks,2026-11-02
        The door sticks,2026-11-16

        acknowledgements.csv
        person,version
        ana,keys-1
        ana,keys-2

        qualifications.csv
        person,name,obtained
        ana,First aid,2022-05-02
        ana,First aid,2024-05-06
        ",
    );
    assert_eq!(told(&imported), "");
    let value = &imported.value;
    assert_eq!((value.acknowledgements().len(), value.qualifications().len(), value.notices().len()), (2, 2, 2));
}

#[test]
fn a_goal_that_is_dropped_takes_the_project_of_its_tasks_with_it_and_back() {
    let text = "
        goals.csv
        id,title,status
        leaks,Fewer leaks,Accepted

        tasks.csv
        id,goal,title
        dig,leaks,Dig
        ";
    let first = brought(text).value;
    let kinds = |imported: &Imported| imported.plan.commands().map(organization::Command::kind).collect::<Vec<_>>();
    let dropped = import_into(&first, &read(&bundle_of(&text.replace("Accepted", "Not accepted"))), "x");
    assert_eq!(kinds(&dropped), ["change-goal", "change-project"]);
    assert!(dropped.value.projects().iter().all(|project| project.state.is_closed()));
    let again = import_into(&dropped.value, &read(&bundle_of(&text.replace("Accepted", "Not accepted"))), "x");
    assert_eq!(kinds(&again), Vec::<&str>::new());
    let back = import_into(&dropped.value, &read(&bundle_of(text)), "x");
    assert_eq!(kinds(&back), ["change-goal", "change-project"]);
    assert!(back.value.same_records(&first));
}

#[test]
fn a_project_whose_tasks_name_several_goals_serves_them_all() {
    let text = "
        goals.csv
        id,title
        leaks,Fewer leaks
        bells,Bells
        birds,Birds

        projects.csv
        id,name,goal
        nests,Nests,birds

        tasks.csv
        id,goal,project,title
        dig,leaks,patrols,Dig
        ring,bells,patrols,Ring
        build,birds,nests,Build
        climb,bells,nests,Climb
        ";
    let imported = brought(text);
    let served: Vec<(String, usize)> =
        imported.value.projects().iter().map(|project| (project.name.to_string(), project.serves.len())).collect();
    assert_eq!(served, [("Nests".to_owned(), 1), ("Fewer leaks".to_owned(), 2)]);
    insta::assert_snapshot!(told(&imported), @r#"tasks.csv:5:7 warning IMPORT: The project of this task does not serve the goal “bells”; say so at the project. The cell is not taken over."#);
    let again = import_into(&imported.value, &read(&bundle_of(text)), "x");
    assert_eq!(again.plan.commands, Vec::new());
    assert_eq!(told(&again), told(&imported));
}

#[test]
fn rows_that_a_rule_refuses_are_left_out_under_its_code_and_the_rest_goes_in() {
    let imported = brought(
        "
        people.csv
        id,name,email,from,to
        ana,Ana,,,
        ben,Ben,not an address,,
        cora,Cora,,2026-05-01,2026-04-01
        ana,Anna,,,
        dan,,,,

        units.csv
        id,name,parent
        works,Works,crew
        crew,Crew,works
        yard,Yard,crew
        shed,Shed,

        positions.csv
        id,title,unit,reports_to
        chief,Chief,shed,
        one,One,shed,two
        two,Two,shed,one

        goals.csv
        id,title,period,weight
        leaks,Fewer leaks,next year,5000
        bells,Bells,2026,

        responsibilities.csv
        subject,party,letter
        goal:bells,person:ana,A
        goal:bells,person:eve,A

        tasks.csv
        id,goal,title,estimate
        dig,bells,Dig,2d
        lay,bells,Lay,soon
        sit,nothing,Sit,
        run,leaks,Run,

        dependencies.csv
        from,to,kind,lag
        dig,lay,FS,
        lay,dig,FS,
        dig,dig,FS,
        lay,none,FS,
        ",
    );
    insta::assert_snapshot!(told(&imported), @r#"
    dependencies.csv:3 error TL203: T-2 “Lay” already waits for T-1 “Dig”, so T-1 “Dig” cannot wait for it. Remove one of the links first. The row is left out.
    dependencies.csv:4 error TL203: T-1 “Dig” already waits for T-1 “Dig”, so T-1 “Dig” cannot wait for it. Remove one of the links first. The row is left out.
    dependencies.csv:5:5 error IMPORT: Column to: There is no task “none”. The row is left out.
    goals.csv:2 error IMPORT: The weight of a goal must lie between 1 and 1000. The row is left out.
    goals.csv:2:19 warning IMPORT: Column period: “next year” is not a period (use 2026, 2026h2, 2026q3 or 2026-07-01..2027-01-01). The cell is not taken over.
    people.csv:3 error IMPORT: An e-mail address must lie between its name and its domain an @, as in ines@example.org. The row is left out.
    people.csv:4 error IMPORT: End (2026-04-01) is not after start (2026-05-01). Choose a later end or an earlier start. The row is left out.
    people.csv:5:1 error IMPORT: “ana” is in line 2 already; this row is left out.
    people.csv:6:5 error IMPORT: Column name: This cell must not be empty. The row is left out.
    positions.csv:3 error TL305: It hangs on “two” (positions.csv:4), which hangs on it in turn, directly or over others. The row is left out.
    positions.csv:4 error TL305: It hangs on “one” (positions.csv:3), which hangs on it in turn, directly or over others. The row is left out.
    responsibilities.csv:3:12 error IMPORT: Column party: There is no record “person:eve”. The row is left out.
    tasks.csv:3:15 warning IMPORT: Column estimate: “soon” is not a duration (use 90min, 12h, 3d, 2w, or 12eh by the clock). The cell is not taken over.
    tasks.csv:4:5 error IMPORT: There is no project and no goal “nothing”. The row is left out.
    tasks.csv:5 error IMPORT: It needs a project that did not come in. The row is left out.
    units.csv:2 error IMPORT: It hangs on “crew” (units.csv:3), which hangs on it in turn, directly or over others. The row is left out.
    units.csv:3 error IMPORT: It hangs on “works” (units.csv:2), which hangs on it in turn, directly or over others. The row is left out.
    units.csv:4 error IMPORT: It needs “crew” (units.csv:3), which is left out. The row is left out.
    "#);
}

#[test]
fn a_second_accountable_is_left_out_under_its_code() {
    let imported = brought(
        "
        people.csv
        id,name
        ana,Ana
        ben,Ben

        goals.csv
        id,title,owner
        leaks,Fewer leaks,ana

        raci.csv
        item,person,letter
        leaks,ben,A
        leaks,ben,I
        leaks,ben,X
        ",
    );
    insta::assert_snapshot!(told(&imported), @r#"
    raci.csv:2 error TL301: H-1 “Ana” is already accountable for G-1 “Fewer leaks” in that time. End that responsibility first, or replace it. The row is left out.
    raci.csv:4:11 error IMPORT: “X” is no letter (R, A, S, C or I). The row is left out.
    "#);
}

#[test]
fn a_row_that_is_new_in_an_export_of_ours_is_added_and_changed_cells_change() {
    let before = brought(
        "
        people.csv
        id,name
        ana,Ana

        units.csv
        id,name
        works,Works

        goals.csv
        id,title,unit
        leaks,Fewer leaks,works
        ",
    )
    .value;
    let mut files = bundle::export(&before);
    let people = String::from_utf8(files["people.csv"].clone()).expect("text");
    let width = people.lines().next().expect("a header").matches(',').count();
    let cells = format!("new,,Ben{}\n", ",".repeat(width - 2));
    files.insert("people.csv".to_owned(), format!("{people}{cells}").replace("Ana", "Anna").into_bytes());
    files.remove("goals.csv");
    let imported = import_into(&before, &read(&files), "sheet");
    let commands: Vec<&str> = imported.plan.commands().map(organization::Command::kind).collect();
    assert_eq!(commands, ["change-person", "add-person"]);
    assert_eq!(imported.plan.rows.iter().map(|row| row.outcome.word()).collect::<Vec<_>>(), ["Changed", "New", "Same"]);
    assert_eq!(imported.value.goals().len(), 1);
}

#[test]
fn what_does_not_change_in_an_existing_record_is_said() {
    let before = brought(
        "
        people.csv
        id,name
        ana,Ana
        ben,Ben

        units.csv
        id,name
        works,Works

        memberships.csv
        person,unit,role
        ana,works,member
        ",
    )
    .value;
    let mut files = bundle::export(&before);
    let memberships = String::from_utf8(files["memberships.csv"].clone()).expect("text");
    files.insert("memberships.csv".to_owned(), memberships.replace("H-1", "H-2").into_bytes());
    let imported = import_into(&before, &read(&files), "sheet");
    assert_eq!(imported.plan.commands, Vec::new());
    insta::assert_snapshot!(told(&imported), @r#"memberships.csv:2 error IMPORT: An existing membership does not change in person. End or remove it and add another. The row is left out."#);
}
