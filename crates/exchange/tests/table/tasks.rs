//! Tasks as trackers and planning sheets have them.

use exchange::table::TimeUnit;
use organization::Organization;

use crate::world::{bring, brought, counts, faults, grids, guessed};

const PLAN: &str = "ID,Task,Duration,Predecessors,Resourcing,Start Date,End Date\n\
    1,Network,16,,,,\n\
    2,   Design,6,,Arun,2023-01-02,2023-02-13\n\
    3,   Build,10,2fs+1d,\"Arun, Bex\",2023-02-14,\n\
    4,Relay,,,,2023-01-02,2023-01-06\n";

#[test]
fn indentation_is_an_outline_and_predecessors_and_people_stand_in_cells() {
    let grids = grids(PLAN);
    let mut recipe = guessed(&grids, None);
    assert_eq!(recipe.target, "tasks");
    recipe.make_people = true;
    let imported = bring(&Organization::default(), &grids, &recipe);
    assert_eq!(faults(&imported), Vec::<String>::new(), "{recipe:#?}");
    let value = &imported.value;
    assert_eq!((value.tasks().len(), value.people().len(), value.dependencies().len(), value.demands().len()), (4, 2, 1, 3));
    let task = |name: &str| value.tasks().iter().find(|task| &*task.name == name).expect("a task").clone();
    assert_eq!(task("Design").parent, Some(task("Network").id));
    assert_eq!(task("Build").duration.map(|duration| duration.minutes), Some(4800));
    assert_eq!(task("Relay").duration.map(|duration| duration.minutes), Some(5 * 480), "from Monday to Friday");
    assert_eq!(task("Network").duration, None, "a summary takes the time of what is under it");
    let link = value.dependencies().iter().next().expect("a link");
    assert_eq!((link.from, link.to, link.lag), (task("Design").id, task("Build").id, organization::Lag::Working(480)));
    let again = bring(value, &grids, &recipe);
    assert_eq!((again.plan.commands.len(), counts(&again)), (0, [0, 0, 4, 0]), "{:?}", again.plan.commands);
}

const JIRA: &str = "Summary,Issue key,Issue id,Issue Type,Status,Project name,Priority,Assignee,Created,Resolved,Due date,Description,Original estimate,Remaining Estimate,Inward issue link (Blocks),Inward issue link (Blocks),Outward issue link (Blocks),Sprint,Sprint,Custom field (Start date),Parent,Status Category\n\
    Smart meters,W2-1,10061,Epic,To Do,Werkplaats,Medium,,16/Nov/22 1:42 PM,,,,,,,,,,,,,To Do\n\
    Read them,W2-2,10062,Story,Done,Werkplaats,High,Ines Duarte,16/Nov/22 1:42 PM,21/Dec/22 5:11 PM,,\"Two\nlines\",28800,14400,,,,Sprint 1,Sprint 2,,10061,Done\n\
    Bill them,W2-3,10063,Story,In Progress,Werkplaats,Lowest,,16/Nov/22 1:42 PM,,19/Feb/26 12:00 AM,,,,W2-2,W2-9,,Sprint 2,,19/Feb/26 2:19 PM,10061,In Progress\n";

#[test]
fn jira_knows_epics_links_estimates_in_seconds_and_doubled_heads() {
    let people = brought("Name,Email\nInes Duarte,ines@example.org\n", None).value;
    let grids = grids(JIRA);
    let recipe = guessed(&grids, None);
    assert_eq!((recipe.target.as_str(), recipe.times), ("tasks", TimeUnit::Seconds), "{recipe:#?}");
    let imported = bring(&people, &grids, &recipe);
    assert_eq!(
        faults(&imported),
        ["5:15 Inward issue link (Blocks): The row is linked to “W2-9”, which is not in the table. The link is left out."]
    );
    let value = &imported.value;
    let task = |name: &str| value.tasks().iter().find(|task| &*task.name == name).expect("a task").clone();
    let (read, bill) = (task("Read them"), task("Bill them"));
    assert_eq!((read.work, read.remaining, read.priority, read.state.is_closed()), (Some(480), Some(240), 700, true), "{read:?}");
    assert_eq!(read.notes.to_string(), "Two\nlines");
    assert_eq!(read.parent, Some(task("Smart meters").id));
    assert_eq!(bill.deadline.map(|due| due.date().to_string()).as_deref(), Some("2026-02-19"));
    assert_eq!((value.dependencies().len(), value.demands().len(), value.projects().len()), (1, 1, 1));
    let kept: Vec<String> = value.remainders_of(read.id.into()).map(|kept| kept.content.to_string()).collect();
    assert!(kept.len() == 1 && kept[0].contains("Sprint 1") && kept[0].contains("Sprint 2"), "{kept:?}");
    let report = &imported.plan.report.parts[0];
    assert_eq!(report.read, report.imported + report.kept + report.listed);
    let again = bring(value, &grids, &recipe);
    assert_eq!(again.plan.commands.len(), 0, "{:?}", again.plan.commands);
    let moved = crate::world::grids(
        &JIRA.replace("In Progress,Werkplaats", "Done,Werkplaats").replace(",10061,In Progress", ",10061,Done"),
    );
    let later = bring(value, &moved, &recipe);
    assert_eq!(counts(&later), [0, 1, 2, 0], "{:?}", later.plan.rows);
    assert_eq!(later.value.tasks().len(), 3);
}

#[test]
fn outline_numbers_levels_and_parents_by_name_make_the_same_tree() {
    for text in [
        "WBS,Task name,Work (h)\n1,Net,\n1.1,Dig,8\n1.2,Pour,4\n2,Open,1\n",
        "Outline level,Task name,Work (h)\n1,Net,\n2,Dig,8\n2,Pour,4\n1,Open,1\n",
        "Parent task,Task name,Work (h)\n,Net,\nNet,Dig,8\nNet,Pour,4\n,Open,1\n",
    ] {
        let imported = brought(text, None);
        let value = &imported.value;
        let named = |name: &str| value.tasks().iter().find(|task| &*task.name == name).expect("a task").clone();
        assert_eq!((named("Pour").parent, named("Open").parent), (Some(named("Net").id), None), "{text}");
        assert_eq!(named("Dig").work, Some(480), "{text}");
    }
}
